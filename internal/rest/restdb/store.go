package restdb

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/rest"
)

//go:embed migration
var migrationFS embed.FS

//go:embed queries.sql
var queryFS embed.FS

var queries = db.LoadQueries(queryFS, "queries.sql")

// Migrations are the room's tables. They stand beside those of audit, which every change writes to.
func Migrations() db.Migrations {
	return db.Migrations{Room: "rest", FS: migrationFS, Tables: tables()}
}

// Store keeps duties, contracts, names, records of rest and policies. It is safe for concurrent use, by any number of
// processes. It narrows nothing by itself: who may see what is asked before it.
type Store struct{ d *db.DB }

// New is the store on d, whose tables must be in place.
func New(d *db.DB) *Store { return &Store{d: d} }

// farOff stands in queries for "as known now".
var farOff = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

func orNow(asOf time.Time) any {
	if asOf.IsZero() {
		return db.At(farOff)
	}
	return db.At(asOf)
}

// parcel is what one file, or one entry by hand, brings.
type parcel struct {
	kind       rest.ImportKind
	read, kept int
	check      func(ctx context.Context, tx *db.Tx) error // before anything is written; nil: nothing is asked
	write      func(ctx context.Context, tx *db.Tx, id int64) error
}

// keep stores a parcel whole or not at all. The same bytes from the same employer again change nothing.
func (s *Store) keep(ctx context.Context, by rest.Signer, file rest.File, p parcel) (rest.Imported, error) {
	var out rest.Imported
	if by.Org == "" || file.SHA256 == "" {
		return out, fault.New(fault.Invalid, "Say for which employer the file is, and give its digest")
	}
	err := s.d.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "rest:import"); err != nil {
			return err
		}
		held, err := db.Collect(ctx, tx, queries.For(tx.Engine, "import-held"), scanImported, string(p.kind), string(by.Org), file.SHA256)
		if err != nil {
			return err
		}
		if len(held) > 0 {
			out = held[0]
			out.Held = true
			return nil
		}
		if p.check != nil {
			if err := p.check(ctx, tx); err != nil {
				return err
			}
		}
		out = rest.Imported{Kind: p.kind, Org: by.Org, File: file, Read: p.read, Kept: p.kept, By: by.Actor, At: tx.Now}
		if err := tx.Get(ctx, queries.For(tx.Engine, "last-import"), nil, &out.ID); err != nil {
			return err
		}
		out.ID++
		if _, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-import"), out.ID, string(out.Kind), string(out.Org), file.Name, file.SHA256, out.Read, out.Kept,
			db.At(tx.Now), out.By); err != nil {
			return err
		}
		if file.Source != "" {
			if _, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-source"), out.ID, file.Source, db.At(tx.Now)); err != nil {
				return err
			}
		}
		if err := p.write(ctx, tx, out.ID); err != nil {
			return err
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: by.Actor, Verb: "rest.roster", Noun: "rest-import", Key: fmt.Sprint(out.ID), Org: string(by.Org),
			Digest: file.SHA256, Detail: fmt.Sprintf("%s: %d rows read, %d kept", out.Kind, out.Read, out.Kept)})
	})
	return out, err
}

func scanImported(r db.Row) (rest.Imported, error) {
	var i rest.Imported
	var at db.Instant
	err := r.Scan(&i.ID, &i.Kind, &i.Org, &i.File.Name, &i.File.SHA256, &i.Read, &i.Kept, &at, &i.By, &i.File.Source)
	i.At = at.Time
	return i, err
}

// Imports lists what was brought in for an employer, as known at asOf (zero: now), newest first, at most limit.
func (s *Store) Imports(ctx context.Context, employer org.Code, asOf time.Time, limit int) ([]rest.Imported, error) {
	var out []rest.Imported
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.Collect(ctx, tx, queries.For(tx.Engine, "imports"), scanImported, string(employer), orNow(asOf), limit)
		return err
	})
	return out, err
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// KeepDuties stores a file of duties that was read whole, for the employer of by. A duty of the same person that begins at
// the same instant takes the place of the earlier one, planned and happened apart. Invalid, with every row, where the file
// cannot stand beside what is known: see rest.CheckFile.
func (s *Store) KeepDuties(ctx context.Context, by rest.Signer, file rest.File, f rest.DutyFile, how rest.Entering, holidays civil.Holidays) (rest.Imported, error) {
	// Judging a trust takes seconds: it is done before anybody has to wait, and again only where something changed meanwhile.
	var stamp string
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		held, err := db.Collect(ctx, tx, queries.For(tx.Engine, "import-held"), scanImported, string(rest.DutiesIn), string(by.Org), file.SHA256)
		if err != nil || len(held) > 0 {
			return err
		}
		if stamp, err = stampIn(ctx, tx, by.Org); err != nil {
			return err
		}
		return checkFileIn(ctx, tx, by.Org, f.Duties, how, holidays)
	})
	if err != nil {
		return rest.Imported{}, err
	}
	again := func(ctx context.Context, tx *db.Tx) error {
		now, err := stampIn(ctx, tx, by.Org)
		if err != nil || now == stamp {
			return err
		}
		return checkFileIn(ctx, tx, by.Org, f.Duties, how, holidays)
	}
	return s.keep(ctx, by, file, parcel{kind: rest.DutiesIn, read: f.Read, kept: len(f.Duties), check: again, write: func(ctx context.Context, tx *db.Tx, id int64) error {
		return tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-duty"), dutyRows(id, by.Org, f.Duties, false, tx.Now))
	}})
}

// byPerson is how many people are read one by one; more are read with their whole trust.
const byPerson = 200

func checkFileIn(ctx context.Context, tx *db.Tx, employer org.Code, list []rest.Duty, how rest.Entering, holidays civil.Holidays) error {
	if len(list) == 0 {
		return nil
	}
	from, to := list[0].Start, list[0].End
	for _, d := range list {
		if d.Start.Before(from) {
			from = d.Start
		}
		if d.End.After(to) {
			to = d.End
		}
	}
	people := map[rest.Person]bool{}
	for _, d := range list {
		people[d.Person] = true
	}
	if len(people) > byPerson {
		people = map[rest.Person]bool{"": true} // everybody at once
	}
	known := map[rest.Person]rest.Kept{}
	for _, p := range slices.Sorted(maps.Keys(people)) {
		if err := rosterIn(ctx, tx, employer, p, from.AddDate(0, 0, -rest.StandsAfter), to.AddDate(0, 0, rest.StandsAfter), db.At(farOff), known); err != nil {
			return err
		}
	}
	policy, err := policyIn(ctx, tx, employer, civil.Today(tx.Now), time.Time{})
	if err != nil {
		return err
	}
	return rest.CheckFile(list, how, known, policy, holidays, tx.Now)
}

// EnterDuty stores one duty that was entered by hand; how says whether it takes the one that begins
// then out again. Invalid, with every problem, when it cannot stand beside what is known in the same transaction. The same
// again changes nothing but is kept.
func (s *Store) EnterDuty(ctx context.Context, by rest.Signer, d rest.Duty, how rest.Entering, holidays civil.Holidays) (rest.Imported, error) {
	d, err := rest.CheckDuty(d)
	if err != nil {
		return rest.Imported{}, err
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%+v %v %s", d, how, s.d.Now().UTC().Format(time.RFC3339Nano)))
	return s.keep(ctx, by, rest.File{SHA256: hex.EncodeToString(sum[:])}, parcel{kind: rest.DutiesIn, read: 1, kept: 1, write: func(ctx context.Context, tx *db.Tx, id int64) error {
		known := map[rest.Person]rest.Kept{}
		if err := rosterIn(ctx, tx, by.Org, d.Person, d.Start.AddDate(0, 0, -rest.StandsAfter), d.Start.AddDate(0, 0, rest.StandsAfter), db.At(farOff), known); err != nil {
			return err
		}
		policy, err := policyIn(ctx, tx, by.Org, civil.Today(d.Start), time.Time{})
		if err != nil {
			return err
		}
		if err := rest.CheckEntered(d, how, known[d.Person], policy, holidays, tx.Now); err != nil {
			return err
		}
		return tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-duty"), dutyRows(id, by.Org, []rest.Duty{d}, how.Withdrawn, tx.Now))
	}})
}

// minutes is a duration as it is stored; -1 where it is not known.
func minutes(d time.Duration) int64 {
	if d < 0 {
		return -1
	}
	return int64(d / time.Minute)
}

func dutyRows(id int64, employer org.Code, list []rest.Duty, withdrawn bool, now time.Time) [][]any {
	out := make([][]any, 0, len(list))
	for i, d := range list {
		where := d.Employer
		if where == "" {
			where = employer
		}
		out = append(out, []any{id, i + 1, string(employer), string(d.Person), string(where), db.At(d.Start), db.At(d.End), string(d.State), string(d.Kind), d.Paid,
			string(d.Extra), minutes(d.Worked), d.Episodes, minutes(d.Breaks), yesNo(withdrawn), db.At(now)})
	}
	return out
}

// KeepContracts stores a file of contracts that was read whole, with who is who. accounts are those that the file's
// addresses belong to; a person without one is seen by nobody as their own.
func (s *Store) KeepContracts(ctx context.Context, by rest.Signer, file rest.File, f rest.ContractFile, accounts map[string]int64) (rest.Imported, error) {
	return s.keep(ctx, by, file, parcel{kind: rest.ContractsIn, read: f.Read, kept: len(f.Contracts), write: func(ctx context.Context, tx *db.Tx, id int64) error {
		now := db.At(tx.Now)
		var contracts, members, names [][]any
		for i, c := range f.Contracts {
			where := c.Employer
			if where == "" {
				where = by.Org
			}
			contracts = append(contracts, []any{id, i + 1, string(by.Org), string(c.Person), string(where), string(c.Terms), c.Hours, c.Day, yesNo(c.OptOut), string(c.Other),
				c.From, c.To, now})
		}
		for i, k := range f.People {
			members = append(members, []any{id, i + 1, string(by.Org), string(k.Person), k.Team, accounts[k.Email], now})
			if k.Name != "" {
				names = append(names, []any{id, i + 1, string(by.Org), string(k.Person), k.Name, now})
			}
		}
		for query, rows := range map[string][][]any{"insert-contract": contracts, "insert-member": members, "insert-name": names} {
			if err := tx.RepeatAll(ctx, queries.For(tx.Engine, query), rows); err != nil {
				return err
			}
		}
		return nil
	}})
}

// SetPolicy keeps a version of the employer's policy from a day on. Invalid, with every problem, when it cannot stand.
func (s *Store) SetPolicy(ctx context.Context, by rest.Signer, p rest.Policy, from civil.Date) error {
	p, err := rest.CheckPolicy(p)
	if err != nil {
		return err
	}
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "rest:policy:"+string(by.Org)); err != nil {
			return err
		}
		n := 0
		if err := tx.Get(ctx, queries.For(tx.Engine, "last-policy"), []any{string(by.Org)}, &n); err != nil {
			return err
		}
		p.Set = fmt.Sprintf("local-%s@%d", by.Org, n+1)
		body, err := json.Marshal(p)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-policy"), string(by.Org), n+1, from, string(body), db.At(tx.Now), by.Actor); err != nil {
			return err
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: by.Actor, Verb: "rest.policy", Noun: "rest-policy", Key: fmt.Sprintf("%s/%d", by.Org, n+1), Org: string(by.Org),
			Reason: p.Words, Digest: audit.Digest(string(body))})
	})
}

// Policy is the employer's policy in force on a day, as known at asOf (zero: now); the built-in proposal where there is none.
func (s *Store) Policy(ctx context.Context, employer org.Code, on civil.Date, asOf time.Time) (rest.Policy, error) {
	var out rest.Policy
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = policyIn(ctx, tx, employer, on, asOf)
		return err
	})
	return out, err
}

func policyIn(ctx context.Context, tx *db.Tx, employer org.Code, on civil.Date, asOf time.Time) (rest.Policy, error) {
	out := rest.DefaultPolicy()
	err := tx.Each(ctx, queries.For(tx.Engine, "policies"), func(r db.Row) error {
		var version int
		var from civil.Date
		var body string
		if err := r.Scan(&version, &from, &body); err != nil || from.After(on) {
			return err
		}
		var p rest.Policy
		if err := json.Unmarshal([]byte(body), &p); err != nil {
			return err
		}
		out = p
		return nil
	}, string(employer), orNow(asOf))
	return out, err
}
