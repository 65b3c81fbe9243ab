package demo

import (
	"strings"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/rest"
)

// TestRota: the team stands in every way there is, all three ledgers have something left, names are marked as invented, and
// the same is made every time.
func TestRota(t *testing.T) {
	w := New(Seed)
	r, again := w.Rest(), w.Rest()
	if len(r.Duties) == 0 || len(r.Duties) != len(again.Duties) || r.Duties[0] != again.Duties[0] {
		t.Fatal("not the same twice")
	}
	stood, left := map[rest.Standing]int{}, map[rest.Ledger]float64{}
	for i, c := range r.Contracts.Contracts {
		k := rest.Kept{Contracts: []rest.Contract{c}}
		for _, d := range r.Duties {
			if d.Person == c.Person {
				k.Duties = append(k.Duties, d)
			}
		}
		for _, e := range r.Booked {
			if e.Person != c.Person {
				continue
			}
			if err := rest.CheckRecord(e, k, rest.DefaultPolicy().Join); err != nil {
				t.Error(err)
			}
		}
		j := rest.Judge(k.Ask(c.Person, rest.DefaultPolicy(), civil.England(), Start(), civil.MustDate("2025-12-22")))
		stood[j.Standing]++
		for _, b := range j.Balances {
			left[b.Ledger] += b.Left
		}
		if !strings.Contains(r.Contracts.People[i].Name, "synthetic") {
			t.Errorf("%+v", r.Contracts.People[i])
		}
	}
	if len(stood) != 3 || left[rest.Statutory] == 0 || left[rest.Contractual] == 0 || left[rest.Recovery] == 0 {
		t.Errorf("%v %v", stood, left)
	}
	for _, d := range r.Duties {
		if !d.End.After(d.Start) || (d.State == rest.Worked) != !d.End.After(Start()) {
			t.Errorf("%+v", d)
		}
	}
}
