package main

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// read runs lines of events through a tally and gives what it printed.
func read(lines ...string) (*tally, string) {
	var b strings.Builder
	t := newTally(&b)
	readEvents(t, strings.NewReader(strings.Join(lines, "\n")+"\n"))
	t.report()
	return t, b.String()
}

func line(action, pkg, test, output string) string {
	return fmt.Sprintf(`{"Action":%q,"Package":%q,"Test":%q,"Output":%q,"Elapsed":6.2}`, action, pkg, test, output)
}

func TestSubtestsAreCountedAndTheirParentIsNot(t *testing.T) {
	_, out := read(
		line("run", "p", "TestA", ""), line("run", "p", "TestA/one", ""), line("run", "p", "TestA/two", ""),
		line("pass", "p", "TestA/one", ""), line("output", "p", "TestA/two", "    a_test.go:9: no such luck\n"),
		line("fail", "p", "TestA/two", ""), line("fail", "p", "TestA", ""),
		line("run", "p", "TestB", ""), line("pass", "p", "TestB", ""), line("fail", "p", "", ""),
	)
	for _, want := range []string{"\n2 passed, 1 failed, 0 skipped\n", "FAILED p TestA/two\n    a_test.go:9: no such luck", "slowest: p 6s"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
	if !strings.HasSuffix(out, "skipped\n") {
		t.Error("the count is not the last line")
	}
}

func TestAParentThatFailsByItselfIsCounted(t *testing.T) {
	_, out := read(
		line("run", "p", "TestA", ""), line("run", "p", "TestA/one", ""), line("pass", "p", "TestA/one", ""),
		line("fail", "p", "TestA", ""), line("fail", "p", "", ""),
	)
	if !strings.Contains(out, "1 passed, 1 failed, 0 skipped") {
		t.Error(out)
	}
}

func TestReasonsForSkippingAreToldOnce(t *testing.T) {
	var lines []string
	for i := range 5 {
		name := fmt.Sprintf("Test%d", i)
		lines = append(lines, line("run", "p", name, ""), line("output", "p", name, "=== RUN   "+name+"\n"),
			line("output", "p", name, "    dbtest.go:40: no PostgreSQL here\n"), line("output", "p", name, "--- SKIP: "+name+"\n"),
			line("skip", "p", name, ""))
	}
	_, out := read(append(lines, line("pass", "p", "", ""))...)
	if !strings.Contains(out, "0 passed, 0 failed, 5 skipped") || strings.Count(out, "no PostgreSQL here") != 1 ||
		!strings.Contains(out, "skipped (5)") {
		t.Error(out)
	}
}

func TestAPackageThatDoesNotBuildIsAFailure(t *testing.T) {
	tl, out := read(
		`{"Action":"build-output","ImportPath":"p","Output":"p/a.go:3: undefined: x\n"}`,
		`{"Action":"build-fail","ImportPath":"p"}`, line("fail", "p", "", ""), "plain words", line("skip", "q", "", ""),
	)
	if tl.failed != 1 || !strings.Contains(out, "undefined: x") || !strings.Contains(out, "plain words") ||
		!strings.Contains(out, "0 passed, 1 failed, 0 skipped") {
		t.Error(out)
	}
}

func TestAPackageThatBreaksOffShowsWhatItSaid(t *testing.T) {
	_, out := read(line("run", "p", "TestA", ""), line("output", "p", "TestA", "panic: boom\n"), line("fail", "p", "", ""))
	if !strings.Contains(out, "panic: boom") || !strings.Contains(out, "0 passed, 1 failed") {
		t.Error(out)
	}
}

func TestFuzzTargetsAreFoundAndCounted(t *testing.T) {
	found, err := fuzzTargets(fstest.MapFS{
		"internal/sheet/a_test.go":      {Data: []byte("package sheet\n\nfunc FuzzCSV(f *testing.F) {\n}\n")},
		"internal/sheet/a.go":           {Data: []byte("func FuzzNot(f *testing.F) {}")},
		"node_modules/x/a_test.go":      {Data: []byte("func FuzzNot(f *testing.F) {}")},
		"internal/x/testdata/a_test.go": {Data: []byte("func FuzzNot(f *testing.F) {}")},
	})
	if err != nil || fmt.Sprint(found) != "[{internal/sheet FuzzCSV}]" {
		t.Fatal(found, err)
	}
	var b strings.Builder
	tl := newTally(&b)
	tl.fuzzed(found[0], "")
	tl.fuzzed(found[0], "found: a crasher")
	tl.report()
	if !strings.Contains(b.String(), "1 passed, 1 failed") || !strings.Contains(b.String(), "a crasher") {
		t.Error(b.String())
	}
}

func TestACommandThatCannotRunIsBroken(t *testing.T) {
	if !runTests(newTally(&strings.Builder{}), []string{"./no-such-command"}) {
		t.Error("it is not told")
	}
	if runTests(newTally(&strings.Builder{}), []string{"sh", "-c", "echo {}"}) {
		t.Error("a command that ends well is broken")
	}
}
