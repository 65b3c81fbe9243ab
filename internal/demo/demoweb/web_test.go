package demoweb

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/web"
	"headroom/internal/web/browser"
)

// hand is a clock that tests move and that notes what it was asked.
type hand struct {
	now, moved, from, to time.Time
	who                  string
	failed               error
	began                int
	fixed                bool // it cannot begin again
}

func (h *hand) Now() time.Time { return h.now }
func (h *hand) End() time.Time { return civil.MustDate("2026-04-01").At(0) }
func (h *hand) Moving() (time.Time, time.Time, error) {
	return h.from, h.to, h.failed
}

func (h *hand) Move(_ context.Context, who string, to time.Time) error {
	if !to.After(h.now) {
		return fault.New(fault.Invalid, "the clock only moves forward")
	}
	h.who, h.moved = who, to
	return nil
}

func (h *hand) BeginAgain() func() error {
	if h.fixed {
		return nil
	}
	return func() error { h.began++; return nil }
}

// signedIn is somebody without any role: enough to move the clock.
type signedIn bool

func (s signedIn) Principal(*http.Request) (access.Principal, error) {
	if !s {
		return access.Principal{}, nil
	}
	return access.Principal{ID: 7, Name: "Demonstration 07 (synthetic)"}, nil
}

func serve(t *testing.T, h *hand, who signedIn) *httptest.Server {
	t.Helper()
	shell := web.New(web.Config{Demo: true, Sessions: who, Policy: web.GrantsPolicy{}, Clock: h.Now, DemoControls: Controls(h), Gallery: Gallery()})
	s := httptest.NewServer(shell.Mux(Routes(h)))
	t.Cleanup(s.Close)
	s.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return s
}

func post(t *testing.T, s *httptest.Server, path string, form url.Values) (int, string, string) {
	t.Helper()
	res, err := s.Client().PostForm(s.URL+path, form)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header.Get("Location"), string(b)
}

var half8 = civil.MustDate("2025-12-21").At(8*60 + 30)

func TestMovingTheClock(t *testing.T) {
	for _, c := range []struct{ by, at, want string }{
		{"15m", "", "2025-12-21T08:45"}, {"1h", "", "2025-12-21T09:30"}, {"late", "", "2025-12-21T11:05"},
		{"morning", "", "2025-12-22T08:30"}, {"", "2026-01-03T07:00", "2026-01-03T07:00"},
	} {
		h := &hand{now: half8}
		status, to, _ := post(t, serve(t, h, true), Path, url.Values{"by": {c.by}, "at": {c.at}, "next": {"/returns?day=2025-12-21"}})
		if got := h.moved.In(civil.London).Format("2006-01-02T15:04"); status != http.StatusSeeOther || to != "/returns?day=2025-12-21" || got != c.want || h.who != "account:7" {
			t.Errorf("by %q at %q: %d %s, moved to %s by %s", c.by, c.at, status, to, got, h.who)
		}
	}
}

func TestRefusedMoves(t *testing.T) {
	for at, words := range map[string]string{"2025-12-20T08:30": "only moves forward", "tomorrow": "Enter a date and a time", "": "Enter a date and a time"} {
		h := &hand{now: half8}
		status, _, body := post(t, serve(t, h, true), Path, url.Values{"at": {at}})
		if status != http.StatusUnprocessableEntity || !strings.Contains(body, words) || !h.moved.IsZero() {
			t.Errorf("%q: %d, moved %s", at, status, h.moved)
		}
	}
	h := &hand{now: half8, fixed: true}
	if status, _, _ := post(t, serve(t, h, true), "/demo/again", nil); status != http.StatusConflict {
		t.Errorf("begun again where that cannot be: %d", status)
	}
	out := &hand{now: half8}
	s := serve(t, out, false)
	if status, to, _ := post(t, s, Path, url.Values{"by": {"1h"}}); status != http.StatusSeeOther || !strings.HasPrefix(to, web.SignInPath) || !out.moved.IsZero() {
		t.Errorf("moved by nobody: %d %s", status, to)
	}
	if status, _, _ := post(t, s, "/demo/again", nil); status != http.StatusSeeOther || out.began != 0 {
		t.Errorf("begun again by nobody: %d", status)
	}
}

func TestPagesOfTheClock(t *testing.T) {
	h := &hand{now: half8}
	s := serve(t, h, true)
	get := func(path string) string {
		res, err := s.Client().Get(s.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		b, _ := io.ReadAll(res.Body)
		return string(b)
	}
	if body := get(Path); !strings.Contains(body, "Sun 21 December 2025, 08:30") || !strings.Contains(body, "Begin again") || !strings.Contains(body, "+1 hour") {
		t.Error("the page lacks the time, the steps or the way to begin again")
	}
	if body := get(Path + "?as-of=2025-12-20T12:00"); strings.Contains(body, `class="hr-clock" method="post"`) {
		t.Error("the banner moves the clock while somebody looks back")
	}
	h.from, h.to, h.failed = half8.Add(-48*time.Hour), half8.Add(48*time.Hour), errors.New("the line was poor")
	if body := get(Path); !strings.Contains(body, "being moved to Tue 23 December 2025, 08:30") || !strings.Contains(body, "the line was poor") {
		t.Error("a move under way does not show")
	}
	if status, to, _ := post(t, s, "/demo/again", nil); status != http.StatusSeeOther || to != "/" || h.began != 1 {
		t.Errorf("begin again: %d %s, %d times", status, to, h.began)
	}
}

func TestGalleryIsAccessible(t *testing.T) {
	s := serve(t, &hand{now: half8}, true)
	var pages []browser.Page
	for _, x := range Gallery() {
		pages = append(pages, browser.Page{Name: x.Name, URL: s.URL + web.GalleryPath + "/" + x.Name})
	}
	browser.Accessible(t, pages)
}
