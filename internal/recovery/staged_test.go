package recovery

import (
	"strings"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// A file is judged as a whole: another trust's, no list of patients, and days to come are refused with one cure.
func TestAFileIsJudgedAsAWhole(t *testing.T) {
	read := func(text string) error {
		f := Staged{Kind: PatientFile, File: File{Name: "l.csv"}, Content: []byte(text)}
		_, err := f.Read(t.Context(), "RA4", Reading{On: civil.MustDate("2025-12-21")})
		return err
	}
	const heads = "pathway,trust,specialty,priority,priority_date,clock_start,minutes\n"
	for text, want := range map[string]string{
		heads + "A,RB1,110,P3,2025-11-01,2025-10-01,60\nB,RB1,110,P3,2025-11-01,2025-10-01,60\n": "All 2 rows are of RB1",
		"pathway,session\nA,L-1\nB,L-2\n":              "file of the sessions that people hold",
		heads + "A,,110,P3,2025-11-01,2026-02-01,60\n": "2026",
		heads + "A,,110,P3,2026-03-01,2025-10-01,60\n": "the day of the priority, 1 March 2026, lies after 21 December 2025",
	} {
		err := read(text)
		all := ""
		if f := fault.As(err); f != nil {
			all = f.Message
			for _, x := range f.Fields {
				all += " " + x.Message
			}
		}
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(all, want) {
			t.Errorf("%q: %v %q", text, err, all)
		}
	}
	if err := read(heads + "A,,110,P3,2025-11-01,2025-10-01,60\n"); err != nil {
		t.Error(err)
	}
	_, list := Sound(Ask{From: civil.MustDate("2025-12-22"), Patients: []Patient{{Pathway: "A", Minutes: 60, Priority: P3, Prioritised: civil.MustDate("2026-03-01")}}})
	if len(list) != 1 || list[0].Name != "priority_date" {
		t.Errorf("%v", list)
	}
}

// What a whole list would take away is counted before anything goes.
func TestWhatAWholeListTakesAwayIsCounted(t *testing.T) {
	g := Ground{Patients: []Patient{{Pathway: "A", Booked: "L-1"}, {Pathway: "B"}, {Pathway: "C", Booked: "L-2"}}, Sessions: []Session{{ID: "L-1"}, {ID: "L-2"}}}
	for kind, want := range map[FileKind]Leaving{PatientFile: {Patients: 2, Booked: 1}, SessionFile: {Sessions: 1, Booked: 1}, BookedFile: {Booked: 1}} {
		r := ReadFile{List: Listed{Patients: []Patient{{Pathway: "A"}}}, Sessions: []Session{{ID: "L-2"}}, Bookings: []Booking{{Pathway: "A", Session: "L-1"}}}
		switch kind {
		case SessionFile:
			r.List, r.Bookings = Listed{}, nil
		case BookedFile:
			r.List = Listed{}
		default:
			r.Bookings = nil
		}
		if got := LeavingBy(g, kind, r); got != want {
			t.Errorf("%s: %+v, want %+v", kind, got, want)
		}
	}
}

// A postponement of which no day is known is counted as that, and not as kept in time.
func TestAPostponementWithoutADayIsCounted(t *testing.T) {
	on := civil.MustDate("2025-12-21")
	c := CountOf([]Patient{{Pathway: "A", Postponed: []Postponement{{By: ByProvider}}}, {Pathway: "B", Postponed: []Postponement{{By: ByProvider, On: on.Add(-9), For: on.Add(-8)}}}}, nil, on)
	if c.Postponed != 2 || c.Undated != 1 {
		t.Errorf("%+v", c)
	}
}
