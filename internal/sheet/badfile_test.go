package sheet

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"headroom/internal/fault"
	"headroom/internal/sheet/badfile"
)

// readAll opens bytes and reads every row of every sheet, checking on the way that nothing unclear comes out: it
// gives the number of cells, or the first error. A broken promise is a panic in words, for fuzzers and tests alike.
func readAll(name string, b []byte) (cells int, err error) {
	ctx := context.Background()
	book, err := Open(ctx, name, bytes.NewReader(b), int64(len(b)), Limits{})
	if err != nil {
		return 0, checkFault(name, err)
	}
	for _, s := range book.Sheets {
		last := 0
		for row, err := range s.Rows(ctx) {
			if err != nil {
				return cells, checkFault(name, err)
			}
			if row.Index <= last || row.Index > DefaultLimits().Rows || len(row.Cells) > DefaultLimits().Columns {
				panic(fmt.Sprintf("row %d with %d cells after row %d", row.Index, len(row.Cells), last))
			}
			last = row.Index
			for i, c := range row.Cells {
				if why := unclear(c); why != "" {
					panic(row.Ref(i+1) + ": " + why)
				}
			}
			cells += len(row.Cells)
		}
		for _, m := range s.Merges() {
			if m.FromCol < 1 || m.FromRow < 1 || m.ToCol < m.FromCol || m.ToRow < m.FromRow {
				panic("merge " + m.String())
			}
		}
	}
	return cells, nil
}

// checkFault holds an error against the promise: a fault that names the file and ends with a remedy.
func checkFault(name string, err error) error {
	f := fault.As(err)
	if f == nil || (f.Kind != fault.Invalid && f.Kind != fault.TooLarge) {
		panic(fmt.Sprintf("not a fault of ours: %v", err))
	}
	if len(f.Fields) != 1 || f.Fields[0].File != baseName(name) || !strings.Contains(f.Error(), baseName(name)) {
		panic("the file is not named: " + f.Error())
	}
	if !strings.Contains(f.Fields[0].Message, "; ") || !utf8.ValidString(f.Error()) {
		panic("no remedy: " + f.Error())
	}
	return err
}

// unclear says what is wrong with a cell that no store should get.
func unclear(c Cell) string {
	switch {
	case !utf8.ValidString(c.Text) || strings.Contains(c.Text, "\x00"):
		return "text with broken characters"
	case math.IsNaN(c.Number) || math.IsInf(c.Number, 0):
		return "a number that is none"
	case c.Kind == Number && (c.Text != "" || !c.Date.IsZero()):
		return "a number with more than a number"
	case c.Kind == Blank && c != Cell{}:
		return "a blank cell with something in it"
	case c.Kind == Date && (c.Date.Year() < 1900 || c.Date.Year() > 9999):
		return "a day in the year " + c.Date.String()
	case (c.Kind == Text || c.Kind == Errored) && c.Text == "":
		return "an empty text that is not blank"
	}
	return ""
}

// TestTenThousandBadFiles is the acceptance line: none crashes, hangs, takes much memory or yields anything unclear.
func TestTenThousandBadFiles(t *testing.T) {
	n := 10_000
	if testing.Short() {
		n = 500
	}
	var before, after runtime.MemStats
	began := time.Now()
	refused, read, whys := 0, 0, map[string]int{}
	for f := range badfile.Generate(20241224, n) {
		runtime.ReadMemStats(&before)
		start := time.Now()
		_, err := guarded(f)
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		if took > 3*time.Second {
			t.Errorf("%s (%s) took %v", f.Name, f.Why, took)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 128<<20 {
			t.Errorf("%s (%s) took %d MiB", f.Name, f.Why, used>>20)
		}
		whys[f.Why]++
		if err != nil {
			refused++
		} else {
			read++
			if !f.Plausible {
				t.Errorf("%s (%s) was read as if it were sound", f.Name, f.Why)
			}
		}
	}
	t.Logf("%d files of %d sorts in %v: %d refused, %d read", n, len(whys), time.Since(began).Round(time.Millisecond), refused, read)
}

// guarded is readAll with a panic turned into words that name the file.
func guarded(f badfile.File) (cells int, err error) {
	defer func() {
		if v := recover(); v != nil {
			panic(fmt.Sprintf("%s (%s): %v", f.Name, f.Why, v))
		}
	}()
	return readAll(f.Name, f.Bytes)
}
