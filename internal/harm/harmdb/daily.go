package harmdb

import (
	"context"
	"fmt"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/harm"
	"headroom/internal/org"
)

// Watching lists the trusts that watch any pathway.
func (s *Store) Watching(ctx context.Context, asOf time.Time) (out []org.Code, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.Collect(ctx, tx, queries.For(tx.Engine, "watching"), func(r db.Row) (o org.Code, err error) {
			return o, r.Scan(&o)
		}, at(asOf))
		return err
	})
	return out, err
}

// Day is what one day's watch of a trust came to.
type Day struct {
	Added, Changed   int // pathways
	Triggers, Opened int // triggers found, and reviews opened
}

// Listed is a postponed pathway as a trust's lists tell of it.
type Listed struct {
	harm.Watched
	Raised civil.Date // when its priority was first raised after the postponement; the zero date when it was not
}

// Daily is one day's watch of a trust, all of it or nothing: the postponed pathways that its lists tell of are added, the
// triggers that the watch works out are kept, and reviews are opened for whoever is urgent or in the sample. Events are
// never made. Done twice on a day it finds nothing more.
func (s *Store) Daily(ctx context.Context, by harm.By, trust org.Code, list []Listed) (day Day, err error) {
	err = s.change(ctx, by, trust, func(tx *db.Tx) error {
		day = Day{}
		watched := make([]harm.Watched, len(list))
		for i, l := range list {
			watched[i] = l.Watched
		}
		kept, err := s.watchIn(ctx, tx, by, trust, postponed, watched)
		if err != nil {
			return err
		}
		c, err := cohortIn(ctx, tx, trust, postponed, "", time.Time{})
		if err != nil {
			return err
		}
		had := map[harm.WatchID][]harm.Trigger{}
		for _, t := range c.Triggers {
			had[t.Watch] = append(had[t.Watch], t)
		}
		today := civil.Today(tx.Now)
		found := append(toldByLists(list, kept, tx.Now), foundByDate(c.Watched, today, had, tx.Now)...)
		for _, t := range found {
			if slices.ContainsFunc(had[t.Watch], func(o harm.Trigger) bool { return o.Kind == t.Kind }) {
				continue
			}
			if err := keepTrigger(ctx, tx, by, trust, t); err != nil {
				return err
			}
			had[t.Watch] = append(had[t.Watch], t)
			day.Triggers++
		}
		if day.Opened, err = openDue(ctx, tx, by, c, had, found, today); err != nil {
			return err
		}
		for _, k := range kept {
			if k.isNew {
				day.Added++
			} else if k.changed {
				day.Changed++
			}
		}
		if day == (Day{}) {
			return nil
		}
		return note(ctx, tx, by.Account, "harm.watch", "harm-watch", "day/"+today.String(), trust, "",
			fmt.Sprintf("%d new, %d changed, %d triggers, %d reviews opened", day.Added, day.Changed, day.Triggers, day.Opened))
	})
	return day, err
}

// foundByDate are the triggers that come with time alone.
func foundByDate(list []harm.Watched, today civil.Date, had map[harm.WatchID][]harm.Trigger, now time.Time) (out []harm.Trigger) {
	for _, w := range list {
		if w.On(today) || w.On(today.Add(-1)) {
			out = append(out, harm.Found(w, today, had[w.ID], now)...)
		}
	}
	return out
}

// toldByLists are the triggers that lists tell: the same pathway was postponed again, or its priority was raised.
func toldByLists(list []Listed, kept []keptWatch, now time.Time) (out []harm.Trigger) {
	days := map[string][]civil.Date{}
	for _, w := range list {
		days[bare(w.Pathway)] = append(days[bare(w.Pathway)], w.Postponed)
	}
	for i, k := range kept {
		var next civil.Date
		for _, d := range days[bare(list[i].Pathway)] {
			if d.After(k.Postponed) && (next.IsZero() || d.Before(next)) {
				next = d
			}
		}
		if !next.IsZero() && k.On(next) {
			out = append(out, harm.Trigger{Watch: k.ID, Kind: harm.PostponedAgain, Occurred: next, Detected: now, Source: "the lists"})
		}
		if d := list[i].Raised; !d.IsZero() && k.On(d) {
			out = append(out, harm.Trigger{Watch: k.ID, Kind: harm.PriorityRaised, Occurred: d, Detected: now, Source: "the lists"})
		}
	}
	return out
}

// openDue opens the reviews that are due: of whoever a new trigger was found for, and of whoever was never reviewed and is
// urgent or in the sample.
func openDue(ctx context.Context, tx *db.Tx, by harm.By, c harm.Cohort, had map[harm.WatchID][]harm.Trigger, found []harm.Trigger, today civil.Date) (opened int, err error) {
	news, ever := map[harm.WatchID]bool{}, map[harm.WatchID]bool{}
	for _, t := range found {
		news[t.Watch] = true
	}
	for _, e := range c.Reviews {
		ever[e.Watch] = true
	}
	for _, w := range c.Watched {
		rag, _ := harm.Urgency(w, had[w.ID], today)
		due := w.On(today) && w.Ended == "" && !ever[w.ID] && (rag != harm.Green || harm.Sampled(w.ID))
		if !due && !news[w.ID] {
			continue
		}
		did, err := openReview(ctx, tx, by, c.Trust, w, had[w.ID])
		if err != nil {
			return opened, err
		}
		if did {
			opened++
		}
	}
	return opened, nil
}
