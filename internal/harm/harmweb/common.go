package harmweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/action"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/harm"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// parts are the parts of a page, one below the other.
type parts []templ.Component

func (p *parts) add(list ...templ.Component) { *p = append(*p, list...) }

func (p parts) body() templ.Component { return templ.Join(p...) }

// here is what every page of one organisation needs of a request.
type here struct {
	on    org.Code
	pic   *org.Picture
	now   time.Time
	asOf  time.Time // zero: now
	past  bool
	today civil.Date
	link  func(string) string
	may   func(access.Verb) bool
}

func at(r *web.Request) here {
	h := here{on: r.On, pic: r.Picture, now: r.AsOf, past: r.Past, today: civil.Today(r.AsOf), link: r.Link, may: func(v access.Verb) bool { return r.May(v, r.On) }}
	if r.Past {
		h.asOf = r.AsOf
	}
	return h
}

// does reports whether the reader may change something here now: nobody changes the past.
func (h here) does(v access.Verb) bool { return !h.past && h.may(v) }

func (h here) name() string {
	if h.pic == nil || h.pic.Name(h.on) == "" {
		return string(h.on)
	}
	return h.pic.Name(h.on)
}

// trust reports whether the organisation keeps a record of its own: no area does.
func (h here) trust() bool {
	if h.pic == nil {
		return false
	}
	u, _ := h.pic.Unit(h.on)
	switch u.Kind {
	case org.KindTrust, org.KindAmbulance, org.KindIndependent:
		return true
	}
	return false
}

// trusts are those whose counts make the organisation's.
func (h here) trusts() []org.Code {
	if h.trust() || h.pic == nil {
		return []org.Code{h.on}
	}
	// never nil, which would be every trust
	return append([]org.Code{}, h.pic.Under(org.NHS, h.on, org.KindTrust, org.KindAmbulance, org.KindIndependent)...)
}

// page is a page about the organisation.
func (h here) page(title string) web.Page {
	return web.Page{Title: title, Caption: h.name() + ", " + string(h.on), Current: "harm", Crumbs: []web.Crumb{{Text: "Harm", Href: h.link(HomePath)}, {Text: h.name(), Href: h.link(Path(h.on))}}}
}

// tabs are the pages about the organisation that the reader may open.
func (h here) tabs(current string) ui.Tabs {
	t := ui.Tabs{Label: "Harm: " + h.name()}
	for _, x := range []struct {
		text, path string
		verb       access.Verb
		own        bool
	}{
		{"Counts", Path(h.on), access.HarmCounts, false}, {"Events", EventsPath(h.on), access.HarmOwn, true}, {"Due", DuePath(h.on), access.HarmRead, true},
		{"Reviews", ReviewsPath(h.on), access.HarmCohort, true}, {"Cohort", CohortPath(h.on), access.HarmCounts, false}, {"Still to be reported", NowcastPath(h.on), access.HarmCounts, false},
		{"Comparison", ComparePath(h.on), access.HarmCounts, false}, {"Bring in", WatchPath(h.on), access.HarmWatch, true},
	} {
		if h.may(x.verb) && (!x.own || h.trust()) {
			t.Items = append(t.Items, ui.Tab{Text: x.text, Href: h.link(x.path), Current: x.path == current})
		}
	}
	return t
}

// hidden keeps the as-of value in a form that only asks.
func (h here) hidden() map[string]string {
	out := map[string]string{}
	if h.past {
		out["as-of"] = h.now.UTC().Format(time.RFC3339Nano)
	}
	return out
}

// signer is who acts by a verb on the request's trust. Who is a clinician, and of consultant level, is what their roles say.
func signer(r *web.Request, v access.Verb) (harm.By, error) {
	if !r.May(v, r.On) {
		return harm.By{}, fault.New(fault.Forbidden, "None of your roles does this for %s", r.On)
	}
	return harm.By{Account: r.Who.Actor(), Org: r.On, Clinician: r.May(access.HarmReview, r.On), Consultant: r.May(access.HarmCaused, r.On)}, nil
}

// refused gives a form's faults, for showing it again; false for an error that is none of the form's.
func refused(err error) (status int, bad []fault.Field, ok bool) {
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid && f.Kind != fault.Conflict && f.Kind != fault.TooLarge {
		return 0, nil, false
	}
	if len(f.Fields) == 0 {
		return web.StatusOf(f.Kind), []fault.Field{{Message: f.Message}}, true
	}
	return web.StatusOf(f.Kind), f.Fields, true
}

// typed is what was written into a form, by field.
type typed map[string]string

// typedIn reads every field of a form that was sent.
func typedIn(r *web.Request) typed {
	_ = r.PostFormValue("") // reads the form
	out := typed{}
	for k, v := range r.PostForm {
		if len(v) > 0 {
			out[k] = strings.TrimSpace(v[0])
		}
	}
	return out
}

func (t typed) date(name string) [3]string {
	return [3]string{t[name+"-day"], t[name+"-month"], t[name+"-year"]}
}

func (t typed) setDate(name string, d civil.Date) {
	p := ui.DateParts(d)
	t[name+"-day"], t[name+"-month"], t[name+"-year"] = p[0], p[1], p[2]
}

// anonymous notes every text that looks as if it named a person.
func (t typed) anonymous(bad *fault.List, names ...string) {
	for _, n := range names {
		if what := harm.Identifies(t[n]); what != "" {
			bad.Add(n, "H25", "This holds what looks like %s. Take it out: the record goes to the national service, which knows no patient", what)
		}
	}
}

// fields makes the controls of a form with what was written and what is wrong.
type fields struct {
	typed typed
	bad   []fault.Field
}

func (f fields) field(name, label, hint string) ui.Field {
	return ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(f.bad)
}

func (f fields) date(name, label, hint string) ui.DateInput {
	return ui.DateInput{Field: f.field(name, label, hint), Typed: f.typed.date(name)}
}

func (f fields) input(name, label, hint string, width int) ui.Input {
	return ui.Input{Field: f.field(name, label, hint), Value: f.typed[name], Width: width}
}

func (f fields) words(name, label, hint string, rows int) ui.Textarea {
	return ui.Textarea{Field: f.field(name, label, hint), Value: f.typed[name], Rows: rows}
}

func (f fields) radios(name, label, hint string, inline bool, options ...string) ui.Radios {
	return ui.Radios{Field: f.field(name, label, hint), Inline: inline, Options: ui.Options(f.typed[name], options...)}
}

func (f fields) choice(name, label, hint string, options ...string) ui.Select {
	return ui.Select{Field: f.field(name, label, hint), Options: ui.Options(f.typed[name], options...)}
}

// faulty reports whether any of the fields has a fault.
func (f fields) faulty(names ...string) bool {
	return slices.ContainsFunc(f.bad, func(x fault.Field) bool { return slices.Contains(names, x.Name) })
}

// readDate reads the three boxes of a date, noting what is wrong with them.
func readDate(r *web.Request, bad *fault.List, name string) civil.Date {
	d, _, err := r.DateBoxes(name)
	if err != nil {
		bad.Add(name, "", "%s", capital(err.Error()))
	}
	return d
}

// readMoment reads a date with a clock time beside it; zero when neither is given.
func readMoment(r *web.Request, bad *fault.List, name string) time.Time {
	d := readDate(r, bad, name)
	text := strings.TrimSpace(r.PostFormValue(name + "-clock"))
	if d.IsZero() {
		if text != "" {
			bad.Add(name, "", "Give the day as well as the time")
		}
		return time.Time{}
	}
	c, err := civil.ParseClock(text)
	if err != nil {
		bad.Add(name+"-clock", "", "Give the time on the clock as 14:30")
		return time.Time{}
	}
	m, err := action.ParseMoment(d.String() + "T" + c.String())
	switch which := r.PostFormValue(name + "-which"); {
	case err != nil:
		bad.Add(name+"-clock", "H44", "The clocks went forward and did not show this time: %s", err)
		return time.Time{}
	case !m.Ambiguous():
	case which == "first" || which == "second":
		m.Second = which == "second"
	default:
		bad.Add(name+"-which", "H44", "The clocks went back and showed this time twice: say which of the two is meant")
	}
	return m.At()
}

// moment is the boxes of a date with its time, and the question which is meant where the clocks showed it twice.
func (f fields) moment(name, label, hint, clock string) templ.Component {
	out := []templ.Component{f.date(name, label, hint), f.input(name+"-clock", clock, "As 14:30", 5)}
	d := f.typed.date(name)
	if m, err := action.ParseMoment(momentText(d, f.typed[name+"-clock"])); err == nil && m.Ambiguous() {
		out = append(out, f.radios(name+"-which", "The clocks went back in this night. Which of the two is meant?", "", true, "first", "The first, in summer time (BST)", "second", "The second, in winter time (GMT)"))
	}
	return templ.Join(out...)
}

// momentText is the boxes of a moment as one text; what is no day or time stays none.
func momentText(d [3]string, clock string) string {
	c, err := civil.ParseClock(clock)
	if err != nil {
		return ""
	}
	pad := func(s string) string { return strings.Repeat("0", max(0, 2-len(s))) + s }
	return d[2] + "-" + pad(d[1]) + "-" + pad(d[0]) + "T" + c.String()
}

// joined is a form's own faults together with those of what was made of it, each field once.
func joined(bad fault.List, err error) ([]fault.Field, error) {
	f := fault.As(err)
	if err != nil && (f == nil || f.Kind != fault.Invalid) {
		return nil, err
	}
	out := []fault.Field(bad)
	if f != nil {
		for _, x := range f.Fields {
			if !slices.ContainsFunc(out, func(y fault.Field) bool { return y.Name == x.Name }) {
				out = append(out, x)
			}
		}
	}
	return out, nil
}

// names tells who accounts are, for those that are known.
func (m room) names(ctx context.Context, actors ...string) (map[string]string, error) {
	slices.Sort(actors)
	actors = slices.DeleteFunc(slices.Compact(actors), func(s string) bool { return s == "" })
	if len(actors) == 0 || m.People == nil {
		return map[string]string{}, nil
	}
	return m.People.Named(ctx, actors)
}

// who is an account's name, or the account itself.
func who(names map[string]string, actor string) string {
	if n := names[actor]; n != "" {
		return n
	}
	return actor
}

// day is "12 February 2024", and "not known" for the zero date.
func day(d civil.Date) string {
	if d.IsZero() {
		return "not known"
	}
	return ui.DayWords(d)
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// few is the least count that is told outside the trust.
const few = 5

// exact reports whether the reader sees every number as it is: whoever works with the trust's own record does. Somebody who
// looks at a trust from above it, or may see its counts alone, does not.
func (h here) exact() bool {
	return h.trust() && (h.may(access.HarmRead) || h.may(access.HarmCohort))
}

// count is a number as the reader may see it. Outside the trust one to four are kept back and the rest is told to the
// nearest five, so that no difference of two figures tells of a few people.
func (h here) count(n int) string {
	if h.exact() {
		return ui.Count(n)
	}
	return outside(n)
}

// counted is count for files.
func (h here) counted(n int) string {
	if h.exact() {
		return strconv.Itoa(n)
	}
	return outside(n)
}

// file sends a table that says of itself what it is: its name holds the instant as of which it was read, and each row that
// instant, the organisation and what must not be read from it.
func (h here) file(w http.ResponseWriter, r *web.Request, s web.Sheet, caveat string) error {
	at := h.now.UTC()
	s.Name += "-" + at.Format("20060102T150405Z")
	s.Head = append(s.Head, "as_of", "organisation", "caveat")
	for i := range s.Rows {
		s.Rows[i] = append(s.Rows[i], sheet.TextCell(at.Format(time.RFC3339)), sheet.TextCell(string(h.on)), sheet.TextCell(caveat))
	}
	return r.SheetCSV(w, s)
}

// shown is the number that may be drawn; false when it is kept back.
func (h here) shown(n int) (int, bool) {
	if h.exact() {
		return n, true
	}
	return (n + 2) / few * few, n == 0 || n >= few
}

func outside(n int) string {
	switch {
	case n == 0:
		return "0"
	case n < few:
		return "fewer than 5"
	}
	return "about " + ui.Count((n+2)/few*few)
}

// countHint says how counts are told to this reader.
func (h here) countHint() string {
	if h.exact() {
		return "Exact, within the trust. Above it, one to four are kept back and other counts are told to the nearest five."
	}
	return "Outside the trust, one to four are shown as fewer than 5 and other counts to the nearest five."
}

// setMoment writes an instant as its form shows it.
func (t typed) setMoment(name string, at time.Time) {
	t.setDate(name, civil.Today(at))
	t[name+"-clock"] = ui.Clock(at)
	if m := action.MomentOf(at); m.Ambiguous() {
		t[name+"-which"] = map[bool]string{false: "first", true: "second"}[m.Second]
	}
}
