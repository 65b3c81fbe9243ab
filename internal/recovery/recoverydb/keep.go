package recoverydb

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/recovery"
)

// The states of a row.
const (
	on  = "on"
	off = "off"
)

// KeepList keeps a list of a trust's patients. The same bytes again change nothing, and Held says so. What the list before
// told and no list may lose is carried over (see recovery.Carry).
func (s *Store) KeepList(ctx context.Context, by recovery.By, l recovery.Listed) (recovery.Imported, error) {
	return s.keep(ctx, by, recovery.PatientFile, l.File, func(ctx context.Context, tx *db.Tx, i *recovery.Imported) error {
		i.Read, i.Kept = l.Read, len(l.Patients)
		before, err := patientsIn(ctx, tx, by.Org, time.Time{})
		if err != nil {
			return err
		}
		carried := map[string]int{}
		var rows [][]any
		seen := map[recovery.Pathway]bool{}
		for _, p := range l.Patients {
			p.Trust = by.Org
			if seen[p.Pathway] {
				return fault.New(fault.Invalid, "Pathway %s stands twice in the list; keep one row for it", p.Pathway)
			}
			seen[p.Pathway] = true
			old, held := before[p.Pathway]
			if held {
				var notes []string
				p, notes = recovery.Carry(old.Patient, p)
				for _, n := range notes {
					carried[n]++
				}
			}
			row, err := patientRow(p, old, held, i.ID, tx.Now)
			if err != nil {
				return err
			}
			if row != nil {
				rows = append(rows, row)
			}
		}
		i.Changed = len(rows)
		if l.Whole {
			for _, k := range slices.Sorted(maps.Keys(before)) {
				old := before[k]
				if !seen[k] && old.state == on {
					rows = append(rows, []any{string(by.Org), string(k), old.number + 1, off, i.ID, old.body, old.digest, db.At(tx.Now)})
					i.Gone++
				}
			}
		}
		i.Notes = slices.Clone(l.Notes)
		for _, n := range slices.Sorted(maps.Keys(carried)) {
			i.Notes = append(i.Notes, fmt.Sprintf("Of %d pathways %s", carried[n], n))
		}
		if err := tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-patient"), rows); err != nil {
			return err
		}
		if err := s.keepIdentities(ctx, tx, by, l.Identities); err != nil {
			return err
		}
		return s.countIn(ctx, tx, by.Org)
	})
}

// patientRow is the row that tells something new of a pathway; nil when nothing is new.
func patientRow(p recovery.Patient, old heldPatient, held bool, imp int64, now time.Time) ([]any, error) {
	plain := p
	plain.Row = recovery.Where{} // where it stood in a file is no news
	before := old.Patient
	before.Row = recovery.Where{}
	a, _, err := pack(plain)
	if err != nil {
		return nil, err
	}
	b, _, err := pack(before)
	if err != nil || held && old.state == on && a == b {
		return nil, err
	}
	body, digest, err := pack(p)
	return []any{string(p.Trust), string(p.Pathway), old.number + 1, on, imp, body, digest, db.At(now)}, err
}

// KeepSessions keeps a file of a trust's sessions; whole says that those it lacks are no more.
func (s *Store) KeepSessions(ctx context.Context, by recovery.By, file recovery.File, list []recovery.Session, notes []string, whole bool) (recovery.Imported, error) {
	return s.keep(ctx, by, recovery.SessionFile, file, func(ctx context.Context, tx *db.Tx, i *recovery.Imported) error {
		i.Read, i.Kept, i.Notes = len(list), len(list), notes
		before, err := sessionsIn(ctx, tx, by.Org, time.Time{})
		if err != nil {
			return err
		}
		var rows [][]any
		seen := map[recovery.SessionID]bool{}
		for _, x := range list {
			x.Trust = by.Org
			if seen[x.ID] {
				return fault.New(fault.Invalid, "Session %s stands twice in the file; keep one row for it", x.ID)
			}
			seen[x.ID] = true
			old, held := before[x.ID]
			row, err := sessionRow(x, old, held, i.ID, tx.Now)
			if err != nil {
				return err
			}
			if row != nil {
				rows = append(rows, row)
			}
		}
		i.Changed = len(rows)
		if whole {
			for _, k := range slices.Sorted(maps.Keys(before)) {
				if old := before[k]; !seen[k] && old.state == on {
					rows = append(rows, []any{string(by.Org), string(k), old.number + 1, off, i.ID, old.body, old.digest, db.At(tx.Now)})
					i.Gone++
				}
			}
		}
		return tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-session"), rows)
	})
}

// sessionRow is the row that tells something new of a session; nil when nothing is new.
func sessionRow(x recovery.Session, old heldSession, held bool, imp int64, now time.Time) ([]any, error) {
	a, b := x, old.Session
	a.Row, b.Row = recovery.Where{}, recovery.Where{}
	ja, _, err := pack(a)
	if err != nil {
		return nil, err
	}
	jb, _, err := pack(b)
	if err != nil || held && old.state == on && ja == jb {
		return nil, err
	}
	body, digest, err := pack(x)
	return []any{string(x.Trust), string(x.ID), old.number + 1, on, imp, body, digest, db.At(now)}, err
}

// KeepLimits keeps a file of limits, which takes the place of all limits before it.
func (s *Store) KeepLimits(ctx context.Context, by recovery.By, file recovery.File, list []recovery.Limit, notes []string) (recovery.Imported, error) {
	return s.keep(ctx, by, recovery.LimitFile, file, func(ctx context.Context, tx *db.Tx, i *recovery.Imported) error {
		i.Read, i.Kept, i.Changed, i.Notes = len(list), len(list), len(list), notes
		return keepGround(ctx, tx, by, "limits", list)
	})
}

// keep stores one file whole or not at all.
func (s *Store) keep(ctx context.Context, by recovery.By, kind recovery.FileKind, file recovery.File, store func(context.Context, *db.Tx, *recovery.Imported) error) (recovery.Imported, error) {
	var out recovery.Imported
	if by.Org == "" || file.SHA256 == "" {
		return out, fault.New(fault.Invalid, "Say which trust's file it is, and give its digest")
	}
	err := s.d.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "recovery:import"); err != nil {
			return err
		}
		held, err := db.Collect(ctx, tx, queries.For(tx.Engine, "import-held"), scanImport, string(by.Org), string(kind), file.SHA256)
		if err != nil {
			return err
		}
		if len(held) > 0 {
			out = held[0]
			out.Held = true
			return nil
		}
		out = recovery.Imported{Kind: kind, Org: by.Org, File: file, By: by.Actor, At: tx.Now}
		if err := tx.Get(ctx, queries.For(tx.Engine, "last-import"), nil, &out.ID); err != nil {
			return err
		}
		out.ID++
		if err := store(ctx, tx, &out); err != nil {
			return err
		}
		notes, err := json.Marshal(append([]string{}, out.Notes...))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, queries.For(tx.Engine, "insert-import"), out.ID, string(by.Org), string(kind), file.Name, file.SHA256, out.Read, out.Kept,
			out.Changed, out.Gone, string(notes), db.At(tx.Now), by.Actor)
		if err != nil {
			return err
		}
		return note(ctx, tx, by, "recovery.keep", "recovery-import", fmt.Sprint(out.ID), by.Org, "", file.SHA256,
			fmt.Sprintf("%s: %d rows read, %d kept, %d new or changed, %d gone", kind, out.Read, out.Kept, out.Changed, out.Gone))
	})
	return out, err
}

func scanImport(r db.Row) (recovery.Imported, error) {
	var i recovery.Imported
	var notes string
	var when db.Instant
	err := r.Scan(&i.ID, &i.Org, &i.Kind, &i.File.Name, &i.File.SHA256, &i.Read, &i.Kept, &i.Changed, &i.Gone, &notes, &when, &i.By)
	if err == nil {
		err = json.Unmarshal([]byte(notes), &i.Notes)
	}
	i.At = when.Time
	return i, err
}

// Imports lists what was kept of a trust as known at asOf (zero: now), newest first, at most limit.
func (s *Store) Imports(ctx context.Context, o org.Code, asOf time.Time, limit int) (out []recovery.Imported, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.Collect(ctx, tx, queries.For(tx.Engine, "imports"), scanImport, string(o), at(asOf), limit)
		return err
	})
	return out, err
}

// keepGround adds the next version of one of a trust's grounds.
func keepGround(ctx context.Context, tx *db.Tx, by recovery.By, kind string, v any) error {
	var before int64
	rows, err := db.Collect(ctx, tx, queries.For(tx.Engine, "ground"), scanGround, string(by.Org), kind, db.At(farOff))
	if err != nil {
		return err
	}
	if len(rows) > 0 {
		before = rows[0].number
	}
	body, digest, err := pack(v)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, queries.For(tx.Engine, "insert-ground"), string(by.Org), kind, before+1, body, digest, db.At(tx.Now), by.Actor)
	return err
}

// groundRow is one version of a ground.
type groundRow struct {
	number       int64
	body, digest string
	at           time.Time
}

func scanGround(r db.Row) (g groundRow, err error) {
	var when db.Instant
	err = r.Scan(&g.number, &g.body, &g.digest, &when)
	g.at = when.Time
	return g, err
}

// KeepBlocks keeps the stretches in which a trust's teams may not be booked, in place of all before them. The rest that is
// owed hands them over.
func (s *Store) KeepBlocks(ctx context.Context, by recovery.By, list []recovery.Block) error {
	return s.ground(ctx, by, "blocks", "blocks", list)
}

// KeepBedRule keeps how a trust's free beds are shared by its sites, from now on; Invalid, with every problem, when it cannot
// stand.
func (s *Store) KeepBedRule(ctx context.Context, by recovery.By, r recovery.BedRule) error {
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "recovery:ground/"+string(by.Org)); err != nil {
			return err
		}
		sessions, err := sessionsIn(ctx, tx, by.Org, time.Time{})
		if err != nil {
			return err
		}
		var sites []string
		for _, x := range sessions {
			if x.state == on && !slices.Contains(sites, x.Site) {
				sites = append(sites, x.Site)
			}
		}
		slices.Sort(sites)
		if err := r.Check(sites); err != nil {
			return err
		}
		if err := keepGround(ctx, tx, by, "beds", r); err != nil {
			return err
		}
		return note(ctx, tx, by, "recovery.keep", "recovery-beds", "beds", by.Org, "", "", fmt.Sprintf("confidence %g, up to %g of the open beds, %d sites", r.Confidence, r.Most, len(r.Sites)))
	})
}

// KeepMapping keeps how a trust's files of the mapping's kind are read.
func (s *Store) KeepMapping(ctx context.Context, by recovery.By, m recovery.Mapping) error {
	return s.ground(ctx, by, "mapping/"+string(m.Kind), "mapping", m)
}

func (s *Store) ground(ctx context.Context, by recovery.By, kind, noun string, v any) error {
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "recovery:ground/"+string(by.Org)); err != nil {
			return err
		}
		if err := keepGround(ctx, tx, by, kind, v); err != nil {
			return err
		}
		return note(ctx, tx, by, "recovery.keep", "recovery-"+noun, kind, by.Org, "", "", "")
	})
}
