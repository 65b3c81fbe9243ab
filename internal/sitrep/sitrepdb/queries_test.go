package sitrepdb

import (
	"strings"
	"testing"

	"headroom/internal/db"
	"headroom/internal/db/dbtest"
)

func TestQueriesPrepare(t *testing.T) {
	dbtest.Each(t, []db.Migrations{Migrations()}, func(t *testing.T, d *db.DB) { dbtest.Prepares(t, d, queries) })
}

// A read of one day, or of the newest, must not walk through every version that came before its instant.
func TestDaysAreFoundByDay(t *testing.T) {
	d := dbtest.SQLite(t, Migrations())
	for name, want := range map[string]string{"slim-on": "sitrep_version_day (form=? AND day=?)", "bodies-on": "sitrep_version_day (form=? AND day=?)",
		"last-day": "sitrep_version_day", "slip-versions": "sitrep_version_day (form=? AND day>? AND day<?)",
		"events": "sitrep_version_recorded (form=? AND recorded_at>? AND recorded_at<?)", "rollups-day": "sitrep_rollup_day (form=? AND day=?)"} {
		query := queries.For(db.SQLite, name)
		args := make([]any, strings.Count(query, "$"))
		for i := range args {
			args[i] = "x"
		}
		rows, err := d.Pool().Query("EXPLAIN QUERY PLAN "+query, args...)
		if err != nil {
			t.Fatal(err)
		}
		var plan []string
		for rows.Next() {
			var a, b, c int
			var words string
			if err := rows.Scan(&a, &b, &c, &words); err != nil {
				t.Fatal(err)
			}
			plan = append(plan, words)
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(plan[0], want) || strings.Contains(strings.Join(plan, ";"), "TEMP B-TREE") {
			t.Errorf("%s is answered by %q, not by %s", name, plan, want)
		}
	}
}
