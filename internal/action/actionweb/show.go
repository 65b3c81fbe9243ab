package actionweb

import (
	"fmt"
	"strings"
	"time"

	"headroom/internal/action"
	"headroom/internal/civil"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

func showPage(p action.Period) web.Page {
	return web.Page{Title: p.Name, Caption: "Industrial action " + string(p.Code), Current: "periods", Crumbs: []web.Crumb{{Text: "Industrial action", Href: listPath}}}
}

// showPageView is one period as the template shows it.
type showPageView struct {
	summary   ui.SummaryList
	caveats   []string
	picture   picture
	windows   ui.Table
	phases    ui.Table
	policy    string
	figures   ui.Table
	calendar  ui.Table
	season    string
	revisions ui.Table
	change    string
	csv       string
	mayEdit   bool
}

// newShow lays out the newest of the revisions; all is every period known then, for sums and shading.
func newShow(history, all []action.Period, now time.Time, rules Rules, link func(string) string) showPageView {
	p := history[len(history)-1].AsOf(now)
	return showPageView{
		summary: summary(p, now, rules.Policy), caveats: p.Caveats, picture: windowsPicture(p, now), windows: windows(p),
		phases: phases(p, now, rules.Policy), policy: rules.Policy.Source, figures: figures(p, all), calendar: calendar(p, all, rules),
		revisions: revisions(history, now), season: calendarTitle(p), change: Path(p.Code) + "/change", csv: link(Path(p.Code) + "/calendar.csv"),
	}
}

func summary(p action.Period, now time.Time, policy action.PhasePolicy) ui.SummaryList {
	from, to := p.Bounds()
	status := ui.SummaryRow{Key: "Status", Tags: []ui.Tag{statusTag(p.Status(now))}}
	if p.Unconfirmed {
		status.Tags = append(status.Tags, ui.Unconfirmed.Tag())
	}
	phase := ui.SummaryRow{Key: "Phase", Tags: []ui.Tag{phaseTag(p.Phase(now, policy))}}
	if what, d, ok := p.Countdown(now); ok {
		phase.Value = strings.ToUpper(what[:1]) + what[1:] + " " + left(d)
	}
	rows := []ui.SummaryRow{status, phase, {Key: "Hours, all unions together", Value: span(from, to)},
		{Key: "Strike days", Value: fmt.Sprintf("%d, each counted from its window's own start", len(p.StrikeDays()))},
		{Key: "Unions", Value: unions(p.Unions())}, {Key: "Staff groups", Value: staff(p.Staff())}}
	if by, c, ok := action.NoticeBy(civil.Today(from)); ok {
		r := ui.SummaryRow{Key: "Last day for notice", Value: ui.DayWords(by) + " (" + c.Words + ")"}
		if c.Unconfirmed {
			r.Tags = []ui.Tag{ui.Unconfirmed.Tag()}
		}
		rows = append(rows, r)
	}
	rows = append(rows, ui.SummaryRow{Key: "Source", Value: p.Source},
		ui.SummaryRow{Key: "Revision", Value: fmt.Sprintf("%d, known %s, recorded %s", p.Revision, ui.When(now, p.KnownAt), ui.When(now, p.RecordedAt))})
	return ui.SummaryList{Rows: rows}
}

func windows(p action.Period) ui.Table {
	t := ui.Table{ID: "windows", Caption: "Windows", Hint: "A shift is affected when it starts inside the window, and then until its own end. A shift that began before is worked to its end.", Stack: true,
		Columns: []ui.Column{{Head: "Union"}, {Head: "Staff group"}, {Head: "Form"}, {Head: "Hours"}, {Head: "Length", Numeric: true}, {Head: "Strike days", Numeric: true}, {Head: "Where"}}}
	for _, w := range p.Windows {
		from, to := w.Bounds()
		hours := ui.Cell{Text: span(from, to)}
		if w.Changed() {
			hours.Note = "announced: " + span(w.PlannedFrom.At(), w.PlannedTo.At())
		}
		if w.Placeholder {
			hours.Tags = append(hours.Tags, ui.Tag{Text: "Placeholder hours", Colour: ui.Yellow})
		}
		if w.Unconfirmed {
			hours.Tags = append(hours.Tags, ui.Unconfirmed.Tag())
		}
		where := ui.Text(places(w))
		where.Note = w.Caveat
		days := "0"
		if p.Happened() {
			days = ui.Count(len(w.StrikeDays()))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(string(w.Union)), ui.Text(w.Staff.Words()), ui.Text(w.Form.Words()), hours,
			ui.Text(strings.TrimSuffix(ui.Number(to.Sub(from).Hours(), 1), ".0") + " h"), ui.Text(days), where}})
	}
	return t
}

func places(w action.Window) string {
	var codes []string
	for _, c := range w.Organisations {
		codes = append(codes, string(c))
	}
	switch {
	case w.Places != "" && len(codes) > 0:
		return w.Places + " (" + strings.Join(codes, ", ") + ")"
	case len(codes) > 0:
		return strings.Join(codes, ", ")
	case w.Places != "":
		return w.Places
	}
	return "England"
}

func phases(p action.Period, now time.Time, policy action.PhasePolicy) ui.Table {
	t := ui.Table{Caption: "Phases", FewColumns: true, Columns: []ui.Column{{Head: "Phase"}, {Head: "From"}, {Head: "To"}}}
	current := p.Phase(now, policy)
	for _, s := range p.Stages(policy) {
		if s.Phase == action.NotYet || s.Phase == action.Closed {
			continue
		}
		c := ui.Text(s.Phase.Words())
		if s.Phase == current {
			c.Tags = []ui.Tag{{Text: "Now"}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{c, ui.Text(action.MomentOf(s.From).Words()), ui.Text(action.MomentOf(s.To).Words())}})
	}
	return t
}

// figures lists every release, oldest first, and then the gap of the published cumulative total.
func figures(p action.Period, all []action.Period) ui.Table {
	t := ui.Table{ID: "figures", Caption: "Published figures", Stack: true, Empty: "No figure was published, or none was found. That is not a nought.",
		Hint:    "A peak, an average and a share of activity maintained are not comparable with one another.",
		Columns: []ui.Column{{Head: "What"}, {Head: "Figure", Numeric: true}, {Head: "How"}, {Head: "Counted by"}, {Head: "Published"}, {Head: "Source"}}}
	for _, k := range action.FigureKinds() {
		for _, f := range p.Releases(k) {
			what := ui.Text(f.Kind.Words())
			if !f.On.IsZero() {
				what.Note = "for " + ui.DayWords(f.On)
			}
			when := ui.Text(ui.DayWords(f.AsAt))
			if f.Unconfirmed {
				when.Tags = []ui.Tag{ui.Unconfirmed.Tag()}
			}
			source := ui.Text(f.Source)
			source.Note = f.Note
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{what, ui.Text(amount(f)), ui.Text(f.Exactness.Words()), ui.Text(f.By), when, source}})
		}
	}
	for _, r := range action.RunningSums(all) {
		if r.Code != p.Code || !r.HasPublished {
			continue
		}
		t.Rows = append(t.Rows, ui.Row{Total: true, Cells: []ui.Cell{ui.Text("Published cumulative less the sum of periods"), ui.Text(signed(r.Gap)), ui.Text("worked out here"), ui.Text("Headroom"), ui.Text(""),
			ui.Text(fmt.Sprintf("%s published, %s the sum of %d periods", ui.Number(r.Published, 0), ui.Number(r.Sum, 0), r.N))}})
		if r.HasStep {
			t.Rows = append(t.Rows, ui.Row{Total: true, Cells: []ui.Cell{ui.Text("Of that, new since the cumulative published before"), ui.Text(signed(r.Step)), ui.Text("worked out here"), ui.Text("Headroom"), ui.Text(""), ui.Text("shown and not mended")}})
		}
	}
	return t
}

// calendarTitle names the calendar for its season.
func calendarTitle(p action.Period) string {
	from, _ := p.Bounds()
	if m := civil.Today(from).Month(); m >= time.April && m <= time.October {
		return "Calendar"
	}
	return "Winter calendar"
}

func calendar(p action.Period, all []action.Period, rules Rules) ui.Table {
	t := ui.Table{ID: "calendar", Caption: calendarTitle(p) + ", two weeks before to two weeks after", Stack: true,
		Columns: []ui.Column{{Head: "Day"}, {Head: "Kind of day"}, {Head: "Phase"}, {Head: "Hours of action", Numeric: true}, {Head: "Notes"}}}
	for _, d := range action.Calendar(p, all, rules.Holidays, action.MarksFor(p), rules.Policy) {
		day := ui.Text(ui.DayShort(d.Day))
		if d.StrikeDay {
			day.Tags = append(day.Tags, ui.Tag{Text: "Strike day", Colour: ui.Orange})
		}
		kind := "Working day"
		switch {
		case d.Holiday != "":
			kind = "Bank holiday"
		case d.Weekend:
			kind = "Weekend"
		}
		hours := ""
		if d.Hours > 0 {
			hours = strings.TrimSuffix(ui.Number(d.Hours, 1), ".0")
		}
		t.Rows = append(t.Rows, ui.Row{ID: "day-" + d.Day.String(), Quiet: !d.Working && d.Hours == 0,
			Cells: []ui.Cell{day, ui.Text(kind), ui.Text(d.Phase.Words()), ui.Text(hours), ui.Text(strings.Join(d.Words, "; "))}})
	}
	return t
}

func revisions(history []action.Period, now time.Time) ui.Table {
	t := ui.Table{ID: "revisions", Caption: "Revisions", Hint: "Nothing is overwritten. Built-in history became known on the day of its notice or decision and was recorded here later.", Stack: true,
		Columns: []ui.Column{{Head: "Revision", Numeric: true}, {Head: "Known"}, {Head: "Recorded"}, {Head: "By"}, {Head: "Standing"}, {Head: "Hours"}, {Head: "Reason"}}}
	for i := len(history) - 1; i >= 0; i-- {
		p := history[i]
		from, to := p.Bounds()
		t.Rows = append(t.Rows, ui.Row{Quiet: i < len(history)-1, Cells: []ui.Cell{ui.Text(fmt.Sprint(p.Revision)), ui.Text(ui.When(now, p.KnownAt)), ui.Text(ui.When(now, p.RecordedAt)),
			ui.Text(p.RecordedBy), ui.Text(p.Standing.Words()), ui.Text(span(from, to)), ui.Text(p.Reason)}})
	}
	return t
}
