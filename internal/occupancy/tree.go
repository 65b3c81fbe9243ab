package occupancy

import (
	"fmt"
	"math"

	"headroom/internal/fault"
	"headroom/internal/org"
)

// Tree says which organisations' figures are the sum of which: trusts within boards, boards within regions, regions within
// England, or as much of that as there is. Organisations that have a series in a panel are its leaves. The zero tree joins
// nobody.
type Tree struct{ Units []Unit }

// Unit is an organisation and the one it is counted in; nobody for the root. A parent stands before its children.
type Unit struct{ Org, Parent org.Code }

// Check reports a unit that is named twice or stands before its parent.
func (t Tree) Check() error {
	seen := map[org.Code]bool{"": true}
	for _, u := range t.Units {
		if u.Org == "" || seen[u.Org] {
			return fault.New(fault.Invalid, "The tree names %q twice, or not at all.", u.Org)
		}
		if !seen[u.Parent] {
			return fault.New(fault.Invalid, "In the tree %s stands before %s, which it is counted in.", u.Org, u.Parent)
		}
		seen[u.Org] = true
	}
	return nil
}

// Under is the tree of everybody straight under one organisation.
func Under(whole org.Code, p *Panel) Tree {
	t := Tree{Units: []Unit{{Org: whole}}}
	for i := range p.Series {
		t.Units = append(t.Units, Unit{p.Series[i].Org, whole})
	}
	return t
}

// grown is a panel with the sums of a tree behind its own series.
type grown struct {
	Panel
	leaves int
	class  []int
	parent []int // index of the series it is counted in, -1 for none
}

// mostFilled is the share of a sum's beds that may be filled in before its day counts as filled in itself.
const mostFilled = .1

// grow adds the sums. A leaf of which nothing is known is in no sum.
func (t Tree) grow(p Panel) grown {
	g := grown{Panel: Panel{From: p.From, Days: p.Days, Series: append([]Series(nil), p.Series...)}, leaves: len(p.Series)}
	at := map[org.Code]int{}
	for i := range p.Series {
		at[p.Series[i].Org] = i
		g.class, g.parent = append(g.class, single), append(g.parent, -1)
	}
	used := t.used(at)
	for _, u := range t.Units {
		if _, leaf := at[u.Org]; leaf || !used[u.Org] {
			continue
		}
		at[u.Org] = len(g.Series)
		class := group
		if u.Parent == "" {
			class = whole
		}
		g.Series = append(g.Series, Series{Org: u.Org, Occupied: make([]float64, p.Days), Open: make([]float64, p.Days), Filled: make([]bool, p.Days)})
		g.class, g.parent = append(g.class, class), append(g.parent, -1)
	}
	for _, u := range t.Units {
		if i, ok := at[u.Org]; ok {
			if j, ok := at[u.Parent]; ok {
				g.parent[i] = j
			}
		}
	}
	g.sum()
	return g
}

// used says which units have a leaf somewhere below them.
func (t Tree) used(leaves map[org.Code]int) map[org.Code]bool {
	used := map[org.Code]bool{}
	for i := len(t.Units) - 1; i >= 0; i-- {
		u := t.Units[i]
		if _, leaf := leaves[u.Org]; leaf || used[u.Org] {
			used[u.Org], used[u.Parent] = true, true
		}
	}
	return used
}

// sum fills the sums' series from the leaves'.
func (g *grown) sum() {
	filled := make([][]float64, len(g.Series))
	for i := g.leaves; i < len(g.Series); i++ {
		filled[i] = make([]float64, g.Days)
	}
	for i := range g.leaves {
		s := &g.Series[i]
		if !usable(s) {
			continue
		}
		for j := g.parent[i]; j >= 0; j = g.parent[j] {
			for d := range g.Days {
				g.Series[j].Occupied[d] += s.Occupied[d]
				g.Series[j].Open[d] += s.Open[d]
				if s.Filled != nil && s.Filled[d] {
					filled[j][d] += s.Occupied[d]
				}
			}
		}
	}
	for j := g.leaves; j < len(g.Series); j++ {
		for d := range g.Days {
			g.Series[j].Filled[d] = filled[j][d] > mostFilled*g.Series[j].Occupied[d]
		}
	}
}

// usable says whether a series can be part of a sum: both of its numbers are there on every day.
func usable(s *Series) bool {
	for d := range s.Occupied {
		if !Known(s.Occupied[d]) || !Known(s.Open[d]) {
			return false
		}
	}
	return len(s.Occupied) > 0
}

// node is one organisation's forecast of one number on one day, before and after the sums are made to agree.
type node struct {
	mean, variance float64
	joined         float64 // what its children and it say together, on the way up
	joinedVar      float64
	below, belowV  float64 // sums over its children
}

// ownTrust is how many times better a sum's own forecast is taken to be than the sum of its parts'. It hardly matters: 1, 3 and
// 12 score alike (docs/forecast.md).
const ownTrust = 3

// agree moves the means so that parts add up to their sums: least squares with each organisation's variance taken as the
// sum of its leaves' (structural scaling), a sum's own forecast trusted more by ownTrust. On a tree this is one pass up and
// one down. Nodes of unknown mean are left alone.
func agree(nodes []node, parent []int, leaves int) []float64 {
	for i := len(nodes) - 1; i >= 0; i-- {
		nodes[i].below, nodes[i].belowV, nodes[i].joined = 0, 0, math.NaN()
	}
	up := func(i int) {
		n := &nodes[i]
		n.joined, n.joinedVar = n.mean, n.variance
		if n.belowV > 0 && i >= leaves {
			own := n.belowV / ownTrust
			w := n.belowV / (n.belowV + own)
			n.joined = w*n.mean + (1-w)*n.below
			n.joinedVar = w * own
		}
		if j := parent[i]; j >= 0 && Known(n.joined) {
			nodes[j].below += n.joined
			nodes[j].belowV += n.joinedVar
		}
	}
	for i := range leaves {
		up(i)
	}
	for i := len(nodes) - 1; i >= leaves; i-- { // children stand behind their parents
		up(i)
	}
	out := make([]float64, len(nodes))
	down := func(i int) {
		n := &nodes[i]
		out[i] = n.joined
		if j := parent[i]; j >= 0 && nodes[j].belowV > 0 && Known(n.joined) {
			out[i] += (out[j] - nodes[j].below) * n.joinedVar / nodes[j].belowV
		}
	}
	for i := leaves; i < len(nodes); i++ {
		down(i)
	}
	for i := range leaves {
		down(i)
	}
	return out
}

// leftOut names the leaves that are in no sum although the tree counts them, for a note.
func (g *grown) leftOut(j int) string {
	n, first := 0, org.Code("")
	for i := range g.leaves {
		if usable(&g.Series[i]) {
			continue
		}
		for k := g.parent[i]; k >= 0; k = g.parent[k] {
			if k == j {
				if n == 0 {
					first = g.Series[i].Org
				}
				n++
			}
		}
	}
	switch n {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("%s is not in this sum: too little is known of it.", first)
	}
	return fmt.Sprintf("%s and %d more are not in this sum: too little is known of them.", first, n-1)
}
