package ui

import (
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// Field is what every form control has. Name is also its id, so that the error summary can lead to it.
type Field struct {
	Name  string
	Label string
	Hint  string
	Error string // the problem with what was entered; empty when there is none
	Warn  string // a problem that a comment lets through
	Large bool   // the label is the question of the page
	Blind bool   // the label is there for screen readers only
}

// WithErrors sets the field's problems from a fault's fields.
func (f Field) WithErrors(list []fault.Field) Field {
	f.Error, f.Warn = ErrorOf(list, f.Name), WarningOf(list, f.Name)
	return f
}

// ErrorOf is the messages of the named field that stop it, joined; empty when there are none.
func ErrorOf(list []fault.Field, name string) string { return messages(list, name, false) }

// WarningOf is the messages of the named field that a comment lets through, joined.
func WarningOf(list []fault.Field, name string) string { return messages(list, name, true) }

func messages(list []fault.Field, name string, warning bool) string {
	var out []string
	for _, f := range list {
		if f.Name == name && f.Warning == warning {
			out = append(out, strings.TrimSuffix(f.Message, "."))
		}
	}
	return strings.Join(out, ". ")
}

func (f Field) hintID() string  { return f.Name + "-hint" }
func (f Field) errorID() string { return f.Name + "-error" }
func (f Field) warnID() string  { return f.Name + "-warning" }

// describedBy is the ids of what explains the control.
func (f Field) describedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.hintID())
	}
	if f.Error != "" {
		ids = append(ids, f.errorID())
	}
	if f.Warn != "" {
		ids = append(ids, f.warnID())
	}
	return strings.Join(ids, " ")
}

func (f Field) groupClass() string {
	switch {
	case f.Error != "":
		return "nhsuk-form-group nhsuk-form-group--error"
	case f.Warn != "":
		return "nhsuk-form-group hr-form-group--warning"
	}
	return "nhsuk-form-group"
}

func (f Field) labelClass() string {
	switch {
	case f.Blind:
		return "nhsuk-label nhsuk-u-visually-hidden"
	case f.Large:
		return "nhsuk-label nhsuk-label--m"
	}
	return "nhsuk-label"
}

func (f Field) legendClass() string {
	switch {
	case f.Blind:
		return "nhsuk-fieldset__legend nhsuk-u-visually-hidden"
	case f.Large:
		return "nhsuk-fieldset__legend nhsuk-fieldset__legend--m"
	}
	return "nhsuk-fieldset__legend"
}

func (f Field) inputClass(base string) string {
	if f.Error != "" {
		return base + " " + base + "--error"
	}
	return base
}

// Option is one choice.
type Option struct {
	Value, Text, Hint string
	Chosen            bool
	Group             string // in a Select: the heading it stands under; the options of a group follow each other
}

// Options makes choices from values and texts in turn, with chosen marked.
func Options(chosen string, valuesAndTexts ...string) []Option {
	var out []Option
	for i := 0; i+1 < len(valuesAndTexts); i += 2 {
		v := valuesAndTexts[i]
		out = append(out, Option{Value: v, Text: valuesAndTexts[i+1], Chosen: v == chosen})
	}
	return out
}

// DateParts is a date as the three boxes show it.
func DateParts(d civil.Date) [3]string {
	if d.IsZero() {
		return [3]string{}
	}
	return [3]string{d.Format("2"), d.Format("1"), d.Format("2006")}
}
