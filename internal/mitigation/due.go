package mitigation

import (
	"slices"
	"time"
)

// Due are the clock's events that are due by now: each happened at its own time, whenever it is found. The clock decides
// nothing: it says that a time is over. Each is to be written down now.
func (s Standing) Due(now time.Time) []Event {
	out := append(slices.Clone(s.Unwritten), s.dueFrom(now)...)
	for i := range out {
		out[i].Recorded = now
	}
	return out
}

// dueFrom are the clock's events that follow from the state and are due by an instant.
func (s Standing) dueFrom(now time.Time) []Event {
	var out []Event
	state := s.State
	add := func(step Step, at time.Time) {
		to, ok := Next(state, step)
		if at.IsZero() || at.After(now) || !ok {
			return
		}
		out = append(out, Event{Step: step, At: at, Recorded: now, Actor: Clock})
		state = to
	}
	if !s.Clocks.NeededBy.IsZero() && !s.Clocks.Sent.IsZero() {
		add(Deadline, s.Clocks.NeededBy)
	}
	add(WindowEnds, s.Clocks.WindowTo)
	return out
}

// Wake is when the clock has next to look at the request; zero when never.
func (s Standing) Wake(now time.Time) time.Time {
	var at time.Time
	for _, w := range []struct {
		step Step
		at   time.Time
	}{{Deadline, s.Clocks.NeededBy}, {WindowEnds, s.Clocks.WindowTo}} {
		if _, ok := Next(s.State, w.step); ok && w.at.After(now) && (at.IsZero() || w.at.Before(at)) {
			at = w.at
		}
	}
	return at
}

// Reminder is a share of the time to the deadline at which those who can act are reminded (B7).
type Reminder struct {
	At    time.Time
	Share int // percent of the time from the signature to the deadline
}

// Reminders are at half and at four fifths of the time from the signature to the deadline, and at the deadline itself.
func (s Standing) Reminders() []Reminder {
	from, to := s.Clocks.Signed, s.Clocks.NeededBy
	if from.IsZero() || to.IsZero() || !to.After(from) {
		return nil
	}
	var out []Reminder
	for _, share := range []int{50, 80, 100} {
		out = append(out, Reminder{from.Add(to.Sub(from) * time.Duration(share) / 100), share})
	}
	return out
}
