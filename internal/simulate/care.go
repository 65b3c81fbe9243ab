package simulate

import "math"

// supply plays a supplier's day: those who leave the queues otherwise, the places ring-fenced for one site, then the
// supplier's own places for all who share it. A ring-fenced place is on top of the supplier's own and takes none of them.
func (w *worker) supply(u *supplier, i, d int) {
	for p := range Streams {
		w.fenced(u, p, d)
		given, offset := w.given(u, i, p, d)
		w.trail.of(u, d).offered(w, u, p, d, given, offset)
		if len(u.links) == 1 {
			l := u.links[0]
			s := w.states[l.site.place]
			s.sums.links[l.order].started[p] += least(s.queue[l.order][p], given)
		} else {
			w.divide(u, p, given, offset)
		}
		if u.in.Places[p] > 0 {
			held := w.held[i*Streams+p]
			for j, n := range given {
				held[j] += n
			}
			w.lose(u.in.FreeHazard[p], held, w.source(u.unit, drawFreed, p, d))
		}
	}
}

// fenced plays who leaves a supplier's queues before its own places are given.
func (w *worker) fenced(u *supplier, p, d int) {
	way := w.trail.of(u, d)
	for k, l := range u.links {
		s := w.states[l.site.place]
		q := s.queue[l.order][p]
		first, later := w.c[0][:w.n], w.c[1][:w.n]
		if way != nil {
			copy(first, q)
		}
		s.sums.other += w.lose(l.site.in.OtherLeave, q, w.source(l.unit, drawOther, p, d))
		if way != nil {
			copy(later, q)
		}
		if a := parcelOf(l.fence(p, d)); !a.none() {
			a.each(w, w.a[:w.n], w.source(l.unit, drawFenced, p, d))
			s.sums.links[l.order].started[p] += less(q, w.a[:w.n])
		}
		way.waited(u, k, p, d, first, later, q)
	}
}

// fence is the places ring-fenced for a link's site.
func (l *link) fence(p, d int) float64 {
	starts := l.site.in.Effort.Starts
	if len(starts) == 0 || len(starts[l.at]) == 0 {
		return 0
	}
	return starts[l.at][d][p]
}

// given fills scratch with how many places of a stream the supplier can give today, and with 32 random bits for sharing
// them.
func (w *worker) given(u *supplier, i, p, d int) (places []int32, offset []uint32) {
	places, offset = w.a[:w.n], w.u[:w.n]
	if u.in.Places[p] > 0 {
		for j, n := range w.held[i*Streams+p] {
			places[j] = max(int32(u.in.Places[p])-n, 0)
		}
	}
	from := w.source(u.unit, drawStarts, p, d)
	var a parcel
	if u.in.Places[p] == 0 && len(u.in.Starts) > 0 {
		a = parcelOf(u.in.Starts[d][p])
	}
	for j := range offset {
		v := word(from, w.base+uint64(j))
		offset[j] = uint32(v)
		if u.in.Places[p] > 0 {
			continue
		}
		places[j] = a.whole
		if v>>32 < a.fraction {
			places[j]++
		}
	}
	return places, offset
}

// least takes places from a queue, and lowers places to those taken. It gives the sum.
func least(queue, places []int32) int64 {
	sum := int64(0)
	places = places[:len(queue)]
	for j, n := range queue {
		x := min(places[j], n)
		queue[j], places[j] = n-x, x
		sum += int64(x)
	}
	return sum
}

// divide gives places to the queues of those who share the supplier, to each the proportional part of its queue, rounded
// up or down by one draw for all: lay the queues end to end in the order of the sites' keys, and mark them at equal steps
// from a random beginning. So each expects its exact part, the parts sum to the places, nobody gets more than their queue,
// and the order in which the sites are listed does not matter. It lowers places to those taken.
func (w *worker) divide(u *supplier, p int, places []int32, offset []uint32) {
	sum, before, marks := w.b[:len(places)], w.c[0][:len(places)], w.c[1][:len(places)]
	clear(sum)
	for _, l := range u.links {
		q := w.states[l.site.place].queue[l.order][p]
		for j := range sum {
			sum[j] += q[j]
		}
	}
	for j := range places {
		places[j] = min(places[j], sum[j])
	}
	clear(before)
	clear(marks)
	for _, l := range u.links {
		s := w.states[l.site.place]
		q := s.queue[l.order][p]
		started := int64(0)
		for j := range places {
			if sum[j] == 0 {
				continue
			}
			before[j] += q[j]
			at := int32((uint64(places[j])*uint64(before[j]) + uint64(offset[j])*uint64(sum[j])>>32) / uint64(sum[j]))
			x := at - marks[j]
			marks[j] = at
			q[j] -= x
			started += int64(x)
		}
		s.sums.links[l.order].started[p] += started
	}
}

// room plays what takes room away: outbreaks that close it and end, and missing staff.
func (w *worker) room(s *state, d int) {
	t, in := s.site, &s.site.in.Room
	if mean := by(in.CloseStart, d, 0); mean > 0 {
		w.addPoisson(s.closed, mean, w.source(t.unit, drawClose, 0, d))
	}
	w.lose(in.Reopen, s.closed, w.source(t.unit, drawReopen, 0, d))
	copy(s.lost, s.closed)
	if mean := by(in.Unstaffed, d, 0); mean > 0 {
		w.addPoisson(s.lost, mean, w.source(t.unit, drawUnstaffed, 0, d))
	}
	if opened := parcelOf(by(t.in.Effort.Escalation, d, 0)); !opened.none() {
		opened.each(w, w.a[:w.n], w.source(t.unit, drawOpened, 0, d))
		for j, n := range w.a[:w.n] {
			s.lost[j] -= n
		}
	}
}

// addPoisson adds a Poisson number to each.
func (w *worker) addPoisson(to []int32, mean float64, source uint64) {
	row := w.shelf.steady(mean)
	u := w.u[:len(to)]
	draws(u, source, w.base)
	for j := range to {
		to[j] += w.shelf.poisson(row, 0, u[j])
	}
}

// base is the room of a day as planned; what is lost in a replicate is taken from it.
func (r *Room) base(d int) float64 { return by(r.Core, d, 0) + by(r.Escalation, d, 0) }

// beyond is the greatest number of units that is not more than a share of the room, with a little over for shares that
// binary fractions do not hold exactly.
func beyond(share, room float64) int { return int(math.Floor(float64(share*max(room, 0)) + 1e-9)) }
