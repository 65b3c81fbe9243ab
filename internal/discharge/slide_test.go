package discharge_test

import (
	"math"
	"reflect"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/flow"
)

func slideOn(t *testing.T, s *flow.System, x discharge.Slide, basis discharge.Basis) *discharge.Tried {
	t.Helper()
	x.Trust = s.Trusts[0]
	if x.From.IsZero() {
		x.From, x.To = s.Morning(3), s.Morning(20)
	}
	a, err := discharge.Try(s, x, .92, basis, civil.England())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestSlidersAtNothingChangeNothing: the two halves of the answer are the same number.
func TestSlidersAtNothingChangeNothing(t *testing.T) {
	a := slideOn(t, flow.Sample(4, 2, 2, 30), discharge.Slide{}, discharge.OfCore)
	for d := range a.Base {
		if a.Base[d] != a.With[d] {
			t.Fatalf("day %d: %+v became %+v", d, a.Base[d], a.With[d])
		}
	}
}

// TestEachSliderFreesBeds: every lever but the escalation bed lowers the beds occupied on the last morning of its span,
// and none of them raises the odds of more on any morning.
func TestEachSliderFreesBeds(t *testing.T) {
	s := flow.Sample(4, 2, 2, 30)
	for name, x := range map[string]discharge.Slide{
		"home care": {HomeCare: 2}, "community": {Community: 1}, "care home": {CareHome: 1}, "avoided": {Avoided: 3},
		"hub": {Hub: 1}, "push": {Ready: 8, Push: []civil.Date{s.Morning(19)}},
	} {
		a := slideOn(t, s, x, discharge.OfCore)
		d, _ := s.DayOf(s.Morning(20))
		if gain := a.Base[d].Mean - a.With[d].Mean; gain < 0.05 {
			t.Errorf("%s frees %.3f beds", name, gain)
		}
		for d := range a.Base {
			if a.With[d].Keeps < a.Base[d].Keeps-1e-3 || a.With[d].Mean > a.Base[d].Mean+1e-3 {
				t.Errorf("%s: morning %d goes from %.3f (%.4f) to %.3f (%.4f)", name, d, a.Base[d].Mean, a.Base[d].Keeps, a.With[d].Mean, a.With[d].Keeps)
			}
		}
	}
}

// TestEscalationFreesNoCoreBed: trap T6. Of core nothing changes; of open beds the share falls and the count does not.
func TestEscalationFreesNoCoreBed(t *testing.T) {
	s := flow.Sample(4, 2, 2, 30)
	a := slideOn(t, s, discharge.Slide{Escalation: 20}, discharge.OfCore)
	for d := range a.Base {
		if a.Base[d] != a.With[d] {
			t.Fatalf("core, day %d: %+v became %+v", d, a.Base[d], a.With[d])
		}
	}
	if len(a.Notes) == 0 {
		t.Error("nothing says that escalation beds are left out")
	}
	b := slideOn(t, s, discharge.Slide{Escalation: 20}, discharge.OfOpen)
	d, _ := s.DayOf(s.Morning(20))
	if math.Abs(b.With[d].Usable-b.Base[d].Usable-20) > 1e-6 || b.With[d].Keeps <= b.Base[d].Keeps || b.With[d].Mean != b.Base[d].Mean {
		t.Errorf("open: %+v became %+v", b.Base[d], b.With[d])
	}
}

// TestNoCareBeginsOnChristmasDay: not even with weekends; and without them none on a Saturday.
func TestNoCareBeginsOnChristmasDay(t *testing.T) {
	s := flow.Sample(4, 1, 1, 40)
	christmas := civil.MustDate("2023-12-25")
	a := slideOn(t, s, discharge.Slide{HomeCare: 5, Weekends: true, From: christmas, To: christmas}, discharge.OfCore)
	saturday := civil.MustDate("2023-12-09")
	b := slideOn(t, s, discharge.Slide{HomeCare: 5, From: saturday, To: saturday}, discharge.OfCore)
	for d := range a.Base {
		if a.Base[d] != a.With[d] || b.Base[d] != b.With[d] {
			t.Fatalf("day %d changed", d)
		}
	}
}

// TestSlidersThatCannotStand are all named at once.
func TestSlidersThatCannotStand(t *testing.T) {
	s := flow.Sample(4, 1, 1, 10)
	x := discharge.Slide{Trust: s.Trusts[0], From: s.Morning(3), To: s.Morning(1), HomeCare: -1, Hub: 1.5, Avoided: math.NaN()}
	_, err := discharge.Try(s, x, .92, "", civil.England())
	if f := fault.As(err); f == nil || len(f.Fields) != 4 {
		t.Fatalf("%v", err)
	}
}

// TestStillIsTheBase: a slide held against mornings worked out before is the slide worked out whole, for either basis, and
// what one slide does is not carried into the next; another trust's mornings are refused.
func TestStillIsTheBase(t *testing.T) {
	s := flow.Sample(4, 2, 2, 30)
	x := discharge.Slide{Trust: s.Trusts[0], From: s.Morning(3), To: s.Morning(20), HomeCare: 2, Hub: .5, Escalation: 6}
	for _, basis := range []discharge.Basis{discharge.OfCore, discharge.OfOpen, ""} {
		still, err := discharge.StillOf(s, x.Trust, .92, basis)
		if err != nil {
			t.Fatal(err)
		}
		for _, care := range []float64{5, 2} {
			x.HomeCare = care
			is, err := still.Try(x, civil.England())
			want, other := discharge.Try(s, x, .92, basis, civil.England())
			if err != nil || other != nil || !reflect.DeepEqual(is, want) {
				t.Fatalf("%s, %v starts: %v %v, or another answer", basis, care, err, other)
			}
		}
		y := x
		y.Trust = s.Trusts[1]
		if _, err := still.Try(y, civil.England()); fault.KindOf(err) != fault.Invalid {
			t.Errorf("another trust's slide: %v", err)
		}
	}
}
