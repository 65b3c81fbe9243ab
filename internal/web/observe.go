package web

import (
	"context"
	"net/http"
	"time"
)

// trail travels with a request so that the log line at the end knows what the inside found out.
type trail struct {
	ref   string
	route string
}

type trailKey struct{}

func trailOf(r *http.Request) *trail {
	if t, ok := r.Context().Value(trailKey{}).(*trail); ok {
		return t
	}
	return &trail{ref: newRef()}
}

func refOf(r *http.Request) string { return trailOf(r).ref }

func note(r *http.Request, route string) { trailOf(r).route = route }

// observe writes one log line per request and recovers panics. The line holds no name, address, query or cookie: the
// route's pattern says enough, and who did what is the audit's business.
func (s *Shell) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t := &trail{ref: newRef()}
		r = r.WithContext(context.WithValue(r.Context(), trailKey{}, t))
		m := &meter{ResponseWriter: w}
		began := time.Now() // how long it took, not what time it is: the shell's clock may stand still
		defer func() {
			if v := recover(); v != nil {
				if v == http.ErrAbortHandler {
					panic(v)
				}
				s.panicked(m, r, m.status != 0, v)
			}
			s.cfg.Log.Info("request", "ref", t.ref, "method", r.Method, "route", t.route, "status", m.status,
				"bytes", m.bytes, "ms", time.Since(began).Milliseconds())
		}()
		next.ServeHTTP(m, r)
	})
}

// meter notes the status and counts the bytes.
type meter struct {
	http.ResponseWriter
	status int
	bytes  int
}

// Unwrap serves http.ResponseController.
func (m *meter) Unwrap() http.ResponseWriter { return m.ResponseWriter }

// WriteHeader notes the first final status.
func (m *meter) WriteHeader(status int) {
	if m.status == 0 && status >= 200 {
		m.status = status
	}
	m.ResponseWriter.WriteHeader(status)
}

// Write counts.
func (m *meter) Write(b []byte) (int, error) {
	if m.status == 0 {
		m.status = http.StatusOK
	}
	n, err := m.ResponseWriter.Write(b)
	m.bytes += n
	return n, err
}
