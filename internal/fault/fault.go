// Package fault is the error that a person is told: what kind of thing went wrong, a sentence they can act on, every
// field's problem at once, and the cause kept for the log alone.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what sort of problem it is; the edge turns it into a status code, a page or an exit code.
type Kind string

// The kinds, in the order a reader should look for them.
const (
	Invalid     Kind = "invalid"     // the input breaks a rule; Fields say where
	NotFound    Kind = "not-found"   // no such thing, or not visible to the asker
	Forbidden   Kind = "forbidden"   // the asker may not do this
	SignedOut   Kind = "signed-out"  // the asker must sign in first
	Conflict    Kind = "conflict"    // the world moved since the asker looked
	TooMany     Kind = "too-many"    // asked too often; try again later
	TooLarge    Kind = "too-large"   // the input is over a stated limit
	Unavailable Kind = "unavailable" // a part that is needed cannot be reached now
	Internal    Kind = "internal"    // our mistake; the message says nothing of the inside
)

// Field is one problem at one place.
type Field struct {
	Name    string `json:"name"`              // the form's field or measure code
	Rule    string `json:"rule,omitempty"`    // the rule's id, as V06
	Message string `json:"message"`           // what is wrong, and the remedy
	File    string `json:"file,omitempty"`    // where it was read: the file's name without its folder,
	Sheet   string `json:"sheet,omitempty"`   // the sheet,
	Cell    string `json:"cell,omitempty"`    // and the cell or line
	Warning bool   `json:"warning,omitempty"` // true when a comment lets it through
}

// Place is "file, sheet, cell" with the parts that are known.
func (f Field) Place() string {
	var p []string
	for _, s := range []string{f.File, f.Sheet, f.Cell} {
		if s != "" {
			p = append(p, s)
		}
	}
	return strings.Join(p, ", ")
}

// Error is a fault. Message and Fields are shown to people; Cause goes to the log only.
type Error struct {
	Kind    Kind
	Message string
	Fields  []Field
	Cause   error
}

// Error is the message with the fields' messages, never the cause.
func (e *Error) Error() string {
	if len(e.Fields) == 0 {
		return e.Message
	}
	parts := make([]string, 0, len(e.Fields))
	for _, f := range e.Fields {
		s := f.Message
		if p := f.Place(); p != "" {
			s = p + ": " + s
		}
		parts = append(parts, s)
	}
	return strings.TrimSuffix(e.Message, ".") + ": " + strings.Join(parts, "; ")
}

// Unwrap gives the cause to errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Cause }

// New makes a fault of kind k with a message in Printf form.
func New(k Kind, format string, args ...any) *Error {
	return &Error{Kind: k, Message: fmt.Sprintf(format, args...)}
}

// Wrap makes a fault of kind k that keeps cause for the log.
func Wrap(cause error, k Kind, format string, args ...any) *Error {
	return &Error{Kind: k, Message: fmt.Sprintf(format, args...), Cause: cause}
}

// KindOf is the kind of the first fault in err's chain; any other error is Internal, nil is "".
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	if f := As(err); f != nil {
		return f.Kind
	}
	return Internal
}

// As is the first fault in err's chain, or nil.
func As(err error) *Error {
	var f *Error
	if errors.As(err, &f) {
		return f
	}
	return nil
}

// List gathers field problems so that a person is told all of them at once.
type List []Field

// Add notes a problem that stops the input.
func (l *List) Add(name, rule, format string, args ...any) {
	*l = append(*l, Field{Name: name, Rule: rule, Message: fmt.Sprintf(format, args...)})
}

// Warn notes a problem that a comment lets through.
func (l *List) Warn(name, rule, format string, args ...any) {
	*l = append(*l, Field{Name: name, Rule: rule, Message: fmt.Sprintf(format, args...), Warning: true})
}

// Stops reports whether any problem is not a mere warning.
func (l List) Stops() bool {
	for _, f := range l {
		if !f.Warning {
			return true
		}
	}
	return false
}

// Err is nil for an empty list, else an Invalid fault with every field.
func (l List) Err(format string, args ...any) error {
	if len(l) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Message: fmt.Sprintf(format, args...), Fields: l}
}
