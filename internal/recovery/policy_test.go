package recovery

import (
	"strings"
	"testing"

	"headroom/internal/civil"
)

func TestEveryWeightOfThePolicySaysWhatItIsAndWhoseItIs(t *testing.T) {
	seen := map[string]bool{}
	for _, w := range Weights() {
		if w.Name == "" || w.Unit == "" || w.Words == "" || w.Source == "" || w.From.IsZero() || seen[w.Name] {
			t.Errorf("%+v is not whole, or is there twice", w)
		}
		seen[w.Name] = true
	}
	p := DefaultPolicy()
	if l := p.Check(); len(l) > 0 {
		t.Error(l)
	}
	if p.Overrun != (Overrun{Grace: 30, Risk: 0.1}) {
		t.Errorf("the overrun rule is %+v", p.Overrun)
	}
	if len(p.Changed()) != 0 {
		t.Errorf("the default differs from itself: %v", p.Changed())
	}
}

func TestAnOperatorsPolicyChangesWhatItNames(t *testing.T) {
	p, err := ReadPolicy("ours.toml", strings.NewReader("# ours\nname = \"winter\" # a name\nequality = true\n\n[weights]\nmove = 25.5 # dearer\n\"p3.day\" = 1_0\n[overrun]\nrisk = 0.05\n"))
	if err != nil {
		t.Fatal(err)
	}
	if p.Name != "winter" || !p.Equality || p.Weights["move"] != 25.5 || p.Weights["p3.day"] != 10 || p.Overrun.Risk != 0.05 || p.Overrun.Grace != 30 {
		t.Errorf("%+v", p)
	}
	if c := p.Changed(); len(c) != 3 || c[0].Certain || c[0].Source != "set by the operator" {
		t.Errorf("%+v", c)
	}
}

func TestAPolicyThatCannotBeIsRefusedWithItsLines(t *testing.T) {
	_, err := ReadPolicy("bad.toml", strings.NewReader("speed = 3\n[weights]\nmoove = 3\nmove = -1\ndrop = many\nno sense\n[overrun]\nrisk = 0.7\n[other]\n"))
	if err == nil {
		t.Fatal("it was taken")
	}
	for _, want := range []string{"line 1: there is no setting speed", "line 5: drop is many", "line 6: \"no sense\" is not of the form", "no table [other]",
		"there is no weight \"moove\"", "the weight move is -1", "the accepted chance of running late is 0.7"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %v", want, err)
		}
	}
}

// weekLater is what a week later costs a patient, from a day on.
func weekLater(p Patient, d int) float64 {
	z := newWeigher(DefaultPolicy(), civil.MustDate("2024-01-10"), 84)
	s := z.stakesOf(&p, never)
	return z.at(&s, d+7).sum() - z.at(&s, d).sum()
}

func TestTheTiersActInTheOrderOfTheLetters(t *testing.T) {
	from := civil.MustDate("2024-01-10")
	moved := Postponement{On: from.Add(-30), For: from.Add(-25), By: ByProvider}
	p3 := Patient{Priority: P3, Prioritised: civil.MustDate("2023-10-01"), Clock: from.Add(-150)} // past its date
	often := Patient{Priority: P4, Clock: from.Add(-200), Postponed: []Postponement{moved, moved, moved, moved, moved}}
	once := Patient{Priority: P4, Clock: from.Add(-200), Postponed: []Postponement{moved}} // day 3 is the last on time
	long := Patient{Priority: P4, Clock: from.Add(-726)}                                   // passes 104 weeks on day 3
	routine := Patient{Priority: P4, Clock: from.Add(-300)}
	costs := []struct {
		name string
		cost float64
	}{
		{"a P3 past its date", weekLater(p3, 0)}, {"postponed five times", weekLater(often, 0)}, {"postponed once", weekLater(once, 0)},
		{"passing 104 weeks", weekLater(long, 0)}, {"a routine wait", weekLater(routine, 0)},
	}
	for i := 1; i < len(costs); i++ {
		if costs[i-1].cost <= costs[i].cost {
			t.Errorf("a week for %s costs %.0f, for %s %.0f: the order of the letters is the other way", costs[i-1].name, costs[i-1].cost, costs[i].name, costs[i].cost)
		}
	}
	grave := []Patient{
		{Priority: P1b, Prioritised: from.Add(-3), Clock: from.Add(-10)},
		{Clock: from.Add(-70), Cancer: &Cancer{Referred: from.Add(-70), Fast: Yes}},
		{Clock: from.Add(-70), Cancer: &Cancer{Referred: from.Add(-70)}},
		{Priority: P2, Prioritised: from.Add(-36), Clock: from.Add(-70)}, p3,
	}
	for i := 1; i < len(grave); i++ {
		if weekLater(grave[i-1], 0) <= weekLater(grave[i], 0) {
			t.Errorf("the clinical dates are out of order at %d: %.0f and %.0f", i, weekLater(grave[i-1], 0), weekLater(grave[i], 0))
		}
	}
}

func TestExactlySoManyWeeksIsNotOverThem(t *testing.T) {
	from := civil.MustDate("2024-03-31")
	z := newWeigher(DefaultPolicy(), from, 30)
	for _, c := range []struct {
		clock string
		day   int
		over  bool
	}{{"2023-01-01", 0, false}, {"2023-01-01", 1, true}, {"2023-01-02", 1, false}} { // 455 days are 65 weeks, 456 are over
		s := z.stakesOf(&Patient{Priority: P4, Clock: civil.MustDate(c.clock)}, never)
		if got := z.at(&s, c.day)[tierLongest]-z.scale[tierLongest]*z.pastDay*float64(c.day) > 0; got != c.over {
			t.Errorf("clock %s, day %d: over 65 weeks is %v", c.clock, c.day, got)
		}
	}
}

func TestWhatIsNotRecordedIsNotAPriority(t *testing.T) {
	from := civil.MustDate("2024-01-10")
	z := newWeigher(DefaultPolicy(), from, 84)
	none := z.stakesOf(&Patient{Clock: from.Add(-100)}, never)
	p4 := z.stakesOf(&Patient{Priority: P4, Clock: from.Add(-100)}, never)
	if len(none.dates) != 0 || z.at(&none, 50) != z.at(&p4, 50) {
		t.Error("a wait without a priority is planned by something else than the wait")
	}
	// Nobody is put back by a gap in the record: a P2 without its day counts from the earliest day that it can have had.
	s := z.stakesOf(&Patient{Priority: P2, Clock: from.Add(-20)}, never)
	if len(s.dates) != 1 || s.dates[0].due != 8 {
		t.Errorf("%+v", s.dates)
	}
	if s = z.stakesOf(&Patient{Cancer: &Cancer{}}, never); len(s.dates) != 0 {
		t.Errorf("a cancer pathway without a day was given one: %+v", s.dates)
	}
	// Fast-progressing is a clinician's flag and nothing else.
	s = z.stakesOf(&Patient{Specialty: "120", Cancer: &Cancer{Referred: from.Add(-10)}}, never)
	if s.dates[0].kind != dueCancer {
		t.Error("fast-progressing was inferred")
	}
}

func TestAPostponementByThePatientDoesNotCount(t *testing.T) {
	from := civil.MustDate("2024-01-10")
	z := newWeigher(DefaultPolicy(), from, 84)
	q := Postponement{On: from.Add(-20), For: from.Add(-10), By: ByPatient}
	if s := z.stakesOf(&Patient{Clock: from.Add(-100), Postponed: []Postponement{q}}, never); s.count != 0 || s.renewed != never {
		t.Errorf("%+v", s)
	}
	q.By = ByProvider
	s := z.stakesOf(&Patient{Clock: from.Add(-100), Postponed: []Postponement{q}}, never)
	if s.count != 1 || s.renewed != 18 || s.guarantee != 1 {
		t.Errorf("%+v", s)
	}
	q.On, q.OnDay = q.For, true
	if s = z.stakesOf(&Patient{Clock: from.Add(-100), Postponed: []Postponement{q}}, never); s.guarantee != 1.2 {
		t.Errorf("moved on the day is not weighed as the guarantee: %+v", s)
	}
	if s = z.stakesOf(&Patient{Clock: from.Add(-100), Postponed: []Postponement{{By: ByProvider}}}, never); s.count != 1 || s.renewed != never {
		t.Errorf("a postponement without a day was given one: %+v", s)
	}
}
