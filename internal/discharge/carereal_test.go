package discharge

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"headroom/internal/org"
	"headroom/internal/sheet"
)

// published opens a real published file; the test is skipped, saying so, where it is absent.
func published(t *testing.T, parts ...string) *sheet.Book {
	t.Helper()
	p := filepath.Join(append([]string{"..", "..", "..", "shared", "data"}, parts...)...)
	content, err := os.ReadFile(p)
	if err != nil {
		t.Skipf("the real published files are not here (%s), so this comparison is skipped", filepath.Join(parts...))
	}
	b, err := sheet.Open(t.Context(), parts[len(parts)-1], strings.NewReader(string(content)), int64(len(content)), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func anyCode(text string) (org.Code, bool) {
	c, _, err := org.ParseCode(text)
	return c, err == nil
}

func TestRealReasonsAreAllMatched(t *testing.T) {
	f, err := ReadReasons(t.Context(), published(t, "discharge", "england_delayed_discharge_reasons_2024-06_2024-07.csv"), anyCode, anyCode, clock("2024-09-01", 9, 0))
	if err != nil {
		t.Fatal(err)
	}
	codes := map[ReasonCode]bool{}
	for _, c := range f.Counts {
		codes[c.Code] = true
	}
	if len(codes) != 37 || f.Read != 8806 || len(f.Counts)+f.Blank != f.Read || len(f.Sets) != 1 {
		t.Errorf("%d reasons, %d of %d rows, %d blank, sets %v", len(codes), len(f.Counts), f.Read, f.Blank, f.Sets)
	}
}
