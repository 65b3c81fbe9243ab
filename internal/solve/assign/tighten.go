package assign

import (
	"math"
	"slices"
)

const (
	mostRounding = 6  // the largest whole number to which a pool's limit is rounded
	mostTighten  = 10 // times
)

// tighten adds limits that every plan keeps and the programme's solution breaks, and makes the programme anew with them.
// Of a pool's limit L and any k, a use of a counts for ⌈a(k+1)/L⌉ − 1, which is less than a(k+1)/L; so those of a plan
// come to less than k+1, and being whole, to at most k. Where 1.5 beds are left two stays that need one each cannot both
// be had, of which fractions know nothing. It reports whether there were any.
func (p *prover) tighten() bool {
	k := p.k
	if p.rounds == 0 {
		p.cells = len(k.cells)
		p.cuts = make([]bool, p.cells*mostRounding)
	}
	if p.rounds++; p.rounds > mostTighten {
		return false
	}
	used := make([]float64, len(p.cuts))
	p.rounded(func(x int32, cut, whole int) { used[cut] += float64(whole) * p.share[x] })
	number := make([]int32, len(p.cuts))
	var left []float64
	for cut, v := range used {
		number[cut] = None
		if most := float64(1 + cut%mostRounding); v > most+.01 && !p.cuts[cut] {
			p.cuts[cut] = true
			number[cut] = int32(len(k.cells) + len(left))
			left = append(left, most)
		}
	}
	if len(left) == 0 {
		return false
	}
	p.rounded(func(x int32, cut, whole int) {
		if at := number[cut]; at != None {
			k.pairs[x].uses = append(k.pairs[x].uses, cellUse{at, float64(whole)})
		}
	})
	k.left = slices.Insert(k.left, len(k.cells), left...)
	for range left {
		k.cells = append(k.cells, None)
	}
	p.remake()
	return true
}

// rounded calls f with every pair's whole count in every limit that could be added.
func (p *prover) rounded(f func(x int32, cut, whole int)) {
	k := p.k
	for x := range k.pairs {
		for _, u := range k.pairs[x].uses {
			if int(u.cell) >= p.cells || u.amount <= 0 {
				continue
			}
			for n := range mostRounding {
				if whole := math.Ceil(u.amount*float64(n+2)/k.left[u.cell]-1e-9) - 1; whole > 0 {
					f(int32(x), int(u.cell)*mostRounding+n, int(whole))
				}
			}
		}
	}
	p.work += int64(len(k.pairs) * mostRounding)
}

// remake makes the programme anew for the cluster's limits as they are, with the lists that there were.
func (p *prover) remake() {
	k := p.k
	var old []list
	if p.w != nil {
		old = p.w.list
	}
	limit := make([]float64, len(k.jobs)+len(k.slots), k.limits())
	for x := range limit {
		limit[x] = 1
	}
	p.w = newMaster(append(limit, k.left...))
	p.price = make([]float64, k.limits())
	p.f = newFilling(k)
	for _, l := range old {
		p.list(nil, l.pairs)
	}
	p.work += int64(k.limits()*k.limits()/16 + 2*len(old))
}
