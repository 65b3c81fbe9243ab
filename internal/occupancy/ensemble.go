package occupancy

import (
	"context"

	"headroom/internal/fault"
	"headroom/internal/org"
)

// Model is the name and version of the ensemble, as it stands on every forecast.
const Model = "ensemble-2"

// EnsembleOptions are how an ensemble works.
type EnsembleOptions struct {
	// Tree is whose figures are the sum of whose. It is learnt with, so that the sums' odds come from the sums' own errors.
	Tree Tree
	// Workers is how many goroutines work at once; 0 is as many as there are processors. The answer is the same for any number.
	Workers int
}

// Ensemble is the forecast of the product: several methods' mean, with odds learnt from its own errors in earlier seasons,
// each forecast without having been seen. Once it has learnt it may be asked by several goroutines.
type Ensemble struct {
	opts    EnsembleOptions
	team    team
	law     *law
	seen    map[org.Code]bool // who was in some earlier season
	seasons int
	dropped []Dropped
}

// NewEnsemble makes an ensemble that has learnt nothing yet.
func NewEnsemble(o EnsembleOptions) *Ensemble {
	o.Workers = workersOf(o.Workers)
	return &Ensemble{opts: o, team: newTeam()}
}

// team is the methods of the ensemble and how they are weighed; in a backtest the methods that it is measured against stand
// behind them.
type team struct {
	methods []Method
	fresh   func() team
}

// keepFits is for how many days a method's parameters, fitted to one series, serve that series' next origins.
const keepFits = 9

func newTeam() team {
	t := team{methods: []Method{NewPooled()}, fresh: newTeam}
	for _, m := range []KeepsFits{NewETS(), NewARIMA(), NewAdditive()} {
		m.KeepFor(keepFits)
		t.methods = append(t.methods, m)
	}
	return t
}

// The places of the methods in the team.
const (
	atCalendar = iota
	atETS
	atARIMA
	atAdditive
)

// learn teaches every method.
func (t *team) learn(past []Panel, cal Calendar) error {
	for _, m := range t.methods {
		if err := m.Learn(past, cal); err != nil {
			return fault.Wrap(err, fault.Internal, "The forecast could not be fitted: %s.", m.Name())
		}
	}
	return nil
}

// festive says whether a day is one round Christmas, of which a method without a calendar knows nothing.
func festive(tau int) bool { return tau >= -4 && tau <= 14 }

// etsAhead is how many days ahead exponential smoothing is listened to.
const etsAhead = 7

// point weighs the methods: the three that know the calendar alike, and smoothing half as much for the days near by. Round
// Christmas, which it does not know, smoothing has no say.
func (t *team) point(x *trial, k Kind, h int) float64 {
	w := [...]float64{atCalendar: 1, atETS: .5, atARIMA: 1, atAdditive: 1}
	if h > etsAhead || festive(x.tau) || festive(x.tau+h) {
		w[atETS] = 0
	}
	sum, of := 0.0, 0.0
	for m, weight := range w {
		if z := x.point(k, m, h); Known(z) && weight > 0 {
			sum += weight * z
			of += weight
		}
	}
	return sum / of
}

// Learn fits the ensemble on earlier seasons, which must end before the panel that will be forecast begins: the methods on
// all of them, and the odds on each of them as forecast by methods that had not seen it. It says how far it is in steps of
// its own; ctx ends it. Series that break the rules of Screen are not learnt from.
func (e *Ensemble) Learn(ctx context.Context, past []Panel, cal Calendar, progress func(done, total int)) error {
	if err := e.opts.Tree.Check(); err != nil {
		return err
	}
	seasons, dropped := screenAll(past, e.opts.Tree)
	e.law = nil
	e.dropped, e.seasons, e.seen = dropped, len(seasons), map[org.Code]bool{}
	for _, g := range seasons {
		for i := range g.Series {
			e.seen[g.Series[i].Org] = true
		}
	}
	trials, err := e.team.rehearse(ctx, seasons, cal, e.opts.Workers, progress)
	if err != nil {
		return err
	}
	e.law = calibrate(trials, len(seasons), e.team.point)
	return nil
}

// Dropped lists the series of the earlier seasons that were not learnt from.
func (e *Ensemble) Dropped() []Dropped { return e.dropped }

// leastSeason is the least number of days that make a season worth learning from.
const leastSeason = 28

// screenAll makes seasons fit to learn from and adds the sums.
func screenAll(past []Panel, t Tree) (seasons []grown, dropped []Dropped) {
	for i := range past {
		p, d := Screen(past[i])
		dropped = append(dropped, d...)
		if p.Days >= leastSeason && len(p.Series) > 0 {
			seasons = append(seasons, t.grow(p))
		}
	}
	return seasons, dropped
}

// leastAlike is how many ordinary seasons there must be for one that is unlike others to be left out of the learning.
const leastAlike = 3

// panelsOf is the seasons' panels but one; none is left out for -1. A season unlike others is left out as well, when enough
// others are there.
func panelsOf(seasons []grown, but int) []Panel {
	var all, alike []Panel
	for i := range seasons {
		if i == but {
			continue
		}
		all = append(all, seasons[i].Panel)
		if seasonWeight(&seasons[i].Panel) == 1 {
			alike = append(alike, seasons[i].Panel)
		}
	}
	if len(alike) >= leastAlike {
		return alike
	}
	return all
}

// rehearse forecasts each season by methods that have learnt from the others. A season that is unlike others teaches what it
// can, at little weight, but is no measure of how far forecasts err.
func (t *team) rehearse(ctx context.Context, seasons []grown, cal Calendar, workers int, progress func(done, total int)) ([]trial, error) {
	total, done := 0, 0
	asks := make([][]ask, len(seasons))
	for j := range seasons {
		if seasonWeight(&seasons[j].Panel) == 1 || len(seasons) <= 2 {
			asks[j] = rehearsals(&seasons[j])
			total += 1 + len(asks[j])
		}
	}
	total++ // the last learning, on all seasons
	step := counter(&done, total, progress)
	teams := make([]team, len(seasons))
	jobs := []func() error{func() error { defer step(); return t.learn(panelsOf(seasons, -1), cal) }}
	for j := range seasons {
		if len(asks[j]) > 0 {
			teams[j] = t.fresh()
			jobs = append(jobs, func() error { defer step(); return teams[j].learn(panelsOf(seasons, j), cal) })
		}
	}
	if err := together(ctx, workers, jobs); err != nil {
		return nil, err
	}
	var all []trial
	for j := range seasons {
		ts, err := look(ctx, &seasons[j].Panel, j, teams[j].methods, asks[j], Horizon, workers, step)
		if err != nil {
			return nil, err
		}
		all = append(all, ts...)
		teams[j] = team{}
	}
	return all, nil
}

// firstOrigin is the first day of a season from which a look ahead is tried: a week must be known.
const firstOrigin = 7

// rehearsals are the origins in a season from which each series is forecast, so many days apart, not all series on the same
// day. Of a season that goes all the year round, the days from whose look ahead Christmas can be seen matter most.
func rehearsals(g *grown) []ask {
	var out []ask
	for i := range g.Series {
		near := [classes]int{single: 5, group: 3, whole: 1}[g.class[i]]
		far := near
		if g.Days > longSeason {
			near, far = near+3, 6*near
		}
		a := ask{series: i, class: g.class[i]}
		for d := firstOrigin + i%near; d+1 < g.Days; {
			a.origins = append(a.origins, d)
			if tau := fromChristmas(g.Date(d)); tau >= -Horizon && tau < 14 {
				d += near
			} else {
				d += far
			}
		}
		out = append(out, a)
	}
	return out
}

// longSeason is the number of days beyond which a season is more than a winter.
const longSeason = 150
