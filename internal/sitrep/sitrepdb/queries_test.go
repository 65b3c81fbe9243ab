package sitrepdb

import (
	"testing"

	"headroom/internal/db"
	"headroom/internal/db/dbtest"
)

func TestQueriesPrepare(t *testing.T) {
	dbtest.Each(t, []db.Migrations{Migrations()}, func(t *testing.T, d *db.DB) { dbtest.Prepares(t, d, queries) })
}
