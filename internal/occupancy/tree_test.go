package occupancy

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

func TestTreeCheck(t *testing.T) {
	for _, bad := range []Tree{
		{[]Unit{{"A", "B"}, {"B", ""}}}, // before its parent
		{[]Unit{{"A", ""}, {"A", ""}}},
		{[]Unit{{"", ""}}},
	} {
		if f := fault.As(bad.Check()); f == nil || f.Kind != fault.Invalid {
			t.Errorf("%v: %v", bad, bad.Check())
		}
	}
	p := made{trusts: 12, from: civil.MustDate("2020-01-01"), to: civil.MustDate("2020-01-10")}.panel()
	if err := boards(&p, 2, 3).Check(); err != nil {
		t.Error(err)
	}
}

func TestGrowAddsUp(t *testing.T) {
	p := made{trusts: 7, from: civil.MustDate("2020-01-01"), to: civil.MustDate("2020-01-20"), seed: 2}.panel()
	p.Series[3].Open[4] = math.NaN() // not in any sum
	p.Series[0].Filled[6] = true
	tree := boards(&p, 2, 2)
	tree.Units = append(tree.Units, Unit{"QXX", "Y00"}) // a board without trusts
	g := tree.grow(p)
	at := func(c org.Code) *Series { return &g.Series[g.find(c)] }
	if g.find("QXX") >= 0 {
		t.Error("a board without trusts has no series")
	}
	sum := 0.0
	for i := range p.Series {
		if i != 3 {
			sum += p.Series[i].Occupied[9]
		}
	}
	near(t, "England", at(org.England).Occupied[9], sum, 1e-9)
	near(t, "a board", at("Q00").Occupied[9], p.Series[0].Occupied[9]+p.Series[1].Occupied[9], 1e-9)
	near(t, "a board without one of its trusts", at("Q01").Occupied[9], p.Series[2].Occupied[9], 1e-9)
	if words := g.leftOut(g.find("Q01")); !strings.Contains(words, "R03") || g.leftOut(g.find("Q00")) != "" {
		t.Errorf("left out: %q", words)
	}
	if !at("Q00").Filled[6] || at("Q00").Filled[5] || at("Q02").Filled[6] {
		t.Error("a sum most of whose beds are filled in is filled in")
	}
	if g.class[g.find(org.England)] != whole || g.class[g.find("Q00")] != group || g.class[0] != single {
		t.Error("classes", g.class)
	}
}

// The means add up afterwards, and what adds up already stays.
func TestAgree(t *testing.T) {
	p := made{trusts: 11, from: civil.MustDate("2020-01-01"), to: civil.MustDate("2020-01-20"), seed: 2}.panel()
	g := boards(&p, 2, 3).grow(p)
	r := rand.New(rand.NewPCG(5, 5))
	nodes := make([]node, len(g.Series))
	for i := range nodes {
		s := g.Series[i].Occupied[0]
		nodes[i].mean, nodes[i].variance = s*(1+.03*r.NormFloat64()), s
	}
	got := agree(nodes, g.parent, g.leaves)
	addsUp(t, got, g.parent, g.leaves)
	for i := range nodes { // what agrees already stays
		nodes[i].mean = g.Series[i].Occupied[0]
	}
	for i, x := range agree(nodes, g.parent, g.leaves) {
		near(t, "agreed already", x, g.Series[i].Occupied[0], 1e-6)
	}
}

// One board of two trusts, by hand: variances 4 and 12, the board's own forecast trusted ownTrust times as much as their sum.
func TestAgreeByHand(t *testing.T) {
	nodes := []node{{mean: 100, variance: 4}, {mean: 200, variance: 12}, {mean: 320}}
	got := agree(nodes, []int{2, 2, -1}, 2)
	total := (ownTrust*320. + 300) / (ownTrust + 1)
	near(t, "board", got[2], total, 1e-9)
	near(t, "quieter trust", got[0], 100+(total-300)*4/16, 1e-9)
	near(t, "restless trust", got[1], 200+(total-300)*12/16, 1e-9)
}

func TestAgreeLeavesTheUnknownAlone(t *testing.T) {
	nan := math.NaN()
	got := agree([]node{{mean: 100, variance: 4}, {mean: nan, variance: nan}, {mean: 104}}, []int{2, 2, -1}, 2)
	if !Known(got[0]) || Known(got[1]) || !Known(got[2]) {
		t.Error(got)
	}
	near(t, "the board is its one known trust", got[2], got[0], 1e-9)
}

func addsUp(t *testing.T, x []float64, parent []int, leaves int) {
	t.Helper()
	sums := make([]float64, len(x))
	for i := range x {
		if j := parent[i]; j >= 0 && Known(x[i]) {
			sums[j] += x[i]
		}
	}
	for j := leaves; j < len(x); j++ {
		near(t, "parts add up", sums[j], x[j], 1e-6*x[j])
	}
}
