package assign

import "slices"

// item is a job that might go into a slot: what it would save there, and its weight.
type item struct {
	value, weight float64
	mean, vary    float64
	key           float64 // value per weight, made when they are sorted
	job           int32
}

// knapsack finds the best subset of items that fits, by depth-first branch and bound in the order of value per weight, each
// branch bounded by filling the rest with a part of an item (Dantzig).
type knapsack struct {
	items []item
	taken []bool
	most  []bool  // the best subset,
	best  float64 // and its value
	open  float64 // the largest bound of a branch that was not looked at for lack of nodes
	nodes int
	limit int
	rule  *curve  // the overrun rule itself, which is monotone: a set that breaks it is not made good by more
	long  float64 // minutes of the slot with grace
}

// sort puts the items in their order. Worthless items and those that cannot fit are dropped.
func (k *knapsack) sort(room float64) {
	n := 0
	for _, x := range k.items {
		if x.value > 0 && x.weight <= room {
			x.key = x.value / x.weight
			k.items[n] = x
			n++
		}
	}
	k.items = k.items[:n]
	slices.SortFunc(k.items, func(a, b item) int {
		switch {
		case a.key > b.key:
			return -1
		case a.key < b.key:
			return 1
		}
		return int(a.job) - int(b.job)
	})
}

// relaxed is the bound of items from x on, in room. An item that is too big for all of the room has no part in it.
func (k *knapsack) relaxed(x int, room float64) float64 {
	sum, all := 0.0, room
	for ; x < len(k.items); x++ {
		it := &k.items[x]
		if it.weight > all {
			continue
		}
		if it.weight > room {
			return sum + it.value*room/it.weight
		}
		room -= it.weight
		sum += it.value
	}
	return sum
}

// thin drops items that no subset better than a known value can hold: the loss of forcing one in, at the price per weight
// where the room runs out, is more than the relaxation has to spare.
func (k *knapsack) thin(room, known float64) {
	left, top, price := room, 0.0, 0.0
	for _, x := range k.items {
		if x.weight > left {
			price = x.value / x.weight
			top += price * left
			break
		}
		left -= x.weight
		top += x.value
	}
	if price == 0 {
		return
	}
	n := 0
	for _, x := range k.items {
		if top-(price*x.weight-x.value) > known {
			k.items[n] = x
			n++
		}
	}
	k.items = k.items[:n]
}

// filled is the value of taking items in order wherever they fit beside a mean and variance.
func (k *knapsack) filled(mean, vary float64) float64 {
	sum := 0.0
	for _, x := range k.items {
		if k.rule.fits((mean+x.mean)/k.long, (vary+x.vary)/(k.long*k.long)) {
			mean, vary, sum = mean+x.mean, vary+x.vary, sum+x.value
		}
	}
	return sum
}

// solve finds the best subset better than known that fits beside a mean and variance that are there already; best stays at
// known when there is none. The value of no subset is above max(best, open).
func (k *knapsack) solve(room, known, mean, vary float64) {
	k.taken = append(k.taken[:0], make([]bool, len(k.items))...)
	k.most = k.most[:0]
	k.best, k.open, k.nodes = known, known, 0
	k.branch(0, room, 0, mean, vary)
}

func (k *knapsack) branch(x int, room, value, mean, vary float64) {
	for ; x < len(k.items); x++ {
		bound := value + k.relaxed(x, room)
		if bound <= k.best+1e-9 {
			return
		}
		if k.nodes++; k.nodes > k.limit {
			k.open = max(k.open, bound)
			return
		}
		it := &k.items[x]
		if it.weight > room || !k.rule.fits((mean+it.mean)/k.long, (vary+it.vary)/(k.long*k.long)) {
			continue
		}
		k.taken[x] = true
		if v := value + it.value; v > k.best {
			k.best = v
			k.most = append(k.most[:0], k.taken...)
		}
		k.branch(x+1, room-it.weight, value+it.value, mean+it.mean, vary+it.vary)
		k.taken[x] = false
	}
}
