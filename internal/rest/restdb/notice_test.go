package restdb_test

import (
	"sync"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/rest"
	"headroom/internal/rest/restdb"
)

// waiting is the notices of a ledger that somebody has to see to.
func (w *world) waiting(t *testing.T, l rest.Ledger) []rest.Notice {
	t.Helper()
	list, err := w.s.Notices(t.Context(), "T1", time.Time{})
	ok(t, err)
	var out []rest.Notice
	for _, n := range list {
		if n.Ledger == l && n.Waits() {
			out = append(out, n)
		}
	}
	return out
}

// TestToldOnce: rest that is owed reaches the rota co-ordinator, past its time the guardian or the director, each step once:
// also where two workers look at once, and after a restart; what is booked waits for nobody, and what is let go again does.
func TestToldOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, c := range []rest.Contract{{Person: "P1", Terms: rest.Consultant, Hours: 40, Day: 8, Other: rest.OtherNone, From: civil.MustDate("2020-01-01")},
			{Person: "P2", Terms: rest.Resident2016, Hours: 47.5, Day: 8, Other: rest.OtherNone, From: civil.MustDate("2020-01-01")}} {
			_, err := w.s.KeepContracts(t.Context(), rota, rest.File{SHA256: string(c.Person)}, rest.ContractFile{Contracts: []rest.Contract{c}}, nil)
			ok(t, err)
		}
		var list []rest.Duty
		for _, p := range []rest.Person{"P1", "P2"} { // 7 hours between the first two, then 10: 4 and 1 are owed
			list = append(list, duty(p, "2024-01-08 08:00", "2024-01-08 13:00", rest.Worked), duty(p, "2024-01-08 20:00", "2024-01-09 08:30", rest.Worked), duty(p, "2024-01-09 18:30", "2024-01-09 23:30", rest.Worked))
		}
		list[1].Extra, list[4].Extra = rest.ExtraPaid, rest.ExtraPaid
		w.keep(t, rota, "a", list...)
		tell := func(s *restdb.Store) int {
			n, _, err := s.Tell(t.Context(), "T1", civil.MustDate("2024-01-09"), civil.England(), w.read())
			ok(t, err)
			return n
		}
		w.set("2024-01-10 06:00")
		var both [2]int
		var wait sync.WaitGroup
		for i := range both {
			wait.Go(func() { both[i] = tell(restdb.New(w.d)) })
		}
		wait.Wait()
		if n := both[0] + both[1]; n == 0 || both[0] != 0 && both[1] != 0 {
			t.Errorf("two workers told %v", both)
		}
		roles := map[rest.Person]map[access.Role]int{"P1": {}, "P2": {}}
		for _, n := range w.waiting(t, rest.Statutory) {
			roles[n.Person][n.To]++
		}
		if roles["P1"][access.TrustDirector] != 1 || roles["P1"][access.RotaCoordinator] != 1 || roles["P2"][access.Guardian] != 1 || roles["P2"][access.RotaCoordinator] != 1 {
			t.Errorf("%v", roles)
		}
		if n := tell(restdb.New(w.d)); n != 0 {
			t.Errorf("after a restart %d are told again", n)
		}
		if x := w.waiting(t, rest.Recovery); len(x) != 2 || x[0].To != access.TeamManager || x[0].Step != rest.Open {
			t.Fatalf("%+v", x)
		}
		owed := w.waiting(t, rest.Recovery)[0]
		w.set("2024-01-10 07:00")
		book := rest.Entry{Ledger: rest.Recovery, Person: "P1", Kind: rest.Booked, Hours: owed.Hours, At: instant("2024-01-12 08:00"), Until: instant("2024-01-12 08:00").Add(time.Duration(owed.Hours*60+1) * time.Minute)}
		b, err := w.s.Record(t.Context(), rota, book)
		ok(t, err)
		if n := tell(w.s); n != 1 || len(w.waiting(t, rest.Recovery)) != 1 {
			t.Errorf("booked: %d told, %+v wait", n, w.waiting(t, rest.Recovery))
		}
		w.set("2024-01-10 08:00")
		_, err = w.s.Record(t.Context(), rota, rest.Entry{Person: "P1", Kind: rest.Released, Booking: b.ID, Ledger: rest.Recovery, Hours: owed.Hours})
		ok(t, err)
		if n := tell(w.s); n != 1 || len(w.waiting(t, rest.Recovery)) != 2 {
			t.Errorf("let go: %d told", n)
		}
		_, next, err := w.s.Tell(t.Context(), "T1", civil.MustDate("2024-01-09"), civil.England(), w.read())
		ok(t, err)
		w.mu.Lock()
		w.now = next
		w.mu.Unlock()
		if n := tell(w.s); n == 0 {
			t.Errorf("at %s, which was said to be the next step, nobody is told", next)
		}
		w.set("2024-06-01 09:00")
		tell(w.s)
		for _, n := range w.waiting(t, rest.Recovery) {
			if n.Step != rest.Overdue || n.Person == "P1" && n.To != access.TrustDirector || n.Person == "P2" && n.To != access.Guardian {
				t.Errorf("%+v", n)
			}
		}
		if then, err := w.s.Notices(t.Context(), "T1", instant("2024-01-10 05:00")); err != nil || len(then) != 0 {
			t.Errorf("as known before: %+v, %v", then, err)
		}
	})
}
