package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/importer"
	"headroom/internal/sitrep"
	"headroom/internal/sitrep/sitrepdb"
)

// ImportFile keeps one published file and stores what is new in it. published is when its figures became known, where
// the caller knows better than the file; zero leaves it to the file. A file that cannot be used is kept as refused, and
// the fault says why.
func (a *App) ImportFile(ctx context.Context, path string, published time.Time, progress sitrepdb.Progress) (sitrep.ImportResult, error) {
	name := filepath.Base(path)
	res := sitrep.ImportResult{File: name}
	f, err := os.Open(path)
	if err != nil {
		return res, fault.Wrap(err, fault.NotFound, "%s cannot be read; check its name and that you may read it", name)
	}
	defer func() { _ = f.Close() }()
	if i, err := f.Stat(); err == nil && i.IsDir() {
		return res, fault.New(fault.Invalid, "%s is a folder; name the files in it", name)
	}
	i, err := a.Returns.Receive(ctx, sitrep.Upload{File: name, Content: f, Published: published, By: "command"})
	if err != nil {
		return res, err
	}
	if i.State.Over() {
		return i.Result, nil
	}
	return a.carryOut(ctx, i, a.DB.Write, progress)
}

// carryOut reads the kept file of an import and stores what is new in it, in one transaction that write runs. It may be
// done again after a crash: what is over stays as it is. A file that cannot be used is refused, and the fault says why.
func (a *App) carryOut(ctx context.Context, i sitrep.Import, write func(context.Context, func(*db.Tx) error) error, progress sitrepdb.Progress) (sitrep.ImportResult, error) {
	res := sitrep.ImportResult{Import: i.ID, File: i.File}
	content, err := a.Returns.Content(ctx, i.Upload)
	if err != nil {
		return res, err
	}
	batch, err := importer.Open(ctx, i.File, content, importer.Options{Published: i.Published, SHA256: i.SHA256, Progress: progress})
	if refused := unusable(ctx, err); refused != nil {
		return res, errors.Join(a.Returns.Refuse(ctx, i.ID, refused), refused)
	}
	if err != nil {
		return res, err
	}
	if err := a.Returns.NoteRead(ctx, i.ID, batch); err != nil {
		return res, err
	}
	return a.Returns.StoreImport(ctx, i.ID, batch, write, progress)
}

// unusable is the fault of a file that no further try can read; nil for everything else, as being stopped.
func unusable(ctx context.Context, err error) error {
	if f := fault.As(err); f != nil && ctx.Err() == nil && (f.Kind == fault.Invalid || f.Kind == fault.TooLarge) {
		return f
	}
	return nil
}
