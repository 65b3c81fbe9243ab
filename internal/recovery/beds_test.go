package recovery

import (
	"strings"
	"testing"

	"headroom/internal/civil"
)

// bedsGround is two sites with a list each on the first and the third day, and somebody who needs a bed of each kind.
func bedsGround() Ground {
	day := civil.MustDate("2024-01-10")
	return Ground{
		Patients: []Patient{{Pathway: "P", Nights: []float64{1}, HighNights: []float64{.5}}},
		Sessions: []Session{{ID: "1", Site: "A", Date: day, HighCare: true}, {ID: "2", Site: "B", Date: day.Add(2)}},
		Limits:   []Limit{{Kind: Beds, Site: "A", Date: day.Add(1), Most: 3}, {Kind: HighBeds, Site: "A", Date: day, Most: 0, From: FromHand}},
	}
}

func bedsOdds() BedOdds {
	day := civil.MustDate("2024-01-10")
	o := BedOdds{Origin: day, Model: "m", High: 2, HighOf: 28, HighFrom: day.Add(-27), HighTo: day}
	for i, n := range []int{10, 20, -5, 7} {
		o.Ward = append(o.Ward, FreeBeds{Night: day.Add(i), Free: n})
	}
	return o
}

// TestBedsComeFromTheForecast: where nobody gave a limit the forecast's beds are shared as stated, what was given stays, and
// none is not the same as not known.
func TestBedsComeFromTheForecast(t *testing.T) {
	day := civil.MustDate("2024-01-10")
	g := bedsGround()
	g.Beds = BedGround{Stated: true, Rule: BedRule{Confidence: .8, Most: 1, Sites: []BedShare{{Site: "A", Ward: .5, High: 1, Held: 4}, {Site: "B", Ward: .25, High: 0, HighHeld: 1}}}}
	g = g.WithBeds(bedsOdds(), day)
	type at struct {
		kind LimitKind
		site string
		d    int
	}
	want := map[at]Limit{
		{Beds, "A", 0}:     {Most: 9, From: FromForecast},
		{Beds, "A", 1}:     {Most: 3},
		{Beds, "A", 2}:     {Most: 1, From: FromForecast}, // half of five too few, and four that planned patients hold
		{Beds, "B", 1}:     {Most: 5, From: FromForecast},
		{Beds, "B", 2}:     {Most: 0, From: FromForecast},
		{Beds, "A", 4}:     {Most: 1, From: FromCarried},
		{Beds, "A", 16}:    {Most: 1, From: FromCarried},
		{HighBeds, "A", 0}: {Most: 0, From: FromHand},
		{HighBeds, "A", 1}: {Most: 2, From: FromReturns},
		{HighBeds, "B", 1}: {Most: 1, From: FromReturns},
	}
	got := map[at]Limit{}
	for _, l := range g.Limits {
		k := at{l.Kind, l.Site, l.Date.Sub(day)}
		if _, twice := got[k]; twice {
			t.Errorf("%v stands twice", k)
		}
		got[k] = l
	}
	for k, w := range want {
		if l, ok := got[k]; !ok || l.Most != w.Most || l.From != w.From {
			t.Errorf("%v: %v %q (there: %v), want %v %q", k, l.Most, l.From, ok, w.Most, w.From)
		}
	}
	if _, ok := got[at{Beds, "A", 17}]; ok {
		t.Error("beds are derived beyond a fortnight after the last session")
	}
	if u := g.UnknownBeds(day, 5); len(u) != 0 {
		t.Errorf("%+v", u)
	}
	notes := strings.Join(g.BedNotes(day, 5), "\n")
	for _, w := range []string{"ward beds of 1 site-nights: file of limits", "ward beds of 7 site-nights: bed forecast from the morning of 10 January 2024 (m), free with a confidence of 80 in a hundred, up to 100% of the open beds", "ward beds of 2 site-nights: beyond the forecast", "1 site-nights: entered by hand", "no forecast is made of them"} {
		if !strings.Contains(notes, w) {
			t.Errorf("the notes lack %q: %s", w, notes)
		}
	}
}

// TestUnknownBedsAreNeitherNoneNorEndless: without a forecast, or without a stated share, nothing is derived and a plan is refused
// with the reason, until somebody says that such nights are not limited.
func TestUnknownBedsAreNeitherNoneNorEndless(t *testing.T) {
	day := civil.MustDate("2024-01-10")
	none := bedsGround().WithBeds(BedOdds{Why: "no bed forecast of this trust is held", HighWhy: "no mornings"}, day)
	if len(none.Limits) != 2 {
		t.Fatalf("%+v", none.Limits)
	}
	ask := PlanAsk{From: day, Days: 5}
	err := ask.CheckBeds(none)
	if err == nil {
		t.Fatal("a plan stands on beds that nobody knows")
	}
	u := none.UnknownBeds(day, 5)
	if len(u) != 2 || u[0].Nights != 9 || u[0].Of != 10 || u[1].Nights != 4 || u[1].Of != 5 || !strings.Contains(u[0].Words(), "9 of 10 site-nights (sites A, B) are not known: no bed forecast") {
		t.Errorf("%+v", u)
	}
	ask.Unlimited = true
	if err := ask.CheckBeds(none); err != nil {
		t.Error(err)
	}
	unshared := bedsGround().WithBeds(bedsOdds(), day)
	if u := unshared.UnknownBeds(day, 5); len(u) != 2 || !strings.Contains(u[0].Why, "has not said how its sites share") {
		t.Errorf("%+v", u)
	}
	one := bedsGround()
	one.Sessions = one.Sessions[:1]
	if one = one.WithBeds(bedsOdds(), day); len(one.UnknownBeds(day, 5)) != 0 || one.Beds.Stated {
		t.Errorf("one site has all the beds: %+v", one.UnknownBeds(day, 5))
	}
	needless := none
	needless.Patients = []Patient{{Pathway: "P"}}
	if err := (PlanAsk{From: day, Days: 5}).CheckBeds(needless); err != nil {
		t.Errorf("nobody needs a bed: %v", err)
	}
}

func TestABedRuleIsChecked(t *testing.T) {
	good := BedRule{Confidence: .8, Most: .92, Sites: []BedShare{{Site: "A", Ward: .6, High: 1}, {Site: "B", Ward: .4, Held: 3}}}
	if err := good.Check([]string{"A", "B"}); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*BedRule){
		"confidence": func(r *BedRule) { r.Confidence = .2 }, "most": func(r *BedRule) { r.Most = 1.2 }, "a share": func(r *BedRule) { r.Sites[0].Ward = -1 },
		"more than all": func(r *BedRule) { r.Sites[0].Ward = .7 }, "beds held": func(r *BedRule) { r.Sites[1].Held = -1 },
		"a site that is missing": func(r *BedRule) { r.Sites = r.Sites[:1] }, "another site": func(r *BedRule) { r.Sites[0].Site = "C" }, "twice": func(r *BedRule) { r.Sites[1].Site = "A" },
	} {
		r := good
		r.Sites = append([]BedShare{}, good.Sites...)
		change(&r)
		if r.Check([]string{"A", "B"}) == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
