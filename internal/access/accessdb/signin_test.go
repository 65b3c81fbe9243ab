package accessdb

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/fault"
)

// TestEveryFailureLooksTheSame: whatever is wrong, the sentence and the work are those of a wrong password: one hash
// with the same costs.
func TestEveryFailureLooksTheSame(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		good, locked, closed := add(t, s, "good@b.uk"), add(t, s, "locked@b.uk"), add(t, s, "closed@b.uk")
		_ = s.SetState(ctx, "account:9", locked.ID, access.Locked, "x")
		_ = s.SetState(ctx, "account:9", closed.ID, access.Closed, "x")
		if err := s.Demo(ctx, []DemoPerson{{Email: "demo@b.uk", Name: "Demo Person"}}); err != nil {
			t.Fatal(err)
		}
		var work []params
		s.hasher.derive = func(pw, salt []byte, p params) []byte {
			work = append(work, p)
			return argon(pw, salt, p)
		}
		for email, pw := range map[string]string{
			good.Email: "not the password", locked.Email: password, closed.Email: password, "demo@b.uk": "", "nobody@b.uk": password,
		} {
			work = nil
			_, err := s.SignIn(ctx, email, pw, address, "")
			if f := fault.As(err); f == nil || f.Message != refused || len(f.Fields) != 0 {
				t.Errorf("%s: %v", email, err)
			}
			if len(work) != 1 || work[0] != s.hasher.params {
				t.Errorf("%s: work %v, want one hash", email, work)
			}
		}
		n := 0
		for _, v := range logged(t, s) {
			if v == "session.refuse" {
				n++
			}
		}
		if n != 5 {
			t.Errorf("%d refusals in the log, want one for each", n)
		}
	})
}

func fail(t *testing.T, s *Store, email, from string, want fault.Kind) {
	t.Helper()
	_, err := s.SignIn(ctx, email, "not the password", from, "")
	kind(t, err, want)
}

func TestLimitPerAccount(t *testing.T) {
	each(t, func(t *testing.T, s *Store, c *clock) {
		a := add(t, s, "a@b.uk")
		for range 5 {
			fail(t, s, a.Email, address, fault.Invalid)
			c.add(time.Minute)
		}
		fail(t, s, a.Email, "198.51.100.1", fault.TooMany) // from elsewhere it is the same account
		_, err := s.SignIn(ctx, a.Email, password, address, "")
		kind(t, err, fault.TooMany) // even with the right password
		fail(t, s, "other@b.uk", address, fault.Invalid)

		c.add(10 * time.Minute) // the first failure is now fifteen minutes old
		_ = must(s.SignIn(ctx, a.Email, password, address, ""))(t)
		for range 5 { // the success began a new count
			fail(t, s, a.Email, address, fault.Invalid)
		}
		fail(t, s, a.Email, address, fault.TooMany)
		if err := s.SetState(ctx, "account:9", a.ID, access.Locked, "x"); err != nil {
			t.Fatal(err)
		}
		if err := s.SetState(ctx, "account:9", a.ID, access.Active, "x"); err != nil {
			t.Fatal(err)
		}
		_ = must(s.SignIn(ctx, a.Email, password, address, ""))(t) // unlocking forgets the failures
	})
}

func TestLimitOfAnUnknownNameIsTheSame(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		for range 5 {
			fail(t, s, "nobody@b.uk", address, fault.Invalid)
		}
		fail(t, s, "nobody@b.uk", address, fault.TooMany)
	})
}

func TestLimitPerAddress(t *testing.T) {
	each(t, func(t *testing.T, s *Store, c *clock) {
		s.throttle = access.Throttle{Account: 5, Address: 8, Window: 15 * time.Minute}
		a := add(t, s, "a@b.uk")
		for range 20 { // a busy morning: successes do not count against a shared address
			_ = must(s.SignIn(ctx, a.Email, password, address, ""))(t)
		}
		for i := range 8 {
			fail(t, s, fmt.Sprintf("guess%d@b.uk", i), "192.0.2.7:999", fault.Invalid)
		}
		fail(t, s, "guess9@b.uk", address, fault.TooMany)
		_, err := s.SignIn(ctx, a.Email, password, address, "")
		kind(t, err, fault.TooMany)
		_ = must(s.SignIn(ctx, a.Email, password, "192.0.2.8:1", ""))(t)
		c.add(15 * time.Minute)
		_ = must(s.SignIn(ctx, a.Email, password, address, ""))(t)
	})
}

func TestManyTriesAtOnceDoNotOutrunTheLimit(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		a := add(t, s, "a@b.uk")
		var mu sync.Mutex
		var wg sync.WaitGroup
		looked := 0
		for range 20 {
			wg.Go(func() {
				_, err := s.SignIn(ctx, a.Email, "not the password", address, "")
				mu.Lock()
				defer mu.Unlock()
				switch fault.KindOf(err) {
				case fault.Invalid:
					looked++
				case fault.TooMany:
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if looked != 5 {
			t.Errorf("%d passwords were looked at, want 5", looked)
		}
	})
}

func TestWrongCurrentPasswordCountsAsATry(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		a := add(t, s, "a@b.uk")
		for range 5 {
			kind(t, s.ChangePassword(ctx, a.ID, "wrong one", "another three words", address, ""), fault.Invalid)
		}
		kind(t, s.ChangePassword(ctx, a.ID, password, "another three words", address, ""), fault.TooMany)
	})
}

func TestCostsAreRenewedAtSignIn(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		a := add(t, s, "a@b.uk")
		s.hasher.params.passes = 2
		s.hasher.dummy = s.hasher.encode(random(saltBytes), random(keyBytes))
		_ = must(s.SignIn(ctx, a.Email, password, address, ""))(t)
		tr := must(s.try(ctx, a.Email, address))(t)
		if s.hasher.stale(tr.hash) {
			t.Errorf("the hash still has the old costs: %s", tr.hash)
		}
		_ = must(s.SignIn(ctx, a.Email, password, address, ""))(t)
	})
}

func TestSessionLimits(t *testing.T) {
	each(t, func(t *testing.T, s *Store, c *clock) {
		a := add(t, s, "a@b.uk")
		key := must(s.SignIn(ctx, a.Email, password, address, ""))(t)
		for range 14 { // in use every fifty minutes: 11 h 40 min
			c.add(50 * time.Minute)
			if got := must(s.Session(ctx, key))(t); got.ID != a.ID {
				t.Fatalf("over at %s", c.t)
			}
		}
		c.add(20 * time.Minute)
		if got := must(s.Session(ctx, key))(t); got.ID != 0 {
			t.Error("the session lives beyond twelve hours")
		}
		key = must(s.SignIn(ctx, a.Email, password, address, ""))(t)
		c.add(60 * time.Minute)
		if got := must(s.Session(ctx, key))(t); got.ID != 0 {
			t.Error("the session lives though idle for an hour")
		}
		c.t = c.t.Add(-30 * time.Minute)
		if got := must(s.Session(ctx, key))(t); got.ID != 0 {
			t.Error("a session that ended came back with the clock")
		}
	})
}

func TestSigningInAgainMakesANewKey(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		a := add(t, s, "a@b.uk")
		first := must(s.SignIn(ctx, a.Email, password, address, "a key planted by somebody"))(t)
		second := must(s.SignIn(ctx, a.Email, password, address, first))(t)
		third := must(s.SignIn(ctx, a.Email, password, address, ""))(t)
		if first == second || len(first) < 43 {
			t.Error("the key is not new, or short")
		}
		if got := must(s.Session(ctx, first))(t); got.ID != 0 {
			t.Error("the old key still opens")
		}
		for _, forged := range []string{"", "a key planted by somebody", keyHash(second)} {
			if got := must(s.Session(ctx, forged))(t); got.ID != 0 {
				t.Errorf("%q opens", forged)
			}
		}
		if n := len(must(s.Sessions(ctx, a.ID))(t)); n != 2 {
			t.Errorf("%d sessions", n)
		}
		if err := s.ChangePassword(ctx, a.ID, password, "another three words", address, second); err != nil {
			t.Fatal(err)
		}
		if got := must(s.Session(ctx, third))(t); got.ID != 0 {
			t.Error("another session outlives the change of password")
		}
		if got := must(s.Session(ctx, second))(t); got.ID != a.ID {
			t.Error("the session that changed the password ended")
		}
		third = must(s.SignIn(ctx, a.Email, "another three words", address, ""))(t)
		if err := s.EndOtherSessions(ctx, a.ID, second); err != nil {
			t.Fatal(err)
		}
		if got := must(s.Session(ctx, third))(t); got.ID != 0 {
			t.Error("another session outlives being ended")
		}
		if err := errors.Join(s.SignOut(ctx, second), s.SignOut(ctx, second), s.SignOut(ctx, "")); err != nil {
			t.Error(err)
		}
		if got := must(s.Session(ctx, second))(t); got.ID != 0 {
			t.Error("signed out and still in")
		}
	})
}

func TestTidyKeepsTheLastSignIn(t *testing.T) {
	each(t, func(t *testing.T, s *Store, c *clock) {
		a := add(t, s, "a@b.uk")
		_ = must(s.SignIn(ctx, a.Email, password, address, ""))(t)
		c.add(time.Hour)
		_ = must(s.SignIn(ctx, a.Email, password, address, ""))(t)
		last := c.t
		c.add(forgotten + time.Minute)
		if err := s.Tidy(ctx); err != nil {
			t.Fatal(err)
		}
		if got := must(s.Account(ctx, a.ID))(t); !got.LastSignIn.Equal(last) {
			t.Errorf("last sign-in %s, want %s", got.LastSignIn, last)
		}
		var n int
		if err := s.db.Pool().QueryRow("SELECT (SELECT COUNT(id) FROM access_session) * 100 + (SELECT COUNT(id) FROM access_attempt)").Scan(&n); err != nil || n != 100 {
			t.Errorf("%d kept (sessions × 100 + tries), %v", n, err)
		}
	})
}

func TestCleanAddress(t *testing.T) {
	for in, want := range map[string]string{
		"192.0.2.7:80": "192.0.2.7", "192.0.2.7": "192.0.2.7", "[::ffff:192.0.2.7]:80": "192.0.2.7",
		"[2001:db8:1:2:3::9]:443": "2001:db8:1:2::/64", "2001:db8:1:2:ffff::1": "2001:db8:1:2::/64", "pipe": "", "": "",
	} {
		if got := cleanAddress(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
