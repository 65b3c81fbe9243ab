package orgweb

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
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
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/browser"
	"headroom/internal/web/ui"
)

// memory keeps organisations in a slice, with the store's contract.
type memory struct {
	facts   []org.Fact
	sets    []org.ChangeSet
	holders []org.Holder
	decided []int
}

func (m *memory) Picture(_ context.Context, at civil.Date, _ time.Time) (*org.Picture, error) {
	return org.NewBook(m.facts).At(at), nil
}

func (m *memory) History(_ context.Context, c org.Code, _ time.Time) ([]org.Fact, error) {
	return org.NewBook(m.facts).Facts(c), nil
}

func (m *memory) Roles(context.Context) (*org.Dictionary, error) {
	return org.NewDictionary(org.BuiltinRoles()), nil
}

func (m *memory) Roster(context.Context, time.Time) (*org.Roster, error) {
	return org.NewRoster(m.holders), nil
}

func (m *memory) SetHolder(ctx context.Context, _, _ string, h org.Holder) (int64, error) {
	d, _ := m.Roles(ctx)
	p, _ := m.Picture(ctx, today, now())
	u, _ := p.Unit(h.Org)
	h, err := org.CheckHolder(h, d, u)
	if err != nil {
		return 0, err
	}
	m.holders = slices.DeleteFunc(m.holders, func(x org.Holder) bool { return x.ID == h.ID })
	if h.ID == 0 {
		h.ID = int64(len(m.holders) + 100)
	}
	m.holders = append(m.holders, h)
	return h.ID, nil
}

func (m *memory) ChangeSets(context.Context, int) ([]org.ChangeSet, error) { return m.sets, nil }

func (m *memory) ChangeSet(_ context.Context, id int64) (org.ChangeSet, error) {
	for _, s := range m.sets {
		if s.ID == id {
			return s, nil
		}
	}
	return org.ChangeSet{}, fault.New(fault.NotFound, "there is no change set %d", id)
}

func (m *memory) Import(_ context.Context, who, file string, data []byte, asAt civil.Date) (int64, error) {
	set, err := org.NewBook(m.facts).Import(file, data, asAt)
	if err != nil {
		return 0, err
	}
	if len(set.Lines) == 0 {
		return 0, fault.New(fault.Invalid, "%s says nothing that is not held already", file)
	}
	set.ID, set.ProposedBy = int64(len(m.sets)+20), who
	m.sets = append(m.sets, set)
	return set.ID, nil
}

func (m *memory) ProposeByHand(_ context.Context, who string, p org.Proposal) (int64, error) {
	set, err := org.NewBook(m.facts).Propose(p, today)
	if err != nil {
		return 0, err
	}
	for _, s := range m.sets {
		if s.Title == set.Title {
			return 0, fault.New(fault.Conflict, "change set %d proposes the same and waits to be decided", s.ID)
		}
	}
	set.ID, set.ProposedBy = int64(len(m.sets)+20), who
	m.sets = append(m.sets, set)
	return set.ID, nil
}

func (m *memory) decide(id int64, reason string, d org.Decision, lines []int) error {
	set, err := m.ChangeSet(context.Background(), id)
	if err != nil {
		return err
	}
	if reason == "" {
		var l fault.List
		l.Add("reason", "", "Enter the reason for the decision")
		return l.Err("not saved")
	}
	for _, n := range lines {
		if d == org.Accepted && set.Lines[n-1].Conflict != "" {
			return &fault.Error{Kind: fault.Conflict, Message: "moved", Fields: []fault.Field{{Name: tickName(n), Message: "the world has moved"}}}
		}
	}
	for _, n := range lines {
		set.Lines[n-1].Decision, set.Lines[n-1].Reason = d, reason
	}
	m.decided = append(m.decided, lines...)
	return nil
}

func (m *memory) Accept(_ context.Context, id int64, _, reason string, lines ...int) error {
	return m.decide(id, reason, org.Accepted, lines)
}

func (m *memory) Reject(_ context.Context, id int64, _, reason string, lines ...int) error {
	return m.decide(id, reason, org.Rejected, lines)
}

func (m *memory) LookAgain(_ context.Context, id int64, _ string, lines ...int) error {
	set, err := m.ChangeSet(context.Background(), id)
	for _, n := range lines {
		set.Lines[n-1].Conflict = ""
	}
	return err
}

var today = civil.MustDate("2024-01-02")

func now() time.Time { return today.At(9 * 60) }

// someone is signed in with one grant.
type someone access.Grant

func (s someone) Principal(*http.Request) (access.Principal, error) {
	g := access.Grant(s)
	g.From = civil.MustDate("2020-01-01")
	return access.Principal{ID: 7, Name: "Ada Lead", Grants: []access.Grant{g}}, nil
}

func visit(t *testing.T, who access.Grant) (*httptest.Server, *memory) {
	t.Helper()
	m := &memory{facts: sampleFacts(), sets: []org.ChangeSet{sampleSet(now())}, holders: sampleHolders()}
	shell := web.New(web.Config{Test: true, Clock: now, Sessions: someone(who), Policy: web.GrantsPolicy{}, Pictures: m, Gallery: Gallery()})
	links := func(c org.Code, _ org.Kind) []ui.Action {
		return []ui.Action{{Text: "Its returns", Href: "/returns?org=" + string(c)}}
	}
	s := httptest.NewServer(shell.Mux(Routes(m, links)))
	t.Cleanup(s.Close)
	s.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return s, m
}

var (
	national = access.Grant{Role: access.NationalLead, At: org.England}
	reader   = access.Grant{Role: access.TrustViewer, At: "Z-RIV"}
	region   = access.Grant{Role: access.RegionLead, At: "Y61"}
	other    = access.Grant{Role: access.RegionLead, At: "Y60"}
)

func answer(t *testing.T, res *http.Response, err error) (int, string) {
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

func get(t *testing.T, s *httptest.Server, path string) (int, string) {
	t.Helper()
	res, err := s.Client().Get(s.URL + path)
	return answer(t, res, err)
}

func send(t *testing.T, s *httptest.Server, path string, v url.Values) (int, string) {
	t.Helper()
	res, err := s.Client().PostForm(s.URL+path, v)
	return answer(t, res, err)
}

func TestPages(t *testing.T) {
	s, _ := visit(t, national)
	for _, c := range []struct {
		path string
		code int
		want []string
		not  []string
	}{
		{"/organisations", 200, []string{"Rivermead University NHS Foundation Trust", "Provisional", "page=2", "Read an organisation file"}, nil},
		{"/organisations?q=river", 200, []string{"1 organisation on", "Z-RIV"}, []string{"Borderland"}},
		{"/organisations?q=z99", 200, []string{"Borderland"}, nil},
		{"/organisations?kind=icb", 200, []string{"42 organisations"}, nil},
		{"/organisations?kind=icb&at=2026-05-01", 200, []string{"36 organisations", "Unconfirmed"}, nil},
		{"/organisations?tree=nhs", 200, []string{"North East and Yorkshire", "42"}, []string{"ADASS region)"}},
		{"/organisations?tree=adass", 200, []string{"South East (ADASS region)"}, nil},
		{"/organisations?at=yesterday", 422, nil, nil},
		{"/organisations/Z-RIV", 200, []string{"Rivermead University", "Old Bridge NHS Trust", "merged into this", "Its returns", "/returns?org=Z-OLD", "Propose a change", "75.0%", "Chief executive", "Role holder 001 (synthetic)", "Deputy", "Vacant", "sample register"}, nil},
		{"/organisations/Z-RIV?at=2015-01-01", 200, []string{"Rivermead NHS Foundation Trust"}, nil},
		{"/organisations/Z-OLD", 200, []string{"Not open on", "stands for Z-OLD"}, nil},
		{"/organisations/Z-COU", 200, []string{"South East", "East of England (90.0%)", "Bedfordshire, Luton and Milton Keynes Integrated Care Board (90.0%)"}, []string{"Place unconfirmed"}},
		{"/organisations/Z-COU?at=2026-05-01", 200, []string{"Place unconfirmed", "what followed is unconfirmed: QHG, QU9"}, nil},
		{"/organisations/Z-RIV?at=2026-05-01", 200, []string{"Place unconfirmed"}, nil},
		{"/organisations/S0E4D?at=2026-05-01", 200, []string{"Frimley", "came before", "Unconfirmed"}, nil},
		{"/organisations/Z-NEW", 200, []string{"Provisional", "Seen in data files"}, nil},
		{"/organisations/NONE", 404, nil, nil},
		{"/organisations/Z-RIV/post?role=COO", 200, []string{"Chief operating officer", "Role holder 002"}, nil},
		{"/organisations/Z-RIV/post?role=wizard", 404, nil, nil},
		{"/organisations/Z-RIV/propose", 200, []string{"A new name", "Which collections it owes", "A new organisation below it"}, nil},
		{"/organisations/Z-COU/propose", 200, []string{"Its shares"}, []string{"Which collections"}},
		{"/organisations/Z-RIV/propose/withdraw", 200, []string{"Named Rivermead University", "sample register"}, nil},
		{"/organisations/Z-COU/propose/mark", 404, nil, nil},
		{"/organisations/Z-RIV/propose/magic", 404, nil, nil},
		{"/organisations/NONE/propose", 404, nil, nil},
		{"/organisation-changes", 200, []string{"Changes read from etr.csv", "account:4"}, nil},
		{"/organisation-changes/7", 200, []string{"Look again", "closed before it began", "Held now", "Accept", "line 2", "Wales"}, nil},
		{"/organisation-changes/99", 404, nil, nil},
		{"/organisation-changes/file", 200, []string{"ods-etr", "as-at-day"}, nil},
	} {
		code, body := get(t, s, c.path)
		if code != c.code {
			t.Errorf("%s answered %d", c.path, code)
		}
		for _, w := range c.want {
			if !strings.Contains(body, w) {
				t.Errorf("%s does not say %q", c.path, w)
			}
		}
		for _, w := range c.not {
			if strings.Contains(body, w) {
				t.Errorf("%s says %q", c.path, w)
			}
		}
	}
}

func TestReadersMayNotDecide(t *testing.T) {
	s, m := visit(t, reader)
	if code, body := get(t, s, "/organisation-changes/7"); code != 200 || strings.Contains(body, `value="accept"`) {
		t.Errorf("%d, or a reader sees the buttons", code)
	}
	if _, body := get(t, s, "/organisations/Z-RIV"); strings.Contains(body, "Propose a change") {
		t.Error("a reader is led to the proposals")
	}
	if code, _ := send(t, s, "/organisations/Z-RIV/propose/close", url.Values{"go": {"propose"}}); code != 403 || len(m.sets) != 1 {
		t.Errorf("a reader proposes: %d", code)
	}
	for _, path := range []string{"/organisation-changes/file", "/organisations/Z-RIV/post?role=COO", "/organisations/Z-RIV/propose", "/organisations/Z-RIV/propose/name"} {
		if code, _ := get(t, s, path); code != 403 {
			t.Errorf("%s answered %d", path, code)
		}
	}
	if code, _ := send(t, s, "/organisation-changes/7", url.Values{"decision": {"accept"}, "which": {"all"}, "reason": {"x"}}); code != 403 || len(m.decided) != 0 {
		t.Errorf("deciding answered %d", code)
	}
}

func TestDecide(t *testing.T) {
	s, m := visit(t, national)
	for _, c := range []struct {
		name string
		v    url.Values
		code int
		says string
	}{
		{"nothing ticked", url.Values{"decision": {"accept"}, "which": {"ticked"}, "reason": {"x"}}, 422, "Tick the lines"},
		{"no reason", url.Values{"decision": {"accept"}, "line-2": {"yes"}}, 422, "Enter the reason"},
		{"no decision", url.Values{"line-2": {"yes"}, "reason": {"x"}}, 422, "Choose accept"},
		{"moved", url.Values{"decision": {"accept"}, "line-1": {"yes"}, "reason": {"x"}}, 409, "the world has moved"},
		{"look again", url.Values{"decision": {"look-again"}, "line-1": {"yes"}}, 303, ""},
		{"accept", url.Values{"decision": {"accept"}, "line-1": {"yes"}, "line-2": {"yes"}, "reason": {"register"}}, 303, ""},
	} {
		code, body := send(t, s, "/organisation-changes/7", c.v)
		if code != c.code || !strings.Contains(body, c.says) {
			t.Errorf("%s answered %d, or does not say %q", c.name, code, c.says)
		}
	}
	if !slices.Equal(m.decided, []int{1, 2}) {
		t.Errorf("decided %v", m.decided)
	}
}

func TestRegionsDecideOnTheirOwn(t *testing.T) {
	s, m := visit(t, other)
	if code, body := send(t, s, "/organisation-changes/7", url.Values{"decision": {"reject"}, "line-2": {"yes"}, "reason": {"x"}}); code != 422 || !strings.Contains(body, "Line 2 is decided by somebody") || len(m.decided) != 0 {
		t.Errorf("another region's line: %d", code)
	}
	s, m = visit(t, region)
	if code, _ := send(t, s, "/organisation-changes/7", url.Values{"decision": {"reject"}, "line-2": {"yes"}, "reason": {"x"}}); code != 303 || len(m.decided) != 1 {
		t.Errorf("the region's own line: %d", code)
	}
}

func upload(t *testing.T, s *httptest.Server, name, data string, more url.Values) (int, string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	f, err := w.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = f.Write([]byte(data))
	for k := range more {
		_ = w.WriteField(k, more.Get(k))
	}
	_ = w.Close()
	res, err := s.Client().Post(s.URL+"/organisation-changes/file", w.FormDataContentType(), &b)
	return answer(t, res, err)
}

func TestUpload(t *testing.T) {
	s, m := visit(t, national)
	good := `"Z-FOU","FOURTH NHS TRUST","Y61","QHG","","","","","","","20230401",""` + "\n"
	if code, _ := upload(t, s, "etr.csv", good, url.Values{"as-at-day": {"1"}, "as-at-month": {"1"}, "as-at-year": {"2024"}}); code != 303 || len(m.sets) != 2 || m.sets[1].AsAt != civil.MustDate("2024-01-01") {
		t.Errorf("a good file answered %d", code)
	}
	for name, c := range map[string]struct {
		data string
		more url.Values
		says string
	}{
		"bad dates":    {strings.Replace(good, `"20230401",""`, `"20230401","20220101"`, 1), nil, "line 1, column close date"},
		"unknown file": {"a,b\n1,2\n", nil, "Not an organisation file"},
		"bad day":      {good, url.Values{"as-at-day": {"31"}, "as-at-month": {"2"}, "as-at-year": {"2024"}}, "There is no such date"},
	} {
		code, body := upload(t, s, "x.csv", c.data, c.more)
		if code != 422 || !strings.Contains(strings.ToLower(body), strings.ToLower(c.says)) {
			t.Errorf("%s answered %d, or does not say %q", name, code, c.says)
		}
	}
}

func TestPost(t *testing.T) {
	s, m := visit(t, national)
	v := url.Values{"role": {"dass"}, "name": {org.SyntheticHolder(9)}, "capacity": {"holder"}, "email": {"nine@example.invalid"},
		"from-day": {"1"}, "from-month": {"9"}, "from-year": {"2023"}, "reason": {"appointed"}}
	if code, _ := send(t, s, "/organisations/Z-COU/post", v); code != 303 || len(m.holders) != 3 {
		t.Fatalf("a good form answered %d", code)
	}
	if h := m.holders[2]; h.Org != "Z-COU" || h.Role != "dass" || !h.Synthetic || h.Valid.From != civil.MustDate("2023-09-01") {
		t.Errorf("recorded %+v", h)
	}
	v.Set("email", "nobody")
	v.Set("reason", "")
	if code, body := send(t, s, "/organisations/Z-COU/post", v); code != 422 || !strings.Contains(body, "Say in a sentence") {
		t.Errorf("no reason answered %d", code)
	}
	v.Set("reason", "x")
	if code, body := send(t, s, "/organisations/Z-COU/post", v); code != 422 || !strings.Contains(body, "name@example.nhs.uk") {
		t.Errorf("a bad address answered %d", code)
	}
}

func TestAPI(t *testing.T) {
	s, _ := visit(t, reader)
	var list struct {
		At            string
		Organisations []map[string]any
	}
	_, body := get(t, s, "/api/organisations?kind=icb&at=2023-12-20")
	if err := json.Unmarshal([]byte(body), &list); err != nil || len(list.Organisations) != 42 || list.At != "2023-12-20" {
		t.Errorf("%v, %d organisations", err, len(list.Organisations))
	}
	_, body = get(t, s, "/api/organisations/Z-RIV")
	if !strings.Contains(body, `"parent":"QHG"`) || strings.Contains(body, "example.invalid") {
		t.Errorf("the answer is %s", body)
	}
	if code, _ := get(t, s, "/api/organisations/Z-OLD"); code != 404 {
		t.Errorf("a closed organisation answered %d", code)
	}
}

func TestGallery(t *testing.T) {
	s, _ := visit(t, national)
	for _, sp := range Gallery() {
		code, body := get(t, s, web.SpecimenPath(sp.Name))
		if code != 200 {
			t.Errorf("%s answered %d", sp.Name, code)
		}
		for _, p := range browser.Sound(body) {
			t.Errorf("%s: %s", sp.Name, p)
		}
	}
}
