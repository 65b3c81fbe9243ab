package harmweb

import (
	"headroom/internal/access"

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

// eventsMost is how many events are read for a list, and eventsPage how many a page shows.
const (
	eventsMost = 2000
	eventsPage = 50
)

// eventsView is a trust's events in one order.
type eventsView struct {
	here
	list   []harm.Kept
	order  string // "physical", "psychological" or "" for the newest first
	kind   string
	number int

	calendar harm.Periods
}

func (m room) eventsOf(r *web.Request) (eventsView, error) {
	v := eventsView{here: at(r), order: r.Param("order"), kind: r.Param("kind"), number: r.PageNumber()}
	list, err := m.Events.Events(r.Context(), []org.Code{r.On}, v.asOf, eventsMost)
	if err != nil {
		return v, err
	}
	v.list = slices.DeleteFunc(slices.Clone(list), func(k harm.Kept) bool { return len(k.Revisions) == 0 || v.kind != "" && string(k.Now().Kind) != v.kind })
	if !v.may(access.HarmRead) {
		v.list = slices.DeleteFunc(v.list, func(k harm.Kept) bool { return k.Revisions[0].By != r.Who.Actor() })
		for i, k := range v.list {
			v.list[i] = own(k)
		}
	}
	sortEvents(v.list, v.order)
	v.calendar, err = m.calendar(r)
	return v, err
}

// sortEvents puts the worst first by one scale. The two are never mixed: the other one does not even break a tie.
func sortEvents(list []harm.Kept, order string) {
	slices.SortStableFunc(list, func(a, b harm.Kept) int {
		x, y := a.Now(), b.Now()
		c := 0
		switch order {
		case "physical":
			c = x.Grade.Physical.ByWorst(y.Grade.Physical)
		case "psychological":
			c = x.Grade.Psychological.ByWorst(y.Grade.Psychological)
		}
		if c == 0 {
			c = b.Revisions[0].Recorded.Compare(a.Revisions[0].Recorded)
		}
		return c
	})
}

func (m room) events(w http.ResponseWriter, r *web.Request) error {
	v, err := m.eventsOf(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.made(), v.parts().body())
}

// own is an event as the one who recorded it told it: what others wrote or judged of it is left out.
func own(k harm.Kept) harm.Kept {
	return harm.Kept{ID: k.ID, Trust: k.Trust, Revisions: k.Revisions[:1]}
}

func (v eventsView) made() web.Page {
	p := v.page("Patient-safety events")
	if !v.may(access.HarmRead) {
		p.Title, p.Lead = "Events that you recorded", "As you told them. What others wrote or judged of them since is not shown here."
	}
	return p
}

func (v eventsView) parts() parts {
	kinds := []string{"", "Every kind"}
	for _, k := range harm.Kinds() {
		kinds = append(kinds, string(k), kindName(k))
	}
	f := fields{typed: typed{"order": v.order, "kind": v.kind}}
	out := parts{v.tabs(EventsPath(v.on))}
	if v.does(access.HarmRecord) {
		out.add(ui.Buttons([]ui.Button{{Text: "Record an event", Href: RecordPath(v.on)}}))
	}
	out.add(ui.Form{Action: EventsPath(v.on), Get: true, Row: true, Submit: "Show", Hidden: v.hidden(), Body: templ.Join(
		f.choice("order", "Order", "", "", "The newest first", "physical", "The worst physical harm first", "psychological", "The worst psychological harm first"), f.choice("kind", "Kind", "", kinds...))}, v.table())
	if pages := (len(v.list) + eventsPage - 1) / eventsPage; pages > 1 {
		out.add(ui.Pagination{Page: v.number, Pages: pages, Address: func(n int) string {
			return v.link(EventsPath(v.on) + "?order=" + v.order + "&kind=" + v.kind + "&page=" + strconv.Itoa(n))
		}})
	}
	if v.may(access.HarmRead) {
		out.add(ui.Links([]ui.Action{{Text: "These events as CSV, without what was written", Href: v.link(EventsPath(v.on) + ".csv?order=" + v.order + "&kind=" + v.kind)}}))
	}
	return out
}

func (v eventsView) table() ui.Table {
	t := ui.Table{ID: "events", Stack: true, Caption: ui.Plural(len(v.list), "event", "events"), Empty: "No event of that kind is recorded. That few are reported does not show that little happened: reporting falls when staff are short.",
		Columns: []ui.Column{{Head: "Event"}, {Head: "What happened", Words: true}, {Head: "Happened"}, {Head: "Physical harm", Words: true}, {Head: "Psychological harm", Words: true}, {Head: "National service"}}}
	from := min((v.number-1)*eventsPage, len(v.list))
	for _, k := range v.list[from:min(from+eventsPage, len(v.list))] {
		e := k.Now()
		sent := ui.Text("not queued")
		if !v.may(access.HarmRead) {
			sent = ui.Text("queued when it was recorded")
		}
		if n := len(k.Sent); n > 0 {
			sent = ui.Cell{Tags: []ui.Tag{sendTag(k.Sent[n-1].State)}}
		}
		id := ui.Cell{Text: string(k.ID), Link: v.link(EventPath(v.on, k.ID)), Note: kindName(e.Kind)}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{id, ui.Text(short(e.What)), ui.Text(day(e.Occurred)), v.graded(e, codeOf(int(e.Grade.Physical), e.Grade.Physical.Words())), v.graded(e, codeOf(int(e.Grade.Psychological), e.Grade.Psychological.Words())), sent}})
	}
	return t
}

// graded is a grade with what it stands on, where that is not what happened.
func (v eventsView) graded(e harm.Event, words string) ui.Cell {
	switch {
	case e.Kind == harm.GoodCare || e.Kind == harm.Risk:
		return ui.Marked(ui.NotApplicable)
	case e.Grade.Basis == harm.NotDeterminable:
		return ui.Cell{Text: words, Note: "not determinable yet; looked at next on " + day(e.Grade.Review)}
	case e.Grade.Basis == harm.Likely:
		return ui.Cell{Text: words, Note: "likely"}
	}
	return ui.Text(words)
}

// shortest is how many letters of a text a list shows.
const shortest = 120

func short(s string) string {
	letters := []rune(s)
	if len(letters) <= shortest {
		return s
	}
	return string(letters[:shortest]) + "…"
}

func (m room) eventsCSV(w http.ResponseWriter, r *web.Request) error {
	v, err := m.eventsOf(r)
	if err != nil {
		return err
	}
	return v.file(w, r, v.sheet(), "Few reports do not show that little happened. The two scales are never compared. A period is a fact about dates.")
}

// sheet is the list as a file. What people wrote stays in the product.
func (v eventsView) sheet() web.Sheet {
	s := web.Sheet{Name: "events-" + string(v.on), Head: []string{"event", "revision", "kind", "occurred", "detected", "recorded", "physical", "psychological", "basis", "review", "patients", "period", "period_by", "response", "sent"}}
	code := func(n int) sheet.Cell {
		if n == 0 {
			return sheet.Cell{}
		}
		return sheet.NumberCell(float64(n))
	}
	for _, k := range v.list {
		e := k.Now()
		period, how := v.calendar.Of(e)
		state := ""
		if n := len(k.Sent); n > 0 {
			state = string(k.Sent[n-1].State)
		}
		s.Rows = append(s.Rows, []sheet.Cell{sheet.TextCell(string(k.ID)), code(e.Revision), sheet.TextCell(string(e.Kind)), dateCell(e.Occurred), dateCell(e.Detected), dateCell(civil.Today(k.Revisions[0].Recorded)),
			code(int(e.Grade.Physical)), code(int(e.Grade.Psychological)), sheet.TextCell(string(e.Grade.Basis)), dateCell(e.Grade.Review), sheet.NumberCell(float64(e.Patients)), sheet.TextCell(period), sheet.TextCell(string(how)), sheet.TextCell(string(e.Response)), sheet.TextCell(state)})
	}
	return s
}

func dateCell(d civil.Date) sheet.Cell {
	if d.IsZero() {
		return sheet.Cell{}
	}
	return sheet.DateCell(d)
}

// dueView is what is overdue about a trust's events.
type dueView struct {
	here
	list     []harm.Kept
	holidays civil.Holidays
}

func (m room) due(w http.ResponseWriter, r *web.Request) error {
	v := dueView{here: at(r), holidays: m.Holidays}
	var err error
	if v.list, err = m.Events.Events(r.Context(), []org.Code{r.On}, v.asOf, eventsMost); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.made(), v.parts().body())
}

func (v dueView) made() web.Page {
	p := v.page("Due about events")
	p.Lead = "Grades to look at again, and patients to be told, the earliest day first."
	return p
}

// dueLine is one thing that has a day.
type dueLine struct {
	on   civil.Date
	late bool
	k    harm.Kept
	note string
}

func (v dueView) parts() parts {
	var grades, candour, stopped []dueLine
	undecided := 0
	for _, k := range v.list {
		if len(k.Revisions) == 0 {
			continue
		}
		e := k.Now()
		if e.Grade.Basis == harm.NotDeterminable {
			grades = append(grades, dueLine{e.Grade.Review, e.Grade.Review.Before(v.today), k, gradeWords(e)})
		}
		if len(k.Candour) == 0 {
			if e.Kind == harm.Incident || e.Kind == harm.Outcome {
				undecided++
			}
			continue
		}
		c := k.Candour[len(k.Candour)-1]
		if c.Notifiable == "" {
			undecided++
		}
		switch {
		case c.Stopped():
			stopped = append(stopped, dueLine{c.Due(v.holidays), false, k, "stopped on " + day(civil.Today(c.Recorded)) + ", because: " + cmp.Or(c.Reason, c.Why)})
		case c.Clocked() && c.Told().IsZero():
			note := ui.Plural(len(c.Contacts), "attempt", "attempts") + ", nobody reached yet"
			if c.Notifiable == "" {
				note += "; whether the duty applies is open again"
			}
			candour = append(candour, dueLine{c.Due(v.holidays), c.Overdue(v.today, v.holidays), k, note})
		}
	}
	out := parts{v.tabs(DuePath(v.on)), v.table("regrade", "Grades to look at again", "No grade waits for another look.", grades), v.table("candour", "Duty of candour: patients to be told", "Nobody waits to be told.", candour)}
	if len(stopped) > 0 {
		out.add(v.table("stopped", "Clocks of the duty of candour that were stopped", "", stopped))
	}
	if undecided > 0 {
		out.add(ui.Note("Of " + ui.Plural(undecided, "incident or outcome", "incidents and outcomes") + " nobody has said yet whether the duty of candour applies."))
	}
	return out
}

func (v dueView) table(id, caption, empty string, list []dueLine) ui.Table {
	slices.SortStableFunc(list, func(a, b dueLine) int { return a.on.Compare(b.on) })
	t := ui.Table{ID: id, Stack: true, Caption: caption, Empty: empty, Columns: []ui.Column{{Head: "Event"}, {Head: "Last day"}, {Head: "What happened", Words: true}, {Head: "Stands at", Words: true}}}
	for _, x := range list {
		on := ui.Cell{Text: day(x.on)}
		if x.late {
			on.Tags = []ui.Tag{{Text: "Overdue", Colour: ui.Red}}
			on.Note = ui.Plural(v.today.Sub(x.on), "day", "days") + " over"
		}
		e := x.k.Now()
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: string(x.k.ID), Link: v.link(EventPath(v.on, x.k.ID))}, on, ui.Text(short(e.What)), ui.Text(x.note)}})
	}
	return t
}
