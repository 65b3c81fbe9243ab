package simulate

// targetResult is what one target's values are made of.
type targetResult struct {
	Target
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
	tails [][]int32 // by target: the block's replicates that count
}

// way is one supplier's days.
type way struct {
	days   int
	queues [Streams][]int32 // before the supplier's own places are given: by day, link and replicate
	places [Streams][]int32 // offered: by day and replicate
}

// setTrail makes ready to keep what the targets in the worker's part need.
func (w *worker) setTrail() {
	if len(w.o.Targets) == 0 {
		return
	}
	if w.trail == nil {
		w.trail = &trail{tails: make([][]int32, len(w.o.Targets))}
	}
	if w.trail.part != w.part {
		w.trail.part, w.trail.ways = w.part, map[*supplier]*way{}
	}
	for i, t := range w.o.Targets {
		w.trail.tails[i] = w.trail.tails[i][:0]
		site := w.sys.sites[t.Site]
		if site.place >= len(w.part.sites) || w.part.sites[site.place] != site {
			continue
		}
		for _, l := range site.links {
			y := w.trail.ways[l.supplier]
			if y == nil {
				y = &way{}
				w.trail.ways[l.supplier] = y
			}
			y.last(t.Day, len(l.supplier.links))
		}
	}
}

// last makes the way reach to a day.
func (y *way) last(day, links int) {
	if y.days > day {
		return
	}
	y.days = day + 1
	for p := range Streams {
		y.queues[p] = make([]int32, y.days*links*block)
		y.places[p] = make([]int32, y.days*block)
	}
}

// note keeps a supplier's queues and offered places of a day.
func (t *trail) note(w *worker, u *supplier, p, d int, places []int32) {
	if t == nil {
		return
	}
	y := t.ways[u]
	if y == nil || d >= y.days {
		return
	}
	copy(y.places[p][d*block:], places)
	for k, l := range u.links {
		copy(y.queues[p][(d*len(u.links)+k)*block:], w.states[l.site.place].queue[l.order][p])
	}
}

// tail notes which replicates count for a target.
func (t *trail) tail(target, above int, occupied []int32) {
	for j, n := range occupied {
		if int(n) > above {
			t.tails[target] = append(t.tails[target], int32(j))
		}
	}
}

// values looks back from every target of the part and adds the values of starts to the result.
//
// Take one unit out of a queue before the supplier's places of day d are given. What becomes of the gap? If the places
// empty the queues, it is gone: the place that it left went to nobody. (With places that can be held, one fewer is held,
// and the gap comes back as a place more on the first day on which they do not suffice.) Otherwise one unit fewer is
// left in all, and each site's part of the places changes: with x places for q units, of which q_i are at site i, a gap at
// site j leaves q_i·x/(q(q-1)) of a unit fewer at each other site and the rest of one at j, which is exact for the mean
// over the draw that rounds the parts. Before the next day's places a gap at site i survives with the chance that its unit
// had not left otherwise. So the value of a gap at the end of day d-1 follows from that at the end of day d by one step
// back, and one look back from the target's day gives the value of a start on every day before it, at every site that
// shares the supplier. A gap needs somebody who could have been taken: where a queue is empty after the places ring-fenced
// for it, one more of them is worth nothing.
func (w *worker) values() {
	for i := range w.o.Targets {
		tail := w.trail.tails[i]
		if len(tail) == 0 {
			continue
		}
		r := &w.res.targets[i]
		w.res.sites[r.Site].mu.Lock()
		r.seen += int64(len(tail))
		w.res.sites[r.Site].mu.Unlock()
		for _, l := range w.sys.sites[r.Site].links {
			for p := range Streams {
				w.lookBack(r, l, p, tail)
			}
		}
	}
}

// lookBack adds the values of starts of one supplier's stream for a target, over the replicates in tail.
func (w *worker) lookBack(r *targetResult, l *link, p int, tail []int32) {
	u, y := l.supplier, w.trail.ways[l.supplier]
	b := newBack(l, p, r.Day)
	queue := make([]int32, len(u.links))
	for _, j := range tail {
		b.begin()
		for d := r.Day; d >= 0 && !b.lost(); d-- {
			for k := range queue {
				queue[k] = y.queues[p][(d*len(queue)+k)*block+int(j)]
			}
			b.step(d, queue, y.places[p][d*block+int(j)])
		}
	}
	w.res.sites[r.Site].mu.Lock()
	defer w.res.sites[r.Site].mu.Unlock()
	for k := range b.sums {
		sum := r.links[l.at].sums[k][p]
		for d, v := range b.sums[k] {
			sum[d] += v
		}
	}
}

// back is one look back through one stream of a supplier.
type back struct {
	target  int       // which of the supplier's links is the target's
	stay    []float64 // by link: the chance that one who waits does not leave otherwise
	gap     []float64 // by link: the value of a gap at the end of the day looked at
	place   float64   // the value of one place fewer held at the end of the day
	holding bool      // the stream goes by places that are held
	keep    float64   // the chance that a held place stays taken for another day
	sums    [][]int64 // by link and day, in 2^-32
}

func newBack(l *link, p, day int) *back {
	u := l.supplier
	b := &back{gap: make([]float64, len(u.links)), holding: u.in.Places[p] > 0, keep: 1 - u.in.FreeHazard[p]}
	for k, m := range u.links {
		if m == l {
			b.target = k
		}
		b.stay = append(b.stay, 1-m.site.in.OtherLeave)
		b.sums = append(b.sums, make([]int64, day+1))
	}
	return b
}

// begin stands at the end of the target's day: a gap in the target's own queue is worth one unit.
func (b *back) begin() {
	clear(b.gap)
	b.gap[b.target] = 1
	b.place = 0
}

// lost reports whether nothing that happens earlier has any value.
func (b *back) lost() bool {
	if b.place != 0 {
		return false
	}
	for _, v := range b.gap {
		if v != 0 {
			return false
		}
	}
	return true
}

// step goes back from the end of day d to the end of the day before, and notes the value of a start on day d.
func (b *back) step(d int, queue []int32, places int32) {
	sum := int32(0)
	for _, q := range queue {
		sum += q
	}
	after := float64(b.place * b.keep) // one place fewer taken today is freed by tomorrow as likely as any
	if sum > places {
		shared := 0.0
		for k, q := range queue {
			shared += float64(b.gap[k] * float64(q))
		}
		shared /= float64(sum)
		part := 0.0
		if places > 0 {
			part = float64(places) / float64(sum-1)
		}
		for k := range b.gap {
			b.gap[k] = float64(b.gap[k]*(1-part)) + float64(shared*part)
		}
		b.place = 0
		if b.holding {
			b.place = shared
		}
	} else {
		for k := range b.gap {
			b.gap[k] = after
		}
		b.place = after
	}
	for k, q := range queue {
		if q == 0 {
			b.gap[k] = 0
			continue
		}
		b.sums[k][d] += fixed(b.gap[k], 32)
		b.gap[k] = float64(b.gap[k] * b.stay[k])
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
