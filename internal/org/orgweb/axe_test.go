package orgweb

import (
	"testing"

	"headroom/internal/web"
	"headroom/internal/web/browser"
)

// TestAccessible opens every specimen in a browser at both widths: axe's rules, the width, the console.
func TestAccessible(t *testing.T) {
	s, _ := visit(t, national)
	var pages []browser.Page
	for _, sp := range Gallery() {
		pages = append(pages, browser.Page{Name: sp.Name, URL: s.URL + web.SpecimenPath(sp.Name)})
	}
	browser.Accessible(t, pages)
}
