package assign

import (
	"math"
	"slices"

	"headroom/internal/fault"
)

// Check is nil for a problem that can be worked on; else an Invalid fault that names what is wrong, at most twenty times.
func Check(p *Problem) error {
	var l fault.List
	add := func(name, format string, args ...any) {
		if len(l) < 20 {
			l.Add(name, "", format, args...)
		}
	}
	if p.Days < 1 || p.Nights < p.Days {
		add("days", "%d days and %d nights: there must be a day, and a night for every day", p.Days, p.Nights)
	}
	if !(p.Overrun.Risk >= LowestRisk && p.Overrun.Risk < 0.5) || !(p.Overrun.Grace >= 0) {
		add("overrun", "a risk of %v with %v minutes of grace: the risk must lie from %v to below 0.5, the grace be 0 or more", p.Overrun.Risk, p.Overrun.Grace, LowestRisk)
	}
	for i, n := range p.Lengths {
		if !(n > 0) || math.IsInf(n, 0) {
			add("lengths", "length %d is %v minutes", i, n)
		}
	}
	if len(p.Stays) == 0 {
		add("stays", "there must be at least the stay that uses nothing")
	}
	checkPools(p, add)
	checkSlots(p, add)
	checkClasses(p, add)
	for j := range p.Jobs {
		checkJob(p, j, add)
	}
	return l.Err("the problem cannot be worked on")
}

type adder func(name, format string, args ...any)

func checkPools(p *Problem, add adder) {
	for f, pool := range p.Pools {
		if len(pool.Cap) != p.Places*p.Nights {
			add("pools", "pool %d (%s) has %d capacities for %d places and %d nights", f, pool.Name, len(pool.Cap), p.Places, p.Nights)
		}
	}
	for k, st := range p.Stays {
		if len(st.Uses) > len(p.Pools) {
			add("stays", "stay %d uses %d pools of %d", k, len(st.Uses), len(p.Pools))
		}
		for _, uses := range st.Uses {
			for _, u := range uses {
				if !(u >= 0) {
					add("stays", "stay %d uses %v of a pool", k, u)
				}
			}
		}
	}
}

func checkSlots(p *Problem, add adder) {
	for s := range p.Slots {
		t := &p.Slots[s]
		if !within(t.Day, p.Days) || !within(t.Place, p.Places) || !within(t.Length, len(p.Lengths)) {
			add("slots", "slot %d is on day %d at place %d with length %d", s, t.Day, t.Place, t.Length)
		}
		for _, r := range t.Rows {
			if !within(r, len(p.Rows)) {
				add("slots", "slot %d names row %d of %d", s, r, len(p.Rows))
			}
		}
	}
}

func checkClasses(p *Problem, add adder) {
	for c := range p.Classes {
		k := &p.Classes[c]
		if len(k.Slots) != len(k.Extra) {
			add("classes", "class %d has %d slots and %d extra costs", c, len(k.Slots), len(k.Extra))
			continue
		}
		for i, s := range k.Slots {
			if !within(s, len(p.Slots)) {
				add("classes", "class %d names slot %d of %d", c, s, len(p.Slots))
				return
			}
			if math.IsNaN(float64(k.Extra[i])) || math.IsInf(float64(k.Extra[i]), 0) {
				add("classes", "class %d has the extra cost %v", c, k.Extra[i])
			}
			if p.Slots[s].Group != p.Slots[k.Slots[0]].Group {
				add("classes", "class %d names slots of two groups", c)
				break
			}
		}
		if !slices.IsSortedFunc(k.Slots, p.order) {
			add("classes", "the slots of class %d are not in the order of day, place and number", c)
		}
	}
}

func checkJob(p *Problem, j int, add adder) {
	b := &p.Jobs[j]
	if !within(b.Class, len(p.Classes)) || !within(b.Stay, len(p.Stays)) {
		add("jobs", "job %d is of class %d and stay %d", j, b.Class, b.Stay)
		return
	}
	if !(b.Mean > 0) || !(b.Variance >= 0) || math.IsInf(b.Mean+b.Variance, 0) {
		add("jobs", "job %d takes %v minutes with variance %v", j, b.Mean, b.Variance)
	}
	if len(b.Cost) != p.Days {
		add("jobs", "job %d has costs for %d days of %d", j, len(b.Cost), p.Days)
		return
	}
	for d, c := range b.Cost {
		if math.IsNaN(float64(c)) || math.IsInf(float64(c), -1) {
			add("jobs", "job %d costs %v on day %d", j, c, d)
			break
		}
	}
	if x := b.Out + b.Move + b.Drop; math.IsNaN(x) || math.IsInf(x, 0) {
		add("jobs", "job %d costs %v without a slot, %v moved and %v dropped", j, b.Out, b.Move, b.Drop)
	}
	switch {
	case b.Held == None:
	case !within(b.Held, len(p.Slots)):
		add("jobs", "job %d holds slot %d of %d", j, b.Held, len(p.Slots))
	case b.Fixed && !p.Slots[b.Held].Closed && math.IsInf(float64(b.Cost[p.Slots[b.Held].Day]), 1):
		add("jobs", "job %d is fixed on a day on which it cannot be done", j)
	}
}

func within(k int32, n int) bool { return k >= 0 && int(k) < n }

// order is the order of a class's slots.
func (p *Problem) order(a, b int32) int {
	x, y := &p.Slots[a], &p.Slots[b]
	switch {
	case x.Day != y.Day:
		return int(x.Day - y.Day)
	case x.Place != y.Place:
		return int(x.Place - y.Place)
	}
	return int(a - b)
}

// fixedIn is the slot that a job stays in come what may, or None.
func (p *Problem) fixedIn(j int) int32 {
	if b := &p.Jobs[j]; b.Fixed && b.Held != None && !p.Slots[b.Held].Closed {
		return b.Held
	}
	return None
}
