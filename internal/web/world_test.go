package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/org"
)

// testNow is a Sunday morning in winter, when London is at UTC.
func testNow() time.Time { return civil.MustDate("2025-12-21").At(7*60 + 30) }

// world is a shell with three people and two organisations and nothing else.
type world struct {
	*testing.T
	cfg     Config
	log     bytes.Buffer
	asked   []question
	handler http.Handler
}

// question is what the policy was asked.
type question struct {
	who int64
	v   access.Verb
	on  org.Code
	pic civil.Date
	day civil.Date
}

// newWorld builds a shell over the routes; change may alter the configuration first.
func newWorld(t *testing.T, routes []Route, change func(*Config)) *world {
	t.Helper()
	w := &world{T: t}
	w.cfg = Config{
		Version: "test", Clock: testNow, Log: slog.New(slog.NewJSONHandler(&w.log, nil)), Sessions: cookieSessions{}, Policy: w, Pictures: pictures{},
	}
	if change != nil {
		change(&w.cfg)
	}
	w.handler = New(w.cfg).Mux(routes)
	return w
}

// May lets person 1 do everything that begins with "ok." anywhere, and person 2 the same at X01 only.
func (w *world) May(who access.Principal, v access.Verb, on org.Code, pic *org.Picture, today civil.Date) bool {
	w.asked = append(w.asked, question{who.ID, v, on, pic.On, today})
	return strings.HasPrefix(string(v), "ok.") && (who.ID == 1 || who.ID == 2 && on == "X01")
}

// MayAnywhere agrees with May.
func (w *world) MayAnywhere(who access.Principal, v access.Verb, _ *org.Picture, _ civil.Date) bool {
	return strings.HasPrefix(string(v), "ok.") && (who.ID == 1 || who.ID == 2)
}

// cookieSessions reads the person from the cookie "who": all, one, new (must change the password) or broken.
type cookieSessions struct{}

func (cookieSessions) Principal(r *http.Request) (access.Principal, error) {
	c, err := r.Cookie("who")
	if err != nil {
		return access.Principal{}, nil
	}
	switch c.Value {
	case "all":
		return access.Principal{ID: 1, Name: "Alex Allsop", Email: "alex@example.test"}, nil
	case "one":
		return access.Principal{ID: 2, Name: "Bea Onslow", Grants: []access.Grant{{Role: access.TrustViewer, At: "X01", From: civil.MustDate("2025-01-01")}}}, nil
	case "new":
		return access.Principal{ID: 1, Name: "Cy Newman", MustChange: true}, nil
	case "broken":
		return access.Principal{}, errors.New("secret-host:5432 refused the connection")
	}
	return access.Principal{}, nil
}

// pictures knows X01 and X02, and X03 that closed on 1 April 2025.
type pictures struct{}

func (pictures) Picture(_ context.Context, at civil.Date, _ time.Time) (*org.Picture, error) {
	always := civil.Range{From: civil.MustDate("2020-01-01")}
	return org.NewBook([]org.Fact{
		{What: org.FactUnit, Org: "X01", Kind: org.KindTrust, Valid: always}, {What: org.FactName, Org: "X01", Text: "Wendle Valley NHS Trust", Valid: always},
		{What: org.FactUnit, Org: "X02", Kind: org.KindTrust, Valid: always}, {What: org.FactName, Org: "X02", Text: "Harrow Moor NHS Trust", Valid: always},
		{What: org.FactUnit, Org: "X03", Kind: org.KindTrust, Valid: civil.Range{From: always.From, To: civil.MustDate("2025-04-01")}},
	}).At(at), nil
}

// call is one request; who is a cookie value of cookieSessions, or empty.
type call struct {
	method, path, who, accept, body string
	header                          map[string]string
}

// answer is what came back, read whole.
type answer struct {
	*http.Response
	text string
}

func (w *world) do(c call) answer {
	w.Helper()
	if c.method == "" {
		c.method = http.MethodGet
	}
	var body io.Reader
	if c.body != "" {
		body = strings.NewReader(c.body)
	}
	r := httptest.NewRequest(c.method, c.path, body)
	if c.body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if c.who != "" {
		r.AddCookie(&http.Cookie{Name: "who", Value: c.who})
	}
	if c.accept == "" {
		c.accept = "text/html,application/xhtml+xml"
	}
	r.Header.Set("Accept", c.accept)
	for k, v := range c.header {
		r.Header.Set(k, v)
	}
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	return answer{rec.Result(), rec.Body.String()}
}

// get is a signed-in reader's request for a page.
func (w *world) get(path string) answer { w.Helper(); return w.do(call{path: path, who: "all"}) }

// is fails the test when the answer's status is another.
func (w *world) is(a answer, status int) answer {
	w.Helper()
	if a.StatusCode != status {
		w.Fatalf("status %d, want %d\n%s", a.StatusCode, status, a.text)
	}
	return a
}

// says fails the test when the answer lacks any of the words.
func (w *world) says(a answer, words ...string) {
	w.Helper()
	for _, s := range words {
		if !strings.Contains(a.text, s) {
			w.Errorf("the answer does not say %q:\n%s", s, a.text)
		}
	}
}

// hides fails the test when the answer holds any of the words.
func (w *world) hides(a answer, words ...string) {
	w.Helper()
	for _, s := range words {
		if strings.Contains(a.text, s) {
			w.Errorf("the answer says %q:\n%s", s, a.text)
		}
	}
}

// page is a handler that shows an empty page of that title.
func page(title string) Handler {
	return func(w http.ResponseWriter, r *Request) error {
		return r.Render(w, http.StatusOK, Page{Title: title}, nil)
	}
}

// fails is a handler that returns err.
func fails(err error) Handler { return func(http.ResponseWriter, *Request) error { return err } }
