package sitrepweb

import (
	"net/http/httptest"
	"testing"

	"headroom/internal/web"
	"headroom/internal/web/browser"
)

// todaySpecimens are the gallery pages of Today and of the series.
func todaySpecimens() []web.Specimen { return append(todayGallery(), seriesGallery()...) }

func todayGalleryServer(t *testing.T) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(web.New(web.Config{Test: true, Clock: todaySampleNow, Gallery: todaySpecimens()}).Mux(nil))
	t.Cleanup(s.Close)
	return s
}

// TestTodayAccessible opens every specimen in a browser at both widths: axe's rules, the width, the console, the weight.
func TestTodayAccessible(t *testing.T) {
	s := todayGalleryServer(t)
	var pages []browser.Page
	for _, sp := range todaySpecimens() {
		pages = append(pages, browser.Page{Name: sp.Name, URL: s.URL + web.SpecimenPath(sp.Name)})
	}
	browser.Accessible(t, pages)
}
