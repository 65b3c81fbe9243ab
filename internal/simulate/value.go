package simulate

import "sync"

// targetResult is what one target's values are made of.
type targetResult struct {
	Target
	mu    sync.Mutex
	seen  int64          // replicates with more than Above units on the day
	links []sharedResult // by link of the target's site, in the model's order
}

// sharedResult is the sums of the values of starts for everybody who shares one link's supplier.
type sharedResult struct {
	supplier *supplier
	sums     [][Streams][]int64 // by the supplier's links, stream and day, in 2^-32
}

func newTargets(s *system, o Options) []targetResult {
	out := make([]targetResult, len(o.Targets))
	for i, t := range o.Targets {
		out[i] = targetResult{Target: t, links: make([]sharedResult, len(s.sites[t.Site].links))}
		for _, l := range s.sites[t.Site].links {
			shared := sharedResult{supplier: l.supplier, sums: make([][Streams][]int64, len(l.supplier.links))}
			for k := range shared.sums {
				for p := range Streams {
					shared.sums[k][p] = make([]int64, t.Day+1)
				}
			}
			out[i].links[l.at] = shared
		}
	}
	return out
}

// trail is what the queues and places of a block were, kept to look back from the targets' days.
type trail struct {
	part  *part
	ways  map[*supplier]*way
	tails [][]bool // by target: whether each of the block's replicates counts
}

// way is one supplier's days. What is by link stands in the order of supplier.links.
type way struct {
	days   int
	size   int               // of a block
	stay   [Streams][]uint16 // the share of those who waited that did not leave otherwise: by day, link and replicate
	queue  [Streams][]uint16 // before the supplier's own places are given, likewise
	places [Streams][]uint16 // offered: by day and replicate
	offset [Streams][]uint32 // the draw that rounds the parts, likewise
}

// sure is surety, for chances that must fit into 16 bits.
const sure = 1<<16 - 1

// setTrail makes ready to keep what the targets in the worker's part need.
func (w *worker) setTrail() {
	if len(w.o.Targets) == 0 {
		return
	}
	if w.trail == nil {
		w.trail = &trail{tails: make([][]bool, len(w.o.Targets))}
		for i := range w.trail.tails {
			w.trail.tails[i] = make([]bool, w.size)
		}
	}
	for i := range w.o.Targets {
		clear(w.trail.tails[i])
	}
	if w.trail.part == w.part {
		return
	}
	w.trail.part, w.trail.ways = w.part, map[*supplier]*way{}
	for _, t := range w.o.Targets {
		if !w.plays(t.Site) {
			continue
		}
		for _, l := range w.sys.sites[t.Site].links {
			y := w.trail.ways[l.supplier]
			if y == nil {
				y = &way{size: w.size}
				w.trail.ways[l.supplier] = y
			}
			y.days = max(y.days, t.Day+1)
		}
	}
	for u, y := range w.trail.ways {
		y.keep(len(u.links))
	}
}

// plays reports whether a site is in the worker's part.
func (w *worker) plays(site int) bool {
	t := w.sys.sites[site]
	return t.place < len(w.part.sites) && w.part.sites[t.place] == t
}

// keep makes space for the days.
func (y *way) keep(links int) {
	for p := range Streams {
		y.stay[p], y.queue[p] = make([]uint16, y.days*links*y.size), make([]uint16, y.days*links*y.size)
		y.places[p], y.offset[p] = make([]uint16, y.days*y.size), make([]uint32, y.days*y.size)
	}
}

// of gives a supplier's way when it is kept on day d.
func (t *trail) of(u *supplier, d int) *way {
	if t == nil {
		return nil
	}
	if y := t.ways[u]; y != nil && d < y.days {
		return y
	}
	return nil
}

// waited notes how many wait at the supplier's link k: at first, after those who leave otherwise, and after the places
// ring-fenced for it. A gap does not outlast the last of the queue; where nobody waits, one more would stay as likely as
// any.
func (y *way) waited(u *supplier, k, p, d int, first, later, last []int32) {
	if y == nil {
		return
	}
	stay := y.stay[p][(d*len(u.links)+k)*y.size:]
	alone := uint16(fixed((1-u.links[k].site.in.OtherLeave)*sure, 0))
	for j, n := range first {
		switch {
		case n == 0:
			stay[j] = alone
		case last[j] == 0:
			stay[j] = 0
		default:
			stay[j] = uint16(int64(later[j]) * sure / int64(n))
		}
	}
}

// offered notes the queues and the places offered to them.
func (y *way) offered(w *worker, u *supplier, p, d int, places []int32, offset []uint32) {
	if y == nil {
		return
	}
	copy(y.offset[p][d*y.size:], offset)
	squeeze(y.places[p][d*y.size:], places)
	for k, l := range u.links {
		squeeze(y.queue[p][(d*len(u.links)+k)*y.size:], w.states[l.site.place].queue[l.order][p])
	}
}

// squeeze copies counts into less space; what does not fit is the most that does.
func squeeze(to []uint16, from []int32) {
	for j, n := range from {
		to[j] = uint16(min(n, 1<<16-1))
	}
}

// tail notes which replicates count for a target.
func (t *trail) tail(target, above int, occupied []int32) {
	for j, n := range occupied {
		t.tails[target][j] = int(n) > above
	}
}

// Tail is the number of replicates that a target's values were seen over.
func (r *Result) Tail(target int) int { return int(r.targets[target].seen) }

// StartValue is by how many units less is taken at Options.Targets[target] for one more start on a day, ring-fenced for
// the target's own site, over the replicates that the target asks for; 0 when there were none, and after its day.
func (r *Result) StartValue(target, link, stream, day int) float64 {
	return r.SiteStartValue(target, r.targets[target].Site, link, stream, day)
}

// SiteStartValue is StartValue for a start ring-fenced for any site, by a link of that site: what leaks through the
// queues that sites share.
func (r *Result) SiteStartValue(target, site, link, stream, day int) float64 {
	t := &r.targets[target]
	if t.seen == 0 || day > t.Day {
		return 0
	}
	supplier := r.model.Sites[site].Links[link].Supplier
	for i := range t.links {
		u := t.links[i].supplier
		if u.at != supplier {
			continue
		}
		for k, l := range u.links {
			if l.site.at == site {
				return float64(t.links[i].sums[k][stream][day]) / (1 << 32) / float64(t.seen)
			}
		}
	}
	return 0
}
