package sitrepweb

import (
	"strings"

	"headroom/internal/access"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web/ui"
)

// seriesStandard is the occupancy that the winter review of 2016-17 asked to stay below, in per cent (flow.md c.7).
const seriesStandard = 92

// seriesStandardWords is its source, as shown.
const seriesStandardWords = "The dashed line is 92%: the Review of Winter 2016-17 by NHS England and NHS Improvement (2017) asked for general and acute occupancy below it. Royal colleges hold 85%."

// seriesOccupancy reports whether the 92% speaks of the measure: general and acute beds, whole or adult.
func seriesOccupancy(c measure.Code) bool {
	switch c {
	case "ga_occ_rate", "adult_occ_rate", "ga_occ_rate_adj", "adult_occ_rate_adj":
		return true
	}
	return false
}

// seriesScale is what a value is multiplied with to be shown: fractions as per cent, durations as minutes.
func seriesScale(m measure.Measure) float64 {
	switch {
	case m.Unit == measure.Fraction:
		return 100
	case m.Unit == measure.Seconds && m.Kind != measure.Flow:
		return 1.0 / 60
	}
	return 1
}

// seriesUnit is the unit of the scaled value.
func seriesUnit(m measure.Measure) string {
	switch {
	case m.Unit == measure.Fraction:
		return "%"
	case m.Unit == measure.Seconds && m.Kind != measure.Flow:
		return "minutes"
	}
	return m.Unit
}

// seriesDecimals is how many decimals the scaled value is shown with.
func seriesDecimals(m measure.Measure) int {
	if m.Kind == measure.Stock || m.Kind == measure.Flow || m.Kind == measure.Level {
		return 0
	}
	return 1
}

// seriesMark is why a point has no number.
func seriesMark(p sitrep.Point) ui.Mark {
	switch p.Value.State {
	case measure.Nil:
		return ui.Nil
	case measure.NotApplicable:
		return ui.NotApplicable
	}
	return ui.Missing
}

// seriesState is a point's state in words.
func seriesState(p sitrep.Point) string {
	switch p.State {
	case sitrep.Reported:
		return "Given"
	case sitrep.ReportedNil:
		return "Nil"
	case sitrep.DoesNotApply:
		return "Not applicable"
	case sitrep.Complete:
		return "All in"
	case sitrep.Partial:
		return "Incomplete"
	}
	return "Missing"
}

// seriesOf is "131 of 137 returns", with how many gave the measure when that is fewer.
func seriesOf(p sitrep.Point) string {
	s := ui.Count(p.Received) + " of " + ui.Plural(p.Due, "return", "returns")
	if given := p.Given + p.NA; given < p.Received {
		s += ", " + ui.Count(given) + " with this figure"
	}
	return s
}

// seriesNamed splits organisations into those that the reader may be told of and the number of the others.
func seriesNamed(list []org.Code, s access.Scope) (shown []org.Code, hidden int) {
	for _, c := range list {
		if s.Holds(c) {
			shown = append(shown, c)
		} else {
			hidden++
		}
	}
	return shown, hidden
}

// seriesMostMissing is how many missing returns a row names; the day's own page names them all.
const seriesMostMissing = 6

// seriesMissing is the missing returns as codes: the first few, a link to the day that names the rest, and those outside
// the reader's roles as a number.
func seriesMissing(a seriesAsked, s *sitrep.Series, p sitrep.Point) ui.Cell {
	shown, hidden := seriesNamed(p.Missing, a.chase)
	more := len(shown) - seriesMostMissing
	if more > 0 {
		shown = shown[:seriesMostMissing]
	}
	var parts []string
	for _, c := range shown {
		parts = append(parts, string(c))
	}
	out := strings.Join(parts, " ")
	outside := ""
	switch {
	case hidden > 0 && out == "":
		out = ui.Count(hidden) + " outside your roles"
	case hidden > 0:
		outside = "and " + ui.Count(hidden) + " outside your roles"
	}
	if more > 0 {
		link := ui.Action{Text: "and " + ui.Count(more) + " more", Spoken: "missing on " + ui.DayWords(p.Day), Href: a.address(seriesDayPath(a.on, a.m.Code, p.Day), "form", string(s.Form))}
		return ui.Cell{Body: seriesMissingView(out, link, outside)}
	}
	return ui.Text(strings.TrimSpace(out + " " + outside))
}

// seriesFew reports whether a sum is made of too few returns to be read beside its neighbours.
func seriesFew(p sitrep.Point) bool { return p.State == sitrep.Partial && !todayWhole(p) }

// seriesShare is "58 of 135": how many of the returns due gave the figure, or said that it does not apply to them.
func seriesShare(p sitrep.Point) string { return ui.Count(p.Given+p.NA) + " of " + ui.Count(p.Due) }

// seriesTimings are the tags of a point's version: late, corrected, reopened.
func seriesTimings(p sitrep.Point) []ui.Tag {
	switch {
	case p.Timing == sitrep.Late:
		return []ui.Tag{ui.Late.Tag()}
	case p.Timing == sitrep.Reopened:
		return []ui.Tag{ui.Reopened.Tag()}
	case p.Version > 1:
		return []ui.Tag{ui.Corrected.Tag()}
	}
	return nil
}

// seriesViewWords says what a view of a form means. A publication has no deadline and no cut-off, so that two of the
// views are the same.
func seriesViewWords(v sitrep.View, form sitrep.FormCode) string {
	if f, ok := seriesForm(form); ok && f.Publication {
		const same = " A publication has no cut-off, so the views as collated and first submitted both show what was first published."
		if v == sitrep.Latest {
			return "Latest: the newest publication of each day, later revisions included." + same
		}
		return "What was first published of each day, before any revision." + same
	}
	switch v {
	case sitrep.First:
		return "First submitted: version 1 of each return, whenever it came, before any correction."
	case sitrep.Collated:
		return "As collated: what was in at the cut-off of each day, from returns that came by the deadline; late and corrected figures are left out."
	}
	return "Latest: the newest version of each return, late arrivals and corrections included."
}

// seriesEvery is the head of the first column: how far apart the points are.
func seriesEvery(m measure.Measure) string {
	switch m.Period {
	case measure.Week:
		return "Week from"
	case measure.Month:
		return "Month"
	}
	return "Day"
}

// seriesFormName is the name of a form, or its code when there is none.
func seriesFormName(code sitrep.FormCode) string {
	if f, ok := seriesForm(code); ok {
		return f.Name
	}
	return string(code)
}

// seriesForm is a form in any of its editions.
func seriesForm(code sitrep.FormCode) (*sitrep.Form, bool) {
	for _, f := range sitrep.Forms() {
		if f.Code == code {
			return f, true
		}
	}
	return nil, false
}

// seriesOptions are measures to choose from, under the headings of the register.
func seriesOptions(codes []measure.Code, chosen measure.Code) []ui.Option {
	var out []ui.Option
	for _, section := range measure.Sections() {
		for _, c := range codes {
			if m, ok := measure.Find(c); ok && m.Section == section {
				out = append(out, ui.Option{Value: string(c), Text: m.Name, Group: section, Chosen: c == chosen})
			}
		}
	}
	return out
}

// seriesCodes are the measures that some form holds. The bands of waiting times are left out unless one is chosen:
// there are hundreds, and the register leads to each.
func seriesCodes(chosen measure.Code) []measure.Code {
	bands := map[measure.Code]bool{}
	for _, m := range measure.All() {
		for _, b := range m.Bands {
			bands[b] = true
		}
	}
	var out []measure.Code
	for _, m := range measure.All() {
		if (!bands[m.Code] || m.Code == chosen) && len(sitrep.Holding(m.Code)) > 0 {
			out = append(out, m.Code)
		}
	}
	return out
}
