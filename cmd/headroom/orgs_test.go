package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// headroom runs a command and gives its exit code and what it printed.
func headroom(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = run(args, &o, &e)
	return code, o.String(), e.String()
}

func TestOrganisationsAreLoadedWithoutABrowser(t *testing.T) {
	dir := t.TempDir()
	where := filepath.Join(dir, "headroom.db")
	file := filepath.Join(dir, "etr.csv")
	lines := `"A1B2C","MADE-UP NHS FOUNDATION TRUST","Y61","QHG","","","","","","","20200401",""
"D3E4F","INVENTED NHS TRUST","Y56","QMJ","","","","","","","20200401","20240331"
"RQF","VALE NHS TRUST","W00","Q99","","","","","","","19940401",""
`
	if err := os.WriteFile(file, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(dir, "bad.csv")
	if err := os.WriteFile(bad, []byte(strings.Replace(lines, "20240331", "20190331", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	db := []string{"--db", where}
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"orgs", "import", file}, 0, "change set 2: Changes read from etr.csv: 2 of 2 lines to decide"},
		{[]string{"orgs", "import", file}, 0, "change set 2"},
		{[]string{"orgs", "--kind", "trust"}, 0, ""},
		{[]string{"orgs", "changes"}, 0, "change set 2"},
		{[]string{"orgs", "import", bad}, 1, "the closing date 2019-03-31 is before the opening date"},
		{[]string{"orgs", "import", filepath.Join(dir, "none.csv")}, 1, "cannot be read"},
		{[]string{"orgs", "import", file, "--at", "1 May"}, 1, "1 May"},
		{[]string{"orgs", "accept", "2"}, 1, "say why with --reason"},
		{[]string{"orgs", "accept", "two", "--reason", "x"}, 1, "is not the number of a change set"},
		{[]string{"orgs", "accept", "9", "--reason", "x"}, 1, "there is no change set 9"},
		{[]string{"orgs", "accept", "2", "--line", "7", "--reason", "x"}, 1, "There is no line 7"},
		{[]string{"orgs", "accept", "2", "--line", "1", "--reason", "first load"}, 0, "1 of 2 lines to decide"},
		{[]string{"orgs", "accept", "2", "--reason", "first load"}, 0, "0 of 2 lines to decide"},
		{[]string{"orgs", "accept", "2", "--reason", "again"}, 1, "has been decided already"},
		{[]string{"orgs", "import", file}, 1, "says nothing that is not held already"},
		{[]string{"orgs", "--kind", "trust", "--at", "2024-01-01"}, 0, "D3E4F\ttrust\tQMJ\tInvented NHS Trust"},
		{[]string{"orgs", "--kind", "trust", "--at", "2026-05-01"}, 0, "A1B2C\ttrust\tY61 (place unconfirmed)\tMade-Up NHS Foundation Trust"},
		{[]string{"orgs", "--tree", "adass"}, 0, "ENG\tengland"},
		{[]string{"orgs", "--tree", "family"}, 1, "is not a tree"},
		{[]string{"orgs", "--kind", "wizard"}, 1, "is not a kind"},
		{[]string{"orgs", "--at", "soon"}, 1, "soon"},
		{[]string{"check"}, 0, "audit entries"},
	} {
		code, out, errs := headroom(append(c.args, db...)...)
		if code != c.code || !strings.Contains(out+errs, c.says) {
			t.Errorf("%v ended %d and said %q and %q; want %d and %q", c.args, code, out, errs, c.code, c.says)
		}
	}
	for at, want := range map[string]int{"2023-12-20": 42, "2026-03-31": 42, "2026-04-01": 36} {
		_, out, _ := headroom(append([]string{"orgs", "--kind", "icb", "--at", at, "--json"}, db...)...)
		var list []map[string]any
		if err := json.Unmarshal([]byte(out), &list); err != nil || len(list) != want {
			t.Errorf("%s: %d boards, %v; want %d", at, len(list), err, want)
		}
	}
}
