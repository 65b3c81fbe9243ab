package sitrepweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"headroom/internal/access"
	"headroom/internal/jobs"
	"headroom/internal/sitrep"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// How many imports one page of the list shows, and after how many seconds a page with work under way is read again.
const (
	importsPerPage = 25
	importRefresh  = 10
)

// importsView is the list of imports.
type importsView struct {
	table  ui.Table
	pages  ui.Pagination
	states []ui.Option
	mayRun bool
	busy   bool
}

func importsPage(v importsView) web.Page {
	p := web.Page{Title: "Imports", Current: "imports",
		Lead: "Every file that was handed in, what it held and what became of it. Figures that a file gives differently from ours are shown, never mended."}
	if v.busy {
		p.Refresh = importRefresh
	}
	return p
}

// stateWords are the states of an import as people read them.
func stateWords(s sitrep.ImportState) string {
	switch s {
	case sitrep.ImportReceived:
		return "Received"
	case sitrep.ImportRead:
		return "Read"
	case sitrep.ImportRefused:
		return "Refused"
	case sitrep.ImportStored:
		return "Stored"
	case sitrep.ImportHeld:
		return "Already held"
	}
	return string(s)
}

// importTags say the state of an import; for one under way, what its job is at.
func importTags(i sitrep.Import, j *jobs.Info) []ui.Tag {
	switch {
	case i.State == sitrep.ImportRefused:
		return []ui.Tag{ui.Refused.Tag()}
	case i.State == sitrep.ImportHeld:
		return []ui.Tag{{Text: "Already held", Colour: ui.Grey, Title: "The same bytes, or the same figures, were stored before: nothing changed"}}
	case i.State == sitrep.ImportStored && i.Listed.Refusals > 0:
		return []ui.Tag{{Text: "Stored", Colour: ui.Green}, {Text: "In part", Colour: ui.Orange, Title: "Some of its returns were refused"}}
	case i.State == sitrep.ImportStored:
		return []ui.Tag{{Text: "Stored", Colour: ui.Green, Title: "Each return that passed is a version"}}
	case j == nil:
		return []ui.Tag{{Text: stateWords(i.State), Colour: ui.Blue}}
	}
	switch j.State {
	case jobs.Running:
		return []ui.Tag{ui.Running.Tag()}
	case jobs.Failed:
		return []ui.Tag{ui.Failed.Tag()}
	case jobs.Cancelled:
		return []ui.Tag{{Text: "Cancelled", Colour: ui.Grey, Title: "Nothing of it was stored"}}
	}
	return []ui.Tag{{Text: stateWords(i.State), Colour: ui.Blue}, {Text: "Waiting", Colour: ui.White, Title: "A worker will take it"}}
}

// underWay reports whether the job will still change something by itself.
func underWay(j *jobs.Info) bool {
	return j != nil && j.State != jobs.Failed && j.State != jobs.Cancelled && j.State != jobs.Done
}

// jobWords say how far a job is: "52 of 105 days added up".
func jobWords(j *jobs.Info) string {
	switch {
	case j.Words == "" && j.State == jobs.Running:
		return "Being read"
	case j.Words == "":
		return "Waiting for a worker"
	case j.Total > 0:
		return ui.Count(int(j.Done)) + " of " + ui.Count(int(j.Total)) + " " + j.Words
	}
	return ui.Count(int(j.Done)) + " " + j.Words
}

// importEntry is an import with its job, if that is still at work.
type importEntry struct {
	sitrep.Import
	job *jobs.Info
}

func newImports(list []importEntry, names map[string]string, all, page int, state sitrep.ImportState, now time.Time, link func(string) string) importsView {
	v := importsView{table: ui.Table{ID: "imports", Caption: "Imports, newest first", Stack: true, Empty: "No file was imported.",
		Columns: []ui.Column{{Head: "File"}, {Head: "State"}, {Head: "Returns stored", Numeric: true}, {Head: "Refusals", Numeric: true},
			{Head: "Differences", Numeric: true}, {Head: "Received"}}}}
	if state != "" {
		v.table.Empty = "No import is in this state."
	}
	v.states = []ui.Option{{Value: "", Text: "Every state", Chosen: state == ""}}
	for _, s := range sitrep.ImportStates() {
		v.states = append(v.states, ui.Option{Value: string(s), Text: stateWords(s), Chosen: s == state})
	}
	for _, e := range list {
		v.busy = v.busy || underWay(e.job)
		v.table.Rows = append(v.table.Rows, importRow(e, names, now, link))
	}
	pages := max(1, (all+importsPerPage-1)/importsPerPage)
	v.pages = ui.Pagination{Page: page, Pages: pages, Address: func(n int) string {
		return link(ImportsPath + "?" + url.Values{"state": {string(state)}, "page": {strconv.Itoa(n)}}.Encode())
	}}
	return v
}

func importRow(e importEntry, names map[string]string, now time.Time, link func(string) string) ui.Row {
	name := ui.Cell{Text: e.File, Link: link(ImportPath(e.ID)), Note: "Import " + strconv.FormatInt(e.ID, 10)}
	if e.Format != "" {
		name.Note += ", " + e.Format
	}
	state := ui.Cell{Tags: importTags(e.Import, e.job)}
	if underWay(e.job) {
		state.Note = jobWords(e.job)
	}
	stored, refusals, differs := ui.Text(""), ui.Text(""), ui.Text("")
	if e.State == sitrep.ImportStored {
		stored = ui.Cell{Text: ui.Count(e.Result.Stored)}
		if e.Result.Unchanged > 0 {
			stored.Note = ui.Count(e.Result.Unchanged) + " unchanged"
		}
		differs = ui.Text(ui.Count(e.Listed.Differs))
	}
	if e.State == sitrep.ImportStored || e.State == sitrep.ImportRefused {
		refusals = ui.Text(ui.Count(e.Listed.Refusals))
	}
	return ui.Row{Cells: []ui.Cell{name, state, stored, refusals, differs, {Text: ui.When(now, e.Received), Note: "by " + importedBy(e.By, names)}}}
}

// entries reads a page of the list with the jobs that are at work.
func (m importRoom) entries(r *web.Request) (list []importEntry, all int, state sitrep.ImportState, err error) {
	if s := sitrep.ImportState(r.Param("state")); slices.Contains(sitrep.ImportStates(), s) {
		state = s
	}
	found, all, err := m.store.Imports(r.Context(), sitrep.ImportsAsked{State: state, AsOf: r.AsOf, Skip: (r.PageNumber() - 1) * importsPerPage, Limit: importsPerPage})
	for _, i := range found {
		j, err := m.jobOf(r, i)
		if err != nil {
			return nil, 0, state, err
		}
		list = append(list, importEntry{i, j})
	}
	return list, all, state, err
}

func (m importRoom) list(w http.ResponseWriter, r *web.Request) error {
	list, all, state, err := m.entries(r)
	if err != nil {
		return err
	}
	names, err := m.named(r, importsIn(list)...)
	if err != nil {
		return err
	}
	v := newImports(list, names, all, r.PageNumber(), state, r.Now, r.Link)
	v.mayRun = r.May(access.ImportRun, r.On) && !r.Past
	return r.Render(w, http.StatusOK, importsPage(v), importsBody(v))
}

func importsIn(list []importEntry) []sitrep.Import {
	out := make([]sitrep.Import, len(list))
	for i, e := range list {
		out[i] = e.Import
	}
	return out
}
