package app

import (
	"context"
	"fmt"

	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/recovery"
	"headroom/internal/recovery/recoverydb"
)

// keepFile keeps a large file of recovery that waits, as it was mapped: all of it or nothing. Broken off and done again it comes to the same.
func (a *App) keepFile(ctx context.Context, j *jobs.Job[recoverydb.ImportArgs]) error {
	k, err := a.Recovery.Keeping(ctx, j.Args.Org, j.Args.File)
	if err != nil || k.Done() {
		return err
	}
	if err := j.Progress(ctx, 0, 3, "reading the file"); err != nil {
		return err
	}
	f, err := a.Recovery.Staged(ctx, j.Args.Org, j.Args.File)
	var read recovery.ReadFile
	if err == nil {
		read, err = f.Read(ctx, j.Args.Org, k.Reading)
	}
	if err == nil {
		if err := j.Progress(ctx, 1, 3, fmt.Sprintf("keeping %d rows", read.Rows())); err != nil {
			return err
		}
		var got recovery.Imported
		got, err = a.Recovery.KeepFile(ctx, k.By, f, k.Reading, read)
		k.Import = got.ID
	}
	if x := fault.As(err); x != nil && (x.Kind == fault.Invalid || x.Kind == fault.NotFound || x.Kind == fault.Conflict) {
		k.Refused, err = x.Message, nil // its rows' problems are told where its columns are mapped: here no row is repeated
	}
	if err != nil {
		return err
	}
	if err := a.Recovery.KeptFile(ctx, k); err != nil || k.Import == 0 {
		return err
	}
	return a.Recovery.DropStaged(ctx, k.By, k.File)
}
