package spc

// judge finds what every point of a group tells (e.5 to e.7). Points that are left out are passed over, so that a strike in every
// month does not hide a shift; a missing value ends every run.
func (c *Chart) judge(g *Group) {
	points := c.Points[g.First:g.End]
	r := runs{points: points, trend: c.method.trend() - 1, shift: c.method.shift()}
	for i := range points {
		p := &points[i]
		switch p.State {
		case Missing:
			r.end()
		case Excluded:
		case Counted:
			r.place(p, g)
			r.next(i, g)
		}
	}
	c.name(points)
}

// runs is what is known of the points before the present one, since the last that was missing.
type runs struct {
	points     []Point
	trend      int // steps in a trend, one fewer than its points
	shift      int // points in a shift
	last, prev int // the two points before
	seen       int // how many there are, 2 at most
	up, down   int // strict steps that end at the last point
	side       int // points on the last one's side of the mean
}

func (r *runs) end() { *r = runs{points: r.points, trend: r.trend, shift: r.shift} }

// place says on which side of the mean a point lies and whether it is outside the limits. Both are strict; what is compared with
// no limits is not outside (e.5).
func (r *runs) place(p *Point, g *Group) {
	switch {
	case p.Value > g.Mean:
		p.Side = 1
	case p.Value < g.Mean:
		p.Side = -1
	}
	if p.Value > g.UPL || p.Value < g.LPL {
		p.Broken |= Outside
	}
}

// near reports whether a point lies between a near limit and the limit.
func near(p *Point, g *Group) bool {
	return p.Broken&Outside == 0 && (p.Value > g.NearUPL || p.Value < g.NearLPL)
}

// next takes the i-th point into the runs and marks those that are now whole.
func (r *runs) next(i int, g *Group) {
	p := &r.points[i]
	up, down, side := 0, 0, 1
	if r.seen > 0 {
		q := &r.points[r.last]
		switch {
		case p.Value > q.Value:
			up = r.up + 1
		case p.Value < q.Value:
			down = r.down + 1
		}
		if p.Side == q.Side {
			side = r.side + 1
		}
	}
	r.up, r.down, r.side = up, down, side
	r.mark(i, max(up, down), r.trend, r.trend+1, InTrend)
	if p.Side != 0 {
		r.mark(i, side, r.shift, r.shift, InShift)
	}
	if r.seen > 1 {
		r.pair(&r.points[r.prev], &r.points[r.last], p, g)
	}
	r.prev, r.last, r.seen = r.last, i, min(r.seen+1, 2)
}

// mark marks the whole run when it has just become long enough, and then each point that makes it longer.
func (r *runs) mark(i, length, enough, points int, rule Rules) {
	switch {
	case length > enough:
		r.points[i].Broken |= rule
	case length == enough:
		for ; points > 0; i-- {
			if r.points[i].State == Counted {
				r.points[i].Broken |= rule
				points--
			}
		}
	}
}

// pair finds two near points among three neighbours on one side of the mean; only the near ones are marked.
func (r *runs) pair(a, b, c *Point, g *Group) {
	if a.Side == 0 || a.Side != b.Side || b.Side != c.Side {
		return
	}
	n := 0
	three := [3]*Point{a, b, c}
	for _, p := range three {
		if near(p, g) {
			n++
		}
	}
	if n < 2 {
		return
	}
	for _, p := range three {
		if near(p, g) {
			p.Broken |= TwoOfThree
		}
	}
}

// name gives each judged point its cause and type. The direction of a trend is that of the step to the next point where that one
// is in a trend too, else that of the step to it; and, as in the package, what does not rise falls (e.6).
func (c *Chart) name(points []Point) {
	before := -1
	for i := range points {
		p := &points[i]
		if p.State != Counted {
			continue
		}
		switch {
		case p.Broken&Outside != 0:
			p.Cause = sided(p.Side, AboveUpper, BelowLower)
		case p.Broken&InTrend != 0:
			p.Cause = Falling
			if n := after(points, i); n >= 0 && points[n].Broken&InTrend != 0 {
				if points[n].Value > p.Value {
					p.Cause = Rising
				}
			} else if before >= 0 && p.Value > points[before].Value {
				p.Cause = Rising
			}
		case p.Broken&TwoOfThree != 0:
			p.Cause = sided(p.Side, NearUpper, NearLower)
		case p.Broken&InShift != 0:
			p.Cause = sided(p.Side, ShiftedAbove, ShiftedBelow)
		default:
			p.Cause = CommonCause
		}
		p.Type = typeOf(p.Cause, c.method.Improve)
		before = i
	}
}

func sided(side int8, above, below Cause) Cause {
	if side > 0 {
		return above
	}
	return below
}

// after is the next judged point of a run; -1 where a missing one or the end comes first.
func after(points []Point, i int) int {
	for i++; i < len(points); i++ {
		switch points[i].State {
		case Counted:
			return i
		case Missing:
			return -1
		case Excluded:
		}
	}
	return -1
}
