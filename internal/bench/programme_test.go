package main

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/internal/recovery"
	"headroom/internal/solve/assign"
)

// small is a problem of a few people and its greedy plan.
func small(t *testing.T, patients int) (*assign.Problem, assign.Plan) {
	t.Helper()
	p, order, err := recovery.Compile(madeAsk(patients))
	if err != nil {
		t.Fatal(err)
	}
	return p, assign.Greedy(p, true, order)
}

// What the programme says of a plan is what the judge says: its cost, and that it keeps every limit.
func TestTheProgrammeIsTheProblem(t *testing.T) {
	p, plan := small(t, 150)
	g := programmeOf(p, plan.Slot)
	var taken []int32
	for v, x := range g.start {
		if x > 0 {
			taken = append(taken, int32(v))
		}
	}
	slots, err := g.plan(taken)
	if err != nil {
		t.Fatal(err)
	}
	cost, breaches := assign.Verify(p, slots)
	if len(breaches) > 0 || math.Abs(cost-g.base-g.worth(g.start)) > 1e-3*cost/1000 {
		t.Errorf("cost %v, by the programme %v; %v", cost, g.base+g.worth(g.start), breaches)
	}
	for r, high := range g.high {
		sum := 0.0
		for k := g.begin[r]; k < g.begin[r+1]; k++ {
			sum += g.weight[k] * g.start[g.index[k]]
		}
		if sum > high+1e-5 {
			t.Errorf("row %d: %v of %v", r, sum, high)
		}
	}
	kept := 0
	for j, s := range slots {
		if s != assign.None && s == plan.Slot[j] {
			kept++
		}
	}
	if kept < len(slots)/4 {
		t.Errorf("only %d of %d begin where the plan has them", kept, len(slots))
	}
}

// Whatever keeps the programme's line keeps the overrun rule, from the surest job to the least sure.
func TestTheLineIsStricterThanTheRule(t *testing.T) {
	p := &assign.Problem{Lengths: []float64{240}, Overrun: assign.Overrun{Grace: 30, Risk: .1}}
	g := &programme{p: p}
	var vars []int32
	for k := range int32(60) {
		mean, cv := 20+float64(k%10)*15, .1+float64(k/10)*.12
		p.Jobs = append(p.Jobs, assign.Job{Mean: mean, Variance: mean * mean * cv * cv})
		g.job, vars = append(g.job, k), append(vars, k)
	}
	load := g.effective(vars, 240)
	closest := math.Inf(1)
	for a := range vars {
		for b := range vars {
			n := 270 / (load[a] + load[b]) // so much of each of the two fills the line
			mean, variance := n*(p.Jobs[a].Mean+p.Jobs[b].Mean), n*(p.Jobs[a].Variance+p.Jobs[b].Variance)
			if !p.Overrun.Fits(240, mean, variance) {
				t.Fatalf("%d and %d: %v minutes, variance %v run late", a, b, mean, variance)
			}
			closest = min(closest, g.fill(240, variance/mean)/mean)
		}
	}
	if closest > 1.001 {
		t.Errorf("the line touches the rule nowhere: %v", closest)
	}
}

// Other solvers, where they are, give plans that the judge accepts and bounds that are no higher.
func TestOtherSolversPlanTheSame(t *testing.T) {
	p, plan := small(t, 60)
	g := programmeOf(p, plan.Slot)
	dir := t.TempDir()
	if err := g.write(dir); err != nil {
		t.Fatal(err)
	}
	if err := g.writeMPS(filepath.Join(dir, "plan.mps"), filepath.Join(dir, "start.sol")); err != nil {
		t.Fatal(err)
	}
	s := settings{python: "python3", replans: replanned{peers: everyPeer}}
	asked := 0
	for _, q := range solvers(s, dir, 20, 2) {
		said, err := q.ask(t.Context())
		if err != nil {
			t.Logf("%s is left out: %v", q.name, err)
			continue
		}
		asked++
		slots, err := g.plan(said.Ones)
		if err != nil {
			t.Fatal(err)
		}
		cost, breaches := assign.Verify(p, slots)
		if !said.Found || len(breaches) > 0 || cost > g.base+g.worth(g.start)+1 || said.Bound+g.base > cost+1 {
			t.Errorf("%s %s: %v from %v, bound %v, %v", q.name, said.Version, cost, g.base+g.worth(g.start), said.Bound+g.base, breaches)
		}
	}
	if asked == 0 {
		t.Skip("python3 has neither OR-Tools nor highspy here, and there is no cbc")
	}
}

// Rescheduling is measured where no other solver is, and what is absent is said.
func TestReschedulingIsMeasured(t *testing.T) {
	t.Setenv("BENCH_TEST_HOST", "yes")
	t.Setenv("PATH", t.TempDir())
	r := &report{}
	s := settings{dir: t.TempDir(), python: filepath.Join(t.TempDir(), "python3"), replans: replanned{patients: "400", seconds: .2, peers: everyPeer}}
	if err := rescheduling(t.Context(), s, r); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range r.Results {
		got = append(got, x.Measurement+" "+x.Engine)
		if x.Floor > x.Ours {
			t.Errorf("%s: %v, under its bound %v", x.Measurement, x.Ours, x.Floor)
		}
	}
	want := []string{"cost, 400 patients by hand, dates held are kept", "cost, 400 patients by hand, all anew", "cost, 400 patients Headroom, 0.2 s",
		"certified gap, 400 patients, 0.2 s -", "a plan better than both by hand, 400 patients -", "memory while planning, 400 patients -"}
	for _, event := range eventKinds() {
		for _, of := range []string{"processor time, worst", "others moved for each displaced", "moved within their notice"} {
			want = append(want, "mended after "+event.name+", 400 patients "+of)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("measured %q", got)
	}
	if len(r.Notes) != 5 {
		t.Errorf("what is absent is not said: %q", r.Notes)
	}
	if err := rescheduling(t.Context(), settings{replans: replanned{patients: "many"}}, r); err == nil {
		t.Error("many is no number")
	}
}

// A solver that goes on past its clock is ended, and its processor time is told.
func TestASolverThatDoesNotEndIsEnded(t *testing.T) {
	if cpuOf(os.Getpid()) == 0 {
		t.Skip("there is no /proc to read its processor time from")
	}
	_, said, err := ended(t.Context(), 200*time.Millisecond, "sh", "-c", "while :; do :; done")
	if !errors.Is(err, errOverran) || said.cpu == 0 || said.cpu > 5 {
		t.Errorf("%v after %.1f s of processor time", err, said.cpu)
	}
	if _, _, err := ended(t.Context(), 50*time.Millisecond, "sh", "-c", "exec sleep 60"); !errors.Is(err, errOverran) {
		t.Errorf("one that only waits: %v", err)
	}
	if out, _, err := ended(t.Context(), time.Minute, "sh", "-c", "echo done"); err != nil || string(out) != "done\n" {
		t.Errorf("%q, %v", out, err)
	}
	var c contest
	c.r, c.name = &report{}, "cost"
	c.nothing("slow, 1 s", "nothing within the clock")
	var table bytes.Buffer
	c.r.print(&table)
	if !strings.Contains(table.String(), "slow, 1 s  nothing") {
		t.Errorf("the table does not say that there is nothing:\n%s", table.String())
	}
}
