package main

import (
	"bufio"
	"fmt"
	"iter"
	"os"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/sheet"
)

// A synthetic file has as many organisations and days as the published one of winter 2017–18.
const (
	madeTrusts = 137
	madeDays   = 105
)

// madeFirst is the first day of a synthetic file.
var madeFirst = civil.MustDate("2017-11-20")

// madeSheets are the sheets of a winter workbook with the columns that repeat under each day.
func madeSheets() []struct {
	name     string
	measures []string
} {
	return []struct {
		name     string
		measures []string
	}{
		{"A&E closures", nil}, {"A&E diverts", nil},
		{"G&A beds", []string{"Core Beds Open", "Escalation Beds Open", "Total Beds Open", "Total beds occ'd", "Occupancy rate"}},
		{"Beds Occ by long stay patients", []string{"> 7 days", "> 21 days"}},
		{"D&V, Norovirus", []string{"Beds closed", "Beds closed unocc"}},
		{"Adult critical care", []string{"CC Adult Open", "CC Adult Occ", "Occupancy rate"}},
		{"Paediatric intensive care", []string{"Paed Int Care Open", "Paed Int Care Occ", "Occupancy rate"}},
		{"Neonatal intensive care ", []string{"Neo Int Care Open", "Neo Int Care Occ", "Occupancy rate"}},
		{"Ambulance Arrivals and Delays", []string{"Arriving by ambulance", "Delay 30-60 mins", "Delay >60 mins"}},
	}
}

// makeWorkbook writes a workbook in the shape of the published ones: a title block, dates above the measures (each in the
// first column of its day), England, then the trusts.
func makeWorkbook(file string) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	var out []sheet.Out
	for _, s := range madeSheets() {
		out = append(out, sheet.Out{Name: s.name, Rows: madeRows(s.name, s.measures)})
	}
	if err := sheet.WriteXLSX(f, out); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}

func madeRows(name string, measures []string) iter.Seq2[[]sheet.Cell, error] {
	texts := func(words ...string) []sheet.Cell {
		row := make([]sheet.Cell, len(words))
		for i, w := range words {
			row[i] = sheet.TextCell(w)
		}
		return row
	}
	return func(yield func([]sheet.Cell, error) bool) {
		dates, heads := texts("", "", "", "", ""), texts("", "NHS England Region", "", "Code", "Name")
		width := max(1, len(measures))
		for d := range madeDays {
			day := sheet.DateCell(madeFirst.Add(d))
			if len(measures) == 0 {
				heads = append(heads, day)
				continue
			}
			for i, m := range measures {
				if i > 0 {
					day = sheet.Cell{}
				}
				dates, heads = append(dates, day), append(heads, sheet.TextCell(m))
			}
		}
		rows := [][]sheet.Cell{nil, texts("", "Title:", "Daily Hospital Situation Report - "+name), nil, nil, nil, nil, nil,
			texts("", "Published:", madeFirst.Add(108).Format("02 January 2006")), texts("", "Revised:", "-"), nil, nil, nil, nil, dates, heads}
		if len(measures) == 0 {
			rows[13] = nil
		}
		for t := -1; t < madeTrusts; t++ {
			row := texts("", "London Commissioning Region", "", madeCode(t), fmt.Sprintf("Synthetic Trust %d", t))
			if t < 0 {
				row = texts("", "-", "", "-", "ENGLAND")
			}
			for i := range madeDays * width {
				v := float64(10*(t+2) + width - i%width)
				if len(measures) > 0 && strings.Contains(measures[i%width], "rate") {
					v = 0.95
				}
				row = append(row, sheet.NumberCell(v))
			}
			rows = append(rows, row)
		}
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// madeCode is a code of the form that trusts have, R00 on; those of a benchmark are in nobody's database but its own.
func madeCode(t int) string {
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	return "R" + string(digits[max(t, 0)/36]) + string(digits[max(t, 0)%36])
}

// makeCSV writes a tidy CSV file in the shape of the published winters' copies.
func makeCSV(file string) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(f)
	_, _ = b.WriteString("Code,Name,Date,Delays30,Delays60,G&A Beds Open,G&A beds occ'd,CC Adult Open,CC Adult Occ,Closures,Diverts\n")
	for d := range madeDays {
		for t := range madeTrusts {
			_, _ = fmt.Fprintf(b, "%s,Synthetic Trust %d,%s,%d,%d,%d,%d,20,18,0,0\n", madeCode(t), t, madeFirst.Add(d), 10+d%7, d%5, 400+t, 380+t+d%9)
		}
	}
	if err := b.Flush(); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}
