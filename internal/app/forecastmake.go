package app

import (
	"context"
	"fmt"
	"sync"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/occupancy"
	"headroom/internal/org"
)

// replayWeeks is from how many earlier mornings, a week apart, forecasts are made afterwards where none were held, so that
// a forecast is never shown without a score.
const replayWeeks = 4

// learnt is an ensemble that has learnt, and what from.
type learnt struct {
	key string // what was learnt from, as a digest
	ens *occupancy.Ensemble
	run int64 // the run that it was learnt for; 0 while that is not kept
}

// forecaster makes forecasts. What was learnt last stays in memory, so that a return that lands moves the forecast
// without a new fit. It is safe for concurrent use; one forecast is made at a time.
type forecaster struct {
	mu   sync.Mutex
	last *learnt
}

// makeAsked says which forecast is to be made. A zero origin is the newest morning of which enough is known.
type makeAsked struct {
	origin civil.Date
	to     civil.Date // nothing after it is looked at; zero is today
	asOf   time.Time
	days   int
	kind   occupancy.RunKind
	by     string
}

// forecastMade is a made forecast, not yet kept.
type forecastMade struct {
	ground    ground
	run       occupancy.Run
	forecasts []occupancy.Forecast
	now       occupancy.Panel // the season of the origin, up to it
	learnt    *learnt
}

// make makes the forecast of every organisation. It reads, and writes nothing.
func (f *forecaster) make(ctx context.Context, a *App, q makeAsked, tell Progress) (*forecastMade, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	began := time.Now()
	if tell == nil {
		tell = func(int, int, string) {}
	}
	if q.to.IsZero() {
		q.to = civil.Today(q.asOf)
	}
	tell(0, 0, "reading the mornings")
	g, err := a.forecastGround(ctx, q.to, q.asOf)
	if err != nil {
		return nil, err
	}
	m := &forecastMade{ground: g, run: occupancy.Run{Origin: q.origin, Known: q.asOf, Kind: q.kind, Model: occupancy.Model, By: q.by}}
	if err := m.settle(q); err != nil {
		return nil, err
	}
	past, now := occupancy.Seasons(g.Panel, m.run.Origin)
	m.now = now
	if err := f.learn(ctx, m, past, tell); err != nil {
		return nil, err
	}
	tell(0, 0, "looking ahead")
	if m.forecasts, err = m.learnt.ens.Forecast(&m.now, m.now.Days-1, g.tree, q.days); err != nil {
		return nil, err
	}
	if err := m.adjust(past); err != nil {
		return nil, err
	}
	for i := range m.forecasts {
		m.forecasts[i].Notes = append(m.forecasts[i].Notes, g.joinedNote(m.forecasts[i].Org)...)
	}
	m.run.Notes = g.leftNotes()
	m.run.Seconds = time.Since(began).Seconds()
	return m, ctx.Err()
}

// settle finds the origin and the digest of what goes in.
func (m *forecastMade) settle(q makeAsked) error {
	p := &m.ground.Panel
	newest, known, _, ok := occupancy.Newest(p)
	if !ok {
		return fault.New(fault.NotFound, "no bed figures are held up to %s, so nothing can be forecast; import some first", q.to)
	}
	switch {
	case q.origin.IsZero():
		m.run.Origin = newest
	case q.origin.Before(p.From):
		return fault.New(fault.Invalid, "no bed figures are held before %s, so nothing can be forecast from %s; choose a later morning", p.From, q.origin)
	case q.origin.After(q.to):
		return fault.New(fault.Invalid, "%s has not come by %s; a forecast looks ahead from a morning that has", q.origin, q.to)
	}
	if m.run.Origin != newest {
		known = occupancy.KnownOn(p, m.run.Origin)
	}
	m.run.Reported = known
	m.run.Inputs = occupancy.Digest(p, m.run.Origin, m.ground.cal, m.ground.tree, m.ground.setDigest())
	return nil
}

// setDigest is the effects set by hand as text, the same for the same settings.
func (g *ground) setDigest() string {
	out := ""
	for _, c := range g.byHand() {
		out += fmt.Sprintf("%s %+v\n", c, g.set[c])
	}
	return out
}

// adjust takes account of what history does not know: action of an unknown kind, and effects set by hand.
func (m *forecastMade) adjust(past []occupancy.Panel) (err error) {
	g := &m.ground
	if m.forecasts, err = occupancy.WiderForStrikes(m.forecasts, g.tree, g.cal); err != nil {
		return err
	}
	for _, c := range g.byHand() {
		var effects []occupancy.Effect
		for _, k := range []occupancy.Kind{occupancy.Occupied, occupancy.Open} {
			list, err := occupancy.Effects(past, &m.now, m.now.Days-1, c, k, g.cal, g.set[c])
			if err != nil {
				return err
			}
			effects = append(effects, list...)
		}
		if m.forecasts, err = occupancy.WithSettings(m.forecasts, g.tree, c, effects, g.cal); err != nil {
			return err
		}
	}
	return nil
}

// learn sees to it that m has an ensemble that learnt from the past seasons: a refresh takes the last one where it still
// fits.
func (f *forecaster) learn(ctx context.Context, m *forecastMade, past []occupancy.Panel, tell Progress) error {
	key := learntKey(past, &m.ground)
	if f.last != nil && f.last.key == key && m.run.Kind == occupancy.Refresh {
		m.learnt = f.last
		m.run.Learnt = f.last.run
		return nil
	}
	m.run.Kind = occupancy.Fit
	ens := occupancy.NewEnsemble(occupancy.EnsembleOptions{Tree: m.ground.tree})
	err := ens.Learn(ctx, past, m.ground.cal, func(done, total int) { tell(done, total, "looks ahead in earlier winters, to learn from") })
	if err != nil {
		return err
	}
	m.learnt = &learnt{key: key, ens: ens}
	f.last = m.learnt
	return nil
}

// learntKey names what an ensemble learns from.
func learntKey(past []occupancy.Panel, g *ground) string {
	key := ""
	for i := range past {
		key += occupancy.Digest(&past[i], past[i].Date(past[i].Days-1), g.cal, g.tree, "")
	}
	return key + occupancy.Digest(&occupancy.Panel{}, civil.Date{}, occupancy.Calendar{}, g.tree, "")
}

// of is the forecast of one organisation.
func (m *forecastMade) of(c org.Code) (occupancy.Forecast, bool) {
	for _, f := range m.forecasts {
		if f.Org == c {
			return f, true
		}
	}
	return occupancy.Forecast{}, false
}

// replays are forecasts made afterwards from mornings a week apart before the origin.
func (m *forecastMade) replays() (map[civil.Date]map[org.Code]occupancy.Forecast, error) {
	out := map[civil.Date]map[org.Code]occupancy.Forecast{}
	for k := 1; k <= replayWeeks; k++ {
		origin := m.run.Origin.Add(-7 * k)
		at := origin.Sub(m.now.From)
		if at < 0 {
			break
		}
		list, err := m.learnt.ens.Forecast(&m.now, at, m.ground.tree, min(7*k, occupancy.Horizon))
		if err != nil {
			return nil, err
		}
		out[origin] = map[org.Code]occupancy.Forecast{}
		for _, f := range list {
			out[origin][f.Org] = f
		}
	}
	return out, nil
}
