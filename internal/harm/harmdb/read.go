package harmdb

import (
	"context"
	"math"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/harm"
	"headroom/internal/org"
)

// eventOf names an event among those of all trusts.
type eventOf struct {
	org   org.Code
	event harm.EventID
}

// Event is one event with everything written down about it, as known at asOf (zero: now). NotFound when the trust had none
// of that number then.
func (s *Store) Event(ctx context.Context, trust org.Code, id harm.EventID, asOf time.Time) (out harm.Kept, err error) {
	key := eventOf{trust, id}
	held := map[eventOf]*harm.Kept{key: {ID: id, Trust: trust}}
	if id == "" {
		return out, fault.New(fault.NotFound, "There is no such event at this trust")
	}
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		held[key] = &harm.Kept{ID: id, Trust: trust}
		return gatherAll(ctx, tx, held, []org.Code{trust}, id, asOf)
	})
	if err == nil && len(held[key].Revisions) == 0 {
		err = fault.New(fault.NotFound, "There is no such event at this trust")
	}
	return *held[key], err
}

// Events lists events of trusts as known at asOf, the newest first, at most limit; nil trusts is all, and no limit is 0.
func (s *Store) Events(ctx context.Context, trusts []org.Code, asOf time.Time, limit int) (out []harm.Kept, err error) {
	if limit <= 0 {
		limit = math.MaxInt32
	}
	which, codes := scope(trusts)
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		heads, err := db.Collect(ctx, tx, queries.For(tx.Engine, "heads"), func(r db.Row) (h eventOf, err error) {
			return h, r.Scan(&h.org, &h.event)
		}, which, codes, at(asOf), limit)
		if err != nil {
			return err
		}
		held := make(map[eventOf]*harm.Kept, len(heads))
		var own []org.Code
		for _, h := range heads {
			held[h] = &harm.Kept{ID: h.event, Trust: h.org}
			if !slices.Contains(own, h.org) {
				own = append(own, h.org)
			}
		}
		out = make([]harm.Kept, 0, len(heads))
		if len(heads) == 0 {
			return nil
		}
		if err := gatherAll(ctx, tx, held, own, "", asOf); err != nil {
			return err
		}
		for _, h := range heads {
			out = append(out, *held[h])
		}
		return nil
	})
	return out, err
}

// gatherAll reads everything about the events that are held.
func gatherAll(ctx context.Context, tx *db.Tx, held map[eventOf]*harm.Kept, trusts []org.Code, id harm.EventID, asOf time.Time) error {
	which, codes := scope(trusts)
	args := []any{which, codes, string(id), at(asOf)}
	if err := gather(ctx, tx, "events", held, func(k *harm.Kept, v harm.Event) { k.Revisions = append(k.Revisions, v) }, args...); err != nil {
		return err
	}
	if err := gather(ctx, tx, "links", held, func(k *harm.Kept, v harm.Link) { k.Links = append(k.Links, v) }, args...); err != nil {
		return err
	}
	if err := gather(ctx, tx, "candour", held, func(k *harm.Kept, v harm.Candour) { k.Candour = append(k.Candour, v) }, args...); err != nil {
		return err
	}
	return tx.Each(ctx, queries.For(tx.Engine, "sent"), func(r db.Row) error {
		var o org.Code
		var v harm.Sent
		var next, when db.Instant
		if err := r.Scan(&o, &v.Event, &v.Revision, &v.State, &v.Profile, &v.Key, &v.Digest, &v.Reply, &next, &when); err != nil {
			return err
		}
		if v.At = when.Time; v.State == harm.Failing {
			v.Next = next.Time
		}
		if k := held[eventOf{o, v.Event}]; k != nil {
			k.Sent = append(k.Sent, v)
		}
		return nil
	}, args...)
}

// gather hands each row of a query to the event that it is about.
func gather[T any](ctx context.Context, tx *db.Tx, query string, held map[eventOf]*harm.Kept, add func(*harm.Kept, T), args ...any) error {
	return tx.Each(ctx, queries.For(tx.Engine, query), func(r db.Row) error {
		var o org.Code
		var id harm.EventID
		var body, digest string
		if err := r.Scan(&o, &id, &body, &digest); err != nil {
			return err
		}
		k := held[eventOf{o, id}]
		if k == nil {
			return nil
		}
		var v T
		if err := unpack(body, digest, &v); err != nil {
			return err
		}
		add(k, v)
		return nil
	}, args...)
}

// Reported is when events of trusts happened, by their newest revision known at asOf, and when each was first written down.
// Events of which the day is not known are left out: no lag can be told of them.
func (s *Store) Reported(ctx context.Context, trusts []org.Code, asOf time.Time) (out []harm.Reported, err error) {
	which, codes := scope(trusts)
	err = s.d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.Collect(ctx, tx, queries.For(tx.Engine, "reported"), func(r db.Row) (x harm.Reported, err error) {
			var when db.Instant
			err = r.Scan(&x.Occurred, &when)
			x.Recorded = civil.Today(when.Time)
			return x, err
		}, which, codes, at(asOf))
		return err
	})
	return out, err
}
