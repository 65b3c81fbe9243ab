package harmdb

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/harm"
	"headroom/internal/org"
)

// Trigger notes one that was found. It opens a review of a postponed pathway whose review is not open; it never makes an
// event. The store says when it was found. Conflict when the same one is there already.
func (s *Store) Trigger(ctx context.Context, by harm.By, trust org.Code, t harm.Trigger) error {
	return s.change(ctx, by, trust, func(tx *db.Tx) error {
		w, cohort, err := oneWatch(ctx, tx, trust, t.Watch)
		if err != nil {
			return err
		}
		t.Detected = tx.Now
		if err := checkTrigger(w, t, civil.Today(tx.Now)); err != nil {
			return err
		}
		had, err := db.Collect(ctx, tx, queries.For(tx.Engine, "triggers-of"), packed[harm.Trigger], string(trust), string(t.Watch))
		if err != nil {
			return err
		}
		if err := keepTrigger(ctx, tx, by, trust, t); err != nil {
			return err
		}
		if cohort == postponed {
			if _, err := openReview(ctx, tx, by, trust, w, append(had, t)); err != nil {
				return err
			}
		}
		return note(ctx, tx, by.Account, "harm.trigger", "harm-watch", string(trust)+"/"+string(t.Watch), trust, "", string(t.Kind))
	})
}

// oneWatch is the newest of one watch, with its cohort.
func oneWatch(ctx context.Context, tx *db.Tx, trust org.Code, id harm.WatchID) (w harm.Watched, cohort string, err error) {
	if cohort, _, err = pathwayRow(ctx, tx, trust, id); err != nil {
		return w, "", err
	}
	rows, err := db.Collect(ctx, tx, queries.For(tx.Engine, "watch"), scanWatch, string(trust), string(id))
	if err != nil || len(rows) == 0 {
		return w, "", err
	}
	return rows[0].Watched, cohort, nil
}

// checkTrigger names what a trigger lacks.
func checkTrigger(w harm.Watched, t harm.Trigger, today civil.Date) error {
	var bad fault.List
	i := slices.IndexFunc(harm.Triggers(), func(x harm.TriggerInfo) bool { return x.Kind == t.Kind })
	if i < 0 || !harm.Triggers()[i].Occurs {
		bad.Add("kind", "C8", "Choose a trigger of the library that somebody reports")
	}
	switch {
	case t.Occurred.IsZero() || t.Occurred.After(today):
		bad.Add("occurred", "C8", "Say on which day it happened, today or earlier")
	case !w.On(t.Occurred):
		bad.Add("occurred", "C8", "The pathway is watched from %s to %s; it did not happen within that time", w.Postponed, w.Until())
	}
	if err := bad.Err("the trigger cannot be recorded"); err != nil {
		return err
	}
	return anonymous(text{"source", t.Source}, text{"words", t.Words})
}

func keepTrigger(ctx context.Context, tx *db.Tx, by harm.By, trust org.Code, t harm.Trigger) error {
	body, digest, err := pack(t)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, queries.For(tx.Engine, "insert-trigger"), string(trust), string(t.Watch), string(t.Kind), t.Occurred.String(), body, digest, db.At(tx.Now), by.Account)
	if errors.Is(err, db.ErrDuplicate) {
		return fault.New(fault.Conflict, "This trigger is recorded already for that day")
	}
	return err
}

// openReview opens the review of a pathway unless it is open; opened says whether it did. Its words tell how urgent it is and
// why: the clock runs from there.
func openReview(ctx context.Context, tx *db.Tx, by harm.By, trust org.Code, w harm.Watched, triggers []harm.Trigger) (opened bool, err error) {
	steps, err := stepsOf(ctx, tx, trust, w.ID)
	if err != nil {
		return false, err
	}
	if n := len(steps); n > 0 && steps[n-1].To != harm.Shut {
		return false, nil
	}
	rag, why := harm.Urgency(w, triggers, civil.Today(tx.Now))
	e := harm.ReviewEvent{Watch: w.ID, To: harm.Opened, At: tx.Now, By: by.Account, Clinician: by.Clinician, Words: string(rag) + ": " + why}
	return true, keepStep(ctx, tx, trust, len(steps)+1, e)
}

func stepsOf(ctx context.Context, tx *db.Tx, trust org.Code, id harm.WatchID) ([]harm.ReviewEvent, error) {
	return db.Collect(ctx, tx, queries.For(tx.Engine, "reviews"), packed[harm.ReviewEvent], string(trust), string(id), db.At(farOff))
}

func keepStep(ctx context.Context, tx *db.Tx, trust org.Code, number int, e harm.ReviewEvent) error {
	body, digest, err := pack(e)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, queries.For(tx.Engine, "insert-step"), string(trust), string(e.Watch), number, string(e.To), body, digest, db.At(tx.Now), e.By)
	return err
}

// Step takes a review further, as harm.CheckStep allows. Moderate harm or worse goes to the panel before the review is
// closed, and an event that a step names is one of the trust's.
func (s *Store) Step(ctx context.Context, by harm.By, trust org.Code, e harm.ReviewEvent) error {
	return s.change(ctx, by, trust, func(tx *db.Tx) error {
		w, cohort, err := oneWatch(ctx, tx, trust, e.Watch)
		if err != nil || cohort != postponed {
			return errors.Join(err, notPostponed(err))
		}
		steps, err := stepsOf(ctx, tx, trust, e.Watch)
		if err != nil {
			return err
		}
		var last harm.ReviewEvent
		if len(steps) > 0 {
			last = steps[len(steps)-1]
		}
		e.At, e.By, e.Clinician = tx.Now, by.Account, by.Clinician
		if err := harm.CheckStep(last.To, last.Finding, e); err != nil {
			return err
		}
		if last.To == harm.Reviewed && e.To == harm.Shut && last.NeedsPanel() {
			return fault.New(fault.Conflict, "Moderate harm or worse was found: the panel looks at it before the review is closed")
		}
		if err := harm.CheckSteps(steps, e); err != nil {
			return err
		}
		if e.Event != "" {
			if err := ofThisPathway(ctx, tx, w, e.Event); err != nil {
				return err
			}
		}
		if err := anonymous(text{"words", e.Words}, text{"delay", e.Delay}, text{"no-event", e.NoEvent}); err != nil {
			return err
		}
		if err := keepStep(ctx, tx, trust, len(steps)+1, e); err != nil {
			return err
		}
		detail := strings.TrimSpace(string(e.To) + " " + string(e.Finding))
		return note(ctx, tx, by.Account, "harm.review", "harm-review", fmt.Sprintf("%s/%s/%d", trust, e.Watch, len(steps)+1), trust, "", detail)
	})
}

// Pressed is a pathway of which a clinician's review said that something must be done now.
type Pressed struct {
	Pathway string // the trust's own key, as it was asked for
	Watch   harm.WatchID
	At      time.Time
	By      string
}

// Pressing tells which of a trust's pathways a review of harm asks to be brought forward, as known at asOf (zero: now): by the
// keyed digest, so that no key is opened. A pathway that was treated, or whose watch ended, is not among them.
func (s *Store) Pressing(ctx context.Context, trust org.Code, pathways []string, asOf time.Time) (out []Pressed, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		out = nil
		c, err := cohortIn(ctx, tx, trust, postponed, "", asOf)
		if err != nil {
			return err
		}
		steps := map[harm.WatchID][]harm.ReviewEvent{}
		for _, e := range c.Reviews {
			steps[e.Watch] = append(steps[e.Watch], e)
		}
		pressed := map[harm.WatchID]harm.ReviewEvent{}
		for _, w := range c.Watched {
			if e, ok := harm.Pressing(steps[w.ID]); ok && w.Treated.IsZero() && w.Ended == "" {
				pressed[w.ID] = e
			}
		}
		if len(pressed) == 0 {
			return nil
		}
		known, err := knownPathways(ctx, tx, trust, postponed)
		if err != nil {
			return err
		}
		by := map[string]harm.WatchID{}
		for key, id := range known {
			if e, ok := pressed[id]; ok && (by[key[0]] == "" || e.At.After(pressed[by[key[0]]].At)) {
				by[key[0]] = id
			}
		}
		for _, p := range pathways {
			index, err := s.keys.Digest(trust, "harm-pathway", bare(p))
			if err != nil {
				return err
			}
			if id, ok := by[index]; ok {
				out = append(out, Pressed{Pathway: p, Watch: id, At: pressed[id].At, By: pressed[id].By})
			}
		}
		return nil
	})
	return out, err
}

// ofThisPathway refuses an event that cannot be the one recorded from a review: it is not the trust's, happened before the
// date was taken away, or was recorded from the review of another pathway.
func ofThisPathway(ctx context.Context, tx *db.Tx, w harm.Watched, id harm.EventID) error {
	if _, err := lastRevision(ctx, tx, w.Trust, id); err != nil {
		return err
	}
	which, codes := scope([]org.Code{w.Trust})
	held := map[eventOf]*harm.Kept{{w.Trust, id}: {}}
	if err := gather(ctx, tx, "events", held, func(k *harm.Kept, v harm.Event) { k.Revisions = append(k.Revisions, v) }, which, codes, string(id), db.At(farOff)); err != nil {
		return err
	}
	var bad fault.List
	if day := held[eventOf{w.Trust, id}].Now().Occurred; !day.IsZero() && day.Before(w.Postponed) {
		bad.Add("event", "C7", "Event %s happened on %s, before the date was taken away on %s: give the event recorded from this review", id, day, w.Postponed)
	}
	of, err := tiedTo(ctx, tx, w.Trust, id, time.Time{})
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(of, func(x harm.WatchID) bool { return x != w.ID }); i >= 0 {
		bad.Add("event", "C7", "Event %s was recorded from the review of %s, another pathway: give the event recorded from this review", id, of[i])
	}
	return bad.Err("the step cannot be recorded")
}

// tiedTo lists the watches whose reviews name an event.
func tiedTo(ctx context.Context, tx *db.Tx, trust org.Code, id harm.EventID, asOf time.Time) (out []harm.WatchID, err error) {
	steps, err := db.Collect(ctx, tx, queries.For(tx.Engine, "reviews"), packed[harm.ReviewEvent], string(trust), "", at(asOf))
	for _, e := range steps {
		if e.Event == id && !slices.Contains(out, e.Watch) {
			out = append(out, e.Watch)
		}
	}
	return out, err
}

// Tied lists the watched pathways of a trust whose reviews name an event as recorded from them, as known at asOf (zero: now).
func (s *Store) Tied(ctx context.Context, trust org.Code, id harm.EventID, asOf time.Time) (out []harm.WatchID, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = tiedTo(ctx, tx, trust, id, asOf)
		return err
	})
	return out, err
}

// notPostponed is the refusal to review somebody who was not postponed; nil when something else is wrong already.
func notPostponed(err error) error {
	if err != nil {
		return nil
	}
	return fault.New(fault.Conflict, "This pathway was not postponed; it stands in the comparison alone")
}

// Told keeps triggers that a file tells, all of them or none, and opens reviews as Trigger does. One that is there already is
// passed over; a pathway that is not watched is named by its line, and never by its key.
func (s *Store) Told(ctx context.Context, by harm.By, trust org.Code, list []harm.ToldTrigger) (added int, err error) {
	err = s.change(ctx, by, trust, func(tx *db.Tx) error {
		added = 0
		known := map[[2]string]harm.WatchID{}
		for _, cohort := range []string{others, postponed} { // of a pathway that is in both, the postponement counts
			some, err := knownPathways(ctx, tx, trust, cohort)
			if err != nil {
				return err
			}
			maps.Copy(known, some)
		}
		var bad fault.List
		for _, told := range list {
			index, err := s.keys.Digest(trust, "harm-pathway", bare(told.Pathway))
			if err != nil {
				return err
			}
			id, ok := known[[2]string{index, told.Postponed.String()}]
			if !ok {
				bad.Add("pathway", "C8", "Row %d: no such pathway is watched from that day; send the list of postponed pathways first", told.Line)
				continue
			}
			t := told.Trigger
			t.Watch = id
			is, err := keepTold(ctx, tx, by, trust, t, told.Line, &bad)
			if err != nil {
				return err
			}
			if is {
				added++
			}
		}
		if err := bad.Err("the triggers were not kept, none of them"); err != nil || added == 0 {
			return err
		}
		return note(ctx, tx, by.Account, "harm.trigger", "harm-watch", "list", trust, "", fmt.Sprintf("%d triggers", added))
	})
	return added, err
}

// keepTold keeps one trigger of a list; is says whether it was new.
func keepTold(ctx context.Context, tx *db.Tx, by harm.By, trust org.Code, t harm.Trigger, line int, bad *fault.List) (is bool, err error) {
	w, cohort, err := oneWatch(ctx, tx, trust, t.Watch)
	if err != nil {
		return false, err
	}
	t.Detected = tx.Now
	if f := fault.As(checkTrigger(w, t, civil.Today(tx.Now))); f != nil {
		for _, x := range f.Fields {
			bad.Add(x.Name, x.Rule, "Row %d: %s", line, x.Message)
		}
		return false, nil
	}
	had, err := db.Collect(ctx, tx, queries.For(tx.Engine, "triggers-of"), packed[harm.Trigger], string(trust), string(t.Watch))
	if err != nil || slices.ContainsFunc(had, func(o harm.Trigger) bool { return o.Kind == t.Kind && o.Occurred == t.Occurred }) {
		return false, err
	}
	if err := keepTrigger(ctx, tx, by, trust, t); err != nil {
		return false, err
	}
	if cohort == postponed {
		_, err = openReview(ctx, tx, by, trust, w, append(had, t))
	}
	return true, err
}
