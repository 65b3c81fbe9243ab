package app

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"headroom/internal/fault"
	"headroom/internal/importer"
	"headroom/internal/sitrep/sitrepdb"
)

// ImportFile reads one published file and stores what is new in it. published is when its figures became known, where
// the caller knows better than the file; zero leaves it to the file.
func (a *App) ImportFile(ctx context.Context, path string, published time.Time, progress sitrepdb.Progress) (sitrepdb.Result, error) {
	name := filepath.Base(path)
	content, err := os.ReadFile(path)
	if err != nil {
		return sitrepdb.Result{File: name}, fault.Wrap(err, fault.NotFound, "%s cannot be read; check its name and that you may read it", name)
	}
	batch, err := importer.Open(ctx, name, content, importer.Options{Published: published, Progress: progress})
	if err != nil {
		return sitrepdb.Result{File: name}, err
	}
	return a.Returns.Import(ctx, batch, "command", progress)
}
