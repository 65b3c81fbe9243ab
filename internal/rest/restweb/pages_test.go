package restweb

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/rest"
	"headroom/internal/web"
	"headroom/internal/web/browser"
)

// memory is the contracts of Store and Accounts kept in memory, over the sample's team.
type memory struct {
	known   map[rest.Person]rest.Kept
	members []rest.Member
	managed map[string][]int64
	looked  []rest.Person
	by      []rest.Signer
	grant   access.Grant
	policy_ rest.Policy
	told    []rest.Notice
	stamp   string
	asked   int // how often the whole trust was judged
}

func (s *memory) Judged(_ context.Context, employer org.Code, p rest.Person, at time.Time, recovery civil.Date, h civil.Holidays, _ time.Time) (map[rest.Person]rest.Judgement, error) {
	if p == "" {
		s.asked++
	}
	out := map[rest.Person]rest.Judgement{}
	for x, k := range s.known {
		if employer == "T1" && (p == "" || p == x) {
			out[x] = rest.Judge(k.Ask(x, s.policy_, h, at, recovery))
		}
	}
	return out, nil
}

func (s *memory) Roster(_ context.Context, employer org.Code, _ rest.Person, _, _, _ time.Time) (map[rest.Person]rest.Kept, error) {
	if employer != "T1" {
		return nil, nil
	}
	return s.known, nil
}

func (s *memory) JudgedOf(ctx context.Context, employer org.Code, people []rest.Person, at time.Time, recovery civil.Date, h civil.Holidays, asOf time.Time) (map[rest.Person]rest.Judgement, error) {
	out := map[rest.Person]rest.Judgement{}
	for _, p := range people {
		one, err := s.Judged(ctx, employer, p, at, recovery, h, asOf)
		if err != nil {
			return nil, err
		}
		maps.Copy(out, one)
	}
	return out, nil
}

func (s *memory) Notices(context.Context, org.Code, time.Time) ([]rest.Notice, error) {
	return s.told, nil
}

func (s *memory) Members(_ context.Context, employer org.Code, _ time.Time) ([]rest.Member, error) {
	if employer != "T1" {
		return nil, nil
	}
	return s.members, nil
}

func (s *memory) Mine(_ context.Context, account int64, _ time.Time) ([]rest.Mine, error) {
	for _, m := range s.members {
		if m.Account == account {
			return []rest.Mine{{Org: "T1", Person: m.Person}}, nil
		}
	}
	return nil, nil
}

func (s *memory) Managers(context.Context, org.Code, time.Time) (map[string][]int64, error) {
	return s.managed, nil
}

func (s *memory) SetManager(_ context.Context, by rest.Signer, team string, account int64, held bool) error {
	s.by = append(s.by, by)
	s.managed[team] = slices.DeleteFunc(s.managed[team], func(id int64) bool { return id == account })
	if held {
		s.managed[team] = append(s.managed[team], account)
	}
	return nil
}

func (s *memory) Employers(context.Context, time.Time) ([]org.Code, error) {
	return []org.Code{"T1"}, nil
}

func (s *memory) Imports(context.Context, org.Code, time.Time, int) ([]rest.Imported, error) {
	return nil, nil
}

func (s *memory) KeepDuties(_ context.Context, by rest.Signer, _ rest.File, f rest.DutyFile, how rest.Entering, h civil.Holidays) (rest.Imported, error) {
	if err := rest.CheckFile(f.Duties, how, s.known, s.policy_, h, sampleNow()); err != nil {
		return rest.Imported{}, err
	}
	s.by = append(s.by, by)
	for _, d := range f.Duties {
		k := s.known[d.Person]
		k.Duties = append(k.Duties, d)
		s.known[d.Person] = k
	}
	return rest.Imported{Read: f.Read, Kept: len(f.Duties)}, nil
}

func (s *memory) KeepContracts(_ context.Context, by rest.Signer, _ rest.File, f rest.ContractFile, accounts map[string]int64) (rest.Imported, error) {
	s.by = append(s.by, by)
	for _, c := range f.Contracts {
		k := s.known[c.Person]
		k.Contracts = append(k.Contracts, c)
		s.known[c.Person] = k
	}
	for _, k := range f.People {
		s.members = append(s.members, rest.Member{Known: k, Account: accounts[k.Email]})
	}
	return rest.Imported{Read: f.Read, Kept: len(f.Contracts)}, nil
}

func (s *memory) EnterDuty(_ context.Context, by rest.Signer, d rest.Duty, how rest.Entering, h civil.Holidays) (rest.Imported, error) {
	d, err := rest.CheckDuty(d)
	if err == nil {
		err = rest.CheckEntered(d, how, s.known[d.Person], s.policy_, h, civil.MustDate("2024-01-10").At(540))
	}
	if err != nil {
		return rest.Imported{}, err
	}
	return s.KeepDuties(context.Background(), by, rest.File{}, rest.DutyFile{Duties: []rest.Duty{d}}, how, h)
}

func (s *memory) Record(_ context.Context, by rest.Signer, e rest.Entry) (rest.Entry, error) {
	k := s.known[e.Person]
	for _, x := range k.Records {
		if e.Booking == x.ID && e.At.IsZero() {
			e.At, e.Until, e.Hours, e.Ledger = x.At, x.Until, x.Hours, x.Ledger
		}
	}
	if err := rest.CheckRecord(e, k, time.Hour); err != nil {
		return e, err
	}
	e.ID = int64(len(k.Records) + 1)
	k.Records = append(k.Records, e)
	s.known[e.Person], s.by = k, append(s.by, by)
	return e, nil
}

func (s *memory) Policy(context.Context, org.Code, civil.Date, time.Time) (rest.Policy, error) {
	return s.policy_, nil
}

func (s *memory) SetPolicy(_ context.Context, by rest.Signer, p rest.Policy, _ civil.Date) error {
	s.policy_, s.by = p, append(s.by, by)
	return nil
}

func (s *memory) Looked(_ context.Context, _ rest.Signer, p rest.Person) error {
	s.looked = append(s.looked, p)
	return nil
}

func (s *memory) Stamp(context.Context, org.Code) (string, error) { return "1" + s.stamp, nil }

func (s *memory) ByEmail(_ context.Context, emails []string) (map[string]int64, error) {
	out := map[string]int64{}
	for _, e := range emails {
		if e == "manager@example.org" {
			out[e] = 3
		}
	}
	return out, nil
}

func (s *memory) Emails(context.Context, []int64) (map[int64]string, error) {
	return map[int64]string{3: "manager@example.org"}, nil
}

func (s *memory) Picture(context.Context, civil.Date, time.Time) (*org.Picture, error) {
	return samplePicture(), nil
}

func (s *memory) Principal(*http.Request) (access.Principal, error) {
	g := s.grant
	g.From = civil.MustDate("2020-01-01")
	return access.Principal{ID: 7, Name: "Somebody", Grants: []access.Grant{g}}, nil
}

// visit serves the pages to account 7, with one role.
func visit(t *testing.T, role access.Role, at org.Code) (*memory, http.Handler) {
	t.Helper()
	s := &memory{known: sampleTeam(), managed: map[string][]int64{"Ward 7": {7}}, grant: access.Grant{Role: role, At: at}, policy_: rest.DefaultPolicy()}
	for _, m := range sampleMembers() {
		s.members = append(s.members, m)
	}
	shell := web.New(web.Config{Test: true, Clock: sampleNow, Sessions: s, Policy: web.GrantsPolicy{}, Pictures: s, Gallery: Gallery()})
	recovery := func(context.Context, time.Time, time.Time) (civil.Date, error) { return sampleRecovery(), nil }
	return s, shell.Mux(Routes(Deps{Store: s, Accounts: s, Holidays: civil.England(), Recovery: recovery}))
}

func get(t *testing.T, h http.Handler, path string) (int, string) {
	t.Helper()
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	return rec.Code, rec.Body.String()
}

func post(t *testing.T, h http.Handler, path string, form url.Values) (int, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	return rec.Code, rec.Body.String() + rec.Header().Get("Location")
}

// TestWhoSeesWhom: a person their own, a manager their teams, the co-ordinator and the guardian the trust; whoever looks from
// above sees counts and no name and no staff code, and another trust nothing.
func TestWhoSeesWhom(t *testing.T) {
	names := []string{"Consultant (synthetic)", "Resident (synthetic)", "Nurse (synthetic)", "P-0001", "P-0003"}
	for _, c := range []struct {
		role                     access.Role
		at                       org.Code
		people, one, other, mine int
		counts                   int
	}{
		{access.RotaCoordinator, "T1", 200, 200, 200, 200, 200}, {access.Guardian, "T1", 200, 200, 200, 200, 200}, {access.TeamManager, "T1", 200, 200, 404, 200, 200},
		{access.StaffMember, "T1", 403, 403, 403, 200, 403}, {access.TrustDirector, "T1", 403, 403, 403, 200, 200}, {access.RotaCoordinator, "T2", 403, 403, 403, 200, 403},
		{access.ICBLead, "QX", 403, 403, 403, 403, 200}, {access.NationalLead, org.England, 403, 403, 403, 403, 200}, {access.Auditor, org.England, 403, 403, 403, 403, 200},
	} {
		s, h := visit(t, c.role, c.at)
		for path, want := range map[string]int{PeoplePath("T1"): c.people, Path("T1") + "/people.csv": c.people, Path("T1") + "/breaches": c.people, Path("T1") + "/breaches.csv": c.people, PersonPath("T1", "P-0003"): c.one,
			PersonPath("T1", "P-0001"): c.other, PersonPath("T1", "P-0001") + "/export.csv": c.other, OwnPath: c.mine, OwnPath + "/export.csv": c.mine, Path("T1"): c.counts, Path("T1") + "/export.csv": c.counts} {
			code, body := get(t, h, path)
			if code != want {
				t.Errorf("%s at %s got %d at %s, want %d", c.role, c.at, code, path, want)
			}
			for _, n := range names {
				if strings.Contains(body, n) && !strings.Contains(path, n) && (c.people != 200 || path == Path("T1") || strings.HasPrefix(path, OwnPath)) {
					t.Errorf("%s at %s reads %q at %s", c.role, c.at, n, path)
				}
			}
		}
		if c.one == 200 && !slices.Contains(s.looked, "P-0003") {
			t.Errorf("%s read a ledger and nothing was noted", c.role)
		}
		if c.role == access.TeamManager {
			for _, path := range []string{PeoplePath("T1"), Path("T1") + "/people.csv", Path("T1") + "/breaches", Path("T1") + "/breaches.csv"} {
				if _, body := get(t, h, path); strings.Contains(body, "P-0001") || strings.Contains(body, "Resident") {
					t.Errorf("a manager reads of another team at %s", path)
				}
			}
		}
	}
}

// TestPeopleByPage lists a hundred at a time, and keeps the filter on the way.
func TestPeopleByPage(t *testing.T) {
	v := samplePeople()
	for i := range 150 {
		p := rest.Person("X-" + strconv.Itoa(1000+i))
		v.members[p] = rest.Member{Known: rest.Known{Person: p, Team: "Ward 9"}}
		v.judged[p] = rest.Judge(rest.Ask{Person: p, Policy: rest.DefaultPolicy()})
	}
	v.team, v.nth = "Ward 9", 2
	_, body := v.made()
	var b bytes.Buffer
	if err := body.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	if s := b.String(); !strings.Contains(s, "Shows 101 to 150 of 150") || !strings.Contains(s, "X-1149") || strings.Contains(s, "X-1000") || !strings.Contains(s, "team=Ward+9") {
		t.Error("the second page is not the second")
	}
}

// TestPages says what stands on them.
func TestPages(t *testing.T) {
	_, h := visit(t, access.RotaCoordinator, "T1")
	for path, want := range map[string][]string{
		PersonPath("T1", "P-0001"): {"Rules not kept", "WTR-10", "L1: statutory compensatory rest", "Local policy estimate", "no agreed rate of the NHS", "7.33", "4.04", "<svg", "Duties, with the rest before each"},
		PersonPath("T1", "P-0002"): {"TCS16-168H", "75", "35.5", "tcs2016@2019"},
		PersonPath("T1", "P-0003"): {"23:59", "Booked rest", "AFC-TOIL", "It was taken", "none of its hours are among the duties"},
		PersonPath("T1", "P-0004"): {"Not shown to be compliant", "another employer or through a bank is not known"},
		PeoplePath("T1"):           {"4 people", "never added up", "Ward 7"},
		RulesPath:                  {"tcs2016@2016", "tcs2016@2026", "3 August 2016 to 6 August 2019", "Unconfirmed", "Partly confirmed", "Local policy", "union"},
		Path("T1"):                 {"People known", "4"},
		HomePath:                   {"Your rest", "People of Ashbourne Vale"},
	} {
		code, body := get(t, h, path)
		if code != http.StatusOK {
			t.Errorf("%s: %d", path, code)
		}
		for _, w := range want {
			if !strings.Contains(body, w) {
				t.Errorf("%s has no %q", path, w)
			}
		}
	}
	v := sampleCounts("QX")
	v.rows[0] = rest.Counts{Org: "T1", People: 14, By: map[rest.Standing]int{rest.Compliant: 1, rest.NotShown: 5, rest.NotKept: 8}}
	if a, b, c := v.standing(v.rows[0], rest.Compliant).Text, v.standing(v.rows[0], rest.NotShown).Text, v.standing(v.rows[0], rest.NotKept).Text; a != "1 to 4" || b != "withheld" || c != "8" {
		t.Errorf("14 people are told as %q, %q and %q", a, b, c)
	}
	_, h = visit(t, access.ICBLead, "QX")
	if _, body := get(t, h, Path("QX")); !strings.Contains(body, "1 to 4") || !strings.Contains(body, "withheld") || !strings.Contains(body, "1 trust has brought in no duties") {
		t.Error("small counts are told outside the trust")
	}
}

// TestBooking: rest is booked and refused with the reason, confirmed by the person, and never of another person.
func TestBooking(t *testing.T) {
	s, h := visit(t, access.TeamManager, "T1")
	form := url.Values{"ledger": {"L3"}, "kind": {"booked"}, "at": {"2024-01-16"}, "at-clock": {"08:00"}, "until": {"2024-01-16"}, "until-clock": {"12:00"}}
	path := PersonPath("T1", "P-0003") + "/record"
	if code, body := post(t, h, path, form); code != http.StatusSeeOther || len(s.known["P-0003"].Records) != 3 || s.known["P-0003"].Records[2].Hours != 4 || s.by[0].Org != "T1" {
		t.Errorf("%d %s", code, body)
	}
	form.Set("ledger", "L1")
	form.Set("kind", "paid")
	if code, body := post(t, h, path, form); code != http.StatusUnprocessableEntity || !strings.Contains(body, "WTR-24") || !strings.Contains(body, `value="2024-01-16"`) {
		t.Errorf("%d", code)
	}
	form.Set("kind", "booked")
	form.Set("at", "yesterday")
	if code, body := post(t, h, path, form); code != http.StatusUnprocessableEntity || !strings.Contains(body, "Enter the day as") {
		t.Errorf("%d", code)
	}
	if code, _ := post(t, h, PersonPath("T1", "P-0001")+"/record", form); code != http.StatusNotFound {
		t.Errorf("of another team: %d", code)
	}
	if code, _ := post(t, h, path, url.Values{"booking": {"1"}, "kind": {"taken"}}); code != http.StatusSeeOther || s.known["P-0003"].Records[3].Booking != 1 {
		t.Errorf("%d %+v", code, s.known["P-0003"].Records)
	}

	s, h = visit(t, access.StaffMember, "T1")
	k := s.known["P-0004"]
	k.Records = []rest.Entry{{ID: 1, Person: "P-0004", Ledger: rest.Recovery, Kind: rest.Booked, Hours: 2, At: civil.MustDate("2024-01-09").At(480), Until: civil.MustDate("2024-01-09").At(600)}}
	s.known["P-0004"] = k
	if _, body := get(t, h, OwnPath); !strings.Contains(body, "It was taken") || strings.Contains(body, "Let it go") || strings.Contains(body, "Book rest") {
		t.Error("one's own page lets too much or too little")
	}
	if code, _ := post(t, h, OwnPath+"/taken", url.Values{"booking": {"1"}, "org": {"T1"}, "person": {"P-0004"}, "kind": {"released"}, "ledger": {"L3"}}); code != http.StatusSeeOther || s.known["P-0004"].Records[1].Kind != rest.Taken {
		t.Errorf("%d %+v", code, s.known["P-0004"].Records)
	}
	for _, who := range []string{"P-0003", "P-0001"} {
		if code, _ := post(t, h, OwnPath+"/taken", url.Values{"booking": {"1"}, "org": {"T1"}, "person": {who}}); code != http.StatusForbidden {
			t.Errorf("of %s: %d", who, code)
		}
	}
	if code, _ := post(t, h, OwnPath+"/taken", url.Values{"org": {"T1"}, "person": {"P-0004"}, "ledger": {"L1"}, "kind": {"taken"}, "at": {"2024-01-09"}, "at-clock": {"08:00"}, "until": {"2024-01-09"}, "until-clock": {"12:00"}}); code != http.StatusForbidden {
		t.Errorf("rest that nobody booked: %d", code)
	}
}

// upload sends a file, with ticks: names of boxes that are ticked for these bytes.
func upload(t *testing.T, h http.Handler, kind, name, text string, ticks ...string) (int, string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("kind", kind)
	for _, tick := range ticks {
		_ = w.WriteField(tick, fmt.Sprintf("%x", sha256.Sum256([]byte(text))))
	}
	f, err := w.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(f, text)
	_ = w.Close()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, Path("T1")+"/file", &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	return rec.Code, rec.Body.String() + rec.Header().Get("Location")
}

// TestBringIn: files and single duties are kept or refused with the place, by the co-ordinator alone.
func TestBringIn(t *testing.T) {
	s, h := visit(t, access.RotaCoordinator, "T1")
	if code, body := upload(t, h, "duties", "rota.csv", "person,start,end\nP-9,2024-01-12 08:00,2024-01-12 18:00\n", rest.NewPeople); code != http.StatusSeeOther || len(s.known["P-9"].Duties) != 1 {
		t.Errorf("%d %s", code, body)
	}
	if code, _ := get(t, h, PersonPath("T1", "P-9")); code != http.StatusOK {
		t.Errorf("with duties and no contract: %d", code)
	}
	if code, body := upload(t, h, "duties", "rota.csv", "person,start,end\nP-9,2023-10-29 01:30,2024-01-12 18:00\n"); code != http.StatusUnprocessableEntity || !strings.Contains(body, "rota.csv, B2") || !strings.Contains(body, "01:30 GMT") {
		t.Errorf("%d", code)
	}
	if code, body := upload(t, h, "", "rota.csv", "person,start,end\n"); code != http.StatusUnprocessableEntity || !strings.Contains(body, "Choose what the file holds") {
		t.Errorf("%d", code)
	}
	if code, _ := upload(t, h, "contracts", "c.csv", "person,terms,from,name,team,account\nP-9,consultant,2020-01-01,Somebody (synthetic),Ward 8,manager@example.org\n"); code != http.StatusSeeOther || s.members[4].Account != 3 {
		t.Errorf("%d %+v", code, s.members)
	}
	duty := url.Values{"person": {"P-9"}, "start": {"2024-01-13"}, "start-clock": {"20:30"}, "end": {"2024-01-14"}, "end-clock": {"09:00"}, "state": {"planned"}, "kind": {"shift"}}
	if code, body := post(t, h, Path("T1")+"/duty", duty); code != http.StatusSeeOther || len(s.known["P-9"].Duties) != 2 {
		t.Errorf("%d %s", code, body)
	}
	if code, body := get(t, h, PersonPath("T1", "P-NONE")); code != http.StatusNotFound {
		t.Errorf("of nobody: %d %s", code, body)
	}
	early := url.Values{"person": {"P-9"}, "start": {"2024-01-14"}, "start-clock": {"12:00"}, "end": {"2024-01-14"}, "end-clock": {"16:00"}, "state": {"planned"}, "kind": {"shift"}}
	if code, body := post(t, h, Path("T1")+"/duty", early); code != http.StatusUnprocessableEntity || !strings.Contains(body, "WTR-10@1998") || !strings.Contains(body, `name="anyway"`) {
		t.Errorf("planned in the daily rest: %d", code)
	}
	early.Set("anyway", "yes")
	if code, _ := post(t, h, Path("T1")+"/duty", early); code != http.StatusSeeOther {
		t.Errorf("planned in the daily rest, and said so: %d", code)
	}
	for name, bad := range map[string]string{"person": "Ann Example", "start-clock": "late", "kind": "strike", "state": "", "breaks": "-1"} {
		wrong := url.Values{}
		for k, v := range duty {
			wrong[k] = v
		}
		wrong.Set(name, bad)
		if code, _ := post(t, h, Path("T1")+"/duty", wrong); code != http.StatusUnprocessableEntity {
			t.Errorf("%s %q: %d", name, bad, code)
		}
	}
	if code, _ := post(t, h, Path("T1")+"/teams", url.Values{"team": {"Medicine"}, "account": {"Manager@example.org"}}); code != http.StatusSeeOther || !slices.Contains(s.managed["Medicine"], 3) {
		t.Errorf("%d %v", code, s.managed)
	}
	if code, body := post(t, h, Path("T1")+"/teams", url.Values{"team": {"None"}, "account": {"who@example.org"}}); code != http.StatusUnprocessableEntity || !strings.Contains(body, "no account") {
		t.Errorf("%d", code)
	}
	for _, name := range []string{"duties", "contracts"} {
		if code, body := get(t, h, Path("T1")+"/template/"+name); code != 200 || !strings.HasPrefix(body, "person,") {
			t.Errorf("%s: %d", name, code)
		}
	}
	for _, role := range []access.Role{access.TeamManager, access.Guardian, access.TrustDirector} {
		_, h := visit(t, role, "T1")
		if code, _ := upload(t, h, "duties", "rota.csv", "person,start,end\n"); code != http.StatusForbidden {
			t.Errorf("%s brought a file in: %d", role, code)
		}
	}
}

// TestPolicy is set by the director alone.
func TestPolicy(t *testing.T) {
	form := url.Values{"day": {"1"}, "evening": {"1.25"}, "night": {"2"}, "factor": {"1"}, "look": {"28"}, "due": {"42"}, "view": {"contract-2003"}, "from": {"2024-01-09"}, "words": {"agreed with staff side"}}
	s, h := visit(t, access.TrustDirector, "T1")
	if code, body := post(t, h, Path("T1")+"/policy", form); code != http.StatusSeeOther || s.policy_.Night != 2 || s.policy_.Due != 42 {
		t.Errorf("%d %s", code, body)
	}
	form.Set("night", "9")
	form.Set("words", "")
	if code, body := post(t, h, Path("T1")+"/policy", form); code != http.StatusUnprocessableEntity || !strings.Contains(body, "from 0 to 5") || !strings.Contains(body, "Say in a sentence why") {
		t.Errorf("%d", code)
	}
	_, h = visit(t, access.RotaCoordinator, "T1")
	if code, _ := post(t, h, Path("T1")+"/policy", form); code != http.StatusForbidden {
		t.Errorf("%d", code)
	}
	if code, body := get(t, h, Path("T1")+"/policy"); code != 200 || strings.Contains(body, "Keep this policy") {
		t.Errorf("%d", code)
	}
}

// TestNoFieldForUnionOrAction looks through every form and column of the room.
func TestNoFieldForUnionOrAction(t *testing.T) {
	for _, sp := range Gallery() {
		var b bytes.Buffer
		if err := sp.Body.Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split(b.String(), "<")[1:] {
			tag, _, _ := strings.Cut(part, ">")
			low := strings.ToLower(tag)
			if (strings.HasPrefix(low, "input") || strings.HasPrefix(low, "option") || strings.HasPrefix(low, "select") || strings.HasPrefix(low, "textarea")) && (strings.Contains(low, "union") || strings.Contains(low, "strik") || strings.Contains(low, "action taken")) {
				t.Errorf("%s: <%s>", sp.Name, tag)
			}
		}
	}
}

// TestAccessible opens every specimen in a browser at both widths.
func TestAccessible(t *testing.T) {
	_, h := visit(t, access.NationalLead, org.England)
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	var pages []browser.Page
	for _, sp := range Gallery() {
		pages = append(pages, browser.Page{Name: sp.Name, URL: s.URL + web.SpecimenPath(sp.Name)})
	}
	browser.Accessible(t, pages)
}
