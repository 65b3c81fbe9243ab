package accessdb

import (
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/org"
)

func give(t *testing.T, s *Store, id int64, r access.Role, at org.Code) access.Grant {
	t.Helper()
	return must(s.Give(ctx, "account:9", id, access.Grant{Role: r, At: at, From: today}, "new in post"))(t)
}

func TestGrantsAreAppendedAndEnded(t *testing.T) {
	each(t, func(t *testing.T, s *Store, c *clock) {
		a := add(t, s, "a@b.uk")
		g := give(t, s, a.ID, access.TrustDirector, "T1")
		_, err := s.Give(ctx, "account:9", a.ID, access.Grant{Role: g.Role, At: "T1", From: today.Add(9)}, "again")
		kind(t, err, fault.Conflict)
		_ = give(t, s, a.ID, access.TrustViewer, "T1")
		kind(t, s.EndGrant(ctx, "account:9", a.ID, g.ID, today.Add(-1), "x"), fault.Invalid)
		kind(t, s.EndGrant(ctx, "account:9", a.ID, 999, today, "x"), fault.NotFound)
		if err := s.EndGrant(ctx, "account:9", a.ID, g.ID, today.Add(5), "leaving"); err != nil {
			t.Fatal(err)
		}
		if err := s.EndGrant(ctx, "account:9", a.ID, g.ID, today, "left early"); err != nil {
			t.Fatal(err)
		}
		kind(t, s.EndGrant(ctx, "account:9", a.ID, g.ID, today.Add(5), "stays"), fault.Conflict)
		got := must(s.Account(ctx, a.ID))(t)
		if len(got.Grants) != 2 || got.Grants[0].To != today || got.Grants[0].Live(today) || !got.Grants[1].Live(today) {
			t.Errorf("%+v", got.Grants)
		}
		_ = give(t, s, a.ID, access.TrustDirector, "T1") // after the end it can be given anew
		log := logged(t, s)
		if n := strings.Count(strings.Join(log, " "), "account.grant"); n != 3 {
			t.Errorf("%d grants in the log: %v", n, log)
		}
	})
}

func TestADeputyGoesWhenTheRoleGoes(t *testing.T) {
	each(t, func(t *testing.T, s *Store, c *clock) {
		boss, deputy := add(t, s, "boss@b.uk"), add(t, s, "deputy@b.uk")
		g := give(t, s, boss.ID, access.TrustDirector, "T1")
		who := must(s.Account(ctx, boss.ID))(t).Principal()
		lent := must(access.Deputise(who, g, deputy.ID, today, today.Add(14), today))(t)
		lent = must(s.Lend(ctx, who.Actor(), deputy.ID, lent, g, "leave"))(t)
		held := must(s.Account(ctx, deputy.ID))(t).Grants
		if len(held) != 1 || held[0].StandsFor != boss.ID || held[0].To != today.Add(14) || held[0].ID != lent.ID {
			t.Fatalf("%+v", held)
		}
		if list := must(s.Lent(ctx, boss.ID))(t); len(list) != 1 || list[0].Account != deputy.ID {
			t.Errorf("%+v", list)
		}
		if err := s.EndGrant(ctx, "account:9", boss.ID, g.ID, today.Add(3), "leaves the post"); err != nil {
			t.Fatal(err)
		}
		if held = must(s.Account(ctx, deputy.ID))(t).Grants; held[0].To != today.Add(3) {
			t.Errorf("the deputy stays until %s", held[0].To)
		}
	})
}

// TestListsShowWhatThePolicyAllows keeps the scope in SQL in step with the policy in Go: for every role, the rows that
// a scoped query gives are those that May lets through.
func TestListsShowWhatThePolicyAllows(t *testing.T) {
	since := civil.Range{From: civil.MustDate("2013-04-01")}
	var facts []org.Fact
	for _, u := range []struct {
		c      org.Code
		k      org.Kind
		tree   org.Tree
		parent org.Code
	}{
		{org.England, org.KindEngland, "", ""}, {"Y1", org.KindRegion, org.NHS, org.England}, {"I1", org.KindICB, org.NHS, "Y1"},
		{"I2", org.KindICB, org.NHS, "Y1"}, {"T1", org.KindTrust, org.NHS, "I1"}, {"T2", org.KindTrust, org.NHS, "I1"},
		{"T3", org.KindTrust, org.NHS, "I2"}, {"A1", org.KindADASSRegion, org.ADASS, org.England}, {"C1", org.KindCouncil, org.ADASS, "A1"},
	} {
		facts = append(facts, org.Fact{What: org.FactUnit, Org: u.c, Kind: u.k, Valid: since})
		if u.parent != "" {
			facts = append(facts, org.Fact{What: org.FactLink, Org: u.c, Tree: u.tree, Other: u.parent, Valid: since})
		}
	}
	pic := org.NewBook(facts).At(today)
	each(t, func(t *testing.T, s *Store, _ *clock) {
		a := add(t, s, "a@b.uk")
		var orgs []org.Code
		for _, u := range pic.Units() {
			orgs = append(orgs, u.Code)
			_ = give(t, s, a.ID, access.Administrator, u.Code)
		}
		slices.Sort(orgs)
		for _, r := range access.Roles() {
			for _, at := range orgs {
				p := access.Principal{ID: 50, Grants: []access.Grant{{Role: r.Role, At: at, From: today}}}
				for _, v := range access.Verbs() {
					compare(t, s, p, v, pic, orgs)
				}
			}
		}
	})
}

func compare(t *testing.T, s *Store, p access.Principal, v access.Verb, pic *org.Picture, orgs []org.Code) {
	t.Helper()
	var want []org.Code
	for _, on := range orgs {
		if p.May(v, on, pic, today) {
			want = append(want, on)
		}
	}
	which, codes := p.Scope(v, pic, today).SQL()
	var got []org.Code
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		got, err = db.Collect(ctx, tx, q(tx, "granted-orgs"), func(r db.Row) (c org.Code, err error) {
			err = r.Scan(&c)
			return c, err
		}, which, codes)
		return err
	})
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%s at %s, %s: the list has %v, the policy allows %v (%v)", p.Grants[0].Role, p.Grants[0].At, v, got, want, err)
	}
}

func TestAccountsInScope(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		inside, outside, bare := add(t, s, "in@b.uk"), add(t, s, "out@b.uk"), add(t, s, "bare_50%@b.uk")
		_ = give(t, s, inside.ID, access.TrustViewer, "T1")
		_ = give(t, s, outside.ID, access.TrustViewer, "T2")
		ids := func(scope access.Scope, find string) (out []int64) {
			t.Helper()
			for _, a := range must(s.Accounts(ctx, scope, find, 50, 0))(t) {
				out = append(out, a.ID)
			}
			slices.Sort(out)
			return out
		}
		for name, c := range map[string]struct {
			scope access.Scope
			find  string
			want  []int64
		}{
			"all":        {access.Scope{Everything: true}, "", []int64{inside.ID, outside.ID, bare.ID}},
			"one trust":  {access.Scope{Orgs: []org.Code{"T1"}}, "", []int64{inside.ID, bare.ID}},
			"nothing":    {access.Scope{}, "", nil},
			"by email":   {access.Scope{Everything: true}, "OUT@", []int64{outside.ID}},
			"a wildcard": {access.Scope{Everything: true}, "_50%", []int64{bare.ID}},
			"no match":   {access.Scope{Everything: true}, "n_b", nil},
		} {
			if got := ids(c.scope, c.find); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
		}
	})
}

func TestTokens(t *testing.T) {
	each(t, func(t *testing.T, s *Store, c *clock) {
		owner, director := add(t, s, "owner@b.uk"), add(t, s, "director@b.uk")
		_ = give(t, s, owner.ID, access.TrustSubmitter, "T1")
		g := give(t, s, director.ID, access.TrustDirector, "T1")
		wish := access.Token{Account: owner.ID, Name: "bed feed", Verbs: []access.Verb{access.ReturnDraft, access.ReturnSubmit},
			At: "T1", Director: director.ID, Until: today.Add(30)}
		tk, key, err := s.MakeToken(ctx, "account:1", wish)
		if err != nil || !strings.HasPrefix(key, "headroom_") {
			t.Fatalf("%q %v", key, err)
		}
		who := must(s.ByToken(ctx, key))(t)
		if who.ID != owner.ID || who.Limit == nil || who.Limit.Director != director.ID || len(who.Limit.Verbs) != 2 || who.Actor() == "account:1" {
			t.Fatalf("%+v", who)
		}
		if list := must(s.Tokens(ctx, owner.ID))(t); len(list) != 1 || !list[0].LastUsed.Equal(start) || list[0].At != "T1" {
			t.Errorf("%+v", list)
		}
		opens := func(want bool, why string) {
			t.Helper()
			if got := must(s.ByToken(ctx, key))(t); got.Nobody() == want {
				t.Errorf("opens: %v, want %v: %s", !got.Nobody(), want, why)
			}
		}
		_ = s.SetState(ctx, "account:9", owner.ID, access.Locked, "x")
		opens(false, "the owner is locked")
		_ = s.SetState(ctx, "account:9", owner.ID, access.Active, "x")
		opens(true, "the owner is back")
		c.add(30 * 24 * time.Hour)
		opens(false, "its last day has gone")
		c.t = start
		kind(t, s.RevokeToken(ctx, "account:2", director.ID, tk.ID), fault.NotFound)
		if err := s.EndGrant(ctx, "account:9", director.ID, g.ID, today, "left"); err != nil {
			t.Fatal(err)
		}
		opens(false, "its director signs nothing any more")
		_ = give(t, s, director.ID, access.TrustDirector, "T1")
		opens(true, "a director again")
		if err := s.RevokeToken(ctx, "account:1", owner.ID, tk.ID); err != nil {
			t.Fatal(err)
		}
		opens(false, "it is revoked")
		for _, k := range []string{"", "headroom_", "headroom_x", keyHash(key)} {
			if got := must(s.ByToken(ctx, k))(t); !got.Nobody() {
				t.Errorf("%q opens", k)
			}
		}
		logged(t, s)
	})
}

func TestDemo(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		people := []DemoPerson{{Email: "lead@demo.example", Name: "Demo Lead",
			Grants: []access.Grant{{Role: access.ICBLead, At: "I1", From: today}}}}
		for range 2 {
			if err := s.Demo(ctx, people); err != nil {
				t.Fatal(err)
			}
		}
		list := must(s.DemoAccounts(ctx))(t)
		if len(list) != 1 || len(list[0].Grants) != 1 || must(s.Any(ctx))(t) {
			t.Fatalf("%+v", list)
		}
		key := must(s.SignInDemo(ctx, list[0].ID, ""))(t)
		if got := must(s.Session(ctx, key))(t); got.ID != list[0].ID || got.MustChange {
			t.Errorf("%+v", got)
		}
		real := add(t, s, "a@b.uk")
		_, err := s.SignInDemo(ctx, real.ID, "")
		kind(t, err, fault.Forbidden)
		_, err = s.ResetPassword(ctx, "account:9", list[0].ID, "x")
		kind(t, err, fault.Conflict)
	})
}

// Moving the demonstration's clock signs its people out of nothing, and lengthens nobody else's session.
func TestRenewDemo(t *testing.T) {
	each(t, func(t *testing.T, s *Store, c *clock) {
		if err := s.Demo(ctx, []DemoPerson{{Email: "lead@demo.example", Name: "Demo Lead"}}); err != nil {
			t.Fatal(err)
		}
		demo := must(s.SignInDemo(ctx, must(s.DemoAccounts(ctx))(t)[0].ID, ""))(t)
		add(t, s, "a@b.uk")
		other := must(s.SignIn(ctx, "a@b.uk", password, address, ""))(t)
		if err := s.RenewDemo(ctx, c.t.Add(48*time.Hour)); err != nil {
			t.Fatal(err)
		}
		for _, later := range []time.Duration{0, 48 * time.Hour} { // before the clock moves, and after
			c.add(later)
			if must(s.Session(ctx, demo))(t).ID == 0 {
				t.Errorf("signed out %s later", later)
			}
		}
		if must(s.Session(ctx, other))(t).ID != 0 {
			t.Error("another account's session was lengthened")
		}
	})
}
