package dischargeweb

import (
	"context"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/flow"
	"headroom/internal/jobs"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/chart"
	"headroom/internal/web/ui"
)

// planMemory stands in for the store: one plan, and what was done with it.
type planMemory struct {
	view       discharge.PlanView
	sketches   map[int64]discharge.Sketch
	acts       []discharge.Act
	actErr     error
	signed     []discharge.Signer
	signErr    error
	proposed   []discharge.Version
	proposeErr error
	others     []discharge.PlanView // live plans beside it
	versions   []discharge.PlanView // of another plan, in their order
	asks       []discharge.SketchAsk
	listed     []discharge.PlansAsked
	varied     []discharge.VarianceAsked
	ended      []int64
}

func (m *planMemory) Picture(context.Context, civil.Date, time.Time) (*org.Picture, error) {
	return samplePicture(), nil
}

func (m *planMemory) Plans(_ context.Context, q discharge.PlansAsked) ([]discharge.PlanRow, int, error) {
	m.listed = append(m.listed, q)
	v := m.view
	if !concerns(v.Version, q.Within) {
		return nil, 0, nil
	}
	rows := []discharge.PlanRow{{Plan: v.Plan, Number: v.Number, Area: v.Area, Target: v.Target, Confidence: v.Confidence, From: v.From, To: v.To, Proposed: v.Proposed, State: v.Agreement.State, Words: v.Agreement.Words}}
	for _, o := range m.others {
		rows = append(rows, discharge.PlanRow{Plan: o.Plan, Number: o.Number, Area: o.Area, Board: o.Board, To: o.To})
	}
	if n := len(m.versions); n > 0 {
		o := m.versions[n-1]
		rows = append(rows, discharge.PlanRow{Plan: o.Plan, Number: o.Number, Area: o.Area, To: o.To})
	}
	return rows, 1, nil
}

func (m *planMemory) Plan(_ context.Context, plan string, number int, asOf time.Time) (discharge.PlanView, error) {
	for _, o := range m.others {
		if o.Plan == plan {
			return o, nil
		}
	}
	for _, o := range slices.Backward(m.versions) {
		if o.Plan == plan && (number == 0 || number == o.Number) {
			return o, nil
		}
	}
	if plan != m.view.Plan || number > m.view.Newest || !asOf.IsZero() && asOf.Before(m.view.Proposed) {
		return discharge.PlanView{}, fault.New(fault.NotFound, "There is no plan %s", plan)
	}
	v := m.view
	if number > 0 {
		v.Number = number
	}
	return v, nil
}

func (m *planMemory) History(context.Context, string, time.Time) ([]discharge.Happening, error) {
	return sampleHistory(), nil
}

func (m *planMemory) Conflicts(context.Context, civil.Date, civil.Date, []org.Code, time.Time) ([]discharge.Conflict, []discharge.Usable, error) {
	c, u := sampleConflicts()
	return c, u, nil
}

func (m *planMemory) Variance(_ context.Context, q discharge.VarianceAsked) (discharge.Variance, error) {
	m.varied = append(m.varied, q)
	v, live := sampleVariance(), []discharge.LivePlan{m.view.Live()}
	for _, o := range m.others {
		live = append(live, o.Live())
	}
	v.Beside = discharge.Overlaps(live)
	return v, nil
}

func (m *planMemory) Supply(context.Context, discharge.CapacityAsked) (*discharge.Supply, error) {
	return discharge.NewSupply(nil, sampleNow(), civil.England()), nil
}

func (m *planMemory) Propose(_ context.Context, v discharge.Version, reason string) (discharge.Proposal, error) {
	if reason == "" {
		return discharge.Proposal{}, &fault.Error{Kind: fault.Invalid, Message: "no", Fields: []fault.Field{{Name: "reason", Message: "Say in a sentence why this version is made"}}}
	}
	if err := discharge.MayPropose(v, v.By); err != nil {
		return discharge.Proposal{}, err
	}
	if m.proposeErr != nil {
		return discharge.Proposal{}, m.proposeErr
	}
	m.proposed = append(m.proposed, v)
	return discharge.Proposal{Plan: v.Plan, Number: v.Number + 1, Notified: []org.Code{"C1"}}, nil
}

func (m *planMemory) Act(_ context.Context, a discharge.Act) ([]discharge.Event, error) {
	if m.actErr != nil {
		return nil, m.actErr
	}
	m.acts = append(m.acts, a)
	for _, x := range a.Moves {
		l, _ := m.view.Line(x.Line)
		e := discharge.Event{Line: x.Line, Version: 1, State: x.To, Number: x.Number, Reason: x.Reason, By: a.By, At: sampleNow()}
		e, err := discharge.CheckEvent(l, m.view.Standings[x.Line], m.view.Board, e)
		if err != nil {
			return nil, err
		}
		st := m.view.Standings[x.Line]
		st.State, st.Last = e.State, e
		if e.State == discharge.Agreed {
			st.Agreed, st.AgreedBy = e.Number, e
		}
		m.view.Standings[x.Line] = st
	}
	return nil, nil
}

func (m *planMemory) Sign(_ context.Context, _ string, _ int, by discharge.Signer, _ bool) (discharge.Agreement, error) {
	if m.signErr != nil {
		return discharge.Agreement{}, m.signErr
	}
	m.signed = append(m.signed, by)
	return discharge.Agreement{Words: "2 of 5 parties have agreed"}, nil
}

func (m *planMemory) AskSketch(_ context.Context, by discharge.Signer, a discharge.SketchAsk) (int64, error) {
	m.asks = append(m.asks, a)
	return 7, a.Check()
}

func (m *planMemory) Sketch(_ context.Context, id int64, _ time.Time) (discharge.Sketch, error) {
	s, ok := m.sketches[id]
	if !ok {
		return s, fault.New(fault.NotFound, "There is no sketch %d", id)
	}
	return s, nil
}

func (m *planMemory) Sketches(context.Context, string, time.Time, int) ([]discharge.Sketch, error) {
	return []discharge.Sketch{m.sketches[2]}, nil
}

func (m *planMemory) Job(_ context.Context, id int64) (jobs.Info, error) { return *sampleJob(), nil }

func (m *planMemory) Cancel(_ context.Context, id int64, _ string) error {
	m.ended = append(m.ended, id)
	return nil
}

func (m *planMemory) Retry(context.Context, int64, string) error { return nil }

func (m *planMemory) Named(context.Context, []string) (map[string]string, error) {
	return sampleNames(), nil
}

func (m *planMemory) Ground(_ context.Context, area org.Code, _ civil.Date, _ time.Time) (*Ground, error) {
	return nil, fault.New(fault.NotFound, "there is no forecast yet for %s", area)
}

// planSomeone is signed in with one grant.
type planSomeone access.Grant

func (s planSomeone) Principal(*http.Request) (access.Principal, error) {
	g := access.Grant(s)
	g.From = civil.MustDate("2020-01-01")
	return access.Principal{ID: 7, Name: "Reader (synthetic)", Grants: []access.Grant{g}}, nil
}

func planVisit(t *testing.T, role access.Role, at org.Code) (*httptest.Server, *planMemory) {
	t.Helper()
	return planVisitAs(t, access.Grant{Role: role, At: at})
}

func planVisitAs(t *testing.T, g access.Grant) (*httptest.Server, *planMemory) {
	t.Helper()
	m := &planMemory{view: sampleView(), sketches: map[int64]discharge.Sketch{1: sampleSketch(sampleWorked()), 2: sampleAgain(), 3: sampleSketch(nil)}}
	shell := web.New(web.Config{Test: true, Clock: sampleNow, Sessions: planSomeone(g), Policy: web.GrantsPolicy{}, Pictures: m, Gallery: planGallery()})
	s := httptest.NewServer(shell.Mux(room{Deps{Plans: m, Work: m, Grounds: m, People: m, Holidays: civil.England(), Strikes: func(context.Context, time.Time) ([]chart.Window, error) { return sampleStrikes(), nil }}}.planRoutes()))
	t.Cleanup(s.Close)
	s.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return s, m
}

func planAnswer(t *testing.T, res *http.Response, err error) (int, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

func planGet(t *testing.T, s *httptest.Server, path string, words ...string) int {
	t.Helper()
	res, err := s.Client().Get(s.URL + path)
	code, body := planAnswer(t, res, err)
	planHas(t, path, body, words...)
	return code
}

func planPost(t *testing.T, s *httptest.Server, path string, form url.Values, words ...string) int {
	t.Helper()
	res, err := s.Client().PostForm(s.URL+path, form)
	code, body := planAnswer(t, res, err)
	planHas(t, path, body, words...)
	return code
}

// planHas checks what a page says and does not say; words that begin with "!" must not be there.
func planHas(t *testing.T, path, body string, words ...string) {
	t.Helper()
	for _, w := range words {
		w, not := strings.CutPrefix(w, "!")
		if strings.Contains(body, w) == not {
			t.Errorf("%s says %q: %v", path, w, not)
		}
	}
}

const samplePlanPath = "/plans/QX-2023-12-24"

func sampleOpenLine(v discharge.PlanView) discharge.Line {
	for _, l := range v.Lines {
		if l.Holder() == "C2" && v.Standings[l.ID].State == discharge.Proposed && !l.Date.Before(civil.MustDate("2023-12-21")) {
			return l
		}
	}
	return discharge.Line{}
}

func TestPlansWhomTheyConcern(t *testing.T) {
	for _, c := range []struct {
		role access.Role
		at   org.Code
		code int
	}{
		{access.CouncilDirector, "C1", 200}, {access.CouncilDirector, "C2", 200}, {access.TrustDirector, "T1", 200}, {access.ICBLead, "QX", 200}, {access.NationalLead, org.England, 200},
		{access.TrustDirector, "T3", 404}, {access.ICBLead, "QY", 404},
	} {
		s, m := planVisit(t, c.role, c.at)
		for _, path := range []string{samplePlanPath, samplePlanPath + "/lines", samplePlanPath + "/lines.csv", samplePlanPath + "/plan.xlsx", samplePlanPath + "/odds", samplePlanPath + "/agreement", samplePlanPath + "/history", samplePlanPath + "/versions",
			"/api" + samplePlanPath, LinePath("QX-2023-12-24", sampleOpenLine(m.view).ID)} {
			if code := planGet(t, s, path); code != c.code {
				t.Errorf("%s at %s got %d at %s", c.role, c.at, code, path)
			}
		}
		word := "QX-2023-12-24"
		if c.code == 404 {
			word = "!" + word
		}
		planGet(t, s, PlansPath, word)
	}
	s, _ := planVisit(t, access.Administrator, org.England)
	if code := planGet(t, s, PlansPath); code != 403 {
		t.Errorf("an administrator got %d", code)
	}
}

func TestPlanPages(t *testing.T) {
	s, _ := planVisit(t, access.NationalLead, org.England)
	planGet(t, s, samplePlanPath, "as worked out from the forecast from 18 December 2023", "Ashbourne Council", "At most 92% occupied", "1 refused", "People leaving", "0.75", "3 done of 4 agreed", "not answered", "what was done where that is in", "!<form method=\"post\"")
	planGet(t, s, samplePlanPath+"?of=C2", "Calder Council", "!of-c1")
	planGet(t, s, samplePlanPath+"/lines?state=refused", "1 line", "!2 lines", "No staff for new packages")
	planGet(t, s, samplePlanPath+"/lines?pathway=P3", "1 line", "!2 lines", "Care home places (P3)")
	planGet(t, s, samplePlanPath+"/odds", "On 24 December 2023:", "On 3 January 2024:", "Brought forward:", "90.4%", "95% interval 90.0% to 90.8%", "4 of 4", "<svg", "free no core bed", "3.4", "of usable core beds, with the whole plan done", "0.75 of 0.75 working days of hub staff", "Christmas Day", "Sample doctors")
	planGet(t, s, samplePlanPath+"/agreement", "deputy of the", "1 of 5 parties", "lines are not answered", "!name=\"for\"")
	planGet(t, s, samplePlanPath+"/history", "Director (synthetic), deputy of the", "One person became unwell", "Calder Council", "Signed", "Refused", "No staff for new packages on that day", "Re-plan asked for", "For 1 line refused or agreed in part", "Re-plan worked out", "1 line takes their place", "10 lines", `href="/sketches/2"`, "Delivered: 3")
	planGet(t, s, samplePlanPath+"?as-of=2023-12-20T07:00", "as-of=2023-12-20T07")
	if code := planGet(t, s, samplePlanPath+"?as-of=2023-12-18T12:00"); code != 404 {
		t.Errorf("before it was proposed it answered %d", code)
	}
	for _, bad := range []string{"?version=0", "?version=x", "?version=9", "/lines/none", "/lines?day=24-12-2023"} {
		if code := planGet(t, s, samplePlanPath+bad); code < 400 || code > 422 {
			t.Errorf("%s answered %d", bad, code)
		}
	}
}

func TestPlanExports(t *testing.T) {
	s, m := planVisit(t, access.CouncilDirector, "C2")
	done := m.view.Lines[0]
	planGet(t, s, samplePlanPath+"/lines.csv?day=2023-12-19", strings.Join(lineHead(), ","), "QX-2023-12-24,1,"+done.ID+",2023-12-19,T1,Ashbourne Vale NHS Trust,C1,Ashbourne Council,P1,home-care,backlog,4,people,director of adult social services,delivered,4,3,One person became unwell,", "Chief operating officer (synthetic),", "!account:",
		"refused,,,No staff for new packages")
	m.view.Lines[0].Owner = "=cmd"
	planGet(t, s, samplePlanPath+"/lines.csv?day=2023-12-19", "'=cmd")
	planGet(t, s, "/api"+samplePlanPath, `"agreed":null,"delivered":null`, `"delivered":3`, `"state":"refused"`, `"seed":9223372036854775815`)
}

func TestLineIsAnsweredByItsHolder(t *testing.T) {
	line := sampleOpenLine(sampleView())
	path := LinePath("QX-2023-12-24", line.ID)
	refuse := url.Values{"to": {"refused"}, "reason": {"No staff"}, "version": {"1"}}
	for _, c := range []struct {
		role access.Role
		at   org.Code
		code int
	}{{access.CouncilDirector, "C2", 303}, {access.CouncilLead, "C2", 403}, {access.CouncilDirector, "C1", 403}, {access.TrustDirector, "T2", 403}, {access.ICBLead, "QX", 403}, {access.RegionLead, "Y1", 403}, {access.TrustDirector, "T3", 404}} {
		s, m := planVisit(t, c.role, c.at)
		if code := planPost(t, s, path, refuse); code != c.code || (code == 303) != (len(m.acts) == 1) {
			t.Errorf("%s at %s got %d, acts %v", c.role, c.at, code, m.acts)
		}
	}
	s, m := planVisitAs(t, access.Grant{Role: access.CouncilDirector, At: "C2", StandsFor: 12})
	planGet(t, s, path, "Refuse", "Agree", "!It was done")
	if code := planPost(t, s, path, url.Values{"to": {"refused"}, "reason": {" "}}, "Say in a sentence why"); code != 422 {
		t.Errorf("no reason answered %d", code)
	}
	m.acts = nil
	res, err := s.Client().PostForm(s.URL+path, refuse)
	code, _ := planAnswer(t, res, err)
	if code != 303 || res.Header.Get("Location") != SketchPath(7) || len(m.asks) != 1 {
		t.Fatalf("a refusal led to %d %s, asks %v", code, res.Header.Get("Location"), m.asks)
	}
	if !m.acts[0].By.Deputy || m.acts[0].By.Org != "C2" {
		t.Errorf("acted as %+v", m.acts[0].By)
	}
	a := m.asks[0].Again
	if a == nil || a.Plan != "QX-2023-12-24" || !slices.ContainsFunc(a.Changes, func(c discharge.Change) bool { return c.Line == line.ID && c.Number == 0 && c.Reason == "No staff" }) {
		t.Errorf("asked to make good %+v", a)
	}
	s, m = planVisit(t, access.CouncilDirector, "C2")
	if code := planPost(t, s, path, url.Values{"to": {"agreed"}, "number": {"1"}, "reason": {"Two cannot be staffed"}, "version": {"1"}}); code != 303 || len(m.asks) != 1 || m.asks[0].Again.Changes[len(m.asks[0].Again.Changes)-1].Number != 1 {
		t.Errorf("agreeing to fewer answered %d, asks %+v", code, m.asks)
	}
	m.actErr = fault.New(fault.Conflict, "Plan QY-2023-12-24 has agreed 4 of the 4 there are")
	if code := planPost(t, s, LinePath("QX-2023-12-24", m.view.Lines[len(m.view.Lines)-2].ID), url.Values{"to": {"agreed"}, "reason": {"Typed with care"}}, "QY-2023-12-24", "It was not agreed", `href="/plans/conflicts"`, "Typed with care", "!Something changed while"); code != 409 {
		t.Errorf("a start that another plan has answered %d", code)
	}
	s, m = planVisit(t, access.CouncilDirector, "C1")
	wanted := m.view.Lines[slices.IndexFunc(m.view.Lines, func(l discharge.Line) bool {
		return l.Council == "C1" && l.Service == discharge.HomeCare && !l.Date.Before(civil.MustDate("2023-12-21"))
	})]
	m.view.Standings[wanted.ID] = discharge.Standing{State: discharge.Proposed, Asked: wanted.Number}
	m.actErr = &fault.Error{Kind: fault.Conflict, Message: "Plan QY-2023-12-24 has agreed 4 of the 4 there are", Fields: []fault.Field{{Name: "line " + wanted.ID, Message: "Plan QY-2023-12-24 has agreed 4 of the 4 there are"}}}
	for _, c := range []struct {
		path string
		form url.Values
	}{{LinePath("QX-2023-12-24", wanted.ID), url.Values{"to": {"agreed"}}}, {samplePlanPath + "/agree", url.Values{"for": {"C1"}, "version": {"1"}}}} {
		if code := planPost(t, s, c.path, c.form, "more than one plan wants the same of a council", "Open plan QX-2023-12-24", "!Something changed while"); code != 409 {
			t.Errorf("%s: two plans that want one start answered %d", c.path, code)
		}
	}
}

func TestAgreeAllAndSign(t *testing.T) {
	form := url.Values{"for": {"C2"}, "version": {"1"}}
	s, m := planVisit(t, access.CouncilDirector, "C2")
	planGet(t, s, samplePlanPath+"/agreement", "For Calder Council", "Agree to all", "name=\"for\" value=\"C2\"", "!value=\"C1\"")
	if code := planPost(t, s, samplePlanPath+"/agree", form); code != 303 || len(m.acts) != 1 {
		t.Fatalf("agreeing answered %d", code)
	}
	for _, x := range m.acts[0].Moves {
		if l, _ := m.view.Line(x.Line); l.Holder() != "C2" || x.To != discharge.Agreed {
			t.Errorf("moved %+v", x)
		}
	}
	if code := planPost(t, s, samplePlanPath+"/sign", form); code != 303 || len(m.signed) != 1 || m.signed[0].Org != "C2" {
		t.Errorf("signing answered %d, %v", code, m.signed)
	}
	m.signErr = fault.New(fault.Conflict, "C2 cannot sign yet: 3 of its lines are not answered")
	if code := planPost(t, s, samplePlanPath+"/sign", form, "It was not signed", "3 of its lines are not answered", "!has changed since"); code != 409 {
		t.Errorf("signing with lines that are not answered: %d", code)
	}
	if code := planPost(t, s, samplePlanPath+"/sign", url.Values{"for": {"C2"}, "version": {"0"}}, "It was not signed: the plan has changed since you opened it"); code != 409 {
		t.Errorf("signing another version: %d", code)
	}
	m.signErr = nil
	if code := planPost(t, s, samplePlanPath+"/sign", url.Values{"for": {"C1"}, "version": {"1"}}); code != 403 || len(m.signed) != 1 {
		t.Errorf("signing for another answered %d", code)
	}
	for _, c := range []access.Grant{{Role: access.CouncilLead, At: "C2"}, {Role: access.TrustSubmitter, At: "T2"}} {
		s, m := planVisitAs(t, c)
		if code := planPost(t, s, samplePlanPath+"/sign", form); code != 403 || len(m.signed) > 0 {
			t.Errorf("%s signed: %d", c.Role, code)
		}
		if code := planPost(t, s, samplePlanPath+"/agree", form); code == 303 {
			t.Errorf("%s agreed", c.Role)
		}
	}
}

// TestSeveralLinesAreAnsweredTogether: ticked lines are agreed or refused in one act with one reason; what is wrong is said
// beside the form, and nobody answers for another.
func TestSeveralLinesAreAnsweredTogether(t *testing.T) {
	open := func(v discharge.PlanView, of org.Code) []string {
		var out []string
		for _, l := range v.Lines {
			if l.Holder() == of && v.Standings[l.ID].State == discharge.Proposed && !l.Date.Before(civil.MustDate("2023-12-20")) {
				out = append(out, l.ID)
			}
		}
		return out
	}
	s, m := planVisit(t, access.CouncilDirector, "C2")
	lines := open(m.view, "C2")
	if len(lines) < 3 {
		t.Fatal(lines)
	}
	planGet(t, s, samplePlanPath+"/agreement", "Answer several lines at once", `name="line-C2"`, `value="`+lines[0]+`"`, "!line-C1")
	answer := func(to, reason string, of org.Code, ids ...string) url.Values {
		return url.Values{"for": {string(of)}, "version": {"1"}, "to-" + string(of): {to}, "reason-" + string(of): {reason}, "line-" + string(of): ids}
	}
	path := samplePlanPath + "/answer"
	if code := planPost(t, s, path, answer("", "", "C2"), "Tick at least one line", "Choose whether the lines"); code != 422 {
		t.Errorf("nothing ticked answered %d", code)
	}
	if code := planPost(t, s, path, answer("refused", " ", "C2", lines[0]), "Say in a sentence why the lines are refused", "checked"); code != 422 || len(m.acts) > 0 {
		t.Errorf("no reason answered %d", code)
	}
	if code := planPost(t, s, path, answer("refused", "No staff", "C2", lines[:2]...)); code != 303 || len(m.acts) != 1 || len(m.acts[0].Moves) != 2 || len(m.asks) != 1 {
		t.Fatalf("refusing two answered %d, %+v", code, m.acts)
	}
	for _, x := range m.acts[0].Moves {
		if x.To != discharge.Refused || x.Reason != "No staff" || m.acts[0].By.Org != "C2" {
			t.Errorf("%+v", x)
		}
	}
	if code := planPost(t, s, path, answer("agreed", "", "C2", lines[2])); code != 303 || len(m.acts) != 2 || m.acts[1].Moves[0].To != discharge.Agreed {
		t.Errorf("agreeing answered %d", code)
	}
	m.actErr = &fault.Error{Kind: fault.Conflict, Message: "There is too little capacity", Fields: []fault.Field{{Name: "line " + lines[0], Message: "Plan QY-1 asks for 3, and 1 is left"}}}
	if code := planPost(t, s, path, answer("agreed", "", "C2", lines[0]), "Plan QY-1 asks for 3, and 1 is left", "It was not agreed", `href="/plans/conflicts"`, "checked"); code != 409 {
		t.Errorf("too little capacity answered %d", code)
	}
	m.actErr = nil
	if code := planPost(t, s, path, answer("agreed", "", "C1", open(m.view, "C1")...)); code == 303 || len(m.acts) != 2 {
		t.Errorf("answering for another council: %d", code)
	}
	s, m = planVisit(t, access.CouncilLead, "C2")
	if code := planPost(t, s, path, answer("agreed", "", "C2", lines[0])); code == 303 || len(m.acts) > 0 {
		t.Errorf("a lead answered: %d", code)
	}
}

func TestSketchPages(t *testing.T) {
	s, m := planVisit(t, access.ICBLead, "QX")
	fresh := sampleSketch(sampleWorked())
	fresh.ID = 5
	m.sketches[5] = fresh
	planGet(t, s, SketchPath(5), "Propose to the parties", "Least chance", "of usable core beds")
	planGet(t, s, SketchPath(2), "What takes its place", "If nothing takes its place", "87.1%", "91.5%", "this makes them good", "0.3 more than the plan before, which was 61.2", "Propose as version 2 of QX-2023-12-24", "What that costs whom")
	m.sketches[4] = sampleSketches()["sketch-out-of-reach"].s
	planGet(t, s, SketchPath(4), "No price in effort exists", "The nearest that can be reached is a chance of 62.0%", "stays within 12 beds of its target on 26 December 2023", "!Effort saved by one more")
	planGet(t, s, SketchPath(3), "Trimming whole people", "Stop working it out", "http-equiv=\"refresh\"")
	if code := planPost(t, s, SketchPath(3)+"/cancel", nil); code != 303 || len(m.ended) != 1 || m.ended[0] != 9 {
		t.Errorf("stopping answered %d, %v", code, m.ended)
	}
	if code := planPost(t, s, SketchPath(5)+"/propose", url.Values{"plan": {"QX-2"}, "reason": {""}}, "Say in a sentence why"); code != 422 {
		t.Errorf("no reason answered %d", code)
	}
	if code := planPost(t, s, SketchPath(5)+"/propose", url.Values{"plan": {"conflicts"}, "reason": {"x"}}, "another name"); code != 422 {
		t.Errorf("a reserved name answered %d", code)
	}
	if code := planPost(t, s, SketchPath(5)+"/propose", url.Values{"plan": {"QX-2"}, "reason": {"First"}}); code != 303 || len(m.proposed) != 1 {
		t.Fatalf("proposing answered %d", code)
	}
	v := m.proposed[0]
	if v.Plan != "QX-2" || v.Number != 0 || v.Sketch != 5 || v.Board != "QX" || v.By.Org != "QX" || len(v.Lines) == 0 || v.Seed != 1<<63+7 {
		t.Errorf("proposed %+v", v)
	}
	if code := planPost(t, s, SketchPath(2)+"/propose", url.Values{"reason": {"Second"}}); code != 303 || m.proposed[1].Plan != "QX-2023-12-24" || m.proposed[1].Number != 1 {
		t.Errorf("the next version answered %d, %+v", code, m.proposed)
	}
	if code := planPost(t, s, SketchPath(3)+"/propose", url.Values{"reason": {"x"}}); code != 409 {
		t.Errorf("what is not worked out was proposed: %d", code)
	}
	revivedSketch(t)
	s, _ = planVisit(t, access.CouncilDirector, "C2")
	if code := planGet(t, s, SketchPath(5)); code != 404 {
		t.Errorf("a council saw a board's sketch: %d", code)
	}
	if code := planGet(t, s, SketchPath(2), "What takes its place", "!Propose as version"); code != 200 {
		t.Errorf("a council did not see what takes its line's place: %d", code)
	}
}

// TestASketchSaysWhatItLeavesAsItIs: a trust that lost something and gets nothing for it is named, and so are other plans that
// are in both chances.
func TestASketchSaysWhatItLeavesAsItIs(t *testing.T) {
	s, m := planVisit(t, access.ICBLead, "QX")
	again := m.sketches[2]
	lost := again.Made.Lost[0]
	planGet(t, s, SketchPath(2), "!Without the plan is not without any plan")
	made := *again.Made
	made.Added = slices.DeleteFunc(slices.Clone(made.Added), func(l discharge.Line) bool { return l.Trust == lost.Trust })
	made.Stood = []discharge.Stood{{Plan: "QX-8", Version: 1, Lines: again.Made.Lines[:2]}}
	again.Made = &made
	m.sketches[2] = again
	planGet(t, s, SketchPath(2), "gets nothing in the place of what went: ", "Without the plan is not without any plan: 2 lines that other plans have agreed (QX-8)", "differs from its own page of odds")
}

// revivedSketch: what makes refused lines good is proposed no more once their holder has agreed to one of them.
func revivedSketch(t *testing.T) {
	t.Helper()
	s, m := planVisit(t, access.ICBLead, "QX")
	line := m.sketches[2].Ask.Again.Changes[0].Line
	st := m.view.Standings[line]
	st.State, st.Agreed = discharge.Agreed, 3
	m.view.Standings = maps.Clone(m.view.Standings)
	m.view.Standings[line] = st
	planGet(t, s, SketchPath(2), "What was refused has been agreed since", "!Propose as version")
	if code := planPost(t, s, SketchPath(2)+"/propose", url.Values{"reason": {"Second"}}, "Nothing was proposed: what was refused has been agreed since"); code != 422 || len(m.proposed) > 0 {
		t.Errorf("what takes back an agreement answered %d, %+v", code, m.proposed)
	}
}

// TestASketchFollowsALivePlan: a sketch is proposed as a plan of its own under a name that is free, or as the next version of
// a live plan of the same area; what is wrong is said on the form, and a sketch is proposed once.
func TestASketchFollowsALivePlan(t *testing.T) {
	s, m := planVisit(t, access.ICBLead, "QX")
	fresh := sampleSketch(sampleWorked())
	fresh.ID = 5
	fresh.Made.Lines = append(slices.Clone(fresh.Made.Lines[:4]), fresh.Made.Lines[5:]...)
	fresh.Made.Lines[2].Number++
	m.sketches[5] = fresh
	planGet(t, s, SketchPath(5), `value="QX-2023-12-24-2"`, "Version 2 of plan QX-2023-12-24", "1 line is new or changed; 1 line goes, which the table below names", "carried over",
		"Lines of plan QX-2023-12-24 that version 2 would leave out", "Nobody has answered it, and the search reached the target without it", "What was agreed stays")
	planGet(t, s, SketchPath(1), "Version 1 of plan QX-2023-12-24 was proposed from this sketch", "!Propose to the parties")
	form := url.Values{"as": {"new"}, "plan": {"QX-2023-12-24"}, "reason": {"Typed with care"}}
	if code := planPost(t, s, SketchPath(5)+"/propose", form, "There is a plan QX-2023-12-24 already", "Typed with care"); code != 422 || len(m.proposed) > 0 {
		t.Errorf("a name that is taken answered %d", code)
	}
	m.proposeErr = fault.New(fault.Conflict, "There is a plan QX-9 already")
	form.Set("plan", "QX-9")
	if code := planPost(t, s, SketchPath(5)+"/propose", form, "There is a plan QX-9 already", "Typed with care", `value="QX-9"`); code != 422 {
		t.Errorf("a name that was taken meanwhile answered %d", code)
	}
	m.proposeErr = nil
	form.Set("as", "QX-2023-12-24")
	if code := planPost(t, s, SketchPath(5)+"/propose", form); code != 303 || len(m.proposed) != 1 || m.proposed[0].Plan != "QX-2023-12-24" || m.proposed[0].Number != 1 || m.proposed[0].Sketch != 5 {
		t.Errorf("the next version answered %d, %+v", code, m.proposed)
	}
	m.view.Newest, m.view.Sketch = 2, 2
	planGet(t, s, SketchPath(2), "!Propose as version")
}

func TestAPlanNamesThoseBesideIt(t *testing.T) {
	s, m := planVisit(t, access.ICBLead, "QX")
	planGet(t, s, samplePlanPath, "!Another live plan")
	planGet(t, s, VariancePath+"?day=2023-12-19", "!Two live plans act")
	beside := func(name, trust string) discharge.PlanView {
		v := m.view
		v.Plan, v.Number, v.Lines = name, 3, slices.Clone(v.Lines[:1])
		v.Lines[0].Trust = org.Code(trust)
		return v
	}
	m.others = []discharge.PlanView{beside("QX-winter", string(m.view.Lines[0].Trust)), beside("T9-plan", "T9")}
	planGet(t, s, samplePlanPath, "Another live plan acts for the same trusts", "Plan QX-2023-12-24, version 1, and plan QX-winter, version 3, both act for", `href="/plans/QX-winter"`, "!T9-plan")
	if q := m.listed[len(m.listed)-1]; q.From != m.view.Lines[0].Date || q.To.Before(q.From) {
		t.Errorf("looked for %+v", q)
	}
	planGet(t, s, VariancePath+"?day=2023-12-19", "Two live plans act for the same trusts on this day", "added up here over both", "both act for", `href="/plans/QX-winter"`)
}

// TestWhatAVersionLeftOutIsNamed: on its own page, and on the sketch that it was proposed from, with the reason.
func TestWhatAVersionLeftOutIsNamed(t *testing.T) {
	s, m := planVisit(t, access.ICBLead, "QX")
	planGet(t, s, samplePlanPath, "!leaves out")
	first := m.view
	first.Plan, first.Newest, first.Sketch, first.Lines = "QX-2", 2, 0, slices.Clone(first.Lines)
	second := first
	second.Number, second.Sketch, second.Lines, second.Gone = 2, 5, first.Lines[:len(first.Lines)-1], []string{first.Lines[len(first.Lines)-1].ID}
	m.versions = []discharge.PlanView{first, second}
	fresh := sampleSketch(sampleWorked())
	fresh.ID, fresh.Made.Lines = 5, slices.Clone(second.Lines)
	m.sketches[5] = fresh
	planGet(t, s, PlanPath("QX-2"), "Version 2 leaves out 1 line of version 1", "/plans/QX-2/versions?a=1")
	planGet(t, s, PlanPath("QX-2")+"/versions?a=1&b=2", "nobody had answered it")
	planGet(t, s, SketchPath(5), "Version 2 of plan QX-2 was proposed from this sketch", "Lines of plan QX-2 that version 2 left out", "Nobody has answered it, and ")
}

// TestMorningsOutOfReachAreOneSentence: what is over or beyond the forecast is refused at the form.
func TestMorningsOutOfReachAreOneSentence(t *testing.T) {
	day := civil.MustDate
	list := []civil.Date{day("2023-12-19"), day("2023-12-20"), day("2023-12-21"), day("2024-02-01"), day("2024-02-02")}
	const want = "Choose mornings from 21 December 2023 to 31 January 2024: 4 of the 5 typed are over, or lie beyond the forecast"
	if got := discharge.OutOfReach(list, day("2023-12-21"), day("2024-01-31")); got != want {
		t.Errorf("%q", got)
	}
	if got := discharge.OutOfReach(list[2:3], day("2023-12-21"), day("2024-01-31")); got != "" {
		t.Errorf("%q", got)
	}
}

func TestNewPlan(t *testing.T) {
	s, m := planVisit(t, access.ICBLead, "QX")
	planGet(t, s, NewPath, "No plan can be worked out for NHS Ashbourne and Calder", "There is no forecast yet")
	form := url.Values{"area": {"QX"}, "target": {"other"}, "other": {"93.5"}, "basis": {"core"}, "dates": {"2023-12-24,2023-12-27..2023-12-29"}, "confidence": {"90"}, "services": {"home-care", "ward-discharge"}, "most-home-care": {"5"},
		"weekend": {"60"}, "holiday": {"0"}, "fixed": {""}}
	if code := planPost(t, s, NewPath, form); code != 303 || len(m.asks) != 1 {
		t.Fatalf("asking answered %d", code)
	}
	a := m.asks[0]
	if a.Share != .935 || len(a.Mornings) != 4 || a.Confidence != .9 || !slices.Equal(a.Services, []discharge.Service{discharge.HomeCare, discharge.WardDischarge}) || a.Most[discharge.HomeCare] != 5 || a.Weekend != .6 || a.Holiday != 0 || !strings.Contains(a.Source, "local target") {
		t.Errorf("asked %+v", a)
	}
	for field, bad := range map[string]string{"confidence": "100", "dates": "soon", "weekend": "x", "most-home-care": "1.5", "fixed": "0", "other": "9", "basis": "all", "area": "QY"} {
		f := url.Values{}
		for k, v := range form {
			f[k] = v
		}
		f[field] = []string{bad}
		if code := planPost(t, s, NewPath, f); code != 422 || len(m.asks) != 1 {
			t.Errorf("%s=%s answered %d, asks %d", field, bad, code, len(m.asks))
		}
	}
	for _, g := range []access.Grant{{Role: access.CouncilDirector, At: "C1"}, {Role: access.TrustSubmitter, At: "T1"}, {Role: access.NationalLead, At: org.England}} {
		s, m := planVisitAs(t, g)
		if code := planPost(t, s, NewPath, form); code != 403 || len(m.asks) > 0 {
			t.Errorf("%s asked for a plan: %d", g.Role, code)
		}
	}
}

// TestMorningAfter: what is missing is said to be missing and not nought, and only a line's own trust or council enters it.
func TestMorningAfter(t *testing.T) {
	s, m := planVisit(t, access.TrustSubmitter, "T1")
	planGet(t, s, VariancePath, "19 December 2023", "Due by 09:00 today.", "Missing, to be entered by either", "hr-absent--missing", "3", "of 4 on those lines", "One person became unwell", `name="n-0"`, "!Late")
	if q := m.varied[0]; q.Day != civil.MustDate("2023-12-19") || !slices.Contains(q.Orgs, "T1") || slices.Contains(q.Orgs, "T2") {
		t.Errorf("asked %+v", q)
	}
	gaps := sampleVariance().Gaps
	form := url.Values{"day": {"2023-12-19"}}
	fill := func(service discharge.Service, n, why string) {
		for i, g := range gaps {
			if g.Line.Service == service && g.Line.Trust == "T1" {
				at := string(rune('5' + i)) // the form was made from a list with other places
				form.Set("line-"+at, "1 "+gapKey(g))
				form.Set("n-"+at, n)
				form.Set("why-"+at, why)
			}
		}
	}
	fill(discharge.HomeCare, "3", "One person became unwell") // as it stands
	fill(discharge.CommunityBed, "", "")
	if code := planPost(t, s, VariancePath, form); code != 303 || len(m.acts) > 0 {
		t.Errorf("nothing new answered %d, %+v", code, m.acts)
	}
	fill(discharge.CommunityBed, "two", "")
	if code := planPost(t, s, VariancePath, form, "Enter a whole number", `value="two"`); code != 422 || len(m.acts) > 0 {
		t.Errorf("no number answered %d", code)
	}
	fill(discharge.CommunityBed, "1", "")
	if code := planPost(t, s, VariancePath, form, "Say in a sentence why it is fewer than the 2 people agreed", `href="#why-`); code != 422 {
		t.Errorf("fewer without a reason answered %d", code)
	}
	m.acts = nil
	fill(discharge.CommunityBed, "0", "The bed was not ready")
	fill(discharge.WardDischarge, "5", "")
	if code := planPost(t, s, VariancePath, form); code != 303 || len(m.acts) != 1 || len(m.acts[0].Moves) != 2 {
		t.Fatalf("saving answered %d, %+v", code, m.acts)
	}
	for _, x := range m.acts[0].Moves {
		if l, _ := m.view.Line(x.Line); l.Service == discharge.CommunityBed && x.To != discharge.Failed || l.Service == discharge.WardDischarge && (x.To != discharge.Delivered || x.Number != 5) {
			t.Errorf("moved %+v", x)
		}
	}
	s, m = planVisit(t, access.ICBLead, "QX")
	planGet(t, s, VariancePath, "By council", `!name="n-0"`)
	if code := planPost(t, s, VariancePath, form); code != 303 || len(m.acts) > 0 {
		t.Errorf("a board entered what was done: %d, %+v", code, m.acts)
	}
	s, _ = planVisit(t, access.NationalLead, org.England)
	planGet(t, s, VariancePath+"?day=2023-12-19&as-of=2023-12-20T07:30", "as-of", `!name="n-0"`)
}

// TestPlanDocument holds the API's description to the routes.
func TestPlanDocument(t *testing.T) {
	var routes, said []string
	for _, r := range (room{}).planRoutes() {
		if r.API {
			routes = append(routes, r.Pattern)
		}
	}
	for _, c := range planCalls() {
		said = append(said, strings.ToUpper(c.method)+" "+c.path)
	}
	slices.Sort(routes)
	slices.Sort(said)
	if !slices.Equal(routes, said) {
		t.Errorf("routes %v, described %v", routes, said)
	}
	s, _ := planVisit(t, access.ICBLead, "QX")
	planGet(t, s, "/api/plans/openapi.json", `"openapi":"3.1.0"`, `"PlanLineJSON"`, `"delivered":{"anyOf"`)
}

// TestPlansByProgram: a version sent as JSON goes by the same rules.
func TestPlansByProgram(t *testing.T) {
	body := `{"area":"QX","follows":0,"target":0.92,"confidence":0.9,"from":"2023-12-24","to":"2024-01-09","reason":"First","lines":[{"id":"a","date":"2023-12-20","trust":"T1","council":"C1","pathway":"P1","service":"home-care","effect":"backlog","number":3,"owner":"director of adult social services"}]}`
	for _, c := range []struct {
		role access.Role
		at   org.Code
		body string
		code int
	}{{access.ICBLead, "QX", body, 201}, {access.ICBLead, "QY", body, 403}, {access.CouncilDirector, "C1", body, 403}, {access.ICBLead, "QX", `{"area":"QX","colour":1}`, 422}, {access.ICBLead, "QX", `{`, 422}} {
		s, m := planVisit(t, c.role, c.at)
		res, err := s.Client().Post(s.URL+"/api/plans/QX-7", "application/json", strings.NewReader(c.body))
		code, got := planAnswer(t, res, err)
		if code != c.code || (code == 201) != (len(m.proposed) == 1) {
			t.Errorf("%s at %s got %d: %s", c.role, c.at, code, got)
		}
		if code == 201 && (m.proposed[0].Plan != "QX-7" || len(m.proposed[0].Lines) != 1 || m.proposed[0].By.Org != "QX") {
			t.Errorf("proposed %+v", m.proposed[0])
		}
	}
}

func TestConflictsNameBothPlans(t *testing.T) {
	s, _ := planVisit(t, access.TrustDirector, "T3")
	planGet(t, s, ConflictsPath, "QX-2023-12-24", "QY-2023-12-24", "There are 4. 3 are agreed, and 4 more are proposed.", "Elmscar Hospitals", "!href=\"/plans/QX-2023-12-24\"")
	s, _ = planVisit(t, access.ICBLead, "QX")
	planGet(t, s, ConflictsPath, "href=\"/plans/QX-2023-12-24\"", "Ashbourne Council")
	s, _ = planVisit(t, access.CouncilDirector, "C2")
	planGet(t, s, ConflictsPath, "No conflict", "!QY-2023-12-24", "nobody has said what there is")
}

// TestAPlanShowsWhatIsStatedForEachOfItsDays: with its age; an old figure is greyed, one that is too old is not used.
func TestAPlanShowsWhatIsStatedForEachOfItsDays(t *testing.T) {
	first := civil.MustDate("2023-12-20")
	row := func(day civil.Date, n int, age int) discharge.Capacity {
		at := sampleNow().AddDate(0, 0, -age)
		return discharge.Capacity{Holder: "C1", Service: discharge.HomeCare, Date: day, Total: n, Accepting: n, Weekend: true, Holiday: true, AsAt: at, Recorded: at}
	}
	supply := discharge.NewSupply([]discharge.Capacity{row(first, 4, 2), row(first.Add(1), 5, 9), row(first.Add(2), 6, 40)}, sampleNow(), civil.England())
	table, stated := careDays(sampleHelp(), "C1", supply, first, first.Add(3))
	if len(table.Rows) != 4 || stated != 2 {
		t.Fatalf("%d days, %d stated", len(table.Rows), stated)
	}
	cell := func(i int) ui.Cell { return table.Rows[i].Cells[1] }
	if c := cell(0); c.Text != "4" || c.Note != "2 days old" || table.Rows[0].Quiet || len(c.Tags) > 0 {
		t.Errorf("%+v", c)
	}
	if c := cell(1); c.Text != "5" || len(c.Tags) != 1 || !table.Rows[1].Quiet {
		t.Errorf("%+v", c)
	}
	if c := cell(2); c.Mark != ui.Missing || !strings.Contains(c.Note, "older than 31 days") {
		t.Errorf("%+v", c)
	}
	if c := cell(3); c.Mark != ui.Missing || c.Note != "" {
		t.Errorf("%+v", c)
	}
}

// TestNotesOfOneKindAreOneSentence keeps a sketch from saying the same of each trust and council in turn.
func TestNotesOfOneKindAreOneSentence(t *testing.T) {
	notes := []flow.Note{{Org: "C1", Code: "no-capacity-return", Words: "Ashbourne Council has made no return for pathway 1."}, {Org: "C2", Code: "no-capacity-return", Words: "Calder Council has made no return for pathway 1."},
		{Org: "C1", Code: "no-capacity-return", Words: "Ashbourne Council has made no return for pathway 2."}, {Org: "T1", Code: "alone", Words: "This is said once."}, {Org: "T2", Code: "alone", Words: "This is said once."}}
	got := NotesTogether(notes, samplePicture().Name)
	if len(got) != 2 || !strings.HasSuffix(got[0], ": Ashbourne Council, Calder Council.") || got[1] != "This is said once." {
		t.Errorf("%q", got)
	}
}
