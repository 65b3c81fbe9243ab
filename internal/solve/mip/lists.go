package mip

import "slices"

// mostLists is how many lists the programme of lists may hold before the programme of pairs is smaller.
const mostLists = 40000

// lists makes the programme again with a variable for everything that may be in one slot together. Where it can be written
// out it is far quicker than the one of pairs: the overrun rule is in what is written down, and fractions of lists are much
// nearer to whole ones than fractions of people. It reports false, having changed nothing, where there are too many.
func (e *exact) lists(most int) bool {
	all, of := [][]int{}, []int{}
	for s, vars := range e.in {
		must := 0
		for _, v := range vars {
			if e.model.Variables[v].Low > 0 {
				must++
			}
		}
		vars = slices.Clone(vars)
		slices.SortStableFunc(vars, func(a, b int) int { return int(e.model.Variables[b].Low - e.model.Variables[a].Low) })
		length := e.p.Lengths[e.p.Slots[s].Length]
		var list []int
		var grow func(from int) bool
		grow = func(from int) bool {
			if len(list) >= max(must, 1) {
				all, of = append(all, slices.Clone(list)), append(of, s)
			}
			for k := from; k < len(vars) && len(all) <= most; k++ {
				list = append(list, vars[k])
				if len(list) <= must || e.fits(length, e.jobs(list)) {
					grow(k + 1)
				}
				list = list[:len(list)-1]
				if len(list) < must { // the fixed ones come first and are not left out
					break
				}
			}
			return len(all) <= most
		}
		if !grow(0) {
			return false
		}
	}
	e.relist(all, of)
	return true
}

func (e *exact) jobs(vars []int) []int {
	out := make([]int, len(vars))
	for k, v := range vars {
		out[k] = e.pairs[v].job
	}
	return out
}

// relist writes the programme of lists: of[k] is the slot of all[k], which holds variables of the programme of pairs.
func (e *exact) relist(all [][]int, of []int) {
	was := e.model
	e.model, e.held = Model{}, all
	job, slot, fixed := make([][]Term, len(e.p.Jobs)), make([][]Term, len(e.p.Slots)), make([]bool, len(e.p.Slots))
	rows := make([][]Term, len(e.p.Rows))
	pools := map[[2]int][]Term{}
	for k, list := range all {
		x := Variable{High: 1, Whole: true}
		s := of[k]
		use := map[[2]int]float64{}
		for _, v := range list {
			x.Cost += was.Variables[v].Cost
			fixed[s] = fixed[s] || was.Variables[v].Low > 0
			j := e.pairs[v].job
			job[j] = append(job[j], Term{k, 1})
			e.uses(v, func(at [2]int, amount float64) { use[at] += amount })
		}
		for at, amount := range use {
			pools[at] = append(pools[at], Term{k, amount})
		}
		slot[s] = append(slot[s], Term{k, 1})
		for _, r := range e.p.Slots[s].Rows {
			rows[r] = append(rows[r], Term{k, 1})
		}
		e.model.Variables = append(e.model.Variables, x)
	}
	for _, terms := range job {
		e.between(0, 1, terms)
	}
	for s, terms := range slot {
		low := 0.0
		if fixed[s] {
			low = 1
		}
		e.between(low, 1, terms)
	}
	for r, terms := range rows {
		e.between(0, max(float64(e.p.Rows[r]), e.opened(int32(r), fixed)), terms)
	}
	for _, at := range sortedPools(pools) {
		e.between(0, max(e.capacity(at), e.taken(was, at)), pools[at])
	}
}

// between adds a row unless nothing is in it.
func (e *exact) between(low, high float64, terms []Term) {
	if len(terms) > 0 {
		e.model.Rows = append(e.model.Rows, Row{Low: low, High: high, Terms: terms})
	}
}

// opened is how many slots of a row are open whatever is planned.
func (e *exact) opened(r int32, fixed []bool) float64 {
	n := 0.0
	for s, f := range fixed {
		if f && slices.Contains(e.p.Slots[s].Rows, r) {
			n++
		}
	}
	return n
}

// taken is how much of a pool is used whatever is planned.
func (e *exact) taken(was Model, at [2]int) float64 {
	n := 0.0
	for v := range e.pairs {
		if was.Variables[v].Low > 0 {
			e.uses(v, func(a [2]int, amount float64) {
				if a == at {
					n += amount
				}
			})
		}
	}
	return n
}
