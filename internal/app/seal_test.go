package app_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"headroom/internal/access"
	"headroom/internal/app"
	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/db/dbtest"
	"headroom/internal/world"
)

// bySeal runs f on a world with a row in every table, on each engine.
func bySeal(t *testing.T, f func(t *testing.T, w *world.World)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, furnished(t, filepath.Join(t.TempDir(), "headroom.db"))) })
	t.Run("postgres", func(t *testing.T) { f(t, furnished(t, dbtest.PostgresURL(t))) })
}

// furnished is a world with a row in every table that is sealed.
func furnished(t *testing.T, where string) *world.World {
	t.Helper()
	w := world.On(t, where)
	for _, r := range []access.Role{access.TrustSubmitter, access.ICBLead, access.NationalLead} {
		w.Key(r)
	}
	var b strings.Builder
	b.WriteString("Code,Name,Date,Diverts,Closures,G&A Beds Open,G&A beds occ'd,Occupancy rate\n")
	for d := range 4 {
		for o := range 6 {
			_, _ = fmt.Fprintf(&b, "RX%c,Trust %d,%s,0,0,%d,%d,0\n", 'A'+o, o, civil.MustDate("2017-11-20").Add(d), 900+o, 800+o)
		}
	}
	file := filepath.Join(t.TempDir(), "beds.csv")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := w.ImportFile(t.Context(), file, world.Start(), nil); err != nil {
		t.Fatal(err)
	}
	err := w.DB.Write(t.Context(), func(tx *db.Tx) error {
		var form, org, day string
		if err := tx.Get(t.Context(), "SELECT form, org, day FROM sitrep_version ORDER BY day, org LIMIT 1", nil, &form, &org, &day); err != nil {
			return err
		}
		for table, row := range map[string][]any{
			"sitrep_draft":       {"uec-daily", "Z-1", "2023-12-20", 1, "{}", "no", "account:1", "2023-12-20T08:00:00.000000Z"},
			"sitrep_reopening":   {"uec-daily", "Z-1", "2023-12-20", 1, "account:1", "2023-12-20T08:00:00.000000Z", "2023-12-21T08:00:00.000000Z", "why", 0},
			"sitrep_reminder":    {"uec-daily", "Z-1", "2023-12-20", "due", "job:reminders", "2023-12-20T08:00:00.000000Z", "words"},
			"sitrep_receipt":     {"token:1", "k1", "d", form, org, day, 1, "no", "2023-12-20T08:00:00.000000Z"},
			"sitrep_stale":       {"uec-daily", "2023-12-20"},
			"sitrep_published":   {1, form, "ENG", day, "{}", audit.Digest("{}")},
			"org_role_alias":     {901, "role", "alias", "2023-12-20T08:00:00.000000Z", "account:1"},
			"org_holder":         {901, 1, "Z-1", "role", "holder", "Invented", "a@example.org", "0", "2023-01-01", "", "yes", "current", "test", "2023-12-20T08:00:00.000000Z", "account:1"},
			"access_grant_end":   {901, 1, "2024-01-01", "why", "2023-12-20T08:00:00.000000Z", "account:1"},
			"access_token":       {901, "hash", 1, "name", "verbs", "Z-1", 0, "2024-01-01", "2023-12-20T08:00:00.000000Z", "", ""},
			"jobs_progress":      {901, "kind", "key", 0, 0, "", "", "2023-12-20T08:00:00.000000Z", 0, 0, "", "", "", "", ""},
			"jobs_due":           {"kind", "2023-12-20T08:00:00.000000Z"},
			"occupancy_run":      {901, "2023-12-20", "2023-12-20T08:00:00.000000Z", "2023-12-20T08:00:00.000000Z", "fit", "model", "digest", 901, 1, 1, 1.5, "[]", "job:forecast"},
			"occupancy_forecast": {901, "Z-1", "2023-12-20", []byte{1, 2}},
			"occupancy_outcome":  {"Z-1", "2023-12-20", 1, 600.0, 640.0, "no", "[]", "2023-12-20T08:00:00.000000Z"},
			"occupancy_override": {"Z-1", "strike", "open", 1, -.1, .1, "no", "why", "account:1", "2023-12-20T08:00:00.000000Z"},
			"occupancy_scenario": {"Z-1", "name", 1, "{}", "no", "account:1", "2023-12-20T08:00:00.000000Z"},
			"occupancy_backtest": {901, "trust", "model", "2018-19", "all", 1.5, "{}", "job:forecast", "2023-12-20T08:00:00.000000Z"},
			"access_secret":      {1, "hash", "no", "", "2023-12-20T08:00:00.000000Z"},
		} {
			columns := columnsOf(t, w, table)
			marks := make([]string, len(columns))
			for i := range marks {
				marks[i] = fmt.Sprintf("$%d", i+1)
			}
			if _, err := tx.Exec(t.Context(), "INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") "+own(w)+" VALUES ("+strings.Join(marks, ", ")+")", row...); err != nil {
				return fmt.Errorf("%s: %w", table, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	furnishPlans(t, w)
	furnishRecovery(t, w)
	furnishRest(t, w)
	furnishHarm(t, w)
	furnishMitigations(t, w)
	return w
}

// own lets a statement give the numbers that the engine gives else.
func own(w *world.World) string {
	if w.DB.Engine == db.Postgres {
		return "OVERRIDING SYSTEM VALUE"
	}
	return ""
}

// columnsOf are the columns that the rooms declare for a table.
func columnsOf(t *testing.T, w *world.World, table string) []string {
	t.Helper()
	for _, d := range w.DB.Tables() {
		if d.Name == table {
			return d.Columns
		}
	}
	t.Fatalf("no room declares %s", table)
	return nil
}

func checked(t *testing.T, a *app.App) app.CheckJSON {
	t.Helper()
	r, err := a.Check(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// columnsThere lists what the database itself says of its tables.
func columnsThere(t *testing.T, w *world.World) map[string][]string {
	t.Helper()
	q := "SELECT m.name, p.name FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table' ORDER BY m.name, p.cid"
	if w.DB.Engine == db.Postgres {
		q = "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"
	}
	rows, err := w.DB.Pool().Query(q)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	out := map[string][]string{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		out[table] = append(out[table], column)
	}
	return out
}

// TestEveryTableIsDeclared fails for a table, or a column of one, that no room has declared.
func TestEveryTableIsDeclared(t *testing.T) {
	bySeal(t, func(t *testing.T, w *world.World) {
		declared := map[string]db.Table{}
		for _, d := range w.DB.Tables() {
			declared[d.Name] = d
		}
		there := columnsThere(t, w)
		for table, columns := range there {
			d, ok := declared[table]
			switch {
			case strings.HasPrefix(table, "river_"), strings.HasPrefix(table, "migration_"), strings.HasPrefix(table, "sqlite_"), table == "db_seal", table == "db_sealed":
			case !ok:
				t.Errorf("no room declares the table %s as sealed, checked otherwise or left out: see db.Seal", table)
			case len(d.Columns) == 0 && d.Why == "":
				t.Errorf("%s is not sealed and has no reason", table)
			case len(d.Columns) > 0:
				slices.Sort(columns)
				if own := slices.Sorted(slices.Values(d.Columns)); !slices.Equal(own, columns) {
					t.Errorf("%s has the columns %v, its seal covers %v", table, columns, own)
				}
			}
		}
		for name := range declared {
			if there[name] == nil {
				t.Errorf("%s is declared and is not there", name)
			}
		}
	})
}

// TestCheckNamesEveryColumn changes each column of a row of every table behind Headroom's back, removes a row and adds
// one; each time check names the table.
func TestCheckNamesEveryColumn(t *testing.T) {
	bySeal(t, func(t *testing.T, w *world.World) {
		if r := checked(t, w.App); !r.OK {
			t.Fatalf("before anything was changed: %v", r.Problems)
		}
		there := columnsThere(t, w)
		c, err := w.DB.Pool().Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		loose := []string{"PRAGMA foreign_keys=0", "PRAGMA ignore_check_constraints=1"}
		if w.DB.Engine == db.Postgres {
			loose = []string{"SET session_replication_role = replica"}
		}
		for _, s := range loose {
			if _, err := c.ExecContext(t.Context(), s); err != nil {
				t.Fatal(err)
			}
		}
		defer func() { _ = c.Close() }()
		exec := func(q string) error {
			_, err := c.ExecContext(t.Context(), q)
			return err
		}
		for _, d := range w.DB.Tables() {
			if d.Guard == db.Unguarded || d.Name == "audit_entry" || d.Name == "audit_head" {
				continue
			}
			first := "(SELECT MIN(" + there[d.Name][0] + ") FROM " + d.Name + ")"
			where := " WHERE " + there[d.Name][0] + " = " + first
			changes := map[string]string{"a removed row": "DELETE FROM " + d.Name + where}
			for _, column := range there[d.Name] {
				changes[column] = "UPDATE " + d.Name + " SET " + column + " = CAST(" + column + " AS TEXT) || '7'" + where
			}
			for what, change := range changes {
				if err := exec("CREATE TABLE kept AS SELECT * FROM " + d.Name); err != nil {
					t.Fatal(err)
				}
				err := exec(change)
				if err != nil { // the column is a number, or narrowed by a constraint that cannot be put aside
					err = exec(strings.Replace(change, "CAST("+what+" AS TEXT) || '7'", what+" + 70000", 1))
				}
				if err == nil {
					r := checked(t, w.App)
					if r.OK || (d.Name != "sitrep_rollup" && d.Name != "sitrep_version" && !strings.Contains(strings.Join(r.Problems, "\n"), d.Name+", ")) {
						t.Errorf("%s of %s: %v", what, d.Name, r.Problems)
					}
				} else if w.DB.Engine == db.SQLite {
					t.Errorf("%s of %s could not be tried: %v", what, d.Name, err)
				}
				for _, s := range []string{"DELETE FROM " + d.Name, "INSERT INTO " + d.Name + " " + own(w) + " SELECT * FROM kept", "DROP TABLE kept"} {
					if err := exec(s); err != nil {
						t.Fatal(s, err)
					}
				}
			}
		}
		if r := checked(t, w.App); !r.OK {
			t.Fatalf("after everything was put back: %v", r.Problems)
		}
	})
}

// TestASeededFlipIsNamed flips bits of the file itself, one at a time: whenever a value of a guarded table has changed,
// check names something, and a file that cannot be read any more is an error and no crash.
func TestASeededFlipIsNamed(t *testing.T) {
	if testing.Short() {
		t.Skip("200 flips take a minute: leave -short out")
	}
	where := filepath.Join(t.TempDir(), "headroom.db")
	w := furnished(t, where)
	tables := w.DB.Tables()
	if r := checked(t, w.App); !r.OK {
		t.Fatalf("before anything was flipped: %v", r.Problems)
	}
	if _, err := w.DB.Pool().Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	sound, err := os.ReadFile(where)
	if err != nil {
		t.Fatal(err)
	}
	before, err := dump(t, where, tables)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(7, 2026))
	visible, unread, quiet := 0, 0, 0
	for range 200 {
		at, bit := random.IntN(len(sound)), random.IntN(8)
		flipped := slices.Clone(sound)
		flipped[at] ^= 1 << bit
		file := filepath.Join(t.TempDir(), "flipped.db")
		if err := os.WriteFile(file, flipped, 0o600); err != nil {
			t.Fatal(err)
		}
		after, err := dump(t, file, tables)
		changed := err != nil || after != before
		a, err := app.Open(t.Context(), file)
		if err != nil {
			unread++
			continue
		}
		r, err := a.Check(t.Context(), nil)
		_ = a.Close()
		named := err != nil || len(r.Problems) > 0
		switch {
		case changed && !named:
			t.Errorf("bit %d of byte %d changed what the tables say, and check said nothing", bit, at)
		case changed:
			visible++
		case !named:
			quiet++
		}
	}
	t.Logf("%d flips changed a value or made a table unreadable and were named, %d made the file impossible to open, %d lie where nothing of ours is", visible, unread, quiet)
	if visible == 0 {
		t.Error("no flip changed anything: the test tries nothing")
	}
}

// dump is every value of the guarded tables.
func dump(t *testing.T, file string, tables []db.Table) (string, error) {
	t.Helper()
	d, err := db.Open(t.Context(), file)
	if err != nil {
		return "", err
	}
	defer func() { _ = d.Close() }()
	var b strings.Builder
	err = d.Read(t.Context(), func(tx *db.Tx) error {
		for _, table := range tables {
			if table.Guard == db.Unguarded {
				continue
			}
			columns, err := db.Collect(t.Context(), tx, "SELECT name FROM pragma_table_info($1)", func(r db.Row) (s string, err error) { return s, r.Scan(&s) }, table.Name)
			if err != nil || len(columns) == 0 {
				return fmt.Errorf("%s: %v", table.Name, err)
			}
			values, dest := make([]any, len(columns)), make([]any, len(columns))
			for i := range dest {
				dest[i] = &values[i]
			}
			if err := tx.Each(t.Context(), "SELECT "+strings.Join(columns, ", ")+" FROM "+table.Name+" NOT INDEXED", func(r db.Row) error {
				if err := r.Scan(dest...); err != nil {
					return err
				}
				_, err := fmt.Fprintf(&b, "%s %#v\n", table.Name, values)
				return err
			}); err != nil {
				return err
			}
		}
		return nil
	})
	return b.String(), err
}

// TestSealingLaterHidesNothing opens a database whose rows were never sealed, then one in which a row was damaged and the
// note of what is sealed is gone.
func TestSealingLaterHidesNothing(t *testing.T) {
	where := filepath.Join(t.TempDir(), "headroom.db")
	w := world.On(t, where)
	again := func(statements ...string) app.CheckJSON {
		t.Helper()
		for _, s := range statements {
			if _, err := w.DB.Pool().Exec(s); err != nil {
				t.Fatal(err)
			}
		}
		a, err := app.Open(t.Context(), where)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = a.Close() }()
		return checked(t, a)
	}
	if r := again("DELETE FROM db_seal", "DELETE FROM db_sealed", "UPDATE audit_entry SET sealed = ''"); r.Sealed.Rows == 0 || len(r.Sealed.Problems) != 0 {
		t.Fatalf("rows from before there were seals: %+v", r.Sealed)
	}
	r := again("UPDATE org_role SET name = 'other' WHERE id = 1", "DELETE FROM db_sealed WHERE tbl = 'org_role'")
	if len(r.Sealed.Problems) != 1 || !strings.Contains(r.Sealed.Problems[0], "org_role, id 1") {
		t.Fatalf("a damaged row that is sealed again: %v", r.Sealed.Problems)
	}
}
