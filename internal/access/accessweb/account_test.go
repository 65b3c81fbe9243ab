package accessweb

import (
	"slices"
	"strings"
	"testing"

	"headroom/internal/access"
	"headroom/internal/web"
)

func TestDeputies(t *testing.T) {
	m := newMemory()
	boss := m.add(1, access.TrustDirector, "T1")
	m.add(2, "", "")
	v := visit(t, m, Config{}).as(1)
	grant := number(boss.Grants[0].ID)
	v.sees("/account", 200, "Name a deputy", "nobody needs your password")
	v.sees("/account/deputies/new?grant="+grant, 200, "Trust accountable director, Unit T1 (T1)")
	v.sees("/account/deputies/new?grant=999", 404)
	days := append(dateBoxes("from", today), dateBoxes("until", today.Add(6))...)
	v.sent("/account/deputies", 422, "Choose another person", append(days, "grant", grant, "to", "ghost@trust.example")...)
	v.sent("/account/deputies", 422, "at most 28 days", slices.Concat([]string{"grant", grant, "to", "p2@trust.example"}, dateBoxes("from", today), dateBoxes("until", today.Add(60)))...)
	v.sent("/account/deputies", 422, "There is no such date", "grant", grant, "to", "p2@trust.example", "from-day", "31", "from-month", "2", "from-year", "2024")
	v.sent("/account/deputies", 303, "/account", append(days, "grant", grant, "to", "P2@trust.example", "reason", "leave")...)
	got := m.accounts[2].Grants
	if len(got) != 1 || got[0].StandsFor != 1 || got[0].To != today.Add(7) {
		t.Fatalf("%+v", got)
	}
	v.sees("/account", 200, "Account 2", "End now", "15 January 2024 to 21 January 2024")
	v.as(2).sees("/account", 200, "as deputy for account 1")
	v.sent("/account/deputies/"+number(got[0].ID)+"/end", 404, "") // only whom it is for
	v.as(1).sent("/account/deputies/"+number(got[0].ID)+"/end", 303, "/account")
	if m.accounts[2].Grants[0].Live(today) {
		t.Error("the deputy still stands in")
	}
}

func TestMakingAToken(t *testing.T) {
	m := newMemory()
	m.add(1, access.TrustSubmitter, "T1")
	m.add(2, access.TrustDirector, "T1")
	m.add(3, access.TrustDirector, "T2")
	v := visit(t, m, Config{}).as(1)
	body := v.sees("/account/tokens/new", 200, "See and export figures over time", "Send a return")
	if strings.Contains(body, "Import a published file") || strings.Contains(body, "Sign a return off") {
		t.Error("the form offers what the person may not do, or no program may")
	}
	form := slices.Concat([]string{"name", "bed feed", "verbs", "return.submit", "at", "t1"}, dateBoxes("until", today.Add(30)))
	v.sent("/account/tokens", 422, "accountable director", form...)
	v.sent("/account/tokens", 422, "accountable director", append(form, "director", "p3@trust.example")...)
	v.sent("/account/tokens", 422, "No organisation has the code", "name", "x", "verbs", "series.read", "at", "ZZ9")
	v.sent("/account/tokens", 200, "headroom_", append(form, "director", "p2@trust.example")...)
	if len(m.tokens) != 1 || m.tokens[0].Director != 2 || m.tokens[0].At != "T1" || m.tokens[0].Until != today.Add(31) {
		t.Fatalf("%+v", m.tokens)
	}
	if body := v.sees("/account", 200, "bed feed", "Accountable director: account 2", "14 February 2024"); strings.Contains(body, "headroom_") {
		t.Error("the key is shown again")
	}
	id := number(m.tokens[0].ID)
	v.as(2).sent("/account/tokens/"+id+"/revoke", 404, "")
	v.as(1).sent("/account/tokens/"+id+"/revoke", 303, "/account")
	v.sees("/account", 200, "Revoked")
}

func TestAnAuditorMakesNoTokens(t *testing.T) {
	m := newMemory()
	m.add(1, access.Auditor, "ENG")
	v := visit(t, m, Config{}).as(1)
	v.sees("/account/tokens/new", 403)
	if body := v.sees("/account", 200); strings.Contains(body, "Make a token") {
		t.Error("a link that leads to a refusal")
	}
}

func TestEndingOtherSessions(t *testing.T) {
	m := newMemory()
	m.add(1, "", "")
	v := visit(t, m, Config{}).as(1)
	v.sees("/account", 200, "Sign out everywhere else", "No role has been given")
	v.sent("/account/sessions/end", 303, "/account")
	if len(m.entries) != 1 || m.entries[0].Key != keyOf(1) {
		t.Errorf("%+v", m.entries)
	}
}

func TestTheTableIsWhole(t *testing.T) {
	m := newMemory()
	m.add(1, "", "")
	body := visit(t, m, Config{}).as(1).sees("/access", 200, "What is not listed is not allowed")
	for _, verb := range access.Verbs() {
		if !strings.Contains(body, string(verb)) {
			t.Errorf("%s is not explained", verb)
		}
	}
}

func TestGalleryRenders(t *testing.T) {
	v := visit(t, newMemory(), Config{})
	seen := map[string]bool{}
	for _, sp := range Gallery() {
		if seen[sp.Name] {
			t.Errorf("%s is there twice", sp.Name)
		}
		seen[sp.Name] = true
		v.sees(web.SpecimenPath(sp.Name), 200, "</html>")
	}
}
