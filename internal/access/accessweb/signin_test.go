package accessweb

import (
	"net/http"
	"strings"
	"testing"

	"headroom/internal/access"
)

func TestSignInAndOut(t *testing.T) {
	m := newMemory()
	m.add(1, access.TrustViewer, "T1")
	v := visit(t, m, Config{})
	v.sees("/sign-in", 200, "Email address", "current-password")
	v.sees("/account", 303)
	v.sent("/sign-in", 422, "Enter your password", "email", "p1@trust.example")
	body := v.sent("/sign-in", 422, "is not right", "email", "p1@trust.example", "password", "wrong horse")
	if strings.Contains(body, "wrong horse") || !strings.Contains(body, "p1@trust.example") {
		t.Error("the form gives the password back, or not the address")
	}
	v.sent("/sign-in", 429, "too many tries", "email", "slow@trust.example", "password", "x")

	res := v.post("/sign-in", "email", "P1@trust.example", "password", "three random words", "next", "/audit?noun=return")
	_ = res.Body.Close()
	c := res.Cookies()
	if res.StatusCode != 303 || res.Header.Get("Location") != "/audit?noun=return" || len(c) != 1 {
		t.Fatalf("%d %s %v", res.StatusCode, res.Header.Get("Location"), c)
	}
	if k := c[0]; k.Name != "headroom_session" || !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.Path != "/" || k.Secure || k.MaxAge != 12*3600 {
		t.Errorf("%+v", k)
	}
	v.as(1).sees("/account", 200, "Person 1", "Trust viewer", "Unit T1 (T1)")
	v.sees("/sign-in", 303)
	v.sent("/sign-out", 303, "/sign-in")
	v.sees("/account", 303)
}

func TestSignInGoesNowhereElse(t *testing.T) {
	m := newMemory()
	m.add(1, access.TrustViewer, "T1")
	v := visit(t, m, Config{})
	for _, next := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "javascript:alert(1)"} {
		res := v.post("/sign-in", "email", "p1@trust.example", "password", "three random words", "next", next)
		_ = res.Body.Close()
		if to := res.Header.Get("Location"); to != "/" {
			t.Errorf("%s leads to %s", next, to)
		}
	}
}

func TestCookieOverHTTPS(t *testing.T) {
	m := newMemory()
	m.add(1, access.TrustViewer, "T1")
	v := visit(t, m, Config{HTTPS: true})
	res := v.post("/sign-in", "email", "p1@trust.example", "password", "three random words")
	_ = res.Body.Close()
	if k := res.Cookies()[0]; k.Name != "__Host-headroom" || !k.Secure || k.Domain != "" || k.Path != "/" {
		t.Errorf("%+v", k)
	}
	v.as(1).sees("/account", 303) // the plain cookie opens nothing
}

func TestAFormOfAnotherSiteIsRefused(t *testing.T) {
	m := newMemory()
	m.add(1, access.TrustViewer, "T1")
	v := visit(t, m, Config{}).as(1)
	req, _ := http.NewRequest("POST", v.s.URL+"/account/sessions/end", nil)
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	res, err := v.c.Do(req)
	if code, _ := v.read(res, err); code != 403 || len(m.entries) != 0 {
		t.Errorf("answered %d", code)
	}
}

func TestFirstPasswordComesFirst(t *testing.T) {
	m := newMemory()
	a := m.add(1, access.NationalLead, "ENG")
	a.MustChange = true
	m.accounts[1] = a
	v := visit(t, m, Config{})
	v.sent("/sign-in", 303, "/account/password?next=%2Faudit", "email", a.Email, "password", "three random words", "next", "/audit")
	v.as(1)
	if code, _ := v.get("/audit"); code == 200 {
		t.Error("the log is shown before the password is changed")
	}
	v.sees("/account/password?next=/audit", 200, "Choose your own password", "One-time password", "new-password")
	form := []string{"next", "/audit", "current", "three random words", "password", "four more random words", "again", "four more random words"}
	v.sent("/account/password", 422, "differ", "current", "x", "password", "a", "again", "b")
	v.sent("/account/password", 422, "at least 12", "current", "three random words", "password", "short", "again", "short")
	v.sent("/account/password", 422, "not your password", "current", "x", "password", "four more random words", "again", "four more random words")
	v.sent("/account/password", 303, "/audit", form...)
	v.sees("/audit", 200, "Audit log")
}

func TestDemoSignIn(t *testing.T) {
	m := newMemory()
	a := m.add(1, access.ICBLead, "I1")
	a.Demo = true
	m.accounts[1] = a
	m.add(2, access.NationalLead, "ENG")
	v := visit(t, m, Config{Demo: true})
	v.sees("/sign-in", 200, "ICB lead, Unit I1 (I1)", "Every person here is invented")
	v.sent("/sign-in/demo", 303, "/", "account", "1")
	v.sent("/sign-in/demo", 403, "", "account", "2")

	real := visit(t, m, Config{})
	if code, body := real.get("/sign-in"); code != 200 || strings.Contains(body, "invented") {
		t.Error("the demonstration's people are offered in earnest")
	}
	for _, path := range []string{"/sign-in/demo"} {
		res := real.post(path, "account", "1")
		_ = res.Body.Close()
		if res.StatusCode != 404 && res.StatusCode != 405 || len(res.Cookies()) != 0 {
			t.Errorf("%s answered %d outside the demonstration", path, res.StatusCode)
		}
	}
}

func TestNobodyYet(t *testing.T) {
	visit(t, newMemory(), Config{}).sees("/sign-in", 200, "headroom account add")
}

func TestTokensOpenTheInterfaceForProgramsAlone(t *testing.T) {
	m := newMemory()
	m.add(1, access.TrustSubmitter, "T1")
	m.tokens = []access.Token{{ID: 7, Account: 1, Verbs: []access.Verb{access.SeriesRead}, At: "T1", Until: today.Add(5)}}
	v := visit(t, m, Config{}).as(1)
	ask := func(path, header string) (int, string) {
		req, _ := http.NewRequest("GET", v.s.URL+path, nil)
		req.Header.Set("Authorization", header)
		res, err := v.c.Do(req)
		return v.read(res, err)
	}
	for _, c := range []struct {
		path, header string
		code         int
	}{
		{"/api/series/T1", "Bearer headroom_7", 200},
		{"/api/series/I1", "Bearer headroom_7", 403}, // its owner may, the token is for T1
		{"/api/series/T2", "Bearer headroom_7", 403},
		{"/api/series/T1", "Bearer headroom_8", 401}, // and the cookie does not help
		{"/api/series/T1", "Basic eDp5", 401},
		{"/account", "Bearer headroom_7", 303},
	} {
		code, body := ask(c.path, c.header)
		if code != c.code {
			t.Errorf("%s with %s: %d, want %d", c.path, c.header, code, c.code)
		}
		if code == 200 && !strings.Contains(body, "token:7") {
			t.Errorf("the program is named %s", body)
		}
	}
}
