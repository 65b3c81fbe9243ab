package action

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"headroom/internal/fault"
	"headroom/internal/org"
)

var codeForm = regexp.MustCompile(`^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$`)

// most of what one period may hold, so that a form cannot fill the disk.
const (
	maxWindows = 40
	maxFigures = 100
	maxText    = 2000
)

// Check gives back a cleaned copy of a period, or every problem with it at once as an Invalid fault. Field names are those of
// the form: "code", "windows.2.planned_to".
func Check(p Period) (Period, error) {
	var l fault.List
	p.Code = Code(strings.ToUpper(strings.TrimSpace(string(p.Code))))
	p.Name, p.Source = tidy(p.Name), tidy(p.Source)
	if !codeForm.MatchString(string(p.Code)) || len(p.Code) > 30 {
		l.Add("code", "", "Give the period a code of capital letters, digits and hyphens, as RD-15")
	}
	if p.Name == "" || len(p.Name) > 200 {
		l.Add("name", "", "Give the period a name of up to 200 letters")
	}
	if p.Source == "" {
		l.Add("source", "", "Say where this is known from, as a letter, a notice or a release")
	}
	if !known(standingWords, string(p.Standing)) {
		l.Add("standing", "", "Choose what was decided: announced, confirmed, contingent, called off or doubtful")
	}
	p.Caveats = slices.DeleteFunc(tidyAll(p.Caveats), func(s string) bool { return s == "" })
	if len(p.Windows) == 0 || len(p.Windows) > maxWindows {
		l.Add("windows", "", "Give from 1 to %d windows: one for each union, staff group and stretch of hours", maxWindows)
	}
	if len(p.Figures) > maxFigures {
		l.Add("figures", "", "No more than %d figures can be kept with one period", maxFigures)
	}
	p.Windows, p.Figures = slices.Clone(p.Windows), slices.Clone(p.Figures)
	for i := range p.Windows {
		checkWindow(&l, &p.Windows[i], fmt.Sprintf("windows.%d.", i+1))
	}
	for i := range p.Figures {
		checkFigure(&l, &p.Figures[i], fmt.Sprintf("figures.%d.", i+1))
	}
	for _, s := range append([]string{p.Source, p.Reason}, p.Caveats...) {
		if len(s) > maxText {
			l.Add("caveats", "", "A text is longer than %d letters; shorten it", maxText)
		}
	}
	return p, l.Err("The period cannot be recorded as it stands")
}

func checkWindow(l *fault.List, w *Window, at string) {
	w.Organisations = slices.Clone(w.Organisations)
	w.Union, w.Places, w.Caveat, w.Source = Union(tidy(string(w.Union))), tidy(w.Places), tidy(w.Caveat), tidy(w.Source)
	if w.Union == "" || len(w.Union) > 60 {
		l.Add(at+"union", "", "Name the union")
	}
	if !known(staffWords, string(w.Staff)) {
		l.Add(at+"staff", "", "Choose the staff group")
	}
	if !known(formWords, string(w.Form)) {
		l.Add(at+"form", "", "Choose the form of action")
	}
	for i, c := range w.Organisations {
		code, _, err := org.ParseCode(string(c))
		if err != nil {
			l.Add(at+"organisations", "", "%q is not an organisation code", c)
			continue
		}
		w.Organisations[i] = code
	}
	if w.PlannedFrom.IsZero() {
		l.Add(at+"planned_from", "", "Give the local time at which action is to begin")
	}
	if w.PlannedTo.IsZero() {
		l.Add(at+"planned_to", "", "Give the local time at which action is to end")
	}
	if w.PlannedFrom.IsZero() || w.PlannedTo.IsZero() {
		return
	}
	if !w.PlannedFrom.At().Before(w.PlannedTo.At()) {
		l.Add(at+"planned_to", "", "The planned end is not after the planned start")
	}
	from, to := w.Bounds()
	if w.Changed() && !from.Before(to) {
		l.Add(at+"actual_to", "", "The actual end is not after the start; where nothing happened, call the period off")
	}
	if to.Sub(from).Hours() > 24*60 {
		l.Add(at+"planned_to", "", "A window is longer than 60 days; check the year")
	}
}

func checkFigure(l *fault.List, f *Figure, at string) {
	f.By, f.Source, f.Note = tidy(f.By), tidy(f.Source), tidy(f.Note)
	if !known(kindWords, string(f.Kind)) {
		l.Add(at+"kind", "", "Choose what the figure counts")
	}
	if !known(exactWords, string(f.Exactness)) {
		l.Add(at+"exactness", "", "Say whether the figure is as published, by subtraction or a rounded headline")
	}
	switch {
	case f.N < 0 || f.N > 1e9 || f.N != f.N:
		l.Add(at+"n", "", "Give a number from 0 upwards")
	case f.Kind == Maintained && f.N > 1:
		l.Add(at+"n", "", "Give the share maintained as a fraction, 0.93 for 93%%")
	case f.Kind != Maintained && f.Exactness == Exact && f.Kind != MeanAbsent && f.N != float64(int64(f.N)):
		l.Add(at+"n", "", "A count as published is a whole number")
	}
	if f.AsAt.IsZero() {
		l.Add(at+"as_at", "", "Give the day on which the figure was published")
	}
	if f.By == "" {
		l.Add(at+"by", "", "Say who counted it, as NHS England or the union")
	}
	if f.Source == "" {
		l.Add(at+"source", "", "Say where it was published")
	}
}

func tidy(s string) string { return strings.Join(strings.Fields(s), " ") }

func tidyAll(in []string) []string {
	out := make([]string, 0, len(in))
	for _, s := range in {
		out = append(out, tidy(s))
	}
	return out
}
