package app_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"headroom/internal/access"
	"headroom/internal/app"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/discharge/dischargeweb"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web"
	"headroom/internal/web/browser"
	"headroom/internal/world"
)

// firstLoad is the most that a page may move over the line with nothing cached, in bytes.
const firstLoad = 300 << 10

// shotsEnv names a folder for a picture of every page, for whoever wants to look at them.
const shotsEnv = "HEADROOM_SHOTS"

// desk is one person of a site and the pages to be opened from there.
type desk struct {
	name  string
	key   string
	paths map[string]int // the address, and the status it should have
}

// TestEveryServedPage opens every page of the product in a browser: in a synthetic England with figures, as each of
// its roles the pages that it may open, as of an earlier instant, without scripts, the refusals, and the pages of an
// empty database.
func TestEveryServedPage(t *testing.T) {
	if testing.Short() {
		t.Skip("opens every page in a browser; run without -short")
	}
	root := browser.Need(t)
	d := openDemo(t, filepath.Join(t.TempDir(), "england.db"), fortnight())
	defer func() { _ = d.Close() }()
	full := httptest.NewServer(d.Handler(false, nil))
	defer full.Close()
	write(t, d)
	for _, x := range desks(t, d) {
		look(t, root, full.URL, x, false)
	}
	lead := theirs(t, d, access.NationalLead)
	few := desk{name: "without-scripts", key: lead, paths: map[string]int{"/": 200, "/returns": 200, "/series/ENG/ga_occ_rate": 200, "/imports/new": 200}}
	look(t, root, full.URL, few, true)
	withoutScripts(t, root, full.URL)
	w := world.New(t)
	bare := httptest.NewServer(w.Handler(false, nil))
	defer bare.Close()
	look(t, root, bare.URL, desk{name: "empty", key: w.Key(access.NationalLead), paths: map[string]int{"/": 200, "/returns": 200, "/returns/calendar": 200,
		"/series/ENG/ga_occ_rate": 200, "/imports": 200, "/jobs": 200, "/organisation-changes": 200, "/today/Z-1": 200}}, false)
}

// withoutScripts writes a draft on a phone whose browser runs no scripts, from sign-in on, and finds it again.
func withoutScripts(t *testing.T, root, site string) {
	t.Helper()
	entry := site + returnPath(sitrep.DischargeDaily, written, civil.MustDate(demoDay)) + "/enter"
	seen, err := browser.Play(t.Context(), root, browser.Scene{NoScripts: true, Steps: []browser.Step{
		{Do: "open", Value: site + "/sign-in"}, {Do: "press", At: `button:has-text("Trust submitter"):has-text("` + string(written) + `")`}, {Do: "wait", At: "h1", Value: "Synthetic"},
		{Do: "open", Value: entry}, {Do: "type", At: `[name="nctr_not_meeting"]`, Value: "117"}, {Do: "press", At: `button[value="save"] >> nth=0`},
		{Do: "wait", At: "body", Value: "Draft saved at"}, {Do: "open", Value: entry}, {Do: "look", At: `[name="nctr_not_meeting"]`},
	}})
	if err != nil || len(seen) != 1 || seen[0] != "117" {
		t.Errorf("a draft without scripts: %q %v", seen, err)
	}
}

// theirs signs the first demonstration person with the role in.
func theirs(t *testing.T, d *app.Demo, role access.Role) string {
	t.Helper()
	people, err := d.Accounts.DemoAccounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(people, func(a access.Account) bool { return len(a.Grants) > 0 && a.Grants[0].Role == role })
	key, err := d.Accounts.SignInDemo(t.Context(), people[i].ID, "")
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// seat is where that person holds the role.
func seat(t *testing.T, d *app.Demo, role access.Role) org.Code {
	t.Helper()
	people, err := d.Accounts.DemoAccounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range people {
		if len(a.Grants) > 0 && a.Grants[0].Role == role {
			return a.Grants[0].At
		}
	}
	t.Fatalf("nobody is %s", role)
	return ""
}

// grantOf is the number of the grant by which that person holds the role.
func grantOf(t *testing.T, d *app.Demo, role access.Role) int64 {
	t.Helper()
	a, err := d.Accounts.Session(t.Context(), theirs(t, d, role))
	if err != nil {
		t.Fatal(err)
	}
	return a.Grants[0].ID
}

// desks are the people, each with the pages that nobody before them could open; of the pages that show most the national
// lead, the board's and the trust's people each have their own.
func desks(t *testing.T, d *app.Demo) []desk {
	t.Helper()
	var out []desk
	seen := map[string]bool{}
	site, some := d.Handler(false, nil), thingsOf(t, d)
	for _, role := range []access.Role{access.NationalLead, access.ICBLead, access.TrustSubmitter, access.TrustDirector, access.CouncilDirector, access.Auditor,
		access.Administrator, access.BookingManager, access.RotaCoordinator, access.TeamManager, access.StaffMember, access.MedicalDirector, access.PatientSafetyLead, access.ClinicalReviewer} {
		x := desk{name: string(role), key: theirs(t, d, role), paths: map[string]int{"/": 200}}
		v := visitor{site: site, key: x.key}
		if role == access.ICBLead || role == access.TrustSubmitter {
			x.paths["/returns"] = 200
		}
		for _, rt := range d.Routes(false) {
			path, ok := some.pageOf(rt, seat(t, d, role))
			if !ok || seen[rt.Pattern] {
				continue
			}
			rec := v.ask(http.MethodGet, path, "")
			switch {
			case rec.Code == http.StatusOK && strings.Contains(rec.Header().Get("Content-Type"), "html"):
				seen[rt.Pattern] = true
				x.paths[path] = 200
			case rec.Code == http.StatusOK || rec.Code == http.StatusSeeOther: // a file, or it leads to another page
				seen[rt.Pattern] = true
			case rec.Code >= 500:
				t.Errorf("%s as %s: %d", path, role, rec.Code)
			}
		}
		for _, path := range some.own(role) {
			x.paths[path] = 200
		}
		switch role {
		case access.NationalLead:
			x.paths["/?as-of=2025-12-20T12:30"], x.paths["/returns?as-of=2025-12-20T12:30"], x.paths["/series/ENG/ga_occ_rate?as-of=2025-12-20T12:30"] = 200, 200, 200
			x.paths["/nowhere"], x.paths["/series/ENG/ga_occ_rate?from=0000-13-45"], x.paths["/sign-out"] = 404, 422, 405
			x.paths["/organisations/SYN-101/propose/name"], x.paths["/organisations/SYN-101/propose/parent"] = 200, 200
		case access.ICBLead:
			care(x.paths, seat(t, d, role), dischargeweb.LeversPath, dischargeweb.QueuesPath, dischargeweb.CapacityPath, dischargeweb.ReadinessPath, dischargeweb.BriefPath)
		case access.CouncilDirector:
			care(x.paths, seat(t, d, role), dischargeweb.CapacityPath, dischargeweb.ReadinessPath)
		case access.Administrator:
			x.paths["/accounts/1/lock"] = 200
		case access.TrustDirector:
			x.paths[fmt.Sprintf("/account/deputies/new?grant=%d", grantOf(t, d, role))] = 200
		case access.TrustSubmitter:
			x.paths["/imports"] = 403
			care(x.paths, seat(t, d, role), dischargeweb.LeversPath, dischargeweb.QueuesPath, dischargeweb.CapacityPath, dischargeweb.ReadinessPath, dischargeweb.StaysPath)
		}
		out = append(out, x)
	}
	for _, rt := range d.Routes(false) {
		if _, page := some.pageOf(rt, "ENG"); page && !seen[rt.Pattern] && !unreached(rt.Pattern) {
			t.Errorf("nobody could open %s", rt.Pattern)
		}
	}
	return out
}

// care adds the pages of discharge and care about the desk's own organisation: somebody else may have opened them before for
// one that has less to show.
func care(paths map[string]int, at org.Code, pages ...string) {
	for _, p := range pages {
		paths[p+"/"+string(at)] = http.StatusOK
	}
}

// unreached are pages whose address names one thing of its own, an import, a job, an offer or one step of a proposal; desks
// adds those that the demonstration holds.
func unreached(pattern string) bool {
	return slices.ContainsFunc([]string{"/imports/{id}", "/jobs/{id}", "/organisation-changes/{id}", "/accounts/{id}/roles/{grant}", "/accounts/{id}/{act}", "/organisations/{org}/propose/{step}",
		"/account/deputies/new", "/recovery/{org}/import/{n}", "/recovery/{org}/offers/{offer}"},
		func(s string) bool { return strings.Contains(pattern, s) })
}

// pageOf is an address of a page in the demonstration; false for what is no page.
func (x things) pageOf(rt web.Route, at org.Code) (string, bool) {
	method, path := address(x.names.Replace(rt.Pattern), at)
	if method != http.MethodGet || rt.API || strings.HasSuffix(path, ".csv") || strings.HasSuffix(path, ".xlsx") || strings.HasSuffix(path, ".json") {
		return "", false
	}
	if strings.Contains(rt.Pattern, "/template/") || rt.Pattern == "GET /levers/{org}/answer" { // files, and a part of a page
		return "", false
	}
	if at == org.England {
		path = strings.Replace(path, "/ENG/", "/"+string(written)+"/", 1)
	}
	path = strings.Replace(path, "2023-12-20", demoDay, 1)
	if strings.Contains(rt.Pattern, "/series/") {
		path = strings.Replace(path, "/"+string(written)+"/", "/ENG/", 1)
	}
	return path + map[string]string{"GET /returns/{form}/{org}/{day}/receipt": "?version=2", "GET /organisations/{org}/post": "?role=sitrep-contact",
		"GET /returns/{form}/{org}/{day}/compare": "?a=1&b=2"}[rt.Pattern], true
}

// The trust of the demonstration's people, and the day on which its clock begins.
const (
	written = org.Code("SYN-101")
	demoDay = "2025-12-21"
)

// write sends a return of the trust twice and leaves a third one waiting to be signed, so that every page has something.
func write(t *testing.T, d *app.Demo) {
	t.Helper()
	v := visitor{site: d.Handler(false, nil), key: theirs(t, d, access.TrustDirector)}
	on := civil.MustDate(demoDay)
	sends(t, v, written, on, "d-1", beds(870, ""))
	sends(t, v, written, on, "d-2", beds(880, `,"reason":"a ward was counted twice"`))
	typed := map[string]string{"ga_core_open": "900", "ga_esc_open": "90", "ga_open": "990", "ga_occ": "890"}
	if _, err := d.Returns.SaveDraft(t.Context(), sitrep.SavedDraft{Form: sitrep.UECDaily, Org: written, Day: on, Typed: typed, Ready: true, By: "account:1"}); err != nil {
		t.Fatal(err)
	}
	planned(t, d)
}

// planned proposes a plan called 1 with a line called 1, from a sketch that waits to be worked out.
func planned(t *testing.T, d *app.Demo) {
	t.Helper()
	board, council, eve := seat(t, d, access.ICBLead), seat(t, d, access.CouncilDirector), civil.MustDate("2025-12-24")
	lead := discharge.Signer{Actor: "account:1", Role: string(access.ICBLead), Org: board}
	ask := discharge.SketchAsk{Area: board, Share: .92, Source: "a target of the test", Basis: discharge.OfCore, Mornings: []civil.Date{eve}, Confidence: .9, Services: discharge.Services(), Weekend: .6, Holiday: .3}
	sketch, err := d.Plans.AskSketch(t.Context(), lead, ask)
	if err != nil {
		t.Fatal(err)
	}
	v := discharge.Version{Plan: "1", Area: board, Target: .92, Confidence: .9, From: eve, To: eve, By: lead, Sketch: sketch}
	for id, on := range map[string]string{"1": "2025-12-22", "2": "2025-12-23"} {
		v.Lines = append(v.Lines, discharge.Line{ID: id, Date: civil.MustDate(on), Trust: written, Council: council, Pathway: discharge.P1, Service: discharge.HomeCare, Effect: discharge.Backlog, Number: 3, Owner: "director of adult social services"})
	}
	if _, err := d.Plans.Propose(t.Context(), v, "So that every page of a plan has something"); err != nil {
		t.Fatal(err)
	}
}

// look opens the pages of one desk at both widths and says what is wrong with any.
func look(t *testing.T, root, site string, x desk, noScripts bool) {
	t.Helper()
	job := browser.Job{NoScripts: noScripts, Shots: os.Getenv(shotsEnv), Cookies: []browser.Cookie{{Name: "headroom_session", Value: x.key, URL: site}}}
	var paths []string
	for p := range x.paths {
		paths = append(paths, p)
	}
	slices.Sort(paths)
	want := map[string]int{}
	for _, p := range paths {
		name := x.name + strings.NewReplacer("/", "-", "?", "-").Replace(p)
		want[name] = x.paths[p]
		job.Pages = append(job.Pages, browser.Page{Name: name, URL: site + p})
	}
	list, err := browser.Audit(t.Context(), root, job)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 2*len(paths) {
		t.Errorf("%s: %d views of %d pages", x.name, len(list), len(paths))
	}
	for _, s := range list {
		for _, words := range wrong(s, want[s.Name]) {
			t.Errorf("%s at %d px: %s", s.Name, s.Width, words)
		}
	}
}

// wrong is what must not be on a page.
func wrong(s browser.Seen, status int) (out []string) {
	if s.Status != status {
		out = append(out, fmt.Sprintf("status %d, want %d", s.Status, status))
	}
	for _, v := range s.Violations {
		out = append(out, fmt.Sprintf("%s (%s): %q", v.ID, v.Help, v.Where))
	}
	if s.Overflow > 0 {
		out = append(out, fmt.Sprintf("%d px wider than the window: %q", s.Overflow, s.Wide))
	}
	if s.Bytes > firstLoad {
		out = append(out, fmt.Sprintf("%d KB on the first load", s.Bytes>>10))
	}
	for _, c := range s.Console {
		if status == http.StatusOK || !strings.Contains(c, "the server responded with a status of") {
			out = append(out, "the console says "+c)
		}
	}
	return out
}
