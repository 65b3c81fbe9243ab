package simulate

// common is the factors that sites share, in each replicate of a block: logarithms in 2^-24, the wave and the intensity
// in 2^-20. All begin at their middle: on day 0 they have moved by one day.
type common struct {
	none    bool
	nation  []int64
	peak    []int64
	height  []int64 // of the wave, as a share
	regions []*regional
}

type regional struct {
	number int
	log    []int64
	factor []int64
}

func newCommon(s *system) *common {
	return &common{none: !s.common, nation: make([]int64, s.block), peak: make([]int64, s.block), height: make([]int64, s.block)}
}

// begin draws the wave and puts the factors at their middle, for the regions of the worker's part.
func (c *common) begin(w *worker) {
	c.regions = c.regions[:0]
	for _, t := range w.part.sites {
		if !c.has(t.in.Region) {
			c.add(t.in.Region)
		}
	}
	clear(c.nation)
	if wave := w.sys.wave; !wave.none {
		u := w.u[:w.n]
		draws(u, w.source(ofAll, drawPeak, 0, 0), w.base)
		for j := range u {
			c.peak[j] = wave.peak + wave.sd*w.sys.curves.normal(u[j])>>logBits
		}
		draws(u, w.source(ofAll, drawHeight, 0, 0), w.base)
		for j := range u {
			c.height[j] = w.sys.curves.exp(wave.height + wave.log*w.sys.curves.normal(u[j])>>logBits)
		}
	}
}

func (c *common) has(region int) bool {
	for _, r := range c.regions {
		if r.number == region {
			return true
		}
	}
	return false
}

// add makes room for a region, in what an earlier block has left when there is any.
func (c *common) add(region int) {
	n := len(c.regions)
	if n < cap(c.regions) {
		c.regions = c.regions[:n+1]
	} else {
		c.regions = append(c.regions, nil)
	}
	if c.regions[n] == nil {
		c.regions[n] = &regional{log: make([]int64, len(c.nation)), factor: make([]int64, len(c.nation))}
	}
	c.regions[n].number = region
	clear(c.regions[n].log)
	for j := range c.regions[n].factor {
		c.regions[n].factor[j] = one
	}
}

// of is the intensity of a region today.
func (c *common) of(region int) []int64 {
	for _, r := range c.regions {
		if r.number == region {
			return r.factor
		}
	}
	return nil
}

// step moves the factors on to day d.
func (c *common) step(w *worker, d int) {
	if c.none {
		return
	}
	s, curves := w.sys, w.sys.curves
	u := w.u[:w.n]
	if !s.nation.none() {
		draws(u, w.source(ofAll, drawNational, 0, d), w.base)
		for j := range w.n {
			c.nation[j] = s.nation.next(c.nation[j], curves.normal(u[j]))
		}
	}
	for _, r := range c.regions {
		if !s.region.none() {
			draws(u, w.source(ofAll, drawRegional, r.number, d), w.base)
			for j := range w.n {
				r.log[j] = s.region.next(r.log[j], curves.normal(u[j]))
			}
		}
		for j := range w.n {
			f := curves.exp(c.nation[j] + r.log[j])
			if !s.wave.none {
				f += f * c.crest(w, j, d) >> sizeBits
			}
			r.factor[j] = min(f, most)
		}
	}
}

// crest is how much the wave adds on day d in a replicate, as a share.
func (c *common) crest(w *worker, j, d int) int64 {
	z := (int64(d)<<sizeBits - c.peak[j]) * w.sys.wave.width >> sizeBits
	z = min(max(z, -8*one), 8*one)
	return c.height[j] * w.sys.curves.exp(-(z*z>>(2*sizeBits-logBits))/2) >> sizeBits
}
