package jobsweb

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"headroom/internal/jobs"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// How many jobs a page lists, and after how many seconds a page with running work is read again.
const (
	perPage = 50
	refresh = 10
)

// filterOf reads ?state= and ?before=; what is no state asks for all of them.
func filterOf(r *web.Request) jobs.Filter {
	f := jobs.Filter{Limit: perPage}
	if s := jobs.State(r.Param("state")); slices.Contains(jobs.States(), s) {
		f.States = []jobs.State{s}
	}
	if n, err := strconv.ParseInt(r.Param("before"), 10, 64); err == nil && n > 0 {
		f.Before = n
	}
	return f
}

type listPageView struct {
	tabs  ui.Tabs
	table ui.Table
	older string
	busy  bool
}

func listPage(v listPageView) web.Page {
	p := web.Page{Title: "Background work", Current: "jobs", Lead: "What is done in the background: imports, reminders, sums. A job survives a crash and goes on elsewhere. Times here are those of the computer that does the work."}
	if v.busy {
		p.Refresh = refresh
	}
	return p
}

// words are a state with a capital.
func words(s jobs.State) string {
	if s == "" {
		return ""
	}
	return string(s[0]-'a'+'A') + string(s[1:])
}

// tag is a job's state; one that was asked to end says so.
func tag(j jobs.Info) ui.Tag {
	switch j.State {
	case jobs.Running:
		if !j.CancelAsked.IsZero() {
			return ui.Tag{Text: "Ending", Colour: ui.Orange, Title: "It was cancelled and ends at its next step"}
		}
		return ui.Running.Tag()
	case jobs.Done:
		return ui.Done.Tag()
	case jobs.Failed:
		return ui.Failed.Tag()
	case jobs.Cancelled:
		return ui.Tag{Text: "Cancelled", Colour: ui.Grey}
	case jobs.ToRetry:
		return ui.Tag{Text: "To retry", Colour: ui.Orange, Title: "A try did not succeed; the next comes by itself"}
	}
	return ui.Tag{Text: words(j.State), Colour: ui.Blue}
}

func address(link func(string) string, state jobs.State, before int64) string {
	q := url.Values{}
	if state != "" {
		q.Set("state", string(state))
	}
	if before > 0 {
		q.Set("before", strconv.FormatInt(before, 10))
	}
	if len(q) == 0 {
		return link(listPath)
	}
	return link(listPath + "?" + q.Encode())
}

func newList(list []jobs.Info, counts map[jobs.State]int, f jobs.Filter, about About, now time.Time, link func(string) string) listPageView {
	all, chosen := 0, jobs.State("")
	if len(f.States) == 1 {
		chosen = f.States[0]
	}
	v := listPageView{tabs: ui.Tabs{Label: "Jobs by state"}}
	for _, s := range jobs.States() {
		all += counts[s]
		v.tabs.Items = append(v.tabs.Items, ui.Tab{Text: words(s), Href: address(link, s, 0), Count: ui.Count(counts[s]), Current: s == chosen})
	}
	v.tabs.Items = slices.Insert(v.tabs.Items, 0, ui.Tab{Text: "All", Href: address(link, "", 0), Count: ui.Count(all), Current: chosen == ""})
	v.table = ui.Table{ID: "jobs", Caption: "Jobs, newest first", Stack: true, Empty: "There is no such job.",
		Columns: []ui.Column{{Head: "Job"}, {Head: "State"}, {Head: "How far"}, {Head: "Tries", Numeric: true}, {Head: "Put in"}}}
	for _, j := range list {
		v.busy = v.busy || j.State == jobs.Running
		what, _ := about(j)
		v.table.Rows = append(v.table.Rows, ui.Row{Cells: []ui.Cell{{Text: what, Link: link(Path(j.ID)), Note: "Job " + strconv.FormatInt(j.ID, 10)},
			{Tags: []ui.Tag{tag(j)}}, ui.Text(far(j)), ui.Text(fmt.Sprintf("%d of %d", j.Attempt, j.Attempts)), ui.Text(ui.When(now, j.Enqueued))}})
	}
	if len(list) == perPage {
		v.older = address(link, chosen, list[len(list)-1].ID)
	}
	return v
}

// far says how far a job is; empty when it says nothing of it.
func far(j jobs.Info) string {
	switch {
	case j.Words == "":
		return ""
	case j.Total > 0:
		return fmt.Sprintf("%s of %s %s", ui.Count(int(j.Done)), ui.Count(int(j.Total)), j.Words)
	}
	return fmt.Sprintf("%s %s", ui.Count(int(j.Done)), j.Words)
}

type showPageView struct {
	j        jobs.Info
	what     string
	href     string // the page of what the job is about
	link     func(string) string
	rows     []ui.SummaryRow
	mayRetry bool
}

func showPage(v showPageView) web.Page {
	p := web.Page{Title: v.what, Caption: fmt.Sprintf("Job %d", v.j.ID), Current: "jobs", Crumbs: []web.Crumb{{Text: "Background work", Href: listPath}}}
	if v.goesOn() {
		p.Refresh = refresh
	}
	return p
}

// goesOn reports whether the job will still change by itself.
func (v showPageView) goesOn() bool {
	return v.j.State == jobs.Running || v.j.State == jobs.Waiting
}

// ended reports whether nothing more comes of it by itself.
func (v showPageView) ended() bool {
	return v.j.State == jobs.Done || v.j.State == jobs.Failed || v.j.State == jobs.Cancelled
}

// again reports whether running it now makes sense.
func (v showPageView) again() bool {
	return v.mayRetry && (v.j.State == jobs.Failed || v.j.State == jobs.Cancelled || v.j.State == jobs.ToRetry)
}

func (v showPageView) progress() ui.Progress {
	words := far(v.j)
	if words == "" {
		words = "Waiting for a worker"
	}
	return ui.Progress{ID: "progress", Title: "How far it is", Done: int(v.j.Done), Total: int(v.j.Total), Words: words + ".", Poll: v.link(Path(v.j.ID))}
}

func newShow(j jobs.Info, about About, now time.Time, link func(string) string) showPageView {
	v := showPageView{j: j, link: link}
	v.what, v.href = about(j)
	v.rows = []ui.SummaryRow{{Key: "State", Tags: []ui.Tag{tag(j)}}}
	add := func(key, value string) {
		if value != "" {
			v.rows = append(v.rows, ui.SummaryRow{Key: key, Value: value})
		}
	}
	when := func(key string, t time.Time) {
		if !t.IsZero() {
			add(key, ui.When(now, t))
		}
	}
	if v.href != "" {
		v.rows = append(v.rows, ui.SummaryRow{Key: "About", Value: v.what, Link: link(v.href)})
	}
	add("Kind", j.Kind)
	add("Arguments", j.Args)
	add("Tries", fmt.Sprintf("%d of at most %d", j.Attempt, j.Attempts))
	if v.ended() {
		add("How far it came", far(j))
	}
	add("Checkpoint", j.Checkpoint)
	when("Put in", j.Enqueued)
	if j.State == jobs.Scheduled || j.State == jobs.ToRetry {
		when("Not before", j.RunAt)
	}
	when("Newest try begun", j.Started)
	when("Last heard of", j.Beat)
	when("Ended", j.Ended)
	add("Worker", j.Worker)
	if !j.CancelAsked.IsZero() {
		add("Asked to end", ui.When(now, j.CancelAsked)+", by "+j.CancelBy)
	}
	return v
}

// jobJSON is one job for machines.
type jobJSON struct {
	ID       int64      `json:"id"`
	Kind     string     `json:"kind"`
	About    string     `json:"about"`
	State    jobs.State `json:"state"`
	Attempt  int        `json:"attempt"`
	Attempts int        `json:"attempts"`
	Enqueued time.Time  `json:"enqueued_at"`
	Ended    *time.Time `json:"ended_at,omitempty"`
	Done     int64      `json:"done"`
	Total    int64      `json:"total"` // 0 is not known
	Words    string     `json:"words,omitempty"`
	Error    string     `json:"last_error,omitempty"`
}

func (m room) jsonOf(j jobs.Info) jobJSON {
	what, _ := m.about(j)
	out := jobJSON{j.ID, j.Kind, what, j.State, j.Attempt, j.Attempts, j.Enqueued, nil, j.Done, j.Total, j.Words, j.LastError}
	if !j.Ended.IsZero() {
		out.Ended = &j.Ended
	}
	return out
}

func (m room) apiList(w http.ResponseWriter, r *web.Request) error {
	counts, err := m.queue.Counts(r.Context())
	if err != nil {
		return err
	}
	list, err := m.queue.Jobs(r.Context(), filterOf(r))
	if err != nil {
		return err
	}
	out := struct {
		Counts map[jobs.State]int `json:"counts"`
		Jobs   []jobJSON          `json:"jobs"`
	}{counts, []jobJSON{}}
	for _, j := range list {
		out.Jobs = append(out.Jobs, m.jsonOf(j))
	}
	return r.JSON(w, http.StatusOK, out)
}

func (m room) apiShow(w http.ResponseWriter, r *web.Request) error {
	j, err := m.job(r)
	if err != nil {
		return err
	}
	return r.JSON(w, http.StatusOK, m.jsonOf(j))
}
