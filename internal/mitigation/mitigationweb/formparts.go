package mitigationweb

import (
	"fmt"
	"strings"

	"github.com/a-h/templ"

	"headroom/internal/mitigation"
	"headroom/internal/web/ui"
)

// formParts is a request's form to be read: what it is for, the shifts, the risk, and the ladder.
func formParts(a at, k mitigation.Kept, f mitigation.Form) []templ.Component {
	return []templ.Component{formFacts(a, f), shiftTable(f), predicted(f), ladderTable(k, f)}
}

func formFacts(a at, f mitigation.Form) ui.SummaryList {
	row := func(key, value string) ui.SummaryRow { return ui.SummaryRow{Key: key, Value: dash(value)} }
	out := ui.SummaryList{Rows: []ui.SummaryRow{row("Period and scheme", string(f.Period)+", "+string(f.Scheme)), row("Trust and site", a.name(f.Trust)+", "+dash(f.Site)),
		row("Service", strings.TrimSuffix(f.Service+", "+f.Ward, ", ")), row("Risk first known", momentWords(f.KnownSince)), row("Risk", f.Risk),
		row("Patients exposed", numberWords(f.Exposed))}}
	for _, c := range f.Circumstances {
		out.Rows = append(out.Rows, row(c.Kind.Words(), saidWords(c.Said)+". "+c.Words))
	}
	out.Rows = append(out.Rows, row("Decision needed by", momentWords(f.NeededBy)), row("Why by then", f.NeededWhy),
		row("The department's consultants agree", saidWords(f.Clinicians)), row("Local representatives reached", contactWords(f.Local)),
		row("Questions day and night", f.Questions), row("Director would put the case in person", saidWords(f.Attend)), row("Declared accurate", yesNo(f.Declared)))
	if f.Event != "" {
		out.Rows = append(out.Rows, row("Mass event", f.Event), row("Declared by", f.EventBy), row("Declared at", momentWords(f.EventAt)))
	}
	return out
}

func yesNo(b bool) string {
	if b {
		return "Yes"
	}
	return "Not yet"
}

func contactWords(c mitigation.Contact) string {
	w := saidWords(c.Said)
	for _, x := range []string{c.Role, c.Response} {
		if x != "" {
			w += "; " + x
		}
	}
	if !c.At.IsZero() {
		w += "; " + momentWords(c.At)
	}
	return w
}

func shiftTable(f mitigation.Form) ui.Table {
	t := ui.Table{ID: "shifts", Caption: "Shifts asked for", Stack: true, Empty: "No shift is given yet.", Columns: []ui.Column{{Head: "Shift"}, {Head: "Hours", Numeric: true}, {Head: "Grade"},
		{Head: "Needed", Numeric: true}, {Head: "Fewest safe", Numeric: true}, {Head: "In place", Numeric: true}, {Head: "Asked for", Numeric: true}}}
	for i, s := range f.Shifts {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: ui.Count(i + 1), Note: momentWords(s.From) + " to " + momentWords(s.To)}, ui.Text(ui.Number(s.Hours(), 1)), ui.Text(s.Grade),
			ui.Text(ui.Count(s.Needed)), ui.Text(ui.Count(s.Minimum)), ui.Text(ui.Count(s.Have)), ui.Text(ui.Count(s.Asked))}})
	}
	return t
}

func predicted(f mitigation.Form) ui.SummaryList {
	p := f.Predicted
	return ui.SummaryList{Rows: []ui.SummaryRow{
		{Key: "Physical harm predicted", Value: physicalWords(p.Physical)}, {Key: "Psychological harm predicted", Value: psychologicalWords(p.Psychological)},
		{Key: "Patients, and by when", Value: numberWords(p.Patients) + "; " + momentWords(p.By)}, {Key: "In words", Value: dash(p.Words)}}}
}

func ladderTable(k mitigation.Kept, f mitigation.Form) ui.Table {
	t := ui.Table{ID: "ladder", Caption: "What else was tried", Stack: true, Columns: []ui.Column{{Head: "Alternative", Words: true}, {Head: "Tried"}, {Head: "Numbers", Words: true}, {Head: "What came of it, and why it is not enough", Words: true}}}
	for _, info := range mitigation.Rungs() {
		r := rungOf(f, info.Kind)
		words := strings.Trim(r.Result+". "+r.Why, ". ")
		cell := ui.Cell{Text: dash(words)}
		if files := evidenceLinks(k, r.Evidence); len(files) > 0 {
			cell = ui.Cell{Body: parts{ui.Para(dash(words)), ui.Links(files)}}
		}
		tried := ui.Cell{Text: saidWords(r.Tried)}
		if !r.At.IsZero() {
			tried.Note = momentWords(r.At)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(info.Name), tried, ui.Text(rungNumbers(info, r)), cell}})
	}
	return t
}

func rungNumbers(info mitigation.RungInfo, r mitigation.Rung) string {
	if r.Asked == nil && r.Got == nil {
		return "not stated"
	}
	return fmt.Sprintf("%s: %s; %s: %s", info.Asked, numberWords(r.Asked), info.Got, numberWords(r.Got))
}
