package assign

import (
	"math"
	"slices"
)

// trellisUnit is the part of a use that is told apart: uses are taken for whole ones, capacities rounded up by more than
// that can come to, so that nothing that fits is left out.
const trellisUnit = 1. / 1000

// mostNodes is how many nodes may be laid out for all trellises: some twelve bytes each while one is built.
const mostNodes = 8_000_000

// trellis knows every way in which the users of one family of pools at one place can follow one another, day by day, within
// its capacities: a graph of what is taken of the nights to come. A way through it is a set of whole users, so that the best
// one at prices is a tighter bound than priced nights are: where two beds are left and every stay takes one and a part of
// the next night, prices suppose that parts of stays fill what whole stays cannot.
type trellis struct {
	family, place int
	kinds         [][]float64 // distinct uses by night
	kindOf        []int32     // by stay; None where it uses nothing
	add           []int32     // by node: the node with one more user of the layer's kind, or None
	next          []int32     // by node: the node in the next layer
	layer         []int32     // by layer, a day and a kind, its first node; those of later layers come before
	built         int         // how many nodes it had before those after which the same follows were made one
	root          int32       // nothing taken yet
	most          []int32     // by layer: how many users the day's slots can take
	gain          []float64   // by node: the most that is still to gain
}

// newTrellis is nil where no more is to be had than prices know, or the graph would have more nodes than limit.
func (c *compiled) newTrellis(family, place, limit int) *trellis {
	p := c.p
	first := (family*p.Places + place) * p.Nights
	t := &trellis{family: family, place: place, kindOf: make([]int32, len(c.uses))}
	used := make([]bool, len(c.uses))
	for _, k := range c.stay {
		used[k] = true
	}
	parts := false
	for k, uses := range c.uses {
		t.kindOf[k] = None
		for _, u := range uses {
			if u.family == family && used[k] {
				t.kindOf[k] = t.kind(u.amount)
				parts = parts || slices.ContainsFunc(u.amount, func(x float64) bool { return x != math.Floor(x) })
			}
		}
	}
	left := make([]int, p.Nights)
	bounded := false
	for d, x := range c.cell[first : first+p.Nights] {
		bounded = bounded || x < unlimited/1e9
		parts = parts || x != math.Floor(x)
		left[d] = int(math.Ceil(math.Min(x, unlimited/1e9)/trellisUnit)) + 10
	}
	if len(t.kinds) == 0 || !bounded || !parts {
		return nil
	}
	t.capacity(c)
	if !t.build(left, limit) {
		return nil
	}
	return t
}

// kind is the number of a use by night, made when it is new.
func (t *trellis) kind(amount []float64) int32 {
	for k, x := range t.kinds {
		if slices.Equal(x, amount) {
			return int32(k)
		}
	}
	t.kinds = append(t.kinds, amount)
	return int32(len(t.kinds) - 1)
}

// capacity sets how many users of each kind the slots of each day can take.
func (t *trellis) capacity(c *compiled) {
	n := len(t.kinds)
	t.most = make([]int32, c.p.Days*n)
	least, jobs := make([]float64, c.m*n), make([]int32, c.m*n)
	for x := range least {
		least[x] = math.Inf(1)
	}
	for i := range int32(c.n) {
		k := t.kindOf[c.stay[i]]
		if k == None {
			continue
		}
		c.options(i, func(s int32, cost float64) {
			if int(c.place[s]) == t.place && !c.closed[s] {
				x := int(s)*n + int(k)
				least[x] = math.Min(least[x], float64(c.share[int(i)*c.lengths+int(c.length[s])]))
				jobs[x]++
			}
		})
	}
	for s := range c.m {
		for k := range n {
			x := s*n + k
			if jobs[x] > 0 {
				t.most[int(c.day[s])*n+k] += min(jobs[x], int32(c.left[s]/math.Max(least[x], 1e-3)+1e-6))
			}
		}
	}
}

// taken are nodes of a layer by what is taken of tonight and the nights to come.
type taken struct {
	long  int
	units []int32 // by node, then by night
	head  []int32 // of a hash table: 1 more than a node
	chain []int32
}

func (v *taken) node(x int) []int32 { return v.units[x*v.long : (x+1)*v.long] }

func (v *taken) count() int { return len(v.chain) }

// clear empties it for about as many nodes as it may come to have.
func (v *taken) clear(about int) {
	size := 64
	for size < 2*about {
		size *= 2
	}
	if len(v.head) < size {
		v.head = make([]int32, size)
	} else {
		clear(v.head)
	}
	v.units, v.chain = v.units[:0], v.chain[:0]
}

// put is the node of what is taken, and whether it is new.
func (v *taken) put(w []int32) (int, bool) {
	h := uint64(1)
	for _, x := range w {
		h = (h ^ uint64(x)) * 0x9E3779B97F4A7C15
		h ^= h >> 29
	}
	at := &v.head[h&uint64(len(v.head)-1)]
	for x := *at; x > 0; x = v.chain[x-1] {
		if slices.Equal(v.node(int(x-1)), w) {
			return int(x - 1), false
		}
	}
	v.units, v.chain = append(v.units, w...), append(v.chain, *at)
	*at = int32(len(v.chain))
	return len(v.chain) - 1, true
}

// build lays out the nodes that can be reached. It reports false when they are more than limit.
func (t *trellis) build(left []int, limit int) bool {
	long := 0
	for _, x := range t.kinds {
		long = max(long, len(x))
	}
	now, then := &taken{long: long}, &taken{long: long}
	now.clear(1)
	now.put(make([]int32, long))
	t.layer = append(t.layer, 0)
	days := len(t.most) / len(t.kinds)
	layer := limit * 8 / len(t.most) // a graph with a layer of so many is not worth what it takes to see that it is too large
	sums := t.sums(long)
	for d := range days {
		for k, amount := range t.kinds {
			if len(t.next) > limit || !t.addKind(now, amount, left[d:], int(t.most[d*len(t.kinds)+k]), layer) {
				return false
			}
			if k < len(t.kinds)-1 {
				first := int32(len(t.next))
				for x := range now.count() {
					t.next[int(first)-now.count()+x] = first + int32(x)
				}
			}
		}
		t.dawn(now, then, left[d+1:], sums)
		now, then = then, now
	}
	t.built = len(t.next)
	t.reduce(now.count())
	return true
}

// fewUnits is up to how much room what can fill it is known.
const fewUnits = 16 / trellisUnit

// sums is, by nights to come and room, the most of it that whole users can still fill who come by that night.
func (t *trellis) sums(long int) [][]int32 {
	all := make([][]int32, long)
	var parts []int
	for a := range all {
		for _, amount := range t.kinds {
			if a < len(amount) {
				if u := unitsOf(amount[a]); u > 0 && !slices.Contains(parts, int(u)) {
					parts = append(parts, int(u))
				}
			}
		}
		most := make([]int32, int(fewUnits)+1)
		for x := 1; x < len(most); x++ {
			most[x] = most[x-1]
			for _, u := range parts {
				if u <= x && most[x-u] == int32(x-u) {
					most[x] = int32(x)
					break
				}
			}
		}
		all[a] = most
	}
	return all
}

// unitsOf is a use in whole units.
func unitsOf(amount float64) int32 { return int32(amount/trellisUnit + .01) }

// addKind adds users of a kind to every node of a layer, up to the most.
func (t *trellis) addKind(now *taken, amount []float64, left []int, most, limit int) bool {
	base := int32(len(t.next))
	units, more := make([]int32, now.long), make([]int32, now.long)
	for a, v := range amount {
		units[a] = unitsOf(v)
	}
	depth := make([]int, now.count())
	for x := 0; x < now.count(); x++ {
		t.add, t.next = append(t.add, None), append(t.next, 0)
		if depth[x] >= most {
			continue
		}
		fits := true
		for a, u := range now.node(x) {
			more[a] = u + units[a]
			fits = fits && (a >= len(left) || units[a] == 0 || int(more[a]) <= left[a])
		}
		if !fits {
			continue
		}
		y, fresh := now.put(more)
		if fresh {
			depth = append(depth, depth[x]+1)
		}
		t.add[base+int32(x)] = base + int32(y)
		if now.count() > limit {
			return false
		}
		if 2*now.count() > len(now.head) {
			now.grow()
		}
	}
	t.layer = append(t.layer, int32(len(t.next)))
	return true
}

// grow makes the table larger.
func (v *taken) grow() {
	old := &taken{long: v.long, units: slices.Clone(v.units), chain: v.chain}
	v.head, v.chain, v.units = make([]int32, 4*len(v.head)), nil, v.units[:0]
	for x := range old.count() {
		v.put(old.node(x))
	}
}

// dawn joins the nodes of a day's last layer to those of the next day: tonight is over. Room of a night that no users can fill
// is taken for taken, so that nodes after which the same can follow are one.
func (t *trellis) dawn(now, then *taken, left []int, sums [][]int32) {
	then.clear(now.count())
	first := int32(len(t.next))
	w := make([]int32, now.long)
	for x := range now.count() {
		copy(w, now.node(x)[1:])
		w[now.long-1] = 0
		for a := range min(now.long, len(left)) {
			if room := left[a] - int(w[a]); room >= 0 && room < len(sums[a]) {
				w[a] = int32(left[a]) - sums[a][room]
			}
		}
		y, _ := then.put(w)
		t.next[int(first)-now.count()+x] = first + int32(y)
	}
}

// reduce makes one node of all in a layer from which the same follows, and numbers them from the end: every node comes after
// those it leads to.
func (t *trellis) reduce(ends int) {
	was := make([]int32, len(t.next)+ends) // by old node the new one, or None; all ends are 0
	for x := range t.next {
		was[x] = None
	}
	add, next := []int32{None}, []int32{0}
	var head, chain, way []int32
	chain = append(chain, None)
	start := make([]int32, len(t.layer))
	for l := len(t.layer) - 2; l >= 0; l-- {
		size := 64
		for size < 2*int(t.layer[l+1]-t.layer[l]) {
			size *= 2
		}
		if len(head) < size {
			head = make([]int32, size)
		}
		clear(head[:size])
		start[l] = int32(len(next))
		for x := t.layer[l]; x < t.layer[l+1]; x++ {
			way = way[:0]
			for y := x; y != None && was[y] == None; y = t.add[y] {
				way = append(way, y)
			}
			for n := len(way) - 1; n >= 0; n-- {
				y := way[n]
				to, more := was[t.next[y]], None
				if t.add[y] != None {
					more = was[t.add[y]]
				}
				h := (uint64(uint32(to))<<32 | uint64(uint32(more))) * 0x9E3779B97F4A7C15
				at := &head[h>>32&uint64(size-1)]
				z := *at - 1
				for z >= 0 && (next[z] != to || add[z] != more) {
					z = chain[z]
				}
				if z < 0 {
					z = int32(len(next))
					next, add, chain = append(next, to), append(add, more), append(chain, *at-1)
					*at = z + 1
				}
				was[y] = z
			}
		}
	}
	t.add, t.next, t.root = slices.Clip(add), slices.Clip(next), was[0]
	start[len(start)-1] = int32(len(next))
	t.layer = start
	t.gain = make([]float64, len(next))
}

// effort is what going through it once counts.
func (t *trellis) effort() int64 { return int64(len(t.next) * 2 / 3) }

// solve finds the users that gain most; gain is by day, then kind. count is set to how many there are of each.
func (t *trellis) solve(gain, count []float64) float64 {
	layers := len(t.layer) - 1
	for l := layers - 1; l >= 0; l-- {
		end := len(t.next)
		if l > 0 {
			end = int(t.layer[l-1])
		}
		g := gain[l]
		for x := int(t.layer[l]); x < end; x++ {
			v := t.gain[t.next[x]]
			if y := t.add[x]; y != None && t.gain[y]+g > v {
				v = t.gain[y] + g
			}
			t.gain[x] = v
		}
	}
	at := t.root
	for l := range layers {
		count[l] = 0
		for y := t.add[at]; y != None && t.gain[y]+gain[l] > t.gain[t.next[at]]; y = t.add[at] {
			at = y
			count[l]++
		}
		at = t.next[at]
	}
	return t.gain[t.root]
}
