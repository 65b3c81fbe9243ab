package discharge

import (
	"fmt"
	"strings"
	"testing"

	"headroom/internal/fault"
)

func TestBandsOfDelay(t *testing.T) {
	want := map[int]string{0: "0", 1: "1", 2: "2-3", 3: "2-3", 4: "4-6", 6: "4-6", 7: "7-13", 13: "7-13", 14: "14-20", 20: "14-20", 21: "21+", 400: "21+"}
	for days, name := range want {
		if got := BandNames()[BandOf(days)]; got != name {
			t.Errorf("%d days are in %s", days, got)
		}
	}
}

// TestDelaysAreExact counts bands and bed-days from rows (R18).
func TestDelaysAreExact(t *testing.T) {
	var lines []string
	people, bedDays := [Bands]int{}, [Bands]int{}
	for i, d := range []int{0, 0, 0, 1, 2, 3, 3, 4, 6, 7, 13, 14, 20, 21, 35} {
		ready := on("2023-11-01").Add(i % 3)
		lines = append(lines, fmt.Sprintf("ward %d,%s,%s,P1,C1,%s", i, ready.Add(-5), ready, ready.Add(d)))
		if ready.Add(d).Month() == 11 {
			people[BandOf(d)]++
			bedDays[BandOf(d)] += d
		}
	}
	lines = append(lines, "ward,2023-11-01,,P0,,2023-11-09", "ward,2023-11-20,2023-11-25,P3,C2,", "ward,2023-11-20,2023-11-25,P3,C2,2023-11-26")
	f, err := ReadStays(t.Context(), bookOf(t, "stays.csv", append([]string{"Name of ward,Admit date,DRD,Pway,Borough,Discharge date"}, lines...)...), "T1",
		StayColumns{Admitted: "Admit date", Ready: "DRD", Pathway: "Pway", Council: "borough", Left: "Discharge date"}, finder, clock("2024-01-02", 9, 0))
	if err != nil || f.Read != 18 || len(f.Stays) != 18 || f.Stays[17].Row != 18 {
		t.Fatalf("%+v %v", f, err)
	}
	all := SumDelays(f.Delays)
	if all[0].Month != on("2023-11-01") || len(all) != 2 {
		t.Fatalf("%+v", all)
	}
	people[1]++
	bedDays[1]++
	if all[0].People != people || all[0].BedDays != bedDays || all[0].Undated != 1 {
		t.Errorf("got %+v, want %v %v", all[0], people, bedDays)
	}
	if all[0].Left() != 15 || all[0].Late() != 12 || all[0].Days() != 95 {
		t.Errorf("%d left, %d late, %d bed-days", all[0].Left(), all[0].Late(), all[0].Days())
	}
	late, every, ok := all[0].Average()
	if late != 95./12 || every != 95./15 || !ok {
		t.Error(late, every)
	}
	if all[1].People[6] != 1 || all[1].BedDays[6] != 35 {
		t.Errorf("December: %+v", all[1])
	}
	if n := strings.Join(f.Notes, ";"); !strings.Contains(n, "1 of 18 stays do not say when") || !strings.Contains(n, "1 of 18 stays lack a pathway or a council") {
		t.Error(n)
	}
	if _, _, ok := (Delays{}).Average(); ok {
		t.Error("an average of nobody")
	}
	if _, _, ok := (Delays{People: [Bands]int{3}}).Average(); !ok {
		t.Error("three left without delay: the average is nought")
	}
}

func TestWhenCareWasArranged(t *testing.T) {
	at := clock("2024-01-02", 9, 0)
	f, err := ReadStays(t.Context(), bookOf(t, "stays.csv", "admitted,ready,arranged,left", "2023-12-01,2023-12-03,2023-12-05,2023-12-09", "2023-12-01,2023-12-03,,2023-12-09"), "T1", StayColumns{}, finder, at)
	if err != nil || f.Stays[0].Arranged != on("2023-12-05") || !f.Stays[1].Arranged.IsZero() {
		t.Errorf("%+v %v", f.Stays, err)
	}
	_, err = ReadStays(t.Context(), bookOf(t, "stays.csv", "admitted,ready,Package agreed,left", "2023-12-01,2023-12-03,2023-12-02,2023-12-09", "2023-12-01,2023-12-03,2023-12-10,2023-12-09"), "T1",
		StayColumns{Arranged: "Package agreed"}, finder, at)
	mentions(t, err, "A2", "A3", "arranged before the person was ready or after leaving")
}

func TestStaysThatCannotBe(t *testing.T) {
	head := "admitted,ready,left"
	f, err := ReadStays(t.Context(), bookOf(t, "stays.csv", head, "2023-12-10,2023-12-09,2023-12-12", "2023-12-10,2023-12-12,2023-12-11", "2023-12-10,2023-12-11,2023-12-09",
		",2023-12-11,2023-12-12", "2024-05-10,,", "2023-12-10,soon,2023-12-12"), "T1", StayColumns{}, finder, clock("2024-01-02", 9, 0))
	mentions(t, err, "ready before being admitted", "ready after leaving", "left before being admitted", "the day of admission is missing", "still to come", `"soon" is no date`, "A2", "B7")
	if len(f.Stays) != 0 {
		t.Error("something of a refused file was given")
	}
	_, err = ReadStays(t.Context(), bookOf(t, "stays.csv", head, "2023-12-10,2023-12-09,2023-12-12"), "T1", StayColumns{Admitted: "Start", Left: "start"}, finder, clock("2024-01-02", 9, 0))
	mentions(t, err, "One heading cannot stand for two things")
	_, err = ReadStays(t.Context(), bookOf(t, "stays.csv", head, "2023-12-10,2023-12-09,2023-12-12"), "T1", StayColumns{Council: "Borough"}, finder, clock("2024-01-02", 9, 0))
	mentions(t, err, "no row has the headings", "borough")
	_, err = ReadStays(t.Context(), bookOf(t, "stays.csv", head), "", StayColumns{}, finder, clock("2024-01-02", 9, 0))
	kindIs(t, err, fault.Invalid)
}

// TestStaysOfLeaversAlone: a file in which nobody is still in hospital is kept with a note that says so; one with somebody
// in it has none.
func TestStaysOfLeaversAlone(t *testing.T) {
	for _, c := range []struct {
		last string
		said bool
	}{{"2023-12-01,2023-12-03,2023-12-09", true}, {"2023-12-01,2023-12-03,", false}} {
		f, err := ReadStays(t.Context(), bookOf(t, "stays.csv", "admitted,ready,left", "2023-12-01,2023-12-03,2023-12-09", c.last), "T1", StayColumns{}, finder, clock("2024-01-02", 9, 0))
		if err != nil || strings.Contains(strings.Join(f.Notes, ";"), "nobody in the file is still in hospital") != c.said {
			t.Errorf("%q: %v %v", c.last, f.Notes, err)
		}
	}
}

func TestSmallNumbersAreWithheld(t *testing.T) {
	for n, want := range map[int]string{0: "0", 1: "fewer than 5", 4: "fewer than 5", 5: "5", 12: "12"} {
		if _, w := Hidden(n); w != want {
			t.Errorf("%d: %s", n, w)
		}
	}
}
