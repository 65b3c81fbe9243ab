package assign

import "slices"

// seek is somebody who needs a slot in a search for a way to seat one who must have one: who turned them out, and where that
// one would be.
type seek struct {
	job, slot int32 // slot is where the one before would be, which this job leaves
	prev      int
	long      int // how many would have moved
}

// path seats a job that is nowhere by the shortest chain in which each takes the place of one other and the last finds room. It
// looks at each job once, so that it reaches far where better looks at all there is nearby.
func (h *chains) path(i int32, limit int64) bool {
	st := h.st
	h.head, h.limit = i, h.work+limit
	clear(h.in)
	h.in[i] = true
	queue := []seek{{i, None, -1, 0}}
	for q := 0; q < len(queue) && h.work < h.limit; q++ {
		n := queue[q]
		from, cost := st.slot[n.job], st.now[n.job]
		if from != None {
			st.take(n.job)
		}
		var ends []int32 // slots with room
		for _, o := range h.offersTo(n.job) {
			if o.slot == None || o.slot == from || h.onPath(queue, q, o.slot) {
				continue
			}
			h.work += 20
			if st.can(n.job, o.slot) {
				ends = append(ends, o.slot)
			} else if h.away+n.long < h.most {
				queue = h.turnOuts(queue, q, o.slot)
			}
		}
		if from != None {
			st.add(n.job, from, cost)
		}
		for _, s := range ends {
			if h.walk(queue, q, s) {
				return true
			}
		}
	}
	return false
}

// onPath is whether somebody on the way to a place in the queue goes to a slot already.
func (h *chains) onPath(queue []seek, q int, slot int32) bool {
	for ; q >= 0; q = queue[q].prev {
		if queue[q].slot == slot {
			return true
		}
	}
	return false
}

// turnOuts adds to the queue who could make room for the job at a place in it by leaving a slot.
func (h *chains) turnOuts(queue []seek, q int, s int32) []seek {
	st, job := h.st, queue[q].job
	for _, k := range slices.Clone(st.jobs[s]) {
		if h.in[k] || !h.mayLeave(k) {
			continue
		}
		h.work += 20
		cost := st.now[k]
		st.take(k)
		fits := st.can(job, s)
		st.add(k, s, cost)
		if fits {
			h.in[k] = true
			queue = append(queue, seek{k, s, q, queue[q].long + 1})
		}
	}
	return queue
}

// walk does what the way to a place in the queue says, the last going to a slot, unless it breaks a limit or moves too many.
func (h *chains) walk(queue []seek, q int, last int32) bool {
	st := h.st
	var hops []hop
	away := h.away
	for to := last; q >= 0; q = queue[q].prev {
		m := hop{queue[q].job, st.slot[queue[q].job], to}
		hops, to = append(hops, m), queue[q].slot
		away += h.strays(m)
	}
	if away > h.most {
		return false
	}
	costs := make([]float64, len(hops))
	for x, m := range hops {
		costs[x] = st.now[m.job]
		if m.from != None {
			st.take(m.job)
		}
	}
	for x, m := range hops {
		if st.can(m.job, m.to) {
			st.add(m.job, m.to, st.c.pair(m.job, m.to))
			continue
		}
		for _, n := range hops[:x] {
			st.take(n.job)
		}
		for y, n := range hops {
			if n.from != None {
				st.add(n.job, n.from, costs[y])
			}
		}
		return false
	}
	h.away = away
	return true
}
