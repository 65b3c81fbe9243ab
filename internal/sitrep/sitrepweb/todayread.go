package sitrepweb

import (
	"context"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// todayView is the page as the template shows it.
type todayView struct {
	page      web.Page
	empty     *ui.Empty
	facts     []todayFact
	beds      ui.Figures
	more      ui.Figures
	due       ui.Table
	reminders []string
	told      []Told // with their addresses as the reader follows them
	late      *ui.Table
	changed   *ui.Table
	area      todayArea
	choose    ui.Form
	choices   ui.Select
	dayInput  ui.Input
	links     []ui.Action // where an organisation without figures goes on to
	above     *ui.Table   // the pictures that such an organisation is part of
	alike     string      // when totals are compared
}

// todayFact is one line at the head of the page.
type todayFact struct {
	key, words string
	links      []ui.Action
}

// todayRead reads all that the page shows: the newest day, every key measure in one call, the day's comparison in one
// more, the returns of two days, and what arrived in a day and a night.
func (t todayRoom) todayRead(ctx context.Context, a todayAsked) (todayView, error) {
	v := todayView{page: todayPage(a)}
	for _, x := range a.told {
		v.told = append(v.told, Told{x.At, todayCapital(ui.When(a.now, x.At)) + ": " + x.Words, a.link(x.Href)})
	}
	if a.kind == todayOther {
		return v, t.fillOther(ctx, &v, a)
	}
	look, err := t.look(ctx, a)
	if err != nil {
		return v, err
	}
	slips, err := t.slips(ctx, a)
	if err != nil {
		return v, err
	}
	v.changed, v.late = nil, nil
	changes, err := t.changes(ctx, a)
	if err != nil {
		return v, err
	}
	if v.reminders, err = t.reminders(ctx, a, slips); err != nil {
		return v, err
	}
	t.fillDuties(&v, a, slips, changes)
	day := a.day
	if look.empty() {
		v.empty = todayNothing(a)
	} else {
		day = look.on(a.code)
		if day.IsZero() {
			day = look.newest()
		}
		v.page.Lead = look.lead()
		if a.kind != todayOne {
			v.alike = todayAlikeWords
		}
		v.beds, v.more = look.figures(todayBeds), look.figures(todayMore)
		if v.area, err = t.area(ctx, a, day); err != nil {
			return v, err
		}
	}
	if v.facts, err = t.facts(ctx, look, slips, changes); err != nil {
		return v, err
	}
	v.choose = ui.Form{Action: TodayPath(a.on), Submit: "Show", Get: true, Row: true, Hidden: todayKeep(a)}
	v.choices = ui.Select{Field: ui.Field{Name: "measure", Label: "Measure of the map and the comparison"}, Options: seriesOptions(t.choices, a.code)}
	v.dayInput = ui.Input{Field: ui.Field{Name: "day", Label: "Reporting date"}, Type: "date", Value: day.String()}
	return v, nil
}

// todayKeep is what the form of the page sends along: the instant looked back to.
func todayKeep(a todayAsked) map[string]string {
	if !a.past {
		return nil
	}
	return map[string]string{"as-of": a.now.UTC().Format(time.RFC3339Nano)}
}

func todayPage(a todayAsked) web.Page {
	p := web.Page{Title: a.pic.Name(a.on), Caption: "Today, " + a.today.Format("Monday 2 January 2006"), Current: "today",
		Computed: "Sums of the newest version of each return; rates are sums over sums."}
	if a.past {
		p.Caption = "As known at " + a.now.In(civil.London).Format("15:04 on Monday 2 January 2006")
	}
	for _, c := range slices.Backward(a.pic.Ancestors(org.NHS, a.on)) {
		if a.opens(c) {
			p.Crumbs = append(p.Crumbs, web.Crumb{Text: a.pic.Name(c), Href: a.link(TodayPath(c))})
		}
	}
	return p
}

// look finds the newest reporting date and reads every key measure for the fortnight before it.
func (t todayRoom) look(ctx context.Context, a todayAsked) (todayLook, error) {
	day := a.day
	if day.IsZero() {
		var err error
		if day, err = t.lastDay(ctx, todayCodes(), a.now); err != nil {
			return todayLook{}, err
		}
	}
	if day.IsZero() {
		return newTodayLook(a, nil), nil
	}
	list, err := t.Store.Many(ctx, sitrep.Asked{Org: a.on, From: day.Add(-todayDays), To: day, AsOf: a.now, View: sitrep.Latest}, todayCodes())
	if err != nil {
		return todayLook{}, err
	}
	return newTodayLook(a, list), nil
}

// lastDay is the newest day for which a form that holds any of the measures has anything. Publications are asked only
// when the organisations themselves have sent nothing.
func (m room) lastDay(ctx context.Context, codes []measure.Code, asOf time.Time) (civil.Date, error) {
	var own, published []sitrep.FormCode
	for _, f := range sitrep.Forms() {
		if f.Period != measure.Day || !slices.ContainsFunc(codes, f.Plan().Holds) {
			continue
		}
		if f.Publication {
			published = append(published, f.Code)
		} else {
			own = append(own, f.Code)
		}
	}
	var last civil.Date
	for _, list := range [][]sitrep.FormCode{own, published} {
		for _, f := range list {
			d, err := m.Store.LastDay(ctx, f, asOf)
			if err != nil {
				return last, err
			}
			if d.After(last) {
				last = d
			}
		}
		if !last.IsZero() {
			break
		}
	}
	return last, nil
}

// fillDuties sets the tables of what is due, late and changed, each only where the reader may be told of anybody.
func (t todayRoom) fillDuties(v *todayView, a todayAsked, s todaySlips, c todayChanges) {
	if a.kind == todayOne {
		v.due = s.ownTable(a)
	} else {
		v.due = s.dutyTable(a)
	}
	if s.read && a.kind != todayOne || len(s.late) > 0 {
		late := s.lateTable(a)
		v.late = &late
	}
	if c.read {
		changed := c.table(a)
		v.changed = &changed
	}
}

// lead is how full the hospitals are, in a sentence.
func (l todayLook) lead() string {
	day := l.on("ga_occ_rate")
	rate, ok := l.point("ga_occ_rate", day)
	if !ok || rate.Value.State != measure.Number {
		return ""
	}
	m, _ := measure.Find("ga_occ_rate")
	form, _ := sitrep.FindForm(l.series["ga_occ_rate"].Form, day)
	s := m.Show(rate.Value) + " of general and acute beds occupied"
	if free, ok := l.point("ga_free", day); ok && free.Value.State == measure.Number {
		f, _ := measure.Find("ga_free")
		s += ", " + f.Show(free.Value) + " free"
	}
	ref := todayReference(form, m, rate, l.today)
	s += ", " + strings.ToLower(ref[:1]) + ref[1:] + "."
	if l.kind != todayOne {
		s += " " + ui.Count(rate.Received) + " of " + ui.Plural(rate.Due, "return", "returns") + "."
	}
	return s + l.leadBefore(m, rate)
}

// leadBefore is the newest earlier figure of enough returns in a sentence, where today's is of too few: nobody is to
// read who has answered as a rise or a fall.
func (l todayLook) leadBefore(m measure.Measure, p sitrep.Point) string {
	if todayWhole(p) {
		return ""
	}
	for d := p.Day.Add(-1); !d.Before(p.Day.Add(-todayDays)); d = d.Add(-1) {
		q, ok := l.point(m.Code, d)
		if !ok || q.Value.State != measure.Number || !todayWhole(q) {
			continue
		}
		when := ui.DayShort(d)
		if d == p.Day.Add(-1) {
			when = l.dayWords(p.Day, d)
		}
		return " " + todayCapital(when) + " " + m.Show(q.Value) + ", " + ui.Count(q.Received) + " of " + ui.Plural(q.Due, "return", "returns") + "."
	}
	return ""
}

// todayAlikeWords says when totals are compared.
const todayAlikeWords = "Two days are compared only when the same organisations gave the figure on both, or at least nine in ten of the returns are in on both. Otherwise both figures are told."

// todayOwes reports whether the organisation owes today's situation report.
func todayOwes(a todayAsked) bool {
	f, ok := sitrep.FindForm(sitrep.UECDaily, a.today)
	return ok && f.Owes(a.pic, a.on, a.today)
}

// todayNothing says what to do when nothing is held.
func todayNothing(a todayAsked) *ui.Empty {
	e := &ui.Empty{Title: "Nothing has been returned yet", Text: "Figures appear here within a second of the first return. Until then there is nothing to show, which is not the same as nought."}
	switch {
	case !a.day.IsZero():
		e.Title, e.Text = "Nothing is held for "+ui.DayWords(a.day)+" or the fortnight before", "Choose another reporting date, or leave it empty for the newest."
		e.Action = ui.Action{Text: "Show the newest day", Href: a.link(TodayPath(a.on))}
	case a.kind == todayOne && a.enters && todayOwes(a):
		e.Action = ui.Action{Text: "Enter today’s situation report", Href: EntryPath(sitrep.UECDaily, a.on, a.today)}
	case a.imports:
		e.Action = ui.Action{Text: "Import a published workbook", Href: ImportsPath}
	default:
		e.Action = ui.Action{Text: "See which returns are due", Href: a.link(ListPath)}
	}
	return e
}

// facts are the lines at the head: what is in, what is due, what is late, what changed, what sort of day it is.
func (t todayRoom) facts(ctx context.Context, l todayLook, s todaySlips, c todayChanges) ([]todayFact, error) {
	a := l.todayAsked
	var f []todayFact
	add := func(key, words string, more ...ui.Action) {
		if words != "" {
			f = append(f, todayFact{key, words, more})
		}
	}
	if !l.empty() {
		value, more, other := l.returnsLine()
		if !other.IsZero() {
			more = append(more, ui.Action{Text: "Show " + ui.DayShort(other), Href: a.link(TodayPath(a.on) + "?" + seriesQuery("day", other.String(), "measure", string(a.code)))})
		}
		add("Figures", value, more...)
	}
	var due []string
	for _, d := range s.duties {
		if d.owed > 0 || !d.form.AskedOn(a.today) {
			due = append(due, d.line(a))
		}
	}
	words := strings.Join(due, " ")
	if !s.all && words != "" && a.kind != todayOne {
		words += " Only the organisations in your roles are counted."
	}
	add("Due today", words)
	add("Late or not in", s.lateLine(), ui.Action{Text: "See which", Spoken: "late or not in", Href: "#late"})
	if c.read {
		add("Changed", todayCapital(c.line()), ui.Action{Text: "See what", Href: "#changed"})
	}
	line, periods, err := t.dayLine(ctx, a, l.newest())
	add("The day", line, periods...)
	if t.Ahead != nil && !l.empty() {
		add("Ahead", "Beds occupied and open on the next mornings, as odds.", ui.Action{Text: "See the forecast", Href: a.link(t.Ahead(a.on))})
	}
	if t.Brief != nil && a.brief {
		add("Brief", "The morning on one sheet: beds, odds, who remains, what was agreed.", ui.Action{Text: "Open the brief", Href: a.link(t.Brief(a.on))})
	}
	return f, err
}

// returnsLine says which days the figures are of and how many returns they stand on, as counts; missing leads to the
// days that name who is missing. other is the day before when too few returns are in for the newest day.
func (l todayLook) returnsLine() (words string, missing []ui.Action, other civil.Date) {
	var parts []string
	for _, code := range l.formsShown() {
		day := l.days[code]
		name := string(code)
		if f, ok := sitrep.FindForm(code, day); ok {
			name = todayShort(f)
		}
		p, ok := l.ofForm(code, day)
		s := name + ", " + todayDay(day, l.today)
		switch {
		case !ok || p.Received == 0:
			s += ": nothing is in"
		case l.kind != todayOne:
			s += ": " + ui.Count(p.Received) + " of " + ui.Count(p.Due) + " in"
		default:
			s += ": version " + ui.Count(p.Version)
		}
		if gone := p.Due - p.Received; ok && gone > 0 && l.kind != todayOne {
			missing = append(missing, ui.Action{Text: name + ": see the " + ui.Count(gone) + " missing", Href: l.link(seriesDayPath(l.todayAsked.on, l.anyOf(code), day))})
		}
		parts = append(parts, s+".")
		if ok && !todayWhole(p) {
			if q, held := l.ofForm(code, day.Add(-1)); held && todayWhole(q) {
				other = day.Add(-1)
			}
		}
	}
	words = strings.Join(parts, " ")
	if d := l.newest(); d != l.today && l.day.IsZero() {
		words = "Nothing is in for today; these are the newest figures. " + words
	}
	return words, missing, other
}

// formsShown is the forms that the figures come from, in order of precedence.
func (l todayLook) formsShown() []sitrep.FormCode {
	var out []sitrep.FormCode
	for _, f := range sitrep.Forms() {
		if _, ok := l.days[f.Code]; ok && !slices.Contains(out, f.Code) {
			out = append(out, f.Code)
		}
	}
	return out
}

// anyOf is the first key measure that is read from the form.
func (l todayLook) anyOf(code sitrep.FormCode) measure.Code {
	for _, list := range [][]todayFigure{todayBeds, todayMore} {
		for _, f := range list {
			if s := l.series[f.code]; s != nil && s.Form == code {
				return f.code
			}
		}
	}
	return todayMeasure
}

// ofForm is the point of any measure of the form on the day: they share due, received and missing.
func (l todayLook) ofForm(code sitrep.FormCode, day civil.Date) (sitrep.Point, bool) {
	for _, c := range todayCodes() {
		if s := l.series[c]; s != nil && s.Form == code {
			if p, ok := l.point(c, day); ok {
				return p, true
			}
		}
	}
	return sitrep.Point{}, false
}

// dayLine says neutrally what lies on the two days that the figures are about, and on yesterday and today: bank
// holidays and industrial action.
func (t todayRoom) dayLine(ctx context.Context, a todayAsked, shown civil.Date) (line string, periods []ui.Action, err error) {
	spans := []civil.Range{{From: a.today.Add(-1), To: a.today}}
	if !shown.IsZero() && shown.Before(a.today.Add(-1)) {
		spans = append([]civil.Range{{From: shown.Add(-1), To: shown}}, spans...)
	}
	var parts []string
	for _, s := range spans {
		for d := s.From; !d.After(s.To); d = d.Add(1) {
			if h, ok := t.Holidays.On(d); ok {
				parts = append(parts, todayCapital(todayDay(d, a.today))+": "+h.Name+", a bank holiday.")
			}
		}
		strikes, err := t.strikes(ctx, s.From, s.To, a.now)
		if err != nil {
			return "", nil, err
		}
		for _, x := range strikes {
			words := "Industrial action: " + x.Name + ", " + todayHours(x) + "."
			if slices.Contains(parts, words) {
				continue
			}
			parts = append(parts, words)
			if p := (ui.Action{Text: "See the period", Spoken: x.Name, Href: a.link(x.Link)}); x.Link != "" && !slices.Contains(periods, p) {
				periods = append(periods, p)
			}
		}
	}
	return strings.Join(parts, " "), periods, nil
}

// strikes are the hours of action that overlap the days, none when nobody keeps periods.
func (m room) strikes(ctx context.Context, from, to civil.Date, asOf time.Time) ([]Strike, error) {
	if m.Strikes == nil {
		return nil, nil
	}
	list, err := m.Strikes.Windows(ctx, from, to, asOf)
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "The periods of industrial action cannot be read at the moment")
	}
	return list, nil
}

func todayHours(x Strike) string {
	return ui.Clock(x.From) + " on " + ui.DayShort(civil.Today(x.From)) + " to " + ui.Clock(x.To) + " on " + ui.DayShort(civil.Today(x.To))
}
