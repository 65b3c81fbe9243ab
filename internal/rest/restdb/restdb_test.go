package restdb_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/db/dbtest"
	"headroom/internal/fault"
	"headroom/internal/rest"
	"headroom/internal/rest/restdb"
)

type world struct {
	d *db.DB
	s *restdb.Store

	mu  sync.Mutex
	now time.Time
}

func (w *world) set(at string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = instant(at)
}

func (w *world) read() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func instant(s string) time.Time {
	t, err := civil.ParseInstant(strings.Replace(s, " ", "T", 1))
	if err != nil {
		panic(err)
	}
	return t
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// each runs f on both engines, and looks afterwards for a row that was changed by anything but the store.
func each(t *testing.T, f func(t *testing.T, w *world)) {
	dbtest.Each(t, []db.Migrations{audit.Migrations(), restdb.Migrations()}, func(t *testing.T, d *db.DB) {
		w := &world{d: d, s: restdb.New(d)}
		w.set("2024-01-10 09:00")
		d.Clock = w.read
		f(t, w)
		ok(t, d.Read(t.Context(), func(tx *db.Tx) error {
			if rep := d.VerifySeals(t.Context(), tx, nil); len(rep.Problems) > 0 {
				t.Errorf("%v", rep.Problems)
			}
			rep, err := audit.Verify(t.Context(), tx)
			if len(rep.Problems) > 0 || rep.Entries == 0 {
				t.Errorf("%d entries, %v", rep.Entries, rep.Problems)
			}
			return err
		}))
	})
}

var rota = rest.Signer{Actor: "account:7", Role: access.RotaCoordinator, Org: "T1"}

func duty(p rest.Person, from, to string, state rest.State) rest.Duty {
	return rest.Duty{Person: p, Start: instant(from), End: instant(to), State: state, Kind: rest.Shift, Breaks: -1}
}

func (w *world) keep(t *testing.T, by rest.Signer, sum string, list ...rest.Duty) rest.Imported {
	t.Helper()
	i, err := w.s.KeepDuties(t.Context(), by, rest.File{Name: "rota.csv", SHA256: sum}, rest.DutyFile{Duties: list, Read: len(list)}, rest.Entering{New: true, Anyway: true}, civil.England())
	ok(t, err)
	return i
}

func (w *world) of(t *testing.T, p rest.Person, asOf time.Time) rest.Kept {
	t.Helper()
	m, err := w.s.Roster(t.Context(), "T1", p, instant("2023-10-01 00:00"), instant("2024-03-01 00:00"), asOf)
	ok(t, err)
	return m[p]
}

// TestDutiesAsKnown: a later row takes the earlier one's place from when it was recorded, the same bytes change nothing, and
// what was worked in October keeps its instant.
func TestDutiesAsKnown(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.set("2023-12-18 09:00")
		night := duty("P1", "2023-10-28 19:30", "2023-10-29 08:00", rest.Worked)
		night.Paid, night.Extra, night.Breaks, night.Worked, night.Episodes = 11.5, rest.ExtraInLieu, 45*time.Minute, 0, 3
		w.keep(t, rota, "a", duty("P1", "2023-12-20 08:00", "2023-12-20 18:00", rest.Planned), night, duty("P2", "2023-12-20 08:00", "2023-12-20 18:00", rest.Planned))
		if i := w.keep(t, rota, "a"); !i.Held {
			t.Errorf("%+v", i)
		}
		before := w.read()
		w.set("2023-12-21 09:00")
		_, err := w.s.EnterDuty(t.Context(), rota, duty("P1", "2023-12-20 08:00", "2023-12-20 20:30", rest.Planned), rest.Entering{Anyway: true}, civil.England())
		ok(t, err)
		_, err = w.s.EnterDuty(t.Context(), rota, duty("P2", "2023-12-20 08:00", "2023-12-20 18:00", rest.Planned), rest.Entering{Withdrawn: true}, civil.England())
		ok(t, err)

		now, then := w.of(t, "P1", time.Time{}), w.of(t, "P1", before)
		if len(now.Duties) != 2 || !now.Duties[1].End.Equal(instant("2023-12-20 20:30")) || !then.Duties[1].End.Equal(instant("2023-12-20 18:00")) {
			t.Errorf("%+v, was %+v", now.Duties, then.Duties)
		}
		if d := now.Duties[0]; d.End.Sub(d.Start) != 13*time.Hour+30*time.Minute || d.Paid != 11.5 || d.Extra != rest.ExtraInLieu || d.Breaks != 45*time.Minute || d.Episodes != 3 || d.Employer != "T1" {
			t.Errorf("%+v", d)
		}
		if n := len(w.of(t, "P2", time.Time{}).Duties); n != 0 {
			t.Errorf("%d of P2 are left", n)
		}
		if n := len(w.of(t, "P2", before).Duties); n != 1 {
			t.Errorf("%d of P2 were known", n)
		}
		_, err = w.s.EnterDuty(t.Context(), rota, duty("P9", "2023-12-22 08:00", "2023-12-22 18:00", rest.Worked), rest.Entering{Anyway: true}, civil.England())
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "Nothing is known here of P9") {
			t.Errorf("a mistyped staff code: %v", err)
		}
		if m, err := w.s.Roster(t.Context(), "T1", "", instant("2023-10-01 00:00"), instant("2024-03-01 00:00"), time.Time{}); err != nil || len(m) != 1 {
			t.Errorf("%d people are known once P2's one duty is out: %v", len(m), err)
		}
		list, err := w.s.Imports(t.Context(), "T1", time.Time{}, 10)
		if ok(t, err); len(list) != 3 || list[2].File.Name != "rota.csv" || list[2].Kept != 3 {
			t.Errorf("%+v", list)
		}
		if _, err := w.s.EnterDuty(t.Context(), rota, duty("Ann Example", "2023-12-20 08:00", "2023-12-20 07:00", rest.Planned), rest.Entering{Anyway: true}, civil.England()); fault.KindOf(err) != fault.Invalid || len(fault.As(err).Fields) != 2 {
			t.Errorf("%v", err)
		}
	})
}

// TestEmployersAreApart: nothing of one is read by another's code.
func TestEmployersAreApart(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		other := rota
		other.Org = "T2"
		w.keep(t, other, "a", duty("P1", "2023-12-20 08:00", "2023-12-20 18:00", rest.Planned))
		_, err := w.s.KeepContracts(t.Context(), other, rest.File{SHA256: "c"}, rest.ContractFile{Contracts: []rest.Contract{{Person: "P1", Terms: rest.Consultant, From: civil.MustDate("2020-01-01")}},
			People: []rest.Known{{Person: "P1", Name: "Ann Example", Team: "Surgery", Email: "a@example.org"}}}, map[string]int64{"a@example.org": 12})
		ok(t, err)
		if k := w.of(t, "P1", time.Time{}); len(k.Duties)+len(k.Contracts) != 0 {
			t.Errorf("%+v", k)
		}
		m, err := w.s.Members(t.Context(), "T1", time.Time{})
		if ok(t, err); len(m) != 0 {
			t.Errorf("%+v", m)
		}
		m, err = w.s.Members(t.Context(), "T2", time.Time{})
		if ok(t, err); len(m) != 1 || m[0].Name != "Ann Example" || m[0].Account != 12 || m[0].Team != "Surgery" {
			t.Errorf("%+v", m)
		}
		mine, err := w.s.Mine(t.Context(), 12, time.Time{})
		if ok(t, err); len(mine) != 1 || mine[0] != (rest.Mine{Org: "T2", Person: "P1"}) {
			t.Errorf("%+v", mine)
		}
		w.set("2024-01-11 09:00")
		_, err = w.s.KeepContracts(t.Context(), other, rest.File{SHA256: "d"}, rest.ContractFile{People: []rest.Known{{Person: "P1", Team: "Theatres"}}}, nil)
		ok(t, err)
		if mine, err = w.s.Mine(t.Context(), 12, time.Time{}); err != nil || len(mine) != 0 {
			t.Errorf("the account still sees %+v, %v", mine, err)
		}
		if nobody, err := w.s.Mine(t.Context(), 0, time.Time{}); err != nil || len(nobody) != 0 {
			t.Errorf("no account sees %+v, %v", nobody, err)
		}
		list, err := w.s.Employers(t.Context(), time.Time{})
		if ok(t, err); len(list) != 1 || list[0] != "T2" {
			t.Errorf("%v", list)
		}
	})
}

// TestContractsInTurn: a contract ends where the next begins, and a correction from the same day takes its place.
func TestContractsInTurn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		give := func(sum, from string, terms rest.Terms) {
			_, err := w.s.KeepContracts(t.Context(), rota, rest.File{SHA256: sum}, rest.ContractFile{Contracts: []rest.Contract{{Person: "P1", Terms: terms, Hours: 47.5, Day: 8, OptOut: true, Other: rest.OtherNone, From: civil.MustDate(from)}}}, nil)
			ok(t, err)
		}
		give("1", "2022-08-03", rest.Agenda)
		give("2", "2022-08-03", rest.Resident2016)
		give("3", "2024-02-07", rest.Consultant)
		c := w.of(t, "P1", time.Time{}).Contracts
		if len(c) != 2 || c[0].Terms != rest.Resident2016 || c[0].To != civil.MustDate("2024-02-07") || !c[1].To.IsZero() || !c[0].OptOut || c[0].Hours != 47.5 {
			t.Errorf("%+v", c)
		}
	})
}

// TestRecords: rest is booked, confirmed and let go; a payment of L1, a window with a duty or leave in it, a booking that is
// gone and rest that is not over are refused, and nothing is written.
func TestRecords(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		leave := duty("P1", "2024-01-20 00:00", "2024-01-22 00:00", rest.Planned)
		leave.Kind = rest.Leave
		w.keep(t, rota, "a", duty("P1", "2024-01-15 08:00", "2024-01-15 18:00", rest.Planned), leave)
		book := rest.Entry{Ledger: rest.Recovery, Person: "P1", Kind: rest.Booked, Hours: 8, At: instant("2024-01-16 08:00"), Until: instant("2024-01-16 16:00")}
		b, err := w.s.Record(t.Context(), rota, book)
		if ok(t, err); b.ID != 1 {
			t.Errorf("%+v", b)
		}
		bad := func(what string, kind fault.Kind, words string, change func(*rest.Entry)) {
			t.Helper()
			e := book
			change(&e)
			if _, err := w.s.Record(t.Context(), rota, e); fault.KindOf(err) != kind || !strings.Contains(err.Error(), words) {
				t.Errorf("%s: %v", what, err)
			}
		}
		bad("a payment of L1", fault.Invalid, "WTR-24", func(e *rest.Entry) { e.Ledger, e.Kind = rest.Statutory, rest.Paid })
		bad("a duty within", fault.Invalid, "There is a duty", func(e *rest.Entry) { e.At, e.Until = instant("2024-01-15 16:00"), instant("2024-01-16 08:00") })
		bad("leave within", fault.Invalid, "away", func(e *rest.Entry) { e.At, e.Until = instant("2024-01-20 08:00"), instant("2024-01-20 16:00") })
		bad("backwards", fault.Invalid, "not after it begins", func(e *rest.Entry) { e.Until = e.At })
		bad("longer than it is", fault.Invalid, "are more than the 8", func(e *rest.Entry) { e.Hours = 9 })
		bad("not over", fault.Invalid, "not over yet", func(e *rest.Entry) {
			e.Kind, e.At, e.Until = rest.Taken, instant("2024-01-17 08:00"), instant("2024-01-17 16:00")
		})
		bad("nobody", fault.NotFound, "Nothing is known", func(e *rest.Entry) { e.Person = "P9" })
		bad("another booking", fault.Invalid, "not there any more", func(e *rest.Entry) { e.Kind, e.Booking = rest.Released, 7 })
		bad("none", fault.Invalid, "Say which booking", func(e *rest.Entry) { e.Kind = rest.Released })

		w.set("2024-01-17 09:00")
		_, err = w.s.Record(t.Context(), rota, rest.Entry{Person: "P1", Kind: rest.Taken, Booking: b.ID})
		ok(t, err)
		k := w.of(t, "P1", time.Time{})
		live := rest.LiveRecords(k.Records)
		if len(k.Records) != 2 || len(live) != 1 || live[0].Kind != rest.Taken || live[0].Hours != 8 || live[0].Ledger != rest.Recovery || !live[0].At.Equal(book.At) {
			t.Errorf("%+v of %+v", live, k.Records)
		}
		if then := w.of(t, "P1", instant("2024-01-16 09:00")); len(then.Records) != 1 {
			t.Errorf("as known before: %+v", then.Records)
		}
		bad("twice", fault.Invalid, "not there any more", func(e *rest.Entry) { e.Kind, e.Booking, e.At = rest.Taken, 1, time.Time{} })
		j, err := w.s.Judged(t.Context(), "T1", "P1", w.read(), civil.Date{}, civil.England(), time.Time{})
		if ok(t, err); j["P1"].Standing != rest.NotShown {
			t.Errorf("%+v", j["P1"])
		}
		blocks, err := w.s.Blocks(t.Context(), "T1", "", instant("2024-01-15 00:00"), instant("2024-01-22 00:00"), civil.England(), time.Time{})
		ok(t, err)
		if b, no := rest.Blocked(blocks, "P1", instant("2024-01-20 12:00"), instant("2024-01-20 13:00")); !no || b.Rule != rest.Absent || b.Words != "away" {
			t.Errorf("%+v of %+v", b, blocks)
		}
	})
}

// TestPoliciesAndManagers have versions, and a stamp tells that something changed.
func TestPoliciesAndManagers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		stamp, err := w.s.Stamp(t.Context(), "T1")
		ok(t, err)
		p := rest.DefaultPolicy()
		p.Factor, p.Words = 1, "agreed with staff side"
		ok(t, w.s.SetPolicy(t.Context(), rota, p, civil.MustDate("2024-01-09")))
		p.Night = 9
		if err := w.s.SetPolicy(t.Context(), rota, p, civil.MustDate("2024-01-09")); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%v", err)
		}
		for day, want := range map[string]float64{"2024-01-08": .5, "2024-01-09": 1} {
			got, err := w.s.Policy(t.Context(), "T1", civil.MustDate(day), time.Time{})
			if ok(t, err); got.Factor != want {
				t.Errorf("%s: %+v", day, got)
			}
		}
		if got, _ := w.s.Policy(t.Context(), "T2", civil.MustDate("2024-01-09"), time.Time{}); got.Factor != .5 {
			t.Errorf("another trust has %+v", got)
		}
		if after, _ := w.s.Stamp(t.Context(), "T1"); after == stamp {
			t.Error("the stamp stands")
		}
		ok(t, w.s.SetManager(t.Context(), rota, "Medicine", 3, true))
		ok(t, w.s.SetManager(t.Context(), rota, "Medicine", 4, true))
		w.set("2024-01-11 09:00")
		ok(t, w.s.SetManager(t.Context(), rota, "Medicine", 3, false))
		m, err := w.s.Managers(t.Context(), "T1", time.Time{})
		if ok(t, err); len(m["Medicine"]) != 1 || m["Medicine"][0] != 4 {
			t.Errorf("%v", m)
		}
		if m, _ = w.s.Managers(t.Context(), "T1", instant("2024-01-10 09:00")); len(m["Medicine"]) != 2 {
			t.Errorf("as known before: %v", m)
		}
		ok(t, w.s.Looked(t.Context(), rota, "P1"))
	})
}
