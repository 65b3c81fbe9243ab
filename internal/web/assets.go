package web

import (
	"embed"
	"encoding/json"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// dist is what internal/web/bundle wrote. It holds only a .gitignore until then, and the program still builds.
//
//go:embed all:dist
var dist embed.FS

// AssetsPath is where the bundle is served.
const AssetsPath = "/assets/"

// assets is the bundle: names carry a hash of their content, so browsers keep them for ever.
type assets struct {
	files    fs.FS
	manifest Manifest
}

// Manifest is dist/manifest.json: hashed file names by what they are for.
type Manifest struct {
	Styles  []string `json:"styles"`
	Scripts []string `json:"scripts"`
	Icon    string   `json:"icon"`
}

func loadAssets() assets {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		return assets{}
	}
	a := assets{files: sub}
	b, err := fs.ReadFile(sub, "manifest.json")
	if err != nil || json.Unmarshal(b, &a.manifest) != nil {
		return assets{files: sub}
	}
	return a
}

func (a assets) empty() bool { return len(a.manifest.Styles) == 0 }

func (a assets) addresses(names []string) []string {
	out := make([]string, 0, len(names))
	for _, n := range names {
		out = append(out, AssetsPath+n)
	}
	return out
}

// types are the content types of what a bundle may hold; nothing else is served.
var types = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
}

// serve answers /assets/ without session, policy or log of ours, from the compressed copy where the client takes it.
func (a assets) serve(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, ok := strings.CutPrefix(r.URL.Path, AssetsPath)
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		note(r, AssetsPath)
		a.send(w, r, name)
	})
}

func (a assets) send(w http.ResponseWriter, r *http.Request, name string) {
	kind, known := types[path.Ext(name)]
	if !known || strings.ContainsAny(name, `/\`) || a.files == nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	file := name
	if wantsGzip(r) {
		if _, err := fs.Stat(a.files, name+".gz"); err == nil {
			file = name + ".gz"
			h.Set("Content-Encoding", "gzip")
		}
	}
	b, err := fs.ReadFile(a.files, file)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	etag := `"` + file + `"` // the name holds the content's hash
	h.Set("Content-Type", kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("ETag", etag)
	if r.Header.Get("If-None-Match") == etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if r.Method == http.MethodHead {
		b = nil
	}
	_, _ = w.Write(b)
}

// Bundled reports whether the binary carries the style sheet and script.
func (s *Shell) Bundled() bool { return !s.assets.empty() }
