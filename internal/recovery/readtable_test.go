package recovery

import (
	"context"
	"iter"
	"strings"
	"testing"

	"headroom/internal/sheet"

	"pgregory.net/rapid"
)

// page is a sheet held in memory, for cells that no writer of ours makes.
type page struct {
	name   string
	hidden bool
	rows   [][]sheet.Cell
}

func (p page) Name() string          { return p.name }
func (p page) Hidden() bool          { return p.hidden }
func (p page) Merges() []sheet.Merge { return nil }
func (p page) Rows(context.Context) iter.Seq2[sheet.Row, error] {
	return func(yield func(sheet.Row, error) bool) {
		for i, r := range p.rows {
			if !yield(sheet.Row{Index: i + 1, Cells: r}, nil) {
				return
			}
		}
	}
}

func texts(s ...string) []sheet.Cell {
	var out []sheet.Cell
	for _, t := range s {
		out = append(out, sheet.TextCell(t))
	}
	return out
}

// Cells that hold no value are refused at their place; a yes-or-no cell and a time of day are understood.
func TestTypedCells(t *testing.T) {
	head := texts("session", "date", "minutes", "anaesthetist", "start")
	row := append(texts("S1", "2024-01-10"), sheet.NumberCell(240), sheet.Cell{Kind: sheet.Bool, Text: "TRUE", Number: 1}, sheet.NumberCell(0.375))
	got, err := ReadSessions(context.Background(), &sheet.Book{File: "b.xlsx", Sheets: []sheet.Sheet{page{rows: [][]sheet.Cell{head, row}}}}, Mapping{})
	if err != nil || !got[0].Anaesthetist || got[0].Start.String() != "09:00" {
		t.Fatalf("%+v %v", got, err)
	}
	row[2], row[4] = sheet.Cell{Kind: sheet.Errored, Text: "#DIV/0!"}, sheet.Cell{Kind: sheet.Uncalculated, Text: "=NOW()"}
	row[1] = sheet.TextCell(strings.Repeat("x", 2001))
	_, err = ReadSessions(context.Background(), &sheet.Book{File: "b.xlsx", Sheets: []sheet.Sheet{page{rows: [][]sheet.Cell{head, row}}}}, Mapping{})
	wantFault(t, err, "B2", "2001 characters")
	wantFault(t, err, "C2", "#DIV/0!")
	wantFault(t, err, "E2", "formula without a result")
}

// The first sheet that has the headings is read, never a hidden one, or the one that the mapping names.
func TestWhichSheet(t *testing.T) {
	list := func(name string, hidden bool, id string) page {
		return page{name, hidden, [][]sheet.Cell{texts("pathway"), texts(id)}}
	}
	book := &sheet.Book{File: "b.xlsx", Sheets: []sheet.Sheet{page{name: "Notes", rows: [][]sheet.Cell{texts("read me")}}, list("Old", true, "hidden"), list("This week", false, "A"), list("Last week ", false, "B")}}
	for name, want := range map[string]Pathway{"": "A", "last  week": "B", "old": "hidden"} {
		got, err := ReadPatients(context.Background(), book, Mapping{Sheet: name})
		if err != nil || got[0].Pathway != want {
			t.Errorf("%q: %v %v", name, got, err)
		}
	}
	if _, err := ReadPatients(context.Background(), book, Mapping{Sheet: "next week"}); err == nil {
		t.Error("a sheet was read that is not there")
	}
	if rows, err := Headings(context.Background(), book, "this week", 1); err != nil || len(rows) != 1 || rows[0][0] != "pathway" {
		t.Error(rows, err)
	}
	if _, err := Headings(context.Background(), book, "next week", 1); err == nil {
		t.Error("a sheet was shown that is not there")
	}
}

// The day by which a cohort started is the last whose clock is past on the census day.
func TestStartBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		i := Interval{Days: rapid.IntRange(0, 800).Draw(t, "days"), Months: rapid.IntRange(0, 25).Draw(t, "months")}
		if i.IsZero() {
			return
		}
		census := day("2023-01-01").Add(rapid.IntRange(0, 800).Draw(t, "census"))
		if d := i.startBefore(census); !i.After(d).Before(census) || i.After(d.Add(1)).Before(census) {
			t.Fatalf("%+v at %s: %s, whose last day is %s", i, census, d, i.After(d))
		}
	})
}
