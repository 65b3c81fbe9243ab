package sitrepweb

import (
	"context"
	"fmt"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// todayEra is what everything on the pages made under it stands on: the same stamp, minute and instant.
type todayEra struct{ asOf, at, stamp int64 }

// todayAlike names something that many pages of one era read alike.
type todayAlike struct {
	era      todayEra
	what     string
	form     sitrep.FormCode
	measure  measure.Code
	from, to civil.Date
	view     sitrep.View
	shown    *org.Picture
}

// todayKept is how many such reads are kept: those of a few eras, each with about a dozen.
const todayKept = 64

// todayCommon keeps what the pages of an era have in common, so that after a submission the hundred pages that are made
// anew read it once. It is read for everybody and cut to what each page asks for, which is no more than its readers may see.
type todayCommon struct {
	slips  *todayKeeper[todayAlike, []sitrep.Slip]
	events *todayKeeper[todayAlike, []sitrep.Event]
	days   *todayKeeper[todayAlike, civil.Date]
	across *todayKeeper[todayAlike, map[org.Code]sitrep.Point]
	hours  *todayKeeper[todayAlike, []Strike]
}

func newTodayCommon() *todayCommon {
	return &todayCommon{newTodayKeeper[todayAlike, []sitrep.Slip](todayKept), newTodayKeeper[todayAlike, []sitrep.Event](todayKept),
		newTodayKeeper[todayAlike, civil.Date](todayKept), newTodayKeeper[todayAlike, map[org.Code]sitrep.Point](todayKept),
		newTodayKeeper[todayAlike, []Strike](todayKept)}
}

// sharing is the room for one making, which reads through what is common to the era of k.
func (t todayRoom) sharing(a todayAsked, k todayKey) todayRoom {
	era := todayEra{k.asOf, k.at, k.stamp}
	s := todayShared{Store: t.Store, common: t.common, era: era, pic: a.pic, now: a.now}
	if t.Strikes != nil {
		t.Strikes = todayHoursShared{t.Strikes, t.common, era}
	}
	t.Store = s
	return t
}

// todayShared is a store as one making of a page sees it.
type todayShared struct {
	Store
	common *todayCommon
	era    todayEra
	pic    *org.Picture
	now    time.Time
}

// Slips reads those of every organisation once and gives those asked for.
func (s todayShared) Slips(ctx context.Context, q sitrep.SlipsAsked) ([]sitrep.Slip, error) {
	if !q.AsOf.Equal(s.now) {
		return s.Store.Slips(ctx, q)
	}
	all, err := s.common.slips.get(ctx, todayAlike{era: s.era, form: q.Form, from: q.From, to: q.To}, func(ctx context.Context) ([]sitrep.Slip, error) {
		q := q
		q.Orgs = nil
		return s.Store.Slips(ctx, q)
	})
	return todayOf(all, q.Orgs, func(x sitrep.Slip) org.Code { return x.Org }), err
}

// Events reads those of every organisation once and gives those asked for.
func (s todayShared) Events(ctx context.Context, q sitrep.EventsAsked) ([]sitrep.Event, error) {
	if !q.Since.Equal(s.now.Add(-todayNight)) {
		return s.Store.Events(ctx, q)
	}
	all, err := s.common.events.get(ctx, todayAlike{era: s.era, form: q.Form}, func(ctx context.Context) ([]sitrep.Event, error) {
		q := q
		q.Orgs, q.Limit = nil, todayAllEvents
		return s.Store.Events(ctx, q)
	})
	out := todayOf(all, q.Orgs, func(x sitrep.Event) org.Code { return x.Org })
	return out[:min(len(out), q.Limit)], err
}

// todayAllEvents is more than the store looks through.
const todayAllEvents = 20_000

// todayOf is a copy of those that are of the organisations; nil asks for all.
func todayOf[T any](all []T, orgs []org.Code, of func(T) org.Code) []T {
	if orgs == nil {
		return slices.Clone(all)
	}
	wanted := make(map[org.Code]bool, len(orgs))
	for _, c := range orgs {
		wanted[c] = true
	}
	var out []T
	for _, x := range all {
		if wanted[of(x)] {
			out = append(out, x)
		}
	}
	return out
}

// LastDay is read once for a form.
func (s todayShared) LastDay(ctx context.Context, form sitrep.FormCode, asOf time.Time) (civil.Date, error) {
	if !asOf.Equal(s.now) {
		return s.Store.LastDay(ctx, form, asOf)
	}
	return s.common.days.get(ctx, todayAlike{era: s.era, form: form}, func(ctx context.Context) (civil.Date, error) {
		return s.Store.LastDay(ctx, form, asOf)
	})
}

// Across reads the day's figure of everybody who sends or has a sum once, and gives those asked for.
func (s todayShared) Across(ctx context.Context, q sitrep.Across) (map[org.Code]sitrep.Point, error) {
	everybody := append([]org.Code{org.England}, s.pic.Under(org.NHS, org.England, append(todaySenders(), org.KindRegion, org.KindICB)...)...)
	held := make(map[org.Code]bool, len(everybody))
	for _, c := range everybody {
		held[c] = true
	}
	if !q.AsOf.Equal(s.now) || slices.ContainsFunc(q.Orgs, func(c org.Code) bool { return !held[c] }) {
		return s.Store.Across(ctx, q)
	}
	k := todayAlike{era: s.era, form: q.Form, measure: q.Measure, from: q.Day, view: q.View, shown: s.pic}
	all, err := s.common.across.get(ctx, k, func(ctx context.Context) (map[org.Code]sitrep.Point, error) {
		q := q
		q.Orgs = everybody
		return s.Store.Across(ctx, q)
	})
	out := make(map[org.Code]sitrep.Point, len(q.Orgs))
	for _, c := range q.Orgs {
		if p, ok := all[c]; ok {
			out[c] = p
		}
	}
	return out, err
}

// todayHoursShared reads the hours of action once.
type todayHoursShared struct {
	Strikes
	common *todayCommon
	era    todayEra
}

// Windows reads the hours of each span once.
func (s todayHoursShared) Windows(ctx context.Context, from, to civil.Date, asOf time.Time) ([]Strike, error) {
	what := fmt.Sprintf("hours at %d", asOf.Unix()/60)
	return s.common.hours.get(ctx, todayAlike{era: s.era, what: what, from: from, to: to}, func(ctx context.Context) ([]Strike, error) {
		return s.Strikes.Windows(ctx, from, to, asOf)
	})
}
