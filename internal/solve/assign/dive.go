package assign

import (
	"cmp"
	"slices"
)

// dive looks for a better plan of a cluster that is too large to be proven: the programme's solution says which lists are
// nearly decided, those are fixed, and the programme is solved again for the rest, until nothing is left open or nothing
// better can come of it. It is one branch of the proof, followed to its end. It reports whether the first solution left hope
// of anything better.
func (p *prover) dive(work int64, stopped func() bool) bool {
	b := p.half(p.queue[0])
	end := p.work + work
	hope := p.settle(b, end, stopped)
	for more := hope; more && p.work <= end && !stopped(); {
		more = p.fix(b) && p.settle(b, end, stopped)
	}
	return hope
}

// little is what a dive does not look for.
func (p *prover) little() float64 { return 1e-6 * p.big }

// settle solves a branch's programme, and reports whether anything better may come of it.
func (p *prover) settle(b *branch, end int64, stopped func() bool) bool {
	p.enter(b)
	for found := 1; found > 0; {
		before := p.w.work
		solved := p.w.solve(p.big)
		p.work += p.w.work - before
		found = p.priceAll(b)
		if b.bound <= p.gain+p.little() || !solved || p.work > end || stopped() {
			break
		}
	}
	p.fractions()
	p.round()
	return b.bound > p.gain+p.little()
}

// fix decides the lists of which the programme takes most, and reports whether there was one to decide.
func (p *prover) fix(b *branch) bool {
	type part struct {
		list  int32
		share float64
	}
	var parts []part
	for r, x := range p.w.basis {
		if x >= 0 && p.w.value[r] > 1e-6 && !b.open[p.w.list[x].slot] {
			parts = append(parts, part{x, p.w.value[r]})
		}
	}
	slices.SortFunc(parts, func(x, y part) int { return cmp.Or(cmp.Compare(y.share, x.share), cmp.Compare(x.list, y.list)) })
	for n, x := range parts {
		if n > 0 && x.share < .85 {
			break
		}
		l := &p.w.list[x.list]
		free := true
		for _, y := range l.pairs {
			free = free && !b.banned[y]
		}
		if !free {
			continue
		}
		for _, y := range p.k.in[l.slot] {
			b.banned[y] = !slices.Contains(l.pairs, y)
		}
		b.open[l.slot] = true
		b.asked++
		for _, y := range l.pairs {
			job := p.k.pairs[y].job
			p.must(b, job)
			for _, z := range p.k.of[job] {
				b.banned[z] = b.banned[z] || z != y
			}
		}
	}
	return len(parts) > 0
}
