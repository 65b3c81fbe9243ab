package flow

import (
	"math"

	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/simulate"
)

// finished counts the stays of a trust that are over and can be used.
func finished(t *TrustEvidence, from civil.Date) int {
	n, first := 0, since(t, from)
	for _, s := range t.Stays {
		if !s.Admitted.Before(first) && usable(s, from) && !s.Left.IsZero() && !s.Left.After(from) {
			n++
		}
	}
	return n
}

// present counts the stays of a trust that go on at the start.
func present(t *TrustEvidence, from civil.Date) float64 {
	n := 0.0
	for _, s := range t.Stays {
		if usable(s, from) && (s.Left.IsZero() || !s.Left.Before(from)) {
			n++
		}
	}
	return n
}

// since is the first day from which the rows tell of every stay. Rows are those who left in a period, or who came in one:
// of people who came before anybody in them left, only the longest-lying are there, and such stays would make all look longer.
func since(t *TrustEvidence, from civil.Date) civil.Date {
	first := from
	for _, s := range t.Stays {
		if usable(s, from) && !s.Left.IsZero() && s.Left.Before(first) {
			first = s.Left
		}
	}
	return first
}

// usable reports whether a stay's dates can be: it begins before the start, lasts a night, and its dates rise.
func usable(s Stay, from civil.Date) bool {
	if s.Admitted.IsZero() || !s.Admitted.Before(from) || s.Left == s.Admitted {
		return false
	}
	last := s.Admitted
	for _, d := range []civil.Date{s.Ready, s.Arranged, s.Left} {
		if d.IsZero() {
			continue
		}
		if d.Before(last) {
			return false
		}
		last = d
	}
	return true
}

// acute is the part of a stay before it was ready, in working days, as stages are counted: the day of admission is none of
// it. over says that it ended; otherwise it has lasted so long and goes on.
type acute struct {
	before  float64 // working days lived through
	last    float64 // working factor of the day on which it ended
	over    bool
	support int // 1 with support, 0 without, -1 not known
}

// fromStays fits the stages to stays one by one: a mixture of paces by expectation and maximisation, each stay in working
// days, so that weekends and holidays are no longer in its length; those who are still there count for as long as they
// have been. Who needs support, how long ready people, process and queues take, and who waits now come from the rows too.
// share is the counted beds over the people whom the rows have in them: where it is far from one, who waits and who is
// admitted is scaled by it.
func (f *fitting) fromStays(v *view, b *body, share float64) {
	t := v.t
	clock := f.newClock(t)
	var rows []acute
	bad, first := 0, since(t, f.e.From)
	for _, s := range t.Stays {
		if !usable(s, f.e.From) {
			bad++
			continue
		}
		if s.Admitted.Before(first) {
			continue
		}
		rows = append(rows, f.acuteOf(s, clock))
	}
	if bad > 0 {
		f.note(t.Org, "stays-unusable", "%d of %d stays of %s have dates that cannot be, or no night, and were left out.", bad, len(t.Stays), t.Name)
	}
	hazards, mix := paces, usual
	complexes := expectMaximise(rows, &hazards, &mix)
	f.afterReady(t, b, clock)
	split := f.splitSeen(t, v)
	for k := range hazards {
		b.add(simulate.Stage{Hazard: hazards[k], Mix: mix[k], Complex: complexes[k], Split: split})
	}
	sum := 0.0
	for _, g := range b.stages {
		sum += g.Mix
	}
	for k := range b.stages {
		b.stages[k].Mix /= sum
	}
	f.waitingNow(t, v, b)
	if math.Abs(share-1) > nearlyHeld {
		f.note(t.Org, "stays-scaled", "The stays of %s hold %.0f people in hospital on %s; %.0f were counted in its beds: who waits and who is admitted was multiplied by %.2f.",
			t.Name, v.now/share, f.e.From.Format("2 January 2006"), v.now, share)
		b.admit *= share
		for p := range b.flow {
			b.process[p], b.waiting[p], b.flow[p] = b.process[p]*share, b.waiting[p]*share, b.flow[p]*share
		}
	}
	b.now = f.stagesNow(t, b, clock)
}

// add puts a stage in, together with one whose pace is nearly the same.
func (b *body) add(g simulate.Stage) {
	if g.Mix < .003 {
		return
	}
	for k := range b.stages {
		if h := &b.stages[k]; math.Abs(h.Hazard/g.Hazard-1) < .08 {
			all := h.Mix + g.Mix
			h.Hazard = (h.Hazard*h.Mix + g.Hazard*g.Mix) / all
			h.Complex = (h.Complex*h.Mix + g.Complex*g.Mix) / all
			h.Mix = all
			return
		}
	}
	b.stages = append(b.stages, g)
}

// stagesNow is who is in which stage, by how long each has been there, and who is ready without support.
func (f *fitting) stagesNow(t *TrustEvidence, b *body, c *clock) []float64 {
	out := make([]float64, len(b.stages)+1)
	for _, s := range t.Stays {
		gone := !s.Left.IsZero() && s.Left.Before(f.e.From)
		if !usable(s, f.e.From) || gone {
			continue
		}
		if ready := !s.Ready.IsZero() && s.Ready.Before(f.e.From); ready {
			if s.Pathway <= 0 {
				out[len(b.stages)]++
			}
			continue
		}
		sum, p := 0.0, make([]float64, len(b.stages))
		for k, g := range b.stages {
			p[k] = g.Mix * math.Exp(math.Log1p(-g.Hazard)*(c.to(f.e.From.Add(-1))-c.to(s.Admitted)))
			sum += p[k]
		}
		for k := range p {
			out[k] += p[k] / sum
		}
	}
	return out
}

// clock gives working time by date: the sum of the working factors of the days up to its end.
type clock struct {
	first civil.Date
	upTo  []float64
}

// newClock sums England's working factors from the earliest stay to the start.
func (f *fitting) newClock(t *TrustEvidence) *clock {
	first := f.e.From
	for _, s := range t.Stays {
		if !s.Admitted.IsZero() && s.Admitted.Before(first) {
			first = s.Admitted
		}
	}
	first = later(first, f.e.From.Add(-2000))
	c := &clock{first: first, upTo: make([]float64, f.e.From.Sub(first)+2)}
	week := f.d.Week()
	sum := 0.0
	for i := range c.upTo {
		sum += f.d.Working(f.e.Calendar, week, first.Add(i)).Work
		c.upTo[i] = sum
	}
	return c
}

// to is the working time up to the end of a day.
func (c *clock) to(d civil.Date) float64 {
	i := d.Sub(c.first)
	if i < 0 {
		return 0
	}
	return c.upTo[min(i, len(c.upTo)-1)]
}

// acuteOf is the acute part of a stay: the days after admission until it was ready (or left), or until the start.
func (f *fitting) acuteOf(s Stay, c *clock) acute {
	a := acute{support: -1}
	switch {
	case s.Pathway == 0:
		a.support = 0
	case s.Pathway > 0:
		a.support = 1
	}
	end := s.Ready
	if end.IsZero() {
		end = s.Left
	}
	if end.IsZero() || !end.Before(f.e.From) {
		a.before = c.to(f.e.From.Add(-1)) - c.to(s.Admitted)
		return a
	}
	if !end.After(s.Admitted) { // ready on the day of admission: it ends on the first day it can
		end = s.Admitted.Add(1)
	}
	a.over = true
	a.before = c.to(end.Add(-1)) - c.to(s.Admitted)
	a.last = c.to(end) - c.to(end.Add(-1))
	return a
}

// expectMaximise fits hazards and mixture, and gives the share of each stage's leavers who need support.
func expectMaximise(rows []acute, hazards, mix *[len(paces)]float64) []float64 {
	const k = len(paces)
	var support, told [k]float64
	for range 150 {
		var weight, ends, exposed [k]float64
		support, told = [k]float64{}, [k]float64{}
		var logs [k]float64
		for i := range logs {
			logs[i] = math.Log1p(-hazards[i])
		}
		for _, r := range rows {
			var p [k]float64
			sum := 0.0
			for i := range p {
				p[i] = mix[i] * math.Exp(logs[i]*r.before)
				if r.over {
					p[i] *= 1 - math.Exp(logs[i]*r.last)
				}
				sum += p[i]
			}
			if sum <= 0 {
				continue
			}
			for i := range p {
				q := p[i] / sum
				weight[i] += q
				exposed[i] += q * r.before
				if r.over {
					ends[i] += q
					exposed[i] += q * r.last / 2 // it ended within the day, in effect
					if r.support >= 0 {
						told[i] += q
						support[i] += q * float64(r.support)
					}
				}
			}
		}
		total := 0.0
		for i := range weight {
			total += weight[i]
		}
		for i := range weight {
			mix[i] = weight[i] / total
			if exposed[i] > 0 && ends[i] > 0 {
				rate := ends[i] / exposed[i]
				hazards[i] = min(.95, max(.005, 1-math.Exp(-rate)))
			}
		}
	}
	out := make([]float64, k)
	for i := range out {
		if told[i] > 0 {
			out[i] = support[i] / told[i]
		}
	}
	return out
}

// afterReady fits how ready people without support leave, from their days between ready and gone: the chance on the
// whole working days they lived through, the day they became ready among them.
func (f *fitting) afterReady(t *TrustEvidence, b *body, c *clock) {
	stayedOn, leavers := 0.0, []float64(nil)
	for _, s := range t.Stays {
		if !usable(s, f.e.From) || s.Pathway != 0 || s.Ready.IsZero() || s.Left.IsZero() || !s.Left.Before(f.e.From) {
			continue
		}
		day := s.Ready
		if !day.After(s.Admitted) {
			day = s.Admitted.Add(1)
		}
		if s.Left.Before(day) {
			continue
		}
		stayedOn += c.to(s.Left.Add(-1)) - c.to(day.Add(-1))
		leavers = append(leavers, c.to(s.Left)-c.to(s.Left.Add(-1)))
	}
	if len(leavers) < 30 {
		return
	}
	lo, hi := .02, 8.0 // the rate -ln(1-h) at which the score is zero
	for range 50 {
		mid := (lo + hi) / 2
		score := -stayedOn
		for _, w := range leavers {
			score += w / math.Expm1(mid*w)
		}
		if score > 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	b.ready = 1 - math.Exp(-(lo+hi)/2)
}

// splitSeen is the streams' shares among stays with support.
func (f *fitting) splitSeen(t *TrustEvidence, v *view) [simulate.Streams]float64 {
	var n [4]float64
	for _, s := range t.Stays {
		if usable(s, f.e.From) && !s.Left.IsZero() && s.Pathway >= 0 && s.Pathway <= 3 {
			n[s.Pathway]++
		}
	}
	if n[1]+n[2]+n[3] < 30 {
		return splitOf(v.shares)
	}
	return splitOf(n)
}

// waitingNow counts who is ready and still there at the start, by stream: arranged ones wait for care; of the others, where
// no row says when anything was arranged, the known share of reasons is taken. Catchments follow the rows where there are
// enough of them.
func (f *fitting) waitingNow(t *TrustEvidence, v *view, b *body) {
	var process, waiting [simulate.Streams]float64
	by := map[org.Code]float64{}
	arranged, supported := false, 0.0
	for _, s := range t.Stays {
		if !s.Arranged.IsZero() {
			arranged = true
		}
	}
	for _, s := range t.Stays {
		if !usable(s, f.e.From) || s.Pathway < 1 || s.Pathway > 3 {
			continue
		}
		supported++ // whoever needs support counts for the councils' shares, whenever he came
		if s.Council != "" {
			by[s.Council]++
		}
		gone := !s.Left.IsZero() && s.Left.Before(f.e.From)
		if gone || s.Ready.IsZero() || !s.Ready.Before(f.e.From) {
			continue
		}
		p := s.Pathway - 1
		switch {
		case arranged && !s.Arranged.IsZero() && s.Arranged.Before(f.e.From):
			waiting[p]++
		case arranged:
			process[p]++
		default:
			waiting[p] += v.capacity
			process[p] += 1 - v.capacity
		}
	}
	b.process, b.waiting = process, waiting
	begun := f.admitted(t)
	for k := range b.stages {
		for p := range b.flow {
			if k == 0 {
				b.flow[p] = 0
			}
			b.flow[p] += begun * b.stages[k].Mix * b.stages[k].Complex * b.stages[k].Split[p]
		}
	}
	b.admit = begun
	f.seenCatchment(v, by, supported)
}

// admitted is how many of the rows are admitted a day over the last weeks.
func (f *fitting) admitted(t *TrustEvidence) float64 {
	from, _ := windowOf(t, f.e.From)
	from = later(from, since(t, f.e.From))
	n := 0
	for _, s := range t.Stays {
		if usable(s, f.e.From) && !s.Admitted.Before(from) {
			n++
		}
	}
	return float64(n) / max(1, float64(f.e.From.Sub(from)))
}

// seenCatchment takes the councils' shares from the rows when there are enough.
func (f *fitting) seenCatchment(v *view, by map[org.Code]float64, supported float64) {
	if supported < 60 || len(by) == 0 || len(v.t.Catchment) == 0 {
		return
	}
	known := 0.0
	for _, c := range v.t.Catchment {
		known += by[c.Council]
	}
	if known < .5*supported {
		return
	}
	t := *v.t
	t.Catchment = nil
	for _, c := range v.t.Catchment {
		t.Catchment = append(t.Catchment, Catchment{c.Council, by[c.Council] / known})
	}
	v.t = &t
}
