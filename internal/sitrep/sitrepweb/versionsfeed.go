package sitrepweb

import (
	"fmt"

	"headroom/internal/access"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// versionsFeed is one measure of the organisation and of those above it, in the three views.
type versionsFeed struct {
	options []ui.Option
	refused string
	table   ui.Table
}

// versionsParents lists what the organisation's figures are added up to and the person may see, nearest first.
func versionsParents(r *web.Request, pic *org.Picture, c org.Code) []org.Code {
	if pic == nil {
		return nil
	}
	tree := org.NHS
	if u, ok := pic.Unit(c); ok && u.Kind.Home() == org.ADASS {
		tree = org.ADASS
	}
	var out []org.Code
	for _, p := range pic.Ancestors(tree, c) {
		if r.May(access.SeriesRead, p) {
			out = append(out, p)
		}
	}
	return out
}

// versionsFeedFor reads what each view of the return feeds into the totals above it.
func (m room) versionsFeedFor(r *web.Request, h sitrep.History, what measure.Measure, help returnHelp) (versionsFeed, error) {
	parents := versionsParents(r, help.pic, h.Org)
	if len(parents) == 0 || what.Code == "" {
		return versionsFeed{}, nil
	}
	if what.Kind == measure.Centile || what.Kind == measure.Level {
		return newVersionsFeed(h, what, help, parents, nil), nil
	}
	totals := map[sitrep.View]map[org.Code]sitrep.Point{}
	for _, view := range returnViews() {
		got, err := m.Store.Across(r.Context(), sitrep.Across{Measure: what.Code, Form: h.Form.Code, Day: h.Day, Orgs: parents, AsOf: r.AsOf, View: view})
		if err != nil {
			return versionsFeed{}, err
		}
		totals[view] = got
	}
	return newVersionsFeed(h, what, help, parents, totals), nil
}

func newVersionsFeed(h sitrep.History, what measure.Measure, help returnHelp, parents []org.Code, totals map[sitrep.View]map[org.Code]sitrep.Point) versionsFeed {
	var f versionsFeed
	for _, l := range versionsLines(h) {
		f.options = append(f.options, ui.Option{Value: string(l.Code), Text: l.Name, Chosen: l.Code == what.Code})
	}
	if totals == nil {
		f.refused = what.Name + " cannot be added up over organisations, so no total depends on this return. Choose another line."
		return f
	}
	f.table = ui.Table{ID: "totals", Stack: true, Caption: "What each view feeds: " + what.Name, Hint: "n of m is how many of the returns that are due are in the total.",
		Columns: []ui.Column{{Head: "Figure of"}}}
	own := ui.Row{Cells: []ui.Cell{{Text: returnOrgName(h.Org, help), Note: "this return"}}}
	_, line := h.Form.Item(what.Code)
	for _, view := range returnViews() {
		f.table.Columns = append(f.table.Columns, ui.Column{Head: returnViewShort(view), Numeric: true})
		v := sitrep.Pick(h.Form, h.Day, view, help.now, h.Versions)
		c := listValueCell(what, versionsValue(v, what, line))
		c.Note = "no version"
		if v != nil {
			c.Note = fmt.Sprintf("version %d", v.N)
		}
		own.Cells = append(own.Cells, c)
	}
	f.table.Rows = append(f.table.Rows, own)
	for _, p := range parents {
		row := ui.Row{Total: p == org.England, Cells: []ui.Cell{ui.LinkTo(returnOrgName(p, help), help.link(SeriesPath(p, what.Code)))}}
		for _, view := range returnViews() {
			row.Cells = append(row.Cells, versionsTotal(what, totals[view], p))
		}
		f.table.Rows = append(f.table.Rows, row)
	}
	return f
}

// versionsTotal is a total with n of m and, when some are missing, a mark.
func versionsTotal(m measure.Measure, totals map[org.Code]sitrep.Point, c org.Code) ui.Cell {
	p, ok := totals[c]
	if !ok {
		return ui.Marked(ui.Missing)
	}
	cell := listValueCell(m, p.Value)
	cell.Note = fmt.Sprintf("%s of %s", ui.Count(p.Received), ui.Count(p.Due))
	if p.State == sitrep.Partial {
		cell.Tags = []ui.Tag{ui.Incomplete.Tag()}
	}
	return cell
}
