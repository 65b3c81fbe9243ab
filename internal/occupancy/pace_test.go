package occupancy

import (
	"math/rand/v2"
	"testing"

	"headroom/internal/civil"
)

// Odds that are right are left as they are; a season twice as restless widens them, more so the longer it is seen.
func TestPace(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	seen := func(days int, sd, wide float64) float64 {
		p := newPace(60)
		q := normal(600, 20*wide)
		for d := 50 - days; d < 50; d++ {
			for range 300 {
				p.add(d, &q, 600+sd*r.NormFloat64(), wide)
			}
		}
		return p.factor(49)
	}
	near(t, "odds that are right", seen(28, 20, 1), 1, .02)
	near(t, "nothing seen", seen(0, 20, 1), 1, 0)
	near(t, "twice as restless, four weeks", seen(28, 40, 1), 1.5, .03)
	near(t, "twice as restless, one week", seen(7, 40, 1), 1.2, .03)
	near(t, "calm", seen(28, 10, 1), .75, .02)
	near(t, "already widened", seen(28, 40, 1.5), 1.5, .03)
	old := newPace(60)
	q := normal(600, 20)
	old.add(3, &q, 900, 1)
	near(t, "long ago", old.factor(50), 1, 0)
}

func TestPaceIsOfHospitalsAndOrdinaryDays(t *testing.T) {
	ordinary, christmas := civil.MustDate("2018-02-01"), civil.MustDate("2018-12-24")
	if paced(1.4, true, ordinary) != 1.4 || paced(1.4, false, ordinary) != 1 || paced(1.4, true, christmas) != 1 {
		t.Error("the pace of a season is not taken over to England or to Christmas")
	}
	p := newPace(1)
	if !p.counts(-20, 14) || p.counts(-20, 15) || p.counts(-10, 8) || p.counts(13, 5) {
		t.Error("only forecasts of and from ordinary days, up to a fortnight ahead, tell of it")
	}
}
