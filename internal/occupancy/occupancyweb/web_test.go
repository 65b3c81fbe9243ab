package occupancyweb

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
	"headroom/internal/civil"
	"headroom/internal/occupancy"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// may lets everything be read, and changed when it is true.
type may bool

func (m may) May(_ access.Principal, v access.Verb, _ org.Code, _ *org.Picture, _ civil.Date) bool {
	return bool(m) || v == access.ForecastRead
}
func (m may) MayAnywhere(_ access.Principal, v access.Verb, _ *org.Picture, _ civil.Date) bool {
	return bool(m) || v == access.ForecastRead
}

type onePicture struct{}

func (onePicture) Picture(context.Context, civil.Date, time.Time) (*org.Picture, error) {
	return samplePicture(), nil
}

// national is a signed-in national lead, whose scope is everything.
type national struct{}

func (national) Principal(*http.Request) (access.Principal, error) {
	return access.Principal{ID: 7, Name: "Ada Lead", Grants: []access.Grant{{Role: access.NationalLead, At: org.England, From: civil.MustDate("2020-01-01")}}}, nil
}

func server(t *testing.T, s *sample, change bool) *httptest.Server {
	t.Helper()
	shell := web.New(web.Config{Test: true, Clock: sampleNow, Sessions: national{}, Policy: may(change), Pictures: onePicture{}, Gallery: Gallery()})
	srv := httptest.NewServer(shell.Mux(Routes(s.deps())))
	t.Cleanup(srv.Close)
	srv.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return srv
}

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

func post(t *testing.T, s *httptest.Server, path string, v url.Values) (int, string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, s.URL+path, strings.NewReader(v.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := s.Client().Do(req)
	return answer(t, res, err)
}

func TestPages(t *testing.T) {
	s := server(t, newSample(), true)
	for _, c := range []struct {
		path string
		code int
		want []string
		not  []string
	}{
		{"/forecast", 200, []string{"Northvale Hospitals NHS Trust", "Chance over 92%", "Make forecasts now"}, []string{"being made"}},
		{"/forecast?org=wendle", 303, nil, nil},
		{"/forecast?org=valley+of+nowhere", 200, []string{"No organisation in your roles fits"}, nil},
		{"/forecast/Z-NOR", 200, []string{"On Wed 24 Dec 2025, 4 days ahead", "Chance of more than 92%", "Headroom to 92%", "Beds to free to be safe", "Review of Winter 2016-17", "Resident doctors", "Christmas Day",
			"Score of the last 28 days", "Eight mornings in ten", "Thu 15 Jan", "2 of the last 50 mornings"}, []string{"Fri 16 Jan"}},
		{"/forecast/Z-NOR?target=85&confidence=95&date=2025-12-27&until=2025-12-30", 200, []string{"On Sat 27 Dec 2025", "Chance of more than 85%", "95 of 100 cases", "royal colleges"}, []string{"Wed 31 Dec"}},
		{"/forecast/Z-NOR?other=88.5", 200, []string{"Chance of more than 88.5%", "a local target"}, nil},
		{"/forecast/Z-NOR?other=lots&date=2025-12-27&until=Christmas&confidence=99&origin=then", 422, []string{"There is a problem", "between 50 and 120", `value="lots"`, `value="2025-12-27"`, `value="Christmas"`, "Enter a date as 2023-12-24",
			"is not in it", `href="#other"`, `id="other-error"`, "Looking ahead from 08:00 on"}, []string{"<svg xmlns", "Chance of more than"}},
		{"/forecast/Z-NOR?target=20", 422, []string{`value="20"`, "between 50 and 120"}, []string{"Chance of more than"}},
		{"/forecast/Z-NOR?date=2026-06-01", 422, []string{"reaches from 2025-12-21 to 2026-01-31", `value="2026-06-01"`, `id="date-error"`}, []string{"Chance of more than"}},
		{"/forecast/Z-NOR?origin=2025-11-01&other=lots", 422, []string{`value="lots"`, "between 50 and 120"}, []string{"<svg xmlns"}},
		{"/forecast/Z-NOR/export.csv?other=lots", 422, []string{"between 50 and 120"}, nil},
		{"/forecast/Z-NOR/export.csv?until=2026-06-01", 422, []string{"reaches from"}, nil},
		{"/forecast/Z-NOR/what-if?date=2026-06-01", 422, []string{"reaches from"}, nil},
		{"/forecast/Z-NOR?origin=2025-11-01", 200, []string{"No forecast is held from 1 November 2025", "The nearest morning from which one is kept is 2", `href="/forecast/Z-NOR?origin=2025-12-`, "headroom forecast --org Z-NOR --origin 2025-11-01"}, []string{"<svg xmlns"}},
		{"/forecast/Z-NOR", 200, []string{"shows the flow model&#39;s range, which can be wider"}, nil},
		{"/forecast/Z-NOR?as-of=2025-12-01T09:00", 200, []string{"Nothing was forecast by then"}, nil},
		{"/forecast/ENG", 200, []string{"Below it on 24 December 2025", "London"}, nil},
		{"/forecast/QMJ", 200, []string{"Wendle Valley NHS Trust", "1 of 2 returns"}, nil},
		{"/forecast/Z-NONE", 404, nil, nil},
		{"/forecast?org=Z-EAS", 303, nil, nil},
		{"/forecast/Z-EAS", 200, []string{"This organisation merged into", `href="/forecast/Z-NOR"`, "on 1 April 2024", "Its beds are forecast with those of Northvale Hospitals NHS Trust"}, []string{"There is no forecast here"}},
		{"/forecast/Z-NOR", 200, []string{`href="/forecast/Z-EAS"`, "Eastmere Hospitals NHS Trust (Z-EAS)", "merged into this organisation on 1 April 2024"}, nil},
		{"/forecast/Z-WEN", 200, nil, []string{"merged"}},
		{"/forecast/Z-NOR/what-if", 200, []string{"What is to be assumed", "Cold-weather alert", "Unconfirmed"}, []string{"As it stands"}},
		{"/forecast/Z-NOR/what-if?flu=early&wind=20&wind-from=2025-12-22&wind-to=2025-12-28", 200, []string{"early wave of flu", "20 beds fewer occupied", "As it stands", "Save the scenario"}, nil},
		{"/forecast/Z-NOR/what-if?noro=3&noro-from=2025-12-22&noro-to=2025-12-20", 422, []string{"is before the first"}, nil},
		{"/forecast/Z-NOR/what-if?saved=None", 404, nil, nil},
		{"/forecast/Z-NOR/effects", 200, []string{"England default", "25 December", "Own mornings alone", "Set an effect by hand"}, nil},
		{"/forecast/ENG/effects", 200, []string{"Effects are set by hand for one trust"}, []string{"Set an effect by hand"}},
		{"/forecast/Z-NOR/scores", 200, []string{"Weighted interval score", "By how far ahead", "Against simpler and other models", "one trust in 4", "christmas"}, nil},
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
		if strings.Contains(body, " style=") || strings.Contains(body, "onclick") || len(body) > 300<<10 {
			t.Errorf("%s has inline style or script, or is over 300 KB (%d)", c.path, len(body))
		}
	}
}

func TestWhileTheFirstIsMade(t *testing.T) {
	x := newSample()
	x.none, x.making = true, &Making{Job: 3, Running: true, Done: 1, Total: 4, Words: "looks ahead"}
	s := server(t, x, true)
	code, body := get(t, s, "/forecast/Z-NOR")
	if code != 200 || !strings.Contains(body, "The first forecast is being made") || !strings.Contains(body, `http-equiv="refresh"`) {
		t.Errorf("%d %s", code, body)
	}
	if _, body = get(t, s, "/forecast"); !strings.Contains(body, "is being made") {
		t.Error("the choice says nothing of it")
	}
	if code, _ := get(t, s, "/api/forecast/Z-NOR"); code != 404 {
		t.Errorf("the API answered %d", code)
	}
}

func TestExports(t *testing.T) {
	s := server(t, newSample(), false)
	code, body := get(t, s, "/forecast/Z-NOR/export.csv?target=85")
	lines := strings.Split(strings.TrimSpace(body), "\n")
	if code != 200 || len(lines) != 43 || !strings.Contains(lines[0], "occupied_q025") || !strings.HasPrefix(lines[1], "2025-12-21,1,Z-NOR,") || !strings.Contains(lines[1], ",0.85,0.9,") {
		t.Errorf("%d, %d lines, %s", code, len(lines), lines[1])
	}
	_, body = get(t, s, "/forecast/Z-NOR/export.xlsx")
	book, err := sheet.Open(t.Context(), "x.xlsx", strings.NewReader(body), int64(len(body)), sheet.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	_ = book
	_, body = get(t, s, "/api/forecast/Z-NOR")
	var got struct {
		Org  string
		Days []struct {
			Date     string
			Occupied map[string]float64
			Over92   *float64 `json:"p_over_92"`
		}
		Score map[string]any `json:"score_28d"`
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil || got.Org != "Z-NOR" || len(got.Days) != 42 || got.Days[0].Over92 == nil || got.Score["cover90"] == nil {
		t.Fatalf("%v %s", err, body[:300])
	}
	for _, k := range []string{"q01", "q025", "q05", "q10", "q50", "q95", "q975", "mean"} {
		if got.Days[0].Occupied[k] == 0 {
			t.Errorf("no %s in %v", k, got.Days[0].Occupied)
		}
	}
	code, body = get(t, s, "/forecast/Z-NOR/scores.csv")
	if code != 200 || strings.Count(body, "\n") != 1+28*4 {
		t.Errorf("%d, %d lines", code, strings.Count(body, "\n"))
	}
}

func TestWhatPeopleSet(t *testing.T) {
	x := newSample()
	s := server(t, x, true)
	form := url.Values{"what": {"set"}, "code": {"strike"}, "of": {"occupied"}, "value": {"-2,5"}, "reason": {"x"}}
	if code, body := post(t, s, "/forecast/Z-NOR/effects", form); code != 422 || !strings.Contains(body, "as -2.5") {
		t.Errorf("a comma: %d", code)
	}
	form.Set("value", "-2.5")
	form.Set("reason", "")
	if code, body := post(t, s, "/forecast/Z-NOR/effects", form); code != 422 || !strings.Contains(body, "Say why") {
		t.Errorf("no reason: %d", code)
	}
	form.Set("reason", "Wound down further than before")
	if code, _ := post(t, s, "/forecast/ENG/effects", form); code != 422 {
		t.Errorf("for England: %d", code)
	}
	if code, _ := post(t, s, "/forecast/Z-NOR/effects", form); code != 303 || len(x.overrides) != 1 || x.overrides[0].Org != "Z-NOR" || x.overrides[0].Value > -.02 {
		t.Errorf("%d %+v", code, x.overrides)
	}
	if _, body := get(t, s, "/forecast/Z-NOR/effects"); !strings.Contains(body, "Wound down further than before") || !strings.Contains(body, "Counts") {
		t.Error("what was set is not shown")
	}
	form.Set("what", "give-up")
	if code, _ := post(t, s, "/forecast/Z-NOR/effects", form); code != 303 || !x.overrides[1].Gone || x.overrides[1].N != 2 {
		t.Errorf("%d %+v", code, x.overrides)
	}
	save := url.Values{"name": {"Early"}, "body": {`{"name":"what-if","flu":{"shape":"early"}}`}}
	if code, _ := post(t, s, "/forecast/Z-NOR/what-if", save); code != 303 || len(x.saved) != 1 {
		t.Errorf("%d %+v", code, x.saved)
	}
	if _, body := get(t, s, "/forecast/Z-NOR/what-if?saved=Early"); !strings.Contains(body, "early wave of flu") || !strings.Contains(body, "Take away Early") {
		t.Error("the saved scenario does not open")
	}
	save.Set("body", `{"name":"x","flu":{"shape":"square"}}`)
	if code, _ := post(t, s, "/forecast/Z-NOR/what-if", save); code != 422 {
		t.Errorf("a scenario that cannot be: %d", code)
	}
	if code, _ := post(t, s, "/forecast/Z-NOR/what-if", url.Values{"name": {"Early"}, "gone": {"yes"}}); code != 303 || !x.saved[1].Gone {
		t.Errorf("%d %+v", code, x.saved)
	}
	if code, _ := post(t, s, "/forecast", nil); code != 303 || x.asked != 1 {
		t.Errorf("%d, asked %d times", code, x.asked)
	}
}

func TestReadersMayNotChange(t *testing.T) {
	s := server(t, newSample(), false)
	for _, path := range []string{"/forecast", "/forecast/Z-NOR/effects", "/forecast/Z-NOR/what-if"} {
		if code, _ := post(t, s, path, url.Values{"name": {"x"}}); code != 403 {
			t.Errorf("%s answered %d", path, code)
		}
	}
	if _, body := get(t, s, "/forecast/Z-NOR/effects"); strings.Contains(body, "Set an effect by hand") {
		t.Error("the form is shown")
	}
	if _, body := get(t, s, "/forecast/Z-NOR/what-if?flu=low"); strings.Contains(body, "Save the scenario") {
		t.Error("the button is shown")
	}
}

// The score's line says to which side the medians were off, and when nearly all were off to one.
func TestScoreSaysItsSide(t *testing.T) {
	r := occupancy.Recent{Days: 28, N: 65, Abs: 28.5, Bias: -25.7}
	if w := recentWords(r); !strings.Contains(w, "off by 28.5 beds on average (in the mean 25.7 too low)") || !strings.Contains(w, "one case of four") {
		t.Error(w)
	}
	r.Bias = 3
	if w := recentWords(r); !strings.Contains(w, "(in the mean 3.0 too high)") || strings.Contains(w, "one case of four") {
		t.Error(w)
	}
	r.Bias = .01
	if w := recentWords(r); !strings.Contains(w, "as often too high as too low") {
		t.Error(w)
	}
}

// A country's organisations are folded by region, each in one place; a few stand in one list.
func TestChoiceOfManyIsFolded(t *testing.T) {
	s := newSample()
	a := s.reader("")
	a.pic = sampleCountry()
	found := find(a.pic, "", a.scope)
	table, groups := chooseTables(a, found, nil, nil)
	regions := a.pic.Units(org.KindRegion)
	if len(table.Rows) != 1+len(regions) || !table.Rows[0].Total || len(groups) != len(regions) {
		t.Fatalf("%d rows, %d groups for %d regions", len(table.Rows), len(groups), len(regions))
	}
	rows := len(table.Rows)
	for _, g := range groups {
		rows += len(g.Body.(ui.Table).Rows)
		if g.Open || !strings.Contains(g.Summary, "board") || !strings.Contains(g.Summary, "trust") {
			t.Errorf("%+v", g.Summary)
		}
	}
	if rows != len(found) {
		t.Errorf("%d of %d organisations can be chosen", rows, len(found))
	}
	few, none := chooseTables(a, found[:mostPlain], nil, nil)
	if len(few.Rows) != mostPlain || none != nil {
		t.Errorf("%d rows and %d groups of %d", len(few.Rows), len(none), mostPlain)
	}
}

func TestGalleryIsWhole(t *testing.T) {
	for _, sp := range Gallery() {
		if sp.Page.Title == "This specimen is broken" {
			t.Errorf("%s is broken", sp.Name)
		}
	}
}
