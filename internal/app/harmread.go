package app

import (
	"cmp"
	"context"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/harm"
	"headroom/internal/org"
)

// harmScope reads a request: nil trusts is all of England.
func (a *App) harmScope(ctx context.Context, q HarmQuery) (trusts []org.Code, asOf time.Time, err error) {
	if asOf, err = ParseAsOf(q.AsOf); err != nil {
		return nil, asOf, err
	}
	code, _, err := org.ParseCode(cmp.Or(q.Org, string(org.England)))
	if err != nil || code == org.England {
		return nil, asOf, err
	}
	pic, err := a.Orgs.Picture(ctx, civil.Today(a.DB.Now()), asOf)
	if err != nil {
		return nil, asOf, err
	}
	if _, ok := pic.Unit(code); !ok {
		return nil, asOf, fault.New(fault.NotFound, "there is no organisation %s; headroom orgs lists them", code)
	}
	return append(pic.Under(org.NHS, code, org.KindTrust, org.KindAmbulance, org.KindIndependent), code), asOf, nil
}

// instant is the instant of a reading: asOf, or now where none is given.
func (a *App) instant(asOf time.Time) time.Time {
	if asOf.IsZero() {
		return a.DB.Now()
	}
	return asOf
}

// HarmList lists events.
func (a *App) HarmList(ctx context.Context, q HarmQuery) (HarmListJSON, error) {
	out := HarmListJSON{AsOf: q.AsOf, Events: []HarmEventJSON{}}
	trusts, asOf, err := a.harmScope(ctx, q)
	if err != nil {
		return out, err
	}
	out.AsOf = a.instant(asOf).UTC().Format(time.RFC3339)
	periods, err := a.harmPeriod(ctx, q.Period, asOf)
	if err != nil {
		return out, err
	}
	most := q.Limit
	if q.Period != "" {
		most = 0 // of the period, not of all
	}
	list, err := a.Harm.Events(ctx, trusts, asOf, most)
	for _, k := range list {
		x := harmEventJSON(k, periods)
		if (q.Period == "" || x.Period == q.Period) && (q.Limit <= 0 || len(out.Events) < q.Limit) {
			out.Events = append(out.Events, x)
		}
	}
	return out, err
}

// harmPeriod are the periods as known at asOf, of which code, where it is given, must be one.
func (a *App) harmPeriod(ctx context.Context, code string, asOf time.Time) (harm.Periods, error) {
	periods, err := a.harmPeriods(ctx, asOf)
	if err == nil && code != "" && !periods.Known(code) {
		err = fault.New(fault.NotFound, "there is no period of action %s; headroom actions lists them", code)
	}
	return periods, err
}

func harmEventJSON(k harm.Kept, periods harm.Periods) HarmEventJSON {
	e := k.Now()
	period, how := periods.Of(e)
	out := HarmEventJSON{ID: string(k.ID), Trust: string(k.Trust), Revision: e.Revision, Kind: string(e.Kind), Occurred: e.Occurred.String(), Detected: e.Detected.String(),
		First: k.Revisions[0].Recorded, Recorded: e.Recorded, Basis: string(e.Grade.Basis), Physical: int(e.Grade.Physical), Psychological: int(e.Grade.Psychological),
		Review: e.Grade.Review.String(), Period: period, PeriodBy: string(how), Links: []LinkJSON{}}
	if n := len(k.Candour); n > 0 {
		out.Candour = k.Candour[n-1].Notifiable
	}
	for _, l := range k.Links {
		out.Links = append(out.Links, LinkJSON{Period: l.Period, Request: string(l.Request), Strength: int(l.Strength), Words: l.Strength.Words(), On: l.On.String(), Reviewer: l.Reviewer})
	}
	for _, s := range k.Sent {
		if s.Revision == e.Revision {
			out.Sent = string(s.State)
		}
	}
	return out
}

// HarmCohort is the lag picture, trust by trust.
func (a *App) HarmCohort(ctx context.Context, q HarmQuery) (HarmCohortJSON, error) {
	out := HarmCohortJSON{Period: q.Period, AsOf: q.AsOf, Trusts: []HarmCohortLine{}}
	trusts, asOf, err := a.harmScope(ctx, q)
	if err != nil {
		return out, err
	}
	out.AsOf = a.instant(asOf).UTC().Format(time.RFC3339)
	if _, err := a.harmPeriod(ctx, q.Period, asOf); err != nil {
		return out, err
	}
	lags, err := a.Harm.Counts(ctx, trusts, q.Period, asOf)
	if err != nil {
		return out, err
	}
	when := a.instant(asOf)
	for _, o := range inOrder(lags) {
		c, err := a.Harm.Cohort(ctx, o, q.Period, asOf)
		if err != nil {
			return out, err
		}
		line := HarmCohortLine{Trust: string(o), Watched: len(c.Watched), Triggers: map[string]int{}, Windows: []HarmLagWindow{}}
		for _, t := range c.Triggers {
			line.Triggers[string(t.Kind)]++
		}
		for _, d := range harm.Dues(c, when, civil.England()) {
			line.Unknown++
			if d.Overdue(civil.Today(when)) {
				line.Overdue++
			}
		}
		line.Closed, line.Harm = closedIn(c, when)
		for i, d := range lags[o].Days {
			line.Windows = append(line.Windows, HarmLagWindow{Days: d, Pathways: lags[o].Of[i], Triggers: lags[o].Count[i], Late: lags[o].Late[i], Closed: lags[o].Closed[i]})
		}
		out.Trusts = append(out.Trusts, line)
	}
	return out, nil
}

// closedIn counts the pathways whose review is closed, and those of them in which harm was found last.
func closedIn(c harm.Cohort, when time.Time) (closed, found int) {
	finding := map[harm.WatchID]harm.Finding{}
	for _, e := range c.Reviews {
		if e.Finding != "" {
			finding[e.Watch] = e.Finding
		}
	}
	for _, w := range c.Watched {
		if stage, _ := c.Stage(w.ID, when); stage == harm.Shut {
			closed++
			if finding[w.ID] == harm.HarmFound {
				found++
			}
		}
	}
	return closed, found
}

// HarmNowcast is how many events are expected to be reported still.
func (a *App) HarmNowcast(ctx context.Context, q HarmQuery) (HarmNowcastJSON, error) {
	out := HarmNowcastJSON{Org: cmp.Or(q.Org, string(org.England)), Windows: []HarmWindowJSON{}}
	trusts, asOf, err := a.harmScope(ctx, q)
	if err != nil {
		return out, err
	}
	list, err := a.Harm.Reported(ctx, trusts, asOf)
	if err != nil {
		return out, err
	}
	if asOf.IsZero() {
		asOf = a.DB.Now()
	}
	n, err := harm.WeeklyNowcast(list, civil.Today(asOf), harm.NowcastOptions{Weeks: q.Weeks})
	if err != nil {
		return out, err
	}
	out.AsOf, out.Interval, out.Reported, out.Expected, out.Low, out.High, out.Shift = n.AsOf, n.Share, n.Reported, n.Mean, n.Low, n.High, n.Shift
	out.Week, out.SoFar = n.Week, n.SoFar
	for _, w := range n.Windows {
		out.Windows = append(out.Windows, HarmWindowJSON{From: w.From, Reported: w.Reported, Expected: w.Mean, Low: w.Low, High: w.High, Complete: w.Complete})
	}
	return out, nil
}
