package rest

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"headroom/internal/civil"
)

// View is a way of counting a consultant's or specialist's extra duty in programmed activities. Stored as its word.
type View string

// The views. One is a union's recommendation and no agreed rate of the NHS; a local policy says which counts.
const (
	CardView     View = "bma-card-2022"
	ContractView View = "contract-2003"
)

// Words is the view as people read it.
func (v View) Words() string {
	switch v {
	case CardView:
		return "the BMA's rate card of 2022 (a union's recommendation, not an agreed rate)"
	case ContractView:
		return "the contract's premium time"
	}
	return "not decided"
}

// Rate is one band of a view: so many hours are one activity.
type Rate struct {
	View     View
	From, To civil.Date
	Band     Band
	Hours    float64
	Words    string
	Source   string
	Mark     Mark
}

var rates = mustRates()

// Rates lists the dated rates of every view.
func Rates() []Rate { return slices.Clone(rates) }

func mustRates() []Rate {
	b, err := tableFS.ReadFile("rates.csv")
	if err != nil {
		panic(err) // cannot happen: the table is part of the program
	}
	lines, err := csv.NewReader(strings.NewReader(string(b))).ReadAll()
	if err != nil {
		panic(err)
	}
	var out []Rate
	for _, f := range lines[1:] {
		hours, err := strconv.ParseFloat(f[4], 64)
		if err != nil {
			panic(fmt.Errorf("rates.csv: %w", err))
		}
		r := Rate{View: View(f[0]), From: civil.MustDate(f[1]), Band: Band(f[3]), Hours: hours, Words: f[5], Source: f[6], Mark: Mark(f[7])}
		if err := r.To.UnmarshalText([]byte(f[2])); err != nil {
			panic(fmt.Errorf("rates.csv: %w", err))
		}
		out = append(out, r)
	}
	return out
}

func viewsByName() map[View]bool {
	out := map[View]bool{}
	for _, r := range rates {
		out[r.View] = true
	}
	return out
}

// Activities is what a duty counts as by one view.
type Activities struct {
	View  View
	PA    float64
	Hours map[Band]float64 // elapsed hours by band
	Mark  Mark             // the least sure of the rates used
}

// CountedAs gives a stretch of extra work in programmed activities by every view that has rates for its first day, in the
// order of the table. Hours are elapsed ones; each band is the London clock's.
func CountedAs(from, to time.Time, holidays civil.Holidays) []Activities {
	bands, day := bandsOf(from, to, holidays), civil.Today(from)
	var out []Activities
	for _, r := range rates {
		if !(civil.Range{From: r.From, To: r.To}).Contains(day) {
			continue
		}
		i := slices.IndexFunc(out, func(a Activities) bool { return a.View == r.View })
		if i < 0 {
			i, out = len(out), append(out, Activities{View: r.View, Hours: map[Band]float64{}, Mark: Published})
		}
		h := hoursOf(bands[r.Band])
		out[i].Hours[r.Band] = h
		out[i].PA += h / r.Hours
		if h > 0 && r.Mark != Published {
			out[i].Mark = r.Mark
		}
	}
	return out
}

// Counted reports whether a duty is one that is counted in programmed activities: of a consultant or specialist, by the
// contract of its day or the rules that were named.
func Counted(d Duty, contracts []Contract, named *Code) bool {
	if named != nil {
		return named.Name == string(Consultant) || named.Name == string(Specialist)
	}
	day := civil.Today(d.Start)
	return slices.ContainsFunc(contracts, func(c Contract) bool {
		return (civil.Range{From: c.From, To: c.To}).Contains(day) && (c.Terms == Consultant || c.Terms == Specialist)
	})
}
