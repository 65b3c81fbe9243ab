package rest

import (
	"slices"
	"time"

	"headroom/internal/access"
)

// LineState is how an owed entry stands. Stored as its word.
type LineState string

// The states.
const (
	Settled   LineState = "settled"   // all of it was taken
	Converted LineState = "converted" // what was left was paid, of L2 alone
	InRoster  LineState = "booked"    // what is left is booked, and not overdue
	Open      LineState = "open"
	Soon      LineState = "due-soon" // within 7 days
	Overdue   LineState = "overdue"
)

// soonDays is how long before its time an entry is due soon.
const soonDays = 7

// Line is one owed entry with what became of it.
type Line struct {
	Number int // among the owed entries of its ledger, from 1
	Owed   Entry
	Taken  float64 // hours
	Booked float64
	Paid   float64
	Left   float64 // neither taken nor paid; what is booked is still left
	State  LineState
	With   string      // who has to see to it now; empty where nobody has
	To     access.Role // the same, as a role
}

// Balance is one ledger of a person. The three are never added up or set against each other.
type Balance struct {
	Ledger Ledger
	Lines  []Line
	Owed   float64 // hours
	Taken  float64
	Booked float64
	Paid   float64
	Left   float64
	Spare  float64 // of L1: rest beyond what was owed, in the rest that gave the last of it
	Late   float64 // hours left that are overdue
	Next   time.Time
}

// Label is what stands beside the ledger's figures wherever they are shown.
func (b Balance) Label() string {
	if b.Ledger == Recovery {
		return "local policy estimate"
	}
	return ""
}

// balances makes the three ledgers from entries, at an instant.
func balances(entries []Entry, at time.Time, resident bool) []Balance {
	out := make([]Balance, 0, 3)
	for _, l := range []Ledger{Statutory, Contractual, Recovery} {
		b := Balance{Ledger: l}
		for _, e := range entries {
			if e.Ledger == l && e.Kind == Owed {
				b.Lines = append(b.Lines, Line{Number: len(b.Lines) + 1, Owed: e, Left: e.Hours})
			}
		}
		for _, e := range entries {
			if e.Ledger != l || e.Against < 1 || e.Against > len(b.Lines) {
				continue
			}
			x := &b.Lines[e.Against-1]
			switch {
			case e.Kind == Taken:
				x.Taken += e.Hours
				x.Left -= e.Hours
			case e.Kind == Booked:
				x.Booked += e.Hours
			case e.Kind == Paid && l == Contractual:
				x.Paid += e.Hours
				x.Left -= e.Hours
			}
		}
		for i := range b.Lines {
			b.add(&b.Lines[i], at, resident)
		}
		out = append(out, b)
	}
	return out
}

func (b *Balance) add(x *Line, at time.Time, resident bool) {
	if x.Left < 1e-9 {
		x.Left = 0
	}
	x.State, x.To = stateOf(*x, at, resident)
	x.With = withWords(x.To)
	b.Owed += x.Owed.Hours
	b.Taken += x.Taken
	b.Booked += x.Booked
	b.Paid += x.Paid
	b.Left += x.Left
	if x.State == Overdue {
		b.Late += x.Left
	}
	if x.Left > 0 && !x.Owed.Due.IsZero() && (b.Next.IsZero() || x.Owed.Due.Before(b.Next)) {
		b.Next = x.Owed.Due
	}
}

// stateOf says how a line stands and whom it has reached: the manager first, the rota co-ordinator when it is due soon, and
// once it is overdue the guardian of safe working hours for residents, the trust's director for others.
func stateOf(x Line, at time.Time, resident bool) (LineState, access.Role) {
	due := x.Owed.Due
	switch {
	case x.Left == 0 && x.Paid > 0:
		return Converted, ""
	case x.Left == 0:
		return Settled, ""
	case !due.IsZero() && at.After(due):
		if resident {
			return Overdue, access.Guardian
		}
		return Overdue, access.TrustDirector
	case x.Booked >= x.Left-1e-9:
		return InRoster, ""
	case x.Owed.Ledger == Statutory:
		return Open, access.RotaCoordinator
	case !due.IsZero() && at.AddDate(0, 0, soonDays).After(due):
		return Soon, access.RotaCoordinator
	}
	return Open, access.TeamManager
}

// withWords is a role as a ledger names who has to see to something.
func withWords(r access.Role) string {
	switch r {
	case access.Guardian:
		return "guardian of safe working hours"
	case access.TrustDirector:
		return "accountable director"
	case access.RotaCoordinator:
		return "rota co-ordinator"
	case access.TeamManager:
		return "team manager"
	}
	return ""
}

// LiveRecords is the records that count: a booking that was let go, or that was taken, is gone, and what was released says
// nothing more.
func LiveRecords(records []Entry) []Entry {
	var ended []int64
	for _, e := range records {
		if e.Booking > 0 {
			ended = append(ended, e.Booking)
		}
	}
	return slices.DeleteFunc(slices.Clone(records), func(e Entry) bool {
		return e.Kind == Released || e.Kind == Booked && slices.Contains(ended, e.ID)
	})
}

// Told is an entry in words: how many hours, when, and what it is.
func (e Entry) Told() string {
	words := plain(e.Hours) + " h " + string(e.Kind)
	switch {
	case e.Kind == Paid:
		return words + ": " + e.Words
	case !e.Until.IsZero():
		words += ", " + clockWords(e.At) + " to " + clockWords(e.Until)
	}
	if e.Words != "" {
		words += ": " + e.Words
	}
	return words
}
