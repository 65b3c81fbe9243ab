package recoverydb

import (
	"context"
	"fmt"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/recovery"
)

// Propose begins an offer for each pathway that a plan has given a session which it does not hold, has none under way, and
// is not held already. It gives how many were begun.
func (s *Store) Propose(ctx context.Context, by recovery.By, plan int64, list []recovery.Offer) (n int, err error) {
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		n = 0
		var have int64
		if have, err = next(ctx, tx, "count-offers", "offer", by.Org); err != nil {
			return err
		}
		said, err := saidIn(ctx, tx, by.Org, time.Time{})
		if err != nil {
			return err
		}
		open := map[recovery.Pathway]bool{}
		for _, o := range said.Offers {
			if !recovery.StandOffer(o, said.Events, false, civil.Today(tx.Now)).State.Final() {
				open[o.Pathway] = true
			}
		}
		var rows [][]any
		for _, o := range list {
			if open[o.Pathway] {
				continue
			}
			open[o.Pathway] = true
			o.Plan = plan
			row, err := offerRow(tx, by, have+int64(n), &o)
			if err != nil {
				return err
			}
			n++
			rows = append(rows, row)
		}
		if n == 0 {
			return nil
		}
		if err := tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-offer"), rows); err != nil {
			return err
		}
		return note(ctx, tx, by, "recovery.offer", "recovery-offer", fmt.Sprintf("%s/%d", by.Org, n), by.Org, "", "", fmt.Sprintf("%d proposed", n))
	})
	return n, err
}

// offerRow begins an offer: it is numbered here, with when and by whom.
func offerRow(tx *db.Tx, by recovery.By, number int64, o *recovery.Offer) ([]any, error) {
	o.ID, o.At, o.By = recovery.OfferID(fmt.Sprintf("%06d", number)), tx.Now, by.Actor
	body, digest, err := pack(*o)
	return []any{string(by.Org), string(o.ID), string(o.Pathway), body, digest, db.At(tx.Now), by.Actor}, err
}

// HappenHeld keeps what became of the date that a pathway holds by the trust's own list: an offer that is booked from its beginning, and
// the event. A Conflict when it holds none, or when the date was offered here: then it is told of that offer.
func (s *Store) HappenHeld(ctx context.Context, by recovery.By, pathway recovery.Pathway, e recovery.OfferEvent) error {
	return s.d.Write(ctx, func(tx *db.Tx) error {
		n, err := next(ctx, tx, "count-offers", "offer", by.Org)
		if err != nil {
			return err
		}
		number, err := next(ctx, tx, "last-event", "event", by.Org)
		if err != nil {
			return err
		}
		d, err := deskIn(ctx, tx, by.Org, time.Time{})
		if err != nil {
			return err
		}
		o, err := recovery.HeldOffer(d.laid(), d.said, pathway, civil.Today(tx.Now))
		if err != nil {
			return err
		}
		row, err := offerRow(tx, by, n, &o)
		if err != nil {
			return err
		}
		if err := tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-offer"), [][]any{row}); err != nil {
			return err
		}
		e.Offer = o.ID
		d.said.Offers = append(d.said.Offers, o)
		return s.happenIn(ctx, tx, by, d, number, []recovery.OfferEvent{e})
	})
}

// Happen keeps events of offers, all of them or none, each judged by recovery.CheckOffer as the offer then stands. At and
// By are set here. A fault of several names each by its offer.
func (s *Store) Happen(ctx context.Context, by recovery.By, events []recovery.OfferEvent) error {
	if len(events) == 0 {
		return fault.New(fault.Invalid, "Choose at least one offer")
	}
	return s.d.Write(ctx, func(tx *db.Tx) error {
		n, err := next(ctx, tx, "last-event", "event", by.Org)
		if err != nil {
			return err
		}
		d, err := deskIn(ctx, tx, by.Org, time.Time{})
		if err != nil {
			return err
		}
		return s.happenIn(ctx, tx, by, d, n, events)
	})
}

// happenIn keeps events from a number on; d is what was read once the numbers were locked.
func (s *Store) happenIn(ctx context.Context, tx *db.Tx, by recovery.By, d desk, n int64, events []recovery.OfferEvent) error {
	g := d.laid()
	var rows [][]any
	for i, e := range events {
		var err error
		e.At, e.By = tx.Now, by.Actor
		if e, err = s.judge(ctx, tx, by, g, d.said, e); err != nil {
			return err
		}
		d.said.Events = append(d.said.Events, e)
		body, digest, err := pack(e)
		if err != nil {
			return err
		}
		rows = append(rows, []any{string(by.Org), n + int64(i), string(e.Offer), string(e.To), body, digest, by.Actor, by.Role, db.At(tx.Now)})
	}
	if err := tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-event"), rows); err != nil {
		return err
	}
	if err := countOf(ctx, tx, by.Org, d.laid().Patients, d.laid().Sessions); err != nil {
		return err
	}
	return note(ctx, tx, by, "recovery.offer", "recovery-offer", fmt.Sprintf("%s/%d", by.Org, n), by.Org, "", "",
		fmt.Sprintf("%d offers %s", len(events), events[0].To))
}

// judge holds one event against the offer as it stands. A list without room is neither offered, accepted nor booked unless somebody says
// that it is to run over. Nobody is offered a session that is closed, or accepts or is booked into one:
// rest that is owed is never booked over, whenever it became known.
func (s *Store) judge(ctx context.Context, tx *db.Tx, by recovery.By, g recovery.Ground, said recovery.Said, e recovery.OfferEvent) (recovery.OfferEvent, error) {
	i := slices.IndexFunc(said.Offers, func(o recovery.Offer) bool { return o.ID == e.Offer })
	if i < 0 {
		return e, fault.New(fault.NotFound, "There is no offer %s", e.Offer)
	}
	o := said.Offers[i]
	k := slices.IndexFunc(g.Patients, func(p recovery.Patient) bool { return p.Pathway == o.Pathway })
	if k < 0 {
		return e, fault.New(fault.Conflict, "Pathway %s is no longer on the list", o.Pathway)
	}
	p := g.Patients[k]
	st := recovery.StandOffer(o, said.Events, p.Cancer != nil, civil.Today(e.At))
	var bad fault.List
	rooms := recovery.RoomsOf(g, said, civil.Today(e.At))
	full := func(x recovery.Session, name string) {
		if room := rooms.In(x, p); x.ID != "" && !e.Beyond && !room.Fits {
			bad.Add(name, "", "%s", room.Words(x, p))
		}
	}
	for j, d := range e.Dates {
		x, err := s.openTo(ctx, tx, by.Org, g, d.Session, fmt.Sprintf("date %d", j+1), &bad)
		if err != nil {
			return e, err
		}
		e.Dates[j].Site, e.Dates[j].Date = x.Site, x.Date
		full(x, fmt.Sprintf("date %d", j+1))
	}
	var err error
	var x recovery.Session
	switch {
	case e.To == recovery.OfferAccepted && e.Chosen != "":
		x, err = s.openTo(ctx, tx, by.Org, g, e.Chosen, "chosen", &bad)
		full(x, "chosen")
	case e.To == recovery.OfferBooked && st.State == recovery.OfferAccepted:
		x, err = s.openTo(ctx, tx, by.Org, g, st.Held.Session, "booked", &bad)
		if !st.Last.Beyond {
			full(x, "booked")
		}
	}
	if err == nil {
		err = bad.Err("The offer was left as it is")
	}
	if err != nil {
		return e, err
	}
	return recovery.CheckOffer(o, st, p, e)
}

// openTo finds a session and notes under name why nobody may be booked into it.
func (s *Store) openTo(ctx context.Context, tx *db.Tx, o org.Code, g recovery.Ground, id recovery.SessionID, name string, bad *fault.List) (x recovery.Session, err error) {
	at := slices.IndexFunc(g.Sessions, func(x recovery.Session) bool { return x.ID == id })
	if at < 0 {
		bad.Add(name, "", "There is no session %s; choose one of the sessions listed", id)
		return x, nil
	}
	x = g.Sessions[at]
	blocks := g.Blocks
	if s.rest != nil {
		b, closed, err := s.rest(ctx, tx, o, x)
		if err != nil {
			return x, err
		}
		if closed {
			blocks = append(slices.Clone(blocks), b)
		}
	}
	if why := recovery.ClosedBy(x, blocks); why != "" {
		bad.Add(name, "", "Nobody may be booked into session %s: %s. Choose another", x.ID, why)
	}
	return x, nil
}
