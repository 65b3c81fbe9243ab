package dischargeweb

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// planStandard is a target that is offered, with where it comes from.
type planStandard struct {
	percent string
	source  string
}

func planStandards() []planStandard {
	return []planStandard{{"92", "NHS England and NHS Improvement, Review of Winter 2016-17, and the planning guidance for 2020/21: at most 92%"},
		{"95", "to compare with: not a published standard"}, {"85", "held by the royal colleges; NICE graded the evidence very low"}}
}

// usualAsk is what is asked where nobody says otherwise.
func usualAsk(area org.Code) discharge.SketchAsk {
	p := discharge.Usual()
	services := slices.DeleteFunc(discharge.Services(), func(s discharge.Service) bool { return s == discharge.EscalationBed })
	return discharge.SketchAsk{Area: area, Share: .92, Source: planStandards()[0].source, Basis: discharge.OfCore, Confidence: .9, Services: services, Weekend: p.Part[discharge.Weekend], Holiday: p.Part[discharge.BankHoliday]}
}

// newView is the form on which a plan is asked for.
type newView struct {
	planHelp
	areas    []org.Unit
	ask      discharge.SketchAsk
	target   string // as typed
	other    string
	dates    string
	percent  map[string]string // confidence, weekend and holiday as typed
	most     map[discharge.Service]string
	fixed    string
	ground   string    // the forecast that it will stand on
	trouble  string    // why there is none
	care     planParts // what councils have stated, by day
	problems []fault.Field
}

// planAreas are the boards and trusts for which the person may propose.
func planAreas(r *web.Request) []org.Unit {
	if r.Present == nil {
		return nil
	}
	s := r.Scope(access.PlanPropose)
	return slices.DeleteFunc(r.Present.Units(org.KindICB, org.KindTrust), func(u org.Unit) bool { return !s.Holds(u.Code) })
}

func (m room) planNew(w http.ResponseWriter, r *web.Request) error {
	v := newView{planHelp: planHelpOf(r), areas: planAreas(r), dates: usualMornings(r.Today), target: "92", percent: map[string]string{"confidence": "90"}, most: map[discharge.Service]string{}}
	area := org.Code(r.Param("area"))
	if area == "" && len(v.areas) > 0 {
		area = v.areas[0].Code
	}
	v.ask = usualAsk(area)
	v.percent["weekend"], v.percent["holiday"] = strings.TrimSuffix(share(v.ask.Weekend), "%"), strings.TrimSuffix(share(v.ask.Holiday), "%")
	if err := m.grounded(r, &v); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.page(), v.parts().body())
}

// grounded adds what the plan will stand on: the forecast and councils' capacity with their ages, or why there is none.
func (m room) grounded(r *web.Request, v *newView) error {
	if !slices.ContainsFunc(v.areas, func(u org.Unit) bool { return u.Code == v.ask.Area }) {
		return nil
	}
	g, err := m.Grounds.Ground(r.Context(), v.ask.Area, civil.Date{}, time.Time{})
	if f := fault.As(err); f != nil && (f.Kind == fault.NotFound || f.Kind == fault.Invalid || f.Kind == fault.Conflict) {
		v.trouble = f.Message
		return nil
	}
	if err != nil {
		return err
	}
	v.ground = capital(g.Basis) + "."
	first := g.System.From
	if r.Today.After(first) {
		first = r.Today
	}
	last := first // the day before the last morning is the last on which anything can be done for it
	for _, d := range v.mornings() {
		if d.Add(-1).After(last) {
			last = d.Add(-1)
		}
	}
	if most := first.Add(g.System.Model.Days - 1); last.After(most) {
		last = most
	}
	supply, err := m.Plans.Supply(r.Context(), discharge.CapacityAsked{Councils: g.System.Councils, From: first, To: last})
	if err != nil {
		return err
	}
	v.care = careStated(v.planHelp, g.System.Councils, supply, first, last)
	return nil
}

// mornings are those of the target as typed; none while they cannot be read.
func (v *newView) mornings() []civil.Date {
	list, err := discharge.ParseMornings(v.dates)
	if err != nil {
		return nil
	}
	return list
}

func (v newView) page() web.Page {
	return web.Page{Title: "Work a plan out", Current: "plans", Problems: v.problems, Crumbs: []web.Crumb{{Text: "Plans", Href: PlansPath}},
		Lead: "Finds the least effort that keeps beds under the target with the chance you ask for. It binds nobody until it is proposed and each party has agreed."}
}

func (v newView) parts() planParts {
	var out planParts
	if len(v.areas) == 0 {
		out.add(ui.Empty{Title: "There is nothing to plan for", Text: "None of your roles proposes a plan for a board or a trust."})
		return out
	}
	if len(v.areas) > 1 {
		var options []ui.Option
		for _, u := range v.areas {
			options = append(options, ui.Option{Value: string(u.Code), Text: u.Name, Chosen: u.Code == v.ask.Area})
		}
		out.add(ui.Form{Action: NewPath, Get: true, Row: true, Submit: "Choose", Body: ui.Select{Field: ui.Field{Name: "area", Label: "Board or trust"}, Options: options}})
	}
	if v.trouble != "" {
		out.add(ui.Warning{Title: "No plan can be worked out for " + v.name(v.ask.Area) + " now", Text: capital(v.trouble) + "."})
		return out
	}
	out.add(ui.Form{Action: NewPath, Submit: "Work it out", Cancel: ui.Action{Text: "Cancel", Href: PlansPath}, Hidden: map[string]string{"area": string(v.ask.Area)}, Body: v.fields().body()})
	if v.ground != "" {
		out.add(ui.Heading("What it will stand on", "ground"), ui.Para(v.ground))
	}
	out.add(v.care...)
	return out
}

func (v newView) fields() planParts {
	field := func(name, label, hint string) ui.Field {
		return ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(v.problems)
	}
	percent := func(name, label, hint string) ui.Input {
		return ui.Input{Field: field(name, label, hint), Value: v.percent[name], Suffix: "%", Width: 4, Decimal: true}
	}
	target := ui.Radios{Field: field("target", "Target for "+v.name(v.ask.Area), "Occupied at most this share of the beds")}
	for _, s := range planStandards() {
		target.Options = append(target.Options, ui.Option{Value: s.percent, Text: s.percent + "%", Hint: capital(s.source), Chosen: s.percent == v.target})
	}
	target.Options = append(target.Options, ui.Option{Value: "other", Text: "Another, typed below", Chosen: v.target == "other"})
	services := ui.Checkboxes{Field: field("services", "What may be done", "")}
	var most planParts
	for _, s := range discharge.Services() {
		o := ui.Option{Value: string(s), Text: capital(s.Words()), Chosen: slices.Contains(v.ask.Services, s)}
		if s == discharge.EscalationBed {
			o.Hint = "Frees no core bed: it counts only towards a target of all open beds"
		}
		services.Options = append(services.Options, o)
		most.add(ui.Input{Field: field("most-"+string(s), capital(s.Words()), ""), Value: v.most[s], Width: 4, Whole: true})
	}
	var out planParts
	out.add(target, ui.Input{Field: field("other", "Another target", "A local target, as a percentage"), Value: v.other, Suffix: "%", Width: 4, Decimal: true},
		ui.Radios{Field: field("basis", "Of which beds", ""), Options: ui.Options(string(v.ask.Basis), string(discharge.OfCore), "Usable core beds", string(discharge.OfOpen), "All usable beds, escalation beds too")},
		ui.Input{Field: field("dates", "Mornings", "Dates, or first and last with two points between, separated by commas: 2023-12-24,2023-12-27..2024-01-09"), Value: v.dates, Width: 30},
		percent("confidence", "Chance on each morning", "Of keeping to the target, from 50 to 99"), services,
		ui.Details{Summary: "At most how many a day", Body: append(planParts{ui.Para("For one trust on one day. Leave a box empty to take what the working pattern and councils' capacity allow. The hub is counted in working days.")}, most...).body()},
		percent("weekend", "What can be done on Saturdays and Sundays", "As a share of an ordinary day's most. An assumption of ours until you say otherwise"),
		percent("holiday", "What can be done on bank holidays", "As a share of an ordinary day's most. Nothing is planned on Christmas Day"),
		ui.Input{Field: field("fixed", "A fixed number of starts of care", "Leave it empty to look for the least effort. With a number, that many starts are placed on the days on which they do most"), Value: v.fixed, Width: 5, Whole: true})
	return out
}

// planAskNew reads the form and puts the work in the queue.
func (m room) planAskNew(w http.ResponseWriter, r *web.Request) error {
	v := newView{planHelp: planHelpOf(r), areas: planAreas(r), target: r.PostFormValue("target"), other: strings.TrimSpace(r.PostFormValue("other")), dates: r.PostFormValue("dates"),
		percent: map[string]string{}, most: map[discharge.Service]string{}, fixed: strings.TrimSpace(r.PostFormValue("fixed"))}
	by, bad := v.read(r)
	if len(bad) == 0 {
		// Where there is no forecast to go by, grounded says so on the form that comes back, and the work says it otherwise.
		g, err := m.Grounds.Ground(r.Context(), v.ask.Area, civil.Date{}, time.Time{})
		if err != nil && fault.As(err) == nil {
			return err
		}
		if err == nil {
			first := g.System.Morning(0)
			if next := r.Today.Add(1); next.After(first) {
				first = next
			}
			if words := discharge.OutOfReach(v.ask.Mornings, first, g.System.Morning(g.System.Model.Days-1)); words != "" {
				bad.Add("dates", "", "%s", words)
			}
		}
	}
	if len(bad) == 0 {
		id, err := m.Plans.AskSketch(r.Context(), by, v.ask)
		if err == nil {
			return r.Redirect(w, SketchPath(id), "")
		}
		f := fault.As(err)
		if f == nil || f.Kind != fault.Invalid {
			return err
		}
		bad = f.Fields
	}
	v.problems = bad
	if err := m.grounded(r, &v); err != nil {
		return err
	}
	return r.Render(w, http.StatusUnprocessableEntity, v.page(), v.parts().body())
}

// read fills the ask from what was typed, and says everything that cannot be read.
func (v *newView) read(r *web.Request) (by discharge.Signer, bad fault.List) {
	v.ask = usualAsk(org.Code(r.PostFormValue("area")))
	v.ask.Basis, v.ask.Services, v.ask.Most = discharge.Basis(r.PostFormValue("basis")), nil, map[discharge.Service]int{}
	for _, s := range discharge.Services() {
		if slices.Contains(r.PostForm["services"], string(s)) {
			v.ask.Services = append(v.ask.Services, s)
		}
		v.most[s] = strings.TrimSpace(r.PostFormValue("most-" + string(s)))
		if v.most[s] != "" {
			n, err := strconv.Atoi(v.most[s])
			if err != nil {
				bad.Add("most-"+string(s), "", "Enter a whole number from 0 to 1,000, or leave it empty")
			}
			v.ask.Most[s] = n
		}
	}
	v.ask.Share, v.ask.Source = v.targetOf(&bad)
	for name, into := range map[string]*float64{"confidence": &v.ask.Confidence, "weekend": &v.ask.Weekend, "holiday": &v.ask.Holiday} {
		v.percent[name] = strings.TrimSpace(r.PostFormValue(name))
		*into = percentOf(v.percent[name])
	}
	var err error
	if v.ask.Mornings, err = discharge.ParseMornings(v.dates); err != nil {
		bad = append(bad, fault.As(err).Fields...)
		v.ask.Mornings = []civil.Date{r.Today} // its problem is named already
	}
	if v.fixed != "" {
		if v.ask.Fixed, err = strconv.Atoi(v.fixed); err != nil || v.ask.Fixed < 1 {
			bad.Add("fixed", "", "Enter a whole number of starts, or leave it empty")
		}
	}
	if f := fault.As(v.ask.Check()); f != nil {
		for _, x := range f.Fields {
			if !slices.ContainsFunc(bad, func(y fault.Field) bool { return y.Name == x.Name }) {
				bad = append(bad, x)
			}
		}
	}
	area := v.ask.Area
	for _, s := range planSigners(r, access.PlanPropose) {
		d := discharge.Version{Area: area, Board: boardOf(r.Present, area)}
		if discharge.MayPropose(d, s) == nil {
			return s, bad
		}
	}
	bad.Add("target", "", "None of your roles proposes a plan for %s; choose another board or trust", v.name(area))
	return by, bad
}

func (v *newView) targetOf(bad *fault.List) (float64, string) {
	for _, s := range planStandards() {
		if s.percent == v.target {
			return percentOf(s.percent), s.source
		}
	}
	n := percentOf(v.other)
	if v.target != "other" {
		bad.Add("target", "", "Choose a target")
	} else if math.IsNaN(n) {
		bad.Add("other", "", "Enter the target as a percentage of the beds, as 93.5")
	}
	return n, fmt.Sprintf("typed as %s%%: a local target", v.other)
}

// percentOf reads a percentage as a share; what is none is no number, which the check refuses.
func percentOf(s string) float64 {
	n, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(s, "%")), 64)
	if err != nil || math.IsInf(n, 0) {
		return math.NaN()
	}
	return n / 100
}
