package recovery

import (
	"context"
	"runtime"

	"headroom/internal/solve/assign"
)

// usualSeconds is the work where an ask names none.
const usualSeconds = 10

// defaultWorkers is as many as the machine runs at once.
func defaultWorkers() int { return runtime.GOMAXPROCS(0) }

// search solves the model's problem. Work is counted: the same on any machine. Only the context cuts it off, and the plan
// then says so.
func (m *model) search(ctx context.Context, tell func(Progress)) (assign.Result, error) {
	return assign.Solve(ctx, &m.problem, m.options(m.seconds(), tell))
}

// seconds is the work asked for.
func (m *model) seconds() float64 {
	if m.ask.Seconds > 0 {
		return m.ask.Seconds
	}
	return usualSeconds
}

// options are those of a search of so many seconds of the reference machine.
func (m *model) options(seconds float64, tell func(Progress)) assign.Options {
	o := assign.Options{Seed: m.ask.Seed, Workers: m.ask.Workers, Work: max(1, int64(float64(seconds*assign.PerSecond)))}
	if tell != nil {
		o.Progress = func(p assign.Progress) {
			tell(Progress{Objective: p.Cost, Bound: p.Bound, Share: p.Share, Phase: p.Phase})
		}
	}
	return o
}

// mend plans anew only the jobs that are free, from where they are; everybody else stays. It gives the places of all jobs.
func (m *model) mend(ctx context.Context, base []int32, free map[int32]bool, seconds float64) ([]int32, error) {
	p := m.problem
	p.Jobs = nil
	var of []int32
	for j := range m.problem.Jobs {
		b := m.problem.Jobs[j]
		switch at := base[j]; {
		case free[int32(j)]:
			b = startAt(b, at)
		case at == assign.None:
			continue
		default:
			b = fixedAt(b, at, m.dayOf(at))
		}
		p.Jobs = append(p.Jobs, b)
		of = append(of, int32(j))
	}
	r, err := assign.Solve(ctx, &p, m.options(seconds, nil))
	if err != nil {
		return nil, err
	}
	out := append([]int32(nil), base...)
	for k, j := range of {
		out[j] = r.Plan.Slot[k]
	}
	return out, nil
}

// fixedAt is a job that stays in a slot come what may.
func fixedAt(b assign.Job, slot int32, day int) assign.Job {
	b.Held, b.Fixed = slot, true
	if isInf(b.Cost[day]) {
		cost := append([]float32(nil), b.Cost...)
		cost[day] = 0
		b.Cost = cost
	}
	return b
}

// startAt is a job that has another place than the one it is booked in: it pays for the change that was made already on
// every day, so that leaving the place costs nothing more.
func startAt(b assign.Job, slot int32) assign.Job {
	if b.Fixed || slot == b.Held || slot == assign.None {
		return b
	}
	if b.Held != assign.None {
		cost := append([]float32(nil), b.Cost...)
		for d := range cost {
			cost[d] += float32(b.Move)
		}
		b.Cost = cost
	} else {
		b.Drop = 0
	}
	b.Held, b.Move = slot, 0
	return b
}
