package mitigationdb

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/mitigation"
	"headroom/internal/org"
)

// Request is one request with all that was written down of it by asOf (zero: now); NotFound when there was none.
func (s *Store) Request(ctx context.Context, ref mitigation.Ref, asOf time.Time) (mitigation.Kept, error) {
	var out mitigation.Kept
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = requestIn(ctx, tx, ref, asOf)
		return err
	})
	return out, err
}

func requestIn(ctx context.Context, tx *db.Tx, ref mitigation.Ref, asOf time.Time) (mitigation.Kept, error) {
	list, err := db.Collect(ctx, tx, queries.For(tx.Engine, "request"), scanRequest, string(ref), orNow(asOf))
	if err != nil {
		return mitigation.Kept{}, err
	}
	if len(list) == 0 {
		return mitigation.Kept{}, fault.New(fault.NotFound, "There is no request with the number %s", ref)
	}
	err = fill(ctx, tx, list, "", string(ref), orNow(asOf))
	return list[0], err
}

func scanRequest(r db.Row) (k mitigation.Kept, err error) {
	err = r.Scan(&k.Ref, &k.Trust)
	return k, err
}

// Requests lists requests as known at asOf (zero: now), the newest first.
func (s *Store) Requests(ctx context.Context, f mitigation.Filter, asOf time.Time) ([]mitigation.Kept, error) {
	var out []mitigation.Kept
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		list, err := db.Collect(ctx, tx, queries.For(tx.Engine, "requests"), scanRequest, f.Period, f.Period, orNow(asOf))
		if err != nil {
			return err
		}
		out = slices.DeleteFunc(list, func(k mitigation.Kept) bool { return f.Trusts != nil && !slices.Contains(f.Trusts, k.Trust) })
		if f.Limit > 0 && len(out) > f.Limit {
			out = out[:f.Limit]
		}
		if len(out) == 0 {
			return nil
		}
		return fill(ctx, tx, out, "-all", orNow(asOf))
	})
	return out, err
}

// fill reads the events, impact returns and evidence of requests. Rows of requests that are not asked for are passed over
// before their bodies are read.
func fill(ctx context.Context, tx *db.Tx, list []mitigation.Kept, kind string, args ...any) error {
	at := make(map[mitigation.Ref]*mitigation.Kept, len(list))
	for i := range list {
		at[list[i].Ref] = &list[i]
	}
	err := tx.Each(ctx, queries.For(tx.Engine, "events"+kind), func(r db.Row) error {
		ref, e, body, err := scanEvent(r)
		if k := at[ref]; k != nil && err == nil {
			if e, err = withContent(e, body); err == nil {
				k.Events = append(k.Events, e)
			}
		}
		return err
	}, args...)
	if err != nil {
		return err
	}
	err = tx.Each(ctx, queries.For(tx.Engine, "impacts"+kind), func(r db.Row) error {
		i, body, err := scanImpact(r)
		if k := at[i.Request]; k != nil && err == nil {
			if i, err = withBody(i, body); err == nil {
				k.Impacts = append(k.Impacts, i)
			}
		}
		return err
	}, args...)
	if err != nil {
		return err
	}
	return tx.Each(ctx, queries.For(tx.Engine, "files"+kind), func(r db.Row) error {
		e, err := scanFile(r)
		if k := at[e.Request]; k != nil && err == nil {
			k.Files = append(k.Files, e)
		}
		return err
	}, args...)
}

func scanEvent(r db.Row) (ref mitigation.Ref, e mitigation.Event, body string, err error) {
	var at, recorded db.Instant
	err = r.Scan(&ref, &e.Step, &at, &recorded, &e.By, &e.Actor, &e.Org, &e.Words, &body)
	e.At, e.Recorded = at.Time, recorded.Time
	return ref, e, body, err
}

func withContent(e mitigation.Event, body string) (mitigation.Event, error) {
	var c content
	err := json.Unmarshal([]byte(body), &c)
	e.Form, e.Decision, e.Use, e.Change, e.Makers = c.Form, c.Decision, c.Use, c.Change, c.Makers
	return e, err
}

// Notices lists the reminders that were sent to the organisations as known at asOf (zero: now), newest first, at most limit
// (0: 50). nil organisations are all.
func (s *Store) Notices(ctx context.Context, orgs []org.Code, asOf time.Time, limit int) ([]mitigation.Notice, error) {
	const usual = 50
	if limit <= 0 {
		limit = usual
	}
	var out []mitigation.Notice
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		list, err := db.Collect(ctx, tx, queries.For(tx.Engine, "notices"), scanNotice, orNow(asOf))
		out = slices.DeleteFunc(list, func(n mitigation.Notice) bool { return orgs != nil && !slices.Contains(orgs, n.Org) })
		out = out[:min(limit, len(out))]
		return err
	})
	return out, err
}

// NoticesTo lists the reminders that one organisation was sent after an instant, as known at asOf (zero: now), newest first.
func (s *Store) NoticesTo(ctx context.Context, to org.Code, after, asOf time.Time) ([]mitigation.Notice, error) {
	var out []mitigation.Notice
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.Collect(ctx, tx, queries.For(tx.Engine, "notices-to"), scanNotice, string(to), db.At(after), orNow(asOf))
		return err
	})
	return out, err
}

func scanNotice(r db.Row) (n mitigation.Notice, err error) {
	var due, sent db.Instant
	err = r.Scan(&n.Request, &n.Step, &n.Org, &due, &n.Words, &sent)
	n.At, n.Sent = due.Time, sent.Time
	return n, err
}
