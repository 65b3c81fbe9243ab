package simulate

// leave plays who leaves the stages and the ready pool on day d, before anybody arrives.
func (w *worker) leave(s *state, d int) {
	t := s.site
	work := by(t.in.Work, d, 1)
	for i := range t.groups {
		g := &t.groups[i]
		needing := w.b[:w.n]
		clear(needing)
		for j := range g.alike {
			a := &g.alike[j]
			out := w.a[:w.n]
			clear(out)
			for _, k := range a.stages {
				w.some(worked(t.in.Stages[k].Hazard, work), s.stages[k], out, w.source(t.unit, drawLeave, k, d))
			}
			w.some(a.complex, out, needing, w.source(t.unit, drawComplex, a.stages[0], d))
			pour(out, s.ready)
		}
		w.refer(s, g, needing, d)
	}
	s.sums.ready += w.lose(worked(t.in.ReadyHazard, work), s.ready, w.source(t.unit, drawReady, 0, d))
	if push := parcelOf(by(t.in.Effort.Ready, d, 0)); !push.none() {
		push.each(w, w.a[:w.n], w.source(t.unit, drawPush, 0, d))
		s.sums.ready += less(s.ready, w.a[:w.n])
	}
}

// refer splits those who need an onward place over the streams and the links: they enter the process.
func (w *worker) refer(s *state, g *group, needing []int32, d int) {
	t := s.site
	if len(g.alike) == 1 && g.alike[0].complex == 0 {
		return
	}
	for p := range Streams {
		c := w.c[p][:w.n]
		clear(c)
		w.some(g.split[p], needing, c, w.source(t.unit, drawSplit, g.number*Streams+p, d))
		for j, l := range t.links {
			w.some(l.share[p], c, s.process[j][p], w.source(l.unit, drawShare, g.number*Streams+p, d))
		}
	}
}

// assess plays who passes the process and joins the queue.
func (w *worker) assess(s *state, d int) {
	in := s.site.in
	pace := by(in.Hub, d, 1) + by(in.Effort.Hub, d, 0)
	for p := range Streams {
		h := worked(in.HubHazard[p], pace)
		for j, l := range s.site.links {
			w.some(h, s.process[j][p], s.queue[j][p], w.source(l.unit, drawProcess, p, d))
		}
	}
}
