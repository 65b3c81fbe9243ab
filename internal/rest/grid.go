package rest

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/sheet"
)

// column is one column that a table may have, with the headings that mean it, as sheet.Label writes them.
type column struct {
	name   string
	labels []string
	need   bool
}

// maxFaults is how many faults of a file are told one by one.
const maxFaults = 50

// grid is a table being read: where its columns are and what is wrong with it.
type grid struct {
	file, sheet string
	cols        map[string]int
	bad         fault.List
	more        int // faults beyond those that are told
	rows        int
	unread      []string // headings of columns that are not read
}

// eachRow finds the first sheet on which a row has every needed heading and calls each for the rows under it. All that is
// wrong comes back as one fault that names file, sheet, row and column; then nothing of the file is to be kept.
func eachRow(ctx context.Context, book *sheet.Book, columns []column, each func(g *grid, r sheet.Row)) (*grid, error) {
	for _, sh := range book.Sheets {
		if sh.Hidden() {
			continue
		}
		g := &grid{file: book.File, sheet: sh.Name()}
		for r, err := range sh.Rows(ctx) {
			switch {
			case err != nil:
				return nil, err
			case g.cols == nil && r.Index > 40:
			case g.cols == nil:
				if g.cols = headings(r, columns); g.cols != nil {
					g.others(r, columns)
				}
			case slices.ContainsFunc(r.Cells, func(c sheet.Cell) bool { return sheet.Clean(c.String()) != "" }):
				g.rows++
				each(g, r)
			}
		}
		if g.cols != nil {
			return g, g.err()
		}
	}
	return nil, &fault.Error{Kind: fault.Invalid, Message: fmt.Sprintf("The file %s was not read; nothing of it was kept", book.File),
		Fields: []fault.Field{{Name: "file", File: book.File,
			Message: "no row has the headings " + headingsOf(columns) + "; put them in one row above the rest and send it again"}}}
}

// headings finds the columns in a row; nil when one that is needed is not there.
func headings(r sheet.Row, columns []column) map[string]int {
	at := map[string]int{}
	for i := range r.Cells {
		label := strings.ReplaceAll(sheet.Label(r.At(i+1).String()), "_", " ")
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

// meaning finds headings of what a judgement stands on.
var meaning = regexp.MustCompile(`(^| )(state|status|work(ed)?|cancel(led|ed)?|type|kind|dut(y|ies)|shift|on ?call|call(s|ed)?|bank|leave|sick(ness)?|absen(t|ce)|overtime|extra|paid|breaks?|starts?|ends?|hours|minutes|terms|contract|opt ?out)( |$)`)

// others looks at the columns that are not known. One that reads as though a judgement stood on it is a fault, so that
// nothing of weight is left out in silence; any other is named as not read.
func (g *grid) others(r sheet.Row, columns []column) {
	taken := map[int]bool{}
	for _, at := range g.cols {
		taken[at] = true
	}
	for i := range r.Cells {
		text := sheet.Clean(r.At(i + 1).String())
		if text == "" || taken[i+1] {
			continue
		}
		plain := strings.NewReplacer("_", " ", "-", " ").Replace(sheet.Label(text))
		if !meaning.MatchString(plain) {
			g.unread = append(g.unread, text)
			continue
		}
		var free []string
		for _, c := range columns {
			if !g.has(c.name) {
				free = append(free, c.labels[0])
			}
		}
		g.bad = append(g.bad, fault.Field{Name: "file", File: g.file, Sheet: g.sheet, Cell: r.Ref(i + 1), Message: fmt.Sprintf(
			"the column %q is not known here, and its heading says that it may matter. Give it one of these headings where it means the same: %s; or take the column out", text, strings.Join(free, ", "))})
	}
}

// notes says which columns were not read.
func (g *grid) notes() []string {
	if len(g.unread) == 0 {
		return nil
	}
	return []string{"Columns that were not read: " + strings.Join(g.unread, ", ")}
}

func headingsOf(columns []column) string {
	var out []string
	for _, c := range columns {
		if c.need {
			out = append(out, c.labels[0])
		}
	}
	return strings.Join(out, ", ")
}

// fault notes what is wrong at a cell and what to do.
func (g *grid) fault(r sheet.Row, col, format string, args ...any) {
	if len(g.bad) >= maxFaults {
		g.more++
		return
	}
	cell := fmt.Sprintf("row %d", r.Index)
	if at, ok := g.cols[col]; ok {
		cell = r.Ref(at)
	}
	g.bad = append(g.bad, fault.Field{Name: col, File: g.file, Sheet: g.sheet, Cell: cell, Message: fmt.Sprintf(format, args...)})
}

// faults is how many were noted.
func (g *grid) faults() int { return len(g.bad) + g.more }

func (g *grid) err() error {
	if len(g.bad) == 0 {
		if g.rows == 0 {
			g.bad.Add("file", "", "there is nothing under the headings; send the file with its rows")
		}
	} else if g.more > 0 {
		g.bad.Add("file", "", "and %d more like these", g.more)
	}
	return g.bad.Err("The file %s was not kept, nothing of it; correct what is named and send the whole file again", g.file)
}

func (g *grid) has(col string) bool { return g.cols[col] > 0 }

// text is a cell without the spaces around it; empty where the table has no such column.
func (g *grid) text(r sheet.Row, col string) string {
	if !g.has(col) {
		return ""
	}
	return sheet.Clean(r.At(g.cols[col]).String())
}

// blank reports whether a cell says nothing: it is empty or a lone dash.
func (g *grid) blank(r sheet.Row, col string) bool {
	t := sheet.Label(g.text(r, col))
	return t == "" || t == "-" || t == "n/a" || t == "na" || t == "unknown" || t == "not known"
}

// number is a number from 0 to most; given is false, and nothing is noted, when the cell is blank.
func (g *grid) number(r sheet.Row, col string, most float64, whole bool) (f float64, given bool) {
	if g.blank(r, col) {
		return 0, false
	}
	f, ok := r.At(g.cols[col]).Float()
	if !ok || f < 0 || f > most || whole && f != math.Trunc(f) {
		kind := "number"
		if whole {
			kind = "whole number"
		}
		g.fault(r, col, "%q is no %s from 0 to %v; enter one, or leave the cell empty where it is not known", g.text(r, col), kind, most)
		return 0, false
	}
	return f, true
}

// day is a date; ok is false when the cell is blank or is none, which is noted.
func (g *grid) day(r sheet.Row, col string) (civil.Date, bool) {
	c := r.At(g.cols[col])
	if c.Kind == sheet.Date && c.Date.Year() >= 1900 && c.Date.Year() <= 2199 {
		return c.Date, true
	}
	if d, ok := dayOf(g.text(r, col)); ok {
		return d, true
	}
	g.fault(r, col, "%q is no date; write it as 2023-12-24 or 24/12/2023", g.text(r, col))
	return civil.Date{}, false
}

// word is one of a list of words; the first of the list where the cell is blank.
func word[T ~string](g *grid, r sheet.Row, col string, list ...T) T {
	if g.blank(r, col) {
		return list[0]
	}
	key := lettersOf(g.text(r, col))
	var names []string
	for _, w := range list {
		if lettersOf(string(w)) == key {
			return w
		}
		names = append(names, string(w))
	}
	g.fault(r, col, "%q is not known here; write one of %s", g.text(r, col), strings.Join(slices.DeleteFunc(names, func(n string) bool { return n == "" }), ", "))
	return list[0]
}

func lettersOf(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			return c
		}
		return -1
	}, strings.ToLower(s))
}

// answer is yes or no, no where the cell is blank.
func (g *grid) answer(r sheet.Row, col string) bool {
	switch sheet.Label(g.text(r, col)) {
	case "yes", "y", "true", "1":
		return true
	case "", "no", "n", "false", "0", "-":
		return false
	}
	g.fault(r, col, "%q is neither yes nor no", g.text(r, col))
	return false
}
