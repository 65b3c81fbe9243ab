package orgdb_test

import (
	"testing"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/db/dbtest"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/org/orgdb"
)

func TestSyntheticReference(t *testing.T) {
	dbtest.Each(t, []db.Migrations{audit.Migrations(), orgdb.Migrations()}, func(t *testing.T, d *db.DB) {
		ctx, s := t.Context(), orgdb.New(d)
		opened := civil.MustDate("2020-01-01")
		early, late := opened.At(0), civil.MustDate("2024-06-01").At(0)
		fact := func(w org.What, c org.Code, known time.Time, f org.Fact) org.Fact {
			f.What, f.Org, f.Valid.From, f.Recorded = w, c, opened, known
			return f
		}
		facts := []org.Fact{
			fact(org.FactName, "T-1", late, org.Fact{Text: "Synthetic Newname"}),
			fact(org.FactUnit, org.England, early, org.Fact{Kind: org.KindEngland}),
			fact(org.FactUnit, "T-1", early, org.Fact{Kind: org.KindTrust}),
			fact(org.FactName, "T-1", early, org.Fact{Text: "Synthetic Oldname"}),
		}
		if err := s.SeedSynthetic(ctx, "abc", facts); err != nil {
			t.Fatal(err)
		}
		if err := s.SeedSynthetic(ctx, "abc", facts); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a second synthetic England: %v", err)
		}
		if err := s.Seed(ctx); err != nil {
			t.Fatal(err)
		}
		if digest, err := s.Synthetic(ctx); err != nil || digest != "abc" {
			t.Errorf("digest %q, %v", digest, err)
		}
		day := civil.MustDate("2025-01-01")
		for asOf, want := range map[time.Time]string{early.AddDate(1, 0, 0): "Synthetic Oldname", late: "Synthetic Newname"} {
			p, err := s.Picture(ctx, day, asOf)
			if err != nil || p.Name("T-1") != want || len(p.Units()) != 2 {
				t.Errorf("as of %s: %q, %d units, %v", asOf, p.Name("T-1"), len(p.Units()), err)
			}
		}
		holder := org.Holder{Org: "T-1", Role: "sitrep-contact", Name: org.SyntheticHolder(1), Synthetic: true, Valid: civil.Range{From: day}}
		real := holder
		real.Synthetic, real.Name = false, "Somebody Real"
		if err := s.SetSyntheticHolders(ctx, "demo", []org.Holder{holder, real}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a real person among the invented: %v", err)
		}
		if err := s.SetSyntheticHolders(ctx, "demo", []org.Holder{holder}); err != nil {
			t.Fatal(err)
		}
		if l, err := s.Holdings(ctx, "T-1"); err != nil || len(l) != 1 {
			t.Errorf("%v %v", l, err)
		}
	})
}

func TestRealReferenceIsNotSynthetic(t *testing.T) {
	dbtest.Each(t, []db.Migrations{audit.Migrations(), orgdb.Migrations()}, func(t *testing.T, d *db.DB) {
		s := orgdb.New(d)
		if err := s.Seed(t.Context()); err != nil {
			t.Fatal(err)
		}
		if digest, err := s.Synthetic(t.Context()); err != nil || digest != "" {
			t.Errorf("digest %q, %v", digest, err)
		}
	})
}
