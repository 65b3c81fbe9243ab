package browser

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// ChromiumEnv names another Chromium than Debian's.
const ChromiumEnv = "HEADROOM_CHROMIUM"

// Job is what to look at.
type Job struct {
	Pages   []Page   `json:"pages"`
	Widths  []int    `json:"widths"` // in pixels; 1280 and 390 when empty
	Cookies []Cookie `json:"cookies,omitempty"`
	Shots   string   `json:"shots,omitempty"` // the folder for pictures; empty saves none
	// NoScripts looks at the pages as a browser without scripts shows them.
	NoScripts bool `json:"noScripts,omitempty"`
}

// Page is one address and the name its pictures get.
type Page struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

// Cookie is sent with every request, as the session's.
type Cookie struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	URL   string `json:"url"`
}

// Seen is what a page was like at one width.
type Seen struct {
	Name       string      `json:"name"`
	Width      int         `json:"width"`
	Status     int         `json:"status"`
	Violations []Violation `json:"violations"`
	Passes     int         `json:"passes"`   // axe rules passed
	Bytes      int         `json:"bytes"`    // over the line, headers included, with nothing cached
	Requests   int         `json:"requests"` // the page itself included
	Overflow   int         `json:"overflow"` // pixels by which the page is wider than the window
	Wide       []string    `json:"wide"`     // what sticks out, if anything does
	Console    []string    `json:"console"`  // errors and refusals of the content security policy
	Shot       string      `json:"shot"`
}

// Violation is one broken rule and where.
type Violation struct {
	ID     string   `json:"id"`
	Impact string   `json:"impact"`
	Help   string   `json:"help"`
	Where  []string `json:"where"`
}

// chromium is the program to start: Debian's Chromium without windows, which opens a page in half the time, or the whole one.
func chromium() string {
	const shell, whole = "/usr/bin/chromium-headless-shell", "/usr/bin/chromium"
	if p := os.Getenv(ChromiumEnv); p != "" {
		return p
	}
	if _, err := os.Stat(shell); err == nil {
		return shell
	}
	return whole
}

// Root is the folder above dir that holds go.mod.
func Root(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("no go.mod above this folder")
		}
		dir = up
	}
}

// Ready says what is lacking to run a browser from the repository at root; nil when nothing is.
func Ready(root string) error {
	if _, err := exec.LookPath("node"); err != nil {
		return errors.New("node is not installed: the browser tests need node 20 or newer")
	}
	if _, err := os.Stat(chromium()); err != nil {
		return fmt.Errorf("%s is not there: install the chromium package, or set %s", chromium(), ChromiumEnv)
	}
	for _, m := range []string{"playwright-core", "axe-core"} {
		if _, err := os.Stat(filepath.Join(root, "node_modules", m)); err != nil {
			return fmt.Errorf("%s is not installed: run npm ci", m)
		}
	}
	return nil
}

// Need is the repository's root, or the test skips with what is lacking.
func Need(t testing.TB) string {
	t.Helper()
	root, err := Root(".")
	if err == nil {
		err = Ready(root)
	}
	if err != nil {
		t.Skip(err)
	}
	return root
}

// Audit opens every page at every width in one browser with an empty profile.
func Audit(ctx context.Context, root string, job Job) ([]Seen, error) {
	if len(job.Widths) == 0 {
		job.Widths = []int{1280, 390}
	}
	in, err := json.Marshal(job)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, "node", filepath.Join(root, "internal", "web", "browser", "audit.mjs"))
	cmd.Dir = root
	cmd.Env = append(os.Environ(), ChromiumEnv+"="+chromium())
	cmd.Stdin = bytes.NewReader(in)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("audit.mjs: %w\n%s", err, stderr.String())
	}
	var seen []Seen
	if err := json.Unmarshal(out, &seen); err != nil {
		return nil, fmt.Errorf("audit.mjs: %w\n%s", err, out)
	}
	return seen, nil
}

// MostBytes is the largest first load of a page, over the line with nothing cached.
const MostBytes = 300_000

// Accessible opens pages at both widths and fails the test of a page that answers otherwise than 200, breaks a rule of axe, writes
// to the console, is wider than its window or loads more than MostBytes. Pictures are kept in the folder that HEADROOM_SHOTS
// names. It skips, saying so, with -short and where there is no browser.
func Accessible(t *testing.T, pages []Page) {
	t.Helper()
	if testing.Short() {
		t.Skip("the browser is slow; run without -short")
	}
	root := Need(t)
	job := Job{Shots: os.Getenv("HEADROOM_SHOTS")}
	for _, p := range pages {
		job.Pages = append(job.Pages, Page{Name: strings.ReplaceAll(p.Name, "/", "-"), URL: p.URL})
	}
	seen, err := Audit(t.Context(), root, job)
	if err != nil {
		t.Fatal(err)
	}
	if len(seen) == 0 {
		t.Error("no page was looked at")
	}
	for _, s := range seen {
		for _, p := range s.Faults() {
			t.Errorf("%s at %d: %s", s.Name, s.Width, p)
		}
	}
}

// Faults are what a page may not be, in words; none when all is well.
func (s Seen) Faults() []string {
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if s.Status != 200 || len(s.Console) > 0 {
		add("status %d, console %q", s.Status, s.Console)
	}
	if s.Passes == 0 {
		add("axe found nothing to judge")
	}
	for _, v := range s.Violations {
		add("%s (%s): %s\n%q", v.ID, v.Impact, v.Help, v.Where)
	}
	if s.Overflow > 0 {
		add("%d pixels too wide: %q", s.Overflow, s.Wide)
	}
	if s.Bytes > MostBytes {
		add("the first load is %d bytes, more than %d", s.Bytes, MostBytes)
	}
	return out
}
