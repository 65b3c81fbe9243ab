package assign

import (
	"fmt"
	"math"
)

// Breach is one limit that a plan breaks.
type Breach struct {
	Kind   string // "job", "slot", "pool" or "row"
	Number int    // of the job, slot, pool or row
	Words  string
}

// Verify judges a plan from the problem alone: its cost, and every limit that it breaks. It shares nothing with the search.
// Fixed jobs stay come what may: a limit that they break by themselves is not held against the plan, as long as nothing
// more was put there.
func Verify(p *Problem, slots []int32) (float64, []Breach) {
	v := &judge{p: p}
	if len(slots) != len(p.Jobs) {
		v.say("job", len(slots), "the plan has %d lines for %d jobs", len(slots), len(p.Jobs))
		return math.Inf(1), v.found
	}
	cost := 0.0
	for j, s := range slots {
		cost += v.job(j, s)
	}
	if len(v.found) > 0 {
		return cost, v.found
	}
	v.slots(slots)
	v.pools(slots)
	v.rows(slots)
	return cost, v.found
}

type judge struct {
	p     *Problem
	found []Breach
}

func (v *judge) say(kind string, n int, format string, args ...any) {
	v.found = append(v.found, Breach{kind, n, fmt.Sprintf(format, args...)})
}

// stays is whether job j is fixed where it is held.
func (v *judge) stays(j int) bool {
	b := v.p.Jobs[j]
	return b.Fixed && b.Held >= 0 && !v.p.Slots[b.Held].Closed
}

func (v *judge) job(j int, s int32) float64 {
	b := v.p.Jobs[j]
	if v.stays(j) && s != b.Held {
		v.say("job", j, "it is fixed in slot %d and was given %d", b.Held, s)
	}
	if s == None {
		cost := b.Out
		if b.Held >= 0 {
			cost += b.Drop
		}
		return cost
	}
	if s < 0 || int(s) >= len(v.p.Slots) {
		v.say("job", j, "there is no slot %d", s)
		return math.Inf(1)
	}
	t := v.p.Slots[s]
	extra, named := float32(0), false
	for k, x := range v.p.Classes[b.Class].Slots {
		if x == s {
			extra, named = v.p.Classes[b.Class].Extra[k], true
		}
	}
	cost := b.Cost[t.Day] + extra
	if b.Held >= 0 && s != b.Held {
		cost += float32(b.Move)
	}
	switch {
	case t.Closed:
		v.say("job", j, "slot %d is closed", s)
	case !named && s != b.Held:
		v.say("job", j, "its class may not go to slot %d", s)
	case math.IsInf(float64(cost), 1):
		v.say("job", j, "it cannot be done on day %d", t.Day)
	}
	return float64(cost)
}

// slots judges the overrun rule by the largest upper quantile that the sum can have with its variance or less.
func (v *judge) slots(slots []int32) {
	p := v.p
	mean, vary, moved := make([]float64, len(p.Slots)), make([]float64, len(p.Slots)), make([]bool, len(p.Slots))
	for j, s := range slots {
		if s != None {
			mean[s] += p.Jobs[j].Mean
			vary[s] += p.Jobs[j].Variance
			moved[s] = moved[s] || !v.stays(j)
		}
	}
	z := math.Sqrt2 * math.Erfinv(1-2*p.Overrun.Risk)
	for s := range p.Slots {
		if !moved[s] {
			continue
		}
		length := p.Lengths[p.Slots[s].Length]
		sigma := math.Min(z, math.Sqrt(math.Log1p(vary[s]/(mean[s]*mean[s]))))
		if latest := mean[s] * math.Exp(z*sigma-sigma*sigma/2); latest > (length+p.Overrun.Grace)*(1+1e-7) {
			v.say("slot", s, "its jobs may take %.1f minutes at the risk of %v, of %.1f and %.1f", latest, p.Overrun.Risk, length, p.Overrun.Grace)
		}
	}
}

func (v *judge) pools(slots []int32) {
	p := v.p
	for f, pool := range p.Pools {
		used, moved := make([]float64, len(pool.Cap)), make([]bool, len(pool.Cap))
		for j, s := range slots {
			if s == None || f >= len(p.Stays[p.Jobs[j].Stay].Uses) {
				continue
			}
			for night, amount := range p.Stays[p.Jobs[j].Stay].Uses[f] {
				d := int(p.Slots[s].Day) + night
				if d >= p.Nights {
					break
				}
				k := int(p.Slots[s].Place)*p.Nights + d
				used[k] += float64(amount)
				moved[k] = moved[k] || amount > 0 && !v.stays(j)
			}
		}
		for k := range used {
			if moved[k] && used[k] > float64(pool.Cap[k])+1e-5 {
				v.say("pool", f, "%s: %.2f used of %.2f at place %d on day %d", pool.Name, used[k], pool.Cap[k], k/p.Nights, k%p.Nights)
			}
		}
	}
}

func (v *judge) rows(slots []int32) {
	p := v.p
	fixed, open := make([]bool, len(p.Slots)), make([]bool, len(p.Slots))
	for j, s := range slots {
		if s != None {
			open[s] = true
			fixed[s] = fixed[s] || v.stays(j)
		}
	}
	count, moved := make([]int32, len(p.Rows)), make([]bool, len(p.Rows))
	for s := range p.Slots {
		if !open[s] {
			continue
		}
		for _, r := range p.Slots[s].Rows {
			count[r]++
			moved[r] = moved[r] || !fixed[s]
		}
	}
	for r := range count {
		if moved[r] && count[r] > p.Rows[r] {
			v.say("row", r, "%d slots are open of %d", count[r], p.Rows[r])
		}
	}
}
