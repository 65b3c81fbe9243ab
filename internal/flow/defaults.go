package flow

import (
	_ "embed" // the reference figures are part of the program
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// Figure is one reference number: what it is of, its value and standard uncertainty, between what it must lie, how sure it
// is, the last day that its source tells of, and the source.
type Figure struct {
	What      string // a dotted name, as "work.monday"
	Value     float64
	SD        float64
	Low, High float64
	Certainty Certainty
	AsOf      civil.Date
	Source    string
	Note      string
	Override  *Override // the one in force, if any; Value is then its
}

// Certainty is how a figure came to be known.
type Certainty string

// The certainties.
const (
	Found       Certainty = "found"       // printed in the source
	Computed    Certainty = "computed"    // worked out from the source's data
	Unconfirmed Certainty = "unconfirmed" // remembered or assumed; pages must say so
	Given       Certainty = "given"       // somebody's override
)

// Override replaces one figure, and says why and by whom (R13).
type Override struct {
	What   string
	Value  float64
	Reason string
	By     string
}

// Defaults is reference data: what is assumed where an organisation's own figures do not tell. It is a value; With gives
// another one.
type Defaults struct{ figures []Figure }

//go:embed national.csv
var nationalCSV string

var national = mustReadFigures(nationalCSV)

// National is England's reference data as built in.
func National() Defaults { return Defaults{national} }

// ReadFigures reads reference data with the columns what, value, sd, low, high, certainty, as_of, source and note under a
// header line. A malformed, repeated or impossible line is an error that names it.
func ReadFigures(text string) (Defaults, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return Defaults{}, err
	}
	var out []Figure
	for i, row := range rows {
		if i == 0 {
			continue
		}
		f, err := readFigure(row)
		if err != nil {
			return Defaults{}, fmt.Errorf("line %d of the reference figures: %w", i+1, err)
		}
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b Figure) int { return strings.Compare(a.What, b.What) })
	for i := 1; i < len(out); i++ {
		if out[i].What == out[i-1].What {
			return Defaults{}, fmt.Errorf("the reference figure %s is there twice", out[i].What)
		}
	}
	return Defaults{out}, nil
}

func readFigure(row []string) (Figure, error) {
	if len(row) != 9 {
		return Figure{}, fmt.Errorf("%d columns, 9 are needed", len(row))
	}
	f := Figure{What: row[0], Certainty: Certainty(row[5]), Source: row[7], Note: row[8]}
	for i, to := range []*float64{&f.Value, &f.SD, &f.Low, &f.High} {
		x, err := strconv.ParseFloat(row[i+1], 64)
		if err != nil {
			return Figure{}, err
		}
		*to = x
	}
	var err error
	if f.AsOf, err = civil.ParseDate(row[6]); err != nil {
		return Figure{}, err
	}
	switch {
	case f.Certainty != Found && f.Certainty != Computed && f.Certainty != Unconfirmed:
		return Figure{}, fmt.Errorf("%s: %q is no certainty", f.What, f.Certainty)
	case f.Source == "":
		return Figure{}, fmt.Errorf("%s has no source", f.What)
	case f.Value < f.Low || f.Value > f.High:
		return Figure{}, fmt.Errorf("%s: %g is not between %g and %g", f.What, f.Value, f.Low, f.High)
	}
	return f, nil
}

func mustReadFigures(text string) []Figure {
	d, err := ReadFigures(text)
	if err != nil {
		panic(err)
	}
	return d.figures
}

// Figures lists all, in the order of their names.
func (d Defaults) Figures() []Figure { return slices.Clone(d.figures) }

// Figure finds one by its name.
func (d Defaults) Figure(what string) (Figure, bool) {
	i, ok := slices.BinarySearchFunc(d.figures, what, func(f Figure, s string) int { return strings.Compare(f.What, s) })
	if !ok {
		return Figure{}, false
	}
	return d.figures[i], true
}

// Value is a figure's value; zero where there is none of the name.
func (d Defaults) Value(what string) float64 {
	f, _ := d.Figure(what)
	return f.Value
}

// With gives the reference data with overrides in force, the last one of a figure winning. An unknown name, a value that
// the figure cannot have, a missing reason or author is a fault that lists all problems.
func (d Defaults) With(overrides ...Override) (Defaults, error) {
	out := Defaults{slices.Clone(d.figures)}
	var bad fault.List
	for _, o := range overrides {
		i, ok := slices.BinarySearchFunc(out.figures, o.What, func(f Figure, s string) int { return strings.Compare(f.What, s) })
		switch {
		case !ok:
			bad.Add(o.What, "known", "There is no reference figure of this name.")
			continue
		case strings.TrimSpace(o.Reason) == "":
			bad.Add(o.What, "reason", "Say why the figure is replaced.")
		case strings.TrimSpace(o.By) == "":
			bad.Add(o.What, "author", "Say who replaces the figure.")
		case !(o.Value >= out.figures[i].Low && o.Value <= out.figures[i].High):
			bad.Add(o.What, "bounds", "Give a number from %g to %g.", out.figures[i].Low, out.figures[i].High)
		}
		f := &out.figures[i]
		f.Value, f.Certainty, f.Override = o.Value, Given, &o
	}
	if err := bad.Err("some reference figures cannot be replaced like that"); err != nil {
		return Defaults{}, err
	}
	return out, nil
}

// Overrides lists those in force.
func (d Defaults) Overrides() []Override {
	var out []Override
	for _, f := range d.figures {
		if f.Override != nil {
			out = append(out, *f.Override)
		}
	}
	return out
}

// Unsure lists the figures that nobody has confirmed.
func (d Defaults) Unsure() []Figure {
	return slices.DeleteFunc(d.Figures(), func(f Figure) bool { return f.Certainty != Unconfirmed })
}
