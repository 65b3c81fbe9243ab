package occupancyweb

import (
	"context"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/occupancy"
	"headroom/internal/org"
	"headroom/internal/web"
)

// target is a share of the open beds that is not to be passed, with where it comes from.
type target struct {
	At     float64
	Words  string
	Source string
}

// targets are those offered; any other may be typed.
func targets() []target {
	return []target{
		{.92, "92%", "NHS England and NHS Improvement, Review of Winter 2016-17: below 92%; the planning guidance for 2020/21: a maximum of 92%"},
		{.85, "85%", "Held by the royal colleges; NICE graded the evidence very low"},
		{.95, "95%", "To compare with: not a published standard"},
		{1, "100%", "To compare with: every open bed in use"},
	}
}

// targetOf reads a percentage; one that is not offered is a local target.
func targetOf(s string) (target, bool) {
	if s == "" {
		return targets()[0], true
	}
	n, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "%"), 64)
	if err != nil || !(n >= 50 && n <= 120) {
		return target{}, false
	}
	for _, t := range targets() {
		if math.Abs(100*t.At-n) < 1e-9 {
			return t, true
		}
	}
	return target{n / 100, strconv.FormatFloat(n, 'f', -1, 64) + "%", "Typed on this page: a local target"}, true
}

// confidences are how sure one may ask to be.
var confidences = [...]string{"50", "80", "90", "95"}

// asked is what a reader asks of a forecast.
type asked struct {
	on         org.Code
	origin     civil.Date // zero: the newest
	until      civil.Date // the last day shown; zero: the usual one
	date       civil.Date // the day that the figures are of; zero: the usual one
	target     target
	confidence float64

	pic    *org.Picture
	now    time.Time
	past   bool
	link   func(string) string
	scope  access.Scope
	may    func(access.Verb) bool
	params url.Values
	bad    fault.List // what of it cannot be read or shown; the usual stands in its place
}

// notShown is what is said before everything that is wrong with what was asked.
const notShown = "The forecast cannot be shown as asked"

// read reads the request; a fault says everything that cannot be read.
func read(r *web.Request) (asked, error) {
	a := readAll(r)
	return a, a.bad.Err(notShown)
}

// readAll reads the request, and keeps beside it what cannot be read.
func readAll(r *web.Request) asked {
	a := asked{on: r.On, pic: r.Picture, now: r.AsOf, past: r.Past, link: r.Link, scope: r.Scope(access.ForecastRead), confidence: .9,
		may: func(v access.Verb) bool { return r.May(v, r.On) }, params: r.URL.Query()}
	for _, x := range []struct {
		name string
		into *civil.Date
	}{{"origin", &a.origin}, {"until", &a.until}, {"date", &a.date}} {
		if s := r.Param(x.name); s != "" {
			var err error
			if *x.into, err = civil.ParseDate(s); err != nil {
				a.bad.Add(x.name, "", "Enter a date as 2023-12-24")
			}
		}
	}
	typed := r.Param("other")
	if typed == "" {
		typed = r.Param("target")
	}
	var ok bool
	if a.target, ok = targetOf(typed); !ok {
		a.target = targets()[0]
		a.bad.Add("other", "", "Enter the target as a percentage of open beds between 50 and 120")
	}
	if s := r.Param("confidence"); s != "" {
		if slices.Contains(confidences[:], s) {
			n, _ := strconv.ParseFloat(s, 64)
			a.confidence = n / 100
		} else {
			a.bad.Add("confidence", "", "Choose how sure you want to be from the list; %q is not in it", s)
		}
	}
	return a
}

// settle fills what was left open, now that the forecast is known: the usual end is 15 January while that lies ahead
// within reach, and the usual date Christmas Eve, else a week ahead. It notes what lies out of the forecast's reach.
func (a *asked) settle(f *occupancy.Forecast) {
	if len(f.Days) == 0 {
		return
	}
	first, last := f.Days[0].Date, f.Days[len(f.Days)-1].Date
	if a.until.IsZero() {
		a.until = last
		if end := winterEnd(f.Origin); !end.Before(first.Add(6)) && end.Before(last) {
			a.until = end
		}
	}
	if a.until.Before(first) || a.until.After(last) {
		a.bad.Add("until", "", "The forecast of %s reaches from %s to %s", f.Origin, first, last)
	}
	if a.date.IsZero() {
		a.date = usualDate(first, a.until)
	}
	if a.date.Before(first) || a.date.After(last) {
		a.bad.Add("date", "", "The forecast of %s reaches from %s to %s", f.Origin, first, last)
	}
}

// winterEnd is the 15 January after a morning.
func winterEnd(d civil.Date) civil.Date {
	end := civil.On(d.Year(), time.January, 15)
	if !end.After(d) {
		end = civil.On(d.Year()+1, time.January, 15)
	}
	return end
}

func usualDate(first, until civil.Date) civil.Date {
	for _, eve := range []civil.Date{civil.On(first.Year(), time.December, 24), civil.On(first.Year(), time.January, 3)} {
		if !eve.Before(first) && !eve.After(until) {
			return eve
		}
	}
	if week := first.Add(6); !week.After(until) {
		return week
	}
	return until
}

// query is the reader's choices as a query; more overrides them in turn, an empty value leaves one out.
func (a *asked) query(more ...string) string {
	q := url.Values{}
	for _, k := range []string{"origin", "until", "date", "target", "other", "confidence"} {
		if v := a.params.Get(k); v != "" {
			q.Set(k, v)
		}
	}
	for i := 0; i+1 < len(more); i += 2 {
		q.Del(more[i])
		if more[i+1] != "" {
			q.Set(more[i], more[i+1])
		}
	}
	return q.Encode()
}

// address is path with the reader's choices.
func (a *asked) address(path string, more ...string) string {
	if q := a.query(more...); q != "" {
		path += "?" + q
	}
	return a.link(path)
}

// held reads the forecast asked for, and settles what was left open.
func (m room) held(ctx context.Context, a *asked) (occupancy.Held, occupancy.Calendar, error) {
	var cal occupancy.Calendar
	h, err := m.Store.Forecast(ctx, a.on, a.origin, a.now)
	if err != nil {
		return h, cal, err
	}
	if cal, err = m.Ground.Calendar(ctx, a.now); err != nil {
		return h, cal, err
	}
	a.settle(&h.Forecast)
	return h, cal, nil
}
