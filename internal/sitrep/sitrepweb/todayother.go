package sitrepweb

import (
	"context"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web/ui"
)

// todayOtherCodes are what whoever sends no situation report needs of the pictures above: how full the hospitals are,
// and who waits to leave them.
func todayOtherCodes() []measure.Code { return []measure.Code{"ga_occ_rate", "nctr_remaining"} }

// fillOther makes the page of an organisation without daily figures of its own: the pictures that it is part of with
// their figures, what sort of day it is, and where to go on.
func (t todayRoom) fillOther(ctx context.Context, v *todayView, a todayAsked) error {
	v.page.Lead = "No daily figures of its own: this organisation sends no daily situation report. These are the pictures that it is part of."
	parts := todayParts(a)
	v.links = []ui.Action{{Text: "Action periods", Href: a.link("/periods")}, {Text: "What is known of " + a.pic.Name(a.on), Href: a.link(listOrgPath(a.on))}, {Text: "All organisations", Href: a.link("/organisations")}}
	day := a.day
	if day.IsZero() {
		var err error
		if day, err = t.lastDay(ctx, todayOtherCodes(), a.now); err != nil {
			return err
		}
	}
	line, periods, err := t.dayLine(ctx, a, day)
	if err != nil {
		return err
	}
	if line == "" {
		line = "No bank holiday and no industrial action is known for yesterday or today."
	}
	v.facts = []todayFact{{"The day", line, periods}}
	if len(parts) == 0 || day.IsZero() {
		v.empty = &ui.Empty{Title: "No figures are held yet", Text: "The pictures that this organisation is part of have no figures. That is not the same as nought."}
		return nil
	}
	table, err := t.otherTable(ctx, a, day, parts)
	v.above = table
	return err
}

// otherTable is the newest figures of the pictures above, with how many returns they stand on, and the day before's
// where those are too few.
func (t todayRoom) otherTable(ctx context.Context, a todayAsked, day civil.Date, parts []org.Code) (*ui.Table, error) {
	out := &ui.Table{ID: "above", Stack: true, Caption: "The pictures it is part of", Hint: "Sums of the newest version of each return.",
		Columns: []ui.Column{{Head: "Picture"}}}
	for _, c := range parts {
		out.Rows = append(out.Rows, ui.Row{Cells: []ui.Cell{ui.LinkTo(a.pic.Name(c), a.link(TodayPath(c)))}})
	}
	for _, code := range todayOtherCodes() {
		m, _ := measure.Find(code)
		out.Columns = append(out.Columns, ui.Column{Head: todayOtherHead(code), Numeric: true, Spoken: m.Name})
		form, _ := sitrep.FindForm(sitrep.Holding(code)[0], day)
		out.Hint += " " + todayOtherHead(code) + ": " + todayReference(form, m, sitrep.Point{Day: day}, a.today) + "."
		got, err := t.Store.Across(ctx, sitrep.Across{Measure: code, Day: day, Orgs: parts, AsOf: a.now, View: sitrep.Latest})
		if err != nil {
			return nil, err
		}
		before, err := t.Store.Across(ctx, sitrep.Across{Measure: code, Day: day.Add(-1), Orgs: parts, AsOf: a.now, View: sitrep.Latest})
		if err != nil {
			return nil, err
		}
		for i, c := range parts {
			out.Rows[i].Cells = append(out.Rows[i].Cells, todayOtherCell(a, m, c, got, before))
		}
	}
	return out, nil
}

func todayOtherHead(c measure.Code) string {
	if c == "ga_occ_rate" {
		return "G&A occupancy"
	}
	return "Patients remaining"
}

func todayOtherCell(a todayAsked, m measure.Measure, c org.Code, got, before map[org.Code]sitrep.Point) ui.Cell {
	p, ok := got[c]
	if !ok {
		return ui.Marked(ui.Missing)
	}
	out := ui.Cell{Mark: seriesMark(p), Note: seriesOf(p)}
	if p.Value.State == measure.Number {
		out = ui.Cell{Text: m.Show(p.Value), Link: a.link(SeriesPath(c, m.Code)), Note: seriesOf(p)}
	}
	if q, held := before[c]; held && !todayWhole(p) && q.Value.State == measure.Number {
		out.Note += "; the day before " + m.Show(q.Value) + ", " + seriesOf(q)
	}
	return out
}

// todayParts are the pictures that an organisation without figures of its own is part of, the widest first: what its
// readers may see of both trees and of the boards and regions that it shares.
func todayParts(a todayAsked) []org.Code {
	list := []org.Code{org.England}
	cross := a.pic.Cross(a.on)
	for _, s := range slices.Concat(cross.NHSRegions, cross.ICBs) {
		list = append(list, s.Other)
	}
	list = slices.Concat(list, a.pic.Ancestors(org.NHS, a.on), a.pic.Ancestors(org.ADASS, a.on))
	rank := map[todayKind]int{todayEngland: 0, todayRegion: 1, todayICB: 2}
	var out []org.Code
	for _, c := range list {
		_, sums := rank[todayKindOf(a.pic, c)]
		if sums && !slices.Contains(out, c) && a.opens(c) && a.series.Holds(c) {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(x, y org.Code) int { return rank[todayKindOf(a.pic, x)] - rank[todayKindOf(a.pic, y)] })
	return out
}
