package recoveryweb

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/recovery"
	"headroom/internal/sheet"
	"headroom/internal/web"
	"headroom/internal/web/chart"
	"headroom/internal/web/ui"
)

// boardView is a trust's board.
type boardView struct {
	here
	counted recovery.Counted
	told    time.Time // when the newest list came
	line    recovery.Line
	burn    []recovery.BurnDay
	use     *recovery.PlanUse
	plan    *recovery.Plan
	todo    []todo
	of      string // how many people the pathways are of; "" for whoever sees counts alone
}

// todo is something that waits to be done.
type todo struct {
	n    int
	text string
	href string
}

// board is a trust's board, or counts alone of everybody above.
func (m room) board(w http.ResponseWriter, r *web.Request) error {
	h := at(r)
	if !h.one() || aboveTrust(r.Who.Grants, h.on, r.Today) {
		return m.system(w, r, h)
	}
	v, err := m.boardOf(r, h)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.page(), v.parts().body())
}

func (m room) boardOf(r *web.Request, h here) (boardView, error) {
	v := boardView{here: h, line: recovery.LineDates}
	if l := recovery.Line(r.Param("line")); slices.Contains(recovery.Lines(), l) {
		v.line = l
	}
	read := m.Lists.Kept
	if h.people() {
		read = m.Lists.Ground // with the rest and the beds that close what people are booked on
	}
	g, err := read(r.Context(), h.on, h.asOf)
	if err != nil {
		return v, err
	}
	v.told, v.counted = g.Told, recovery.CountOf(g.Patients, g.Sessions, h.today)
	if v.told.IsZero() {
		return v, nil
	}
	uses, err := m.Lists.Uses(r.Context(), h.on, h.asOf, 1)
	if err != nil {
		return v, err
	}
	if len(uses) > 0 {
		k, err := m.Lists.Plan(r.Context(), uses[0].Plan, h.asOf)
		if err != nil {
			return v, err
		}
		v.use, v.plan = &uses[0], k.Plan
	}
	v.burn = recovery.Burn(g.Patients, g.Sessions, v.plan, v.line, h.today, burnDays(h.today))
	if h.people() {
		said, err := m.Lists.Said(r.Context(), h.on, h.asOf)
		if err != nil {
			return v, err
		}
		v.todo = v.todos(g, said)
		now, err := m.pressed(r, h, g.Patients)
		if err != nil {
			return v, err
		}
		if len(now.list) > 0 {
			v.todo = slices.Insert(v.todo, 0, todo{len(now.list), "dates to bring forward, asked for by a clinician's review of harm", WorklistOf(h.on) + "#bring-forward"})
		}
		if v.of, err = m.peopleWords(r, h, g); err != nil {
			return v, err
		}
	}
	return v, nil
}

// peopleWords says how many people those who wait are: pathways are not people.
func (m room) peopleWords(r *web.Request, h here, g recovery.Ground) (string, error) {
	var waiting []recovery.Pathway
	for _, p := range g.Patients {
		if over, _ := p.Over(h.today); !over {
			waiting = append(waiting, p.Pathway)
		}
	}
	n, unknown, err := m.Lists.People(r.Context(), h.on, waiting, h.asOf)
	if err != nil || unknown == len(waiting) {
		return "pathways; of how many people is not known", err
	}
	words := "pathways of " + ui.Plural(n, "person", "people")
	if unknown > 0 {
		words += ", and " + ui.Count(unknown) + " whose NHS number is not kept"
	}
	return words, nil
}

// burnDays are today and the same day of each week to the end of the winter's March, at least four of them.
func burnDays(today civil.Date) []civil.Date {
	end := civil.On(today.Year(), time.March, 31)
	for end.Sub(today) < 28 {
		end = civil.On(end.Year()+1, time.March, 31)
	}
	var out []civil.Date
	for d := today; !d.After(end) && len(out) < 41; d = d.Add(7) {
		out = append(out, d)
	}
	return out
}

// todos counts what waits: offers by what they need next, checks, and what somebody senior must know.
func (v boardView) todos(g recovery.Ground, said recovery.Said) []todo {
	count := map[recovery.OfferState]int{}
	cancer := cancerOf(g.Patients)
	for _, o := range said.Offers {
		count[recovery.StandOffer(o, said.Events, cancer(o.Pathway), v.today).State]++
	}
	declined := recovery.Declines(said.Offers, said.Events, said.Findings, cancer, v.today)
	senior := 0
	for _, p := range g.Patients {
		if len(recovery.Escalations(p, v.today)) > 0 {
			senior++
		}
	}
	lists, people := recovery.BookedOnClosed(g, v.today)
	nights, over := recovery.BookedOverBeds(g, v.today)
	offers := func(s recovery.OfferState) string { return withQuery(OffersOf(v.on), "state", string(s)) }
	return []todo{
		{v.counted.Over, "dates that are over, outcome not recorded", withQuery(PatientsOf(v.on), "only", "over")},
		{lists, "closed lists with people booked on them" + strandedWords(people, "person", "people"), v.repairLink(SessionsOf(v.on))},
		{nights, "nights on which more people are booked than beds are left by a closure" + strandedWords(over, "bed", "beds"), v.repairLink(BedsOf(v.on))},
		{count[recovery.OfferProposed], "proposed dates to review by a clinician", offers(recovery.OfferProposed)},
		{count[recovery.OfferReviewed], "reviewed dates to offer", offers(recovery.OfferReviewed)},
		{count[recovery.OfferUnanswered], "offers whose day to answer by is over", offers(recovery.OfferUnanswered)},
		{count[recovery.OfferAccepted], "accepted dates to book", offers(recovery.OfferAccepted)},
		{senior, "people postponed twice or with a 28-day guarantee at risk", withQuery(PatientsOf(v.on), "only", "senior")},
		{len(recovery.Worklist(g.Patients, said.Findings, declined, v.today)), "checks on the worklist", WorklistOf(v.on)},
	}
}

// strandedWords says of how many, where there are any.
func strandedWords(n int, one, many string) string {
	if n == 0 {
		return ""
	}
	return ": " + ui.Plural(n, one, many)
}

// repairLink leads whoever may have the plan in use repaired to that, and everybody else to where it can be read.
func (v boardView) repairLink(other string) string {
	if v.use == nil || !v.does(access.RecoveryPlan) {
		return other
	}
	return withQuery(PlanOf(v.on, v.use.Plan)+"/what-if", "happened", "closed") + "#happened"
}

func cancerOf(list []recovery.Patient) func(recovery.Pathway) bool {
	is := map[recovery.Pathway]bool{}
	for _, p := range list {
		is[p.Pathway] = p.Cancer != nil
	}
	return func(p recovery.Pathway) bool { return is[p] }
}

func (v boardView) page() web.Page {
	p := v.here.page("Recovery board")
	p.Crumbs = p.Crumbs[:1]
	p.Lead = "Who is past which date, how that falls week by week, and what waits to be done."
	if !v.told.IsZero() {
		p.Computed = "From the list of " + ui.When(v.now, v.told) + "."
	}
	return p
}

func (v boardView) parts() parts {
	var out parts
	if t := v.tabs(BoardOf(v.on)); len(t.Items) > 0 {
		out.add(t)
	}
	if v.told.IsZero() {
		e := ui.Empty{Title: "No list of patients was brought in", Text: "That is not the same as nobody waiting."}
		if v.does(access.RecoveryKeep) {
			e.Action = ui.Action{Text: "Bring the list in", Href: ImportOf(v.on)}
		}
		out.add(e)
		return out
	}
	out.add(v.figures())
	if v.people() {
		out.add(v.todoTable())
	}
	out.add(ui.Heading("Past their dates, by specialty", "past"), v.table(recovery.LineDates, recovery.LineCancer62, recovery.LinePostponed), v.table(recovery.LineWaiting, recovery.LineLongest, recovery.Line65, recovery.Line78, recovery.Line104),
		ui.Links([]ui.Action{{Text: "Download as CSV", Href: v.link(BoardOf(v.on) + "/board.csv")}}))
	out.add(ui.Heading("Week by week to the end of March", "burn"), v.form(), v.chart(), ui.Note(burnWords(v.use != nil)))
	return out
}

func burnWords(plan bool) string {
	s := "Counted of the people on the list today; people who join it later are not in it. “If nobody is treated” is what the plan is held against. “As booked now” takes every session held as kept."
	if plan {
		s += " With the plan, each date comes to nothing with the chance that its list runs late, and one in a hundred is cancelled on the day (by memory, unconfirmed): eight outcomes in ten lie within the band. The odds are of this model, not of the world."
	}
	return s
}

// figures are the board's first look.
func (v boardView) figures() ui.Figures {
	c := v.counted
	list := func(only string) string {
		if !v.people() {
			return ""
		}
		return v.link(withQuery(PatientsOf(v.on), "only", only))
	}
	age := ui.Figure{AsAt: "From the list of " + ui.When(v.now, v.told), Age: ui.Age(v.now, v.told), Stale: v.now.Sub(v.told) > 8*24*time.Hour}
	fig := func(name string, n int, href string, notes ...string) ui.Figure {
		f := age
		f.Name, f.Value, f.Href, f.Notes = name, ui.Count(n), href, notes
		return f
	}
	waiting := ""
	if v.people() {
		waiting = v.link(PatientsOf(v.on))
	}
	notes := []string{ui.Count(c.Booked) + " hold one now"}
	if c.Over > 0 {
		notes = append(notes, ui.Count(c.Over)+" hold a date that is over, and its outcome is not recorded")
	}
	if v.of != "" {
		notes = append(notes, v.of)
	}
	return ui.Figures{
		fig("Wait for a session", c.Waiting, waiting, notes...),
		fig("Postponed by the provider", c.Postponed, list("postponed"), postponedWords(c)),
		fig("Past a clinical or cancer date", c.Sum(recovery.LineDates, 0), list(string(recovery.LineDates)), ui.Count(c.Sum(recovery.LineCancer62, 0))+" of them over 62 days on a cancer pathway. Most people on such a pathway turn out not to have cancer."),
		fig("Over 52 weeks", c.Sum(recovery.LineLongest, 0), list(string(recovery.LineLongest)), ui.Count(c.Sum(recovery.Line65, 0))+" over 65 weeks, "+ui.Count(c.Sum(recovery.Line78, 0))+" over 78"),
	}
}

// postponedWords says how many had no new date in time, and of how many the day that was moved is not recorded.
func postponedWords(c recovery.Counted) string {
	words := ui.Count(c.Sum(recovery.LinePostponed, 0)) + " without a new date within 28 days of the old one"
	if c.Undated > 0 {
		words += "; of " + ui.Count(c.Undated) + " others the day that was moved is not recorded"
	}
	return words
}

func (v boardView) todoTable() ui.Table {
	t := ui.Table{ID: "todo", Caption: "What waits to be done", FewColumns: true, Columns: []ui.Column{{Head: "What", Words: true}, {Head: "How many", Numeric: true}}}
	for _, x := range v.todo {
		t.Rows = append(t.Rows, ui.Row{Quiet: x.n == 0, Cells: []ui.Cell{{Text: capital(x.text), Link: v.link(x.href)}, ui.Text(ui.Count(x.n))}})
	}
	if v.use != nil {
		t.Hint = fmt.Sprintf("Plan %d is in use since %s.", v.use.Plan, ui.When(v.now, v.use.At))
	} else {
		t.Hint = "No plan is in use."
	}
	return t
}

// table is who is past some lines, by specialty.
func (v boardView) table(lines ...recovery.Line) ui.Table {
	t := ui.Table{ID: "past-" + string(lines[0]), Caption: lines[0].Words() + " and more", HideTitle: true, Columns: []ui.Column{{Head: "Specialty", Words: true}}}
	for _, l := range lines {
		t.Columns = append(t.Columns, ui.Column{Head: l.Short(), Numeric: true})
	}
	total := ui.Row{Total: true, Cells: []ui.Cell{ui.Text("All specialties")}}
	for _, l := range lines {
		total.Cells = append(total.Cells, ui.Text(ui.Count(v.counted.Sum(l, 0))))
	}
	for _, s := range v.counted.Specialties() {
		row := ui.Row{Cells: []ui.Cell{ui.Text(specialty(s))}}
		for _, l := range lines {
			n := 0
			if by := v.counted.Past[l][s]; len(by) > 0 {
				n = by[0]
			}
			c := ui.Text(ui.Count(n))
			if n > 0 && v.people() {
				c.Link = v.link(withQuery(withQuery(PatientsOf(v.on), "only", string(l)), "specialty", s))
			}
			row.Cells = append(row.Cells, c)
		}
		t.Rows = append(t.Rows, row)
	}
	t.Rows = append(t.Rows, total)
	return t
}

func (v boardView) form() ui.Form {
	var options []string
	for _, l := range recovery.Lines() {
		options = append(options, string(l), l.Words())
	}
	return ui.Form{Action: BoardOf(v.on) + "#burn", Get: true, Row: true, Submit: "Show", Hidden: v.hidden(),
		Body: ui.Select{Field: ui.Field{Name: "line", Label: "Past what"}, Options: ui.Options(string(v.line), options...)}}
}

// chart is the burn-down.
func (v boardView) chart() chart.Days {
	c := chart.Days{ID: "burn-down", Title: v.line.Words(), Unit: "people", Ahead: true, FromZero: true}
	nobody, booked := chart.Series{Name: "If nobody is treated", Quiet: true}, chart.Series{Name: "As booked now"}
	var with chart.Series
	band := chart.Band{Name: "Eight outcomes in ten with the plan", Of: 2}
	for _, d := range v.burn {
		nobody.Points = append(nobody.Points, chart.Known(d.Day, float64(d.Nobody)))
		booked.Points = append(booked.Points, chart.Known(d.Day, float64(d.Booked)))
		with.Points = append(with.Points, chart.Known(d.Day, float64(d.Plan)))
		band.Days = append(band.Days, chart.BandDay{Day: d.Day, Low: float64(d.Low), High: float64(d.High)})
	}
	c.Series = []chart.Series{nobody, booked}
	if v.use != nil && v.plan != nil {
		with.Name = fmt.Sprintf("With plan %d", v.use.Plan)
		c.Series, c.Bands = append(c.Series, with), []chart.Band{band}
	}
	return c
}

func (m room) boardCSV(w http.ResponseWriter, r *web.Request) error {
	h := at(r)
	if !h.one() || aboveTrust(r.Who.Grants, h.on, r.Today) {
		return m.systemCSV(w, r, h)
	}
	v, err := m.boardOf(r, h)
	if err != nil {
		return err
	}
	g := web.Sheet{Name: "recovery-" + string(h.on), Head: []string{"org", "day", "line", "specialty", "people"}}
	for i, d := range v.counted.Days {
		for _, l := range recovery.Lines() {
			for _, s := range v.counted.Specialties() {
				if by := v.counted.Past[l][s]; len(by) > 0 {
					g.Rows = append(g.Rows, []sheet.Cell{sheet.TextCell(string(h.on)), sheet.DateCell(d), sheet.TextCell(l.Words()), sheet.TextCell(s), sheet.TextCell(strconv.Itoa(by[i]))})
				}
			}
		}
	}
	return r.SheetCSV(w, g)
}
