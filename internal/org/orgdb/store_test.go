package orgdb

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/db/dbtest"
	"headroom/internal/fault"
	"headroom/internal/org"
)

const who = "account:7"

func both(t *testing.T, f func(t *testing.T, d *db.DB, s *Store)) {
	dbtest.Each(t, []db.Migrations{audit.Migrations(), Migrations()}, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
		d.Clock = func() time.Time {
			now = now.Add(time.Second)
			return now
		}
		s := New(d)
		ok(t, s.Seed(t.Context()))
		f(t, d, s)
	})
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func picture(t *testing.T, s *Store, day string, asOf time.Time) *org.Picture {
	t.Helper()
	p, err := s.Picture(t.Context(), civil.MustDate(day), asOf)
	ok(t, err)
	return p
}

func ensure(t *testing.T, d *db.DB, s *Store, at time.Time, seen ...org.Sighting) (fresh []org.Code) {
	t.Helper()
	ok(t, d.Write(t.Context(), func(tx *db.Tx) (err error) {
		fresh, err = s.Ensure(t.Context(), tx, at, seen)
		return err
	}))
	return fresh
}

func audited(t *testing.T, d *db.DB) int64 {
	t.Helper()
	var n int64
	ok(t, d.Read(t.Context(), func(tx *db.Tx) error {
		r, err := audit.Verify(t.Context(), tx)
		if len(r.Problems) > 0 {
			t.Errorf("the audit log is broken: %v", r.Problems)
		}
		n = int64(r.Entries)
		return err
	}))
	return n
}

var winter = civil.Range{From: civil.MustDate("2017-11-20"), To: civil.MustDate("2018-03-05")}

const etr = `"RZZ","ZED NHS FOUNDATION TRUST","Y56","QMJ","A","B","","LONDON","","NW1 0PE","20100401","","","","","","","","","","","0","","H","","",""
"RYA","ARROW AMBULANCE NHS TRUST","Y60","QUA","A","B","","X","","B1 1AA","20060701","","","","","","","","","","","0","","F","","",""
`

func TestQueries(t *testing.T) {
	both(t, func(t *testing.T, d *db.DB, _ *Store) { dbtest.Prepares(t, d, queries) })
}

func TestSeedOnce(t *testing.T) {
	both(t, func(t *testing.T, d *db.DB, s *Store) {
		before := audited(t, d)
		ok(t, s.Seed(t.Context()))
		ok(t, New(d).Seed(t.Context()))
		if after := audited(t, d); after != before || before != 1 {
			t.Errorf("seeding again went from %d to %d audit entries", before, after)
		}
		for day, icbs := range map[string]int{"2023-12-20": 42, "2026-05-01": 36} {
			if n := len(picture(t, s, day, time.Time{}).Units(org.KindICB)); n != icbs {
				t.Errorf("%s: %d ICBs", day, n)
			}
		}
		if p := picture(t, s, "2017-12-24", time.Date(2018, 1, 1, 0, 0, 0, 0, time.UTC)); len(p.Units(org.KindRegion)) != 4 {
			t.Error("as of 2018 the regions of 2017 are not known")
		}
		sets, err := s.ChangeSets(t.Context(), 5)
		ok(t, err)
		if len(sets) != 1 || sets[0].Pending() != 0 {
			t.Errorf("the seed left %+v", sets)
		}
	})
}

func TestEnsure(t *testing.T) {
	both(t, func(t *testing.T, d *db.DB, s *Store) {
		published := time.Date(2018, 3, 8, 9, 30, 0, 0, time.UTC)
		seen := org.Sighting{Code: "RZZ", Name: "Zed NHS Trust", RegionLabel: "North Of England Commissioning Region", Source: "winter.xlsx, Beds, D18", Seen: winter}
		if fresh := ensure(t, d, s, published, seen); len(fresh) != 1 || fresh[0] != "RZZ" {
			t.Errorf("the new codes are %v", fresh)
		}
		before := audited(t, d)
		if fresh := ensure(t, d, s, published, seen); len(fresh) != 0 || audited(t, d) != before {
			t.Errorf("the same sighting again is new: %v", fresh)
		}
		for _, asOf := range []time.Time{{}, published} {
			p := picture(t, s, "2017-12-24", asOf)
			if u, found := p.Unit("RZZ"); !found || !u.Provisional || !p.Within("RZZ", "Y54") {
				t.Errorf("as of %v the unit is %+v", asOf, u)
			}
		}
		other := seen
		other.Name, other.RegionLabel = "Quite Another Name", ""
		ensure(t, d, s, published, other)
		ensure(t, d, s, published, other)
		pending, err := s.Pending(t.Context())
		ok(t, err)
		if len(pending) != 1 || len(pending[0].Lines) != 1 || pending[0].Lines[0].Verb != "name" {
			t.Fatalf("pending: %+v", pending)
		}
		ok(t, s.Reject(t.Context(), pending[0].ID, who, "a slip in the file"))
		ensure(t, d, s, published, other)
		if pending, _ = s.Pending(t.Context()); len(pending) != 0 {
			t.Errorf("a rejected difference comes back: %+v", pending)
		}
	})
}

func TestRollbackLeavesNoTrace(t *testing.T) {
	both(t, func(t *testing.T, d *db.DB, s *Store) {
		stop := errors.New("stop")
		try := func(code org.Code, end error) error {
			return d.Write(t.Context(), func(tx *db.Tx) error {
				if _, err := s.Ensure(t.Context(), tx, tx.Now, []org.Sighting{{Code: code, Name: "T", Seen: winter}}); err != nil {
					return err
				}
				p, err := s.PictureIn(t.Context(), tx, civil.MustDate("2017-12-24"), time.Time{})
				if err == nil && !p.Within(code, org.England) {
					t.Errorf("%s is not seen inside its own transaction", code)
				}
				return errors.Join(err, end)
			})
		}
		if err := try("RAA", stop); !errors.Is(err, stop) {
			t.Fatal(err)
		}
		ok(t, try("RBB", nil))
		p := picture(t, s, "2017-12-24", time.Time{})
		_, gone := p.Unit("RAA")
		_, there := p.Unit("RBB")
		if gone || !there {
			t.Errorf("after the rollback RAA %v, RBB %v", gone, there)
		}
	})
}

func TestAcceptLineByLine(t *testing.T) {
	both(t, func(t *testing.T, d *db.DB, s *Store) {
		ctx := t.Context()
		id, err := s.Import(ctx, who, "etr.csv", []byte(etr), civil.Date{})
		ok(t, err)
		if again, err := s.Import(ctx, who, "copy of etr.csv", []byte(etr), civil.Date{}); err != nil || again != id {
			t.Errorf("the same file again is %d, %v; want %d", again, err, id)
		}
		if _, found := picture(t, s, "2024-01-01", time.Time{}).Unit("RZZ"); found {
			t.Error("a proposal is applied before anybody accepted it")
		}
		if err := s.Accept(ctx, id, who, "  "); fault.KindOf(err) != fault.Invalid {
			t.Errorf("no reason: %v", err)
		}
		ok(t, s.Accept(ctx, id, who, "register of July", 1))
		ok(t, s.Reject(ctx, id, who, "not ours", 2))
		p := picture(t, s, "2024-01-01", time.Time{})
		if !p.Within("RZZ", "QMJ") || p.Within("RYA", org.England) {
			t.Error("line 1 is not applied, or line 2 is")
		}
		for _, err := range []error{s.Accept(ctx, id, who, "again", 1), s.Accept(ctx, id, who, "again"), s.Accept(ctx, id, who, "beyond", 9)} {
			if fault.KindOf(err) != fault.Conflict {
				t.Errorf("a second decision: %v", err)
			}
		}
		set, err := s.ChangeSet(ctx, id)
		ok(t, err)
		if set.Lines[0].Decision != org.Accepted || set.Lines[0].By != who || set.Lines[0].Reason != "register of July" || set.Lines[0].Evidence.Line != 1 {
			t.Errorf("line 1 is %+v", set.Lines[0])
		}
		if _, err := s.Import(ctx, who, "etr.csv", []byte(strings.SplitAfter(etr, "\n")[0]), civil.Date{}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a file that says nothing new: %v", err)
		}
		if _, err := s.ChangeSet(ctx, 999); fault.KindOf(err) != fault.NotFound {
			t.Errorf("an unknown change set: %v", err)
		}
		facts, err := s.History(ctx, "RZZ", time.Time{})
		ok(t, err)
		if len(facts) < 3 || facts[0].By != who || facts[0].Recorded.IsZero() || !strings.Contains(facts[0].Source, "etr.csv, line 1") {
			t.Errorf("the history is %+v", facts)
		}
		audited(t, d)
	})
}

func TestWorldMovesUnderAProposal(t *testing.T) {
	both(t, func(t *testing.T, d *db.DB, s *Store) {
		ctx := t.Context()
		first, err := s.Import(ctx, who, "etr.csv", []byte(etr), civil.Date{})
		ok(t, err)
		ok(t, s.Accept(ctx, first, who, "register"))
		a, err := s.Import(ctx, who, "a.csv", []byte(strings.Replace(etr, "QMJ", "QMF", 1)), civil.MustDate("2025-01-01"))
		ok(t, err)
		b, err := s.Import(ctx, who, "b.csv", []byte(strings.Replace(etr, "QMJ", "QKK", 1)), civil.MustDate("2025-01-01"))
		ok(t, err)
		before := d.Now()
		ok(t, s.Accept(ctx, a, who, "moved to QMF"))
		if err := s.Accept(ctx, b, who, "moved to QKK"); fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "Look at it again") {
			t.Errorf("the second move: %v", err)
		}
		if p := picture(t, s, "2025-02-01", time.Time{}); !p.Within("RZZ", "QMF") {
			t.Error("the refused line was applied")
		}
		set, err := s.ChangeSet(ctx, b)
		ok(t, err)
		if set.Lines[0].Conflict == "" {
			t.Error("the conflict is not shown")
		}
		ok(t, s.LookAgain(ctx, b, who))
		ok(t, s.Accept(ctx, b, who, "QKK after all"))
		if p := picture(t, s, "2025-02-01", time.Time{}); !p.Within("RZZ", "QKK") {
			t.Error("the line that was looked at again is not applied")
		}
		if p := picture(t, s, "2025-02-01", before); !p.Within("RZZ", "QMJ") {
			t.Error("as of the instant before, the trust is not where it was")
		}
	})
}

func TestAsOfBeforeTheRegisterWasEntered(t *testing.T) {
	both(t, func(t *testing.T, _ *db.DB, s *Store) {
		id, err := s.Import(t.Context(), who, "etr.csv", []byte(etr), civil.Date{})
		ok(t, err)
		ok(t, s.Accept(t.Context(), id, who, "register"))
		p := picture(t, s, "2017-12-24", time.Date(2018, 3, 8, 9, 30, 0, 0, time.UTC))
		if u, found := p.Unit("RZZ"); !found || u.Name != "Zed NHS Foundation Trust" {
			t.Errorf("as of 2018 the unit is %+v", u)
		}
	})
}

func TestSecondProcessSeesChanges(t *testing.T) {
	both(t, func(t *testing.T, d *db.DB, s *Store) {
		two := New(d)
		picture(t, two, "2017-12-24", time.Time{})
		ensure(t, d, s, d.Now(), org.Sighting{Code: "RZZ", Name: "Zed", Seen: winter})
		if !picture(t, two, "2017-12-24", time.Time{}).Within("RZZ", org.England) {
			t.Error("another store does not see the change")
		}
	})
}

func TestFlippedFactIsNamed(t *testing.T) {
	both(t, func(t *testing.T, d *db.DB, s *Store) {
		verify := func() (out []string) {
			ok(t, d.Read(t.Context(), func(tx *db.Tx) (err error) {
				out, err = s.Verify(t.Context(), tx)
				return err
			}))
			return out
		}
		if p := verify(); len(p) != 0 {
			t.Fatalf("fresh facts are damaged: %v", p)
		}
		if _, err := d.Pool().Exec("UPDATE org_fact SET fact = REPLACE(fact, 'London', 'Londom') WHERE id = 40"); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Pool().Exec("UPDATE org_fact SET fact = fact || ' ' WHERE id = 3"); err != nil {
			t.Fatal(err)
		}
		if p := verify(); len(p) == 0 || !strings.Contains(p[0], "fact 3 ") {
			t.Errorf("the flipped fact is not named: %v", p)
		}
	})
}

func TestRolesAndHolders(t *testing.T) {
	both(t, func(t *testing.T, d *db.DB, s *Store) {
		ctx := t.Context()
		ensure(t, d, s, d.Now(), org.Sighting{Code: "RZZ", Name: "Zed NHS Trust", Seen: winter})
		ok(t, s.AddAlias(ctx, who, "dass", "head of adult care"))
		if err := s.AddAlias(ctx, who, "dass", "CEO"); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a spelling that is taken: %v", err)
		}
		roles, err := s.Roles(ctx)
		ok(t, err)
		if r, found := roles.Find("Heads of adult care"); !found || r.Code != "dass" {
			t.Errorf("the new spelling means %+v", r)
		}
		ceo, _ := roles.Find("CEO")
		h := org.Holder{Org: "RZZ", Role: "CEO", Name: org.SyntheticHolder(14), Synthetic: true, Email: "holder014@example.invalid", Valid: civil.Range{From: civil.MustDate("2017-01-01")}}
		id, err := s.SetHolder(ctx, who, "appointed", h)
		ok(t, err)
		between := d.Now()
		h.ID, h.Valid.To = id, civil.MustDate("2018-01-01")
		_, err = s.SetHolder(ctx, who, "left", h)
		ok(t, err)
		state := func(asOf time.Time, day string) org.PostState {
			r, err := s.Roster(ctx, asOf)
			ok(t, err)
			return r.Resolve(ceo, "RZZ", civil.MustDate(day)).State
		}
		if a, b, c := state(time.Time{}, "2017-06-01"), state(time.Time{}, "2018-06-01"), state(between, "2018-06-01"); a != org.PostHeld || b != org.PostVacant || c != org.PostHeld {
			t.Errorf("the post is %s, %s and, as known before, %s", a, b, c)
		}
		if l, err := s.Holdings(ctx, "RZZ"); err != nil || len(l) != 2 {
			t.Errorf("the history of holders is %v, %v", l, err)
		}
		h.ID, h.Org = id, "QMJ"
		if _, err := s.SetHolder(ctx, who, "x", h); fault.KindOf(err) != fault.NotFound {
			t.Errorf("another organisation's holding: %v", err)
		}
		if _, err := s.SetHolder(ctx, who, "x", org.Holder{Org: "NONE", Role: "CEO"}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("an unknown organisation: %v", err)
		}
	})
}

// TestPublishedRegister imports and accepts the published register of trusts through the store.
func TestPublishedRegister(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "shared", "data", "ods", "etr.csv"))
	if os.IsNotExist(err) {
		t.Skip("the published register is not beside the repository")
	}
	ok(t, err)
	both(t, func(t *testing.T, _ *db.DB, s *Store) {
		ctx := context.Background()
		id, err := s.Import(ctx, who, "etr.csv", data, civil.Date{})
		ok(t, err)
		ok(t, s.Accept(ctx, id, who, "register of July 2025"))
		if n := len(picture(t, s, "2025-07-01", time.Time{}).Under(org.NHS, org.England, org.KindTrust, org.KindAmbulance)); n != 202 {
			t.Errorf("%d trusts are open in July 2025; want 202", n)
		}
	})
}
