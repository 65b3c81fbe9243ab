package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"
)

// bundled is a small bundle.
func bundled(t *testing.T) assets {
	t.Helper()
	var gz bytes.Buffer
	z := gzip.NewWriter(&gz)
	if _, err := z.Write([]byte("a{}")); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return assets{
		manifest: Manifest{Styles: []string{"app-1.css"}, Scripts: []string{"app-2.js"}, Icon: "icon-3.svg"},
		files: fstest.MapFS{
			"app-1.css": {Data: []byte("a{}")}, "app-1.css.gz": {Data: gz.Bytes()}, "app-2.js": {Data: []byte("1")},
			"manifest.json": {Data: []byte("{}")}, ".gitignore": {Data: []byte("*")},
		},
	}
}

func TestAssets(t *testing.T) {
	h := bundled(t).serve(http.NotFoundHandler())
	for _, c := range []struct {
		method, path, encoding, etag string
		status                       int
		kind, body                   string
	}{
		{"GET", "/assets/app-1.css", "", "", 200, "text/css; charset=utf-8", "a{}"},
		{"GET", "/assets/app-1.css", "gzip", "", 200, "text/css; charset=utf-8", "a{}"},
		{"GET", "/assets/app-2.js", "gzip", "", 200, "text/javascript; charset=utf-8", "1"},
		{"HEAD", "/assets/app-1.css", "", "", 200, "text/css; charset=utf-8", ""},
		{"GET", "/assets/app-1.css", "", `"app-1.css"`, 304, "text/css; charset=utf-8", ""},
		{"GET", "/assets/gone.css", "", "", 404, "", ""},
		{"GET", "/assets/manifest.json", "", "", 404, "", ""},
		{"GET", "/assets/.gitignore", "", "", 404, "", ""},
		{"GET", "/assets/../app-1.css", "", "", 404, "", ""},
		{"GET", "/assets/", "", "", 404, "", ""},
		{"GET", "/elsewhere", "", "", 404, "", ""},
	} {
		r := httptest.NewRequest(c.method, c.path, nil)
		r.Header.Set("Accept-Encoding", c.encoding)
		r.Header.Set("If-None-Match", c.etag)
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		a := rec.Result()
		if a.StatusCode != c.status {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, a.StatusCode, c.status)
			continue
		}
		if c.status == 404 {
			continue
		}
		if a.Header.Get("Content-Type") != c.kind || a.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" || a.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", c.path, a.Header)
		}
		if got := unpack(t, a); got != c.body {
			t.Errorf("%s: %q, want %q", c.path, got, c.body)
		}
	}
}

func unpack(t *testing.T, a *http.Response) string {
	t.Helper()
	var body io.Reader = a.Body
	if a.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(a.Body)
		if err != nil {
			t.Fatal(err)
		}
		body = z
	}
	b, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A page names its style sheet and script; without a bundle it names none and still works.
func TestPagesNameTheirAssets(t *testing.T) {
	for _, with := range []bool{true, false} {
		w := newWorld(t, nil, nil)
		s := New(w.cfg)
		s.assets = assets{}
		if with {
			s.assets = bundled(t)
		}
		w.handler = s.Mux(doors())
		a := w.is(w.get("/england"), 200)
		if with {
			w.says(a, `href="/assets/app-1.css"`, `src="/assets/app-2.js" defer`, `href="/assets/icon-3.svg"`)
		} else {
			w.hides(a, "/assets/")
			w.says(a, "England")
		}
		sound(t, a.text)
	}
}
