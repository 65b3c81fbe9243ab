package org

import (
	"slices"
	"strings"
)

// Shares is the set of shares of c on this basis in force on the picture's day, largest first, with the fact it comes
// from. ok is false when none is known.
func (p *Picture) Shares(b Basis, c Code) (shares []Share, from Fact, ok bool) {
	s := p.book.subjects[c]
	if s == nil {
		return nil, Fact{}, false
	}
	from, ok = holding(s.shares[b], p.On)
	return bySize(from.Shares), from, ok
}

// Sharing lists the units that have a share in c on this basis, with how much of theirs it is, largest first: the
// councils of an ICB, say. Only units open on the day are listed.
func (p *Picture) Sharing(b Basis, c Code) []Share {
	var out []Share
	for u := range p.units {
		s := p.book.subjects[u]
		f, ok := holding(s.shares[b], p.On)
		if !ok {
			continue
		}
		for _, x := range f.Shares {
			if x.Other == c && x.Of > 0 {
				out = append(out, Share{Other: u, Of: x.Of})
			}
		}
	}
	return bySize(out)
}

// Crossing says where a council stands in both trees at once.
type Crossing struct {
	Council     Code
	ADASSRegion Code    // whose regional chair hears its director; "" when not known
	ICBs        []Share // by small areas, largest first; empty when not known
	NHSRegions  []Share // the same areas added up by the NHS region of each ICB
}

// Cross walks from a council to the NHS's tree by its shares. The ICBs may have closed since the shares were counted:
// an ICB without a sure heir keeps its own code in ICBs, and its region is the one it last hung from.
func (p *Picture) Cross(council Code) Crossing {
	x := Crossing{Council: council}
	x.ADASSRegion, _ = p.Above(ADASS, council, KindADASSRegion)
	shares, _, _ := p.Shares(AreasByICB, council)
	icbs, regions := map[Code]float64{}, map[Code]float64{}
	for _, s := range shares {
		icb := s.Other
		if h := p.Heir(icb); h.Sure() {
			icb = h.Code
		}
		icbs[icb] += s.Of
		if r, ok := p.regionOf(icb); ok {
			regions[r] += s.Of
		}
	}
	x.ICBs, x.NHSRegions = gathered(icbs), gathered(regions)
	return x
}

// regionOf is the NHS region that an ICB hangs from, or last hung from.
func (p *Picture) regionOf(icb Code) (Code, bool) {
	if r, ok := p.Above(NHS, icb, KindRegion); ok {
		return r, true
	}
	if s := p.book.subjects[icb]; s != nil {
		if f, ok := nearest(s.links[NHS], p.On); ok {
			return f.Other, true
		}
	}
	return "", false
}

func gathered(m map[Code]float64) []Share {
	out := make([]Share, 0, len(m))
	for c, of := range m {
		out = append(out, Share{Other: c, Of: of})
	}
	return bySize(out)
}

func bySize(l []Share) []Share {
	l = slices.Clone(l)
	slices.SortFunc(l, func(a, b Share) int {
		switch {
		case a.Of > b.Of:
			return -1
		case a.Of < b.Of:
			return 1
		}
		return strings.Compare(string(a.Other), string(b.Other))
	})
	return l
}
