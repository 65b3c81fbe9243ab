package harmdb

import (
	"context"
	"fmt"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/harm"
	"headroom/internal/mitigation"
	"headroom/internal/org"
)

// Record keeps the first revision of an event and queues it for the national service; it gives the event's number within
// the trust. Invalid, with every problem, when it cannot be recorded or a text holds what looks like an identifier.
func (s *Store) Record(ctx context.Context, by harm.By, e harm.Event) (id harm.EventID, err error) {
	err = s.change(ctx, by, e.Trust, func(tx *db.Tx) error {
		n, err := count(ctx, tx, "count-events", string(e.Trust))
		if err != nil {
			return err
		}
		id = harm.EventID(fmt.Sprintf("%06d", n+1))
		e.ID, e.Revision, e.Why, e.Duty, e.Tied = id, 1, "", "", nil
		return keepChecked(ctx, tx, by, e)
	})
	if err != nil {
		return "", err
	}
	return id, nil
}

// Revise keeps another revision of an event and queues it; it gives its number. The event's Revision is the one that was
// looked at: Conflict when another has come since. Those before it stay as they are.
func (s *Store) Revise(ctx context.Context, by harm.By, e harm.Event) (revision int, err error) {
	err = s.change(ctx, by, e.Trust, func(tx *db.Tx) error {
		k, err := heldEvent(ctx, tx, e.Trust, e.ID)
		if err != nil {
			return err
		}
		last := k.Now().Revision
		if e.Revision != 0 && e.Revision != last {
			return fault.New(fault.Conflict, "Revision %d of this event has been recorded since you opened it; look at it first", last)
		}
		e.Revision, revision = last+1, last+1
		e.Duty, e.Tied = k.Now().Duty, e.TiedBy(k.Links)
		return keepChecked(ctx, tx, by, e)
	})
	return revision, err
}

// lastRevision is the number of an event's newest revision. NotFound when the trust has no such event.
func lastRevision(ctx context.Context, tx *db.Tx, o org.Code, id harm.EventID) (int, error) {
	last, err := count(ctx, tx, "last-revision", string(o), string(id))
	if err == nil && last == 0 {
		err = fault.New(fault.NotFound, "There is no such event at this trust")
	}
	return last, err
}

// heldEvent is an event with its links and answers, within a change. NotFound when the trust has no such event.
func heldEvent(ctx context.Context, tx *db.Tx, o org.Code, id harm.EventID) (k harm.Kept, err error) {
	k.ID, k.Trust = id, o
	held := map[eventOf]*harm.Kept{{o, id}: &k}
	if err = gatherAll(ctx, tx, held, []org.Code{o}, id, farOff); err == nil && (id == "" || len(k.Revisions) == 0) {
		err = fault.New(fault.NotFound, "There is no such event at this trust")
	}
	return k, err
}

// retold keeps the newest revision again with what was answered or judged apart, since the national service takes a revision
// once; nothing is kept when it is sent with the same already.
func retold(ctx context.Context, tx *db.Tx, by harm.By, e harm.Event, duty string, tied []string, why string) error {
	if e.Duty == duty && slices.Equal(e.Tied, tied) {
		return nil
	}
	e.Revision, e.Why, e.Duty, e.Tied = e.Revision+1, why, duty, tied
	return keepRevision(ctx, tx, by, e)
}

// keepChecked keeps a revision that somebody wrote.
func keepChecked(ctx context.Context, tx *db.Tx, by harm.By, e harm.Event) error {
	if err := e.Check(civil.Today(tx.Now)); err != nil {
		return err
	}
	if err := anonymous(text{"what", e.What}, text{"actions", e.Actions}, text{"why", e.Why}, text{"site", e.Site}, text{"service", e.Service}); err != nil {
		return err
	}
	return keepRevision(ctx, tx, by, e)
}

// keepRevision keeps a revision with its place in the queue.
func keepRevision(ctx context.Context, tx *db.Tx, by harm.By, e harm.Event) error {
	e.Recorded, e.By = tx.Now, by.Account
	body, digest, err := pack(e)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, queries.For(tx.Engine, "insert-event"), string(e.Trust), string(e.ID), e.Revision, string(e.Kind), dateText(e.Occurred), e.Period,
		body, digest, db.At(tx.Now), by.Account)
	if err != nil {
		return err
	}
	queued := harm.Sent{Event: e.ID, Revision: e.Revision, Key: e.Key(), State: harm.Queued, Next: tx.Now}
	if err := keepSent(ctx, tx, by.Account, e.Trust, 1, queued); err != nil {
		return err
	}
	return note(ctx, tx, by.Account, "harm.record", "harm-event", eventKey(e.Trust, e.ID, e.Revision), e.Trust, digest, string(e.Kind))
}

// eventKey names a revision in the audit log.
func eventKey(o org.Code, id harm.EventID, revision int) string {
	return fmt.Sprintf("%s/%s/%d", o, id, revision)
}

// Link ties an event to a period or a request. Who judges, and of what level they are, is taken from by. It takes the place
// of an earlier link about the same two, which stays on the record.
func (s *Store) Link(ctx context.Context, by harm.By, trust org.Code, l harm.Link) error {
	return s.change(ctx, by, trust, func(tx *db.Tx) error {
		k, err := heldEvent(ctx, tx, trust, l.Event)
		if err != nil {
			return err
		}
		l.Reviewer, l.Consultant = by.Account, by.Consultant
		if l.On.IsZero() {
			l.On = civil.Today(tx.Now)
		}
		if err := l.Check(); err != nil {
			return err
		}
		if l.Strength == mitigation.Caused {
			if err := uninvolved(ctx, tx, by, trust, k); err != nil {
				return err
			}
		}
		if l.On.After(civil.Today(tx.Now)) {
			return fault.New(fault.Invalid, "The day on which it was judged lies ahead; give today or an earlier one")
		}
		if err := anonymous(text{"why", l.Why}); err != nil {
			return err
		}
		n, err := count(ctx, tx, "last-link", string(trust))
		if err != nil {
			return err
		}
		body, digest, err := pack(l)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, queries.For(tx.Engine, "insert-link"), string(trust), n+1, string(l.Event), int(l.Strength), body, digest, db.At(tx.Now), by.Account)
		if err != nil {
			return err
		}
		e := k.Now()
		if err := retold(ctx, tx, by, e, e.Duty, e.TiedBy(append(k.Links, l)), "what it is tied to was judged"); err != nil {
			return err
		}
		return note(ctx, tx, by.Account, "harm.link", "harm-link", fmt.Sprintf("%s/%d", trust, n+1), trust, digest, fmt.Sprintf("strength %d", l.Strength))
	})
}

// uninvolved refuses the strongest word of somebody who recorded the event, or took a step of a review that it came from,
// whatever they answer themselves (H22).
func uninvolved(ctx context.Context, tx *db.Tx, by harm.By, trust org.Code, k harm.Kept) error {
	steps, err := stepsOf(ctx, tx, trust, "")
	if err != nil {
		return err
	}
	about := map[harm.WatchID]bool{}
	for _, e := range steps {
		about[e.Watch] = about[e.Watch] || e.Event == k.ID
	}
	part := k.Revisions[0].By == by.Account || slices.ContainsFunc(steps, func(e harm.ReviewEvent) bool { return about[e.Watch] && e.By == by.Account && e.To != harm.Opened })
	var bad fault.List
	if part {
		bad.Add("strength", "H22", "You recorded this event, or took part in the review that it came from: only a reviewer of consultant level who took no part can say caused")
	}
	return bad.Err("the link cannot be recorded")
}

// Candour keeps a whole answer on the duty of candour. That the duty applies or does not is a clinician's to say; attempts
// to tell the patient are only ever added.
func (s *Store) Candour(ctx context.Context, by harm.By, trust org.Code, c harm.Candour) error {
	return s.change(ctx, by, trust, func(tx *db.Tx) error {
		k, err := heldEvent(ctx, tx, trust, c.Event)
		if err != nil {
			return err
		}
		if err := c.OnKind(k.Now().Kind); err != nil {
			return err
		}
		c, err = c.After(k.Candour, by, tx.Now)
		if err != nil {
			return err
		}
		texts := []text{{"why", c.Why}, {"reason", c.Reason}}
		for _, x := range c.Contacts {
			texts = append(texts, text{"contact", x.Words})
		}
		if err := anonymous(texts...); err != nil {
			return err
		}
		n, err := count(ctx, tx, "last-candour", string(trust))
		if err != nil {
			return err
		}
		body, digest, err := pack(c)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, queries.For(tx.Engine, "insert-candour"), string(trust), n+1, string(c.Event), body, digest, db.At(tx.Now), by.Account)
		if err != nil {
			return err
		}
		e := k.Now()
		if err := retold(ctx, tx, by, e, c.Notifiable, e.Tied, "whether the duty of candour applies was answered"); err != nil {
			return err
		}
		return note(ctx, tx, by.Account, "harm.candour", "harm-candour", fmt.Sprintf("%s/%d", trust, n+1), trust, digest, fmt.Sprintf("%d attempts", len(c.Contacts)))
	})
}
