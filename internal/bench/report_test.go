package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"headroom/internal/importer"
)

func TestWithinIsTheTimeThatAShareKeptTo(t *testing.T) {
	var list times
	for i := range 100 {
		list = append(list, time.Duration(100-i)*time.Millisecond)
	}
	for share, want := range map[float64]float64{0.5: 50, 0.95: 95, 0.99: 99, 1: 100, 0: 1} {
		if got := list.within(share); got != want {
			t.Errorf("%v of 1 to 100 ms keep to %v ms, want %v", share, got, want)
		}
	}
	if got := (times{}).within(0.5); got != 0 {
		t.Errorf("nothing took %v", got)
	}
}

func TestReportSaysWhetherTargetsAreMet(t *testing.T) {
	r := &report{}
	r.rate(result{Measurement: "imports", Engine: "sqlite", Unit: "a second", Ours: 39, Floor: 100, FloorIs: "the floor is bare"}, 0.40)
	r.rate(result{Measurement: "sends", Engine: "sqlite", Unit: "a second", Ours: 40, Floor: 100}, 0.40)
	r.most(result{Measurement: "reads", Engine: "sqlite", Unit: "ms", Ours: 49.9, Floor: 10}, 50)
	r.most(result{Measurement: "pages", Engine: "sqlite", Unit: "ms", Ours: 150}, 150)
	for i, want := range []bool{false, true, true, false} {
		if x := r.Results[i]; x.Met == nil || *x.Met != want {
			t.Errorf("%s: met %v, want %v", x.Measurement, x.Met, want)
		}
	}
	if got := r.Results[2].Share; got < 0.2 || got > 0.201 {
		t.Errorf("a time of 49.9 ms over a floor of 10 ms has the share %v", got)
	}
	var out bytes.Buffer
	r.print(&out)
	for _, want := range []string{"imports", "39%", "not met", "≥ 40% of the floor", "imports: the floor is bare"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the table does not say %q:\n%s", want, out.String())
		}
	}
	file := filepath.Join(t.TempDir(), "out.json")
	if err := r.write(file); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	var back report
	if err != nil || json.Unmarshal(text, &back) != nil || len(back.Results) != 4 || back.Results[0].Ours != 39 {
		t.Errorf("the file says %s, %v", text, err)
	}
}

// The synthetic files are of the shape that the importers know, whole: nothing in them is refused.
func TestSyntheticFilesAreRead(t *testing.T) {
	for name, c := range map[string]struct {
		make   func(string) error
		format string
		values int
	}{
		"winter.xlsx": {makeWorkbook, "winter", madeTrusts * madeDays * 15},
		"tidy.csv":    {makeCSV, "tidy", madeTrusts * madeDays * 6},
	} {
		file := filepath.Join(t.TempDir(), name)
		if err := c.make(file); err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		batch, err := importer.Open(t.Context(), name, content, importer.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(batch.Source.Format, c.format) || batch.Read < c.values || len(batch.Refusals) > 0 || len(batch.Drafts) != madeTrusts*madeDays {
			t.Errorf("%s: %s, %d values, %d returns, refused %v", name, batch.Source.Format, batch.Read, len(batch.Drafts), batch.Refusals)
		}
	}
}
