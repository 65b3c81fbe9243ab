package dischargeweb

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// planParts are the parts of a page, one below the other.
type planParts []templ.Component

func (p *planParts) add(list ...templ.Component) { *p = append(*p, list...) }

func (p planParts) body() templ.Component { return templ.Join(p...) }

// planHelp is what every page of plans needs to put things into words.
type planHelp struct {
	pic  *org.Picture
	now  time.Time
	past bool
	link func(string) string
}

func planHelpOf(r *web.Request) planHelp {
	return planHelp{pic: r.Picture, now: r.AsOf, past: r.Past, link: r.Link}
}

// name is the organisation's name; one that nobody knows is called by its code.
func (h planHelp) name(c org.Code) string {
	if h.pic == nil || c == "" {
		return string(c)
	}
	return h.pic.Name(c)
}

// named puts an organisation's name and code into a cell.
func (h planHelp) named(c org.Code) ui.Cell {
	if c == "" {
		return ui.Text("–")
	}
	return ui.Cell{Text: h.name(c), Note: string(c)}
}

// planKnown is the instant for the store: zero while nobody looks back.
func planKnown(r *web.Request) time.Time {
	if r.Past {
		return r.AsOf
	}
	return time.Time{}
}

// planShow is one version of a plan with what its pages share.
type planShow struct {
	planHelp
	v      discharge.PlanView
	beside []discharge.Overlap // with other live plans
}

// overlapping reads which other live plans act for trusts of the plan at one time with it.
func (m room) overlapping(r *web.Request, p planShow) ([]discharge.Overlap, error) {
	if !p.newest() || len(p.v.Lines) == 0 {
		return nil, nil
	}
	by := func(a, b discharge.Line) int { return a.Date.Compare(b.Date) }
	list, _, err := m.Plans.Plans(r.Context(), discharge.PlansAsked{Within: r.Scope(access.PlanRead), AsOf: planKnown(r), From: slices.MinFunc(p.v.Lines, by).Date, To: slices.MaxFunc([]civil.Date{p.v.To, slices.MaxFunc(p.v.Lines, by).Date}, civil.Date.Compare)})
	live := []discharge.LivePlan{p.v.Live()}
	for _, row := range list {
		if err != nil || row.Plan == p.v.Plan || row.Board != p.v.Board {
			continue // a trust is planned for by its board and by itself alone
		}
		var v discharge.PlanView
		if v, err = m.Plans.Plan(r.Context(), row.Plan, row.Number, planKnown(r)); err == nil {
			live = append(live, v.Live())
		}
	}
	found := discharge.Overlaps(live)
	return slices.DeleteFunc(found, func(o discharge.Overlap) bool { _, ours := o.Other(p.v.Plan); return !ours }), err
}

// besideWords is what follows from two live plans beside each other, on every page that names them.
const besideWords = "Each plan's odds count its own lines, and of others what they had agreed when it was worked out. What both ask of a council is spent once."

// besideList says which plans act for the same trusts, when, and leads to each that the reader is not at.
func (h planHelp) besideList(list []discharge.Overlap, at string) planParts {
	var words []string
	var links []ui.Action
	seen := map[string]bool{at: true}
	for _, o := range list {
		words = append(words, o.Words(h.name)+".")
		for _, p := range o.Plans {
			if !seen[p.Plan] {
				links = append(links, ui.Action{Text: fmt.Sprintf("Open plan %s, version %d", p.Plan, p.Version), Href: h.link(PlanPath(p.Plan))})
			}
			seen[p.Plan] = true
		}
	}
	return planParts{ui.Bullets(words), ui.Links(links)}
}

// concerns reports whether a party of the plan is among the organisations.
func concerns(v discharge.Version, s access.Scope) bool {
	return slices.ContainsFunc(v.Parties(), func(p discharge.Party) bool { return s.Holds(p.Org) })
}

// planAsked reads the plan that a request is about, in the version that it names. A plan that does not concern the reader
// is not there for them.
func (m room) planAsked(r *web.Request) (planShow, error) {
	number := 0
	if s := r.URL.Query().Get("version"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			return planShow{}, fault.New(fault.NotFound, "There is no version %s of this plan", s)
		}
		number = n
	}
	return m.planRead(r, r.PathValue("plan"), number)
}

func (m room) planRead(r *web.Request, plan string, number int) (planShow, error) {
	v, err := m.Plans.Plan(r.Context(), plan, number, planKnown(r))
	if err == nil && !concerns(v.Version, r.Scope(access.PlanRead)) {
		err = fault.New(fault.NotFound, "There is no plan %s, or it concerns none of your organisations", plan)
	}
	if err != nil {
		return planShow{}, err
	}
	p := planShow{planHelp: planHelpOf(r), v: v}
	if v.Number != v.Newest {
		p.link = func(href string) string { return r.Link(withQuery(href, "version", strconv.Itoa(v.Number))) }
	}
	return p, nil
}

// withQuery adds a value to an address's query.
func withQuery(href, key, value string) string {
	href, part, hasPart := strings.Cut(href, "#")
	sep := "?"
	if strings.Contains(href, "?") {
		sep = "&"
	}
	href += sep + url.QueryEscape(key) + "=" + url.QueryEscape(value)
	if hasPart {
		href += "#" + part
	}
	return href
}

// newest reports whether things can still be done with the version that is shown.
func (p planShow) newest() bool { return p.v.Number == p.v.Newest && !p.past }

// page is a page about the plan.
func (p planShow) page(title string) web.Page {
	return web.Page{Title: title, Caption: fmt.Sprintf("Plan %s, version %d, %s", p.v.Plan, p.v.Number, p.name(p.v.Area)), Current: "plans",
		Crumbs: []web.Crumb{{Text: "Plans", Href: p.link(PlansPath)}}}
}

// tabs are the pages of one plan.
func (p planShow) tabs(current string) ui.Tabs {
	t := ui.Tabs{Label: "Plan " + p.v.Plan}
	at := PlanPath(p.v.Plan)
	for _, x := range [][2]string{{"Calendar", at}, {"Lines", at + "/lines"}, {"Odds and cost", at + "/odds"}, {"Agreement", at + "/agreement"}, {"History", at + "/history"}} {
		t.Items = append(t.Items, ui.Tab{Text: x[0], Href: p.link(x[1]), Current: x[1] == current})
	}
	return t
}

// standing is the part of every page of a plan that says which version this is.
func (p planShow) standing() planParts {
	var out planParts
	if p.v.Number != p.v.Newest {
		out.add(ui.Wrap(ui.Inset{Text: fmt.Sprintf("This is version %d as it stood at its end. Version %d is newer.", p.v.Number, p.v.Newest)}))
	}
	if len(p.beside) > 0 {
		out.add(ui.Warning{Title: "Another live plan acts for the same trusts on the same days", Text: besideWords, Body: p.besideList(p.beside, p.v.Plan).body()})
	}
	return out
}

// target says what the plan is to reach.
func planTarget(v discharge.Version) string {
	return fmt.Sprintf("at most %s occupied on the target's mornings from %s to %s, with a chance of at least %s on each", share(v.Target), ui.DayWords(v.From), ui.DayWords(v.To), share(v.Confidence))
}

// share writes a share as a percentage, with a decimal only where it has one.
func share(x float64) string { return strconv.FormatFloat(100*x, 'f', -1, 32) + "%" }

// chance writes a chance as a percentage to one decimal, and never as a certainty.
func chance(x float64) string {
	switch {
	case x < .0005:
		return "under 0.1%"
	case x >= .9995:
		return "over 99.9%"
	}
	return ui.Number(100*x, 1) + "%"
}

// planSigners are the roles in which the person may use the verb, each at its own organisation.
func planSigners(r *web.Request, v access.Verb) []discharge.Signer {
	var out []discharge.Signer
	for _, g := range r.Who.Grants {
		if g.Live(r.Today) && r.May(v, g.At) {
			out = append(out, discharge.SignerOf(r.Who, g))
		}
	}
	return out
}

// planActor finds the role in which the person may bring the line to a state; false when in none.
func planActor(r *web.Request, l discharge.Line, st discharge.Standing, board org.Code, to discharge.State) (discharge.Signer, bool) {
	for _, by := range planSigners(r, access.PlanAnswer) {
		e := discharge.Event{Line: l.ID, State: to, Number: 1, Reason: "tried", By: by, At: r.Now}
		_, err := discharge.CheckEvent(l, st, board, e)
		if k := fault.KindOf(err); err == nil || k == fault.Invalid {
			return by, true
		}
	}
	return discharge.Signer{}, false
}

// amount writes a number of a line's unit.
func amount(l discharge.Line, n int) string {
	switch l.Service {
	case discharge.TransferHub:
		return l.AmountWords(n)
	case discharge.EscalationBed:
		return ui.Plural(n, "bed", "beds")
	}
	return ui.Count(n)
}

// amountBox is a box for a number of a line's unit: whole people or beds, working days of the hub with decimals.
func amountBox(l discharge.Line, f ui.Field, value string) ui.Input {
	if l.Service == discharge.TransferHub {
		return ui.Input{Field: f, Value: value, Width: 5, Decimal: true}
	}
	return ui.Input{Field: f, Value: value, Width: 4, Whole: true}
}

// amountTyped writes a number as amountBox has it, amountOf reads it; the sentence says what is wrong with it.
func amountTyped(l discharge.Line, n int) string {
	if l.Service == discharge.TransferHub {
		return discharge.HubWords(n)
	}
	return strconv.Itoa(n)
}

func amountOf(l discharge.Line, typed string) (n int, wrong string) {
	if l.Service == discharge.TransferHub {
		x, err := strconv.ParseFloat(typed, 64)
		if n := math.Round(100 * x); err == nil && x >= 0 && x <= 10 && math.Abs(100*x-n) < 1e-6 {
			return int(n), ""
		}
		return 0, "Enter working days with up to two decimals, as 0.25"
	}
	n, err := strconv.Atoi(typed)
	if err != nil || n < 0 {
		return 0, "Enter a whole number"
	}
	return n, ""
}

// stateTag is a line's state as a tag.
func stateTag(s discharge.State) ui.Tag {
	colour := map[discharge.State]ui.Colour{discharge.Agreed: ui.Green, discharge.Refused: ui.Orange, discharge.Withdrawn: ui.Grey, discharge.Delivered: ui.Aqua, discharge.Failed: ui.Red}[s]
	return ui.Tag{Text: capital(string(s)), Colour: colour}
}

// versionTag is a version's state as a tag.
func versionTag(s discharge.VersionState) ui.Tag {
	colour := map[discharge.VersionState]ui.Colour{discharge.VersionSigned: ui.Green, discharge.VersionSuperseded: ui.Grey}[s]
	return ui.Tag{Text: capital(string(s)), Colour: colour}
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// serviceWords is the service with its pathway, as "Home care (P1)".
func serviceWords(l discharge.Line) string {
	w := capital(l.Service.Words())
	if l.Pathway != "" {
		w += " (" + string(l.Pathway) + ")"
	}
	return w
}

// lineService is serviceWords in the middle of a sentence: the pathway keeps its capital.
func lineService(l discharge.Line) string {
	w := l.Service.Words()
	if l.Pathway != "" {
		w += " (" + string(l.Pathway) + ")"
	}
	return w
}

// effectWords says what kind of gain a line brings.
func effectWords(e discharge.Effect) string {
	switch e {
	case discharge.PullForward:
		return "brought forward: taken from a later day"
	case discharge.Backlog:
		return "somebody who waits for care"
	case discharge.Avoided:
		return "admission avoided"
	case discharge.Opened:
		return "room, and no core bed freed"
	}
	return "work on a day of rest"
}

// day says a date with its day of the week.
func planDay(d civil.Date) string { return ui.DayShort(d) + " " + d.Format("2006") }

// planWho says who did something, in which role and where.
func (h planHelp) planWho(s discharge.Signer, names map[string]string) string {
	if s.Actor == "" {
		return "Headroom"
	}
	who := actorName(s, names)
	if s.Role == "" {
		return who
	}
	return fmt.Sprintf("%s, %s of %s", who, lowerFirst(s.RoleWords()), h.name(s.Org))
}

// actorName is the person's name; one that nobody knows is called by the number of the account.
func actorName(s discharge.Signer, names map[string]string) string {
	if who := names[s.Actor]; who != "" {
		return who
	}
	return strings.Replace(s.Actor, ":", " ", 1)
}

// civilDay is the London day of an instant.
func civilDay(t time.Time) civil.Date { return civil.Today(t) }
