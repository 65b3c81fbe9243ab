package recoverydb

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"headroom/internal/audit"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/recovery"
)

// TakeBack takes back a file of patients, sessions or limits that was kept: whatever it told anew stands as before it, by new rows; whoever it had
// taken off the list is on it again. What somebody changed after it stays, and the notes count it. Who the patients are is not touched.
// Taking back is a change like a file, and can itself be taken back. NotFound when the trust kept no such file.
func (s *Store) TakeBack(ctx context.Context, by recovery.By, id int64, reason string) (out recovery.Imported, err error) {
	if err := recovery.CheckReason(reason); err != nil {
		return out, err
	}
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "recovery:import"); err != nil {
			return err
		}
		held, err := db.Collect(ctx, tx, queries.For(tx.Engine, "import"), scanImport, string(by.Org), id)
		if err != nil {
			return err
		}
		if len(held) == 0 {
			return fault.New(fault.NotFound, "There is no kept file %d of this trust", id)
		}
		name := map[recovery.FileKind]string{recovery.PatientFile: "patient", recovery.BookedFile: "patient", recovery.SessionFile: "session", recovery.LimitFile: "limits"}[held[0].Kind]
		if name == "" {
			return fault.New(fault.Invalid, "This file cannot be taken back")
		}
		out = recovery.Imported{Kind: held[0].Kind, Org: by.Org, By: by.Actor, At: tx.Now, Notes: []string{reason}}
		if err := tx.Get(ctx, queries.For(tx.Engine, "last-import"), nil, &out.ID); err != nil {
			return err
		}
		out.ID++
		out.File = recovery.File{Name: fmt.Sprintf("taken back: %s (number %d)", held[0].File.Name, id), SHA256: audit.Digest("taken back", string(by.Org), fmt.Sprint(id), fmt.Sprint(out.ID))}
		if held[0].Kind == recovery.LimitFile {
			err = limitsBack(ctx, tx, by, held[0], &out)
		} else {
			err = rowsBack(ctx, tx, name, by, id, &out)
		}
		if err != nil {
			return err
		}
		notes, err := json.Marshal(out.Notes)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-import"), out.ID, string(by.Org), string(out.Kind), out.File.Name, out.File.SHA256, out.Read, out.Kept,
			out.Changed, out.Gone, string(notes), db.At(tx.Now), by.Actor); err != nil {
			return err
		}
		if err := s.countIn(ctx, tx, by.Org); err != nil {
			return err
		}
		return note(ctx, tx, by, "recovery.keep", "recovery-import", fmt.Sprint(out.ID), by.Org, reason, out.File.SHA256, fmt.Sprintf("file %d taken back: %d rows as before, %d gone", id, out.Changed, out.Gone))
	})
	return out, err
}

// rowsBack makes a file of patients or sessions undone.
func rowsBack(ctx context.Context, tx *db.Tx, name string, by recovery.By, id int64, out *recovery.Imported) error {
	rows, err := backRows(ctx, tx, name, by, id, out)
	if err != nil {
		return err
	}
	return tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-"+name), rows)
}

// limitsBack makes a file of limits, or what was entered of them by hand, undone: those before it count again. Limits are kept as a whole,
// so a Conflict when they were changed after it: what came last is taken back first.
func limitsBack(ctx context.Context, tx *db.Tx, by recovery.By, i recovery.Imported, out *recovery.Imported) error {
	version := func(asOf time.Time) (groundRow, []recovery.Limit, error) {
		rows, err := db.Collect(ctx, tx, queries.For(tx.Engine, "ground"), scanGround, string(by.Org), "limits", db.At(asOf))
		if err != nil || len(rows) == 0 {
			return groundRow{}, nil, err
		}
		var list []recovery.Limit
		err = unpack(rows[0].body, rows[0].digest, &list)
		return rows[0], list, err
	}
	newest, now, err := version(farOff)
	if err != nil {
		return err
	}
	if !newest.at.Equal(i.At) {
		return fault.New(fault.Conflict, "The limits were changed after that. Take back first what came last")
	}
	_, before, err := version(i.At.Add(-time.Microsecond))
	if err != nil {
		return err
	}
	out.Read, out.Kept = len(now), len(before)
	for _, l := range before {
		if !slices.Contains(now, l) {
			out.Changed++
		}
	}
	out.Gone = max(0, len(now)-len(before))
	return keepGround(ctx, tx, by, "limits", append([]recovery.Limit{}, before...))
}

// backRows are the rows that make a file undone; out counts them.
func backRows(ctx context.Context, tx *db.Tx, name string, by recovery.By, id int64, out *recovery.Imported) ([][]any, error) {
	type back struct {
		key                          string
		number, newest               int64
		body, digest                 string
		oldState, oldBody, oldDigest string
	}
	list, err := db.Collect(ctx, tx, queries.For(tx.Engine, name+"-back"), func(r db.Row) (b back, err error) {
		err = r.Scan(&b.key, &b.number, &b.body, &b.digest, &b.oldState, &b.oldBody, &b.oldDigest, &b.newest)
		return b, err
	}, string(by.Org), id)
	if err != nil {
		return nil, err
	}
	var rows [][]any
	later := 0
	for _, b := range list {
		if b.newest != b.number {
			later++
			continue
		}
		state, body, digest := b.oldState, b.oldBody, b.oldDigest
		if state == "" { // the file told of it first
			state, body, digest = off, b.body, b.digest
		}
		if state == off {
			out.Gone++
		} else {
			out.Changed++
		}
		rows = append(rows, []any{string(by.Org), b.key, b.number + 1, state, out.ID, body, digest, db.At(tx.Now)})
	}
	out.Read, out.Kept = len(list), len(rows)
	if later > 0 {
		out.Notes = append(out.Notes, fmt.Sprintf("%d rows stay as they are: they were changed after that file", later))
	}
	return rows, nil
}

// KeepBookings keeps a file of the sessions that pathways hold; whole says that those it lacks hold none. Invalid, with every row, when one
// names a pathway or session that the trust does not have.
func (s *Store) KeepBookings(ctx context.Context, by recovery.By, file recovery.File, list []recovery.Booking, whole bool) (recovery.Imported, error) {
	return s.keep(ctx, by, recovery.BookedFile, file, func(ctx context.Context, tx *db.Tx, i *recovery.Imported) error {
		i.Read, i.Kept = len(list), len(list)
		before, err := db.Collect(ctx, tx, queries.For(tx.Engine, "patients"), scanPatient, string(by.Org), db.At(farOff))
		if err != nil {
			return err
		}
		sessions, err := sessionsIn(ctx, tx, by.Org, farOff)
		if err != nil {
			return err
		}
		var lists []recovery.Session
		for _, x := range sessions {
			if x.state == on {
				lists = append(lists, x.Session)
			}
		}
		named := map[recovery.Pathway]bool{}
		for _, b := range list {
			named[b.Pathway] = true
		}
		var held []heldPatient
		var patients []recovery.Patient
		for _, h := range before {
			if h.state != on {
				continue
			}
			p := h.Patient
			if whole && !named[p.Pathway] && p.Booked != "" {
				p.Booked, p.Firm = "", false
				i.Gone++
			}
			held, patients = append(held, h), append(patients, p)
		}
		if patients, err = recovery.Book(patients, lists, list); err != nil {
			return err
		}
		var rows [][]any
		for k, p := range patients {
			row, err := patientRow(p, held[k], true, i.ID, tx.Now)
			if err != nil {
				return err
			}
			if row != nil {
				rows = append(rows, row)
			}
		}
		i.Changed = len(rows)
		if err := tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-patient"), rows); err != nil {
			return err
		}
		return s.countIn(ctx, tx, by.Org)
	})
}
