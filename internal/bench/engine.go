package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"headroom/internal/db"
)

// postgresEnv holds the address of a PostgreSQL server on which databases may be created.
const postgresEnv = "HEADROOM_TEST_PG"

// engine is a place where databases are made for one run.
type engine struct {
	name       db.Engine
	dir        string  // of SQLite files
	server     string  // of PostgreSQL
	admin      *sql.DB // of PostgreSQL
	durability string
	made       []string
}

// openEngine gives the engine by name, or nil when it is not to be had here.
func openEngine(ctx context.Context, name, dir string) (*engine, error) {
	e := &engine{name: db.Engine(name), dir: dir}
	switch e.name {
	case db.SQLite:
		if err := os.MkdirAll(dir, 0o750); err != nil {
			return nil, err
		}
		e.durability = "write-ahead log, synchronous FULL: a commit waits for the disk"
		return e, nil
	case db.Postgres:
	default:
		return nil, fmt.Errorf("there is no engine %q; choose sqlite or postgres", name)
	}
	if e.server = os.Getenv(postgresEnv); e.server == "" {
		return nil, nil
	}
	var err error
	if e.admin, err = sql.Open("pgx", e.server); err != nil {
		return nil, err
	}
	var fsync, commit, version string
	for setting, to := range map[string]*string{"fsync": &fsync, "synchronous_commit": &commit, "server_version": &version} {
		if err := e.admin.QueryRowContext(ctx, "SHOW "+setting).Scan(to); err != nil {
			return nil, err
		}
	}
	e.durability = fmt.Sprintf("version %s, fsync %s, synchronous_commit %s", version, fsync, commit)
	if fsync != "on" {
		e.durability += ": a commit does NOT wait for the disk, so writes look better than they are"
	}
	return e, nil
}

// fresh makes an empty database and gives its address.
func (e *engine) fresh(ctx context.Context, name string) (string, error) {
	if e.name == db.SQLite {
		where := filepath.Join(e.dir, name+".db")
		for _, tail := range []string{"", "-wal", "-shm"} {
			if err := os.Remove(where + tail); err != nil && !os.IsNotExist(err) {
				return "", err
			}
		}
		return where, nil
	}
	var b [6]byte
	_, _ = rand.Read(b[:])
	called := "bench_" + name + "_" + hex.EncodeToString(b[:])
	if _, err := e.admin.ExecContext(ctx, "CREATE DATABASE "+called); err != nil {
		return "", err
	}
	e.made = append(e.made, called)
	u, err := url.Parse(e.server)
	if err != nil {
		return "", err
	}
	u.Path = "/" + called
	return u.String(), nil
}

// bare is a fresh database with nothing of ours around it, as durable as ours, for so many senders at a time.
func (e *engine) bare(ctx context.Context, name string, senders int) (*sql.DB, error) {
	where, err := e.fresh(ctx, name)
	if err != nil {
		return nil, err
	}
	p, err := e.pool(where)
	if err == nil && e.name == db.Postgres {
		p.SetMaxOpenConns(senders)
		p.SetMaxIdleConns(senders)
	}
	return p, err
}

// pool opens a database without our store: on SQLite with one connection, since there is one writer.
func (e *engine) pool(where string) (*sql.DB, error) {
	if e.name == db.Postgres {
		return sql.Open("pgx", where)
	}
	p, err := sql.Open("sqlite", "file:"+(&url.URL{Path: where}).EscapedPath()+
		"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(10000)&_pragma=cache_size(-16384)&_txlock=immediate")
	if err == nil {
		p.SetMaxOpenConns(1)
	}
	return p, err
}

// close drops what was made on a server; files go with their folder.
func (e *engine) close() {
	if e.admin == nil {
		return
	}
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	for _, name := range e.made {
		_, _ = e.admin.ExecContext(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
	}
	_ = e.admin.Close()
}
