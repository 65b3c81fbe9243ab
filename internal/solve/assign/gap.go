package assign

import "math"

// anatomy splits the distance from a plan to the first bound at prices, exactly: what a plan costs is what its jobs cost
// with prices less the worth of all that they use, and the bound is what the cheapest options cost with prices less the
// worth of all there is.
func (d *dual) anatomy(p *prices, st *state) Gap {
	c := d.c
	d.eval(p)
	var g Gap
	load := make([]float64, c.m)
	for x, i := range d.jobs {
		s := st.slot[i]
		g.Regret += d.reduced(p, i, s, st.now[i]) - d.value[x]
		if s != None {
			load[s] += float64(c.share[int(i)*c.lengths+int(c.length[s])])
		}
	}
	for s := range c.m {
		worth, rows := p.slot[s]*c.left[s], p.rows(c, int32(s))
		if st.open(int32(s)) {
			g.Minutes += worth - p.slot[s]*load[s]
			g.Rows += math.Max(0, rows-worth)
		} else {
			g.Unopen += math.Max(0, worth-rows)
		}
	}
	for k, price := range p.cell {
		g.Pools += price * st.cell[k]
	}
	for k, price := range p.row {
		g.Rows += price * st.row[k]
	}
	return g
}

// sum is all that the parts add up to.
func (g Gap) sum() float64 {
	return g.Regret + g.Minutes + g.Pools + g.Rows + g.Unopen + g.Bound
}
