package flow

import (
	"math"
	"testing"

	"headroom/internal/simulate"
)

// TestStartsAreWorthWhatTheEngineSays: the values of ring-fenced starts by the closure against the engine's, replicate by
// replicate, on a trust of its own and on one that shares its councils with four others.
func TestStartsAreWorthWhatTheEngineSays(t *testing.T) {
	for _, c := range []struct {
		seed             uint64
		trusts, councils int
	}{{3, 1, 2}, {1, 5, 3}} {
		s := Sample(c.seed, c.trusts, c.councils, 31)
		l := closed(t, s, 0)
		r := engine(t, s, simulate.Options{Replicates: 6000, Seed: 5, Targets: []simulate.Target{{Site: 0, Day: 30}}})
		v := l.Values(30)
		for d := range 31 {
			for k := range s.Model.Sites[0].Links {
				for p := range simulate.Streams {
					got, want := v.Start[k][d][p], r.StartValue(0, k, p, d)
					if math.Abs(got-want) > .10 {
						t.Errorf("seed %d, link %d, stream %d, day %d: a start is worth %.3f, by the engine %.3f", c.seed, k, p, d, got, want)
					}
				}
			}
		}
	}
}

// TestOtherLeversAreWorthWhatTheEngineSays by the difference that a little of each makes.
func TestOtherLeversAreWorthWhatTheEngineSays(t *testing.T) {
	const target = 30
	base := Sample(1, 1, 2, target+1)
	l := closed(t, base, 0)
	v := l.Values(target)
	o := simulate.Options{Replicates: 6000, Seed: 5}
	r0 := engine(t, base, o)
	for _, lead := range []int{0, 1, 3, 7} {
		d := target - lead
		for name, c := range map[string]struct {
			set  func(*simulate.Effort, []float64)
			by   float64
			want float64
		}{
			"ready":   {func(e *simulate.Effort, x []float64) { e.Ready = x }, 1, v.Ready[d]},
			"avoided": {func(e *simulate.Effort, x []float64) { e.Avoided = x }, 1, v.Avoided[d]},
			"hub":     {func(e *simulate.Effort, x []float64) { e.Hub = x }, .1, .1 * v.Hub[d]},
		} {
			s := Sample(1, 1, 2, target+1)
			x := make([]float64, target+1)
			x[d] = c.by
			c.set(&s.Model.Sites[0].Effort, x)
			got := r0.Mean(0, target) - engine(t, s, o).Mean(0, target)
			if math.Abs(got-c.want) > .015+.08*c.want {
				t.Errorf("%s %d days before: %.3f by the engine, %.3f by the sweep", name, lead, got, c.want)
			}
		}
	}
}

// TestShapeOfTheLevers: before Christmas Eve a start of care keeps most of its value for a week and more, a push of ready
// people has lost nearly all after two days, an avoided admission falls steadily and lies between; everything is worth one
// bed at most, nothing is worth anything after the target; and a start for a shorter pathway queue is worth less.
func TestShapeOfTheLevers(t *testing.T) {
	const eve = 23 // ends with the morning of 25 December
	s := Sample(1, 1, 2, 40)
	v := closed(t, s, 0).Values(eve)
	at := func(x []float64, lead int) float64 { return x[eve-lead] }
	start := func(lead int) float64 { return v.Start[0][eve-lead][0] }
	if x := start(0); x < .9 || start(7) < .55 || start(14) < .4 || start(1) > x {
		t.Errorf("a start is worth %.2f, after a week %.2f, after two %.2f", x, start(7), start(14))
	}
	if at(v.Ready, 0) < .99 || at(v.Ready, 1) > .5 || at(v.Ready, 2) > .1 || at(v.Ready, 3) > .03 {
		t.Errorf("a push is worth %.2f %.2f %.2f %.2f", at(v.Ready, 0), at(v.Ready, 1), at(v.Ready, 2), at(v.Ready, 3))
	}
	if a := at(v.Avoided, 1); a < .55 || a > .85 || at(v.Avoided, 7) < .1 || at(v.Avoided, 7) > .4 {
		t.Errorf("an admission avoided is worth %.2f after a day and %.2f after a week", a, at(v.Avoided, 7))
	}
	for d := range 40 {
		for _, x := range []float64{v.Ready[d], v.Avoided[d], v.Start[0][d][0], v.Start[1][d][2]} {
			if x < 0 || x > 1+1e-9 || d > eve && x != 0 {
				t.Errorf("day %d: a value of %g", d, x)
			}
		}
		if d > 0 && d <= eve && (v.Avoided[d] < v.Avoided[d-1]-1e-9 || v.Ready[d] < v.Ready[d-1]-1e-9) {
			t.Errorf("day %d: a later lever is worth less than an earlier one", d)
		}
		if v.Arrival[d] != -v.Avoided[d] {
			t.Errorf("day %d: an admission more is not one avoided with the sign turned", d)
		}
	}
	q := closed(t, s, 0).ValuesAt(eve, .9, 5)
	for lead := 1; lead <= 14; lead++ {
		for _, c := range [][2]float64{{q.Waiting[0][eve-lead][0], v.Waiting[0][eve-lead][0]}, {at(q.Avoided, lead), at(v.Avoided, lead)}, {at(q.Hub, lead), at(v.Hub, lead)}} {
			if math.Abs(c[0]-c[1]) > .05 || c[0] == 0 && c[1] != 0 {
				t.Errorf("%d days before: towards the nine-in-ten %.3f, towards the mean %.3f", lead, c[0], c[1])
			}
		}
	}
	if q.Avoided[4] != 0 || q.Avoided[5] == 0 {
		t.Errorf("from day 5: %.3f on day 4, %.3f on day 5", q.Avoided[4], q.Avoided[5])
	}
}
