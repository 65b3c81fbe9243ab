package sitrepweb_test

import (
	"testing"

	"headroom/internal/access"
	"headroom/internal/org"
	"headroom/internal/sitrep/sitrepweb"
	"headroom/internal/web"
	"headroom/internal/web/browser"
)

// TestImportsAccessible opens every specimen in a browser at both widths, as axe, a ruler and the console see it.
func TestImportsAccessible(t *testing.T) {
	s, _ := visitImports(t, access.NationalLead, org.England)
	var pages []browser.Page
	for _, sp := range sitrepweb.ImportGallery() {
		pages = append(pages, browser.Page{Name: sp.Name, URL: s.URL + web.SpecimenPath(sp.Name)})
	}
	browser.Accessible(t, pages)
}
