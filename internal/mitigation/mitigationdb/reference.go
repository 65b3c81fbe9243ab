package mitigationdb

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"headroom/internal/audit"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/mitigation"
	"headroom/internal/org"
)

// Published is the counts that others have published: those built in, then those added by asOf (zero: now). None is made to
// fit another.
func (s *Store) Published(ctx context.Context, asOf time.Time) ([]mitigation.PublishedCount, error) {
	out := mitigation.PublishedCounts()
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		more, err := db.Collect(ctx, tx, queries.For(tx.Engine, "published"), scanJSON[mitigation.PublishedCount], orNow(asOf))
		out = append(mitigation.PublishedCounts(), more...)
		return err
	})
	return out, err
}

// Schemes is the dated schemes as known at asOf (zero: now): those built in, each in its newest version, and those added.
func (s *Store) Schemes(ctx context.Context, asOf time.Time) ([]mitigation.Scheme, error) {
	var out []mitigation.Scheme
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = schemesIn(ctx, tx, asOf)
		return err
	})
	return out, err
}

func schemesIn(ctx context.Context, tx *db.Tx, asOf time.Time) ([]mitigation.Scheme, error) {
	out := mitigation.Schemes()
	more, err := db.Collect(ctx, tx, queries.For(tx.Engine, "schemes"), scanJSON[mitigation.Scheme], orNow(asOf))
	for _, x := range more {
		if i := slices.IndexFunc(out, func(y mitigation.Scheme) bool { return y.ID == x.ID }); i >= 0 {
			out[i] = x
		} else {
			out = append(out, x)
		}
	}
	return out, err
}

func scanJSON[T any](r db.Row) (v T, err error) {
	var body string
	if err = r.Scan(&body); err == nil {
		err = json.Unmarshal([]byte(body), &v)
	}
	return v, err
}

// KeepPublished adds a published count. Invalid when it does not say who counted, when, for which period and by which source.
func (s *Store) KeepPublished(ctx context.Context, by mitigation.By, p mitigation.PublishedCount) error {
	if err := national(by); err != nil {
		return err
	}
	if err := p.Check(); err != nil {
		return err
	}
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "mitigation:published"); err != nil {
			return err
		}
		id := 0
		if err := tx.Get(ctx, queries.For(tx.Engine, "last-published"), nil, &id); err != nil {
			return err
		}
		id++
		body, err := json.Marshal(p)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-published"), id, string(body), db.At(tx.Now), by.Account); err != nil {
			return err
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: by.Account, Verb: "mitigation.reference", Noun: "mitigation-count", Key: fmt.Sprint(id),
			Org: string(org.England), Detail: "a published count was added", Digest: audit.Digest(string(body))})
	})
}

// KeepScheme keeps a scheme, or the next version of one. Invalid, with every problem, when it cannot stand. Requests that were
// signed stay as they were signed.
func (s *Store) KeepScheme(ctx context.Context, by mitigation.By, x mitigation.Scheme) error {
	if err := national(by); err != nil {
		return err
	}
	x.ID = mitigation.SchemeID(strings.TrimSpace(string(x.ID)))
	if !word.MatchString(string(x.ID)) {
		return fault.New(fault.Invalid, "Name the scheme in capital letters, digits and hyphens, as RD-2025-07")
	}
	if err := x.Check(); err != nil {
		return err
	}
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "mitigation:scheme:"+string(x.ID)); err != nil {
			return err
		}
		n := 0
		if err := tx.Get(ctx, queries.For(tx.Engine, "last-scheme"), []any{string(x.ID)}, &n); err != nil {
			return err
		}
		n++
		body, err := json.Marshal(x)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-scheme"), string(x.ID), n, string(body), db.At(tx.Now), by.Account); err != nil {
			return err
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: by.Account, Verb: "mitigation.reference", Noun: "mitigation-scheme", Key: fmt.Sprintf("%s/%d", x.ID, n),
			Org: string(org.England), Detail: "a scheme was kept", Digest: audit.Digest(string(body))})
	})
}
