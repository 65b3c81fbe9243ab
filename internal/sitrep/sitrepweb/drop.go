package sitrepweb

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"

	"headroom/internal/fault"
	"headroom/internal/sheet"
	"headroom/internal/sitrep"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// dropMax is the largest file that is taken: a filled-in template has a few KB.
const dropMax = 4 << 20

// The fields of a draft that remember the file it was read from.
const (
	dropFile = "file"
	dropHash = "file-sha256"
)

// dropPage is the page for templates and files.
type dropPage struct {
	page     web.Page
	action   string
	rev      int
	csv      string
	xlsx     string
	form     string
	deadline string
	draft    string // what is there already, in words
	field    ui.Field
	readOnly bool
}

func newDrop(s entryState) dropPage {
	at := ReturnPath(s.Form.Code, s.Org, s.Day)
	v := dropPage{action: at + entryDropPart, rev: s.rev, csv: at + "/template.csv", xlsx: at + "/template.xlsx", form: s.link(EntryPath(s.Form.Code, s.Org, s.Day)),
		deadline: entryDeadline(&s.History, s.now), readOnly: s.past, field: ui.Field{Name: "file", Label: "The filled-in file", Hint: "CSV or Excel (.xlsx or .xls), at most 4 MB."}.WithErrors(s.problems)}
	if s.Draft != nil {
		v.draft = "A draft is there already, saved " + ui.When(s.now, s.Draft.At) + ". What the file gives replaces it line by line; lines that the file leaves blank stay as they are, and every replacement is listed."
	}
	v.page = web.Page{Title: "Fill in a file", Caption: s.Name + ", " + s.Form.Name + ", " + s.Day.Format("Monday 2 January 2006"), Current: "returns", Narrow: true, Problems: s.problems,
		Crumbs: []web.Crumb{{Text: "Returns", Href: s.link(ListPath)}, {Text: s.Name + ", " + ui.DayShort(s.Day), Href: s.link(at)}, {Text: "Form", Href: v.form}}}
	return v
}

func (m room) dropShow(w http.ResponseWriter, r *web.Request) error {
	e, err := m.entryLoad(r)
	if err != nil {
		return err
	}
	return m.dropRender(w, r, http.StatusOK, e, nil)
}

func (m room) dropRender(w http.ResponseWriter, r *web.Request, status int, e *entryAt, problems fault.List) error {
	s := entryState{entryAt: e, now: r.AsOf, past: r.Past, link: r.Link, problems: problems}
	if e.Draft != nil {
		s.rev = e.Draft.Rev
	}
	v := newDrop(s)
	return r.Render(w, status, v.page, dropView(v))
}

// dropPost reads a file into the draft and shows the form with it, checked. A file with a problem changes nothing.
func (m room) dropPost(w http.ResponseWriter, r *web.Request) error {
	e, err := m.entryLoad(r)
	if err != nil {
		return err
	}
	name, content, err := dropUpload(r)
	if err == nil {
		var typed map[string]string
		if typed, err = dropRead(r.Context(), e, name, content); err == nil {
			return m.dropTake(w, r, e, typed)
		}
	}
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid && f.Kind != fault.TooLarge {
		return err
	}
	problems := fault.List(f.Fields)
	if len(problems) == 0 {
		problems = fault.List{{Name: "file", Message: f.Message}}
	}
	return m.dropRender(w, r, web.StatusOf(f.Kind), e, problems)
}

// dropUpload is the sent file's name and bytes.
func dropUpload(r *web.Request) (string, []byte, error) {
	f, head, err := r.Upload("file")
	if err != nil {
		return "", nil, err
	}
	defer func() { _ = f.Close() }()
	content, err := io.ReadAll(io.LimitReader(f, dropMax))
	if err != nil {
		return "", nil, fault.Wrap(err, fault.Invalid, "The file did not arrive whole. Send it again")
	}
	return filepath.Base(strings.ReplaceAll(head.Filename, `\`, "/")), content, nil
}

// dropTake puts what the file gave into the draft and shows it.
func (m room) dropTake(w http.ResponseWriter, r *web.Request, e *entryAt, given map[string]string) error {
	had, rev := e.begun()
	if e.Draft == nil {
		had = map[string]string{sitrep.FieldBase: strconv.Itoa(e.newest())} // the file alone is the return
	}
	if e.Draft != nil && had[dropHash] == given[dropHash] {
		return r.Redirect(w, EntryPath(e.Form.Code, e.Org, e.Day), "This same file was read before, at "+ui.When(r.Now, e.Draft.At)+". Nothing was changed.")
	}
	if v := dropHeld(e, given); v != nil {
		return r.Redirect(w, EntryPath(e.Form.Code, e.Org, e.Day), fmt.Sprintf("%s says what version %d of this return says already. Nothing was changed.", given[dropFile], v.N))
	}
	s := entryState{entryAt: e, rev: rev, typed: map[string]string{}, checked: true}
	maps.Copy(s.typed, had)
	delete(s.typed, entryPageID)
	for name := range had {
		if strings.HasPrefix(name, sitrep.CellField("")) {
			delete(s.typed, name)
		}
	}
	maps.Copy(s.typed, given)
	if seen := r.PostForm.Get("rev"); seen != "" && entryInt(seen) != rev {
		s.rev = entryInt(seen)
	}
	words := dropReplaced(e, had, given)
	if err := m.entrySave(r.Context(), r, &s, false); err != nil {
		return m.entryUnsaved(w, r, s, err)
	}
	if m.People != nil {
		var err error
		if s.signers, err = m.People.Signers(r.Context(), s.Org); err != nil {
			return err
		}
	}
	var err error
	if s.problems, err = m.Store.Try(r.Context(), m.entryWould(r, &s)); err != nil {
		return m.entryUnsaved(w, r, s, err)
	}
	s.read = &entryTable{Words: words, Table: entryCompare(&s, "What the draft holds now")}
	return m.entryRender(w, r, http.StatusOK, s)
}

// dropHeld is the version in force when it holds all that the file gives, line for line.
func dropHeld(e *entryAt, given map[string]string) *sitrep.Version {
	v := entryNewest(e.Versions)
	if v == nil {
		return nil
	}
	d := sitrep.ReadTyped(e.Form, e.Org, e.Day, given).Completed(e.Form)
	if d.State != v.State || d.Covers != v.Covers || !maps.Equal(d.Comments, v.Comments) && len(d.Comments)+len(v.Comments) > 0 {
		return nil
	}
	for _, it := range e.Form.Items {
		if d.Value(it.Measure) != v.Value(it.Measure) {
			return nil
		}
	}
	return v
}

// dropReplaced says what the file gave and which typed texts it replaced.
func dropReplaced(e *entryAt, had, given map[string]string) string {
	n := 0
	var replaced []string
	for _, it := range e.Form.Items {
		code := string(it.Measure)
		now := given[code]
		if now == "" {
			continue
		}
		n++
		if was := strings.TrimSpace(had[code]); was != "" && was != now {
			replaced = append(replaced, entryFieldName(code)+" was "+was+" and is "+now)
		}
	}
	words := ui.Plural(n, "line was", "lines were") + " read from " + given[dropFile] + " into the draft. It is not sent yet."
	if len(replaced) > 0 {
		words += " Replaced: " + strings.Join(replaced, "; ") + "."
	}
	return words
}

func dropSum(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// dropCSV is the template as CSV.
func (m room) dropCSV(w http.ResponseWriter, r *web.Request) error {
	e, err := m.entryLoad(r)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	out := sheet.NewWriter(&b)
	out.BOM = true
	err = out.Header(dropHeader(e)...)
	for _, row := range dropRows(e) {
		if err == nil {
			err = out.Row(row...)
		}
	}
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return err
	}
	return r.Attach(w, dropName(e)+".csv", "text/csv; charset=utf-8", b.Bytes())
}

// dropXLSX is the template as a workbook.
func (m room) dropXLSX(w http.ResponseWriter, r *web.Request) error {
	e, err := m.entryLoad(r)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	rows := func(yield func([]sheet.Cell, error) bool) {
		for _, row := range dropRows(e) {
			if !yield(row, nil) {
				return
			}
		}
	}
	out := sheet.Out{Name: "Return", Header: dropHeader(e), Widths: []float64{24, 52, 12, 14, 40, 20}, Rows: rows}
	if err := sheet.WriteXLSX(&b, []sheet.Out{out}); err != nil {
		return err
	}
	return r.Attach(w, dropName(e)+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b.Bytes())
}

func dropName(e *entryAt) string {
	return string(e.Form.Code) + "-" + string(e.Org) + "-" + e.Day.String()
}

// dropHeader is the template's first row.
func dropHeader(e *entryAt) []string {
	return []string{"code", "line", "unit", "value", "comment", "for reference: " + e.Day.Add(-1).String()}
}

// dropRows is the template under its header: which return it is, the whole return, then each line.
func dropRows(e *entryAt) [][]sheet.Cell {
	text := func(cells ...string) []sheet.Cell {
		out := make([]sheet.Cell, len(dropHeader(e)))
		for i, c := range cells {
			out[i] = sheet.TextCell(c)
		}
		return out
	}
	rows := [][]sheet.Cell{
		text(dropForm, "Form. Leave as it is", "", string(e.Form.Code), e.Form.Name),
		text(dropOrg, "Organisation. Leave as it is", "", string(e.Org), e.Name),
		text(dropDay, "Reporting date. Leave as it is", "", e.Day.String(), e.Day.Format("Monday 2 January 2006")),
		text(sitrep.FieldState, "returned, nil or not-applicable", "", string(sitrep.Returned)),
		text(sitrep.FieldCovers, "First day that the flows cover; only for several days together, as "+e.Day.Add(-4).String()),
		text(sitrep.FieldComment, "Comment on the whole return"),
		text(sitrep.FieldReason, "Why it is sent again; only from version 2"),
	}
	for _, it := range e.Form.Items {
		name, unit := dropLine(it)
		row := text(string(it.Measure), name, unit)
		if e.Before != nil {
			row[len(row)-1] = dropValue(e.Before, it)
		}
		rows = append(rows, row)
	}
	return rows
}

func dropValue(v *sitrep.Version, it sitrep.FormItem) sheet.Cell {
	value := entryStands(v, it.Measure)
	if value.IsMissing() {
		return sheet.Cell{}
	}
	if n, err := strconv.ParseFloat(value.String(), 64); err == nil {
		return sheet.NumberCell(n)
	}
	return sheet.TextCell(value.String())
}
