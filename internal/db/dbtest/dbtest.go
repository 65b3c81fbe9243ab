package dbtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"headroom/internal/db"
)

// Env is the variable that holds the PostgreSQL server's address.
const Env = "HEADROOM_TEST_PG"

// Each runs f on a fresh database of each engine, with the rooms' tables in place, as subtests "sqlite" and "postgres".
func Each(t *testing.T, rooms []db.Migrations, f func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, SQLite(t, rooms...)) })
	t.Run("postgres", func(t *testing.T) { f(t, Postgres(t, rooms...)) })
}

// SQLite opens a fresh SQLite file in the test's own folder.
func SQLite(t testing.TB, rooms ...db.Migrations) *db.DB {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "test.db"), rooms)
}

// Postgres makes a fresh database on the test server, dropped when the test ends; without a server the test skips.
func Postgres(t testing.TB, rooms ...db.Migrations) *db.DB {
	t.Helper()
	return open(t, PostgresURL(t), rooms)
}

// PostgresURL makes a fresh, empty database on the test server and gives its address.
func PostgresURL(t testing.TB) string {
	t.Helper()
	server := os.Getenv(Env)
	if server == "" {
		t.Skip("no PostgreSQL: run the tests through make test, or set " + Env + " to a server's address")
	}
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	var b [6]byte
	_, _ = rand.Read(b[:])
	name := "t_" + hex.EncodeToString(b[:])
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if _, err := admin.ExecContext(ctx, "CREATE DATABASE "+name); err != nil {
		t.Fatalf("the test server refuses a new database: %v", err)
	}
	t.Cleanup(func() {
		_, _ = admin.Exec("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)")
		_ = admin.Close()
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func open(t testing.TB, where string, rooms []db.Migrations) *db.DB {
	t.Helper()
	ctx := context.Background()
	d, err := db.Open(ctx, where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(ctx, rooms...); err != nil {
		t.Fatal(err)
	}
	return d
}

// Prepares fails the test for every named query that the engine under d does not accept.
func Prepares(t *testing.T, d *db.DB, q *db.Queries) {
	t.Helper()
	for _, name := range q.Names() {
		text := q.For(d.Engine, name)
		s, err := d.Pool().Prepare(text)
		if err != nil {
			t.Errorf("query %s is not accepted by %s: %v\n%s", name, d.Engine, err, text)
			continue
		}
		_ = s.Close()
		if strings.Contains(text, "*") && strings.Contains(strings.ToUpper(text), "SELECT *") {
			t.Errorf("query %s does not list its columns", name)
		}
	}
}
