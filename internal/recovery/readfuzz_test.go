package recovery

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"math"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/sheet"
)

// fuzzBook opens bytes as a file; nil when the sheet reader refuses them, which is its own fuzzer's matter.
func fuzzBook(raw []byte) *sheet.Book {
	book, err := sheet.Open(context.Background(), "f.csv", bytes.NewReader(raw), int64(len(raw)), sheet.Limits{Rows: 5000, Unpacked: 1 << 20, Cells: 100_000})
	if err != nil {
		return nil
	}
	return book
}

// sound checks that a refusal is a fault with places and remedies, and nothing beside it was given.
func sound(t *testing.T, given int, err error) {
	t.Helper()
	if err == nil {
		return
	}
	var f *fault.Error
	if !errors.As(err, &f) {
		t.Fatalf("no fault but %v", err)
	}
	if given != 0 {
		t.Fatalf("%d were given beside a refusal", given)
	}
	for _, g := range f.Fields {
		if g.Message == "" || g.Name == "" {
			t.Fatalf("a problem without words or name: %+v", g)
		}
	}
}

func FuzzReadPatients(f *testing.F) {
	f.Add([]byte("pathway,minutes,priority,clock_start\nA,90,P2,2023-01-01\n"))
	f.Add([]byte("pathway,cancer_referred,cancer_adjustment,cancer_adjustment_reason\nA,02/11/2023,5,declined-reasonable-offer\n"))
	f.Add([]byte("pathway;nights;away;postponements\nA;2.5;2024-01-02..2024-01-09;2023-12-20 for - by provider on-day x\n"))
	f.Add([]byte("pathway,priority_history,forbidden,equipment\n9434765919,P4 2023-05-01; P3 1 Jun 2023,S1;S2,\"a;b\"\n"))
	f.Add([]byte("title\n\nPathway ID\tP code\tLOS\nA\t1\t200\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		book := fuzzBook(raw)
		if book == nil {
			return
		}
		got, err := ReadPatients(context.Background(), book, Mapping{})
		sound(t, len(got), err)
		seen := map[Pathway]bool{}
		for _, p := range got {
			if p.Pathway == "" || seen[p.Pathway] || p.Row.Line < 2 || math.IsNaN(p.Minutes) || p.Minutes != 0 && (p.Minutes < 1 || p.Minutes > 1440) || len(p.Nights) > 200 {
				t.Fatalf("%+v", p)
			}
			seen[p.Pathway] = true
			if len(misfits(&p)) > 0 {
				t.Fatalf("%v was given", misfits(&p))
			}
			for _, q := range p.Postponed {
				if back, ok := ParsePostponement(q.String()); !ok || back != q {
					t.Fatalf("%q is read back as %v", q, back)
				}
			}
			for _, c := range ClocksOf(p, civil.MustDate("2024-01-31")) {
				if c.State == "" || c.Source == "" {
					t.Fatalf("%+v", c)
				}
			}
		}
		_ = Worklist(got, nil, nil, civil.MustDate("2024-01-31"))
	})
}

func FuzzReadSessions(f *testing.F) {
	f.Add([]byte("session,date,minutes,half,start,skills\nS1,2024-01-10,240,am,08:30,a;b\n"))
	f.Add([]byte("list id;day;length;am pm\nS1;10/01/2024;4800;noon\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		book := fuzzBook(raw)
		if book == nil {
			return
		}
		got, err := ReadSessions(context.Background(), book, Mapping{})
		sound(t, len(got), err)
		for _, s := range got {
			if s.ID == "" || s.Date.IsZero() || !(s.Minutes >= 1 && s.Minutes <= 1440) || s.Half == "" || s.Start < 0 || s.Start >= 24*60 {
				t.Fatalf("%+v", s)
			}
		}
	})
}

func FuzzReadLimitsAndBooked(f *testing.F) {
	f.Add([]byte("kind,site,date,until,name,most\nbeds,YEO,2024-01-10,2024-01-12,,7\n"))
	f.Add([]byte("pathway,session,firm\nA,S1,yes\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		book := fuzzBook(raw)
		if book == nil {
			return
		}
		limits, err := ReadLimits(context.Background(), book, Mapping{})
		sound(t, len(limits), err)
		for _, l := range limits {
			if l.Site == "" || l.Date.IsZero() || !(l.Most >= 0) || l.Kind == "" {
				t.Fatalf("%+v", l)
			}
		}
		booked, err := ReadBooked(context.Background(), book, Mapping{})
		sound(t, len(booked), err)
		ids, err := ReadIdentities(context.Background(), book, Mapping{Trust: "RA4"})
		sound(t, len(ids), err)
		for i := range ids {
			if _, ok := NHSNumber(ids[i].NHSNumber); !ok && ids[i].NHSNumber != "" {
				t.Fatal("a number with a wrong check digit was given")
			}
		}
	})
}

// FuzzPatientCell puts any text into any one cell of a good row: it is read, refused at its own place, or taken as blank.
func FuzzPatientCell(f *testing.F) {
	heads := Template(PatientFile)
	for _, s := range []string{"", "-", "P2", "2.5", "1;0.8", "2024-01-02..2024-01-09", "31/12/2022", "1e309", "0x10", "yes", "=1+1", "P4 2023-05-01", "9434765919", "20", "\u00a0", "2023-12-20 for - by provider on-day x;;", "am;pm"} {
		for i := range heads {
			f.Add(s, i)
		}
	}
	f.Fuzz(func(t *testing.T, text string, at int) {
		if at < 1 || at >= len(heads) || len(text) > 3000 {
			return
		}
		row := make([]string, len(heads))
		row[0], row[at] = "PW-1", text
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		_ = w.Write(heads)
		_ = w.Write(row)
		w.Flush()
		book := fuzzBook(b.Bytes())
		if book == nil {
			return
		}
		got, err := ReadPatients(context.Background(), book, Mapping{})
		sound(t, len(got), err)
		if e := fault.As(err); e != nil {
			for _, p := range e.Fields {
				if p.File == "" || p.Cell == "" {
					t.Fatalf("%q in %s is refused without a place: %+v", text, heads[at], p)
				}
			}
			return
		}
		if len(got) != 1 || len(misfits(&got[0])) > 0 {
			t.Fatalf("%q in %s: %d read, %v", text, heads[at], len(got), got)
		}
	})
}
