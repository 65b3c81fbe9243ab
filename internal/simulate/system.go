package simulate

import (
	"cmp"
	"math"
	"slices"
)

// system is a model made ready to be played: what is the same in every replicate is worked out once.
type system struct {
	model  *Model
	seed   uint64
	days   int
	block  int // replicates played side by side
	curves *curves
	sites  []*site
	parts  []*part // sites and suppliers that are connected with each other, none with those of another part
	wave   wave
	common bool // any common factor at all
	nation ar
	region ar
}

// ar is an AR(1) in whole numbers: what is kept of yesterday in 2^-30, and the standard deviation of what is new in 2^-24.
type ar struct{ keep, fresh int64 }

func arOf(sd, persistence float64) ar {
	return ar{fixed(persistence, 30), fixed(sd*math.Sqrt(1-float64(persistence*persistence)), logBits)}
}

// none reports whether it never moves.
func (a ar) none() bool { return a.fresh == 0 }

// next is tomorrow's value from today's and a normal number.
func (a ar) next(x, z int64) int64 { return (a.keep*x+1<<29)>>30 + (a.fresh*z+1<<23)>>24 }

// wave is the model's in whole numbers: everything in 2^-20, the peak's height as a logarithm in 2^-24.
type wave struct {
	none        bool
	height, log int64 // of the median, and its standard deviation, as logarithms
	peak, sd    int64 // days
	width       int64 // one over it
}

// site is a site of the model with its derived numbers.
type site struct {
	in     *Site
	at     int // its index in the model
	place  int // and in its part
	unit   uint64
	links  []*link // in the order of their suppliers' keys
	groups []group
	own    ar
	steady bool // its arrivals' mean is the same in every replicate
	mix    []float64
	plan   []float64
	clip   []int32
	start  int // units there at the start
}

// link is a link of a site, with its place in the model.
type link struct {
	at       int // its index in the model's site
	order    int // and in site.links
	unit     uint64
	supplier *supplier
	site     *site
	share    [Streams]float64 // of what is left by the links before it
}

// group is stages that are alike in what those who leave them need: equal splits, and within them equal complex shares.
type group struct {
	split  [Streams]float64 // each of what is left by the streams before it
	alike  []alike
	number int // names its draws
}

type alike struct {
	complex float64
	stages  []int
}

// supplier is a supplier of the model with those who share it, in the order of the sites' keys.
type supplier struct {
	in    *Supplier
	at    int
	unit  uint64
	links []*link
}

// part is what must be played together. Sites and suppliers stand in the order of their keys.
type part struct {
	sites     []*site
	suppliers []*supplier
}

// prepare makes the model ready. It must have been checked.
func prepare(m *Model, seed uint64, days int) *system {
	s := &system{model: m, seed: seed, days: days, curves: newCurves(), wave: waveOf(m.Common.Wave),
		nation: arOf(m.Common.NationalSD, m.Common.NationalPersistence), region: arOf(m.Common.RegionalSD, m.Common.RegionalPersistence)}
	s.common = !s.wave.none || !s.nation.none() || !s.region.none()
	suppliers := make([]*supplier, len(m.Suppliers))
	for i := range m.Suppliers {
		suppliers[i] = &supplier{in: &m.Suppliers[i], at: i, unit: blend(ofSupplier, m.Suppliers[i].Key)}
	}
	for i := range m.Sites {
		s.sites = append(s.sites, s.prepareSite(i, suppliers))
	}
	for _, u := range suppliers {
		slices.SortFunc(u.links, func(a, b *link) int { return cmp.Compare(a.site.in.Key, b.site.in.Key) })
	}
	s.parts = connect(s.sites, suppliers)
	return s
}

func waveOf(w Wave) wave {
	if w.Height <= 0 {
		return wave{none: true}
	}
	return wave{height: fixed(ln(w.Height), logBits), log: fixed(w.LogSD, logBits), peak: fixed(w.PeakDay, sizeBits), sd: fixed(w.PeakSD, sizeBits), width: fixed(1/w.WidthDay, sizeBits)}
}

func (s *system) prepareSite(i int, suppliers []*supplier) *site {
	in := &s.model.Sites[i]
	t := &site{in: in, at: i, unit: blend(ofSite, in.Key), own: arOf(in.OwnSD, in.OwnPersistence), start: in.Ready}
	t.steady = !s.common && t.own.none()
	for j := range in.Links {
		u := suppliers[in.Links[j].Supplier]
		l := &link{at: j, unit: blend(blend(ofLink, in.Key), u.in.Key), supplier: u, site: t}
		t.links = append(t.links, l)
		u.links = append(u.links, l)
		for p := range Streams {
			t.start += in.Links[j].Process[p] + in.Links[j].Waiting[p]
		}
	}
	slices.SortFunc(t.links, func(a, b *link) int { return cmp.Compare(a.supplier.in.Key, b.supplier.in.Key) })
	for j, l := range t.links {
		l.order = j
	}
	for p := range Streams {
		shares := make([]float64, len(t.links))
		for j, l := range t.links {
			shares[j] = in.Links[l.at].Share[p]
		}
		for j, c := range ofRest(shares) {
			t.links[j].share[p] = c
		}
	}
	var mix, plan []float64
	for _, g := range in.Stages {
		mix, plan = append(mix, g.Mix), append(plan, g.Planned)
		t.start += g.Now
	}
	t.mix, t.plan = ofRest(mix), ofRest(plan)
	t.groups = groupsOf(in.Stages)
	t.clip = make([]int32, 0, s.days)
	for d := range s.days {
		t.clip = append(t.clip, clipOf(by(in.Arrivals, d, 0)))
	}
	return t
}

// clipOf is the greatest number that can arrive unplanned on a day on which mean are expected: far beyond what any common
// factor brings about, it keeps counts within what the tables hold.
func clipOf(mean float64) int32 { return 16 + int32(math.Ceil(8*mean)) }

// by is the entry of a day, or otherwise where there are none.
func by(days []float64, d int, otherwise float64) float64 {
	if len(days) == 0 {
		return otherwise
	}
	return days[d]
}

// ofRest turns shares into the chances of one draw after the other: each share of what the former have left. The last one
// that has anything takes all that is left.
func ofRest(shares []float64) []float64 {
	out := make([]float64, len(shares))
	rest, last := 0.0, -1
	for i := len(shares) - 1; i >= 0; i-- {
		rest += shares[i]
		if shares[i] > 0 && last < 0 {
			last = i
		}
		if shares[i] > 0 {
			out[i] = min(shares[i]/rest, 1)
		}
	}
	if last >= 0 {
		out[last] = 1
	}
	return out
}

// groupsOf puts stages together that need not be told apart once they are left: fewer draws of the same law. Stages that
// nobody with a need leaves are put with the first.
func groupsOf(stages []Stage) []group {
	var out []group
	var splits [][Streams]float64
	for i, g := range stages {
		k := slices.Index(splits, g.Split)
		if g.Complex == 0 && len(out) > 0 {
			k = 0
		}
		if k < 0 {
			k = len(out)
			splits = append(splits, g.Split)
			out = append(out, group{split: [Streams]float64(ofRest(g.Split[:])), number: i})
		}
		a := slices.IndexFunc(out[k].alike, func(a alike) bool { return a.complex == g.Complex })
		if a < 0 {
			a = len(out[k].alike)
			out[k].alike = append(out[k].alike, alike{complex: g.Complex})
		}
		out[k].alike[a].stages = append(out[k].alike[a].stages, i)
	}
	return out
}

// connect finds what is connected.
func connect(sites []*site, suppliers []*supplier) []*part {
	of := make([]*part, len(sites))
	var parts []*part
	for _, t := range sites {
		if of[t.at] != nil {
			continue
		}
		p := &part{}
		parts = append(parts, p)
		seen := map[*supplier]bool{}
		for reach := []*site{t}; len(reach) > 0; {
			t := reach[len(reach)-1]
			reach = reach[:len(reach)-1]
			if of[t.at] != nil {
				continue
			}
			of[t.at] = p
			p.sites = append(p.sites, t)
			for _, l := range t.links {
				if seen[l.supplier] {
					continue
				}
				seen[l.supplier] = true
				p.suppliers = append(p.suppliers, l.supplier)
				for _, m := range l.supplier.links {
					reach = append(reach, m.site)
				}
			}
		}
		slices.SortFunc(p.sites, func(a, b *site) int { return cmp.Compare(a.in.Key, b.in.Key) })
		for i, t := range p.sites {
			t.place = i
		}
		slices.SortFunc(p.suppliers, func(a, b *supplier) int { return cmp.Compare(a.in.Key, b.in.Key) })
	}
	return parts
}

// bySize is the parts, those with the most sites first.
func bySize(parts []*part) []*part {
	out := slices.Clone(parts)
	slices.SortStableFunc(out, func(a, b *part) int { return cmp.Compare(len(b.sites), len(a.sites)) })
	return out
}
