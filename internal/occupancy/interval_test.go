package occupancy

import (
	"math"
	"math/rand/v2"
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
			q := l.quantiles(single, Occupied, 10, x.tau+10, l.scale.of(&x, Occupied)[bucketOf(10)], 0, 1)
			g := b2i(x.moves.day[0] > .01)
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
		q := l.quantiles(single, Occupied, 20, 60, l.scale.of(&x, Occupied)[bucketOf(20)], 0, 1)
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
				q := l.quantiles(class, Occupied, h, tau, l.scale.of(&x, Occupied)[bucketOf(h)], 0, 1)
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
