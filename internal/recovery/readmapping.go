package recovery

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sheet"
)

// FileKind is what a file tells of. Stored as its word.
type FileKind string

// The kinds of file that are read.
const (
	PatientFile  FileKind = "patients"
	SessionFile  FileKind = "sessions"
	LimitFile    FileKind = "limits"
	BookedFile   FileKind = "booked"
	IdentityFile FileKind = "identities"
	PlanFile     FileKind = "plan" // Headroom's own: not for mapping
)

// FileField names one thing of ours that a column may hold, as clock_start. It is also the heading of that column in
// Headroom's own files.
type FileField string

// Mapping says which heading of a record system's extract stands for which of our fields. It is a value that can be stored
// (as JSON), guessed from headings and edited. The zero Mapping means: guess from the file's headings.
type Mapping struct {
	Kind    FileKind                        `json:"kind"`
	Name    string                          `json:"name,omitempty"`   // what people call it
	Sheet   string                          `json:"sheet,omitempty"`  // the page of a workbook; "" means the first that has the headings
	Trust   org.Code                        `json:"trust,omitempty"`  // whose rows these are where no column says it
	Columns map[FileField]string            `json:"columns"`          // our field → the file's heading
	Codes   map[FileField]map[string]string `json:"codes,omitempty"`  // the file's own words → ours, by field
	Blanks  []string                        `json:"blanks,omitempty"` // marks for "not recorded" beside the usual ones
}

// FieldInfo describes one of our fields to whoever maps a file.
type FieldInfo struct {
	Field    FileField
	Need     bool   // a file without it cannot be read
	Words    string // what stands in it and how it is written
	Headings []string
}

// Fields lists the fields of a kind of file, those that must be there first.
func Fields(kind FileKind) []FieldInfo {
	var out []FieldInfo
	switch kind {
	case PatientFile:
		out = infos(patientColumns())
	case SessionFile:
		out = infos(sessionColumns())
	case LimitFile:
		out = infos(limitColumns())
	case BookedFile:
		out = infos(bookedColumns())
	case IdentityFile:
		out = infos(identityColumns())
	case PlanFile:
		out = infos(planColumns())
	}
	slices.SortStableFunc(out, func(a, b FieldInfo) int {
		switch {
		case a.Need == b.Need:
			return 0
		case a.Need:
			return -1
		}
		return 1
	})
	return out
}

// column is one field with the way to read it into a T.
type column[T any] struct {
	field  FileField
	need   bool
	words  string
	labels string // other headings that stand for it, separated by |
	read   func(c *cell, v *T)
}

// headings are those that stand for the column, its own first.
func (c column[T]) headings() []string {
	out := []string{string(c.field)}
	if c.labels != "" {
		out = append(out, strings.Split(c.labels, "|")...)
	}
	return out
}

func infos[T any](columns []column[T]) []FieldInfo {
	var out []FieldInfo
	for _, c := range columns {
		out = append(out, FieldInfo{c.field, c.need, c.words, c.headings()})
	}
	return out
}

// headingKey is a heading made fit for comparison: case, spaces, underscores and punctuation do not count.
func headingKey(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune("_./-()[]:?'#", r) {
			return ' '
		}
		return r
	}, sheet.Label(s))
	return strings.Join(strings.Fields(s), " ")
}

// GuessMapping guesses which heading stands for which field. What it could not place is in unused, in the file's order. A
// person should look at it before it is stored.
func GuessMapping(kind FileKind, headings []string) (m Mapping, unused []string) {
	m = Mapping{Kind: kind, Columns: map[FileField]string{}}
	byKey := map[string]FileField{}
	for _, f := range Fields(kind) {
		for _, h := range f.Headings {
			if _, taken := byKey[headingKey(h)]; !taken {
				byKey[headingKey(h)] = f.Field
			}
		}
	}
	for _, h := range headings {
		f, known := byKey[headingKey(h)]
		_, twice := m.Columns[f]
		switch {
		case known && !twice:
			m.Columns[f] = h
		case headingKey(h) != "":
			unused = append(unused, h)
		}
	}
	return m, unused
}

// Check gives the mapping tidied, or all that is wrong with it at once.
func (m Mapping) Check() (Mapping, error) {
	var bad fault.List
	fields := Fields(m.Kind)
	if fields == nil {
		return m, fault.New(fault.Invalid, "Say what the file tells of: patients, sessions, limits, booked or identities")
	}
	if m.Trust != "" {
		c, _, err := org.ParseCode(string(m.Trust))
		if err != nil {
			bad.Add("trust", "", "%q is no organisation code; enter the trust's, as RA4", m.Trust)
		}
		m.Trust = c
	}
	out := map[FileField]string{}
	used := map[string]FileField{}
	for _, f := range fields {
		h := sheet.Clean(m.Columns[f.Field])
		switch first, twice := used[headingKey(h)]; {
		case h == "" && f.Need:
			bad.Add(string(f.Field), "", "Choose the column that holds this: %s", f.Words)
		case h == "":
		case twice:
			bad.Add(string(f.Field), "", "The column %q stands for %s already; choose another for one of the two", h, first)
		default:
			out[f.Field], used[headingKey(h)] = h, f.Field
		}
	}
	for _, f := range slices.Sorted(maps.Keys(m.Columns)) {
		if !slices.ContainsFunc(fields, func(i FieldInfo) bool { return i.Field == f }) {
			bad.Add(string(f), "", "A file of %s has no field %q", m.Kind, f)
		}
	}
	m.Columns = out
	return m, bad.Err("The mapping was not kept")
}

// Template are the headings of Headroom's own file of a kind, those that must be there first.
func Template(kind FileKind) []string {
	var out []string
	for _, f := range Fields(kind) {
		out = append(out, string(f.Field))
	}
	return out
}

// needed says in words which headings a kind of file must have.
func needed[T any](columns []column[T]) string {
	var out []string
	for _, c := range columns {
		if c.need {
			out = append(out, fmt.Sprintf("%s (%s)", c.field, c.words))
		}
	}
	return strings.Join(out, ", ")
}
