package assign

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestOverrunRuleAndItsProbabilityAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 20000 {
		o := Overrun{Grace: 40 * r.Float64(), Risk: LowestRisk + (.49-LowestRisk)*r.Float64()}
		length := 60 + 600*r.Float64()
		mean := 1.1 * (length + o.Grace) * r.Float64()
		variance := mean * mean * math.Pow(r.Float64(), 3) * 2
		late := o.Late(length, mean, variance)
		fits := o.Fits(length, mean, variance)
		if fits && late > o.Risk+1e-9 {
			t.Fatalf("%+v: a mean of %v and variance %v fit in %v but are late with chance %v", o, mean, variance, length, late)
		}
		sigma := math.Sqrt(math.Log1p(variance / mean / mean))
		if !fits && late < o.Risk-1e-9 && sigma <= o.z() {
			t.Fatalf("%+v: a mean of %v and variance %v do not fit in %v but are late with chance %v", o, mean, variance, length, late)
		}
	}
}

func TestOverrunRuleIsMonotone(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	for range 20000 {
		o := Overrun{Grace: 30, Risk: LowestRisk + (.49-LowestRisk)*r.Float64()}
		mean, variance := 300*r.Float64(), 300*300*math.Pow(r.Float64(), 3)
		if o.Fits(240, mean, variance) && !o.Fits(240, mean*r.Float64(), variance*r.Float64()) {
			t.Fatalf("%+v: %v and %v fit, but less does not", o, mean, variance)
		}
	}
}

func TestCurveTableIsTheRule(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	for _, risk := range []float64{LowestRisk, .05, .1, .2, .49} {
		o := Overrun{Grace: 30, Risk: risk}
		c := newCurve(o)
		for k := 1; k < len(c.step); k++ {
			if c.step[k] > c.step[k-1] {
				t.Fatalf("risk %v: the table rises at %d", risk, k)
			}
		}
		for range 20000 {
			length := 60 + 600*r.Float64()
			room := length + o.Grace
			mean := 1.05 * room * r.Float64()
			most := mostVariance(o.z(), mean/room) * room * room
			variance := math.Max(0, most*(1+.02*r.NormFloat64()))
			if math.IsInf(most, 1) {
				variance = room * room * r.Float64()
			}
			if got, want := c.fits(mean/room, variance/(room*room)), o.Fits(length, mean, variance); got != want {
				t.Fatalf("risk %v, length %v: mean %v, variance %v: the table says %v", risk, length, mean, variance, got)
			}
		}
	}
}

// TestOuterMeasureExcludesNoFeasibleList is the property that the bounds stand on: of jobs that the rule lets share a slot,
// the shares add up to at most 1, and so they do on every chord that the list's own ratio lies within.
func TestOuterMeasureExcludesNoFeasibleList(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	near := 0
	for _, risk := range []float64{LowestRisk, .05, .1, .2, .35, .49} {
		o := Overrun{Grace: 30, Risk: risk}
		c := newCurve(o)
		for range 20000 {
			length := 120 + 400*r.Float64()
			room := length + o.Grace
			jobs := randomList(r, o, length)
			mean, variance, shares := 0.0, 0.0, 0.0
			for _, x := range jobs {
				mean, variance = mean+x[0], variance+x[1]
				shares += x[0] / room * c.weight(x[1]/x[0]/room)
			}
			if shares > 1+1e-12 {
				t.Fatalf("risk %v: a feasible list of %v has shares of %v", risk, jobs, shares)
			}
			if shares > .98 {
				near++
			}
			ratio := variance / mean / room
			a, b := ratio*r.Float64(), ratio*(1+2*r.Float64())
			first, second := c.chord(a, b)
			if on := (first*mean + second*variance/room) / room; on > 1+1e-9 {
				t.Fatalf("risk %v: a feasible list of ratio %v has %v on the chord of %v and %v", risk, ratio, on, a, b)
			}
		}
	}
	if near < 1000 {
		t.Errorf("only %d lists came near to full: the test would not see a measure that is too heavy", near)
	}
}

// randomList fills a slot with jobs of very different sizes and uncertainties until the next would not fit.
func randomList(r *rand.Rand, o Overrun, length float64) [][2]float64 {
	var jobs [][2]float64
	mean, variance := 0.0, 0.0
	size := length * (.05 + .5*r.Float64())
	for tries := 0; tries < 40; tries++ {
		m := size * (.2 + 1.6*r.Float64())
		cv := .05 + 1.2*math.Pow(r.Float64(), 2)
		v := m * m * cv * cv
		if o.Fits(length, mean+m, variance+v) {
			jobs = append(jobs, [2]float64{m, v})
			mean, variance = mean+m, variance+v
		} else if tries > 20 {
			size *= .7
		}
	}
	if len(jobs) == 0 {
		return [][2]float64{{length / 100, 1}}
	}
	return jobs
}

func TestLikeJobsFillASlotExactly(t *testing.T) {
	o := Overrun{Grace: 30, Risk: .1}
	c := newCurve(o)
	for _, cv := range []float64{.05, .2, .35, .6, 1} {
		const length = 240.0
		m := 20.0
		v := m * m * cv * cv
		n := 0.0
		for o.Fits(length, (n+1)*m, (n+1)*v) {
			n++
		}
		if share := m / 270 * c.weight(v/m/270); math.Floor(1/share) != n {
			t.Errorf("cv %v: %v jobs fit, each with a share of %v", cv, n, share)
		}
	}
}
