package accessdb

import (
	"context"

	"headroom/internal/audit"
	"headroom/internal/db"
	"headroom/internal/fault"
)

// Log reads the audit log in transactions of its own, for the pages that show it.
type Log struct{ db *db.DB }

// NewLog makes a reader of the log in an open, migrated database.
func NewLog(d *db.DB) *Log { return &Log{db: d} }

// Find lists entries, newest first.
func (l *Log) Find(ctx context.Context, f audit.Filter) (out []audit.Entry, err error) {
	err = l.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = audit.Find(ctx, tx, f)
		return err
	})
	return out, err
}

// Entry is one entry by its number. Not found when there is none.
func (l *Log) Entry(ctx context.Context, seq int64) (audit.Entry, error) {
	list, err := l.Find(ctx, audit.Filter{Before: seq + 1, Limit: 1})
	if err != nil {
		return audit.Entry{}, err
	}
	if len(list) == 0 || list[0].Seq != seq {
		return audit.Entry{}, fault.New(fault.NotFound, "There is no such entry")
	}
	return list[0], nil
}

// Verify walks the whole chain. It reads every entry.
func (l *Log) Verify(ctx context.Context) (r audit.Report, err error) {
	err = l.db.Read(ctx, func(tx *db.Tx) (err error) {
		r, err = audit.Verify(ctx, tx)
		return err
	})
	return r, err
}
