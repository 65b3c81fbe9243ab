package occupancyweb

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/action"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/occupancy"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/chart"
	"headroom/internal/web/ui"
)

// whatIfView is the page of scenarios as the template shows it.
type whatIfView struct {
	page     web.Page
	tabs     ui.Tabs
	empty    *ui.Empty
	form     ui.Form
	fields   whatIfFields
	problems []fault.Field
	saved    []savedScenario
	assumed  []string // what the scenario says, in sentences
	onDate   string
	beside   *ui.Table
	chart    *chart.Days
	days     *ui.Table
	score    scoreLine
	save     *ui.Form
	name     string
	defaults ui.Table
}

// savedScenario is one that was given a name.
type savedScenario struct {
	ui.Action
	note string
	drop *ui.Form
}

// whatIfFields is what the form shows, as typed.
type whatIfFields struct {
	v      url.Values
	groups []ui.Option
}

func (f whatIfFields) get(name string) string { return f.v.Get(name) }

// choosing names and values in turn: a select with what was chosen.
func (f whatIfFields) options(name string, valuesAndTexts ...string) []ui.Option {
	return ui.Options(f.v.Get(name), valuesAndTexts...)
}

// The names of the form's parts.
var whatIfNames = [...]string{"flu", "noro", "noro-from", "noro-to", "cold", "cold-from", "cold-to", "wind", "wind-closed", "wind-from", "wind-to", "strike", "group", "strike-from", "strike-to"}

// scenarioOf reads the form into a scenario about one organisation; asked is false when nothing is filled in.
func scenarioOf(v url.Values, on org.Code) (s occupancy.Scenario, asked bool, err error) {
	s.Name = "what-if"
	orgs := []org.Code{on}
	var l fault.List
	day := func(name string) civil.Date {
		d, err := civil.ParseDate(v.Get(name))
		if err != nil {
			l.Add(name, "", "Enter a date as 2023-12-24")
		}
		return d
	}
	beds := func(name string) float64 {
		if v.Get(name) == "" {
			return 0
		}
		n, err := percentage(v.Get(name))
		if err != nil || n < 0 {
			l.Add(name, "", "Enter a number of nought or more")
		}
		return n
	}
	if v.Get("flu") != "" {
		s.Flu = &occupancy.FluWave{Shape: v.Get("flu"), Orgs: orgs}
	}
	if v.Get("noro") != "" {
		s.Norovirus = []occupancy.Closure{{Share: beds("noro") / 100, From: day("noro-from"), To: day("noro-to"), Orgs: orgs}}
	}
	if v.Get("cold") != "" {
		s.Cold = []occupancy.ColdSpell{{Level: v.Get("cold"), From: day("cold-from"), To: day("cold-to"), Orgs: orgs}}
	}
	if v.Get("wind") != "" {
		s.WindDown = []occupancy.WindDown{{Beds: beds("wind"), Closed: beds("wind-closed"), From: day("wind-from"), To: day("wind-to"), Orgs: orgs}}
	}
	if v.Get("strike") != "" {
		s.Strikes = []occupancy.StrikeChange{{Change: v.Get("strike"), Group: v.Get("group"), From: day("strike-from"), To: day("strike-to"), Orgs: orgs}}
	}
	asked = s.Flu != nil || s.Norovirus != nil || s.Cold != nil || s.WindDown != nil || s.Strikes != nil
	if err := l.Err("The scenario cannot be used as it stands"); err != nil || !asked {
		return s, asked, err
	}
	return s, true, renamed(s.Check())
}

// renamed gives the fields of a scenario's fault the names they have in the form.
func renamed(err error) error {
	f := fault.As(err)
	if f == nil {
		return err
	}
	names := strings.NewReplacer("norovirus[0].from", "noro-from", "norovirus[0].to", "noro-to", "norovirus[0].beds", "noro", "cold[0].level", "cold", "cold[0].from", "cold-from", "cold[0].to", "cold-to",
		"wind_down[0].beds", "wind", "wind_down[0].closed", "wind-closed", "wind_down[0].from", "wind-from", "wind_down[0].to", "wind-to", "flu.shape", "flu",
		"strikes[0].change", "strike", "strikes[0].group", "group", "strikes[0].from", "strike-from", "strikes[0].to", "strike-to", "strikes[0]", "strike-from")
	out := *f
	out.Fields = nil
	for _, p := range f.Fields {
		p.Name = names.Replace(p.Name)
		out.Fields = append(out.Fields, p)
	}
	return &out
}

// typedOf is a scenario as the form shows it: what scenarioOf reads.
func typedOf(s occupancy.Scenario) url.Values {
	v := url.Values{}
	set := func(name string, x float64) {
		if x != 0 {
			v.Set(name, strconv.FormatFloat(x, 'f', -1, 64))
		}
	}
	span := func(name string, from, to civil.Date) {
		v.Set(name+"-from", from.String())
		v.Set(name+"-to", to.String())
	}
	if s.Flu != nil {
		v.Set("flu", s.Flu.Shape)
	}
	for _, x := range s.Norovirus {
		set("noro", 100*x.Share)
		span("noro", x.From, x.To)
	}
	for _, x := range s.Cold {
		v.Set("cold", x.Level)
		span("cold", x.From, x.To)
	}
	for _, x := range s.WindDown {
		set("wind", x.Beds)
		set("wind-closed", x.Closed)
		span("wind", x.From, x.To)
	}
	for _, x := range s.Strikes {
		v.Set("strike", x.Change)
		v.Set("group", x.Group)
		span("strike", x.From, x.To)
	}
	return v
}

func (m room) whatIf(w http.ResponseWriter, r *web.Request) error {
	a, err := read(r)
	if err != nil {
		return err
	}
	typed, err := m.typed(r, &a)
	if err != nil {
		return err
	}
	v, err := m.whatIfOf(r.Context(), &a, typed)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if len(v.problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return r.Render(w, status, v.page, whatIfPage(v))
}

// typed is the form as sent, or the saved scenario that ?saved= names.
func (m room) typed(r *web.Request, a *asked) (url.Values, error) {
	typed := url.Values{}
	for _, n := range whatIfNames {
		if x := r.Param(n); x != "" {
			typed.Set(n, x)
		}
	}
	name := r.Param("saved")
	if name == "" {
		return typed, nil
	}
	list, err := m.Store.Scenarios(r.Context(), a.on, a.now)
	if err != nil {
		return nil, err
	}
	for _, x := range list {
		if x.Name == name {
			s, err := occupancy.ReadScenario([]byte(x.Body))
			if err != nil {
				return nil, err
			}
			typed = typedOf(s)
			typed.Set("name", x.Name)
			return typed, nil
		}
	}
	return nil, fault.New(fault.NotFound, "No scenario is called %q here", name)
}

func (m room) whatIfOf(ctx context.Context, a *asked, typed url.Values) (whatIfView, error) {
	v := whatIfView{page: pageOf(a, "What if"), tabs: tabsOf(a, WhatIfPath(a.on)), name: typed.Get("name"),
		form:   ui.Form{Action: WhatIfPath(a.on), Submit: "Work it out", Get: true, Hidden: map[string]string{}},
		fields: whatIfFields{v: typed, groups: groupOptions(typed.Get("group"))}, defaults: assumptionTable()}
	v.page.Lead = "The forecast with a flu wave, closed beds, cold, planned work put off or a strike assumed, beside the forecast as it stands."
	for k, x := range map[string]string{"origin": a.params.Get("origin"), "target": a.params.Get("target"), "confidence": a.params.Get("confidence"), "date": a.params.Get("date")} {
		if x != "" {
			v.form.Hidden[k] = x
		}
	}
	if a.past {
		v.form.Hidden["as-of"] = a.now.UTC().Format(time.RFC3339Nano)
	}
	if err := m.listSaved(ctx, a, &v); err != nil {
		return v, err
	}
	h, cal, err := m.held(ctx, a)
	if err == nil {
		err = a.bad.Err(notShown)
	}
	if fault.KindOf(err) == fault.NotFound || err == nil && len(h.Forecast.Days) == 0 {
		v.empty = &ui.Empty{Title: "There is no forecast to begin from", Text: "One is made each night at 05:30, and when returns with bed figures come in."}
		return v, nil
	}
	if err != nil {
		return v, err
	}
	s, given, err := scenarioOf(typed, a.on)
	if err == nil && given {
		err = m.answer(ctx, a, h, cal, s, &v)
		err = renamed(err)
	}
	if problems := web.ProblemsOf(err); problems != nil {
		v.problems, v.page.Problems = problems, problems
		return v, nil
	}
	return v, err
}

// answer works the scenario out and lays it beside the forecast.
func (m room) answer(ctx context.Context, a *asked, h occupancy.Held, cal occupancy.Calendar, s occupancy.Scenario, v *whatIfView) error {
	list, err := s.Apply([]occupancy.Forecast{h.Forecast}, occupancy.Tree{}, cal)
	if err != nil {
		return err
	}
	f := list[0]
	for _, n := range f.Notes[len(h.Forecast.Notes):] {
		v.assumed = append(v.assumed, n.Words)
	}
	v.page.Computed = "Forecast from 08:00 on " + ui.DayWords(h.Run.Origin) + " by " + f.Model + "."
	if v.score, err = m.scoreOf(ctx, a, h); err != nil {
		return err
	}
	was, _, _ := h.Forecast.On(a.date)
	is, _, _ := f.On(a.date)
	v.onDate = "On " + ui.DayShort(a.date) + " " + a.date.Format("2006") + ", " + aheadWords(a.date.Sub(h.Run.Origin))
	v.beside = besideTable(a, figures(was, h.Run.Origin, a.target, a.confidence), figures(is, h.Run.Origin, a.target, a.confidence))
	v.chart, v.days = m.besideDays(a, h, f, cal)
	if a.may(access.ForecastScenario) && !a.past {
		body, err := json.Marshal(s)
		if err != nil {
			return err
		}
		v.save = &ui.Form{Action: WhatIfPath(a.on), Submit: "Save the scenario", Hidden: map[string]string{"body": string(body)}}
	}
	return nil
}

// besideTable says the figures of one morning as they stand and as the scenario has them.
func besideTable(a *asked, was, is dayFigures) *ui.Table {
	t := &ui.Table{ID: "beside", Caption: "The forecast and the scenario", HideTitle: true, FewColumns: true, Columns: []ui.Column{{Head: "Figure"}, {Head: "As it stands", Numeric: true}, {Head: "What if", Numeric: true}, {Head: "Difference", Numeric: true}}}
	row := func(name, x, y, diff string, notes ...string) {
		cells := ui.Cells(name, x, y, diff)
		for i, n := range notes {
			cells.Cells[i+1].Note = n
		}
		t.Rows = append(t.Rows, cells)
	}
	row("Beds occupied", ui.Number(was.occupied, 0), ui.Number(is.occupied, 0), beds(int(is.occupied-was.occupied)), spread(was.Occupied, .1, .9), spread(is.Occupied, .1, .9))
	if !was.known || !is.known {
		return t
	}
	row("Beds open", ui.Number(was.open, 0), ui.Number(is.open, 0), beds(int(is.open-was.open)), spread(was.Open, .1, .9), spread(is.Open, .1, .9))
	row("Occupied of open", was.rate(), is.rate(), "")
	row("Chance of more than "+a.target.Words, chance(was.over), chance(is.over), "")
	row("Chance of more than 95%", chance(was.Over95), chance(is.Over95), "")
	row("Chance of more than 100%", chance(was.Over100), chance(is.Over100), "")
	row("Headroom to "+a.target.Words, beds(was.headroom), beds(is.headroom), beds(is.headroom-was.headroom))
	row("Beds to free to be safe in "+ui.Number(100*a.confidence, 0)+" of 100 cases", ui.Count(was.free), ui.Count(is.free), beds(is.free-was.free))
	return t
}

// besideDays draws the scenario's fan over the forecast's median, with the same in a table.
func (m room) besideDays(a *asked, h occupancy.Held, f occupancy.Forecast, cal occupancy.Calendar) (*chart.Days, *ui.Table) {
	var days []dayFigures
	before := chart.Series{Name: "As it stands"}
	t := &ui.Table{ID: "what-if-days", Caption: "Day by day", Stack: true, Columns: []ui.Column{{Head: "Morning", Tight: true}, {Head: "Occupied as it stands", Numeric: true}, {Head: "Occupied, what if", Numeric: true},
		{Head: "Open as it stands", Numeric: true}, {Head: "Open, what if", Numeric: true}, {Head: "Over " + a.target.Words + " as it stands", Numeric: true}, {Head: "Over " + a.target.Words + ", what if", Numeric: true}}}
	for i, d := range f.Days {
		if d.Date.After(a.until) {
			break
		}
		was, is := figures(h.Forecast.Days[i], h.Run.Origin, a.target, a.confidence), figures(d, h.Run.Origin, a.target, a.confidence)
		days = append(days, is)
		before.Points = append(before.Points, chart.Known(d.Date, was.occupied))
		open := func(x dayFigures) string {
			if !x.known {
				return "not known"
			}
			return ui.Number(x.open, 0)
		}
		row := ui.Cells(ui.DayShort(d.Date), ui.Number(was.occupied, 0), ui.Number(is.occupied, 0), open(was), open(is), chance(was.over), chance(is.over))
		row.Cells[2].Note = spread(is.Occupied, .1, .9)
		t.Rows = append(t.Rows, row)
	}
	c := fan(a, cal, h.Run.Origin, days, nil, true)
	c.ID, c.Title = "what-if", "General and acute beds occupied, what if"
	c.Series[0], c.Breaks = before, nil
	c.Series[1].Name = "What if"
	return c, t
}

// listSaved shows the scenarios that were given a name.
func (m room) listSaved(ctx context.Context, a *asked, v *whatIfView) error {
	list, err := m.Store.Scenarios(ctx, a.on, a.now)
	if err != nil {
		return err
	}
	for _, x := range list {
		s := savedScenario{Action: ui.Action{Text: x.Name, Href: a.address(WhatIfPath(a.on), "saved", x.Name)}, note: "saved " + ui.When(a.now, x.Recorded)}
		if a.may(access.ForecastScenario) && !a.past {
			s.drop = &ui.Form{Action: WhatIfPath(a.on), Submit: "Take away " + x.Name, Hidden: map[string]string{"name": x.Name, "gone": "yes"}}
		}
		v.saved = append(v.saved, s)
	}
	return nil
}

// saveScenario keeps a scenario under a name, or takes one away.
func (m room) saveScenario(w http.ResponseWriter, r *web.Request) error {
	x := occupancy.Saved{Org: r.On, Name: r.Param("name"), Gone: r.Param("gone") == "yes"}
	if !x.Gone {
		s, err := occupancy.ReadScenario([]byte(r.Param("body")))
		if err != nil {
			return err
		}
		body, err := json.Marshal(s)
		if err != nil {
			return err
		}
		x.Body = string(body)
	}
	x, err := m.Store.SaveScenario(r.Context(), r.Who.Actor(), x)
	if err != nil {
		return err
	}
	if x.Gone {
		return r.Redirect(w, WhatIfPath(r.On), "The scenario is taken away; its versions are kept.")
	}
	return r.Redirect(w, WhatIfPath(r.On)+"?"+url.Values{"saved": {x.Name}}.Encode(), "The scenario is saved.")
}

func groupOptions(chosen string) []ui.Option {
	var out []ui.Option
	for _, g := range action.StaffGroups() {
		words := occupancy.GroupName(g)
		out = append(out, ui.Option{Value: words, Text: words, Chosen: words == chosen})
	}
	return out
}

// assumptionTable lists the figures that scenarios stand on, with where they come from.
func assumptionTable() ui.Table {
	t := ui.Table{ID: "assumptions", Caption: "What scenarios assume", Stack: true, Columns: []ui.Column{{Head: "Assumption", Words: true}, {Head: "Figure", Numeric: true}, {Head: "From", Words: true}}}
	for _, x := range occupancy.Assumptions() {
		name := ui.Text(capital(x.Words))
		if !x.Confirmed {
			name.Tags = []ui.Tag{ui.Unconfirmed.Tag()}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{name, ui.Text(strconv.FormatFloat(x.Value, 'g', -1, 64)), ui.Text(capital(x.Source) + "; since " + x.Since)}})
	}
	return t
}
