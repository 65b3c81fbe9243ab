package measure

import (
	"fmt"
	"slices"

	"headroom/internal/civil"
)

// Code names a measure for ever: it is stored with every figure and never reused.
type Code string

// Kind says how a measure behaves when figures are put together.
type Kind string

// The kinds. Level is for rungs of a scale, which no arithmetic may touch.
const (
	Stock   Kind = "stock"
	Flow    Kind = "flow"
	Ratio   Kind = "ratio"
	Mean    Kind = "mean"
	Centile Kind = "centile"
	Level   Kind = "level"
)

// Which way is better. Most counts of demand are Neither.
const (
	Higher  = "higher"
	Lower   = "lower"
	Neither = "neither"
)

// How often a measure is reported.
const (
	Day   = "day"
	Week  = "week"
	Month = "month"
)

// Units. A Fraction is shown as a percentage; Seconds as minutes and seconds.
const (
	Fraction = "fraction"
	Seconds  = "seconds"
	Hours    = "hours"
	Weeks    = "weeks"
	Beds     = "beds"
	Patients = "patients"
	People   = "people"
	OnScale  = "level"
)

// Break is a day from which figures are not comparable with those before it.
type Break struct {
	On    civil.Date `json:"on"`
	Words string     `json:"words"`
}

// Measure is one entry of the register.
type Measure struct {
	Code   Code   `json:"code"`
	Name   string `json:"name"`
	Unit   string `json:"unit"`
	Kind   Kind   `json:"kind"`
	Better string `json:"better"`
	// Num and Den are the measures a ratio or a mean divides; empty for the other kinds.
	Num Code `json:"num,omitempty"`
	Den Code `json:"den,omitempty"`
	// Terms are, for a count that is worked out from other counts, its signed parts.
	Terms []Term `json:"terms,omitempty"`
	// Bands are, for a centile that can be computed, the measures of the counts by band, first band first.
	Bands []Code `json:"bands,omitempty"`
	// Min and Max bound what a return may hold; nil means no bound. Occupancy has no upper bound on purpose.
	Min *float64 `json:"min,omitempty"`
	Max *float64 `json:"max,omitempty"`
	// Integer is true where only whole numbers are legal (half patients are, in cancer waits).
	Integer bool   `json:"integer"`
	Period  string `json:"period"`
	// Snapshot is the local time of day that a stock is taken at, as "08:00"; empty for other kinds.
	Snapshot   string  `json:"snapshot,omitempty"`
	RollUp     string  `json:"roll_up"`
	Source     string  `json:"source"`
	Definition string  `json:"definition"`
	Ask        string  `json:"ask"`
	Breaks     []Break `json:"breaks,omitempty"`
	Section    string  `json:"section"`
	// Unconfirmed is true when part of the entry (Doubt says which) was not checked against a published text.
	Unconfirmed bool   `json:"unconfirmed"`
	Doubt       string `json:"doubt,omitempty"`
}

// BreaksIn lists the breaks after from and up to and including to: those a chart of [from, to] must mark.
func (m Measure) BreaksIn(from, to civil.Date) []Break {
	var out []Break
	for _, b := range m.Breaks {
		if b.On.After(from) && !b.On.After(to) {
			out = append(out, b)
		}
	}
	return out
}

// Comparable reports whether figures of days a and b stand on the same definition.
func (m Measure) Comparable(a, b civil.Date) bool {
	if b.Before(a) {
		a, b = b, a
	}
	return len(m.BreaksIn(a, b)) == 0
}

// Computed reports whether the figure is worked out from others and therefore never typed in. Published means and
// centiles are not: they are held as published, and worked out only when figures are put together.
func (m Measure) Computed() bool {
	return m.Kind == Ratio || len(m.Terms) > 0
}

// Problem says in words why v cannot stand in a return of this measure, with the remedy; empty when it can.
func (m Measure) Problem(v Value) string {
	if v.State != Number {
		return ""
	}
	switch {
	case v.N != v.N || v.N > 1e15 || v.N < -1e15:
		return m.Name + " cannot be held: it is no finite number, or too large; give a plain number"
	case m.Integer && v.N != float64(int64(v.N)):
		return fmt.Sprintf("%s must be a whole number; %s was given", m.Name, Grouped(v.N))
	case m.Min != nil && v.N < *m.Min:
		return fmt.Sprintf("%s cannot be below %s; %s was given", m.Name, Grouped(*m.Min), Grouped(v.N))
	case m.Max != nil && v.N > *m.Max:
		return fmt.Sprintf("%s cannot be above %s; %s was given", m.Name, Grouped(*m.Max), Grouped(v.N))
	}
	return ""
}

// Asks is the Ask field as separate ids.
func (m Measure) Asks() []string { return splitWords(m.Ask) }

// clone copies the slices so that a caller cannot change the register.
func (m Measure) clone() Measure {
	m.Terms = slices.Clone(m.Terms)
	m.Bands = slices.Clone(m.Bands)
	m.Breaks = slices.Clone(m.Breaks)
	return m
}
