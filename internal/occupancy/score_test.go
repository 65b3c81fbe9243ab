package occupancy

import (
	"math/rand/v2"
	"testing"
)

func TestScoresByHand(t *testing.T) {
	near(t, "pinball above", Pinball(10, .9, 14), 3.6, 1e-12)
	near(t, "pinball below", Pinball(10, .9, 7), .3, 1e-12)
	near(t, "Brier came true", Brier(.8, true), .04, 1e-12)
	near(t, "Brier came not", Brier(.8, false), .64, 1e-12)
	near(t, "WIS of a certainty is the distance", WIS(normal(600, 0), 607), 7, 1e-9)
	near(t, "WIS of a certainty, below", WIS(normal(600, 0), 597), 3, 1e-9)
	q := normal(0, 1)
	for _, c := range []struct {
		share, y float64
		want     bool
	}{{.9, 1.6, true}, {.9, 1.7, false}, {.5, -.6, true}, {.5, -.7, false}, {.8, 1.2, true}} {
		if Cover(q, c.share, c.y) != c.want {
			t.Errorf("Cover(%v, %v) is not %v", c.share, c.y, c.want)
		}
	}
}

// The weighted interval score rewards honesty: nobody gains by stating odds other than the true ones.
func TestWISIsBestForTheTruth(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	var honest, narrow, wide, off float64
	for range 20000 {
		y := 600 + 20*r.NormFloat64()
		honest += WIS(normal(600, 20), y)
		narrow += WIS(normal(600, 12), y)
		wide += WIS(normal(600, 32), y)
		off += WIS(normal(608, 20), y)
	}
	if honest >= narrow || honest >= wide || honest >= off {
		t.Errorf("honest %v, narrow %v, wide %v, off %v", honest, narrow, wide, off)
	}
}

func TestTally(t *testing.T) {
	var a tally
	q := normal(600, 20)
	a.add(&q, 610, 600)
	a.add(&q, 700, 600)
	a.addLimits([len(limits)]float64{1, .5, 0}, .96)
	s := a.score()
	if s.N != 2 || s.Cover50 != .5 || s.Cover80 != .5 || s.Cover90 != .5 || s.Limits != 1 {
		t.Errorf("%+v", s)
	}
	near(t, "MAE", s.MAE, 100*55./600, 1e-9)
	near(t, "Brier at 95%", s.Brier95, .25, 1e-12)
	near(t, "Brier at 92%", s.Brier92, 0, 1e-12)
	near(t, "WIS", s.WIS, 100*(WIS(q, 610)+WIS(q, 700))/1200, 1e-9)
	if (&tally{}).score() != (Score{}) {
		t.Error("nothing scored is nothing")
	}
}
