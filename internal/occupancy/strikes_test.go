package occupancy

import "testing"

func TestFamiliarGroups(t *testing.T) {
	for group, want := range map[string]bool{"Resident (junior) doctors": true, "resident doctors": true, "Junior doctors": true, "Consultants": true,
		"nurses": true, "Nursing staff": true, "Ambulance staff": false, "Radiographers": false, "all staff": false, "": false} {
		if Familiar(group) != want {
			t.Errorf("%q: familiar %v", group, !want)
		}
	}
	for _, c := range []struct {
		a, b string
		same bool
	}{{"Resident (junior) doctors", "junior doctors", true}, {"Ambulance staff", " ambulance staff", true}, {"Consultants", "nurses", false}, {"porters", "cleaners", false}} {
		if sameGroup(c.a, c.b) != c.same {
			t.Errorf("%q and %q: %v", c.a, c.b, !c.same)
		}
	}
}
