package action

import (
	"slices"
	"time"

	"headroom/internal/civil"
)

// slots calls f with each strike day of a window: the London day it begins on and its span. Each slot begins at the window's
// own start clock, so that a night when the clocks change makes a slot of 23 or 25 hours; the last one ends with the window.
func (w Window) slots(f func(day civil.Date, from, to time.Time) bool) {
	from, to := w.Bounds()
	first := MomentOf(from)
	for day := first.Day; ; day = day.Add(1) {
		start := at(day, first.Clock)
		if day == first.Day {
			start = from
		}
		if !start.Before(to) {
			return
		}
		end := at(day.Add(1), first.Clock)
		if end.After(to) {
			end = to
		}
		if !f(day, start, end) {
			return
		}
	}
}

// at is the first instant at which London's clocks show c on day d.
func at(d civil.Date, c civil.Clock) time.Time { return Moment{Day: d, Clock: c}.At() }

// StrikeDays lists the strike days of one window by the day on which each begins.
func (w Window) StrikeDays() []civil.Date {
	var out []civil.Date
	w.slots(func(day civil.Date, _, _ time.Time) bool {
		out = append(out, day)
		return true
	})
	return out
}

// StrikeDayOf is the strike day to which a shift that starts at instant start belongs; false when it is not affected.
func (w Window) StrikeDayOf(start time.Time) (civil.Date, bool) {
	var found civil.Date
	w.slots(func(day civil.Date, from, to time.Time) bool {
		if !start.Before(from) && start.Before(to) {
			found = day
		}
		return found.IsZero()
	})
	return found, !found.IsZero()
}

// StrikeDays lists the strike days of all the period's windows together, in order, each once. A called-off period has none.
func (p Period) StrikeDays() []civil.Date {
	if !p.Happened() {
		return nil
	}
	var out []civil.Date
	for _, w := range p.Windows {
		for _, d := range w.StrikeDays() {
			if !slices.Contains(out, d) {
				out = append(out, d)
			}
		}
	}
	slices.SortFunc(out, civil.Date.Compare)
	return out
}

// StrikeDayOf is the strike day to which a shift of staff group staff, starting at instant start, belongs. An empty staff
// means any group.
func (p Period) StrikeDayOf(staff Staff, start time.Time) (civil.Date, bool) {
	if !p.Happened() {
		return civil.Date{}, false
	}
	for _, w := range p.Windows {
		if staff != "" && w.Staff != staff {
			continue
		}
		if d, ok := w.StrikeDayOf(start); ok {
			return d, true
		}
	}
	return civil.Date{}, false
}

// Span is a half-open stretch of instants.
type Span struct{ From, To time.Time }

// Hours is its length.
func (s Span) Hours() float64 { return s.To.Sub(s.From).Hours() }

// Spans is the union of the windows' spans, of one staff group or (staff empty) of all, in order and without overlap: the
// combined view of two unions with different ends.
func (p Period) Spans(staff Staff) []Span {
	if !p.Happened() {
		return nil
	}
	var all []Span
	for _, w := range p.Windows {
		if staff == "" || w.Staff == staff {
			f, t := w.Bounds()
			all = append(all, Span{f, t})
		}
	}
	return merge(all)
}

func merge(all []Span) []Span {
	slices.SortFunc(all, func(a, b Span) int { return a.From.Compare(b.From) })
	var out []Span
	for _, s := range all {
		if n := len(out); n > 0 && !s.From.After(out[n-1].To) {
			if s.To.After(out[n-1].To) {
				out[n-1].To = s.To
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

// HoursOn is how many hours of London day d lie in action by anyone: a 07:00 start leaves 17 of 24.
func (p Period) HoursOn(d civil.Date) float64 {
	from, to := d.At(0), d.Add(1).At(0)
	sum := 0.0
	for _, s := range p.Spans("") {
		f, t := s.From, s.To
		if f.Before(from) {
			f = from
		}
		if t.After(to) {
			t = to
		}
		if f.Before(t) {
			sum += t.Sub(f).Hours()
		}
	}
	return sum
}

// IsStrike reports whether action is taken in any part of London day d: what a chart of daily figures shades.
func (p Period) IsStrike(d civil.Date) bool { return p.HoursOn(d) > 0 }

// Shade is the calendar of action over several periods, made once and then asked day by day.
type Shade struct{ hours map[civil.Date]float64 }

// NewShade gathers the hours of action on each day of all periods, doubtful records left out. Periods that overlap count an
// hour once.
func NewShade(periods []Period) Shade {
	var all []Span
	for _, p := range periods {
		if p.Standing != Doubtful {
			all = append(all, p.Spans("")...)
		}
	}
	s := Shade{hours: map[civil.Date]float64{}}
	joint := Period{Standing: Confirmed}
	for _, x := range merge(all) {
		joint.Windows = []Window{{PlannedFrom: MomentOf(x.From), PlannedTo: MomentOf(x.To)}}
		last := civil.Today(x.To)
		for d := civil.Today(x.From); !d.After(last); d = d.Add(1) {
			if h := joint.HoursOn(d); h > 0 {
				s.hours[d] += h
			}
		}
	}
	return s
}

// IsStrike reports whether any period has action on London day d.
func (s Shade) IsStrike(d civil.Date) bool { return s.hours[d] > 0 }

// HoursOn is how many hours of London day d lie in action.
func (s Shade) HoursOn(d civil.Date) float64 { return s.hours[d] }

// Days lists the days with action in a range, in order.
func (s Shade) Days(r civil.Range) []civil.Date {
	var out []civil.Date
	for d := range s.hours {
		if r.Contains(d) {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, civil.Date.Compare)
	return out
}
