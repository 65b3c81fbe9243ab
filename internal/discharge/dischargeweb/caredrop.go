package dischargeweb

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"path/filepath"
	"strings"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// careMost is the largest file that is taken, in bytes: a year of a large trust's stays has some megabytes.
const careMost = 32 << 20

// careUpload is the sent file with its name and what its bytes are.
func careUpload(r *web.Request) (discharge.File, []byte, error) {
	f, head, err := r.Upload("file")
	if err != nil {
		return discharge.File{}, nil, err
	}
	defer func() { _ = f.Close() }()
	content, err := io.ReadAll(f)
	if err != nil {
		return discharge.File{}, nil, fault.Wrap(err, fault.Invalid, "The file did not arrive whole. Send it again")
	}
	sum := sha256.Sum256(content)
	return discharge.File{Name: filepath.Base(strings.ReplaceAll(head.Filename, `\`, "/")), SHA256: hex.EncodeToString(sum[:])}, content, nil
}

// dropPage is a page on which a file is handed in.
type careDropPage struct {
	careAt
	title, action, back, backText, lead string
	kinds                               *ui.Radios
	columns                             []ui.Input // the trust's own headings, for stays
	templates                           []ui.Action
	bad                                 []fault.Field
}

func (d careDropPage) render(w http.ResponseWriter, r *web.Request, status int) error {
	page, body := d.made()
	return r.Render(w, status, page, body)
}

func (d careDropPage) made() (web.Page, templ.Component) {
	page := d.page(d.title, d.back, d.backText)
	page.Narrow, page.Lead, page.Problems = true, d.lead, d.bad
	var parts []templ.Component
	if d.kinds != nil {
		parts = append(parts, *d.kinds)
	}
	parts = append(parts, ui.FileUpload{Field: ui.Field{Name: "file", Label: "The file", Hint: "CSV or Excel (.xlsx or .xls), at most 32 MB. When anything in it is wrong, nothing of it is kept, and each fault is named by sheet and cell."}.WithErrors(fileFaults(d.bad)), Accept: ".csv,.xlsx,.xls"})
	if len(d.columns) > 0 {
		var boxes []templ.Component
		for _, c := range d.columns {
			boxes = append(boxes, c)
		}
		parts = append(parts, ui.Details{Summary: "My file of stays has other headings", ID: "headings", Open: len(d.bad) > 0, Body: ui.Parts(boxes)})
	}
	body := []templ.Component{ui.Form{Action: d.action, Submit: "Send", Upload: true, Cancel: ui.Action{Text: "Cancel", Href: d.back}, Body: ui.Parts(parts)}}
	if len(d.templates) > 0 {
		body = append(body, ui.Heading("Files to fill in", "templates"), ui.Links(d.templates))
	}
	return page, ui.Parts(body)
}

// fileFaults keeps the faults of the choosing of a file; those inside it stand in the summary above.
func fileFaults(bad []fault.Field) []fault.Field {
	var out []fault.Field
	for _, f := range bad {
		if f.Name == "file" && f.Cell == "" {
			out = append(out, f)
		}
	}
	return out
}

// refused gives a file's faults for the page; false for an error that is none of the file's.
func refused(err error) (status int, bad []fault.Field, ok bool) {
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid && f.Kind != fault.TooLarge && f.Kind != fault.Forbidden {
		return 0, nil, false
	}
	if len(f.Fields) == 0 {
		return web.StatusOf(f.Kind), []fault.Field{{Name: "file", Message: f.Message}}, true
	}
	bad = make([]fault.Field, len(f.Fields))
	for i, x := range f.Fields {
		if x.Cell != "" || x.File != "" {
			x.Name = "file" // where the reader can do something about it
		}
		bad[i] = x
	}
	return web.StatusOf(f.Kind), bad, true
}

// keptWords says what became of a file.
func keptWords(i discharge.Imported) string {
	if i.Held {
		return "These same bytes were kept before, as number " + ui.Count(int(i.ID)) + ". Nothing changed."
	}
	words := ui.Plural(i.Kept, "row was", "rows were") + " kept of " + ui.Count(i.Read) + "."
	if len(i.Notes) > 0 {
		words += " " + strings.Join(i.Notes, ". ") + "."
	}
	return words
}

func (m room) capacityDropPage(a careAt) careDropPage {
	d := careDropPage{careAt: a, title: "Send a file of capacity", action: CapacityOf(a.on) + "/file", back: CapacityOf(a.on), backText: "Capacity",
		lead: "Care homes' places as the Capacity Tracker has them, a council's services by day, or starts of home care by day. Which one it is, its headings tell."}
	for _, t := range discharge.Templates(a.today, "", "") {
		if t.Kind == discharge.ImportCapacity {
			d.templates = append(d.templates, ui.Action{Text: t.Words, Href: a.link(CapacityOf(a.on) + "/template/" + string(t.Form))})
		}
	}
	return d
}

func (m room) capacityFile(w http.ResponseWriter, r *web.Request) error {
	return m.capacityDropPage(careRead(r)).render(w, r, http.StatusOK)
}

func (m room) capacityDrop(w http.ResponseWriter, r *web.Request) error {
	got, err := m.capacityKeep(r)
	if err == nil {
		return r.Redirect(w, CapacityOf(r.On), keptWords(got))
	}
	d := m.capacityDropPage(careRead(r))
	status, bad, ok := refused(err)
	if !ok {
		return err
	}
	d.bad = bad
	return d.render(w, r, status)
}

func (m room) capacityKeep(r *web.Request) (discharge.Imported, error) {
	by, err := careSigner(r, access.CapacityState)
	if err != nil {
		return discharge.Imported{}, err
	}
	file, content, err := careUpload(r)
	if err != nil {
		return discharge.Imported{}, err
	}
	book, err := sheet.Open(r.Context(), file.Name, bytes.NewReader(content), int64(len(content)), sheet.Limits{})
	if err != nil {
		return discharge.Imported{}, err
	}
	c, err := discharge.ReadCapacity(r.Context(), book, discharge.FinderOf(r.Picture, org.KindCouncil), r.Now)
	if err != nil {
		return discharge.Imported{}, err
	}
	return m.Care.KeepCapacity(r.Context(), by, file, c)
}

// careTemplate is a file to fill in, with one row that shows how.
func (m room) careTemplate(w http.ResponseWriter, r *web.Request) error {
	form, a := r.PathValue("form"), careRead(r)
	trust, council := string(a.on), string(a.on)
	if a.kind() == org.KindTrust {
		council = "E10000000"
	}
	if list := a.councils(); len(list) > 0 {
		council = string(list[0])
	}
	for _, t := range discharge.Templates(a.today, trust, council) {
		if form == string(t.Form) && t.Form != "" || form == string(t.Kind) {
			return r.CSV(w, form+"-"+string(a.on)+".csv", t.Headings, func(yield func([]string, error) bool) { yield(t.Example, nil) })
		}
	}
	return fault.New(fault.NotFound, "There is no file called %q to fill in", form)
}

// stayColumnNames are the six columns of an extract of stays, with what each is.
var stayColumnNames = [...][2]string{{"admitted", "Admitted on"}, {"ready", "No longer met the criteria to reside on"}, {"left", "Left on"}, {"pathway", "Pathway"}, {"council", "Council"}, {"arranged", "Care arranged on"}}

func staysDropPage(a careAt, r *web.Request) careDropPage {
	param := func(string) string { return "" }
	if r != nil {
		param = r.Param
	}
	d := careDropPage{careAt: a, title: "Send a file about discharges", action: StaysOf(a.on) + "/file", back: StaysOf(a.on), backText: "Stays and reasons",
		lead: "Of a person nothing is kept but the days, the pathway and the council. Rows about single stays are for the trust's own people alone."}
	d.kinds = &ui.Radios{Field: ui.Field{Name: "kind", Label: "What the file holds"}, Options: ui.Options(param("kind"), string(discharge.ImportReasons), "Reasons for delay, counts", string(discharge.ImportLeft), "Discharges by pathway, counts of a month", string(discharge.ImportStays), "Stays one by one")}
	for _, c := range stayColumnNames {
		d.columns = append(d.columns, ui.Input{Field: ui.Field{Name: "column-" + c[0], Label: c[1], Hint: "The heading in your file; empty for “" + c[0] + "”"}, Value: param("column-" + c[0]), Width: 20})
	}
	for _, t := range discharge.Templates(a.today, "", "") {
		if t.Kind != discharge.ImportCapacity {
			d.templates = append(d.templates, ui.Action{Text: t.Words, Href: a.link(StaysOf(a.on) + "/template/" + string(t.Kind))})
		}
	}
	return d
}

func (m room) staysFile(w http.ResponseWriter, r *web.Request) error {
	return staysDropPage(careRead(r), r).render(w, r, http.StatusOK)
}

func (m room) staysDrop(w http.ResponseWriter, r *web.Request) error {
	got, err := m.staysKeep(r)
	if err == nil {
		return r.Redirect(w, StaysOf(r.On), keptWords(got))
	}
	status, bad, ok := refused(err)
	if !ok {
		return err
	}
	d := staysDropPage(careRead(r), r)
	d.bad = bad
	return d.render(w, r, status)
}

func (m room) staysKeep(r *web.Request) (discharge.Imported, error) {
	by, err := careSigner(r, access.StaysKeep)
	if err != nil {
		return discharge.Imported{}, err
	}
	file, content, err := careUpload(r)
	if err != nil {
		return discharge.Imported{}, err
	}
	book, err := sheet.Open(r.Context(), file.Name, bytes.NewReader(content), int64(len(content)), sheet.Limits{})
	if err != nil {
		return discharge.Imported{}, err
	}
	columns := discharge.StayColumns{Admitted: r.Param("column-admitted"), Ready: r.Param("column-ready"), Left: r.Param("column-left"), Pathway: r.Param("column-pathway"), Council: r.Param("column-council"), Arranged: r.Param("column-arranged")}
	return m.keepAbout(r.Context(), by, r.On, discharge.ImportKind(r.Param("kind")), file, book, columns, r)
}

// keepAbout reads and keeps a file of a kind.
func (m room) keepAbout(ctx context.Context, by discharge.Signer, trust org.Code, kind discharge.ImportKind, file discharge.File, book *sheet.Book, columns discharge.StayColumns, r *web.Request) (discharge.Imported, error) {
	trusts, councils := discharge.FinderOf(r.Picture, org.KindTrust), discharge.FinderOf(r.Picture, org.KindCouncil)
	switch kind {
	case discharge.ImportReasons:
		f, err := discharge.ReadReasons(ctx, book, trusts, councils, r.Now)
		if err != nil {
			return discharge.Imported{}, err
		}
		return m.Care.KeepReasons(ctx, by, file, f)
	case discharge.ImportLeft:
		f, err := discharge.ReadLeft(ctx, book, trusts, councils, r.Now)
		if err != nil {
			return discharge.Imported{}, err
		}
		return m.Care.KeepLeft(ctx, by, file, f)
	case discharge.ImportStays:
		f, err := discharge.ReadStays(ctx, book, trust, columns, councils, r.Now)
		if err != nil {
			return discharge.Imported{}, err
		}
		return m.Care.KeepStays(ctx, by, file, f)
	}
	var bad fault.List
	bad.Add("kind", "", "Choose what the file holds")
	return discharge.Imported{}, bad.Err("The file was not read")
}

// stays is what a trust brought in: delays and pathways as counts. Above the trust small counts are withheld.
func (m room) stays(w http.ResponseWriter, r *web.Request) error {
	v := staysView{careAt: careRead(r), own: r.May(access.StaysKeep, r.On)}
	var err error
	list := []org.Code{r.On}
	from := v.today.Add(-400)
	if v.delays, err = m.Care.Delays(r.Context(), list, from, v.today, v.asOf); err != nil {
		return err
	}
	if v.left, err = m.Care.Left(r.Context(), list, from, v.today, v.asOf); err != nil {
		return err
	}
	if v.own {
		if v.kept, err = m.Care.Imports(r.Context(), "", r.On, v.asOf, 20); err != nil {
			return err
		}
	}
	page, body := staysPage(v)
	return r.Render(w, http.StatusOK, page, body)
}

// staysView is what the page is made of.
type staysView struct {
	careAt
	own    bool
	delays []discharge.Delays
	left   []discharge.Left
	kept   []discharge.Imported
}

func staysPage(v staysView) (web.Page, templ.Component) {
	page := v.page("Stays and reasons", LeversOf(v.on), "Levers")
	parts := []templ.Component{v.tabs(StaysOf(v.on))}
	if v.own && !v.past {
		parts = append(parts, ui.Button{Text: "Send a file", Href: StaysOf(v.on) + "/file"})
	}
	if !v.own {
		parts = append(parts, ui.Inset{Text: "Counts from 1 to 4 are withheld outside the trust."})
	}
	parts = append(parts, delaysTable(v), leftTable(v))
	if len(v.kept) > 0 {
		parts = append(parts, importsTable(v.careAt, v.kept))
	}
	return page, ui.Parts(parts)
}

// delaysTable is the months' bands of delay over all councils and pathways.
func delaysTable(v staysView) ui.Table {
	t := ui.Table{ID: "delays", Caption: "Days from ready to leave to leaving, by month", Empty: "No stays have been brought in. That is not the same as no delays.",
		Hint: "People who left in the month, by the published bands of days.", Columns: []ui.Column{{Head: "Month", Tight: true}}}
	for _, b := range discharge.BandNames() {
		t.Columns = append(t.Columns, ui.Column{Head: b, Numeric: true, Spoken: b + " days"})
	}
	t.Columns = append(t.Columns, ui.Column{Head: "Bed-days", Numeric: true}, ui.Column{Head: "Not dated", Numeric: true})
	for _, d := range discharge.SumDelays(v.delays) {
		cells := []ui.Cell{ui.Text(d.Month.Format("January 2006"))}
		for _, n := range d.People {
			cells = append(cells, ui.Text(peopleWords(n, v.own)))
		}
		cells = append(cells, ui.Text(ui.Count(d.Days())), ui.Text(peopleWords(d.Undated, v.own)))
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	return t
}

// leftTable is the months' discharges by pathway.
func leftTable(v staysView) ui.Table {
	pathways := []discharge.Pathway{discharge.P0, discharge.P1, discharge.P2, discharge.P3}
	t := ui.Table{ID: "left", Caption: "Discharges by pathway, by month", FewColumns: true, Empty: "No discharges by pathway have been brought in.", Columns: []ui.Column{{Head: "Month", Tight: true}}}
	for _, p := range pathways {
		t.Columns = append(t.Columns, ui.Column{Head: string(p), Numeric: true})
	}
	sums := map[civil.Date]map[discharge.Pathway]int{}
	var months []civil.Date
	for _, l := range v.left {
		if sums[l.Month] == nil {
			sums[l.Month] = map[discharge.Pathway]int{}
			months = append(months, l.Month)
		}
		sums[l.Month][l.Pathway] += l.N
	}
	for _, month := range months {
		cells := []ui.Cell{ui.Text(month.Format("January 2006"))}
		for _, p := range pathways {
			n, given := sums[month][p]
			if !given {
				cells = append(cells, ui.Marked(ui.Missing))
				continue
			}
			cells = append(cells, ui.Text(peopleWords(n, v.own)))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	return t
}
