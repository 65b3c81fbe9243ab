package dischargeweb

import (
	"bytes"
	"context"
	"errors"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/chart"
	"headroom/internal/web/ui"
)

// leverSlider is one lever as the page offers it.
type leverSlider struct {
	name, label, hint, unit string
	most, step              float64
	into                    func(*discharge.Slide) *float64
}

// leverSliders are the levers in the page's order. How far each goes by the slider is enough for most trusts; more can be typed.
func leverSliders() []leverSlider {
	return []leverSlider{
		{"home_care", "Extra starts of care at home", "Pathway 1, among the trust's councils by their shares", "a day", 20, .5, func(s *discharge.Slide) *float64 { return &s.HomeCare }},
		{"community", "Extra community beds", "Pathway 2", "a day", 12, .5, func(s *discharge.Slide) *float64 { return &s.Community }},
		{"care_home", "Extra care home places", "Pathway 3", "a day", 12, .5, func(s *discharge.Slide) *float64 { return &s.CareHome }},
		{"hub", "Transfer hub on weekends and bank holidays", "How much of a working day it works in addition", "of a day", 1, .05, func(s *discharge.Slide) *float64 { return &s.Hub }},
		{"ready", "Ready people seen off", "Pathway 0, on the days of the push. They would have left within days", "a day", 60, 1, func(s *discharge.Slide) *float64 { return &s.Ready }},
		{"avoided", "Admissions avoided", "Urgent community response, virtual ward, a crisis resolved at home", "a day", 30, .5, func(s *discharge.Slide) *float64 { return &s.Avoided }},
		{"escalation", "Escalation beds opened", "They lower the percentage of open beds and free no core bed", "beds", 60, 1, func(s *discharge.Slide) *float64 { return &s.Escalation }},
	}
}

// leverAsked is what a reader asks of the levers.
type leverAsked struct {
	careAt
	ground *Ground
	trusts []org.Code // of the model, those the reader may see
	share  float64
	basis  discharge.Basis
	slide  discharge.Slide
	typed  url.Values
	bad    fault.List
	// strikes are shaded in the picture
	strikes []chart.Window
}

// leverFields are the fields of the form beside the sliders.
var leverFields = [...]string{"trust", "target", "basis", "from", "to", "weekends", "push"}

// leversRead reads the form. What cannot be read is in bad, with everything else at its usual value.
func (m room) leversRead(r *web.Request) (*leverAsked, error) {
	a := &leverAsked{careAt: careRead(r), share: .92, basis: discharge.OfCore, typed: url.Values{}}
	var err error
	if a.ground, err = m.Grounds.Ground(r.Context(), r.On, civil.Date{}, a.asOf); err != nil {
		return a, err
	}
	if a.strikes, err = m.strikeDays(r.Context(), a.asOf); err != nil {
		return a, err
	}
	for _, t := range a.ground.System.Trusts {
		if r.May(access.PlanRead, t) {
			a.trusts = append(a.trusts, t)
		}
	}
	if len(a.trusts) == 0 {
		return a, nil
	}
	names := leverFields[:]
	for _, s := range leverSliders() {
		names = append(names, s.name)
	}
	for _, n := range names {
		if v := r.Param(n); v != "" {
			a.typed.Set(n, v)
		}
	}
	a.settle()
	return a, nil
}

// settle fills the slide from what was typed.
func (a *leverAsked) settle() {
	a.slide.Trust = a.trusts[0]
	if t := org.Code(a.typed.Get("trust")); slices.Contains(a.trusts, t) {
		a.slide.Trust = t
	} else if t != "" {
		a.bad.Add("trust", "", "Choose a trust from the list")
	}
	if s := a.typed.Get("target"); s != "" {
		n, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64)
		if err == nil && n >= 50 && n <= 120 {
			a.share = n / 100
		} else {
			a.bad.Add("target", "", "Enter the target as a percentage between 50 and 120, as 92")
		}
	}
	switch b := discharge.Basis(a.typed.Get("basis")); b {
	case discharge.OfOpen, discharge.OfCore:
		a.basis = b
	case "":
	default:
		a.bad.Add("basis", "", "Choose core or open beds")
	}
	a.span()
	a.slide.Weekends = a.typed.Get("weekends") != ""
	for _, x := range leverSliders() {
		s := a.typed.Get(x.name)
		if s == "" {
			continue
		}
		n, err := strconv.ParseFloat(s, 64)
		if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
			a.bad.Add(x.name, "", "Enter a number from 0, as 3 or 2.5")
			continue
		}
		*x.into(&a.slide) = n
	}
	if f := fault.As(a.slide.Check()); f != nil {
		a.bad = append(a.bad, f.Fields...)
	}
}

// span settles the days on which the levers are pulled and those of the push: from today, or the model's first day, to 23
// December while that lies ahead, else for a fortnight.
func (a *leverAsked) span() {
	sys := a.ground.System
	first, last := sys.From, sys.From.Add(sys.Model.Days-1)
	a.slide.From = first
	if a.today.After(first) && !a.today.After(last) && !a.past {
		a.slide.From = a.today
	}
	a.slide.To = a.slide.From.Add(13)
	if eve := civil.On(first.Year(), 12, 23); eve.After(a.slide.From) && !eve.After(last) {
		a.slide.To = eve
	}
	if a.slide.To.After(last) {
		a.slide.To = last
	}
	for _, x := range []struct {
		name string
		into *civil.Date
	}{{"from", &a.slide.From}, {"to", &a.slide.To}} {
		s := a.typed.Get(x.name)
		if s == "" {
			continue
		}
		d, err := civil.ParseDate(s)
		if begins, e := civil.ParseDate(a.typed.Get("from")); x.name == "to" && err == nil && e == nil && d.Before(begins) {
			a.bad.Add("to", "", "The last day comes before the first, %s", begins)
			continue
		}
		if err != nil || d.Before(first) || d.After(last) {
			a.bad.Add(x.name, "", "Enter a day from %s to %s, as %s", first, last, first)
			continue
		}
		*x.into = d
	}
	if s := a.typed.Get("push"); s != "" {
		days, err := discharge.ParseMornings(s)
		if f := fault.As(err); f != nil {
			for _, x := range f.Fields {
				a.bad.Add("push", "", "%s", x.Message)
			}
		}
		a.slide.Push = days
		return
	}
	for d := a.slide.To.Add(-1); !d.After(a.slide.To); d = d.Add(1) {
		a.slide.Push = append(a.slide.Push, d)
	}
}

// query is the levers as they stand, for addresses.
func (a *leverAsked) query() string { return a.typed.Encode() }

func (a *leverAsked) address(path string) string {
	if q := a.query(); q != "" {
		path += "?" + q
	}
	return a.link(path)
}

// try works the answer out. A nil answer with problems in bad is an answer to show beside the form.
func (m room) try(ctx context.Context, a *leverAsked) (*discharge.Tried, error) {
	if err := ctx.Err(); err != nil || len(a.trusts) == 0 || len(a.bad) > 0 {
		return nil, err
	}
	still, err := a.ground.still(stillKey{a.slide.Trust, a.share, a.basis})
	if err != nil {
		return nil, err
	}
	return still.Try(a.slide, m.Holidays)
}

// nothing is why there is no answer.
func (a *leverAsked) nothing() error {
	if err := a.bad.Err("The levers cannot stand so"); err != nil {
		return err
	}
	return fault.New(fault.NotFound, "Your roles show no trust of this board one by one")
}

func (m room) levers(w http.ResponseWriter, r *web.Request) error {
	a, err := m.leversRead(r)
	if empty, none := noGround(err); none {
		c := careRead(r)
		return r.Render(w, http.StatusOK, c.page("Levers", LeversPath, "Levers"), ui.Parts([]templ.Component{c.tabs(LeversOf(c.on)), empty}))
	}
	if err != nil {
		return err
	}
	t, err := m.try(r.Context(), a)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if len(a.bad) > 0 {
		status = http.StatusUnprocessableEntity
	}
	page, body := leversPage(m, a, t)
	return r.Render(w, status, page, body)
}

// leversAnswer is the part of the page that changes when a slider moves, by itself.
func (m room) leversAnswer(w http.ResponseWriter, r *web.Request) error {
	a, err := m.leversRead(r)
	if err != nil {
		return err
	}
	t, err := m.try(r.Context(), a)
	if err != nil {
		return err
	}
	if t == nil {
		return a.nothing()
	}
	var b bytes.Buffer
	v := newLeverAnswer(m, a, t)
	if err := errors.Join(leverAnswer(v).Render(r.Context(), &b), leverMore(v).Render(r.Context(), &b)); err != nil {
		return fault.Wrap(err, fault.Internal, "The answer could not be made")
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	_, _ = w.Write(b.Bytes()) // a person who has gone away is no fault
	return nil
}

// leversPage is the whole page: the form and, where the levers can stand so, the answer.
func leversPage(m room, a *leverAsked, t *discharge.Tried) (web.Page, templ.Component) {
	page := a.page("Levers", LeversPath, "Levers")
	page.Lead, page.Problems = "Move a lever and see the beds at once. Nothing here is planned or promised.", a.bad
	if len(a.trusts) == 0 {
		return page, ui.Parts([]templ.Component{a.tabs(LeversOf(a.on)), ui.Empty{Title: "Your roles show no trust of this board one by one",
			Text: "The board's queues and the brief show the sums that your organisation is part of."}})
	}
	v := leverView{tabs: a.tabs(LeversOf(a.on)), action: LeversOf(a.on), fetch: LeversOf(a.on) + "/answer", notes: a.notes(a.ground), unsound: a.unsound(a.ground),
		basis: "Stands on the " + a.ground.Basis + "."}
	if a.past {
		v.asOf = a.now.UTC().Format("2006-01-02T15:04:05.999999Z07:00")
	}
	v.form(a)
	if t != nil {
		x := newLeverAnswer(m, a, t)
		v.answer = &x
	}
	page.Computed = "Worked out from the flow model at " + ui.Clock(a.now) + "."
	return page, leversBody(v)
}
