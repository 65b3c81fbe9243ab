package flow

import (
	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/simulate"
)

// System is trusts and the councils they share, from one morning on. Trusts[i] is Model.Sites[i], Councils[j] is
// Model.Suppliers[j]; day d of the model ends with the morning of From.Add(d+1), so that the start is From's own 08:00.
type System struct {
	From     civil.Date
	Trusts   []org.Code
	Councils []org.Code
	Model    simulate.Model
	Tiers    []Tier // by trust
	Notes    []Note
}

// Tier is what a trust's figures can tell of how people flow.
type Tier string

// The tiers, each with all that the former has.
const (
	SitrepOnly     Tier = "sitrep"     // beds and long stays of the daily return
	WithDischarges Tier = "discharges" // and daily discharges and those who remain
	WithPathways   Tier = "pathways"   // and pathways and reasons for delay of the months, and councils' starts
	WithStays      Tier = "stays"      // and stays one by one
)

// Note is a sentence for the reader about one organisation of the system, with a word that programs can act on.
type Note struct {
	Org   org.Code
	Code  string
	Words string
}

// unsound is the code of notes that say that a model cannot be planned with.
const unsound = "unsound"

// Unsound are the notes that say of which trusts the model is too far from their counts or forecasts to be planned with;
// none where it can be.
func (s *System) Unsound() []Note {
	var out []Note
	for _, n := range s.Notes {
		if n.Code == unsound {
			out = append(out, n)
		}
	}
	return out
}

// DayOf is the day of the model that ends with the morning of date; false before the first and after the last.
func (s *System) DayOf(date civil.Date) (int, bool) {
	d := date.Sub(s.From) - 1
	return d, d >= 0 && d < s.Model.Days
}

// Morning is the morning with which day d ends.
func (s *System) Morning(d int) civil.Date { return s.From.Add(d + 1) }
