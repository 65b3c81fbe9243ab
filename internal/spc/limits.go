package spc

import "math"

// sum adds up with twice the precision of a float64, so that a mean comes out as R's long double with its second pass gives it:
// the nearest float64 to the true one. A plain sum would put a value that equals the mean on one side of it, and seven such
// would be a false shift.
type sum struct{ hi, lo float64 }

func (s *sum) add(x float64) {
	t := s.hi + x
	b := t - s.hi
	s.lo += (s.hi - (t - b)) + (x - b)
	s.hi = t
}

// mean is of n values; NaN for none.
func (s *sum) mean(n int) float64 {
	if n == 0 {
		return math.NaN()
	}
	d := float64(n)
	q := s.hi / d
	return q + (math.FMA(-q, d, s.hi)+s.lo)/d
}

// limit works out one group's numbers from its points (e.2 to e.4) and writes them beside each point.
func (c *Chart) limit(g *Group) {
	points := c.Points[g.First:g.End]
	var values, ranges sum
	for i := range points {
		p := &points[i]
		if p.State != Counted {
			continue
		}
		g.Counted++
		if !c.based(i) {
			continue
		}
		g.Base++
		values.add(p.Value)
		if i > 0 && points[i-1].State == Counted {
			g.Ranges++
			ranges.add(math.Abs(p.Value - points[i-1].Value))
		}
	}
	g.Mean, g.MovingRange = values.mean(g.Base), ranges.mean(g.Ranges)
	if !c.method.NoScreen {
		c.screen(g, points)
	}
	// The products are rounded before they are added, as R does: a processor that fuses the two would give other limits.
	factor := limitFactor
	near := 2 * (factor / 3)
	out, in := float64(factor*g.MovingRange), float64(near*g.MovingRange)
	g.LPL, g.UPL, g.NearLPL, g.NearUPL = g.Mean-out, g.Mean+out, g.Mean-in, g.Mean+in
	g.Trial = g.Counted < firm || c.method.FixAfter > 0 && g.Base < leastFix
	for i := range points {
		p := &points[i]
		p.Mean, p.LPL, p.UPL = g.Mean, g.LPL, g.UPL
	}
}

// based reports whether the i-th row of a group is in its baseline. A baseline is a stretch of the series, so rows without a
// value are counted in it, as the package counts them.
func (c *Chart) based(i int) bool { return c.method.FixAfter == 0 || i < c.method.FixAfter }

// screen takes out the moving ranges that are no part of the usual ones and works out their mean once more (e.3). Where all of
// them are nought none is below 3.267 times nought: as in the package, nothing is left and there are no limits.
func (c *Chart) screen(g *Group, points []Point) {
	most := float64(screenFactor * g.MovingRange)
	var ranges sum
	n := 0
	for i := 1; i < len(points) && c.based(i); i++ {
		if points[i].State != Counted || points[i-1].State != Counted {
			continue
		}
		if r := math.Abs(points[i].Value - points[i-1].Value); r < most {
			ranges.add(r)
			n++
		}
	}
	g.Screened = g.Ranges - n
	g.MovingRange = ranges.mean(n)
}
