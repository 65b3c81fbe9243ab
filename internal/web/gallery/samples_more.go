package gallery

import (
	"maps"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/web/chart"
	"headroom/internal/web/ui"
)

func timeMonth(m int) time.Month { return time.Month(m) }

func codes() []string { return slices.Sorted(maps.Keys(chart.ICBPlaces())) }

// trusts are invented names and codes.
func trusts() []ui.Option {
	return ui.Options("", "X01", "Wendle Valley NHS Trust", "X02", "Northvale University Hospitals NHS Foundation Trust", "X03", "Harrow Moor NHS Trust",
		"X04", "St Aldhelm's Hospitals NHS Foundation Trust", "X05", "Calder Fen and Marshland Hospitals NHS Trust", "X06", "Brackenby NHS Trust")
}

func figures() ui.Figures {
	spark := func(level, swing float64, words string) chart.Spark {
		return chart.Spark{Values: values(run("", lastDay(), 14, level, swing), 14), Words: words}
	}
	return ui.Figures{
		{Name: "Adult G&A beds occupied", Href: "#", Value: "93.4", Unit: "%", Change: "0.6 points more than yesterday", Turn: ui.Worse,
			AsAt: "As at 08:00 yesterday", Received: "received 10:42", Age: "21 h old", Completed: 131, Due: 137, DueHref: "#",
			Source: "UEC daily sitrep, version 2", SourceHref: "#", Spark: spark(93, 1.6, "Last 14 days: between 91.2% and 94.8%")},
		{Name: "No longer meeting criteria to reside", Href: "#", Value: "12,304", Unit: "patients", Change: "212 fewer than yesterday", Turn: ui.Better,
			AsAt: "As at midnight", Received: "received 11:05", Age: "20 h old", Completed: 137, Due: 137, Source: "Discharge daily sitrep, version 1",
			Spark: spark(12300, 400, "Last 14 days: between 11,800 and 12,900 patients")},
		{Name: "Ambulance hours lost at handover", Href: "#", Value: "1,877", Unit: "hours", Change: "The same as yesterday", Turn: ui.Same,
			AsAt: "As at 23:59 on 18 December", Age: "2 days old", Stale: true, Completed: 10, Due: 10, Source: "Ambulance daily, version 1"},
		{Name: "Staff absent through sickness", Mark: ui.Missing, AsAt: "Due by 11:00 today", Completed: 0, Due: 137, DueHref: "#", Tags: []ui.Tag{ui.Due.Tag()}},
	}
}

func chase() ui.Table {
	t := ui.Table{ID: "chase", Caption: "Returns not received", Hint: "The deadline was 11:00 on Saturday 20 December.", Columns: []ui.Column{
		{Head: "Trust", Sort: "?sort=trust", Sorted: "ascending"}, {Head: "State"}, {Head: "Beds open", Numeric: true, Sort: "?sort=open"},
		{Head: "Occupied", Numeric: true}, {Head: "Last submitted"}, {Head: "By"},
	}, Empty: "Every return has been received."}
	marks := []ui.Mark{ui.Late, ui.Draft, ui.Signed, ui.Reopened, ui.Submitted, ui.Locked}
	for i, o := range trusts() {
		row := ui.Row{Cells: []ui.Cell{
			{Text: o.Text, Link: "#", Note: o.Value}, {Tags: []ui.Tag{marks[i].Tag()}}, ui.Text(ui.Count(612 + 87*i)), ui.Text(ui.Count(571 + 81*i)),
			ui.Text(ui.When(Now(), Now().Add(-time.Duration(i*9+1)*time.Hour))), ui.Text("A. Person"),
		}}
		switch i {
		case 0:
			row.Cells[2], row.Cells[3] = ui.Marked(ui.Missing), ui.Marked(ui.Missing)
		case 1:
			row.Cells[3] = ui.Marked(ui.Nil)
		case 5:
			row.Cells[3] = ui.Marked(ui.NotApplicable)
			row.Quiet = true
		}
		t.Rows = append(t.Rows, row)
	}
	t.Rows = append(t.Rows, ui.Row{Total: true, Cells: []ui.Cell{
		ui.Text("Northvale and Wendle"), {Tags: []ui.Tag{ui.Incomplete.Tag()}}, {Text: "3,817", Note: "5 of 6 trusts"}, {Text: "3,340", Note: "4 of 6 trusts"}, ui.Text("–"), ui.Text("–"),
	}})
	return t
}

func stacked() ui.Table {
	t := chase()
	t.ID, t.Caption, t.Stack, t.Hint = "stacked", "The same, stacked on a narrow screen", true, ""
	return t
}

func bars() chart.Bars {
	b := chart.Bars{ID: "bars", Caption: "Bed occupancy by trust", What: "Trust", Unit: "%", Decimals: 1, Line: &chart.Line{At: 92, Name: "the standard"}}
	for i, o := range trusts() {
		item := chart.Bar{Name: o.Text, Link: "#", Value: ptr(wave(lastDay().Add(i*5), 91, 5))}
		switch i {
		case 2:
			item.Value, item.Absent = nil, ui.Missing
		case 3:
			item.Hollow, item.Tags = true, []ui.Tag{ui.Incomplete.Tag()}
		}
		b.Items = append(b.Items, item)
	}
	b.Items = append(b.Items, chart.Bar{Name: "England", Value: ptr(93.4), Strong: true})
	return b
}

func dots() chart.Bars {
	b := bars()
	b.ID, b.Caption, b.Dots = "dots", "Bed occupancy by trust, as dots", true
	return b
}

func columns() chart.Days {
	s := run("Elective procedures postponed", lastDay(), 20, 640, 180)
	for i := range s.Points {
		v := float64(int(*s.Points[i].Value))
		s.Points[i].Value = &v
	}
	s.Columns = true
	s.Points[19].Partial = true
	s.Points[6].Value = nil
	return chart.Days{ID: "columns", Title: "Elective procedures postponed", Unit: "procedures", Series: []chart.Series{s},
		Windows: []chart.Window{{Name: "Resident doctors", From: civil.MustDate("2025-12-17"), To: civil.MustDate("2025-12-22")}}}
}

func negative() chart.Days {
	s := run("Headroom", lastDay(), 28, 20, 90)
	s.Area = true
	return chart.Days{ID: "headroom", Title: "Beds free after the day's admissions", Unit: "beds", Series: []chart.Series{s}, Lines: []chart.Line{{At: 0, Name: "No bed free"}}}
}

// fan is three weeks of what came and four of what may come, with weekends, a strike and Christmas.
func fan() chart.Days {
	first := lastDay().Add(1)
	came := run("Beds occupied", lastDay(), 21, 612, 14)
	ahead := chart.Series{Name: "Forecast, as often above as below"}
	outer := chart.Band{Name: "Eight in ten mornings", Of: 1}
	inner := chart.Band{Name: "Five mornings in ten", Of: 1, Inner: true}
	limit := chart.Series{Name: "92% of beds open", Quiet: true}
	for i := range 28 {
		d := first.Add(i)
		mid, wide := wave(d, 612, 14), 6+2*float64(i)
		ahead.Points = append(ahead.Points, chart.Known(d, mid))
		outer.Days = append(outer.Days, chart.BandDay{Day: d, Low: mid - wide, High: mid + 1.2*wide})
		inner.Days = append(inner.Days, chart.BandDay{Day: d, Low: mid - wide/2, High: mid + wide*0.6})
		limit.Points = append(limit.Points, chart.Known(d, 605))
	}
	return chart.Days{ID: "fan", Title: "General and acute beds occupied", Unit: "beds", Level: 2, Weekends: true,
		Series: []chart.Series{came, ahead, limit}, Bands: []chart.Band{outer, inner},
		Windows:  []chart.Window{{Name: "Resident doctors", From: civil.MustDate("2025-12-17"), To: civil.MustDate("2025-12-22")}},
		Holidays: []chart.Holiday{{Day: civil.MustDate("2025-12-25"), Name: "Christmas Day"}, {Day: civil.MustDate("2025-12-26"), Name: "Boxing Day"}, {Day: civil.MustDate("2026-01-01"), Name: "New Year's Day"}},
		Breaks:   []chart.Break{{On: first, Words: "forecast"}}}
}
