package sitrepweb

import (
	"fmt"
	"strconv"

	"headroom/internal/measure"
	"headroom/internal/sitrep"
	"headroom/internal/web/ui"
)

// versionsComparison is two versions side by side as the template shows it.
type versionsComparison struct {
	pick      []ui.Option
	a, b      int
	path      string
	keep      map[string]string
	heads     ui.Table
	changed   ui.Table
	same      ui.Table
	sameWords string
	views     ui.Table
	viewsSame string
	feed      versionsFeed

	choices []measure.Measure // what the totals may be shown of, changed lines first
}

// versionsChange is how a line went from one version to the next.
type versionsChange string

// The changes of a line.
const (
	versionsSame    versionsChange = ""
	versionsChanged versionsChange = "changed"
	versionsAdded   versionsChange = "added"
	versionsRemoved versionsChange = "removed"
)

// versionsValue is a version's value for a line. A nil or not-applicable return says it of every line.
func versionsValue(v *sitrep.Version, m measure.Measure, line bool) measure.Value {
	switch {
	case v == nil || v.State == sitrep.Withdrawn:
		return measure.Gap()
	case v.State == sitrep.Nil:
		return measure.None()
	case v.State == sitrep.NotApplicable:
		return measure.NA()
	case line:
		return v.Value(m.Code)
	}
	return sitrep.Derived(m, v)
}

func versionsChangeOf(a, b measure.Value) versionsChange {
	switch {
	case a.IsMissing() && b.IsMissing():
		return versionsSame
	case a.IsMissing():
		return versionsAdded
	case b.IsMissing():
		return versionsRemoved
	case a.State == b.State && (a.State != measure.Number || a.N == b.N):
		return versionsSame
	}
	return versionsChanged
}

// versionsDifference is after less before with its sign, where both are numbers; a share changes by percentage points.
func versionsDifference(m measure.Measure, a, b measure.Value) string {
	if a.State != measure.Number || b.State != measure.Number {
		return "–"
	}
	d := b.N - a.N
	words := ""
	if m.Unit == measure.Fraction {
		words = ui.Number(d*100, 1) + " points"
	} else {
		words = m.Show(measure.Of(d))
		if d < 0 {
			words = "−" + m.Show(measure.Of(-d))
		}
	}
	if d > 0 {
		words = "+" + words
	}
	return words
}

// versionsLine is one measure of a form, entered or worked out.
type versionsLine struct {
	measure.Measure
	entered bool
}

// versionsLines lists the lines of a form and then what follows from them. A publication's form allows more than a
// file holds: only what one of the versions gives is listed.
func versionsLines(h sitrep.History) []versionsLine {
	var out []versionsLine
	for _, it := range h.Form.Items {
		m, ok := measure.Find(it.Measure)
		if !ok {
			continue
		}
		given := !h.Form.Publication
		for _, v := range h.Versions {
			_, has := v.Item(it.Measure)
			given = given || has
		}
		if given {
			out = append(out, versionsLine{m, true})
		}
	}
	for _, m := range returnDerivable(h.Form) {
		out = append(out, versionsLine{m, false})
	}
	return out
}

func newVersionsCompare(h sitrep.History, a, b *sitrep.Version, help returnHelp) versionsComparison {
	v := versionsComparison{a: a.N, b: b.N, path: ReturnPath(h.Form.Code, h.Org, h.Day) + "/compare", keep: listKeepAsOf(map[string]string{}, help.link)}
	for _, x := range h.Versions {
		n := strconv.Itoa(x.N)
		v.pick = append(v.pick, ui.Option{Value: n, Text: "Version " + n + ", " + ui.When(help.now, x.Recorded)})
	}
	v.heads = versionsHeads(h, a, b, help)
	columns := []ui.Column{{Head: "Line"}, {Head: "Version " + strconv.Itoa(a.N), Numeric: true}, {Head: "Version " + strconv.Itoa(b.N), Numeric: true},
		{Head: "Difference", Numeric: true}}
	v.changed = ui.Table{Caption: "What changed", Stack: true, Columns: columns, Empty: "No line differs between these two versions."}
	v.same = ui.Table{Caption: "Unchanged lines", HideTitle: true, Stack: true, Columns: columns}
	var rest []measure.Measure
	for _, l := range versionsLines(h) {
		row, change := versionsRow(l, a, b, help)
		if change == versionsSame {
			v.same.Rows, rest = append(v.same.Rows, row), append(rest, l.Measure)
			continue
		}
		v.changed.Rows, v.choices = append(v.changed.Rows, row), append(v.choices, l.Measure)
	}
	v.sameWords = ui.Plural(len(v.same.Rows), "line is unchanged", "lines are unchanged")
	v.choices = append(v.choices, rest...)
	v.views, v.viewsSame = versionsViews(h, help)
	return v
}

func versionsRow(l versionsLine, a, b *sitrep.Version, help returnHelp) (ui.Row, versionsChange) {
	x, y := versionsValue(a, l.Measure, l.entered), versionsValue(b, l.Measure, l.entered)
	change := versionsChangeOf(x, y)
	name := returnLineName(l.Measure, help, b)
	if !l.entered {
		name.Note += ", worked out"
	}
	if said := versionsSaid(a, b, l.Code); said != "" {
		name.Note += ". " + said
	}
	if change != versionsSame {
		name.Tags = []ui.Tag{{Text: string(change), Colour: ui.Purple}}
	}
	return ui.Row{Cells: []ui.Cell{name, listValueCell(l.Measure, x), listValueCell(l.Measure, y), ui.Text(versionsDifference(l.Measure, x, y))}}, change
}

// versionsSaid is what the two versions' comments say about a line, each once.
func versionsSaid(a, b *sitrep.Version, c measure.Code) string {
	before, after := a.Comments[c], b.Comments[c]
	switch {
	case before == after && before != "":
		return "Comment: " + before
	case before != "" && after != "":
		return fmt.Sprintf("Version %d: %s. Version %d: %s", a.N, before, b.N, after)
	case before != "":
		return fmt.Sprintf("Version %d: %s", a.N, before)
	case after != "":
		return fmt.Sprintf("Version %d: %s", b.N, after)
	}
	return ""
}

// versionsHeads is what the two versions are: when, how, who, why.
func versionsHeads(h sitrep.History, a, b *sitrep.Version, help returnHelp) ui.Table {
	link := func(v *sitrep.Version) ui.Cell {
		return ui.LinkTo("Version "+strconv.Itoa(v.N), help.link(VersionPath(h.Form.Code, h.Org, h.Day, v.N, "")))
	}
	t := ui.Table{Caption: "The two versions", HideTitle: true, Stack: true,
		Columns: []ui.Column{{Head: "Version"}, {Head: "Says"}, {Head: "Received"}, {Head: "Came"}, {Head: "Reason and comment"}}}
	for _, v := range []*sitrep.Version{a, b} {
		why := v.Reason
		if c := v.Comments[""]; c != "" {
			why += " Comment on the whole return: " + c
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{link(v), {Body: returnTagged("", "", []ui.Tag{returnStateTag(v.State), listTimingTag(v.Timing)})},
			ui.Text(ui.When(help.now, v.Recorded)), ui.Text(returnChannel(v.Channel)), ui.Text(why)}})
	}
	return t
}

// versionsViews is the three views side by side, line by line where they differ; words when they are all the same.
func versionsViews(h sitrep.History, help returnHelp) (t ui.Table, same string) {
	t = ui.Table{ID: "views", Caption: "First, collated and latest, where they differ", Stack: true, Columns: []ui.Column{{Head: "Line"}}}
	var picked []*sitrep.Version
	for _, view := range returnViews() {
		v := sitrep.Pick(h.Form, h.Day, view, help.now, h.Versions)
		head := returnViewShort(view) + ", none"
		if v != nil {
			head = fmt.Sprintf("%s, version %d", returnViewShort(view), v.N)
		}
		picked = append(picked, v)
		t.Columns = append(t.Columns, ui.Column{Head: head, Numeric: true})
	}
	if versionsOne(picked) {
		return t, "The three views show the same version: what was sent first, what was collated and the newest are one."
	}
	for _, l := range versionsLines(h) {
		row := ui.Row{Cells: []ui.Cell{returnLineName(l.Measure, help, &sitrep.Version{Org: h.Org})}}
		differ := false
		for _, v := range picked {
			x := versionsValue(v, l.Measure, l.entered)
			differ = differ || versionsChangeOf(versionsValue(picked[0], l.Measure, l.entered), x) != versionsSame
			row.Cells = append(row.Cells, listValueCell(l.Measure, x))
		}
		if differ {
			t.Rows = append(t.Rows, row)
		}
	}
	if len(t.Rows) == 0 {
		same = "The three views show different versions, and no line differs between them."
	}
	return t, same
}

// versionsOne reports whether every view shows one and the same version.
func versionsOne(picked []*sitrep.Version) bool {
	for _, v := range picked {
		if v == nil || v.N != picked[0].N {
			return false
		}
	}
	return true
}

// chosen is the measure whose totals are shown: the one asked for, or the first that changed.
func (v versionsComparison) chosen(asked measure.Code) measure.Measure {
	for _, m := range v.choices {
		if m.Code == asked {
			return m
		}
	}
	for _, m := range v.choices {
		if m.RollUp != "" && m.Kind != measure.Centile && m.Kind != measure.Level {
			return m
		}
	}
	return measure.Measure{}
}
