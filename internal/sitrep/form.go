package sitrep

import (
	"time"

	"headroom/internal/civil"
	"headroom/internal/measure"
)

// FormCode names a form, as "uec-daily". It is stored with every version.
type FormCode string

// Basis says what time an item of a return is about.
type Basis string

// The two reference times of a daily return, and the month of a monthly one.
const (
	Snapshot    Basis = "snapshot"     // 08:00 on the reporting date
	PreviousDay Basis = "previous-day" // 00:00 to 23:59 of the day before
	WholePeriod Basis = "period"       // the whole of the period covered
)

// FormItem is one line of a form.
type FormItem struct {
	Measure  measure.Code
	Section  string // the heading it stands under when it is entered
	Basis    Basis
	Required bool // a return without it needs "nil", "not applicable" or a comment
	Derived  bool // worked out from other items when it is not given (V04)
}

// Form is a dated definition of a return. A change of definition is a new Form with a later Valid.From.
type Form struct {
	Code   FormCode
	Name   string
	Valid  civil.Range // reporting dates on which this definition applies
	Period string      // "day" or "month": how far apart reporting dates are
	Items  []FormItem

	// Opens, Deadline and CutOff are London clock times on the reporting date. A return at Deadline exactly is on
	// time, a second later it is late; what is in at CutOff is collated.
	Opens, Deadline, CutOff civil.Clock
	// AmendDays is how many days after the reporting date a trust may still amend by itself.
	AmendDays int
	// Mark is the mark of the organisations that owe the form; empty for publications, whose files say who was listed.
	Mark string
	// Publication is true for forms that are only filled from published files: no deadline, no sign-off.
	Publication bool

	Source      string // where the definition comes from
	Ask         string // the asks it serves
	Unconfirmed bool   // true while a clock time or an item is from memory
}

// Item finds a line of the form.
func (f *Form) Item(c measure.Code) (FormItem, bool) {
	for _, it := range f.Items {
		if it.Measure == c {
			return it, true
		}
	}
	return FormItem{}, false
}

// Flows is the span of days that the flow items of a return for day cover when it covers one day: the day before.
func (f *Form) Flows(day civil.Date) civil.Range {
	if f.Period == "month" {
		first := civil.On(day.Year(), day.Month(), 1)
		return civil.Range{From: first, To: civil.On(day.Year(), day.Month()+1, 1)}
	}
	return civil.Range{From: day.Add(-1), To: day}
}

// OpensAt is when entry for day begins.
func (f *Form) OpensAt(day civil.Date) time.Time { return day.At(f.Opens) }

// DueAt is the deadline for day. Zero for a publication.
func (f *Form) DueAt(day civil.Date) time.Time {
	if f.Publication {
		return time.Time{}
	}
	return day.At(f.Deadline)
}

// CollatedAt is when the returns for day are collated. Zero for a publication.
func (f *Form) CollatedAt(day civil.Date) time.Time {
	if f.Publication {
		return time.Time{}
	}
	return day.At(f.CutOff)
}

// AmendableUntil is the end of the amendment window for day: midnight after the last day. Later changes need the
// region's approval (V19).
func (f *Form) AmendableUntil(day civil.Date) time.Time { return day.Add(f.AmendDays + 1).At(0) }

// Late reports whether a submission at t for day is after the deadline (V18).
func (f *Form) Late(day civil.Date, t time.Time) bool {
	return !f.Publication && t.After(f.DueAt(day))
}
