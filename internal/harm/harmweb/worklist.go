package harmweb

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"
	"headroom/internal/civil"
	"headroom/internal/harm"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// reviewLine is one watched pathway on the worklist of reviews.
type reviewLine struct {
	w        harm.Watched
	triggers []harm.Trigger
	rag      harm.RAG
	why      string
	stage    harm.ReviewStage
	last     harm.ReviewEvent
	due      civil.Date // its last day; the zero date while no review is open
	late     bool
	pressing bool // a clinician said that something must be done now
}

// open reports whether a review was opened and is not closed.
func (l reviewLine) open() bool { return l.place() == 0 }

// linesOf are the pathways of a cohort that are reviewed, and those that the next day's watch opens a review of: whoever is
// urgent or in the sample. What is due first leads; the clock is harm's own.
func linesOf(c harm.Cohort, h here, holidays civil.Holidays) []reviewLine {
	triggers := map[harm.WatchID][]harm.Trigger{}
	for _, t := range c.Triggers {
		triggers[t.Watch] = append(triggers[t.Watch], t)
	}
	steps := map[harm.WatchID][]harm.ReviewEvent{}
	for _, e := range c.Reviews {
		if !e.At.After(h.now) {
			steps[e.Watch] = append(steps[e.Watch], e)
		}
	}
	due := map[harm.WatchID]harm.Due{}
	for _, d := range harm.Dues(c, h.now, holidays) {
		due[d.Watch] = d
	}
	var out []reviewLine
	for _, w := range c.Watched {
		l := lineOf(w, triggers[w.ID], steps[w.ID], due, h.today)
		if l.rag != harm.Green || harm.Sampled(w.ID) || len(l.triggers) > 0 || l.stage != "" {
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b reviewLine) int {
		return cmp.Or(a.place()-b.place(), a.due.Compare(b.due))
	})
	return out
}

// place is where a line stands: what runs, what is not opened yet, what is closed.
func (l reviewLine) place() int {
	switch l.stage {
	case "":
		return 1
	case harm.Shut:
		return 2
	}
	return 0
}

// lineOf is one pathway. One whose review is not open has no clock; its urgency is today's.
func lineOf(w harm.Watched, triggers []harm.Trigger, steps []harm.ReviewEvent, due map[harm.WatchID]harm.Due, today civil.Date) reviewLine {
	l := reviewLine{w: w, triggers: triggers}
	for _, e := range steps {
		l.stage, l.last = e.To, e
	}
	_, l.pressing = harm.Pressing(steps)
	l.pressing = l.pressing && w.Treated.IsZero() && w.Ended == ""
	d, ok := due[w.ID]
	if !ok {
		l.rag, l.why = harm.Urgency(w, triggers, today)
		return l
	}
	l.rag, l.why, l.due, l.late = d.RAG, d.Why, d.By, d.Overdue(today)
	return l
}

// worklistView is a trust's reviews.
type worklistView struct {
	here
	periods [][2]string
	period  string
	only    string // a stage, "overdue", or "" for everything that is open
	lines   []reviewLine
	names   map[string]string
	number  int
}

func (m room) worklist(r *web.Request) (worklistView, error) {
	v := worklistView{here: at(r), period: r.Param("period"), only: r.Param("only"), number: r.PageNumber()}
	var err error
	if v.periods, err = m.periods(r); err != nil {
		return v, err
	}
	c, err := m.Watches.Cohort(r.Context(), r.On, v.period, v.asOf)
	if err != nil {
		return v, err
	}
	v.lines = linesOf(c, v.here, m.Holidays)
	var actors []string
	for _, l := range v.lines {
		actors = append(actors, l.last.By)
	}
	v.names, err = m.names(r.Context(), actors...)
	return v, err
}

func (m room) reviews(w http.ResponseWriter, r *web.Request) error {
	v, err := m.worklist(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.made(), v.parts().body())
}

func (v worklistView) made() web.Page {
	p := v.page("Reviews of postponed pathways")
	p.Lead = "Red in five working days, amber in twenty, and one in ten of the rest. A trigger opens a review and is no event; only a clinician closes one."
	return p
}

func (v worklistView) kept() []reviewLine {
	var out []reviewLine
	for _, l := range v.lines {
		switch {
		case v.only == "overdue" && !l.late, v.only == "" && l.stage == harm.Shut, v.only == "none" && l.stage != "":
		case v.only != "" && v.only != "overdue" && v.only != "none" && string(l.stage) != v.only:
		default:
			out = append(out, l)
		}
	}
	return out
}

func ragTag(r harm.RAG) ui.Tag {
	switch r {
	case harm.Red:
		return ui.Tag{Text: "Red", Colour: ui.Red}
	case harm.Amber:
		return ui.Tag{Text: "Amber", Colour: ui.Orange}
	}
	return ui.Tag{Text: "Green", Colour: ui.Green}
}

func stageWords(s harm.ReviewStage) string {
	switch s {
	case harm.Opened:
		return "opened, to be screened"
	case harm.Screened:
		return "screened"
	case harm.Reviewed:
		return "reviewed by a consultant"
	case harm.Panel:
		return "with the panel"
	case harm.Shut:
		return "closed"
	}
	return "not opened yet"
}

func findingWords(f harm.Finding) string {
	switch f {
	case harm.NotNeeded:
		return "no further review needed"
	case harm.NeedsReview:
		return "a consultant must review it"
	case harm.NoHarm:
		return "no harm"
	case harm.HarmFound:
		return "harm"
	case harm.NotYet:
		return "not determinable yet"
	}
	return "no finding"
}

func (v worklistView) parts() parts {
	f := fields{typed: typed{"only": v.only, "period": v.period}}
	out := parts{v.tabs(ReviewsPath(v.on)), ui.Form{Action: ReviewsPath(v.on), Get: true, Row: true, Submit: "Show", Hidden: v.hidden(), Body: templ.Join(
		f.choice("only", "Show", "", "", "Everything open", "overdue", "Overdue", "none", "Not opened yet", string(harm.Opened), "To be screened", string(harm.Screened), "Screened", string(harm.Reviewed), "Reviewed by a consultant", string(harm.Panel), "With the panel", string(harm.Shut), "Closed"),
		f.choice("period", "Period", "", periodOptions("Every period", v.periods)...))}, v.table()}
	kept := v.kept()
	if pages := (len(kept) + eventsPage - 1) / eventsPage; pages > 1 {
		out.add(ui.Pagination{Page: v.number, Pages: pages, Address: func(n int) string {
			return v.link(ReviewsPath(v.on) + "?only=" + v.only + "&period=" + v.period + "&page=" + strconv.Itoa(n))
		}})
	}
	out.add(overdueTable("overdue-specialty", "Open and overdue by specialty", "Specialty", v.here, v.by(func(l reviewLine) string { return l.w.Specialty })),
		overdueTable("overdue-reviewer", "Open and overdue by who took the last step", "Reviewer", v.here, v.by(func(l reviewLine) string {
			if l.last.By == "" {
				return "nobody yet"
			}
			return who(v.names, l.last.By)
		})),
		ui.Links([]ui.Action{{Text: "This worklist as CSV", Href: v.link(ReviewsPath(v.on) + ".csv?only=" + v.only + "&period=" + v.period)}, {Text: "Overdue by specialty as CSV", Href: v.link(Path(v.on) + "/overdue.csv?period=" + v.period)}}))
	return out
}

func (v worklistView) table() ui.Table {
	kept := v.kept()
	t := ui.Table{ID: "reviews", Stack: true, Caption: ui.Plural(len(kept), "pathway", "pathways"), Empty: "No review is like that.", Columns: []ui.Column{{Head: "Watch"}, {Head: "Urgency", Words: true}, {Head: "Last day"}, {Head: "Specialty"}, {Head: "Stage", Words: true}, {Head: "Triggers", Words: true}}}
	from := min((v.number-1)*eventsPage, len(kept))
	for _, l := range kept[from:min(from+eventsPage, len(kept))] {
		due := ui.Cell{Text: lastDay(l)}
		if l.late {
			due.Tags = []ui.Tag{{Text: "Overdue", Colour: ui.Red}}
			due.Note = ui.Plural(v.today.Sub(l.due), "day", "days") + " over"
		}
		stage := ui.Cell{Text: capital(stageWords(l.stage))}
		if l.last.Finding != "" {
			stage.Note = findingWords(l.last.Finding)
		}
		if l.pressing {
			stage.Tags = []ui.Tag{{Text: "Act now", Colour: ui.Red}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: string(l.w.ID), Link: v.link(ReviewPath(v.on, l.w.ID)), Note: "postponed " + day(l.w.Postponed)}, {Text: capital(l.why), Tags: []ui.Tag{ragTag(l.rag)}}, due, ui.Text(l.w.Specialty), stage, ui.Text(triggerWords(l.triggers))}})
	}
	return t
}

// lastDay is by when a review is due, in words.
func lastDay(l reviewLine) string {
	switch l.place() {
	case 0:
		return day(l.due)
	case 1:
		return "not opened yet"
	}
	return "closed"
}

func triggerWords(list []harm.Trigger) string {
	if len(list) == 0 {
		return "none found"
	}
	out := ""
	for i, t := range list {
		if i > 0 {
			out += "; "
		}
		out += triggerName(t.Kind)
	}
	return out
}

func triggerName(k harm.TriggerKind) string {
	for _, t := range harm.Triggers() {
		if t.Kind == k {
			return t.Name
		}
	}
	return string(k)
}

// tally counts open reviews of a group and those of them that are overdue.
type tally struct {
	name                 string
	open, late, red, max int // max: the most days over
}

func (v worklistView) by(group func(reviewLine) string) []tally {
	var out []tally
	for _, l := range v.lines {
		if !l.open() {
			continue
		}
		name := group(l)
		i := slices.IndexFunc(out, func(t tally) bool { return t.name == name })
		if i < 0 {
			out = append(out, tally{name: name})
			i = len(out) - 1
		}
		out[i].open++
		if l.late {
			out[i].late++
			out[i].max = max(out[i].max, v.today.Sub(l.due))
			if l.rag == harm.Red {
				out[i].red++
			}
		}
	}
	slices.SortStableFunc(out, func(a, b tally) int { return b.late - a.late })
	return out
}

func overdueTable(id, caption, head string, h here, list []tally) ui.Table {
	t := ui.Table{ID: id, Stack: true, FewColumns: true, Caption: caption, Hint: h.countHint(), Empty: "No review is open.", Columns: []ui.Column{{Head: head, Words: true}, {Head: "Open", Numeric: true}, {Head: "Overdue", Numeric: true}, {Head: "Of these red", Numeric: true}}}
	for _, x := range list {
		t.Rows = append(t.Rows, ui.Cells(x.name, h.count(x.open), h.count(x.late), h.count(x.red)))
	}
	return t
}

func (m room) reviewsCSV(w http.ResponseWriter, r *web.Request) error {
	v, err := m.worklist(r)
	if err != nil {
		return err
	}
	s := web.Sheet{Name: "reviews-" + string(v.on), Head: []string{"watch", "period", "postponed", "specialty", "priority", "urgency", "why", "last_day", "overdue", "stage", "finding", "last_step_by", "triggers"}}
	for _, l := range v.kept() {
		s.Rows = append(s.Rows, []sheet.Cell{sheet.TextCell(string(l.w.ID)), sheet.TextCell(l.w.Period), dateCell(l.w.Postponed), sheet.TextCell(l.w.Specialty), sheet.TextCell(l.w.Priority), sheet.TextCell(string(l.rag)), sheet.TextCell(l.why),
			dateCell(l.due), sheet.TextCell(yesNo(l.late)), sheet.TextCell(string(l.stage)), sheet.TextCell(string(l.last.Finding)), sheet.TextCell(who(v.names, l.last.By)), sheet.NumberCell(float64(len(l.triggers)))})
	}
	return v.file(w, r, s, "A review that is open is no event; what came of the pathway is not known.")
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// overdueCSV is counts by trust and specialty, for the trust and for everybody above it.
func (m room) overdueCSV(w http.ResponseWriter, r *web.Request) error {
	h := at(r)
	s := web.Sheet{Name: "overdue-reviews-" + string(r.On), Head: []string{"trust", "specialty", "open", "overdue", "overdue_red", "most_days_over"}}
	for _, t := range h.trusts() {
		c, err := m.Watches.Cohort(r.Context(), t, r.Param("period"), h.asOf)
		if err != nil {
			return err
		}
		v := worklistView{here: h, lines: linesOf(c, h, m.Holidays)}
		for _, x := range v.by(func(l reviewLine) string { return l.w.Specialty }) {
			most := sheet.NumberCell(float64(x.max))
			if _, ok := h.shown(x.late); !ok {
				most = sheet.Cell{}
			}
			s.Rows = append(s.Rows, []sheet.Cell{sheet.TextCell(string(t)), sheet.TextCell(x.name), sheet.TextCell(h.counted(x.open)), sheet.TextCell(h.counted(x.late)), sheet.TextCell(h.counted(x.red)), most})
		}
	}
	return h.file(w, r, s, "A review that is open is no event; what came of the pathway is not known.")
}

// trustsWith are the trusts of an area that keep anything: those that are silent are told apart.
func trustsWith(counts map[org.Code]harm.Lags, trusts []org.Code) (with, silent []org.Code) {
	for _, t := range trusts {
		if l, ok := counts[t]; ok && len(l.Of) > 0 {
			with = append(with, t)
		} else {
			silent = append(silent, t)
		}
	}
	return with, silent
}
