package accessdb

import (
	"context"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/db/dbtest"
	"headroom/internal/fault"
)

// clock is a time that tests move.
type clock struct{ t time.Time }

func (c *clock) add(d time.Duration) { c.t = c.t.Add(d) }

// start is a Monday morning in winter: London and UTC agree.
var start = time.Date(2024, 1, 15, 8, 0, 0, 0, time.UTC)

var today = civil.Today(start)

// each runs f on a fresh store on both engines, with cheap hashes and a clock to move.
func each(t *testing.T, f func(t *testing.T, s *Store, c *clock)) {
	dbtest.Each(t, []db.Migrations{audit.Migrations(), Migrations()}, func(t *testing.T, d *db.DB) {
		c := &clock{start}
		d.Clock = func() time.Time { return c.t }
		s := New(d)
		s.hasher.params = params{64, 1, 1}
		s.hasher.dummy = s.hasher.encode(random(saltBytes), random(keyBytes))
		f(t, s, c)
	})
}

var ctx = context.Background()

const (
	address  = "192.0.2.7:4711"
	password = "three random words"
)

// add makes an account whose first password has been changed to the one above.
func add(t *testing.T, s *Store, email string) access.Account {
	t.Helper()
	a, once, err := s.AddAccount(ctx, "command", email, "A Person")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.ChangePassword(ctx, a.ID, once, password, address, ""); err != nil {
		t.Fatal(err)
	}
	return a
}

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func kind(t *testing.T, err error, want fault.Kind) {
	t.Helper()
	if fault.KindOf(err) != want {
		t.Errorf("error %v, want kind %q", err, want)
	}
}

// logged is the verbs in the audit log, oldest first; and every entry is checked to name nobody.
func logged(t *testing.T, s *Store) []string {
	t.Helper()
	var out []string
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		list, err := audit.Find(ctx, tx, audit.Filter{Limit: 500})
		for i := len(list) - 1; i >= 0; i-- {
			e := list[i]
			out = append(out, e.Verb)
			if all := e.Actor + e.Key + e.Detail + e.Reason; strings.Contains(all, "@") || strings.Contains(all, "Person") {
				t.Errorf("the log names a person: %+v", e)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestQueriesPrepare(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) { dbtest.Prepares(t, s.db, queries) })
}

func TestAccountFromFirstToLast(t *testing.T) {
	each(t, func(t *testing.T, s *Store, c *clock) {
		if must(s.Any(ctx))(t) {
			t.Fatal("an account before the first")
		}
		a, once, err := s.AddAccount(ctx, "command", " First@Trust.nhs.uk", "First Person")
		if err != nil || a.Email != "first@trust.nhs.uk" || !a.MustChange || a.State != access.Active || len(once) != 19 {
			t.Fatalf("%+v %q %v", a, once, err)
		}
		_, _, err = s.AddAccount(ctx, "command", "FIRST@trust.nhs.uk", "Again")
		kind(t, err, fault.Invalid)
		if !must(s.Any(ctx))(t) {
			t.Error("the first account is not seen")
		}

		key := must(s.SignIn(ctx, "First@trust.nhs.uk", once, address, ""))(t)
		if got := must(s.Session(ctx, key))(t); !got.MustChange {
			t.Error("the first password need not be changed")
		}
		kind(t, s.ChangePassword(ctx, a.ID, "wrong", password, address, key), fault.Invalid)
		kind(t, s.ChangePassword(ctx, a.ID, once, "short", address, key), fault.Invalid)
		kind(t, s.ChangePassword(ctx, a.ID, once, once, address, key), fault.Invalid)
		if err := s.ChangePassword(ctx, a.ID, once, password, address, key); err != nil {
			t.Fatal(err)
		}
		got := must(s.Session(ctx, key))(t)
		if got.MustChange || got.ID != a.ID || !got.LastSignIn.Equal(start) {
			t.Errorf("%+v", got)
		}
		if by := must(s.AccountByEmail(ctx, "FIRST@trust.nhs.uk "))(t); by.ID != a.ID {
			t.Errorf("%+v", by)
		}

		if err := s.SetState(ctx, "account:1", a.ID, access.Closed, "left"); err != nil {
			t.Fatal(err)
		}
		kind(t, s.SetState(ctx, "account:1", a.ID, access.Active, "back"), fault.Conflict)
		if got := must(s.Session(ctx, key))(t); got.ID != 0 {
			t.Error("the session outlives the account")
		}
		_, err = s.SignIn(ctx, a.Email, password, address, "")
		kind(t, err, fault.Invalid)
		_, err = s.ResetPassword(ctx, "account:1", a.ID, "asked")
		kind(t, err, fault.Conflict)
		_, err = s.Account(ctx, 999)
		kind(t, err, fault.NotFound)
		want := "account.add session.begin account.password account.close session.refuse"
		if got := strings.Join(logged(t, s), " "); got != want {
			t.Errorf("log: %s\nwant %s", got, want)
		}
	})
}

func TestOneTimePasswordRunsOut(t *testing.T) {
	each(t, func(t *testing.T, s *Store, c *clock) {
		a, once, err := s.AddAccount(ctx, "command", "a@b.uk", "A Person")
		if err != nil {
			t.Fatal(err)
		}
		c.add(firstPasswordLife)
		_, err = s.SignIn(ctx, a.Email, once, address, "")
		kind(t, err, fault.Invalid)
		again := must(s.ResetPassword(ctx, "account:1", a.ID, "ran out"))(t)
		if again == once {
			t.Error("the same password again")
		}
		_ = must(s.SignIn(ctx, a.Email, again, address, ""))(t)
	})
}

func TestLockEndsSessionsAtOnceAndUnlockLetsIn(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		a := add(t, s, "a@b.uk")
		key := must(s.SignIn(ctx, a.Email, password, address, ""))(t)
		if err := s.SetState(ctx, "account:9", a.ID, access.Locked, "lost laptop"); err != nil {
			t.Fatal(err)
		}
		kind(t, s.SetState(ctx, "account:9", a.ID, access.Locked, "twice"), fault.Conflict)
		if got := must(s.Session(ctx, key))(t); got.ID != 0 {
			t.Error("the session still opens")
		}
		_, err := s.SignIn(ctx, a.Email, password, address, "")
		kind(t, err, fault.Invalid)
		if err := s.SetState(ctx, "account:9", a.ID, access.Active, "found"); err != nil {
			t.Fatal(err)
		}
		if got := must(s.Session(ctx, key))(t); got.ID != 0 {
			t.Error("unlocking brought an ended session back")
		}
		_ = must(s.SignIn(ctx, a.Email, password, address, ""))(t)
	})
}

func TestReadingIsLogged(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		who := access.Principal{ID: 4}
		if err := s.Read(ctx, who, "return", "uec-daily/T1/2024-01-14", "T1"); err != nil {
			t.Fatal(err)
		}
		_ = s.db.Read(ctx, func(tx *db.Tx) error {
			list, err := audit.Find(ctx, tx, audit.Filter{Org: "T1"})
			if err != nil || len(list) != 1 || list[0].Actor != "account:4" || list[0].Verb != "return.read" {
				t.Errorf("%+v %v", list, err)
			}
			r, err := audit.Verify(ctx, tx)
			if err != nil || len(r.Problems) > 0 {
				t.Errorf("%+v %v", r, err)
			}
			return nil
		})
	})
}
