package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// settings are what one run is asked to do.
type settings struct {
	data       string        // the folder of real files; synthetic ones take the place of what is not there
	json       string        // where the results are written too; empty for nowhere
	engines    string        // "sqlite", "postgres" or both
	only       string        // letters of the measurements, as "12345"; empty for all
	seconds    int           // how long the Today page is loaded
	years      int           // of returns held
	trusts     int           // that send
	people     int           // who load the Today page at the same time
	dir        string        // where databases and profiles go
	profile    bool          // the site writes a CPU profile of each time it is under load
	think      time.Duration // the least pause between a page and the next; the most is twice as long
	replicates int           // of a winter
	prototype  string        // the folder of the engine's throw-away prototype
	python     string        // the interpreter that may have other simulators
	rscript    string        // the R that may have NHSRplotthedots
	plans      planned
	replans    replanned
}

func main() {
	var s settings
	var host hosting
	flag.StringVar(&s.data, "data", "../shared/data", "folder with published files; what is not there is made up")
	flag.StringVar(&s.json, "json", "", "also write the results to this file")
	flag.StringVar(&s.engines, "engines", "sqlite,postgres", "which engines; PostgreSQL only where "+postgresEnv+" is set")
	flag.StringVar(&s.only, "only", "", "which measurements, as 125; all when empty: 1 import, 2 API, 3 correction, 4 as-of read, 5 Today and memory, 6 the engine of forecast and plan, 7 rescheduling, 8 plans, 9 sliders, c charts")
	flag.IntVar(&s.seconds, "seconds", 60, "how long the Today page is loaded")
	flag.IntVar(&s.years, "years", 5, "how many years of returns are held")
	flag.IntVar(&s.trusts, "trusts", 200, "how many trusts send returns")
	flag.IntVar(&s.people, "people", 200, "how many people load the Today page")
	flag.IntVar(&s.plans.trusts, "plan-trusts", 200, "for how many made-up trusts plans are made")
	flag.IntVar(&s.plans.boards, "plan-boards", 10, "for how many made-up boards of five trusts plans are made")
	flag.StringVar(&s.replans.patients, "plan-patients", "1000,10000", "for how many made-up patients, one number or more, new dates are given; 100000 takes long")
	flag.Float64Var(&s.replans.seconds, "plan-seconds", 60, "how long Headroom's longer run and every other solver plan for, in seconds of all cores' time: a busy machine costs nobody any")
	flag.StringVar(&s.replans.peers, "plan-peers", everyPeer, "which other solvers are asked for new dates, by name; empty for none")
	flag.StringVar(&s.dir, "dir", "", "folder for the databases; a temporary one when empty")
	flag.BoolVar(&s.profile, "profile", false, "keep CPU profiles of the site in the folder")
	flag.DurationVar(&s.think, "think", time.Second, "the least pause of a person between two pages; the most is twice that")
	flag.IntVar(&s.replicates, "replicates", 10_000, "how many times a winter is played")
	flag.StringVar(&s.prototype, "prototype", "../shared/prototype/forecast", "folder of the engine's prototype, which is run beside it where it is there")
	flag.StringVar(&s.python, "python", "python3", "a Python that may have SimPy, Ciw, OR-Tools and HiGHS")
	flag.StringVar(&s.rscript, "rscript", "Rscript", "an Rscript that may have NHSRplotthedots, beside which charts are drawn up")
	play := flag.Int("play", 0, "used by the command itself: play the winter of so many sites and say what it took")
	again := flag.Int("replan", 0, "used by the command itself: give so many made-up patients new dates and say what it took")
	repair := flag.Bool("repair", false, "used by the command itself: and cancel lists")
	flag.StringVar(&host.where, "host", "", "used by the command itself: serve this database")
	flag.StringVar(&host.at, "at", "", "used by the command itself: the instant at which the site's clock begins")
	flag.StringVar(&host.profile, "host-profile", "", "used by the command itself: write a CPU profile to this file")
	flag.IntVar(&host.trivial, "trivial", 0, "used by the command itself: answer every request with so many bytes")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var err error
	switch {
	case host.where != "" || host.trivial > 0:
		err = host.run(ctx)
	case *play > 0:
		err = playHere(ctx, *play, s.replicates)
	case *again > 0:
		err = replanHere(ctx, *again, s.replans.seconds, *repair)
	default:
		err = run(ctx, s)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run measures on each engine and prints the table.
func run(ctx context.Context, s settings) error {
	if s.dir == "" {
		dir, err := os.MkdirTemp("", "headroom-bench-")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }()
		s.dir = dir
	}
	r := &report{Began: time.Now().UTC().Truncate(time.Second), Cores: runtime.NumCPU(), Go: runtime.Version(), LoadBefore: loadAverage()}
	if s.wants("7") {
		if err := rescheduling(ctx, s, r); err != nil {
			return fmt.Errorf("rescheduling: %w", err)
		}
	}
	if s.wants("8") {
		if err := planning(ctx, s.plans, r); err != nil {
			return fmt.Errorf("plans: %w", err)
		}
	}
	if s.wants("9") {
		if err := sliding(ctx, r); err != nil {
			return fmt.Errorf("sliders: %w", err)
		}
	}
	if s.wants("c") {
		if err := charting(ctx, s, r); err != nil {
			return fmt.Errorf("charts: %w", err)
		}
	}
	for _, name := range strings.Split(s.engines, ",") {
		if s.only != "" && !strings.ContainsAny(s.only, "12345") {
			break // no database is needed
		}
		e, err := openEngine(ctx, name, filepath.Join(s.dir, name))
		if err != nil {
			return err
		}
		if e == nil {
			r.note("%s was not measured: set %s to the address of a server, as make bench does where PostgreSQL can be had", name, postgresEnv)
			continue
		}
		err = measureOn(ctx, s, e, r)
		e.close()
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if s.wants("6") {
		if err := playing(ctx, s, r); err != nil {
			return fmt.Errorf("measurement 6: %w", err)
		}
	}
	r.LoadAfter = loadAverage()
	r.print(os.Stdout)
	if s.json == "" {
		return nil
	}
	return r.write(s.json)
}

// wants reports whether a measurement was asked for.
func (s settings) wants(n string) bool { return s.only == "" || strings.Contains(s.only, n) }

// measureOn takes every measurement on one engine.
func measureOn(ctx context.Context, s settings, e *engine, r *report) error {
	r.note("%s: %s", e.name, e.durability)
	if s.wants("1") {
		if err := importing(ctx, s, e, r); err != nil {
			return fmt.Errorf("import: %w", err)
		}
	}
	if !strings.ContainsAny("2345", s.only) && s.only != "" {
		return nil
	}
	w, err := found(ctx, s, e, r)
	if err != nil {
		return fmt.Errorf("making the England that is measured: %w", err)
	}
	defer func() { _ = w.app.Close() }()
	for _, m := range []struct {
		letter string
		f      func(context.Context, *world, *report) error
	}{{"2", submitting}, {"3", correcting}, {"4", reading}, {"5", today}} {
		if s.wants(m.letter) {
			if err := m.f(ctx, w, r); err != nil {
				return fmt.Errorf("measurement %s: %w", m.letter, err)
			}
		}
	}
	return nil
}
