package sitrepweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web"
)

// seriesPath chooses a measure of an organisation.
const seriesPath = "/series"

// seriesDayPath is one day of a measure: the returns that it is the sum of.
func seriesDayPath(c org.Code, m measure.Code, day civil.Date) string {
	return SeriesPath(c, m) + "/" + day.String()
}

func (m room) seriesRoutes() []web.Route {
	read := func(pattern string, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: access.SeriesRead, On: web.OrgIn("org"), Handle: h}
	}
	return []web.Route{
		{Pattern: "GET " + seriesPath, Verb: access.SeriesRead, Anywhere: true, Handle: m.seriesChoose},
		read("GET /series/{org}/{measure}", m.seriesShow),
		read("GET /series/{org}/{measure}/export.csv", m.seriesCSV),
		read("GET /series/{org}/{measure}/export.xlsx", m.seriesXLSX),
		read("GET /series/{org}/{measure}/{day}", m.seriesDay),
	}
}

// seriesAsked is what a reader asks of a series.
type seriesAsked struct {
	on       org.Code
	m        measure.Measure
	form     sitrep.FormCode // empty: the first that holds anything
	view     sitrep.View
	period   string // a preset, or "days" for from and to
	from, to civil.Date
	compare  string // "", "parent" or "winter"
	only     string // the mark of the organisations that a sum is narrowed to; empty takes all
	pageNo   int

	pic    *org.Picture
	now    time.Time
	past   bool
	today  civil.Date
	series access.Scope
	chase  access.Scope
	opens  bool // may open the organisation's own returns
	may    func(org.Code) bool
	link   func(string) string
}

// The presets of the period.
const (
	seriesMonth      = "28-days"
	seriesWinter     = "winter"
	seriesLastWinter = "last-winter"
	seriesAll        = "all"
	seriesDaysChosen = "days"
)

// seriesRead reads the request. The days of a preset are counted from the newest day held, so that a database of old
// winters does not open on an empty page.
func (m room) seriesRead(r *web.Request) (seriesAsked, error) {
	a := seriesAsked{on: r.On, form: sitrep.FormCode(r.Param("form")), period: r.Param("period"), compare: r.Param("compare"), only: r.Param("only"), pageNo: r.PageNumber(),
		pic: r.Picture, now: r.AsOf, past: r.Past, today: civil.Today(r.AsOf), link: r.Link,
		series: r.Scope(access.SeriesRead), chase: r.Scope(access.ChaseRead), opens: r.May(access.ReturnRead, r.On),
		may: func(c org.Code) bool { return r.May(access.SeriesRead, c) }}
	var ok bool
	if a.m, ok = measure.Find(measure.Code(r.Param("measure"))); !ok {
		return a, fault.New(fault.NotFound, "No measure has the code %q. The register lists them all", r.Param("measure"))
	}
	var l fault.List
	var err error
	if a.view, err = sitrep.ParseView(r.Param("view")); err != nil {
		l.Add("view", "", "Choose first submitted, collated or latest")
	}
	if a.form != "" && !slices.Contains(sitrep.Holding(a.m.Code), a.form) {
		l.Add("form", "", "No form called %q holds this measure", a.form)
	}
	if !slices.Contains([]string{"", "parent", "winter"}, a.compare) {
		l.Add("compare", "", "Compare with nothing, the organisation above, or the winter before")
	}
	if a.only != "" && a.only != org.MarkType1 {
		l.Add("only", "", "Choose all organisations, or those with a type 1 A&E")
	}
	for _, x := range []struct {
		name string
		into *civil.Date
	}{{"from", &a.from}, {"to", &a.to}} {
		if s := r.Param(x.name); s != "" {
			if *x.into, err = civil.ParseDate(s); err != nil {
				l.Add(x.name, "", "Enter a date as 2023-12-20")
			}
		}
	}
	if !a.from.IsZero() && !a.to.IsZero() && a.to.Before(a.from) {
		l.Add("to", "", "The last day must not be before the first")
	}
	if err := l.Err("The series cannot be shown as asked"); err != nil {
		return a, err
	}
	return a, m.seriesPeriod(r.Context(), &a)
}

// seriesPeriod sets from and to from the preset. Days given without a preset, or with "days", stand as they are.
func (m room) seriesPeriod(ctx context.Context, a *seriesAsked) error {
	given := !a.from.IsZero() || !a.to.IsZero()
	if given && (a.period == "" || a.period == seriesDaysChosen) {
		a.period = seriesDaysChosen
		return nil
	}
	a.from, a.to = civil.Date{}, civil.Date{}
	if a.period == "" || a.period == seriesDaysChosen {
		a.period = seriesWinter
		if a.m.Period != measure.Day {
			a.period = seriesAll
		}
	}
	if a.period == seriesAll {
		return nil
	}
	last, err := m.seriesLast(ctx, *a)
	if err != nil {
		return err
	}
	if last.IsZero() {
		last = a.today
	}
	winter := seriesWinterOf(last)
	switch a.period {
	case seriesMonth:
		a.from, a.to = last.Add(-27), last
	case seriesLastWinter:
		a.from, a.to = civil.On(winter.From.Year()-1, time.November, 1), civil.On(winter.From.Year(), time.March, 31)
	case seriesWinter:
		a.from, a.to = winter.From, winter.To
	default:
		var l fault.List
		l.Add("period", "", "Choose a period from the list")
		return l.Err("The series cannot be shown as asked")
	}
	return nil
}

// seriesLast is the newest day of the form asked for, or of the first form that holds the measure and has anything.
func (m room) seriesLast(ctx context.Context, a seriesAsked) (civil.Date, error) {
	for _, f := range sitrep.Holding(a.m.Code) {
		if a.form != "" && f != a.form {
			continue
		}
		d, err := m.Store.LastDay(ctx, f, a.now)
		if err != nil || !d.IsZero() {
			return d, err
		}
	}
	return civil.Date{}, nil
}

// seriesWinterOf is the winter that a day lies in, or the one before it: 1 November to 31 March, both inclusive.
func seriesWinterOf(d civil.Date) civil.Range {
	y := d.Year()
	if d.Month() < time.November {
		y--
	}
	return civil.Range{From: civil.On(y, time.November, 1), To: civil.On(y+1, time.March, 31)}
}

// asked is the question to the store.
func (a seriesAsked) asked() sitrep.Asked {
	return sitrep.Asked{Org: a.on, Measure: a.m.Code, Form: a.form, From: a.from, To: a.to, AsOf: a.now, View: a.view, Only: a.only}
}

// query is the reader's choices as a query, for addresses; more overrides them, an empty value leaves one out.
func (a seriesAsked) query(more ...string) string {
	q := map[string]string{"form": string(a.form), "compare": a.compare, "only": a.only}
	if a.view != sitrep.Latest {
		q["view"] = string(a.view)
	}
	if a.period == seriesDaysChosen {
		q["from"], q["to"] = a.from.String(), a.to.String()
	} else {
		q["period"] = a.period
	}
	for i := 0; i+1 < len(more); i += 2 {
		q[more[i]] = more[i+1]
	}
	var pairs []string
	for k, v := range q {
		pairs = append(pairs, k, v)
	}
	return seriesQuery(pairs...)
}

// address is path with the reader's choices.
func (a seriesAsked) address(path string, more ...string) string {
	if q := a.query(more...); q != "" {
		path += "?" + q
	}
	return a.link(path)
}

// seriesQuery writes names and values in turn, leaving out empty values.
func seriesQuery(pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return q.Encode()
}

func (m room) seriesShow(w http.ResponseWriter, r *web.Request) error {
	a, err := m.seriesRead(r)
	if err != nil {
		return err
	}
	v, err := m.seriesMake(r.Context(), a)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.page, seriesShow(v))
}

// seriesChoose sends the person on when the organisation is plain, and otherwise shows those that fit.
func (m room) seriesChoose(w http.ResponseWriter, r *web.Request) error {
	code := measure.Code(r.Param("measure"))
	if code == "" {
		code = todayMeasure
	}
	if _, ok := measure.Find(code); !ok {
		return fault.New(fault.NotFound, "No measure has the code %q. The register lists them all", code)
	}
	keep := seriesChosen(r.URL.Query())
	found := seriesFind(r.Picture, r.Param("org"), r.Scope(access.SeriesRead))
	if len(found) == 1 {
		to := SeriesPath(found[0].Code, code)
		if len(keep) > 0 {
			to += "?" + keep.Encode()
		}
		return r.Redirect(w, to, "")
	}
	v := newSeriesChoose(r.Param("org"), code, found, keep, r.Link)
	return r.Render(w, http.StatusOK, v.page, seriesChooseView(v))
}

// seriesFind are the open organisations that a search means, of those in scope: the one whose code it is, or all whose
// name or code holds it. Without words it is those in scope, at most the first fifty.
func seriesFind(pic *org.Picture, words string, s access.Scope) []org.Unit {
	if pic == nil {
		return nil
	}
	if u, ok := pic.Lookup(words); ok && s.Holds(u.Code) {
		return []org.Unit{u}
	}
	var out []org.Unit
	for _, u := range pic.Units() {
		fits := strings.Contains(strings.ToLower(u.Name), strings.ToLower(words)) || strings.Contains(string(u.Code), strings.ToUpper(words))
		if fits && s.Holds(u.Code) {
			if strings.EqualFold(u.Name, words) {
				return []org.Unit{u}
			}
			out = append(out, u)
		}
	}
	return out
}
