package sitrep

import (
	"time"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
)

// Asked says which series is wanted. Zero From and To mean everything; zero AsOf means everything that is known.
type Asked struct {
	Org      org.Code
	Measure  measure.Code
	Form     FormCode   // empty: the first form, in order of precedence, that has anything
	From, To civil.Date // both inclusive
	AsOf     time.Time
	View     View
	// Only narrows a sum to the organisations that carry the mark on the day, as those with a type 1 A&E (R9); empty
	// takes all. An organisation's own figures are not narrowed.
	Only string
	// Names asks that a sum's point names who gave a return without the figure, and what the file itself gives as the
	// total where that differs: more reading, for a page of one day, an export or a command.
	Names bool
}

// Across says which figure is wanted of many organisations on one day, as for a map.
type Across struct {
	Measure measure.Code
	Form    FormCode // empty: the first form, in order of precedence, that has anything on the day
	Day     civil.Date
	Orgs    []org.Code
	AsOf    time.Time
	View    View
}

// SlipsAsked says which returns are listed. Zero AsOf means now; nil Orgs means every organisation.
type SlipsAsked struct {
	Form     FormCode
	From, To civil.Date // reporting dates, both inclusive
	Orgs     []org.Code
	AsOf     time.Time
}

// EventsAsked says which events are listed, newest first: those recorded in [Since, Until).
type EventsAsked struct {
	Form         FormCode // empty: every form that organisations send themselves
	Orgs         []org.Code
	Since, Until time.Time
	Limit        int // 0 means 100
}

// Event is one version as it arrived: what changed, and when.
type Event struct {
	At      time.Time
	Form    FormCode
	Org     org.Code
	Day     civil.Date
	Version int
	State   State
	Timing  Timing
	Channel string
	Reason  string
}

// MorningsAsked says which stocks are read of every organisation over days, in bulk: for reckoning with their past.
type MorningsAsked struct {
	Measures []measure.Code
	From, To civil.Date // both inclusive
	AsOf     time.Time  // zero means now
}

// Morning is what one organisation's own return says for one day, in the order of the measures asked for.
type Morning struct {
	Form     FormCode
	Org      org.Code
	Day      civil.Date
	Recorded time.Time // when this version became known
	Values   []measure.Value
}
