package app

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"headroom/internal/sitrep"
)

// What was read ahead is used for the very bytes, name and day only; a file too large or empty is not read ahead.
func TestReadAheadIsForTheKeptBytesOnly(t *testing.T) {
	dir := t.TempDir()
	open := func(name, text string) *os.File {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		return f
	}
	day := time.Date(2023, 1, 6, 9, 30, 0, 0, time.UTC)
	r := readAhead(t.Context(), open("a.csv", "colour,weight\nblue,1\n"), "a.csv", day, nil)
	defer r.end()
	kept := sitrep.Import{File: "a.csv", SHA256: r.sha256, Published: day.In(time.FixedZone("", 3600))}
	if _, ok, err := r.of(kept); !ok || err == nil {
		t.Errorf("the kept file's reading was not given with its refusal: %v, %v", ok, err)
	}
	for name, i := range map[string]sitrep.Import{
		"other bytes": {File: "a.csv", SHA256: "00", Published: day}, "another name": {File: "b.csv", SHA256: r.sha256, Published: day},
		"another day": {File: "a.csv", SHA256: r.sha256}, "nothing": {},
	} {
		if _, ok, _ := r.of(i); ok {
			t.Errorf("%s: the reading was taken for it", name)
		}
	}
	if readAhead(t.Context(), open("empty.csv", ""), "empty.csv", day, nil) != nil {
		t.Error("an empty file was read ahead")
	}
	var none *reading
	if _, ok, _ := none.of(kept); ok {
		t.Error("no reading was taken for one")
	}
	none.end()
}
