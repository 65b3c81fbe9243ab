package occupancy

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The page about scenarios shows one that is read, and every assumption as it stands.
func TestScenarioPage(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "scenarios.md"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	_, example, ok := strings.Cut(page, "```json\n")
	example, _, closed := strings.Cut(example, "```")
	if !ok || !closed {
		t.Fatal("the page has no example")
	}
	if _, err := ReadScenario([]byte(example)); err != nil {
		t.Errorf("the page's example: %v", err)
	}
	for _, a := range Assumptions() {
		if row := fmt.Sprintf("| `%s` | %s | %g | %s |", a.Code, a.Words, a.Value, a.Source); !strings.Contains(page, row) {
			t.Errorf("the page lacks the row\n%s", row)
		}
	}
}
