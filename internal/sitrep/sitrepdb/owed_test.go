package sitrepdb_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/sitrep/sitrepdb"
)

// file makes a batch of a publication: lines are "org day figure", with “-” for a day that is listed without a figure.
func file(form sitrep.FormCode, m measure.Code, name, known string, lines ...string) *sitrep.Batch {
	b := &sitrep.Batch{Source: sitrep.Source{File: name, SHA256: name, Format: string(form), Edition: string(form)}, Covers: map[sitrep.FormCode][]civil.Date{}}
	if known != "" {
		b.Source.Known = civil.MustDate(known).At(9*60 + 30)
	}
	for n, l := range lines {
		p := strings.Fields(l)
		day := civil.MustDate(p[1])
		code := org.Code(strings.TrimSuffix(p[0], "*"))
		b.Sightings = append(b.Sightings, org.Sighting{Code: org.Code(p[0]), Name: p[0], RegionLabel: "London", Source: "test", Seen: civil.Range{From: day, To: day.Add(1)}})
		if !slices.Contains(b.Covers[form], day) {
			b.Covers[form] = append(b.Covers[form], day)
		}
		d := sitrep.Draft{Form: form, Org: code, Day: day, Items: []sitrep.Item{{Measure: m, At: sitrep.Cell{Ref: fmt.Sprint("F", n+2)}}}}
		if p[2] == "-" {
			d.Items[0].Value = measure.Gap()
			b.Blank = append(b.Blank, d)
			continue
		}
		var v float64
		_, _ = fmt.Sscan(p[2], &v)
		d.Items[0].Value = measure.Of(v)
		b.Drafts = append(b.Drafts, d)
	}
	return b
}

func take(t *testing.T, s *sitrepdb.Store, b *sitrep.Batch) sitrep.ImportResult {
	t.Helper()
	res, err := s.Import(t.Context(), b, "test", nil)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// days tells a series as "value state given/due", one day after another.
func days(t *testing.T, s *sitrepdb.Store, c org.Code, m measure.Code, asOf time.Time) string {
	t.Helper()
	got, err := s.Series(t.Context(), sitrep.Asked{Org: c, Measure: m, AsOf: asOf, View: sitrep.Latest})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range got.Points {
		out = append(out, fmt.Sprintf("%s %s %d/%d", p.Value, p.State, p.Given, p.Due))
	}
	return strings.Join(out, ", ")
}

// A file that ends in the middle of its last day lists fewer on it: they are missing. One that is marked as merged is not.
func TestACutFileIsNotComplete(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *sitrepdb.Store) {
		take(t, s, file(sitrep.FluPublished, "flu_ga", "cut.csv", "2022-12-08", "Z-A 2022-12-01 1", "Z-B 2022-12-01 2", "Z-C* 2022-12-01 4",
			"Z-A 2022-12-02 1", "Z-B 2022-12-02 2", "Z-A 2022-12-03 1"))
		if got := days(t, s, org.England, "flu_ga", time.Time{}); got != "7 complete 3/3, 3 complete 2/2, 1 partial 1/2" {
			t.Error(got)
		}
		verified(t, d, s)
	})
	each(t, func(t *testing.T, d *db.DB, s *sitrepdb.Store) { // over a whole one
		take(t, s, file(sitrep.FluPublished, "flu_ga", "whole.csv", "2022-12-08", "Z-A 2022-12-01 1", "Z-B 2022-12-01 2", "Z-A 2022-12-02 1", "Z-B 2022-12-02 2"))
		take(t, s, file(sitrep.FluPublished, "flu_ga", "cut.csv", "2022-12-15", "Z-A 2022-12-01 1", "Z-B 2022-12-01 2", "Z-A 2022-12-02 1"))
		if got := days(t, s, org.England, "flu_ga", time.Time{}); got != "3 complete 2/2, 1 partial 1/2" {
			t.Error(got)
		}
		verified(t, d, s)
	})
}

// From the first day on which it is listed, whether with a figure or without; one without any figure is not asked (T35).
func TestListedWithoutAFigureIsOwed(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *sitrepdb.Store) {
		take(t, s, file(sitrep.FluPublished, "flu_ga", "a.csv", "2022-12-08", "Z-A 2022-12-01 1", "Z-B 2022-12-01 -", "Z-C 2022-12-01 -",
			"Z-A 2022-12-02 1", "Z-B 2022-12-02 2", "Z-C 2022-12-02 -"))
		if got := days(t, s, org.England, "flu_ga", time.Time{}); got != "1 partial 1/2, 3 complete 2/2" {
			t.Error(got)
		}
	})
}

// An edition that lists a trust with a dash takes its figure back; the return stays due and is missing, in any order.
func TestADashAfterAFigureIsMissing(t *testing.T) {
	first := file(sitrep.FluPublished, "flu_ga", "1.csv", "2022-12-08", "Z-A 2022-12-01 1", "Z-B 2022-12-01 2")
	second := file(sitrep.FluPublished, "flu_ga", "2.csv", "2022-12-15", "Z-A 2022-12-01 1", "Z-B 2022-12-01 -")
	third := file(sitrep.FluPublished, "flu_ga", "3.csv", "2022-12-22", "Z-A 2022-12-01 1", "Z-B 2022-12-01 5")
	at := func(day string) time.Time { return civil.MustDate(day).At(12 * 60) }
	for _, order := range [][]*sitrep.Batch{{first, second, third}, {third, first, second}, {first, third, second}} {
		each(t, func(t *testing.T, d *db.DB, s *sitrepdb.Store) {
			for _, b := range order {
				if res := take(t, s, b); res.Withdrawn > 0 {
					t.Errorf("%s: %d withdrawn", b.Source.File, res.Withdrawn)
				}
			}
			for asOf, want := range map[string]string{"2022-12-08": "3 complete 2/2", "2022-12-15": "1 partial 1/2", "2022-12-22": "6 complete 2/2"} {
				if got := days(t, s, org.England, "flu_ga", at(asOf)); got != want {
					t.Errorf("as of %s: %s, want %s", asOf, got, want)
				}
			}
			if got := days(t, s, "Z-B", "flu_ga", at("2022-12-15")); got != "- missing 0/1" {
				t.Error(got)
			}
			verified(t, d, s)
		})
	}
}

// R36: the same bytes under another name are the same file, unless a date makes them another edition.
func TestTheSameBytesUnderAnotherName(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *sitrepdb.Store) {
		undated := func(name, day string) *sitrep.Batch {
			b := file(sitrep.UECTidy, "ga_occ", name, "", "Z-A "+day+" 1")
			b.Source.SHA256 = "same"
			return b
		}
		take(t, s, undated("a.csv", "2022-12-01"))
		d.Clock = func() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }
		if res := take(t, s, undated("copy of a.csv", "2022-12-01")); !res.Held {
			t.Errorf("a copy: %+v", res)
		}
		if res := take(t, s, undated("a-January-2023.csv", "2023-01-01")); res.Held {
			t.Error("another month, which the name says, is the same file")
		}
		dated := undated("published_2022-12-08.csv", "2022-12-01")
		dated.Source.Known = civil.MustDate("2022-12-08").At(9*60 + 30)
		if res := take(t, s, dated); res.Held {
			t.Error("another edition is the same file")
		}
	})
}

// What the file rounds is no difference; who is named without a figure has none.
func TestDifferencesAreBeyondRounding(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *sitrepdb.Store) {
		b := file(sitrep.AmbSYSMonthly, "ambsys_a10", "amb.csv", "2024-03-01", "Z-A 2024-01-01 3", "Z-B 2024-01-01 4", "Z-C 2024-01-01 7")
		b.Drafts[0].Items = append(b.Drafts[0].Items, sitrep.Item{Measure: "ambsys_a30", Value: measure.Of(100)})
		b.Drafts[1].Items = append(b.Drafts[1].Items, sitrep.Item{Measure: "ambsys_a30", Value: measure.Of(101)})
		b.Drafts[2].Problems = []fault.Field{{Message: "unreadable"}}
		total := func(a10, a30, a31 float64) []sitrep.Draft {
			return []sitrep.Draft{{Form: sitrep.AmbSYSMonthly, Org: org.England, Day: civil.MustDate("2024-01-01"), Items: []sitrep.Item{
				{Measure: "ambsys_a10", Value: measure.Of(a10)}, {Measure: "ambsys_a30", Value: measure.Of(a30)}, {Measure: "ambsys_a31", Value: measure.Of(a31)}}}}
		}
		b.Published = total(14, 201, 29) // the mean is 28.714
		res := take(t, s, b)
		if len(res.Differs) != 1 || res.Differs[0].Measure != "ambsys_a10" || fmt.Sprint(res.Differs[0].Missing) != "[Z-C]" {
			t.Errorf("%+v", res.Differs)
		}
		b.Source.SHA256, b.Source.Known, b.Published = "again", b.Source.Known.Add(time.Hour), total(7, 201, 28)
		if res = take(t, s, b); len(res.Differs) != 1 || res.Differs[0].Measure != "ambsys_a31" {
			t.Errorf("%+v", res.Differs)
		}
		b.Source.SHA256, b.Source.Known, b.Published = "third", b.Source.Known.Add(time.Hour), total(7, 202, 28.7)
		if res = take(t, s, b); len(res.Differs) != 1 || res.Differs[0].Measure != "ambsys_a30" {
			t.Errorf("a count that is one out is rounded away: %+v", res.Differs)
		}
	})
}

func TestAFileOfTomorrow(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *sitrepdb.Store) {
		_, err := s.Receive(t.Context(), sitrep.Upload{File: "a.csv", Content: strings.NewReader("x"), Published: d.Now().Add(48 * time.Hour), By: "test"})
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "still to come") {
			t.Error(err)
		}
	})
}
