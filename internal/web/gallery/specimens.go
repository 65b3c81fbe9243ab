package gallery

import (
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// Now is the instant at which the samples are seen: a Sunday morning before Christmas, half past seven.
func Now() time.Time { return civil.MustDate("2025-12-21").At(7*60 + 30) }

// Specimens is the shell's part of the gallery.
func Specimens() []web.Specimen {
	home := []web.Crumb{{Text: "Today", Href: "/"}, {Text: "Returns", Href: "/returns"}}
	return []web.Specimen{
		{Name: "shell/today", Page: web.Page{Title: "Today", Caption: "Northvale and Wendle Integrated Care Board", Current: "today",
			Lead: "131 of 137 daily returns received for Saturday 20 December.", Computed: "Sums of 131 accepted returns."}, Body: today()},
		{Name: "shell/tables", Page: web.Page{Title: "Returns", Current: "returns", Crumbs: home}, Body: tables()},
		{Name: "shell/form", Page: web.Page{Title: "Urgent and emergency care daily return", Caption: "Wendle Valley NHS Trust", Narrow: true,
			Current: "returns", Crumbs: home, Problems: problems()}, Body: form(problems())},
		{Name: "shell/words", Page: web.Page{Title: "Words, marks and notices", Crumbs: home}, Body: words()},
		{Name: "shell/progress", Page: web.Page{Title: "Import", Caption: "Daily return, 20 December 2025", Current: "imports", Refresh: 5, Narrow: true}, Body: progress()},
		{Name: "shell/empty", Page: web.Page{Title: "Imports", Current: "imports"}, Body: ui.Empty{Title: "Nothing has been imported yet",
			Text: "Published and local files are read here: CSV, XLSX, XLS, or a ZIP of one CSV.", Action: ui.Action{Text: "Import a file", Href: "#"}}},
		{Name: "chart/days", Page: web.Page{Title: "Charts over days", Current: "measures", Crumbs: home}, Body: dayCharts()},
		{Name: "chart/fan", Page: web.Page{Title: "A fan of what may come", Current: "forecast", Crumbs: home}, Body: fan()},
		{Name: "chart/spans", Page: web.Page{Title: "Charts from ten days to five years", Current: "measures", Crumbs: home}, Body: spanCharts()},
		{Name: "chart/compare", Page: web.Page{Title: "Bars and columns", Current: "measures", Crumbs: home}, Body: compareCharts()},
		{Name: "chart/spc", Page: web.Page{Title: "Charts of statistical process control", Current: "measures", Crumbs: home}, Body: spcCharts()},
		{Name: "chart/tiles", Page: web.Page{Title: "Tile map", Current: "today", Crumbs: home}, Body: tiles()},
	}
}

// problems is what a return with two faults and one warning says.
func problems() []fault.Field {
	var l fault.List
	l.Add("beds-open", "V06", "Beds open must be a whole number of 0 or more")
	l.Add("from", "", "The day to report must include a month")
	l.Warn("beds-occupied", "V11", "712 beds occupied is 14%% above the mean of the last 7 days. Check it, or say why in the comment")
	return l
}
