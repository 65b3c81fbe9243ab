package sitrepweb

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/sitrep"
	"headroom/internal/web/chart"
	"headroom/internal/web/ui"
)

// todayFigure is one key figure and the measures that are told beside it.
type todayFigure struct {
	code   measure.Code
	name   string // as said at 07:30; the register's name is on the measure's page
	beside []todayBeside
}

// todayBeside is a further measure in words after its number, as "102.1%" + "of core beds".
type todayBeside struct {
	code  measure.Code
	after string
}

// todayBeds are the figures that say how full the hospitals are (R10: of open beds, of core beds and free beds; adults
// and children apart).
var todayBeds = []todayFigure{
	{"ga_occ_rate", "G&A occupancy, adults and children", []todayBeside{{"ga_occ_core_rate", "of core beds"}}},
	{"adult_occ_rate", "Adult G&A occupancy", []todayBeside{{"adult_occ_core_rate", "of core beds"}, {"adult_free", "free"}}},
	{"ga_open", "G&A beds open", []todayBeside{{"ga_core_open", "core"}, {"ga_esc_open", "escalation"}}},
	{"ga_free", "G&A beds free (open less occupied)", []todayBeside{{"ga_void", "of the open beds void"}, {"dv_adult_closed_unocc", "adult beds closed and empty"},
		{"dv_paed_closed_unocc", "children's beds closed and empty"}}},
	{"cc_adult_occ_rate", "Adult critical care occupancy", []todayBeside{{"cc_adult_occ", "beds occupied"}}},
	{"nctr_remaining", "Remaining, no criteria to reside", nil},
	{"nctr_discharged", "Discharged, no criteria to reside", nil},
	{"los21", "Stays of 21 days or more", []todayBeside{{"los21_rate", "of occupied beds"}}},
}

// todayMore are the pressures behind them.
var todayMore = []todayFigure{
	{"paed_occ_rate", "Children's G&A occupancy", []todayBeside{{"paed_occ_core_rate", "of core beds"}, {"paed_free", "free"}}},
	{"amb_over30", "Handovers over 30 minutes", []todayBeside{{"amb_over30_rate", "of handovers"}}},
	{"amb_over60", "Handovers over 60 minutes", []todayBeside{{"amb_over60_rate", "of handovers"}}},
	{"flu_ga", "G&A beds with flu patients", []todayBeside{{"flu_cc", "in critical care"}}},
	{"covid_occ", "Beds with Covid patients", []todayBeside{{"covid_mv", "on ventilation"}}},
	{"dv_adult_closed", "Adult beds closed, norovirus and the like", []todayBeside{{"dv_paed_closed", "children's beds"}}},
	{"absence_total", "Staff absent, not for action", []todayBeside{{"absence_covid", "for Covid"}}},
}

// todayCodes is every measure of the figures, each once.
func todayCodes() []measure.Code {
	var out []measure.Code
	for _, list := range [][]todayFigure{todayBeds, todayMore} {
		for _, f := range list {
			out = append(out, f.code)
			for _, b := range f.beside {
				out = append(out, b.code)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// todayDays is how many days the small line of a figure shows.
const todayDays = 14

// todayEnough is the share of returns from which a total is compared with another day's, and drawn: below it the
// difference is mostly who has answered.
const todayEnough = chart.Enough

// todayLook is the series that the figures are made from.
type todayLook struct {
	todayAsked
	series map[measure.Code]*sitrep.Series
	days   map[sitrep.FormCode]civil.Date // the reporting date shown of each form
}

// newTodayLook arranges the series and finds, for each form, the newest day on which anything is in.
func newTodayLook(a todayAsked, list []*sitrep.Series) todayLook {
	l := todayLook{todayAsked: a, series: map[measure.Code]*sitrep.Series{}, days: map[sitrep.FormCode]civil.Date{}}
	for _, s := range list {
		if s == nil || len(s.Points) == 0 {
			continue
		}
		l.series[s.Measure.Code] = s
		for _, p := range s.Points {
			if p.Received > 0 && p.Day.After(l.days[s.Form]) {
				l.days[s.Form] = p.Day
			}
		}
	}
	if !a.day.IsZero() {
		for f := range l.days {
			l.days[f] = a.day
		}
	}
	return l
}

// empty reports that nothing at all is in.
func (l todayLook) empty() bool { return len(l.days) == 0 }

// newest is the newest of the days shown.
func (l todayLook) newest() civil.Date {
	var out civil.Date
	for _, d := range l.days {
		if d.After(out) {
			out = d
		}
	}
	return out
}

// point is a measure's point on a day; ok is false when there is none.
func (l todayLook) point(c measure.Code, day civil.Date) (p sitrep.Point, ok bool) {
	s := l.series[c]
	if s == nil {
		return p, false
	}
	i, ok := slices.BinarySearchFunc(s.Points, day, func(p sitrep.Point, d civil.Date) int { return p.Day.Compare(d) })
	if !ok {
		return p, false
	}
	return s.Points[i], true
}

// on is the reporting date shown of a measure's form.
func (l todayLook) on(c measure.Code) civil.Date {
	if s := l.series[c]; s != nil {
		return l.days[s.Form]
	}
	return civil.Date{}
}

func (l todayLook) figures(list []todayFigure) ui.Figures {
	var out ui.Figures
	for _, f := range list {
		out = append(out, l.figure(f))
	}
	return out
}

func (l todayLook) figure(f todayFigure) ui.Figure {
	m, _ := measure.Find(f.code)
	out := ui.Figure{Name: f.name, Href: l.link(SeriesPath(l.todayAsked.on, f.code)), Mark: ui.Missing}
	day := l.on(f.code)
	p, ok := l.point(f.code, day)
	if !ok {
		out.AsAt = "Nothing is held for the days shown"
		return out
	}
	form, _ := sitrep.FindForm(l.series[f.code].Form, day)
	if p.Value.State == measure.Number {
		out.Value, out.Unit = ui.Number(p.Value.N*seriesScale(m), seriesDecimals(m)), seriesUnit(m)
	} else {
		out.Mark = seriesMark(p)
	}
	if notes := l.notes(f, day); len(notes) > 0 {
		out.Notes = []string{strings.Join(notes, ", ")}
	}
	out.AsAt, out.Stale = todayReference(form, m, p, l.today), day.Before(l.today) && !l.past
	if !p.Recorded.IsZero() {
		out.Received = "received " + ui.When(l.now, p.Recorded)
		if l.kind != todayOne {
			out.Received = "newest part " + out.Received
		}
	}
	if at := todayMoment(form, m, p); !at.IsZero() && p.Received > 0 {
		out.Age = ui.Age(l.now, at)
	}
	out.Stale = out.Stale && out.Age != ""
	if out.Value != "" {
		for _, c := range []ui.Change{l.change(m, p, day.Add(-1)), l.change(m, p, day.Add(-7))} {
			if c.Words != "" {
				out.Changes = append(out.Changes, c)
			}
		}
		out.Spark = l.spark(m, day)
	}
	l.trust(&out, form, f.code, p)
	return out
}

// trust says what the figure stands on: of how many returns it is the sum, or which version of its own return it is.
func (l todayLook) trust(out *ui.Figure, form *sitrep.Form, c measure.Code, p sitrep.Point) {
	if l.kind != todayOne {
		out.Completed, out.Due = p.Received, p.Due
		out.DueHref = l.link(seriesDayPath(l.todayAsked.on, c, p.Day))
		if gap := p.Received - p.Given - p.NA; gap > 0 && p.Given > 0 {
			out.Notes = append(out.Notes, ui.Plural(gap, "return does", "returns do")+" not give it")
		}
		return
	}
	if p.Version == 0 || form == nil {
		return
	}
	out.Source, out.SourceHref = "Version "+ui.Count(p.Version), l.link(VersionPath(form.Code, l.todayAsked.on, p.Day, p.Version, c))
	switch {
	case p.Timing == sitrep.Late:
		out.Tags = append(out.Tags, ui.Late.Tag())
	case p.Version > 1:
		out.Tags = append(out.Tags, ui.Corrected.Tag())
	}
}

func (l todayLook) notes(f todayFigure, day civil.Date) []string {
	var out []string
	for _, b := range f.beside {
		m, _ := measure.Find(b.code)
		p, ok := l.point(b.code, day)
		switch {
		case ok && p.Value.State == measure.Number:
			out = append(out, m.Show(p.Value)+" "+b.after)
		case ok && p.Value.State == measure.Nil:
			out = append(out, "Nil "+b.after)
		}
	}
	return out
}

// todayWhole reports whether enough returns are in to compare a total.
func todayWhole(p sitrep.Point) bool {
	return p.Due <= 1 || float64(p.Given+p.NA) >= todayEnough*float64(p.Due)
}

// change compares p with the figure of another day; no words when that day has none. Totals of the same organisations
// are always compared. Those of unlike returns are only when nearly all are in, are said to be so, and a count among
// them is called neither better nor worse.
func (l todayLook) change(m measure.Measure, p sitrep.Point, with civil.Date) ui.Change {
	before, ok := l.point(m.Code, with)
	if !ok || before.Value.State != measure.Number {
		return ui.Change{}
	}
	when := l.dayWords(p.Day, with)
	alike := p.Given == before.Given && p.Due == before.Due && slices.Equal(p.Missing, before.Missing)
	if !alike && (!todayWhole(p) || !todayWhole(before)) {
		if with.Add(1) != p.Day {
			return ui.Change{}
		}
		return ui.Change{Words: "Too few in to compare; " + when + " " + m.Show(before.Value) + " (" + ui.Count(before.Received) + " of " + ui.Count(before.Due) + ")"}
	}
	by := p.Value.N - before.Value.N
	words, same := todayDifference(m, by)
	c := ui.Change{Words: words + " " + when}
	if same {
		c.Turn = ui.Same
		return c
	}
	if !alike {
		c.Words += " (" + ui.Count(before.Given) + " returns then, " + ui.Count(p.Given) + " now)"
	}
	if alike || seriesRate(m) {
		c.Turn = todayTurn(m, by)
	}
	return c
}

// todayDifference is "1.2 points more than", "340 fewer than" or "the same as".
func todayDifference(m measure.Measure, by float64) (words string, same bool) {
	shown := ui.Number(max(by, -by)*seriesScale(m), seriesDecimals(m))
	if shown == ui.Number(0, seriesDecimals(m)) {
		return "The same as", true
	}
	if m.Unit == measure.Fraction {
		shown += " points"
	}
	if by > 0 {
		return shown + " more than", false
	}
	if m.Unit == measure.Fraction {
		return shown + " less than", false
	}
	return shown + " fewer than", false
}

func todayTurn(m measure.Measure, by float64) ui.Turn {
	switch {
	case m.Better == measure.Higher && by > 0, m.Better == measure.Lower && by < 0:
		return ui.Better
	case m.Better == measure.Neither:
		return ""
	}
	return ui.Worse
}

// dayWords says the day compared with, seen from the day of the figure.
func (l todayLook) dayWords(day, with civil.Date) string {
	switch {
	case with == day.Add(-1) && day == l.today:
		return "yesterday"
	case with == day.Add(-1):
		return "the day before"
	}
	return with.Format("Monday") + " a week before"
}

func (l todayLook) spark(m measure.Measure, day civil.Date) ui.SparkLine {
	s, few := chart.Spark{}, 0
	var first, last *float64
	for d := day.Add(1 - todayDays); !d.After(day); d = d.Add(1) {
		p, ok := l.point(m.Code, d)
		if !ok || p.Value.State != measure.Number || !todayWhole(p) {
			if ok && p.Value.State == measure.Number {
				few++
			}
			s.Values = append(s.Values, nil)
			continue
		}
		v := p.Value.N * seriesScale(m)
		if first == nil {
			first = &v
		}
		last = &v
		s.Values = append(s.Values, &v)
	}
	if first == nil || first == last {
		return nil
	}
	unit := ""
	if m.Unit == measure.Fraction {
		unit = "%"
	}
	s.Words = "The 14 days to " + ui.DayShort(day) + ": from " + ui.Number(*first, seriesDecimals(m)) + unit + " to " + ui.Number(*last, seriesDecimals(m)) + unit
	if few > 0 {
		s.Words += "; " + ui.Plural(few, "day", "days") + " of too few returns left out"
	}
	return s
}

// todayReference says what time a figure is about (R1): beds at 08:00 on the reporting date, flows over the day before.
func todayReference(f *sitrep.Form, m measure.Measure, p sitrep.Point, today civil.Date) string {
	if m.Num != "" {
		m, _ = measure.Find(m.Num)
	}
	if f == nil || f.Publication {
		return "For " + todayDay(p.Day, today) + ", as published"
	}
	flows := f.Flows(p.Day)
	if p.Covers.Days() > 1 {
		flows = p.Covers
	}
	last := flows.To.Add(-1)
	switch {
	case m.Kind == measure.Flow && flows.Days() > 1:
		return ui.Count(flows.Days()) + " days together, " + ui.DayShort(flows.From) + " to " + ui.DayShort(last)
	case m.Kind == measure.Flow:
		return todayCapital(todayDay(last, today)) + ", 00:00 to 23:59"
	case m.Snapshot == "08:00":
		return "As at 08:00 " + todayAfter(p.Day, today)
	case m.Snapshot != "":
		return "As at " + m.Snapshot + " " + todayAfter(last, today)
	}
	return "In the return for " + todayDay(p.Day, today)
}

// todayMoment is the instant that a figure is of, from which its age is told: when the beds were counted, or the end of
// the days that a flow covers. Zero when the form does not say.
func todayMoment(f *sitrep.Form, m measure.Measure, p sitrep.Point) time.Time {
	if m.Num != "" {
		m, _ = measure.Find(m.Num)
	}
	flows := civil.Range{From: p.Day, To: p.Day.Add(1)} // a publication names the day that it is about
	if f != nil && !f.Publication {
		flows = f.Flows(p.Day)
		if p.Covers.Days() > 1 {
			flows = p.Covers
		}
	}
	clock, err := time.Parse("15:04", m.Snapshot)
	switch {
	case m.Kind == measure.Flow:
		return flows.To.At(0)
	case err != nil:
		return time.Time{}
	case m.Snapshot == "08:00":
		return p.Day.At(8 * 60)
	}
	return flows.To.Add(-1).At(civil.Clock(clock.Hour()*60 + clock.Minute()))
}

// todayDay is a day seen from today: "today", "yesterday" or "Tue 19 Dec", with the year when it is another.
func todayDay(d, today civil.Date) string {
	switch {
	case d == today:
		return "today"
	case d == today.Add(-1):
		return "yesterday"
	case d.Year() != today.Year():
		return ui.DayShort(d) + d.Format(" 2006")
	}
	return ui.DayShort(d)
}

// todayAfter is todayDay after a clock time: "today", "on Tue 19 Dec".
func todayAfter(d, today civil.Date) string {
	if d == today || d == today.Add(-1) {
		return todayDay(d, today)
	}
	return "on " + todayDay(d, today)
}

// todayCountdown is how far off an instant is in words: "in 41 minutes", "in 3 hours 5 minutes", "12 minutes ago".
func todayCountdown(now, t time.Time) string {
	d := t.Sub(now)
	if d < 0 {
		if -d < time.Minute {
			return "just now"
		}
		return todaySpan(int(-d/time.Minute)) + " ago"
	}
	if d < time.Minute {
		return "in under a minute"
	}
	return "in " + todaySpan(int(d/time.Minute))
}

func todaySpan(minutes int) string {
	h, m := minutes/60, minutes%60
	switch {
	case h == 0:
		return ui.Plural(m, "minute", "minutes")
	case h >= 48:
		return ui.Plural(h/24, "day", "days")
	case m == 0:
		return ui.Plural(h, "hour", "hours")
	}
	return ui.Plural(h, "hour", "hours") + " " + ui.Plural(m, "minute", "minutes")
}

// todayCapital makes the first letter a capital; the words are ASCII.
func todayCapital(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + cmp.Or(s[1:], "")
}
