package web

import (
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

// gzips keeps used writers: each holds about 800 KB.
var gzips = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

// compress sends pages, JSON, CSV and SVG as gzip to clients that take it; most stations have a poor line.
func compress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept-Encoding")
		if !wantsGzip(r) || r.Method == http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		g := &gzipWriter{ResponseWriter: w}
		defer g.close()
		next.ServeHTTP(g, r)
	})
}

// gzipWriter decides at the first byte, when the content type is known.
type gzipWriter struct {
	http.ResponseWriter
	gz      *gzip.Writer
	decided bool
}

// Unwrap serves http.ResponseController.
func (g *gzipWriter) Unwrap() http.ResponseWriter { return g.ResponseWriter }

// WriteHeader decides, then sends the header.
func (g *gzipWriter) WriteHeader(status int) {
	if !g.decided && status >= 200 {
		g.decided = true
		h := g.Header()
		if status != http.StatusNoContent && status != http.StatusNotModified && h.Get("Content-Encoding") == "" &&
			h.Get("Content-Length") != "0" && compressible(h.Get("Content-Type")) {
			h.Set("Content-Encoding", "gzip")
			h.Del("Content-Length")
			g.gz = gzips.Get().(*gzip.Writer)
			g.gz.Reset(g.ResponseWriter)
		}
	}
	g.ResponseWriter.WriteHeader(status)
}

// Write compresses or passes on.
func (g *gzipWriter) Write(b []byte) (int, error) {
	if !g.decided {
		if g.Header().Get("Content-Type") == "" {
			g.Header().Set("Content-Type", http.DetectContentType(b))
		}
		g.WriteHeader(http.StatusOK)
	}
	if g.gz != nil {
		return g.gz.Write(b)
	}
	return g.ResponseWriter.Write(b)
}

func (g *gzipWriter) close() {
	if g.gz == nil {
		return
	}
	_ = g.gz.Close() // a person who has gone away is no fault
	gzips.Put(g.gz)
	g.gz = nil
}

func compressible(contentType string) bool {
	for _, p := range []string{"text/", "application/json", "application/problem+json", "image/svg"} {
		if strings.HasPrefix(contentType, p) {
			return true
		}
	}
	return false
}
