package recovery

import (
	"fmt"
	"slices"

	"headroom/internal/solve/assign"
)

// slack forgives what adding many small numbers of single precision leaves over.
const slack = 1e-3

// load is what a plan uses of each shared thing.
type load struct {
	m              *model
	mean, variance []float64   // of each slot
	jobs           [][]int32   // of each slot
	pool           [][]float64 // by family, as Pool.Cap
	row            []int32     // slots open in each row
}

// newLoad is the load of nothing.
func newLoad(m *model) *load {
	p := &m.problem
	l := &load{m: m, mean: make([]float64, len(p.Slots)), variance: make([]float64, len(p.Slots)), jobs: make([][]int32, len(p.Slots)),
		pool: make([][]float64, len(p.Pools)), row: make([]int32, len(p.Rows))}
	for f := range l.pool {
		l.pool[f] = make([]float64, len(p.Pools[f].Cap))
	}
	return l
}

// put gives a job to a slot.
func (l *load) put(job, slot int32) {
	b, s := &l.m.problem.Jobs[job], &l.m.problem.Slots[slot]
	l.mean[slot] += b.Mean
	l.variance[slot] += b.Variance
	if len(l.jobs[slot]) == 0 {
		for _, r := range s.Rows {
			l.row[r]++
		}
	}
	l.jobs[slot] = append(l.jobs[slot], job)
	l.use(b.Stay, s, 1)
}

// take takes a job out of its slot.
func (l *load) take(job, slot int32) {
	b, s := &l.m.problem.Jobs[job], &l.m.problem.Slots[slot]
	l.mean[slot] -= b.Mean
	l.variance[slot] -= b.Variance
	k := slices.Index(l.jobs[slot], job)
	l.jobs[slot] = slices.Delete(l.jobs[slot], k, k+1)
	if len(l.jobs[slot]) == 0 {
		l.mean[slot], l.variance[slot] = 0, 0
		for _, r := range s.Rows {
			l.row[r]--
		}
	}
	l.use(b.Stay, s, -1)
}

// use adds a stay's use of the pools, times sign.
func (l *load) use(stay int32, s *assign.Slot, sign float64) {
	base := int(s.Place) * l.m.problem.Nights
	for f, uses := range l.m.problem.Stays[stay].Uses {
		for n, u := range uses {
			if d := int(s.Day) + n; d < l.m.problem.Nights {
				l.pool[f][base+d] += sign * float64(u)
			}
		}
	}
}

// blocked are the limits that keep a job out of a slot beside those who are in it; 0 when it fits. The limits of the slot
// and the patient themselves are not judged here.
func (l *load) blocked(job, slot int32) bar {
	b, s := &l.m.problem.Jobs[job], &l.m.problem.Slots[slot]
	var why bar
	if l.long(b, s, slot) {
		why |= barLength
	}
	if len(l.jobs[slot]) == 0 {
		for _, r := range s.Rows {
			if l.row[r] >= l.m.problem.Rows[r] {
				why |= barRow
			}
		}
	}
	base := int(s.Place) * l.m.problem.Nights
	for f, uses := range l.m.problem.Stays[b.Stay].Uses {
		for n, u := range uses {
			d := int(s.Day) + n
			if u > 0 && d < l.m.problem.Nights && l.pool[f][base+d]+float64(u) > float64(l.m.problem.Pools[f].Cap[base+d])+slack {
				why |= l.m.poolBar(f)
			}
		}
	}
	return why
}

// long tells whether a job would make a slot run late more often than is accepted. What is longer than the slot and its
// grace needs no law.
func (l *load) long(b *assign.Job, s *assign.Slot, slot int32) bool {
	o, length, mean := l.m.problem.Overrun, l.m.problem.Lengths[s.Length], l.mean[slot]+b.Mean
	return mean > length+o.Grace || !o.Fits(length, mean, l.variance[slot]+b.Variance)
}

// poolBar is the limit that a family of pools is.
func (m *model) poolBar(family int) bar {
	switch m.kinds[family].kind {
	case Beds:
		return barBeds
	case HighBeds:
		return barHighBeds
	}
	return barSets
}

// OverLimit is a limit that what is decided already passes: firm bookings, dates within the notice, pins. The plan adds
// nothing there and takes nobody away: a person must decide.
type OverLimit struct {
	Limit    string
	Most     float64
	Used     float64
	Pathways []Pathway
}

// decided lists the limits that what is decided passes already.
func (m *model) decided() []OverLimit {
	var out []OverLimit
	l := newLoad(m)
	p := &m.problem
	for j := range p.Jobs {
		if p.Jobs[j].Fixed {
			l.put(int32(j), p.Jobs[j].Held)
		}
	}
	for s := range p.Slots {
		length := p.Lengths[p.Slots[s].Length]
		if len(l.jobs[s]) > 0 && !p.Overrun.Fits(length, l.mean[s], l.variance[s]) {
			x := m.sessionOf(int32(s))
			out = append(out, OverLimit{Limit: fmt.Sprintf("the minutes of list %s on %s", x.ID, longDay(x.Date)), Most: length, Used: l.mean[s],
				Pathways: m.pathways(l.jobs[s])})
		}
	}
	for r, open := range l.row {
		if open > p.Rows[r] {
			out = append(out, OverLimit{Limit: m.rowWords(int32(r)), Most: float64(p.Rows[r]), Used: float64(open), Pathways: m.inRow(l, int32(r))})
		}
	}
	for f := range l.pool {
		for k, used := range l.pool[f] {
			if c := float64(p.Pools[f].Cap[k]); used > c+slack {
				out = append(out, OverLimit{Limit: m.poolWords(f, k), Most: c, Used: used, Pathways: m.inPool(l, f, k)})
			}
		}
	}
	return out
}

// pathways are those of jobs.
func (m *model) pathways(jobs []int32) []Pathway {
	var out []Pathway
	for _, j := range jobs {
		out = append(out, m.ask.Patients[m.who[j]].Pathway)
	}
	return out
}

// inRow are the pathways of a row's slots.
func (m *model) inRow(l *load, r int32) []Pathway {
	var out []Pathway
	for s := range m.problem.Slots {
		if slices.Contains(m.problem.Slots[s].Rows, r) {
			out = append(out, m.pathways(l.jobs[s])...)
		}
	}
	return out
}

// inPool are the pathways that use a pool of a family at one place and day.
func (m *model) inPool(l *load, f, k int) []Pathway {
	place, day := k/m.problem.Nights, k%m.problem.Nights
	var out []Pathway
	for s := range m.problem.Slots {
		if int(m.problem.Slots[s].Place) != place {
			continue
		}
		n := day - m.dayOf(int32(s))
		for _, j := range l.jobs[s] {
			uses := m.problem.Stays[m.problem.Jobs[j].Stay].Uses
			if n >= 0 && f < len(uses) && n < len(uses[f]) && uses[f][n] > 0 {
				out = append(out, m.pathways([]int32{j})...)
			}
		}
	}
	return out
}

// rowWords says which limit a row is.
func (m *model) rowWords(r int32) string {
	k := m.rows[r]
	if k.site != "" {
		return fmt.Sprintf("the anaesthetists at %s on %s", k.site, longDay(k.date))
	}
	return fmt.Sprintf("one list of the team %s on %s (%s)", k.team, longDay(k.date), k.half)
}

// poolWords says which limit a pool is at its place and day.
func (m *model) poolWords(f, k int) string {
	site, date := m.sites[k/m.problem.Nights], longDay(m.ask.From.Add(k%m.problem.Nights))
	if name := m.kinds[f].name; name != "" {
		return fmt.Sprintf("the sets of %s at %s on %s", name, site, date)
	}
	return fmt.Sprintf("the %s at %s on the night of %s", kindWords(m.kinds[f].kind), site, date)
}

// blockedBut is blocked for a job that is in another slot: what it uses there is not held against it.
func (l *load) blockedBut(job, slot, own int32) bar {
	if own == assign.None {
		return l.blocked(job, slot)
	}
	p := &l.m.problem
	b, s, o := &p.Jobs[job], &p.Slots[slot], &p.Slots[own]
	why := l.blocked(job, slot)
	if why&barRow != 0 && len(l.jobs[own]) == 1 {
		why &^= barRow
		for _, r := range s.Rows {
			if l.row[r] >= p.Rows[r] && !slices.Contains(o.Rows, r) {
				why |= barRow
			}
		}
	}
	if why&(barBeds|barHighBeds|barSets) == 0 || s.Place != o.Place {
		return why
	}
	why &^= barBeds | barHighBeds | barSets
	base := int(s.Place) * p.Nights
	for f, uses := range p.Stays[b.Stay].Uses {
		for n, u := range uses {
			d, used := int(s.Day)+n, 0.0
			if u == 0 || d >= p.Nights {
				continue
			}
			used = l.pool[f][base+d]
			if k := d - int(o.Day); k >= 0 && k < len(uses) {
				used -= float64(uses[k])
			}
			if used+float64(u) > float64(p.Pools[f].Cap[base+d])+slack {
				why |= l.m.poolBar(f)
			}
		}
	}
	return why
}

// polish gives each job a better slot where one has room: after it nobody can ask why a free and better place was left. It
// changes slots in place.
func (m *model) polish(slots []int32) *load {
	l := newLoad(m)
	for j, s := range slots {
		if s != assign.None {
			l.put(int32(j), s)
		}
	}
	for changed, round := true, 0; changed && round < 5; round++ {
		changed = false
		for j := range m.problem.Jobs {
			if b := &m.problem.Jobs[j]; b.Fixed && b.Held != assign.None && !m.problem.Slots[b.Held].Closed {
				continue
			}
			if s := m.better(int32(j), slots[j], l); s != slots[j] {
				if slots[j] != assign.None {
					l.take(int32(j), slots[j])
				}
				l.put(int32(j), s)
				slots[j], changed = s, true
			}
		}
	}
	return l
}

// better is the cheapest slot with room for a job that is in own, own itself when there is none.
func (m *model) better(j, own int32, l *load) int32 {
	b := &m.problem.Jobs[j]
	best, at := m.problem.Cost(int(j), own), own
	class := &m.problem.Classes[b.Class]
	for n, k := range class.Slots {
		cost := float64(b.Cost[m.dayOf(k)] + class.Extra[n])
		if b.Held != assign.None && k != b.Held {
			cost += b.Move
		}
		if cost < best-slack && !m.problem.Slots[k].Closed && !l.long(b, &m.problem.Slots[k], k) && l.blockedBut(j, k, own) == 0 {
			best, at = cost, k
		}
	}
	return at
}
