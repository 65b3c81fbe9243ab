package actionweb

import (
	"slices"
	"time"

	"headroom/internal/action"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

var listPage = web.Page{Title: "Industrial action", Current: "periods", Lead: "Periods of industrial action in the NHS in England, with hours, published figures and phases."}

// listPageView is the list as the template shows it.
type listPageView struct {
	picture picture
	periods ui.Table
	sums    ui.Table
	csv     string
	mayEdit bool
}

func newList(all []action.Period, now time.Time, policy action.PhasePolicy, link func(string) string) listPageView {
	v := listPageView{picture: yearsPicture(all, now, link), csv: link(listPath + ".csv")}
	v.periods = ui.Table{ID: "periods", Caption: ui.Plural(len(all), "period", "periods") + ", newest first", Stack: true,
		Empty:   "No period was known then. The national lead enters one.",
		Columns: []ui.Column{{Head: "Period"}, {Head: "Hours"}, {Head: "Unions"}, {Head: "Strike days", Numeric: true}, {Head: "Rescheduled", Numeric: true}, {Head: "Status"}, {Head: "Phase"}}}
	for _, p := range slices.Backward(all) {
		v.periods.Rows = append(v.periods.Rows, listRow(p, now, policy, link))
	}
	v.sums = sums(all, link)
	return v
}

func listRow(p action.Period, now time.Time, policy action.PhasePolicy, link func(string) string) ui.Row {
	from, to := p.Bounds()
	name := ui.Cell{Text: p.Name, Link: link(Path(p.Code)), Note: string(p.Code) + ", " + staff(p.Staff())}
	if p.Unconfirmed {
		name.Tags = append(name.Tags, ui.Unconfirmed.Tag())
	}
	hours := ui.Text(span(from, to))
	if p.Placeholder() {
		hours.Note = "hours are placeholders"
	}
	f, has := p.Latest(action.Rescheduled, action.NHSE)
	return ui.Row{Cells: []ui.Cell{name, hours, ui.Text(unions(p.Unions())), ui.Text(ui.Count(len(p.StrikeDays()))),
		figureCell(f.N, has, f.Exactness), {Tags: []ui.Tag{statusTag(p.Status(now))}}, {Tags: []ui.Tag{phaseTag(p.Phase(now, policy))}}},
		Quiet: p.Standing == action.CalledOff}
}

// sums is the table of rounds, their sum, the published cumulative totals and the gaps.
func sums(all []action.Period, link func(string) string) ui.Table {
	t := ui.Table{ID: "sums", Caption: "Rescheduled appointments: sums beside published cumulative totals",
		Hint: "Acute inpatient and outpatient only, as published by NHS England. Appointments and procedures that had been booked and were moved; not patients, and not slots never booked. The gaps are shown and not mended.",
		Columns: []ui.Column{{Head: "Period"}, {Head: "This period", Numeric: true}, {Head: "Sum so far", Numeric: true}, {Head: "Cumulative, published", Numeric: true},
			{Head: "Published less sum", Numeric: true}, {Head: "Unexplained since the last", Numeric: true}}, Empty: "No figures were published by then."}
	for _, r := range action.RunningSums(all) {
		pub, gap, step := ui.Text("not published"), ui.Text(""), ui.Text("")
		if r.HasPublished {
			pub, gap = ui.Text(ui.Number(r.Published, 0)), ui.Text(signed(r.Gap))
			step = ui.Text("not known")
			if r.HasStep {
				step = ui.Text(signed(r.Step))
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.LinkTo(r.Name, link(Path(r.Code))), figureCell(r.Total, r.HasTotal, r.Exactness), ui.Text(ui.Number(r.Sum, 0)), pub, gap, step}})
	}
	return t
}
