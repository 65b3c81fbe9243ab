package action

import (
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// Window is one union's hours for one staff group in one form.
type Window struct {
	Union Union `json:"union"`
	Staff Staff `json:"staff"`
	Form  Form  `json:"form"`
	// The hours as announced, and, where they turned out otherwise, as they were.
	PlannedFrom Moment `json:"planned_from"`
	PlannedTo   Moment `json:"planned_to"`
	ActualFrom  Moment `json:"actual_from,omitzero"`
	ActualTo    Moment `json:"actual_to,omitzero"`
	// Places is where, in words, as "73 trusts"; Organisations the codes where they are known. Neither means all England.
	Places        string     `json:"places,omitempty"`
	Organisations []org.Code `json:"organisations,omitempty"`
	// Placeholder is true when the hours stand in for "times vary by trust".
	Placeholder bool `json:"placeholder,omitempty"`
	// Unconfirmed is true when the entry was not checked against a published text; Caveat says which part.
	Unconfirmed bool   `json:"unconfirmed,omitempty"`
	Caveat      string `json:"caveat,omitempty"`
	Source      string `json:"source,omitempty"`
}

// Bounds is the half-open span of instants in which action was taken, or is planned: actual hours where stated.
func (w Window) Bounds() (from, to time.Time) {
	f, t := w.PlannedFrom, w.PlannedTo
	if !w.ActualFrom.IsZero() {
		f = w.ActualFrom
	}
	if !w.ActualTo.IsZero() {
		t = w.ActualTo
	}
	return f.At(), t.At()
}

// Changed reports whether the hours turned out other than announced.
func (w Window) Changed() bool {
	return !w.ActualFrom.IsZero() && w.ActualFrom != w.PlannedFrom || !w.ActualTo.IsZero() && w.ActualTo != w.PlannedTo
}

// Covers reports whether the window is taken at organisation code; without a list, everywhere.
func (w Window) Covers(code org.Code) bool {
	return len(w.Organisations) == 0 || slices.Contains(w.Organisations, code)
}

// Affects reports whether a shift that starts at instant start is affected: it counts by its start, never by overlap. A
// night that began before the window is worked to its end; one that begins in it is a gap until its own end.
func (w Window) Affects(start time.Time) bool {
	from, to := w.Bounds()
	return !start.Before(from) && start.Before(to)
}

// Period is one industrial action in England.
type Period struct {
	Code     Code     `json:"code"`
	Name     string   `json:"name"`
	Standing Standing `json:"standing"`
	// StandingFrom is the instant of the decision, where it is known; for a called-off period it starts the recovery.
	StandingFrom time.Time `json:"standing_from,omitzero"`
	Windows      []Window  `json:"windows"`
	Figures      []Figure  `json:"figures,omitempty"`
	Caveats      []string  `json:"caveats,omitempty"`
	Source       string    `json:"source"`
	Unconfirmed  bool      `json:"unconfirmed,omitempty"`

	// Revision counts the recorded versions from 1; 0 is a period not yet recorded. KnownAt is when the content became
	// known, RecordedAt when it was written down here, RecordedBy by whom and Reason why.
	Revision   int       `json:"revision"`
	KnownAt    time.Time `json:"known_at,omitzero"`
	RecordedAt time.Time `json:"recorded_at,omitzero"`
	RecordedBy string    `json:"recorded_by,omitempty"`
	Reason     string    `json:"reason,omitempty"`
}

// Bounds is the span from the first window's start to the last window's end; both zero without windows.
func (p Period) Bounds() (from, to time.Time) {
	for i, w := range p.Windows {
		f, t := w.Bounds()
		if i == 0 || f.Before(from) {
			from = f
		}
		if i == 0 || t.After(to) {
			to = t
		}
	}
	return from, to
}

// Happened reports whether the windows count as action: a called-off period's do not.
func (p Period) Happened() bool { return p.Standing != CalledOff }

// Status is the standing with the clock put to it at instant now.
func (p Period) Status(now time.Time) Status {
	if p.Standing == CalledOff || p.Standing == Doubtful {
		return Status(p.Standing)
	}
	from, to := p.Bounds()
	switch {
	case len(p.Windows) == 0 || now.Before(from):
		return Status(p.Standing)
	case now.Before(to):
		return UnderWay
	}
	return Ended
}

// Placeholder reports whether any window's hours stand in for others.
func (p Period) Placeholder() bool {
	return slices.ContainsFunc(p.Windows, func(w Window) bool { return w.Placeholder })
}

// Unions lists the unions of the windows, each once, in window order.
func (p Period) Unions() []Union {
	var out []Union
	for _, w := range p.Windows {
		if !slices.Contains(out, w.Union) {
			out = append(out, w.Union)
		}
	}
	return out
}

// Begins is the first instant of action by a staff group; the zero time when there is none, or it was called off.
func (p Period) Begins(staff Staff) time.Time {
	var first time.Time
	for _, w := range p.Windows {
		if from, _ := w.Bounds(); w.Staff == staff && p.Happened() && (first.IsZero() || from.Before(first)) {
			first = from
		}
	}
	return first
}

// Staff lists the staff groups of the windows, each once, in window order.
func (p Period) Staff() []Staff {
	var out []Staff
	for _, w := range p.Windows {
		if !slices.Contains(out, w.Staff) {
			out = append(out, w.Staff)
		}
	}
	return out
}

// AsOf is the period with only the figures that were published by instant t; a zero t leaves all. Which revision was known
// is the store's matter.
func (p Period) AsOf(t time.Time) Period {
	if t.IsZero() {
		return p
	}
	day := civil.Today(t)
	p.Figures = slices.DeleteFunc(slices.Clone(p.Figures), func(f Figure) bool { return f.AsAt.After(day) })
	return p
}
