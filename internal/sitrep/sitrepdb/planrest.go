package sitrepdb

import (
	"cmp"
	"context"
	"maps"
	"runtime"
	"slices"
	"sync"

	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// Of a plan, only the versions' texts must be there before rows are written. The sums of a day are worked out from them
// beside the writing, and waited for when it is their turn.

// rest is what is left to do of a day once its versions are known: it needs the database no more, and other days may be
// worked out beside it.
type rest struct {
	slot
	d       *day            // nil for a form that is not added up
	made    []*made         // of the day, without their texts
	old     bool            // versions were held: they are read to be added up, and not kept for longer than that
	changed bool            // its sums have to be worked out
	whole   bool            // its sums waited to be made anew
	sums    map[cell]line   // as they are stored
	own     []*sitrep.Draft // the file's own totals

	// What came of it.
	lines   *dayLines // nil when nothing of its sums has to be written
	differs []sitrep.Difference
	err     error
}

// crew runs functions beside its caller, as many at a time as there are processors.
type crew struct {
	all    sync.WaitGroup
	places chan struct{}
}

func newCrew() *crew { return &crew{places: make(chan struct{}, runtime.GOMAXPROCS(0))} }

// run waits for a free place and begins f.
func (c *crew) run(f func()) {
	c.places <- struct{}{}
	c.all.Go(func() {
		f()
		<-c.places
	})
}

func (c *crew) wait() { c.all.Wait() }

// begin works the sums out that are left, beside the caller, until ctx ends.
func (w *planner) begin(ctx context.Context) {
	p := w.p
	done := make(chan struct{})
	p.settled = func() { <-done }
	go func() {
		defer close(done)
		c := newCrew()
		defer c.wait()
		for _, r := range p.rests {
			if r.d == nil {
				continue
			}
			if r.err = ctx.Err(); r.err != nil {
				return
			}
			c.run(func() { r.finish(w) })
		}
	}()
}

// wait returns when nothing of the plan goes on any more.
func (p *plan) wait() {
	if p.settled != nil {
		p.settled()
	}
}

// settle waits for the sums and puts them in the order of the days. It may be called again.
func (p *plan) settle() error {
	p.wait()
	var err error
	for _, r := range p.rests {
		err = cmp.Or(err, r.err)
		if r.lines != nil {
			p.rollups = append(p.rollups, *r.lines)
		}
		p.res.Differs = append(p.res.Differs, r.differs...)
	}
	slices.SortStableFunc(p.res.Differs, func(a, b sitrep.Difference) int { return a.Day.Compare(b.Day) })
	p.rests = slices.DeleteFunc(p.rests, func(r *rest) bool { return r.err == nil })
	return err
}

// write makes the texts of the day's versions.
func (r *rest) write() {
	var e sitrep.Encoder
	for _, m := range r.made {
		m.write(&e)
	}
}

// finish adds the day up and finds where the file's totals differ. It is safe beside the planner and other days.
func (r *rest) finish(w *planner) {
	if r.d == nil {
		return
	}
	groups := map[sitrep.View]map[org.Code]*group{sitrep.Latest: r.d.gather(sitrep.Latest, farOff)}
	if r.changed {
		r.lines = r.addUp(groups)
	}
	for _, p := range r.own {
		if g := groups[sitrep.Latest][p.Org]; g != nil {
			differs, err := w.compare(r.d, p, r.d.text(g))
			r.differs, r.err = append(r.differs, differs...), cmp.Or(r.err, err)
		}
	}
	r.d, r.sums = nil, nil
}

// addUp works out which rows of the day's sums have to be written.
func (r *rest) addUp(groups map[sitrep.View]map[org.Code]*group) *dayLines {
	out := &dayLines{slot: r.slot, whole: r.whole}
	for _, v := range views() {
		if groups[v] == nil {
			groups[v] = r.d.gather(v, farOff)
		}
	}
	for _, c := range slices.Sorted(maps.Keys(r.d.stale(groups, r.sums, nil))) {
		for _, l := range r.d.lines(groups, c) {
			if h, ok := r.sums[l.cell]; !ok || !h.heads(l.line) || h.body != l.body {
				out.lines = append(out.lines, l)
			}
		}
	}
	for c := range r.sums {
		if groups[c.view][c.org] == nil {
			out.drop = append(out.drop, c)
		}
	}
	return out
}
