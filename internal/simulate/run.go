package simulate

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Options say how to run.
type Options struct {
	Replicates int
	Workers    int // zero: as many as the machine runs at once
	Seed       uint64
	Days       int  // zero: the model's
	Keep       bool // keep every replicate's occupied by site and day; else counts by value alone
	Targets    []Target
	Shares     []float64             // of the room, for which Over counts replicate by replicate; none: 0.92, 0.95 and 1
	Progress   func(done, total int) // called now and then, from one goroutine at a time
}

// Target asks for the value of effort towards one site on one day, seen over the replicates in which more than Above units
// are there.
type Target struct {
	Site  int
	Day   int
	Above int
}

// Run plays the model. It gives an Invalid fault that names the fields when the model or the options are wrong, and the
// context's error when that ends first.
func Run(ctx context.Context, m *Model, o Options) (*Result, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	if o.Days == 0 {
		o.Days = m.Days
	}
	if len(o.Shares) == 0 {
		o.Shares = []float64{0.92, 0.95, 1}
	}
	if err := o.check(m); err != nil {
		return nil, err
	}
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	s := prepare(m, o.Seed, o.Days)
	s.block = blockSize(s, o)
	r := newResult(s, o)
	jobs := share(s, o)
	report := newReporter(o, len(s.sites))
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(o.Workers, len(jobs)) {
		all.Go(func() {
			w := newWorker(s, o, r, report)
			defer putShelf(w.shelf)
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(jobs) {
					return
				}
				w.play(ctx, jobs[i])
			}
		})
	}
	all.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return r, nil
}

// job is one part for some replicates.
type job struct {
	part     *part
	from, to int
}

// share cuts the work into jobs, the largest parts first, so that all workers end at about the same time: a part is cut
// into stretches of whole blocks when there are few parts.
func share(s *system, o Options) []job {
	blocks := (o.Replicates + s.block - 1) / s.block
	pieces := min(max(4*o.Workers/len(s.parts), 1), blocks)
	each := (blocks + pieces - 1) / pieces * s.block
	var jobs []job
	for _, p := range bySize(s.parts) {
		for from := 0; from < o.Replicates; from += each {
			jobs = append(jobs, job{p, from, min(from+each, o.Replicates)})
		}
	}
	return jobs
}

// The most that the sites of a block may take up, in bytes, and the days of a block that are kept to look back.
const (
	mostState = 16 << 20
	mostTrail = 16 << 20
)

// blockSize is how many replicates are played side by side, a whole number of pairs: many, so that each table is used much
// while it is at hand, but few enough that every worker has a block and that the largest part fits into a stated space.
// Nothing that comes out depends on it.
func blockSize(s *system, o Options) int {
	state, trail := 1, 1 // bytes of a replicate in the largest part
	for _, p := range s.parts {
		links, stages := 0, 0
		for _, t := range p.sites {
			links, stages = links+len(t.links), stages+len(t.in.Stages)
		}
		state = max(state, 4*(stages+5*len(p.sites)+2*Streams*links+Streams*len(p.suppliers)))
		if len(o.Targets) > 0 {
			trail = max(trail, s.days*Streams*(4*links+6*len(p.suppliers)))
		}
	}
	each := min(o.Replicates*len(s.parts)/o.Workers, 4096, mostState/state, mostTrail/trail)
	return max(each/2*2, 128)
}

// reporter tells how far the run has come, in replicates of sites.
type reporter struct {
	mu          sync.Mutex
	tell        func(done, total int)
	done, total int
}

func newReporter(o Options, sites int) *reporter {
	return &reporter{tell: o.Progress, total: o.Replicates * sites}
}

// add notes that n more replicates of sites are done.
func (r *reporter) add(n int) {
	if r.tell == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done += n
	r.tell(r.done, r.total)
}
