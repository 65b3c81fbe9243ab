package assign

import "slices"

// pricer finds the list of one slot that gains most, by depth-first branch and bound in the order of gain per share of the
// slot, each branch bounded by filling the rest with a part of a job.
type pricer struct {
	c       *compiled
	room    float64 // minutes of the slot with grace
	items   []offer
	taken   []int32
	most    [][]int32 // lists in the order in which they were found, each gaining more than the one before; pairs
	best    float64
	open    float64 // no list gains more than the larger of best and open
	nodes   int
	limit   int
	without int32 // a pair that is left out
	anyone  bool  // the first list found will do
}

// offer is a pair at prices.
type offer struct {
	gain, weight float64
	mean, vary   float64
	key          float64 // gain per weight, made when they are sorted
	pair         int32
}

// sort puts the items in the order of the search.
func (p *pricer) sort() {
	for x := range p.items {
		p.items[x].key = p.items[x].gain / p.items[x].weight
	}
	slices.SortFunc(p.items, func(a, b offer) int {
		switch {
		case a.key > b.key:
			return -1
		case a.key < b.key:
			return 1
		}
		return int(a.pair) - int(b.pair)
	})
}

// solve looks for lists that gain more than known beside what a slot holds already; any, or the one that gains most.
func (p *pricer) solve(known, room, mean, vary float64, anyone bool) {
	p.best, p.open, p.nodes, p.most, p.taken, p.anyone = known, known, 0, p.most[:0], p.taken[:0], anyone
	p.branch(0, room, 0, mean, vary)
}

func (p *pricer) branch(x int, room, gain, mean, vary float64) {
	for ; x < len(p.items); x++ {
		bound, left := gain, room
		for y := x; y < len(p.items); y++ {
			it := &p.items[y]
			if it.pair == p.without {
				continue
			}
			if it.weight > left {
				bound += it.gain * left / it.weight
				break
			}
			left -= it.weight
			bound += it.gain
		}
		if bound <= p.best || p.anyone && len(p.most) > 0 {
			return
		}
		if p.nodes++; p.nodes > p.limit {
			p.open = max(p.open, bound)
			return
		}
		it := &p.items[x]
		if it.pair == p.without || it.weight > room || !p.c.curve.fits((mean+it.mean)/p.room, (vary+it.vary)/(p.room*p.room)) {
			continue
		}
		p.taken = append(p.taken, it.pair)
		if v := gain + it.gain; v > p.best {
			p.best = v
			p.most = append(p.most, slices.Clone(p.taken))
		}
		p.branch(x+1, room-it.weight, gain+it.gain, mean+it.mean, vary+it.vary)
		p.taken = p.taken[:len(p.taken)-1]
	}
}
