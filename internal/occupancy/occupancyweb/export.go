package occupancyweb

import (
	"bytes"
	"fmt"
	"iter"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"headroom/internal/fault"
	"headroom/internal/occupancy"
	"headroom/internal/sheet"
	"headroom/internal/web"
)

// exportXLSX is the media type of a workbook.
const exportXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// levelName names a level as exports and the API do: q05, q50, q975.
func levelName(i int) string {
	s := strings.TrimPrefix(strconv.FormatFloat(occupancy.Level(i), 'f', -1, 64), "0.")
	if len(s) == 1 {
		s += "0"
	}
	return "q" + s
}

// exportHead is the columns of an export (R35).
func exportHead() []string {
	head := []string{"date", "days_ahead", "org", "org_name", "origin", "known_at", "recorded_at", "run", "model", "as_of", "target", "confidence",
		"p_over_target", "p_over_92", "p_over_95", "p_over_100", "headroom_at_medians", "beds_to_free"}
	for _, of := range []string{"occupied", "open"} {
		for i := range occupancy.LevelCount {
			head = append(head, of+"_"+levelName(i))
		}
		head = append(head, of+"_mean")
	}
	return head
}

// number is a number cell, blank where it is not known.
func number(x float64) sheet.Cell {
	if !occupancy.Known(x) {
		return sheet.Cell{}
	}
	return sheet.NumberCell(x)
}

func exportRow(a *asked, h occupancy.Held, d occupancy.Day) []sheet.Cell {
	x := figures(d, h.Run.Origin, a.target, a.confidence)
	when := func(t time.Time) sheet.Cell { return sheet.TextCell(t.UTC().Format(time.RFC3339)) }
	row := []sheet.Cell{sheet.DateCell(d.Date), number(float64(x.ahead)), sheet.TextCell(string(a.on)), sheet.TextCell(a.pic.Name(a.on)), sheet.DateCell(h.Run.Origin),
		when(h.Run.Known), when(h.Run.Recorded), number(float64(h.Run.ID)), sheet.TextCell(h.Forecast.Model), when(a.now), number(a.target.At), number(a.confidence),
		number(math.Round(1e4*x.over) / 1e4), number(d.Over92), number(d.Over95), number(d.Over100), {}, {}}
	if x.known {
		row[len(row)-2], row[len(row)-1] = number(float64(x.headroom)), number(float64(x.free))
	}
	for _, o := range []occupancy.Odds{d.Occupied, d.Open} {
		for _, q := range o.Q {
			row = append(row, number(q))
		}
		row = append(row, number(o.Mean))
	}
	return row
}

// exported reads what both exports hold: every day of the forecast.
func (m room) exported(r *web.Request) (asked, occupancy.Held, error) {
	a, err := read(r)
	if err != nil {
		return a, occupancy.Held{}, err
	}
	h, _, err := m.held(r.Context(), &a)
	if err == nil {
		err = a.bad.Err(notShown)
	}
	return a, h, err
}

func exportName(a *asked, h occupancy.Held) string {
	return fmt.Sprintf("%s-forecast-%s", a.on, h.Run.Origin)
}

func (m room) csv(w http.ResponseWriter, r *web.Request) error {
	a, h, err := m.exported(r)
	if err != nil {
		return err
	}
	return r.CSV(w, exportName(&a, h)+".csv", exportHead(), func(yield func([]string, error) bool) {
		for _, d := range h.Forecast.Days {
			if !yield(sheet.Texts(exportRow(&a, h, d)), nil) {
				return
			}
		}
	})
}

func (m room) xlsx(w http.ResponseWriter, r *web.Request) error {
	a, h, err := m.exported(r)
	if err != nil {
		return err
	}
	days := func(yield func([]sheet.Cell, error) bool) {
		for _, d := range h.Forecast.Days {
			if !yield(exportRow(&a, h, d), nil) {
				return
			}
		}
	}
	var b bytes.Buffer
	sheets := []sheet.Out{{Name: "Forecast", Header: exportHead(), Rows: days}, {Name: "About", Widths: []float64{24, 100}, Rows: exportAbout(&a, h)}}
	if err := sheet.WriteXLSX(&b, sheets); err != nil {
		return fault.Wrap(err, fault.Internal, "The workbook could not be made")
	}
	return r.Attach(w, exportName(&a, h)+".xlsx", exportXLSX, b.Bytes())
}

// exportAbout is the sheet that says what the figures are.
func exportAbout(a *asked, h occupancy.Held) iter.Seq2[[]sheet.Cell, error] {
	lines := [][2]string{
		{"What", "General and acute beds occupied and open at 08:00, as odds: q05 is the number passed in all but 5 of 100 cases"},
		{"Organisation", a.pic.Name(a.on) + " (" + string(a.on) + ")"}, {"Looks ahead from", "08:00 on " + h.Run.Origin.String()},
		{"Known at", h.Run.Known.UTC().Format(time.RFC3339)}, {"Recorded at", h.Run.Recorded.UTC().Format(time.RFC3339)}, {"As known at", a.now.UTC().Format(time.RFC3339)},
		{"Model", h.Forecast.Model}, {"Inputs", h.Run.Inputs}, {"Target", a.target.Words + " of open beds: " + a.target.Source},
		{"headroom_at_medians", "floor(target x open) less occupied, both at their medians"},
		{"beds_to_free", "more discharges than forecast by that morning for the target to be kept with the confidence given"},
		{"Blank values", "Not known; none of them is nought."},
	}
	for _, n := range h.Forecast.Notes {
		lines = append(lines, [2]string{"Note (" + n.Code + ")", n.Words})
	}
	return func(yield func([]sheet.Cell, error) bool) {
		for _, l := range lines {
			if !yield([]sheet.Cell{sheet.TextCell(l[0]), sheet.TextCell(l[1])}, nil) {
				return
			}
		}
	}
}
