package jobs

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"headroom/internal/db"
)

//go:embed migration
var migrationFS embed.FS

//go:embed queries.sql
var queryFS embed.FS

var queries = db.LoadQueries(queryFS, "queries.sql")

// Migrate brings River's tables and our own beside them to the newest step. It is safe at each start and from several
// processes at once.
func Migrate(ctx context.Context, d *db.DB) error {
	if err := d.Migrate(ctx, db.Migrations{Room: "jobs", FS: migrationFS, Tables: tables()}); err != nil {
		return err
	}
	var err error
	for attempt := range 5 { // two processes that start together may meet: the second finds the work done
		if err = migrateRiver(ctx, d); err == nil || ctx.Err() != nil {
			break
		}
		time.Sleep(time.Duration(attempt+1) * 100 * time.Millisecond)
	}
	if err != nil {
		return fmt.Errorf("the job queue's tables cannot be brought up to date: %w", err)
	}
	return nil
}

func migrateRiver(ctx context.Context, d *db.DB) error {
	if d.Engine == db.Postgres {
		c, err := d.Pool().Conn(ctx)
		if err != nil {
			return err
		}
		defer func() { _ = c.Close() }()
		if _, err := c.ExecContext(ctx, "SELECT pg_advisory_lock(7203412)"); err != nil {
			return err
		}
		defer func() {
			_, _ = c.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock(7203412)")
		}()
	}
	m, err := rivermigrate.New(driver(d.Engine, d.Pool()), &rivermigrate.Config{Logger: silent()})
	if err != nil {
		return err
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

// driver is River's way into engine e. pool may be nil where only transactions of the caller are used.
func driver(e db.Engine, pool *sql.DB) riverdriver.Driver[*sql.Tx] {
	if e == db.Postgres {
		return riverdatabasesql.New(pool)
	}
	return riversqlite.New(pool)
}

// inTx is a River client that works in the caller's transactions only.
func inTx(e db.Engine) (*river.Client[*sql.Tx], error) {
	return river.NewClient(driver(e, nil), &river.Config{Logger: silent()})
}

// workClient is the part of River's working client that a Runner needs, the same for either kind of transaction.
type workClient interface {
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	StopAndCancel(ctx context.Context) error
}

// newWorkClient makes the client that fetches and works jobs. On SQLite it shares the one writing connection, whose
// queue is first come, first served, so neither starves the other. On PostgreSQL it has a small pool of its own, so
// polling never takes a connection from a page, and it is woken by the server when a job is put in.
func newWorkClient(ctx context.Context, d *db.DB, cfg *river.Config) (workClient, func(), error) {
	if d.Engine == db.SQLite {
		c, err := river.NewClient(driver(d.Engine, d.Pool()), cfg)
		return c, func() {}, err
	}
	pc, err := pgxpool.ParseConfig(d.URL())
	if err != nil {
		return nil, nil, err
	}
	pc.MaxConns = 6
	pool, err := pgxpool.NewWithConfig(ctx, pc)
	if err != nil {
		return nil, nil, err
	}
	c, err := river.NewClient[pgx.Tx](riverpgxv5.New(pool), cfg)
	if err != nil {
		pool.Close()
		return nil, nil, err
	}
	return c, pool.Close, nil
}

// envelope is what River stores of a job: our unique key, which alone decides sameness, and the arguments.
type envelope struct {
	kind string
	Key  string          `json:"key" river:"unique"`
	Args json.RawMessage `json:"args"`
}

// Kind is River's name for the work.
func (e envelope) Kind() string { return e.kind }

func silent() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

// warnings lets through a River log line only from Warn up: River tells of its every start and stop.
type warnings struct{ slog.Handler }

// Enabled is true from Warn up.
func (w warnings) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && w.Handler.Enabled(ctx, l)
}

// WithAttrs keeps the limit.
func (w warnings) WithAttrs(a []slog.Attr) slog.Handler { return warnings{w.Handler.WithAttrs(a)} }

// WithGroup keeps the limit.
func (w warnings) WithGroup(name string) slog.Handler { return warnings{w.Handler.WithGroup(name)} }
