package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// exampleFile is the file that a command's help shows, from its first line on.
func exampleFile(t *testing.T, c *cobra.Command, first string) string {
	t.Helper()
	_, text, ok := strings.Cut(c.Example, "\n  "+first)
	if !ok {
		t.Fatalf("the help of %s shows no file that begins with %s", c.Name(), first)
	}
	return first + strings.ReplaceAll(text, "\n  ", "\n") + "\n"
}

// TestTheFilesOfTheHelpAreRead: each file that a help text shows is one that the command reads.
func TestTheFilesOfTheHelpAreRead(t *testing.T) {
	dir := t.TempDir()
	where := filepath.Join(dir, "h.db")
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	code, out, errs := headroom("simulate", "--model", write("two-days.json", exampleFile(t, simulateCommand(), "{")), "--reps", "50")
	if code != 0 || !strings.Contains(out, "a hospital\tday 1") {
		t.Errorf("%d %s %s", code, out, errs)
	}
	if code, _, errs := headroom("account", "add", "first@example.org", "First Person", "--db", where); code != 0 {
		t.Fatal(errs)
	}
	// Without figures a forecast stops after its scenario was read, and a wrong one is named before that.
	winter := exampleFile(t, forecastCommand(), "{")
	for _, x := range [][2]string{{winter, "nothing can be forecast"}, {strings.Replace(winter, "height", "hight", 1), "hight"}} {
		if _, _, errs = headroom("forecast", "--db", where, "--org", "QOX", "--scenario", write("winter.json", x[0])); !strings.Contains(errs, x[1]) {
			t.Error(errs)
		}
	}
	csv := exampleFile(t, planCommand(), "date,")
	if head, _, _ := strings.Cut(csv, "\n"); strings.Count(csv, "\n") != 3 || !strings.Contains(head, "agreed_out") {
		t.Error(csv)
	}
}
