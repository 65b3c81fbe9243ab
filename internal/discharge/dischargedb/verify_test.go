package dischargedb_test

import (
	"strings"
	"testing"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/db/dbtest"
	"headroom/internal/discharge"
	"headroom/internal/discharge/dischargedb"
)

// TestVerifyNamesWhatIsDamaged changes rows behind the store's back.
func TestVerifyNamesWhatIsDamaged(t *testing.T) {
	dbtest.Each(t, []db.Migrations{audit.Migrations(), dischargedb.Migrations()}, func(t *testing.T, d *db.DB) {
		w := &world{d: d, s: dischargedb.New(d, newRegister(), civil.England())}
		w.set("2023-12-18", 9, 0)
		d.Clock = w.read
		w.propose(t, plan("QX-1", lead, 0, starts("a", "2023-12-23", "T1", "C1", 4)))
		ok(t, w.act(t, "QX-1", 1, dass, discharge.Move{Line: "a", To: discharge.Agreed}))
		w.propose(t, plan("QX-2", lead, 0, starts("a", "2023-12-23", "T1", "C1", 4)))
		w.sound(t)
		for _, c := range []struct{ change, names string }{
			{"UPDATE discharge_claim SET agreed = 1 WHERE plan = 'QX-1'", "what plan QX-1 takes"},
			{"DELETE FROM discharge_claim WHERE plan = 'QX-2'", "what plan QX-2 takes"},
			{"UPDATE discharge_version SET body = '{}' WHERE plan = 'QX-2'", "version 1 of plan QX-2"},
		} {
			_, err := d.Pool().ExecContext(t.Context(), c.change)
			ok(t, err)
			ok(t, d.Read(t.Context(), func(tx *db.Tx) error {
				got, err := w.s.Verify(t.Context(), tx)
				if !strings.Contains(strings.Join(got, "\n"), c.names) {
					t.Errorf("after %q: %q", c.change, got)
				}
				return err
			}))
		}
	})
}
