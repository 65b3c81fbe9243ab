package app

import (
	"context"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// resized tells from which morning on an organisation is of the beds that it is of now, where that has changed: one that
// others merged into, and the boards and regions between which a merger moved beds. A forecast held from an earlier morning
// was of other beds, and is not judged by what came of these.
func (a *App) resized(ctx context.Context, g *ground) (map[org.Code]civil.Date, error) {
	out := map[org.Code]civil.Date{}
	later := func(c org.Code, d civil.Date) {
		if c != "" && d.After(out[c]) {
			out[c] = d
		}
	}
	for _, j := range g.Joined {
		for _, part := range j.Parts {
			on, told := mergedOn(g.pic, part, j.Org)
			if on.IsZero() {
				continue
			}
			later(j.Org, told)
			before, err := a.Orgs.Picture(ctx, on.Add(-1), g.asOf)
			if err != nil {
				return nil, err
			}
			for _, k := range []org.Kind{org.KindICB, org.KindRegion} {
				was, _ := before.Above(org.NHS, part, k)
				if is, _ := g.pic.Above(org.NHS, j.Org, k); is != was {
					later(is, told)
					later(was, told)
				}
			}
		}
	}
	return out, nil
}

// mergedOn is the day on which an organisation's beds became those of its heir, through whomever lies between, and from which
// morning on a forecast held of the heir has them: the day on which it was told here, where that was later.
func mergedOn(pic *org.Picture, part, heir org.Code) (on, told civil.Date) {
	for seen := map[org.Code]bool{}; part != heir && !seen[part]; {
		seen[part] = true
		for _, f := range pic.Successors(part) {
			on, told = f.Valid.From, f.Valid.From
			if known := civil.Today(f.Recorded); !f.Recorded.IsZero() && known.After(told) {
				told = known
			}
			part = f.Other
		}
	}
	return on, told
}
