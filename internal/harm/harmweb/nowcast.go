package harmweb

import (
	"net/http"
	"strconv"

	"headroom/internal/harm"
	"headroom/internal/sheet"
	"headroom/internal/web"
	"headroom/internal/web/chart"
	"headroom/internal/web/ui"
)

// nowcastView is how many events of past weeks are still to be reported.
type nowcastView struct {
	here
	n     harm.Weekly
	known int // events that it is made from
}

func (m room) nowcastOf(r *web.Request) (nowcastView, error) {
	v := nowcastView{here: at(r)}
	list, err := m.Events.Reported(r.Context(), v.trusts(), v.asOf)
	if err != nil {
		return v, err
	}
	v.known = len(list)
	v.n, err = harm.WeeklyNowcast(list, v.today, harm.NowcastOptions{})
	return v, err
}

func (m room) nowcast(w http.ResponseWriter, r *web.Request) error {
	v, err := m.nowcastOf(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.made(), v.parts().body())
}

func (v nowcastView) made() web.Page {
	p := v.page("Reported so far, and expected to be reported")
	p.Lead = "Events of the last 26 whole weeks, Monday to Sunday, that are recorded up to now, and how many more of those weeks are likely to be recorded yet, going by how long recording has taken. It says nothing of causes."
	p.Computed = "Counted up to " + ui.When(v.now, v.now) + ", from " + v.count(v.known) + " events whose day is known. The estimate is that of Monday " + day(v.n.Week) + "; what was recorded since is taken off what it expected."
	return p
}

func (v nowcastView) parts() parts {
	out := parts{v.tabs(NowcastPath(v.on))}
	if v.known == 0 {
		out.add(ui.Empty{Title: "No event is recorded", Text: "From none recorded nothing can be said of what is still to come: the interval would be empty, and that is no comfort."}, ui.Links([]ui.Action{{Text: "How it is worked out", Href: v.link(MethodPath)}}))
		return out
	}
	out.add(ui.Figures{{Name: "Reported so far, 26 whole weeks", Value: v.count(v.n.Reported), Notes: []string{"and " + v.count(v.n.SoFar) + " of this week, from " + day(v.n.Week) + " up to now"}},
		{Name: "Expected to be reported still", Value: v.expected(v.n.Mean), Notes: []string{v.span(v.n.Low, v.n.High) + ": nine in ten times it lies there"}}})
	if words := shiftWords(v.n.Shift); words != "" {
		out.add(ui.Inset{Text: words})
	}
	out.add(ui.Links([]ui.Action{{Text: "How it is worked out, and how often its interval has held for each kind of history", Href: v.link(MethodPath)}}))
	if v.exact() {
		out.add(v.chart())
	}
	out.add(v.table(), ui.Links([]ui.Action{{Text: "These figures as CSV", Href: v.link(NowcastPath(v.on) + ".csv")}}))
	return out
}

// expected is a mean as this reader may see it.
func (v nowcastView) expected(mean float64) string {
	if v.exact() {
		return ui.Number(mean, 1)
	}
	return outside(int(mean + .5))
}

func (v nowcastView) span(low, high int) string { return v.count(low) + " to " + v.count(high) }

// changed is from how many standard errors the page says that the delay has changed.
const changed = 2

func shiftWords(shift float64) string {
	switch {
	case shift > changed:
		return "Recording has become slower in late weeks, so that more may be to come than the figures say."
	case shift < -changed:
		return "Recording has become faster in late weeks, so that fewer may be to come than the figures say."
	}
	return ""
}

func (v nowcastView) chart() chart.Days {
	d := chart.Days{ID: "nowcast", Title: "By week in which events happened", Hint: "Columns: reported so far. The band: reported so far with what is expected to be reported still, nine in ten times.", Unit: "events", FromZero: true, NoTable: true, Level: 2}
	columns := chart.Series{Name: "Reported so far", Columns: true}
	band := chart.Band{Name: "Reported so far and expected to be reported", Of: 1}
	mean := chart.Series{Name: "With what is expected still"}
	for _, w := range v.n.Windows {
		columns.Points = append(columns.Points, chart.Known(w.From, float64(w.Reported)))
		mean.Points = append(mean.Points, chart.Known(w.From, float64(w.Reported)+w.Mean))
		band.Days = append(band.Days, chart.BandDay{Day: w.From, Low: float64(w.Reported + w.Low), High: float64(w.Reported + w.High)})
	}
	d.Series, d.Bands = []chart.Series{columns, mean}, []chart.Band{band}
	return d
}

func (v nowcastView) table() ui.Table {
	t := ui.Table{ID: "weeks", Stack: true, Caption: "The same in figures, the newest week first", Hint: v.countHint(), Columns: []ui.Column{{Head: "Week from"}, {Head: "Reported so far", Numeric: true}, {Head: "Expected still", Numeric: true}, {Head: "Nine in ten times", Numeric: true}, {Head: "Usually reported by now", Numeric: true}}}
	t.Rows = append(t.Rows, ui.Cells(day(v.n.Week)+", up to now", v.count(v.n.SoFar), "not estimated", "not estimated", "the week is not over"))
	for i := len(v.n.Windows) - 1; i >= 0; i-- {
		w := v.n.Windows[i]
		t.Rows = append(t.Rows, ui.Cells(day(w.From), v.count(w.Reported), v.expected(w.Mean), v.span(w.Low, w.High), ui.Number(100*w.Complete, 0)+"%"))
	}
	return t
}

func (m room) nowcastCSV(w http.ResponseWriter, r *web.Request) error {
	v, err := m.nowcastOf(r)
	if err != nil {
		return err
	}
	s := web.Sheet{Name: "still-to-be-reported-" + string(v.on), Head: []string{"week_from", "reported_so_far", "expected_to_be_reported", "low", "high", "share_usually_reported"}}
	for _, x := range v.n.Windows {
		s.Rows = append(s.Rows, []sheet.Cell{sheet.DateCell(x.From), sheet.TextCell(v.counted(x.Reported)), sheet.TextCell(v.expected(x.Mean)), sheet.TextCell(v.counted(x.Low)), sheet.TextCell(v.counted(x.High)), rounded(x.Complete)})
	}
	s.Rows = append(s.Rows, []sheet.Cell{sheet.DateCell(v.n.Week), sheet.TextCell(v.counted(v.n.SoFar)), sheet.TextCell("not estimated: the week is not over"), {}, {}, {}})
	return v.file(w, r, s, "An estimate with an interval that is meant to hold nine times in ten; it says nothing of causes.")
}

// methodView is how a nowcast is made, with how often its interval has held on histories whose truth is known.
type methodView struct {
	here
	trials []harm.Trial
}

func (m room) method(w http.ResponseWriter, r *web.Request) error {
	v := methodView{here: at(r)}
	var err error
	if v.trials, err = m.trials(); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.made(), v.parts().body())
}

// How many simulated histories the page scores, and the seed by which they are always the same.
const (
	methodHistories = 500
	methodSeed      = 20
)

func (v methodView) made() web.Page {
	return web.Page{Title: "How what is still to be reported is worked out", Current: "harm", Narrow: true, Crumbs: []web.Crumb{{Text: "Harm", Href: v.link(HomePath)}}}
}

func (v methodView) parts() parts {
	held, of := 0, 0
	for _, x := range v.trials {
		held, of = held+x.Held, of+x.Of
	}
	t := ui.Table{ID: "coverage", Stack: true, Caption: "How often the interval held", Hint: "It is meant to hold nine times in ten. Worked out by this program, on " + strconv.Itoa(of) + " simulated histories whose truth is known, always the same ones.", Columns: []ui.Column{{Head: "Kind of history", Words: true}, {Head: "Held", Numeric: true}, {Head: "Share", Numeric: true}, {Head: "Mean width", Numeric: true}}}
	for _, x := range v.trials {
		t.Rows = append(t.Rows, ui.Cells(capital(x.Words), ui.Count(x.Held)+" of "+ui.Count(x.Of), share(x.Held, x.Of), ui.Number(x.Width, 1)))
	}
	total := ui.Cells("All together", ui.Count(held)+" of "+ui.Count(of), share(held, of), "")
	total.Total = true
	t.Rows = append(t.Rows, total)
	return parts{
		ui.Para("From the events that are known, the time between happening and being recorded is learned week by week. Of the events recorded within so many weeks it is counted how many took just so long, over the weeks old enough to tell; late weeks weigh more."),
		ui.Para("Each week's number is taken to lie around the mean of all weeks, so that a week of which nothing is recorded yet can still have something to come. In the newest seven weeks everything may have taken some number of times as long as before: each such number is weighed by how well it explains the delays seen of those weeks, and what they leave open widens the interval of all weeks together."),
		ui.Para("An event whose day is not known is in no figure. An event counts as recorded for good after 13 weeks: what comes later is not foreseen. The figures say nothing of causes, and nothing of what nobody will ever record."), t,
		ui.Note("Where delays have just become longer the interval holds less often, because the newest weeks look like weeks in which less happened.")}
}

func share(n, of int) string {
	if of == 0 {
		return "no history"
	}
	return ui.Number(100*float64(n)/float64(of), 0) + "%"
}
