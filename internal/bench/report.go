package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// result is one line of the table.
type result struct {
	Measurement string  `json:"measurement"`
	Engine      string  `json:"engine"`
	Unit        string  `json:"unit"`
	Ours        float64 `json:"ours"`
	None        bool    `json:"none,omitempty"`  // there is no number; Detail says why
	Floor       float64 `json:"floor,omitempty"` // of the bare thing, in the same unit; 0 where there is none
	FloorIs     string  `json:"floor_is,omitempty"`
	Share       float64 `json:"share,omitempty"`  // of the floor: ours/floor for rates, floor/ours for times
	Target      string  `json:"target,omitempty"` // in words; empty where there is none
	Met         *bool   `json:"met,omitempty"`
	CPU         float64 `json:"cpu_ms,omitempty"` // of the site's process, user and system, for each operation
	Detail      string  `json:"detail,omitempty"`
}

// report is one run.
type report struct {
	Began      time.Time `json:"began"`
	Cores      int       `json:"cores"`
	Go         string    `json:"go"`
	LoadBefore string    `json:"load_before"`
	LoadAfter  string    `json:"load_after"`
	Notes      []string  `json:"notes"`
	Results    []result  `json:"results"`
}

func (r *report) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
	fmt.Fprintf(os.Stderr, "%s  %s\n", time.Now().Format("15:04:05"), r.Notes[len(r.Notes)-1])
}

// rate adds a line where more is better. least is the target as a share of the floor; 0 for none.
func (r *report) rate(x result, least float64) {
	if x.Floor > 0 {
		x.Share = x.Ours / x.Floor
	}
	if least > 0 {
		x.Target = fmt.Sprintf("≥ %.0f%% of the floor", least*100)
		met := x.Share >= least
		x.Met = &met
	}
	r.add(x)
}

// most adds a line where less is better. most is the target in the line's own unit; 0 for none.
func (r *report) most(x result, most float64) {
	if x.Floor > 0 && x.Ours > 0 {
		x.Share = x.Floor / x.Ours
	}
	if most > 0 {
		x.Target = fmt.Sprintf("< %.0f %s", most, x.Unit)
		met := x.Ours < most
		x.Met = &met
	}
	r.add(x)
}

func (r *report) add(x result) {
	r.Results = append(r.Results, x)
	fmt.Fprintf(os.Stderr, "%s  %s, %s: %s %s\n", time.Now().Format("15:04:05"), x.Measurement, x.Engine, x.figure(), x.Unit)
}

// figure is a line's own number, or that it has none.
func (x result) figure() string {
	if x.None {
		return "nothing"
	}
	return figure(x.Ours)
}

// figure is a number with as many places as it deserves.
func figure(f float64) string {
	switch {
	case f == 0:
		return "-"
	case math.Abs(f) >= 100:
		return fmt.Sprintf("%.0f", f)
	case math.Abs(f) >= 10:
		return fmt.Sprintf("%.1f", f)
	}
	return fmt.Sprintf("%.2f", f)
}

// print writes the notes and the table.
func (r *report) print(w io.Writer) {
	_, _ = fmt.Fprintf(w, "\nHeadroom benchmarks, %s; %d cores, %s; load before %s, after %s\n\n", r.Began.Format("2 January 2006 15:04"), r.Cores, r.Go, r.LoadBefore, r.LoadAfter)
	for _, n := range r.Notes {
		_, _ = fmt.Fprintf(w, "- %s\n", n)
	}
	_, _ = fmt.Fprintln(w)
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	_, _ = fmt.Fprintln(t, "measurement\tengine\tours\tfloor\tunit\tshare of floor\ttarget\tmet\tsite's CPU")
	for _, x := range r.Results {
		share, met, cpu := "-", "-", "-"
		if x.Share > 0 {
			share = fmt.Sprintf("%.0f%%", x.Share*100)
		}
		if x.Met != nil {
			met = map[bool]string{true: "met", false: "not met"}[*x.Met]
		}
		if x.CPU > 0 {
			cpu = figure(x.CPU) + " ms each"
		}
		target := x.Target
		if target == "" {
			target = "-"
		}
		_, _ = fmt.Fprintln(t, strings.Join([]string{x.Measurement, x.Engine, x.figure(), figure(x.Floor), x.Unit, share, target, met, cpu}, "\t"))
	}
	_ = t.Flush()
	said := map[string]bool{}
	for _, x := range r.Results {
		for _, s := range []string{x.FloorIs, x.Detail} {
			if line := x.Measurement + ": " + s; s != "" && !said[line] {
				said[line] = true
				_, _ = fmt.Fprintln(w, line)
			}
		}
	}
}

// write keeps the report as JSON.
func (r *report) write(file string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}

// times are how long things took.
type times []time.Duration

// within is the time in milliseconds that a share of them kept to, as 0.95; 0 for none.
func (t times) within(share float64) float64 {
	if len(t) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(t))
	i := int(math.Ceil(share*float64(len(s)))) - 1
	return float64(s[min(max(i, 0), len(s)-1)]) / float64(time.Millisecond)
}
