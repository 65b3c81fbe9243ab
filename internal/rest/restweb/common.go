package restweb

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/rest"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// at is what every page needs of a request.
type at struct {
	on    org.Code
	pic   *org.Picture
	now   time.Time
	asOf  time.Time // zero: now
	past  bool
	today civil.Date
	link  func(string) string
	may   func(access.Verb, org.Code) bool
}

func readAt(r *web.Request) at {
	a := at{on: r.On, pic: r.Picture, now: r.AsOf, past: r.Past, today: civil.Today(r.AsOf), link: r.Link, may: r.May}
	if r.Past {
		a.asOf = r.AsOf
	}
	return a
}

func (a at) name(c org.Code) string {
	if n := a.pic.Name(c); n != "" {
		return n
	}
	return string(c)
}

// page is a page about the organisation.
func (a at) page(title string) web.Page {
	return web.Page{Title: title, Caption: a.name(a.on) + ", " + string(a.on), Current: "rest", Crumbs: []web.Crumb{{Text: "Rest", Href: a.link(HomePath)}}}
}

// tabs are the pages about one employer that the reader may open.
func (a at) tabs(current string) ui.Tabs {
	t := ui.Tabs{Label: "Rest in " + a.name(a.on)}
	for _, x := range []struct {
		text, path string
		verb       access.Verb
	}{{"Counts", Path(a.on), access.RestCounts}, {"People", PeoplePath(a.on), access.RestTeam}, {"Breaches", Path(a.on) + "/breaches", access.RestTeam}, {"Notices", NoticesPath(a.on), access.RestCounts},
		{"Bring in", Path(a.on) + "/file", access.RestRoster}, {"Enter a duty", Path(a.on) + "/duty", access.RestRoster}, {"Enter a contract", contractPath(a.on), access.RestRoster}, {"Teams", Path(a.on) + "/teams", access.RestRoster},
		{"Policy", Path(a.on) + "/policy", access.RestCounts}} {
		if a.may(x.verb, a.on) && (x.text == "Counts" || a.employs(a.on)) {
			t.Items = append(t.Items, ui.Tab{Text: x.text, Href: a.link(x.path), Current: x.path == current})
		}
	}
	return t
}

// employs reports whether an organisation keeps duties of its own: a trust or provider, and no area.
func (a at) employs(c org.Code) bool {
	u, ok := a.pic.Unit(c)
	if !ok {
		return false
	}
	switch u.Kind {
	case org.KindTrust, org.KindAmbulance, org.KindIndependent, org.KindSite:
		return true
	}
	return false
}

// signer is who acts by the verb for the request's organisation.
func signer(r *web.Request, v access.Verb) (rest.Signer, error) {
	g, ok := r.Who.Allowing(v, r.On, r.Present, r.Today)
	if !ok {
		return rest.Signer{}, fault.New(fault.Forbidden, "None of your roles does this for %s", r.On)
	}
	return rest.SignerOf(r.Who, g, r.On), nil
}

// recovery is the day before which extra hours are looked back over: the one that is asked for, else that on which the last
// action ends.
func (m room) recovery(r *web.Request) (civil.Date, error) {
	if r.FormValue("recovery") != "" {
		d, err := civil.ParseDate(r.FormValue("recovery"))
		if err != nil {
			var bad fault.List
			bad.Add("recovery", "", "Enter a date as 2024-01-09")
			return d, bad.Err("The date cannot be read")
		}
		return d, nil
	}
	if m.Recovery == nil {
		return civil.Date{}, nil
	}
	a := readAt(r)
	return m.Recovery(r.Context(), a.now, a.asOf)
}

// shown is the people of an employer that the reader may see, by code: all of them, or those of the teams that they manage.
func (m room) shown(r *web.Request) (map[rest.Person]rest.Member, error) {
	a := readAt(r)
	list, err := m.Store.Members(r.Context(), a.on, a.asOf)
	if err != nil {
		return nil, err
	}
	all := r.May(access.RestAll, a.on)
	managed, err := m.Store.Managers(r.Context(), a.on, time.Time{})
	if err != nil {
		return nil, err
	}
	out := map[rest.Person]rest.Member{}
	for _, x := range list {
		if all || x.Team != "" && contains(managed[x.Team], r.Who.ID) {
			out[x.Person] = x
		}
	}
	return out, nil
}

// seen is one person whom the reader may see. Who sees the whole employer sees also those with duties and no contract.
func (m room) seen(r *web.Request, p rest.Person) (rest.Member, error) {
	list, err := m.shown(r)
	if err != nil {
		return rest.Member{}, err
	}
	x, ok := list[p]
	switch {
	case ok:
		return x, nil
	case r.May(access.RestAll, r.On):
		return rest.Member{Known: rest.Known{Person: p}}, nil
	}
	return x, fault.New(fault.NotFound, "There is nobody with the code %s in a team that you see", p)
}

func contains(list []int64, id int64) bool {
	for _, x := range list {
		if x == id {
			return true
		}
	}
	return false
}

// refused gives a form's faults for the page; false for an error that is none of the form's.
func refused(err error) (status int, bad []fault.Field, ok bool) {
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid && f.Kind != fault.TooLarge && f.Kind != fault.Conflict {
		return 0, nil, false
	}
	if len(f.Fields) == 0 {
		return web.StatusOf(f.Kind), []fault.Field{{Name: "at", Message: f.Message}}, true
	}
	return web.StatusOf(f.Kind), f.Fields, true
}

// hours is a number of hours as pages show it.
func hours(h float64) string {
	if h == 0 {
		return "0"
	}
	return ui.Number(h, decimals(h))
}

func decimals(h float64) int {
	for n, unit := range []float64{1, 10} {
		if x := h * unit; x-float64(int64(x+0.5)) < 1e-6 && float64(int64(x+0.5))-x < 1e-6 {
			return n
		}
	}
	return 2
}

// clock is an instant on London's clocks; the zone is said where the clocks change that day.
func clock(t time.Time) string {
	local := t.In(civil.London)
	if civil.DateOf(local).Hours() != 24 {
		return local.Format("Mon 2 Jan 15:04 MST")
	}
	return local.Format("Mon 2 Jan 15:04")
}

func whole(t time.Time) string { return t.In(civil.London).Format("2 January 2006 15:04") }

// markTag is a rule's mark, where it is not published.
func markTag(k rest.Mark) []ui.Tag {
	switch k {
	case rest.Published:
		return nil
	case rest.LocalPolicy:
		return []ui.Tag{{Text: "Local policy", Colour: ui.Purple, Title: "Nobody's law: a trust may set its own"}}
	case rest.Partly:
		return []ui.Tag{{Text: "Partly confirmed", Colour: ui.Yellow, Title: "A part of it was read in a published source"}}
	}
	return []ui.Tag{ui.Unconfirmed.Tag()}
}

// standingTag is how somebody stands. Green is for those alone of whom everything is known.
func standingTag(s rest.Standing) ui.Tag {
	switch s {
	case rest.Compliant:
		return ui.Tag{Text: "Compliant", Colour: ui.Green, Title: "Everything is known, and no rule was broken"}
	case rest.NotKept:
		return ui.Tag{Text: "Rules not kept", Colour: ui.Red}
	}
	return ui.Tag{Text: "Not shown to be compliant", Colour: ui.Grey, Title: "Something is not known; no breach is"}
}

func lineTag(l rest.Line) ui.Tag {
	switch l.State {
	case rest.Settled:
		return ui.Tag{Text: "Taken", Colour: ui.Green}
	case rest.Converted:
		return ui.Tag{Text: "Paid", Colour: ui.Grey}
	case rest.InRoster:
		return ui.Tag{Text: "Booked", Colour: ui.Blue}
	case rest.Soon:
		return ui.Tag{Text: "Due soon", Colour: ui.Yellow}
	case rest.Overdue:
		return ui.Tag{Text: "Overdue", Colour: ui.Red}
	}
	return ui.Tag{Text: "Open", Colour: ui.White}
}

// cellOf is a cell with a note under it and tags.
func cellOf(text, under string, tags ...ui.Tag) ui.Cell {
	return ui.Cell{Body: stacked(text, tags, under)}
}

// parts is a page's parts, one below the other.
type parts []templ.Component

func (p *parts) add(list ...templ.Component) { *p = append(*p, list...) }

// Render writes the parts.
func (p parts) Render(ctx context.Context, w io.Writer) error { return ui.Parts(p).Render(ctx, w) }

func render(w http.ResponseWriter, r *web.Request, status int, page web.Page, p parts) error {
	return r.Render(w, status, page, p)
}
