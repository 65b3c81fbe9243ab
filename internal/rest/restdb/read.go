package restdb

import (
	"context"
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

// Roster is what is known of an employer's people (one alone where p is not empty): duties that touch [from, to), all
// contracts and all records, as known at asOf (zero: now).
func (s *Store) Roster(ctx context.Context, employer org.Code, p rest.Person, from, to, asOf time.Time) (map[rest.Person]rest.Kept, error) {
	out := map[rest.Person]rest.Kept{}
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		clear(out)
		return rosterIn(ctx, tx, employer, p, from, to, orNow(asOf), out)
	})
	return out, err
}

func rosterIn(ctx context.Context, tx *db.Tx, employer org.Code, p rest.Person, from, to time.Time, asOf any, out map[rest.Person]rest.Kept) error {
	if err := dutiesIn(ctx, tx, employer, p, from, to, asOf, out); err != nil {
		return err
	}
	err := tx.Each(ctx, queries.For(tx.Engine, "contracts"), func(r db.Row) error {
		var c rest.Contract
		var optOut string
		if err := r.Scan(&c.Person, &c.Employer, &c.Terms, &c.Hours, &c.Day, &optOut, &c.Other, &c.From, &c.To, &c.Source); err != nil {
			return err
		}
		c.OptOut = optOut == "yes"
		k := out[c.Person]
		k.Contracts = slices.DeleteFunc(k.Contracts, func(x rest.Contract) bool { return x.From == c.From })
		k.Contracts = append(k.Contracts, c)
		out[c.Person] = k
		return nil
	}, string(employer), string(p), string(p), asOf)
	if err != nil {
		return err
	}
	for person, k := range out {
		k.Contracts = inTurn(k.Contracts)
		out[person] = k
	}
	err = tx.Each(ctx, queries.For(tx.Engine, "entries"), func(r db.Row) error {
		var e rest.Entry
		var begins, until db.Instant
		if err := r.Scan(&e.Person, &e.ID, &e.Ledger, &e.Kind, &e.Hours, &begins, &until, &e.Against, &e.Booking, &e.Words); err != nil {
			return err
		}
		e.At, e.Until = begins.Time, until.Time
		k := out[e.Person]
		k.Records = append(k.Records, e)
		out[e.Person] = k
		return nil
	}, string(employer), string(p), string(p), asOf)
	// Whose every duty was taken out again, and of whom nothing else is known, was a slip of the pen and is nobody.
	maps.DeleteFunc(out, func(_ rest.Person, k rest.Kept) bool { return len(k.Duties)+len(k.Contracts)+len(k.Records) == 0 })
	return err
}

// inTurn ends a contract without an end where the next one begins.
func inTurn(list []rest.Contract) []rest.Contract {
	slices.SortStableFunc(list, func(a, b rest.Contract) int { return a.From.Compare(b.From) })
	for i := range list {
		if i+1 < len(list) && (list[i].To.IsZero() || list[i].To.After(list[i+1].From)) {
			list[i].To = list[i+1].From
		}
	}
	return list
}

// dutiesIn reads the newest row of each duty: of a person and a beginning, planned and happened apart.
func dutiesIn(ctx context.Context, tx *db.Tx, employer org.Code, p rest.Person, from, to time.Time, asOf any, out map[rest.Person]rest.Kept) error {
	type key struct {
		person  rest.Person
		start   int64
		planned bool
	}
	at := map[key]int{}
	gone := map[key]bool{}
	each := func(r db.Row) error {
		var d rest.Duty
		var id, worked, breaks int64
		var start, end db.Instant
		var withdrawn string
		if err := r.Scan(&id, &d.Person, &d.Employer, &start, &end, &d.State, &d.Kind, &d.Paid, &d.Extra, &worked, &d.Episodes, &breaks, &withdrawn); err != nil {
			return err
		}
		d.Start, d.End, d.Worked, d.Breaks = start.Time, end.Time, time.Duration(worked)*time.Minute, time.Duration(breaks)*time.Minute
		k := key{d.Person, d.Start.Unix(), d.State == rest.Planned}
		gone[k] = withdrawn == "yes"
		list := out[d.Person]
		if i, there := at[k]; there {
			list.Duties[i] = d
		} else {
			at[k] = len(list.Duties)
			list.Duties = append(list.Duties, d)
		}
		out[d.Person] = list
		return nil
	}
	var err error
	if p == "" {
		err = tx.Each(ctx, queries.For(tx.Engine, "duties"), each, string(employer), db.At(from), db.At(to), asOf)
	} else {
		err = tx.Each(ctx, queries.For(tx.Engine, "duties-of"), each, string(employer), string(p), db.At(from), db.At(to), asOf)
	}
	for person, k := range out {
		k.Duties = slices.DeleteFunc(k.Duties, func(d rest.Duty) bool { return gone[key{person, d.Start.Unix(), d.State == rest.Planned}] })
		out[person] = k
	}
	return err
}

// Record notes rest as booked, taken, paid or let go, judged against what is known in the same transaction. A booking that
// is confirmed keeps its own window where the record gives none. Invalid, with every problem, when it cannot stand;
// Conflict where another rule forbids the window.
func (s *Store) Record(ctx context.Context, by rest.Signer, e rest.Entry) (rest.Entry, error) {
	err := s.d.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "rest:person:"+string(by.Org)+"/"+string(e.Person)); err != nil {
			return err
		}
		known := map[rest.Person]rest.Kept{}
		if err := rosterIn(ctx, tx, by.Org, e.Person, tx.Now.AddDate(-2, 0, 0), tx.Now.AddDate(2, 0, 0), db.At(farOff), known); err != nil {
			return err
		}
		k, there := known[e.Person]
		if !there {
			return fault.New(fault.NotFound, "Nothing is known here of %s", e.Person)
		}
		for _, x := range k.Records {
			if e.Booking > 0 && x.ID == e.Booking && e.At.IsZero() {
				e.At, e.Until, e.Hours, e.Ledger, e.Against = x.At, x.Until, x.Hours, x.Ledger, x.Against
			}
		}
		policy := rest.DefaultPolicy()
		if err := rest.CheckRecord(e, k, policy.Join); err != nil {
			return err
		}
		if e.Kind == rest.Taken && e.Until.After(tx.Now) {
			return fault.New(fault.Invalid, "This rest is not over yet. Book it now, and say that it was taken when it was")
		}
		if err := tx.Get(ctx, queries.For(tx.Engine, "last-entry"), []any{string(by.Org), string(e.Person)}, &e.ID); err != nil {
			return err
		}
		e.ID++
		if _, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-entry"), string(by.Org), string(e.Person), e.ID, string(e.Ledger), string(e.Kind), e.Hours, db.At(e.At),
			db.At(e.Until), e.Against, e.Booking, e.Words, by.Actor, string(by.Role), db.At(tx.Now)); err != nil {
			return err
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: by.Actor, Verb: "rest.book", Noun: "rest-entry", Key: fmt.Sprintf("%s/%s/%d", by.Org, e.Person, e.ID), Org: string(by.Org),
			Detail: fmt.Sprintf("%s %s", e.Ledger, e.Kind)})
	})
	return e, err
}

// Stamp changes whenever anything of an employer does: what was worked out under it need not be worked out again.
func (s *Store) Stamp(ctx context.Context, employer org.Code) (string, error) {
	var out string
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = stampIn(ctx, tx, employer)
		return err
	})
	return out, err
}

func stampIn(ctx context.Context, tx *db.Tx, employer org.Code) (string, error) {
	var imports, entries, policies int64
	err := tx.Get(ctx, queries.For(tx.Engine, "stamp"), []any{string(employer), string(employer), string(employer)}, &imports, &entries, &policies)
	return fmt.Sprintf("%d/%d/%d", imports, entries, policies), err
}

// Blocks is when an employer's people (one alone where p is not empty) may not be booked in [from, to), by the rules and by what was booked, as known at
// asOf (zero: now): what a plan of sessions has to leave free. Each names its rule, window and reason.
func (s *Store) Blocks(ctx context.Context, employer org.Code, p rest.Person, from, to time.Time, holidays civil.Holidays, asOf time.Time) ([]rest.Block, error) {
	judged, err := s.Judged(ctx, employer, p, from, civil.Date{}, holidays, asOf)
	return within(judged, from, to), err
}

// BlocksIn is Blocks of one person as known now, inside another room's transaction: until it ends nothing is added to what is
// known of the person.
func (s *Store) BlocksIn(ctx context.Context, tx *db.Tx, employer org.Code, p rest.Person, from, to time.Time, holidays civil.Holidays) ([]rest.Block, error) {
	for _, what := range []string{"rest:import", "rest:policy:" + string(employer), "rest:person:" + string(employer) + "/" + string(p)} {
		if err := tx.Lock(ctx, what); err != nil {
			return nil, err
		}
	}
	judged, err := judgedIn(ctx, tx, employer, p, from, civil.Date{}, holidays, time.Time{})
	return within(judged, from, to), err
}

// within is the blocks that touch [from, to), by person.
func within(judged map[rest.Person]rest.Judgement, from, to time.Time) []rest.Block {
	var out []rest.Block
	for _, person := range slices.Sorted(maps.Keys(judged)) {
		for _, b := range judged[person].Blocks {
			if b.From.Before(to) && b.To.After(from) {
				out = append(out, b)
			}
		}
	}
	return out
}

// JudgedOf is Judged of the people that are named, and of nobody else: a team is judged without the trust.
func (s *Store) JudgedOf(ctx context.Context, employer org.Code, people []rest.Person, at time.Time, recovery civil.Date, holidays civil.Holidays, asOf time.Time) (map[rest.Person]rest.Judgement, error) {
	out := make(map[rest.Person]rest.Judgement, len(people))
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		for _, p := range people {
			one, err := judgedIn(ctx, tx, employer, p, at, recovery, holidays, asOf)
			if err != nil {
				return err
			}
			maps.Copy(out, one)
		}
		return nil
	})
	return out, err
}

// Judged judges an employer's people (one alone where p is not empty) on a day as known at asOf (zero: now).
func (s *Store) Judged(ctx context.Context, employer org.Code, p rest.Person, at time.Time, recovery civil.Date, holidays civil.Holidays, asOf time.Time) (map[rest.Person]rest.Judgement, error) {
	var out map[rest.Person]rest.Judgement
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = judgedIn(ctx, tx, employer, p, at, recovery, holidays, asOf)
		return err
	})
	return out, err
}

func judgedIn(ctx context.Context, tx *db.Tx, employer org.Code, p rest.Person, at time.Time, recovery civil.Date, holidays civil.Holidays, asOf time.Time) (map[rest.Person]rest.Judgement, error) {
	policy, err := policyIn(ctx, tx, employer, civil.Today(at), asOf)
	if err != nil {
		return nil, err
	}
	known := map[rest.Person]rest.Kept{}
	err = rosterIn(ctx, tx, employer, p, at.AddDate(0, 0, -rest.StandsAfter), at.AddDate(0, 0, rest.StandsAfter), orNow(asOf), known)
	out := make(map[rest.Person]rest.Judgement, len(known))
	for person, k := range known {
		out[person] = rest.Judge(k.Ask(person, policy, holidays, at, recovery))
	}
	return out, err
}
