package harm

import (
	"context"
	"strings"
	"testing"

	"headroom/internal/action"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/sheet"
)

func book(t *testing.T, text string) *sheet.Book {
	t.Helper()
	b, err := sheet.Open(context.Background(), "list.csv", strings.NewReader(text), int64(len(text)), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// twoPeriods are one that happened and one that was called off.
func twoPeriods() Periods {
	over := func(code action.Code, standing action.Standing, from, to string) action.Period {
		return action.Period{Code: code, Name: "Round " + string(code), Standing: standing, Windows: []action.Window{{Union: action.BMA, Staff: action.Residents, PlannedFrom: action.MustMoment(from), PlannedTo: action.MustMoment(to)}}}
	}
	return Periods{over("JD-08", action.Confirmed, "2023-12-20T07:00", "2023-12-23T07:00"), over("JD-09", action.CalledOff, "2024-01-03T07:00", "2024-01-09T07:00")}
}

// TestAnEmptyPeriodIsThatOfTheLostDate holds the file to what is written of it: nobody must know a period's code.
func TestAnEmptyPeriodIsThatOfTheLostDate(t *testing.T) {
	f, err := ReadWatched(t.Context(), book(t, "pathway,postponed,for,period,cohort\nK1,2023-12-18,2023-12-21,,\nK2,2023-12-18,2023-12-27,,\nK3,2023-12-18,2024-01-04,,\n"+
		"K4,2023-12-18,2023-12-21,JD-09,\nK5,2023-12-18,,,\nK6,2023-12-21,2023-12-21,,not postponed\n"), "T1", twoPeriods())
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"JD-08", "", "JD-09", "JD-09", ""} {
		if got := f.Postponed[i].Period; got != want {
			t.Errorf("line %d: period %q, not %q", i+1, got, want)
		}
	}
	if f.Others[0].Period != "" {
		t.Error("somebody who was not postponed stands in a period")
	}
}

func TestAnEventsPeriodIsWorkedOutFromItsDay(t *testing.T) {
	day := civil.MustDate
	for _, x := range []struct {
		e    Event
		code string
		how  Placing
	}{
		{Event{Occurred: day("2023-12-21")}, "JD-08", ByDay},
		{Event{Occurred: day("2023-12-21"), Period: "JD-08"}, "JD-08", Picked},
		{Event{Occurred: day("2023-09-23"), Period: "JD-08"}, "JD-08", PickedBeside},
		{Event{Period: "JD-08"}, "JD-08", Picked},
		{Event{Occurred: day("2023-12-27")}, "", InNone},
		{Event{}, "", InNone},
	} {
		if code, how := twoPeriods().Of(x.e); code != x.code || how != x.how {
			t.Errorf("%+v: %q %q", x.e, code, how)
		}
	}
}

func TestAListOfPathwaysIsRead(t *testing.T) {
	f, err := ReadWatched(t.Context(), book(t, "Pathway,Postponed on,Cohort,Priority,Cancer,Days waited,New date,Age band,Ethnicity,Deprivation\n"+
		"K1,20/12/2023,,P2,yes,120,,60-69,A,1\n\nK2,2023-12-21,Not postponed,,no,,2024-02-01,,unknown,\n"), "T1", twoPeriods())
	if err != nil {
		t.Fatal(err)
	}
	if f.Read != 2 || len(f.Postponed) != 1 || len(f.Others) != 1 {
		t.Fatalf("%+v", f)
	}
	w, o := f.Postponed[0], f.Others[0]
	if w.Pathway != "K1" || w.Trust != "T1" || w.Postponed.String() != "2023-12-20" || w.Priority != "P2" || !w.Cancer || w.Waiting != 120 || w.Times != 1 || ParseGroup(w.Group) != (Group{"60-69", "", "A", "1"}) {
		t.Errorf("%+v", w)
	}
	if o.Group != "" || o.Priority != "" || o.NewDate.String() != "2024-02-01" {
		t.Errorf("%+v", o)
	}
}

// TestFaultsNamePlaceAndRemedyAndNoCell plants an NHS number in every column: no fault may repeat it.
func TestFaultsNamePlaceAndRemedyAndNoCell(t *testing.T) {
	const number = "943 476 5919"
	columns := strings.Split("pathway,postponed,cohort,for,period,specialty,priority,cancer,waiting,times,new date,treated,ended,age band,sex,ethnicity,deprivation", ",")
	for i, name := range columns {
		row := strings.Split("K1,2023-12-20,,,,,,,,,,,,,,,", ",")
		row[i] = number
		if i == 0 {
			row[1] = "soon" // a pathway's key may be anything; the fault of its row may not repeat it
		}
		_, err := ReadWatched(t.Context(), book(t, strings.Join(columns, ",")+"\n"+strings.Join(row, ",")+"\n"), "T1", twoPeriods())
		f := fault.As(err)
		if f == nil || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].File != "list.csv" || f.Fields[0].Cell == "" {
			t.Errorf("%s: %+v", name, f)
			continue
		}
		if strings.Contains(err.Error(), number) || strings.Contains(f.Fields[0].Message, number) {
			t.Errorf("%s: the fault repeats the number: %v", name, err)
		}
	}
}

func TestWhatIsWrongWithAList(t *testing.T) {
	for text, want := range map[string]string{
		"pathway,when\nK1,2023-12-20\n":                                          "no row has the headings pathway, postponed",
		"pathway,postponed\n":                                                    "there is nothing under the headings",
		"pathway,postponed\n-,2023-12-20\n":                                      "give the trust's own key",
		"pathway,postponed\nK1,\n":                                               "it is missing; write the day",
		"pathway,postponed\nK1,2023-12-20\nk1,2023-12-20\n":                      "row 2 is the same pathway and day",
		"pathway,postponed,new date\nK1,2023-12-20,2023-12-01\n":                 "the new date lies before the postponement",
		"pathway,postponed,priority\nK1,2023-12-20,P9\n":                         "write one of P1a, P1b, P1, P2",
		"pathway,postponed\n" + strings.Repeat("K,\n", 60):                       "and 10 more like these",
		"pathway,postponed,period\nK1,2023-12-20,ZZ-99\n":                        "no period of action has this code; leave the cell empty",
		"pathway,postponed,sex\nK1,2023-12-20," + strings.Repeat("x", 90) + "\n": "longer than 80 characters",
	} {
		_, err := ReadWatched(t.Context(), book(t, text), "T1", twoPeriods())
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	list, err := ReadTriggers(t.Context(), book(t, "pathway,postponed,trigger,occurred,source\nK1,2023-12-20,Emergency admission,2023-12-24,ward\n"))
	if err != nil || len(list) != 1 || list[0].Trigger.Kind != "emergency-admission" || list[0].Line != 2 {
		t.Errorf("%+v %v", list, err)
	}
	for text, want := range map[string]string{
		"pathway,postponed,trigger,occurred\nK1,2023-12-20,no-new-date,2023-12-24\n": "it is not known here; write one of emergency-admission",
		"pathway,postponed,trigger,occurred\nK1,2023-12-20,,2023-12-24\n":            "it is missing; write one of",
		"pathway,postponed,trigger,occurred\nK1,2023-12-20,death,2023-12-01\n":       "it happened before the postponement",
	} {
		if _, err := ReadTriggers(t.Context(), book(t, text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
