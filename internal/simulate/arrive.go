package simulate

// arrive plays who comes on day d and puts them into stages. Nobody leaves on the day of coming.
func (w *worker) arrive(s *state, d int) {
	t := s.site
	come := w.a[:w.n]
	if w.unplanned(s, come, d) {
		if avoid := parcelOf(by(t.in.Effort.Avoided, d, 0)); !avoid.none() {
			avoid.each(w, w.b[:w.n], w.source(t.unit, drawAvoid, 0, d))
			less(come, w.b[:w.n])
		}
		s.sums.arrived += total(come)
		for k, p := range t.mix {
			w.some(p, come, s.stages[k], w.source(t.unit, drawMix, k, d))
		}
	}
	if len(t.in.Planned) == 0 || t.in.Planned[d] == 0 {
		return
	}
	fill(w.b[:w.n], int32(t.in.Planned[d]))
	clear(come)
	w.some(by(t.in.Show, d, 1), w.b[:w.n], come, w.source(t.unit, drawShow, 0, d))
	s.sums.arrived += total(come)
	for k, p := range t.plan {
		w.some(p, come, s.stages[k], w.source(t.unit, drawPlannedMix, k, d))
	}
}

// unplanned fills come with the unplanned arrivals; false when there are none on this day.
func (w *worker) unplanned(s *state, come []int32, d int) bool {
	t := s.site
	mean := by(t.in.Arrivals, d, 0)
	clip := t.clip[d]
	u := w.u[:len(come)]
	draws(u, w.source(t.unit, drawArrivals, 0, d), w.base)
	if t.steady {
		if mean <= 0 {
			return false
		}
		row := w.shelf.steady(mean)
		for j := range come {
			come[j] = min(w.shelf.poisson(row, 0, u[j]), clip)
		}
		return true
	}
	factor := w.common.of(t.in.Region)
	if !t.own.none() {
		v := w.shelf.v[:len(come)]
		draws(v, w.source(t.unit, drawOwn, 0, d), w.base)
		own, c := s.own[:len(come)], w.sys.curves
		for j := range own {
			own[j] = t.own.next(own[j], c.normal(v[j]))
		}
	}
	if mean <= 0 {
		return false
	}
	m := fixed(mean, sizeBits)
	for j := range come {
		f := w.sys.curves.exp(s.own[j])
		f = min(f*factor[j]>>sizeBits, most)
		come[j] = min(w.shelf.varying(uint64(m*f>>sizeBits), u[j]), clip)
	}
	return true
}

// total sums.
func total(a []int32) int64 {
	n := int64(0)
	for _, x := range a {
		n += int64(x)
	}
	return n
}
