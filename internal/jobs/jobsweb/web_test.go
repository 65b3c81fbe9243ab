package jobsweb_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/jobs/jobsweb"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/browser"
)

// queue keeps jobs in a map and notes what was done to them.
type queue struct {
	jobs map[int64]jobs.Info
	did  []string
}

func (q *queue) Job(_ context.Context, id int64) (jobs.Info, error) {
	j, ok := q.jobs[id]
	if !ok {
		return j, fault.New(fault.NotFound, "There is no job %d.", id)
	}
	return j, nil
}

func (q *queue) Jobs(_ context.Context, f jobs.Filter) (out []jobs.Info, _ error) {
	for id := int64(len(q.jobs)); id > 0 && len(out) < f.Limit; id-- {
		j := q.jobs[id]
		if (len(f.States) == 0 || f.States[0] == j.State) && (f.Before == 0 || id < f.Before) {
			out = append(out, j)
		}
	}
	return out, nil
}

func (q *queue) Counts(context.Context) (map[jobs.State]int, error) {
	out := map[jobs.State]int{}
	for _, j := range q.jobs {
		out[j.State]++
	}
	return out, nil
}

func (q *queue) Cancel(_ context.Context, id int64, by string) error {
	q.did = append(q.did, fmt.Sprintf("cancel %d %s", id, by))
	return nil
}

func (q *queue) Retry(_ context.Context, id int64, by string) error {
	if id == 2 {
		return fault.New(fault.Conflict, "Job 3 does the same work and is not finished")
	}
	q.did = append(q.did, fmt.Sprintf("retry %d %s", id, by))
	return nil
}

func (q *queue) Picture(_ context.Context, at civil.Date, _ time.Time) (*org.Picture, error) {
	return org.NewBook(org.Builtin()).At(at), nil
}

func now() time.Time { return civil.MustDate("2024-01-02").At(9 * 60) }

// someone is signed in with one grant.
type someone access.Grant

func (s someone) Principal(*http.Request) (access.Principal, error) {
	g := access.Grant(s)
	g.From = civil.MustDate("2020-01-01")
	return access.Principal{ID: 7, Name: "Ada Lead", Grants: []access.Grant{g}}, nil
}

func visit(t *testing.T, role access.Role, at org.Code) (*httptest.Server, *queue) {
	t.Helper()
	q := &queue{jobs: map[int64]jobs.Info{}}
	for id := int64(1); id <= 60; id++ {
		q.jobs[id] = jobs.Info{ID: id, Kind: "sitrep.import", State: jobs.Done, Attempt: 1, Attempts: 10, Enqueued: now()}
	}
	q.jobs[59] = jobs.Info{ID: 59, Kind: "sitrep.import", State: jobs.Running, Attempts: 10, Done: 5, Total: 105, Words: "days added up", Enqueued: now()}
	q.jobs[60] = jobs.Info{ID: 60, Kind: "sitrep.import", State: jobs.Failed, Attempts: 10, LastError: "the kept bytes are damaged", Enqueued: now()}
	about := func(j jobs.Info) (string, string) { return fmt.Sprintf("Import %d", j.ID), "/imports/9" }
	shell := web.New(web.Config{Test: true, Clock: now, Sessions: someone{Role: role, At: at}, Policy: web.GrantsPolicy{}, Pictures: q, Gallery: jobsweb.Gallery()})
	s := httptest.NewServer(shell.Mux(jobsweb.Routes(q, about)))
	t.Cleanup(s.Close)
	s.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return s, q
}

func answer(t *testing.T, res *http.Response, err error) (int, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

func get(t *testing.T, s *httptest.Server, path string) (int, string) {
	t.Helper()
	res, err := s.Client().Get(s.URL + path)
	return answer(t, res, err)
}

func TestPages(t *testing.T) {
	s, _ := visit(t, access.NationalLead, org.England)
	for _, c := range []struct {
		path string
		code int
		want []string
		not  []string
	}{
		{"/jobs", 200, []string{"Import 60", "5 of 105 days added up", "before=11", "Background work"}, []string{"Import 9<"}},
		{"/jobs?before=11", 200, []string{"Import 10", "Import 1<"}, []string{"Import 11<"}},
		{"/jobs?state=failed", 200, []string{"Import 60"}, []string{"Import 59"}},
		{"/jobs?state=nonsense", 200, []string{"Import 60"}, nil},
		{"/jobs/60", 200, []string{"the kept bytes are damaged", "Run it now", "/imports/9"}, []string{"Cancel this job"}},
		{"/jobs/59", 200, []string{"Cancel this job", `data-poll="/jobs/59"`, `http-equiv="refresh"`}, []string{"Run it now"}},
		{"/jobs/61", 404, nil, nil},
		{"/jobs/x", 404, nil, nil},
		{"/api/jobs", 200, []string{`"failed":1`, `"last_error":"the kept bytes are damaged"`}, nil},
		{"/api/jobs/59", 200, []string{`"state":"running"`, `"about":"Import 59"`}, nil},
	} {
		code, body := get(t, s, c.path)
		if code != c.code {
			t.Errorf("%s answered %d", c.path, code)
		}
		for _, w := range c.want {
			if !strings.Contains(body, w) {
				t.Errorf("%s does not say %q", c.path, w)
			}
		}
		for _, w := range c.not {
			if strings.Contains(body, w) {
				t.Errorf("%s says %q", c.path, w)
			}
		}
	}
}

func TestCancelAndRetry(t *testing.T) {
	for _, c := range []struct {
		role access.Role
		at   org.Code
		read int
		do   int
	}{
		{access.NationalLead, org.England, 200, 303}, {access.Administrator, org.England, 200, 303}, {access.Auditor, org.England, 200, 403},
		{access.Administrator, "R1H", 403, 403}, {access.RegionLead, "Y56", 403, 403},
	} {
		s, q := visit(t, c.role, c.at)
		if code, _ := get(t, s, "/jobs"); code != c.read {
			t.Errorf("%s at %s: the list answered %d", c.role, c.at, code)
		}
		for _, path := range []string{"/jobs/59/cancel", "/jobs/60/retry"} {
			res, err := s.Client().PostForm(s.URL+path, url.Values{})
			if code, _ := answer(t, res, err); code != c.do {
				t.Errorf("%s at %s: %s answered %d", c.role, c.at, path, code)
			}
		}
		if done := fmt.Sprint(q.did); c.do == 303 && done != "[cancel 59 account:7 retry 60 account:7]" || c.do != 303 && len(q.did) > 0 {
			t.Errorf("%s at %s: %s", c.role, c.at, done)
		}
	}
	s, _ := visit(t, access.NationalLead, org.England)
	res, err := s.Client().PostForm(s.URL+"/jobs/2/retry", url.Values{})
	if code, body := answer(t, res, err); code != 409 || !strings.Contains(body, "does the same work") {
		t.Errorf("a twin: %d", code)
	}
}

func TestSpecimensAreSound(t *testing.T) {
	s, _ := visit(t, access.NationalLead, org.England)
	for _, sp := range jobsweb.Gallery() {
		code, body := get(t, s, web.SpecimenPath(sp.Name))
		if code != 200 {
			t.Errorf("%s answered %d", sp.Name, code)
		}
		for _, p := range browser.Sound(body) {
			t.Errorf("%s: %s", sp.Name, p)
		}
	}
}

// TestAccessible opens every specimen in a browser at both widths: axe's rules, the width, the console.
func TestAccessible(t *testing.T) {
	s, _ := visit(t, access.NationalLead, org.England)
	var pages []browser.Page
	for _, sp := range jobsweb.Gallery() {
		pages = append(pages, browser.Page{Name: sp.Name, URL: s.URL + web.SpecimenPath(sp.Name)})
	}
	browser.Accessible(t, pages)
}

// The queue is of the present: under an as-of it would list jobs put in later. It offers none and shows no banner.
func TestJobsDoNotLookBack(t *testing.T) {
	s, _ := visit(t, access.Administrator, org.England)
	res, err := http.Get(s.URL + "/jobs?as-of=2023-12-21T08:30")
	code, body := answer(t, res, err)
	if code != 200 || !strings.Contains(body, "Times here are those of the computer") {
		t.Fatal(code)
	}
	for _, no := range []string{"You are looking at what was known", "Show what was known at", "as-of=", "Computed at"} {
		if strings.Contains(body, no) {
			t.Errorf("the page says %q", no)
		}
	}
}
