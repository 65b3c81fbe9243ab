package orgweb

import (
	"net/url"
	"strings"
	"testing"

	"headroom/internal/access"
	"headroom/internal/org"
)

// typedDay is a date as its three boxes send it.
func typedDay(v url.Values, name, day string) url.Values {
	p := strings.Split(day, "-")
	v.Set(name+"-day", p[2])
	v.Set(name+"-month", p[1])
	v.Set(name+"-year", p[0])
	return v
}

func TestProposeByHand(t *testing.T) {
	s, m := visit(t, national)
	name := typedDay(url.Values{"name": {"Rivermead Teaching NHS Foundation Trust"}, "reason": {"the order of 1 May"}}, "from", "2024-05-01")
	code, body := send(t, s, "/organisations/Z-RIV/propose/name", name)
	for _, w := range []string{"named Rivermead Teaching NHS Foundation Trust from 2024-05-01", "Propose this", "Change it", `value="the order of 1 May"`, `name="from-year" value="2024"`} {
		if code != 200 || !strings.Contains(body, w) {
			t.Errorf("looking it over answered %d, or does not say %q", code, w)
		}
	}
	if len(m.sets) != 1 {
		t.Fatal("looking it over proposed it")
	}
	name.Set("go", "change")
	if code, body := send(t, s, "/organisations/Z-RIV/propose/name", name); code != 200 || !strings.Contains(body, `value="Rivermead Teaching NHS Foundation Trust"`) || !strings.Contains(body, "Look it over") {
		t.Errorf("changing it answered %d, or has lost what was typed", code)
	}
	name.Set("go", "propose")
	if code, _ := send(t, s, "/organisations/Z-RIV/propose/name", name); code != 303 || len(m.sets) != 2 || m.sets[1].ProposedBy != "account:7" {
		t.Fatalf("proposing answered %d", code)
	}
	if code, body := send(t, s, "/organisations/Z-RIV/propose/name", name); code != 422 || !strings.Contains(body, "waits to be decided") {
		t.Errorf("proposing it again answered %d", code)
	}
	if code, body := get(t, s, "/organisation-changes/21"); code != 200 || !strings.Contains(body, "the order of 1 May") || !strings.Contains(body, "entered by hand") {
		t.Errorf("the review answered %d, or does not say why", code)
	}
}

func TestProposalsWithProblems(t *testing.T) {
	s, m := visit(t, national)
	for name, c := range map[string]struct {
		step string
		v    url.Values
		says []string
	}{
		"everything":     {"open", url.Values{}, []string{"Choose what is opened", "Enter its code", "Enter its name", "Enter the first day", "Say in a sentence"}},
		"no such date":   {"name", typedDay(url.Values{"name": {"X"}, "reason": {"x"}}, "from", "2024-02-31"), []string{"There is no such date"}},
		"sent unlooked":  {"close", typedDay(url.Values{"go": {"propose"}, "reason": {"x"}}, "to", "2001-01-01"), []string{"is before the opening"}},
		"a ring":         {"succession", typedDay(url.Values{"manner": {"merged"}, "others": {"Z-OLD"}, "reason": {"x"}}, "from", "2020-05-01"), []string{"run in a ring"}},
		"no such parent": {"parent", typedDay(url.Values{"tree": {"nhs"}, "parent": {"NONE"}, "reason": {"x"}}, "from", "2024-05-01"), []string{"no organisation with the code NONE"}},
	} {
		code, body := send(t, s, "/organisations/Z-RIV/propose/"+c.step, c.v)
		for _, w := range c.says {
			if code != 422 || !strings.Contains(body, w) {
				t.Errorf("%s answered %d, or does not say %q", name, code, w)
			}
		}
		if strings.Contains(body, "no such date") && strings.Contains(body, "Enter the first day") {
			t.Errorf("%s says two things of one date", name)
		}
	}
	if len(m.sets) != 1 {
		t.Error("something was proposed")
	}
}

// Whoever is at the place may propose; the region decides.
func TestATrustProposesAndTheRegionDecides(t *testing.T) {
	s, m := visit(t, access.Grant{Role: access.TrustDirector, At: "Z-RIV"})
	v := typedDay(url.Values{"go": {"propose"}, "kind": {"site"}, "code": {"Z-RIV-1"}, "name": {"Weir Hospital"}, "reason": {"it opens"}}, "from", "2024-05-01")
	if code, body := send(t, s, "/organisations/Z-RIV/propose/open", v); code != 303 {
		t.Fatalf("the trust's proposal answered %d: %s", code, body)
	}
	if code, _ := send(t, s, "/organisations/QHG/propose/open", v); code != 403 {
		t.Errorf("the trust proposes for its board: %d", code)
	}
	if code, _ := send(t, s, "/organisation-changes/21", url.Values{"decision": {"accept"}, "line-1": {"yes"}, "reason": {"x"}}); code != 403 || m.sets[1].Lines[0].Decision != "" {
		t.Errorf("the trust decides: %d", code)
	}
	s, m = visit(t, region)
	if code, _ := send(t, s, "/organisations/Z-RIV/propose/open", v); code != 303 {
		t.Fatalf("the region's proposal answered %d", code)
	}
	if code, _ := send(t, s, "/organisation-changes/21", url.Values{"decision": {"accept"}, "line-1": {"yes"}, "reason": {"x"}}); code != 303 || m.sets[1].Lines[0].Decision != org.Accepted {
		t.Errorf("the region's decision answered %d", code)
	}
}
