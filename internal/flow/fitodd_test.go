package flow

import (
	"math"
	"slices"
	"strings"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/simulate"
)

// TestFitOfOddEvidence: each oddity is said or refused in words of its own, and thin evidence widens the odds.
func TestFitOfOddEvidence(t *testing.T) {
	w := newWard()
	for p := range w.starts {
		w.starts[p] = w.flow(p)
	}
	whole := w.play(3, 112)
	usual := National().Value("factor.own-sd")
	nan := math.NaN()
	for _, c := range []struct {
		name  string
		odd   func(e *Evidence)
		code  string
		wider bool
	}{
		{"ten days", func(e *Evidence) { cutTo(&e.Trusts[0], 10) }, "few-days", true},
		{"a month missing", func(e *Evidence) {
			x := e.Trusts[0].Occupied
			for i := len(x) - 40; i < len(x)-10; i++ {
				x[i] = nan
			}
		}, "gap", true},
		{"a merger three weeks ago", func(e *Evidence) { e.Trusts[0].Breaks = []civil.Date{e.From.Add(-21)} }, "series-break", true},
		{"more occupied than open", func(e *Evidence) { e.Trusts[0].Open[len(e.Trusts[0].Open)-5] = 100 }, "over-open", false},
		{"this morning missing", func(e *Evidence) { e.Trusts[0].Occupied[len(e.Trusts[0].Occupied)-1] = nan }, "old-figure", true},
		{"days of zero discharges", func(e *Evidence) { e.Trusts[0].Discharges[100] = 0 }, "zero-discharges", false},
		{"discharges of a fortnight", func(e *Evidence) {
			for i := range len(e.Trusts[0].Discharges) - 14 {
				e.Trusts[0].Discharges[i] = nan
			}
		}, "few-discharges", true},
		{"no long stays", func(e *Evidence) { e.Trusts[0].Long7 = nil }, "no-long-stays", false},
		{"nobody's council known", func(e *Evidence) { e.Trusts[0].Catchment = nil }, "no-catchment", false},
		{"more remain than lie in beds", func(e *Evidence) { last(e.Trusts[0].Remaining, 5000) }, "remaining-too-many", false},
		{"a council without a return", func(e *Evidence) { e.Councils = e.Councils[:1] }, "no-capacity-return", false},
		{"a council with one return of three", func(e *Evidence) { e.Councils[0].Returned[2] = false }, "no-capacity-return", false},
		{"nil starts with a queue", func(e *Evidence) { e.Councils[0].Weekly[0] = 0 }, "nil-starts", false},
		{"starts below the need", func(e *Evidence) { e.Councils[0].Weekly[0] *= .5 }, "capacity-below-need", false},
		{"a few stays", func(e *Evidence) {
			e.Trusts[0].Stays = []Stay{{Admitted: e.From.Add(-9), Left: e.From.Add(-3), Pathway: 0}}
		}, "few-stays", false},
	} {
		e := given(w, clone(whole), WithPathways)
		c.odd(&e)
		s, err := Fit(e, National())
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if err := s.Model.Check(); err != nil {
			t.Errorf("%s: the engine would not play it: %v", c.name, err)
		}
		if !has(s, c.code) {
			t.Errorf("%s: nothing says %s: %v", c.name, c.code, s.Notes)
		}
		if sd := s.Model.Sites[0].OwnSD; (sd > usual*1.001) != c.wider {
			t.Errorf("%s: own sd %.4f, usually %.4f", c.name, sd, usual)
		}
	}
}

// cutTo keeps a trust's last days.
func cutTo(t *TrustEvidence, n int) {
	t.First = t.First.Add(len(t.Occupied) - n)
	for _, x := range []*[]float64{&t.Occupied, &t.Open, &t.Long7, &t.Long14, &t.Long21} {
		*x = (*x)[len(*x)-n:]
	}
	t.Discharges, t.Remaining = t.Discharges[len(t.Discharges)-n+1:], t.Remaining[len(t.Remaining)-n+1:]
}

func last(x []float64, y float64) { x[len(x)-1] = y }

func clone(t TrustEvidence) TrustEvidence {
	for _, x := range []*[]float64{&t.Occupied, &t.Open, &t.Long7, &t.Long14, &t.Long21, &t.Discharges, &t.Remaining} {
		*x = slices.Clone(*x)
	}
	return t
}

// TestFitRefuses what cannot be modelled, all at once and by name.
func TestFitRefuses(t *testing.T) {
	w := newWard()
	e := given(w, w.play(3, 60), WithPathways)
	bad := clone(e.Trusts[0])
	bad.Org = "RBB"
	for i := range bad.Occupied[:len(bad.Occupied)-2] {
		bad.Occupied[i] = math.NaN()
	}
	twice := clone(e.Trusts[0])
	shut := clone(e.Trusts[0])
	shut.Org, shut.Open = "RCC", nil
	e.Trusts = append(e.Trusts, bad, twice, shut)
	e.Councils[1].Weekly[1] = math.NaN()
	_, err := Fit(e, National())
	if fault.KindOf(err) != fault.Invalid {
		t.Fatalf("got %v", err)
	}
	for _, part := range []string{"RBB", "2 mornings", "RAA", "twice", "RCC", "open beds", "C2", "pathway 2"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the refusal does not speak of %s: %v", part, err)
		}
	}
	if _, err := Fit(Evidence{}, National()); fault.KindOf(err) != fault.Invalid {
		t.Errorf("no evidence at all: %v", err)
	}
}

// TestFitHandlesScope: with adults' beds and critical care known, discharges are scaled to all ages and those who remain to
// general and acute beds.
func TestFitHandlesScope(t *testing.T) {
	w := newWard()
	for p := range w.starts {
		w.starts[p] = w.flow(p)
	}
	x := w.play(3, 112)
	plain, err := Fit(given(w, clone(x), WithPathways), National())
	if err != nil {
		t.Fatal(err)
	}
	scoped := clone(x)
	for _, y := range x.Occupied {
		scoped.Adults = append(scoped.Adults, .9*y)
		scoped.Critical = append(scoped.Critical, .1*y)
	}
	for i := range scoped.Discharges {
		scoped.Discharges[i] *= .9
		scoped.Remaining[i] /= .9
	}
	s, err := Fit(given(w, scoped, WithPathways), National())
	if err != nil {
		t.Fatal(err)
	}
	a, b := &plain.Model.Sites[0], &s.Model.Sites[0]
	if r := b.Arrivals[3] / a.Arrivals[3]; math.Abs(r-1) > .01 {
		t.Errorf("arrivals are %.3f of those without the difference in scope", r)
	}
	held := func(x *simulate.Site) (n int) {
		for _, l := range x.Links {
			for p := range l.Waiting {
				n += l.Waiting[p] + l.Process[p]
			}
		}
		return n
	}
	if held(a)-held(b) > 2 || held(b)-held(a) > 2 {
		t.Errorf("%d are held, %d without the difference in scope", held(b), held(a))
	}
	if has(s, "scope") || !has(s, "scope-remaining") {
		t.Errorf("the scope is not said rightly: %v", s.Notes)
	}
}

// TestFitFollowsTheCode: the order of trusts and councils changes nothing that belongs to one of them.
func TestFitFollowsTheCode(t *testing.T) {
	w := newWard()
	for p := range w.starts {
		w.starts[p] = w.flow(p)
	}
	e := given(w, w.play(3, 112), WithPathways)
	other := clone(w.play(4, 112))
	other.Org, other.Stays = "RZZ", nil
	e.Trusts = append(e.Trusts, other)
	s, err := Fit(e, National())
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(e.Trusts)
	slices.Reverse(e.Councils)
	r, err := Fit(e, National())
	if err != nil {
		t.Fatal(err)
	}
	for i, code := range s.Trusts {
		j := slices.Index(r.Trusts, code)
		if s.Model.Sites[i].Key != r.Model.Sites[j].Key {
			t.Errorf("%s has another key", code)
		}
		a, err := Close(&s.Model, i, 28)
		if err != nil {
			t.Fatal(err)
		}
		b, err := Close(&r.Model, j, 28)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(a.Mean(27)-b.Mean(27)) > 1e-6 || math.Abs(a.SD(27)-b.SD(27)) > 1e-6 {
			t.Errorf("%s: %.6f ± %.6f in one order, %.6f ± %.6f in the other", code, a.Mean(27), a.SD(27), b.Mean(27), b.SD(27))
		}
	}
}
