package orgdb

import (
	"slices"
	"testing"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/org"
)

func TestContacts(t *testing.T) {
	both(t, func(t *testing.T, d *db.DB, s *Store) {
		ctx := t.Context()
		ensure(t, d, s, d.Now(), org.Sighting{Code: "RZZ", Name: "Zed NHS Trust", Seen: winter}, org.Sighting{Code: "RYY", Name: "Why NHS Trust", Seen: winter})
		before := d.Now()
		hold := func(n int, role org.RoleCode, capacity org.Capacity, from, to string) {
			h := org.Holder{Org: "RZZ", Role: role, Name: org.SyntheticHolder(n), Synthetic: true, Capacity: capacity, Valid: civil.Range{From: civil.MustDate(from)}}
			if to != "" {
				h.Valid.To = civil.MustDate(to)
			}
			_, err := s.SetHolder(ctx, who, "appointed", h)
			ok(t, err)
		}
		hold(1, "eprr-lead", org.Holds, "2017-01-01", "")
		hold(2, "chief-operating-officer", org.Deputes, "2017-01-01", "")
		hold(3, "sitrep-contact", org.Holds, "2017-12-01", "2018-01-01")
		hold(4, "nursing-director", org.Holds, "2017-01-01", "")
		roles := func(day string, asOf time.Time) (out []org.RoleCode) {
			got, err := s.Contacts(ctx, []org.Code{"RZZ", "RYY", "NONE"}, append(ReturnRoles(), "no-such-role"), civil.MustDate(day), asOf)
			ok(t, err)
			if len(got["RYY"]) > 0 || len(got["NONE"]) > 0 {
				t.Errorf("posts nobody holds: %v", got)
			}
			for _, p := range got["RZZ"] {
				out = append(out, p.Role)
			}
			if len(got["RZZ"]) == 3 && (got["RZZ"][1].State != org.PostDeputy || got["RZZ"][0].Who.Name != org.SyntheticHolder(3)) {
				t.Errorf("resolved %+v", got["RZZ"])
			}
			return out
		}
		if got := roles("2017-12-20", time.Time{}); !slices.Equal(got, []org.RoleCode{"sitrep-contact", "chief-operating-officer", "eprr-lead"}) {
			t.Errorf("in December %v", got)
		}
		if got := roles("2018-01-20", time.Time{}); !slices.Equal(got, []org.RoleCode{"chief-operating-officer", "eprr-lead"}) {
			t.Errorf("after the sitrep contact left %v", got)
		}
		if got := roles("2017-12-20", before); len(got) > 0 {
			t.Errorf("before anybody was recorded %v", got)
		}
		for _, c := range ReturnRoles() {
			if dictionary, err := s.Roles(ctx); err != nil {
				t.Error(err)
			} else if r, found := dictionary.Find(string(c)); !found || r.Code != c {
				t.Errorf("%s is no role of the dictionary", c)
			}
		}
	})
}
