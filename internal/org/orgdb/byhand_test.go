package orgdb

import (
	"strings"
	"testing"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/org"
)

func TestByHand(t *testing.T) {
	both(t, func(t *testing.T, d *db.DB, s *Store) {
		p := org.Proposal{Step: org.StepOpen, Org: "QMF", Kind: org.KindTrust, Code: "A1B2C", Name: "Made-up NHS Trust",
			From: civil.MustDate("2025-04-01"), Reason: "the order of 1 March"}
		id, err := s.ProposeByHand(t.Context(), who, p)
		ok(t, err)
		set, err := s.ChangeSet(t.Context(), id)
		ok(t, err)
		if len(set.Lines) != 1 || set.Pending() != 1 || set.Lines[0].Evidence.Text != p.Reason || set.File != org.ByHand {
			t.Errorf("proposed %+v", set)
		}
		if _, open := picture(t, s, "2025-05-01", time.Time{}).Unit("A1B2C"); open {
			t.Error("the trust is open before anybody accepted it")
		}
		if _, err := s.ProposeByHand(t.Context(), who, p); fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "waits to be decided") {
			t.Errorf("proposing it again says %v", err)
		}
		ok(t, s.Accept(t.Context(), id, who, "agreed"))
		if u, open := picture(t, s, "2025-05-01", time.Time{}).Unit("A1B2C"); !open || u.Source != org.ByHand {
			t.Errorf("the accepted trust is %+v", u)
		}
		if _, err := s.ProposeByHand(t.Context(), who, p); fault.KindOf(err) != fault.Invalid {
			t.Errorf("opening it again says %v", err)
		}
		audited(t, d)
	})
}

// A name that was accepted and taken back again is still what was known in between.
func TestTakenBack(t *testing.T) {
	both(t, func(t *testing.T, d *db.DB, s *Store) {
		propose := func(p org.Proposal) {
			t.Helper()
			p.Org, p.Reason = "QMF", "entered in a test"
			id, err := s.ProposeByHand(t.Context(), who, p)
			ok(t, err)
			ok(t, s.Accept(t.Context(), id, who, "agreed"))
		}
		propose(org.Proposal{Step: org.StepName, Name: "Wrong Board", From: civil.MustDate("2025-04-01")})
		between := d.Now()
		name := func(asOf time.Time) string { return picture(t, s, "2025-05-01", asOf).Name("QMF") }
		facts, err := s.History(t.Context(), "QMF", time.Time{})
		ok(t, err)
		for _, f := range facts {
			if f.Text == "Wrong Board" {
				propose(org.Proposal{Step: org.StepWithdraw, Fact: f.Key()})
			}
		}
		if name(time.Time{}) != "NHS North East London Integrated Care Board" || name(between) != "Wrong Board" {
			t.Errorf("the name is %q, and was %q", name(time.Time{}), name(between))
		}
	})
}
