package recoverydb

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/recovery"
)

// The kinds of sealed rows.
const (
	person = "person" // who a patient is; its name is the pathway
	staged = "file"   // a file that waits to be mapped; its name is its number
)

// open is an identity as the sealed text holds it: an Identity itself says nothing when it is written down.
type open recovery.Identity

// stagedFor is how long a file waits to be mapped.
const stagedFor = 24 * time.Hour

// keepIdentities seals who patients are, where that is new or different.
func (s *Store) keepIdentities(ctx context.Context, tx *db.Tx, by recovery.By, list []recovery.Identity) error {
	if len(list) == 0 {
		return nil
	}
	type held struct {
		number     int64
		nhs, local string
		sealed     string
	}
	before := map[string]held{}
	err := tx.Each(ctx, queries.For(tx.Engine, "secrets"), func(r db.Row) error {
		var name string
		var h held
		if err := r.Scan(&name, &h.number, &h.sealed, &h.nhs, &h.local); err != nil {
			return err
		}
		before[name] = h
		return nil
	}, string(by.Org), person, db.At(farOff))
	if err != nil {
		return err
	}
	var rows [][]any
	for _, i := range list {
		text, err := json.Marshal(open(i))
		if err != nil {
			return err
		}
		nhs, local, err := s.keys.digests(by.Org, i)
		if err != nil {
			return err
		}
		h, ok := before[string(i.Pathway)]
		if ok && h.nhs == nhs && h.local == local {
			if old, err := s.keys.unlock(by.Org, person, string(i.Pathway), h.sealed); err == nil && string(old) == string(text) {
				continue
			}
		}
		sealed, err := s.keys.lock(by.Org, person, string(i.Pathway), text)
		if err != nil {
			return err
		}
		rows = append(rows, []any{string(by.Org), person, string(i.Pathway), h.number + 1, sealed, nhs, local, db.At(tx.Now), by.Actor})
	}
	return tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-secret"), rows)
}

// Identify tells who patients are, to somebody who says what for; each time is written down, without a name. A pathway
// whose identity is not kept is left out.
func (s *Store) Identify(ctx context.Context, by recovery.By, pathways []recovery.Pathway, why string) (out []recovery.Identity, err error) {
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		out = nil
		for _, p := range pathways {
			var name, sealed, nhs, local string
			var number int64
			err := tx.Get(ctx, queries.For(tx.Engine, "secret"), []any{string(by.Org), person, string(p), db.At(farOff)}, &name, &number, &sealed, &nhs, &local)
			if err == db.ErrNoRows {
				continue
			}
			if err != nil {
				return err
			}
			text, err := s.keys.unlock(by.Org, person, name, sealed)
			if err != nil {
				return err
			}
			var i open
			if err := json.Unmarshal(text, &i); err != nil {
				return fault.Wrap(err, fault.Internal, "who a patient is was kept in a form that cannot be read")
			}
			out = append(out, recovery.Identity(i))
		}
		key := fmt.Sprintf("%d pathways", len(pathways))
		if len(pathways) == 1 {
			key = string(pathways[0])
		}
		return note(ctx, tx, by, "recovery.identify", "recovery-patient", key, by.Org, why, "", "")
	})
	return out, err
}

// People counts the people among a trust's pathways as known at asOf (zero: now), and the pathways of which nobody's number is kept:
// one person may wait on several. It compares the keyed digests of numbers and opens none.
func (s *Store) People(ctx context.Context, o org.Code, pathways []recovery.Pathway, asOf time.Time) (people, unknown int, err error) {
	var list []recovery.Identity
	err = s.d.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.Collect(ctx, tx, queries.For(tx.Engine, "who"), func(r db.Row) (i recovery.Identity, err error) {
			return i, r.Scan(&i.Pathway, &i.NHSNumber)
		}, string(o), person, at(asOf))
		return err
	})
	people, unknown = recovery.PeopleOf(pathways, list)
	return people, unknown, err
}

// FindPerson gives the pathways of whoever has the NHS number or local number; that somebody looked is written down, the
// number is not.
func (s *Store) FindPerson(ctx context.Context, by recovery.By, number string) (out []recovery.Pathway, err error) {
	nhs, local, err := s.keys.digests(by.Org, recovery.Identity{NHSNumber: number, Local: number})
	if err != nil || nhs == "" {
		return nil, err
	}
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		out, err = db.Collect(ctx, tx, queries.For(tx.Engine, "found"), func(r db.Row) (p recovery.Pathway, err error) {
			return p, r.Scan(&p)
		}, string(by.Org), person, nhs, local)
		if err != nil {
			return err
		}
		return note(ctx, tx, by, "recovery.identify", "recovery-patient", "search", by.Org, "", "", fmt.Sprintf("looked for a number: %d pathways", len(out)))
	})
	return out, err
}

// Stage keeps a file, sealed, while somebody maps it, and clears away those of yesterday. It gives the file's number.
func (s *Store) Stage(ctx context.Context, by recovery.By, f recovery.Staged) (id int64, err error) {
	text, err := json.Marshal(f)
	if err != nil {
		return 0, err
	}
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "recovery:staged"); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, queries.For(tx.Engine, "drop-secrets"), string(by.Org), staged, db.At(tx.Now.Add(-stagedFor))); err != nil {
			return err
		}
		id = tx.Now.UnixMicro()
		sealed, err := s.keys.lock(by.Org, staged, fmt.Sprint(id), text)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, queries.For(tx.Engine, "insert-secret"), string(by.Org), staged, fmt.Sprint(id), 1, sealed, "", "", db.At(tx.Now), by.Actor)
		if err != nil {
			return err
		}
		return note(ctx, tx, by, "recovery.keep", "recovery-file", fmt.Sprint(id), by.Org, "", f.File.SHA256, "received, to be mapped: "+string(f.Kind))
	})
	return id, err
}

// Staged reads a file that waits. NotFound when it was kept, dropped, or has waited for more than a day.
func (s *Store) Staged(ctx context.Context, o org.Code, id int64) (f recovery.Staged, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		var name, sealed, nhs, local string
		var number int64
		err := tx.Get(ctx, queries.For(tx.Engine, "secret"), []any{string(o), staged, fmt.Sprint(id), db.At(farOff)}, &name, &number, &sealed, &nhs, &local)
		if err == db.ErrNoRows {
			return fault.New(fault.NotFound, "The file is no longer here: it was kept or dropped, or it waited for more than a day. Send it again")
		}
		if err != nil {
			return err
		}
		text, err := s.keys.unlock(o, staged, name, sealed)
		if err != nil {
			return err
		}
		return json.Unmarshal(text, &f)
	})
	f.ID = id
	return f, err
}

// DropStaged forgets a file that waited.
func (s *Store) DropStaged(ctx context.Context, by recovery.By, id int64) error {
	return s.d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, queries.For(tx.Engine, "drop-secret"), string(by.Org), staged, fmt.Sprint(id))
		if err != nil {
			return err
		}
		return note(ctx, tx, by, "recovery.keep", "recovery-file", fmt.Sprint(id), by.Org, "", "", "no longer waits")
	})
}
