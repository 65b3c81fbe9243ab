package occupancyweb

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/occupancy"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// effectsView is the page of effects as the template shows it.
type effectsView struct {
	page     web.Page
	tabs     ui.Tabs
	words    []string
	tables   []ui.Table
	history  *ui.Table
	form     *overrideForm
	problems []fault.Field
}

// overrideForm is what a person types to set an effect by hand.
type overrideForm struct {
	action              string
	what, code          string
	of, value, se, text string
	codes               []ui.Option
}

func (f overrideForm) field(problems []fault.Field, name, label, hint string) ui.Field {
	return ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(problems)
}

// The two things that the form does.
const (
	whatSet  = "set"
	whatGone = "give-up"
)

func (m room) effects(w http.ResponseWriter, r *web.Request) error {
	a, err := read(r)
	if err != nil {
		return err
	}
	v, err := m.effectsOf(r.Context(), &a, overrideForm{what: whatSet, of: "occupied"})
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.page, effectsPage(v))
}

// override records what the form says, and shows it again with its problems when it cannot stand.
func (m room) override(w http.ResponseWriter, r *web.Request) error {
	a, err := read(r)
	if err != nil {
		return err
	}
	f := overrideForm{what: r.Param("what"), code: r.Param("code"), of: r.Param("of"), value: r.Param("value"), se: r.Param("se"), text: r.Param("reason")}
	o, err := f.override(a.on)
	if err == nil && len(a.pic.Children(org.NHS, a.on)) > 0 && kindAbove(a.pic, a.on) {
		return fault.New(fault.Invalid, "An effect is set for one trust; the sums above it follow")
	}
	if err == nil {
		var list []occupancy.Override
		if list, err = m.Store.Overrides(r.Context(), a.on, a.now); err != nil {
			return err
		}
		for _, x := range list {
			if x.Code == o.Code && x.Of == o.Of {
				o.N = x.N
			}
		}
		_, err = m.Store.SetOverride(r.Context(), r.Who.Actor(), o)
	}
	if problems := web.ProblemsOf(err); problems != nil {
		v, err := m.effectsOf(r.Context(), &a, f)
		if err != nil {
			return err
		}
		v.problems, v.page.Problems = problems, problems
		return r.Render(w, http.StatusUnprocessableEntity, v.page, effectsPage(v))
	}
	if err != nil {
		return err
	}
	return r.Redirect(w, EffectsPath(a.on), "Recorded. The forecast is made again with it in a moment.")
}

// kindAbove reports whether the organisation is a sum of others.
func kindAbove(pic *org.Picture, c org.Code) bool {
	u, ok := pic.Unit(c)
	return ok && (u.Kind == org.KindEngland || u.Kind == org.KindRegion || u.Kind == org.KindICB)
}

// override reads the form. A percentage becomes the difference of the logarithm that is kept.
func (f overrideForm) override(on org.Code) (occupancy.Override, error) {
	o := occupancy.Override{Org: on, Gone: f.what == whatGone, Setting: occupancy.Setting{Code: f.code, Reason: f.text}}
	var l fault.List
	if err := o.Of.UnmarshalText([]byte(f.of)); err != nil {
		l.Add("of", "", "Choose beds occupied or beds open")
	}
	if !o.Gone {
		v, err := percentage(f.value)
		if err != nil || v <= -100 {
			l.Add("value", "", "Enter how many more or fewer beds as a percentage, as -2.5")
		}
		se, err := percentage(f.se)
		if err != nil && f.se != "" || se < 0 {
			l.Add("se", "", "Enter how far it may be off as a percentage, as 1")
		}
		o.Value, o.SE = math.Log1p(v/100), se/100
	}
	if err := l.Err("The effect cannot be set as it stands"); err != nil {
		return o, err
	}
	return occupancy.CheckOverride(o)
}

func percentage(s string) (float64, error) {
	s = strings.NewReplacer("−", "-", "%", "", " ", "").Replace(s)
	return strconv.ParseFloat(s, 64)
}

func (m room) effectsOf(ctx context.Context, a *asked, f overrideForm) (effectsView, error) {
	v := effectsView{page: pageOf(a, "Effects of days"), tabs: tabsOf(a, EffectsPath(a.on))}
	v.page.Lead = "What a weekday, a date, a bank holiday or a strike does to the beds at 08:00, learnt from this organisation's own mornings and drawn towards the England default where those are few."
	list, err := m.Store.Overrides(ctx, a.on, a.now)
	if err != nil {
		return v, err
	}
	cal, err := m.Ground.Calendar(ctx, a.now)
	if err != nil {
		return v, err
	}
	p, err := m.panelOf(ctx, a)
	if err != nil {
		return v, err
	}
	past, now := occupancy.Seasons(p, p.Date(p.Days-1))
	set := occupancy.InForce(list)
	for _, k := range []occupancy.Kind{occupancy.Occupied, occupancy.Open} {
		effects, err := occupancy.Effects(past, &now, now.Days-1, a.on, k, cal, set)
		if err != nil {
			return v, err
		}
		v.tables = append(v.tables, effectTable(k, effects))
		if k == occupancy.Occupied {
			for _, e := range effects {
				f.codes = append(f.codes, ui.Option{Value: e.Code, Text: capital(e.Words), Chosen: e.Code == f.code})
			}
		}
	}
	v.words = []string{"In brackets: the range that holds the next such day in 19 of 20 cases. One strike or one winter says little: the range says how little.",
		"An effect set by hand moves the forecast of this organisation and of the sums above it, by as much as it differs from the one used."}
	if len(list) > 0 {
		if v.history, err = m.historyOf(ctx, a, list); err != nil {
			return v, err
		}
	}
	switch {
	case kindAbove(a.pic, a.on):
		v.words = append(v.words, "Effects are set by hand for one trust; the sums above it follow.")
	case a.may(access.ForecastOverride) && !a.past:
		f.action = EffectsPath(a.on)
		v.form = &f
	}
	return v, nil
}

// firstDay is before every return.
func firstDay() civil.Date { return civil.MustDate("2010-01-01") }

// mostMissing is the share of the returns that a sum may lack to be learnt from.
const mostMissing = 0.03

// panelOf is the organisation's own past as a panel of one. A sum that lacks more than a few returns is not known; one
// that lacks some stands for all as those that are in do.
func (m room) panelOf(ctx context.Context, a *asked) (occupancy.Panel, error) {
	today := civil.Today(a.now)
	days, err := m.Ground.Mornings(ctx, a.on, firstDay(), today, a.now)
	p := occupancy.Panel{From: today, Days: 1}
	if err != nil {
		return p, err
	}
	if len(days) > 0 {
		p.From, p.Days = days[0].Day, days[len(days)-1].Day.Sub(days[0].Day)+1
	}
	s := occupancy.Series{Org: a.on, Occupied: make([]float64, p.Days), Open: make([]float64, p.Days), Filled: make([]bool, p.Days)}
	for i := range p.Days {
		s.Occupied[i], s.Open[i] = math.NaN(), math.NaN()
	}
	for _, d := range days {
		whole := 1.0
		if d.Of > 0 {
			if whole = float64(d.In) / float64(d.Of); whole < 1-mostMissing {
				continue
			}
		}
		i := d.Day.Sub(p.From)
		if d.Occupied != nil && *d.Occupied > 0 {
			s.Occupied[i] = *d.Occupied / whole
		}
		if d.Open != nil && *d.Open > 0 {
			s.Open[i] = *d.Open / whole
		}
	}
	p.Series = []occupancy.Series{s}
	return p, nil
}

// change writes a difference of the logarithm as a percentage.
func change(x float64) string {
	v := 100 * math.Expm1(x)
	sign := "+"
	if math.Round(10*v) < 0 {
		sign = ""
	}
	if math.Round(10*v) == 0 {
		return "0.0%"
	}
	return sign + ui.Number(v, 1) + "%"
}

// sure is how many standard errors hold nineteen of twenty cases.
const sure = 1.96

func estimate(e occupancy.Estimate) ui.Cell {
	c := ui.Text(change(e.Value))
	c.Note = "(" + change(e.Value-sure*e.SE) + " to " + change(e.Value+sure*e.SE) + ")"
	return c
}

func effectTable(k occupancy.Kind, effects []occupancy.Effect) ui.Table {
	t := ui.Table{ID: "effects-" + strings.ReplaceAll(k.String(), " ", "-"), Caption: "On " + k.String(), Stack: true, Hint: defaultsFrom(effects),
		Columns: []ui.Column{{Head: "Day", Words: true}, {Head: "Used", Numeric: true, Tight: true}, {Head: "Own mornings alone", Numeric: true, Tight: true}, {Head: "Seen", Numeric: true, Tight: true}, {Head: "England default", Numeric: true, Tight: true}, {Head: "Set by hand"}}}
	for _, e := range effects {
		own, seen := ui.Text("none seen"), ui.Text("–")
		if e.Mornings > 0 {
			own = estimate(e.Own)
			seen = ui.Text(ui.Plural(e.Mornings, "morning", "mornings"))
			seen.Note = ui.Plural(e.Winters, "winter", "winters")
		}
		national := estimate(occupancy.Estimate{Value: e.National.Value, SE: e.National.SE})
		hand := ui.Text("–")
		if e.Set != nil {
			hand = ui.Text(change(e.Set.Value))
			hand.Note, hand.Tags = e.Set.Reason, []ui.Tag{{Text: "Counts", Colour: ui.Orange}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(capital(e.Words)), estimate(e.Used), own, seen, national, hand}})
	}
	return t
}

// defaultsFrom says where the England defaults come from and that no published text confirms them, each source once.
func defaultsFrom(effects []occupancy.Effect) string {
	var sources []string
	doubt := false
	for _, e := range effects {
		doubt = doubt || !e.National.Confirmed
		if !slices.Contains(sources, e.National.Source) {
			sources = append(sources, e.National.Source)
		}
	}
	words := "England defaults: " + strings.Join(sources, "; ") + "."
	if doubt {
		words += " Unconfirmed: no published text states them."
	}
	return words
}

// historyOf lists every version of what was set by hand, newest last.
func (m room) historyOf(ctx context.Context, a *asked, list []occupancy.Override) (*ui.Table, error) {
	var actors []string
	for _, o := range list {
		actors = append(actors, o.By)
	}
	names, err := m.People.Named(ctx, actors)
	if err != nil {
		return nil, err
	}
	t := &ui.Table{ID: "by-hand", Caption: "Set by hand, every version", Stack: true, Columns: []ui.Column{{Head: "Effect"}, {Head: "On"}, {Head: "Version", Numeric: true}, {Head: "Set to"}, {Head: "Reason", Words: true}, {Head: "By"}, {Head: "When"}}}
	for _, o := range list {
		to := change(o.Value) + ", give or take " + ui.Number(100*o.SE, 1) + "%"
		if o.Gone {
			to = "given up"
		}
		who := names[o.By]
		if who == "" {
			who = "somebody whose account is not known here"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(o.Code), ui.Text(o.Of.String()), ui.Text(fmt.Sprint(o.N)), ui.Text(to), ui.Text(o.Reason), ui.Text(who), ui.Text(ui.When(a.now, o.Recorded))}})
	}
	return t, nil
}
