package sitrepweb

import (
	"strings"

	"headroom/internal/measure"
	"headroom/internal/sitrep"
	"headroom/internal/web/ui"
)

// entryTable is a comparison with its sentence.
type entryTable struct {
	Words string
	Table ui.Table
}

// entryClash is what somebody else saved or sent in between, where it differs from what is typed.
type entryClash struct {
	Title string
	Words string
	By    string // who it was, where the name is known
	Table ui.Table
}

// newEntryClash lays both side by side. Nothing of either is dropped: what is typed stays in the form, theirs stands
// here and in the boxes that were left empty.
func newEntryClash(f *sitrep.Form, why string, mine, theirs map[string]string) *entryClash {
	c := &entryClash{Words: why, Table: ui.Table{ID: "clash", Caption: "Where the two differ", Stack: true,
		Columns: []ui.Column{{Head: "Line"}, {Head: "Yours"}, {Head: "Theirs"}, {Head: "In the form now"}},
		Empty:   "Nothing differs: the figures are the same."}}
	for _, name := range f.TypedNames() {
		a, b := strings.TrimSpace(mine[name]), strings.TrimSpace(theirs[name])
		if b == "" || entryAlike(f, name, a, b) {
			continue
		}
		now := "yours"
		if a == "" {
			a, now = "empty", "theirs"
		}
		c.Table.Rows = append(c.Table.Rows, ui.Cells(entryFieldName(name), a, b, now))
	}
	return c
}

// entryFieldName is a field's name as a person knows it.
func entryFieldName(name string) string {
	switch name {
	case sitrep.FieldState:
		return "What the return is"
	case sitrep.FieldCovers:
		return "First day covered"
	case sitrep.FieldComment:
		return "Comment on the whole return"
	case sitrep.FieldReason:
		return "Why it is sent again"
	}
	if m, ok := measure.Find(measure.Code(name)); ok {
		return m.Name
	}
	if m, ok := measure.Find(measure.Code(strings.TrimPrefix(name, sitrep.CommentField("")))); ok {
		return "Comment: " + m.Name
	}
	return name
}

// entryCompare is every line that holds anything beside the version in force or, without one, the day before.
func entryCompare(s *entryState, caption string) ui.Table {
	d := sitrep.ReadTyped(s.Form, s.Org, s.Day, s.typed).Completed(s.Form)
	other, head := s.Before, "The day before"
	if v := entryNewest(s.Versions); v != nil {
		other, head = v, "Version "+ui.Count(v.N)
	} else if other != nil {
		head = ui.DayShort(other.Day)
	}
	t := ui.Table{ID: "compare", Caption: caption, Stack: true, Empty: "No line holds anything.",
		Columns: []ui.Column{{Head: "Line"}, {Head: "This return", Numeric: true}, {Head: head, Numeric: true}, {Head: "Change", Numeric: true}, {Head: "Comment"}}}
	for _, it := range s.Form.Items {
		is, was := d.Value(it.Measure), measure.Gap()
		if other != nil {
			was = entryStands(other, it.Measure)
		}
		if is.IsMissing() && was.IsMissing() && d.Comments[it.Measure] == "" {
			continue
		}
		m, _ := measure.Find(it.Measure)
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(m.Name), entryCell(m, is), entryCell(m, was), ui.Text(entryChange(m, is, was)), ui.Text(d.Comments[it.Measure])}})
	}
	return t
}

func entryCell(m measure.Measure, v measure.Value) ui.Cell {
	switch v.State {
	case measure.Number:
		return ui.Text(m.Show(v))
	case measure.Nil:
		return ui.Marked(ui.Nil)
	case measure.NotApplicable:
		return ui.Marked(ui.NotApplicable)
	}
	return ui.Text("blank")
}

func entryChange(m measure.Measure, is, was measure.Value) string {
	if is.State != measure.Number || was.State != measure.Number || m.Kind == measure.Level {
		return ""
	}
	by := is.N - was.N
	switch {
	case by > 0:
		return "+" + m.Show(measure.Of(by))
	case by < 0:
		return "−" + m.Show(measure.Of(-by))
	}
	return "same"
}
