package dischargeweb

import (
	"os"
	"testing"

	"headroom/internal/access"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/browser"
)

// TestPlansAccessible opens every specimen in a browser at both widths, as axe, a ruler and the console see it.
func TestPlansAccessible(t *testing.T) {
	if testing.Short() {
		t.Skip("the browser is slow; run without -short")
	}
	root := browser.Need(t)
	s, _ := planVisit(t, access.NationalLead, org.England)
	job := browser.Job{Shots: os.Getenv("HEADROOM_SHOTS")}
	for _, sp := range planGallery() {
		job.Pages = append(job.Pages, browser.Page{Name: sp.Name, URL: s.URL + web.SpecimenPath(sp.Name)})
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
		if v.Bytes > 300<<10 {
			t.Errorf("%s at %d: %d bytes at the first load", v.Name, v.Width, v.Bytes)
		}
	}
}
