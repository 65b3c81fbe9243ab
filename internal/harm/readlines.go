package harm

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/sheet"
)

// listColumn is one column that a list may have, with the headings that mean it.
type listColumn struct {
	name   string
	labels []string
	need   bool
}

const (
	mostFaults  = 50 // of a file are told one by one
	headingRows = 40 // rows from the top within which the headings must stand
)

// lines is a list being read: where its columns are and what is wrong with it.
type lines struct {
	file, sheet string
	cols        map[string]int
	bad         fault.List
	more        int // faults beyond those that are told
	rows        int
}

// eachLine finds the first sheet on which a row has every needed heading and calls each for the rows under it; it gives how
// many there were. All that is wrong comes back as one fault; then nothing of the file is to be kept.
func eachLine(ctx context.Context, book *sheet.Book, columns []listColumn, each func(*lines, sheet.Row)) (int, error) {
	for _, sh := range book.Sheets {
		if sh.Hidden() {
			continue
		}
		l := &lines{file: book.File, sheet: sh.Name()}
		for r, err := range sh.Rows(ctx) {
			switch {
			case err != nil:
				return 0, err
			case l.cols == nil && r.Index > headingRows:
			case l.cols == nil:
				l.cols = columnsIn(r, columns)
			case slices.ContainsFunc(r.Cells, func(c sheet.Cell) bool { return sheet.Clean(c.String()) != "" }):
				l.rows++
				each(l, r)
			}
		}
		if l.cols != nil {
			return l.rows, l.err()
		}
	}
	var need []string
	for _, c := range columns {
		if c.need {
			need = append(need, c.labels[0])
		}
	}
	return 0, &fault.Error{Kind: fault.Invalid, Message: fmt.Sprintf("The file %s was not read; nothing of it was kept", book.File),
		Fields: []fault.Field{{Name: "file", File: book.File,
			Message: "no row has the headings " + strings.Join(need, ", ") + "; put them in one row above the rest and send it again"}}}
}

// columnsIn finds the columns in a row; nil when one that is needed is not there.
func columnsIn(r sheet.Row, columns []listColumn) map[string]int {
	at := map[string]int{}
	for i := range r.Cells {
		label := strings.NewReplacer("_", " ", "-", " ").Replace(sheet.Label(r.At(i + 1).String()))
		for _, c := range columns {
			if _, taken := at[c.name]; !taken && slices.Contains(c.labels, label) {
				at[c.name] = i + 1
				break
			}
		}
	}
	for _, c := range columns {
		if _, ok := at[c.name]; c.need && !ok {
			return nil
		}
	}
	return at
}

// fault notes what is wrong at a cell and what to do.
func (l *lines) fault(r sheet.Row, col, format string, args ...any) {
	if len(l.bad) >= mostFaults {
		l.more++
		return
	}
	cell := fmt.Sprintf("row %d", r.Index)
	if at, ok := l.cols[col]; ok {
		cell = r.Ref(at)
	}
	l.bad = append(l.bad, fault.Field{Name: col, File: l.file, Sheet: l.sheet, Cell: cell, Message: fmt.Sprintf(format, args...)})
}

// faults is how many were noted.
func (l *lines) faults() int { return len(l.bad) + l.more }

func (l *lines) err() error {
	switch {
	case len(l.bad) == 0 && l.rows == 0:
		l.bad.Add("file", "", "there is nothing under the headings; send the file with its rows")
	case l.more > 0:
		l.bad.Add("file", "", "and %d more like these", l.more)
	}
	return l.bad.Err("The file %s was not kept, nothing of it; correct what is named and send the whole file again", l.file)
}

// text is a cell without the spaces around it; empty where the list has no such column.
func (l *lines) text(r sheet.Row, col string) string {
	if l.cols[col] == 0 {
		return ""
	}
	return sheet.Clean(r.At(l.cols[col]).String())
}

// blank reports whether a cell says nothing: it is empty, a lone dash, or says that it is not known.
func (l *lines) blank(r sheet.Row, col string) bool {
	t := sheet.Label(l.text(r, col))
	return t == "" || t == "-" || t == "n/a" || t == "na" || t == "unknown" || t == "not known" || t == "not recorded"
}

// whole is a whole number from 0 to most; 0 where the cell is blank.
func (l *lines) whole(r sheet.Row, col string, most float64) int {
	if l.blank(r, col) {
		return 0
	}
	f, ok := r.At(l.cols[col]).Float()
	if !ok || f < 0 || f > most || f != math.Trunc(f) {
		l.fault(r, col, "it is no whole number from 0 to %v; enter one, or leave the cell empty where it is not known", most)
		return 0
	}
	return int(f)
}

// day is a date; the zero date where the cell is blank, which is noted where the day is needed.
func (l *lines) day(r sheet.Row, col string, need bool) civil.Date {
	if l.blank(r, col) {
		if need {
			l.fault(r, col, "it is missing; write the day as 2023-12-24 or 24/12/2023")
		}
		return civil.Date{}
	}
	if c := r.At(l.cols[col]); c.Kind == sheet.Date && c.Date.Year() >= 1900 && c.Date.Year() <= 2199 {
		return c.Date
	}
	for _, layout := range []string{"2006-01-02", "2/1/2006", "2 January 2006", "2 Jan 2006", "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, l.text(r, col)); err == nil && t.Year() >= 1900 && t.Year() <= 2199 {
			return civil.DateOf(t)
		}
	}
	l.fault(r, col, "it is no date; write it as 2023-12-24 or 24/12/2023")
	return civil.Date{}
}

// yes is a yes or no, no where the cell is blank.
func (l *lines) yes(r sheet.Row, col string) bool {
	switch sheet.Label(l.text(r, col)) {
	case "yes", "y", "true", "1":
		return true
	case "", "no", "n", "false", "0", "-":
		return false
	}
	l.fault(r, col, "it is neither yes nor no; write one of them")
	return false
}
