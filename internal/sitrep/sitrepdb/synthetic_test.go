package sitrepdb_test

import (
	"strings"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/sitrep/sitrepdb"
)

// invented is version n of the discharge return of c, come at that clock time of the day.
func invented(c org.Code, n int, clock civil.Clock, remaining float64) *sitrep.Version {
	return &sitrep.Version{Form: sitrep.DischargeDaily, Org: c, Day: day, N: n, Covers: civil.Range{From: day.Add(-1), To: day},
		State: sitrep.Returned, Timing: sitrep.OnTime, Channel: "synthetic", Recorded: day.At(clock).UTC(), By: "synthetic",
		Items: []sitrep.Item{{Measure: "nctr_discharged", Value: measure.Of(5)}, {Measure: "nctr_not_meeting", Value: measure.Of(remaining + 5)},
			{Measure: "nctr_remaining", Value: measure.Of(remaining)}}}
}

func problems(t *testing.T, d *db.DB, s *sitrepdb.Store) string {
	t.Helper()
	var words []string
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		v, err := s.Verify(t.Context(), tx, nil)
		words = v.Problems
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(words, "; ")
}

func load(t *testing.T, s *sitrepdb.Store, wantStored, wantLeft int, list ...*sitrep.Version) {
	t.Helper()
	stored, left, err := s.LoadSynthetic(t.Context(), "demo", list)
	if err != nil || stored != wantStored || left != wantLeft {
		t.Fatalf("%d stored, %d left out, %v; want %d and %d", stored, left, err, wantStored, wantLeft)
	}
}

func TestSyntheticBatches(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *sitrepdb.Store) {
		load(t, s, 2, 0, invented("Z-B", 1, 9*60, 7), invented("Z-A", 1, 8*60+30, 3))
		load(t, s, 1, 1, invented("Z-A", 1, 8*60+30, 3), invented("Z-A", 2, 14*60, 4)) // the first is there already
		if until, err := s.SyntheticUntil(t.Context()); err != nil || !until.Equal(day.At(14*60)) {
			t.Errorf("until %s, %v", until, err)
		}
		got, err := s.Series(t.Context(), sitrep.Asked{Org: "ENG", Measure: "nctr_remaining"})
		if err != nil || len(got.Points) != 1 || got.Points[0].Value.Amount() != 11 {
			t.Fatalf("%+v %v", got, err)
		}
		early, err := s.Series(t.Context(), sitrep.Asked{Org: "ENG", Measure: "nctr_remaining", AsOf: day.At(12 * 60)})
		if err != nil || len(early.Points) != 1 || early.Points[0].Value.Amount() != 10 {
			t.Fatalf("as of noon: %+v %v", early, err)
		}
		if words := problems(t, d, s); words != "" {
			t.Fatal(words)
		}
		if _, err := d.Pool().Exec("UPDATE sitrep_version SET body = body || 'x\t1\n' WHERE org = 'Z-B'"); err != nil {
			t.Fatal(err)
		}
		if words := problems(t, d, s); !strings.Contains(words, "Z-B") {
			t.Errorf("a changed body is told as %q", words)
		}
		// Whoever makes the digest anew is found out by the batch, and so is whoever takes the version away.
		if _, err := d.Pool().Exec("UPDATE sitrep_version SET digest = 'made anew' WHERE org = 'Z-B'"); err != nil {
			t.Fatal(err)
		}
		if words := problems(t, d, s); !strings.Contains(words, "some were changed, added or removed") {
			t.Errorf("a changed digest is told as %q", words)
		}
		if _, err := d.Pool().Exec("DELETE FROM sitrep_version"); err != nil {
			t.Fatal(err)
		}
		if words := problems(t, d, s); strings.Count(words, "are not there") != 2 {
			t.Errorf("two lost batches are told as %q", words)
		}
	})
}

func TestSyntheticGivesWayToPeople(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *sitrepdb.Store) {
		for c, by := range map[org.Code]string{"Z-A": "account:1", "Z-B": "synthetic"} {
			if _, err := s.SaveDraft(t.Context(), sitrep.SavedDraft{Form: sitrep.DischargeDaily, Org: c, Day: day, By: by,
				Typed: map[string]string{"nctr_remaining": "9"}}); err != nil {
				t.Fatal(err)
			}
		}
		load(t, s, 1, 1, invented("Z-A", 1, 9*60, 3), invented("Z-B", 1, 9*60, 7))
		for c, want := range map[org.Code]bool{"Z-A": true, "Z-B": false} {
			h, err := s.History(t.Context(), sitrep.DischargeDaily, c, day, d.Now())
			if err != nil || (h.Draft != nil) != want {
				t.Errorf("%s: draft %v, %v", c, h.Draft, err)
			}
		}
	})
}

func TestOnlySyntheticIsLoaded(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *sitrepdb.Store) {
		v := invented("Z-A", 1, 9*60, 3)
		v.Channel = "form"
		gap := invented("Z-B", 2, 9*60, 3)
		for _, x := range []*sitrep.Version{v, gap} {
			if _, _, err := s.LoadSynthetic(t.Context(), "demo", []*sitrep.Version{x}); fault.KindOf(err) != fault.Invalid {
				t.Errorf("version %d by %s: %v", x.N, x.Channel, err)
			}
		}
	})
}
