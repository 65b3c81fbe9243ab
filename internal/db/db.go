package db

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the PostgreSQL driver
	_ "modernc.org/sqlite"             // the SQLite driver, without cgo
)

// Engine names the database engine, in the words used for migration folders and query variants.
type Engine string

// mapped is how many bytes of a SQLite file a reading connection maps into memory.
const mapped = "268435456"

// The two engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// DB is an open database. Make one with Open; it is safe for concurrent use.
type DB struct {
	Engine Engine
	// Clock says what time it is; each Write reads it once. Tests and the demo replace it before first use.
	Clock func() time.Time

	url   string
	write *sql.DB
	read  *sql.DB

	tablesMu sync.RWMutex
	tables   map[string]*Table // of the rooms that were migrated
	plans    sync.Map          // statement to *plan
}

// Open opens where: a file path (created when absent, with its folder), "sqlite:PATH", or a "postgres://" URL.
// It does not migrate; call Migrate next. A database that holds tables, and none of ours, is left
// untouched: ErrForeign.
func Open(ctx context.Context, where string) (*DB, error) {
	if isServer(where) {
		return openPostgres(ctx, where)
	}
	return openSQLite(ctx, strings.TrimPrefix(where, "sqlite:"))
}

func openSQLite(ctx context.Context, path string) (*DB, error) {
	if path == "" {
		return nil, fmt.Errorf("no database given: name a file or a postgres:// address")
	}
	if err := foreignFile(ctx, path); err != nil {
		return nil, err
	}
	if dir := filepath.Dir(path); dir != "." {
		if err := os.MkdirAll(dir, 0o750); err != nil {
			return nil, fmt.Errorf("the folder for the database cannot be made: %w", err)
		}
	}
	// Full synchronisation: what was acknowledged survives a power cut, not only a killed process.
	// The time format is the one the job queue's SQLite driver needs to read back its own rows.
	common := "_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(10000)" +
		"&_pragma=foreign_keys(1)&_pragma=temp_store(MEMORY)&_time_format=sqlite"
	file := "file:" + (&url.URL{Path: path}).EscapedPath()
	w, err := sql.Open("sqlite", file+"?"+common+"&_txlock=immediate&_pragma=cache_size(-16384)")
	if err != nil {
		return nil, translate(err)
	}
	w.SetMaxOpenConns(1)
	if err := w.PingContext(ctx); err != nil {
		_ = w.Close()
		return nil, fmt.Errorf("the database file %s cannot be opened: %w", filepath.Base(path), translate(err))
	}
	r, err := sql.Open("sqlite", file+"?"+common+"&_pragma=query_only(1)&_pragma=cache_size(-16384)&_pragma=mmap_size("+mapped+")")
	if err != nil {
		_ = w.Close()
		return nil, translate(err)
	}
	r.SetMaxOpenConns(8)
	r.SetMaxIdleConns(8)
	return &DB{Engine: SQLite, Clock: time.Now, url: path, write: w, read: r}, nil
}

func openPostgres(ctx context.Context, where string) (*DB, error) {
	p, err := sql.Open("pgx", where)
	if err != nil {
		return nil, translate(err)
	}
	p.SetMaxOpenConns(16)
	p.SetMaxIdleConns(16)
	p.SetConnMaxIdleTime(5 * time.Minute)
	if err := p.PingContext(ctx); err != nil {
		_ = p.Close()
		return nil, fmt.Errorf("the PostgreSQL server cannot be reached: %w", translate(err))
	}
	if ours, others, err := tables(ctx, p, Postgres); err == nil && others && !ours {
		_ = p.Close()
		return nil, ErrForeign
	}
	return &DB{Engine: Postgres, Clock: time.Now, url: where, write: p, read: p}, nil
}

// URL is what Open was given: a file path or the server's address (which may hold a password: do not log it).
func (d *DB) URL() string { return d.url }

// Pool is the writing pool, for the job queue, which manages its own statements. Nothing else may use it.
func (d *DB) Pool() *sql.DB { return d.write }

// Close lets go of every connection. On SQLite it first moves what it can of the write-ahead log into the file, without
// waiting for others who have it open; the last one to close moves the rest.
func (d *DB) Close() error {
	if d.Engine == SQLite {
		_, _ = d.write.Exec("PRAGMA wal_checkpoint(PASSIVE)")
		_ = d.read.Close()
	}
	return d.write.Close()
}

// Now is the database's clock, in UTC, to the microsecond that both engines keep.
func (d *DB) Now() time.Time { return d.Clock().UTC().Truncate(time.Microsecond) }
