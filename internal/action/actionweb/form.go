package actionweb

import (
	"fmt"
	"strings"

	"headroom/internal/action"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/web/ui"
)

// formView is the form as the template shows it: the period, its problems, and texts that could not be read.
type formPageView struct {
	p        action.Period
	problems []fault.Field
	typed    map[string]string
	windows  []windowRow
	figures  []figureRow
}

// windowRow is one window of the form; Spare rows are empty.
type windowRow struct {
	at    string
	w     action.Window
	spare bool
}

// figureRow is one figure of the form.
type figureRow struct {
	at    string
	f     action.Figure
	spare bool
}

func newForm(p action.Period, problems []fault.Field) formPageView {
	v := formPageView{p: p, problems: problems, typed: map[string]string{}}
	for i := range len(p.Windows) + spare {
		row := windowRow{at: fmt.Sprintf("windows.%d.", i+1), spare: i >= len(p.Windows)}
		if !row.spare {
			row.w = p.Windows[i]
		}
		v.windows = append(v.windows, row)
	}
	for i := range len(p.Figures) + spare {
		row := figureRow{at: fmt.Sprintf("figures.%d.", i+1), spare: i >= len(p.Figures)}
		if !row.spare {
			row.f = p.Figures[i]
		}
		v.figures = append(v.figures, row)
	}
	return v
}

// field is a control's field with its problems.
func (v formPageView) field(name, label, hint string) ui.Field {
	return ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(v.problems)
}

// value is what was typed, where it could not be read, else the value.
func (v formPageView) value(name, value string) string {
	if t, ok := v.typed[name]; ok {
		return t
	}
	return value
}

func (v formPageView) address() string {
	if v.p.Revision == 0 {
		return listPath
	}
	return Path(v.p.Code)
}

func (v formPageView) hidden() map[string]string {
	return map[string]string{"revision": fmt.Sprint(v.p.Revision)}
}

// local is a moment as a datetime box holds it, without the mark of the second of two.
func local(m action.Moment) string { return strings.TrimSuffix(m.String(), "#2") }

// which offers first and second where a minute comes twice; the choice made is kept.
func (v formPageView) which(name string, m action.Moment) []ui.Option {
	chosen := "first"
	if m.Second {
		chosen = "second"
	}
	if ui.ErrorOf(v.problems, name) != "" {
		chosen = ""
	}
	return ui.Options(chosen, "first", "The first, before the clocks go back", "second", "The second, after")
}

func codes(list []org.Code) string {
	var out []string
	for _, c := range list {
		out = append(out, string(c))
	}
	return strings.Join(out, ", ")
}

// number is a figure as it is typed: a share as a percentage.
func number(r figureRow) string {
	switch {
	case r.spare:
		return ""
	case r.f.Kind == action.Maintained:
		return strings.TrimSuffix(ui.Number(r.f.N*100, 1), ".0") + "%"
	}
	return measure.Plain(r.f.N)
}

// choices makes options of words that have a text.
func choices[T interface {
	~string
	Words() string
}](all []T, chosen T, none string) []ui.Option {
	var out []ui.Option
	if none != "" {
		out = append(out, ui.Option{Text: none, Chosen: chosen == ""})
	}
	for _, x := range all {
		out = append(out, ui.Option{Value: string(x), Text: x.Words(), Chosen: x == chosen})
	}
	return out
}

// tick is a checkbox of one.
func check(name, text string, on bool) ui.Checkboxes {
	return ui.Checkboxes{Field: ui.Field{Name: name, Label: text, Blind: true}, Options: []ui.Option{{Value: "yes", Text: text, Chosen: on}}}
}

func rowTitle(kind, at string, isSpare bool) string {
	n := strings.Split(at, ".")[1]
	if isSpare {
		return kind + " " + n + " (spare)"
	}
	return kind + " " + n
}

func lines(list []string) string { return strings.Join(list, "\n") }
