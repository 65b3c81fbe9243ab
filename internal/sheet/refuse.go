package sheet

import (
	"fmt"

	"headroom/internal/fault"
)

// The remedies that a refusal ends with.
const (
	saveAgain = "open it in Excel, save it as .xlsx and send it again"
	sendAgain = "it may have been cut short on the way: send it again, or open it in Excel, save it as .xlsx and send that"
)

// place is where in a file a reader stands; the parts that are not known are empty.
type place struct {
	file, sheet, cell string
}

// refuse is the fault for a file that breaks a rule: what is wrong, then the remedy.
func (p place) refuse(cause error, remedy, format string, args ...any) *fault.Error {
	return p.fault(cause, fault.Invalid, remedy, format, args...)
}

// tooLarge is the fault for a file that is over a stated limit.
func (p place) tooLarge(remedy, format string, args ...any) *fault.Error {
	return p.fault(nil, fault.TooLarge, remedy, format, args...)
}

// fault puts the sentence into the one field, where the place stands too; the cause goes to the log alone.
func (p place) fault(cause error, k fault.Kind, remedy, format string, args ...any) *fault.Error {
	e := fault.Wrap(cause, k, "The file %s was not read", p.file)
	e.Fields = []fault.Field{{
		Name: "file", File: p.file, Sheet: p.sheet, Cell: p.cell,
		Message: fmt.Sprintf(format, args...) + "; " + remedy,
	}}
	return e
}

// at is the same place with a cell (or a row, as "row 12").
func (p place) at(cell string) place {
	p.cell = cell
	return p
}

// cut is the fault for a file whose bytes end too early or do not fit together.
func (p place) cut(cause error, what string) *fault.Error {
	return p.refuse(cause, sendAgain, "%s is damaged", what)
}
