package org

import (
	"os"
	"path/filepath"
	"testing"

	"headroom/internal/civil"
)

// shared reads one of the published files that lie beside the repository, or skips.
func shared(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", filepath.FromSlash(name)))
	if os.IsNotExist(err) {
		t.Skipf("the published file %s is not beside the repository", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// take imports a file into a book and accepts everything, as a test's shortcut past the person who would decide.
func take(t testing.TB, facts *[]Fact, name string, data []byte) ChangeSet {
	t.Helper()
	set, err := NewBook(*facts).Import(filepath.Base(name), data, civil.Date{})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range set.Lines {
		*facts = append(*facts, l.Facts...)
	}
	return set
}

func date(s string) civil.Date { return civil.MustDate(s) }
