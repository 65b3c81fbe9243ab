package importer

import (
	"context"
	"iter"
	"strconv"
	"strings"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/sitrep"
)

// memSheet is a sheet held in memory, for fixtures that need merged cells, errors and hidden sheets.
type memSheet struct {
	name   string
	hidden bool
	rows   [][]string // "" is blank; numbers, dates (2017-11-20), errors (#DIV/0!) and =formulas are understood
	merges []sheet.Merge
}

func (m memSheet) Name() string          { return m.name }
func (m memSheet) Hidden() bool          { return m.hidden }
func (m memSheet) Merges() []sheet.Merge { return m.merges }
func (m memSheet) Rows(ctx context.Context) iter.Seq2[sheet.Row, error] {
	return func(yield func(sheet.Row, error) bool) {
		var cells []sheet.Cell
		for i, r := range m.rows {
			if err := ctx.Err(); err != nil {
				yield(sheet.Row{}, err)
				return
			}
			cells = cells[:0]
			for _, s := range r {
				cells = append(cells, cellOf(s))
			}
			if len(cells) > 0 && !yield(sheet.Row{Index: i + 1, Cells: cells}, nil) {
				return
			}
		}
	}
}

func cellOf(s string) sheet.Cell {
	if s == "" {
		return sheet.Cell{}
	}
	if d, err := civil.ParseDate(s); err == nil {
		return sheet.DateCell(d)
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		return sheet.NumberCell(n)
	}
	switch {
	case strings.HasPrefix(s, "#"):
		return sheet.Cell{Kind: sheet.Errored, Text: s}
	case strings.HasPrefix(s, "="):
		return sheet.Cell{Kind: sheet.Uncalculated, Text: s}
	case s == "TRUE":
		return sheet.Cell{Kind: sheet.Bool, Text: s, Number: 1}
	}
	return sheet.TextCell(s)
}

func bookOf(sheets ...memSheet) *sheet.Book {
	b := &sheet.Book{File: "test.xlsx", Format: sheet.XLSX}
	for _, s := range sheets {
		b.Sheets = append(b.Sheets, s)
	}
	return b
}

// readBook reads a book that must be readable.
func readBook(t *testing.T, name string, sheets ...memSheet) *sitrep.Batch {
	t.Helper()
	b, err := Read(context.Background(), bookOf(sheets...), Options{File: name})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// readCSV reads a CSV text that must be readable.
func readCSV(t *testing.T, name string, lines ...string) *sitrep.Batch {
	t.Helper()
	b, err := Open(context.Background(), name, []byte(strings.Join(lines, "\n")+"\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// draftOf is the draft of an organisation and day, nil when there is none.
func draftOf(list []sitrep.Draft, c org.Code, day string) *sitrep.Draft {
	for i := range list {
		if list[i].Org == c && list[i].Day.String() == day {
			return &list[i]
		}
	}
	return nil
}

// wantValue checks one value of a draft, written as measure.Value.String writes it.
func wantValue(t *testing.T, d *sitrep.Draft, c measure.Code, want string) {
	t.Helper()
	if d == nil {
		t.Errorf("no draft that could hold %s", c)
		return
	}
	if got := d.Value(c).String(); got != want {
		t.Errorf("%s %s %s is %s, want %s", d.Org, d.Day, c, got, want)
	}
}

// wantProblem checks that a draft is refused, that a problem names the cell and says the words.
func wantProblem(t *testing.T, d *sitrep.Draft, cell, words string) {
	t.Helper()
	if d == nil {
		t.Error("no draft that could be refused")
		return
	}
	for _, p := range d.Problems {
		if p.Cell == cell && strings.Contains(p.Message, words) {
			if p.File == "" {
				t.Errorf("the problem %q does not name the file", p.Message)
			}
			return
		}
	}
	t.Errorf("%s %s: no problem at %s that says %q: %v", d.Org, d.Day, cell, words, d.Problems)
}

func wantNote(t *testing.T, b *sitrep.Batch, words string) {
	t.Helper()
	for _, n := range b.Source.Notes {
		if strings.Contains(n, words) {
			return
		}
	}
	t.Errorf("no note says %q: %q", words, b.Source.Notes)
}

func wantRefusal(t *testing.T, b *sitrep.Batch, cell, words string) {
	t.Helper()
	for _, f := range b.Refusals {
		if f.Cell == cell && strings.Contains(f.Message, words) {
			return
		}
	}
	t.Errorf("no refusal at %s says %q: %v", cell, words, b.Refusals)
}

// trustCode is R00 to RZZ.
func trustCode(t int) string {
	s := strings.ToUpper(strconv.FormatInt(int64(t), 36))
	return "R" + "00"[len(s):] + s
}

func firstDay() civil.Date { return civil.MustDate("2017-11-20") }

// winterSheet builds a sheet as NHS England lays it out: a title block, merged dates above measure names (or dates as
// headings, when measures is empty), England, a helper row, trusts R00, R01 …
func winterSheet(name string, measures []string, trusts, days int, from string) memSheet {
	m := memSheet{name: name}
	m.rows = make([][]string, 15)
	m.rows[1] = []string{"", "Title:", "Daily Hospital Situation Report - " + name}
	m.rows[7] = []string{"", "Published:", civil.MustDate(from).Add(108).Format("02 January 2006")}
	m.rows[8] = []string{"", "Revised:", "-"}
	dates, heads := make([]string, 5), []string{"", "NHS England Region", "", "Code", "Name"}
	width := max(1, len(measures))
	for d := range days {
		day := civil.MustDate(from).Add(d).String()
		if len(measures) == 0 {
			heads = append(heads, day)
			continue
		}
		dates = append(append(dates, day), make([]string, width-1)...)
		heads = append(heads, measures...)
		if width > 1 {
			m.merges = append(m.merges, sheet.Merge{FromCol: 6 + d*width, FromRow: 14, ToCol: 5 + (d+1)*width, ToRow: 14})
		}
	}
	if len(measures) > 0 {
		m.rows[13] = dates
	}
	m.rows[14] = heads
	row := func(region, code, name string, base int) {
		r := []string{"", region, "", code, name}
		for i := range days * width {
			switch {
			case len(measures) > 0 && strings.Contains(measures[i%width], "rate"):
				r = append(r, "0.95")
			default:
				r = append(r, strconv.Itoa(base+width-i%width))
			}
		}
		m.rows = append(m.rows, r)
	}
	row("-", "-", "ENGLAND", 1000)
	m.rows = append(m.rows, append(make([]string, 5), "3", "4", "5"))
	for t := range trusts {
		row("London Commissioning Region", trustCode(t), "Trust "+strconv.Itoa(t)+" NHS Trust", 10*t)
	}
	m.rows = append(m.rows, nil, []string{"", "Notes:"}, []string{"", "1. Something about the figures"})
	return m
}
