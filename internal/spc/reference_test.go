package spc_test

import (
	"math"
	"math/big"

	"headroom/internal/spc"
)

// The reference is the package's method written down step by step, window by window, with exact means and no thought of speed.
// It shares no code with what it judges.

// told is what the reference says of a point.
type told struct {
	mean, lpl, upl float64
	cause, kind    string
}

// asked is how the reference is to chart.
type asked struct {
	better int // 1 up, -1 down, 0 neutral
	screen bool
	fix    int   // 0: all rows
	starts []int // rows that begin a group
}

func exactMean(v []float64) float64 {
	if len(v) == 0 {
		return math.NaN()
	}
	s := new(big.Rat)
	for _, x := range v {
		s.Add(s, new(big.Rat).SetFloat64(x))
	}
	f, _ := s.Quo(s, big.NewRat(int64(len(v)), 1)).Float64()
	return f
}

func sign(x float64) int {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

// reference charts values without gaps.
func reference(y []float64, a asked) []told {
	var out []told
	begin := map[int]bool{}
	for _, s := range a.starts {
		begin[s] = true
	}
	for from := 0; from < len(y); {
		to := from + 1
		for to < len(y) && !begin[to] {
			to++
		}
		out = append(out, referenceGroup(y[from:to], a)...)
		from = to
	}
	return out
}

func referenceGroup(v []float64, a asked) []told {
	base := v
	if a.fix > 0 {
		base = v[:min(a.fix, len(v))]
	}
	mean := exactMean(base)
	var ranges []float64
	for i := 1; i < len(base); i++ {
		ranges = append(ranges, math.Abs(base[i]-base[i-1]))
	}
	amr := exactMean(ranges)
	if a.screen {
		var kept []float64
		for _, r := range ranges {
			if r < 3.267*amr {
				kept = append(kept, r)
			}
		}
		amr = exactMean(kept)
	}
	two := 2.66
	two = 2 * (two / 3)
	g := window{y: v, lpl: mean - 2.66*amr, upl: mean + 2.66*amr, mean: mean, nlpl: mean - two*amr, nupl: mean + two*amr}
	out := make([]told, len(v))
	for i := range v {
		c := g.cause(i)
		out[i] = told{mean: mean, lpl: g.lpl, upl: g.upl, cause: c, kind: kindOf(c, a.better)}
	}
	return out
}

// window is a group whose points are each judged from all the windows about them.
type window struct {
	y                          []float64
	mean, lpl, upl, nlpl, nupl float64
}

func (w window) side(i int) int { return sign(w.y[i] - w.mean) }

func (w window) outside(i int) bool { return w.y[i] > w.upl || w.y[i] < w.lpl }

func (w window) close(i int) bool { return !w.outside(i) && (w.y[i] < w.nlpl || w.y[i] > w.nupl) }

// inRun reports whether some seven points with the i-th among them all satisfy ok for their first.
func (w window) inRun(i int, ok func(first int) bool) bool {
	for first := max(0, i-6); first <= i && first+7 <= len(w.y); first++ {
		if ok(first) {
			return true
		}
	}
	return false
}

func (w window) trend(i int) bool {
	if i < 0 || i >= len(w.y) {
		return false
	}
	return w.inRun(i, func(first int) bool {
		up, down := true, true
		for k := first + 1; k < first+7; k++ {
			up, down = up && w.y[k] > w.y[k-1], down && w.y[k] < w.y[k-1]
		}
		return up || down
	})
}

func (w window) shift(i int) bool {
	return w.inRun(i, func(first int) bool {
		for k := first; k < first+7; k++ {
			if w.side(k) == 0 || w.side(k) != w.side(first) {
				return false
			}
		}
		return true
	})
}

func (w window) two(i int) bool {
	for first := max(0, i-2); first <= i && first+3 <= len(w.y); first++ {
		n, sides := 0, 0
		for k := first; k < first+3; k++ {
			sides += w.side(k)
			if w.close(k) {
				n++
			}
		}
		if n >= 2 && (sides == 3 || sides == -3) {
			return w.close(i)
		}
	}
	return false
}

func (w window) cause(i int) string {
	where := "Below"
	if w.side(i) > 0 {
		where = "Above"
	}
	switch {
	case w.outside(i) && w.side(i) > 0:
		return "Above UCL"
	case w.outside(i):
		return "Below LCL"
	case w.trend(i):
		step := 0
		if w.trend(i + 1) {
			step = sign(w.y[i+1] - w.y[i])
		} else if i > 0 {
			step = sign(w.y[i] - w.y[i-1])
		}
		if step > 0 {
			return "7 Point Trend (Increasing)"
		}
		return "7 Point Trend (Decreasing)"
	case w.two(i):
		return "2 in 3 " + where + " CL"
	case w.shift(i):
		return "7 Points " + where + " CL"
	}
	return "Common Cause"
}

func kindOf(cause string, better int) string {
	d := 0
	switch cause {
	case "Above UCL", "7 Point Trend (Increasing)", "2 in 3 Above CL", "7 Points Above CL":
		d = 1
	case "Below LCL", "7 Point Trend (Decreasing)", "2 in 3 Below CL", "7 Points Below CL":
		d = -1
	}
	switch {
	case d == 0:
		return "common_cause"
	case better == 0 && d > 0:
		return "special_cause_neutral_high"
	case better == 0:
		return "special_cause_neutral_low"
	case d == better:
		return "special_cause_improvement"
	}
	return "special_cause_concern"
}

// directionOf is the reference's number for a direction.
func directionOf(i spc.Improve) int {
	return map[spc.Improve]int{spc.Up: 1, spc.Down: -1, spc.Neutral: 0}[i]
}
