package simulate

import "slices"

// values looks back from every target of the part and adds the values of starts to the result.
//
// Take one unit out of a queue before the supplier's places of day d are given. What becomes of the gap? If the places
// empty the queues, it is gone: the place that it left went to nobody. (With places that can be held, one fewer is held,
// and the gap comes back as a place more on the first day on which they do not suffice.) Otherwise one unit fewer is left
// in all: the parts are worked out again for the smaller queue with the same rounding draw, and what each site has left is
// compared. That moves the gap, on average by its share of the places, to those with whom the queue is shared. Of those
// who wait the gap is as likely as any to be one who leaves otherwise. So the value of a gap at the end of day d-1 follows
// from that at the end of day d, and one look back gives the value of a start on every day, at every site that shares the
// supplier. What is left out is that rounding may
// make two gaps and one unit more of a gap, and that these may meet.
//
// A gap needs somebody who could have been taken: where nobody is left by the places ring-fenced, one more of them is
// worth nothing.
func (w *worker) values() {
	if len(w.o.Targets) == 0 {
		return
	}
	for i, t := range w.o.Targets {
		if !w.plays(t.Site) {
			continue
		}
		r, seen := &w.res.targets[i], int64(0)
		for _, in := range w.trail.tails[i] {
			if in {
				seen++
			}
		}
		r.mu.Lock()
		r.seen += seen
		r.mu.Unlock()
	}
	for _, u := range w.part.suppliers {
		if w.trail.ways[u] == nil {
			continue
		}
		for p := range Streams {
			newBack(w, u, p).all()
		}
	}
}

// back looks back through one stream of a supplier, in one replicate after another.
type back struct {
	w     *worker
	u     *supplier
	way   *way
	p     int
	gazes []gaze
	hold  bool    // the stream goes by places that are held
	keep  float64 // the chance that a held place stays taken for another day
	queue []int32 // of the day looked at, by link
	stay  []float64
	rows  []int   // links whose gaps the day's places move
	move  []int32 // by link of the gap and link: gaps after the day's places
	more  []int32 // by link: gaps after one place more
	left  []int32
}

// gaze is the look back from one target.
type gaze struct {
	target int
	day    int
	link   int       // which of the supplier's links is the target's
	on     bool      // the replicate counts and the look is not lost
	gap    []float64 // by link: the value of a gap at the end of the day looked at
	old    []float64
	place  float64 // the value of one place fewer held at the end of the day
	sums   []int64 // by link and day, in 2^-32
}

func newBack(w *worker, u *supplier, p int) *back {
	m := len(u.links)
	b := &back{w: w, u: u, way: w.trail.ways[u], p: p, hold: u.in.Places[p] > 0, keep: 1 - u.in.FreeHazard[p],
		queue: make([]int32, m), stay: make([]float64, m), move: make([]int32, m*m), more: make([]int32, m), left: make([]int32, m)}
	for i, t := range w.o.Targets {
		k := slices.IndexFunc(u.links, func(l *link) bool { return l.site.at == t.Site })
		if k >= 0 {
			b.gazes = append(b.gazes, gaze{target: i, day: t.Day, link: k, gap: make([]float64, m), old: make([]float64, m), sums: make([]int64, m*(t.Day+1))})
		}
	}
	// The furthest day first: the replicate is walked back once for all targets.
	slices.SortStableFunc(b.gazes, func(a, c gaze) int { return c.day - a.day })
	return b
}

// all looks back in every replicate of the block and adds what was seen to the result.
func (b *back) all() {
	for j := range b.w.n {
		last := -1
		for i := range b.gazes {
			g := &b.gazes[i]
			if g.on = b.w.trail.tails[g.target][j]; g.on {
				last = max(last, g.day)
				clear(g.gap)
				g.gap[g.link], g.place = 1, 0
			}
		}
		for d := last; d >= 0; d-- {
			if !b.day(d, j) {
				break
			}
		}
	}
	for i := range b.gazes {
		b.gazes[i].hand(b)
	}
}

// hand adds what a gaze saw to the result.
func (g *gaze) hand(b *back) {
	r := &b.w.res.targets[g.target]
	r.mu.Lock()
	defer r.mu.Unlock()
	l := b.u.links[g.link]
	for k := range b.u.links {
		to := r.links[l.at].sums[k][b.p]
		for d := range to {
			to[d] += g.sums[k*(g.day+1)+d]
		}
	}
}

// day goes back from the end of day d to the end of the day before. It reports whether any gaze goes on.
func (b *back) day(d, j int) bool {
	m, sum := len(b.queue), int32(0)
	for k := range b.queue {
		b.queue[k] = int32(b.way.queue[b.p][(d*m+k)*b.w.size+j])
		b.stay[k] = float64(b.way.stay[b.p][(d*m+k)*b.w.size+j]) / sure
		sum += b.queue[k]
	}
	places := int32(b.way.places[b.p][d*b.w.size+j])
	short := sum > places
	if short {
		b.moves(sum, places, b.way.offset[b.p][d*b.w.size+j])
	}
	any := false
	for i := range b.gazes {
		g := &b.gazes[i]
		if !g.on || d > g.day {
			any = any || g.on
			continue
		}
		if short {
			g.moved(b)
		} else {
			after := float64(g.place * b.keep)
			for k := range g.gap {
				g.gap[k] = after
			}
			g.place = after
		}
		g.on = g.place != 0
		for k, q := range b.queue {
			if q > 0 {
				g.sums[k*(g.day+1)+d] += int64(float64(g.gap[k] * (1 << 32)))
			}
			g.gap[k] = float64(g.gap[k] * b.stay[k])
			g.on = g.on || g.gap[k] != 0
		}
		any = any || g.on
	}
	return any
}

// moves works out where a gap in each queue is after the places, and where the gap that one place more leaves.
func (b *back) moves(sum, places int32, offset uint32) {
	m := len(b.queue)
	b.rows = b.rows[:0]
	if m == 1 {
		b.more[0] = 1
		return
	}
	leave(b.left, b.queue, 0, 0, sum, places, offset)
	for k, q := range b.queue {
		row := b.move[k*m : (k+1)*m]
		// Where nobody waits there is no gap, but one more may have come when two gaps are elsewhere.
		by := int32(1)
		if q == 0 {
			by = -1
		}
		leave(row, b.queue, k, by, sum-by, places, offset)
		moved := false
		for i := range row {
			row[i] = by * (b.left[i] - row[i])
			moved = moved || i != k && row[i] != 0
		}
		if moved {
			b.rows = append(b.rows, k)
		}
	}
	if b.hold {
		leave(b.more, b.queue, 0, 0, sum, places+1, offset)
		for i := range b.more {
			b.more[i] = b.left[i] - b.more[i]
		}
	}
}

// leave fills left with what places leave of the queues, queue k shorter by some, as divide does.
func leave(left, queue []int32, shorter int, by, sum, places int32, offset uint32) {
	places = min(places, sum)
	before, mark := uint64(0), uint64(0)
	start := uint64(offset) * uint64(sum) >> 32
	for k, q := range queue {
		if k == shorter {
			q -= by
		}
		left[k] = q
		if sum == 0 {
			continue
		}
		before += uint64(q)
		at := (uint64(places)*before + start) / uint64(sum)
		left[k] -= int32(at - mark)
		mark = at
	}
}

// moved takes a gaze over a day on which places did not suffice.
func (g *gaze) moved(b *back) {
	m := len(g.gap)
	if len(b.rows) > 0 || b.hold {
		copy(g.old, g.gap)
	}
	for _, k := range b.rows {
		sum := 0.0
		for i, n := range b.move[k*m : (k+1)*m] {
			sum += float64(float64(n) * g.old[i])
		}
		g.gap[k] = sum
	}
	g.place = 0
	if b.hold {
		for i, n := range b.more {
			g.place += float64(float64(n) * g.old[i])
		}
	}
}
