package accessdb

import (
	"strings"
	"testing"

	"headroom/internal/access"
	"headroom/internal/audit"
	"headroom/internal/fault"
)

func TestLog(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		l := NewLog(s.db)
		_, err := l.Entry(ctx, 1)
		kind(t, err, fault.NotFound)
		a := add(t, s, "a@b.uk")
		_ = give(t, s, a.ID, access.TrustViewer, "T1")
		list := must(l.Find(ctx, audit.Filter{Noun: "account", Org: "T1"}))(t)
		if len(list) != 1 || list[0].Reason != "new in post" || !strings.Contains(list[0].Detail, "trust-viewer from 2024-01-15 until ended") {
			t.Fatalf("%+v", list)
		}
		e := must(l.Entry(ctx, list[0].Seq))(t)
		if e.Hash != list[0].Hash || e.Org != "T1" {
			t.Errorf("%+v", e)
		}
		_, err = l.Entry(ctx, e.Seq+1)
		kind(t, err, fault.NotFound)
		if r := must(l.Verify(ctx))(t); r.Entries != e.Seq || len(r.Problems) != 0 {
			t.Errorf("%+v", r)
		}
	})
}

func TestForgettingTriesEndsTheWait(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		a := add(t, s, "a@b.uk")
		for range 5 {
			fail(t, s, a.Email, address, fault.Invalid)
		}
		fail(t, s, a.Email, address, fault.TooMany)
		kind(t, s.ForgetTries(ctx, "account:9", 999, "asked"), fault.NotFound)
		if err := s.ForgetTries(ctx, "account:9", a.ID, "asked"); err != nil {
			t.Fatal(err)
		}
		_ = must(s.SignIn(ctx, a.Email, password, address, ""))(t)
	})
}
