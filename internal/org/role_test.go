package org

import (
	"strings"
	"testing"

	"headroom/internal/fault"
)

func TestRoleSpellings(t *testing.T) {
	d := NewDictionary(BuiltinRoles())
	for spelling, want := range map[string]RoleCode{
		"CEO": "chief-executive", "chief executives": "chief-executive", "Chief Nurse": "nursing-director", "directors of nursing": "nursing-director",
		"heads of EPRR": "eprr-lead", "chief people officers/human resource (HR) directors": "hr-director", "HR directors": "hr-director",
		"Directors of Adult Social Services": "dass", "DASS": "dass", "regional chair": "adass-chair", "duty-director": "duty-director", "P&I directors": "performance-director",
	} {
		if r, ok := d.Find(spelling); !ok || r.Code != want {
			t.Errorf("%q means %q, %v; want %q", spelling, r.Code, ok, want)
		}
	}
	if _, ok := d.Find("chief magician"); ok {
		t.Error("an unknown post is found")
	}
	seen := map[string]RoleCode{}
	for _, r := range d.Roles() {
		for _, a := range append([]string{r.Name, string(r.Code)}, r.Aliases...) {
			if had, ok := seen[postKey(a)]; ok && had != r.Code {
				t.Errorf("%q means both %s and %s", a, had, r.Code)
			}
			seen[postKey(a)] = r.Code
		}
		for _, k := range r.Kinds {
			if !k.Known() {
				t.Errorf("%s exists at an unknown kind %q", r.Code, k)
			}
		}
	}
}

func TestResolve(t *testing.T) {
	d := NewDictionary(BuiltinRoles())
	role, _ := d.Find("nursing-director")
	r := NewRoster([]Holder{
		{ID: 1, Org: "RZZ", Role: role.Code, Name: SyntheticHolder(1), Capacity: Holds, Valid: fromTo("2020-01-01", "2023-01-01")},
		{ID: 2, Org: "RZZ", Role: role.Code, Name: SyntheticHolder(2), Capacity: Holds, Valid: from("2023-06-01")},
		{ID: 3, Org: "RZZ", Role: role.Code, Name: SyntheticHolder(3), Capacity: Deputes, Valid: fromTo("2022-01-01", "2023-04-01")},
		{ID: 4, Org: "RZZ", Role: role.Code, Name: SyntheticHolder(4), Capacity: Holds, Valid: from("2010-01-01"), Withdrawn: true},
	})
	for _, c := range []struct {
		day, who, words string
		state           PostState
	}{
		{"2022-06-01", SyntheticHolder(1), "holds the post", PostHeld}, {"2023-02-01", SyntheticHolder(3), "deputises", PostDeputy},
		{"2023-05-01", "", "left after 2022-12-31", PostVacant}, {"2023-07-01", SyntheticHolder(2), "holds", PostHeld}, {"2011-01-01", "", "vacant", PostVacant},
	} {
		p := r.Resolve(role, "RZZ", date(c.day))
		if p.State != c.state || p.Who.Name != c.who || !strings.Contains(p.Words, c.words) {
			t.Errorf("%s: %+v", c.day, p)
		}
	}
	if p := r.Resolve(role, "RYY", date("2023-01-01")); p.State != PostVacant {
		t.Errorf("another organisation's post is %+v", p)
	}
}

func TestCheckHolder(t *testing.T) {
	d := NewDictionary(BuiltinRoles())
	_, err := CheckHolder(Holder{Name: "A Person", Synthetic: true, Email: "nobody", Capacity: "boss", Role: "dass", Valid: fromTo("2023-02-01", "2023-01-01")}, d, Unit{Kind: KindTrust})
	f := fault.As(err)
	if f == nil || len(f.Fields) != 5 {
		t.Fatalf("the faults are %v", err)
	}
	h, err := CheckHolder(Holder{Name: "  Role holder 001  (synthetic) ", Synthetic: true, Email: "x@example.invalid", Role: "CEO", Valid: from("2023-01-01")}, d, Unit{Kind: KindTrust})
	if err != nil || h.Role != "chief-executive" || h.Capacity != Holds || h.Name != SyntheticHolder(1) {
		t.Errorf("%+v, %v", h, err)
	}
}
