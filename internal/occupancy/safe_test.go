package occupancy

import (
	"math"
	"testing"
)

// normalDay is a morning whose occupied and open beds are normal with the correlation; its chances are those of that law.
func normalDay(occ, occSD, open, openSD, rho float64) *Day {
	d := &Day{}
	for i := range levels {
		z := normalQuantile(levels[i])
		d.Occupied.Q[i], d.Open.Q[i] = occ+occSD*z, open+openSD*z
	}
	d.Occupied.Mean, d.Open.Mean = occ, open
	over := func(share float64) float64 {
		return 1 - normalWithin(occ, occSD, open, openSD, rho, share, 0, 0)
	}
	d.Over92, d.Over95, d.Over100 = over(.92), over(.95), over(1)
	return d
}

// normalWithin is the chance that normal occupied less freed is at most the share of normal open beds and those added.
func normalWithin(occ, occSD, open, openSD, rho, share, freed, added float64) float64 {
	sd := math.Sqrt(occSD*occSD + share*share*openSD*openSD - 2*rho*share*occSD*openSD)
	return .5 * math.Erfc(-(share*(open+added)+freed-occ)/sd/math.Sqrt2)
}

func TestPairIsTheJointLaw(t *testing.T) {
	for _, rho := range []float64{-.5, 0, .4, .8} {
		d := normalDay(590, 14, 630, 9, rho)
		for _, target := range []float64{.92, .94, .95, 1} {
			for _, freed := range []float64{-20, 0, 15} {
				for _, added := range []float64{0, 12} {
					got := pairOf(d, target).within(target, freed, added)
					want := normalWithin(590, 14, 630, 9, rho, target, freed, added)
					if math.Abs(got-want) > .01 {
						t.Errorf("correlation %.1f, target %.2f, freed %.0f, added %.0f: %.4f, want %.4f", rho, target, freed, added, got, want)
					}
				}
			}
		}
	}
}

func TestBedsToBeSafe(t *testing.T) {
	d := normalDay(600, 12, 630, 6, .5)
	for _, confidence := range []float64{.5, .8, .9, .95} {
		n := d.BedsToBeSafe(.92, confidence)
		if p := normalWithin(600, 12, 630, 6, .5, .92, 0, float64(n)); p < confidence-.006 {
			t.Errorf("with %d more beds the chance is %.4f, asked %.2f", n, p, confidence)
		}
		if p := normalWithin(600, 12, 630, 6, .5, .92, 0, float64(n-1)); p > confidence+.006 {
			t.Errorf("with one bed fewer than %d the chance is still %.4f, asked %.2f", n, p, confidence)
		}
		x := d.DischargesToBeSafe(.92, confidence)
		if p := normalWithin(600, 12, 630, 6, .5, .92, float64(x), 0); p < confidence-.006 || p > confidence+.04 {
			t.Errorf("with %d more discharges the chance is %.4f, asked %.2f", x, p, confidence)
		}
		// A freed bed counts whole, an opened one only by the target's share.
		if x > n {
			t.Errorf("%d discharges needed but %d beds", x, n)
		}
	}
	empty := normalDay(400, 12, 630, 6, .5)
	if empty.BedsToBeSafe(.92, .9) != 0 || empty.DischargesToBeSafe(.92, .9) != 0 || empty.SafeHeadroom(.92, .9) < 150 {
		t.Errorf("a trust at two thirds needs %d beds; headroom %d", empty.BedsToBeSafe(.92, .9), empty.SafeHeadroom(.92, .9))
	}
}

func TestBedsToBeSafeIsMonotone(t *testing.T) {
	d := normalDay(590, 15, 625, 8, .3)
	for _, target := range []float64{.85, .92, .95} {
		was := -1 << 30
		for _, confidence := range []float64{.5, .7, .8, .9, .95, .99} {
			n := -d.SafeHeadroom(target, confidence)
			if n < was {
				t.Errorf("target %.2f: %d for %.2f, fewer than for less", target, n, confidence)
			}
			was = n
		}
	}
	for _, confidence := range []float64{.5, .9} {
		was := 1 << 30
		for _, target := range []float64{.85, .88, .92, .95, .98, 1} {
			n := d.BedsToBeSafe(target, confidence)
			if n > was {
				t.Errorf("confidence %.2f: %d beds for %.2f, more than for a harder target", confidence, n, target)
			}
			was = n
		}
	}
}

func TestHeadroomOdds(t *testing.T) {
	d := normalDay(600, 12, 630, 6, .5)
	o := d.HeadroomOdds(.92)
	sd := math.Sqrt(144 + .92*.92*36 - 2*.5*.92*12*6)
	for i, q := range o.Q {
		if want := .92*630 - 600 + sd*normalQuantile(levels[i]); math.Abs(q-want) > 1.2 {
			t.Errorf("at %.3f: %.1f beds, want %.1f", levels[i], q, want)
		}
	}
	if got := d.Over(.94); math.Abs(got-(1-normalWithin(600, 12, 630, 6, .5, .94, 0, 0))) > .01 || d.Over(.92) != d.Over92 {
		t.Errorf("over 94%%: %.4f", got)
	}
}

func BenchmarkHeadroomOdds(b *testing.B) {
	d := normalDay(600, 12, 630, 6, .5)
	for b.Loop() {
		d.HeadroomOdds(.92)
	}
}
