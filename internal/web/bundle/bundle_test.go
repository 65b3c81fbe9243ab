package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"headroom/internal/web"
)

func used(list ...string) names {
	n := names{map[string]bool{}, map[string]bool{}}
	for _, c := range list {
		n.whole[c], n.blocks[block(c)] = true, true
	}
	return n
}

func TestTrim(t *testing.T) {
	n := used("nhsuk-tag", "nhsuk-u-visually-hidden", "nhsuk-card__content", "nhsuk-heading-s")
	for _, c := range []struct{ name, in, want string }{
		{"used", ".nhsuk-tag{a:b}", ".nhsuk-tag{a:b}"},
		{"modifier of a used block", ".nhsuk-tag--red{a:b}", ".nhsuk-tag--red{a:b}"},
		{"unused", ".nhsuk-hero{a:b}", ""},
		{"part of a list", ".nhsuk-hero,.nhsuk-tag a{a:b}", ".nhsuk-tag a{a:b}"},
		{"needs both", ".nhsuk-hero .nhsuk-tag{a:b}", ""},
		{"no class", "body,a:hover{a:b}", "body,a:hover{a:b}"},
		{"utility not named", ".nhsuk-u-margin-0{a:b}", ""},
		{"utility named", ".nhsuk-u-visually-hidden{a:b}", ".nhsuk-u-visually-hidden{a:b}"},
		{"heading not named", ".nhsuk-heading-xl{a:b}", ""},
		{"not", ".nhsuk-tag:not(.nhsuk-hero){a:b}", ".nhsuk-tag:not(.nhsuk-hero){a:b}"},
		{"comma in brackets", ":is(.nhsuk-tag,.nhsuk-card){a:b}", ":is(.nhsuk-tag,.nhsuk-card){a:b}"},
		{"font", `@font-face{font-family:Frutiger;src:url("https://assets.nhs.uk/f.woff2")}`, ""},
		{"media", "@media print{.nhsuk-hero{a:b}.nhsuk-tag{a:b}}", "@media print{.nhsuk-tag{a:b}}"},
		{"media that is left empty", "@media print{.nhsuk-hero{a:b}}", ""},
		{"nested", "@supports (a:b){@media print{.nhsuk-tag{a:b}}}", "@supports (a:b){@media print{.nhsuk-tag{a:b}}}"},
		{"keyframes", "@keyframes x{from{a:b}to{a:c}}", "@keyframes x{from{a:b}to{a:c}}"},
		{"charset", `@charset "UTF-8";.nhsuk-tag{a:b}`, `@charset "UTF-8";.nhsuk-tag{a:b}`},
		{"comment", "/* .x{ */.nhsuk-tag{a:b}", ".nhsuk-tag{a:b}"},
		{"brace in quotes", `.nhsuk-tag{content:"}\"{"}.nhsuk-hero{a:b}`, `.nhsuk-tag{content:"}\"{"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.ReplaceAll(trim(c.in, n), "\n", ""); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestClassesIn(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a.templ": `<i class="nhsuk-tag hr-tag">`, "a.go": `c := "nhsuk-button--small"`, "a_test.go": "nhsuk-hero", "b.md": "nhsuk-hero", "c.js": "nhsuk-frontend-supported",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	n, err := classesIn(dir)
	if err != nil {
		t.Fatal(err)
	}
	for class, want := range map[string]bool{"nhsuk-tag": true, "nhsuk-tag--red": true, "nhsuk-button": true, "nhsuk-hero": false, "nhsuk-frontend-supported": true} {
		if got := n.usesClass(class); got != want {
			t.Errorf("%s: %v", class, got)
		}
	}
}

func TestOutside(t *testing.T) {
	for text, want := range map[string]bool{
		`a{b:url("https://x.example/a")}`: true, "a{b:url(//x.example/a)}": true, "a{b:url(/assets/images/x.svg)}": true, `@import "a.css";`: true,
		`a{b:url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E")}`: false, "a{}": false,
	} {
		if got := outside([]byte(text)) != nil; got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// The whole bundle: small, whole, without the font, and the same on every run.
func TestBundle(t *testing.T) {
	root := filepath.Join("..", "..", "..")
	if _, err := os.Stat(filepath.Join(root, nhsStyle)); err != nil {
		t.Skip("nhsuk-frontend is not installed: run npm ci")
	}
	out := t.TempDir()
	if err := os.WriteFile(filepath.Join(out, "app-old.css"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	var first string
	for range 2 {
		if err := bundle(root, out); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(out, "manifest.json"))
		if err != nil {
			t.Fatal(err)
		}
		if first != "" && first != string(b) {
			t.Error("two runs differ")
		}
		first = string(b)
	}
	if _, err := os.Stat(filepath.Join(out, "app-old.css")); err == nil {
		t.Error("the older bundle is still there")
	}
	var m web.Manifest
	if err := json.Unmarshal([]byte(first), &m); err != nil {
		t.Fatal(err)
	}
	size := 0
	for _, name := range append(append([]string{m.Icon}, m.Styles...), m.Scripts...) {
		b, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(b), "Frutiger") && strings.Contains(string(b), "@font-face") || strings.Contains(string(b), "assets.nhs.uk") {
			t.Errorf("%s asks for the font", name)
		}
		gz, err := os.Stat(filepath.Join(out, name+".gz"))
		if err != nil {
			t.Fatal(err)
		}
		size += int(gz.Size())
	}
	if size > 45<<10 {
		t.Errorf("styles and scripts are %d bytes compressed, more than 45 KB", size)
	}
	css, err := os.ReadFile(filepath.Join(out, m.Styles[0]))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{".nhsuk-tag--red", ".nhsuk-u-visually-hidden", ".hr-tile--r16", ".nhsuk-error-summary", ".nhsuk-header__navigation-link", "@media print"} {
		if !strings.Contains(string(css), want) {
			t.Errorf("the style sheet lacks %s", want)
		}
	}
}

func TestBundleWithoutPackages(t *testing.T) {
	if err := bundle(t.TempDir(), t.TempDir()); err == nil || !strings.Contains(err.Error(), "npm ci") {
		t.Errorf("%v", err)
	}
}

// The lock file pins every package by its content and names no registry, so that it is the same wherever it was made.
func TestLockNamesNoHost(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(b), "://") || strings.Contains(string(b), `"resolved"`) {
		t.Error("package-lock.json names where its packages came from; run npm install with omit-lockfile-registry-resolved=true")
	}
	var lock struct {
		Packages map[string]struct{ Version, Integrity string }
	}
	if err := json.Unmarshal(b, &lock); err != nil {
		t.Fatal(err)
	}
	for name, p := range lock.Packages {
		if name != "" && (p.Integrity == "" || p.Version == "") {
			t.Errorf("%s is not pinned", name)
		}
	}
}
