package dischargeweb

import (
	"context"
	"net/http"
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
	"headroom/internal/sheet"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// Where the pages beside the plan are. Other rooms link here by these alone.
const (
	LeversPath    = "/levers"
	QueuesPath    = "/queues"
	CapacityPath  = "/capacity"
	ReadinessPath = "/readiness"
	BriefPath     = "/brief"
	StaysPath     = "/stays"
)

// LeversOf is the levers of a trust, or of a board's trusts.
func LeversOf(c org.Code) string { return LeversPath + "/" + string(c) }

// QueuesOf is who waits for onward care in a trust or board.
func QueuesOf(c org.Code) string { return QueuesPath + "/" + string(c) }

// CapacityOf is what councils can take: of one council, or of those of a board or trust.
func CapacityOf(c org.Code) string { return CapacityPath + "/" + string(c) }

// ReadinessOf is the check before days of rest.
func ReadinessOf(c org.Code) string { return ReadinessPath + "/" + string(c) }

// BriefOf is a board's one page for the morning.
func BriefOf(c org.Code) string { return BriefPath + "/" + string(c) }

// StaysOf is what a trust brought in about its discharges, reasons and stays.
func StaysOf(c org.Code) string { return StaysPath + "/" + string(c) }

// leverRoutes are the pages of levers, queues, capacity, readiness and the brief.
func (m room) leverRoutes() []web.Route {
	on := func(pattern string, v access.Verb, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: v, On: web.OrgIn("org"), Handle: h}
	}
	large := func(r web.Route) web.Route {
		r.MaxBody = careMost
		return r
	}
	choose := func(c careChoice) web.Route {
		return web.Route{Pattern: "GET " + c.path, Verb: c.verb, Anywhere: true, Handle: c.show}
	}
	return []web.Route{
		choose(careChoice{LeversPath, "Levers", "What an extra start of care, a hub that works on Sunday or an admission avoided does to the beds, at once.", access.PlanRead, []org.Kind{org.KindICB, org.KindTrust}, m.Forecast}),
		choose(careChoice{QueuesPath, "Queues for care", "Who waits to leave hospital, for which council and pathway.", access.PlanRead, []org.Kind{org.KindICB, org.KindTrust}, m.Forecast}),
		choose(careChoice{CapacityPath, "Care capacity", "What councils and providers can take, with its age.", access.CapacityRead, []org.Kind{org.KindICB, org.KindTrust, org.KindCouncil}, nil}),
		choose(careChoice{ReadinessPath, "Readiness", "The check on Thursday at 12:00 before weekends and bank holidays.", access.ReadinessRead, []org.Kind{org.KindICB, org.KindTrust, org.KindCouncil}, nil}),
		choose(careChoice{BriefPath, "Morning brief", "The one page for 07:30 of a board, a region or England.", access.PlanRead, []org.Kind{org.KindICB, org.KindRegion, org.KindEngland}, nil}),
		on("GET /levers/{org}", access.PlanRead, m.levers),
		on("GET /levers/{org}/answer", access.PlanRead, m.leversAnswer),
		on("GET /levers/{org}/export.csv", access.PlanRead, m.leversCSV),
		on("GET /levers/{org}/export.xlsx", access.PlanRead, m.leversXLSX),
		on("GET /queues/{org}", access.PlanRead, m.queues),
		on("GET /queues/{org}/export.csv", access.PlanRead, m.queuesCSV),
		on("GET /queues/{org}/export.xlsx", access.PlanRead, m.queuesXLSX),
		on("GET /capacity/{org}", access.CapacityRead, m.capacity),
		on("GET /capacity/{org}/export.csv", access.CapacityRead, m.capacityCSV),
		on("GET /capacity/{org}/export.xlsx", access.CapacityRead, m.capacityXLSX),
		on("GET /capacity/{org}/enter", access.CapacityState, m.capacityForm),
		on("POST /capacity/{org}/enter", access.CapacityState, m.capacityEnter),
		on("GET /capacity/{org}/file", access.CapacityState, m.capacityFile),
		large(on("POST /capacity/{org}/file", access.CapacityState, m.capacityDrop)),
		on("GET /capacity/{org}/template/{form}", access.CapacityRead, m.careTemplate),
		on("GET /stays/{org}", access.PlanRead, m.stays),
		on("GET /stays/{org}/file", access.StaysKeep, m.staysFile),
		large(on("POST /stays/{org}/file", access.StaysKeep, m.staysDrop)),
		on("GET /stays/{org}/template/{form}", access.StaysKeep, m.careTemplate),
		on("GET /readiness/{org}", access.ReadinessRead, m.readiness),
		on("GET /readiness/{org}/export.csv", access.ReadinessRead, m.readinessCSV),
		on("GET /readiness/{org}/answer", access.ReadinessAnswer, m.readinessForm),
		on("POST /readiness/{org}/answer", access.ReadinessAnswer, m.readinessAnswer),
		on("GET /brief/{org}", access.PlanRead, m.brief),
		on("GET /brief/{org}/export.csv", access.PlanRead, m.briefCSV),
	}
}

// careChoice is a page on which an organisation is chosen.
type careChoice struct {
	path, title, lead string
	verb              access.Verb
	kinds             []org.Kind
	among             func(context.Context, time.Time) (map[org.Code]bool, error) // those who have something to show; nil: all
}

// careFound is how many organisations a list shows.
const careFound = 80

func (c careChoice) show(w http.ResponseWriter, r *web.Request) error {
	words := r.Param("org")
	var found []org.Unit
	var among map[org.Code]bool
	if c.among != nil {
		var err error
		if among, err = c.among(r.Context(), careRead(r).asOf); err != nil {
			return err
		}
	}
	if r.Picture != nil {
		scope := r.Scope(c.verb)
		for _, u := range r.Picture.Units(c.kinds...) {
			fits := strings.Contains(strings.ToLower(u.Name), strings.ToLower(words)) || strings.Contains(string(u.Code), strings.ToUpper(words))
			if fits && scope.Holds(u.Code) && (among == nil || among[u.Code]) {
				found = append(found, u)
			}
		}
	}
	if own := c.own(r, found); own != "" {
		return r.Redirect(w, r.Link(c.path+"/"+string(own)), "")
	}
	slices.SortStableFunc(found, func(a, b org.Unit) int { return slices.Index(c.kinds, a.Kind) - slices.Index(c.kinds, b.Kind) })
	return r.Render(w, http.StatusOK, web.Page{Title: c.title, Lead: c.lead, Current: "plans"}, c.body(words, found, among != nil, r.Link))
}

// own is where the choice is plain: the only one that was found, or, where nobody looked for another, the one of the first kind
// that has several above it.
func (c careChoice) own(r *web.Request, found []org.Unit) org.Code {
	if len(found) == 1 {
		return found[0].Code
	}
	var first []org.Code
	for _, u := range found {
		if u.Kind == c.kinds[0] {
			first = append(first, u.Code)
		} else if c.kinds[0] != org.KindICB || u.Kind != org.KindRegion && u.Kind != org.KindEngland {
			return ""
		}
	}
	if r.Param("org") != "" || len(first) != 1 {
		return ""
	}
	return first[0]
}

func (c careChoice) body(words string, found []org.Unit, narrowed bool, link func(string) string) templ.Component {
	t := ui.Table{ID: "found", Stack: true, Caption: ui.Plural(len(found), "organisation", "organisations"), Columns: []ui.Column{{Head: "Organisation", Words: true}, {Head: "Kind"}},
		Empty: "No organisation in your roles fits. Look for part of a name or a code."}
	if len(found) > careFound {
		t.Hint = "The first " + strconv.Itoa(careFound) + ". Look for part of a name or a code to narrow them."
		found = found[:careFound]
	}
	if narrowed {
		t.Hint = strings.TrimSpace(t.Hint + " Only those whose beds are forecast are listed: there is no flow model of the others.")
	}
	for _, u := range found {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: u.Name, Note: string(u.Code), Link: link(c.path + "/" + string(u.Code))}, ui.Text(u.Kind.Words())}})
	}
	form := ui.Form{Action: c.path, Submit: "Find", Get: true, Row: true, Hidden: map[string]string{},
		Body: ui.Input{Field: ui.Field{Name: "org", Label: "Organisation, name or code"}, Value: words, Width: 20}}
	if q := link(c.path); q != c.path {
		_, form.Hidden["as-of"], _ = strings.Cut(q, "as-of=")
	}
	return ui.Parts([]templ.Component{form, t})
}

// careAt is what every page of one organisation needs of a request.
type careAt struct {
	on    org.Code
	pic   *org.Picture
	now   time.Time
	asOf  time.Time // zero: now
	past  bool
	today civil.Date
	link  func(string) string
	may   func(access.Verb, org.Code) bool
}

func careRead(r *web.Request) careAt {
	a := careAt{on: r.On, pic: r.Picture, now: r.AsOf, past: r.Past, today: civil.Today(r.AsOf), link: r.Link, may: r.May}
	if r.Past {
		a.asOf = r.AsOf
	}
	return a
}

func (a careAt) kind() org.Kind {
	u, _ := a.pic.Unit(a.on)
	return u.Kind
}

// page is a page about the organisation.
func (a careAt) page(title, from, fromTitle string) web.Page {
	return web.Page{Title: title, Caption: a.pic.Name(a.on) + ", " + string(a.on), Current: "plans", Crumbs: []web.Crumb{{Text: fromTitle, Href: a.link(from)}}}
}

// tabs are the pages about one organisation that the reader may open.
func (a careAt) tabs(current string) ui.Tabs {
	t := ui.Tabs{Label: "Discharge and care of " + a.pic.Name(a.on)}
	k := a.kind()
	for _, x := range []struct {
		text, path string
		verb       access.Verb
		shown      bool
	}{
		{"Brief", BriefOf(a.on), access.PlanRead, k == org.KindICB || k == org.KindRegion || k == org.KindEngland}, {"Levers", LeversOf(a.on), access.PlanRead, k == org.KindICB || k == org.KindTrust},
		{"Queues", QueuesOf(a.on), access.PlanRead, k == org.KindICB || k == org.KindTrust}, {"Capacity", CapacityOf(a.on), access.CapacityRead, k != org.KindRegion && k != org.KindEngland},
		{"Readiness", ReadinessOf(a.on), access.ReadinessRead, k != org.KindRegion && k != org.KindEngland}, {"Stays and reasons", StaysOf(a.on), access.PlanRead, k == org.KindTrust},
	} {
		if x.shown && a.may(x.verb, a.on) {
			t.Items = append(t.Items, ui.Tab{Text: x.text, Href: a.link(x.path), Current: x.path == current})
		}
	}
	return t
}

// trusts are the trusts of the area: itself, or those of a board that send bed counts.
func (a careAt) trusts() []org.Code {
	if a.kind() == org.KindTrust {
		return []org.Code{a.on}
	}
	return slices.DeleteFunc(a.pic.Under(org.NHS, a.on, org.KindTrust), func(c org.Code) bool { return !a.pic.Marked(c, org.MarkAcuteBeds) })
}

// councils are those that matter to the area: itself, or those in which its people live or whose places lie in it.
func (a careAt) councils() []org.Code {
	if a.kind() == org.KindCouncil {
		return []org.Code{a.on}
	}
	var out []org.Code
	add := func(list []org.Share) {
		for _, s := range list {
			if u, ok := a.pic.Unit(s.Other); ok && u.Kind == org.KindCouncil && s.Of > 0 && !slices.Contains(out, s.Other) {
				out = append(out, s.Other)
			}
		}
	}
	board := a.on
	if a.kind() == org.KindTrust {
		shares, _, ok := a.pic.Shares(org.PatientsByCouncil, a.on)
		if add(shares); ok && len(out) > 0 {
			return out
		}
		board, _ = a.pic.Above(org.NHS, a.on, org.KindICB)
	}
	add(a.pic.Sharing(org.AreasByICB, board))
	return out
}

// signer is who acts by the verb on the request's organisation.
func careSigner(r *web.Request, v access.Verb) (discharge.Signer, error) {
	g, ok := r.Who.Allowing(v, r.On, r.Present, r.Today)
	if !ok {
		return discharge.Signer{}, fault.New(fault.Forbidden, "None of your roles does this for %s", r.On)
	}
	return discharge.SignerOf(r.Who, g), nil
}

// day reads a date from a query; fallback where none is given.
func careDay(r *web.Request, name string, fallback civil.Date) (civil.Date, error) {
	if r.Param(name) == "" {
		return fallback, nil
	}
	return r.Day(name)
}

// noGround is the page's body where there is no flow model, and false where err is none of that kind.
func noGround(err error) (ui.Empty, bool) {
	f := fault.As(err)
	if f == nil || f.Kind != fault.NotFound && f.Kind != fault.Invalid {
		return ui.Empty{}, false
	}
	text := f.Message
	for _, x := range f.Fields {
		text += ". " + x.Message
	}
	return ui.Empty{Title: "There is no flow model of this organisation", Text: text + ". That is not the same as nobody waiting."}, true
}

// exports are the links to the files of a page.
func careExports(list ...string) templ.Component {
	var out []ui.Action
	for _, x := range list {
		text := "Download as CSV"
		if strings.Contains(x, ".xlsx") {
			text = "Download as Excel"
		}
		out = append(out, ui.Action{Text: text, Href: x})
	}
	return ui.Links(out)
}

// stamp is an instant as files have it; blank where there is none.
func stamp(t time.Time) sheet.Cell {
	if t.IsZero() {
		return sheet.Cell{}
	}
	return sheet.TextCell(t.UTC().Format(time.RFC3339))
}
