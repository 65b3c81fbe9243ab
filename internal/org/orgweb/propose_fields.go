package orgweb

import (
	"github.com/a-h/templ"

	"headroom/internal/org"
	"headroom/internal/web/ui"
)

func (v proposeView) field(name, label, hint string) ui.Field {
	return ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(v.problems)
}

// fields are the controls of the step, in order.
func (v proposeView) fields() []templ.Component {
	p := v.p
	name := ui.Input{Field: v.field("name", "Name", "In full, as the order or register writes it"), Value: p.Name}
	short := ui.Input{Field: v.field("short", "Short name", "For tiles and small tables; may stay empty"), Value: p.Short, Width: 20}
	out := map[org.Step][]templ.Component{
		org.StepName:   {name, short},
		org.StepParent: {v.trees(), v.codeInput("parent", "Code of the organisation it will hang from", "As QMJ or Y56", p.Parent)},
		org.StepOpen: {ui.Select{Field: v.field("kind", "What is opened?", ""), Options: v.kinds()},
			v.codeInput("code", "Its code", "The lasting code: ODS for NHS bodies, ONS for councils, one of your own for others; 2 to 12 letters, digits and hyphens", p.Code), name, short},
		org.StepSuccession: {v.manners(), ui.Textarea{Field: v.field("others", "Codes of those that came after", "One or several, with spaces or commas between"), Value: p.Others, Rows: 2}},
		org.StepMark:       {v.marks(), v.owes()},
		org.StepCode: {ui.Select{Field: v.field("scheme", "Which list does the code come from?", ""), Options: v.schemes()},
			v.codeInput("code", "The code", "", p.Code)},
		org.StepShares: {v.bases(), ui.Textarea{Field: v.field("shares", "Shares", "A line for each: code and percentage, as QHM 96.6. They add up to 100."), Value: p.Shares, Rows: 6}},
		org.StepWithdraw: {ui.Radios{Field: v.field("fact", "Which statement was entered by mistake?", "What was true and has changed is no mistake: propose what follows it instead"),
			Options: v.statements()}},
	}[p.Step]
	out = append(out, v.days()...)
	if p.Step == org.StepSuccession {
		out = append(out, ui.Checkboxes{Field: v.field("closes", "Its closing", ""),
			Options: []ui.Option{{Value: "yes", Text: "It closed on the day before", Chosen: p.Closes}}})
	}
	if p.Step != org.StepWithdraw {
		out = append(out, ui.Checkboxes{Field: v.field("unconfirmed", "How sure is it?", ""),
			Options: []ui.Option{{Value: "yes", Text: "It is from memory or doubtful", Hint: "It is shown as unconfirmed, and figures are not joined by it", Chosen: p.Unconfirmed}}})
	}
	return append(out, ui.Textarea{Field: v.field("reason", "Why is this proposed, and where can it be looked up?", "Kept with the proposal and in the audit log. Do not write about a person"), Value: p.Reason, Rows: 2})
}

func (v proposeView) codeInput(name, label, hint, value string) ui.Input {
	return ui.Input{Field: v.field(name, label, hint), Value: value, Width: 10}
}

// days are the date boxes that the step needs.
func (v proposeView) days() []templ.Component {
	date := func(name, label, hint string, typed [3]string) templ.Component {
		return ui.DateInput{Field: v.field(name, label, hint), Typed: typed}
	}
	switch v.p.Step {
	case org.StepWithdraw:
		return nil
	case org.StepClose:
		return []templ.Component{date("to", "Last day on which it was open", "", v.to)}
	case org.StepSuccession:
		return []templ.Component{date("from", "First day of those that came after", "", v.from)}
	case org.StepMark:
		return []templ.Component{date("from", "First day", "Not needed when it ends", v.from), date("to", "Last day", "Leave empty while it goes on", v.to)}
	}
	return []templ.Component{date("from", "First day", "As 1 4 2025", v.from), date("to", "Last day", "Leave empty while it goes on", v.to)}
}

func (v proposeView) trees() templ.Component {
	o := []ui.Option{}
	for _, t := range treesFor(v.unit.Kind) {
		o = append(o, ui.Option{Value: string(t), Text: treeWords(t), Chosen: t == v.p.Tree})
	}
	return ui.Radios{Field: v.field("tree", "In which tree?", ""), Options: o}
}

func treeWords(t org.Tree) string {
	if t == org.ADASS {
		return "The social care tree, up to an ADASS region"
	}
	return "The NHS tree, up to an NHS region"
}

// unchosen leads a list from which one must be chosen.
func unchosen() []ui.Option { return []ui.Option{{Value: "", Text: "Choose"}} }

func (v proposeView) kinds() []ui.Option {
	o := unchosen()
	for _, k := range org.ChildKinds(v.unit.Kind) {
		o = append(o, ui.Option{Value: string(k), Text: first(k.Words()), Chosen: k == v.p.Kind})
	}
	return o
}

func (v proposeView) manners() templ.Component {
	return ui.Radios{Field: v.field("manner", "How was it followed?", ""), Options: ui.Options(string(v.p.Manner),
		string(org.Merged), "It was merged into one other", string(org.Demerged), "It was split", string(org.Renamed), "The same body under another code",
		string(org.Replaced), "It was replaced")}
}

func (v proposeView) marks() templ.Component {
	o := []ui.Option{}
	for _, k := range org.Marks() {
		o = append(o, ui.Option{Value: k, Text: first(org.MarkWords(k)), Chosen: k == v.p.Mark})
	}
	return ui.Radios{Field: v.field("mark", "Which mark?", ""), Options: o}
}

func (v proposeView) owes() templ.Component {
	return ui.Radios{Field: v.field("owes", "Does it begin or end?", ""), Options: ui.Options(map[bool]string{true: "yes", false: "no"}[v.p.Owes],
		"yes", "It holds from the first day", "no", "It holds no more after the last day")}
}

func (v proposeView) schemes() []ui.Option {
	o := unchosen()
	for _, s := range org.Schemes() {
		o = append(o, ui.Option{Value: string(s), Text: s.Words(), Chosen: s == v.p.Scheme})
	}
	return o
}

func (v proposeView) bases() templ.Component {
	o := []ui.Option{}
	for _, b := range basesFor(v.unit.Kind) {
		o = append(o, ui.Option{Value: string(b), Text: first(b.Words()), Chosen: b == v.p.Basis})
	}
	return ui.Radios{Field: v.field("basis", "Which shares?", "The whole set replaces the one held before"), Options: o}
}

func (v proposeView) statements() []ui.Option {
	o := []ui.Option{}
	for _, f := range v.book.Statements(v.p.Org) {
		hint := f.Source
		if !f.Recorded.IsZero() {
			hint += ", recorded " + ui.DayWords(dayOf(f)) + " by " + f.By
		}
		o = append(o, ui.Option{Value: f.Key(), Text: first(v.book.Says(f)), Hint: hint, Chosen: f.Key() == v.p.Fact})
	}
	return o
}

// table is what the proposal comes to, line by line.
func (v proposeView) table() ui.Table {
	t := ui.Table{ID: "lines", Caption: "What you propose", HideTitle: true, Stack: true, Columns: []ui.Column{{Head: "Change"}, {Head: "Held now"}, {Head: "Proposed"}}}
	for _, l := range v.set.Lines {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Body: lineWords(lineView{Change: l})}, {Body: phrases(l.Before)}, {Body: phrases(l.After)}}})
	}
	return t
}
