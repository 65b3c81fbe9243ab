package app_test

import (
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/mitigation"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/world"
)

var update = flag.Bool("update", false, "write the golden files anew")

// matrix asks every route as every role about its own, a sibling's and each parent organisation.
type matrix struct {
	t       *testing.T
	w       *world.World
	site    http.Handler
	present *org.Picture
}

// targets are the organisations that a role is tried on, by what they are to it.
func targets(r access.Role) map[string]org.Code {
	switch own := world.Seat(r); own {
	case "Z-1":
		return map[string]org.Code{"own": own, "sibling": "Z-2", "board": "QMJ", "region": "Y56", "england": "ENG"}
	case "Z-IND":
		return map[string]org.Code{"own": own, "sibling": "Z-IND2", "board": "QMJ", "region": "Y56", "england": "ENG"}
	case "QMJ":
		return map[string]org.Code{"below": "Z-2", "own": own, "sibling": "QMF", "cousin": "Z-3", "region": "Y56", "england": "ENG"}
	case "Y56":
		return map[string]org.Code{"below": "Z-3", "own": own, "sibling": "Y58", "cousin": "Z-4", "england": "ENG"}
	case "Z-C1":
		return map[string]org.Code{"own": own, "sibling": "Z-C2", "adass": "E12000007", "stranger": "Z-1", "england": "ENG"}
	case "E12000007":
		return map[string]org.Code{"below": "Z-C2", "own": own, "sibling": "E12000009", "cousin": "Z-C3", "stranger": "Z-1", "england": "ENG"}
	}
	return map[string]org.Code{"below": "Z-1", "council": "Z-C1", "own": "ENG"}
}

var wildcard = regexp.MustCompile(`\{(\w+)(\.\.\.)?\}`)

// address fills a pattern's wildcards in.
func address(pattern string, on org.Code) (method, path string) {
	method, path, _ = strings.Cut(pattern, " ")
	path = strings.TrimSuffix(path, "{$}")
	values := map[string]string{"org": string(on), "form": "uec-daily", "day": "2023-12-20", "measure": "ga_occ_rate", "n": "1", "code": "JD-09",
		"ref": "PSM-JD-09-" + string(on) + "-0001", "stage": "24h"}
	if strings.Contains(path, "/measures/") {
		values["code"] = "ga_occ_rate"
	}
	path = wildcard.ReplaceAllStringFunc(path, func(s string) string {
		if v, ok := values[strings.Trim(s, "{}.")]; ok {
			return v
		}
		return "1"
	})
	return method, path
}

// refused reports whether the shell's guard, and not a handler, turned the request away.
func (m *matrix) refused(rt web.Route, path, method, key string) bool {
	req := httptest.NewRequest(method, "http://headroom.test"+path, strings.NewReader(""))
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	if method != http.MethodGet {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if key != "" {
		req.AddCookie(&http.Cookie{Name: "headroom_session", Value: key})
	}
	rec := httptest.NewRecorder()
	m.site.ServeHTTP(rec, req)
	body := rec.Body.String()
	switch rec.Code {
	case http.StatusInternalServerError:
		m.t.Errorf("%s: %d", rt.Pattern, rec.Code)
	case http.StatusUnauthorized:
		return true
	case http.StatusSeeOther:
		return strings.HasPrefix(rec.Header().Get("Location"), web.SignInPath) && rt.Verb != access.SessionOwn
	case http.StatusForbidden:
		return strings.Contains(body, "Your account does not cover this for")
	case http.StatusNotFound:
		return rt.Hide && strings.Contains(body, "There is no page at this address")
	}
	return false
}

// last are routes that would end the session they are asked with.
func last(rt web.Route) int {
	if strings.HasSuffix(rt.Pattern, web.SignOutPath) {
		return 1
	}
	return 0
}

func TestAccessMatrix(t *testing.T) {
	w := world.New(t)
	pic, err := w.Orgs.Picture(t.Context(), civil.Today(w.Now()), w.Now())
	if err != nil {
		t.Fatal(err)
	}
	requests(t, w)
	m := &matrix{t: t, w: w, site: w.Handler(false, nil), present: pic}
	routes := w.Routes(false)
	slices.SortStableFunc(routes, func(a, b web.Route) int { return last(a) - last(b) })
	var lines []string
	for _, rt := range routes {
		lines = append(lines, m.route(rt))
	}
	slices.Sort(lines)
	got := strings.Join(lines, "\n") + "\n"
	const golden = "testdata/access-matrix.txt"
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || got != string(want) {
		t.Errorf("the access matrix is not the reviewed one in %s (%v); look at the difference, then run with -update:\n%s", golden, err, differing(string(want), got))
	}
}

// requests begins a request for a mitigation at every organisation that a role is tried on, so that what is refused is
// refused by the policy and not for want of a request.
func requests(t *testing.T, w *world.World) {
	t.Helper()
	begun := map[org.Code]bool{}
	for _, i := range access.Roles() {
		for _, on := range targets(i.Role) {
			if begun[on] {
				continue
			}
			begun[on] = true
			if _, err := w.Mitigations.Begin(t.Context(), mitigation.By{Account: "account:1", Org: on, Actor: mitigation.Drafter}, mitigation.Form{Period: "JD-09", Scheme: "JD-2023", Trust: on}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// route tries one route as everybody and says, on one line, who may use it on what.
func (m *matrix) route(rt web.Route) string {
	method, path := address(rt.Pattern, "Z-1")
	if signedOut := m.refused(rt, path, method, ""); signedOut == rt.Public && rt.Verb != access.SessionOwn {
		m.t.Errorf("%s: refused to nobody: %v, public: %v", rt.Pattern, signedOut, rt.Public)
	}
	if rt.Public {
		return rt.Pattern + " · everybody"
	}
	perOrg := strings.Contains(rt.Pattern, "{org}") || rt.On != nil
	if perOrg && rt.On == nil {
		m.t.Errorf("%s names an organisation and the policy is not asked about it", rt.Pattern)
	}
	who := map[string][]string{}
	for _, i := range access.Roles() {
		for what, on := range targets(i.Role) {
			if !perOrg && what != "own" {
				continue
			}
			if m.ask(rt, i.Role, on, perOrg) {
				who[what] = append(who[what], string(i.Role))
			}
		}
	}
	var parts []string
	for what, roles := range who {
		slices.Sort(roles)
		if !perOrg {
			what = "any"
		}
		parts = append(parts, what+": "+strings.Join(roles, " "))
	}
	slices.Sort(parts)
	return fmt.Sprintf("%s · %s · %s", rt.Pattern, rt.Verb, strings.Join(parts, "; "))
}

// ask tries a route on one organisation and holds the answer against the policy and against what no policy may say.
func (m *matrix) ask(rt web.Route, role access.Role, on org.Code, perOrg bool) bool {
	method, path := address(rt.Pattern, on)
	if rt.On != nil && !strings.Contains(rt.Pattern, "{org}") { // named in the query
		path += "?org=" + string(on) + "&measure=ga_occ"
	}
	got := !m.refused(rt, path, method, m.w.Key(role))
	about := org.England
	if perOrg {
		about = on
	}
	who := access.Principal{ID: 1, Grants: []access.Grant{{Role: role, At: world.Seat(role), From: civil.Today(world.Start()).Add(-30)}}}
	today := civil.Today(m.w.Now())
	want := who.May(rt.Verb, about, m.present, today) || rt.Anywhere && who.MayAnywhere(rt.Verb, m.present, today)
	if got != want {
		m.t.Errorf("%s as %s on %s: allowed %v, the policy says %v", rt.Pattern, role, on, got, want)
	}
	rule, _ := access.RuleFor(rt.Verb)
	if got && role == access.Auditor && rule.Changes {
		m.t.Errorf("%s lets an auditor change something", rt.Pattern)
	}
	if got && perOrg && !rt.Anywhere && strings.HasPrefix(string(rt.Verb), "return.") && on != world.Seat(role) &&
		!m.present.Within(on, world.Seat(role)) && world.Seat(role) != org.England {
		m.t.Errorf("%s shows %s the returns of %s", rt.Pattern, role, on)
	}
	return got
}

// differing is the lines that only one of two texts has, at most forty.
func differing(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	var out []string
	for _, l := range w {
		if !slices.Contains(g, l) {
			out = append(out, "- "+l)
		}
	}
	for _, l := range g {
		if !slices.Contains(w, l) {
			out = append(out, "+ "+l)
		}
	}
	return strings.Join(out[:min(len(out), 40)], "\n")
}
