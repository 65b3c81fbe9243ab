package sitrepweb

import (
	"headroom/internal/measure"
	"headroom/internal/sitrep"
	"headroom/internal/web/ui"
)

// returnLines is the lines of one version, a table for each section of the form. Each row's id is its measure's code.
// Three columns fit a telephone: a comment stands under its line, and where a value was read under its reference time.
func returnLines(f *sitrep.Form, v *sitrep.Version, h returnHelp) []ui.Table {
	var out []ui.Table
	for _, it := range f.Items {
		m, ok := measure.Find(it.Measure)
		line, given := v.Item(it.Measure)
		if !ok || f.Publication && !given { // a publication's form allows far more than one file holds
			continue
		}
		if n := len(out); n == 0 || out[n-1].Caption != it.Section {
			out = append(out, ui.Table{Caption: it.Section, Columns: []ui.Column{{Head: "Line"}, {Head: "Value", Numeric: true}, {Head: "About"}}})
		}
		name, value := returnLineName(m, h, v), listValueCell(m, line.Value)
		if c := v.Comments[m.Code]; c != "" {
			name.Note += ". Comment: " + c
		}
		if value.Text != "" {
			value.Note = returnUnit(m)
		}
		t := &out[len(out)-1]
		t.Rows = append(t.Rows, ui.Row{ID: string(m.Code), Cells: []ui.Cell{name, value, {Text: returnBasis(it.Basis, m), Note: returnPlace(line.At)}}})
	}
	return out
}

func returnLineName(m measure.Measure, h returnHelp, v *sitrep.Version) ui.Cell {
	c := ui.Cell{Text: m.Name, Note: string(m.Code)}
	if h.series {
		c.Link = h.link(SeriesPath(v.Org, m.Code))
	}
	return c
}

// returnDerived is what follows from the lines: every ratio, mean and signed sum of the register whose parts are lines
// of the form; those that lack a part stand apart.
func returnDerived(f *sitrep.Form, v *sitrep.Version, h returnHelp) (worked, lacking ui.Table) {
	columns := []ui.Column{{Head: "Figure"}, {Head: "Value", Numeric: true}}
	worked = ui.Table{Caption: "Worked out from these lines", Hint: "Nobody entered these. They are made of the lines above, each time they are shown.", Columns: columns}
	lacking = ui.Table{Caption: "Missing, because a part of it is missing", HideTitle: true, Columns: columns}
	for _, m := range returnDerivable(f) {
		val := sitrep.Derived(m, v)
		name := returnLineName(m, h, v)
		name.Note += ": " + returnHow(m)
		row := ui.Row{ID: string(m.Code), Cells: []ui.Cell{name, listValueCell(m, val)}}
		switch {
		case !val.IsMissing():
			worked.Rows = append(worked.Rows, row)
		case !f.Publication:
			lacking.Rows = append(lacking.Rows, row)
		}
	}
	return worked, lacking
}

// returnDerivable lists the measures that follow from lines of the form and are none of its lines.
func returnDerivable(f *sitrep.Form) []measure.Measure {
	var out []measure.Measure
	for _, m := range measure.All() {
		if _, line := f.Item(m.Code); !line && f.Plan().Holds(m.Code) {
			out = append(out, m)
		}
	}
	return out
}

// returnHow is how a figure is worked out: "A ÷ B" or "A + B − C", in the names of the lines.
func returnHow(m measure.Measure) string {
	name := func(c measure.Code) string {
		if x, ok := measure.Find(c); ok {
			return x.Name
		}
		return string(c)
	}
	if len(m.Terms) == 0 {
		return name(m.Num) + " ÷ " + name(m.Den)
	}
	out := ""
	for i, t := range m.Terms {
		switch {
		case t.Sign < 0:
			out += " − "
		case i > 0:
			out += " + "
		}
		out += name(t.Code)
	}
	return out
}
