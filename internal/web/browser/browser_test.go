package browser_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"headroom/internal/web/browser"
)

const good = `<!doctype html><html lang="en-GB"><head><title>Good</title></head><body><header></header>
<main id="maincontent"><h1>Good</h1><label for="a">A</label><input id="a" aria-describedby="b"><p id="b">b</p></main><footer></footer></body></html>`

func TestSound(t *testing.T) {
	if got := browser.Sound(good); len(got) > 0 {
		t.Errorf("%q", got)
	}
	for name, c := range map[string][3]string{
		"two headings":     {"<p id", "<h1>x</h1><p id", "2 <h1>"},
		"no language":      {` lang="en-GB"`, "", "no language"},
		"no skip target":   {`id="maincontent"`, "", "skip link"},
		"an id twice":      {"<p id", `<i id="b"></i><p id`, "used 2 times"},
		"dangling":         {`<p id="b">b</p>`, "", `"b" is pointed to`},
		"no label":         {`<label for="a">A</label>`, "", "has no label"},
		"inline style":     {"<p id", `<i style="color:red"></i><p id`, "content security policy"},
		"inline script":    {"<p id", `<script>1</script><p id`, "inline <script>"},
		"handler":          {"<p id", `<i onclick="x()"></i><p id`, "content security policy"},
		"script address":   {"<p id", `<a href="javascript:x">x</a><p id`, "content security policy"},
		"another site":     {"<p id", `<img src="https://elsewhere.example/a.png"><p id`, "another site"},
		"refused address":  {"<p id", `<a href="about:invalid#Templ">x</a><p id`, "not safe"},
		"a foreign style":  {"</head>", `<link rel="stylesheet" href="//cdn.example/a.css"></head>`, "another site"},
		"a missing footer": {"<footer></footer>", "", "0 <footer>"},
	} {
		got := browser.Sound(strings.Replace(good, c[0], c[1], 1))
		if !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, c[2]) }) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestReadySaysWhatIsLacking(t *testing.T) {
	t.Setenv(browser.ChromiumEnv, filepath.Join(t.TempDir(), "none"))
	root, err := browser.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	if err := browser.Ready(root); err == nil || !strings.Contains(err.Error(), "install") {
		t.Errorf("%v", err)
	}
	if _, err := browser.Root(os.TempDir()); err == nil {
		t.Error("a folder outside has no root")
	}
}

// The audit finds what is wrong with a page: a picture without words, a page too wide, a console error.
func TestAuditFinds(t *testing.T) {
	if testing.Short() {
		t.Skip("the browser is slow; run without -short")
	}
	root := browser.Need(t)
	bad := strings.Replace(good, "<p id", `<img src="/a.png"><table><tr><td><div><svg width="2000" height="9"></svg></div></td></tr></table><p id`, 1)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'")
		if c, err := r.Cookie("who"); err != nil || c.Value != "me" {
			w.WriteHeader(http.StatusUnauthorized)
		}
		if r.URL.Path == "/bad" {
			_, _ = w.Write([]byte(bad))
			return
		}
		_, _ = w.Write([]byte(good))
	}))
	defer srv.Close()
	shots := t.TempDir()
	seen, err := browser.Audit(t.Context(), root, browser.Job{
		Pages: []browser.Page{{Name: "a/bad", URL: srv.URL + "/bad"}, {Name: "good", URL: srv.URL + "/good"}}, Widths: []int{390}, Shots: shots,
		Cookies: []browser.Cookie{{Name: "who", Value: "me", URL: srv.URL}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(seen) != 2 {
		t.Fatalf("%d views", len(seen))
	}
	b, g := seen[0], seen[1]
	if !slices.ContainsFunc(b.Violations, func(v browser.Violation) bool { return v.ID == "image-alt" && len(v.Where) == 1 }) || b.Overflow < 1000 || len(b.Wide) == 0 || len(b.Console) == 0 {
		t.Errorf("%+v", b)
	}
	if len(g.Violations) > 0 || g.Overflow != 0 || g.Status != 200 || g.Bytes < len(good) || g.Passes == 0 {
		t.Errorf("%+v", g)
	}
	if _, err := os.Stat(filepath.Join(shots, "a-bad-390.png")); err != nil || b.Shot == "" {
		t.Error(err)
	}
}
