package occupancy

import (
	"math"
	"math/rand/v2"
	"testing"

	"headroom/internal/civil"
)

// madeUp is a series with known effects, from a Thursday.
func madeUp(days int, cal Calendar, noise float64) (from civil.Date, y []float64) {
	from = civil.MustDate("2018-11-01")
	r := rand.New(rand.NewPCG(1, 1))
	effects := map[EffectKey]float64{OnMonday: .99, OnSunday: .98, OnWednesday: 1.02, OnThursday: 1.01, StrikeDay: .96, ChristmasDay: .85}
	for i := range days {
		d := from.Add(i)
		by := 1.0
		k := KindOf(cal, d)
		if e, ok := effects[k]; ok {
			by = e
		}
		if e, ok := effects[weekdayKey(d.Weekday())]; ok {
			by *= e
		}
		y = append(y, 600*by*math.Exp(noise*r.NormFloat64()))
	}
	return from, y
}

func TestEffectsAreFound(t *testing.T) {
	cal := Calendar{Holidays: civil.England()}
	for _, s := range []string{"2018-12-05", "2018-12-06", "2019-01-30"} {
		cal.Strikes = append(cal.Strikes, Strike{Date: civil.MustDate(s), Group: "Resident doctors", Day: 1, Of: 1})
	}
	from, y := madeUp(150, cal, .004)
	y[3] = math.NaN()
	got := map[EffectKey]Effect{}
	for _, e := range EffectsOf(from, y, cal) {
		got[e.Key] = e
	}
	for k, want := range map[EffectKey]float64{OnSunday: .98, OnWednesday: 1.02, OnSaturday: 1, StrikeDay: .96, AfterStrike: 1} {
		e := got[k]
		if math.Abs(e.Ratio-want) > .005 || !e.Sure() || e.Low > e.Ratio || e.High < e.Ratio {
			t.Errorf("%s: %+v, want %v", k, e, want)
		}
	}
	if e := got[ChristmasDay]; math.Abs(e.Ratio-.85) > .01 || e.Sure() || e.Days != 1 {
		t.Errorf("%+v", e)
	}
	if e := got[StrikeDay]; e.Days != 3 || e.Occasions != 2 {
		t.Errorf("%+v", e)
	}
	if e := got[BankHoliday]; e.Known() {
		t.Errorf("there was no other bank holiday: %+v", e)
	}
}

func TestOverridesMoveTheirDaysAlone(t *testing.T) {
	cal := Calendar{Holidays: civil.England(), Strikes: []Strike{{Date: civil.MustDate("2023-12-22")}}}
	f := someForecast(rand.New(rand.NewPCG(2, 2)), 7)
	for i := range f.Days {
		d := &f.Days[i]
		d.Over92, d.Over95, d.Over100 = .8, .5, .1
		for k := range d.Open.Q {
			d.Occupied.Q[k] = 560 * (1 + .004*float64(k-11))
			d.Open.Q[k] = 600 * (1 + .002*float64(k-11))
		}
		d.Occupied.Mean, d.Open.Mean = 560, 600
	}
	set := InForce([]Override{{Key: StrikeDay, N: 1, Ratio: .9, Reason: "old"}, {Key: StrikeDay, N: 2, Ratio: .95, Reason: "Wind-down agreed"}, {Key: OnMonday, N: 1, Ratio: 1.2}, {Key: OnMonday, N: 2, Gone: true}})
	if len(set) != 1 {
		t.Fatalf("%+v", set)
	}
	g := WithOverrides(f, set, []Effect{{Key: StrikeDay, Ratio: .99, Days: 3}}, cal)
	for i, d := range g.Days {
		by := 1.0
		if d.Date == civil.MustDate("2023-12-22") {
			by = .95 / .99
		}
		if math.Abs(d.Occupied.Mean/f.Days[i].Occupied.Mean-by) > 1e-9 || d.Open != f.Days[i].Open {
			t.Errorf("%s moved by %v", d.Date, d.Occupied.Mean/f.Days[i].Occupied.Mean)
		}
		if by < 1 && !(d.Over92 < .8 && d.Over95 < .5 && d.Over100 < .1 && d.Over92 > d.Over95) {
			t.Errorf("the chances are %v %v %v", d.Over92, d.Over95, d.Over100)
		}
	}
	if n := len(g.Notes); n != len(f.Notes)+1 || g.Notes[n-1].Code != NoteByHand {
		t.Errorf("%v", g.Notes)
	}
	if same := WithOverrides(f, nil, nil, cal); len(same.Notes) != len(f.Notes) {
		t.Error("nothing set and something said")
	}
}

func TestChancesAtAnyLimit(t *testing.T) {
	d := Day{Over92: .8, Over95: .5, Over100: .1}
	last := 1.0
	for x := .80; x < 1.2; x += .01 {
		p := d.Over(x)
		if p > last || p < 0 {
			t.Errorf("the chance of more than %.2f is %v after %v", x, p, last)
		}
		last = p
	}
	if d.Over(.95) != .5 || Known(Day{Over92: math.NaN()}.Over(.9)) {
		t.Error(d.Over(.95))
	}
}
