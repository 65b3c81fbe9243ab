package sitrepdb_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/db/dbtest"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/org/orgdb"
	"headroom/internal/sitrep"
	"headroom/internal/sitrep/sitrepdb"
)

// TestMorningsAreTheSeries holds the bulk read against the series of each organisation, now and at earlier instants.
func TestMorningsAreTheSeries(t *testing.T) {
	dbtest.Each(t, []db.Migrations{audit.Migrations(), orgdb.Migrations(), sitrepdb.Migrations()}, func(t *testing.T, d *db.DB) {
		h := past(t, d, 7)
		from, to := civil.MustDate("2022-12-01"), civil.MustDate("2022-12-05")
		some := false
		for _, asOf := range []time.Time{{}, h.clock.Add(-60 * time.Hour), h.clock.Add(-200 * time.Hour)} {
			got := map[string]float64{}
			err := h.s.Mornings(t.Context(), sitrep.MorningsAsked{Measures: []measure.Code{"flu_ga"}, From: from, To: to, AsOf: asOf}, func(m sitrep.Morning) error {
				key := fmt.Sprint(m.Form, " ", m.Org, " ", m.Day)
				if _, twice := got[key]; twice {
					t.Errorf("%s is told of twice", key)
				}
				got[key] = m.Values[0].N
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]float64{}
			for _, c := range members {
				s, err := h.s.Series(t.Context(), sitrep.Asked{Org: c, Measure: "flu_ga", From: from, To: to, AsOf: asOf})
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range s.Points {
					if p.Value.State == measure.Number {
						want[fmt.Sprint(s.Form, " ", c, " ", p.Day)], some = p.Value.N, true
					}
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("as of %s:\ngot  %v\nwant %v", asOf, got, want)
			}
		}
		if !some {
			t.Error("nothing was compared")
		}
	})
}

// TestWhoeverWaitsForReturnsIsTold checks that the days of a landing are told inside its transaction, and that its
// refusal takes the landing back.
func TestWhoeverWaitsForReturnsIsTold(t *testing.T) {
	dbtest.Each(t, []db.Migrations{audit.Migrations(), orgdb.Migrations(), sitrepdb.Migrations()}, func(t *testing.T, d *db.DB) {
		h := past(t, d, 3)
		var heard []civil.Date
		h.s.WhenLanded(func(_ context.Context, _ *db.Tx, form sitrep.FormCode, days []civil.Date) error {
			if form != sitrep.FluPublished {
				t.Errorf("told of %s", form)
			}
			heard = append(heard, days...)
			return fmt.Errorf("no room")
		})
		h.clock = h.clock.Add(time.Hour)
		day := civil.MustDate("2022-12-20")
		b := &sitrep.Batch{Source: sitrep.Source{File: "x.csv", SHA256: "x", Format: "flu", Known: h.clock},
			Drafts: []sitrep.Draft{{Form: sitrep.FluPublished, Org: "Z-A", Day: day, State: sitrep.Returned, Items: []sitrep.Item{{Measure: "flu_ga", Value: measure.Of(3)}}}}}
		if _, err := h.s.Import(t.Context(), b, "test", nil); err == nil {
			t.Error("the landing stood though its listener refused")
		}
		if fmt.Sprint(heard) != fmt.Sprint([]civil.Date{day}) {
			t.Errorf("told of %v", heard)
		}
		s, err := h.s.Series(t.Context(), sitrep.Asked{Org: org.Code("Z-A"), Measure: "flu_ga", From: day, To: day})
		if err != nil || len(s.Points) > 0 {
			t.Errorf("%v %v", s.Points, err)
		}
	})
}
