package mitigationweb

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"headroom/internal/action"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/mitigation"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// typed is what a form's boxes hold, by their names: what is stored, or what somebody has just typed.
type typed map[string]string

// reading takes a form's values and gathers what cannot be read.
type reading struct {
	v   typed
	bad fault.List
}

// readForm is what was sent, with several values of one name joined by a comma.
func readForm(r *web.Request) *reading {
	out := &reading{v: typed{}}
	if err := r.ParseForm(); err != nil {
		out.bad.Add("maincontent", "", "The form could not be read; send it again")
		return out
	}
	for k, v := range r.PostForm {
		out.v[k] = strings.TrimSpace(strings.Join(v, ","))
	}
	return out
}

func (f *reading) text(name string) string { return f.v[name] }

func (f *reading) said(name string) mitigation.Said { return mitigation.Said(f.v[name]) }

// count is a whole number that may be missing: an empty box is not known, which is not 0.
func (f *reading) count(name string) *int {
	s := strings.ReplaceAll(f.v[name], ",", "")
	if s == "" {
		return nil
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		f.bad.Add(name, "", "Enter a whole number, or leave it empty if it is not known")
		return nil
	}
	return &n
}

// whole is a number that an empty box makes 0.
func (f *reading) whole(name string) int {
	if n := f.count(name); n != nil {
		return *n
	}
	return 0
}

// stated is a number that has to be there: an empty box is no answer, and 0 is one.
func (f *reading) stated(name string) int {
	if f.text(name) == "" {
		f.bad.Add(name, "B8", "Enter a number; 0 is an answer, an empty box is none")
	}
	return f.whole(name)
}

// moment is a minute on London's clocks. One that they show twice is asked about, and the first is taken until it is said.
func (f *reading) moment(name string) action.Moment {
	s, which := f.v[name], f.v[name+"-which"]
	if s == "" {
		return action.Moment{}
	}
	if len(s) > 16 && strings.Count(s, ":") == 2 {
		s = s[:16] // a browser that sends seconds
	}
	m, err := action.ParseMoment(s)
	if err != nil {
		words := "Enter a day and a time, as 4 January 2024 at 15:00; without a date picker it is typed 2024-01-04T15:00"
		if _, err := civil.ParseInstant(s); errors.Is(err, civil.ErrSkipped) {
			words = "The clocks went forward over this time, so that it never was; enter another"
		}
		f.bad.Add(name, "H44", "%s", words)
		return action.Moment{}
	}
	if !m.Ambiguous() {
		return m
	}
	switch which {
	case "first":
		m.Second = false
	case "second":
		m.Second = true
	default:
		f.bad.Add(name, "H44", "The clocks go back and show this time twice: say below which of the two is meant")
	}
	return m
}

// when is when something happened: the minute that is typed, or now. A minute in which the step before it happened is taken
// as following it.
func (f *reading) when(name string, s mitigation.Standing, now time.Time) time.Time {
	m := f.moment(name)
	if m.IsZero() {
		return now
	}
	at := m.At()
	for _, t := range []time.Time{s.Last.At, now} {
		if t.Truncate(time.Minute).Equal(at) {
			return t
		}
	}
	return at
}

// momentField is the box of a minute, with the question which is meant where the clocks show it twice.
func momentField(v typed, bad []fault.Field, name, label, hint string) parts {
	out := parts{ui.Input{Field: ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(bad), Type: "datetime-local", Value: v[name], Width: 20}}
	if m, err := action.ParseMoment(v[name]); err == nil && m.Ambiguous() {
		out.add(ui.Radios{Field: ui.Field{Name: name + "-which", Label: "The clocks go back in this night. Which of the two is meant?"}, Inline: true,
			Options: ui.Options(v[name+"-which"], "first", "The first, in summer time (BST)", "second", "The second, in winter time (GMT)")})
	}
	return out
}

// setMoment puts a minute into its boxes.
func (v typed) setMoment(name string, m action.Moment) {
	if m.IsZero() {
		return
	}
	v[name], _ = strings.CutSuffix(m.String(), "#2")
	if m.Ambiguous() {
		v[name+"-which"] = "first"
		if m.Second {
			v[name+"-which"] = "second"
		}
	}
}

func (v typed) setCount(name string, n *int) {
	if n != nil {
		v[name] = strconv.Itoa(*n)
	}
}

// boxes of one kind, each with its faults.

func textBox(v typed, bad []fault.Field, name, label, hint string) ui.Input {
	return ui.Input{Field: ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(bad), Value: v[name], Width: 30}
}

func area(v typed, bad []fault.Field, name, label, hint string) ui.Textarea {
	return ui.Textarea{Field: ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(bad), Value: v[name], Rows: 3}
}

func countBox(v typed, bad []fault.Field, name, label, hint string) ui.Input {
	return ui.Input{Field: ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(bad), Value: v[name], Width: 5, Whole: true}
}

func choice(v typed, bad []fault.Field, name, label, hint string, options ...string) ui.Radios {
	return ui.Radios{Field: ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(bad), Inline: true, Options: ui.Options(v[name], options...)}
}
