package app

import (
	"context"

	"headroom/internal/civil"
	"headroom/internal/occupancy"
	"headroom/internal/org"
)

// scorer holds the mornings that have come against the forecasts of them.
type scorer struct {
	a    *App
	m    *forecastMade
	held map[civil.Date]map[org.Code]occupancy.Forecast // by origin, as they were held at noon of the day after
	has  map[civil.Date]bool                            // the origins of which any are held
	made map[civil.Date]map[org.Code]occupancy.Forecast // replays; nil until one is needed
	// resized is from which morning on a forecast of an organisation is of the beds that it is of now, where that has changed.
	resized map[org.Code]civil.Date
}

// scores works out the outcomes of the last days that are not held yet, or no longer as they are held.
func (a *App) scores(ctx context.Context, m *forecastMade) ([]occupancy.Outcome, error) {
	s := &scorer{a: a, m: m, held: map[civil.Date]map[org.Code]occupancy.Forecast{}, has: map[civil.Date]bool{}}
	var err error
	if s.resized, err = a.resized(ctx, &m.ground); err != nil {
		return nil, err
	}
	last := m.run.Origin
	first := last.Add(1 - occupancy.RecentDays)
	origins, err := a.Forecasts.HeldFrom(ctx, first.Add(-occupancy.Horizon), last)
	if err != nil {
		return nil, err
	}
	for _, d := range origins {
		s.has[d] = true
	}
	known, err := a.Forecasts.ScoredBetween(ctx, first, last)
	if err != nil {
		return nil, err
	}
	var out []occupancy.Outcome
	for day := first; !day.After(last); day = day.Add(1) {
		if day.Before(m.now.From) {
			continue
		}
		came := occupancy.Came(&m.now, m.tree, day.Sub(m.now.From))
		if s.stands(came, known, day) {
			continue
		}
		list, err := s.judge(ctx, came, day)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, ctx.Err()
}

// heldFor reports whether any forecast that looks ahead to the day at a scored horizon was held, from a morning on.
func (s *scorer) heldFor(day, from civil.Date) bool {
	for _, h := range occupancy.ScoredHorizons() {
		if origin := day.Add(-h); s.has[origin] && !origin.Before(from) {
			return true
		}
	}
	return false
}

// stands reports whether all that came on the day is scored already as it is.
func (s *scorer) stands(came map[org.Code]occupancy.Counted, known map[org.Code]map[civil.Date]occupancy.Outcome, day civil.Date) bool {
	for c, b := range came {
		better := s.heldFor(day, s.resized[c])
		o, ok := known[c][day]
		open := b.Open
		if !occupancy.Known(open) {
			open = 0
		}
		if !ok || o.Occupied != b.Occupied || o.Open != open || o.Replayed && better {
			return false
		}
	}
	return true
}

// judge scores one morning: by the forecasts held of it, or, where there are none, by forecasts made afterwards.
func (s *scorer) judge(ctx context.Context, came map[org.Code]occupancy.Counted, day civil.Date) ([]occupancy.Outcome, error) {
	var list []occupancy.Outcome
	if s.heldFor(day, civil.Date{}) {
		for _, h := range occupancy.ScoredHorizons() {
			if err := s.load(ctx, day.Add(-h)); err != nil {
				return nil, err
			}
		}
		list = occupancy.Outcomes(came, day, false, occupancy.ScoredHorizons(), func(origin civil.Date) map[org.Code]occupancy.Forecast { return s.held[origin] })
	}
	left := came // of none of whom a forecast of the present beds was held: all, or those that were resized since
	if len(list) > 0 {
		left = map[org.Code]occupancy.Counted{}
		for c := range s.resized {
			if b, ok := came[c]; ok && !s.heldFor(day, s.resized[c]) {
				left[c] = b
			}
		}
		if len(left) == 0 {
			return list, nil
		}
	}
	if s.made == nil {
		var err error
		if s.made, err = s.m.replays(); err != nil {
			return nil, err
		}
	}
	for _, o := range s.m.judgeReplayed(s.made, left, day) {
		_, o.Resized = s.resized[o.Org]
		list = append(list, o)
	}
	return list, nil
}

// heldBy is the hour of the day after its origin at which a forecast is taken as it was held. No figure of that day is in
// it: a run looks at nothing after its origin.
const heldBy = 12 * 60

func (s *scorer) load(ctx context.Context, origin civil.Date) (err error) {
	if !s.has[origin] || s.held[origin] != nil {
		return nil
	}
	s.held[origin], err = s.a.Forecasts.From(ctx, origin, origin.Add(1).At(heldBy))
	for c, from := range s.resized {
		if origin.Before(from) {
			delete(s.held[origin], c)
		}
	}
	return err
}

// judgeReplayed scores a morning by replays, at whatever horizon they are.
func (m *forecastMade) judgeReplayed(made map[civil.Date]map[org.Code]occupancy.Forecast, came map[org.Code]occupancy.Counted, day civil.Date) []occupancy.Outcome {
	var horizons []int
	for h := 1; h <= occupancy.Horizon; h++ {
		if made[day.Add(-h)] != nil {
			horizons = append(horizons, h)
		}
	}
	return occupancy.Outcomes(came, day, true, horizons, func(origin civil.Date) map[org.Code]occupancy.Forecast { return made[origin] })
}

// replayedScore is the score of one organisation's last days by forecasts made afterwards alone, for when none are held.
func (m *forecastMade) replayedScore(c org.Code) (occupancy.Recent, error) {
	made, err := m.replays()
	if err != nil {
		return occupancy.Recent{}, err
	}
	var list []occupancy.Outcome
	for day := m.run.Origin.Add(1 - occupancy.RecentDays); !day.After(m.run.Origin); day = day.Add(1) {
		if day.Before(m.now.From) {
			continue
		}
		for _, o := range m.judgeReplayed(made, occupancy.Came(&m.now, m.tree, day.Sub(m.now.From)), day) {
			if o.Org == c {
				list = append(list, o)
			}
		}
	}
	return occupancy.Sum(list), nil
}
