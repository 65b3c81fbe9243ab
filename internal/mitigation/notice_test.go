package mitigation

import (
	"strings"
	"testing"
)

// Of the shares that have passed the last alone is said, to whoever has the request; nothing is said once it is decided.
func TestNoticesGoToWhoeverHasTheRequest(t *testing.T) {
	s := &script{t: t, terms: terms}
	s.step("2024-01-04T09:10", Begin, Drafter, "d", form(signable())).step("2024-01-04T09:40", Send, Drafter, "d")
	if due, next := s.standing(at("2024-01-04T16:00")).Notices(nil, at("2024-01-04T16:00")); len(due) > 0 || !next.IsZero() {
		t.Errorf("an unsigned request is reminded of: %v, next %s", due, next)
	}
	s.step("2024-01-04T10:00", Sign, Director, "m").step("2024-01-04T10:30", Forward, System, "i")
	now := at("2024-01-04T14:30")
	due, next := s.standing(now).Notices(nil, now)
	if len(due) != 1 || due[0].Step != "deadline-80" || due[0].To != Region || !next.Equal(at("2024-01-04T15:00")) {
		t.Errorf("at 14:30: %+v, next %s", due, next)
	}
	if strings.Contains(due[0].Words, signable().Risk) || !strings.Contains(due[0].Words, "15:00 GMT") {
		t.Errorf("it says %q", due[0].Words)
	}
	r := sent(t, signable()).step("2024-01-04T12:10", Approve, National, "a", said(Decision{}))
	if due, next := r.standing(now).Notices(nil, now); len(due) > 0 || !next.IsZero() {
		t.Errorf("a decided request is reminded of: %v, next %s", due, next)
	}
}

func TestWhatIsKeptOfOthersSaysItsSource(t *testing.T) {
	if err := (PublishedCount{CountedBy: "x", Periods: "JD-09", AsAt: at("2024-01-04T15:00"), Source: "y"}).Check(); err != nil {
		t.Error(err)
	}
	for _, bad := range []PublishedCount{{}, {CountedBy: "x", Periods: "JD-09", Source: "y"}, {CountedBy: "x", Periods: "JD-09", AsAt: at("2024-01-04T15:00"), Source: "y", Rejected: n(-1)}} {
		if bad.Check() == nil {
			t.Errorf("%+v passes", bad)
		}
	}
	good := jd2024
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*Scheme){"to": func(s *Scheme) { s.To = s.From }, "mark": func(s *Scheme) { s.Mark = "sure" }, "source": func(s *Scheme) { s.Source = "" }} {
		x := jd2024
		change(&x)
		if x.Check() == nil {
			t.Errorf("a scheme without a sound %s passes", name)
		}
	}
	if jd2024.Staff() != rd2025.Staff() || jd2024.Staff() != "resident-doctors" {
		t.Errorf("%s and %s are one group", jd2024.Staff(), rd2025.Staff())
	}
}
