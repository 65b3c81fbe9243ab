package app_test

import (
	"bytes"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"headroom/internal/access"
	"headroom/internal/web"
	"headroom/internal/world"
)

// nonsense is what no page expects.
func nonsense() map[string]string {
	return map[string]string{
		"empty": "", "month 13": "0000-13-45", "month 99": "9999-99-99", "year 0": "0000-01-01", "year 9999": "9999-12-31",
		"huge number": "99999999999999999999999999", "the largest": "9223372036854775807", "below it": "-9223372036854775808",
		"negative": "-1", "nought": "0", "not a number": "NaN", "long": strings.Repeat("x", 5000), "invalid UTF-8": "\xff\xfe\xc3\x28", "NUL": "a\x00b",
		"unknown code": "ZZZ99", "a tag": "<script>alert(1)</script>", "a quote": `'";--`, "dots": "../../etc/passwd", "percent": "%", "emoji": "🛏️",
		"newline": "a\r\nSet-Cookie: x=1", "right to left": "\u202e1", "space": " ", "a slash": "a/b",
	}
}

// names are the parameters that some page reads from its address or its form.
func names() []string {
	return []string{"org", "measure", "form", "day", "from", "to", "view", "period", "compare", "page", "as-of", "next", "q", "find", "kind", "state",
		"show", "sort", "at", "area", "a", "b", "n", "code", "email", "password", "account", "reason", "id", "line", "role", "until", "verbs", "director",
		"name", "item", "step", "status", "actor", "noun", "verb", "revision", "act", "do", "picked", "accept", "from-day", "from-month", "from-year",
		"to-day", "to-month", "to-year", "until-day", "until-month", "until-year", "on-day", "on-month", "on-year", "base", "file", "published", "minutes", "by"}
}

// upset wants an answer that is not a server's failure, whole headers, and no typed text as markup.
func upset(t *testing.T, what string, v visitor, method, path, body string, more ...string) {
	t.Helper()
	rec := v.ask(method, path, body, more...)
	if rec.Code >= 500 || rec.Code < 200 {
		t.Errorf("%s %.120q with %s: %d\n%.600s", method, path, what, rec.Code, rec.Body)
	}
	if strings.Contains(rec.Body.String(), "<script>alert") && strings.Contains(rec.Header().Get("Content-Type"), "html") {
		t.Errorf("%s %.120q with %s: the page holds what was typed as markup", method, path, what)
	}
	if rec.Header().Get("Set-Cookie") == "x=1" {
		t.Errorf("%s %.120q with %s: a header was let in", method, path, what)
	}
}

// TestNoRouteFailsOnNonsense gives every route every kind of nonsense in its path, its query and its form, as
// somebody who may use it.
func TestNoRouteFailsOnNonsense(t *testing.T) {
	w := world.New(t)
	var log bytes.Buffer
	site := w.Handler(false, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelError})))
	furnish(t, w, site)
	for _, rt := range inOrder(w) {
		if last(rt) > 0 {
			continue
		}
		v := visitor{site: site, key: w.Key(opener(rt))}
		for what, value := range nonsense() {
			harass(t, v, rt, what, value)
		}
	}
	if log.Len() > 0 {
		t.Errorf("the log has errors:\n%.2000s", log.String())
	}
}

// opener is who may try a route: a national lead, or whoever alone may use it.
func opener(rt web.Route) access.Role {
	switch rt.Verb {
	case access.AccountManage:
		return access.Administrator
	case access.ReturnDraft, access.ReturnSign, access.ReturnSubmit:
		return access.TrustDirector
	}
	return access.NationalLead
}

// harass puts one piece of nonsense into each place of a route's path, into its query, and into what is sent to it.
func harass(t *testing.T, v visitor, rt web.Route, what, value string) {
	method, pattern, _ := strings.Cut(rt.Pattern, " ")
	for _, hole := range wildcard.FindAllString(pattern, -1) {
		if hole == "{org}" && opener(rt) == access.TrustDirector && what != "NUL" && what != "unknown code" {
			continue // the guard answers, the same on every route
		}
		_, path := address("X "+strings.Replace(pattern, hole, "@@", 1), "Z-1")
		upset(t, what, v, method, strings.Replace(path, "@@", url.PathEscape(value), 1), "")
	}
	_, path := address(rt.Pattern, "Z-1")
	q := url.Values{}
	for _, n := range names() {
		if len(value) < 100 || n == "org" || n == "reason" || n == "q" {
			q.Set(n, value)
		}
	}
	q.Del("as-of")
	upset(t, what+" everywhere", v, method, path+"?"+q.Encode(), "")
	if method == http.MethodGet {
		upset(t, what+" as-of", v, method, path+"?as-of="+url.QueryEscape(value), "")
		return
	}
	upset(t, what+" in the form", v, method, path, q.Encode())
	upset(t, what+" as JSON", v, method, path, `{"`+value+`":"`+value+`"}`, "Idempotency-Key", "n-1")
	upset(t, what+" as a broken upload", v, method, path, value, "Content-Type", "multipart/form-data; boundary=x")
}

// TestUploadsOfNonsense sends files that are none to every address that takes one.
func TestUploadsOfNonsense(t *testing.T) {
	w := world.New(t)
	site := w.Handler(false, nil)
	for path, role := range map[string]access.Role{"/imports": access.NationalLead, "/organisation-changes/file": access.NationalLead,
		returnPath("uec-daily", "Z-1", day()) + "/drop": access.TrustDirector} {
		for what, content := range nonsense() {
			var b bytes.Buffer
			m := multipart.NewWriter(&b)
			f, err := m.CreateFormFile("file", "returns.xlsx")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.Write([]byte("PK\x03\x04" + content)); err != nil {
				t.Fatal(err)
			}
			_ = m.Close()
			upset(t, what, visitor{site: site, key: w.Key(role)}, http.MethodPost, path, b.String(), "Content-Type", m.FormDataContentType())
		}
	}
}

// FuzzReturnBody sends any body to the call that takes returns in: it is taken or refused in words, never a failure, and
// what is taken once is taken again under the same key without a second version.
func FuzzReturnBody(f *testing.F) {
	for _, s := range []string{beds(870, ""), beds(-1, ""), `{"values":{"ga_occ":{"value":1,"state":"number","sheet":"a","cell":"B2"}},"base":0}`,
		`{"state":"nil"}`, `{"state":"not-applicable","comments":{"":"closed"}}`, `{"covers_from":"2023-12-18"}`, `{"values":{"ga_occ":1e308}}`, `{`, `[]`,
		`{"values":null}`, "{\"comments\":{\"\":\"\x00\"}}", `{"reason":"\ud800"}`} {
		f.Add([]byte(s))
	}
	w := world.New(f)
	site := w.Handler(false, nil)
	v := visitor{site: site, key: w.Key(access.TrustDirector)}
	path := "/api" + returnPath("uec-daily", "Z-1", day())
	f.Fuzz(func(t *testing.T, body []byte) {
		key := "k-" + digest(body)
		rec := v.ask(http.MethodPost, path, string(body), "Idempotency-Key", key, "Content-Type", "application/json")
		if rec.Code >= 500 {
			t.Fatalf("%d %s", rec.Code, rec.Body)
		}
		if check := v.ask(http.MethodPost, path+"/check", string(body), "Content-Type", "application/json"); check.Code >= 500 {
			t.Fatalf("check: %d %s", check.Code, check.Body)
		}
		if rec.Code == http.StatusCreated {
			if again := v.ask(http.MethodPost, path, string(body), "Idempotency-Key", key, "Content-Type", "application/json"); again.Code != http.StatusOK {
				t.Fatalf("taken, and then %d %s", again.Code, again.Body)
			}
		}
	})
}
