package occupancy

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// drawn makes trials of a model that always says nothing, of hospitals of unlike restlessness in seasons that differ.
func drawn(r *rand.Rand, seasons, each int, between float64) []trial {
	var out []trial
	for s := range seasons {
		shift := between * r.NormFloat64()
		for range each {
			t := trial{season: s, org: "R01", tau: 40, beds: 500, full: .94}
			size := .01 * math.Exp(.5*r.NormFloat64())
			for k := range kinds {
				t.moves.day[k], t.moves.week[k] = size, size
			}
			t.class = single
			for k := range t.points {
				t.points[k] = [][]float32{make([]float32, Horizon)}
				for h := range Horizon {
					t.actual[k][h] = float32(shift + 3*size*r.NormFloat64())
				}
			}
			out = append(out, t)
		}
	}
	return out
}

func nothing(t *trial, k Kind, h int) float64 { return t.point(k, 0, h) }

// Odds learnt on some seasons hold in another one: nine in ten in the 90% band, for restless and for quiet hospitals.
func TestLawCovers(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	l := calibrate(drawn(r, 5, 300, .004), 5, nothing)
	var in, n [2]float64
	for range 40 {
		for _, x := range drawn(r, 1, 20, .004) {
			x.season = 5
			q := l.quantiles(single, Occupied, 10, x.tau+10, l.scale.of(&x, Occupied)[10-1], 0, 1)
			g := 0
			if x.moves.day[0] > .01 {
				g = 1
			}
			in[g] += inside(x.came(Occupied, 10), q[2], q[20])
			n[g]++
		}
	}
	for g := range in {
		if c := in[g] / n[g]; c < .83 || c > .97 {
			t.Errorf("group %d: the 90%% band holds %.3f of %v", g, c, n[g])
		}
	}
}

func TestLawWidensWhereWintersDiffer(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	same, unlike := calibrate(drawn(r, 4, 200, 0), 4, nothing), calibrate(drawn(r, 4, 200, .06), 4, nothing)
	x := drawn(r, 1, 1, 0)[0]
	width := func(l *law) float64 {
		q := l.quantiles(single, Occupied, 20, 60, l.scale.of(&x, Occupied)[20-1], 0, 1)
		return q[20] - q[2]
	}
	if width(unlike) < 1.5*width(same) {
		t.Errorf("%.3f where winters differ, %.3f where they do not", width(unlike), width(same))
	}
}

func TestLawOfWhatWasNeverSeen(t *testing.T) {
	l := calibrate(nil, 0, nothing)
	r := rand.New(rand.NewPCG(3, 6))
	x := drawn(r, 1, 1, 0)[0]
	for _, class := range []int{single, group, whole} {
		for _, tau := range []int{0, 4, 10, 40} {
			last := 0.0
			for _, h := range []int{1, 5, 10, 20, 40} {
				q := l.quantiles(class, Occupied, h, tau, l.scale.of(&x, Occupied)[h-1], 0, 1)
				if w := q[20] - q[2]; w <= last || w > 1 {
					t.Errorf("class %d, window of %d, %d days ahead: %.3f wide after %.3f", class, tau, h, w, last)
				} else {
					last = w
				}
			}
		}
	}
}

func TestStudentQuantile(t *testing.T) {
	for _, c := range []struct{ p, df, want float64 }{{.95, 3, 2.353}, {.95, 10, 1.812}, {.75, 5, .727}, {.05, 10, -1.812}} {
		near(t, "t quantile", tQuantile(c.p, c.df), c.want, .08)
	}
}

// What is learnt by bucket passes from centre to centre without a jump, and stays within what was learnt.
func TestAlong(t *testing.T) {
	x := [bucketCount]float64{1, 2, 4, 5, 8}
	for h, want := range map[int]float64{1: 1, 2: 1, 11: 4, 42: 8, 41: 8} {
		near(t, "at a centre or an end", along(x, h), want, 1e-12)
	}
	last := 1.
	for h := 1; h <= Horizon; h++ {
		y := along(x, h)
		if y < last || y-last > .5 {
			t.Errorf("%d days ahead: %.3f after %.3f", h, y, last)
		}
		last = y
	}
}

func TestRise(t *testing.T) {
	for _, c := range []struct{ x, want []float64 }{
		{[]float64{1, 2, 3}, []float64{1, 2, 3}}, {[]float64{3, 2, 1}, []float64{2, 2, 2}}, {[]float64{1, 3, 2, 4}, []float64{1, 2.5, 2.5, 4}},
		{[]float64{5, 1, 6, 2, 2}, []float64{3, 3, 10. / 3, 10. / 3, 10. / 3}}, {nil, nil}, {[]float64{7}, []float64{7}}, {[]float64{2, 3, 1}, []float64{2, 2, 2}},
	} {
		got := slices.Clone(c.x)
		rise(got)
		for i := range got {
			if math.Abs(got[i]-c.want[i]) > 1e-12 {
				t.Errorf("%v becomes %v, want %v", c.x, got, c.want)
				break
			}
		}
	}
	r := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		x := make([]float64, 1+r.IntN(40))
		sum := 0.
		for i := range x {
			x[i] = r.NormFloat64()
			sum += x[i]
		}
		rise(x)
		for i, y := range x {
			sum -= y
			if i > 0 && y < x[i-1] {
				t.Fatalf("%v falls", x)
			}
		}
		near(t, "the sum", sum, 0, 1e-9)
	}
}

// The law passes over into Christmas and out of it, each window's own law standing at its centre.
func TestPassing(t *testing.T) {
	last := ordinary(-30)
	for tau := -30; tau <= 40; tau++ {
		now := ordinary(tau)
		if math.Abs(now-last) > .26 {
			t.Errorf("from %d to %d days from Christmas the ordinary share goes from %.2f to %.2f", tau-1, tau, last, now)
		}
		if now < 0 || now > 1 || (tau <= -8 || tau >= 16) != (now == 1) || tau >= -4 && tau <= 10 && now != 0 {
			t.Errorf("%d days from Christmas: ordinary share %.2f", tau, now)
		}
		last = now
	}
}

// No range of a morning is narrower than that of the same weekday a week before, except on the way out of Christmas; and none
// differs from its neighbour's by more than a quarter.
func TestWidthGrowsWithTheHorizon(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 3))
	l := calibrate(drawn(r, 4, 150, .01), 4, nothing)
	x := drawn(r, 1, 1, 0)[0]
	for _, tau := range []int{-60, -30, -14, -4, 0, 9, 40} {
		x.tau = tau
		var width [Horizon + 1]float64
		for h := 1; h <= Horizon; h++ {
			q := l.quantiles(single, Occupied, h, tau+h, l.scale.of(&x, Occupied)[h-1], 0, 1)
			width[h] = q[20] - q[2]
		}
		for h := 2; h <= Horizon; h++ {
			if leaving := tau+h > -1 && tau+h <= 16; width[h] < width[h-1]-1e-12 && !leaving {
				t.Errorf("origin %d days from Christmas: %d days ahead %.4f wide after %.4f", tau, h, width[h], width[h-1])
			}
			if x := width[h] / width[h-1]; x > 1.25 || x < .8 {
				t.Errorf("origin %d days from Christmas: %d days ahead %.4f wide after %.4f", tau, h, width[h], width[h-1])
			}
		}
	}
}
