package app_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"headroom/internal/app"
	"headroom/internal/db"
)

// A command that only reads must not wait for an import that holds SQLite's one writer.
func TestOpenAndReadBesideAWriter(t *testing.T) {
	ctx := t.Context()
	file := filepath.Join(t.TempDir(), "headroom.db")
	a, err := app.Open(ctx, file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	held, release, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- a.DB.Write(context.Background(), func(*db.Tx) error {
			close(held)
			<-release
			return nil
		})
	}()
	<-held
	read := make(chan error, 1)
	go func() { read <- readOnce(ctx, file) }()
	select {
	case err = <-read:
	case <-time.After(8 * time.Second): // the engine itself gives up on the lock after ten
		t.Error("opening, reading and closing waited for the writer")
	}
	close(release)
	if err != nil {
		t.Error(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func readOnce(ctx context.Context, file string) error {
	b, err := app.Open(ctx, file)
	if err != nil {
		return err
	}
	if _, err := b.Organisations(ctx, app.OrgQuery{At: "2023-12-20"}); err != nil {
		return err
	}
	return b.Close()
}
