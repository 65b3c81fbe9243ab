package occupancyweb

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/occupancy"
	"headroom/internal/web/chart"
	"headroom/internal/web/ui"
)

// pastDays is how many days before the origin the charts show.
const pastDays = 21

// draw fills the key figures, the charts and the table of days.
func (m room) draw(ctx context.Context, a *asked, h occupancy.Held, cal occupancy.Calendar, v *showView) error {
	f := h.Forecast
	came, err := m.Ground.Compared(ctx, a.on, f.Origin.Add(-pastDays), a.until, a.now)
	if err != nil {
		return err
	}
	var days []dayFigures
	for _, d := range f.Days {
		if !d.Date.After(a.until) {
			days = append(days, figures(d, f.Origin, a.target, a.confidence))
		}
	}
	d, _, _ := f.On(a.date)
	v.onDate = "On " + ui.DayShort(a.date) + " " + a.date.Format("2006") + ", " + aheadWords(a.date.Sub(f.Origin))
	v.figures = keyFigures(a, figures(d, f.Origin, a.target, a.confidence))
	v.occupied = fan(a, cal, f.Origin, days, came, true)
	if slices.ContainsFunc(days, func(x dayFigures) bool { return x.Open.Known() }) {
		v.open = fan(a, cal, f.Origin, days, came, false)
	}
	v.days = dayTable(a, days, cal)
	v.exports = []ui.Action{{Text: "Download as CSV", Href: a.address(Path(a.on) + "/export.csv")}, {Text: "Download as Excel", Href: a.address(Path(a.on) + "/export.xlsx")},
		{Text: "As JSON", Href: a.address("/api/forecast/" + string(a.on))}}
	return nil
}

func aheadWords(n int) string {
	if n == 1 {
		return "one day ahead"
	}
	return fmt.Sprintf("%d days ahead", n)
}

func keyFigures(a *asked, x dayFigures) ui.Figures {
	list := ui.Figures{{Name: "Beds occupied", Value: ui.Number(x.occupied, 0), Unit: "beds", Notes: []string{"as often more as fewer", "eight in ten: " + spread(x.Occupied, .1, .9)}}}
	open := ui.Figure{Name: "Beds open", Mark: ui.Missing, Notes: []string{"open beds are not known, so no chance can be given"}}
	if occupancy.Known(x.open) {
		open = ui.Figure{Name: "Beds open", Value: ui.Number(x.open, 0), Unit: "beds", Notes: []string{"eight in ten: " + spread(x.Open, .1, .9), "occupied of open, at the medians: " + x.rate()}}
	}
	list = append(list, open)
	if !x.known {
		return list
	}
	free := []string{"more discharges than forecast by that morning; then " + a.target.Words + " is kept in " + ui.Number(100*a.confidence, 0) + " of 100 cases",
		"or " + ui.Plural(x.opened, "bed", "beds") + " more open, which frees no core bed"}
	if x.free == 0 {
		free = []string{a.target.Words + " is kept in " + ui.Number(100*a.confidence, 0) + " of 100 cases and more as it is"}
	}
	return append(list,
		ui.Figure{Name: "Chance of more than " + a.target.Words, Value: strings.TrimSuffix(chance(x.over), "%"), Unit: "%",
			Notes: []string{"of beds open, without a plan", "over 92%: " + chance(x.Over92), "over 95%: " + chance(x.Over95), "over 100%: " + chance(x.Over100)}},
		ui.Figure{Name: "Headroom to " + a.target.Words, Value: beds(x.headroom), Unit: "beds", Notes: []string{headroomWords(x.headroom) + ", at the medians of occupied and open"}},
		ui.Figure{Name: "Beds to free to be safe", Value: ui.Count(x.free), Unit: "beds", Notes: free})
}

// fan is the chart of one number: what came, the odds ahead, and for occupied beds where the target lies.
func fan(a *asked, cal occupancy.Calendar, origin civil.Date, days []dayFigures, came []Morning, occupied bool) *chart.Days {
	c := &chart.Days{ID: "open", Title: "General and acute beds open", Unit: "beds", Level: 2, Weekends: true}
	pick := func(d dayFigures) occupancy.Odds { return d.Open }
	if occupied {
		c.ID, c.Title = "occupied", "General and acute beds occupied"
		pick = func(d dayFigures) occupancy.Odds { return d.Occupied }
	}
	past := chart.Series{Name: "What came"}
	for _, x := range came {
		past.Points = append(past.Points, cameOn(x, occupied))
	}
	c.Hint = missingWords(came, occupied)
	ahead := chart.Series{Name: "Forecast, as often more as fewer"}
	outer, inner := chart.Band{Name: "Eight mornings in ten", Of: 1}, chart.Band{Name: "Five mornings in ten", Of: 1, Inner: true}
	limit := chart.Series{Name: a.target.Words + " of beds open", Quiet: true}
	for _, x := range days {
		o := pick(x)
		if !o.Known() {
			continue
		}
		at := func(p float64) float64 { return math.Round(o.Q.At(p)) }
		ahead.Points = append(ahead.Points, chart.Known(x.Date, at(.5)))
		outer.Days = append(outer.Days, chart.BandDay{Day: x.Date, Low: at(.1), High: at(.9)})
		inner.Days = append(inner.Days, chart.BandDay{Day: x.Date, Low: at(.25), High: at(.75)})
		if occupancy.Known(x.open) {
			limit.Points = append(limit.Points, chart.Known(x.Date, math.Floor(a.target.At*x.open+1e-9)))
		}
	}
	c.Series, c.Bands = []chart.Series{past, ahead}, []chart.Band{outer, inner}
	if occupied && len(limit.Points) > 0 {
		c.Series = append(c.Series, limit)
		c.Hint = strings.TrimSpace("The grey line is the target: so much of the beds open at their median. Beds opened to escalate raise it and free nobody. The levers' page keeps to this middle and shows the flow model's range, which can be wider. " + c.Hint)
	}
	c.Breaks = []chart.Break{{On: origin.Add(1), Words: "forecast"}}
	span := civil.Range{From: origin.Add(-pastDays), To: a.until.Add(1)}
	c.Shade(span, cal.Holidays, StrikeDays(cal))
	return c
}

// cameOn is one morning of what came. A sum of too few returns has no value: its difference from the others would be who
// has answered.
func cameOn(x Morning, occupied bool) chart.Point {
	p := chart.Point{Day: x.Day, Value: x.Open}
	if occupied {
		p.Value = x.Occupied
	}
	if x.Of == 0 {
		return p
	}
	p.Note = ui.Count(x.In) + " of " + ui.Count(x.Of) + " returns"
	if p.Value == nil {
		p.Absent = ui.Incomplete
	} else if x.In < x.Of {
		p.Note += ", " + ui.Count(x.Of-x.In) + " as on a near morning"
	}
	return p
}

// missingWords says what the picture makes of missing returns, and how many the newest mornings have; empty where every
// return is in.
func missingWords(came []Morning, occupied bool) string {
	var drawn, left string
	for _, x := range came {
		p := cameOn(x, occupied)
		if x.Of == 0 || x.In >= x.Of {
			continue
		}
		words := ui.DayShort(x.Day) + " has " + ui.Count(x.In) + " of " + ui.Count(x.Of) + " returns"
		if p.Value == nil {
			left = words + " and is not drawn."
		} else {
			drawn = words + "."
		}
	}
	if drawn+left == "" {
		return ""
	}
	return strings.Join(strings.Fields("A missing return stands in the sum with the figure of a near morning; where those would be more than a tenth of the beds, nothing is drawn. "+drawn+" "+left), " ")
}

// StrikeDays are the days of action that forecasts know of, as charts shade them.
func StrikeDays(cal occupancy.Calendar) []chart.Window {
	var out []chart.Window
	for _, s := range cal.Strikes {
		out = append(out, chart.Window{Name: s.Group, From: s.Date, To: s.Date.Add(1)})
	}
	return out
}

// dayTable says day by day what the charts say, with the chances.
func dayTable(a *asked, days []dayFigures, cal occupancy.Calendar) ui.Table {
	t := ui.Table{ID: "days", Caption: "Day by day", Stack: true, Hint: "At 08:00. In each row the occupied and the open beds are at their medians, with the range of eight mornings in ten. The chance of more than 100% stands under that of more than 95%. Headroom is to " + a.target.Words + "; so many beds are to be freed to keep it in " + ui.Number(100*a.confidence, 0) + " of 100 cases.",
		Columns: []ui.Column{{Head: "Morning"}, {Head: "Occupied", Numeric: true}, {Head: "Open", Numeric: true}, {Head: "Of open", Numeric: true, Spoken: "Occupied of open"},
			{Head: "Over 92%", Numeric: true, Spoken: "Chance of more than 92%"}, {Head: "Over 95%", Numeric: true, Spoken: "Chance of more than 95%"},
			{Head: "Headroom", Numeric: true, Spoken: "Headroom to " + a.target.Words + ", beds, and beds to free to be safe"}}}
	for _, x := range days {
		t.Rows = append(t.Rows, ui.Row{ID: "day-" + x.Date.String(), Cells: dayRow(x, cal)})
	}
	return t
}

func dayRow(x dayFigures, cal occupancy.Calendar) []ui.Cell {
	morning := ui.Text(ui.DayShort(x.Date))
	if h, ok := cal.Holidays.On(x.Date); ok {
		morning.Tags = append(morning.Tags, ui.Tag{Text: h.Name, Colour: ui.Grey})
	}
	if slices.ContainsFunc(cal.Strikes, func(s occupancy.Strike) bool { return s.Date == x.Date }) {
		morning.Tags = append(morning.Tags, ui.Tag{Text: "Strike day", Colour: ui.Orange})
	}
	occupied := ui.Text(ui.Number(x.occupied, 0))
	occupied.Note = spread(x.Occupied, .1, .9)
	open := ui.Text("not known")
	if occupancy.Known(x.open) {
		open = ui.Text(ui.Number(x.open, 0))
		open.Note = spread(x.Open, .1, .9)
	}
	headroom, over95 := ui.Text("–"), ui.Text(chance(x.Over95))
	if x.known {
		headroom, over95.Note = ui.Text(beds(x.headroom)), "100%: "+chance(x.Over100)
		headroom.Note = ui.Count(x.free) + " to free"
	}
	return []ui.Cell{morning, occupied, open, ui.Text(x.rate()), ui.Text(chance(x.Over92)), over95, headroom}
}
