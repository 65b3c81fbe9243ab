package importer

import (
	"strings"

	"headroom/internal/measure"
	"headroom/internal/sheet"
	"headroom/internal/sitrep"
)

// blankBeds is a kind of bed that an organisation did not return on a day.
type blankBeds struct {
	draft int
	stem  string // of the measures' codes, as "ga"
}

// unreturned empties beds that stand as nought open and nought occupied beside an occupancy of “-” or #DIV/0!: so the
// publisher writes a trust that did not return its beds that day (trap T8). A trust that has none of these beds is
// written in the same way; neither is a nought that could be added or compared.
func (w *winter) unreturned(g *grid, r sheet.Row, s slot, places []int) {
	for _, b := range g.bedDays {
		open, occ, rate := r.At(g.cols[b.open].col), r.At(g.cols[b.occ].col), r.At(g.cols[b.rate].col)
		if !isNought(open) || !isNought(occ) || rate.Kind != sheet.Errored && sheet.Label(rate.Text) != "-" {
			continue
		}
		r.Cells[g.cols[b.open].col-1], r.Cells[g.cols[b.occ].col-1] = sheet.Cell{}, sheet.Cell{}
		w.notes.say(place(sitrep.Cell{Sheet: sheet.Clean(w.sheet), Ref: r.Ref(g.cols[b.open].col)}),
			"no beds open, none occupied and no occupancy: read as missing, not as nought")
		if !s.total {
			stem := strings.TrimSuffix(string(g.cols[b.open].meter.m.Code), "_open")
			w.blank = append(w.blank, blankBeds{places[g.cols[b.open].day], stem})
		}
	}
}

// besideBlank empties the noughts that stand beside beds which were not returned: their core, escalation and void beds,
// and for general and acute beds the long stays in them, which another sheet holds. A figure that is no nought stays.
func (w *winter) besideBlank() {
	for _, b := range w.blank {
		d := &w.batch.Drafts[b.draft]
		for i := range d.Items {
			it := &d.Items[i]
			if it.Value != measure.Of(0) {
				continue
			}
			switch c := string(it.Measure); {
			case c == b.stem+"_core_open", c == b.stem+"_esc_open", c == b.stem+"_void":
				it.Value = measure.Gap()
				w.notes.say(place(it.At), "nought core, escalation or void beds beside beds that were not returned: read as missing, not as nought")
			case b.stem == string(topicGA) && (c == "los7" || c == "los14" || c == "los21"):
				it.Value = measure.Gap()
				w.notes.say(place(it.At), "nought long stays of a trust that did not return its beds that day: read as missing, not as nought")
			}
		}
	}
}
