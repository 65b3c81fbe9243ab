package restdb

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"headroom/internal/audit"
	"headroom/internal/db"
	"headroom/internal/org"
	"headroom/internal/rest"
)

// Members lists who works for an employer, with names, as known at asOf (zero: now), by code. It is for the employer's own
// pages alone.
func (s *Store) Members(ctx context.Context, employer org.Code, asOf time.Time) ([]rest.Member, error) {
	known := map[rest.Person]*rest.Member{}
	of := func(p rest.Person) *rest.Member {
		if known[p] == nil {
			known[p] = &rest.Member{Known: rest.Known{Person: p}}
		}
		return known[p]
	}
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		err := tx.Each(ctx, queries.For(tx.Engine, "members"), func(r db.Row) error {
			var p rest.Person
			var m rest.Member
			if err := r.Scan(&p, &m.Team, &m.Account); err != nil {
				return err
			}
			x := of(p)
			x.Team, x.Account = m.Team, m.Account
			return nil
		}, string(employer), orNow(asOf))
		if err != nil {
			return err
		}
		return tx.Each(ctx, queries.For(tx.Engine, "names"), func(r db.Row) error {
			var p rest.Person
			var name string
			if err := r.Scan(&p, &name); err != nil {
				return err
			}
			of(p).Name = name
			return nil
		}, string(employer), orNow(asOf))
	})
	out := make([]rest.Member, 0, len(known))
	for _, m := range known {
		out = append(out, *m)
	}
	slices.SortFunc(out, func(a, b rest.Member) int { return strings.Compare(string(a.Person), string(b.Person)) })
	return out, err
}

// Mine lists the people that an account is named for: as a rule one.
func (s *Store) Mine(ctx context.Context, account int64, asOf time.Time) ([]rest.Mine, error) {
	if account == 0 {
		return nil, nil
	}
	var out []rest.Mine
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.Collect(ctx, tx, queries.For(tx.Engine, "of-account"), func(r db.Row) (m rest.Mine, err error) {
			return m, r.Scan(&m.Org, &m.Person)
		}, account, orNow(asOf), orNow(asOf))
		return err
	})
	return out, err
}

// Managers lists the accounts that manage each team of an employer, as known at asOf (zero: now).
func (s *Store) Managers(ctx context.Context, employer org.Code, asOf time.Time) (map[string][]int64, error) {
	type key struct {
		team    string
		account int64
	}
	held := map[key]bool{}
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, queries.For(tx.Engine, "managers"), func(r db.Row) error {
			var k key
			var word string
			err := r.Scan(&k.team, &k.account, &word)
			held[k] = word == "yes"
			return err
		}, string(employer), orNow(asOf))
	})
	out := map[string][]int64{}
	for k, yes := range held {
		if yes {
			out[k.team] = append(out[k.team], k.account)
		}
	}
	for _, list := range out {
		slices.Sort(list)
	}
	return out, err
}

// SetManager names an account as manager of a team, or ends that.
func (s *Store) SetManager(ctx context.Context, by rest.Signer, team string, account int64, held bool) error {
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "rest:manager:"+string(by.Org)); err != nil {
			return err
		}
		n := 0
		if err := tx.Get(ctx, queries.For(tx.Engine, "last-manager"), []any{string(by.Org), team, account}, &n); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-manager"), string(by.Org), team, account, n+1, yesNo(held), db.At(tx.Now), by.Actor); err != nil {
			return err
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: by.Actor, Verb: "rest.roster", Noun: "rest-manager", Key: fmt.Sprintf("%s/%d", by.Org, account), Org: string(by.Org),
			Detail: "manages a team: " + yesNo(held)})
	})
}

// Looked writes into the audit log that somebody read a person's ledger, or with no person those of everybody they may see.
func (s *Store) Looked(ctx context.Context, by rest.Signer, p rest.Person) error {
	return s.d.Write(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, audit.Entry{Actor: by.Actor, Verb: "rest.team", Noun: "rest-person", Key: string(by.Org) + "/" + string(p), Org: string(by.Org)})
	})
}

// Employers lists the organisations that have brought in duties, as known at asOf (zero: now).
func (s *Store) Employers(ctx context.Context, asOf time.Time) ([]org.Code, error) {
	var out []org.Code
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.Collect(ctx, tx, queries.For(tx.Engine, "employers"), func(r db.Row) (c org.Code, err error) { return c, r.Scan(&c) },
			string(rest.DutiesIn), orNow(asOf))
		return err
	})
	return out, err
}
