package arch

import (
	"flag"
	"os"
	"sort"
	"testing"
)

var update = flag.Bool("update", false, "write docs/packages.md anew")

// check is one rule of the house.
type check struct {
	name string
	find func(*tree) []violation
}

// checks lists the rules in the order of docs/design.md.
func checks() []check {
	return []check{
		{"storeys", checkStoreys}, {"rules", checkRules}, {"sql", checkSQL}, {"sizes", checkSizes}, {"names", checkNames},
		{"init", checkInit}, {"variables", checkVars}, {"comments", checkComments}, {"docs", checkDocs},
		{"paths", checkPaths}, {"asks", checkAsks},
	}
}

const repo = "../.."

func readHouse(t *testing.T) *tree {
	t.Helper()
	h, err := loadTree(os.DirFS(repo))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range h.bad {
		t.Error(v)
	}
	return h
}

func TestHouseKeepsItsRules(t *testing.T) {
	h := readHouse(t)
	for _, c := range checks() {
		t.Run(c.name, func(t *testing.T) {
			found := c.find(h)
			sort.Slice(found, func(i, j int) bool { return found[i].where < found[j].where })
			for _, v := range found {
				t.Error(v)
			}
		})
	}
}

func TestPackagesPage(t *testing.T) {
	const page = "docs/packages.md"
	h := readHouse(t)
	want := packagesPage(h)
	if *update {
		if err := os.WriteFile(repo+"/"+page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(h.files[page]) != want {
		t.Errorf("%s is not what the packages say now: run make packages", page)
	}
}

// TestFigures reports the guides that are not limits.
func TestFigures(t *testing.T) {
	f := measureHouse(readHouse(t))
	if f.code == 0 || f.functions == 0 {
		t.Fatal("no source was found")
	}
	t.Logf("%d files, median %d lines (guide %d); %d lines of code, %d of tests, %.2f to one (guide %.1f)",
		f.files, f.medianFile, usualFile, f.code, f.tests, float64(f.tests)/float64(f.code), usualTests)
	t.Logf("comments on %d of 100 lines (guide %d to %d); %d of %d functions longer than %d lines (one in ten may be)",
		f.comments, fewComments, manyComment, f.long, f.functions, usualFunc)
}
