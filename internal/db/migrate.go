package db

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

// Migrations is one room's steps: FS holds the folders migration/sqlite and migration/postgres with NNNN_name.sql
// files in goose's form. Each room has its own numbering, kept in the table migration_<room>.
type Migrations struct {
	Room   string
	FS     fs.FS
	Tables []Table // every table that the steps make
}

//go:embed migration
var migrationFS embed.FS

// Migrate brings every room's tables to the newest step. It is safe to call at each start and from several processes.
func (d *DB) Migrate(ctx context.Context, rooms ...Migrations) error {
	if d.Engine == Postgres {
		// One process migrates at a time: the lock lives as long as this connection.
		c, err := d.write.Conn(ctx)
		if err != nil {
			return translate(err)
		}
		defer func() { _ = c.Close() }()
		if _, err := c.ExecContext(ctx, "SELECT pg_advisory_lock(7203411)"); err != nil {
			return translate(err)
		}
		defer func() { _, _ = c.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock(7203411)") }()
	}
	for _, m := range append([]Migrations{{Room: "db", FS: migrationFS}}, rooms...) {
		if err := d.migrateRoom(ctx, m); err != nil {
			return fmt.Errorf("the tables of %s cannot be brought up to date: %w", m.Room, err)
		}
	}
	if err := d.fill(ctx, rooms); err != nil {
		return fmt.Errorf("the rows that are there cannot be sealed: %w", err)
	}
	d.declare(rooms)
	return nil
}

func (d *DB) migrateRoom(ctx context.Context, m Migrations) error {
	sub, err := fs.Sub(m.FS, "migration/"+string(d.Engine))
	if err != nil {
		return err
	}
	dialect := database.DialectSQLite3
	if d.Engine == Postgres {
		dialect = database.DialectPostgres
	}
	store, err := database.NewStore(dialect, "migration_"+m.Room)
	if err != nil {
		return err
	}
	p, err := goose.NewProvider("", d.write, sub, goose.WithStore(store))
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}
