package recoveryweb

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/recovery"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// BedsOf is how a trust's free beds come to be limits of its plans.
func BedsOf(o org.Code) string { return SessionsOf(o) + "/beds" }

// bedsView is where each limit of beds comes from, and the rule by which the derived ones are.
type bedsView struct {
	here
	g      recovery.Ground
	sites  []string
	monday civil.Date
	typed  func(string) string // what was typed; nil before

	closing bedsClosing
	bad     []fault.Field
}

// bedsClosing is what is typed to close beds.
type bedsClosing struct {
	do, kind, site, number, reason string
	from                           civil.Date
	boxes                          [2][3]string
}

func (m room) bedsView(r *web.Request) (bedsView, error) {
	v := bedsView{here: at(r)}
	var err error
	v.g, err = m.Lists.Ground(r.Context(), v.on, v.asOf)
	v.sites = sitesOf(v.g.Sessions)
	if err == nil {
		v.monday, err = weekAsked(r, v.today)
	}
	return v, err
}

func (m room) beds(w http.ResponseWriter, r *web.Request) error {
	v, err := m.bedsView(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.pageOf(), v.parts().body())
}

func (v bedsView) pageOf() web.Page {
	p := v.here.page("Beds for plans")
	p.Crumbs = append(p.Crumbs, web.Crumb{Text: "Sessions", Href: SessionsOf(v.on)})
	p.Problems = v.bad
	p.Lead = "A limit that the trust brought in or entered counts. For every other site and night the beds come from the bed forecast's odds, and high-care beds from the mornings' returns."
	return p
}

func (v bedsView) parts() parts {
	out := parts{v.tabs(SessionsOf(v.on))}
	if len(v.sites) == 0 {
		out.add(ui.Empty{Title: "No session was brought in", Text: "Beds are shared by the sites at which sessions lie.", Action: v.bring("Bring a file of sessions in")})
		return out
	}
	out.add(v.origin(), weekLinks(v.here, BedsOf(v.on), v.monday), v.nights())
	if v.does(access.RecoveryClose) {
		out.add(v.closeForm())
	}
	if v.does(access.RecoveryKeep) {
		out.add(v.form())
	}
	out.add(ui.Details{Summary: "How the beds are worked out", ID: "how", Body: ui.Bullets([]string{
		"The beds free of the whole trust on a night are the open general and acute beds, up to the share below, less those occupied at 08:00 the next morning: as many as are free with the confidence below by the newest forecast, which is at most a week old.",
		"Each site has its share of them, and the beds that planned patients usually hold there: the forecast counts those as occupied.",
		"Beyond the forecast's last night the fewest beds of its last seven nights count.",
		"No forecast is made of high-care beds. Adult critical care beds free at 08:00 in the last 28 mornings' returns stand for them: as many as were free in so many of the mornings as the confidence asks.",
		"Where nothing is known the beds are neither none nor without end: a plan that needs them is refused unless whoever asks says that such nights are not limited.",
	})})
	return out
}

// origin says which forecast and which returns the derived limits stand on.
func (v bedsView) origin() ui.SummaryList {
	b := v.g.Beds
	ward := "not known: " + b.Odds.Why
	if b.Odds.Why == "" {
		last := b.Odds.Ward[len(b.Odds.Ward)-1].Night
		ward = fmt.Sprintf("forecast from the morning of %s (%s), made %s, up to the night of %s", day(b.Odds.Origin), b.Odds.Model, ui.When(v.now, b.Odds.Made), dayOf(last))
	}
	high := "not known: " + b.Odds.HighWhy
	if b.Odds.HighWhy == "" {
		high = fmt.Sprintf("%s free in %s of the mornings' returns of %s to %s, %d of them known", ui.Plural(b.Odds.High, "bed", "beds"), percent(b.Rule.Confidence), day(b.Odds.HighFrom), day(b.Odds.HighTo), b.Odds.HighOf)
	}
	rule := "Headroom's own rule: the trust has stated none"
	if b.Stated {
		rule = "stated by the trust"
	}
	l := ui.SummaryList{Compact: true, Rows: []ui.SummaryRow{{Key: "Ward beds", Value: ward}, {Key: "High-care beds", Value: high},
		{Key: "Confidence", Value: percent(b.Rule.Confidence) + ", " + rule}, {Key: "Ward beds filled up to", Value: percent(b.Rule.Most) + " of the open beds"}}}
	for _, s := range v.sites {
		i := slices.IndexFunc(b.Rule.Sites, func(x recovery.BedShare) bool { return x.Site == s })
		words := "its share is not stated: no beds are derived for it"
		switch {
		case i >= 0 && !b.Stated:
			words = "all of the trust's beds, since no session lies elsewhere. How many planned patients usually hold is not stated, so the limits are on the low side"
		case i >= 0:
			x := b.Rule.Sites[i]
			words = fmt.Sprintf("%s of the ward beds and %s more that planned patients hold; %s of the high-care beds and %s more", percent(x.Ward), ui.Number(x.Held, 0), percent(x.High), ui.Number(x.HighHeld, 0))
		}
		l.Rows = append(l.Rows, ui.SummaryRow{Key: "Site " + s, Value: words})
	}
	return l
}

// nights is each site's beds by night, with where each comes from.
func (v bedsView) nights() ui.Table {
	t := ui.Table{ID: "nights", Caption: "Beds by night", Hint: "A night's beds are those of 08:00 after it.", Stack: true, Columns: []ui.Column{{Head: "Night", Tight: true}, {Head: "Site"}, {Head: "Ward beds", Numeric: true}, {Head: "From", Words: true}, {Head: "High-care beds", Numeric: true}, {Head: "From", Words: true}}}
	type key struct {
		kind recovery.LimitKind
		site string
		day  civil.Date
	}
	at := map[key]recovery.Limit{}
	for _, l := range v.g.Limits {
		at[key{l.Kind, l.Site, l.Date}] = l
	}
	for i := range 7 {
		d := v.monday.Add(i)
		if d.Before(v.today) && !v.monday.Add(6).Before(v.today) { // of the week that runs, the nights to come
			continue
		}
		for _, s := range v.sites {
			row := ui.Row{Cells: []ui.Cell{ui.Text(ui.DayShort(d)), ui.Text(s)}}
			for _, k := range []recovery.LimitKind{recovery.Beds, recovery.HighBeds} {
				if l, ok := at[key{k, s, d}]; ok {
					row.Cells = append(row.Cells, ui.Text(ui.Number(l.Most, 0)), ui.Text(l.From.Words()))
				} else {
					row.Cells = append(row.Cells, ui.Marked(ui.Missing), ui.Text("not known"))
				}
			}
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

// closeForm closes beds of a site for some nights.
func (v bedsView) closeForm() ui.Details {
	c := v.closing
	field := func(name, label, hint string) ui.Field {
		return ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(v.bad)
	}
	if c.do == "" {
		c.do, c.kind = "close", string(recovery.Beds)
	}
	if c.site == "" && len(v.sites) == 1 {
		c.site = v.sites[0]
	}
	sites := []string{"", "(choose)"}
	for _, s := range v.sites {
		sites = append(sites, s, "Site "+s)
	}
	return ui.Details{Summary: "Close beds, or open some", ID: "close", Open: v.typed == nil && len(v.bad) > 0, Body: ui.Form{Action: BedsOf(v.on) + "/close", Submit: "Keep it", Body: templ.Join(
		ui.Para("From then on the beds entered here count for these nights, not the forecast’s. What closing would do to the plan in use can be tried first, under What if."),
		ui.Radios{Field: field("do", "What", ""), Options: ui.Options(c.do, "close", "Close beds", "open", "Open beds")},
		ui.Radios{Field: field("kind", "Which", ""), Options: ui.Options(c.kind, string(recovery.Beds), "Ward beds", string(recovery.HighBeds), "High-dependency and critical-care beds")},
		ui.Select{Field: field("site", "Site", ""), Options: ui.Options(c.site, sites...)},
		ui.Input{Field: field("number", "How many", ""), Value: c.number, Width: 4, Whole: true},
		ui.DateInput{Field: field("from", "First night", ""), Typed: c.boxes[0]}, ui.DateInput{Field: field("to", "Last night", "Left empty it is one night."), Typed: c.boxes[1]},
		ui.Input{Field: field("reason", "Why", "A few words, without naming anybody."), Value: c.reason})}}
}

// whole is a share as people type it, in a hundred.
func whole(x float64) string { return strconv.FormatFloat(math.Round(1000*x)/10, 'f', -1, 64) }

func (v bedsView) form() ui.Details {
	r := v.g.Beds.Rule
	value := func(name, kept string) string {
		if v.typed != nil {
			return v.typed(name)
		}
		return kept
	}
	body := []templ.Component{
		ui.Input{Field: ui.Field{Name: "confidence", Label: "Confidence", Hint: "With what chance the beds must be free. 80 means four nights in five."}.WithErrors(v.bad), Value: value("confidence", whole(r.Confidence)), Width: 3, Decimal: true, Suffix: "in 100"},
		ui.Input{Field: ui.Field{Name: "most", Label: "How full the open ward beds may be", Hint: "100 is up to the last open bed; 92 keeps a target of 92%."}.WithErrors(v.bad), Value: value("most", whole(r.Most)), Width: 3, Decimal: true, Suffix: "in 100"}}
	for _, s := range v.sites {
		var x recovery.BedShare
		kept := func(float64, func(float64) string) string { return "" }
		if i := slices.IndexFunc(r.Sites, func(x recovery.BedShare) bool { return x.Site == s }); i >= 0 {
			x, kept = r.Sites[i], func(y float64, words func(float64) string) string { return words(y) }
		}
		beds := func(y float64) string { return strconv.FormatFloat(y, 'f', -1, 64) }
		f := func(part, label string) ui.Field {
			return ui.Field{Name: part + "-" + s, Label: label}.WithErrors(renamed(v.bad, "site-"+s, part+"-"+s))
		}
		body = append(body, small("Site "+s),
			ui.Input{Field: f("ward", "Share of the trust's free ward beds"), Value: value("ward-"+s, kept(x.Ward, whole)), Width: 3, Decimal: true, Suffix: "in 100"},
			ui.Input{Field: f("held", "Ward beds that planned patients usually hold here"), Value: value("held-"+s, kept(x.Held, beds)), Width: 4, Decimal: true},
			ui.Input{Field: f("high", "Share of the trust's free high-care beds"), Value: value("high-"+s, kept(x.High, whole)), Width: 3, Decimal: true, Suffix: "in 100"},
			ui.Input{Field: f("high-held", "High-care beds that planned patients usually hold here"), Value: value("high-held-"+s, kept(x.HighHeld, beds)), Width: 4, Decimal: true})
	}
	return ui.Details{Summary: "Say how the beds are shared", ID: "rule", Open: v.typed != nil && len(v.bad) > 0 || len(r.Sites) < len(v.sites), Body: ui.Form{Action: BedsOf(v.on), Submit: "Keep this rule", Body: templ.Join(body...)}}
}

// bedRule reads the form; an Invalid fault names everything that cannot be read. An empty box is not a nought.
func bedRule(r *web.Request, sites []string) (recovery.BedRule, error) {
	var bad fault.List
	number := func(name, words string) float64 {
		x, err := strconv.ParseFloat(strings.TrimSpace(r.PostFormValue(name)), 64)
		if err != nil {
			bad.Add(name, "", "Enter %s as a number; 0 where there is none", words)
		}
		return x
	}
	rule := recovery.BedRule{Confidence: number("confidence", "the confidence") / 100, Most: number("most", "how full the beds may be") / 100}
	for _, s := range sites {
		rule.Sites = append(rule.Sites, recovery.BedShare{Site: s, Ward: number("ward-"+s, "the share of site "+s) / 100, Held: number("held-"+s, "the beds that planned patients hold at site "+s),
			High: number("high-"+s, "the high-care share of site "+s) / 100, HighHeld: number("high-held-"+s, "the high-care beds that planned patients hold at site "+s)})
	}
	return rule, bad.Err("The rule was left as it is")
}

// keepBeds keeps how the beds are shared.
func (m room) keepBeds(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RecoveryKeep)
	if err != nil {
		return err
	}
	v, err := m.bedsView(r)
	if err != nil {
		return err
	}
	rule, err := bedRule(r, v.sites)
	if err == nil {
		err = m.Desk.KeepBedRule(r.Context(), by, rule)
	}
	if err == nil {
		return r.Redirect(w, BedsOf(r.On), "Kept. Plans that are asked for from now on stand on it.")
	}
	bad, ok := fieldsOf(err, "confidence")
	if !ok {
		return err
	}
	v.bad, v.typed = bad, r.PostFormValue
	return r.Render(w, http.StatusUnprocessableEntity, v.pageOf(), v.parts().body())
}
