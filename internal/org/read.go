package org

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// A format is one kind of organisation file: how it is known and how it is read.
type format struct {
	name string
	is   func(head []byte) bool
	read func(*source) (Reading, error)
}

// formats lists what can be read. The name is what people and commands call it.
func formats() []format {
	return []format{
		{"ods-ord", isORD, readORD},
		{"reference-trusts", headed(trustColumns), readTrusts},
		{"reference-councils", headed(councilColumns), readCouncils},
		{"reference-icbs", headed(icbColumns), readICBs},
		{"lookup-trust-icb", headed(trustICBColumns), readTrustICB},
		{"lookup-trust-region", headed(trustRegionColumns), readTrustRegion},
		{"lookup-trust-council", headed(trustCouncilColumns), readTrustCouncil},
		{"lookup-council-region", headed(councilRegionColumns), readCouncilRegion},
		{"lookup-district-council", headed(districtColumns), readDistricts},
		{"lookup-district-icb", headed(districtICBColumns), readDistrictICB},
		{"ods-etr", isETR, readETR},
	}
}

// Formats lists the names of the formats that can be read.
func Formats() []string {
	var out []string
	for _, f := range formats() {
		out = append(out, f.name)
	}
	return out
}

// Recognise says which organisation file this is from its first bytes (a few thousand do). The file's name is not
// trusted: people rename files.
func Recognise(head []byte) (name string, ok bool) {
	head = bytes.TrimPrefix(head, []byte("\ufeff"))
	for _, f := range formats() {
		if f.is(head) {
			return f.name, true
		}
	}
	return "", false
}

// Read makes statements of an organisation file. asAt is the day they hold for; a zero one is taken from the file: its
// name, its newest date, or the year its format belongs to. Errors name every faulty line and column at once.
func Read(file string, data []byte, asAt civil.Date) (Reading, error) {
	sum := sha256.Sum256(data)
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	for _, f := range formats() {
		if !f.is(data) {
			continue
		}
		s := &source{file: file, data: data, asAt: asAt}
		r, err := f.read(s)
		if err != nil {
			return Reading{}, err
		}
		if err := s.problems(); err != nil {
			return Reading{}, err
		}
		r.Format, r.File, r.SHA256 = f.name, file, hex.EncodeToString(sum[:])
		if !asAt.IsZero() {
			r.AsAt = asAt
		} else if d, ok := monthInName(file); ok {
			r.AsAt = d
		}
		return r, nil
	}
	return Reading{}, fault.New(fault.Invalid, "%s is not an organisation file that Headroom knows; it reads: %s", file, strings.Join(Formats(), ", "))
}

var monthName = regexp.MustCompile(`(?:^|\D)(20\d\d)[_-](0[1-9]|1[0-2])(?:\D|$)`)

// monthInName finds a month in a file's name, as in trusts_2025_07.csv.
func monthInName(file string) (civil.Date, bool) {
	m := monthName.FindStringSubmatch(file)
	if m == nil {
		return civil.Date{}, false
	}
	d, err := civil.ParseDate(m[1] + "-" + m[2] + "-01")
	return d, err == nil
}

// Import reads a file and compares it with the book.
func (b *Book) Import(file string, data []byte, asAt civil.Date) (ChangeSet, error) {
	r, err := Read(file, data, asAt)
	if err != nil {
		return ChangeSet{}, err
	}
	return b.Compare(r), nil
}

// source is a file being read, with the faults found so far.
type source struct {
	file  string
	data  []byte
	asAt  civil.Date
	bad   fault.List
	more  int
	notes map[string]*kept
	order []string
}

// maxFaults is how many faults are listed before the rest are only counted.
const maxFaults = 50

func (s *source) fault(line int, column, message string, args ...any) {
	if len(s.bad) >= maxFaults {
		s.more++
		return
	}
	cell := column
	if line > 0 {
		cell = fmt.Sprintf("line %d, column %s", line, column)
	}
	s.bad = append(s.bad, fault.Field{Name: column, Rule: "ORG2", File: s.file, Cell: cell, Message: fmt.Sprintf(message, args...)})
}

func (s *source) problems() error {
	if s.more > 0 {
		s.bad = append(s.bad, fault.Field{File: s.file, Message: fmt.Sprintf("and %d more", s.more)})
	}
	return s.bad.Err("%s cannot be read as it stands; nothing was taken from it", s.file)
}

// note counts a row kept out for a reason.
func (s *source) note(why, first string) {
	if s.notes == nil {
		s.notes = map[string]*kept{}
	}
	k := s.notes[why]
	if k == nil {
		k = &kept{why: why, first: first}
		s.notes[why] = k
		s.order = append(s.order, why)
	}
	k.n++
}

func (s *source) noted() []string {
	var out []string
	for _, why := range s.order {
		out = append(out, s.notes[why].words())
	}
	return out
}

// row is one line of a table, by column name.
type row struct {
	s    *source
	line int
	at   map[string]int
	rec  []string
}

func (r row) text(column string) string {
	i, ok := r.at[column]
	if !ok || i >= len(r.rec) {
		return ""
	}
	return strings.TrimSpace(strings.ReplaceAll(r.rec[i], "\u00a0", " "))
}

// code reads an organisation code, noting a fault when there is none.
func (r row) code(column string) (Code, bool) {
	c, _, err := ParseCode(r.text(column))
	if err != nil {
		r.s.fault(r.line, column, "%s; correct the code or remove the line", err.Error())
		return "", false
	}
	return c, true
}

// share reads a number between 0 and 1.
func (r row) share(column string) (float64, bool) {
	return r.number(column, 1)
}

func (r row) number(column string, most float64) (float64, bool) {
	var v float64
	t := r.text(column)
	if n, err := fmt.Sscanf(t, "%g", &v); err != nil || n != 1 || v < 0 || v > most+1e-9 || v != v {
		r.s.fault(r.line, column, "%q is not a number between 0 and %g; correct it", t, most)
		return 0, false
	}
	return v, true
}

func (r row) evidence(columns ...string) Evidence {
	var text []string
	for _, c := range columns {
		text = append(text, r.text(c))
	}
	return Evidence{File: r.s.file, Line: r.line, At: strings.Join(columns, ", "), Text: strings.Join(text, " | ")}
}

// headed recognises a table by columns that it must have, in any order and among others.
func headed(need []string) func([]byte) bool {
	return func(head []byte) bool {
		line, _, _ := bytes.Cut(head, []byte("\n"))
		rec, err := csv.NewReader(bytes.NewReader(line)).Read()
		if err != nil {
			return false
		}
		at := columnsOf(rec)
		for _, n := range need {
			if _, ok := at[n]; !ok {
				return false
			}
		}
		return true
	}
}

func columnsOf(rec []string) map[string]int {
	at := map[string]int{}
	for i, h := range rec {
		at[strings.ToLower(strings.TrimSpace(h))] = i
	}
	return at
}

// each reads the rows of the table: with columns nil, the first line names them.
func (s *source) each(columns []string, f func(row)) {
	r := csv.NewReader(bytes.NewReader(s.data))
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	at := columnsOf(columns)
	for first := true; ; first = false {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			line := 0
			var pe *csv.ParseError
			if errors.As(err, &pe) {
				line = pe.Line
			}
			s.fault(line, "(whole line)", "the line is not CSV (%v); check its quotation marks", unquoted(err))
			return
		}
		line, _ := r.FieldPos(0)
		if first && columns == nil {
			at = columnsOf(slices.Clone(rec))
			continue
		}
		if len(rec) == 1 && strings.TrimSpace(rec[0]) == "" {
			continue
		}
		f(row{s: s, line: line, at: at, rec: rec})
	}
}

// unquoted is the reason inside a CSV error, without its position.
func unquoted(err error) error {
	var pe *csv.ParseError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}
