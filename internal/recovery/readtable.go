package recovery

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/sheet"
)

const (
	maxProblems  = 200 // told one by one; the rest are counted
	headingsLie  = 40  // rows from the top within which the headings must stand
	maxKept      = 200_000
	defaultMarks = "-|n/a|na|#n/a|null|not recorded|not known"
)

// table is one sheet that is being read.
type table struct {
	book   *sheet.Book
	sheet  sheet.Sheet
	m      Mapping
	cols   map[FileField]int // from 1
	heads  map[FileField]string
	blanks map[string]bool
	codes  map[FileField]map[string]string
	bad    fault.List
	more   int // problems beyond those that are told
	rows   int
	days   map[string]civil.Date
	texts  map[string]string
	tens   map[FileField]*tenDigits
	now    cell // the one being read
}

// problem notes what is wrong at a place, with the remedy.
func (t *table) problem(r sheet.Row, f FileField, format string, args ...any) {
	if len(t.bad) >= maxProblems {
		t.more++
		return
	}
	name := t.heads[f]
	if name == "" {
		name = string(f)
	}
	t.bad = append(t.bad, fault.Field{Name: name, Message: fmt.Sprintf(format, args...), File: t.book.File, Sheet: t.sheet.Name(),
		Cell: r.Ref(max(1, t.cols[f]))})
}

// problems counts all of them.
func (t *table) problems() int { return len(t.bad) + t.more }

// err is the fault of everything that was wrong, nil when nothing was.
func (t *table) err() error {
	if len(t.bad) == 0 {
		return nil
	}
	msg := fmt.Sprintf("The file %s was not read and nothing of it was kept: %d problems in %d rows", t.book.File, t.problems(), t.rows)
	if t.problems() == 1 {
		msg = fmt.Sprintf("The file %s was not read and nothing of it was kept: one problem in %d rows", t.book.File, t.rows)
	}
	if t.more > 0 {
		msg += fmt.Sprintf("; the first %d are listed", len(t.bad))
	}
	return t.bad.Err("%s", msg)
}

// where is the place of a row.
func (t *table) where(r sheet.Row) Where {
	return Where{File: t.book.File, Sheet: t.sheet.Name(), Line: r.Index}
}

// readRows reads a file's rows one by one into fresh T's and hands each on with its row. f may note problems too. When
// there are any, they come back together as one fault, and whatever f was given must be thrown away.
func readRows[T any](ctx context.Context, book *sheet.Book, m Mapping, kind FileKind, columns []column[T], f func(*table, sheet.Row, *T) error) error {
	t, first, err := openTable(ctx, book, m, kind, columns)
	if err != nil {
		return err
	}
	for r, err := range t.sheet.Rows(ctx) {
		if err != nil {
			return err
		}
		if r.Index <= first || emptyRow(r) {
			continue
		}
		t.rows++
		var v T
		before := t.problems()
		if readRow(t, r, columns, &v) < 2 && len(t.cols) > 2 && t.problems() == before {
			t.problem(r, columns[0].field, "nothing else that is read stands in this row; fill it in, or take the row out where it is a total or a note")
		}
		if err := f(t, r, &v); err != nil {
			return err
		}
	}
	t.judgeNumbers()
	if t.rows == 0 && len(t.bad) == 0 {
		return &fault.Error{Kind: fault.Invalid, Message: fmt.Sprintf("The file %s holds no rows", book.File), Fields: []fault.Field{{
			Name: "file", File: book.File, Sheet: t.sheet.Name(), Message: "there is nothing below the headings; send a file with at least one row"}}}
	}
	return t.err()
}

// readRow reads one row's mapped cells and says how many of them hold something.
func readRow[T any](t *table, r sheet.Row, columns []column[T], v *T) (filled int) {
	for i := range columns {
		k := &columns[i]
		at, mapped := t.cols[k.field]
		if !mapped {
			continue
		}
		c := &t.now
		*c = cell{t: t, row: r, field: k.field, raw: r.At(at)}
		switch c.raw.Kind {
		case sheet.Errored:
			c.bad("the cell holds the error %s; correct it", c.raw.Text)
			continue
		case sheet.Uncalculated:
			c.bad("the cell holds a formula without a result; calculate the workbook, save it and send it again")
			continue
		}
		if c.text = sheet.Clean(c.raw.String()); c.text != "" {
			filled++
		}
		switch {
		case len(c.text) > 2000:
			c.bad("the text has %d characters; shorten it to 2,000", len(c.text))
		case c.text == "" || t.blanks[strings.ToLower(c.text)]:
			if k.need {
				c.bad("it is missing; enter %s", k.words)
			}
		default:
			if words := t.codes[k.field]; words != nil {
				if own, ok := words[sheet.Label(c.text)]; ok {
					c.text, c.raw = own, sheet.TextCell(own)
				}
			}
			k.read(c, v)
		}
	}
	return filled
}

// emptyRow reports whether nothing stands in the row.
func emptyRow(r sheet.Row) bool {
	for _, c := range r.Cells {
		if c.Kind != sheet.Text && c.Kind != sheet.Blank || c.Text != "" && sheet.Clean(c.Text) != "" {
			return false
		}
	}
	return true
}

// openTable finds the sheet and row with the headings. first is that row's number.
func openTable[T any](ctx context.Context, book *sheet.Book, m Mapping, kind FileKind, columns []column[T]) (t *table, first int, err error) {
	guess := len(m.Columns) == 0
	if m.Kind == "" {
		m.Kind = kind
	}
	if m.Kind != kind {
		return nil, 0, fault.New(fault.Invalid, "The mapping is for a file of %s, and this is read as one of %s; choose another mapping", m.Kind, kind)
	}
	if !guess {
		if m, err = m.Check(); err != nil {
			return nil, 0, err
		}
	}
	for _, s := range book.Sheets {
		if m.Sheet != "" && headingKey(s.Name()) != headingKey(m.Sheet) || m.Sheet == "" && s.Hidden() {
			continue
		}
		t = newTable(book, s, m)
		if first, err = t.findHeadings(ctx, guess, infos(columns)); first > 0 || err != nil {
			return t, first, err
		}
	}
	why := "none of its first rows has the headings that are needed: " + needed(columns)
	if !guess {
		var names []string
		for _, f := range Fields(kind) {
			if h := m.Columns[f.Field]; h != "" {
				names = append(names, h)
			}
		}
		why = "none of its first rows has all the headings of the mapping: " + strings.Join(names, ", ") + ". Mend the mapping or the file"
	}
	return nil, 0, &fault.Error{Kind: fault.Invalid, Message: fmt.Sprintf("The file %s was not read; nothing of it was kept", book.File),
		Fields: []fault.Field{{Name: "file", File: book.File, Message: why}}}
}

func newTable(book *sheet.Book, s sheet.Sheet, m Mapping) *table {
	t := &table{book: book, sheet: s, m: m, blanks: map[string]bool{}, codes: map[FileField]map[string]string{},
		days: map[string]civil.Date{}, texts: map[string]string{},
		tens: map[FileField]*tenDigits{}}
	for _, b := range append(strings.Split(defaultMarks, "|"), m.Blanks...) {
		t.blanks[strings.ToLower(sheet.Clean(b))] = true
	}
	for f, words := range m.Codes {
		t.codes[f] = map[string]string{}
		for theirs, ours := range words {
			t.codes[f][sheet.Label(theirs)] = ours
		}
	}
	return t
}

// findHeadings looks for the row of headings; 0 when there is none.
func (t *table) findHeadings(ctx context.Context, guess bool, fields []FieldInfo) (int, error) {
	for r, err := range t.sheet.Rows(ctx) {
		if err != nil {
			return 0, err
		}
		if r.Index > headingsLie {
			break
		}
		heads := make([]string, len(r.Cells))
		for i := range r.Cells {
			heads[i] = strings.Clone(sheet.Clean(r.Cells[i].String()))
		}
		m := t.m
		if guess {
			g, _ := GuessMapping(m.Kind, heads)
			m.Columns = g.Columns
		}
		cols := map[FileField]int{}
		for f, h := range m.Columns {
			if i := slices.IndexFunc(heads, func(s string) bool { return headingKey(s) == headingKey(h) }); i >= 0 {
				cols[f] = i + 1
			}
		}
		lacks := func(f FieldInfo) bool { return f.Need && cols[f.Field] == 0 }
		if len(cols) == 0 || len(cols) < len(m.Columns) || slices.ContainsFunc(fields, lacks) {
			continue
		}
		t.cols, t.heads = cols, m.Columns
		return r.Index, nil
	}
	return 0, nil
}

// Headings gives the first rows of a file's sheet as text, from which a person or GuessMapping takes the headings: at most
// n rows. Sheet "" is the first that is not hidden.
func Headings(ctx context.Context, book *sheet.Book, name string, n int) ([][]string, error) {
	for _, s := range book.Sheets {
		if name != "" && headingKey(s.Name()) != headingKey(name) || name == "" && s.Hidden() {
			continue
		}
		var out [][]string
		for r, err := range s.Rows(ctx) {
			if err != nil {
				return nil, err
			}
			if len(out) == n {
				break
			}
			row := make([]string, len(r.Cells))
			for i := range r.Cells {
				row[i] = strings.Clone(sheet.Clean(r.Cells[i].String()))
			}
			out = append(out, row)
		}
		return out, nil
	}
	return nil, fault.New(fault.NotFound, "The file %s has no sheet %q", book.File, name)
}
