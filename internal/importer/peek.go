package importer

import (
	"context"
	"fmt"
	"strings"

	"headroom/internal/sheet"
)

// peekRows is how many rows of a sheet are looked at before it is known what it is. The longest title block seen has 16.
const peekRows = 45

// peek is the top of every visible sheet of a book.
type peek struct {
	name   string
	format sheet.Format
	sheets []top
}

// top is the first rows of one sheet, with every text as a label for comparison.
type top struct {
	name string
	rows []sheet.Row
}

func peekInto(ctx context.Context, book *sheet.Book, name string) (*peek, error) {
	p := &peek{name: name, format: book.Format}
	for _, s := range book.Sheets {
		if s.Hidden() {
			continue
		}
		t := top{name: s.Name()}
		for row, err := range s.Rows(ctx) {
			if err != nil {
				return nil, err
			}
			if len(t.rows) == peekRows || row.Index > 2*peekRows {
				break
			}
			t.rows = append(t.rows, row.Clone())
		}
		p.sheets = append(p.sheets, t)
	}
	return p, nil
}

// found says what the first sheet begins with, for somebody who wonders why a file was not recognised.
func (p *peek) found() string {
	for _, t := range p.sheets {
		for _, r := range t.rows {
			var cells []string
			for _, c := range r.Cells {
				if s := sheet.Clean(c.String()); s != "" {
					cells = append(cells, clip(s, 40))
				}
			}
			if len(cells) > 0 {
				return fmt.Sprintf("It begins with: %s.", listed(cells, 6))
			}
		}
	}
	return "It holds no rows."
}

// clip shortens a text for a message and keeps it on one line.
func clip(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// columns maps the labels of a row to their columns, counted from 1. A label that comes twice keeps its first column;
// the later ones are in twice.
type columns struct {
	at    map[string]int
	twice map[string][]int
	row   int      // the row's number
	names []string // the heading of each column as written, cleaned; names[1] is column A's
}

func columnsOf(r sheet.Row) columns {
	c := columns{at: make(map[string]int, len(r.Cells)), row: r.Index, names: make([]string, len(r.Cells)+1)}
	for i, cell := range r.Cells {
		l := sheet.Label(cell.String())
		if l == "" {
			continue
		}
		c.names[i+1] = sheet.Clean(cell.String())
		if _, ok := c.at[l]; ok {
			if c.twice == nil {
				c.twice = map[string][]int{}
			}
			c.twice[l] = append(c.twice[l], i+1)
			continue
		}
		c.at[l] = i + 1
	}
	return c
}

// has reports whether every label is there.
func (c columns) has(labels ...string) bool {
	for _, l := range labels {
		if c.at[l] == 0 {
			return false
		}
	}
	return true
}

// any is the column of the first of labels that is there, or 0.
func (c columns) any(labels ...string) int {
	for _, l := range labels {
		if n := c.at[l]; n > 0 {
			return n
		}
	}
	return 0
}

// header finds the first row of the sheet's top that has all labels.
func (t top) header(labels ...string) (columns, bool) {
	for _, r := range t.rows {
		if len(r.Cells) < len(labels) {
			continue
		}
		if c := columnsOf(r); c.has(labels...) {
			return c, true
		}
	}
	return columns{}, false
}

// headed matches a book with a visible sheet that has a row with all labels.
func headed(labels ...string) func(*peek) bool {
	return func(p *peek) bool {
		for _, t := range p.sheets {
			if _, ok := t.header(labels...); ok {
				return true
			}
		}
		return false
	}
}
