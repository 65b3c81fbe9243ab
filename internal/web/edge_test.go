package web

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"iter"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"headroom/internal/fault"
)

func TestSecurityHeaders(t *testing.T) {
	w := newWorld(t, append(doors(), Route{Pattern: "GET /boom", Public: true, Handle: fails(errors.New("x"))}), func(c *Config) { c.HTTPS = true })
	for _, path := range []string{"/sign-in", "/england", "/nowhere", "/boom"} {
		a := w.get(path)
		for name, want := range map[string]string{
			"Content-Security-Policy": "frame-ancestors 'none'", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Referrer-Policy": "same-origin", "Permissions-Policy": "camera=()", "Cache-Control": "no-store", "Strict-Transport-Security": "max-age=",
		} {
			if !strings.Contains(a.Header.Get(name), want) {
				t.Errorf("%s: %s is %q", path, name, a.Header.Get(name))
			}
		}
		if strings.Contains(a.Header.Get("Content-Security-Policy"), "unsafe") {
			t.Error("the policy has an unsafe part")
		}
	}
	plain := newWorld(t, doors(), nil).get("/england")
	if plain.Header.Get("Strict-Transport-Security") != "" {
		t.Error("HSTS over plain HTTP would lock a laptop demonstration out")
	}
}

func TestFormsFromOtherSitesAreRefused(t *testing.T) {
	w := newWorld(t, doors(), func(c *Config) { c.Trusted = []string{"https://headroom.example"} })
	for _, c := range []struct {
		name   string
		header map[string]string
		status int
	}{
		{"our own page", map[string]string{"Sec-Fetch-Site": "same-origin"}, 200},
		{"another site", map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		{"a sister site", map[string]string{"Sec-Fetch-Site": "same-site"}, 403},
		{"another origin, old browser", map[string]string{"Origin": "https://evil.example"}, 403},
		{"our trusted origin", map[string]string{"Origin": "https://headroom.example", "Sec-Fetch-Site": "cross-site"}, 200},
		{"a tool", nil, 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := w.is(w.do(call{method: "POST", path: "/orgs/X01", who: "all", body: "a=b", header: c.header}), c.status)
			if c.status == 403 {
				w.says(a, "from another site")
			}
		})
	}
}

func TestGzip(t *testing.T) {
	w := newWorld(t, doors(), nil)
	for accept, packed := range map[string]bool{"gzip": true, "br, gzip;q=0.5": true, "": false, "br": false, "gzip;q=0": false, "gzip; q=0": false} {
		a := w.do(call{path: "/england", who: "all", header: map[string]string{"Accept-Encoding": accept}})
		if got := a.Header.Get("Content-Encoding") == "gzip"; got != packed {
			t.Fatalf("%q: %v", accept, got)
		}
		if !strings.Contains(a.Header.Get("Vary"), "Accept-Encoding") {
			t.Error("Vary is missing")
		}
		if !packed {
			continue
		}
		if a.Header.Get("Content-Length") != "" {
			t.Error("the length is that of the unpacked page")
		}
		z, err := gzip.NewReader(strings.NewReader(a.text))
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(z); err != nil || !strings.Contains(string(b), "</html>") {
			t.Errorf("%v", err)
		}
	}
}

func TestGzipLeavesAlone(t *testing.T) {
	file := bytes.Repeat([]byte{0x50, 0x4b}, 500)
	w := newWorld(t, []Route{
		{Pattern: "GET /file", Public: true, Handle: func(w http.ResponseWriter, r *Request) error {
			return r.Attach(w, "a b.zip", "application/zip", file)
		}},
		{Pattern: "GET /go", Public: true, Handle: func(w http.ResponseWriter, r *Request) error { return r.Redirect(w, "/file", "") }},
	}, nil)
	packed := map[string]string{"Accept-Encoding": "gzip"}
	a := w.is(w.do(call{path: "/file", header: packed}), 200)
	if a.Header.Get("Content-Encoding") != "" || a.text != string(file) || a.Header.Get("Content-Disposition") != `attachment; filename="a b.zip"` {
		t.Errorf("%v", a.Header)
	}
	if b := w.is(w.do(call{path: "/go", header: packed}), 303); b.Header.Get("Content-Encoding") != "" || b.text != "" {
		t.Errorf("%v", b.Header)
	}
}

func TestBodyLimit(t *testing.T) {
	echo := func(w http.ResponseWriter, r *Request) error {
		f, h, err := r.Upload("file")
		if err != nil {
			return err
		}
		defer f.Close()
		return r.JSON(w, 200, h.Filename)
	}
	w := newWorld(t, []Route{
		{Pattern: "POST /form", Verb: "ok.change", Handle: page("Form")},
		{Pattern: "POST /file", Verb: "ok.change", MaxBody: 20 << 10, Handle: echo},
	}, func(c *Config) { c.MaxBody = 1 << 10 })
	w.is(w.do(call{method: "POST", path: "/form", who: "all", body: "a=" + strings.Repeat("x", 500)}), 200)
	w.says(w.is(w.do(call{method: "POST", path: "/form", who: "all", body: "a=" + strings.Repeat("x", 2000)}), 413), "larger than 1 KB")
	w.is(w.do(call{method: "POST", path: "/form", body: "a=" + strings.Repeat("x", 2000)}), 303) // nobody's body is not read

	small, kind := upload(t, "file", "beds.csv", 10<<10)
	w.says(w.is(w.do(call{method: "POST", path: "/file", who: "all", body: small, header: kind}), 200), "beds.csv")
	large, kind := upload(t, "file", "beds.csv", 30<<10)
	w.says(w.is(w.do(call{method: "POST", path: "/file", who: "all", body: large, header: kind}), 413), "larger than 20 KB")
	none, kind := upload(t, "other", "beds.csv", 10)
	w.says(w.is(w.do(call{method: "POST", path: "/file", who: "all", body: none, header: kind}), 422), "Choose a file to upload")
	w.is(w.do(call{method: "POST", path: "/file", who: "all", body: "not a form", header: kind}), 422)
}

// upload is a multipart body with one file, and its content type.
func upload(t *testing.T, field, name string, size int) (string, map[string]string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	f, err := m.CreateFormFile(field, name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(bytes.Repeat([]byte("x"), size)); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), map[string]string{"Content-Type": m.FormDataContentType()}
}

func rowsOf(rows [][]string, err error) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

func TestCSV(t *testing.T) {
	var rows iter.Seq2[[]string, error]
	w := newWorld(t, []Route{{Pattern: "GET /csv", Public: true, Handle: func(w http.ResponseWriter, r *Request) error {
		return r.CSV(w, "beds 2025.csv", []string{"trust", "beds"}, rows)
	}}}, nil)
	rows = rowsOf([][]string{{"=cmd()", "-12.5"}, {"@x", "+1"}, {"-cut", "a,\"b\""}, {"", "1e3"}}, nil)
	a := w.is(w.do(call{path: "/csv"}), 200)
	want := "trust,beds\r\n'=cmd(),-12.5\r\n'@x,+1\r\n'-cut,\"a,\"\"b\"\"\"\r\n,1e3\r\n"
	if a.text != want || a.Header.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.Contains(a.Header.Get("Content-Disposition"), "beds 2025.csv") {
		t.Errorf("%q %v", a.text, a.Header)
	}
	rows = rowsOf(nil, nil)
	if a := w.do(call{path: "/csv"}); a.text != "trust,beds\r\n" {
		t.Errorf("%q", a.text)
	}
	rows = rowsOf([][]string{{"a", "1"}}, fault.New(fault.Unavailable, "The store cannot be read"))
	w.says(w.is(w.do(call{path: "/csv"}), 503), "The store cannot be read")
}

// An error after the first part breaks the download off instead of ending it well.
func TestCSVBreaksOff(t *testing.T) {
	long := make([][]string, 3000)
	for i := range long {
		long[i] = []string{strings.Repeat("x", 40)}
	}
	w := newWorld(t, []Route{{Pattern: "GET /csv", Public: true, Handle: func(w http.ResponseWriter, r *Request) error {
		return r.CSV(w, "a.csv", []string{"a"}, rowsOf(long, errors.New("lost")))
	}}}, nil)
	defer func() {
		if recover() != http.ErrAbortHandler {
			t.Error("the file ended as if whole")
		}
	}()
	w.do(call{path: "/csv"})
}

func TestNoticeIsShownOnce(t *testing.T) {
	w := newWorld(t, []Route{
		{Pattern: "POST /do", Verb: "ok.change", Handle: func(w http.ResponseWriter, r *Request) error {
			return r.Redirect(w, "/done", `Return for <X01> submitted.`)
		}},
		{Pattern: "GET /done", Verb: "ok.read", Handle: page("Done")},
	}, nil)
	a := w.is(w.do(call{method: "POST", path: "/do", who: "all", body: "a=b"}), 303)
	cookies := a.Cookies()
	if len(cookies) != 1 || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteStrictMode || a.Header.Get("Location") != "/done" {
		t.Fatalf("%v %v", cookies, a.Header)
	}
	b := w.do(call{path: "/done", header: map[string]string{"Cookie": "who=all; " + cookies[0].Name + "=" + cookies[0].Value}})
	w.says(b, "Return for &lt;X01&gt; submitted.", `role="alert"`)
	if c := b.Cookies(); len(c) != 1 || c[0].MaxAge >= 0 {
		t.Error("the notice is not cleared")
	}
	w.hides(w.do(call{path: "/done", header: map[string]string{"Cookie": "who=all; " + noticeCookie + "=%%%"}}), "notification")
}

func TestRedirectsStayHere(t *testing.T) {
	for to, want := range map[string]bool{
		"/": true, "/a?b=c#d": true, "//evil.example": false, "https://evil.example/": false, `/\evil.example`: false, "a": false, "": false, "/%zz": false,
	} {
		if local(to) != want {
			t.Errorf("%q: %v", to, !want)
		}
		r := &Request{Request: httptest.NewRequest("GET", "/sign-in?next="+url.QueryEscape(to), nil)}
		if got := r.Next(); want && got != to || !want && got != "/" {
			t.Errorf("next=%q leads to %q", to, got)
		}
	}
	w := newWorld(t, []Route{{Pattern: "GET /go", Public: true, Handle: func(w http.ResponseWriter, r *Request) error {
		return r.Redirect(w, "https://evil.example", "")
	}}}, nil)
	w.is(w.do(call{path: "/go"}), 500)
}

func TestAround(t *testing.T) {
	w := newWorld(t, doors(), func(c *Config) {
		c.Around = func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("X-Around", "yes")
				next.ServeHTTP(w, r)
			})
		}
	})
	if a := w.get("/england"); a.Header.Get("X-Around") != "yes" {
		t.Error("the middleware was not used")
	}
}
