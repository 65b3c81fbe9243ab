package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"time"

	"headroom/internal/simulate"
)

// played is what one run of the engine took, in a process of its own.
type played struct {
	Wall    float64 `json:"wall"` // seconds
	CPU     float64 `json:"cpu"`
	Peak    float64 `json:"peak"` // MB resident
	Mallocs uint64  `json:"mallocs"`
	People  float64 `json:"people"` // days that somebody was there, in all replicates
}

// playHere plays the synthetic winter of so many sites, says on the standard output what it took, and ends.
func playHere(ctx context.Context, sites, replicates int) error {
	m := winter(sites)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	cpu, began := cpuOf(os.Getpid()), time.Now()
	r, err := simulate.Run(ctx, m, simulate.Options{Replicates: replicates, Seed: 42})
	if err != nil {
		return err
	}
	out := played{Wall: time.Since(began).Seconds(), CPU: (cpuOf(os.Getpid()) - cpu).Seconds(), Peak: peakOf(os.Getpid())}
	runtime.ReadMemStats(&after)
	out.Mallocs = after.Mallocs - before.Mallocs
	for i := range sites {
		for d := range winterDays {
			out.People += r.Mean(i, d) * float64(replicates)
		}
	}
	return json.NewEncoder(os.Stdout).Encode(out)
}

// playing measures the engine: the synthetic winter of England and of one trust, beside the prototype and the simulators
// of others where they are to be had.
func playing(ctx context.Context, s settings, r *report) error {
	for _, c := range []struct {
		words string
		sites int
	}{{"England's winter played", 200}, {"one trust's winter played", 1}} {
		sites := min(c.sites, s.trusts)
		p, err := play(ctx, sites, s.replicates)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("%s, %d sites × %d days × %d", c.words, sites, winterDays, s.replicates)
		siteDays := float64(sites*winterDays) * float64(s.replicates)
		detail := fmt.Sprintf("%.0f ns of CPU for each site and day, %.2f thousand million days of patients for each second of CPU", p.CPU*1e9/siteDays, p.People/1e9/max(p.CPU, 1e-9))
		if c.sites == 1 {
			r.most(result{Measurement: name, Engine: "-", Unit: "ms", Ours: p.Wall * 1000, CPU: p.CPU * 1000, Detail: detail}, 200)
			continue
		}
		wall := result{Measurement: name, Engine: "-", Unit: "s", Ours: p.Wall, CPU: p.CPU * 1000, Detail: detail}
		if wall.Floor = prototype(ctx, s, r); wall.Floor > 0 {
			wall.FloorIs = "the floor is the throw-away prototype: 200 trusts, 56 days, 10,000 replicates, without processes, all trusts with the same chances and so the same tables"
		}
		r.most(wall, 25)
		r.most(result{Measurement: name + ", memory", Engine: "-", Unit: "MB", Ours: p.Peak}, 150)
		r.most(result{Measurement: name + ", allocations", Engine: "-", Unit: "", Ours: float64(p.Mallocs)}, 10_000)
	}
	return peers(ctx, s, r)
}

// play plays in a process of its own, so that memory is the engine's alone.
func play(ctx context.Context, sites, replicates int) (p played, err error) {
	self, err := os.Executable()
	if err != nil {
		return p, err
	}
	c := exec.CommandContext(ctx, self, "-play", strconv.Itoa(sites), "-replicates", strconv.Itoa(replicates))
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal(out, &p)
}

// prototypeSaid finds the prototype's own line for 10,000 replicates.
var prototypeSaid = regexp.MustCompile(`ENGLAND 200 trusts.*, 10000 reps x 56 d: wall ([0-9.]+)s cpu ([0-9.]+)s .* mallocs (\d+) .* peak RSS (\d+) kB`)

// prototype runs the prototype's own measurement and gives its seconds; 0 where it is not to be had.
func prototype(ctx context.Context, s settings, r *report) float64 {
	if s.replicates != 10_000 || s.trusts != 200 {
		r.note("the prototype was not run: it plays 200 trusts 10,000 times, and this run does not")
		return 0
	}
	if _, err := os.Stat(filepath.Join(s.prototype, "full_test.go")); err != nil {
		r.note("the prototype is absent: %s holds none", s.prototype)
		return 0
	}
	ctx, stop := context.WithTimeout(ctx, 15*time.Minute)
	defer stop()
	c := exec.CommandContext(ctx, "go", "test", "-count=1", "-run", "^TestFull$", "-v", "-timeout", "15m", ".")
	c.Dir, c.Env = s.prototype, append(os.Environ(), "BIG=1", "GOFLAGS=-mod=mod", "GOWORK=off")
	out, err := c.CombinedOutput()
	said := prototypeSaid.FindSubmatch(out)
	if err != nil || said == nil {
		r.note("the prototype did not run: %v", err)
		return 0
	}
	wall, _ := strconv.ParseFloat(string(said[1]), 64)
	r.note("the prototype: %s s of wall, %s s of CPU, %s allocations, %s kB resident", said[1], said[2], said[3], said[4])
	return wall
}

// peerSaid is what a peer's script prints.
type peerSaid struct {
	Mean    float64 `json:"mean"`
	Seconds float64 `json:"seconds"` // of CPU
	Version string  `json:"version"`
}

// peers runs the same systems in general simulators, where Python has them.
func peers(ctx context.Context, s settings, r *report) error {
	if p := peer(ctx, s, r, "SimPy", simpyTrust, "20"); p != nil {
		n := 4000
		mean, each, err := timed(ctx, wardTrust(), n, 1, func(q *simulate.Result) float64 { return q.Mean(0, 55) })
		if err != nil {
			return err
		}
		r.most(result{Measurement: "one trust from empty, 56 days, a replicate", Engine: "-", Unit: "ms", Ours: each * 1000, Floor: p.Seconds * 1000,
			FloorIs: fmt.Sprintf("the floor is SimPy %s, patient by patient; %.1f there on the last day, ours %.1f", p.Version, p.Mean, mean)}, 0)
	}
	if p := peer(ctx, s, r, "Ciw", ciwSlots, "4000"); p != nil {
		const steps, days = 16, 100
		m := slotTrust(steps, days)
		mean, each, err := timed(ctx, m, 1000, 1, func(q *simulate.Result) float64 { return q.Waiting(0, 0, 0, m.Days-1) })
		if err != nil {
			return err
		}
		r.most(result{Measurement: "nineteen places held, a thousand days", Engine: "-", Unit: "ms", Ours: each * 1000 * 1000 / days, Floor: p.Seconds * 1000,
			FloorIs: fmt.Sprintf("the floor is Ciw %s, unit by unit in continuous time; %.2f wait, ours in steps of 1/%d day %.2f, Erlang's formula 1.99", p.Version, p.Mean, steps, mean)}, 0)
	}
	return nil
}

// peer runs a script; nil where Python or the library is absent.
func peer(ctx context.Context, s settings, r *report, name, script, size string) *peerSaid {
	ctx, stop := context.WithTimeout(ctx, 5*time.Minute)
	defer stop()
	out, err := exec.CommandContext(ctx, s.python, "-c", script, size).Output()
	var p peerSaid
	if err != nil || json.Unmarshal(out, &p) != nil {
		r.note("%s is absent: %s has no such library, or there is none", name, s.python)
		return nil
	}
	return &p
}

// timed plays a model on one processor and gives the seconds of a replicate.
func timed(ctx context.Context, m *simulate.Model, n, workers int, read func(*simulate.Result) float64) (mean, each float64, err error) {
	began := time.Now()
	q, err := simulate.Run(ctx, m, simulate.Options{Replicates: n, Workers: workers, Seed: 3})
	if err != nil {
		return 0, 0, err
	}
	return read(q), time.Since(began).Seconds() / float64(n), nil
}

// every is the same on every day.
func every[T any](days int, x T) []T {
	out := make([]T, days)
	for d := range out {
		out[d] = x
	}
	return out
}

// wardTrust is the system of the SimPy script.
func wardTrust() *simulate.Model {
	s := simulate.Site{Key: 1, Name: "one trust", Arrivals: every(winterDays, 62.0), ReadyHazard: 1, HubHazard: [simulate.Streams]float64{1, 1, 1},
		Links: []simulate.Link{{Share: [simulate.Streams]float64{1, 1, 1}}}}
	for _, g := range [][3]float64{{0.38, 0.42, 0.02}, {0.22, 0.13, 0.10}, {0.08, 0.055, 0.42}, {0.22, 0.38, 0.02}, {0.10, 0.10, 0.42}} {
		s.Stages = append(s.Stages, simulate.Stage{Mix: g[0], Hazard: g[1], Complex: g[2], Split: [simulate.Streams]float64{1, 0, 0}})
	}
	return &simulate.Model{Days: winterDays, Sites: []simulate.Site{s}, Suppliers: []simulate.Supplier{{Key: 1, Starts: every(winterDays, [simulate.Streams]float64{9, 0, 0})}}}
}

// slotTrust is the system of the Ciw script, in so many steps a day.
func slotTrust(steps, days int) *simulate.Model {
	return &simulate.Model{Days: steps * days,
		Sites: []simulate.Site{{Key: 1, Name: "one queue", Arrivals: every(steps*days, 4/float64(steps)), HubHazard: [simulate.Streams]float64{1, 1, 1},
			Stages: []simulate.Stage{{Hazard: 1, Mix: 1, Complex: 1, Split: [simulate.Streams]float64{1, 0, 0}}},
			Links:  []simulate.Link{{Share: [simulate.Streams]float64{1, 1, 1}}}}},
		Suppliers: []simulate.Supplier{{Key: 1, Places: [simulate.Streams]int{19, 0, 0}, Held: [simulate.Streams]int{16, 0, 0},
			FreeHazard: [simulate.Streams]float64{1 - math.Exp(-0.25/float64(steps)), 0, 0}}}}
}
