package app

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"headroom/internal/civil"
	"headroom/internal/discharge/dischargeweb"
	"headroom/internal/fault"
	"headroom/internal/flow"
	"headroom/internal/occupancy"
	"headroom/internal/org"
)

// systemLook is how many days of the past a flow model is fitted to, and systemKept how many models stay in memory.
const (
	systemLook = 120
	systemKept = 60
)

// models keeps the flow models that were made last. It is safe for concurrent use.
type models struct {
	mu    sync.Mutex
	held  map[systemKey]*dischargeweb.Ground
	order []systemKey
}

// systemKey is what a model hangs on: stamp changes with every return, run with every forecast, care with everything
// that is kept of capacity, pathways, reasons and stays.
type systemKey struct {
	area   org.Code
	origin civil.Date
	asOf   time.Time
	stamp  int64
	run    int64
	care   int64
}

func (s *models) find(k systemKey) *dischargeweb.Ground {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.held[k]
}

func (s *models) keep(k systemKey, g *dischargeweb.Ground) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held == nil {
		s.held = map[systemKey]*dischargeweb.Ground{}
	}
	if _, twice := s.held[k]; !twice {
		s.order = append(s.order, k)
	}
	s.held[k] = g
	for len(s.order) > systemKept {
		delete(s.held, s.order[0])
		s.order = s.order[1:]
	}
}

// Ground is the flow model of a trust, or of a board with its trusts and the councils they share, fitted to what was known
// at asOf and anchored to the forecast of the origin. See dischargeweb.Grounds.
func (a *App) Ground(ctx context.Context, area org.Code, origin civil.Date, asOf time.Time) (*dischargeweb.Ground, error) {
	at := asOf
	if at.IsZero() {
		at = a.DB.Now()
	}
	run, err := a.Forecasts.Run(ctx, origin, asOf)
	switch {
	case err == nil:
		origin = run.Origin
	case fault.KindOf(err) != fault.NotFound:
		return nil, err
	}
	k := systemKey{area: area, origin: origin, asOf: asOf, run: run.ID}
	if k.stamp, err = a.Returns.Stamp(ctx); err != nil {
		return nil, err
	}
	kept, err := a.Plans.Imports(ctx, "", "", asOf, 1)
	if err != nil {
		return nil, err
	}
	if len(kept) > 0 {
		k.care = kept[0].ID
	}
	if g := a.models.find(k); g != nil {
		return g, nil
	}
	g, err := a.groundOf(ctx, k, run, at)
	if err != nil {
		return nil, err
	}
	a.models.keep(k, g)
	return g, nil
}

// System is Ground without what a page says about it.
func (a *App) System(ctx context.Context, area org.Code, origin civil.Date, asOf time.Time) (*flow.System, error) {
	g, err := a.Ground(ctx, area, origin, asOf)
	if err != nil {
		return nil, err
	}
	return g.System, nil
}

// groundOf makes a model.
func (a *App) groundOf(ctx context.Context, k systemKey, run occupancy.Run, at time.Time) (*dischargeweb.Ground, error) {
	g := &dischargeweb.Ground{AsAt: at}
	forecasts, origin, err := a.forecastsFrom(ctx, k.origin, k.asOf, at)
	if err != nil {
		return nil, err
	}
	g.Basis = fmt.Sprintf("forecast from %s, %s", origin.Format("2 January 2006"), forecasts.words)
	e := evidence{app: a, at: at, asOf: k.asOf, origin: origin, forecasts: forecasts.by}
	if err := e.place(ctx, k.area); err != nil {
		return nil, err
	}
	if err := e.read(ctx); err != nil {
		return nil, err
	}
	if g.System, err = flow.Fit(e.Evidence, flow.National()); err != nil {
		return nil, err
	}
	g.System.Notes = append(e.notes, g.System.Notes...)
	return g, e.anchor(ctx, g.System)
}

// forecastsHeld is every organisation's forecast from one morning, and how it came about.
type forecastsHeld struct {
	by    map[org.Code]occupancy.Forecast
	words string
}

// forecastsFrom gives the forecasts held from the origin, or makes them without keeping them where none are.
func (a *App) forecastsFrom(ctx context.Context, origin civil.Date, asOf, at time.Time) (forecastsHeld, civil.Date, error) {
	out := forecastsHeld{words: "as it was kept"}
	if !origin.IsZero() {
		var err error
		if out.by, err = a.Forecasts.From(ctx, origin, asOf); err != nil {
			return out, origin, err
		}
	}
	if len(out.by) > 0 {
		return out, origin, nil
	}
	q := makeAsked{origin: origin, asOf: at, days: occupancy.Horizon, kind: occupancy.Fit, by: "command"}
	if !origin.IsZero() {
		q.to = origin // nothing after it is looked at
	}
	m, err := a.forecasts.make(ctx, a, q, nil)
	if err != nil {
		return out, origin, err
	}
	out.by, out.words = make(map[org.Code]occupancy.Forecast, len(m.forecasts)), "made for this"
	for _, f := range m.forecasts {
		out.by[f.Org] = f
	}
	return out, m.run.Origin, nil
}

// anchor bends every trust's arrivals to its forecast, and its open beds follow the forecast of those.
func (e *evidence) anchor(ctx context.Context, s *flow.System) error {
	passes := 1
	if len(s.Trusts) > 1 && len(s.Councils) > 0 {
		passes = 2
	}
	if sum, ok := e.forecasts[e.area]; ok && len(s.Trusts) > 1 && len(sum.Days) > 0 {
		if _, err := flow.AnchorCommon(s, spreads(sum, s.Model.Days)); err != nil {
			return err
		}
	}
	for range passes {
		for i, t := range s.Trusts {
			if err := ctx.Err(); err != nil {
				return err
			}
			f, ok := e.forecasts[t]
			if !ok {
				continue
			}
			if _, err := flow.Anchor(s, i, spreads(f, s.Model.Days)); err != nil {
				return err
			}
		}
	}
	for i, t := range s.Trusts {
		f, ok := e.forecasts[t]
		if !ok {
			s.Notes = append(s.Notes, flow.Note{Org: t, Code: "no-forecast",
				Words: fmt.Sprintf("There is no forecast of %s, so its arrivals are those of its last weeks.", e.pic.Name(t))})
			continue
		}
		followOpen(s, i, f)
		for _, n := range f.Notes {
			s.Notes = append(s.Notes, flow.Note{Org: t, Code: n.Code, Words: e.pic.Name(t) + ": " + n.Words})
		}
	}
	return nil
}

// spreads are a forecast's odds of occupied beds as the model wants them, for at most so many days.
func spreads(f occupancy.Forecast, days int) []flow.Spread {
	out := make([]flow.Spread, 0, days)
	for _, d := range f.Days[:min(days, len(f.Days))] {
		q := d.Occupied.Q
		out = append(out, flow.Spread{Median: q[levelAt(.5)], Q05: q[levelAt(.05)], Q95: q[levelAt(.95)]})
	}
	return out
}

// levelAt is the place of a probability among the forecast's levels.
func levelAt(p float64) int {
	for i := range occupancy.LevelCount {
		if occupancy.Level(i) == p {
			return i
		}
	}
	panic("not one of the forecast's levels")
}

// followOpen lets a trust's core beds go as its open beds are forecast: they close over Christmas. Escalation beds stay
// as they are.
func followOpen(s *flow.System, site int, f occupancy.Forecast) {
	room := &s.Model.Sites[site].Room
	room.Core = slices.Clone(room.Core)
	median := levelAt(.5)
	for d := range room.Core {
		day := f.Days[min(d, len(f.Days)-1)]
		escalation := 0.0
		if d < len(room.Escalation) {
			escalation = room.Escalation[d]
		}
		if open := day.Open.Q[median]; occupancy.Known(open) && open > escalation {
			room.Core[d] = open - escalation
		}
	}
}

// inOrder is a map's keys in order.
func inOrder[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
