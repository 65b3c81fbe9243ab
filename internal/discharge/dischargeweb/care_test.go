package dischargeweb

import (
	"bytes"
	"context"
	"io"
	"math"
	"mime/multipart"
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
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/browser"
	"headroom/internal/web/ui"
)

// careMemory is the sample with the contracts of Care, Stayed and Briefs kept in memory.
type careMemory struct {
	*careSample
	by       []discharge.Signer
	claims   []discharge.Claim
	reasons  discharge.ReasonFile
	stays    discharge.StayFile
	grantAs  access.Grant
	noGround error
	askedAt  time.Time // when the plan was made; zero: three days ago
}

func (s *careMemory) Ground(ctx context.Context, area org.Code, on civil.Date, asOf time.Time) (*Ground, error) {
	if s.noGround != nil {
		return nil, s.noGround
	}
	return s.careSample.Ground(ctx, area, on, asOf)
}

func (s *careMemory) Supply(_ context.Context, q discharge.CapacityAsked) (*discharge.Supply, error) {
	rows := slices.DeleteFunc(slices.Clone(s.rows), func(c discharge.Capacity) bool { return q.Holder != "" && c.Holder != q.Holder })
	return discharge.NewSupply(rows, careSampleNow(), civil.England()), nil
}

func (s *careMemory) EnterCapacity(_ context.Context, by discharge.Signer, rows []discharge.Capacity) (discharge.Imported, error) {
	clean, err := discharge.CheckCapacity(rows, careSampleNow())
	if err != nil {
		return discharge.Imported{}, err
	}
	for i := range clean {
		if err := discharge.MayState(by, clean[i], func(org.Code) bool { return true }); err != nil {
			return discharge.Imported{}, err
		}
		clean[i].Recorded = careSampleNow()
	}
	s.rows, s.by = append(s.rows, clean...), append(s.by, by)
	return discharge.Imported{Read: len(rows), Kept: len(rows)}, nil
}

func (s *careMemory) KeepCapacity(_ context.Context, by discharge.Signer, file discharge.File, c discharge.CapacityFile) (discharge.Imported, error) {
	for _, k := range s.kept {
		if k.File.SHA256 == file.SHA256 {
			k.Held = true
			return k, nil
		}
	}
	s.rows, s.by = append(s.rows, c.Rows...), append(s.by, by)
	i := discharge.Imported{ID: 9, Kind: discharge.ImportCapacity, Org: by.Org, File: file, Read: c.Read, Kept: len(c.Rows), At: careSampleNow()}
	s.kept = append(s.kept, i)
	return i, nil
}

func (s *careMemory) KeepReasons(_ context.Context, by discharge.Signer, _ discharge.File, r discharge.ReasonFile) (discharge.Imported, error) {
	s.reasons, s.by = r, append(s.by, by)
	return discharge.Imported{Read: r.Read, Kept: len(r.Counts)}, nil
}

func (s *careMemory) KeepLeft(_ context.Context, by discharge.Signer, _ discharge.File, l discharge.LeftFile) (discharge.Imported, error) {
	s.by = append(s.by, by)
	return discharge.Imported{Read: l.Read, Kept: len(l.Counts)}, nil
}

func (s *careMemory) KeepStays(_ context.Context, by discharge.Signer, _ discharge.File, f discharge.StayFile) (discharge.Imported, error) {
	s.stays, s.by = f, append(s.by, by)
	return discharge.Imported{Read: f.Read, Kept: len(f.Stays)}, nil
}

func (s *careMemory) Imports(context.Context, discharge.ImportKind, org.Code, time.Time, int) ([]discharge.Imported, error) {
	return s.kept, nil
}

func (s *careMemory) Conflicts(context.Context, civil.Date, civil.Date, []org.Code, time.Time) ([]discharge.Conflict, []discharge.Usable, error) {
	return []discharge.Conflict{{Council: s.ground.System.Councils[0], Service: discharge.HomeCare, Date: civil.MustDate("2023-12-23"), Last: civil.MustDate("2023-12-23"), There: discharge.Usable{N: 4, Known: true}, Agreed: 6,
		Plans: []discharge.Taker{{Plan: "QHG-1", Agreed: 4}, {Plan: "QHG-2", Agreed: 2}}}}, nil, nil
}

func (s *careMemory) Claims(context.Context, civil.Date, civil.Date, []org.Code, time.Time) ([]discharge.Claim, error) {
	return s.claims, nil
}

func (s *careMemory) Reasons(context.Context, []org.Code, civil.Date, civil.Date, time.Time) ([]discharge.ReasonCount, error) {
	return s.reasons.Counts, nil
}

func (s *careMemory) Left(context.Context, []org.Code, civil.Date, civil.Date, time.Time) ([]discharge.Left, error) {
	return nil, nil
}

func (s *careMemory) Delays(context.Context, []org.Code, civil.Date, civil.Date, time.Time) ([]discharge.Delays, error) {
	return s.stays.Delays, nil
}

func (s *careMemory) Answer(_ context.Context, answers []discharge.Answered) (int, error) {
	s.ready = append(s.ready, answers...)
	return len(answers), nil
}

func (s *careMemory) Readiness(_ context.Context, week civil.Date, asked []discharge.Respondent, _ time.Time) (discharge.Readiness, error) {
	return discharge.ReadinessOf(discharge.CheckFor(week, civil.England()), asked, s.ready, careSampleNow()), nil
}

func (s *careMemory) Respondents(context.Context, []civil.Date, time.Time) ([]discharge.Respondent, error) {
	since := s.askedAt
	if since.IsZero() {
		since = careSampleNow().AddDate(0, 0, -3)
	}
	return []discharge.Respondent{{Org: s.ground.System.Trusts[0], Kind: org.KindTrust, Since: since}, {Org: "Z-ELSEWHERE", Kind: org.KindTrust, Since: since}}, nil
}

func (s *careMemory) Remaining(context.Context, []org.Code, time.Time) (map[org.Code]Remained, error) {
	return map[org.Code]Remained{s.ground.System.Trusts[0]: {Day: civil.MustDate("2023-12-20"), N: measure.Of(98)}}, nil
}

func (s *careMemory) Brief(_ context.Context, area org.Code, _ civil.Date, _ time.Time) (discharge.BriefInputs, error) {
	conflict := discharge.Conflict{Words: "home care: there is 4, plan QHG-1 and plan QHG-2"}
	if area != careSampleBoard {
		return s.regionInputs(area, conflict), nil
	}
	return s.briefInputs(conflict), nil
}

func (s *careMemory) Picture(context.Context, civil.Date, time.Time) (*org.Picture, error) {
	return s.pic, nil
}

func (s *careMemory) Principal(*http.Request) (access.Principal, error) {
	g := s.grantAs
	g.From = civil.MustDate("2020-01-01")
	return access.Principal{ID: 7, Name: "Ada Lead", Grants: []access.Grant{g}}, nil
}

// careVisit serves the pages to somebody with one role.
func careVisit(t testing.TB, role access.Role, at org.Code) (*careMemory, http.Handler) {
	t.Helper()
	s := &careMemory{careSample: newCareSample(), grantAs: access.Grant{Role: role, At: at}}
	m := room{Deps{Grounds: s, Care: s, Stayed: s, Briefs: s, Holidays: civil.England()}}
	shell := web.New(web.Config{Test: true, Clock: careSampleNow, Sessions: s, Policy: web.GrantsPolicy{}, Pictures: s, Gallery: leverGallery()})
	return s, shell.Mux(m.leverRoutes())
}

func careAsk(h http.Handler, method, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// careSend posts a file as a browser does.
func careSend(h http.Handler, path, name, content string, fields ...string) *httptest.ResponseRecorder {
	var buf bytes.Buffer
	m := multipart.NewWriter(&buf)
	for i := 0; i+1 < len(fields); i += 2 {
		_ = m.WriteField(fields[i], fields[i+1])
	}
	p, _ := m.CreateFormFile("file", name)
	_, _ = io.WriteString(p, content)
	_ = m.Close()
	r := httptest.NewRequest(http.MethodPost, path, &buf)
	r.Header.Set("Content-Type", m.FormDataContentType())
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func says(t *testing.T, w *httptest.ResponseRecorder, status int, words ...string) {
	t.Helper()
	if w.Code != status {
		t.Errorf("status %d, want %d: %.300s", w.Code, status, w.Body)
	}
	for _, x := range words {
		if !strings.Contains(w.Body.String(), x) {
			t.Errorf("does not say %q", x)
		}
	}
}

// TestLeversAnswer: the page and the part say the same of the levers, the numbers are those of the rules, and escalation
// beds are said to free no core bed.
func TestLeversAnswer(t *testing.T) {
	s, h := careVisit(t, access.ICBLead, careSampleBoard)
	q := "?trust=ST002&home_care=6&weekends=yes&target=92"
	page, part := careAsk(h, "GET", "/levers/QHG"+q, nil), careAsk(h, "GET", "/levers/QHG/answer"+q, nil)
	says(t, page, 200, "Beckwater", "Work this into a plan", `href="/plans/new?area=QHG"`, "frees no core bed")
	says(t, part, 200, `id="answer"`)
	if strings.Contains(part.Body.String(), "<html") {
		t.Error("the part is a whole page")
	}
	tried, err := discharge.Try(s.ground.System, discharge.Slide{Trust: "ST002", From: civil.MustDate("2023-12-21"), To: civil.MustDate("2023-12-23"), Weekends: true, HomeCare: 6}, .92, discharge.OfCore, civil.England())
	if err != nil {
		t.Fatal(err)
	}
	i, _ := s.ground.System.DayOf(civil.MustDate("2024-01-03"))
	want := bedsWords(tried.Base[i].Mean-tried.With[i].Mean) + " beds freed"
	for _, w := range []*httptest.ResponseRecorder{page, part} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("does not say %q", want)
		}
	}
	says(t, careAsk(h, "GET", "/levers/QHG?basis=open&escalation=20", nil), 200, "They free no core bed", "The range is the flow model", "More can be typed, up to 200 a day")
	wait := tried.Base[civil.MustDate("2023-12-21").Sub(s.ground.System.From)].Waiting[0]
	says(t, careAsk(h, "GET", "/levers/QHG?trust=ST002&from=2023-12-21&home_care=199", nil), 200, "199 extra starts a day are asked, and about "+ui.Number(wait, 0)+" people of this trust wait for care at home")
	if strings.Contains(page.Body.String(), "extra starts a day are asked") {
		t.Errorf("six are more than the %v who wait", wait)
	}
}

// TestLeversProblems: all of them at once beside the fields, and the part refuses rather than answer something else.
func TestLeversProblems(t *testing.T) {
	s, h := careVisit(t, access.ICBLead, careSampleBoard)
	q := "?home_care=many&target=9&to=2040-01-01&trust=X"
	says(t, careAsk(h, "GET", "/levers/QHG"+q, nil), 422, "Enter a number from 0", "between 50 and 120", "Choose a trust", "Enter a day from", `value="many"`)
	says(t, careAsk(h, "GET", "/levers/QHG/answer"+q, nil), 422)
	turned := careAsk(h, "GET", "/levers/QHG?from=2023-12-23&to=2023-12-01", nil)
	if says(t, turned, 422, "The last day comes before the first, 2023-12-23"); strings.Contains(turned.Body.String(), "Enter a day from") {
		t.Error("a last day before the first is said to be out of reach")
	}
	s.noGround = fault.New(fault.NotFound, "Ten days of beds are too few")
	says(t, careAsk(h, "GET", "/levers/QHG", nil), 200, "There is no flow model", "Ten days of beds are too few")
	says(t, careAsk(h, "GET", "/queues/QHG", nil), 200, "There is no flow model")
}

// TestCouncilSeesItsOwn: no trust one by one, and of the queues only its own council (R21).
func TestCouncilSeesItsOwn(t *testing.T) {
	_, h := careVisit(t, access.CouncilDirector, "SC001")
	says(t, careAsk(h, "GET", "/levers/QHG", nil), 200, "Your roles show no trust")
	says(t, careAsk(h, "GET", "/levers/QHG/answer?home_care=2", nil), 404)
	w := careAsk(h, "GET", "/queues/QHG", nil)
	says(t, w, 200, "Northmarsh", "You see the councils that your roles are about")
	if strings.Contains(w.Body.String(), "Southdale") || strings.Contains(w.Body.String(), "What they wait for") {
		t.Error("a council sees its neighbour's residents")
	}
	b := careAsk(h, "GET", "/brief/QHG", nil)
	says(t, b, 200, "see its parts one by one")
	if strings.Contains(b.Body.String(), "Alderbrook") || strings.Contains(b.Body.String(), "/levers/ST001") {
		t.Error("a council sees the trusts of the brief one by one")
	}
	for path, status := range map[string]int{"/capacity/SC002": 403, "/capacity/SC002/enter": 403, "/stays/ST001": 403, "/readiness/ST001": 403, "/capacity/SC001": 200, "/readiness/SC001": 200} {
		if w := careAsk(h, "GET", path, nil); w.Code != status {
			t.Errorf("%s: %d, want %d", path, w.Code, status)
		}
	}
}

// TestQueuesAddUp: what waits by council adds up to the model's start, nobody is served who is not there, and Little's law
// holds of what is shown.
func TestQueuesAddUp(t *testing.T) {
	sys := flow.Sample(7, 3, 2, 42)
	lines, err := queueOf(sys)
	if err != nil {
		t.Fatal(err)
	}
	want, got := 0, 0.0
	for _, site := range sys.Model.Sites {
		for _, l := range site.Links {
			for p := range l.Waiting {
				want += l.Waiting[p]
			}
		}
	}
	for _, l := range lines {
		got += l.now
		if l.served < .8*l.starts || l.served > l.starts+1e-9 { // there are queues: next to every start is taken
			t.Errorf("%s %s: %v served of %v starts", l.council, streamNames[l.stream], l.served, l.starts)
		}
		if days, ok := l.wait(); ok && (days < 0 || days > 60) {
			t.Errorf("%s %s: a wait of %v days", l.council, streamNames[l.stream], days)
		}
	}
	if got != float64(want) || len(lines) != 6 {
		t.Errorf("%v wait in %d lines, want %d", got, len(lines), want)
	}
	_, h := careVisit(t, access.ICBLead, careSampleBoard)
	some := lines[slices.IndexFunc(lines, func(l queueLine) bool { return l.served > .02 })]
	if days, _ := some.wait(); ui.Number(some.mean(), 1) == ui.Number(some.now, 1) || days*some.served != some.mean() && math.Abs(days*some.served-some.mean()) > 1e-9 {
		t.Errorf("a wait of %v days is not that of %v who wait on average and %v served", days, some.mean(), some.served)
	}
	if rateWords(.01) != "under 0.1" || rateWords(0) != "0.0" {
		t.Errorf("few a day are %q, none %q", rateWords(.01), rateWords(0))
	}
	says(t, careAsk(h, "GET", "/queues/QHG", nil), 200, "wait on average", "those who wait on average over the fortnight", "Another scope than the queues above", "98", "No reasons for delay")
	if w := careAsk(h, "GET", "/queues/QHG/export.csv", nil); strings.Count(w.Body.String(), "\n") != 1+6*43 {
		t.Errorf("%d lines in the file", strings.Count(w.Body.String(), "\n"))
	}
	says(t, careAsk(h, "GET", "/queues/QHG/export.xlsx", nil), 200)
}

// TestCapacityIsNotNought: what nobody said is not known, what is old has its age, what is stale is left out.
func TestCapacityIsNotNought(t *testing.T) {
	_, h := careVisit(t, access.ICBLead, careSampleBoard)
	w := careAsk(h, "GET", "/capacity/QHG", nil)
	says(t, w, 200, "Each number is how many people can begin", "Not known on any of these days: ", "12 days old", "older than 31 days, left out", "QHG-1: 4 agreed", `href="/plans/QHG-2"`)
	file := careAsk(h, "GET", "/capacity/QHG/export.csv", nil).Body.String()
	if !strings.Contains(file, "SC002,Southdale (synthetic),care-home-bed,2023-12-21,,") {
		t.Errorf("what is not known is not blank: %.600s", file)
	}
}

// TestCapacityByHand: all or nothing, blank is nothing said, and a day that is named is meant.
func TestCapacityByHand(t *testing.T) {
	s, h := careVisit(t, access.CouncilLead, "SC001")
	n := len(s.rows)
	says(t, careAsk(h, "POST", "/capacity/SC001/enter", url.Values{"from": {"2023-12-24"}, "free-home-care": {"x"}, "all-reablement": {"3"}}), 422, "Enter a whole number", "how many of these are still free", `value="x"`)
	says(t, careAsk(h, "POST", "/capacity/SC001/enter", url.Values{"from": {"2023-12-24"}}), 422, "Enter at least one number")
	if len(s.rows) != n {
		t.Fatal("something was kept of a wrong entry")
	}
	says(t, careAsk(h, "POST", "/capacity/SC001/enter", url.Values{"from": {"2023-12-24"}, "to": {"2023-12-26"}, "free-home-care": {"2"}, "all-home-care": {"5"}, "free-reablement": {"0"}}), 303)
	if len(s.rows) != n+6 || s.by[0].Org != "SC001" || s.by[0].Role != string(access.CouncilLead) {
		t.Fatalf("%d rows by %+v", len(s.rows)-n, s.by)
	}
	u := discharge.NewSupply(s.rows, careSampleNow(), civil.England()).On("SC001", discharge.HomeCare, civil.MustDate("2023-12-26"))
	if !u.Known || u.N != 2 || u.Promised != 3 {
		t.Errorf("%+v", u)
	}
}

// TestCapacityByHandAsksAndTells: days that are over are confirmed; where plans have agreed something it is asked whether it
// is left out; as many numbers are told as were typed; what a later statement replaced is on the page.
func TestCapacityByHandAsksAndTells(t *testing.T) {
	s, h := careVisit(t, access.CouncilLead, "SC001")
	n := len(s.rows)
	enter := func(more ...string) *httptest.ResponseRecorder {
		form := url.Values{"from": {"2023-12-24"}, "free-home-care": {"2"}, "all-home-care": {"5"}}
		for i := 0; i+1 < len(more); i += 2 {
			form.Set(more[i], more[i+1])
		}
		return careAsk(h, "POST", "/capacity/SC001/enter", form)
	}
	says(t, enter("from", "2023-12-11"), 422, "11 December 2023 is over", "I mean days that are over")
	s.claims = []discharge.Claim{{Plan: "QHG-1", Council: "SC001", Service: discharge.HomeCare, Date: civil.MustDate("2023-12-24"), Agreed: 3}}
	says(t, enter(), 422, "Plans have agreed 3 of these services")
	if len(s.rows) != n {
		t.Fatal("something was kept of an unanswered entry")
	}
	if w := enter("from", "2023-12-11", "past", "yes"); w.Code != 303 || len(s.rows) != n+1 {
		t.Errorf("%d, %d rows", w.Code, len(s.rows)-n)
	}
	if w := enter("agreed", "yes"); w.Code != 303 || len(s.rows) != n+2 || !s.rows[n+1].AgreedOut {
		t.Errorf("%d, %+v", w.Code, s.rows[n:])
	}
	if w := enter("agreed", "no"); w.Code != 303 || s.rows[n+2].AgreedOut {
		t.Errorf("%d, %+v", w.Code, s.rows[n:])
	}
	e := capacityEntry{careAt: s.at("SC001"), from: "2023-12-24", to: "2023-12-25", free: map[discharge.Service]string{discharge.HomeCare: "2"}, all: map[discharge.Service]string{discharge.HomeCare: "5"}}
	if got := e.keptWords(e.rows()); !strings.HasPrefix(got, "Kept: 2 numbers for each of 2 days.") {
		t.Error(got)
	}
	later := s.rows[n+2]
	later.Accepting, later.Source, later.AsAt = 1, string(discharge.DayForm), careSampleNow().Add(-time.Second)
	s.rows[n+1].AsAt, s.rows[n+2].AsAt = later.AsAt.Add(-2*time.Hour), later.AsAt.Add(-time.Hour)
	s.rows = append(s.rows, later)
	says(t, careAsk(h, "GET", "/capacity/SC001?from=2023-12-24", nil), 200, "1 number that was entered by hand has been replaced", "a file of services by day", "now 3 in plans, 2 too many")
}

// TestAProviderWithoutACouncilStatesItsCapacity: it chooses the council, and sees its own numbers and nobody else's.
func TestAProviderWithoutACouncilStatesItsCapacity(t *testing.T) {
	s, h := careVisit(t, access.ProviderLead, "SP1")
	says(t, careAsk(h, "GET", "/capacity/SP1", nil), 200, "Enter capacity by hand", "What you state yourself is shown here")
	says(t, careAsk(h, "GET", "/capacity/SP1/enter", nil), 200, "For which council", "Northmarsh")
	says(t, careAsk(h, "POST", "/capacity/SP1/enter", url.Values{"from": {"2023-12-24"}, "council": {"SC001"}, "free-care-home-bed": {"2"}}), 303)
	if c := s.rows[len(s.rows)-1]; c.Holder != "SP1" || c.Council != "SC001" {
		t.Errorf("%+v", c)
	}
	w := careAsk(h, "GET", "/capacity/SP1?from=2023-12-24", nil)
	says(t, w, 200, "These are the numbers that it stated itself", "Northmarsh")
	if strings.Contains(w.Body.String(), "Southdale") || strings.Contains(w.Body.String(), "5 more begin") {
		t.Error("a provider sees what others stated")
	}
}

// TestFiles: faults by file, sheet and cell, and nothing kept; the same bytes twice change nothing; stays keep no name.
func TestFiles(t *testing.T) {
	s, h := careVisit(t, access.CouncilLead, "SC001")
	n := len(s.rows)
	says(t, careSend(h, "/capacity/SC001/file", "c.csv", "date,council,starts,as at\n2023-12-24,SC001,3.5,2023-12-20\n"), 422, "c.csv", "C2")
	good := "date,council,starts,as at\n2023-12-24,SC001,3,2023-12-20\n"
	says(t, careSend(h, "/capacity/SC001/file", "c.csv", good), 303)
	says(t, careSend(h, "/capacity/SC001/file", "again.csv", good), 303)
	if len(s.rows) != n+1 {
		t.Errorf("%d rows were kept", len(s.rows)-n)
	}
	s, h = careVisit(t, access.TrustSubmitter, "ST001")
	says(t, careSend(h, "/stays/ST001/file", "x.csv", "trust\nx\n"), 422, "Choose what the file holds")
	says(t, careSend(h, "/stays/ST001/file", "s.csv", "name,in,fit,out\nA Person,2023-12-01,2023-12-03,2023-12-09\n", "kind", "stays", "column-admitted", "in", "column-ready", "fit", "column-left", "out"), 303)
	if len(s.stays.Stays) != 1 || s.stays.Stays[0].Left != civil.MustDate("2023-12-09") {
		t.Fatalf("%+v", s.stays)
	}
	says(t, careAsk(h, "GET", "/stays/ST001", nil), 200, "December 2023")
	for _, kind := range []string{"reasons", "pathways", "stays"} {
		says(t, careAsk(h, "GET", "/stays/ST001/template/"+kind, nil), 200)
	}
	s.grantAs = access.Grant{Role: access.ICBLead, At: careSampleBoard}
	says(t, careAsk(h, "GET", "/stays/ST001", nil), 200, "fewer than 5", "withheld outside the trust")
	says(t, careAsk(h, "GET", "/stays/ST001/file", nil), 403)
}

// TestReadiness: a no without words is refused and nothing kept; what is not chosen stays; missing shows red after noon.
func TestReadiness(t *testing.T) {
	s, h := careVisit(t, access.TrustDirector, "ST002")
	day := discharge.CheckFor(civil.MustDate("2023-12-21"), civil.England()).Days[0]
	name := readyName("answer", day, discharge.Therapy)
	n := len(s.ready)
	says(t, careAsk(h, "GET", "/readiness/ST002/answer", nil), 200, "Christmas Day", name)
	says(t, careAsk(h, "POST", "/readiness/ST002/answer", url.Values{name: {"no"}}), 422, "Say in a few words what is missing")
	if len(s.ready) != n {
		t.Fatal("a wrong answer was kept")
	}
	says(t, careAsk(h, "POST", "/readiness/ST002/answer", url.Values{name: {"no"}, readyName("note", day, discharge.Therapy): {"One of four is ill"}}), 303)
	if len(s.ready) != n+1 || s.ready[n].By.Org != "ST002" {
		t.Errorf("%+v", s.ready[n:])
	}
	s.grantAs = access.Grant{Role: access.ICBLead, At: careSampleBoard}
	w := careAsk(h, "GET", "/readiness/QHG", nil)
	says(t, w, 200, "Crews are booked until 14:00 only", "Not ready", "live plans of these days")
	says(t, careAsk(h, "GET", "/readiness/QHG/export.csv", nil), 200, "transport,no,Crews")
	s.askedAt = discharge.CheckFor(civil.MustDate("2023-12-21"), civil.England()).Due
	says(t, careAsk(h, "GET", "/readiness/QHG", nil), 200, "Not ready", "Crews are booked until 14:00 only") // a no is a no
	s.ready = nil
	late := careAsk(h, "GET", "/readiness/QHG", nil)
	says(t, late, 200, "After due", "the plan was made after the check fell due")
	if strings.Contains(late.Body.String(), "Not ready") {
		t.Error("what was made after the check fell due shows red")
	}
	if strings.Contains(w.Body.String(), "Beckwater") {
		t.Error("somebody is asked whom no plan is about")
	}
}

// TestBrief: what is missing is missing, small counts are withheld, and the file has every number.
func TestBrief(t *testing.T) {
	_, h := careVisit(t, access.ICBLead, careSampleBoard)
	says(t, careAsk(h, "GET", "/brief/QHG", nil), 200, "Alderbrook", "Missing", "fewer than 5", "plan QHG-1 and plan QHG-2", "OPEL 4 by 1")
	says(t, careAsk(h, "GET", "/brief/QHG/export.csv", nil), 200, "figure,QHG,covid,2023-12-21,,beds", "beds,ST003,occupied,2023-12-21,,beds")
}

// TestBriefSaysOfWhat: every chance names its beds and whether a plan is done; every line of the beds is of the morning in the
// caption; and yesterday's plan has every kind of line.
func TestBriefSaysOfWhat(t *testing.T) {
	_, h := careVisit(t, access.ICBLead, careSampleBoard)
	says(t, careAsk(h, "GET", "/brief/QHG", nil), 200, "open beds, no plan; from 21 December", "91.2%", "92% of usable core beds, all of it done; QHG-1, version 2", "none certified for this morning",
		"a chance of at least 90.4% on each of its mornings", "1 line is refused, withdrawn or agreed in part", "Beds against the target at 08:00 on Thu 21 Dec", "All together", "in of Wed 20 Dec: 641 of 680", "2 of 3 trusts",
		"Live plans act for the same trusts", "Plan QHG-1, version 2, and plan QHG-2, version 1, both act for Beckwater", "The same by organisation", "of 5 on those lines", "Admissions avoided", "Hub staff, working days", "Beds opened, none of them core", "0.50", "1 of 1")
	says(t, careAsk(h, "GET", "/brief/QHG/export.csv", nil), 200, "chance,ST002,keeps_to_target_no_plan,2023-12-24,0.5,share", "of all open beds, without a plan", "keeps_to_target_plan_done,2023-12-24,0.912,share",
		"plan by organisation,ST001,done: discharges,2023-12-20,4,people,1,2", "plans side by side,ST002,QHG-1 and QHG-2,2023-12-21,20,days", "plan,Admissions avoided,done,2023-12-20,34,people,1,1", `plan,"Hub staff, working days",done,2023-12-20,,working days,0,1`, `plan,"Hub staff, working days",agreed,2023-12-20,0.5,working days`)
}

// TestBriefOfARegion: a line for each board, narrowed to what the reader may see; and the choice of a brief leads a board's
// own people straight to theirs.
func TestBriefOfARegion(t *testing.T) {
	s, h := careVisit(t, access.NationalLead, org.England)
	region, _ := s.pic.Above(org.NHS, careSampleBoard, org.KindRegion)
	says(t, careAsk(h, "GET", "/brief/"+string(region)+"/export.csv", nil), 200, "plan by organisation,QHG,agreed: discharges,2023-12-20,25,people,2,2")
	says(t, careAsk(h, "GET", "/brief/"+string(region), nil), 200, `href="/brief/QHG"`, "2 of 3 trusts", "of its trusts the least, Beckwater")
	s.grantAs = access.Grant{Role: access.CouncilDirector, At: s.ground.System.Councils[0]}
	w := careAsk(h, "GET", "/brief/"+string(region), nil)
	says(t, w, 200, "Morning brief", "of its trusts the least<")
	if strings.Contains(w.Body.String(), "Beckwater") || strings.Contains(w.Body.String(), "UEC daily sitrep") {
		t.Error("a council sees another's trusts")
	}
	s.grantAs = access.Grant{Role: access.ICBLead, At: careSampleBoard}
	if w := careAsk(h, "GET", "/brief", nil); w.Code != 303 || w.Header().Get("Location") != "/brief/QHG" {
		t.Errorf("a board's lead is led to %d %s", w.Code, w.Header().Get("Location"))
	}
}

// BenchmarkLeversAnswer moves a slider through the whole handler, the model at hand.
func BenchmarkLeversAnswer(b *testing.B) {
	_, h := careVisit(b, access.ICBLead, careSampleBoard)
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		began := time.Now()
		w := careAsk(h, "GET", "/levers/QHG/answer?weekends=yes&home_care="+plain(float64(i%40)/2), nil)
		took = append(took, time.Since(began))
		if w.Code != 200 {
			b.Fatal(w.Code)
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100])/1e6, "ms-p99")
}

// TestLeverPagesAccessible opens every specimen in a browser at both widths, as axe, a ruler and the console see it.
func TestLeverPagesAccessible(t *testing.T) {
	_, h := careVisit(t, access.ICBLead, careSampleBoard)
	site := httptest.NewServer(h)
	defer site.Close()
	var pages []browser.Page
	for _, sp := range leverGallery() {
		pages = append(pages, browser.Page{Name: sp.Name, URL: site.URL + web.SpecimenPath(sp.Name)})
	}
	browser.Accessible(t, pages)
}

// TestLeversFitBetweenTheWidths: at the widths of tablets and small windows, between the two that every page is looked at
// in, nothing sticks out either.
func TestLeversFitBetweenTheWidths(t *testing.T) {
	if testing.Short() {
		t.Skip("the browser is slow; run without -short")
	}
	root := browser.Need(t)
	_, h := careVisit(t, access.ICBLead, careSampleBoard)
	site := httptest.NewServer(h)
	defer site.Close()
	page := browser.Page{Name: "levers", URL: site.URL + web.SpecimenPath("discharge/levers")}
	seen, err := browser.Audit(t.Context(), root, browser.Job{Pages: []browser.Page{page}, Widths: []int{480, 641, 780, 899, 900, 1024}})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range seen {
		if v.Status != 200 || v.Overflow > 0 {
			t.Errorf("at %d: status %d, %d pixels too wide: %q", v.Width, v.Status, v.Overflow, v.Wide)
		}
	}
}

// TestLeversAnswerAtOnce moves a lever in a browser with scripts: the answer comes without a press, the slider follows its
// box, and the main numbers are said where a screen reader listens.
func TestLeversAnswerAtOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("the browser is slow; run without -short")
	}
	root := browser.Need(t)
	_, h := careVisit(t, access.ICBLead, careSampleBoard)
	site := httptest.NewServer(h)
	defer site.Close()
	seen, err := browser.Play(t.Context(), root, browser.Scene{Steps: []browser.Step{
		{Do: "open", Value: site.URL + "/levers/QHG"}, {Do: "type", At: "#home_care", Value: "6"}, {Do: "wait", At: "[data-lever-words]", Value: "beds freed"}, {Do: "look", At: `[data-lever="home_care"]`},
	}})
	if err != nil || len(seen) != 1 || seen[0] != "6" {
		t.Errorf("%q %v", seen, err)
	}
}
