package harm

import (
	"slices"
	"time"

	"headroom/internal/civil"
)

// Due is a review that is open, and by when it is due.
type Due struct {
	Watch  WatchID
	Opened civil.Date
	RAG    RAG
	Why    string
	By     civil.Date // the last working day for it
}

// Overdue reports whether the last day is over.
func (d Due) Overdue(on civil.Date) bool { return on.After(d.By) }

// Dues are the open reviews of a cohort as known at an instant, the one that is due first leading. The clock runs from the
// day on which a review was opened, by how urgent it was then; a trigger that was found later and is more urgent can bring
// the day forward, and nothing puts it back. Only harm that a clinician found not determinable yet is due on the day that
// was set for looking again.
func Dues(c Cohort, asOf time.Time, holidays civil.Holidays) []Due {
	triggers := map[WatchID][]Trigger{}
	for _, t := range c.Triggers {
		if !t.Detected.After(asOf) {
			triggers[t.Watch] = append(triggers[t.Watch], t)
		}
	}
	opened, again := map[WatchID]time.Time{}, map[WatchID]civil.Date{}
	for _, e := range c.Reviews {
		if e.At.After(asOf) {
			continue
		}
		if delete(again, e.Watch); e.Finding == NotYet {
			again[e.Watch] = e.Again
		}
		switch e.To {
		case Opened:
			opened[e.Watch] = e.At
		case Shut:
			delete(opened, e.Watch)
		}
	}
	var out []Due
	for _, w := range c.Watched {
		from, ok := opened[w.ID]
		if !ok {
			continue
		}
		d := dueOf(w, triggers[w.ID], from, holidays)
		if on := again[w.ID]; !on.IsZero() {
			d.By = on
		}
		out = append(out, d)
	}
	slices.SortStableFunc(out, func(a, b Due) int { return a.By.Compare(b.By) })
	return out
}

// dueOf works out one review's clock.
func dueOf(w Watched, triggers []Trigger, opened time.Time, holidays civil.Holidays) Due {
	day := civil.Today(opened)
	var then []Trigger
	for _, t := range triggers {
		if !t.Detected.After(opened) {
			then = append(then, t)
		}
	}
	d := Due{Watch: w.ID, Opened: day}
	d.RAG, d.Why = Urgency(w, then, day)
	d.By = d.RAG.DueBy(day, holidays)
	for _, t := range triggers {
		if !t.Detected.After(opened) {
			continue
		}
		then = append(then, t)
		found := civil.Today(t.Detected)
		rag, why := Urgency(w, then, found)
		if by := rag.DueBy(found, holidays); by.Before(d.By) {
			d.RAG, d.Why, d.By = rag, why, by
		}
	}
	return d
}
