package recoveryweb

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/recovery"
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

// people reports whether the reader may see the list patient by patient; others see counts.
func (h here) people() bool { return h.may(access.RecoveryPatients) }

func (h here) name() string {
	if h.pic == nil {
		return string(h.on)
	}
	return h.pic.Name(h.on)
}

func (h here) kind() org.Kind {
	u, _ := h.pic.Unit(h.on)
	return u.Kind
}

// page is a page about the organisation, under its board.
func (h here) page(title string) web.Page {
	return web.Page{Title: title, Caption: h.name() + ", " + string(h.on), Current: "recovery", Crumbs: []web.Crumb{{Text: "Recovery", Href: RecoveryPath}, {Text: "Board", Href: BoardOf(h.on)}}}
}

// tabs are the pages about one trust that the reader may open.
func (h here) tabs(current string) ui.Tabs {
	t := ui.Tabs{Label: "Recovery at " + h.name()}
	for _, x := range []struct {
		text, path string
		verb       access.Verb
	}{
		{"Board", BoardOf(h.on), access.RecoveryCounts}, {"Patients", PatientsOf(h.on), access.RecoveryPatients}, {"Sessions", SessionsOf(h.on), access.RecoverySessions},
		{"Plans", PlansOf(h.on), access.RecoverySessions}, {"Offers", OffersOf(h.on), access.RecoveryPatients}, {"Worklist", WorklistOf(h.on), access.RecoveryPatients},
		{"Files", ImportOf(h.on), access.RecoveryPatients},
	} {
		if h.may(x.verb) {
			t.Items = append(t.Items, ui.Tab{Text: x.text, Href: h.link(x.path), Current: x.path == current})
		}
	}
	if len(t.Items) < 2 {
		t.Items = nil
	}
	return t
}

// signer is who acts by a verb on the request's trust.
func signer(r *web.Request, v access.Verb) (recovery.By, error) {
	g, ok := r.Who.Allowing(v, r.On, r.Present, r.Today)
	if !ok {
		return recovery.By{}, fault.New(fault.Forbidden, "None of your roles does this for %s", r.On)
	}
	return recovery.By{Actor: r.Who.Actor(), Role: string(g.Role), Org: r.On}, nil
}

// day is "12 Feb 2024", and "not known" for the zero date.
func day(d civil.Date) string {
	if d.IsZero() {
		return "not known"
	}
	return d.Format("2 Jan 2006")
}

// dayOf is "Mon 12 Feb 2024".
func dayOf(d civil.Date) string {
	if d.IsZero() {
		return "not known"
	}
	return d.Format("Mon 2 Jan 2006")
}

func percent(x float64) string { return ui.Number(100*x, 0) + "%" }

func percent1(x float64) string { return ui.Number(100*x, 1) + "%" }

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// weeks is a number of days as weeks and days, as people on the list say it.
func weeks(days int) string {
	switch w, d := days/7, days%7; {
	case days < 0:
		return "–"
	case w == 0:
		return ui.Plural(d, "day", "days")
	case d == 0:
		return ui.Plural(w, "week", "weeks")
	default:
		return fmt.Sprintf("%s %s", ui.Plural(w, "week", "weeks"), ui.Plural(d, "day", "days"))
	}
}

func dateCell(d civil.Date) sheet.Cell {
	if d.IsZero() {
		return sheet.Cell{}
	}
	return sheet.DateCell(d)
}

// specialties are the treatment functions by code, as the published extracts of waiting times name them.
func specialties() map[string]string {
	return map[string]string{"100": "General surgery", "101": "Urology", "103": "Breast surgery", "104": "Colorectal surgery", "107": "Vascular surgery",
		"110": "Trauma and orthopaedics", "120": "Ear, nose and throat", "130": "Ophthalmology", "140": "Oral surgery", "145": "Oral and maxillofacial surgery", "150": "Neurosurgery", "160": "Plastic surgery",
		"170": "Cardiothoracic surgery", "171": "Paediatric surgery", "300": "General medicine", "301": "Gastroenterology", "320": "Cardiology", "330": "Dermatology", "340": "Respiratory medicine",
		"400": "Neurology", "410": "Rheumatology", "430": "Elderly medicine", "502": "Gynaecology"}
}

// specialty is the code with its name where that is known.
func specialty(code string) string {
	if n := specialties()[code]; n != "" {
		return n
	}
	return "Specialty " + code
}

// byPathway finds patients.
func byPathway(list []recovery.Patient) map[recovery.Pathway]recovery.Patient {
	out := make(map[recovery.Pathway]recovery.Patient, len(list))
	for _, p := range list {
		out[p.Pathway] = p
	}
	return out
}

// bySession finds sessions.
func bySession(list []recovery.Session) map[recovery.SessionID]recovery.Session {
	out := make(map[recovery.SessionID]recovery.Session, len(list))
	for _, s := range list {
		out[s.ID] = s
	}
	return out
}

// sites are the sites of sessions, in order.
func sitesOf(list []recovery.Session) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s.Site) {
			out = append(out, s.Site)
		}
	}
	slices.Sort(out)
	return out
}

// withQuery adds a value to an address's query.
func withQuery(href, key, value string) string {
	sep := "?"
	if strings.Contains(href, "?") {
		sep = "&"
	}
	return href + sep + key + "=" + value
}

// hidden keeps the as-of value in a form that only asks.
func (h here) hidden() map[string]string {
	out := map[string]string{}
	if h.past {
		out["as-of"] = h.now.UTC().Format(time.RFC3339Nano)
	}
	return out
}

// halfWords are the halves of a day in words.
func halfWords(h recovery.Half) string {
	switch h {
	case recovery.AllDay:
		return "all day"
	case recovery.Morning:
		return "morning"
	case recovery.Afternoon:
		return "afternoon"
	case recovery.Evening:
		return "evening"
	}
	return string(h)
}
