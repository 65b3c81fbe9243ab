package app_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/demo"
	"headroom/internal/recovery"
	"headroom/internal/world"
)

// demoClinic is the demonstration's list at the world's trust, with a plan in use, one that repairs it and one that was refused; the words
// that people typed name a patient.
func demoClinic(t *testing.T) (*world.World, demo.Recovery) {
	t.Helper()
	w := world.New(t)
	today := civil.Today(world.Start())
	made := demo.New(demo.Seed, civil.Range{From: today.Add(-14), To: today.Add(14)}).Recovery(today)
	who := string(made.Patients[0].Pathway)
	for i := range made.Patients {
		made.Patients[i].Trust = "Z-1"
	}
	for i := range made.Sessions {
		made.Sessions[i].Trust = "Z-1"
	}
	made.Sessions[len(made.Sessions)-1].Closed = "kept for " + who
	by := recovery.By{Actor: "account:1", Role: string(access.BookingManager), Org: "Z-1"}
	file := func(name string) recovery.File { return recovery.File{Name: name, SHA256: name} }
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.Recovery.KeepList(ctx, by, recovery.Listed{File: file("list"), Read: len(made.Patients), Patients: made.Patients, Whole: true})
	must(err)
	_, err = w.Recovery.KeepSessions(ctx, by, file("lists"), made.Sessions, nil, true)
	must(err)
	_, err = w.Recovery.KeepLimits(ctx, by, file("limits"), made.Limits, nil)
	must(err)
	id, err := w.Recovery.AskPlan(ctx, by, recovery.PlanAsk{Purpose: recovery.PurposePlan, From: today.Add(1), Days: demo.RecoveryDays, Seconds: .1, Seed: 1, Unlimited: true})
	must(err)
	first := newDates(t, w, id)
	if first.Plan == nil {
		t.Fatal(first.Refuse)
	}
	must(w.Recovery.UsePlan(ctx, by, id, "agreed, but for "+who))
	ask := first.Ask
	ask.Purpose, ask.Base = recovery.PurposeRepair, id
	ask.Differs = []recovery.Difference{{Kind: recovery.ListClosed, Session: fullest(first.Plan)}, {Kind: recovery.OneDecided, Decision: recovery.Decision{Pathway: recovery.Pathway(who), Kind: recovery.DecideHold}}}
	second, err := w.Recovery.AskPlan(ctx, by, ask)
	must(err)
	if k := newDates(t, w, second); k.Plan == nil {
		t.Fatal(k.Refuse)
	}
	third, err := w.Recovery.AskPlan(ctx, by, ask)
	must(err)
	k, err := w.Recovery.Plan(ctx, third, time.Time{})
	must(err)
	must(w.DB.Write(ctx, func(tx *db.Tx) error {
		return w.Recovery.KeepPlan(ctx, tx, k.Org, third, nil, "nothing was planned\nminutes: pathway "+who+" needs more")
	}))
	return w, made
}

// fullest is the list with the most people.
func fullest(p *recovery.Plan) recovery.SessionID {
	best := p.Lists[0]
	for _, l := range p.Lists {
		if len(l.Pathways) > len(best.Pathways) {
			best = l
		}
	}
	return best.Session
}

var hrefs = regexp.MustCompile(`href="(/recovery[^"#]*)`)

// TestWhoReadsCountsSeesNoPathway follows every link of recovery as everybody who reads counts alone: each page they are shown the way to
// is there, and none holds a pathway of the list.
func TestWhoReadsCountsSeesNoPathway(t *testing.T) {
	w, made := demoClinic(t)
	named := recovery.NamesOf(made.Patients)
	plan, err := w.Recovery.Plan(t.Context(), 1, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	list := string(fullest(plan.Plan))
	var team, site string
	for _, s := range made.Sessions {
		if string(s.ID) == list {
			team, site = s.Team, s.Site
		}
	}
	tries := []string{"kind=close-list&session=" + list, "kind=close-team&team=" + team + "&from-day=21&from-month=12&from-year=2023&to-day=30&to-month=1&to-year=2024",
		"kind=fewer-beds&number=3&site=" + url.QueryEscape(site) + "&from-day=2&from-month=1&from-year=2024&to-day=20&to-month=1&to-year=2024", "kind=list&session=" + list}
	for _, r := range []access.Role{access.RotaCoordinator, access.TeamManager, access.Guardian, access.TrustDirector, access.TrustViewer, access.ICBLead} {
		d := deskOf(t, w, r)
		queue := []string{"/recovery", "/recovery/Z-1", "/recovery/Z-1/board.csv"}
		inside := r != access.TrustViewer && r != access.ICBLead
		if inside {
			for _, q := range tries {
				queue = append(queue, "/recovery/Z-1/plans/1/what-if?"+q)
			}
		}
		seen := map[string]bool{}
		for len(queue) > 0 && len(seen) < 45 {
			path := queue[0]
			queue = queue[1:]
			if seen[path] {
				continue
			}
			seen[path] = true
			rec := d.ask(http.MethodGet, path, "")
			body := rec.Body.String()
			if rec.Code != http.StatusOK && rec.Code != http.StatusSeeOther {
				t.Errorf("%s is shown the way to %s: %d", r, path, rec.Code)
			}
			if named.In(plainText(body)) {
				t.Errorf("%s at %s reads of a pathway", r, path)
			}
			for _, m := range hrefs.FindAllStringSubmatch(body, -1) {
				queue = append(queue, html.UnescapeString(m[1]))
			}
		}
		if inside != seen["/recovery/Z-1/plans/2"] || inside != seen["/recovery/Z-1/sessions/beds"] || inside != seen["/recovery/Z-1/plans/3"] {
			t.Errorf("%s saw %d pages", r, len(seen))
		}
		for _, path := range []string{"patients", "patients.csv", "patients/" + string(made.Patients[0].Pathway), "import", "offers", "worklist", "plans/1/people", "plans/1/plan.csv", "plans/1/plan.xlsx", "plans/1/appointments.json", "plans/1/lists/" + list, "template/patients"} {
			if rec := d.ask(http.MethodGet, "/recovery/Z-1/"+path, ""); rec.Code != http.StatusForbidden {
				t.Errorf("%s at %s: %d", r, path, rec.Code)
			}
		}
		if rec := d.ask(http.MethodGet, "/recovery/Z-1/plans/1/what-if?kind=hold&pathway="+string(made.Patients[0].Pathway), ""); inside && rec.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s tries something on a patient: %d", r, rec.Code)
		}
	}
	// The test can fail: a page of those who book holds pathways.
	if rec := deskOf(t, w, access.BookingManager).ask(http.MethodGet, "/recovery/Z-1/plans/1/lists/"+list, ""); !named.In(plainText(rec.Body.String())) {
		t.Error("the page of a list names nobody to those who book")
	}
}

var tags = regexp.MustCompile(`[<>="/&?]+`)

// plainText is a page's words, those of its addresses too, apart from each other.
func plainText(body string) string { return tags.ReplaceAllString(html.UnescapeString(body), " ") }

// TestClosingByThoseWhoStaff: the rota co-ordinator closes a list and opens it again, the matron closes beds; the guardian and the director
// change nothing, and a reason names no patient.
func TestClosingByThoseWhoStaff(t *testing.T) {
	w := furnishedClinic(t)
	booking, rota, matron := deskOf(t, w, access.BookingManager), deskOf(t, w, access.RotaCoordinator), deskOf(t, w, access.TeamManager)
	g, err := w.RecoveryGround(t.Context(), "Z-1", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	i := 0
	for recovery.ClosedBy(g.Sessions[i], g.Blocks) != "" || !g.Sessions[i].Date.After(civil.Today(world.Start())) {
		i++
	}
	s := g.Sessions[i]
	at := "/recovery/Z-1/lists/" + string(s.ID)
	state := func() string {
		g, err := w.RecoveryGround(t.Context(), "Z-1", time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		return recovery.ClosedBy(g.Sessions[i], g.Blocks)
	}
	for _, reason := range []string{"", "for " + string(g.Patients[0].Pathway)} {
		if rec := rota.ask(http.MethodPost, at, encoded([]string{"do", "close", "reason", reason})); rec.Code != http.StatusUnprocessableEntity {
			t.Errorf("%q: %d", reason, rec.Code)
		}
	}
	rota.send(at, "do", "close", "reason", "no anaesthetist")
	if state() != "no anaesthetist" || !strings.Contains(rota.get(at), "Open this list again") {
		t.Errorf("%q", state())
	}
	matron.send(at, "do", "open", "reason", "one was found")
	if state() != "" {
		t.Errorf("%q", state())
	}
	for _, r := range []access.Role{access.Guardian, access.TrustDirector, access.ClinicalReviewer} {
		d := deskOf(t, w, r)
		if strings.Contains(d.get(at), "<form") && strings.Contains(d.get(at), "Close this list") {
			t.Errorf("%s is offered to close a list", r)
		}
		if rec := d.ask(http.MethodPost, at, "do=close&reason=r"); rec.Code != http.StatusForbidden {
			t.Errorf("%s closes a list: %d", r, rec.Code)
		}
	}
	night := s.Date
	date := func(name string, d civil.Date) []string {
		return []string{name + "-day", d.Format("2"), name + "-month", d.Format("1"), name + "-year", d.Format("2006")}
	}
	form := append(append(date("from", night), date("to", night.Add(2))...), "kind", "beds", "site", s.Site, "reason", "norovirus", "do", "close")
	if rec := matron.ask(http.MethodPost, "/recovery/Z-1/sessions/beds/close", encoded(append(form, "number", "4"))); rec.Code != http.StatusUnprocessableEntity || !strings.Contains(rec.Body.String(), "are not known on the night of") {
		t.Errorf("beds that are not known: %d %s", rec.Code, problems(rec.Body.String()))
	}
	booking.send("/recovery/Z-1/enter/limits", "kind", "beds", "site", s.Site, "date", night.String(), "until", night.Add(2).String(), "most", "10")
	if rec := matron.ask(http.MethodPost, "/recovery/Z-1/sessions/beds/close", encoded(append(form, "number", "11"))); rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("more beds than there are: %d", rec.Code)
	}
	matron.send("/recovery/Z-1/sessions/beds/close", append(form, "number", "4")...)
	g, err = w.RecoveryGround(t.Context(), "Z-1", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, l := range g.Limits {
		if l.Kind == recovery.Beds && l.Site == s.Site && !l.Date.Before(night) && !l.Date.After(night.Add(2)) {
			n++
			if l.Most != 6 || l.From != recovery.FromHand {
				t.Errorf("%+v", l)
			}
		}
	}
	if n != 3 {
		t.Errorf("%d nights", n)
	}
}

// TestAPinThatBreaksNoticeAsksTwice: the form says what a pin goes against before it stands, and takes a second yes.
func TestAPinThatBreaksNoticeAsksTwice(t *testing.T) {
	w := furnishedClinic(t)
	booking := deskOf(t, w, access.BookingManager)
	g, err := w.RecoveryGround(t.Context(), "Z-1", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	today := civil.Today(world.Start())
	for _, p := range g.Patients {
		for _, s := range g.Sessions {
			d := recovery.Decision{Pathway: p.Pathway, Kind: recovery.DecidePin, Value: string(s.ID), Reason: "r"}
			n := s.Date.Sub(today)
			if n < 1 || n >= p.Notice || p.Booked == s.ID || recovery.CheckDecision(d, p, g.Sessions) != nil {
				continue
			}
			at := "/recovery/Z-1/patients/" + string(p.Pathway)
			form := []string{"kind", "pin", "value", string(s.ID), "reason", "asked for it", "do", "decide"}
			rec := booking.ask(http.MethodPost, at+"/decide", encoded(form))
			if rec.Code != http.StatusUnprocessableEntity || !strings.Contains(rec.Body.String(), "notice") || !strings.Contains(rec.Body.String(), `name="sure"`) {
				t.Fatalf("%d %s", rec.Code, problems(rec.Body.String()))
			}
			if said, err := w.Recovery.Said(t.Context(), "Z-1", time.Time{}); err != nil || len(said.Decisions) != 0 {
				t.Errorf("%v %v", said.Decisions, err)
			}
			booking.send(at+"/decide", append(form, "sure", string(s.ID))...)
			if said, err := w.Recovery.Said(t.Context(), "Z-1", time.Time{}); err != nil || len(said.Decisions) != 1 {
				t.Errorf("%v %v", said.Decisions, err)
			}
			return
		}
	}
	t.Fatal("nobody could be pinned inside the notice")
}
