package app

import (
	"context"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"time"

	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/importer"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/sitrep/sitrepdb"
)

// Imported is what became of a file, as headroom import prints it.
type Imported = sitrep.ImportResult

// Plain writes a figure without an exponent, to six decimals at most.
func Plain(n float64) string { return measure.Plain(math.Round(n*1e6) / 1e6) }

// ImportFile keeps one published file and stores what is new in it. published is when its figures became known, where
// the caller knows better than the file; zero leaves it to the file. A file that cannot be used is kept as refused, and
// the fault says why.
func (a *App) ImportFile(ctx context.Context, path string, published time.Time, progress sitrepdb.Progress) (Imported, error) {
	f, err := openFile(path)
	if err != nil {
		return Imported{File: filepath.Base(path)}, err
	}
	defer func() { _ = f.Close() }()
	ahead := readAhead(ctx, f, filepath.Base(path), published, progress)
	defer ahead.end()
	i, err := a.receive(ctx, filepath.Base(path), ahead.bytes(f), published, false)
	if err != nil || i.State.Over() {
		return i.Result, err
	}
	res, err := a.carryOut(ctx, i, ahead, a.DB.Write, progress)
	if err == nil { // nobody may be working the queue while a command runs
		_, err = a.Returns.AddUp(ctx, progress)
	}
	return res, err
}

// QueueFile keeps one published file and puts its import in the queue. It tells the import's number and state.
func (a *App) QueueFile(ctx context.Context, path string, published time.Time) (Imported, string, error) {
	f, err := openFile(path)
	if err != nil {
		return Imported{File: filepath.Base(path)}, "", err
	}
	defer func() { _ = f.Close() }()
	i, err := a.receive(ctx, filepath.Base(path), f, published, true)
	return i.Result, string(i.State), err
}

func openFile(path string) (*os.File, error) {
	name := filepath.Base(path)
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "%s cannot be read; check its name and that you may read it", name)
	}
	if i, err := f.Stat(); err == nil && i.IsDir() {
		_ = f.Close()
		return nil, fault.New(fault.Invalid, "%s is a folder; name the files in it", name)
	}
	return f, nil
}

func (a *App) receive(ctx context.Context, name string, content io.ReadSeeker, published time.Time, queue bool) (sitrep.Import, error) {
	i, err := a.Returns.Receive(ctx, sitrep.Upload{File: name, Content: content, Published: published, By: "command", Queue: queue})
	if err != nil {
		return sitrep.Import{File: name, Result: Imported{File: name}}, err
	}
	return i, nil
}

// carryOut stores what is new in the kept file of an import, in one transaction that write runs. The file is read, unless
// ahead has done so. It may be done again after a crash: what is over stays as it is. A file that cannot be used is
// refused, and the fault says why.
func (a *App) carryOut(ctx context.Context, i sitrep.Import, ahead *reading, write func(context.Context, func(*db.Tx) error) error, progress sitrepdb.Progress) (sitrep.ImportResult, error) {
	res := sitrep.ImportResult{Import: i.ID, File: i.File}
	batch, ok, err := ahead.of(i)
	if !ok {
		content, held := a.Returns.Content(ctx, i.Upload)
		if held != nil {
			return res, held
		}
		batch, err = importer.Open(ctx, i.File, content, importer.Options{Published: i.Published, SHA256: i.SHA256, Progress: progress})
	}
	if refused := unusable(ctx, err); refused != nil {
		return res, errors.Join(a.Returns.Refuse(ctx, i.ID, refused), refused)
	}
	if err != nil {
		return res, err
	}
	if err := a.strangers(ctx, batch); err != nil {
		return res, errors.Join(a.Returns.Refuse(ctx, i.ID, err), err)
	}
	if err := a.Returns.NoteRead(ctx, i.ID, batch); err != nil {
		return res, err
	}
	return a.Returns.StoreImport(ctx, i.ID, batch, write, progress)
}

// strangers refuses, in the demonstration's database, a file about organisations that are not its own: there every figure
// is invented, and a real one beside them would be taken for invented, or they for real.
func (a *App) strangers(ctx context.Context, b *sitrep.Batch) error {
	if !a.synthetic && a.demo == nil {
		return nil
	}
	book, err := a.Orgs.Book(ctx, time.Time{})
	if err != nil {
		return err
	}
	for _, s := range b.Sightings {
		if c, _, err := org.ParseCode(string(s.Code)); err != nil || !book.Holds(c) {
			return fault.New(fault.Invalid, "this is the demonstration, whose organisations are all invented, and the file is about %s (%s); "+
				"import it into a database of your own", s.Name, s.Code)
		}
	}
	return nil
}

// unusable is the fault of a file that no further try can read; nil for everything else, as being stopped.
func unusable(ctx context.Context, err error) error {
	if f := fault.As(err); f != nil && ctx.Err() == nil && (f.Kind == fault.Invalid || f.Kind == fault.TooLarge) {
		return f
	}
	return nil
}
