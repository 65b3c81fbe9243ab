package app_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web"
	"headroom/internal/world"
)

// visitor is a person at their browser, or a program with a token, at one site.
type visitor struct {
	site  http.Handler
	key   string // the session's, empty for nobody
	token string
}

// ask sends one request. A body that begins with a brace goes as JSON, any other as a form; more are headers, name and
// value in turn.
func (v visitor) ask(method, path, body string, more ...string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, "http://headroom.test/", strings.NewReader(body))
	req.URL.Path, req.URL.RawQuery, _ = strings.Cut(path, "?")
	if u, err := req.URL.Parse(path); err == nil && strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") {
		req.URL = u
	}
	req.RequestURI = path
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	switch {
	case strings.HasPrefix(body, "{"):
		req.Header.Set("Content-Type", "application/json")
	case method != http.MethodGet:
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if v.key != "" {
		req.AddCookie(&http.Cookie{Name: "headroom_session", Value: v.key})
	}
	if v.token != "" {
		req.Header.Set("Authorization", "Bearer "+v.token)
	}
	for i := 0; i+1 < len(more); i += 2 {
		req.Header.Set(more[i], more[i+1])
	}
	rec := httptest.NewRecorder()
	v.site.ServeHTTP(rec, req)
	return rec
}

// beds is the body of a day's return with so many general and acute beds occupied.
func beds(occupied int, more string) string {
	return fmt.Sprintf(`{"values":{"ga_core_open":900,"ga_esc_open":90,"ga_open":990,"ga_occ":%d},"comments":{"":"counted by hand"}%s}`, occupied, more)
}

// sends puts a return in as the organisation's accountable director and wants it taken.
func sends(t testing.TB, v visitor, c org.Code, day civil.Date, key, body string) {
	t.Helper()
	path := "/api" + returnPath(sitrep.UECDaily, c, day)
	if rec := v.ask(http.MethodPut, path, body, "Idempotency-Key", key); rec.Code != http.StatusCreated {
		t.Fatalf("%s: %d %s", path, rec.Code, rec.Body)
	}
}

func returnPath(f sitrep.FormCode, c org.Code, day civil.Date) string {
	return fmt.Sprintf("/returns/%s/%s/%s", f, c, day)
}

// day is the reporting date on which a world begins.
func day() civil.Date { return civil.Today(world.Start()) }

// furnish gives a world a return of Z-1 with a correction, so that every page of returns has something to show.
func furnish(t testing.TB, w *world.World, site http.Handler) {
	t.Helper()
	v := visitor{site: site, key: w.Key(access.TrustDirector)}
	sends(t, v, "Z-1", day(), "furnish-1", beds(870, ""))
	sends(t, v, "Z-1", day(), "furnish-2", beds(880, `,"reason":"counted again"`))
}

// inOrder are the routes with those that end the session they are asked with at the end.
func inOrder(w *world.World) []web.Route {
	routes := w.Routes(false)
	slices.SortStableFunc(routes, func(a, b web.Route) int { return last(a) - last(b) })
	return routes
}
