package recovery

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"headroom/internal/fault"
	"headroom/internal/sheet"
)

// bigCSV is a file of n pathways as a trust might send them; every one-thousandth row is wrong when bad is set.
func bigCSV(n int, bad bool) []byte {
	var b bytes.Buffer
	b.WriteString("pathway,trust,site,specialty,procedure,priority,priority_date,clock_start,status,minutes,spread,surgeon,anaesthetic,nights,equipment,postponements,deprivation,ethnicity\n")
	for i := range n {
		minutes := 30 + i%300
		if bad && i%1000 == 999 {
			minutes = 10000
		}
		fmt.Fprintf(&b, "PW%09d,RA4,YEO,%d,W%d operation,P%d,2023-%02d-%02d,2022-%02d-%02d,20,%d,20,C%d,yes,1.5,laser,2023-12-20 for 2024-01-04 by provider strike,%d,A\n",
			i, 100+i%40, i%90, 2+i%3, 1+i%12, 1+i%28, 1+i%12, 1+i%28, minutes, i%70, 1+i%5)
	}
	return b.Bytes()
}

// A long file is read in memory that grows with the pathways' numbers alone, and of one with mistakes the first are told
// with how many there are. BenchmarkMillionRows does the same with a million.
func TestLongFilesStream(t *testing.T) {
	const rows = 120_000
	streamBig(t, rows, false)
	streamBig(t, rows, true)
}

// streamBig reads n rows and checks what is told and how much memory it took beside the file.
func streamBig(t testing.TB, rows int, bad bool) {
	raw := bigCSV(rows, bad)
	book, err := sheet.Open(context.Background(), "big.csv", bytes.NewReader(raw), int64(len(raw)), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	base, n, peak := m.HeapAlloc, 0, uint64(0)
	err = EachPatient(context.Background(), book, Mapping{}, func(Patient) error {
		if n++; n%20_000 == 0 {
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapAlloc-base)
		}
		return nil
	})
	f := fault.As(err)
	switch {
	case !bad && (err != nil || n != rows):
		t.Errorf("%d read, %v", n, err)
	case bad && (f == nil || f.Fields[0].Cell != "J1001" || len(f.Fields) != min(maxProblems, rows/1000) || !strings.Contains(f.Message, fmt.Sprint(rows/1000, " problems"))):
		t.Errorf("%d read, %v", n, f)
	case peak > uint64(rows)*400+60<<20:
		t.Errorf("it takes %d MB beside the file", peak>>20)
	}
	t.Logf("%d rows, bad %v: %d handed on, %d MB at most beside the file", rows, bad, n, peak>>20)
}

// BenchmarkMillionRows reads a million pathways one by one.
func BenchmarkMillionRows(b *testing.B) {
	for b.Loop() {
		streamBig(b, 1_000_000, false)
	}
}

// BenchmarkReadPatients is how fast a trust's whole waiting list comes in.
func BenchmarkReadPatients(b *testing.B) {
	raw := bigCSV(100_000, false)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		book, err := sheet.Open(context.Background(), "big.csv", bytes.NewReader(raw), int64(len(raw)), sheet.Limits{})
		if err != nil {
			b.Fatal(err)
		}
		if p, err := ReadPatients(context.Background(), book, Mapping{}); len(p) != 100_000 || err != nil {
			b.Fatal(len(p), err)
		}
	}
}

// BenchmarkWorklist is what the worklist of a whole trust costs.
func BenchmarkWorklist(b *testing.B) {
	patients := make([]Patient, 100_000)
	for i := range patients {
		patients[i] = Patient{Pathway: Pathway(fmt.Sprint(i)), Clock: day("2023-01-01").Add(i % 300), Minutes: 60, Procedure: fmt.Sprint("W", i%900)}
	}
	for b.Loop() {
		if len(Worklist(patients, nil, nil, day("2024-01-31"))) == 0 {
			b.Fatal("nothing to check")
		}
	}
}

// BenchmarkClocks is what a page of many patients costs.
func BenchmarkClocks(b *testing.B) {
	p := Patient{Clock: day("2022-12-31"), Priority: P2, Prioritised: day("2023-12-01"), Cancer: &Cancer{Referred: day("2023-11-02")}}
	for b.Loop() {
		if len(ClocksOf(p, day("2024-01-31"))) != 9 {
			b.Fatal("not nine clocks")
		}
	}
}
