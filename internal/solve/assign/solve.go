package assign

import (
	"context"
	"math"
	"runtime"
	"time"
)

// PerSecond is how many evaluations one core of the reference machine does in a second: what turns seconds into work.
const PerSecond = 100_000_000

// Options is how a problem is worked on.
type Options struct {
	Seed     uint64
	Work     int64          // evaluations to spend, about, as they are at ten thousand jobs; 0 is one second's. The same work gives the same plan everywhere
	Workers  int            // 0: as many as the machine has; never changes the plan
	Deadline time.Time      // cuts off when it passes; the zero time never does
	Progress func(Progress) // told between rounds; nil for nobody
}

// Solve finds a plan and proves how far it can be from the best. It always answers with a valid plan and a bound, however
// early ctx is cancelled; the error is only for a problem that cannot be worked on.
func Solve(ctx context.Context, p *Problem, o Options) (Result, error) {
	if err := Check(p); err != nil {
		return Result{}, err
	}
	o = o.whole()
	pace := paceOf(len(p.Jobs))
	o.Work = int64(float64(o.Work) * pace)
	r := newSearch(ctx, compile(p), o).run()
	r.Work = int64(float64(r.Work) / pace)
	return r, nil
}

// paceOf is how many times faster than at ten thousand jobs an evaluation is: small problems stay in the processor's cache,
// large ones wait for memory.
func paceOf(jobs int) float64 {
	return math.Max(.5, math.Min(1, math.Pow(float64(max(jobs, 1))/1e4, -.22)))
}

// whole is the options with what was left open filled in.
func (o Options) whole() Options {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Work <= 0 {
		o.Work = PerSecond
	}
	return o
}

// search is one solving under way.
type search struct {
	ctx   context.Context
	c     *compiled
	o     Options
	dual  *dual
	work  int64
	at    *prices // where the bound was reached
	bound float64
	how   string
	near  *cands
	inv   *inverse
	worth []float64 // of a slot, by part
	split *split
	st    *state
	best  []int32 // the best plan so far,
	cost  float64 // and its cost
	cut   bool
}

func newSearch(ctx context.Context, c *compiled, o Options) *search {
	r := &search{ctx: ctx, c: c, o: o, at: newPrices(c)}
	r.dual = newDual(c, o.Workers, everyJob(c))
	r.bound, r.how = r.dual.eval(r.at), "prices of minutes, pools and rows"
	return r
}

// run is the whole of a search: prices, plan, proof.
func (r *search) run() Result {
	r.climb()
	small := r.apart()
	if small.run(r, .3) {
		return r.result()
	}
	r.split = newSplit(r.st)
	r.inv = invert(r.dual, r.at, r.near, mostInverse)
	pack := newPacking(r.dual, r.at, r.near, r.inv, proofNodes)
	r.dual.work = 0
	if !r.stopped() {
		r.raise(pack.certify())
		pack.trellis(r.budget(.2))
	}
	r.prove(.2, pack)
	r.search(.08)
	r.refine(.04, pack)
	if small == nil {
		r.windows(.6, pack)
	}
	small.run(r, 1)
	r.prove(1, pack)
	r.tell("done", 1)
	return r.result()
}

// stopped is whether the clock or a cancellation says to end; from then on it stays so.
func (r *search) stopped() bool {
	if !r.cut && r.halt() {
		r.cut = true
	}
	return r.cut
}

// halt is stopped for many at once: it remembers nothing.
func (r *search) halt() bool {
	return r.ctx.Err() != nil || !r.o.Deadline.IsZero() && time.Now().After(r.o.Deadline)
}

// keep takes the state for the best plan if it is.
func (r *search) keep() {
	if cost := r.st.total(); r.best == nil || cost < r.cost {
		r.best, r.cost = append(r.best[:0], r.st.slot...), cost
	}
}

// result tells what was found, the gap split at the first bound's prices.
func (r *search) result() Result {
	c := r.c
	slots := c.plan(r.best)
	out := Result{Plan: Plan{Slot: slots, Cost: c.p.Total(slots)}, Work: r.work, Cut: r.cut}
	if over := r.bound - out.Plan.Cost; over > 0 && over < 1e-9*math.Abs(r.bound) {
		r.bound = out.Plan.Cost // an optimum, but for rounding
	}
	out.Bound = Bound{Value: r.bound, Prices: c.prices(r.at), How: r.how}
	r.st.reset(r.best)
	out.Gap = r.dual.anatomy(r.at, r.st)
	out.Gap.Total = out.Plan.Cost - out.Bound.Value
	out.Gap.Bound = out.Gap.Total - out.Gap.sum()
	return out
}

// tell reports progress.
func (r *search) tell(phase string, share float64) {
	if r.o.Progress != nil {
		r.o.Progress(Progress{Cost: r.cost, Bound: r.bound, Share: share, Phase: phase})
	}
}

// prices tells prices in the problem's own shape.
func (c *compiled) prices(p *prices) Prices {
	out := Prices{Minute: make([]float64, c.m), Row: append([]float64{}, p.row...)}
	for s, v := range p.slot {
		out.Minute[s] = v / c.p.Lengths[c.length[s]]
	}
	for f := range c.p.Pools {
		n := c.p.Places * c.p.Nights
		out.Pool = append(out.Pool, append([]float64{}, p.cell[f*n:(f+1)*n]...))
	}
	return out
}
