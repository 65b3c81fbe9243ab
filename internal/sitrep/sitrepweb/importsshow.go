package sitrepweb

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// How many refusals or differences the page shows, and organisations one line names; the CSV has them all.
const (
	mostLines = 100
	mostNames = 6
)

// importView is the page of one import.
type importView struct {
	i        sitrep.Import
	job      *jobs.Info
	about    []ui.SummaryRow
	orgName  func(org.Code) string
	link     func(string) string
	refusals ui.Table
	differs  ui.Table
	mayRun   bool
	why      string   // why the file was refused
	wanted   []string // the formats that would have been read
	earlier  string   // where the same file was stored before
}

func importPage(v importView) web.Page {
	p := web.Page{Title: v.i.File, Caption: fmt.Sprintf("Import %d", v.i.ID), Current: "imports", Crumbs: []web.Crumb{{Text: "Imports", Href: ImportsPath}}}
	if underWay(v.job) {
		p.Refresh = importRefresh
	}
	return p
}

func newImport(i sitrep.Import, job *jobs.Info, orgName func(org.Code) string, link func(string) string) importView {
	v := importView{i: i, job: job, orgName: orgName, link: link}
	v.why = i.Result.Why
	if said, list, ok := strings.Cut(v.why, "Formats that are read: "); ok {
		v.why, v.wanted = strings.TrimSpace(said), strings.Split(strings.TrimSuffix(list, "."), "; ")
	}
	if i.Result.Earlier != 0 {
		v.earlier = link(ImportPath(i.Result.Earlier))
	}
	v.refusals = refusalTable(i.Result.Refusals)
	v.differs = v.differTable(i.Result.Differs)
	return v
}

// retryable reports whether nobody is at work on an import that is not over.
func (v importView) retryable() bool { return v.mayRun && !v.i.State.Over() && !underWay(v.job) }

// progress is the part of the page that is read again while the job is under way.
func (v importView) progress() ui.Progress {
	p := ui.Progress{ID: "progress", Title: "Reading and storing", Done: int(v.job.Done), Total: int(v.job.Total), Words: jobWords(v.job) + ".", Poll: v.link(ImportPath(v.i.ID))}
	if !v.job.CancelAsked.IsZero() {
		p.Words += " It was asked to stop."
	}
	if v.job.State == jobs.ToRetry && v.job.LastError != "" {
		p.Words = fmt.Sprintf("Try %d of %d did not succeed; the next one comes by itself.", v.job.Attempt, v.job.Attempts)
	}
	return p
}

// counts says what became of the file's returns.
func (v importView) counts() ui.SummaryList {
	res := v.i.Result
	row := func(key string, n int, words string) ui.SummaryRow {
		return ui.SummaryRow{Key: key, Value: ui.Count(n) + words}
	}
	return ui.SummaryList{Rows: []ui.SummaryRow{
		row("Values read", res.Read, ""), row("Returns stored", res.Stored, ""),
		row("Returns unchanged", res.Unchanged, ", which were held with the same figures"),
		row("Returns withdrawn", res.Withdrawn, ", which an earlier edition listed and this one does not"),
		row("Returns succeeded", res.Succeeded, ", no longer listed because the organisation has merged"),
		row("Returns refused", res.Refused, ""), row("Differences from the file’s own totals", len(res.Differs), ""),
	}}
}

func refusalTable(list []fault.Field) ui.Table {
	t := ui.Table{ID: "refused", Caption: "Refused", Stack: true, NoRowHead: true, Hint: "One cell that cannot be read refuses its organisation’s return for that day, and no other. Mend the file at its source and send it again.",
		Columns: []ui.Column{{Head: "Sheet"}, {Head: "Cell or line"}, {Head: "What stands there, and the remedy"}, {Head: "Concerns"}}}
	for _, f := range list[:min(len(list), mostLines)] {
		concerns := f.Name
		if m, ok := measure.Find(measure.Code(f.Name)); ok {
			concerns = m.Name
		}
		t.Rows = append(t.Rows, ui.Cells(f.Sheet, f.Cell, f.Message, concerns))
	}
	return t
}

func (v importView) differTable(list []sitrep.Difference) ui.Table {
	t := ui.Table{ID: "differences", Caption: "Where the file’s own totals differ from ours", Stack: true, NoRowHead: true,
		Hint:    "Both figures are kept. Ours is the sum of the returns that are in; a total that counts organisations without a return is larger.",
		Columns: []ui.Column{{Head: "Day"}, {Head: "Organisation"}, {Head: "Measure"}, {Head: "In the file", Numeric: true}, {Head: "Ours", Numeric: true}, {Head: "Difference", Numeric: true}, {Head: "No figure from"}}}
	for _, d := range list[:min(len(list), mostLines)] {
		name := string(d.Measure)
		if m, ok := measure.Find(d.Measure); ok {
			name = m.Name
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(ui.DayWords(d.Day)), {Text: v.orgName(d.Org), Note: string(d.Org)},
			ui.LinkTo(name, v.link(SeriesPath(d.Org, d.Measure))), {Text: importAmount(d.Theirs), Note: importPlace(d.Cell)}, ui.Text(importAmount(d.Ours)),
			ui.Text(importAmount(d.Theirs - d.Ours)), {Text: v.missing(d.Missing)}}})
	}
	return t
}

// missing names who gave no figure, the first few in full.
func (v importView) missing(list []org.Code) string {
	if len(list) == 0 {
		return "Every organisation gave one"
	}
	var out []string
	for _, c := range list[:min(len(list), mostNames)] {
		out = append(out, v.orgName(c))
	}
	if more := len(list) - mostNames; more > 0 {
		out = append(out, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(out, "; ")
}

// importBeyond says that a table shows only the first lines; empty when it shows all.
func importBeyond(shown, all int, what string) string {
	if shown >= all {
		return ""
	}
	return fmt.Sprintf("The first %d of %s %s are shown; the CSV has all of them.", shown, ui.Count(all), what)
}

// importAmount is a figure as a person reads it, with decimals only where it has some.
func importAmount(n float64) string {
	if n == math.Trunc(n) {
		return ui.Number(n, 0)
	}
	return ui.Number(n, 2)
}

// importPlace is "sheet, cell" with the parts that are known.
func importPlace(c sitrep.Cell) string {
	if c.Sheet == "" {
		return c.Ref
	}
	return c.Sheet + ", " + c.Ref
}

func (m importRoom) show(w http.ResponseWriter, r *web.Request) error {
	i, err := m.importOf(r)
	if err != nil {
		return err
	}
	job, err := m.jobOf(r, i)
	if err != nil {
		return err
	}
	names, err := m.named(r, i)
	if err != nil {
		return err
	}
	v := newImport(i, job, importOrgNames(r), r.Link)
	v.mayRun = r.May(access.ImportRun, r.On) && !r.Past
	v.about = aboutFile(i, names, r.Now, v.mayRun)
	return r.Render(w, http.StatusOK, importPage(v), importBody(v))
}

// importOrgNames gives organisations' names as at the request; a code that has none stands for itself.
func importOrgNames(r *web.Request) func(org.Code) string {
	return func(c org.Code) string {
		if r.Picture != nil {
			if n := r.Picture.Name(c); n != "" {
				return n
			}
		}
		return string(c)
	}
}

// importSize is a file's size in words.
func importSize(n int64) string {
	switch {
	case n >= 1<<20:
		return strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64) + " MB"
	case n >= 1<<10:
		return strconv.FormatFloat(float64(n)/(1<<10), 'f', 0, 64) + " KB"
	}
	return ui.Plural(int(n), "byte", "bytes")
}

// stopped says why nothing goes on with an import that is not over.
func (v importView) stopped() string {
	switch {
	case v.job != nil && v.job.State == jobs.Cancelled:
		return "This import was cancelled. The file is kept; nothing else was stored."
	case v.job != nil && v.job.State == jobs.Failed:
		return "This import failed. The file is kept; nothing else was stored."
	case v.i.Job == 0:
		return "The command line received this file and has not ended its work: it is at it now, or it was interrupted. Nothing is stored until it ends."
	}
	return "No work is under way on this import."
}
