package badfile

import "fmt"

// Sheet is one sheet of a fixture. A cell is nil (nothing), string, int, float64, bool, or one of Day, Err, Label and
// Formula; anything else panics, for fixtures are literals.
type Sheet struct {
	Name   string
	State  string // "", "hidden" or "veryHidden"
	Rows   [][]any
	Merges []string // as F14:J14
}

// Day is a serial number in a date style.
type Day float64

// Err is an error value as #DIV/0!.
type Err string

// Label is a text that stands in the cell itself and not in the table of shared texts.
type Label string

// Formula is a formula with the result that the workbook stores for it: nil for none, else string, float64, bool or Err.
type Formula struct {
	Text   string // without the leading =
	Cached any
}

// Winter is a sheet laid out as the winter daily sitrep is: a title block, dates merged over the measures' columns, an
// ENGLAND row with code "-", then trusts with numbers, dashes, N/A and errors among them.
func Winter(trusts, days int) Sheet {
	s := Sheet{Name: "G&A beds"}
	s.Rows = append(s.Rows, []any{nil, "Title:", "Winter daily sitrep – G&A beds"}, []any{nil, "Period:", "20 November to 4 March"},
		nil, []any{nil, "Source:", Label("UEC \u00a0"), nil, Formula{"TODAY()", 43159.0}})
	dates, names := []any{nil, nil, nil, nil}, []any{nil, "Region", "Code", "Name"}
	for d := range days {
		dates = append(dates, Day(43059+float64(d)), nil, nil)
		names = append(names, "Core beds open", "Beds occupied", "Occupancy rate")
		from := 5 + 3*d
		s.Merges = append(s.Merges, fmt.Sprintf("%s%d:%s%d", letters(from), 5, letters(from+2), 5))
	}
	s.Rows = append(s.Rows, dates, names)
	for t := range trusts + 1 {
		row := []any{nil, "Y56", fmt.Sprintf("R%02d", t), fmt.Sprintf("Trust %d & Sons NHS Foundation Trust", t)}
		if t == 0 {
			row = []any{nil, "-", "-", "ENGLAND"}
		}
		for d := range days {
			row = append(row, figures(t, d)...)
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

// figures are one trust's three figures on one day.
func figures(t, d int) []any {
	switch (t*7 + d) % 11 {
	case 3:
		return []any{"-", "-", Err("#DIV/0!")}
	case 5:
		return []any{"N/A", nil, Err("#N/A")}
	case 7:
		return []any{450.5, 401.25, Formula{"F1/E1", 401.25 / 450.5}}
	case 9:
		return []any{true, Formula{`"a"&"b"`, "ab"}, Formula{"1/0", Err("#DIV/0!")}}
	}
	open := 400 + 3*t + d
	return []any{open, open - 17, float64(open-17) / float64(open)}
}

// Small is the two-sheet book that the mutations start from; the second sheet is very hidden.
func Small() []Sheet {
	return []Sheet{Winter(6, 3), {Name: "Macro1", State: "veryHidden", Rows: [][]any{{"helper"}, {1, 2, 3}}}}
}

// letters is a column's name, counted from 1.
func letters(col int) string {
	s := ""
	for ; col > 0; col = (col - 1) / 26 {
		s = string(rune('A'+(col-1)%26)) + s
	}
	return s
}
