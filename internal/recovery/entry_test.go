package recovery

import (
	"maps"
	"reflect"
	"strings"
	"testing"

	"headroom/internal/fault"
)

// TestAnEntryIsAFileOfOneRow: what is entered comes to the same as the row of a file, and has the same problems, each under its field.
func TestAnEntryIsAFileOfOneRow(t *testing.T) {
	made := Generate(Made{Patients: 40, Sessions: 12, Seed: 5, From: day("2024-01-10")})
	for _, p := range made.Patients {
		values, err := ValuesOf(p)
		if err != nil {
			t.Fatal(err)
		}
		e, err := ReadEntry(t.Context(), p.Trust, Entry{Kind: PatientFile, Values: values, Base: AnyVersion})
		if err != nil {
			t.Fatalf("%s: %v %+v", p.Pathway, err, fault.As(err).Fields)
		}
		e.Patient.Row, p.Row = Where{}, Where{}
		again, err := ValuesOf(e.Patient)
		if err != nil || !maps.Equal(values, again) {
			t.Errorf("%s: %v, then %v (%v)", p.Pathway, values, again, err)
		}
	}
	for _, s := range made.Sessions {
		values, err := ValuesOf(s)
		if err != nil {
			t.Fatal(err)
		}
		e, err := ReadEntry(t.Context(), s.Trust, Entry{Kind: SessionFile, Values: values})
		if e.Session.Row, s.Row = (Where{}), (Where{}); err != nil || !reflect.DeepEqual(e.Session, s) {
			t.Errorf("%+v, want %+v: %v", e.Session, s, err)
		}
	}
	e, err := ReadEntry(t.Context(), "RA4", Entry{Kind: LimitFile, Values: map[FileField]string{"kind": "beds", "site": "A", "date": "2024-01-10", "until": "2024-01-12", "most": "3"}})
	if err != nil || len(e.Limits) != 3 || e.Limits[2].From != FromHand || e.Limits[2].Date != day("2024-01-12") {
		t.Errorf("%+v %v", e.Limits, err)
	}
}

func TestAnEntryNamesEveryProblem(t *testing.T) {
	for name, c := range map[string]struct {
		e    Entry
		want []string // field: part of the message
	}{
		"nothing":          {Entry{Kind: PatientFile}, []string{"pathway:"}},
		"minutes and date": {Entry{Kind: PatientFile, Values: map[FileField]string{"pathway": "P", "specialty": "110", "minutes": "10000", "priority_date": "31/31/2024"}}, []string{"minutes:", "priority_date:"}},
		"no such field":    {Entry{Kind: SessionFile, Values: map[FileField]string{"session": "S", "date": "2024-01-10", "minutes": "60", "colour": "red"}}, []string{"colour:There is no field"}},
		"another trust":    {Entry{Kind: SessionFile, Values: map[FileField]string{"session": "S", "date": "2024-01-10", "minutes": "60", "trust": "RX9"}}, []string{"trust:this is of RX9"}},
		"a person's number": {Entry{Kind: PatientFile, Reason: "asked by 943 476 5919", Values: map[FileField]string{"pathway": "P", "specialty": "110"}},
			[]string{"reason:This holds what looks like an NHS number"}},
		"who it is": {Entry{Kind: PatientFile, Values: map[FileField]string{"pathway": "P", "specialty": "110", "nhs_number": "123"}}, []string{"nhs_number:"}},
		"a limit without a name": {Entry{Kind: LimitFile, Values: map[FileField]string{"kind": "equipment", "site": "A", "date": "2024-01-10", "most": "1"}},
			[]string{"name:the equipment's name is missing"}},
	} {
		_, err := ReadEntry(t.Context(), "RA4", c.e)
		f := fault.As(err)
		if f == nil || f.Kind != fault.Invalid {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, w := range c.want {
			field, part, _ := strings.Cut(w, ":")
			found := false
			for _, x := range f.Fields {
				found = found || x.Name == field && strings.Contains(x.Message, part) && x.Cell == "" && x.File == ""
			}
			if !found {
				t.Errorf("%s: no %q in %+v", name, w, f.Fields)
			}
		}
	}
	if _, err := ReadEntry(t.Context(), "RA4", Entry{Kind: "people"}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("%v", err)
	}
}
