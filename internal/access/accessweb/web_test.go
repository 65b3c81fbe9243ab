package accessweb

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/web"
)

// country is two trusts under one board, and one under another.
type country struct{}

func (country) Picture(context.Context, civil.Date, time.Time) (*org.Picture, error) {
	since := civil.Range{From: civil.MustDate("2013-04-01")}
	var facts []org.Fact
	for _, u := range []struct {
		c      org.Code
		k      org.Kind
		parent org.Code
	}{
		{org.England, org.KindEngland, ""}, {"Y1", org.KindRegion, org.England}, {"I1", org.KindICB, "Y1"}, {"I2", org.KindICB, "Y1"},
		{"T1", org.KindTrust, "I1"}, {"T2", org.KindTrust, "I1"}, {"T3", org.KindTrust, "I2"},
	} {
		facts = append(facts, org.Fact{What: org.FactUnit, Org: u.c, Kind: u.k, Valid: since},
			org.Fact{What: org.FactName, Org: u.c, Text: "Unit " + string(u.c), Valid: since})
		if u.parent != "" {
			facts = append(facts, org.Fact{What: org.FactLink, Org: u.c, Tree: org.NHS, Other: u.parent, Valid: since})
		}
	}
	return org.NewBook(facts).At(today), nil
}

// visitor is a browser at the pages of a store, signed in or not.
type visitor struct {
	t *testing.T
	s *httptest.Server
	c *http.Client
	m *memory
}

func visit(t *testing.T, m *memory, cfg Config) *visitor {
	t.Helper()
	shell := web.New(web.Config{
		Test: true, Demo: cfg.Demo, HTTPS: cfg.HTTPS, Clock: func() time.Time { return start }, Policy: web.GrantsPolicy{}, Pictures: country{},
		Sessions: Sessions{Store: m, HTTPS: cfg.HTTPS}, Gallery: Gallery(),
	})
	api := web.Route{Pattern: "GET /api/series/{org}", Verb: access.SeriesRead, On: web.OrgIn("org"), API: true, Handle: func(w http.ResponseWriter, r *web.Request) error {
		return r.JSON(w, http.StatusOK, r.Who.Actor())
	}}
	s := httptest.NewServer(shell.Mux(append(Routes(m, m, cfg), api)))
	t.Cleanup(s.Close)
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return &visitor{t: t, s: s, c: c, m: m}
}

// as sends the cookie of an account's session from now on; 0 sends none.
func (v *visitor) as(id int64) *visitor {
	v.c.Transport = withCookie{id}
	return v
}

type withCookie struct{ id int64 }

func (w withCookie) RoundTrip(r *http.Request) (*http.Response, error) {
	if w.id != 0 {
		r.AddCookie(&http.Cookie{Name: "headroom_session", Value: keyOf(w.id)})
	}
	return http.DefaultTransport.RoundTrip(r)
}

func (v *visitor) get(path string) (int, string) {
	v.t.Helper()
	res, err := v.c.Get(v.s.URL + path)
	return v.read(res, err)
}

func (v *visitor) read(res *http.Response, err error) (int, string) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	if body := string(b); strings.Contains(body, " style=") || strings.Contains(body, "onclick") {
		v.t.Errorf("%s has inline style or script", res.Request.URL)
	}
	return res.StatusCode, string(b)
}

// post sends name, value, name, value …
func (v *visitor) post(path string, pairs ...string) *http.Response {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	res, err := v.c.PostForm(v.s.URL+path, form)
	if err != nil {
		v.t.Fatal(err)
	}
	return res
}

// sent posts and expects a status and words on the page, or in Location after a redirect.
func (v *visitor) sent(path string, status int, want string, pairs ...string) string {
	v.t.Helper()
	res := v.post(path, pairs...)
	to := res.Header.Get("Location")
	code, body := v.read(res, nil)
	if code != status || !strings.Contains(body+to, want) {
		v.t.Errorf("POST %s answered %d to %q, want %d with %q\n%s", path, code, to, status, want, words(body))
	}
	return body
}

// sees gets a page and expects a status and words.
func (v *visitor) sees(path string, status int, want ...string) string {
	v.t.Helper()
	code, body := v.get(path)
	if code != status {
		v.t.Errorf("%s answered %d, want %d", path, code, status)
	}
	for _, w := range want {
		if !strings.Contains(body, w) {
			v.t.Errorf("%s does not say %q\n%s", path, w, words(body))
		}
	}
	return body
}

// words is the page without its marks, for reading a failure.
func words(body string) string {
	_, body, _ = strings.Cut(body, "<main")
	var b strings.Builder
	in := true
	for _, r := range body {
		switch r {
		case '<':
			in = true
		case '>':
			in = false
		default:
			if !in {
				b.WriteRune(r)
			}
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func dateBoxes(name string, d civil.Date) []string {
	return []string{name + "-day", d.Format("2"), name + "-month", d.Format("1"), name + "-year", d.Format("2006")}
}
