package actiondb

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"headroom/internal/action"
	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/db/dbtest"
	"headroom/internal/fault"
	"headroom/internal/org"
)

func each(t *testing.T, f func(t *testing.T, d *db.DB, s *Store)) {
	dbtest.Each(t, []db.Migrations{audit.Migrations(), Migrations()}, func(t *testing.T, d *db.DB) { f(t, d, New(d)) })
}

func day(s string) time.Time { return civil.MustDate(s).At(23 * 60) }

func sample() action.Period {
	return action.Period{Code: "T-1", Name: "Test action", Standing: action.Announced, Source: "a notice", Reason: "Notice received", Caveats: []string{"one", "two"},
		Windows: []action.Window{
			{Union: action.BMA, Staff: action.Residents, Form: action.FullWalkout, PlannedFrom: action.MustMoment("2026-12-20T07:00"), PlannedTo: action.MustMoment("2026-12-23T07:00"),
				Organisations: []org.Code{"RA4", "RA7"}, Placeholder: true, Caveat: "c", Source: "s", Places: "two trusts"},
			{Union: action.HCSA, Staff: action.Residents, Form: action.FullWalkout, PlannedFrom: action.MustMoment("2026-12-20T06:59"), PlannedTo: action.MustMoment("2026-12-23T06:59"), Unconfirmed: true}},
		Figures: []action.Figure{{Kind: action.Rescheduled, N: 12, Exactness: action.Exact, AsAt: civil.MustDate("2026-12-28"), On: civil.MustDate("2026-12-20"), By: action.NHSE, Source: "release", Note: "n", Unconfirmed: true}}}
}

func TestQueriesPrepare(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, _ *Store) { dbtest.Prepares(t, d, queries) })
}

func TestWhatIsSavedIsReadBack(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *Store) {
		d.Clock = func() time.Time { return day("2026-12-30") }
		saved, err := s.Save(context.Background(), "account:1", sample())
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Get(context.Background(), "T-1", time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(saved, got, cmpopts.EquateEmpty(), cmp.Comparer(func(a, b civil.Date) bool { return a == b }), cmp.Comparer(func(a, b action.Moment) bool { return a == b }),
			cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" {
			t.Error(diff)
		}
		if got.Revision != 1 || got.RecordedBy != "account:1" || !got.KnownAt.Equal(got.RecordedAt) {
			t.Errorf("%+v", got)
		}
	})
}

func TestChangesAreRevisions(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *Store) {
		ctx := context.Background()
		d.Clock = func() time.Time { return day("2026-12-06") }
		p, err := s.Save(ctx, "account:1", sample())
		if err != nil {
			t.Fatal(err)
		}
		d.Clock = func() time.Time { return day("2026-12-15") }
		p.Standing, p.Reason = action.CalledOff, "Talks"
		p, err = s.Save(ctx, "account:2", p)
		if err != nil || p.Revision != 2 || !p.StandingFrom.Equal(day("2026-12-15")) {
			t.Fatalf("%+v %v", p, err)
		}
		before, err := s.Get(ctx, "T-1", day("2026-12-10"))
		if err != nil || before.Standing != action.Announced || before.Revision != 1 {
			t.Errorf("as of 10 December: %+v %v", before, err)
		}
		if _, err := s.Get(ctx, "T-1", day("2026-12-01")); fault.KindOf(err) != fault.NotFound {
			t.Errorf("as of 1 December: %v", err)
		}
		if l, err := s.List(ctx, day("2026-12-01")); err != nil || len(l) != 0 {
			t.Errorf("as of 1 December: %v %v", l, err)
		}
		h, err := s.History(ctx, "T-1", time.Time{})
		if err != nil || len(h) != 2 || len(h[0].Windows) != 2 || h[1].Reason != "Talks" {
			t.Errorf("%+v %v", h, err)
		}
	})
}

func TestRefusals(t *testing.T) {
	each(t, func(t *testing.T, _ *db.DB, s *Store) {
		ctx := context.Background()
		p, err := s.Save(ctx, "account:1", sample())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Save(ctx, "account:2", sample()); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a second period of the same code: %v", err)
		}
		if _, err := s.Save(ctx, "account:2", p); err != nil {
			t.Error(err)
		}
		if _, err := s.Save(ctx, "account:3", p); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a change on an old revision: %v", err)
		}
		q := sample()
		q.Code, q.Reason = "T-2", ""
		if _, err := s.Save(ctx, "account:1", q); fault.KindOf(err) != fault.Invalid {
			t.Errorf("no reason: %v", err)
		}
		q.Windows = nil
		if _, err := s.Save(ctx, "account:1", q); fault.KindOf(err) != fault.Invalid {
			t.Errorf("no windows: %v", err)
		}
	})
}

func TestOfSeveralSaversOneWins(t *testing.T) {
	each(t, func(t *testing.T, _ *db.DB, s *Store) {
		p, err := s.Save(context.Background(), "account:1", sample())
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		errs := make([]error, 6)
		for i := range errs {
			wg.Go(func() {
				q := p
				q.Reason = fmt.Sprint("try ", i)
				_, errs[i] = s.Save(context.Background(), "account:1", q)
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if fault.KindOf(err) != fault.Conflict {
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d savers won, want 1", won)
		}
	})
}

func TestSeedOnceAndAsOf(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *Store) {
		ctx := context.Background()
		n, err := s.Seed(ctx)
		if err != nil || n != len(action.Seed()) {
			t.Fatalf("%d %v", n, err)
		}
		if n, err := s.Seed(ctx); err != nil || n != 0 {
			t.Fatalf("a second time: %d %v", n, err)
		}
		for _, c := range []struct {
			asOf       time.Time
			total, cum float64
		}{{day("2024-07-04"), 61989, 1486258}, {time.Time{}, 67034, 1491303}} {
			p, err := s.Get(ctx, "JD-11", c.asOf)
			if err != nil {
				t.Fatal(err)
			}
			f, _ := p.Latest(action.Rescheduled, action.NHSE)
			cum, _ := p.Latest(action.Cumulative, action.NHSE)
			if f.N != c.total || cum.N != c.cum {
				t.Errorf("as of %s: %v, %v", c.asOf, f.N, cum.N)
			}
		}
		early, err := s.Get(ctx, "RCN-2023-05", day("2023-04-20"))
		if err != nil || early.Windows[0].Changed() {
			t.Errorf("before the ruling: %+v %v", early.Windows, err)
		}
		late, err := s.Get(ctx, "RCN-2023-05", time.Time{})
		if err != nil || !late.Windows[0].Changed() || late.Revision != 3 {
			t.Errorf("after the ruling: %+v %v", late.Windows, err)
		}
		all, err := s.List(ctx, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range action.RunningSums(all) {
			if r.Code == "JD-02" && r.Sum != 483085 || r.Code == "JD-09" && r.Step != 20 {
				t.Errorf("%+v", r)
			}
		}
		err = d.Read(ctx, func(tx *db.Tx) error {
			rep, err := audit.Verify(ctx, tx)
			if err == nil && (rep.Entries != 1 || len(rep.Problems) != 0) {
				t.Errorf("%+v", rep)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestAnEditIsNotOverwrittenBySeeding(t *testing.T) {
	each(t, func(t *testing.T, _ *db.DB, s *Store) {
		ctx := context.Background()
		p := sample()
		p.Code, p.Name = "JD-09", "Entered here"
		if _, err := s.Save(ctx, "account:1", p); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Seed(ctx); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Get(ctx, "JD-09", time.Time{}); err != nil || got.Name != "Entered here" || got.Revision != 1 {
			t.Errorf("%+v %v", got, err)
		}
	})
}
