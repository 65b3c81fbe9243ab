package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"headroom/internal/app"
)

// TestRestInWords prints when somebody may not be booked, where each window ends and by when rest is given, on London's
// clocks.
func TestRestInWords(t *testing.T) {
	file := filepath.Join(t.TempDir(), "d.csv")
	if err := os.WriteFile(file, []byte("person,start,end,state,break minutes\nP-1,2024-06-10 08:00,2024-06-10 21:30,worked,60\nP-1,2024-06-11 07:00,2024-06-11 17:00,worked,60\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := app.Rest(t.Context(), app.RestQuery{Duties: file, Rules: "wtr"})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	printRest(&b, out)
	for _, want := range []string{"may not be booked\tfrom 10 Jun 2024 21:30 BST to 11 Jun 2024 08:30 BST\tWTR-10", "from 10 Jun 2024 21:30 BST to 11 Jun 2024 07:00 BST", "1.5 h left, no date is set, open, with the rota co-ordinator", "London's clocks"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}
