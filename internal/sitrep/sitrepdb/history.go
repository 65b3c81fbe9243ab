package sitrepdb

import (
	"context"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// History is one return as known at asOf, the zero instant being now: its versions, the leaves and reminders about it,
// and how it stands. The draft is there when nobody has saved it since: what was typed earlier is not kept. A not-found fault when
// there is no such form on the day.
func (s *Store) History(ctx context.Context, code sitrep.FormCode, o org.Code, day civil.Date, asOf time.Time) (h sitrep.History, err error) {
	form, ok := sitrep.FindForm(code, day)
	if !ok {
		return h, fault.New(fault.NotFound, "there is no form %q for %s; check the form's code and the date", code, day)
	}
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		h = sitrep.History{Form: form, Org: o, Day: day}
		at := asOf
		if at.IsZero() {
			at = tx.Now
		}
		if err := s.owed(ctx, tx, &h, at); err != nil {
			return err
		}
		if err := ownVersions(ctx, tx, &h, at); err != nil {
			return err
		}
		h.Standing = sitrep.StandingOf(form, day, h.Owed, sitrep.Pick(form, day, sitrep.Latest, at, h.Versions), at)
		if err := notes(ctx, tx, &h, at); err != nil {
			return err
		}
		if h.Draft, err = draftOf(ctx, tx, code, o, day); h.Draft != nil && h.Draft.At.After(at) {
			h.Draft = nil // what it was like then is not kept
		}
		return err
	})
	return h, err
}

// owed says whether the organisation owes the return, as known at asOf.
func (s *Store) owed(ctx context.Context, tx *db.Tx, h *sitrep.History, asOf time.Time) error {
	pic, err := s.orgs.PictureIn(ctx, tx, h.Day, asOf)
	if err != nil {
		return err
	}
	h.Owed = h.Form.Owes(pic, h.Org, h.Day)
	return tx.Each(ctx, queries.For(tx.Engine, "duty-known-of"), func(r db.Row) error {
		var a, b civil.Date
		err := r.Scan(&a, &b)
		h.Owed = h.Owed || (!h.Day.Before(a) && !h.Day.After(b))
		return err
	}, string(h.Form.Code), string(h.Org), db.At(asOf))
}

func ownVersions(ctx context.Context, tx *db.Tx, h *sitrep.History, asOf time.Time) error {
	return tx.Each(ctx, queries.For(tx.Engine, "versions-of"), func(r db.Row) error {
		v, body, err := scanVersion(r)
		if err != nil || v.Recorded.After(asOf) {
			return err
		}
		if v.Items, err = sitrep.Decode(body); err != nil {
			return fault.Wrap(err, fault.Internal, "version %d of the return of %s for %s is damaged; run headroom check", v.N, h.Org, h.Day)
		}
		h.Versions = append(h.Versions, v)
		return nil
	}, string(h.Form.Code), string(h.Org), h.Day, h.Day)
}

// notes reads the leaves and the reminders. A leave that a version used after asOf was still unused then.
func notes(ctx context.Context, tx *db.Tx, h *sitrep.History, asOf time.Time) error {
	all, err := reopenings(ctx, tx, h.Form.Code, h.Org, h.Day)
	if err != nil {
		return err
	}
	for _, x := range all {
		if x.At.After(asOf) {
			continue
		}
		known := false
		for _, v := range h.Versions {
			known = known || v.N == x.Used
		}
		if !known {
			x.Used = 0
		}
		h.Reopenings = append(h.Reopenings, x)
	}
	return tx.Each(ctx, queries.For(tx.Engine, "reminders-of"), func(r db.Row) error {
		x := sitrep.Reminder{Form: h.Form.Code, Org: h.Org, Day: h.Day}
		var at db.Instant
		if err := r.Scan(&x.Step, &x.By, &at, &x.Words); err != nil {
			return err
		}
		if x.At = at.Time; !x.At.After(asOf) {
			h.Reminders = append(h.Reminders, x)
		}
		return nil
	}, string(h.Form.Code), string(h.Org), h.Day)
}
