package simulate

import "slices"

// sums is what one site's day adds up to, over the replicates of a block.
type sums struct {
	arrived, ready, other int64
	links                 []linkResult // in the order of keys
}

func (s *sums) reset(links int) {
	s.arrived, s.ready, s.other = 0, 0, 0
	s.links = slices.Grow(s.links[:0], links)[:links]
	clear(s.links)
}

// tally counts who is there at the end of day d and hands the block's figures to the result.
func (w *worker) tally(s *state, d int) {
	occupied := w.a[:w.n]
	copy(occupied, s.ready)
	for k := range s.site.in.Stages {
		add(occupied, s.stages[k])
	}
	t := &w.res.sites[s.site.at]
	for j := range s.site.links {
		for p := range Streams {
			s.sums.links[j].waiting[p] = add(occupied, s.queue[j][p])
			s.sums.links[j].process[p] = add(occupied, s.process[j][p])
		}
	}
	for i, target := range w.o.Targets {
		if target.Site == s.site.at && target.Day == d {
			w.trail.tail(i, target.Above, occupied)
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	f := &t.days[d]
	f.ready += total(s.ready)
	f.arrived += s.sums.arrived
	f.left += s.sums.ready + s.sums.other
	for j, l := range s.site.links {
		at := &f.links[l.at]
		for p := range Streams {
			at.waiting[p] += s.sums.links[j].waiting[p]
			at.process[p] += s.sums.links[j].process[p]
			at.started[p] += s.sums.links[j].started[p]
			f.left += s.sums.links[j].started[p]
		}
	}
	t.occupied.add(d, occupied)
	t.lost.add(d, s.lost)
	w.over(t, s, d, occupied)
	if w.o.Keep {
		kept := t.kept[d][w.base:]
		for j, n := range occupied {
			kept[j] = uint16(min(n, 1<<16-1))
		}
	}
}

// over counts the replicates in which more than each share of the replicate's own room is taken.
func (w *worker) over(t *siteResult, s *state, d int, occupied []int32) {
	low, high := s.lost[0], s.lost[0]
	for _, n := range s.lost {
		low, high = min(low, n), max(high, n)
	}
	room := s.site.in.Room.base(d)
	limit := w.b[:0]
	for i, share := range w.o.Shares {
		limit = limit[:0]
		for lost := low; lost <= high; lost++ {
			limit = append(limit, int32(min(beyond(share, room-float64(lost)), 1<<30)))
		}
		more := int64(0)
		for j, n := range occupied {
			if n > limit[s.lost[j]-low] {
				more++
			}
		}
		t.days[d].over[i] += more
	}
}

// add adds a to sum in each replicate, and gives the sum of a.
func add(sum, a []int32) int64 {
	n := int64(0)
	sum = sum[:len(a)]
	for j, x := range a {
		sum[j] += x
		n += int64(x)
	}
	return n
}
