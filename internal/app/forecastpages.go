package app

import (
	"context"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/measure"
	"headroom/internal/occupancy"
	"headroom/internal/occupancy/occupancydb"
	"headroom/internal/occupancy/occupancyweb"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// forecastPages is what the pages of forecasts stand on.
func (a *App) forecastPages() occupancyweb.Deps {
	return occupancyweb.Deps{Store: a.Forecasts, Ground: pageGround{a}, Work: forecastWork{a}, People: people{a.Accounts, a.Orgs, a.DB.Now}}
}

// pageGround gives the pages what has come and what is known in advance.
type pageGround struct{ a *App }

// Calendar is the holidays and the strikes as known at asOf.
func (g pageGround) Calendar(ctx context.Context, asOf time.Time) (occupancy.Calendar, error) {
	periods, err := g.a.Actions.List(ctx, asOf)
	return occupancy.CalendarOf(civil.England(), periods), err
}

// Mornings are the bed figures of one organisation, or the sums of those below it.
func (g pageGround) Mornings(ctx context.Context, o org.Code, from, to civil.Date, asOf time.Time) ([]occupancyweb.Morning, error) {
	series, err := g.a.Returns.Many(ctx, sitrep.Asked{Org: o, From: from, To: to, AsOf: asOf, View: sitrep.Latest}, []measure.Code{bedsOccupied, bedsOpen})
	if err != nil {
		return nil, err
	}
	open := map[civil.Date]sitrep.Point{}
	for _, p := range series[1].Points {
		open[p.Day] = p
	}
	figure := func(p sitrep.Point) *float64 {
		if p.Value.State != measure.Number {
			return nil
		}
		n := p.Value.N
		return &n
	}
	var out []occupancyweb.Morning
	for _, p := range series[0].Points {
		m := occupancyweb.Morning{Day: p.Day, Occupied: figure(p), Open: figure(open[p.Day])}
		if p.Version == 0 && p.Due > 0 && p.Received != p.Due || p.Version == 0 && p.Due > 1 {
			m.In, m.Of = p.Given+p.NA, p.Due
		}
		if m.Occupied != nil || m.Open != nil {
			out = append(out, m)
		}
	}
	return out, nil
}

// Compared is the mornings of Mornings; in a sum, those who gave nothing stand with the figure of a near morning.
func (g pageGround) Compared(ctx context.Context, o org.Code, from, to civil.Date, asOf time.Time) ([]occupancyweb.Morning, error) {
	mornings, err := g.Mornings(ctx, o, from, to, asOf)
	if err != nil || !slices.ContainsFunc(mornings, func(m occupancyweb.Morning) bool { return m.Of > 0 }) {
		return mornings, err
	}
	to = mornings[len(mornings)-1].Day
	gathering := occupancy.NewGathering()
	if err := g.a.gather(ctx, gathering, from.Add(-nearMorning), to, asOf); err != nil {
		return nil, err
	}
	pic, err := g.a.Orgs.Picture(ctx, to, asOf)
	if err != nil {
		return nil, err
	}
	panel := gathering.Panel(pic, to).Panel
	codes := make([]org.Code, len(panel.Series))
	for i := range codes {
		codes[i] = panel.Series[i].Org
	}
	sums, _ := occupancy.StoodIn(&panel, occupancy.TreeOf(pic, codes), o) // no sum: nobody can stand in
	figure := func(x float64) *float64 {
		if !occupancy.Known(x) {
			return nil
		}
		return &x
	}
	for i := range mornings {
		m := &mornings[i]
		var s occupancy.Standing
		if d := m.Day.Sub(panel.From); d >= 0 && d < len(sums) {
			s = sums[d]
		}
		switch {
		case m.In < m.Of:
		case s.Given < s.Of: // a published file has no returns due, and lacks some that others of these days have
			m.In, m.Of = s.Given, s.Of
		default:
			continue // the whole sum as it came
		}
		m.Occupied, m.Open = nil, nil
		if s.Of > 0 {
			m.Occupied, m.Open = figure(s.Occupied), figure(s.Open)
		}
	}
	return mornings, nil
}

// nearMorning is how many days before a picture the figures begin that may stand in for missing ones within it.
const nearMorning = 7

// forecastWork is the making of forecasts in the queue.
type forecastWork struct{ a *App }

// Making is the work that waits or is under way: what runs goes before what waits.
func (w forecastWork) Making(ctx context.Context) (occupancyweb.Making, bool, error) {
	var waiting *jobs.Info
	for _, kind := range []string{string(fitJob), string(refreshJob)} {
		list, err := jobs.List(ctx, w.a.DB, jobs.Filter{Kind: kind, States: []jobs.State{jobs.Waiting, jobs.Scheduled, jobs.Running, jobs.ToRetry}, Limit: 3})
		if err != nil {
			return occupancyweb.Making{}, false, err
		}
		for _, j := range list {
			if j.State == jobs.Running {
				return making(j), true, nil
			}
			waiting = &j
		}
	}
	if waiting == nil {
		return occupancyweb.Making{}, false, nil
	}
	return making(*waiting), true, nil
}

func making(j jobs.Info) occupancyweb.Making {
	m := occupancyweb.Making{Job: j.ID, Running: j.State == jobs.Running, Failed: j.State == jobs.ToRetry, Done: int(j.Done), Total: int(j.Total), Words: j.Words}
	if m.Failed {
		m.Words = "It is tried again by itself; the page of background work says what was wrong."
	}
	return m
}

// AskForecast puts the making of forecasts in the queue.
func (w forecastWork) AskForecast(ctx context.Context) error { return w.a.AskForecast(ctx) }

// forecastOf tells whose beds are forecast from the newest morning that a forecast is kept of; nil where none is.
func (a *App) forecastOf(ctx context.Context, asOf time.Time) (map[org.Code]bool, error) {
	run, err := a.Forecasts.Run(ctx, civil.Date{}, asOf)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	all, err := a.Forecasts.From(ctx, run.Origin, asOf)
	if err != nil {
		return nil, err
	}
	out := map[org.Code]bool{}
	for c, f := range all {
		out[c] = len(f.Days) > 0
	}
	return out, nil
}

var (
	_ occupancyweb.Store  = (*occupancydb.Store)(nil)
	_ occupancyweb.Ground = pageGround{}
	_ occupancyweb.Work   = forecastWork{}
	_ occupancyweb.People = people{}
)
