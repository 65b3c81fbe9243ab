package sitrepweb

import (
	"bytes"
	"context"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/sheet"
	"headroom/internal/sitrep"
)

// The marks by which a file says which return it is.
const (
	dropForm = "form"
	dropOrg  = "organisation"
	dropDay  = "day"
)

// dropLimits keeps a filled-in template to what one can be.
func dropLimits() sheet.Limits {
	return sheet.Limits{Unpacked: 64 << 20, Rows: 2000, Columns: 64, Cells: 100_000, Sheets: 20, Shared: 16 << 20}
}

func dropLine(it sitrep.FormItem) (name, unit string) {
	m, _ := measure.Find(it.Measure)
	name = m.Name
	if it.Required {
		name += " (required)"
	}
	return name, m.Unit
}

// dropReader gathers what a file says and everything that is wrong with it.
type dropReader struct {
	e        *entryAt
	file     string
	sheet    string
	typed    map[string]string
	marks    map[string]string
	seen     map[string]string // code → the cell that gave it
	problems fault.List
}

// dropRead reads a filled-in template into the form's fields. Its fault names file, sheet, cell and remedy for each
// problem; then nothing of the file is used.
func dropRead(ctx context.Context, e *entryAt, name string, content []byte) (map[string]string, error) {
	book, err := sheet.Open(ctx, name, bytes.NewReader(content), int64(len(content)), dropLimits())
	if err != nil {
		return nil, err
	}
	d := &dropReader{e: e, file: name, typed: map[string]string{}, marks: map[string]string{}, seen: map[string]string{}}
	found := false
	for _, s := range book.Sheets {
		if found, err = d.read(ctx, s); err != nil {
			return nil, err
		}
		if found {
			break
		}
	}
	if !found {
		return nil, fault.New(fault.Invalid, "%s has no row with the headings code and value. Download the template of this return, fill that in and send it", name)
	}
	d.whose()
	if err := d.problems.Err("%s was not taken", name); err != nil {
		return nil, err
	}
	d.typed[dropFile], d.typed[dropHash] = name, dropSum(content)
	return d.typed, nil
}

// read takes one sheet; found is whether it has the template's headings.
func (d *dropReader) read(ctx context.Context, s sheet.Sheet) (found bool, err error) {
	d.sheet = s.Name()
	code, value, comment := 0, 0, 0
	for row, err := range s.Rows(ctx) {
		if err != nil {
			return false, err
		}
		if code == 0 || value == 0 {
			code, value, comment = dropColumns(row)
			continue
		}
		found = true
		d.row(row, code, value, comment)
	}
	return found, nil
}

// dropColumns finds the headings in a row; 0 for one that is not there.
func dropColumns(row sheet.Row) (code, value, comment int) {
	for i, c := range row.Cells {
		switch sheet.Label(c.Text) {
		case "code":
			code = i + 1
		case "value":
			value = i + 1
		case "comment":
			comment = i + 1
		}
	}
	return code, value, comment
}

func (d *dropReader) add(row sheet.Row, col int, field, message string) {
	d.problems = append(d.problems, fault.Field{Name: field, Message: message, File: d.file, Sheet: d.sheet, Cell: row.Ref(col)})
}

func (d *dropReader) row(row sheet.Row, codeCol, valueCol, commentCol int) {
	code := strings.ToLower(sheet.Clean(row.At(codeCol).String()))
	text, problem := dropText(row.At(valueCol))
	if code == "" && text == "" && problem == "" {
		return
	}
	if problem != "" {
		d.add(row, valueCol, "file", problem)
		return
	}
	if first, twice := d.seen[code]; twice {
		d.add(row, codeCol, "file", "The code "+code+" is there already in "+first+"; keep one of the two lines")
		return
	}
	d.seen[code] = row.Ref(codeCol)
	switch code {
	case dropForm, dropOrg, dropDay:
		d.marks[code] = dropDate(text)
		return
	case sitrep.FieldState:
		d.keep(code, strings.ToLower(text))
		return
	case sitrep.FieldCovers, sitrep.FieldComment, sitrep.FieldReason:
		d.keep(code, dropDate(text))
		return
	}
	m := measure.Code(code)
	if _, on := d.e.Form.Item(m); !on {
		d.add(row, codeCol, "file", "“"+dropShort(code)+"” is not a line of this form; remove the row, or take the codes from the template")
		return
	}
	if _, words := sitrep.ReadValue(m, text); words != "" {
		d.add(row, valueCol, "file", words)
		return
	}
	if text != "" {
		d.typed[code] = text
		d.typed[sitrep.CellField(m)] = strings.TrimPrefix(d.sheet+"!"+row.Ref(valueCol), "!")
	}
	if commentCol > 0 {
		d.keep(sitrep.CommentField(m), sheet.Clean(row.At(commentCol).String()))
	}
}

func (d *dropReader) keep(name, text string) {
	if text != "" {
		d.typed[name] = text
	}
}

// dropText is a cell as it would be typed. What a workbook shows as an error or has not calculated is a problem.
func dropText(c sheet.Cell) (text, problem string) {
	switch c.Kind {
	case sheet.Errored:
		return "", "The cell holds the error " + c.Text + "; put a number, nil or n/a in its place"
	case sheet.Uncalculated:
		return "", "The cell holds a formula without a result; open the file, let it calculate and save it again"
	case sheet.Bool:
		return "", "The cell holds " + c.Text + "; put a number, nil or n/a in its place"
	}
	return sheet.Clean(c.String()), ""
}

// whose refuses a file of another form, organisation or day, and one that does not say whose it is.
func (d *dropReader) whose() {
	for _, w := range []struct{ mark, is, word string }{
		{dropForm, string(d.e.Form.Code), "form"}, {dropOrg, string(d.e.Org), "organisation"}, {dropDay, d.e.Day.String(), "reporting date"},
	} {
		switch got := d.marks[w.mark]; {
		case got == "":
			d.problems = append(d.problems, fault.Field{Name: "file", File: d.file, Sheet: d.sheet,
				Message: "The row with the code " + w.mark + " is missing or blank; the template of this return has it"})
		case !strings.EqualFold(got, w.is):
			d.problems = append(d.problems, fault.Field{Name: "file", File: d.file, Sheet: d.sheet, Cell: d.seen[w.mark],
				Message: "The file is for the " + w.word + " " + dropShort(got) + " and this page is for " + w.is + "; send it on the page of its own return"})
		}
	}
	d.whole()
}

// whole reads the fields about the whole return, so that a file is taken only when all of it can be read.
func (d *dropReader) whole() {
	for _, p := range sitrep.ReadTyped(d.e.Form, d.e.Org, d.e.Day, d.typed).Problems {
		code := strings.TrimPrefix(p.Name, sitrep.CommentField(""))
		d.problems = append(d.problems, fault.Field{Name: "file", Message: p.Message, File: d.file, Sheet: d.sheet, Cell: d.seen[code]})
	}
}

// dropDate writes a date as 20/12/2023, which a spreadsheet program makes of 2023-12-20 when it saves a CSV file, as
// 2023-12-20 again; any other text stays.
func dropDate(text string) string {
	if t, err := time.Parse("2/1/2006", text); err == nil {
		return civil.DateOf(t).String()
	}
	return text
}

func dropShort(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
