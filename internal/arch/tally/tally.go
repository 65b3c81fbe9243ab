package main

import (
	"fmt"
	"io"
	"regexp"
	"sort"
	"strings"
	"time"
)

// event is one line of go test -json.
type event struct {
	Action     string
	Package    string
	ImportPath string // of a build's event, instead of Package
	Test       string
	Elapsed    float64 // seconds
	Output     string
}

// result is one package's count.
type result struct {
	passed, failed, skipped int
	elapsed                 time.Duration
}

// tally counts events and remembers what is worth telling.
type tally struct {
	out                     io.Writer
	passed, failed, skipped int

	packages map[string]*result
	output   map[string]*strings.Builder // by package and test
	parents  map[string]bool             // tests that have subtests
	broke    map[string]bool             // parents one of whose subtests failed
	skips    map[string][]string         // tests by reason
	builds   strings.Builder             // what the compiler said
	fuzz     []string
}

func newTally(out io.Writer) *tally {
	return &tally{
		out: out, packages: map[string]*result{}, output: map[string]*strings.Builder{}, parents: map[string]bool{},
		broke: map[string]bool{}, skips: map[string][]string{},
	}
}

// add takes one event.
func (t *tally) add(e event) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "build-output":
		t.builds.WriteString(e.Output)
	case "run":
		if i := strings.LastIndex(e.Test, "/"); i >= 0 {
			t.parents[e.Package+" "+e.Test[:i]] = true
		}
	case "output":
		if t.output[key] == nil {
			t.output[key] = &strings.Builder{}
		}
		t.output[key].WriteString(e.Output)
	case "pass", "fail", "skip":
		if e.Test == "" {
			t.endPackage(e)
		} else {
			t.endTest(e, key)
		}
		delete(t.output, key)
	}
}

func (t *tally) of(pkg string) *result {
	if t.packages[pkg] == nil {
		t.packages[pkg] = &result{}
	}
	return t.packages[pkg]
}

// endTest counts a test, unless its subtests are counted in its stead.
func (t *tally) endTest(e event, key string) {
	r := t.of(e.Package)
	text := ""
	if b := t.output[key]; b != nil {
		text = b.String()
	}
	switch {
	case e.Action == "fail":
		if i := strings.LastIndex(e.Test, "/"); i >= 0 {
			t.broke[e.Package+" "+e.Test[:i]] = true
		}
		if said := withoutMarks(text); !t.broke[key] || said != "" {
			_, _ = fmt.Fprintf(t.out, "\nFAILED %s %s\n%s", e.Package, e.Test, said)
		}
		if !t.broke[key] {
			r.failed++
			t.failed++
		}
	case t.parents[key]:
	case e.Action == "skip":
		r.skipped++
		t.skipped++
		why := skipReason(text)
		t.skips[why] = append(t.skips[why], e.Package+" "+e.Test)
	default:
		r.passed++
		t.passed++
	}
}

// endPackage prints the package's line. One that failed without a failed test did not build, or broke off.
func (t *tally) endPackage(e event) {
	r := t.of(e.Package)
	r.elapsed = time.Duration(e.Elapsed * float64(time.Second))
	if e.Action == "fail" && r.failed == 0 {
		r.failed++
		t.failed++
		_, _ = fmt.Fprintf(t.out, "\nFAILED %s did not build or broke off\n%s", e.Package, t.builds.String())
		t.builds.Reset()
		for _, key := range t.pending(e.Package) {
			_, _ = fmt.Fprintf(t.out, "%s", t.output[key].String())
		}
	}
	if r.passed+r.failed+r.skipped == 0 {
		return
	}
	word := "ok  "
	if r.failed > 0 {
		word = "FAIL"
	}
	_, _ = fmt.Fprintf(t.out, "%s %-44s %4d passed, %d failed, %d skipped, %s\n", word, e.Package, r.passed, r.failed,
		r.skipped, r.elapsed.Round(100*time.Millisecond))
}

// pending lists the outputs of a package's tests that never ended.
func (t *tally) pending(pkg string) []string {
	var out []string
	for key := range t.output {
		if strings.HasPrefix(key, pkg+" ") {
			out = append(out, key)
		}
	}
	sort.Strings(out)
	return out
}

// fuzzed counts one fuzzing run.
func (t *tally) fuzzed(f target, failure string) {
	if failure == "" {
		t.passed++
		t.fuzz = append(t.fuzz, f.name)
		return
	}
	t.failed++
	_, _ = fmt.Fprintf(t.out, "\nFAILED fuzzing %s in %s\n%s\n", f.name, f.dir, failure)
}

var (
	logPlace = regexp.MustCompile(`^\s*[\w.-]+\.go:\d+: `)
	mark     = regexp.MustCompile(`^\s*(=== (RUN|PAUSE|CONT|NAME)|--- (PASS|FAIL|SKIP)|FAIL$|PASS$)`)
)

// withoutMarks leaves out the lines that only say that a test began or ended.
func withoutMarks(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !mark.MatchString(line) {
			b.WriteString(line)
		}
	}
	return b.String()
}

// skipReason is the last thing that a skipped test said.
func skipReason(text string) string {
	reason := "no reason given"
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, "\n"); logPlace.MatchString(line) && !mark.MatchString(line) {
			reason = logPlace.ReplaceAllString(line, "")
		}
	}
	return reason
}

// report prints what is worth telling, and last the line that counts.
func (t *tally) report() {
	p := func(f string, args ...any) { _, _ = fmt.Fprintf(t.out, f, args...) }
	if len(t.fuzz) > 0 {
		p("\nfuzzed without a find: %s\n", strings.Join(t.fuzz, ", "))
	}
	reasons := make([]string, 0, len(t.skips))
	for r := range t.skips {
		reasons = append(reasons, r)
	}
	sort.Slice(reasons, func(i, j int) bool { return len(t.skips[reasons[i]]) > len(t.skips[reasons[j]]) })
	for _, r := range reasons {
		names := t.skips[r]
		more := ""
		if len(names) > 3 {
			names, more = names[:3], ", …"
		}
		p("\nskipped (%d): %s\n    %s%s\n", len(t.skips[r]), r, strings.Join(names, ", "), more)
	}
	if slow := t.slowest(); len(slow) > 0 {
		p("\nslowest: %s\n", strings.Join(slow, ", "))
	}
	p("\n%d passed, %d failed, %d skipped\n", t.passed, t.failed, t.skipped)
}

// slowest names up to five packages that took more than five seconds.
func (t *tally) slowest() []string {
	names := make([]string, 0, len(t.packages))
	for n, r := range t.packages {
		if r.elapsed > 5*time.Second {
			names = append(names, n)
		}
	}
	sort.Slice(names, func(i, j int) bool { return t.packages[names[i]].elapsed > t.packages[names[j]].elapsed })
	var out []string
	for _, n := range names[:min(5, len(names))] {
		out = append(out, fmt.Sprintf("%s %s", n, t.packages[n].elapsed.Round(time.Second)))
	}
	return out
}
