package sitrepweb

import (
	"context"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web/chart"
	"headroom/internal/web/ui"
)

// seriesLinked is up to how many points each opens its return; beyond, the table leads there.
const seriesLinked = 400

// seriesChart draws the series with strikes, holidays and breaks, and what it is compared with.
func (m room) seriesChart(ctx context.Context, a seriesAsked, s *sitrep.Series, with *seriesCompared) (*chart.Days, error) {
	first, last := s.Points[0].Day, s.Points[len(s.Points)-1].Day
	d := &chart.Days{ID: "series", Title: a.m.Name + ", " + a.pic.Name(a.on), Level: 2, Unit: seriesUnit(a.m), Decimals: seriesDecimals(a.m), NoTable: true,
		Hint: seriesFormName(s.Form) + ". " + ui.DayWords(first) + " to " + ui.DayWords(last) + ".", Breaks: seriesBreaks(a.m, first, last)}
	if seriesOccupancy(a.m.Code) {
		d.Lines = []chart.Line{{At: seriesStandard, Name: "92%"}}
	}
	if a.m.Period == measure.Day {
		strikes, err := m.strikes(ctx, first, last, a.now)
		if err != nil {
			return nil, err
		}
		d.Windows = seriesWindows(strikes)
		for _, h := range m.Holidays.In(civil.Range{From: first, To: last.Add(1)}) {
			d.Holidays = append(d.Holidays, chart.Holiday{Day: h.On, Name: h.Name})
		}
	}
	d.Series = []chart.Series{{Name: seriesShort(a.pic, a.on), Points: seriesPoints(a, s, len(s.Points) <= seriesLinked)}}
	if with != nil {
		d.Series = append(d.Series, with.line)
	}
	return d, nil
}

// seriesPoints makes the points of a chart. A return that covers several days stands on each of them at its daily rate,
// in place of the days without a return of their own (R5).
func seriesPoints(a seriesAsked, s *sitrep.Series, links bool) []chart.Point {
	var out []chart.Point
	for _, p := range s.Points {
		q := chart.Point{Day: p.Day, Absent: seriesMark(p), Note: seriesPointNote(a, p),
			Revised: p.Timing == sitrep.Late || p.Timing == sitrep.Reopened || p.Version > 1}
		if p.Version == 0 && p.Due > 1 {
			q.In, q.Of = p.Given+p.NA, p.Due
		}
		if links {
			q.Link = seriesOpens(a, s.Form, p)
		}
		if p.Value.State != measure.Number {
			out = append(out, q)
			continue
		}
		n := seriesTogether(a.m, p)
		v := p.Value.N * seriesScale(a.m) / float64(n)
		q.Value, q.Absent = &v, ""
		from := p.Day.Add(1 - n)
		for len(out) > 0 && !out[len(out)-1].Day.Before(from) && out[len(out)-1].Value == nil {
			out = out[:len(out)-1]
		}
		for d := from; !d.After(p.Day); d = d.Add(1) {
			if len(out) == 0 || out[len(out)-1].Day.Before(d) {
				q.Day = d
				out = append(out, q)
			}
		}
	}
	return out
}

func seriesPointNote(a seriesAsked, p sitrep.Point) string {
	if n := seriesTogether(a.m, p); n > 1 {
		return ui.Count(n) + " days together, " + a.m.Show(p.Value) + " in all"
	}
	if p.Version == 0 && p.Due > 0 {
		return seriesOf(p)
	}
	return ""
}

// seriesOpens is what a point opens: an organisation's own version at the line of the measure, or the returns that a
// roll-up is the sum of.
func seriesOpens(a seriesAsked, form sitrep.FormCode, p sitrep.Point) string {
	switch {
	case p.Version > 0 && a.opens:
		return a.link(VersionPath(form, a.on, p.Day, p.Version, seriesLine(a.m, form, p.Day)))
	case p.Version == 0 && todayKindOf(a.pic, a.on) != todayOne:
		return a.address(seriesDayPath(a.on, a.m.Code, p.Day), "form", string(form))
	case a.opens && p.Due > 0:
		return a.link(ReturnPath(form, a.on, p.Day))
	}
	return ""
}

// seriesLine is the line of a return that a measure is read from: its own, or its numerator's.
func seriesLine(m measure.Measure, form sitrep.FormCode, day civil.Date) measure.Code {
	f, ok := sitrep.FindForm(form, day)
	if !ok {
		return m.Code
	}
	if _, typed := f.Item(m.Code); !typed {
		if m.Num != "" {
			return m.Num
		}
		if len(m.Terms) > 0 {
			return m.Terms[0].Code
		}
	}
	return m.Code
}

// seriesBreaks are the measure's own breaks and those of its parts, each once.
func seriesBreaks(m measure.Measure, from, to civil.Date) []chart.Break {
	var out []chart.Break
	seen := map[measure.Break]bool{}
	codes := []measure.Code{m.Code, m.Num, m.Den}
	for _, t := range m.Terms {
		codes = append(codes, t.Code)
	}
	for _, c := range codes {
		part, ok := measure.Find(c)
		if !ok {
			continue
		}
		for _, b := range part.BreaksIn(from, to) {
			if !seen[b] {
				seen[b] = true
				out = append(out, chart.Break{On: b.On, Words: b.Words})
			}
		}
	}
	return out
}

// seriesRate reports whether a measure does not grow with the size of the organisation.
func seriesRate(m measure.Measure) bool { return m.Kind == measure.Ratio || m.Kind == measure.Mean }

// seriesShort is a name that fits beside the end of a line: the short one, or the code.
func seriesShort(pic *org.Picture, c org.Code) string {
	const most = 20
	name := pic.Name(c)
	if u, ok := pic.Unit(c); ok && u.Short != "" {
		name = u.Short
	}
	if len([]rune(name)) > most {
		return string(c)
	}
	return name
}
