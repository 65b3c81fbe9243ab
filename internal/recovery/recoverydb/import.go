package recoverydb

import (
	"context"
	"fmt"
	"time"

	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/org"
	"headroom/internal/recovery"
)

// ImportJob keeps a large file that waits.
const ImportJob jobs.Kind[ImportArgs] = "recovery.import"

// ImportArgs name the file that an ImportJob keeps: whose, and its number.
type ImportArgs struct {
	Org  org.Code
	File int64
}

// KeepFile keeps what was read of a file that waited, and how it was read. Done twice it changes nothing more; the copy that waited stays
// until it is dropped.
func (s *Store) KeepFile(ctx context.Context, by recovery.By, f recovery.Staged, as recovery.Reading, r recovery.ReadFile) (got recovery.Imported, err error) {
	switch f.Kind {
	case recovery.SessionFile:
		got, err = s.KeepSessions(ctx, by, f.File, r.Sessions, nil, as.Whole)
	case recovery.LimitFile:
		got, err = s.KeepLimits(ctx, by, f.File, r.Limits, nil)
	case recovery.BookedFile:
		got, err = s.KeepBookings(ctx, by, f.File, r.Bookings, as.Whole)
	default:
		got, err = s.KeepList(ctx, by, r.List)
	}
	if err != nil {
		return got, err
	}
	for _, m := range []recovery.Mapping{as.Columns, as.Who} {
		if len(m.Columns) == 0 {
			continue
		}
		if err := s.KeepMapping(ctx, by, m); err != nil {
			return got, err
		}
	}
	return got, nil
}

func keepingKind(file int64) string { return fmt.Sprint("keeping/", file) }

// AskKeep puts the keeping of a large file in the queue. One that is under way stays as it is; one that was refused is tried anew.
func (s *Store) AskKeep(ctx context.Context, k recovery.Keeping) error {
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "recovery:ground/"+string(k.By.Org)); err != nil {
			return err
		}
		var before recovery.Keeping
		if err := readGround(ctx, tx, k.By.Org, keepingKind(k.File), time.Time{}, &before); err != nil || before.Job > 0 && before.Refused == "" {
			return err
		}
		e, err := jobs.Enqueue(ctx, tx, ImportJob, ImportArgs{k.By.Org, k.File}, jobs.Options{UniqueKey: fmt.Sprintf("recovery-import/%s/%d/%d", k.By.Org, k.File, before.Job), MaxAttempts: planAttempts})
		if err != nil {
			return err
		}
		k.Job = e.ID
		if err := keepGround(ctx, tx, k.By, keepingKind(k.File), k); err != nil {
			return err
		}
		return note(ctx, tx, k.By, "recovery.keep", "recovery-file", fmt.Sprint(k.File), k.By.Org, "", "", fmt.Sprintf("%d rows passed, to be kept by the queue", k.Rows))
	})
}

// Keeping is a file that the queue keeps, and what became of it; NotFound when it was never asked for.
func (s *Store) Keeping(ctx context.Context, o org.Code, file int64) (k recovery.Keeping, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		k = recovery.Keeping{}
		return readGround(ctx, tx, o, keepingKind(file), time.Time{}, &k)
	})
	if err == nil && k.Job == 0 {
		err = fault.New(fault.NotFound, "There is no file %d that is being kept", file)
	}
	return k, err
}

// KeptFile says what became of a file that the queue kept.
func (s *Store) KeptFile(ctx context.Context, k recovery.Keeping) error {
	return s.ground(ctx, k.By, keepingKind(k.File), "file", k)
}
