package arch

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// small makes a tree of a few made-up files.
func small(t *testing.T, files map[string]string) *tree {
	t.Helper()
	m := fstest.MapFS{}
	for p, text := range files {
		m[p] = &fstest.MapFile{Data: []byte(text)}
	}
	h, err := loadTree(m)
	if err != nil || len(h.bad) > 0 {
		t.Fatal(err, h.bad)
	}
	return h
}

// broken is a source, and the words that the check must find in it; no words means that it keeps the rule.
type broken struct{ name, path, text, want string }

// each runs a check on every made-up source.
func eachBroken(t *testing.T, find func(*tree) []violation, cases []broken) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			found := find(small(t, map[string]string{c.path: c.text}))
			all := fmt.Sprint(found)
			switch {
			case c.want == "" && len(found) > 0:
				t.Errorf("it keeps the rule, but: %s", all)
			case c.want != "" && !strings.Contains(all, c.want):
				t.Errorf("want %q, found %s", c.want, all)
			}
		})
	}
}

func imports(pkg string, paths ...string) string {
	s := "package " + pkg + "\n"
	for _, p := range paths {
		s += fmt.Sprintf("import _ %q\n", p)
	}
	return s
}

func TestStoreysAreChecked(t *testing.T) {
	const in = module + "internal/"
	eachBroken(t, checkStoreys, []broken{
		{"unknown package", "internal/stuff/a.go", "package stuff", "not in the house's list"},
		{"unknown sub-package", "internal/sitrep/other/a.go", "package other", "not in the house's list"},
		{"down", "internal/sitrep/a.go", imports("sitrep", in+"org", in+"civil", "fmt"), ""},
		{"up", "internal/org/a.go", imports("org", in+"sitrep"), "stands higher"},
		{"material on a noun", "internal/civil/a.go", imports("civil", in+"org"), "stands higher"},
		{"sideways, not listed", "internal/sitrep/a.go", imports("sitrep", in+"pressure"), "does not let them meet"},
		{"sideways, listed", "internal/recovery/a.go", imports("recovery", in+"rest"), ""},
		{"imports the unknown", "internal/sitrep/a.go", imports("sitrep", in+"stuff"), "not in the house's list"},
		{"store on its room", "internal/sitrep/sitrepdb/a.go", imports("sitrepdb", in+"sitrep", in+"db"), ""},
		{"store on another store", "internal/sitrep/sitrepdb/a.go", imports("sitrepdb", in+"org/orgdb"), "does not let them meet"},
		{"store's test on another store", "internal/sitrep/sitrepdb/a_test.go", imports("sitrepdb", in+"org/orgdb", in+"db/dbtest"), ""},
		{"pages on the shell", "internal/sitrep/sitrepweb/a.go", imports("sitrepweb", in+"web", in+"sitrep"), ""},
		{"pages on a store", "internal/sitrep/sitrepweb/a.go", imports("sitrepweb", in+"sitrep/sitrepdb"), "never import a store"},
		{"pages' test on a store", "internal/sitrep/sitrepweb/a_test.go", imports("sitrepweb", in+"sitrep/sitrepdb"), "never import a store"},
		{"pages of no room", "internal/civil/civilweb/a.go", "package civilweb", "not in the house's list"},
		{"the shell on pages", "internal/web/a.go", imports("web", in+"sitrep/sitrepweb"), "stands higher"},
		{"command on the app", "cmd/headroom/a.go", imports("main", in+"app"), ""},
		{"command on a room", "cmd/headroom/a.go", imports("main", in+"sitrep"), "the command imports only"},
		{"code on the test database", "internal/sitrep/sitrepdb/a.go", imports("sitrepdb", in+"db/dbtest"), "nothing but a test"},
	})
}

func TestRulesAreChecked(t *testing.T) {
	eachBroken(t, checkRules, []broken{
		{"storage", "internal/sitrep/a.go", imports("sitrep", "database/sql"), "no storage"},
		{"our storage", "internal/org/a.go", imports("org", module+"internal/db"), "no storage"},
		{"HTTP", "internal/access/a.go", imports("access", "net/http"), "no HTTP"},
		{"clock", "internal/rest/a.go", "package rest\nimport \"time\"\nvar t = time.Now()", "time.Now"},
		{"clock by another name", "internal/rest/a.go", "package rest\nimport x \"time\"\nvar t = x.Since", "time.Since"},
		{"a field called time", "internal/rest/a.go", "package rest\nfunc f(time struct{ Now int }) int { return time.Now }", ""},
		{"time as an argument", "internal/rest/a.go", "package rest\nimport \"time\"\nfunc f(now time.Time) time.Time { return now }", ""},
		{"a store may", "internal/rest/restdb/a.go", "package restdb\nimport \"time\"\nvar t = time.Now()", ""},
		{"a test may", "internal/rest/a_test.go", "package rest\nimport \"time\"\nvar t = time.Now()", ""},
	})
}

func TestSQLIsChecked(t *testing.T) {
	const q = "internal/org/orgdb/queries.sql"
	eachBroken(t, checkSQL, []broken{
		{"good", q, "-- name: a\nSELECT u.code, COUNT(*) FROM org_unit AS u JOIN org_name ON org_name.code = u.code WHERE u.code = $1 AND u.at <= $2", ""},
		{"star", q, "-- name: a\nSELECT * FROM org_unit", "list the columns"},
		{"star of a table", q, "-- name: a\nSELECT u.code, u.* FROM org_unit AS u", "list the columns"},
		{"returning star", q, "-- name: a\nINSERT INTO org_unit (code) VALUES ($1) RETURNING *", "list the columns"},
		{"numbers out of order", q, "-- name: a\nSELECT code FROM org_unit WHERE a = $2 AND b = $1", "rising order"},
		{"a number left out", q, "-- name: a\nSELECT code FROM org_unit WHERE a = $1 AND b = $3", "rising order"},
		{"a number used twice", q, "-- name: a\nSELECT code FROM org_unit WHERE a = $1 AND b = $2 AND c = $1", ""},
		{"now", q, "-- name: a\nUPDATE org_unit SET at = now() WHERE code = $1", "the transaction carries the time"},
		{"current_timestamp", q, "-- name: a\nSELECT CURRENT_TIMESTAMP", "the transaction carries the time"},
		{"random", q, "-- name: a\nSELECT random()", "the transaction carries the time"},
		{"JSON", q, "-- name: a\nSELECT detail->>'late' FROM org_unit", "JSON operator"},
		{"words in a text", q, "-- name: a\nSELECT code FROM org_unit WHERE a = 'select * from now() $9'", ""},
		{"words in a comment", q, "-- name: a\n-- SELECT * FROM sitrep_return\nSELECT code FROM org_unit", ""},
		{"another room's table", q, "-- name: a\nSELECT code FROM sitrep_return", "not org's"},
		{"joined to another room's table", q, "-- name: a\nSELECT a FROM org_unit LEFT JOIN access_grant ON 1 = 1", "not org's"},
		{"writes another room's table", q, "-- name: a\nDELETE FROM audit_log WHERE seq = $1", "not org's"},
		{"a room whose name ours begins with", q, "-- name: a\nSELECT a FROM organ_donor", "not org's"},
		{"names of its own", q, "-- name: a\nWITH RECURSIVE up (code) AS (SELECT code FROM org_link WHERE code = $1 UNION SELECT l.parent FROM org_link AS l JOIN up ON l.code = up.code), last AS (SELECT code FROM up) SELECT code FROM last", ""},
		{"upsert and lock", q, "-- name: a\nINSERT INTO org_unit (code) VALUES ($1) ON CONFLICT (code) DO UPDATE SET code = excluded.code", ""},
		{"function as a table", q, "-- name: a\nSELECT value FROM json_each($1)", ""},
		{"migration", "internal/org/orgdb/migration/sqlite/0001_a.sql", "CREATE TABLE org_unit (code TEXT);\nCREATE INDEX x ON org_unit (code);", ""},
		{"migration of another room", "internal/org/orgdb/migration/sqlite/0001_a.sql", "CREATE TABLE IF NOT EXISTS sitrep_x (code TEXT)", "not org's"},
		{"index on another room", "internal/org/orgdb/migration/sqlite/0001_a.sql", "CREATE INDEX x ON sitrep_x (code)", "not org's"},
		{"SQL in a room of rules", "internal/org/queries.sql", "-- name: a\nSELECT 1", "beside a store"},
		{"SQL among pages", "internal/org/orgweb/queries.sql", "-- name: a\nSELECT 1", "beside a store"},
		{"SQL in Go", "internal/org/orgdb/a.go", "package orgdb\nconst q = `SELECT code FROM org_unit`", "belongs in queries.sql"},
		{"words in Go", "internal/org/orgdb/a.go", "package orgdb\nconst q = `Select a unit from the list`", ""},
	})
}

func TestSizesAreChecked(t *testing.T) {
	long := func(n int) string { return "package a\n\nfunc f() {\n" + strings.Repeat("\tf()\n", n-2) + "}\n" }
	brief := strings.Repeat("func g() {}\n", 9)
	eachBroken(t, checkSizes, []broken{
		{"short", "internal/org/a.go", long(46), ""},
		{"long file", "internal/org/a.go", "package a\n" + strings.Repeat("\n", 800), "801 lines"},
		{"long test file", "internal/org/a_test.go", "package a\n" + strings.Repeat("\n", 800), "801 lines"},
		{"generated file", "internal/org/a_templ.go", "package a\n" + strings.Repeat("\n", 800), ""},
		{"long function", "internal/org/a.go", long(101), "f has 101 lines"},
		{"one in ten", "internal/org/a.go", long(47) + brief, ""},
		{"two in ten", "internal/org/a.go", long(47) + strings.Replace(long(47), "package a\n", "", 1) + brief, "2 of 11 functions"},
	})
}

func TestShapeIsChecked(t *testing.T) {
	eachBroken(t, checkNames, []broken{
		{"util", "internal/util/a.go", "package util", "not util"}, {"word", "internal/org/a.go", "package org", ""},
	})
	eachBroken(t, checkInit, []broken{
		{"init", "internal/org/a.go", "package org\nfunc init() {}", "no init"},
		{"a method called init", "internal/org/a.go", "package org\ntype t int\nfunc (t) init() {}", ""},
	})
	const p = "internal/org/a.go"
	eachBroken(t, checkVars, []broken{
		{"error", p, "package org\nimport \"errors\"\nvar ErrGone = errors.New(\"gone\")", ""},
		{"embed", p, "package org\nimport \"embed\"\n//go:embed x\nvar files embed.FS", ""},
		{"table", p, "package org\nvar kinds = map[string]int{\"a\": 1}\nfunc f() int { return kinds[\"a\"] }", ""},
		{"exported table", p, "package org\nvar Kinds = []string{\"a\"}", "can be changed by anybody"},
		{"no value", p, "package org\nvar count int", "given its value elsewhere"},
		{"assigned", p, "package org\nvar n = 1\nfunc f() { n = 2 }", "changes the package variable n"},
		{"counted", p, "package org\nvar n = 1\nfunc f() { n++ }", "changes the package variable n"},
		{"table written", p, "package org\nvar kinds = map[string]int{}\nfunc f() { kinds[\"b\"] = 2 }", "changes the package variable kinds"},
		{"table emptied", p, "package org\nvar kinds = map[string]int{}\nfunc f() { delete(kinds, \"b\") }", "changes the package variable kinds"},
		{"field written", p, "package org\nvar s = struct{ a int }{}\nfunc f() { s.a = 2 }", "changes the package variable s"},
		{"address taken", p, "package org\nvar n = 1\nfunc f() *int { return &n }", "changes the package variable n"},
		{"a local of that name", p, "package org\nvar n = 1\nfunc f() { n := 1; n = 2; var m = n; m++ }\nfunc g(n int) { n++ }\nfunc h() { var n int; n++ }", ""},
	})
	eachBroken(t, checkComments, []broken{
		{"nolint alone", p, "package org\n\nfunc f() {} //nolint", "with a reason"},
		{"nolint without reason", p, "package org\n\nfunc f() {} //nolint:errcheck", "with a reason"},
		{"nolint with reason", p, "package org\n\nfunc f() {} //nolint:errcheck // the file is gone anyway", ""},
		{"lint:ignore", p, "package org\n\n//lint:ignore SA1019\nfunc f() {}", "with a reason"},
		{"left for later", p, "package org\n\n// " + "TO" + "DO: more\nfunc f() {}", "do it"},
	})
}

func TestDocsAreChecked(t *testing.T) {
	const p = "internal/org/a.go"
	eachBroken(t, checkDocs, []broken{
		{"none", p, "package org", "no doc"},
		{"wrong name", p, "// Package orgs is it.\npackage org", "begins"},
		{"command", "cmd/headroom/a.go", "// Command headroom runs it.\npackage main\nfunc F() {}", ""},
		{"all told", p, "// Package org is it.\npackage org\n\n// T is.\ntype T int\n\n// F does.\nfunc (T) F() {}\n\n// The kinds.\nconst (\n\tA = 1\n\tB = 2\n)\n", ""},
		{"type", p, "// Package org is it.\npackage org\n\ntype T int\n", "T is exported"},
		{"method", p, "// Package org is it.\npackage org\n\ntype t int\n\n// T is.\ntype T[A any] struct{}\n\nfunc (t) Quiet() {}\n\nfunc (*T[A]) F() {}\n", "F is exported"},
		{"constant", p, "// Package org is it.\npackage org\n\nconst A = 1\n", "A is exported"},
	})
	eachBroken(t, checkPaths, []broken{
		{"machine path", "README.md", "see /" + "home/jo/headroom", "path of one machine"},
		{"quoted", "x.sh", "cd \"/" + "work/main\"", "path of one machine"},
		{"a page's path", "README.md", "open /homepage or https://example.org/home/x or /work", ""},
	})
}

func TestIgnoredFilesAreLeftOut(t *testing.T) {
	h := small(t, map[string]string{
		".gitignore": "node_modules/\n/bin\n*.log\ninternal/web/dist/\n", "node_modules/a/a.go": "package a", "bin/x.go": "package x",
		"internal/org/bin/x.go": "package bin", "a.log": "/", "internal/web/dist/a.css": "", "internal/web/dist.go": "package web",
		"internal/org/testdata/bad.go": "no Go at all", "data.bin": "a\x00b",
	})
	if got := fmt.Sprint(sorted(h.files)); got != "[.gitignore internal/org/bin/x.go internal/org/testdata/bad.go internal/web/dist.go]" {
		t.Error(got)
	}
}

func TestAsksAreChecked(t *testing.T) {
	files := map[string]string{
		"internal/sitrep/sitrepweb/routes.go": "package sitrepweb\nvar routes = []string{\"GET /returns\"}",
		"internal/sitrep/a_test.go":           "package sitrep\nfunc TestLateness() {}",
		"cmd/headroom/import.go":              "package main\nvar c = struct{ Use string }{Use: \"import FILE...\"}",
		"cmd/headroom/testdata/a.txtar":       "exec headroom",
	}
	page := func(row map[string]string, more string) string {
		s := "| id | ask | page | command | test |\n|---|---|---|---|---|\n"
		for _, id := range askIDs() {
			if r, ok := row[id]; ok {
				s += r
			} else {
				s += "| " + id + " | it | not yet | not yet: no command is needed | not yet |\n"
			}
		}
		return s + more
	}
	for _, c := range []struct {
		name, row, more, want string
	}{
		{"all named", "| N1 | it | `/returns` | `headroom import --dry-run` | `TestLateness`, `cmd/headroom/testdata/a.txtar` |\n", "", ""},
		{"page gone", "| N1 | it | `/gone` | not yet | not yet |\n", "", "no page /gone"},
		{"command gone", "| N1 | it | not yet | `headroom gone` | not yet |\n", "", "no command headroom gone"},
		{"test gone", "| N1 | it | not yet | not yet | `TestGone` |\n", "", "no test TestGone"},
		{"script gone", "| N1 | it | not yet | not yet | `cmd/headroom/testdata/b.txtar` |\n", "", "no test cmd"},
		{"nothing named", "| N1 | it | somewhere | not yet | not yet |\n", "", "names nothing"},
		{"empty cell", "| N1 | it | | not yet | not yet |\n", "", "names nothing"},
		{"cells missing", "| N1 | it | not yet |\n", "", "too few cells"},
		{"row missing", "\n", "", "N1 has 0 rows"},
		{"row twice", "", "| N2 | it | not yet | not yet | not yet |\n", "N2 has 2 rows"},
		{"no such ask", "", "| D11 | it | not yet | not yet | not yet |\n", "no ask D11"},
	} {
		t.Run(c.name, func(t *testing.T) {
			row := map[string]string{}
			if c.row != "" {
				row["N1"] = c.row
			}
			files[asksPage] = page(row, c.more)
			all := fmt.Sprint(checkAsks(small(t, files)))
			if c.want == "" && all != "[]" || !strings.Contains(all, c.want) {
				t.Errorf("want %q, found %s", c.want, all)
			}
		})
	}
}

func TestPackagesPageFollowsTheDocs(t *testing.T) {
	page := packagesPage(small(t, map[string]string{
		"internal/civil/doc.go": "// Package civil holds dates. And more.\npackage civil",
		"internal/org/doc.go":   "// Package org knows | everybody.\npackage org\nimport _ \"headroom/internal/civil\"",
	}))
	for _, want := range []string{"## Materials", "| civil | Package civil holds dates. |  |", `| org | Package org knows \| everybody. | civil |`} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not on the page:\n%s", want, page)
		}
	}
}

func TestFiguresAreCounted(t *testing.T) {
	f := measureHouse(small(t, map[string]string{
		"internal/org/a.go":      "// Package org is it.\npackage org\n\nfunc f() {} // here\n",
		"internal/org/a_test.go": "package org\n\n",
	}))
	if f.code != 4 || f.tests != 2 || f.comments != 50 || f.functions != 1 || f.long != 0 || f.medianFile != 4 {
		t.Errorf("%+v", f)
	}
}
