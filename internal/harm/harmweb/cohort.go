package harmweb

import (
	"net/http"
	"slices"
	"strconv"

	"headroom/internal/harm"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// cohortView is the watched pathways of an organisation's trusts as counts: when triggers happened and when they were found.
type cohortView struct {
	here
	periods      [][2]string
	period       string
	lags         harm.Lags
	watched      int // those of the first window, and any that are younger, where that is known
	with, silent []org.Code
	linked       harm.Linked
	events       int
}

func (m room) cohortOf(r *web.Request) (cohortView, error) {
	v := cohortView{here: at(r), period: r.Param("period")}
	var err error
	if v.periods, err = m.periods(r); err != nil {
		return v, err
	}
	trusts := v.trusts()
	counts, err := m.Watches.Counts(r.Context(), trusts, v.period, v.asOf)
	if err != nil {
		return v, err
	}
	v.with, v.silent = trustsWith(counts, trusts)
	v.lags = sumLags(counts, v.with)
	if len(v.lags.Of) > 0 {
		v.watched = slices.Max(v.lags.Of)
	}
	calendar, err := m.calendar(r)
	if err != nil {
		return v, err
	}
	list, err := m.Events.Events(r.Context(), trusts, v.asOf, eventsMost)
	if err != nil {
		return v, err
	}
	v.linked, v.events = linkedTo(list, calendar, v.period)
	return v, nil
}

// sumLags adds up the pictures of trusts: sums of whole numbers, window by window.
func sumLags(counts map[org.Code]harm.Lags, trusts []org.Code) harm.Lags {
	var out harm.Lags
	for _, t := range trusts {
		l := counts[t]
		if out.Days == nil {
			out = harm.Lags{Days: l.Days, Count: slices.Clone(l.Count), Late: slices.Clone(l.Late), Of: slices.Clone(l.Of), Closed: slices.Clone(l.Closed)}
			continue
		}
		for i := range out.Days {
			out.Count[i] += l.Count[i]
			out.Late[i] += l.Late[i]
			out.Of[i] += l.Of[i]
			out.Closed[i] += l.Closed[i]
		}
	}
	return out
}

// linkedTo counts the events that fell into a period, by their day where nobody picked one, or were tied to it, by how strongly: with no period, to any. The
// events of each trust are counted with that trust's links alone, since their numbers are the trust's own.
func linkedTo(list []harm.Kept, calendar harm.Periods, period string) (harm.Linked, int) {
	var sum harm.Linked
	n := 0
	for _, k := range list {
		about := func(l harm.Link) bool { return l.Period != "" && (period == "" || l.Period == period) }
		in, _ := calendar.Of(k.Now())
		if len(k.Revisions) == 0 || !slices.ContainsFunc(k.Links, about) && (in == "" || period != "" && in != period) {
			continue
		}
		n++
		one := harm.CountLinks([]harm.EventID{k.ID}, k.Links, about)
		sum.Unknown += one.Unknown
		sum.NotRelated += one.NotRelated
		sum.Possible += one.Possible
		sum.Probable += one.Probable
		sum.Caused += one.Caused
	}
	return sum, n
}

func (m room) cohort(w http.ResponseWriter, r *web.Request) error {
	v, err := m.cohortOf(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.made(), v.parts().body())
}

func (v cohortView) made() web.Page {
	p := v.page("Harm that shows late")
	p.Lead = "What happened to people whose care was postponed, by days after the postponement. A trigger may mean harm and may have other causes; only its review tells."
	p.Computed = "Sums of " + ui.Plural(len(v.with), "trust", "trusts") + " of " + strconv.Itoa(len(v.with)+len(v.silent)) + "."
	return p
}

// periodForm chooses the period.
func (h here) periodForm(action, period string, periods [][2]string) ui.Form {
	f := fields{typed: typed{"period": period}}
	return ui.Form{Action: action, Get: true, Row: true, Submit: "Show", Hidden: h.hidden(), Body: f.choice("period", "Period of action in which the date fell", "", periodOptions("Every period", periods)...)}
}

func (v cohortView) parts() parts {
	out := parts{v.tabs(CohortPath(v.on)), v.periodForm(CohortPath(v.on), v.period, v.periods)}
	if len(v.with) == 0 || v.lags.Days == nil {
		out.add(ui.Empty{Title: "Nothing is watched", Text: "No postponed pathway of this period has been brought in. That does not mean that nobody was harmed."}, v.linkTable())
		return out
	}
	last := len(v.lags.Days) - 1
	open := v.lags.Count[last] - v.lags.Closed[last]
	out.add(ui.Figures{
		{Name: "Unknown: triggers under review or not reviewed", Value: v.count(open), AsAt: "As at " + ui.When(v.now, v.now)},
		{Name: "Triggers within 180 days", Value: v.count(v.lags.Count[last]), Notes: []string{v.count(v.lags.Late[last]) + " of them found after the 180 days"}},
		{Name: "Pathways watched for the whole 180 days", Value: v.count(v.lags.Of[last]), Notes: []string{"of " + v.count(v.watched) + " watched for at least " + strconv.Itoa(v.lags.Days[0]) + " days"}}})
	if len(v.silent) > 0 {
		out.add(ui.Note(ui.Plural(len(v.silent), "trust watches", "trusts watch") + " nothing here and " + map[bool]string{true: "is", false: "are"}[len(v.silent) == 1] + " in no figure: missing, and not nought."))
	}
	frames := lagFrames()
	bars := v.lagBars(v.lags)
	spoken := "Triggers by days after the postponement, those that were found later apart. The table below says the same."
	out.add(picture("Triggers by days after the postponement", "Each column counts all that happened within so many days. What was found after them is added to the period it belongs to, with its own date; choose an earlier time at the head of the page to read what was known then. A dash: nobody has been watched for so long.", lagSVG(frames[0], bars, spoken), lagSVG(frames[1], bars, spoken)),
		v.lagTable(v.lags, v.watched), v.linkTable(), ui.Links([]ui.Action{{Text: "These figures as CSV", Href: v.link(CohortPath(v.on) + ".csv?period=" + v.period)}}))
	return out
}

// linkTable counts events by how strongly they are tied, what is not known first.
func (v cohortView) linkTable() ui.Table {
	name := "Recorded events that fell into a period of action, or were tied to one"
	if v.period != "" {
		name = "Recorded events that fell into " + v.period + ", or were tied to it"
	}
	return ui.Table{ID: "linked", FewColumns: true, Caption: name, Hint: v.count(v.events) + " in all; by their day where nobody picked a period. Judged by named reviewers on the national scale. The same weeks had other pressures: infection, cold, full wards, and delays on every side.", Columns: []ui.Column{{Head: "How strongly", Words: true}, {Head: "Events", Numeric: true}},
		Rows: []ui.Row{ui.Cells("Unknown, or under review", v.count(v.linked.Unknown)), ui.Cells("Not related", v.count(v.linked.NotRelated)), ui.Cells("Possibly affected", v.count(v.linked.Possible)), ui.Cells("Probably affected", v.count(v.linked.Probable)), ui.Cells("Caused", v.count(v.linked.Caused))}}
}

func (m room) cohortCSV(w http.ResponseWriter, r *web.Request) error {
	v, err := m.cohortOf(r)
	if err != nil {
		return err
	}
	s := web.Sheet{Name: "cohort-" + string(v.on), Head: []string{"period", "days", "under_review", "triggers", "found_later", "review_closed", "watched_so_long", "trusts", "trusts_missing"}}
	for i, d := range v.lags.Days {
		s.Rows = append(s.Rows, []sheet.Cell{sheet.TextCell(v.period), sheet.NumberCell(float64(d)), sheet.TextCell(v.counted(v.lags.Count[i] - v.lags.Closed[i])), sheet.TextCell(v.counted(v.lags.Count[i])), sheet.TextCell(v.counted(v.lags.Late[i])),
			sheet.TextCell(v.counted(v.lags.Closed[i])), sheet.TextCell(v.counted(v.lags.Of[i])), sheet.NumberCell(float64(len(v.with))), sheet.NumberCell(float64(len(v.silent)))})
	}
	return v.file(w, r, s, "A trigger may mean harm and may have other causes; only its review tells. Nothing here says what caused it.")
}
