package dischargeweb

import (
	"fmt"

	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/org"
	"headroom/internal/web/ui"
)

// planServices are the services whose starts a plan asks of councils.
func planServices() []discharge.Service {
	return []discharge.Service{discharge.HomeCare, discharge.Reablement, discharge.CommunityBed, discharge.CareHomeBed}
}

// careStated is what councils said of their capacity on each day of a plan, with its age: a table for each council.
func careStated(h planHelp, councils []org.Code, supply *discharge.Supply, first, last civil.Date) planParts {
	if len(councils) == 0 {
		return planParts{ui.Empty{Title: "No council takes people from here", Text: "A plan can then ask for work on the wards, the hub and urgent response alone."}}
	}
	out := planParts{ui.Heading("What councils have stated for the plan's days", "care"),
		ui.Para(fmt.Sprintf("From %s to %s, as they said it themselves. A figure older than %d days is marked and greyed; one older than %d days is not used. Where nothing usable is said, %s; of reablement, %s.",
			ui.DayWords(first), ui.DayWords(last), discharge.OldAfter, discharge.StaleBeyond, assumedWords(discharge.HomeCare), assumedWords(discharge.Reablement)))}
	for _, c := range councils {
		t, known := careDays(h, c, supply, first, last)
		words := fmt.Sprintf("%s: stated for %d of %d", h.name(c), known, last.Sub(first)+1)
		out.add(ui.Details{Summary: words + " days", ID: "care-of-" + string(c), Open: len(councils) == 1, Body: t})
	}
	return out
}

// careDays is one council's services day by day, and on how many days anything usable is stated.
func careDays(h planHelp, council org.Code, supply *discharge.Supply, first, last civil.Date) (ui.Table, int) {
	t := ui.Table{ID: "care-" + string(council), Caption: h.name(council) + ", " + string(council), Stack: true, Columns: []ui.Column{{Head: "Day", Tight: true}}}
	for _, s := range planServices() {
		t.Columns = append(t.Columns, ui.Column{Head: capital(s.Words()), Numeric: true})
	}
	stated := 0
	for d := first; !d.After(last); d = d.Add(1) {
		row, known, old := ui.Row{Cells: []ui.Cell{ui.Text(planDay(d))}}, 0, 0
		for _, s := range planServices() {
			u := supply.On(council, s, d)
			if u.Known {
				known++
			}
			if u.Age == discharge.Old {
				old++
			}
			row.Cells = append(row.Cells, statedCell(u))
		}
		if known > 0 {
			stated++
		}
		row.Quiet = known > 0 && old == known
		t.Rows = append(t.Rows, row)
	}
	return t, stated
}

// statedCell is what is stated of a service for a day, with its age.
func statedCell(u discharge.Usable) ui.Cell {
	switch {
	case !u.Known && u.Stale > 0:
		return ui.Cell{Mark: ui.Missing, Note: fmt.Sprintf("the last figure is older than %d days and is not used", discharge.StaleBeyond)}
	case !u.Known:
		return ui.Marked(ui.Missing)
	}
	c := ui.Cell{Text: ui.Count(u.N), Note: ui.Plural(u.Days, "day old", "days old")}
	if u.Stock {
		c.Note = "vacant, filled once; " + c.Note
	}
	if u.Agreed > 0 {
		c.Note += fmt.Sprintf("; %d of these agreed when it was said", u.Agreed)
	}
	if u.Age == discharge.Old {
		c.Tags = []ui.Tag{{Text: "Old", Colour: ui.Grey, Title: fmt.Sprintf("Older than %d days", discharge.OldAfter)}}
	}
	return c
}

// assumedWords say what is taken where a council has said nothing usable of a service.
func assumedWords(s discharge.Service) string {
	if s == discharge.Reablement {
		return "what the council gives is taken to be home care"
	}
	return "a share of its ordinary starts is assumed"
}
