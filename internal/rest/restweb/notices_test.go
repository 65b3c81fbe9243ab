package restweb

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"headroom/internal/access"
	"headroom/internal/org"
	"headroom/internal/rest"
)

// TestWhoIsTold: each role reads on the page of rest what reached it; a staff code only who may see the person; the board
// counts alone, the small ones withheld.
func TestWhoIsTold(t *testing.T) {
	for _, c := range []struct {
		role      access.Role
		at        org.Code
		home      string // on the first page; empty: nothing waits
		names     string // on the page of notices
		never     string
		numbers   string
		withholds bool
	}{
		{access.TrustDirector, "T1", "overdue for 1 person", "", "P-000", "Trust accountable director", false},
		{access.Guardian, "T1", "overdue for 1 person", "P-0002 P-0001 P-0003", "P-0004", "Guardian", false},
		{access.RotaCoordinator, "T1", "due within a week and not booked for 1 person", "P-0002", "P-0004", "Rota", false},
		{access.TeamManager, "T1", "owed and not booked for 1 person", "P-0003", "P-0001", "Team manager", false}, // of Ward 7
		{access.ICBLead, "QX", "", "", "P-000", "1 to 4", true},
		{access.NationalLead, org.England, "", "", "P-000", "1 to 4", true},
	} {
		s, h := visit(t, c.role, c.at)
		s.told = sampleNotices()
		for _, path := range []string{HomePath, Path("T1")} {
			_, body := get(t, h, path)
			if strings.Contains(body, "waits for you") != (c.home != "") || !strings.Contains(body, c.home) {
				t.Errorf("%s at %s: %q", c.role, path, c.home)
			}
			if strings.Contains(body, "P-000") {
				t.Errorf("%s at %s reads a staff code", c.role, path)
			}
		}
		code, body := get(t, h, NoticesPath("T1"))
		if code != http.StatusOK || strings.Contains(body, c.never) || !strings.Contains(body, c.numbers) || strings.Contains(body, "1 to 4") != c.withholds {
			t.Errorf("%s: %d, %q, %q", c.role, code, c.never, c.numbers)
		}
		for _, p := range strings.Fields(c.names) {
			if !strings.Contains(body, PersonPath("T1", rest.Person(p))) {
				t.Errorf("%s does not read of %s", c.role, p)
			}
		}
	}
}

// TestFileHeldAgainstRest: a planned duty in a file is refused over booked rest; over rest that a rule asks for, and for codes
// that are not known, it is kept once a person said so of these same bytes.
func TestFileHeldAgainstRest(t *testing.T) {
	s, h := visit(t, access.RotaCoordinator, "T1")
	has := func(what string, code int, body string, want int, words ...string) {
		t.Helper()
		for _, w := range words {
			if !strings.Contains(body, w) {
				t.Errorf("%s: %q is not in %s", what, w, body)
			}
		}
		if code != want {
			t.Errorf("%s: %d", what, code)
		}
	}
	head := "person,start,end,state\n"
	booked := head + "P-0003,2024-01-15 10:00,2024-01-15 14:00,planned\n"
	code, body := upload(t, h, "duties", "r.csv", booked, rest.PlannedAlike)
	has("over booked rest", code, body, 422, "r.csv, row 2", "Recovery rest is booked", "Let that booking go first")
	early := head + "P-0001,2024-01-12 19:00,2024-01-12 23:00,planned\nP-0001,2024-01-20 08:00,2024-01-20 18:00,planned\nP-0001,2024-01-21 00:00,2024-01-21 08:00,planned\n"
	code, body = upload(t, h, "duties", "r.csv", early)
	has("in the daily rest", code, body, 422, "r.csv, row 2", "WTR-10@1998", `name="anyway"`, "row 3")
	n := len(s.known["P-0001"].Duties)
	code, body = upload(t, h, "duties", "r.csv", early+"P-0001,2024-01-30 08:00,2024-01-30 18:00,planned\n", "other")
	has("another file", code, body, 422)
	code, body = upload(t, h, "duties", "r.csv", early, rest.PlannedAlike)
	has("and said so", code, body, 303)
	if len(s.known["P-0001"].Duties) != n+3 {
		t.Errorf("%d duties", len(s.known["P-0001"].Duties)-n)
	}
	fresh := head + "P-0071,2024-01-25 08:00,2024-01-25 16:00,planned\nP-0071,2024-01-26 08:00,2024-01-26 16:00,planned\nP-0072,2023-12-25 08:00,2023-12-25 16:00,worked\n"
	code, body = upload(t, h, "duties", "r.csv", fresh)
	has("codes that are not known", code, body, 422, "P-0071 (rows with this code: 2)", "P-0072", `name="new"`)
	if len(s.known["P-0071"].Duties) != 0 {
		t.Error("they are known")
	}
	code, body = upload(t, h, "duties", "r.csv", fresh, rest.NewPeople)
	has("new people", code, body, 303)
}

// TestContractByHand: a contract is entered with its day and source, and its tables of rules stand on the person's page.
func TestContractByHand(t *testing.T) {
	s, h := visit(t, access.RotaCoordinator, "T1")
	if code, body := get(t, h, contractPath("T1")+"?person=P-0003"); code != 200 || !strings.Contains(body, "Ward 7") || !strings.Contains(body, "tcs2016@2019 from ") {
		t.Errorf("%d", code)
	}
	form := url.Values{"person": {"P-0003"}, "terms": {"resident-2016"}, "from": {"2024-02-07"}, "hours": {"47.5"}, "other": {"none"}, "source": {"letter of 1 February 2024"}}
	for name, bad := range map[string]string{"terms": "union", "from": "soon", "source": "", "hours": "900", "other": ""} {
		wrong := url.Values{}
		for k, v := range form {
			wrong[k] = v
		}
		wrong.Set(name, bad)
		if code, _ := post(t, h, contractPath("T1"), wrong); code != 422 {
			t.Errorf("%s %q: %d", name, bad, code)
		}
	}
	form.Set("source", "BMA letter after the strike")
	if code, body := post(t, h, contractPath("T1"), form); code != 422 || !strings.Contains(body, "Take out") {
		t.Errorf("words of action: %d", code)
	}
	form.Set("source", "letter of 1 February 2024")
	if code, body := post(t, h, contractPath("T1"), form); code != 303 || len(s.known["P-0003"].Contracts) != 2 {
		t.Errorf("%d %s", code, body)
	}
	if _, body := get(t, h, PersonPath("T1", "P-0003")); !strings.Contains(body, "7 February 2024") {
		t.Error("the contract is not on the person's page")
	}
	form.Set("person", "P-0099")
	if code, body := post(t, h, contractPath("T1"), form); code != 422 || !strings.Contains(body, "Nothing is known here of P-0099") {
		t.Errorf("a code that is not known: %d", code)
	}
	form.Set("new", "yes")
	if code, _ := post(t, h, contractPath("T1"), form); code != 303 {
		t.Errorf("a new person: %d", code)
	}
}

// TestJudgedOnce: a trust is judged once for the views of all its people until something of it changes; a team without it.
func TestJudgedOnce(t *testing.T) {
	s, h := visit(t, access.RotaCoordinator, "T1")
	for _, path := range []string{PeoplePath("T1"), PeoplePath("T1"), Path("T1"), Path("T1") + "/breaches", PeoplePath("T1") + "?team=Ward+7"} {
		if code, _ := get(t, h, path); code != 200 {
			t.Errorf("%s: %d", path, code)
		}
	}
	if s.asked != 1 {
		t.Errorf("the trust was judged %d times", s.asked)
	}
	s.stamp = "2"
	get(t, h, PeoplePath("T1"))
	if s.asked != 2 {
		t.Errorf("after a change it was judged %d times", s.asked)
	}
	s, h = visit(t, access.TeamManager, "T1")
	if _, body := get(t, h, PeoplePath("T1")); s.asked != 0 || !strings.Contains(body, "Nurse (synthetic)") {
		t.Errorf("for a team the trust was judged %d times", s.asked)
	}
}
