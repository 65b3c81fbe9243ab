package occupancy

import (
	"fmt"
	"math"
	"math/rand/v2"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// made describes panels that a test makes up: hospitals of different sizes with a week, a season, a Christmas dip of their
// own depth that also varies from winter to winter, and restless days.
type made struct {
	trusts   int
	from, to civil.Date // to is the day after the last
	seed     uint64
	quiet    bool // no noise at all
}

func (m made) panel() Panel {
	days := m.to.Sub(m.from)
	p := Panel{From: m.from, Days: days, Series: make([]Series, m.trusts)}
	common := make([]float64, days)
	r := rand.New(rand.NewPCG(m.seed, 99))
	a := 0.0
	for d := range common {
		if !m.quiet {
			a = .97*a + .003*r.NormFloat64()
		}
		common[d] = a
	}
	for i := range p.Series {
		own := rand.New(rand.NewPCG(m.seed, uint64(i)))
		size := 200 + 900*own.Float64()
		depth := .6 + .8*own.Float64()
		s := Series{Org: org.Code(fmt.Sprintf("R%02X", i)), Occupied: make([]float64, days), Open: make([]float64, days), Filled: make([]bool, days)}
		x, b := 0.0, 0.0
		for d := range days {
			if !m.quiet {
				x = .92*x + .014*own.NormFloat64()
				b = .95*b + .006*own.NormFloat64()
			}
			day := m.from.Add(d)
			tau := fromChristmas(day)
			z := common[d] + x + .02*math.Cos(2*math.Pi*float64(tau-20)/365) + [...]float64{-.02, -.005, .01, .012, .01, 0, -.015}[day.Weekday()] -
				.09*depth*math.Exp(-math.Pow(float64(tau)/4, 2))
			s.Occupied[d] = math.Round(size * math.Exp(z))
			s.Open[d] = math.Round(size / .94 * math.Exp(.7*(common[d])+b-.03*math.Exp(-math.Pow(float64(tau)/5, 2))))
		}
		p.Series[i] = s
	}
	return p
}

// boards is a tree of boards and regions over the panel's trusts.
func boards(p *Panel, perBoard, perRegion int) Tree {
	t := Tree{Units: []Unit{{Org: org.England}}}
	for i := range p.Series {
		region := org.Code(fmt.Sprintf("Y%02d", i/(perBoard*perRegion)))
		board := org.Code(fmt.Sprintf("Q%02d", i/perBoard))
		if i%(perBoard*perRegion) == 0 {
			t.Units = append(t.Units, Unit{region, org.England})
		}
		if i%perBoard == 0 {
			t.Units = append(t.Units, Unit{board, region})
		}
		t.Units = append(t.Units, Unit{p.Series[i].Org, board})
	}
	return t
}

// deepest and shallowest are the trusts whose Christmas dip is so, in winters without noise.
func deepest(p *Panel) org.Code    { return byDip(p, func(a, b float64) bool { return a < b }) }
func shallowest(p *Panel) org.Code { return byDip(p, func(a, b float64) bool { return a > b }) }

func byDip(p *Panel, better func(a, b float64) bool) org.Code {
	d := civil.MustDate("2016-12-25").Sub(p.From)
	best := 0
	dip := func(i int) float64 { return p.Series[i].Occupied[d] / p.Series[i].Occupied[d-28] }
	for i := range p.Series {
		if better(dip(i), dip(best)) {
			best = i
		}
	}
	return p.Series[best].Org
}
