package discharge

import (
	"context"

	"headroom/internal/civil"
	"headroom/internal/flow"
	"headroom/internal/org"
	"headroom/internal/simulate"
)

// Fan is the spread of one trust's occupied beds on one morning, without a plan and with it, and the usable beds that the
// target is a share of, in the mean.
type Fan struct {
	Trust         org.Code
	Morning       civil.Date
	Without, With Spread
	Usable        float64
}

// Spread is five quantiles of a number of beds.
type Spread struct{ Q10, Q25, Q50, Q75, Q90 float64 }

// fanReplicates are enough for quantiles to the bed.
const fanReplicates = 4096

// FanOf plays the mornings up to the last one of the target without lines and with them, with the same luck.
func FanOf(ctx context.Context, sys *flow.System, a Ask, lines []Line, seed uint64) ([]Fan, error) {
	var runs [2]*simulate.Result
	var q *asked
	for k, given := range [][]Line{nil, lines} {
		a.Given, a.Levers, a.Limits = given, nil, nil
		var err error
		if q, err = check(sys, a); err != nil {
			return nil, err
		}
		if runs[k], err = simulate.Run(ctx, &q.model, simulate.Options{Replicates: fanReplicates, Seed: seed, Days: q.last + 1}); err != nil {
			return nil, wrapped(ctx, err)
		}
	}
	var out []Fan
	for _, i := range q.order {
		for d := range q.last + 1 {
			out = append(out, Fan{Trust: sys.Trusts[i], Morning: sys.Morning(d), Without: spreadOf(runs[0], i, d), With: spreadOf(runs[1], i, d),
				Usable: runs[1].Room(i, d)})
		}
	}
	return out, nil
}

func spreadOf(r *simulate.Result, site, day int) Spread {
	q := func(p float64) float64 { return r.Quantile(site, day, p) }
	return Spread{q(.1), q(.25), q(.5), q(.75), q(.9)}
}
