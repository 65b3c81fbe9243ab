package app

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/sheet"
	"headroom/internal/spc"
)

// spcTable is a file with one series in it, or several of which one is picked: a row of headings and rows under it.
type spcTable struct {
	file  string
	heads []string // as written, by column from 0
	rows  []sheet.Row

	date, value int // columns from 0; date is -1 where the file has none
}

// spcSeries is what was read.
type spcSeries struct {
	readings    []spc.Reading
	date, value string // the headings; date is empty where the file has none
	passed      int    // rows that --where left out
}

// spcFaults is how many faults of a file are told one by one.
const spcFaults = 10

// readSPC reads the series of a file that a request names.
func readSPC(ctx context.Context, q SPCQuery) (spcSeries, error) {
	t, err := openSPC(ctx, q.CSV)
	if err != nil {
		return spcSeries{}, err
	}
	passed, err := t.pick(q.Where)
	if err != nil {
		return spcSeries{}, err
	}
	if err := t.columns(q); err != nil {
		return spcSeries{}, err
	}
	out := spcSeries{value: t.heads[t.value], passed: passed}
	if t.date >= 0 {
		out.date = t.heads[t.date]
	}
	out.readings, err = t.readings()
	return out, err
}

func openSPC(ctx context.Context, path string) (*spcTable, error) {
	if path == "" {
		return nil, fault.New(fault.Invalid, "no file is named; give --csv FILE")
	}
	content, err := os.ReadFile(path) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "%s cannot be read; give the path of a CSV or XLSX file", filepath.Base(path))
	}
	book, err := sheet.Open(ctx, filepath.Base(path), bytes.NewReader(content), int64(len(content)), sheet.Limits{})
	if err != nil {
		return nil, err
	}
	t := &spcTable{file: book.File}
	for _, sh := range book.Sheets {
		if sh.Hidden() {
			continue
		}
		for r, err := range sh.Rows(ctx) {
			switch {
			case err != nil:
				return nil, err
			case !slices.ContainsFunc(r.Cells, func(c sheet.Cell) bool { return sheet.Clean(c.String()) != "" }):
			case t.heads == nil:
				if err := t.head(r); err != nil {
					return nil, err
				}
			default:
				t.rows = append(t.rows, r.Clone())
			}
		}
		break // the first sheet that a person sees
	}
	if len(t.rows) == 0 {
		return nil, t.wrong("", "there are no rows under the headings; put one row for each date into the file")
	}
	return t, nil
}

// head takes the headings. A first row of figures is a file without headings, whose first value must not be lost.
func (t *spcTable) head(r sheet.Row) error {
	for i, c := range r.Cells {
		if _, figure := c.Float(); figure {
			return t.wrong(r.Ref(i+1), fmt.Sprintf("row %d is a row of figures; put a row of headings above it, as date,value", r.Index))
		}
		t.heads = append(t.heads, sheet.Clean(c.String()))
	}
	return nil
}

func (t *spcTable) wrong(cell, words string) error {
	return &fault.Error{Kind: fault.Invalid, Message: "The file was not charted", Fields: []fault.Field{{Name: "csv", File: t.file, Cell: cell, Message: words}}}
}

// at is the column with a heading; what is not there is a fault that names those that are.
func (t *spcTable) at(head, flag string) (int, error) {
	for i, h := range t.heads {
		if strings.EqualFold(h, head) {
			return i, nil
		}
	}
	return -1, t.wrong("", fmt.Sprintf("there is no column %q; give --%s one of %s", head, flag, strings.Join(t.heads, ", ")))
}

// pick leaves the rows that every COLUMN=TEXT fits, and says how many it left out.
func (t *spcTable) pick(where []string) (int, error) {
	all := len(t.rows)
	for _, w := range where {
		head, text, ok := strings.Cut(w, "=")
		if !ok {
			return 0, fault.New(fault.Invalid, "%q does not say what to keep; write --where COLUMN=TEXT, as --where org_code=RX1", w)
		}
		col, err := t.at(strings.TrimSpace(head), "where")
		if err != nil {
			return 0, err
		}
		t.rows = slices.DeleteFunc(t.rows, func(r sheet.Row) bool {
			return !strings.EqualFold(sheet.Clean(r.At(col+1).String()), strings.TrimSpace(text))
		})
		if len(t.rows) == 0 {
			return 0, t.wrong("", fmt.Sprintf("no row is left of which %s is %q; look at that column's texts", t.heads[col], text))
		}
	}
	return all - len(t.rows), nil
}

// columns finds which column holds the dates and which the values.
func (t *spcTable) columns(q SPCQuery) (err error) {
	t.date = -1
	if q.Date != "" {
		if t.date, err = t.at(q.Date, "date"); err != nil {
			return err
		}
	} else {
		t.date = t.known("date", "period", "month", "week", "day", "x", "week commencing", "week starting", "reporting date")
		if t.date < 0 || !slices.ContainsFunc(t.rows, func(r sheet.Row) bool { _, ok := spcDate(r.At(t.date + 1)); return ok }) {
			t.date = -1 // a column of numbers may be called so too
			t.date = t.only(func(c sheet.Cell) bool { _, ok := spcDate(c); return ok })
		}
	}
	if q.Value != "" {
		t.value, err = t.at(q.Value, "value")
		return err
	}
	if t.value = t.known("value", "y"); t.value < 0 {
		t.value = t.only(func(c sheet.Cell) bool { _, ok := c.Float(); return ok })
	}
	if t.value < 0 {
		var others []string
		for i, h := range t.heads {
			if i != t.date {
				others = append(others, h)
			}
		}
		return t.wrong("", "it is not clear which column holds the values; name it with --value, one of "+strings.Join(others, ", "))
	}
	return nil
}

// known is the first column with one of the headings, -1 for none.
func (t *spcTable) known(labels ...string) int {
	return slices.IndexFunc(t.heads, func(h string) bool { return slices.Contains(labels, strings.ReplaceAll(sheet.Label(h), "_", " ")) })
}

// only is the one column, beside that of the dates, in which every cell that is not a gap is of a sort; -1 for none or several.
func (t *spcTable) only(sort func(sheet.Cell) bool) int {
	found := -1
	for i := range t.heads {
		if i == t.date {
			continue
		}
		of, all := 0, true
		for _, r := range t.rows {
			if c := r.At(i + 1); !spcGap(c) {
				of++
				all = all && sort(c)
			}
		}
		if of == 0 || !all {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = i
	}
	return found
}

// spcGap reports whether a cell says that there is no value. A nought is a value.
func spcGap(c sheet.Cell) bool {
	switch strings.ToLower(sheet.Clean(c.String())) {
	case "", "-", "–", ".", "*", "na", "n/a", "nan", "null", "missing":
		return true
	}
	return false
}

// spcDate reads a date as series have it: 2024-01-31, with or without a time of day; 31/01/2024; a month as 2024-01, Jan 2024 or
// Jan-24, which is its first day.
func spcDate(c sheet.Cell) (civil.Date, bool) {
	if c.Kind == sheet.Date {
		return c.Date, true
	}
	if c.Kind != sheet.Text {
		return civil.Date{}, false
	}
	text := sheet.Clean(c.Text)
	for _, layout := range []string{"2006-01-02", "02/01/2006", "2/1/2006", "2006-01", "Jan 2006", "January 2006", "Jan-06", "Jan-2006",
		"2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02T15:04:05Z", "02/01/2006 15:04"} {
		if at, err := time.Parse(layout, text); err == nil {
			d := civil.DateOf(at)
			return d, d.Year() >= 1900 && d.Year() < 2200
		}
	}
	return civil.Date{}, false
}

// readings turns the rows into a series. All that is wrong is told at once, by file, row and column.
func (t *spcTable) readings() ([]spc.Reading, error) {
	var bad fault.List
	more := 0
	tell := func(r sheet.Row, col int, words string) {
		if len(bad) == spcFaults {
			more++
			return
		}
		bad = append(bad, fault.Field{Name: "csv", File: t.file, Cell: r.Ref(col + 1), Message: fmt.Sprintf("row %d, column %q: %s", r.Index, t.heads[col], words)})
	}
	out := make([]spc.Reading, 0, len(t.rows))
	first := map[civil.Date]int{}
	for _, r := range t.rows {
		var x spc.Reading
		if t.date >= 0 {
			c := r.At(t.date + 1)
			d, ok := spcDate(c)
			switch at, twice := first[d]; {
			case !ok:
				tell(r, t.date, fmt.Sprintf("%q is no date; write it as 2024-01-31", sheet.Clean(c.String())))
			case twice:
				tell(r, t.date, fmt.Sprintf("%s is in row %d already; chart one series at a time, with --where COLUMN=TEXT", d, at))
			default:
				first[d] = r.Index
			}
			x.Date = d
		}
		c := r.At(t.value + 1)
		v, ok := c.Float()
		switch {
		case spcGap(c):
			x.Missing = true
		case !ok:
			tell(r, t.value, fmt.Sprintf("%q is no number; correct it, or leave the cell empty where the value is missing", sheet.Clean(c.String())))
		default:
			x.Value = v
		}
		out = append(out, x)
	}
	if more > 0 {
		bad = append(bad, fault.Field{Name: "csv", File: t.file, Message: fmt.Sprintf("and %d more", more)})
	}
	return out, bad.Err("The file was not charted")
}
