package actionweb

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/action"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/web"
)

// now is the day before the action of January 2024.
func now() time.Time { return civil.MustDate("2024-01-02").At(9 * 60) }

// memory is the built-in history in memory, with the store's contract.
type memory struct {
	revisions map[action.Code][]action.Period
}

func newMemory() *memory {
	_, r := sampleHistory(civil.MustDate("2026-11-01").At(0))
	return &memory{revisions: r}
}

func (m *memory) List(ctx context.Context, asOf time.Time) ([]action.Period, error) {
	var out []action.Period
	for c := range m.revisions {
		if h, err := m.History(ctx, c, asOf); err == nil {
			out = append(out, h[len(h)-1].AsOf(asOf))
		}
	}
	action.Sort(out)
	return out, nil
}

func (m *memory) History(_ context.Context, c action.Code, asOf time.Time) ([]action.Period, error) {
	var out []action.Period
	for _, p := range m.revisions[c] {
		if !p.KnownAt.After(asOf) {
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		return nil, fault.New(fault.NotFound, "No period of action has the code %s", c)
	}
	return out, nil
}

func (m *memory) Save(_ context.Context, who string, p action.Period) (action.Period, error) {
	p, err := action.Check(p)
	if err != nil {
		return p, err
	}
	if len(m.revisions[p.Code]) != p.Revision {
		return p, fault.New(fault.Conflict, "Somebody changed %s since you opened it", p.Code)
	}
	p.Revision, p.RecordedBy, p.KnownAt, p.RecordedAt = p.Revision+1, who, now(), now()
	m.revisions[p.Code] = append(m.revisions[p.Code], p)
	return p, nil
}

type someone struct{}

func (someone) Principal(*http.Request) (access.Principal, error) {
	return access.Principal{ID: 7, Name: "Ada Lead"}, nil
}

// may lets everything be read, and changed when it is true.
type may bool

func (m may) May(_ access.Principal, v access.Verb, _ org.Code, _ *org.Picture, _ civil.Date) bool {
	return bool(m) || v == access.PeriodRead
}
func (m may) MayAnywhere(_ access.Principal, v access.Verb, _ *org.Picture, _ civil.Date) bool {
	return bool(m) || v == access.PeriodRead
}

type noPicture struct{}

func (noPicture) Picture(context.Context, civil.Date, time.Time) (*org.Picture, error) {
	return org.NewBook(nil).At(civil.MustDate("2024-01-02")), nil
}

func server(t *testing.T, edit bool) (*httptest.Server, *memory) { return serverAt(t, edit, now) }

func serverAt(t *testing.T, edit bool, clock func() time.Time) (*httptest.Server, *memory) {
	t.Helper()
	m := newMemory()
	shell := web.New(web.Config{Test: true, Clock: clock, Sessions: someone{}, Policy: may(edit), Pictures: noPicture{}, Gallery: Gallery()})
	s := httptest.NewServer(shell.Mux(Routes(m, DefaultRules())))
	t.Cleanup(s.Close)
	s.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return s, m
}

func read(t *testing.T, res *http.Response, err error) (int, string) {
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
	return read(t, res, err)
}

func TestPages(t *testing.T) {
	early, _ := server(t, true)
	later, _ := serverAt(t, true, func() time.Time { return civil.MustDate("2026-11-01").At(0) })
	for _, c := range []struct {
		path string
		code int
		want []string
		not  []string
	}{
		{"/periods", 200, []string{"Junior doctors, round 9", "/periods/JD-09", "483,085", "Enter a period", "<svg"}, []string{"113,779", "round 10"}},
		{"/periods?as-of=2024-02-20T09:00", 200, []string{"113,779", "1,333,221", "+20"}, []string{"Enter a period"}},
		{"/periods?as-of=2022-01-01T09:00", 200, []string{"No period was known then"}, []string{"<svg"}},
		{"/periods/JD-09", 200, []string{"Starts in 22 hours", "Prepare", "Winter calendar", "17", "Bank holiday: New Year", "Change this period", "re-ballot"}[:6], []string{"113,779"}},
		{"/periods/JD-11?as-of=2024-07-04T23:00", 200, []string{"61,989", "1,486,258"}, []string{"67,034"}},
		{"/periods/JD-11?as-of=2024-07-06T12:00", 200, []string{"61,989", "67,034", "1,491,303"}, nil},
		{"/periods/JD-11", 404, nil, nil},
		{"/periods/RCN-2023-05", 200, []string{"announced: Sun 30 Apr 2023, 20:00", "A court ruled", "by subtraction", "rounded headline"}, nil},
		{"/periods/RCN-2023-03", 200, []string{"Called off", "Paused for talks"}, nil},
		{"/periods/AMB-2023-01-11", 200, []string{"Placeholder hours", "1,066"}, nil},
		{"/periods/new", 200, []string{"windows.1.planned_from", "figures.2.n"}, nil},
		{"/periods/JD-09/change", 200, []string{"2024-01-03T07:00", "Leave this window out"}, nil},
		{"/periods/NOPE", 404, nil, nil},
	} {
		s := early
		if strings.Contains(c.path, "as-of=2024") {
			s = later
		}
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
		if strings.Contains(body, " style=") || strings.Contains(body, "onclick") || len(body) > 300<<10 {
			t.Errorf("%s has inline style or script, or is over 300 KB (%d)", c.path, len(body))
		}
	}
}

func TestReadersMayNotChange(t *testing.T) {
	s, m := server(t, false)
	if code, body := get(t, s, "/periods/JD-09"); code != 200 || strings.Contains(body, "Change this period") {
		t.Errorf("%d, or the button is shown", code)
	}
	for _, path := range []string{"/periods/new", "/periods/JD-09/change"} {
		if code, _ := get(t, s, path); code != 403 {
			t.Errorf("%s answered %d", path, code)
		}
	}
	res, err := s.Client().PostForm(s.URL+"/periods", sent())
	if code, _ := read(t, res, err); code != 403 || len(m.revisions["RD-99"]) != 0 {
		t.Errorf("posting answered %d", code)
	}
}

// sent is a filled-in form.
func sent() url.Values {
	return url.Values{"code": {"rd-99"}, "name": {"Round 99"}, "standing": {"announced"}, "source": {"a notice"}, "reason": {"Notice received"}, "revision": {"0"}, "caveats": {"one\r\ntwo\r\n"},
		"windows.2.union": {"BMA"}, "windows.2.staff": {"resident-doctors"}, "windows.2.form": {"full-walkout"}, "windows.2.planned_from": {"2024-02-01T07:00"}, "windows.2.planned_to": {"2024-02-03T07:00"},
		"windows.2.organisations": {"ra4, RA7"},
		"figures.1.kind":          {"activity-maintained"}, "figures.1.n": {"93%"}, "figures.1.exactness": {"rounded"}, "figures.1.as_at": {"2024-02-10"}, "figures.1.by": {"NHS England"}, "figures.1.source": {"release"}}
}

func TestEnterAndChange(t *testing.T) {
	s, m := server(t, true)
	res, err := s.Client().PostForm(s.URL+"/periods", sent())
	if code, body := read(t, res, err); code != 303 || res.Header.Get("Location") == "" {
		t.Fatalf("%d %s", code, body)
	}
	p := m.revisions["RD-99"][0]
	if p.RecordedBy != "account:7" || len(p.Windows) != 1 || len(p.Caveats) != 2 || p.Figures[0].N != 0.93 || len(p.Windows[0].Organisations) != 2 || p.Windows[0].Organisations[0] != "RA4" {
		t.Errorf("%+v", p)
	}
	f := sent()
	f.Set("revision", "1")
	f.Set("standing", "called-off")
	f.Set("windows.2.drop", "yes")
	f.Set("figures.1.drop", "yes")
	res, err = s.Client().PostForm(s.URL+"/periods/RD-99", f)
	if code, body := read(t, res, err); code != 422 || !strings.Contains(body, "Give from 1 to") {
		t.Errorf("dropping the only window: %d", code)
	}
	f.Del("windows.2.drop")
	res, err = s.Client().PostForm(s.URL+"/periods/RD-99", f)
	if code, _ := read(t, res, err); code != 303 || len(m.revisions["RD-99"]) != 2 || len(m.revisions["RD-99"][1].Figures) != 0 {
		t.Errorf("%d %d revisions", code, len(m.revisions["RD-99"]))
	}
	res, err = s.Client().PostForm(s.URL+"/periods/RD-99", f)
	if code, body := read(t, res, err); code != 409 || !strings.Contains(body, "Somebody changed") {
		t.Errorf("a stale form: %d", code)
	}
}

func TestTheFormAsksWhichHour(t *testing.T) {
	s, m := server(t, true)
	f := sent()
	f.Set("windows.2.planned_from", "2023-10-29T01:30")
	f.Set("windows.2.planned_to", "2023-10-30T07:00")
	f.Set("figures.1.n", "many")
	res, err := s.Client().PostForm(s.URL+"/periods", f)
	code, body := read(t, res, err)
	if code != 422 || !strings.Contains(body, "comes twice") || !strings.Contains(body, "windows.1.planned_from-which") || !strings.Contains(body, `value="many"`) || !strings.Contains(body, "Enter a number") {
		t.Errorf("%d: the form must ask which 01:30 is meant and show again what was typed", code)
	}
	f.Set("windows.2.planned_from-which", "second")
	f.Set("figures.1.n", "93%")
	res, err = s.Client().PostForm(s.URL+"/periods", f)
	if code, _ := read(t, res, err); code != 303 || !m.revisions["RD-99"][0].Windows[0].PlannedFrom.Second {
		t.Errorf("%d", code)
	}
	f.Set("code", "RD-98")
	f.Set("windows.2.planned_from", "2024-03-31T01:30")
	res, err = s.Client().PostForm(s.URL+"/periods", f)
	if code, body := read(t, res, err); code != 422 || !strings.Contains(body, "skipped") {
		t.Errorf("%d: a skipped minute must be refused", code)
	}
}

func TestAPIAndCSV(t *testing.T) {
	s, _ := server(t, true)
	var one struct {
		Code, Status, Phase string
		StrikeDays          []string `json:"strike_days"`
		Windows             []map[string]any
	}
	_, body := get(t, s, "/api/periods/JD-09")
	if err := json.Unmarshal([]byte(body), &one); err != nil || one.Status != "confirmed" || one.Phase != "prepare" || len(one.StrikeDays) != 6 || len(one.Windows) != 3 {
		t.Errorf("%v %+v", err, one)
	}
	var all struct{ Periods []map[string]any }
	_, body = get(t, s, "/api/periods")
	if err := json.Unmarshal([]byte(body), &all); err != nil || len(all.Periods) < 25 {
		t.Errorf("%v %d", err, len(all.Periods))
	}
	if code, body := get(t, s, "/periods/JD-09/calendar.csv"); code != 200 || !strings.Contains(body, "2023-12-25,Monday,Christmas Day,no,no,0") {
		t.Errorf("%d %s", code, body)
	}
	if code, body := get(t, s, "/periods.csv"); code != 200 || !strings.Contains(body, "JD-02,") || !strings.Contains(body, "483085") {
		t.Errorf("%d", code)
	}
}

func TestGalleryRenders(t *testing.T) {
	s, _ := server(t, true)
	for _, sp := range Gallery() {
		if code, body := get(t, s, web.SpecimenPath(sp.Name)); code != 200 || !strings.Contains(body, "</html>") {
			t.Errorf("%s: %d", sp.Name, code)
		}
	}
}
