package app

import (
	"context"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/occupancy"
	"headroom/internal/occupancy/occupancyweb"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// The shape of a forecast, which the API gives too, and of a backtest.
type (
	ForecastJSON = occupancyweb.ForecastJSON
	OddsJSON     = occupancyweb.OddsJSON
	BacktestJSON = occupancy.BacktestResult
)

// ForecastDays is how many days ahead forecasts go.
const ForecastDays = occupancy.Horizon

// ForecastQuery is the text of a request for a forecast, as typed. An empty origin is the newest morning; Scenario is the
// bytes of a scenario's file, nil for none.
type ForecastQuery struct {
	Org, Origin, AsOf string
	Days              int
	Scenario          []byte
}

// forecastAsked is a request for a forecast, read.
type forecastAsked struct {
	on       org.Code
	origin   civil.Date
	asOf     time.Time // zero: now
	days     int
	scenario *occupancy.Scenario
}

// readForecast reads what was typed and says all that is wrong with it at once.
func (a *App) readForecast(ctx context.Context, q ForecastQuery) (out forecastAsked, err error) {
	var l fault.List
	out.days = q.Days
	if out.on, _, err = org.ParseCode(q.Org); err != nil {
		l.Add("org", "", "%v", err)
	}
	if q.Origin != "" {
		if out.origin, err = civil.ParseDate(q.Origin); err != nil {
			l.Add("origin", "", "%v", err)
		}
	}
	if out.asOf, err = ParseAsOf(q.AsOf); err != nil {
		l.Add("as-of", "", "%v", err)
	}
	if out.days < 1 || out.days > occupancy.Horizon {
		l.Add("days", "", "a forecast looks 1 to %d days ahead", occupancy.Horizon)
	}
	if q.Scenario != nil {
		s, err := occupancy.ReadScenario(q.Scenario)
		if f := fault.As(err); f != nil && len(f.Fields) > 0 {
			l = append(l, f.Fields...)
		} else if err != nil {
			l.Add("scenario", "", "%v", err)
		}
		out.scenario = &s
	}
	if err := l.Err("the forecast cannot be asked for like this"); err != nil {
		return out, err
	}
	if now := a.DB.Now(); out.asOf.After(now) {
		if civil.Today(out.asOf) != civil.Today(now) {
			return out, fault.New(fault.Invalid, "nobody knows yet what will be known then; give an instant up to now")
		}
		out.asOf = now // today's date asks for what is known today
	}
	return out, a.standing(ctx, out)
}

// newestMorning is the origin of the newest forecast that is kept, or where none is the newest day of which beds are held, as
// known at asOf (zero: now); where there is neither, the day of asOf.
func (a *App) newestMorning(ctx context.Context, asOf time.Time) (civil.Date, error) {
	run, err := a.Forecasts.Run(ctx, civil.Date{}, asOf)
	if fault.KindOf(err) != fault.NotFound {
		return run.Origin, err
	}
	at := asOf
	if at.IsZero() {
		at = a.DB.Now()
	}
	var newest civil.Date
	for _, form := range sitrep.Holding(bedsOccupied) {
		d, err := a.Returns.LastDay(ctx, form, at)
		if err != nil {
			return newest, err
		}
		if d.After(newest) {
			newest = d
		}
	}
	if today := civil.Today(at); newest.IsZero() || newest.After(today) {
		newest = today
	}
	return newest, nil
}

// standing refuses, in words, an organisation that is not there or no longer there on the origin.
func (a *App) standing(ctx context.Context, q forecastAsked) error {
	on, err := q.origin, error(nil)
	if on.IsZero() {
		if on, err = a.newestMorning(ctx, q.asOf); err != nil {
			return err
		}
	}
	pic, err := a.Orgs.Picture(ctx, on, q.asOf)
	if err != nil {
		return err
	}
	if q.on == org.England {
		return nil
	}
	if !pic.Book().Holds(q.on) {
		return fault.New(fault.NotFound, "no organisation here has the code %s; headroom orgs lists them", q.on)
	}
	if _, open := pic.Unit(q.on); open {
		return nil
	}
	if at, known := pic.Book().Unit(q.on); known && at.Valid.From.After(on) {
		return nil // known of only from later on: whether figures are held decides
	}
	if h := pic.Heir(q.on); h.Sure() && h.Code != "" {
		return fault.New(fault.Invalid, "%s has merged: %s (%s) took its place by %s; ask for that, whose past holds its figures", q.on, h.Code, pic.Name(h.Code), on)
	}
	return fault.New(fault.Invalid, "%s is not open on %s, and nobody has surely taken its place; nothing is forecast for it", q.on, on)
}

// Forecast gives the forecast of one organisation from a morning: the one that is kept, or, when none is, one that is worked
// out for this answer and not kept. What nothing can be said of is refused with the reason.
func (a *App) Forecast(ctx context.Context, q ForecastQuery, tell Progress) (ForecastJSON, error) {
	var out ForecastJSON
	ask, err := a.readForecast(ctx, q)
	if err != nil {
		return out, err
	}
	h, score, err := a.heldAnswer(ctx, ask)
	if fault.KindOf(err) == fault.NotFound {
		h, score, err = a.madeAnswer(ctx, ask, tell)
	}
	if err != nil {
		return out, err
	}
	if len(h.Forecast.Days) == 0 {
		before, words := "", "too little is known of it"
		for _, n := range h.Forecast.Notes {
			switch n.Code {
			case occupancy.NoteRefused:
				words = n.Words
			case occupancy.NoteMerged, occupancy.NoteErrors:
				before += n.Words + " "
			}
		}
		return out, fault.New(fault.Invalid, "nothing is forecast for %s from %s: %s%s", ask.on, h.Run.Origin, before, words)
	}
	h.Forecast.Days = h.Forecast.Days[:min(ask.days, len(h.Forecast.Days))]
	return occupancyweb.ForecastOf(h, score), nil
}

// heldAnswer is the kept forecast with its score; a not-found fault when there is none.
func (a *App) heldAnswer(ctx context.Context, q forecastAsked) (occupancy.Held, occupancy.Recent, error) {
	h, err := a.Forecasts.Forecast(ctx, q.on, q.origin, q.asOf)
	if err != nil {
		return h, occupancy.Recent{}, err
	}
	list, err := a.Forecasts.Outcomes(ctx, q.on, h.Run.Origin.Add(1-occupancy.RecentDays), h.Run.Origin, q.asOf)
	if err != nil || q.scenario == nil {
		return h, occupancy.Sum(list), err
	}
	all, err := a.Forecasts.From(ctx, h.Run.Origin, q.asOf)
	if err != nil {
		return h, occupancy.Recent{}, err
	}
	pic, err := a.Orgs.Picture(ctx, h.Run.Origin, q.asOf)
	if err != nil {
		return h, occupancy.Recent{}, err
	}
	periods, err := a.Actions.List(ctx, q.asOf)
	if err != nil {
		return h, occupancy.Recent{}, err
	}
	var leaves []org.Code
	var forecasts []occupancy.Forecast
	for c, f := range all {
		if u, ok := pic.Unit(c); !ok || u.Kind != org.KindEngland && u.Kind != org.KindRegion && u.Kind != org.KindICB {
			leaves = append(leaves, c)
		}
		f.Model = h.Run.Model
		forecasts = append(forecasts, f)
	}
	tree := occupancy.TreeOf(pic, leaves)
	forecasts, err = q.scenario.Apply(inTreeOrder(forecasts, tree), tree, occupancy.CalendarOf(civil.England(), periods))
	for _, f := range forecasts {
		if f.Org == q.on {
			h.Forecast = f
		}
	}
	return h, occupancy.Sum(list), err
}

// inTreeOrder sorts forecasts as the tree names them, so that sums over them are always taken in one order.
func inTreeOrder(list []occupancy.Forecast, t occupancy.Tree) []occupancy.Forecast {
	at := map[org.Code]occupancy.Forecast{}
	for _, f := range list {
		at[f.Org] = f
	}
	out := make([]occupancy.Forecast, 0, len(list))
	for _, u := range t.Units {
		if f, ok := at[u.Org]; ok {
			out = append(out, f)
		}
	}
	return out
}

// madeAnswer works a forecast out. Nothing is kept.
func (a *App) madeAnswer(ctx context.Context, q forecastAsked, tell Progress) (occupancy.Held, occupancy.Recent, error) {
	asOf := q.asOf
	if asOf.IsZero() {
		asOf = a.DB.Now()
	}
	to, err := a.newestMorning(ctx, asOf)
	if err != nil {
		return occupancy.Held{}, occupancy.Recent{}, err
	}
	if !q.origin.IsZero() && q.origin.Before(to) {
		to = q.origin
	}
	m, err := a.forecasts.make(ctx, a, makeAsked{origin: q.origin, to: to, asOf: asOf, days: occupancy.Horizon, kind: occupancy.Fit, by: "command"}, tell)
	if err != nil {
		return occupancy.Held{}, occupancy.Recent{}, err
	}
	if q.scenario != nil {
		if m.forecasts, err = q.scenario.Apply(m.forecasts, m.tree, m.ground.cal); err != nil {
			return occupancy.Held{}, occupancy.Recent{}, err
		}
	}
	f, ok := m.of(q.on)
	if !ok {
		return occupancy.Held{}, occupancy.Recent{}, fault.New(fault.NotFound, "no bed figures of %s are held of the season up to %s, nor of anybody below it, so nothing can be forecast", q.on, m.run.Origin)
	}
	model := f.Model
	if f, err = occupancy.Rounded(f); err != nil {
		return occupancy.Held{}, occupancy.Recent{}, err
	}
	f.Model = model
	if tell != nil {
		tell(0, 0, "holding the last days against their forecasts")
	}
	score, err := m.replayedScore(q.on)
	return occupancy.Held{Run: m.run, Forecast: f}, score, err
}
