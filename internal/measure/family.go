package measure

import (
	"slices"

	"headroom/internal/civil"
)

// Term is one signed part of a computed measure.
type Term struct {
	Code Code    `json:"code"`
	Sign float64 `json:"sign"`
}

// family gives every item what the items of one source share, where an item says nothing itself.
func family(base Measure, items ...Measure) []Measure {
	for i := range items {
		m := &items[i]
		m.Section = either(m.Section, base.Section)
		m.Source = either(m.Source, base.Source)
		m.Period = either(m.Period, base.Period)
		m.Unit = either(m.Unit, base.Unit)
		m.Better = either(m.Better, either(base.Better, Neither))
		m.Ask = either(m.Ask, base.Ask)
		m.Doubt = either(m.Doubt, base.Doubt)
		if m.Kind == "" {
			m.Kind = base.Kind
		}
		if m.Kind == Stock && m.Period == Day {
			m.Snapshot = either(m.Snapshot, base.Snapshot)
		}
		if m.Min == nil && m.Kind != Level && !m.difference() {
			m.Min = bound(0)
		}
		if m.Kind == Stock || m.Kind == Flow {
			m.Integer = base.Integer && m.Unit != Hours
		}
		m.Breaks = append(m.Breaks, base.Breaks...)
		m.Unconfirmed = m.Unconfirmed || base.Unconfirmed || m.Doubt != ""
		m.RollUp = either(m.RollUp, rollUpWords(*m))
	}
	return items
}

// difference reports whether something is taken off in m, so that it may fall below nought.
func (m Measure) difference() bool {
	return slices.ContainsFunc(m.Terms, func(t Term) bool { return t.Sign < 0 })
}

// rollUpWords is the rule of the kind, in the words shown on the register page.
func rollUpWords(m Measure) string {
	switch m.Kind {
	case Stock:
		return "Organisations: added. Days: the average over the days present, with their number; never added."
	case Flow:
		return "Organisations: added. Days: added, with the number of days present."
	case Ratio:
		return "The sum of the numerators over the sum of the denominators, of those who gave both; rates are never averaged."
	case Mean:
		return "The sum of the totals over the sum of the counts, of those who gave both; means are never averaged unweighted."
	case Centile:
		if len(m.Bands) > 0 {
			return "Computed anew from the added bands; centiles are never averaged or added."
		}
		return "Refused: a centile cannot be averaged or added; a published figure is shown as published."
	}
	return "Refused: a level is not a quantity; show how many organisations stand at each level."
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// bound is a pointer to n, for Min and Max.
func bound(n float64) *float64 { return &n }

// since makes a break from a date literal.
func since(day, words string) Break { return Break{On: civil.MustDate(day), Words: words} }

// rate makes the ratio num/den; rates of a part of a whole get an upper bound of 1 from the caller where it is true.
func rate(code Code, name string, num, den Code, better, definition string) Measure {
	return Measure{Code: code, Name: name, Unit: Fraction, Kind: Ratio, Better: better, Num: num, Den: den, Definition: definition}
}

// share is a rate whose numerator is part of the denominator, so it lies between 0 and 1.
func share(code Code, name string, num, den Code, better, definition string) Measure {
	m := rate(code, name, num, den, better, definition)
	m.Max = bound(1)
	return m
}

// total makes a measure that is the sum of others.
func total(code Code, name string, kind Kind, definition string, of ...Code) Measure {
	m := Measure{Code: code, Name: name, Kind: kind, Definition: definition}
	for _, c := range of {
		m.Terms = append(m.Terms, Term{c, 1})
	}
	return m
}

// less makes a measure that is one figure less others.
func less(code Code, name string, kind Kind, definition string, from Code, of ...Code) Measure {
	m := total(code, name, kind, definition, from)
	for _, c := range of {
		m.Terms = append(m.Terms, Term{c, -1})
	}
	return m
}
