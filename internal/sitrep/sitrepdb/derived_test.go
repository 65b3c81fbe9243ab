package sitrepdb_test

import (
	"strings"
	"testing"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/sitrep/sitrepdb"
)

// Who remains is known once both publications are, from the later of the two, whichever comes first.
func TestRemainingIsWorkedOutOfTwoPublications(t *testing.T) {
	meeting := file(sitrep.CTRPublished, "nctr_not_meeting", "meeting.csv", "2023-01-10", "Z-A 2022-12-24 100", "Z-B 2022-12-24 50", "Z-C 2022-12-24 9", "Z-A 2022-12-25 7", "Z-B 2022-12-25 8", "Z-C 2022-12-25 9")
	gone := file(sitrep.DischargedPub, "nctr_discharged", "gone.csv", "2023-01-20", "Z-A 2022-12-24 40", "Z-B 2022-12-24 20", "Z-C 2022-12-24 10", "Z-D 2022-12-24 1", "Z-A 2022-12-25 3")
	at := func(day string) time.Time { return civil.MustDate(day).At(12 * 60) }
	for _, order := range [][]*sitrep.Batch{{meeting, gone}, {gone, meeting}} {
		each(t, func(t *testing.T, d *db.DB, s *sitrepdb.Store) {
			if res := take(t, s, order[0]); len(res.Refusals) > 0 {
				t.Errorf("one half alone: %v", res.Refusals)
			}
			if got := days(t, s, org.England, "nctr_remaining", time.Time{}); got != "" {
				t.Errorf("one half alone: %s", got)
			}
			res := take(t, s, order[1])
			if len(res.Refusals) != 1 || !strings.Contains(res.Refusals[0].Message, "Z-C on 2022-12-24: 10 discharged here but only 9") || res.Refusals[0].File != "gone.csv" || res.Refusals[0].Cell != "F4" {
				t.Errorf("refusals %+v", res.Refusals)
			}
			// Z-C contradicts itself on the first day, Z-D has one half; on the second only Z-A has both
			if got := days(t, s, org.England, "nctr_remaining", time.Time{}); got != "90 partial 2/4, 4 partial 1/4" {
				t.Error(got)
			}
			if got := days(t, s, org.England, "nctr_remaining", at("2023-01-15")); got != "" {
				t.Errorf("known before the second publication: %s", got)
			}
			if got := days(t, s, org.England, "nctr_discharged_rate", time.Time{}); got != "0.4 partial 2/4, 0.42857142857142855 partial 1/4" {
				t.Error(got)
			}
			wantCells(t, s)
			// a newer edition of one half moves the rest, and what was known before stays
			more := file(sitrep.CTRPublished, "nctr_not_meeting", "meeting2.csv", "2023-02-10", "Z-A 2022-12-24 110", "Z-C 2022-12-24 12", "Z-A 2022-12-25 7", "Z-B 2022-12-25 8", "Z-C 2022-12-25 9")
			take(t, s, more)
			if got := days(t, s, org.England, "nctr_remaining", time.Time{}); got != "72 partial 2/3, 4 partial 1/4" {
				t.Error(got)
			}
			if got := days(t, s, org.England, "nctr_remaining", at("2023-01-25")); got != "90 partial 2/4, 4 partial 1/4" {
				t.Error(got)
			}
			verified(t, d, s)
		})
	}
}

func wantCells(t *testing.T, s *sitrepdb.Store) {
	t.Helper()
	got, err := s.Series(t.Context(), sitrep.Asked{Org: "Z-A", Measure: "nctr_remaining", View: sitrep.Latest})
	if err != nil || len(got.Points) != 2 {
		t.Fatalf("%+v %v", got, err)
	}
	p := got.Points[0]
	if p.Cell.Sheet != "meeting.csv F2 less gone.csv" || p.Cell.Ref != "F2" || got.Form != sitrep.RemainingDerived || !p.Recorded.Equal(civil.MustDate("2023-01-20").At(9*60+30)) {
		t.Errorf("%+v of %s", p, got.Form)
	}
}
