package occupancy

import (
	"math"
	"math/rand/v2"
	"testing"

	"headroom/internal/action"
	"headroom/internal/civil"
	"headroom/internal/org"
)

// pictured is a picture with the trusts given under one board; from April 2022 the first has merged into the
// second.
func pictured(day civil.Date, trusts ...org.Code) *org.Picture {
	since := civil.Range{From: civil.MustDate("2013-04-01")}
	merged := civil.Range{From: civil.MustDate("2022-04-01")}
	facts := org.Builtin()
	for i, c := range trusts {
		open := since
		if i == 0 {
			open.To = merged.From
			facts = append(facts, org.Fact{What: org.FactSuccession, Org: c, Other: trusts[1], Manner: org.Merged, Valid: merged})
		}
		facts = append(facts, org.Fact{What: org.FactUnit, Org: c, Kind: org.KindTrust, Valid: open}, org.Fact{What: org.FactLink, Org: c, Tree: org.NHS, Other: "QMJ", Valid: open})
	}
	return org.NewBook(facts).At(day)
}

func TestGatheringJoinsWhatMerged(t *testing.T) {
	g := NewGathering()
	from, to := civil.MustDate("2021-12-01"), civil.MustDate("2022-12-05")
	for i := range 10 {
		if i != 4 {
			g.Add("own", "Z-A", from.Add(i), 100, 110)
		}
		g.Add("own", "Z-B", from.Add(i), 200, 230)
	}
	g.Add("own", "Z-B", to, 310, 340)
	g.Add("own", "Z-NIL", to, 0, 0)
	got := g.Panel(pictured(to, "Z-A", "Z-B"), to)
	if len(got.Panel.Series) != 1 || got.Panel.From != from || got.Panel.Days != to.Sub(from)+1 || len(got.Joined) != 1 || got.Joined[0].Parts[0] != "Z-A" {
		t.Fatalf("%+v", got)
	}
	s := got.Panel.Series[0]
	if s.Org != "Z-B" || s.Occupied[0] != 300 || s.Open[0] != 340 || Known(s.Occupied[4]) || Known(s.Occupied[10]) || s.Occupied[to.Sub(from)] != 310 {
		t.Errorf("%v", s.Occupied[:12])
	}
	alone := g.AsReported(to)
	if len(alone.Series) != 2 || alone.Series[0].Occupied[4] == alone.Series[0].Occupied[4] || alone.Series[1].Occupied[4] != 200 {
		t.Errorf("%d series", len(alone.Series))
	}
}

// Two collections of one thing are never mixed within a season (T2).
func TestGatheringTakesOneCollectionASeason(t *testing.T) {
	g := NewGathering()
	first, second := civil.MustDate("2021-12-01"), civil.MustDate("2022-12-01")
	for i := range 5 {
		g.Add("own", "Z-B", first.Add(i), 100, 120)
	}
	g.Add("own", "Z-B", second, 100, 120)
	for i := range 5 {
		g.Add("published", "Z-B", first.Add(i), 90, 120)
	}
	for i := range 9 {
		g.Add("published", "Z-B", second.Add(i), 90, 120)
	}
	p := g.AsReported(second.Add(8))
	s := p.Series[0]
	if s.Occupied[0] != 100 || s.Occupied[second.Sub(first)] != 90 || s.Occupied[second.Sub(first)+8] != 90 {
		t.Errorf("%v and %v", s.Occupied[0], s.Occupied[second.Sub(first)])
	}
}

func TestNewestIsWhenEnoughHaveReported(t *testing.T) {
	g := NewGathering()
	from := civil.MustDate("2022-12-01")
	for _, c := range []org.Code{"Z-A", "Z-B", "Z-C", "Z-D", "Z-E"} {
		for i := range 10 {
			g.Add("own", c, from.Add(i), 100, 120)
		}
	}
	g.Add("own", "Z-A", from.Add(10), 100, 120)
	p := g.AsReported(from.Add(12))
	if d, known, of, ok := Newest(&p); !ok || d != from.Add(9) || known != 5 || of != 5 {
		t.Errorf("%s %d of %d", d, known, of)
	}
	if _, _, _, ok := Newest(&Panel{}); ok {
		t.Error("an empty panel has a newest morning")
	}
	once, again, later := Digest(&p, from.Add(9), Calendar{}, Tree{}, ""), Digest(&p, from.Add(9), Calendar{}, Tree{}, ""), Digest(&p, from.Add(10), Calendar{}, Tree{}, "")
	if once != again || once == later {
		t.Error("the digest does not tell inputs apart")
	}
}

func TestCameAndItsScore(t *testing.T) {
	pic := pictured(civil.MustDate("2022-12-20"), "Z-A", "Z-B", "Z-C")
	g := NewGathering()
	from := civil.MustDate("2022-12-01")
	for i := range 20 {
		g.Add("own", "Z-B", from.Add(i), 500, 550)
		if i < 19 {
			g.Add("own", "Z-C", from.Add(i), 40, 50)
		}
	}
	p := g.Panel(pic, from.Add(19)).Panel
	tree := TreeOf(pic, []org.Code{"Z-B", "Z-C"})
	came := Came(&p, tree, 19)
	if came["Z-B"].Occupied != 500 || came[org.England].Occupied != 540 || came["QMJ"].Open != 600 {
		t.Errorf("%+v", came)
	}
	if _, ok := came["Z-C"]; ok {
		t.Error("what was not given came")
	}
	f := someForecast(rand.New(rand.NewPCG(1, 1)), 7)
	f.Org, f.Origin = "Z-B", from.Add(12)
	for i := range f.Days {
		f.Days[i].Date = f.Origin.Add(i + 1)
		for k := range f.Days[i].Occupied.Q {
			f.Days[i].Occupied.Q[k] = 500 + float64(k-11)
		}
	}
	list := Outcomes(came, from.Add(19), false, ScoredHorizons(), func(o civil.Date) map[org.Code]Forecast {
		if o == f.Origin {
			return map[org.Code]Forecast{"Z-B": f}
		}
		return nil
	})
	if len(list) != 1 || len(list[0].Ahead) != 1 || list[0].Ahead[0].H != 7 || list[0].Ahead[0].Median != 500 || !list[0].Ahead[0].In50 || !list[0].Ahead[0].Limits {
		t.Fatalf("%+v", list)
	}
	r := Sum(list)
	if r.N != 1 || r.Days != 1 || r.Abs != 0 || r.In90 != 1 || math.Abs(r.WIS-WIS(f.Days[6].Occupied.Q, 500)) > 1e-3 || r.ByBucket[1].N != 1 || r.ByBucket[0].N != 0 {
		t.Errorf("%+v", r)
	}
	if _, yes := r.Disagrees(); yes {
		t.Error("one forecast disagrees with the data")
	}
	bad := list[0]
	bad.Ahead = nil
	for range 25 {
		bad.Ahead = append(bad.Ahead, Ahead{H: 3, WIS: 9})
	}
	if words, yes := Sum([]Outcome{bad}).Disagrees(); !yes || words == "" {
		t.Error("none of 25 outcomes lay in its range, and nothing is said")
	}
}

func TestCalendarOfPeriods(t *testing.T) {
	c := CalendarOf(civil.England(), action.Seed())
	days := 0
	for _, s := range c.Strikes {
		if s.Group == "Resident doctors" && !s.Date.Before(civil.MustDate("2023-12-20")) && s.Date.Before(civil.MustDate("2023-12-23")) {
			days++
			if s.Of != 3 || s.Day != days || !Familiar(s.Group) {
				t.Errorf("%+v", s)
			}
		}
	}
	if days != 3 {
		t.Errorf("%d strike days in December 2023", days)
	}
}
