package rest

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/sheet"
)

func book(t testing.TB, name, text string) *sheet.Book {
	t.Helper()
	b, err := sheet.Open(context.Background(), name, strings.NewReader(text), int64(len(text)), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestReadDuties(t *testing.T) {
	f, err := ReadDuties(t.Context(), book(t, "d.csv", "Person,Date,Start,End,State,Kind,Extra,Paid hours,Called minutes,Calls,Break minutes\n"+
		"p-1,2023-12-20,20:30,09:00,worked,shift,in lieu,11.5,,,60\n"+
		"P-2,21/12/2023,08:00,08:00,worked,On call away,,,90,2,\n"+
		"P-2,2023-12-23,0:00,0:00,planned,leave,,,,,\n"+
		"P-3,2023-12-24,0800,1700,,,,,,,\n"), "T1")
	if err != nil {
		t.Fatal(err)
	}
	d := f.Duties
	if len(d) != 4 || f.Read != 4 || len(f.Notes) != 1 {
		t.Fatalf("%+v", f)
	}
	at(t, "end", d[0].End, "2023-12-21 09:00")
	if d[0].Person != "P-1" || d[0].Extra != ExtraInLieu || d[0].Paid != 11.5 || d[0].Breaks != time.Hour || d[0].State != Worked || d[0].Employer != "T1" {
		t.Errorf("%+v", d[0])
	}
	if d[1].Kind != OnCallAway || d[1].Worked != 90*time.Minute || d[1].Episodes != 2 || d[1].Breaks >= 0 {
		t.Errorf("%+v", d[1])
	}
	if d[2].Kind != Leave || d[2].End.Sub(d[2].Start) != 24*time.Hour || d[3].State != Planned || d[3].Kind != Shift {
		t.Errorf("%+v", d[2:])
	}
}

// TestTheTwoHours asks which of the hour that repeats, and refuses the one that never was.
func TestTheTwoHours(t *testing.T) {
	one := func(start, end string) (Duty, string) {
		f, err := ReadDuties(t.Context(), book(t, "d.csv", "person,start,end\nP1,"+start+","+end+"\n"), "T1")
		if err != nil {
			return Duty{}, err.Error()
		}
		return f.Duties[0], ""
	}
	if _, said := one("2023-10-28 19:30", "2023-10-29 01:30"); !strings.Contains(said, "twice") || !strings.Contains(said, "01:30 BST") || !strings.Contains(said, "C2") {
		t.Errorf("%q", said)
	}
	for end, want := range map[string]float64{"2023-10-29 01:30 BST": 6, "2023-10-29 01:30 GMT": 7, "2023-10-29 01:30Z": 7, "2023-10-29T01:30+01:00": 6, "2023-10-29 08:00": 13.5, "2023-10-29 01:00 BST": 5.5, "2023-10-29 00:30": 5, "2023-10-29 02:00": 7.5} {
		d, said := one("2023-10-28 19:30", end)
		if said != "" {
			t.Errorf("%s: %s", end, said)
			continue
		}
		same(t, end, hoursOf(d.End.Sub(d.Start)), want)
	}
	if _, said := one("2023-03-25 20:00", "2023-03-26 01:30"); !strings.Contains(said, "went forward") {
		t.Errorf("%q", said)
	}
	if _, said := one("2024-01-03 08:00 BST", "2024-01-03 18:00"); !strings.Contains(said, "leave the zone out") {
		t.Errorf("%q", said)
	}
}

// TestFaultsNameTheCell tells every problem at once, each with its cell and remedy, and keeps nothing.
func TestFaultsNameTheCell(t *testing.T) {
	_, err := ReadDuties(t.Context(), book(t, "roster.csv", "Rota of December\n\nperson,start,end,kind,break minutes\n"+
		"Ann Example,2023-12-20 08:00,2023-12-20 18:00,shift,\n"+
		"P2,2023-12-20 18:00,2023-12-20 08:00,shift,\n"+
		"P3,2023-12-20 08:00,2023-12-25 08:00,shift,\n"+
		"P4,yesterday,2023-12-20 08:00,holiday,900\n"+
		"P5,2023-12-20 08:00,2023-12-20 18:00,shift,30\n"+
		"P5,2023-12-20 08:00,2023-12-20 19:00,shift,30\n"), "T1")
	f := fault.As(err)
	if f == nil {
		t.Fatal(err)
	}
	for cell, words := range map[string]string{"A4": "no name", "C5": "not after it begins", "C6": "split it", "B7": "no date and time", "D7": "write one of shift", "B9": "row 8 is the same duty"} {
		found := false
		for _, x := range f.Fields {
			found = found || x.Cell == cell && strings.Contains(x.Message, words) && x.File == "roster.csv"
		}
		if !found {
			t.Errorf("%s %q is not among %v", cell, words, f.Fields)
		}
	}
	if _, err := ReadDuties(t.Context(), book(t, "x.csv", "a,b\n1,2\n"), "T1"); err == nil || !strings.Contains(err.Error(), "person, start, end") {
		t.Errorf("%v", err)
	}
}

func TestReadContractsAndWorkbook(t *testing.T) {
	var b bytes.Buffer
	rows := func(yield func([]sheet.Cell, error) bool) {
		yield([]sheet.Cell{sheet.TextCell("P1"), sheet.TextCell("Resident 2016"), sheet.DateCell(civil.MustDate("2023-08-02")), sheet.NumberCell(47.5), sheet.TextCell("yes"), sheet.TextCell("Ann Example"), sheet.TextCell("Medicine")}, nil)
	}
	if err := sheet.WriteXLSX(&b, []sheet.Out{{Name: "Contracts", Header: []string{"person", "terms", "from", "hours", "opt-out", "name", "team"}, Rows: rows}}); err != nil {
		t.Fatal(err)
	}
	opened, err := sheet.Open(t.Context(), "c.xlsx", bytes.NewReader(b.Bytes()), int64(b.Len()), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	f, err := ReadContracts(t.Context(), opened, "T1")
	if err != nil {
		t.Fatal(err)
	}
	c := f.Contracts[0]
	if c.Terms != Resident2016 || c.Hours != 47.5 || !c.OptOut || c.Other != OtherUnknown || c.Day != 8 || c.From != civil.MustDate("2023-08-02") || f.People[0].Name != "Ann Example" {
		t.Errorf("%+v %+v", c, f.People)
	}
}

// TestTemplatesCanBeRead: what we give to fill in, we take.
func TestTemplatesCanBeRead(t *testing.T) {
	for _, x := range Templates(civil.MustDate("2023-12-20")) {
		b := book(t, x.Name+".csv", strings.Join(x.Headings, ",")+"\n"+strings.Join(x.Example, ",")+"\n")
		var err error
		if x.Name == "duties" {
			_, err = ReadDuties(t.Context(), b, "T1")
		} else {
			_, err = ReadContracts(t.Context(), b, "T1")
		}
		if err != nil {
			t.Errorf("%s: %v", x.Name, err)
		}
	}
}

func FuzzReadDuties(f *testing.F) {
	f.Add("person,start,end\nP1,2023-10-28 19:30,2023-10-29 01:30 GMT\n")
	f.Add("person,date,start,end,kind\nP1,29/10/2023,01:30 BST,0900,bank\n")
	f.Fuzz(func(t *testing.T, text string) {
		b, err := sheet.Open(context.Background(), "f.csv", strings.NewReader(text), int64(len(text)), sheet.Limits{})
		if err != nil {
			return
		}
		got, err := ReadDuties(context.Background(), b, "T1")
		if err == nil && len(got.Duties) == 0 {
			t.Error("nothing was read and nothing was said")
		}
		for _, d := range got.Duties {
			if !d.End.After(d.Start) || d.Person == "" {
				t.Errorf("%+v", d)
			}
		}
	})
}
