package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"headroom/internal/fault"
)

// kinds is every kind with its status: the table of package fault, in HTTP's words.
func kinds() map[fault.Kind]int {
	return map[fault.Kind]int{
		fault.Invalid: 422, fault.NotFound: 404, fault.Forbidden: 403, fault.SignedOut: 401, fault.Conflict: 409,
		fault.TooMany: 429, fault.TooLarge: 413, fault.Unavailable: 503, fault.Internal: 500, fault.Kind("unheard-of"): 500,
	}
}

func TestStatusOf(t *testing.T) {
	for k, want := range kinds() {
		if got := StatusOf(k); got != want {
			t.Errorf("%s: %d, want %d", k, got, want)
		}
	}
}

// Every kind becomes a page for people and a problem for programs, and the cause is in neither.
func TestFaultsBecomeAnswers(t *testing.T) {
	for k, status := range kinds() {
		if k == fault.SignedOut || k == "unheard-of" {
			continue
		}
		t.Run(string(k), func(t *testing.T) {
			err := fmt.Errorf("while reading: %w", fault.Wrap(errors.New("table org_unit is locked"), k, "Words for people"))
			w := newWorld(t, []Route{{Pattern: "GET /page", Verb: "ok.read", Handle: fails(err)}, {Pattern: "GET /api/page", Verb: "ok.read", API: true, Handle: fails(err)}}, nil)
			a := w.is(w.get("/page"), status)
			w.hides(a, "org_unit", "while reading")
			w.says(a, "Reference", titles[status])
			b := w.is(w.get("/api/page"), status)
			if ct := b.Header.Get("Content-Type"); ct != "application/problem+json" {
				t.Error(ct)
			}
			var p Problem
			if err := json.Unmarshal([]byte(b.text), &p); err != nil || p.Status != status || p.Title == "" || p.Reference == "" {
				t.Errorf("%v %+v", err, p)
			}
			w.hides(b, "org_unit", "while reading")
			if (k == fault.Internal) == strings.Contains(a.text, "Words for people") {
				t.Error("an internal fault's message is hidden, any other is shown")
			}
			if !strings.Contains(w.log.String(), p.Reference) || (status >= 500) != strings.Contains(w.log.String(), "org_unit is locked") {
				t.Errorf("the log needs the reference %s, and the cause of our own faults alone: %s", p.Reference, w.log.String())
			}
		})
	}
}

func TestAnErrorThatIsNoFault(t *testing.T) {
	w := newWorld(t, []Route{{Pattern: "GET /page", Verb: "ok.read", Handle: fails(errors.New("dial tcp 10.0.0.1: refused"))}}, nil)
	a := w.is(w.get("/page"), 500)
	w.hides(a, "10.0.0.1")
	w.says(a, "Sorry, there is a problem with the service")
	if !strings.Contains(w.log.String(), "10.0.0.1") {
		t.Error("the log lacks the cause")
	}
}

// A page route asked by a program answers in JSON; an API route always does.
func TestWhoGetsJSON(t *testing.T) {
	w := newWorld(t, []Route{{Pattern: "GET /page", Verb: "no.read", Handle: page("a")}, {Pattern: "GET /api/page", Verb: "no.read", API: true, Handle: page("a")}}, nil)
	for _, c := range []struct {
		path, accept string
		json         bool
	}{
		{"/page", "text/html", false}, {"/page", "application/json", true}, {"/page", "application/problem+json", true},
		{"/page", "text/html, application/json", false}, {"/page", "*/*", false}, {"/api/page", "text/html", true}, {"/api/nothing", "text/html", true},
	} {
		a := w.do(call{path: c.path, who: "all", accept: c.accept})
		if got := strings.Contains(a.Header.Get("Content-Type"), "json"); got != c.json {
			t.Errorf("%s with %s: %s", c.path, c.accept, a.Header.Get("Content-Type"))
		}
	}
}

func TestFieldsAreTold(t *testing.T) {
	var l fault.List
	l = append(l, fault.Field{Name: "beds", Rule: "V06", Message: "Beds must be a number", File: "a.xlsx", Sheet: "Beds", Cell: "C7"})
	err := l.Err("The file was not accepted")
	w := newWorld(t, []Route{{Pattern: "GET /page", Verb: "ok.read", Handle: fails(err)}}, nil)
	w.says(w.is(w.get("/page"), 422), "a.xlsx, Beds, C7: Beds must be a number", "There is a problem", "<title>Error: ")
	w.says(w.do(call{path: "/page", who: "all", accept: "application/json"}), `"cell":"C7"`, `"rule":"V06"`)
	if ProblemsOf(err)[0].Name != "beds" || ProblemsOf(errors.New("x")) != nil || ProblemsOf(fault.New(fault.Conflict, "x")) != nil {
		t.Error("ProblemsOf")
	}
}

func TestPanicIsContained(t *testing.T) {
	w := newWorld(t, []Route{{Pattern: "GET /page", Verb: "ok.read", Handle: func(http.ResponseWriter, *Request) error { panic("index 7 of secret table") }}}, nil)
	a := w.is(w.get("/page"), 500)
	w.hides(a, "secret table", "goroutine")
	w.says(a, "Reference")
	if !strings.Contains(w.log.String(), "secret table") || !strings.Contains(w.log.String(), "goroutine") {
		t.Error("the log lacks the panic or its stack")
	}
}

// Once a part is sent the connection is broken off, so that nobody takes half a page for a whole one.
func TestPanicAfterSending(t *testing.T) {
	w := newWorld(t, []Route{{Pattern: "GET /page", Verb: "ok.read", Handle: func(w http.ResponseWriter, _ *Request) error {
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = w.Write([]byte("half"))
		panic("late")
	}}}, nil)
	defer func() {
		if recover() != http.ErrAbortHandler {
			t.Error("the answer was ended as if whole")
		}
	}()
	w.get("/page")
}

func TestWrongMethod(t *testing.T) {
	w := newWorld(t, doors(), nil)
	a := w.is(w.do(call{method: "DELETE", path: "/england", who: "all"}), 405)
	if a.Header.Get("Allow") == "" {
		t.Error("Allow is missing")
	}
	w.says(a, "cannot be used in that way")
}

func TestBadAsOfIsSaid(t *testing.T) {
	w := newWorld(t, doors(), nil)
	w.says(w.is(w.get("/england?as-of=yesterday"), 422), "2025-12-21T08:30", "yesterday")
	w.says(w.is(w.get("/england?as-of=2031-01-01"), 422), "is in the future")
}

// The log names routes, not people: no name, address, cookie or query.
func TestLogHoldsNoPersonalData(t *testing.T) {
	w := newWorld(t, doors(), nil)
	w.get("/england?q=Alex+Allsop&as-of=2025-12-20")
	w.do(call{path: "/orgs/X02?email=alex%40example.test", who: "one"})
	for _, s := range []string{"Allsop", "example.test", "Onslow", "who=", "as-of"} {
		if strings.Contains(w.log.String(), s) {
			t.Errorf("the log says %q: %s", s, w.log.String())
		}
	}
	if !strings.Contains(w.log.String(), `"route":"GET /england"`) || !strings.Contains(w.log.String(), `"status":200`) {
		t.Error(w.log.String())
	}
}

func TestNoAssetsIsSaidOnce(t *testing.T) {
	w := newWorld(t, nil, nil)
	if n := strings.Count(w.log.String(), "no style sheets or scripts are bundled"); n != 1 && New(w.cfg).assets.empty() {
		t.Errorf("said %d times", n)
	}
}
