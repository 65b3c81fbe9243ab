package sitrepdb

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"headroom/internal/audit"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/sitrep"
)

// ImportJob reads a file that was received and stores what is new in it.
const ImportJob jobs.Kind[ImportArgs] = "sitrep.import"

// ImportArgs name the import that an ImportJob carries out.
type ImportArgs struct{ Import int64 }

// note writes the audit line of a change of state.
func (s *Store) note(ctx context.Context, tx *db.Tx, by string, id int64, digest, format string, args ...any) error {
	return audit.Append(ctx, tx, audit.Entry{Actor: by, Verb: "import.run", Noun: "import", Key: fmt.Sprint(id), Digest: digest,
		Detail: fmt.Sprintf(format, args...)})
}

// Imports lists imports as they stood at an instant, newest first, and says how many there are in all. Their results
// hold counts and no lists.
func (s *Store) Imports(ctx context.Context, q sitrep.ImportsAsked) (list []sitrep.Import, all int, err error) {
	if q.AsOf.IsZero() {
		q.AsOf = farOff
	}
	if q.Limit == 0 {
		q.Limit = 50
	}
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		if err := tx.Get(ctx, queries.For(tx.Engine, "count-imports"), []any{db.At(q.AsOf), string(q.State)}, &all); err != nil {
			return err
		}
		list, err = db.Collect(ctx, tx, queries.For(tx.Engine, "imports"), func(r db.Row) (sitrep.Import, error) {
			return scanImport(r, q.AsOf)
		}, db.At(q.AsOf), string(q.State), q.Limit, q.Skip)
		return err
	})
	return list, all, err
}

// Imported is one import as it stood at asOf, with everything that was kept of it. A not-found fault when there is none.
func (s *Store) Imported(ctx context.Context, id int64, asOf time.Time) (sitrep.Import, error) {
	if asOf.IsZero() {
		asOf = farOff
	}
	var out sitrep.Import
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = imported(ctx, tx, id, asOf)
		return err
	})
	if err == nil && out.Received.After(asOf) {
		err = db.ErrNoRows
	}
	if errors.Is(err, db.ErrNoRows) {
		return out, fault.Wrap(err, fault.NotFound, "There is no import %d", id)
	}
	return out, err
}

func imported(ctx context.Context, tx *db.Tx, id int64, asOf time.Time) (sitrep.Import, error) {
	var out sitrep.Import
	found := false
	err := tx.Each(ctx, queries.For(tx.Engine, "import"), func(r db.Row) error {
		var result string
		var err error
		if out, err = scanImport(r, asOf, &result); err != nil {
			return err
		}
		found = true
		if result == "" || !out.State.Over() {
			return nil
		}
		if err := json.Unmarshal([]byte(result), &out.Result); err != nil {
			return fault.Wrap(err, fault.Internal, "the result of import %d is damaged", id)
		}
		out.Result.Import = id
		return nil
	}, id)
	if err == nil && !found {
		err = db.ErrNoRows
	}
	return out, err
}

// scanImport reads a row and leaves out what was not known yet at asOf.
func scanImport(r db.Row, asOf time.Time, more ...any) (sitrep.Import, error) {
	var i sitrep.Import
	var published, received, read, ended, known db.Instant
	res, n := &i.Result, &i.Listed
	err := r.Scan(append([]any{&i.ID, &i.Upload, &i.File, &i.SHA256, &i.Bytes, &published, &received, &i.By, &i.State, &read, &ended, &i.Job,
		&i.Format, &known, &res.Read, &res.Stored, &res.Unchanged, &res.Withdrawn, &res.Refused, &n.Refusals, &n.Differs, &n.NewOrgs}, more...)...)
	if err != nil {
		return i, err
	}
	i.Published, i.Received, i.Read, i.Ended, res.Known = published.Time, received.Time, read.Time, ended.Time, known.Time
	if ended.IsZero() || ended.After(asOf) {
		i.State, i.Ended, i.Listed = sitrep.ImportRead, time.Time{}, sitrep.Listed{}
		i.Result = sitrep.ImportResult{Read: res.Read}
	}
	if !i.State.Over() && (read.IsZero() || read.After(asOf)) {
		i.State, i.Read, i.Format, i.Result = sitrep.ImportReceived, time.Time{}, "", sitrep.ImportResult{}
	}
	i.Result.Import, i.Result.File, i.Result.Format, i.Result.Held = i.ID, i.File, i.Format, i.State == sitrep.ImportHeld
	return i, nil
}

// NoteRead says that the file of an import was read: what it holds is known.
func (s *Store) NoteRead(ctx context.Context, id int64, b *sitrep.Batch) error {
	return s.d.Write(ctx, func(tx *db.Tx) error {
		i, err := imported(ctx, tx, id, farOff)
		if err != nil || i.State.Over() {
			return err
		}
		if _, err := tx.Exec(ctx, queries.For(tx.Engine, "note-read"), db.At(tx.Now), b.Source.Format, b.Read, id); err != nil {
			return err
		}
		return s.note(ctx, tx, i.By, id, i.SHA256, "read as %s: %d values", b.Source.Format, b.Read)
	})
}

// Refuse ends an import whose file cannot be used, for the reason that why gives to people. Nothing else is stored.
func (s *Store) Refuse(ctx context.Context, id int64, why error) error {
	f := fault.As(why)
	if f == nil {
		return fault.Wrap(why, fault.Internal, "an import is refused by a fault only")
	}
	return s.d.Write(ctx, func(tx *db.Tx) error {
		return s.end(ctx, tx, id, 0, &sitrep.ImportResult{Why: f.Message, Refusals: f.Fields})
	})
}

// StoreImport stores what is new in the batch that was read from the file of an import, and ends the import in the same
// transaction, which write runs; nil is the store's own. A file that is held already ends as that.
func (s *Store) StoreImport(ctx context.Context, id int64, b *sitrep.Batch, write func(context.Context, func(*db.Tx) error) error, progress Progress) (sitrep.ImportResult, error) {
	i, err := s.Imported(ctx, id, time.Time{})
	if err != nil || i.State.Over() {
		return i.Result, err
	}
	if write == nil {
		write = s.d.Write
	}
	return s.importAs(ctx, b, i.By, id, write, progress)
}

// end notes in tx what became of an import; number 0 is a batch that no file was kept for.
func (s *Store) end(ctx context.Context, tx *db.Tx, id, source int64, res *sitrep.ImportResult) error {
	if id == 0 {
		return nil
	}
	i, err := imported(ctx, tx, id, farOff)
	if err != nil {
		return err
	}
	if i.State.Over() && (res.Held || i.State == sitrep.ImportRefused && res.Why != "") {
		*res = i.Result // somebody else finished the same work
		return nil
	}
	state := sitrep.ImportStored
	switch {
	case res.Why != "":
		state = sitrep.ImportRefused
	case res.Held:
		state, source = sitrep.ImportHeld, 0
	}
	res.Import, res.File = id, i.File
	text, err := json.Marshal(res)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, queries.For(tx.Engine, "end-import"), string(state), db.At(tx.Now), source, res.Format, db.At(res.Known), res.Read, res.Stored,
		res.Unchanged, res.Withdrawn, res.Refused, len(res.Refusals), len(res.Differs), len(res.NewOrgs), string(text), id)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "import %d was ended by somebody else as %s", id, i.State)
	}
	if err != nil {
		return err
	}
	return s.note(ctx, tx, i.By, id, audit.Digest(string(text)), "%s", state)
}
