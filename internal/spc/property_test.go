package spc_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"headroom/internal/civil"
	"headroom/internal/spc"
)

// wholes draws a series of small whole numbers: ties, values on the mean and runs are common in it.
func wholes(t *rapid.T) []float64 {
	n := rapid.IntRange(1, 70).Draw(t, "n")
	v, at := make([]float64, n), 0.0
	drift := rapid.IntRange(0, 3).Draw(t, "drift")
	for i := range v {
		switch drift {
		case 0:
			at = float64(rapid.IntRange(-8, 8).Draw(t, "v"))
		case 1:
			at += float64(rapid.IntRange(-1, 3).Draw(t, "step"))
		case 2:
			at += float64(rapid.IntRange(-3, 1).Draw(t, "step"))
		default:
			// some twenty binary places: a value of 1e-32 beside ones of 1 asks for a mean that no long double holds either
			at = float64(rapid.IntRange(-5<<20, 5<<20).Draw(t, "f")) / (1 << 20)
		}
		v[i] = at
	}
	return v
}

func drawn(t *rapid.T, v []float64, m spc.Method) spc.Chart {
	c, err := spc.Make(days(v...), m)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// someRebases draws rows that begin a group, and the rebases that say so.
func someRebases(t *rapid.T, n int) ([]int, []spc.Rebase) {
	starts := rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), 0, min(3, n), rapid.ID[int]).Draw(t, "starts")
	var out []spc.Rebase
	for _, s := range starts {
		out = append(out, spc.Rebase{Date: civil.On(2020, 1, 2+s), Reason: "a change", By: "someone"})
	}
	return starts, out
}

// TestAgainstReference holds every kind of chart against the method written down step by step.
func TestAgainstReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := wholes(t)
		starts, rebases := someRebases(t, len(v))
		better := rapid.SampledFrom([]spc.Improve{spc.Up, spc.Down, spc.Neutral}).Draw(t, "better")
		m := spc.Method{Improve: better, Rebases: rebases, NoScreen: rapid.Bool().Draw(t, "noscreen")}
		if rapid.Bool().Draw(t, "fixed") {
			m.FixAfter = rapid.IntRange(12, 20).Draw(t, "fix")
		}
		c := drawn(t, v, m)
		want := reference(v, asked{better: directionOf(better), screen: !m.NoScreen, fix: m.FixAfter, starts: starts})
		for i, p := range c.Points {
			w := want[i]
			if p.Mean != w.mean || p.Cause.String() != w.cause || p.Type.String() != w.kind ||
				(p.UPL != w.upl || p.LPL != w.lpl) && !(math.IsNaN(p.UPL) && math.IsNaN(w.upl)) {
				t.Fatalf("point %d: %v %v %v %s %s, not %v", i, p.Mean, p.LPL, p.UPL, p.Cause, p.Type, w)
			}
		}
	})
}

// TestScaling: twice the values, twice the limits, and the same signals.
func TestScaling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := wholes(t)
		k := math.Ldexp(1, rapid.IntRange(-8, 8).Draw(t, "k")) // exact in binary, so that no value crosses a limit by rounding
		big := slices.Clone(v)
		for i := range big {
			big[i] *= k
		}
		a, b := drawn(t, v, spc.Method{}), drawn(t, big, spc.Method{})
		for i := range a.Points {
			p, q := a.Points[i], b.Points[i]
			if q.Cause != p.Cause || q.Mean != k*p.Mean || q.UPL != k*p.UPL && !math.IsNaN(p.UPL) {
				t.Fatalf("point %d: %+v and %+v", i, p, q)
			}
		}
	})
}

// TestShifting: a whole number added to whole values moves the mean and limits with them, and no signal changes save by the
// last bit of a limit or of a mean that is no binary fraction.
func TestShifting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := 1 << rapid.IntRange(0, 6).Draw(t, "n") // the mean of so many whole numbers is exact
		v := make([]float64, n)
		for i := range v {
			v[i] = float64(rapid.IntRange(-8, 8).Draw(t, "v"))
		}
		by := float64(rapid.IntRange(-1000, 1000).Draw(t, "by"))
		moved := slices.Clone(v)
		for i := range moved {
			moved[i] += by
		}
		a, b := drawn(t, v, spc.Method{}), drawn(t, moved, spc.Method{})
		for i := range a.Points {
			p, q := a.Points[i], b.Points[i]
			if q.Mean != p.Mean+by || math.Abs(q.UPL-p.UPL-by) > 1e-9 || q.Side != p.Side || q.Broken&(spc.InTrend|spc.InShift) != p.Broken&(spc.InTrend|spc.InShift) {
				t.Fatalf("point %d: %+v and %+v", i, p, q)
			}
		}
	})
}

// TestMirror: turned upside down with the other direction of improvement, a chart tells the same of every point: high is
// low, the limits change places, and the icons are each other's.
func TestMirror(t *testing.T) {
	turned := map[spc.Variation]spc.Variation{spc.VariationCommon: spc.VariationCommon, spc.VariationImprovementHigh: spc.VariationImprovementLow, spc.VariationConcernLow: spc.VariationConcernHigh}
	rapid.Check(t, func(t *rapid.T) {
		v := wholes(t)
		down := slices.Clone(v)
		for i := range down {
			down[i] = -down[i]
		}
		target := rapid.Float64Range(-20, 20).Draw(t, "target")
		other := -target
		a, b := drawn(t, v, spc.Method{Improve: spc.Up, Target: &target}), drawn(t, down, spc.Method{Improve: spc.Down, Target: &other})
		for i := range a.Points {
			p, q := a.Points[i], b.Points[i]
			tie := p.Cause == spc.Falling && q.Cause == spc.Falling // what neither rises nor falls is told as falling, as in the package
			if q.Broken != p.Broken || q.Side != -p.Side || q.Mean != -p.Mean || q.UPL != -p.LPL && !math.IsNaN(p.LPL) || q.Type != p.Type && !tie {
				t.Fatalf("point %d: %+v and %+v", i, p, q)
			}
		}
		if b.Variation != turned[a.Variation] || b.Assurance != a.Assurance {
			t.Fatalf("icons %s %s and %s %s", a.Variation, a.Assurance, b.Variation, b.Assurance)
		}
	})
}

// TestOrder: neither the order of the readings nor that of the rebases, nor a rebase said twice, changes anything; and
// each group is what it would be alone.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := wholes(t)
		starts, rebases := someRebases(t, len(v))
		c := drawn(t, v, spc.Method{Rebases: rebases})
		shuffled := rapid.Permutation(days(v...)).Draw(t, "readings")
		again := append(rapid.Permutation(rebases).Draw(t, "rebases"), rebases...)
		d, err := spc.Make(shuffled, spc.Method{Rebases: again})
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Groups) != len(c.Groups) || d.Variation != c.Variation {
			t.Fatalf("%d and %d groups, %s and %s", len(c.Groups), len(d.Groups), c.Variation, d.Variation)
		}
		for i := range c.Points {
			if p, q := c.Points[i], d.Points[i]; p.Value != q.Value || p.Cause != q.Cause || p.Mean != q.Mean || p.Group != q.Group {
				t.Fatalf("point %d: %+v and %+v", i, p, q)
			}
		}
		slices.Sort(starts)
		if len(starts) > 0 && starts[len(starts)-1] > 0 {
			last := starts[len(starts)-1]
			alone := drawn(t, v[last:], spc.Method{})
			for i, p := range alone.Points {
				if q := c.Points[last+i]; p.Cause != q.Cause || p.Mean != q.Mean {
					t.Fatalf("point %d of the last group: %+v and %+v", i, p, q)
				}
			}
		}
	})
}

// TestNoAllocation: a chart that is made again in its own memory allocates nothing, and one of its own no more for many points
// than for few.
func TestNoAllocation(t *testing.T) {
	series := make([]spc.Reading, 60)
	for i := range series {
		series[i] = spc.Reading{Date: civil.On(2019, 1+1, 1).Add(31 * i), Value: float64(i * i % 17)}
	}
	target := 3.0
	m := spc.Method{Target: &target, Rebases: []spc.Rebase{{Date: series[30].Date, Reason: "a change", By: "someone"}}}
	var c spc.Chart
	again := func() {
		if err := c.Make(series, m); err != nil {
			t.Fatal(err)
		}
	}
	again()
	if n := testing.AllocsPerRun(50, again); n != 0 {
		t.Errorf("%v allocations", n)
	}
	alone := testing.AllocsPerRun(50, func() {
		if _, err := spc.Make(series, m); err != nil {
			t.Fatal(err)
		}
	})
	if alone > 4 { // the points; the groups, which grow once; and the chart
		t.Errorf("%v allocations for a chart of its own", alone)
	}
}
