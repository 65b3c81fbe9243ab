package dischargedb

import (
	"context"
	"fmt"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/discharge"
	"headroom/internal/org"
)

// takeOut fills in how much statements that are new at an instant leave out because plans had agreed it, and gives notes: on that, on how many
// of the statements take the place of what a person entered by hand, and on how many are set aside though they are later.
func (s *Store) takeOut(ctx context.Context, tx *db.Tx, rows []discharge.Capacity, at time.Time) ([]string, error) {
	var councils []org.Code
	for _, c := range rows {
		councils = append(councils, c.Serves())
	}
	slices.Sort(councils)
	known, err := capacitiesIn(ctx, tx, discharge.CapacityAsked{Councils: slices.Compact(councils)}, at)
	if err != nil {
		return nil, err
	}
	before := discharge.NewSupply(known, at, s.holidays)
	var notes []string
	if n := before.ReplacedBy(rows); n > 0 {
		notes = append(notes, fmt.Sprintf("%d of %d rows take the place of what was entered by hand", n, len(rows)))
	}
	after := discharge.NewSupply(append(slices.Clone(known), rows...), at, s.holidays)
	if n := after.SetAside(rows); n > 0 {
		notes = append(notes, fmt.Sprintf("%d of %d rows are set aside on some day, though they are later: what was said for a day itself counts before places vacant at one time, and what a council says of itself before its providers. To change such a day, state it anew", n, len(rows)))
	}
	if !slices.ContainsFunc(rows, func(c discharge.Capacity) bool { return c.AgreedOut }) {
		return notes, nil
	}
	then, err := pastOf(ctx, tx)
	if err != nil {
		return nil, err
	}
	out := 0
	for _, c := range discharge.TakeOut(rows, func(c discharge.Capacity) []discharge.Claim { return then.claims(c.AsAt) }, before) {
		out += c.Agreed
	}
	if out > 0 {
		notes = append(notes, fmt.Sprintf("%d starts or places that plans had agreed by then are left out of what is free, as the statement says, and are not subtracted again", out))
	}
	return notes, nil
}

// past is what plans took at any earlier instant, for asking often.
type past struct {
	plans []pastPlan
	held  map[time.Time][]discharge.Claim
}

// pastPlan is all versions of a plan and all that happened to its lines.
type pastPlan struct {
	versions []held
	events   []discharge.Event
}

func pastOf(ctx context.Context, tx *db.Tx) (*past, error) {
	var ever civil.Date // narrows nothing
	names, _, err := newestVersions(ctx, tx, ever, ever, farOff)
	out := &past{held: map[time.Time][]discharge.Claim{}}
	for _, n := range names {
		var p pastPlan
		if p.versions, err = db.Collect(ctx, tx, queries.For(tx.Engine, "versions-of"), scanHeld, n, db.At(farOff)); err != nil {
			return nil, err
		}
		if p.events, err = db.Collect(ctx, tx, queries.For(tx.Engine, "events-of"), scanEvent, n, db.At(farOff)); err != nil {
			return nil, err
		}
		out.plans = append(out.plans, p)
	}
	return out, err
}

// claims lists what the plans took at an instant.
func (p *past) claims(at time.Time) []discharge.Claim {
	if got, ok := p.held[at]; ok {
		return got
	}
	var out []discharge.Claim
	for _, x := range p.plans {
		var v held
		for _, y := range x.versions {
			if !y.Proposed.After(at) {
				v = y
			}
		}
		events := slices.DeleteFunc(slices.Clone(x.events), func(e discharge.Event) bool { return e.At.After(at) })
		out = append(out, discharge.LivePlan{Version: v.Version, Standings: discharge.Standings(v.Version, v.roots, events)}.Claims()...)
	}
	p.held[at] = out
	return out
}
