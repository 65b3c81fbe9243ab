package importer

import (
	"context"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/sitrep"
)

// progressEvery is how many rows of a long table are read between two reports of progress.
const progressEvery = 20_000

// table reads a sheet with one row of headings and rows of data below it.
type table struct {
	*builder
	head  columns
	sheet string
	csv   bool
	days  days
}

// eachTable finds, on every visible sheet, the row with all the labels and reads the rows below it.
func (b *builder) eachTable(ctx context.Context, book *sheet.Book, labels []string, open func(*table) (func(sheet.Row), error)) error {
	done := 0
	for _, s := range book.Sheets {
		if s.Hidden() {
			continue
		}
		t := &table{builder: b, sheet: s.Name(), csv: book.Format == sheet.CSV}
		var row func(sheet.Row)
		for r, err := range s.Rows(ctx) {
			if err != nil {
				return err
			}
			if row == nil {
				if len(r.Cells) < len(labels) {
					continue
				}
				if t.head = columnsOf(r); !t.head.has(labels...) {
					continue
				}
				if row, err = open(t); err != nil {
					return err
				}
				continue
			}
			if done++; done%progressEvery == 0 && b.opt.Progress != nil {
				b.opt.Progress(done, 0, "rows read")
			}
			if !empty(r) {
				row(r)
			}
		}
	}
	return nil
}

// empty reports a row without anything: files end in lines of commas.
func empty(r sheet.Row) bool {
	for _, c := range r.Cells {
		if c.Kind != sheet.Blank && (c.Kind != sheet.Text || sheet.Clean(c.Text) != "") {
			return false
		}
	}
	return true
}

// key is the only column with one of the labels. Two columns with the same heading are a fault, for either might be meant.
func (t *table) key(labels ...string) (int, error) {
	for _, l := range labels {
		if c := t.head.at[l]; c > 0 {
			if len(t.head.twice[l]) > 0 {
				return 0, fault.New(fault.Invalid, "%s has two columns headed “%s” (%s and %s); keep the right one and send the file again",
					t.opt.File, t.head.names[c], sheet.Ref(c, t.head.row), sheet.Ref(t.head.twice[l][0], t.head.row))
			}
			return c, nil
		}
	}
	return 0, nil
}

// at is the cell in column col of row r, as references carry it.
func (t *table) at(r sheet.Row, col int) sitrep.Cell {
	return sitrep.Cell{Sheet: t.sheet, Ref: r.Ref(col)}
}

// clean is the text of a cell, trimmed; “” for column 0, which stands for a column that the file lacks.
func clean(r sheet.Row, col int) string {
	if col == 0 {
		return ""
	}
	return sheet.Clean(r.At(col).String())
}

// ragged says that a CSV line has another number of fields than the headings: a comma is missing or one too many, and no
// figure in the line can be trusted to stand under its own heading.
func (t *table) ragged(r sheet.Row) bool {
	width := len(t.head.names) - 1
	if !t.csv || len(r.Cells) == width {
		return false
	}
	for _, c := range r.Cells[min(width, len(r.Cells)):] {
		if !c.IsBlank() {
			return true
		}
	}
	return len(r.Cells) < width
}

// raggedWords is what such a line is told.
const raggedWords = "the line has another number of fields than the headings, so its figures may stand under wrong ones; correct the line and send the file again"

// wideCol is a column of figures.
type wideCol struct {
	col   int
	meter *meter
	check bool // the measure has an earlier column too
}

// figures picks the columns of measures: named gives a heading's measure, "" for none; a heading that is known to be no
// measure gives known true.
func (t *table) figures(dash measure.Value, named func(label string) (c measure.Code, known bool)) []wideCol {
	var out []wideCol
	var unknown []string
	had := map[*meter]bool{}
	for col := 1; col < len(t.head.names); col++ {
		label := sheet.Label(t.head.names[col])
		if label == "" {
			continue
		}
		c, known := named(label)
		if c == "" {
			if !known {
				unknown = append(unknown, "“"+clip(t.head.names[col], 60)+"” "+sheet.Ref(col, t.head.row))
				out = append(out, wideCol{col: col})
			}
			continue
		}
		k := t.dashMeter(c, dash)
		if k == nil {
			continue
		}
		if had[k] {
			t.notes.say(place(sitrep.Cell{Sheet: t.sheet, Ref: sheet.Ref(col, t.head.row)}), "a heading stands twice: both columns are compared")
		}
		out = append(out, wideCol{col, k, had[k]})
		had[k] = true
	}
	if len(unknown) > 0 {
		t.notes.sayf("columns whose headings are no measures that are known are not read: %s", listed(unknown, 60))
	}
	return out
}

// wide reads one row's figures into the draft of s. again says that the organisation and day had a row before.
func (t *table) wide(r sheet.Row, cols []wideCol, s slot, covers civil.Range) {
	i, made := t.draft(s)
	d := &(*t.list(s.total))[i]
	d.Covers = covers
	for _, c := range cols {
		cell := r.At(c.col)
		switch {
		case c.meter == nil:
			if !cell.IsBlank() {
				t.unread++
			}
		case c.meter.total && !s.total:
			if !cell.IsBlank() {
				t.computed++
			}
		default:
			t.take(d, c.meter, cell, t.at(r, c.col), !made || c.check)
		}
	}
	if t.ragged(r) {
		d.Problems = append(d.Problems, t.field("", t.at(r, 1), raggedWords))
	}
}

// who reads the organisation of a row: a trust, England, a region, or nobody with words.
func (t *table) who(text, name string) (c org.Code, total bool, problem string) {
	if r, ok := regionRow(text, name); ok {
		return r, true, ""
	}
	c, starred, err := t.code(text)
	if err != nil {
		return "", false, "“" + clip(text, 30) + "” is not an organisation code; correct it and send the file again"
	}
	if label := sheet.Label(name); c == org.England || c == "TOTAL" || label == "england" || label == "total" {
		return org.England, true, ""
	}
	if starred {
		t.starred[c] = true
		t.notes.say(string(c), "the code is marked with * in the file: NHS England's mark for a trust that has merged; read under the code without it")
	}
	return c, false, ""
}

// regionRow reports whether a row is a region's: its code is the region's own, or code and name both say the region. A
// label alone is not enough: NEY is short for North East and Yorkshire, and the code of a private hospital.
func regionRow(text, name string) (org.Code, bool) {
	r, ok := org.RegionForLabel(org.NHS, text)
	if !ok || r == org.England {
		return "", false
	}
	n, same := org.RegionForLabel(org.NHS, name)
	return r, strings.EqualFold(text, string(r)) || same && n == r
}

// kindByName tells NHS trusts from other providers by the words that their names must have in law; codes say nothing.
func kindByName(c org.Code, name string) org.Kind {
	n := strings.ToUpper(name)
	switch {
	case strings.Contains(n, "INTEGRATED CARE BOARD"), strings.HasSuffix(n, " ICB"):
		return org.KindICB
	case strings.Contains(n, "COMMISSIONING HUB"):
		return org.KindNational
	case name == "", strings.Contains(n, "NHS") && strings.Contains(n, "TRUST"):
		return org.KindOfTrust(c)
	}
	return org.KindIndependent
}

// oneDay is the span of day d alone.
func oneDay(d civil.Date) civil.Range { return civil.Range{From: d, To: d.Add(1)} }
