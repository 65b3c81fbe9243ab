package recovery

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"maps"
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sheet"
)

// AnyVersion is the base of an entry whose writer has seen none: it is not checked.
const AnyVersion = -1

// Entry is one patient, session or limit that somebody enters or corrects, as a row of a file under our own headings.
type Entry struct {
	Kind   FileKind
	Values map[FileField]string // a heading without a value is not recorded
	Reason string               // why, without anything that names a person; needed where something is corrected
	Today  civil.Date           // the day on which it is told: nothing can have happened after it; not judged when zero
	Base   int                  // the newest version that its writer has seen, 0 for none; AnyVersion is not checked
}

// Entered is an entry that passed the checks of a file with this one row.
type Entered struct {
	Kind     FileKind
	Patient  Patient
	Identity *Identity // who the patient is, where the entry says so
	Session  Session
	Limits   []Limit // one for each day
	Reason   string
	Base     int
}

// enteredBy stands for the file of what came from none.
const enteredBy = "entered by hand"

// ReadEntry judges an entry for a trust exactly as a file of one row would be, with the same words; Invalid, with the problem of every
// field under its own name.
func ReadEntry(ctx context.Context, trust org.Code, e Entry) (Entered, error) {
	out := Entered{Kind: e.Kind, Reason: tidy(e.Reason), Base: e.Base}
	var bad fault.List
	checkWords(&bad, "reason", out.Reason)
	var who map[FileField]bool
	if e.Kind == PatientFile {
		who = map[FileField]bool{}
		for _, f := range Fields(IdentityFile) {
			who[f.Field] = true
		}
	}
	own := map[FileField]bool{}
	for _, f := range Fields(e.Kind) {
		own[f.Field] = true
	}
	if len(own) == 0 {
		return out, fault.New(fault.NotFound, "There is nothing to enter as %q", string(e.Kind))
	}
	for _, f := range slices.Sorted(maps.Keys(e.Values)) {
		if !own[f] && !who[f] {
			bad.Add(string(f), "", "There is no field %q", string(f))
		}
	}
	mine, theirs := map[FileField]string{}, map[FileField]string{}
	for f := range own {
		mine[f] = e.Values[f]
	}
	identified := false
	for f := range who {
		theirs[f] = e.Values[f]
		identified = identified || !own[f] && strings.TrimSpace(e.Values[f]) != ""
	}
	err := out.read(ctx, trust, mine)
	if identified {
		err = errors.Join(err, out.identify(ctx, trust, theirs))
	}
	if e.Kind == PatientFile && err == nil && !e.Today.IsZero() {
		for _, w := range futures(&out.Patient, e.Today) {
			bad.Add(string(w.field), "", "%s", w.words)
		}
	}
	for _, one := range flat(err) {
		f := fault.As(one)
		if f == nil || f.Kind != fault.Invalid {
			return out, one
		}
		for _, x := range f.Fields {
			x.File, x.Sheet, x.Cell = "", "", ""
			if !slices.Contains(bad, x) {
				bad = append(bad, x)
			}
		}
		if len(f.Fields) == 0 {
			bad.Add("reason", "", "%s", f.Message)
		}
	}
	if err := bad.Err("Nothing was kept"); err != nil {
		return out, err
	}
	return out, out.elsewhere(trust)
}

// flat is the errors that were joined.
func flat(err error) []error {
	if err == nil {
		return nil
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		return slices.DeleteFunc(many.Unwrap(), func(e error) bool { return e == nil })
	}
	return []error{err}
}

// read reads the one row.
func (e *Entered) read(ctx context.Context, trust org.Code, values map[FileField]string) error {
	book, m, err := oneRow(ctx, e.Kind, trust, values)
	if err != nil {
		return err
	}
	switch e.Kind {
	case PatientFile:
		list, err := ReadPatients(ctx, book, m)
		if err == nil && len(list) == 1 {
			e.Patient = list[0]
			e.Patient.Row = Where{File: enteredBy}
		}
		return err
	case SessionFile:
		list, err := ReadSessions(ctx, book, m)
		if err == nil && len(list) == 1 {
			e.Session = list[0]
			e.Session.Row = Where{File: enteredBy}
		}
		return err
	case LimitFile:
		e.Limits, err = ReadLimits(ctx, book, m)
		for i := range e.Limits {
			e.Limits[i].Row, e.Limits[i].From = Where{File: enteredBy}, FromHand
		}
		return err
	}
	return fault.New(fault.NotFound, "There is nothing to enter as %q", string(e.Kind))
}

func (e *Entered) identify(ctx context.Context, trust org.Code, values map[FileField]string) error {
	book, m, err := oneRow(ctx, IdentityFile, trust, values)
	if err != nil {
		return err
	}
	list, err := ReadIdentities(ctx, book, m)
	if err == nil && len(list) == 1 {
		e.Identity = &list[0]
	}
	return err
}

// elsewhere refuses what names another trust.
func (e *Entered) elsewhere(trust org.Code) error {
	var bad fault.List
	for _, t := range []org.Code{e.Patient.Trust, e.Session.Trust} {
		if t != "" && t != trust {
			bad.Add("trust", "", "this is of %s and this is the list of %s; leave the trust out", t, trust)
		}
	}
	return bad.Err("Nothing was kept")
}

// oneRow is a file of one row under our own headings.
func oneRow(ctx context.Context, kind FileKind, trust org.Code, values map[FileField]string) (*sheet.Book, Mapping, error) {
	m := Mapping{Kind: kind, Trust: trust, Columns: map[FileField]string{}}
	var heads, cells []string
	for _, f := range Fields(kind) {
		m.Columns[f.Field] = string(f.Field)
		heads, cells = append(heads, string(f.Field)), append(cells, strings.TrimSpace(values[f.Field]))
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll([][]string{heads, cells}); err != nil {
		return nil, m, fault.Wrap(err, fault.Invalid, "What was entered cannot be read")
	}
	if !slices.ContainsFunc(cells, func(s string) bool { return s != "" }) {
		var bad fault.List
		for _, f := range Fields(kind) {
			if f.Need {
				bad.Add(string(f.Field), "", "Enter %s", f.Words)
			}
		}
		return nil, m, bad.Err("Nothing was kept")
	}
	book, err := sheet.Open(ctx, enteredBy+".csv", bytes.NewReader(b.Bytes()), int64(b.Len()), sheet.Limits{})
	return book, m, err
}

// ValuesOf is a patient, session or limit as the values of an entry, to be corrected.
func ValuesOf[T Patient | Session | Limit](x T) (map[FileField]string, error) {
	var b bytes.Buffer
	var err error
	switch x := any(x).(type) {
	case Patient:
		err = WritePatients(&b, []Patient{x})
	case Session:
		err = WriteSessions(&b, []Session{x})
	case Limit:
		err = WriteLimits(&b, []Limit{x})
	}
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b.Bytes(), []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) != 2 {
		return nil, fault.Wrap(err, fault.Internal, "what is kept cannot be written as a row")
	}
	out := map[FileField]string{}
	for i, h := range rows[0] {
		if rows[1][i] != "" && h != "trust" {
			out[FileField(h)] = rows[1][i]
		}
	}
	return out, nil
}
