package sitrepdb

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// byHand begins the step of a reminder that a person sent, before its number.
const byHand = "hand-"

// restBetween is how long after a reminder by hand no other goes to the same organisation about the same return.
const restBetween = 10 * time.Minute

// Remind notes a reminder sent by hand to each of the organisations, which they see on their Today, and gives how many
// were reminded. Left out are those whose return is in, those that owe none, and those reminded by hand in the last ten
// minutes. Empty words stand for a plain sentence.
func (s *Store) Remind(ctx context.Context, by string, form sitrep.FormCode, day civil.Date, orgs []org.Code, words string) (sent int, err error) {
	f, err := ownForm(form, day)
	if err != nil {
		return 0, err
	}
	orgs = slices.Compact(slices.Sorted(slices.Values(orgs)))
	err = s.write(ctx, func(tx *db.Tx) error {
		sent = 0
		if err := (slot{form, day}).lock(ctx, tx); err != nil {
			return err
		}
		wanting, err := s.wanting(ctx, tx, f, day, tx.Now)
		if err != nil {
			return err
		}
		earlier, err := remindersOn(ctx, tx, form, day)
		if err != nil {
			return err
		}
		var out []sitrep.Reminder
		for _, o := range orgs {
			n, last := 0, time.Time{}
			for _, r := range earlier[o] {
				if strings.HasPrefix(r.Step, byHand) {
					n, last = n+1, r.At
				}
			}
			if wanting[o] && (n == 0 || tx.Now.Sub(last) >= restBetween) {
				out = append(out, sitrep.Reminder{Form: form, Org: o, Day: day, Step: fmt.Sprintf("%s%d", byHand, n+1), By: by,
					Words: orPlain(words, f, day)})
			}
		}
		sent = len(out)
		return keep(ctx, tx, out)
	})
	return sent, err
}

func orPlain(words string, f *sitrep.Form, day civil.Date) string {
	if words = strings.TrimSpace(words); words != "" {
		return words
	}
	return fmt.Sprintf("%s for %s is not in yet.", f.Name, day.Format("2 January 2006"))
}

// RemindDue notes the automatic reminders whose time has come at now: each step once for each return, whoever runs it
// and however often, and only for returns that are owed and not in. It gives how many were sent. Call it every minute.
func (s *Store) RemindDue(ctx context.Context, now time.Time) (int, error) {
	day := civil.Today(now)
	sent := 0
	for _, f := range sitrep.Forms() {
		n, found := f.NoticeAt(day, now)
		if !found || !f.Valid.Contains(day) {
			continue
		}
		here, err := s.remindStep(ctx, f, day, n, now)
		if sent += here; err != nil {
			return sent, err
		}
	}
	return sent, nil
}

// remindStep sends one step about one form and day. It looks first without writing: most minutes have nothing to send,
// and must not make a writer wait.
func (s *Store) remindStep(ctx context.Context, f *sitrep.Form, day civil.Date, n sitrep.Notice, now time.Time) (sent int, err error) {
	var out []sitrep.Reminder
	look := func(tx *db.Tx) error {
		out = nil
		wanting, err := s.wanting(ctx, tx, f, day, now)
		if err != nil {
			return err
		}
		earlier, err := remindersOn(ctx, tx, f.Code, day)
		for o := range wanting {
			if !slices.ContainsFunc(earlier[o], func(r sitrep.Reminder) bool { return r.Step == n.Step }) {
				out = append(out, sitrep.Reminder{Form: f.Code, Org: o, Day: day, Step: n.Step, By: "job:reminders", Words: n.Words(f, day)})
			}
		}
		slices.SortFunc(out, func(a, b sitrep.Reminder) int { return strings.Compare(string(a.Org), string(b.Org)) })
		return err
	}
	if err := s.d.Read(ctx, look); err != nil || len(out) == 0 {
		return 0, err
	}
	err = s.write(ctx, func(tx *db.Tx) error {
		if err := (slot{f.Code, day}).lock(ctx, tx); err != nil {
			return err
		}
		if err := look(tx); err != nil {
			return err
		}
		return keep(ctx, tx, out)
	})
	if err != nil {
		return 0, err
	}
	return len(out), nil
}

// keep stores reminders with an audit line each.
func keep(ctx context.Context, tx *db.Tx, out []sitrep.Reminder) error {
	for _, r := range out {
		_, err := tx.Repeat(ctx, queries.For(tx.Engine, "insert-reminder"), string(r.Form), string(r.Org), r.Day, r.Step, r.By, db.At(tx.Now), r.Words)
		if err != nil {
			return err
		}
	}
	for _, r := range out {
		err := audit.Append(ctx, tx, audit.Entry{Actor: r.By, Verb: "chase.send", Noun: "return", Key: returnKey(r.Form, r.Org, r.Day),
			Org: string(r.Org), Detail: r.Step})
		if err != nil {
			return err
		}
	}
	return nil
}

// wanting finds the organisations that owe a return which is not in at now.
func (s *Store) wanting(ctx context.Context, tx *db.Tx, f *sitrep.Form, day civil.Date, now time.Time) (map[org.Code]bool, error) {
	d, err := s.emptyDay(ctx, tx, f, day)
	if err != nil {
		return nil, err
	}
	err = tx.Each(ctx, queries.For(tx.Engine, "states-on"), func(r db.Row) error {
		var v sitrep.Version
		var at db.Instant
		err := r.Scan(&v.Org, &v.N, &v.State, &v.Timing, &at)
		v.Recorded = at.Time
		d.versions[v.Org] = append(d.versions[v.Org], &v)
		return err
	}, string(f.Code), day)
	if err != nil {
		return nil, err
	}
	out := map[org.Code]bool{}
	for o := range d.duty {
		switch sitrep.StandingOf(f, day, true, sitrep.Pick(f, day, sitrep.Latest, now, d.versions[o]), now) {
		case sitrep.Due, sitrep.Overdue:
			out[o] = true
		}
	}
	return out, nil
}

// remindersOn reads the reminders about one form and day, by organisation, oldest first.
func remindersOn(ctx context.Context, tx *db.Tx, form sitrep.FormCode, day civil.Date) (map[org.Code][]sitrep.Reminder, error) {
	out := map[org.Code][]sitrep.Reminder{}
	err := tx.Each(ctx, queries.For(tx.Engine, "reminders-on"), func(r db.Row) error {
		var x sitrep.Reminder
		var at db.Instant
		err := r.Scan(&x.Org, &x.Step, &at)
		x.At = at.Time
		out[x.Org] = append(out[x.Org], x)
		return err
	}, string(form), day)
	return out, err
}
