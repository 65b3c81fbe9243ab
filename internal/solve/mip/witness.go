package mip

import (
	"fmt"
	"math"

	"headroom/internal/solve/assign"
)

// witness is the best plan that is known without the solver: what it claims must agree with it.
type witness struct {
	p    *assign.Problem
	best assign.Plan
	held bool // somebody has it already: it may stand in for the solver's
}

// witnessOf takes the cheapest of what is held and what is done today, as far as they break no limit.
func witnessOf(p *assign.Problem, held []int32) witness {
	w := witness{p: p, best: assign.Plan{Cost: math.Inf(1)}}
	order := make([]int32, len(p.Jobs))
	for j := range order {
		order[j] = int32(j)
	}
	for k, slots := range [][]int32{held, assign.Greedy(p, true, order).Slot, assign.Greedy(p, false, order).Slot} {
		if k == 0 && held == nil {
			continue
		}
		if cost, broken := assign.Verify(p, slots); len(broken) == 0 && cost < w.best.Cost {
			w.best, w.held = assign.Plan{Slot: slots, Cost: cost}, k == 0
		}
	}
	return w
}

// near is how far two costs may be apart and be the same: costs of single days are kept with seven digits.
func near(cost float64) float64 { return 1e-4 + 1e-7*math.Abs(cost) }

// judge takes back what a claim cannot prove.
func (w witness) judge(claim Proof) Proof {
	if claim.Slots != nil {
		cost, broken := assign.Verify(w.p, claim.Slots)
		switch {
		case len(broken) > 0:
			claim.Doubt = fmt.Sprintf("its plan breaks a limit: %s %d: %s", broken[0].Kind, broken[0].Number, broken[0].Words)
			claim.Slots, cost = nil, math.Inf(1)
		case math.Abs(cost-claim.Cost) > near(cost):
			claim.Doubt = fmt.Sprintf("its plan costs %.4f and it says %.4f", cost, claim.Cost)
		}
		claim.Cost = cost
	}
	least := math.Min(claim.Cost, w.best.Cost)
	if claim.Doubt == "" && claim.Bound > least+near(least) {
		claim.Doubt = fmt.Sprintf("it says that no plan costs less than %.4f, and there is one for %.4f", claim.Bound, least)
	}
	if claim.Doubt == "" && claim.Proven && claim.Cost > w.best.Cost+near(w.best.Cost) {
		claim.Doubt = fmt.Sprintf("it calls a plan for %.4f the best, and there is one for %.4f", claim.Cost, w.best.Cost)
	}
	if claim.Doubt != "" {
		claim.Proven, claim.Bound = false, math.Inf(-1)
	}
	if w.held && w.best.Cost < claim.Cost-near(w.best.Cost) || claim.Doubt != "" && w.best.Cost < claim.Cost {
		claim.Slots, claim.Cost = w.best.Slot, w.best.Cost
	}
	return claim
}
