package sitrepweb

import (
	"bytes"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"time"

	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/sheet"
	"headroom/internal/sitrep"
	"headroom/internal/web"
)

// exportXLSX is the media type of a workbook.
const exportXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// exportSeries reads what both exports hold: all the days asked for, without pages.
func (m room) exportSeries(r *web.Request) (exported, error) {
	a, err := m.seriesRead(r)
	if err != nil {
		return exported{}, err
	}
	s, err := m.Store.Series(r.Context(), a.asked())
	if err != nil {
		return exported{}, err
	}
	with, err := m.seriesBeside(r.Context(), a, s)
	return exported{a, s, with}, err
}

// exported is a series with what it is compared with, nil for nothing.
type exported struct {
	seriesAsked
	series *sitrep.Series
	with   *seriesCompared
}

// rows are the days, oldest first, as the chart draws them.
func (x exported) rows(yield func([]sheet.Cell) bool) {
	for _, r := range seriesRows(x.series, x.with) {
		p := sitrep.Point{Day: r.day, State: exportNotDue}
		if r.own != nil {
			p = *r.own
		}
		if !yield(append(exportRow(x.seriesAsked, x.series, p), exportCompared(x.with, r)...)) {
			return
		}
	}
}

// exportNotDue is the state of a day that is there for the figure compared with alone.
const exportNotDue sitrep.Completeness = "not-due"

// exportName is the file's name, as "ENG-ga_occ-latest".
func exportName(a seriesAsked) string {
	return string(a.on) + "-" + string(a.m.Code) + "-" + string(a.view)
}

// exportHead is the columns of an export (R35). Values are exact and in the register's unit: a fraction is a fraction.
func exportHead() []string {
	head := []string{"date", "org", "org_name", "measure", "measure_name", "definition", "unit", "form", "view", "as_of",
		"value", "state", "numerator", "denominator", "due", "received", "gave", "not_applicable", "missing", "missing_not_shown",
		"version", "timing", "recorded_at", "file", "sheet", "cell", "covers_from", "covers_to", "days_covered", "per_day"}
	return append(head, exportCompareHead()...)
}

// exportRow is one day. Numbers are number cells in the workbook; what is not there is blank, and the state says why.
func exportRow(a seriesAsked, s *sitrep.Series, p sitrep.Point) []sheet.Cell {
	text := sheet.TextCell
	shown, hidden := seriesNamed(p.Missing, a.chase)
	codes := make([]string, len(shown))
	for i, c := range shown {
		codes[i] = string(c)
	}
	version, recorded, num, den := sheet.Cell{}, sheet.Cell{}, sheet.Cell{}, sheet.Cell{}
	if p.Version > 0 {
		version = sheet.NumberCell(float64(p.Version))
	}
	if !p.Recorded.IsZero() {
		recorded = text(p.Recorded.UTC().Format(time.RFC3339))
	}
	if (a.m.Kind == measure.Ratio || a.m.Kind == measure.Mean) && p.Value.State == measure.Number {
		num, den = sheet.NumberCell(p.Num), sheet.NumberCell(p.Den)
	}
	value := sheet.Cell{}
	if p.Value.State == measure.Number {
		value = sheet.NumberCell(p.Value.N)
	}
	row := []sheet.Cell{sheet.DateCell(p.Day), text(string(a.on)), text(a.pic.Name(a.on)), text(string(a.m.Code)), text(a.m.Name), text(a.m.Definition), text(a.m.Unit),
		text(string(s.Form)), text(string(a.view)), text(a.now.UTC().Format(time.RFC3339)),
		value, text(string(p.State)), num, den, sheet.NumberCell(float64(p.Due)), sheet.NumberCell(float64(p.Received)), sheet.NumberCell(float64(p.Given)), sheet.NumberCell(float64(p.NA)),
		text(strings.Join(codes, " ")), sheet.NumberCell(float64(hidden)),
		version, text(string(p.Timing)), recorded, text(p.Source.File), text(p.Cell.Sheet), text(p.Cell.Ref)}
	return append(row, exportCovers(a.m, s.Form, p)...)
}

// exportCovers is the days that a flow covers, how many they are and the rate per day (R5); blank for what is taken at
// a moment and for days without a return.
func exportCovers(m measure.Measure, code sitrep.FormCode, p sitrep.Point) []sheet.Cell {
	form, ok := sitrep.FindForm(code, p.Day)
	if !ok || m.Kind != measure.Flow || p.Received == 0 {
		return make([]sheet.Cell, 4)
	}
	span := form.Flows(p.Day)
	if p.Covers.Days() > 0 {
		span = p.Covers
	}
	rate := sheet.Cell{}
	if p.Value.State == measure.Number {
		rate = sheet.NumberCell(p.Value.N / float64(span.Days()))
	}
	return []sheet.Cell{sheet.DateCell(span.From), sheet.DateCell(span.To.Add(-1)), sheet.NumberCell(float64(span.Days())), rate}
}

// exportText is a cell as CSV has it.
func exportText(c sheet.Cell) string {
	switch c.Kind {
	case sheet.Number:
		return measure.Plain(c.Number)
	case sheet.Date:
		return c.Date.String()
	}
	return c.Text
}

func (m room) seriesCSV(w http.ResponseWriter, r *web.Request) error {
	x, err := m.exportSeries(r)
	if err != nil {
		return err
	}
	return r.CSV(w, exportName(x.seriesAsked)+".csv", exportHead(), func(yield func([]string, error) bool) {
		for cells := range x.rows {
			row := make([]string, len(cells))
			for i, c := range cells {
				row[i] = exportText(c)
			}
			if !yield(row, nil) {
				return
			}
		}
	})
}

func (m room) seriesXLSX(w http.ResponseWriter, r *web.Request) error {
	x, err := m.exportSeries(r)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := sheet.WriteXLSX(&b, exportSheets(x)); err != nil {
		if fault.As(err) != nil {
			return err
		}
		return fault.Wrap(err, fault.Internal, "The workbook could not be made")
	}
	return r.Attach(w, exportName(x.seriesAsked)+".xlsx", exportXLSX, b.Bytes())
}

// exportSheets are the figures and a sheet that says what they are.
func exportSheets(x exported) []sheet.Out {
	figures := func(yield func([]sheet.Cell, error) bool) {
		for row := range x.rows {
			if !yield(row, nil) {
				return
			}
		}
	}
	widths := make([]float64, len(exportHead()))
	for i, h := range exportHead() {
		if h == "org_name" || h == "measure_name" || h == "definition" || h == "missing" || h == "recorded_at" || h == "as_of" || h == "file" {
			widths[i] = 28
		}
	}
	return []sheet.Out{{Name: "Figures", Header: exportHead(), Widths: widths, Rows: figures}, {Name: "About", Widths: []float64{24, 90}, Rows: exportAbout(x.seriesAsked, x.series, x.with)}}
}

func exportAbout(a seriesAsked, s *sitrep.Series, with *seriesCompared) iter.Seq2[[]sheet.Cell, error] {
	due, received := s.Due()
	lines := [][2]string{
		{"Measure", a.m.Name + " (" + string(a.m.Code) + ")"}, {"Definition", a.m.Definition}, {"Unit", a.m.Unit}, {"How it is put together", a.m.RollUp},
		{"Source", a.m.Source}, {"Organisation", a.pic.Name(a.on) + " (" + string(a.on) + ")"}, {"Collection", seriesFormName(s.Form) + " (" + string(s.Form) + ")"},
		{"View", seriesViewWords(a.view, s.Form)}, {"As known at", a.now.UTC().Format(time.RFC3339)},
		{"Returns", strconv.Itoa(received) + " of " + strconv.Itoa(due) + " over all days"},
		{"Blank values", "The column state says why: missing, nil and not-applicable are three things, and none of them is nought."},
	}
	if with != nil {
		lines = append(lines, [2]string{"Compared with", with.name + " (" + string(with.on) + "); compare_date is the day that compare_value is of"})
	}
	if a.m.Unconfirmed {
		lines = append(lines, [2]string{"Unconfirmed", a.m.Doubt})
	}
	for _, b := range a.m.Breaks {
		lines = append(lines, [2]string{"Break on " + b.On.String(), b.Words})
	}
	return func(yield func([]sheet.Cell, error) bool) {
		for _, l := range lines {
			if !yield([]sheet.Cell{sheet.TextCell(l[0]), sheet.TextCell(l[1])}, nil) {
				return
			}
		}
	}
}
