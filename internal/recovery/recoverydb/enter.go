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
	"headroom/internal/org"
	"headroom/internal/recovery"
)

// Enter keeps one patient, session or limit that somebody entered or corrected, as the next version of it. What no list may
// lose is not lost by hand either, but for the start of the clock, which can be corrected; a correction needs a reason. The same
// again makes no version. It gives the newest version and whether it is new.
func (s *Store) Enter(ctx context.Context, by recovery.By, e recovery.Entered) (version int64, fresh bool, err error) {
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "recovery:import"); err != nil {
			return err
		}
		var imp int64
		if err := tx.Get(ctx, queries.For(tx.Engine, "last-import"), nil, &imp); err != nil {
			return err
		}
		imp++
		var key string
		switch e.Kind {
		case recovery.PatientFile:
			key = string(e.Patient.Pathway)
			version, fresh, err = s.enterPatient(ctx, tx, by, e, imp)
		case recovery.SessionFile:
			key = string(e.Session.ID)
			version, fresh, err = enterSession(ctx, tx, by, e, imp)
		case recovery.LimitFile:
			key = "limits"
			version, fresh, err = enterLimits(ctx, tx, by, e)
		default:
			err = fault.New(fault.NotFound, "There is nothing to enter as %q", string(e.Kind))
		}
		if err != nil || !fresh {
			return err
		}
		digest := audit.Digest("entered by hand", string(by.Org), string(e.Kind), key, fmt.Sprint(version))
		var notes []string
		if e.Reason != "" {
			notes = []string{e.Reason}
		}
		text, err := json.Marshal(append([]string{}, notes...))
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-import"), imp, string(by.Org), string(e.Kind), "entered by hand: "+key, digest, 1, 1, 1, 0, string(text), db.At(tx.Now), by.Actor); err != nil {
			return err
		}
		return note(ctx, tx, by, "recovery.keep", "recovery-"+string(e.Kind), key, by.Org, e.Reason, digest, fmt.Sprintf("entered by hand, version %d", version))
	})
	return version, fresh, err
}

// based refuses an entry that was made from an older version, or that corrects something without saying why.
func based(e recovery.Entered, newest int64, held bool) error {
	if e.Base != recovery.AnyVersion && int64(e.Base) != newest {
		return fault.New(fault.Conflict, "Somebody has changed this since you opened it: version %d is the newest. Look at it, and enter yours again", newest)
	}
	if held && e.Reason == "" {
		var bad fault.List
		bad.Add("reason", "", "Say in a sentence what is corrected and why, without naming the patient")
		return bad.Err("Nothing was kept")
	}
	return nil
}

func (s *Store) enterPatient(ctx context.Context, tx *db.Tx, by recovery.By, e recovery.Entered, imp int64) (int64, bool, error) {
	p := e.Patient
	p.Trust = by.Org
	rows, err := db.Collect(ctx, tx, queries.For(tx.Engine, "patient-rows"), scanPatient, string(by.Org), string(p.Pathway), db.At(farOff))
	if err != nil {
		return 0, false, err
	}
	var old heldPatient
	held := len(rows) > 0
	if held {
		old = rows[len(rows)-1]
		clock := p.Clock
		p, _ = recovery.Carry(old.Patient, p)
		if !clock.IsZero() {
			p.Clock = clock
		}
	}
	row, err := patientRow(p, old, held, imp, tx.Now)
	if err != nil || row == nil && e.Identity == nil {
		return old.number, false, err
	}
	if err := based(e, old.number, held); err != nil {
		return 0, false, err
	}
	if row == nil { // who it is, and nothing of the pathway
		return old.number, true, s.keepIdentities(ctx, tx, by, []recovery.Identity{*e.Identity})
	}
	if err := tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-patient"), [][]any{row}); err != nil {
		return 0, false, err
	}
	if e.Identity != nil {
		if err := s.keepIdentities(ctx, tx, by, []recovery.Identity{*e.Identity}); err != nil {
			return 0, false, err
		}
	}
	return old.number + 1, true, s.countIn(ctx, tx, by.Org)
}

func enterSession(ctx context.Context, tx *db.Tx, by recovery.By, e recovery.Entered, imp int64) (int64, bool, error) {
	x := e.Session
	x.Trust = by.Org
	before, err := sessionsIn(ctx, tx, by.Org, time.Time{})
	if err != nil {
		return 0, false, err
	}
	old, held := before[x.ID]
	row, err := sessionRow(x, old, held, imp, tx.Now)
	if err != nil || row == nil {
		return old.number, false, err
	}
	if err := based(e, old.number, held); err != nil {
		return 0, false, err
	}
	return old.number + 1, true, tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-session"), [][]any{row})
}

func enterLimits(ctx context.Context, tx *db.Tx, by recovery.By, e recovery.Entered) (int64, bool, error) {
	var list []recovery.Limit
	rows, err := db.Collect(ctx, tx, queries.For(tx.Engine, "ground"), scanGround, string(by.Org), "limits", db.At(farOff))
	if err != nil {
		return 0, false, err
	}
	var version int64
	if len(rows) > 0 {
		version = rows[0].number
		if err := unpack(rows[0].body, rows[0].digest, &list); err != nil {
			return 0, false, err
		}
	}
	held, fresh := false, false
	for _, l := range e.Limits {
		i := slices.IndexFunc(list, func(x recovery.Limit) bool {
			return x.Kind == l.Kind && x.Site == l.Site && x.Date == l.Date && x.Name == l.Name
		})
		switch {
		case i < 0:
			list, fresh = append(list, l), true
		case list[i].Most != l.Most:
			list[i], held, fresh = l, true, true
		}
	}
	if !fresh {
		return version, false, nil
	}
	if err := based(e, version, held); err != nil {
		return 0, false, err
	}
	return version + 1, true, keepGround(ctx, tx, by, "limits", list)
}

// Version is the newest version of a patient or session as its list or somebody told it, without what people decided; NotFound when the
// trust never had it.
func (s *Store) Version(ctx context.Context, o org.Code, kind recovery.FileKind, key string, asOf time.Time) (out recovery.Entered, version int64, err error) {
	out.Kind = kind
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		missing := fault.New(fault.NotFound, "There is no %s on this trust's list", key)
		if kind == recovery.SessionFile {
			before, err := sessionsIn(ctx, tx, o, asOf)
			h, ok := before[recovery.SessionID(key)]
			if err == nil && !ok {
				err = missing
			}
			out.Session, version = h.Session, h.number
			return err
		}
		rows, err := db.Collect(ctx, tx, queries.For(tx.Engine, "patient-rows"), scanPatient, string(o), key, at(asOf))
		if err != nil {
			return err
		}
		if len(rows) == 0 || kind != recovery.PatientFile {
			return missing
		}
		last := rows[len(rows)-1]
		out.Patient, version = last.Patient, last.number
		return nil
	})
	return out, version, err
}
