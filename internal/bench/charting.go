package main

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"headroom/internal/civil"
	"headroom/internal/spc"
)

// What is charted: a hundred measures of about a hundred and thirty organisations, five years of months each.
const (
	chartSeries  = 12_900
	chartPoints  = 60
	chartWorkers = 2   // the target is for two cores
	chartRounds  = 5   // the middle one is told
	chartPeers   = 300 // of the series are given to the R package, which takes long
)

// seriesToChart are made-up months: levels that wander and shift, some in whole numbers, so that every rule finds something.
func seriesToChart(series, points int) [][]spc.Reading {
	rng := rand.New(rand.NewPCG(42, 7)) //nolint:gosec // made-up figures
	all := make([]spc.Reading, series*points)
	out := make([][]spc.Reading, series)
	for s := range out {
		out[s] = all[s*points : (s+1)*points : (s+1)*points]
		level, whole := 50+50*rng.Float64(), s%3 == 0
		for i := range out[s] {
			level += rng.NormFloat64() / 3
			v := level + 3*rng.NormFloat64()
			if whole {
				v = math.Round(v)
			}
			out[s][i] = spc.Reading{Date: civil.On(2020, time.Month(1+i), 1), Value: v}
		}
	}
	return out
}

// charted is what comes of charts, so that nothing is worked out in vain and two ways can be compared.
type charted struct {
	special int
	lines   float64 // means and limits, summed over the points
}

// charting measures the charts of every series on two cores, beside one pass over the same memory, a straightforward way to chart
// them, and the R package where it is there.
func charting(ctx context.Context, s settings, r *report) error {
	data := seriesToChart(chartSeries, chartPoints)
	what := fmt.Sprintf("%d × %d points", chartSeries, chartPoints)
	pass, _ := onTwo(data, func(part [][]spc.Reading) (f charted) {
		for _, one := range part {
			for i := range one {
				f.lines += one[i].Value
			}
		}
		return f
	})
	before := cpuOf(os.Getpid())
	ours, got := onTwo(data, chartAll)
	cpu := perOp(cpuOf(os.Getpid())-before, chartRounds)
	plain, want := onTwo(data, plainly)
	if got.special != want.special || math.Abs(got.lines-want.lines) > 1e-9*math.Abs(want.lines) {
		return fmt.Errorf("the charts are not those of the reference: %+v and %+v", got, want)
	}
	r.most(result{Measurement: "charts drawn up, " + what, Unit: "ms", Ours: ours, Floor: pass, FloorIs: "one pass over the same values on as many cores", CPU: cpu,
		Detail: fmt.Sprintf("%d goroutines, each with one chart's memory; %d points tell of special cause", chartWorkers, got.special)}, 1000)
	r.most(result{Measurement: "charts by a straightforward reference, " + what, Unit: "ms", Ours: plain, Detail: "the method window by window in Go, same points marked and same limits to 1e-9"}, 0)
	return chartingInR(ctx, s, r, data[:chartPeers])
}

// onTwo has both cores work through the series, some rounds, and gives the middle time in milliseconds.
func onTwo(data [][]spc.Reading, work func([][]spc.Reading) charted) (float64, charted) {
	var took times
	var sum charted
	for range chartRounds {
		var parts [chartWorkers]charted
		var wait sync.WaitGroup
		began := time.Now()
		for w := range parts {
			wait.Add(1)
			go func() {
				defer wait.Done()
				parts[w] = work(data[w*len(data)/chartWorkers : (w+1)*len(data)/chartWorkers])
			}()
		}
		wait.Wait()
		took = append(took, time.Since(began))
		sum = charted{}
		for _, p := range parts {
			sum.special, sum.lines = sum.special+p.special, sum.lines+p.lines
		}
	}
	return took.within(.5), sum
}

// chartAll is our way.
func chartAll(part [][]spc.Reading) (f charted) {
	var c spc.Chart
	for _, one := range part {
		if err := c.Make(one, spc.Method{}); err != nil {
			panic(err) // made-up series are sound
		}
		for i := range c.Points {
			p := &c.Points[i]
			if p.Type != spc.Common {
				f.special++
			}
			f.lines += p.Mean + p.LPL + p.UPL
		}
	}
	return f
}

// plainly is the method as one would first write it: a slice for each thing, and for each point every window about it.
func plainly(part [][]spc.Reading) (f charted) {
	for _, one := range part {
		y := make([]float64, len(one))
		for i := range one {
			y[i] = one[i].Value
		}
		mean := average(y)
		ranges := make([]float64, 0, len(y))
		for i := 1; i < len(y); i++ {
			ranges = append(ranges, math.Abs(y[i]-y[i-1]))
		}
		most := 3.267 * average(ranges)
		var kept []float64
		for _, r := range ranges {
			if r < most {
				kept = append(kept, r)
			}
		}
		reach := 2.66 * average(kept)
		p := plainChart{y: y, mean: mean, reach: reach}
		for i := range y {
			if p.special(i) {
				f.special++
			}
			f.lines += mean + (mean - reach) + (mean + reach)
		}
	}
	return f
}

// average adds up about the first value, so that whole numbers have their exact mean.
func average(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x - v[0]
	}
	return v[0] + s/float64(len(v))
}

type plainChart struct {
	y           []float64
	mean, reach float64
}

// side of the mean; a value within rounding of it lies on it.
func (p plainChart) side(i int) int {
	switch d := p.y[i] - p.mean; {
	case math.Abs(d) <= 1e-12*math.Abs(p.mean):
		return 0
	case d > 0:
		return 1
	}
	return -1
}

func (p plainChart) near(i int) bool {
	d := math.Abs(p.y[i] - p.mean)
	return d > 2.0/3*p.reach && d <= p.reach
}

// anyWindow asks every window of a length with the i-th point in it.
func (p plainChart) anyWindow(i, length int, ok func(window []int) bool) bool {
	for first := max(0, i-length+1); first <= i && first+length <= len(p.y); first++ {
		window := make([]int, length)
		for k := range window {
			window[k] = first + k
		}
		if ok(window) {
			return true
		}
	}
	return false
}

func (p plainChart) special(i int) bool {
	if math.Abs(p.y[i]-p.mean) > p.reach {
		return true
	}
	if p.anyWindow(i, 7, func(w []int) bool {
		up, down, side := true, true, 0
		for k, at := range w {
			if k > 0 {
				up, down = up && p.y[at] > p.y[at-1], down && p.y[at] < p.y[at-1]
			}
			side += p.side(at)
		}
		return up || down || side == 7 || side == -7
	}) {
		return true
	}
	return p.near(i) && p.anyWindow(i, 3, func(w []int) bool {
		n, side := 0, 0
		for _, at := range w {
			if p.near(at) {
				n++
			}
			side += p.side(at)
		}
		return n >= 2 && (side == 3 || side == -3)
	})
}

// chartingInR charts some of the series with the R package; where it is not there, that is said.
func chartingInR(ctx context.Context, s settings, r *report, data [][]spc.Reading) error {
	has := exec.CommandContext(ctx, s.rscript, "-e", "suppressMessages(library(NHSRplotthedots)); cat(as.character(packageVersion('NHSRplotthedots')))") //nolint:gosec // the operator names it
	version, err := has.Output()
	if err != nil {
		r.note("charts were not drawn up by the R package: %s with NHSRplotthedots is not here (-rscript names it)", s.rscript)
		return nil
	}
	var b bytes.Buffer
	b.WriteString("series,date,value\n")
	for i, one := range data {
		for _, x := range one {
			_, _ = fmt.Fprintf(&b, "%d,%s,%.17g\n", i, x.Date, x.Value)
		}
	}
	file, script := filepath.Join(s.dir, "charts.csv"), filepath.Join(s.dir, "plotthedots.R")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(script, []byte(plotthedots), 0o600); err != nil {
		return err
	}
	said, err := exec.CommandContext(ctx, s.rscript, script, file).Output() //nolint:gosec // the operator names it
	if err != nil {
		return fmt.Errorf("NHSRplotthedots on %d series: %w", len(data), err)
	}
	var elapsed, cpu float64
	var theirs charted
	if _, err := fmt.Sscan(strings.TrimSpace(string(said)), &elapsed, &cpu, &theirs.special, &theirs.lines); err != nil {
		return fmt.Errorf("NHSRplotthedots said %q: %w", said, err)
	}
	ours := chartAll(data)
	if ours.special != theirs.special || math.Abs(ours.lines-theirs.lines) > 1e-5 {
		return fmt.Errorf("NHSRplotthedots finds otherwise: %+v, ours %+v", theirs, ours)
	}
	began := time.Now()
	chartAll(data)
	r.most(result{Measurement: fmt.Sprintf("charts drawn up, %d × %d points, one core", len(data), chartPoints), Unit: "ms", Ours: float64(time.Since(began)) / 1e6,
		Floor: cpu * 1000, FloorIs: fmt.Sprintf("processor time of NHSRplotthedots %s, %.0f ms by the clock; it finds the same", version, elapsed*1000)}, 0)
	return nil
}
