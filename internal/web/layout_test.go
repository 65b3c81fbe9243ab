package web

import (
	"net/http"
	"testing"

	"github.com/a-h/templ"

	"headroom/internal/fault"
	"headroom/internal/web/browser"
)

// sound checks what every page must have.
func sound(t *testing.T, text string) {
	t.Helper()
	for _, p := range browser.Sound(text) {
		t.Error(p)
	}
}

func TestLayout(t *testing.T) {
	full := Page{
		Title: "Returns", Caption: "Wendle Valley NHS Trust", Lead: "Three are late.", Current: "returns", Computed: "Sums of 3 returns.",
		Crumbs: []Crumb{{"Today", "/"}, {"Returns", "/returns"}}, Problems: []fault.Field{{Name: "a", Message: "Enter a"}}, Refresh: 7,
	}
	routes := []Route{
		{Pattern: "GET /full", Verb: "ok.read", Handle: func(w http.ResponseWriter, r *Request) error {
			return r.Render(w, 200, full, templ.Raw("<p>body</p>"))
		}},
		{Pattern: "GET /bare", Public: true, Handle: page("Bare")},
	}
	w := newWorld(t, routes, func(c *Config) {
		c.Phase, c.Demo, c.Footer = "Alpha", true, []Link{{"Accessibility", "/accessibility"}}
		c.DemoControls = func(r *Request) templ.Component { return templ.Raw("<p>clock of " + r.Who.Name + "</p>") }
	})
	a := w.is(w.get("/full?sort=day"), 200)
	sound(t, a.text)
	w.says(a, "<title>Error: Returns – Wendle Valley NHS Trust – Headroom</title>", "Three are late.", "Alpha", "Alex Allsop", "<p>body</p>",
		"Synthetic data:</strong> every organisation below region level and every figure on this page is invented", "clock of Alex Allsop",
		`<noscript><meta http-equiv="refresh" content="7"></noscript>`, "Enter a", `href="/accessibility"`, "Sums of 3 returns.",
		"Computed at 07:30 on 21 December 2025", "Europe/London", "Headroom test", `name="sort" value="day"`, `action="/sign-out" method="post"`)
	w.hides(a, "You are looking at")

	past := w.is(w.get("/full?sort=day&as-of=2025-12-20T08:30"), 200)
	sound(t, past.text)
	w.says(past, "You are looking at what was known at <strong>08:30 on 20 December 2025</strong>", `href="/full?sort=day">Return to now`,
		`href="/returns?as-of=2025-12-20T08%3A30"`, "from what was known at 08:30 on 20 December 2025", `value="2025-12-20T08:30"`)

	bare := w.is(w.do(call{path: "/bare"}), 200)
	sound(t, bare.text)
	w.says(bare, "<title>Bare – Headroom</title>", ">Sign in</a>")
	sound(t, w.get("/nowhere").text)
}

func TestNoDemoBannerOutsideDemo(t *testing.T) {
	w := newWorld(t, doors(), func(c *Config) { c.DemoControls = func(*Request) templ.Component { return templ.Raw("clock") } })
	w.hides(w.get("/england"), "Synthetic data", "clock")
}

func TestGalleryIsForDemoAndTest(t *testing.T) {
	specimens := []Specimen{{Name: "room/page", Page: Page{Title: "A page"}, Body: templ.Raw("<p>sample</p>")}}
	for _, c := range []struct {
		demo, test bool
		status     int
	}{{false, false, 404}, {true, false, 200}, {false, true, 200}} {
		w := newWorld(t, nil, func(cfg *Config) { cfg.Gallery, cfg.Demo, cfg.Test = specimens, c.demo, c.test })
		w.is(w.do(call{path: "/gallery"}), c.status)
		a := w.is(w.do(call{path: "/gallery/room/page"}), c.status)
		if c.status == 200 {
			w.says(a, "<p>sample</p>", "A page")
			w.says(w.do(call{path: "/gallery"}), `href="/gallery/room/page"`)
			w.is(w.do(call{method: "POST", path: "/gallery/anything", body: "a=b"}), 409)
		}
	}
}
