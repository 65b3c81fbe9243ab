package assign

import (
	"context"
	"runtime"
	"time"
)

// PerSecond is how many evaluations one core of the reference machine does in a second: what turns seconds into work.
const PerSecond = 100_000_000

// Options is how a problem is worked on.
type Options struct {
	Seed     uint64
	Work     int64          // evaluations to spend, about; 0 is one second's. The same work gives the same plan everywhere
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
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Work <= 0 {
		o.Work = PerSecond
	}
	return newSearch(ctx, compile(p, nil), o).run(), nil
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
	st    *state
	best  []int32 // the best plan so far,
	cost  float64 // and its cost
	cut   bool
}

func newSearch(ctx context.Context, c *compiled, o Options) *search {
	r := &search{ctx: ctx, c: c, o: o}
	r.dual = newDual(c, o.Workers, everyJob(c))
	r.at, r.how = newPrices(c), "every job in its cheapest slot"
	r.bound = r.dual.eval(r.at)
	r.st = newState(c)
	return r
}

func (r *search) run() Result {
	for i := range int32(r.c.n) {
		r.st.stay(i)
	}
	for i := range int32(r.c.n) {
		if r.st.slot[i] == None {
			r.st.firstFit(i)
		}
	}
	r.keep()
	r.small()
	return r.result()
}

// stopped is whether the clock or a cancellation says to end; from then on it stays so.
func (r *search) stopped() bool {
	if !r.cut && (r.ctx.Err() != nil || !r.o.Deadline.IsZero() && time.Now().After(r.o.Deadline)) {
		r.cut = true
	}
	return r.cut
}

// keep takes the state for the best plan if it is.
func (r *search) keep() {
	if cost := r.st.total(); r.best == nil || cost < r.cost {
		r.best, r.cost = append(r.best[:0], r.st.slot...), cost
	}
}

func (r *search) result() Result {
	c := r.c
	slots := c.plan(r.best, c.p.fixedIn)
	out := Result{Plan: Plan{Slot: slots, Cost: c.p.Total(slots)}, Work: r.work, Cut: r.cut}
	out.Bound = Bound{Value: r.bound, Prices: c.prices(r.at), How: r.how}
	out.Gap.Total = out.Plan.Cost - r.bound
	return out
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
