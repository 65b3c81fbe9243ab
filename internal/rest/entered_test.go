package rest

import (
	"strings"
	"testing"
	"time"

	"headroom/internal/civil"
)

// refusedBy fails where err does not hold every one of the words; no words: where there is an error.
func refusedBy(t *testing.T, what string, err error, words ...string) {
	t.Helper()
	if (err == nil) != (len(words) == 0) {
		t.Errorf("%s: %v", what, err)
		return
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%s: %q is not in %v", what, w, err)
		}
	}
}

// TestEnteredDuties: a planned duty is not laid over rest that is booked, nor without a word over rest that a rule asks for
// or over another duty; what was worked is a fact; and a staff code of which nothing is known makes nobody.
func TestEnteredDuties(t *testing.T) {
	k := Kept{Duties: []Duty{d("2025-12-20 20:00", "2025-12-21 08:00", Worked), d("2025-12-29 08:00", "2025-12-29 18:00", Planned)},
		Records: []Entry{{ID: 1, Ledger: Recovery, Kind: Booked, Hours: 8, At: lon("2025-12-25 08:00"), Until: lon("2025-12-25 16:00")}}}
	check := func(x Duty, how Entering, k Kept) error {
		return CheckEntered(x, how, k, DefaultPolicy(), civil.England(), lon("2025-12-21 12:00"))
	}
	inBooked, early := d("2025-12-25 10:00", "2025-12-25 14:00", Planned), d("2025-12-21 11:00", "2025-12-21 14:00", Planned)
	refusedBy(t, "over booked rest", check(inBooked, Entering{Anyway: true}, k), "Recovery rest is booked", "25 December 2025 08:00", "(L3)")
	refusedBy(t, "in the daily rest", check(early, Entering{}, k), "WTR-10@1998", "21 December 2025 19:00 GMT")
	refusedBy(t, "in the daily rest, anyway", check(early, Entering{Anyway: true}, k))
	refusedBy(t, "over a duty", check(d("2025-12-29 12:00", "2025-12-29 20:00", Planned), Entering{}, k), "a duty from 29 December 2025 08:00")
	refusedBy(t, "the same duty, longer", check(d("2025-12-29 08:00", "2025-12-29 19:00", Planned), Entering{}, k))
	refusedBy(t, "free", check(d("2025-12-27 08:00", "2025-12-27 18:00", Planned), Entering{}, k))
	worked := early
	worked.State, worked.End = Worked, lon("2025-12-21 12:00")
	refusedBy(t, "worked", check(worked, Entering{}, k))
	leave := inBooked
	leave.Kind = Leave
	refusedBy(t, "leave over booked rest", check(leave, Entering{}, k), "Recovery rest is booked")
	refusedBy(t, "leave in a file", CheckFile([]Duty{leave}, Entering{}, map[Person]Kept{"P-1": k}, DefaultPolicy(), civil.England(), lon("2025-12-21 12:00")), "Recovery rest is booked")
	for _, l := range []Ledger{Statutory, Contractual, Recovery} {
		again := Entry{Ledger: l, Kind: Booked, Hours: 1, At: lon("2025-12-25 15:00"), Until: lon("2025-12-25 17:00")}
		refusedBy(t, "hours that are booked, for "+string(l), CheckRecord(again, k, time.Hour), "counts once")
	}
	refusedBy(t, "the booking itself, confirmed", CheckRecord(Entry{Ledger: Recovery, Kind: Taken, Hours: 8, At: lon("2025-12-25 08:00"), Until: lon("2025-12-25 16:00"), Booking: 1}, k, time.Hour))
	future := d("2025-12-27 08:00", "2025-12-27 18:00", Worked)
	refusedBy(t, "worked before it is over", check(future, Entering{Anyway: true}, k), "cannot have been worked yet")
	refusedBy(t, "in a file", CheckFile([]Duty{future}, Entering{Anyway: true}, map[Person]Kept{"P-1": k}, DefaultPolicy(), civil.England(), lon("2025-12-21 12:00")), "row 0", "cannot have been worked yet")
	refusedBy(t, "nobody", check(worked, Entering{Anyway: true}, Kept{}), "Nothing is known here")
}

// TestRestBesideTheDailyRest: recovery rest and time off leave 11 hours between the duties around them.
func TestRestBesideTheDailyRest(t *testing.T) {
	k := Kept{Duties: []Duty{d("2025-12-19 20:00", "2025-12-20 08:30", Worked), d("2025-12-20 18:30", "2025-12-21 06:00", Worked), d("2025-12-22 06:00", "2025-12-22 14:00", Worked)}}
	for _, c := range []struct {
		ledger   Ledger
		from, to string
		refused  bool
	}{
		{Recovery, "2025-12-20 09:00", "2025-12-20 13:00", true}, // 10 hours lie between the two duties
		{Contractual, "2025-12-20 09:00", "2025-12-20 13:00", true},
		{Statutory, "2025-12-20 09:00", "2025-12-20 13:00", false},
		{Recovery, "2025-12-21 17:00", "2025-12-22 04:00", false}, // 11 hours before it
		{Recovery, "2025-12-21 16:30", "2025-12-22 04:00", true},
		{Recovery, "2025-12-22 14:00", "2025-12-22 22:00", false}, // no duty is known after it
	} {
		e := Entry{Ledger: c.ledger, Kind: Taken, At: lon(c.from), Until: lon(c.to), Hours: 1}
		if err := CheckRecord(e, k, time.Hour); (err != nil) != c.refused || err != nil && !strings.Contains(err.Error(), "WTR-10") {
			t.Errorf("%s from %s: %v", c.ledger, c.from, err)
		}
	}
	k.Records = []Entry{{ID: 1, Ledger: Contractual, Kind: Booked, Hours: 4, At: lon("2025-12-21 08:00"), Until: lon("2025-12-21 12:00")}}
	e := Entry{Ledger: Recovery, Kind: Booked, At: lon("2025-12-21 20:00"), Until: lon("2025-12-22 04:00"), Hours: 8}
	refusedBy(t, "two ledgers in one gap", CheckRecord(e, k, time.Hour), "WTR-10")
}

// TestWordsOfAction: no free text tells of a strike or of a union.
func TestWordsOfAction(t *testing.T) {
	for words, bad := range map[string]bool{"he was on strike and has BMA card": true, "Striking": true, "union rep": true, "picketed": true, "after the walk-out": true, "Industrial action": true,
		"": false, "agreed with the ward": false, "reunion of the team": false, "striped rota": false} {
		k := Kept{Duties: []Duty{d("2025-12-01 08:00", "2025-12-01 12:00", Worked)}}
		e := Entry{Ledger: Statutory, Kind: Booked, Hours: 1, At: lon("2025-12-20 09:00"), Until: lon("2025-12-20 13:00"), Words: words}
		p := DefaultPolicy()
		p.Words = "so " + words
		_, err := CheckPolicy(p)
		for _, err := range []error{CheckRecord(e, k, time.Hour), err} {
			if (err != nil) != bad || bad && !strings.Contains(err.Error(), "Take out") {
				t.Errorf("%q: %v", words, err)
			}
		}
	}
	_, err := ReadContracts(t.Context(), book(t, "c.csv", "person,terms,from,team\nP-1,consultant,2020-01-01,Strike cover\n"), "T1")
	refusedBy(t, "a team", err, "D2", "Take out")
}

// TestColumnsNotKnown: a column of weight is read or refused, any other is named, and overlaps are told.
func TestColumnsNotKnown(t *testing.T) {
	f, err := ReadDuties(t.Context(), book(t, "d.csv", "person,start,end,worked,type of duty,ward colour\n"+
		"P-1,2025-12-20 08:00,2025-12-20 12:00,no,bank,blue\nP-1,2025-12-21 08:00,2025-12-21 12:00,yes,,blue\n"+
		"P-2,2025-12-23 08:00,2025-12-23 16:00,,,\nP-2,2025-12-23 14:00,2025-12-23 20:00,,,\n"), "T1")
	if err != nil {
		t.Fatal(err)
	}
	if x := f.Duties; x[0].State != NotWorked || x[0].Kind != Bank || x[1].State != Worked || x[2].State != Planned {
		t.Errorf("%+v", x)
	}
	notes := strings.Join(f.Notes, "; ")
	if !strings.Contains(notes, "not read: ward colour") || !strings.Contains(notes, "overlap") || !strings.Contains(notes, "rows 4 and 5") {
		t.Errorf("%s", notes)
	}
	_, err = ReadDuties(t.Context(), book(t, "d.csv", "person,start,end,shift cancelled\nP-1,2025-12-20 08:00,2025-12-20 12:00,yes\n"), "T1")
	refusedBy(t, "a column of weight", err, "D1", "shift cancelled", "state")
	_, err = ReadDuties(t.Context(), book(t, "d.csv", "person,start,end,state,worked\nP-1,2025-12-20 08:00,2025-12-20 12:00,planned,yes\n"), "T1")
	refusedBy(t, "two that disagree", err, "E2", "correct one of the two")
	c, err := ReadContracts(t.Context(), book(t, "c.csv", "person,terms,from,union\nP-1,consultant,2020-01-01,x\n"), "T1")
	if err != nil || len(c.Notes) != 1 || !strings.Contains(c.Notes[0], "union") {
		t.Errorf("%v, %v", c.Notes, err)
	}
}

// lon is an instant on London's clocks.
func lon(text string) time.Time {
	day, clock, _ := strings.Cut(text, " ")
	c, err := civil.ParseClock(clock)
	if err != nil {
		panic(err)
	}
	return civil.MustDate(day).At(c)
}

func d(from, to string, state State) Duty {
	return Duty{Person: "P-1", Start: lon(from), End: lon(to), State: state, Kind: Shift, Breaks: -1}
}
