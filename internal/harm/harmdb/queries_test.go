package harmdb

import (
	"testing"

	"headroom/internal/audit"
	"headroom/internal/db"
	"headroom/internal/db/dbtest"
)

func TestQueriesPrepare(t *testing.T) {
	dbtest.Each(t, []db.Migrations{audit.Migrations(), Migrations()}, func(t *testing.T, d *db.DB) { dbtest.Prepares(t, d, queries) })
}
