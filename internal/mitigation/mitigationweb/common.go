package mitigationweb

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/mitigation"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// at is what every page needs of a request over the wire.
type at struct {
	pic  *org.Picture
	now  time.Time // the instant whose knowledge is shown
	asOf time.Time // zero: now
	link func(string) string
	may  func(access.Verb, org.Code) bool
	any  func(access.Verb) bool
}

func readAt(r *web.Request) at {
	a := at{pic: r.Picture, now: r.AsOf, link: r.Link, may: r.May, any: r.MayAnywhere}
	if r.Past {
		a.asOf = r.AsOf
		a.may = func(v access.Verb, c org.Code) bool { return !changes(v) && r.May(v, c) }
	}
	return a
}

// changes reports whether a verb changes something, which nobody does in the past.
func changes(v access.Verb) bool {
	rule, ok := access.RuleFor(v)
	return !ok || rule.Changes
}

func (a at) name(c org.Code) string {
	if a.pic != nil {
		if n := a.pic.Name(c); n != "" {
			return n
		}
	}
	return string(c)
}

// page is a page below the board.
func (a at) page(title string) web.Page {
	return web.Page{Title: title, Current: "mitigations", Crumbs: []web.Crumb{{Text: "Mitigations", Href: a.link(BoardPath)}}}
}

// tabs are the room's lists that the reader may open.
func (a at) tabs(current string) ui.Tabs {
	t := ui.Tabs{Label: "Mitigations, also called derogations"}
	for _, x := range []struct {
		text, path string
		verb       access.Verb
	}{{"Requests", BoardPath, access.MitigationRead}, {"Impact returns", ImpactsPath, access.MitigationRead}, {"Counts", CountsPath, access.MitigationCounts},
		{"Schemes", SchemesPath, access.MitigationCounts}} {
		if a.any(x.verb) {
			t.Items = append(t.Items, ui.Tab{Text: x.text, Href: a.link(x.path), Current: x.path == current})
		}
	}
	return t
}

// actors are the posts that the reader holds towards a trust's requests.
func (a at) actors(trust org.Code) []mitigation.Actor {
	var out []mitigation.Actor
	for _, x := range posts() {
		if a.may(x.verb, trust) {
			out = append(out, x.actor)
		}
	}
	return out
}

type post struct {
	actor mitigation.Actor
	verb  access.Verb
}

// posts lists the actors with the verb that makes somebody one, a director before a drafter: what a director may do both as
// the one and as the other is done as a director, who then has not written.
func posts() []post {
	return []post{{mitigation.Director, access.MitigationSign}, {mitigation.Drafter, access.MitigationDraft}, {mitigation.System, access.MitigationSystem},
		{mitigation.Region, access.MitigationRegion}, {mitigation.National, access.MitigationDecide}}
}

// byActor is who the person is when acting so for a trust; a forbidden fault when they are not.
func byActor(r *web.Request, trust org.Code, actor mitigation.Actor) (mitigation.By, error) {
	i := slices.IndexFunc(posts(), func(p post) bool { return p.actor == actor })
	if i < 0 {
		return mitigation.By{}, fault.New(fault.Forbidden, "This step is for another post to take")
	}
	return byVerb(r, trust, posts()[i].verb, actor)
}

func byVerb(r *web.Request, on org.Code, v access.Verb, actor mitigation.Actor) (mitigation.By, error) {
	g, ok := r.Who.Allowing(v, on, r.Present, r.Today)
	if !ok {
		return mitigation.By{}, fault.New(fault.Forbidden, "This step is for another post to take")
	}
	by := mitigation.By{Account: r.Who.Actor(), Org: g.At, Actor: actor}
	if by.Org == "" {
		by.Org = on
	}
	if g.StandsFor != 0 {
		by.For = access.Principal{ID: g.StandsFor}.Actor()
	}
	return by, nil
}

// kept reads the request that an address names, as known at the page's instant.
func (m room) kept(r *web.Request) (mitigation.Kept, mitigation.Standing, error) {
	a := readAt(r)
	ref := mitigation.Ref(r.PathValue("ref"))
	k, err := m.Requests.Request(r.Context(), ref, a.asOf)
	if err != nil {
		return k, k.Stand(a.now), err
	}
	k, ok := a.shown(k)
	if !ok {
		return mitigation.Kept{}, mitigation.Standing{}, fault.New(fault.NotFound, "There is no request with the number %s", ref)
	}
	return withoutDrafts(r, k), k.Stand(a.now), nil
}

// withoutDrafts leaves the drafts of impact returns to the trust, which may still change them, and to auditors, who read every
// version: whoever else reads the request sees what was signed, and the words that the board and the region put beside it.
func withoutDrafts(r *web.Request, k mitigation.Kept) mitigation.Kept {
	if r.May(access.MitigationDraft, k.Trust) || slices.ContainsFunc(r.Who.Grants, func(g access.Grant) bool { return g.Role == access.Auditor }) {
		return k
	}
	k.Impacts = slices.Clone(k.Impacts)
	k.Impacts = slices.DeleteFunc(k.Impacts, func(i mitigation.ImpactKept) bool {
		return i.Signed == "" && i.Actor != mitigation.System && i.Actor != mitigation.Region
	})
	for n, i := range k.Impacts {
		if i.Signed == "" {
			k.Impacts[n].Impact = mitigation.Impact{Request: i.Request, Stage: i.Stage, Version: i.Version, Comments: i.Comments}
		}
	}
	return k
}

// shown is as much of a request as the reader may see: what is not signed yet is the trust's own. False when that is nothing.
func (a at) shown(k mitigation.Kept) (mitigation.Kept, bool) {
	if a.may(access.MitigationUnsigned, k.Trust) {
		return k, true
	}
	return k.Shown(a.now)
}

// scoped lists the requests that lie within a verb's scope.
func (m room) scoped(r *web.Request, v access.Verb, f mitigation.Filter) ([]mitigation.Kept, error) {
	s := r.Scope(v)
	if s.Empty() {
		return nil, nil
	}
	if !s.Everything {
		f.Trusts = s.Orgs
	}
	a := readAt(r)
	list, err := m.Requests.Requests(r.Context(), f, a.asOf)
	var out []mitigation.Kept
	for _, k := range list {
		if !s.Holds(k.Trust) {
			continue
		}
		if k, ok := a.shown(k); ok {
			out = append(out, withoutDrafts(r, k))
		}
	}
	return out, err
}

// terms are what a form is checked against.
func (m room) terms(ctx context.Context, f mitigation.Form, asOf time.Time) (mitigation.Terms, error) {
	all, err := m.Requests.Schemes(ctx, asOf)
	if err != nil {
		return mitigation.Terms{}, err
	}
	t := mitigation.Terms{CallIn: mitigation.DefaultCallIn}
	t.Scheme, _ = mitigation.SchemeOf(all, f.Scheme)
	if f.Period != "" && t.Scheme.ID != "" {
		t.Begins, err = m.Actions.Begins(ctx, string(f.Period), t.Scheme.Group, asOf)
	}
	return t, err
}

// refused gives a form's faults for the page; false for an error that is none of the form's.
func refused(err error) (status int, bad []fault.Field, ok bool) {
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid && f.Kind != fault.TooLarge && f.Kind != fault.Conflict && f.Kind != fault.Forbidden {
		return 0, nil, false
	}
	if len(f.Fields) == 0 {
		return web.StatusOf(f.Kind), []fault.Field{{Name: "maincontent", Message: f.Message}}, true
	}
	return web.StatusOf(f.Kind), f.Fields, true
}

// parts is a page's parts, one below the other.
type parts []templ.Component

func (p *parts) add(list ...templ.Component) { *p = append(*p, list...) }

// Render writes the parts.
func (p parts) Render(ctx context.Context, w io.Writer) error { return ui.Parts(p).Render(ctx, w) }

func render(w http.ResponseWriter, r *web.Request, status int, page web.Page, p parts) error {
	return r.Render(w, status, page, p)
}

// instant is an instant on London's clocks with the zone's letters; a dash where it has not come.
func instant(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.In(civil.London).Format("Mon 2 Jan 2006, 15:04 MST")
}

// stamp is an instant for files, empty where it has not come.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// lines are the lines of what somebody wrote.
func lines(s string) []string { return strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n") }

// first is a text with a capital.
func first(s string) string {
	for i, c := range s {
		return strings.ToUpper(string(c)) + s[i+len(string(c)):]
	}
	return s
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// number is a count that may be missing.
func number(n *int) ui.Cell {
	if n == nil {
		return ui.Text("not known")
	}
	return ui.Text(ui.Count(*n))
}

func numberWords(n *int) string {
	if n == nil {
		return "not known"
	}
	return ui.Count(*n)
}
