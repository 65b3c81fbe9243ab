package app_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/web"
	"headroom/internal/world"
)

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// token makes a token of the trust's director for one organisation and the verbs.
func token(t *testing.T, w *world.World, verbs ...access.Verb) (access.Token, string) {
	t.Helper()
	id := w.Account(access.TrustDirector)
	made, key, err := w.Accounts.MakeToken(t.Context(), "test", access.Token{Account: id, Name: "feed", Verbs: verbs, At: "Z-1", Director: id, Until: day().Add(30)})
	if err != nil {
		t.Fatal(err)
	}
	return made, key
}

// TestATokenDoesOneThing tries every route with a token that sends the returns of one trust, and finds that only that
// works, until the token is revoked, runs out, or its owner's account is suspended.
func TestATokenDoesOneThing(t *testing.T) {
	w := world.New(t)
	site := w.Handler(false, nil)
	made, key := token(t, w, access.ReturnSubmit)
	v := visitor{site: site, token: key}
	sends(t, v, "Z-1", day(), "t-1", beds(870, ""))
	for _, on := range []string{"Z-1", "Z-2", "ENG"} {
		for _, rt := range inOrder(w) {
			method, path := address(rt.Pattern, "Z-1")
			if strings.Contains(rt.Pattern, "{org}") {
				method, path = address(rt.Pattern, world.Seat(access.TrustDirector))
				path = strings.Replace(path, "/Z-1", "/"+on, 1)
			} else if rt.On != nil {
				path += "?measure=ga_occ&org=" + on
			}
			own := rt.Verb == access.ReturnSubmit && on == "Z-1"
			rec := v.ask(method, path, beds(870, ""), "Idempotency-Key", "t-1")
			done := rec.Code < 300
			if done != (own || rt.Public && done) || rec.Code >= 500 {
				t.Errorf("%s on %s: %d", rt.Pattern, on, rec.Code)
			}
		}
	}
	if rec := v.ask(http.MethodGet, "/account", ""); rec.Code != http.StatusSeeOther {
		t.Errorf("a token opens a page: %d", rec.Code)
	}
	path := "/api" + returnPath("uec-daily", "Z-1", day())
	wants := func(what string, want int) {
		t.Helper()
		if rec := v.ask(http.MethodPut, path, beds(870, ""), "Idempotency-Key", "t-1"); rec.Code != want {
			t.Errorf("%s: %d, want %d: %s", what, rec.Code, want, rec.Body)
		}
	}
	wants("the token", http.StatusOK)
	w.SetClock(made.Until.At(0))
	wants("a token on the first day after", http.StatusUnauthorized)
	w.SetClock(world.Start())
	if err := w.Accounts.RevokeToken(t.Context(), "test", made.Account, made.ID); err != nil {
		t.Fatal(err)
	}
	wants("a revoked token", http.StatusUnauthorized)
	v.token = "headroom_" + strings.Repeat("a", 43)
	wants("a token that nobody made", http.StatusUnauthorized)
}

// TestASuspendedOwnersToken stops with its owner.
func TestASuspendedOwnersToken(t *testing.T) {
	w := world.New(t)
	made, key := token(t, w, access.ReturnSubmit)
	v := visitor{site: w.Handler(false, nil), token: key}
	if err := w.Accounts.SetState(t.Context(), "test", made.Account, access.Locked, "left"); err != nil {
		t.Fatal(err)
	}
	if rec := v.ask(http.MethodPut, "/api"+returnPath("uec-daily", "Z-1", day()), beds(870, ""), "Idempotency-Key", "t-1"); rec.Code != http.StatusUnauthorized {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}

// TestSessionsEnd: one that ran out leads to sign-in and back, and answers a program in its own terms.
func TestSessionsEnd(t *testing.T) {
	for what, later := range map[string]time.Duration{"idle": access.SessionIdle, "old": access.SessionLife} {
		w := world.New(t)
		v := visitor{site: w.Handler(false, nil), key: w.Key(access.NationalLead)}
		if rec := v.ask(http.MethodGet, "/returns", ""); rec.Code != http.StatusOK {
			t.Fatalf("%d", rec.Code)
		}
		w.SetClock(world.Start().Add(later))
		if rec := v.ask(http.MethodGet, "/returns?form=uec-daily", ""); rec.Code != http.StatusSeeOther || rec.Header().Get("Location") != "/sign-in?next=%2Freturns%3Fform%3Duec-daily" {
			t.Errorf("%s: %d %s", what, rec.Code, rec.Header().Get("Location"))
		}
		if rec := v.ask(http.MethodGet, "/api/slips", ""); rec.Code != http.StatusUnauthorized || !strings.Contains(rec.Header().Get("Content-Type"), "problem+json") {
			t.Errorf("%s: %d %s", what, rec.Code, rec.Body)
		}
		if rec := v.ask(http.MethodPost, "/imports", "a=b"); rec.Code != http.StatusSeeOther {
			t.Errorf("%s: %d", what, rec.Code)
		}
	}
}

// TestAFirstPasswordMustBeChanged: until then every route that is not the person's own leads there.
func TestAFirstPasswordMustBeChanged(t *testing.T) {
	w := world.New(t)
	password, err := w.AddAccount(t.Context(), "new@example.org", "Somebody New", string(access.NationalLead), "ENG", "a test")
	if err != nil {
		t.Fatal(err)
	}
	key, err := w.Accounts.SignIn(t.Context(), "new@example.org", password, "192.0.2.1", "")
	if err != nil {
		t.Fatal(err)
	}
	v := visitor{site: w.Handler(false, nil), key: key}
	for _, rt := range inOrder(w) {
		if rt.Public || rt.Verb == access.SessionOwn {
			continue
		}
		method, path := address(rt.Pattern, "Z-1")
		if rt.On != nil && !strings.Contains(rt.Pattern, "{org}") {
			path += "?org=Z-1&measure=ga_occ"
		}
		rec := v.ask(method, path, "")
		to := rec.Header().Get("Location") == web.ChangePasswordPath
		if refusedFirst := rec.Code == http.StatusForbidden || rec.Code == http.StatusNotFound; !to && !refusedFirst {
			t.Errorf("%s: %d %s", rt.Pattern, rec.Code, rec.Header().Get("Location"))
		}
	}
}

// TestHeadersAndOtherSites looks at every route's answer, to somebody and to nobody: the headers of safety are there, and
// nothing sent from another site is carried out.
func TestHeadersAndOtherSites(t *testing.T) {
	w := world.New(t)
	for _, https := range []bool{false, true} {
		site := w.Handler(https, nil)
		furnished := !https
		if furnished {
			furnish(t, w, site)
		}
		for _, v := range []visitor{{site: site}, {site: site, key: w.Key(access.NationalLead)}} {
			for _, rt := range inOrder(w) {
				if last(rt) > 0 && v.key != "" {
					continue
				}
				method, path := address(rt.Pattern, "Z-1")
				rec := v.ask(method, path, "")
				safe(t, rt.Pattern, rec.Header(), https)
				if method == http.MethodGet {
					continue
				}
				for _, from := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "", "Origin", "https://elsewhere.example"}} {
					rec := v.ask(method, path, "", from...)
					if rec.Code != http.StatusForbidden || !strings.Contains(rec.Body.String(), "another site") {
						t.Errorf("%s from another site %q: %d", rt.Pattern, from, rec.Code)
					}
					safe(t, rt.Pattern, rec.Header(), https)
				}
			}
		}
	}
}

func safe(t *testing.T, what string, h http.Header, https bool) {
	t.Helper()
	referrer := "same-origin"
	if h.Get("Referrer-Policy") == "no-referrer" { // an address that is a secret goes to nobody, not even to this site
		referrer = "no-referrer"
	}
	for name, want := range map[string]string{"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
		"Referrer-Policy": referrer, "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Permissions-Policy": "camera=()",
		"Cache-Control": "no-store"} {
		if !strings.Contains(h.Get(name), want) {
			t.Errorf("%s: %s is %q", what, name, h.Get(name))
		}
	}
	if csp := h.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") || strings.Contains(csp, "http:") {
		t.Errorf("%s: the policy is %q", what, csp)
	}
	if got := h.Get("Strict-Transport-Security") != ""; got != https {
		t.Errorf("%s: strict transport %v, https %v", what, got, https)
	}
}
