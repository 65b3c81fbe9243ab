package sitrepdb_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/db/dbtest"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/org/orgdb"
	"headroom/internal/sitrep"
	"headroom/internal/sitrep/sitrepdb"
)

func each(t *testing.T, f func(t *testing.T, d *db.DB, s *sitrepdb.Store)) {
	dbtest.Each(t, []db.Migrations{audit.Migrations(), orgdb.Migrations(), sitrepdb.Migrations()}, func(t *testing.T, d *db.DB) {
		orgs := orgdb.New(d)
		if err := orgs.Seed(t.Context()); err != nil {
			t.Fatal(err)
		}
		f(t, d, sitrepdb.New(d, orgs))
	})
}

var day = civil.MustDate("2022-12-01")

// edition is a flu publication of the given day with one figure for each of the organisations named.
func edition(published string, figures map[string]float64) *sitrep.Batch {
	b := &sitrep.Batch{Source: sitrep.Source{File: published + ".csv", SHA256: published, Format: "flu", Edition: "flu",
		Known: civil.MustDate(published).At(9*60 + 30)}}
	for code, n := range figures {
		b.Sightings = append(b.Sightings, org.Sighting{Code: org.Code(code), Name: code, RegionLabel: "London", Source: "test",
			Seen: civil.Range{From: day, To: day.Add(1)}})
		b.Drafts = append(b.Drafts, sitrep.Draft{Form: sitrep.FluPublished, Org: org.Code(code), Day: day,
			Items: []sitrep.Item{{Measure: "flu_ga", Value: measure.Of(n), At: sitrep.Cell{Ref: "F2"}}}})
	}
	return b
}

func value(t *testing.T, s *sitrepdb.Store, code string, asOf time.Time) (string, *sitrep.Series) {
	t.Helper()
	got, err := s.Series(t.Context(), sitrep.Asked{Org: org.Code(code), Measure: "flu_ga", AsOf: asOf, View: sitrep.Latest})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Points) == 0 {
		return "none", got
	}
	return got.Points[0].Value.String(), got
}

func TestEditionsInAnyOrder(t *testing.T) {
	first := edition("2022-12-08", map[string]float64{"Z-A": 3, "Z-B": 5})
	second := edition("2022-12-15", map[string]float64{"Z-A": 4, "Z-B": 5})
	third := edition("2022-12-22", map[string]float64{"Z-A": 4})
	for _, order := range [][]*sitrep.Batch{{first, second, third}, {third, second, first}, {second, third, first}} {
		each(t, func(t *testing.T, d *db.DB, s *sitrepdb.Store) {
			for _, b := range order {
				if _, err := s.Import(t.Context(), b, "test", nil); err != nil {
					t.Fatal(err)
				}
			}
			for _, c := range []struct{ asOf, org, want string }{
				{"2022-12-07", "ENG", "none"}, {"2022-12-08", "Z-A", "3"}, {"2022-12-08", "ENG", "8"},
				{"2022-12-15", "Z-A", "4"}, {"2022-12-15", "Z-B", "5"}, {"2022-12-15", "ENG", "9"}, {"2022-12-15", "Y56", "9"},
			} {
				if got, _ := value(t, s, c.org, civil.MustDate(c.asOf).At(23*60)); got != c.want {
					t.Errorf("%s as of %s: %s, want %s", c.org, c.asOf, got, c.want)
				}
			}
			(&world{d: d, s: s}).sound(t) // an edition slipped in between has the next one's line written anew
		})
	}
}

func TestWithdrawnIsNotCounted(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *sitrepdb.Store) {
		for _, b := range []*sitrep.Batch{edition("2022-12-08", map[string]float64{"Z-A": 3, "Z-B": 5}), edition("2022-12-22", map[string]float64{"Z-A": 4})} {
			if _, err := s.Import(t.Context(), b, "test", nil); err != nil {
				t.Fatal(err)
			}
		}
		got, series := value(t, s, "ENG", time.Time{})
		if got != "4" || series.Points[0].Due != 1 || series.Points[0].State != sitrep.Complete {
			t.Errorf("%s %+v", got, series.Points)
		}
	})
}

func TestSameFileTwiceIsANoOp(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *sitrepdb.Store) {
		b := edition("2022-12-08", map[string]float64{"Z-A": 3})
		for i := range 2 {
			res, err := s.Import(t.Context(), b, "test", nil)
			if err != nil || res.Held != (i == 1) {
				t.Fatalf("%+v %v", res, err)
			}
		}
	})
}

func TestVerifyNamesTheChangedVersion(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *sitrepdb.Store) {
		if _, err := s.Import(t.Context(), edition("2022-12-08", map[string]float64{"Z-A": 3, "Z-B": 5}), "test", nil); err != nil {
			t.Fatal(err)
		}
		verify := func() (v sitrepdb.Verified) {
			_ = d.Read(t.Context(), func(tx *db.Tx) (err error) {
				v, err = s.Verify(t.Context(), tx, nil)
				return err
			})
			return v
		}
		if v := verify(); v.Versions != 2 || len(v.Problems) != 0 {
			t.Fatalf("%+v", v)
		}
		if _, err := d.Pool().Exec("UPDATE sitrep_version SET body = 'flu_ga\t4\tF2\n' WHERE org = 'Z-A'"); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Pool().Exec("UPDATE sitrep_version SET digest = '0f' WHERE org = 'Z-B'"); err != nil {
			t.Fatal(err)
		}
		words := strings.Join(verify().Problems, "; ")
		if !strings.Contains(words, "not those that its import stored") {
			t.Fatalf("%q does not doubt the import", words)
		}
		if !strings.Contains(words, "Z-A") || !strings.Contains(words, "roll-up") {
			t.Fatalf("%q names neither the version nor the roll-up", words)
		}
	})
}

func TestRefusedReturnIsNotStored(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *sitrepdb.Store) {
		b := edition("2022-12-08", map[string]float64{"Z-A": 3, "Z-B": 5})
		for i := range b.Drafts {
			if b.Drafts[i].Org == "Z-B" {
				b.Drafts[i].Problems = append(b.Drafts[i].Problems, fault.Field{Name: "flu_ga", Rule: "V01", Message: "unreadable"})
			}
		}
		res, err := s.Import(context.Background(), b, "test", nil)
		if err != nil || res.Stored != 1 || res.Refused != 1 || len(res.Refusals) != 1 {
			t.Fatalf("%+v %v", res, err)
		}
		if got, _ := value(t, s, "Z-B", time.Time{}); got != "none" {
			t.Fatal(got)
		}
	})
}
