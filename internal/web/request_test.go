package web

import (
	"net/http"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// ask runs f as the handler of a GET to path under pattern and returns its error's kind.
func ask(t *testing.T, pattern, path string, f func(*Request) error) fault.Kind {
	t.Helper()
	var kind fault.Kind
	w := newWorld(t, []Route{{Pattern: "GET " + pattern, Verb: "ok.read", Handle: func(w http.ResponseWriter, r *Request) error {
		err := f(r)
		kind = fault.KindOf(err)
		if err != nil {
			return err
		}
		return r.Render(w, 200, Page{Title: "a"}, nil)
	}}}, nil)
	w.get(path)
	return kind
}

func TestRequestValues(t *testing.T) {
	for _, c := range []struct {
		name, pattern, path string
		read                func(*Request) (any, error)
		want                any
		kind                fault.Kind
	}{
		{"org in path", "/o/{org}", "/o/x01", func(r *Request) (any, error) { return r.Org("org") }, org.Code("X01"), ""},
		{"org in query", "/o", "/o?org=X02", func(r *Request) (any, error) { return r.Org("org") }, org.Code("X02"), ""},
		{"England", "/o/{org}", "/o/ENG", func(r *Request) (any, error) { return r.Org("org") }, org.England, ""},
		{"unknown org", "/o/{org}", "/o/X77", func(r *Request) (any, error) { return r.Org("org") }, nil, fault.NotFound},
		{"day in path", "/d/{day}", "/d/2025-12-20", func(r *Request) (any, error) { return r.Day("day") }, civil.MustDate("2025-12-20"), ""},
		{"no day in path", "/d/{day}", "/d/2025-12-40", func(r *Request) (any, error) { return r.Day("day") }, nil, fault.NotFound},
		{"no day in query", "/d", "/d?day=x", func(r *Request) (any, error) { return r.Day("day") }, nil, fault.Invalid},
		{"number", "/n/{id}", "/n/42", func(r *Request) (any, error) { return r.Int("id") }, int64(42), ""},
		{"no number in path", "/n/{id}", "/n/42x", func(r *Request) (any, error) { return r.Int("id") }, nil, fault.NotFound},
		{"no number in query", "/n", "/n?id=", func(r *Request) (any, error) { return r.Int("id") }, nil, fault.Invalid},
		{"page", "/n", "/n?page=3", func(r *Request) (any, error) { return r.PageNumber(), nil }, 3, ""},
		{"no page", "/n", "/n?page=-3", func(r *Request) (any, error) { return r.PageNumber(), nil }, 1, ""},
		{"trimmed", "/n", "/n?q=%20a%20", func(r *Request) (any, error) { return r.Param("q"), nil }, "a", ""},
		{"link now", "/n", "/n", func(r *Request) (any, error) { return r.Link("/a"), nil }, "/a", ""},
		{"link then", "/n", "/n?as-of=2025-12-20T08:30", func(r *Request) (any, error) { return r.Link("/a"), nil }, "/a?as-of=2025-12-20T08%3A30", ""},
		{"picture then", "/n", "/n?as-of=2025-03-01", func(r *Request) (any, error) { return r.Picture.On, nil }, civil.MustDate("2025-03-01"), ""},
		{"day of now", "/n", "/n?as-of=2025-03-01", func(r *Request) (any, error) { return r.Today, nil }, civil.MustDate("2025-12-21"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			kind := ask(t, c.pattern, c.path, func(r *Request) error {
				got, err := c.read(r)
				if err == nil && got != c.want {
					t.Errorf("got %v, want %v", got, c.want)
				}
				return err
			})
			if kind != c.kind {
				t.Errorf("kind %q, want %q", kind, c.kind)
			}
		})
	}
}

func TestDateBoxes(t *testing.T) {
	for query, want := range map[string]string{
		"d-day=1&d-month=2&d-year=2025": "2025-02-01", "d-day=29&d-month=2&d-year=2024": "2024-02-29", "": "",
		"d-day=29&d-month=2&d-year=2025": "bad", "d-day=31&d-month=4&d-year=2025": "bad", "d-day=1&d-month=&d-year=2025": "bad",
		"d-day=1&d-month=13&d-year=2025": "bad", "d-day=1&d-month=2&d-year=25": "bad", "d-day=x&d-month=2&d-year=2025": "bad",
	} {
		ask(t, "/d", "/d?"+query, func(r *Request) error {
			d, typed, err := r.DateBoxes("d")
			switch {
			case want == "bad" && (err == nil || typed == [3]string{}):
				t.Errorf("%q was taken as %s", query, d)
			case want != "bad" && (err != nil || d.String() != want):
				t.Errorf("%q: %s, %v", query, d, err)
			}
			return nil
		})
	}
}

func TestWithoutAnything(t *testing.T) {
	r := &Request{shell: New(Config{})}
	if r.May("ok.read", org.England) || r.MayAnywhere("ok.read") || !r.Scope("ok.read").Empty() {
		t.Error("a shell without a policy lets things through")
	}
	if r.shell.orgName(r, "X01") != "X01" {
		t.Error("orgName")
	}
}

// orgName is here so that the test reads as a question to the shell.
func (s *Shell) orgName(r *Request, c org.Code) string { return r.orgName(c) }
