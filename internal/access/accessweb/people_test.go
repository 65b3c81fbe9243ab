package accessweb

import (
	"slices"
	"strings"
	"testing"

	"headroom/internal/access"
)

// staff is a local administrator of I1, one of England, and people around them.
func staff() *memory {
	m := newMemory()
	m.add(1, access.Administrator, "I1")
	m.add(2, access.TrustViewer, "T1")
	m.add(3, access.TrustViewer, "T3")
	m.add(4, "", "")
	both := m.add(5, access.TrustViewer, "T2")
	both.Grants = append(both.Grants, access.Grant{ID: 99, Role: access.RegionLead, At: "Y1", From: today})
	m.accounts[5] = both
	m.add(9, access.Administrator, "ENG")
	return m
}

func TestAccountsWithinReach(t *testing.T) {
	m := staff()
	v := visit(t, m, Config{}).as(1)
	body := v.sees("/accounts", 200, "Person 2", "Person 4", "Person 5", "Trust viewer, Unit T1 (T1)")
	if strings.Contains(body, "Person 3") || strings.Contains(body, "Person 9") {
		t.Error("accounts elsewhere are listed")
	}
	v.sees("/accounts/2", 200, "Lock the account", "Give a one-time password")
	v.sees("/accounts/3", 404)
	v.sees("/accounts/77", 404)
	body = v.sees("/accounts/5", 200, "whose accounts you do not manage")
	if strings.Contains(body, "Lock the account") {
		t.Error("what may not be done is offered")
	}
	v.sees("/accounts/5/lock", 403)
	v.sent("/accounts/5/lock", 403, "", "reason", "x")
	v.sent("/accounts/3/password", 404, "", "reason", "x")
	v.sees("/accounts/1", 200, "cannot do this to your own account")
	v.sent("/accounts/1/password", 403, "", "reason", "x")
	v.as(2).sees("/accounts", 403)
	if n := len(m.entries); n != 3 || m.entries[0].Verb != "account.read" || m.entries[0].Key != "2" {
		t.Errorf("reads in the log: %+v", m.entries)
	}
	v.as(9).sees("/accounts?find=p3", 200, "Person 3")
	v.sees("/accounts?find=nobody", 200, "No account fits")
}

func TestAddingAnAccountShowsThePasswordOnce(t *testing.T) {
	v := visit(t, staff(), Config{}).as(1)
	v.sees("/accounts/new", 200, "Add account")
	v.sent("/accounts", 422, "Enter an email address in the form", "email", "jo", "name", "Jo Bloggs")
	v.sent("/accounts", 422, "Enter the person", "email", "jo@trust.example", "name", " ")
	v.sent("/accounts", 200, "abcd-efgh", "email", "jo@trust.example", "name", "Jo Bloggs")
	body := v.sees("/accounts?find=jo@", 200, "Jo Bloggs")
	if strings.Contains(body, "abcd-efgh") {
		t.Error("the password is shown again")
	}
}

func TestLockUnlockResetClose(t *testing.T) {
	m := staff()
	v := visit(t, m, Config{}).as(1)
	v.sees("/accounts/2/unlock", 409)
	v.sees("/accounts/2/explode", 404)
	v.sees("/accounts/2/lock", 200, "Every session ends at once", "Do not write about a person")
	v.sent("/accounts/2/lock", 422, "why", "reason", " ")
	v.sent("/accounts/2/lock", 303, "/accounts/2", "reason", "lost laptop")
	v.sees("/accounts/2", 200, "Locked", "Unlock the account")
	v.sent("/accounts/2/unlock", 303, "/accounts/2", "reason", "found")
	v.sent("/accounts/2/tries", 303, "/accounts/2", "reason", "asked by telephone")
	v.sent("/accounts/2/password", 200, "wxyz-wxyz", "reason", "forgotten")
	v.sent("/accounts/2/close", 303, "/accounts/2", "reason", "left")
	body := v.sees("/accounts/2", 200, "Closed")
	if strings.Contains(body, "Unlock") || m.accounts[2].State != access.Closed {
		t.Error("a closed account can be opened")
	}
}

func TestGivingAndEndingRoles(t *testing.T) {
	m := staff()
	v := visit(t, m, Config{}).as(1)
	v.sees("/accounts/4/roles/new", 200, "Trust submitter", "First day")
	give := func(role, at string) []string {
		return slices.Concat([]string{"role", role, "at", at, "reason", "new in post"}, dateBoxes("from", today), dateBoxes("to", today.Add(9)))
	}
	v.sent("/accounts/4/roles", 422, "as RA4", "role", "", "reason", "")
	v.sent("/accounts/4/roles", 422, "cannot be held at this kind", give("region-lead", "T1")...)
	v.sent("/accounts/4/roles", 422, "in the past", slices.Concat([]string{"role", "trust-viewer", "at", "T1", "reason", "x"}, dateBoxes("from", today.Add(-1)))...)
	v.sent("/accounts/4/roles", 403, "", give("trust-viewer", "T3")...)
	v.sent("/accounts/4/roles", 403, "", give("national-lead", "ENG")...)
	v.sent("/accounts/1/roles", 403, "", give("icb-lead", "I1")...)
	v.sent("/accounts/4/roles", 303, "/accounts/4", give("trust-viewer", "t1")...)
	v.sent("/accounts/4/roles", 422, "already holds", give("trust-viewer", "T1")...)
	g := m.accounts[4].Grants
	if len(g) != 1 || g[0].At != "T1" || g[0].To != today.Add(10) {
		t.Fatalf("%+v", g)
	}
	end := "/accounts/4/roles/" + number(g[0].ID) + "/end"
	v.sees("/accounts/4", 200, "End or shorten Trust viewer", "15 January 2024 to 24 January 2024")
	v.sees(end, 200, "When does it end?")
	v.sees("/accounts/4/roles/1/end", 404)
	v.sees("/accounts/5/roles/99/end", 403)
	v.sent(end, 422, "Enter the last day", "when", "last", "reason", "left")
	v.sent(end, 422, "why", append(dateBoxes("last", today), "when", "last")...)
	v.sent(end, 303, "/accounts/4", append(dateBoxes("last", today.Add(2)), "when", "last", "reason", "left")...)
	if to := m.accounts[4].Grants[0].To; to != today.Add(3) {
		t.Errorf("ends %s", to)
	}
	v.sent(end, 303, "/accounts/4", "when", "now", "reason", "left today")
	if m.accounts[4].Grants[0].Live(today) {
		t.Error("the role still counts")
	}
}

func TestAuditLog(t *testing.T) {
	m := staff()
	m.add(20, access.Auditor, "ENG")
	m.add(21, access.TrustDirector, "T1")
	m.log("account:2", "return.submit", "uec/T1/1", "T1")
	m.log("account:3", "return.submit", "uec/T3/1", "T3")
	m.log("account:9", "account.lock", "2", "")
	v := visit(t, m, Config{}).as(20)
	v.sees("/audit", 200, "uec/T1/1", "uec/T3/1", "Account 9", "Check that nothing was changed")
	for query, want := range map[string]string{"noun=account": "Account 9", "org=T3": "uec/T3/1", "person=2": "uec/T1/1", "key=uec/T1/1": "uec/T1/1"} {
		body := v.sees("/audit?"+query, 200, want)
		if n := strings.Count(body, `<a href="/audit/`); n != 2 { // the entry, and the way to the chain
			t.Errorf("%s shows %d entries", query, n-1)
		}
	}
	v.sees("/audit?org=ZZ9", 422, "No organisation has the code")
	v.sees("/audit?person=jo", 422, "number")
	v.sees("/audit?from-day=16&from-month=1&from-year=2024", 200, "No entry fits")
	v.sees("/audit/1", 200, "Send a return", "uec/T1/1", "Hash of this entry")
	v.sees("/audit/999", 404)
	v.sees("/audit/chain", 200, "hold together")
	code, csv := v.get("/audit.csv?noun=return&org=T3")
	if code != 200 || !strings.Contains(csv, "uec/T3/1") || strings.Contains(csv, "uec/T1/1") {
		t.Errorf("%d %s", code, csv)
	}
	if last := m.entries[len(m.entries)-1]; last.Verb != "audit.read" || last.Actor != "account:20" || last.Org != "T3" {
		t.Errorf("reading the log is not logged: %+v", last)
	}

	v.as(21) // answers for T1 alone
	body := v.sees("/audit", 200, "uec/T1/1", "one organisation at a time")
	if strings.Contains(body, "uec/T3/1") || strings.Contains(body, "Account 9") {
		t.Error("entries of others are shown")
	}
	v.sees("/audit?org=T3", 422, "may not read the audit log")
	v.sees("/audit.csv?org=T3", 422)
	v.sees("/audit/1", 200)
	v.sees("/audit/2", 404)
	v.sees("/audit/3", 404)
	v.sees("/audit/chain", 403)
	v.as(9).sees("/audit", 403) // an administrator does not watch over the own acts
	v.as(2).sees("/audit", 403)
}
