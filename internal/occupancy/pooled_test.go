package occupancy

import (
	"math"
	"testing"

	"headroom/internal/civil"
)

func learned(t testing.TB, m Method, past []Panel) {
	t.Helper()
	if err := m.Learn(past, Calendar{Holidays: civil.England()}); err != nil {
		t.Fatal(err)
	}
}

// Without noise the calendar is all there is, and the pooled model finds it: its Christmas forecast from 14 December misses
// by a small part of what "as last week" misses.
func TestPooledKnowsChristmas(t *testing.T) {
	p := made{trusts: 20, from: civil.MustDate("2014-07-01"), to: civil.MustDate("2019-06-01"), seed: 11, quiet: true}.panel()
	past, now := Seasons(p, civil.MustDate("2018-12-14"))
	m := NewPooled()
	learned(t, m, past)
	var ours, naive float64
	out := make([]float64, 28)
	o := now.Days - 1
	for i := range now.Series {
		if err := m.Ahead(&now, Occupied, i, o, out); err != nil {
			t.Fatal(err)
		}
		y := p.Series[i].Occupied[now.Date(o).Sub(p.From):]
		for h := 1; h <= len(out); h++ {
			ours += math.Abs(out[h-1] - math.Log(y[h]))
			naive += math.Abs(math.Log(now.Series[i].Occupied[o-6+(h-1)%7] / y[h]))
		}
	}
	if ours > .25*naive {
		t.Errorf("mean error %.4f of the logarithm; as last week %.4f", ours/560, naive/560)
	}
	deep, shallow := m.kinds[Occupied].shape.scaleOf(deepest(&p)), m.kinds[Occupied].shape.scaleOf(shallowest(&p))
	if deep < shallow+.2 {
		t.Errorf("the deepest dip is scaled %.2f, the shallowest %.2f", deep, shallow)
	}
}

func TestNoMethodOfTheEnsembleLooksAhead(t *testing.T) {
	p := made{trusts: 6, from: civil.MustDate("2014-07-01"), to: civil.MustDate("2019-03-01"), seed: 12}.panel()
	all := AllSeasons(p)
	past, now := all[:len(all)-1], all[len(all)-1]
	origin := civil.MustDate("2018-12-12").Sub(now.From)
	other := Panel{From: now.From, Days: now.Days}
	for _, s := range now.Series {
		s = clean(s)
		for d := origin + 1; d < now.Days; d++ {
			s.Occupied[d] = math.Round(1.2*s.Occupied[d]) + 7
			s.Open[d] += 90
		}
		other.Series = append(other.Series, s)
	}
	team := testTeam()
	for _, m := range team.methods {
		learned(t, m, past)
		for _, k := range []Kind{Occupied, Open} {
			a, b := make([]float64, Horizon), make([]float64, Horizon)
			if err := m.Ahead(&now, k, 2, origin, a); err != nil {
				t.Fatal(m.Name(), err)
			}
			if err := m.Ahead(&other, k, 2, origin, b); err != nil {
				t.Fatal(m.Name(), err)
			}
			for h := range a {
				if a[h] != b[h] {
					t.Fatalf("%s, %s: day %d ahead is %v with one future and %v with another", m.Name(), k, h+1, a[h], b[h])
				}
			}
		}
	}
}

func TestPooledWithoutEarlierSeasons(t *testing.T) {
	p := made{trusts: 3, from: civil.MustDate("2018-12-01"), to: civil.MustDate("2018-12-12"), seed: 13}.panel()
	m := NewPooled()
	out := make([]float64, 5)
	if m.Ahead(&p, Occupied, 0, 10, out) == nil {
		t.Error("it spoke before it had learnt")
	}
	learned(t, m, nil)
	if err := m.Ahead(&p, Occupied, 0, 10, out); err != nil {
		t.Fatal(err)
	}
	near(t, "the level goes on", math.Exp(out[4]), middle(p.Series[0].Occupied), .06*middle(p.Series[0].Occupied))
	if m.Ahead(&p, Occupied, 0, 11, out) == nil || m.Ahead(&p, Occupied, 0, 3, make([]float64, Horizon+1)) == nil {
		t.Error("days that are not there were accepted")
	}
}

func TestHolidayFacts(t *testing.T) {
	england := rowsFrom(civil.Date{}, Calendar{Holidays: civil.England()})
	for day, want := range map[string]int{"2018-05-06": 0, "2018-05-07": 1, "2018-05-08": 2, "2018-05-09": 3, "2018-05-10": -1, "2018-12-26": -1} {
		if got := factsOf(civil.MustDate(day), england).bank; got != want {
			t.Errorf("%s: %d, want %d", day, got, want)
		}
	}
	// the season goes round without a seam
	s, none := shape{}, rowsFrom(civil.Date{}, Calendar{})
	for k := range s.season {
		s.season[k] = math.Sin(2 * math.Pi * float64(k) / knots)
	}
	for d := range 800 {
		a, b := civil.On(2018, 1, 1).Add(d), civil.On(2018, 1, 1).Add(d+1)
		x, y := s.rest(factsOf(a, none)), s.rest(factsOf(b, none))
		if math.Abs(x-y) > .03 {
			t.Fatalf("the season jumps from %v to %v on %s", x, y, b)
		}
	}
}

// A strike that earlier seasons show moves the forecast of the days on which one is announced.
func TestPooledKnowsStrikes(t *testing.T) {
	p := made{trusts: 10, from: civil.MustDate("2015-07-01"), to: civil.MustDate("2018-06-01"), seed: 14, quiet: true}.panel()
	cal := Calendar{Holidays: civil.England()}
	for _, first := range []string{"2016-02-09", "2016-11-08", "2017-02-14", "2018-02-06"} {
		for k := range 3 {
			d := civil.MustDate(first).Add(k)
			cal.Strikes = append(cal.Strikes, Strike{d, "resident doctors", k + 1, 3})
			for i := range p.Series {
				if k > 0 {
					p.Series[i].Occupied[d.Sub(p.From)] *= .96
				}
			}
		}
	}
	past, now := Seasons(p, civil.MustDate("2018-02-01"))
	struck, calm := NewPooled(), NewPooled()
	if err := struck.Learn(past, cal); err != nil {
		t.Fatal(err)
	}
	if err := calm.Learn(past, Calendar{Holidays: cal.Holidays, Strikes: cal.Strikes[:9]}); err != nil {
		t.Fatal(err)
	}
	a, b := make([]float64, 10), make([]float64, 10)
	for _, x := range []struct {
		m   *Pooled
		out []float64
	}{{struck, a}, {calm, b}} {
		if err := x.m.Ahead(&now, Occupied, 0, now.Days-1, x.out); err != nil {
			t.Fatal(err)
		}
	}
	near(t, "before the strike", a[3], b[3], 1e-12)
	if fall := b[5] - a[5]; fall < .02 || fall > .05 {
		t.Errorf("on the strike's second day the forecast is lower by %.4f of the logarithm; such strikes took .04", fall)
	}
}
