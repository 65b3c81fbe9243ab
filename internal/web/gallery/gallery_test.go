package gallery_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/browser"
	"headroom/internal/web/gallery"
)

// someone is signed in, and everything lets them do everything: the navigation is then whole.
type someone struct{}

func (someone) Principal(*http.Request) (access.Principal, error) {
	return access.Principal{ID: 1, Name: "Alex Sample"}, nil
}

type everything struct{}

func (everything) May(access.Principal, access.Verb, org.Code, *org.Picture, civil.Date) bool {
	return true
}

func (everything) MayAnywhere(access.Principal, access.Verb, *org.Picture, civil.Date) bool {
	return true
}

// everyPlace is a route for each entry of the navigation.
func everyPlace() []web.Route {
	var out []web.Route
	for _, n := range web.Navigation() {
		pattern := "GET " + n.Href
		if n.Href == "/" {
			pattern += "{$}"
		}
		out = append(out, web.Route{Pattern: pattern, Verb: "org.read", Handle: func(w http.ResponseWriter, r *web.Request) error {
			return r.Render(w, http.StatusOK, web.Page{Title: n.Text, Current: n.Key}, nil)
		}})
	}
	return out
}

// firstLoad is the most that the first page may move over the line; 300 KB is the promise, this is the habit.
const firstLoad = 90 << 10

// newShell is a shell in demonstration mode with somebody signed in.
func newShell() *web.Shell {
	return web.New(web.Config{
		Version: "test", Demo: true, Phase: "Alpha", Clock: gallery.Now, Gallery: gallery.Specimens(), Sessions: someone{}, Policy: everything{},
		DemoControls: func(*web.Request) templ.Component { return gallery.ClockSample() },
		Footer:       []web.Link{{Text: "Accessibility statement", Href: "/gallery"}, {Text: "How figures are made", Href: "/gallery"}},
	})
}

// Every specimen is a sound page, without a browser.
func TestGalleryIsSound(t *testing.T) {
	h := newShell().Mux(everyPlace())
	names := map[string]bool{}
	for _, s := range gallery.Specimens() {
		if names[s.Name] {
			t.Errorf("two specimens are called %s", s.Name)
		}
		names[s.Name] = true
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, web.SpecimenPath(s.Name), nil))
		if rec.Code != http.StatusOK {
			t.Errorf("%s: status %d", s.Name, rec.Code)
		}
		for _, p := range browser.Sound(rec.Body.String()) {
			t.Errorf("%s: %s", s.Name, p)
		}
	}
}

// TestGalleryInBrowser reads every specimen at both widths. Set HEADROOM_SHOTS to a folder to keep the pictures.
func TestGalleryInBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("the browser is slow; run without -short")
	}
	root := browser.Need(t)
	shell := newShell()
	if !shell.Bundled() {
		t.Skip("no assets are bundled: run go run ./internal/web/bundle first")
	}
	srv := httptest.NewServer(shell.Mux(everyPlace()))
	defer srv.Close()
	job := browser.Job{Shots: os.Getenv("HEADROOM_SHOTS")}
	for _, s := range gallery.Specimens() {
		job.Pages = append(job.Pages, browser.Page{Name: s.Name, URL: srv.URL + web.SpecimenPath(s.Name)})
	}
	job.Pages = append(job.Pages, browser.Page{Name: "shell/past", URL: srv.URL + web.SpecimenPath("shell/today") + "?as-of=2025-12-20T08:30"},
		browser.Page{Name: "shell/index", URL: srv.URL + web.GalleryPath})
	began := time.Now()
	seen, err := browser.Audit(t.Context(), root, job)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d views in %s", len(seen), time.Since(began).Round(time.Second))
	for _, s := range seen {
		t.Logf("%-16s %4d px: %d rules passed, %d bytes in %d requests", s.Name, s.Width, s.Passes, s.Bytes, s.Requests)
		if s.Status != 200 || len(s.Console) > 0 {
			t.Errorf("%s at %d: status %d, console %q", s.Name, s.Width, s.Status, s.Console)
		}
		for _, v := range s.Violations {
			t.Errorf("%s at %d: %s (%s): %s\n%q", s.Name, s.Width, v.ID, v.Impact, v.Help, v.Where)
		}
		if s.Overflow > 0 {
			t.Errorf("%s at %d: %d pixels too wide: %q", s.Name, s.Width, s.Overflow, s.Wide)
		}
		if s.Bytes > firstLoad {
			t.Errorf("%s at %d: the first load is %d bytes, more than %d", s.Name, s.Width, s.Bytes, firstLoad)
		}
	}
}
