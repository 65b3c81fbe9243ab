package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"

	"headroom/internal/fault"
)

// statusFault is a fault with a status of its own, where the kind's status is not exact enough.
type statusFault struct {
	status int
	cause  *fault.Error
}

// Error is the fault's message.
func (s *statusFault) Error() string { return s.cause.Error() }

// Unwrap gives the fault to errors.As.
func (s *statusFault) Unwrap() error { return s.cause }

// StatusOf is the HTTP status for a fault's kind.
func StatusOf(k fault.Kind) int {
	switch k {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.SignedOut:
		return http.StatusUnauthorized
	case fault.Conflict:
		return http.StatusConflict
	case fault.TooMany:
		return http.StatusTooManyRequests
	case fault.TooLarge:
		return http.StatusRequestEntityTooLarge
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// titles are the headings of the error pages.
var titles = map[int]string{
	http.StatusUnprocessableEntity:   "There is a problem with what was entered",
	http.StatusNotFound:              "Page not found",
	http.StatusForbidden:             "Your account does not cover this page",
	http.StatusUnauthorized:          "Sign in to go on",
	http.StatusConflict:              "Something changed while you were working",
	http.StatusTooManyRequests:       "Too many tries",
	http.StatusRequestEntityTooLarge: "That is too large",
	http.StatusServiceUnavailable:    "A part of the service cannot be reached",
	http.StatusMethodNotAllowed:      "This address cannot be used in that way",
	http.StatusInternalServerError:   "Sorry, there is a problem with the service",
}

// Problem is an error as JSON, RFC 9457's application/problem+json.
type Problem struct {
	Type      string        `json:"type"`
	Title     string        `json:"title"`
	Status    int           `json:"status"`
	Detail    string        `json:"detail,omitempty"`
	Fields    []fault.Field `json:"fields,omitempty"`
	Reference string        `json:"reference"`
}

// fail is the one place where an error becomes an answer and a log line. What people see is the fault's message and
// fields; the cause goes to the log under the reference that both carry.
func (s *Shell) fail(w http.ResponseWriter, r *Request, err error) {
	f := fault.As(err)
	if f == nil || f.Kind == fault.Internal {
		f = fault.Wrap(err, fault.Internal, "It is our mistake and it has been noted. Try again in a few minutes. If it goes on, quote the reference below to the person who runs Headroom")
	}
	status := StatusOf(f.Kind)
	if own, ok := errors.AsType[*statusFault](err); ok {
		status = own.status
	}
	s.logFault(r, status, f, err)
	if f.Kind == fault.SignedOut && !r.WantsJSON() {
		s.toSignIn(w, r)
		return
	}
	if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "60")
	}
	p := Problem{
		Type: "about:blank", Title: titles[status], Status: status, Detail: f.Message, Fields: f.Fields, Reference: r.Ref,
	}
	if r.WantsJSON() {
		b, _ := json.Marshal(p) // strings and numbers only: cannot fail
		w.Header().Set("Content-Type", "application/problem+json")
		_ = send(w, status, append(b, '\n'))
		return
	}
	page := Page{Title: p.Title, Problems: withMessage(f), Narrow: true}
	if err := r.Render(w, status, page, errorBody(p, s.mayOpen(r, "/"), r.Link("/"))); err != nil {
		http.Error(w, p.Title+". "+p.Detail+". Reference "+r.Ref, status)
	}
}

// withMessage is the fields that an error page lists; they have no form to jump to.
func withMessage(f *fault.Error) []fault.Field {
	if f.Kind != fault.Invalid {
		return nil
	}
	out := make([]fault.Field, 0, len(f.Fields))
	for _, x := range f.Fields {
		if p := x.Place(); p != "" {
			x.Message = p + ": " + x.Message
		}
		x.Name = ""
		out = append(out, x)
	}
	return out
}

// logFault writes the line. A cause is kept where the fault is ours: what a person's mistake was caused by quotes what
// they typed, which may be a name or a figure, and they have been told in words what to do.
func (s *Shell) logFault(r *Request, status int, f *fault.Error, err error) {
	if status < http.StatusInternalServerError {
		s.cfg.Log.Info("refused", "ref", r.Ref, "route", r.route.Pattern, "status", status, "kind", string(f.Kind))
		return
	}
	cause := ""
	for e := errors.Unwrap(err); e != nil; e = errors.Unwrap(e) {
		cause = e.Error()
	}
	if fault.As(err) == nil {
		cause = err.Error()
	}
	s.cfg.Log.Error("refused", "ref", r.Ref, "route", r.route.Pattern, "status", status, "kind", string(f.Kind), "cause", cause)
}

// toSignIn sends a person to the sign-in page and back afterwards; what they posted is not kept.
func (s *Shell) toSignIn(w http.ResponseWriter, r *Request) {
	next := "/"
	if r.Method == http.MethodGet {
		next = r.URL.RequestURI()
	}
	to := SignInPath
	if next != "/" {
		to += "?next=" + url.QueryEscape(next)
	}
	w.Header().Set("Location", to)
	_ = send(w, http.StatusSeeOther, nil)
}

// panicked turns a panic into the internal error page, if nothing has been sent yet.
func (s *Shell) panicked(w http.ResponseWriter, hr *http.Request, sent bool, v any) {
	s.cfg.Log.Error("panic", "ref", refOf(hr), "value", fmt.Sprint(v), "stack", string(debug.Stack()))
	if sent {
		panic(http.ErrAbortHandler)
	}
	now := s.cfg.Clock()
	r := &Request{Request: hr, Now: now, AsOf: now, Ref: refOf(hr), shell: s, route: Route{Public: true}}
	s.fail(w, r, fault.New(fault.Internal, "panic"))
}
