package discharge

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sheet"
)

// File is where something was read from.
type File struct {
	Name   string // without its folder; empty for what a person entered by hand
	SHA256 string // of its bytes; empty for what was entered by hand
}

// Finder finds the organisation that a text in a file means, by code or name; false when it means none or several.
type Finder func(text string) (org.Code, bool)

// FinderOf finds open organisations of a kind in a picture: by any of their codes, or by the very name where one alone has
// it. A file has few organisations and many rows, so answers are remembered: use it from one goroutine at a time.
func FinderOf(pic *org.Picture, kind org.Kind) Finder {
	units := pic.Units(kind)
	known := map[string]org.Code{}
	return func(text string) (org.Code, bool) {
		text = sheet.Clean(text)
		c, asked := known[text]
		if !asked {
			c = lookUp(pic, kind, units, text)
			known[text] = c
		}
		return c, c != ""
	}
}

// lookUp is the organisation that a text means; "" when it means none or several.
func lookUp(pic *org.Picture, kind org.Kind, units []org.Unit, text string) org.Code {
	if u, ok := pic.Lookup(strings.ToUpper(text)); ok && u.Kind == kind {
		return u.Code
	}
	var found []org.Code
	for _, u := range units {
		if org.SameName(u.Name, text) || sheet.Label(u.Short) == sheet.Label(text) {
			found = append(found, u.Code)
		}
	}
	if len(found) != 1 {
		return ""
	}
	return found[0]
}

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
	today       civil.Date
}

// eachRow finds the first sheet on which a row has every needed heading and calls each for the rows under it. All that is
// wrong comes back as one fault that names file, sheet and cell and says what to do; then nothing of the file is to be
// kept.
func eachRow(ctx context.Context, book *sheet.Book, columns []column, at time.Time, each func(g *grid, r sheet.Row)) (*grid, error) {
	for _, sh := range book.Sheets {
		if sh.Hidden() {
			continue
		}
		g := &grid{file: book.File, sheet: sh.Name(), today: civil.Today(at)}
		for r, err := range sh.Rows(ctx) {
			switch {
			case err != nil:
				return nil, err
			case g.cols == nil && r.Index > 40:
			case g.cols == nil:
				g.cols = headings(r, columns)
			case !empty(r):
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
			Message: "no row has the headings " + headingsOf(columns) + "; put them in one row above the figures and send it again"}}}
}

// headings finds the columns in a row; nil when one that is needed is not there.
func headings(r sheet.Row, columns []column) map[string]int {
	at := map[string]int{}
	for i := range r.Cells {
		label := sheet.Label(r.At(i + 1).String())
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

func empty(r sheet.Row) bool {
	return !slices.ContainsFunc(r.Cells, func(c sheet.Cell) bool { return sheet.Clean(c.String()) != "" })
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

// faults counts what was found wrong so far.
func (g *grid) faults() int { return len(g.bad) + g.more }

// err is everything that is wrong with the table.
func (g *grid) err() error {
	if len(g.bad) == 0 {
		if g.rows == 0 {
			g.bad.Add("file", "", "there are no figures under the headings; send the file with its rows")
		}
	} else if g.more > 0 {
		g.bad.Add("file", "", "and %d more like these", g.more)
	}
	return g.bad.Err("The file %s was not kept, nothing of it; correct what is named and send the whole file again", g.file)
}

// has reports whether the table has a column.
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
	return t == "" || t == "-" || t == "n/a" || t == "na" || t == "null"
}

// whole is a count of people or places; given is false, and nothing is noted, when the cell is blank.
func (g *grid) whole(r sheet.Row, col string) (n int, given bool) {
	if g.blank(r, col) {
		return 0, false
	}
	f, ok := r.At(g.cols[col]).Float()
	if !ok || f < 0 || f != math.Trunc(f) || f > 1e6 {
		g.fault(r, col, "%q is no whole number from 0; enter one, or leave the cell empty where it is not known", g.text(r, col))
		return 0, false
	}
	return int(f), true
}

// mustWhole is a count that has to be there.
func (g *grid) mustWhole(r sheet.Row, col string) int {
	n, given := g.whole(r, col)
	if !given && g.blank(r, col) {
		g.fault(r, col, "the number is missing; enter it, 0 where there are none")
	}
	return n
}

// day is a date; zero when the cell is blank or is none, which is noted.
func (g *grid) day(r sheet.Row, col string) civil.Date {
	if g.blank(r, col) {
		return civil.Date{}
	}
	c := r.At(g.cols[col])
	if c.Kind == sheet.Date {
		return c.Date
	}
	text, _, _ := strings.Cut(strings.Replace(g.text(r, col), "T", " ", 1), " ")
	if d, ok := dayOf(text); ok {
		return d
	}
	g.fault(r, col, "%q is no date; write it as 2023-12-24 or 24/12/2023", g.text(r, col))
	return civil.Date{}
}

// dayOf reads a day as 2023-12-24 or, the day first, as 24/12/2023.
func dayOf(text string) (civil.Date, bool) {
	if d, err := civil.ParseDate(text); err == nil {
		return d, true
	}
	t, err := time.Parse("2/1/2006", text)
	if err != nil || t.Year() < 1900 || t.Year() > 2199 {
		return civil.Date{}, false
	}
	return civil.DateOf(t), true
}

// instant is when something was so; a date without a time of day is its beginning, so that an age is never too small.
func (g *grid) instant(r sheet.Row, col string, at time.Time) time.Time {
	if g.blank(r, col) {
		g.fault(r, col, "it is not said when this was so; enter the date, as 2023-12-18, or date and time, as 2023-12-18T14:00")
		return time.Time{}
	}
	var out time.Time
	text := strings.Replace(g.text(r, col), " ", "T", 1)
	if c := r.At(g.cols[col]); c.Kind != sheet.Date && strings.Contains(text, "T") && !strings.Contains(text, "/") {
		t, err := civil.ParseInstant(text)
		if err != nil {
			g.fault(r, col, "%q is no date and time; write it as 2023-12-18T14:00", g.text(r, col))
			return out
		}
		out = t
	} else if d := g.day(r, col); !d.IsZero() {
		out = d.At(0)
	}
	if out.After(at) {
		g.fault(r, col, "%s is still to come; enter when this was so", g.text(r, col))
	}
	return out
}

// answer is yes, no or not said.
func (g *grid) answer(r sheet.Row, col string) Answer {
	if g.blank(r, col) {
		return Unanswered
	}
	switch sheet.Label(g.text(r, col)) {
	case "yes", "y", "true", "1":
		return Yes
	case "no", "n", "false", "0":
		return No
	}
	g.fault(r, col, "%q is neither yes nor no; enter one of them, or leave the cell empty where it is not known", g.text(r, col))
	return Unanswered
}

// org is the organisation that a cell means; "" when it means none, which is noted.
func (g *grid) org(r sheet.Row, col string, find Finder, kind string) org.Code {
	text := g.text(r, col)
	if g.blank(r, col) {
		g.fault(r, col, "the %s is missing; enter its code", kind)
		return ""
	}
	c, ok := find(text)
	if !ok {
		g.fault(r, col, "%q is no %s that is known by code or by that very name; enter its code", text, kind)
	}
	return c
}
