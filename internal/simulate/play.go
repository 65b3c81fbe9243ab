package simulate

import "context"

// worker plays blocks of replicates of one part after another. All that it writes to is its own, but for the result,
// which takes whole numbers by addition alone and so does not show who brought them.
type worker struct {
	sys    *system
	o      Options
	res    *Result
	report *reporter
	shelf  *shelf
	states []*state  // of the part's sites
	held   [][]int32 // of the part's suppliers, by stream
	common *common   // factors
	trail  *trail    // what the values of starts are worked out from; nil when nobody asks
	a, b   []int32   // scratch
	u      []uint32
	c      [Streams][]int32
	part   *part
	size   int    // of a whole block
	base   uint64 // the block's first replicate
	n      int    // the block's replicates
}

// state is one site in each replicate of a block.
type state struct {
	site    *site
	stages  [][]int32
	ready   []int32
	process [][Streams][]int32 // by link, in the order of keys
	queue   [][Streams][]int32
	closed  []int32
	lost    []int32 // room that is not there today
	own     []int64 // log-intensity
	sums    sums    // of the day
}

func newWorker(s *system, o Options, r *Result, report *reporter) *worker {
	w := &worker{sys: s, o: o, res: r, report: report, size: s.block, shelf: takeShelf(s.block, len(s.sites)), common: newCommon(s),
		a: make([]int32, s.block), b: make([]int32, s.block), u: make([]uint32, s.block)}
	for p := range w.c {
		w.c[p] = make([]int32, s.block)
	}
	return w
}

// play plays a job.
func (w *worker) play(ctx context.Context, j job) {
	w.part = j.part
	for from := j.from; from < j.to; from += w.size {
		w.base, w.n = uint64(from), min(w.size, j.to-from)
		w.begin()
		for d := range w.sys.days {
			if ctx.Err() != nil {
				return
			}
			w.day(d)
		}
		w.values()
		w.report.add(w.n * len(j.part.sites))
	}
}

// day plays one day: what happens in each site, then the suppliers' places, then the count.
func (w *worker) day(d int) {
	w.common.step(w, d)
	for _, s := range w.states {
		w.shelf.tidy()
		s.sums.reset(len(s.site.links))
		w.leave(s, d)
		w.assess(s, d)
		w.arrive(s, d)
		w.room(s, d)
	}
	for i, u := range w.part.suppliers {
		w.shelf.tidy()
		w.supply(u, i, d)
	}
	for _, s := range w.states {
		w.tally(s, d)
	}
}

// begin puts everybody where they are at the start.
func (w *worker) begin() {
	for len(w.states) < len(w.part.sites) {
		w.states = append(w.states, &state{ready: make([]int32, w.size), closed: make([]int32, w.size), lost: make([]int32, w.size), own: make([]int64, w.size)})
	}
	w.states = w.states[:len(w.part.sites)]
	for i, t := range w.part.sites {
		w.states[i].begin(t, w.n, w.size)
	}
	for len(w.held) < len(w.part.suppliers)*Streams {
		w.held = append(w.held, make([]int32, w.size))
	}
	for i, u := range w.part.suppliers {
		for p := range Streams {
			w.held[i*Streams+p] = w.held[i*Streams+p][:w.n]
			fill(w.held[i*Streams+p], int32(u.in.Held[p]))
		}
	}
	w.common.begin(w)
	w.setTrail()
}

// begin puts a site's units where they are at the start, for n replicates of a block of size.
func (s *state) begin(t *site, n, size int) {
	s.site = t
	for len(s.stages) < len(t.in.Stages) {
		s.stages = append(s.stages, make([]int32, size))
	}
	for len(s.queue) < len(t.links) {
		var p, q [Streams][]int32
		for i := range Streams {
			p[i], q[i] = make([]int32, size), make([]int32, size)
		}
		s.process, s.queue = append(s.process, p), append(s.queue, q)
	}
	for k := range t.in.Stages {
		s.stages[k] = s.stages[k][:n]
		fill(s.stages[k], int32(t.in.Stages[k].Now))
	}
	for j, l := range t.links {
		for p := range Streams {
			s.process[j][p], s.queue[j][p] = s.process[j][p][:n], s.queue[j][p][:n]
			fill(s.process[j][p], int32(t.in.Links[l.at].Process[p]))
			fill(s.queue[j][p], int32(t.in.Links[l.at].Waiting[p]))
		}
	}
	s.ready, s.closed, s.lost, s.own = s.ready[:n], s.closed[:n], s.lost[:n], s.own[:n]
	fill(s.ready, int32(t.in.Ready))
	fill(s.closed, int32(t.in.Room.Closed))
	clear(s.own)
}

// source is where a site's, link's or supplier's draws of one day come from.
func (w *worker) source(unit uint64, what what, part, day int) uint64 {
	return source(w.sys.seed, unit, what, part, day)
}

// some moves those drawn with the chance p from one to the other; nobody at 0, everybody at 1.
func (w *worker) some(p float64, from, to []int32, source uint64) int64 {
	switch {
	case p <= 0:
		return 0
	case p >= 1:
		return pour(from, to)
	}
	return w.shelf.of(p, greatest(from)).move(from, to, source, w.base)
}

// lose takes away those drawn with the chance p.
func (w *worker) lose(p float64, from []int32, source uint64) int64 {
	switch {
	case p <= 0:
		return 0
	case p >= 1:
		return drain(from)
	}
	return w.shelf.of(p, greatest(from)).drop(from, source, w.base)
}

// greatest looks at a few replicates: the table that is chosen by it is only faster or slower.
func greatest(a []int32) int32 {
	n := a[0]
	for i := 0; i < len(a); i += 64 {
		n = max(n, a[i])
	}
	return n
}
