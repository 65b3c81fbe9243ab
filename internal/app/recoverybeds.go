package app

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/occupancy"
	"headroom/internal/org"
	"headroom/internal/recovery"
	"headroom/internal/sitrep"
)

// The beds of adult critical care, of which mornings are returned and no forecast is made.
const (
	highOccupied measure.Code = "cc_adult_occ"
	highOpen     measure.Code = "cc_adult_open"
)

// How old the morning of a bed forecast may be that plans stand on, over how many mornings free high-care beds are counted, and
// how many of those must be known.
const (
	forecastOldest = 7
	highMornings   = 28
	highLeast      = 14
)

// bedded is a ground with the beds that the forecast and the returns say are free, where nobody gave a limit.
func (a *App) bedded(ctx context.Context, o org.Code, g recovery.Ground, asOf time.Time) (recovery.Ground, error) {
	if len(g.Sessions) == 0 {
		return g, nil
	}
	today := civil.Today(a.DB.Now())
	if !asOf.IsZero() {
		today = civil.Today(asOf)
	}
	rule := g.Beds.Rule
	if !g.Beds.Stated {
		rule = recovery.DefaultBedRule(nil)
	}
	odds, err := a.wardOdds(ctx, o, rule, today, asOf)
	if err == nil {
		err = a.highOdds(ctx, o, rule, today, asOf, &odds)
	}
	return g.WithBeds(odds, today), err
}

// wardOdds is the beds free on each night by the newest forecast that was held. A night's beds are counted at 08:00 after it.
func (a *App) wardOdds(ctx context.Context, o org.Code, rule recovery.BedRule, today civil.Date, asOf time.Time) (recovery.BedOdds, error) {
	held, err := a.Forecasts.Forecast(ctx, o, civil.Date{}, asOf)
	if fault.KindOf(err) == fault.NotFound {
		return recovery.BedOdds{Why: "no bed forecast of this trust is held"}, nil
	}
	if err != nil {
		return recovery.BedOdds{}, err
	}
	f := held.Forecast
	out := recovery.BedOdds{Origin: f.Origin, Model: f.Model, Made: held.Run.Recorded}
	noted := func(code string) string {
		if i := slices.IndexFunc(f.Notes, func(n occupancy.Note) bool { return n.Code == code }); i >= 0 {
			return f.Notes[i].Words
		}
		return ""
	}
	switch {
	case today.Sub(f.Origin) > forecastOldest:
		out.Why = fmt.Sprintf("the newest bed forecast is from the morning of %s, more than %d days ago", f.Origin.Format("2 January 2006"), forecastOldest)
	case len(f.Days) == 0:
		out.Why = "the bed forecast says nothing of this trust. " + noted(occupancy.NoteRefused)
	case noted(occupancy.NoteNoOpen) != "":
		out.Why = "the bed forecast does not know the beds open. " + noted(occupancy.NoteNoOpen)
	}
	if out.Why != "" {
		return out, nil
	}
	for i := range f.Days {
		d := &f.Days[i]
		if !d.Open.Known() || !d.Occupied.Known() {
			break
		}
		out.Ward = append(out.Ward, recovery.FreeBeds{Night: d.Date.Add(-1), Free: d.SafeHeadroom(rule.Most, rule.Confidence)})
	}
	if len(out.Ward) == 0 {
		out.Why = "the bed forecast knows no night"
	}
	return out, nil
}

// highOdds is the high-care beds that were free in so many of the last mornings' returns as the rule's confidence asks.
func (a *App) highOdds(ctx context.Context, o org.Code, rule recovery.BedRule, today civil.Date, asOf time.Time, out *recovery.BedOdds) error {
	from := today.Add(1 - highMornings)
	series, err := a.Returns.Many(ctx, sitrep.Asked{Org: o, From: from, To: today, AsOf: asOf, View: sitrep.Latest}, []measure.Code{highOccupied, highOpen})
	if err != nil {
		return err
	}
	open := map[civil.Date]measure.Value{}
	for _, p := range series[1].Points {
		open[p.Day] = p.Value
	}
	var free []int
	for _, p := range series[0].Points {
		x := open[p.Day]
		if p.Value.State != measure.Number || x.State != measure.Number {
			continue
		}
		if len(free) == 0 {
			out.HighFrom = p.Day
		}
		out.HighTo = p.Day
		free = append(free, int(math.Floor(x.N-p.Value.N)))
	}
	out.HighOf = len(free)
	if len(free) < highLeast {
		out.HighWhy = fmt.Sprintf("%d of the last %d mornings' returns give adult critical care beds open and occupied, and %d are needed", len(free), highMornings, highLeast)
		return nil
	}
	slices.Sort(free)
	const rounding = 1e-9
	out.High = free[int(math.Floor((1-rule.Confidence)*float64(len(free))+rounding))]
	return nil
}
