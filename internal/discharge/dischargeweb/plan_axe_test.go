package dischargeweb

import (
	"testing"

	"headroom/internal/access"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/browser"
)

// TestPlansAccessible opens every specimen in a browser at both widths, as axe, a ruler and the console see it.
func TestPlansAccessible(t *testing.T) {
	s, _ := planVisit(t, access.NationalLead, org.England)
	var pages []browser.Page
	for _, sp := range planGallery() {
		pages = append(pages, browser.Page{Name: sp.Name, URL: s.URL + web.SpecimenPath(sp.Name)})
	}
	browser.Accessible(t, pages)
}
