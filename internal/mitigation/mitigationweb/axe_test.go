package mitigationweb

import (
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"headroom/internal/web"
	"headroom/internal/web/browser"
)

// mostBytes is the largest first load of a page, over the line with nothing cached.
const mostBytes = 300_000

// TestAccessible opens every specimen in a browser at both widths: axe's rules, the width, the console, the weight.
func TestAccessible(t *testing.T) {
	if testing.Short() {
		t.Skip("the browser is slow; run without -short")
	}
	root := browser.Need(t)
	s := httptest.NewServer(web.New(web.Config{Test: true, Clock: sampleNow, Gallery: Gallery()}).Mux(nil))
	t.Cleanup(s.Close)
	job := browser.Job{Shots: os.Getenv("HEADROOM_SHOTS")}
	for _, sp := range Gallery() {
		job.Pages = append(job.Pages, browser.Page{Name: strings.ReplaceAll(sp.Name, "/", "-"), URL: s.URL + web.SpecimenPath(sp.Name)})
	}
	seen, err := browser.Audit(t.Context(), root, job)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range seen {
		if v.Status != 200 || len(v.Console) > 0 {
			t.Errorf("%s at %d: status %d, console %q", v.Name, v.Width, v.Status, v.Console)
		}
		for _, x := range v.Violations {
			t.Errorf("%s at %d: %s: %s\n%q", v.Name, v.Width, x.ID, x.Help, x.Where)
		}
		if v.Overflow > 0 {
			t.Errorf("%s at %d: %d pixels too wide: %q", v.Name, v.Width, v.Overflow, v.Wide)
		}
		if v.Bytes > mostBytes {
			t.Errorf("%s at %d: first load of %d bytes", v.Name, v.Width, v.Bytes)
		}
	}
}
