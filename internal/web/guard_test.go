package web

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

func doors() []Route {
	return []Route{
		{Pattern: "GET /{$}", Verb: "ok.read", Anywhere: true, Handle: page("Today")},
		{Pattern: "GET /sign-in", Public: true, Handle: page("Sign in")},
		{Pattern: "GET /orgs/{org}", Verb: "ok.read", On: OrgIn("org"), Handle: page("One organisation")},
		{Pattern: "POST /orgs/{org}", Verb: "ok.change", On: OrgIn("org"), Handle: page("Changed")},
		{Pattern: "GET /secret/{org}", Verb: "no.read", On: OrgIn("org"), Hide: true, Handle: page("Secret")},
		{Pattern: "GET /closed", Verb: "no.read", Handle: page("Closed")},
		{Pattern: "GET /list", Verb: "ok.read", Anywhere: true, Handle: page("List")},
		{Pattern: "GET /shut", Verb: "no.read", Anywhere: true, Handle: page("Shut list")},
		{Pattern: "GET /england", Verb: "ok.read", Handle: page("England")},
		{Pattern: "GET /api/england", Verb: "ok.read", API: true, Handle: page("England")},
		{Pattern: "GET /account/password", Verb: access.SessionOwn, Handle: page("Password")},
	}
}

// Who may open what: the one table of the door.
func TestDoor(t *testing.T) {
	w := newWorld(t, doors(), nil)
	for _, c := range []struct {
		name, who, path string
		status          int
	}{
		{"nobody, public", "", "/sign-in", 200},
		{"nobody, page", "", "/england", 303},
		{"nobody, API", "", "/api/england", 401},
		{"a session that has run out", "gone", "/england", 303},
		{"everything, England", "all", "/england", 200},
		{"one trust, England", "one", "/england", 403},
		{"one trust, its own", "one", "/orgs/X01", 200},
		{"one trust, its own in small letters", "one", "/orgs/x01", 200},
		{"one trust, its neighbour", "one", "/orgs/X02", 403},
		{"an unknown organisation", "all", "/orgs/X99", 404},
		{"a closed organisation keeps its history", "all", "/orgs/X03", 200},
		{"no code at all", "all", "/orgs/%3Cscript%3E", 404},
		{"a list", "one", "/list", 200},
		{"a verb nobody has", "all", "/closed", 403},
		{"a hidden page", "all", "/secret/X01", 404},
		{"no such page", "all", "/nowhere", 404},
		{"no such page, nobody", "", "/nowhere", 404},
		{"the session store is down", "broken", "/england", 503},
		{"first password, any page", "new", "/england", 303},
		{"first password, public", "new", "/sign-in", 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := w.do(call{path: c.path, who: c.who})
			if a.StatusCode != c.status {
				t.Errorf("status %d, want %d\n%s", a.StatusCode, c.status, a.text)
			}
			if strings.Contains(a.text, "secret-host") {
				t.Error("the inside is shown")
			}
		})
	}
}

// Without a policy, or with one that says no, nothing that is not public opens, whatever the route says.
func TestDenyByDefault(t *testing.T) {
	for _, p := range []Policy{nil, denies{}} {
		w := newWorld(t, doors(), func(c *Config) { c.Policy = p })
		for _, rt := range doors() {
			method, path, _ := strings.Cut(rt.Pattern, " ")
			path = strings.NewReplacer("{org}", "X01", "{$}", "").Replace(path)
			a := w.do(call{method: method, path: path, who: "all"})
			if !rt.Public && a.StatusCode != 403 && a.StatusCode != 404 {
				t.Errorf("%s opens with status %d", rt.Pattern, a.StatusCode)
			}
		}
	}
}

type denies struct{}

func (denies) May(access.Principal, access.Verb, org.Code, *org.Picture, civil.Date) bool {
	return false
}

func (denies) MayAnywhere(access.Principal, access.Verb, *org.Picture, civil.Date) bool { return false }

// A route that could be left open by mistake stops the program at its start.
func TestMuxRefusesCarelessRoutes(t *testing.T) {
	for name, rt := range map[string]Route{
		"neither verb nor public": {Pattern: "GET /a", Handle: page("a")},
		"both verb and public":    {Pattern: "GET /a", Verb: "ok.read", Public: true, Handle: page("a")},
		"no handler":              {Pattern: "GET /a", Verb: "ok.read"},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("the route was taken")
				}
			}()
			New(Config{}).Mux([]Route{rt})
		})
	}
}

// A hidden page answers with the same words as a page that is not there.
func TestHiddenLooksAbsent(t *testing.T) {
	w := newWorld(t, doors(), nil)
	strip := func(a answer, path string) string {
		_, main, _ := strings.Cut(a.text, "<main")
		main, _, _ = strings.Cut(main, "Reference")
		return main
	}
	hidden, absent := strip(w.get("/secret/X01"), "/secret/X01"), strip(w.get("/secretx/X01"), "/secretx/X01")
	if hidden != absent {
		t.Errorf("they differ:\n%s\n%s", hidden, absent)
	}
}

func TestForbiddenSaysWhomToAsk(t *testing.T) {
	w := newWorld(t, doors(), nil)
	a := w.do(call{path: "/orgs/X02", who: "one"})
	w.says(a, "Harrow Moor NHS Trust", "Ask the person who looks after Headroom accounts")
	w.says(w.do(call{path: "/shut?area=X02", who: "one"}), "does not cover this for any organisation")
}

// The policy judges by the organisations and the day of now, however far back the page looks.
func TestPolicyIsAskedAboutNow(t *testing.T) {
	w := newWorld(t, doors(), nil)
	w.is(w.get("/orgs/X01?as-of=2025-03-01"), 200)
	now := civil.MustDate("2025-12-21")
	for _, q := range w.asked {
		if q.pic != now || q.day != now {
			t.Errorf("asked with the picture of %s on %s", q.pic, q.day)
		}
	}
}

func TestSignInBringsBack(t *testing.T) {
	w := newWorld(t, doors(), nil)
	a := w.is(w.do(call{path: "/england?q=a&as-of=2025-12-20"}), 303)
	if got := a.Header.Get("Location"); got != "/sign-in?next=%2Fengland%3Fq%3Da%26as-of%3D2025-12-20" {
		t.Error(got)
	}
	if got := w.do(call{path: "/"}).Header.Get("Location"); got != "/sign-in" {
		t.Error(got)
	}
	if got := w.do(call{method: "POST", path: "/orgs/X01"}).Header.Get("Location"); got != "/sign-in" {
		t.Error("a form cannot be sent again after signing in: " + got)
	}
}

func TestFirstPasswordComesFirst(t *testing.T) {
	w := newWorld(t, doors(), nil)
	a := w.is(w.do(call{path: "/england", who: "new"}), 303)
	if got := a.Header.Get("Location"); got != ChangePasswordPath {
		t.Error(got)
	}
}

// Nothing is changed in the past.
func TestPastIsReadOnly(t *testing.T) {
	w := newWorld(t, doors(), nil)
	a := w.is(w.do(call{method: "POST", path: "/orgs/X01?as-of=2025-12-20T08:30", who: "all", body: "a=b"}), 409)
	w.says(a, "08:30 on 20 December 2025", "Return to now")
	w.is(w.do(call{method: "POST", path: "/orgs/X01", who: "all", body: "a=b"}), 200)
}

func TestNavigationShowsWhatMayBeUsed(t *testing.T) {
	routes := []Route{
		{Pattern: "GET /{$}", Verb: "ok.read", Handle: page("Today")},
		{Pattern: "GET /returns", Verb: "ok.read", Handle: func(w http.ResponseWriter, r *Request) error {
			return r.Render(w, 200, Page{Title: "Returns", Current: "returns"}, nil)
		}},
		{Pattern: "GET /audit", Verb: "no.read", Handle: page("Audit")},
		{Pattern: "GET /organisations", Verb: "ok.read", Handle: page("Organisations")},
	}
	w := newWorld(t, routes, nil)
	a := w.get("/returns")
	w.says(a, `href="/returns" aria-current="true"`, `>Today</a>`, `action="/organisations"`)
	w.hides(a, `>Audit</a>`, `>Imports</a>`)
	nobody := newWorld(t, doors(), nil).do(call{path: "/sign-in"})
	w.hides(nobody, `aria-label="Main"`, "Sign out", "Look back", "organisation-search")
}

func TestScope(t *testing.T) {
	var got access.Scope
	w := newWorld(t, []Route{{Pattern: "GET /list", Verb: "ok.read", Anywhere: true, Handle: func(_ http.ResponseWriter, r *Request) error {
		got = r.Scope("no.read")
		return fault.New(fault.NotFound, "done")
	}}}, nil)
	w.do(call{path: "/list", who: "one"})
	if !got.Empty() {
		t.Errorf("a verb that the policy denies has the scope %v", got)
	}
}

// When the organisations cannot be read, the error page itself must not need them.
func TestOrganisationsCannotBeRead(t *testing.T) {
	w := newWorld(t, doors(), func(c *Config) { c.Pictures, c.Policy = noPictures{}, GrantsPolicy{} })
	w.says(w.is(w.do(call{path: "/england", who: "one"}), 503), "The list of organisations cannot be read")
}

type noPictures struct{}

func (noPictures) Picture(context.Context, civil.Date, time.Time) (*org.Picture, error) {
	return nil, errors.New("the file is locked")
}

// The policy of package access is asked as it is.
func TestGrantsPolicy(t *testing.T) {
	pic, err := pictures{}.Picture(t.Context(), civil.MustDate("2025-12-21"), testNow())
	if err != nil {
		t.Fatal(err)
	}
	who := access.Principal{ID: 2, Grants: []access.Grant{{Role: access.TrustViewer, At: "X01", From: civil.MustDate("2025-01-01")}}}
	today := civil.MustDate("2025-12-21")
	p := GrantsPolicy{}
	if !p.May(who, access.ReturnRead, "X01", pic, today) || p.May(who, access.ReturnRead, "X02", pic, today) {
		t.Error("a trust reads its own returns and no other's")
	}
	if !p.MayAnywhere(who, access.ReturnRead, pic, today) || p.MayAnywhere(access.Principal{}, access.ReturnRead, pic, today) {
		t.Error("MayAnywhere")
	}
}
