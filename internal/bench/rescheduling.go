package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/recovery"
	"headroom/internal/solve/assign"
	"headroom/internal/solve/mip"
)

// replanned is what rescheduling measures.
type replanned struct {
	patients string  // how many, one or more numbers
	seconds  float64 // of the longer run and of other solvers: this many of every core's time
	peers    string  // the names of other solvers that are asked
}

// mostExact is for how many patients the solver inside the process is asked.
const mostExact = 300

// madeAsk is the product's own synthetic trust, with twelve lists for every hundred patients.
func madeAsk(patients int) recovery.Ask {
	return recovery.Generate(recovery.Made{Patients: patients, Sessions: max(8, patients*12/100), Seed: 1, From: civil.MustDate("2024-01-10")})
}

// rebooked is one trust with what is done today.
type rebooked struct {
	p          *assign.Problem
	kept, anew assign.Plan
	compile    time.Duration
}

func rebookedOf(patients int) (rebooked, error) {
	began := time.Now()
	p, order, err := recovery.Compile(madeAsk(patients))
	if err != nil {
		return rebooked{}, err
	}
	t := rebooked{p: p, compile: time.Since(began)}
	t.kept, t.anew = assign.Greedy(p, true, order), assign.Greedy(p, false, order)
	return t, nil
}

// ourPlan is what one run of ours took, in a process of its own.
type ourPlan struct {
	Cost, Bound        float64
	Seconds, CPU, Peak float64 // seconds and MB
	First, FirstCPU    float64 // seconds until a plan better than both of today's was there, by the clock and the processor; -1 for never
	Cut                bool
	Breaches           []string
	How                string
	Mended             []mending
}

// replanHere plans once, says on the standard output what it took, and ends. After a short run lists are cancelled too.
func replanHere(ctx context.Context, patients int, seconds float64, repair bool) error {
	t, err := rebookedOf(patients)
	if err != nil {
		return err
	}
	out := ourPlan{First: -1}
	cpu, began := cpuOf(os.Getpid()), time.Now()
	most := seconds * float64(runtime.NumCPU())
	limited, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		for (cpuOf(os.Getpid())-cpu).Seconds() < most && limited.Err() == nil {
			time.Sleep(20 * time.Millisecond)
		}
		stop()
	}()
	r, err := assign.Solve(limited, t.p, assign.Options{Seed: 1, Work: int64(most * assign.PerSecond),
		Progress: func(p assign.Progress) {
			if out.First < 0 && p.Cost > 0 && p.Cost < min(t.kept.Cost, t.anew.Cost) {
				out.First, out.FirstCPU = time.Since(began).Seconds(), (cpuOf(os.Getpid()) - cpu).Seconds()
			}
		}})
	if err != nil {
		return err
	}
	out.Seconds, out.CPU, out.Peak = time.Since(began).Seconds(), (cpuOf(os.Getpid()) - cpu).Seconds(), peakOf(os.Getpid())
	var breaches []assign.Breach
	out.Cost, breaches = assign.Verify(t.p, r.Plan.Slot)
	for _, b := range breaches[:min(len(breaches), 3)] {
		out.Breaches = append(out.Breaches, b.Words)
	}
	out.Bound, out.How, out.Cut = r.Bound.Value, r.Bound.How, r.Cut
	if repair {
		if out.Mended, err = mended(ctx, madeAsk(patients)); err != nil {
			return err
		}
	}
	return json.NewEncoder(os.Stdout).Encode(out)
}

// replan runs ours in a process of its own, so that memory is its alone.
func replan(ctx context.Context, patients int, seconds float64, repair bool) (o ourPlan, err error) {
	self, err := os.Executable()
	if err != nil {
		return o, err
	}
	c := exec.CommandContext(ctx, self, "-replan", strconv.Itoa(patients), "-plan-seconds", strconv.FormatFloat(seconds, 'f', -1, 64), "-repair="+strconv.FormatBool(repair))
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		return o, err
	}
	return o, json.Unmarshal(out, &o)
}

// rescheduling measures new dates for synthetic trusts: what is done by hand today, ours, and other solvers on the same
// problem and clock, every plan judged by the judge that shares nothing with any of them.
func rescheduling(ctx context.Context, s settings, r *report) error {
	for _, n := range strings.Split(s.replans.patients, ",") {
		patients, err := strconv.Atoi(n)
		if err != nil || patients < 1 {
			return fmt.Errorf("-plan-patients %q: give numbers of patients, as 1000,10000", s.replans.patients)
		}
		if err := rescheduled(ctx, s, patients, r); err != nil {
			return fmt.Errorf("%d patients: %w", patients, err)
		}
	}
	return nil
}

func rescheduled(ctx context.Context, s settings, patients int, r *report) error {
	t, err := rebookedOf(patients)
	if err != nil {
		return err
	}
	r.note("rescheduling %d patients: %d of them to be planned, %d lists, compiled in %.2f s", patients, len(t.p.Jobs), len(t.p.Slots), t.compile.Seconds())
	runs := []float64{s.replans.seconds}
	if s.replans.seconds > 10 {
		runs = []float64{10, s.replans.seconds}
	}
	ours := make([]ourPlan, len(runs))
	bound := math.Inf(-1)
	for k, seconds := range runs {
		if ours[k], err = replan(ctx, patients, seconds, k == 0); err != nil {
			return err
		}
		if len(ours[k].Breaches) > 0 {
			return fmt.Errorf("our plan breaks limits: %v", ours[k].Breaches)
		}
		bound = max(bound, ours[k].Bound)
	}
	c := contest{r: r, name: fmt.Sprintf("cost, %d patients", patients), bound: bound}
	for who, plan := range map[string]assign.Plan{"by hand, dates held are kept": t.kept, "by hand, all anew": t.anew} {
		if _, breaches := assign.Verify(t.p, plan.Slot); len(breaches) > 0 {
			return fmt.Errorf("%s breaks limits: %v", who, breaches[0].Words)
		}
	}
	c.line("by hand, dates held are kept", t.kept.Cost, 0, "priority, then date; one after another in the first list with room")
	c.line("by hand, all anew", t.anew.Cost, 0, "")
	for k, seconds := range runs {
		c.ours(ours[k], seconds, patients)
	}
	ours[0].report(r, patients)
	best := t.anew
	if t.kept.Cost < best.Cost {
		best = t.kept
	}
	return c.others(ctx, s, t.p, best, patients)
}

// contest is the table of one size.
type contest struct {
	r     *report
	name  string
	bound float64 // the greatest that ours proved
}

func (c contest) line(who string, cost, cpu float64, detail string) {
	if detail != "" {
		detail = who + ": " + detail
	}
	c.r.most(result{Measurement: c.name, Engine: who, Unit: "", Ours: cost, Floor: c.bound, CPU: cpu * 1000, Detail: detail,
		FloorIs: "the floor is the greatest bound that Headroom proved in this run: no plan can cost less"}, 0)
}

func (c contest) ours(o ourPlan, seconds float64, patients int) {
	gap := 100 * (o.Cost/o.Bound - 1)
	c.line(fmt.Sprintf("Headroom, %v s", seconds), o.Cost, o.CPU, fmt.Sprintf("gap %.2f%%, bound %.0f by %s, %.1f s of the clock, %.1f s of CPU, %.0f MB%s", gap, o.Bound, o.How, o.Seconds, o.CPU, o.Peak,
		map[bool]string{true: "; the clock ended it before its work was done"}[o.Cut]))
	x := result{Measurement: fmt.Sprintf("certified gap, %d patients, %v s", patients, seconds), Engine: "-", Unit: "%", Ours: gap, CPU: o.CPU * 1000}
	switch aim, words := gapAim(patients, seconds); {
	case words == "":
		x.Target = "none is set for this size and time"
	default:
		x.Target, x.Met = words, met(gap <= aim)
	}
	c.r.add(x)
}

// gapAim is the widest certified gap in per cent that is aimed at for so many patients in so many seconds, and the target in
// words; no words where none is set.
func gapAim(patients int, seconds float64) (float64, string) {
	switch {
	case patients <= 60 && seconds >= 10:
		return 1e-4, "proven the best in 10 s"
	case patients <= 1000 && seconds >= 10:
		return 1.5, "≤ 1.5 % in 10 s"
	case patients <= 10_000 && seconds >= 60:
		return 1, "≤ 1 % in 60 s, then ≤ 0.5 %"
	case patients <= 10_000 && seconds >= 10:
		return 2, "≤ 2 % in 10 s"
	case patients <= 100_000 && seconds >= 60:
		return 2.5, "≤ 2.5 % in 60 s"
	}
	return 0, ""
}

// report tells the rest of what a run of ours took.
func (o ourPlan) report(r *report, patients int) {
	of := fmt.Sprintf(", %d patients", patients)
	r.add(result{Measurement: "a plan better than both by hand" + of, Engine: "-", Unit: "s", Ours: o.First, CPU: o.FirstCPU * 1000, Target: "≤ 1 s, at 100,000 too", Met: met(o.First >= 0 && o.First <= 1)})
	r.most(result{Measurement: "memory while planning" + of, Engine: "-", Unit: "MB", Ours: o.Peak}, 500)
	for _, m := range o.Mended {
		m.report(r, patients)
	}
}

// solver is another solver, ready to be asked.
type solver struct {
	name string
	ask  func(ctx context.Context) (solverSaid, error)
}

// solvers are the others, for the programme in a folder.
func solvers(s settings, dir string, seconds float64, workers int) []solver {
	seconds *= float64(workers)
	all := []solver{
		{"OR-Tools CP-SAT", func(ctx context.Context) (solverSaid, error) {
			return scripted(ctx, s, cpsatPlan, dir, seconds, workers)
		}},
		{"HiGHS", func(ctx context.Context) (solverSaid, error) {
			return scripted(ctx, s, highsPlan, dir, seconds, workers)
		}},
		{"CBC", func(ctx context.Context) (solverSaid, error) { return cbc(ctx, dir, seconds, workers) }},
	}
	wanted := strings.Split(s.replans.peers, ",")
	return slices.DeleteFunc(all, func(q solver) bool { return !slices.Contains(wanted, q.name) })
}

// others asks the other solvers, each alone on the machine, from the better of the plans by hand.
func (c contest) others(ctx context.Context, s settings, p *assign.Problem, start assign.Plan, patients int) error {
	if patients <= mostExact {
		if err := c.exact(ctx, p, s.replans.seconds); err != nil {
			return err
		}
	}
	g := programmeOf(p, start.Slot)
	dir := filepath.Join(s.dir, "programme")
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	if err := errors.Join(g.write(dir), g.writeMPS(filepath.Join(dir, "plan.mps"), filepath.Join(dir, "start.sol"))); err != nil {
		return err
	}
	c.r.note("%d patients as a programme for other solvers: %d variables, %d rows, %d weights; they begin from %.0f", patients, len(g.cost), len(g.high), len(g.index), g.base+g.worth(g.start))
	for _, q := range solvers(s, dir, s.replans.seconds, runtime.NumCPU()) {
		who := fmt.Sprintf("%s, %v s", q.name, s.replans.seconds)
		said, err := q.ask(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		switch {
		case errors.Is(err, errNoPeer):
			c.r.note("%s was not asked: %v", q.name, err)
			continue
		case err != nil:
			c.nothing(who, fmt.Sprintf("nothing within the clock: %v; %.0f s of processor time, %.0f MB", err, said.cpu, said.peak))
			continue
		case !said.Found:
			c.nothing(who, fmt.Sprintf("nothing within the clock: version %s, %s, its own bound %.0f of the stricter programme; %.0f s of processor time, %.0f MB", said.Version, said.Status, said.Bound+g.base, said.cpu, said.peak))
			continue
		}
		slots, err := g.plan(said.Ones)
		if err != nil {
			return err
		}
		cost, breaches := assign.Verify(p, slots)
		detail := fmt.Sprintf("version %s, %s, its own bound %.0f of the stricter programme, search %.1f s, with reading and building %.1f s of processor time and %.0f MB", said.Version, said.Status, said.Bound+g.base, said.Seconds, said.cpu, said.peak)
		if began := g.base + g.worth(g.start); cost > began-1e-6*math.Abs(began) {
			detail += "; no better than the plan that it began from"
		}
		if len(breaches) > 0 {
			detail += fmt.Sprintf("; %d limits are broken, as: %s", len(breaches), breaches[0].Words)
		}
		c.line(who, cost, said.cpu, detail)
	}
	return nil
}

// nothing is the line of who has no plan.
func (c contest) nothing(who, why string) {
	c.r.add(result{Measurement: c.name, Engine: who, None: true, Detail: who + ": " + why})
}

// exact asks the solver that is inside the process.
func (c contest) exact(ctx context.Context, p *assign.Problem, seconds float64) error {
	h, err := mip.New(ctx)
	if err != nil {
		c.r.note("HiGHS within is left out: %v", err)
		return nil
	}
	defer func() { _ = h.Close(ctx) }()
	cpu := cpuOf(os.Getpid())
	e, err := h.Exact(ctx, p, nil, time.Duration(seconds*float64(runtime.NumCPU())*float64(time.Second)))
	if err != nil {
		return err
	}
	if e.Slots == nil {
		c.nothing(fmt.Sprintf("HiGHS within, %v s", seconds), fmt.Sprintf("nothing within the clock; its bound is %.0f", e.Bound))
		return nil
	}
	cost, breaches := assign.Verify(p, e.Slots)
	if len(breaches) > 0 || math.IsInf(cost, 0) {
		return fmt.Errorf("HiGHS within breaks limits: %v", breaches)
	}
	c.line(fmt.Sprintf("HiGHS within, %v s", seconds), cost, (cpuOf(os.Getpid()) - cpu).Seconds(), fmt.Sprintf("its own bound %.0f, proven: %v%s", e.Bound, e.Proven, map[bool]string{true: "; not believed: " + e.Doubt}[e.Doubt != ""]))
	return nil
}
