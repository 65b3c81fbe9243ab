package recovery

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fieldLine is a field's line in docs/recovery-files.md.
func fieldLine(f FieldInfo) string {
	need := ""
	if f.Need {
		need = " (must be there)"
	}
	return fmt.Sprintf("| %s%s | %s | %s |\n", f.Field, need, f.Words, strings.Join(f.Headings[1:], ", "))
}

// The page that tells people how to write the files says what the readers read.
func TestFilesAreDocumented(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "recovery-files.md"))
	if err != nil {
		t.Fatal(err)
	}
	rest := string(page)
	for _, kind := range []FileKind{PatientFile, SessionFile, LimitFile, BookedFile, IdentityFile} {
		for _, f := range Fields(kind) {
			_, after, found := strings.Cut(rest, fieldLine(f))
			if !found {
				t.Fatalf("docs/recovery-files.md lacks or misplaces this line of %s:\n%s", kind, fieldLine(f))
			}
			rest = after
		}
	}
}
