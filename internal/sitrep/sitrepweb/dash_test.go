package sitrepweb

import (
	"testing"

	"headroom/internal/measure"
)

// A lone dash, as tables and files write what is not there, is read back as blank in a dropped file and in the API.
func TestDashIsReadAsBlank(t *testing.T) {
	w := entrySite(t)
	file := w.dropFilled(func(code string, cells []string) {
		if code == "flu_cc" {
			cells[3] = measure.Gap().String() // as a file of ours may write it
		}
		if code == "flu_ga" {
			cells[3] = "'–"[1:]
		}
	})
	if code, _, page := w.dropSend("return.csv", file); code != 303 && code != 200 {
		t.Fatalf("a file with dashes: %d %s", code, page)
	}
	for _, dash := range []string{"-", "–", "—"} {
		if v, words := apiValueOf(dash); !v.IsMissing() || words != "" {
			t.Errorf("%q in the API: %v %s", dash, v, words)
		}
	}
}
