package occupancyweb

import (
	"net/http/httptest"
	"testing"

	"headroom/internal/web"
	"headroom/internal/web/browser"
)

// TestAccessible opens every specimen in a browser at both widths: axe's rules, the width, the console, the weight.
func TestAccessible(t *testing.T) {
	s := httptest.NewServer(web.New(web.Config{Test: true, Clock: sampleNow, Gallery: Gallery()}).Mux(nil))
	t.Cleanup(s.Close)
	var pages []browser.Page
	for _, sp := range Gallery() {
		pages = append(pages, browser.Page{Name: sp.Name, URL: s.URL + web.SpecimenPath(sp.Name)})
	}
	browser.Accessible(t, pages)
}
