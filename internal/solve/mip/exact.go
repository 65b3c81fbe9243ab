package mip

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"sort"
	"time"

	"headroom/internal/solve/assign"
)

// Proof is what Exact found of an assignment problem.
type Proof struct {
	Slots  []int32 // by job; nil when nothing is held and the clock ended it before any plan was found
	Cost   float64 // of Slots; +Inf without them
	Bound  float64 // no plan costs less
	Proven bool    // Slots is a plan than which none is cheaper
	Rounds int     // how often the programme was solved
	Doubt  string  // why what the solver said is not believed; "" when nothing speaks against it
}

// Exact solves an assignment problem to proven optimality, or as far as the time allows; zero is without an end. It is for
// problems of at most a few hundred jobs.
//
// The solver is not taken at its word. Its plan is judged by assign.Verify, and its claims are held against the best plan
// that there is: held, where somebody has one already (nil is none), or one made by assign.Greedy. Where a limit is broken, or
// a claimed bound or optimum is above the cost of a plan that breaks none, nothing is proven, the bound is no bound, and Doubt
// says why.
func (s *Solver) Exact(ctx context.Context, p *assign.Problem, held []int32, within time.Duration) (Proof, error) {
	return prove(ctx, p, held, within, mostLists, s.Solve)
}

// prove is Exact by a programme of lists where there are no more of them than most, and of pairs otherwise, and by anything
// that solves programmes.
func prove(ctx context.Context, p *assign.Problem, held []int32, within time.Duration, most int,
	solve func(context.Context, Model, time.Duration) (Answer, error)) (Proof, error) {
	if err := assign.Check(p); err != nil {
		return Proof{}, err
	}
	w := witnessOf(p, held)
	e := programme(p, most)
	out := Proof{Cost: math.Inf(1), Bound: math.Inf(-1)}
	end := time.Now().Add(within)
	for {
		left := time.Duration(0)
		if within > 0 {
			if left = time.Until(end); left <= 0 {
				return w.judge(out), nil
			}
		}
		a, err := solve(ctx, e.model, left)
		if err != nil {
			return out, err
		}
		out.Rounds++
		out.Bound = max(out.Bound, a.Bound+e.base)
		if a.Values == nil {
			return w.judge(out), nil
		}
		slots := e.slots(a.Values)
		if e.held == nil && e.cover(slots) {
			continue
		}
		out.Slots, out.Cost, out.Proven = slots, a.Cost+e.base, a.Status == Optimal
		return w.judge(out), nil
	}
}

// exact is an assignment problem as a programme.
type exact struct {
	p     *assign.Problem
	model Model
	base  float64         // the cost when nobody is given a slot
	pairs []pair          // what the first variables stand for
	of    [][]int         // by job, its variables
	in    [][]int         // by slot, its variables
	where []map[int32]int // by job, the variable of each slot
	held  [][]int         // where the programme is one of lists, what each of its variables holds
}

type pair struct {
	job  int
	slot int32
}

// programme makes the variables and every row that is linear.
func programme(p *assign.Problem, most int) *exact {
	e := &exact{p: p, of: make([][]int, len(p.Jobs)), in: make([][]int, len(p.Slots)), where: make([]map[int32]int, len(p.Jobs))}
	for j := range p.Jobs {
		e.job(j)
	}
	e.rows()
	e.pools()
	if e.lists(most) {
		return e
	}
	for s := range p.Slots {
		e.minutes(s)
	}
	return e
}

// job makes the variables of one job: what each slot would cost over being given none.
func (e *exact) job(j int) {
	b := e.p.Jobs[j]
	e.where[j] = map[int32]int{}
	none := b.Out
	if b.Held >= 0 {
		none += b.Drop
	}
	e.base += none
	c := e.p.Classes[b.Class]
	if b.Held >= 0 && !slices.Contains(c.Slots, b.Held) { // what is held may be kept, though it could not be given now
		c.Slots, c.Extra = append(slices.Clone(c.Slots), b.Held), append(slices.Clone(c.Extra), 0)
	}
	stays := b.Fixed && b.Held >= 0 && !e.p.Slots[b.Held].Closed
	for k, s := range c.Slots {
		t := e.p.Slots[s]
		day := float64(b.Cost[t.Day])
		if t.Closed || math.IsInf(day, 1) || stays && s != b.Held {
			continue
		}
		cost := day + float64(c.Extra[k])
		if b.Held >= 0 && s != b.Held {
			cost += b.Move
		}
		low := 0.0
		if stays {
			low = 1
		}
		v := len(e.model.Variables)
		e.model.Variables = append(e.model.Variables, Variable{Cost: cost - none, Low: low, High: 1, Whole: true})
		e.pairs = append(e.pairs, pair{j, s})
		e.of[j], e.in[s] = append(e.of[j], v), append(e.in[s], v)
		e.where[j][s] = v
	}
	if len(e.of[j]) > 1 {
		e.most(e.of[j], 1, func(int) float64 { return 1 })
	}
}

// most asks that the weights of variables add up to at most so much.
func (e *exact) most(vars []int, high float64, weight func(v int) float64) {
	terms := make([]Term, len(vars))
	for k, v := range vars {
		terms[k] = Term{v, weight(v)}
	}
	e.limit(terms, high)
}

// limit asks that terms add up to at most so much, or to what cannot be otherwise where that is more: a limit broken by what
// is fixed is not for a plan to mend, but nothing may be added.
func (e *exact) limit(terms []Term, high float64) {
	fixed := 0.0
	for _, t := range terms {
		fixed += t.Weight * e.model.Variables[t.Variable].Low
	}
	e.model.Rows = append(e.model.Rows, Row{Low: math.Inf(-1), High: max(high, fixed), Terms: terms})
}

// rows makes the variables of opened slots and the rows that count them.
func (e *exact) rows() {
	open := make([][]int, len(e.p.Rows))
	for s, t := range e.p.Slots {
		if len(t.Rows) == 0 || len(e.in[s]) == 0 {
			continue
		}
		y := len(e.model.Variables)
		low := 0.0
		for _, v := range e.in[s] {
			low = max(low, e.model.Variables[v].Low)
		}
		e.model.Variables = append(e.model.Variables, Variable{Low: low, High: 1, Whole: true})
		for _, r := range t.Rows {
			open[r] = append(open[r], y)
		}
		for _, v := range e.in[s] {
			e.model.Rows = append(e.model.Rows, Row{Low: math.Inf(-1), High: 0, Terms: []Term{{v, 1}, {y, -1}}})
		}
	}
	for r, ys := range open {
		if len(ys) > int(e.p.Rows[r]) {
			e.most(ys, float64(e.p.Rows[r]), func(int) float64 { return 1 })
		}
	}
}

// pools makes the rows of what is used at each place on each day.
func (e *exact) pools() {
	by := map[[2]int][]Term{}
	for v := range e.pairs {
		e.uses(v, func(at [2]int, amount float64) { by[at] = append(by[at], Term{v, amount}) })
	}
	for _, at := range sortedPools(by) {
		e.limit(by[at], e.capacity(at))
	}
}

// capacity is what a pool has, and the little over it that the judge lets pass. Shares of beds are no exact binary numbers,
// and HiGHS 1.15 calls some plans impossible that fill such a row exactly, and a worse one optimal.
func (e *exact) capacity(at [2]int) float64 { return float64(e.p.Pools[at[0]].Cap[at[1]]) + 1e-5 }

// uses tells what a pair uses of which family at which place and day.
func (e *exact) uses(v int, tell func(at [2]int, amount float64)) {
	q := e.pairs[v]
	t := e.p.Slots[q.slot]
	for f, nights := range e.p.Stays[e.p.Jobs[q.job].Stay].Uses {
		for night, amount := range nights {
			if day := int(t.Day) + night; amount > 0 && day < e.p.Nights {
				tell([2]int{f, int(t.Place)*e.p.Nights + day}, float64(amount))
			}
		}
	}
}

func sortedPools(by map[[2]int][]Term) [][2]int {
	return slices.SortedFunc(maps.Keys(by), func(a, b [2]int) int { return cmp.Or(a[0]-b[0], a[1]-b[1]) })
}

// minutes makes lines over the overrun rule: for a weight w, mean and w times variance of jobs that may share a slot are at
// most what the best mix of these jobs would reach.
func (e *exact) minutes(s int) {
	if len(e.in[s]) == 0 {
		return
	}
	length := e.p.Lengths[e.p.Slots[s].Length]
	high := 0.0 // of variance to mean
	for _, v := range e.in[s] {
		j := e.p.Jobs[e.pairs[v].job]
		high = max(high, j.Variance/j.Mean)
	}
	for _, ratio := range []float64{high / 16, high / 5, high / 2, high} {
		w := e.weight(length, ratio)
		top := 0.0
		const steps = 400
		for k := range steps + 1 {
			r := high * float64(k) / steps
			// Between two ratios the mean is at most that of the smaller, and the ratio at most the larger.
			top = max(top, e.mean(length, r)*(1+w*high*float64(min(k+1, steps))/steps))
		}
		e.most(e.in[s], top*(1+1e-9), func(v int) float64 {
			j := e.p.Jobs[e.pairs[v].job]
			return j.Mean + w*j.Variance
		})
		if high == 0 {
			return
		}
	}
}

// weight is the slope of 1/mean in the ratio of variance to mean: the line that touches the rule there.
func (e *exact) weight(length, ratio float64) float64 {
	h := max(ratio/50, 1e-3)
	at, up := 1/e.mean(length, ratio), 1/e.mean(length, ratio+h)
	slope := (up - at) / h
	return slope / (at - slope*ratio)
}

// mean is the largest mean that fits into a length at a ratio of variance to mean.
func (e *exact) mean(length, ratio float64) float64 {
	low, high := 0.0, length+e.p.Overrun.Grace
	for range 60 {
		if m := (low + high) / 2; e.p.Overrun.Fits(length, m, ratio*m) {
			low = m
		} else {
			high = m
		}
	}
	return high
}

// slots reads a plan.
func (e *exact) slots(values []float64) []int32 {
	out := make([]int32, len(e.p.Jobs))
	for j := range out {
		out[j] = assign.None
	}
	give := func(v int) { out[e.pairs[v].job] = e.pairs[v].slot }
	if e.held != nil {
		for k, list := range e.held {
			if values[k] > .5 {
				for _, v := range list {
					give(v)
				}
			}
		}
		return out
	}
	for v := range e.pairs {
		if values[v] > .5 {
			give(v)
		}
	}
	return out
}

// cover forbids the jobs of each slot that break the overrun rule together, leaving out those that are not needed to break
// it, in every slot that is no longer; it reports whether any do.
func (e *exact) cover(slots []int32) bool {
	lists := make([][]int, len(e.p.Slots))
	for j, s := range slots {
		if s != assign.None {
			lists[s] = append(lists[s], j)
		}
	}
	did := false
	for s, list := range lists {
		length := e.p.Lengths[e.p.Slots[s].Length]
		if len(list) == 0 || e.fits(length, list) || e.fixed(list) {
			continue
		}
		did = true
		sort.SliceStable(list, func(a, b int) bool { return e.p.Jobs[list[a]].Mean < e.p.Jobs[list[b]].Mean })
		for k := 0; k < len(list); {
			less := slices.Delete(slices.Clone(list), k, k+1)
			if e.fits(length, less) {
				k++
			} else {
				list = less
			}
		}
		for other, t := range e.p.Slots {
			if e.p.Lengths[t.Length] > length {
				continue
			}
			var vars []int
			for _, j := range list {
				if v, ok := e.where[j][int32(other)]; ok {
					vars = append(vars, v)
				}
			}
			if len(vars) == len(list) {
				e.most(vars, float64(len(list)-1), func(int) float64 { return 1 })
			}
		}
	}
	return did
}

func (e *exact) fits(length float64, list []int) bool {
	mean, variance := 0.0, 0.0
	for _, j := range list {
		mean, variance = mean+e.p.Jobs[j].Mean, variance+e.p.Jobs[j].Variance
	}
	return e.p.Overrun.Fits(length, mean, variance)
}

// fixed reports whether nobody in a slot can be anywhere else: what they break together is not for a plan to mend.
func (e *exact) fixed(list []int) bool {
	for _, j := range list {
		if e.model.Variables[e.of[j][0]].Low == 0 {
			return false
		}
	}
	return true
}
