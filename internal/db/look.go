package db

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"strings"
)

// ErrForeign says that a database holds tables, and none of ours.
var ErrForeign = errors.New("it holds tables of something else")

// ErrAbsent says that there is no database yet where one was to be read.
var ErrAbsent = errors.New("there is none")

// isServer reports whether where is the address of a PostgreSQL server.
func isServer(where string) bool {
	return strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://")
}

// OpenHeld is Open for whoever only reads: where nothing of ours is held yet it makes nothing and gives ErrAbsent.
func OpenHeld(ctx context.Context, where string) (*DB, error) {
	if path := strings.TrimPrefix(where, "sqlite:"); !isServer(where) && path != "" {
		if i, err := os.Stat(path); err != nil || i.Size() == 0 {
			return nil, ErrAbsent
		}
	}
	d, err := Open(ctx, where)
	if err != nil {
		return nil, err
	}
	ours, _, err := tables(ctx, d.read, d.Engine)
	if err == nil && !ours {
		err = ErrAbsent
	}
	if err != nil {
		_ = d.Close()
		return nil, err
	}
	return d, nil
}

// foreignFile looks at a file before it is opened for writing, which would change it: ErrForeign when it is a database of
// something else. What cannot be looked at here, opening it will tell.
func foreignFile(ctx context.Context, path string) error {
	if i, err := os.Stat(path); err != nil || i.Size() == 0 {
		return nil
	}
	d, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?mode=ro&_pragma=busy_timeout(2000)")
	if err != nil {
		return nil
	}
	defer func() { _ = d.Close() }()
	if ours, others, err := tables(ctx, d, SQLite); err == nil && others && !ours {
		return ErrForeign
	}
	return nil
}

// tables reports whether the database holds tables of ours, and any at all.
func tables(ctx context.Context, d *sql.DB, e Engine) (ours, any bool, err error) {
	query := `SELECT name FROM sqlite_master WHERE type = 'table'`
	if e == Postgres {
		query = `SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema()`
	}
	rows, err := d.QueryContext(ctx, query)
	if err != nil {
		return false, false, translate(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return false, false, translate(err)
		}
		any = true
		ours = ours || strings.HasPrefix(name, "migration_")
	}
	return ours, any, translate(rows.Err())
}
