package occupancy

import (
	"cmp"
	"math"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// Gathering takes in the figures of organisations' mornings, collection by collection and day by day, and makes a panel
// of them. Two collections of the same thing are never mixed within one organisation's season (T2): the one with more
// mornings is taken, and of two with as many the one that was begun first.
type Gathering struct {
	runs  map[source]*record
	order []source
}

// source is one organisation in one collection.
type source struct {
	org  org.Code
	form string
}

// record is what one source gave from its first day on; NaN where it gave nothing.
type record struct {
	rank           int // of its collection
	from           civil.Date
	occupied, open []float64
}

// NewGathering has taken in nothing yet.
func NewGathering() *Gathering { return &Gathering{runs: map[source]*record{}} }

// Add takes in one morning. Within a source the days must rise. NaN is a figure that was not given.
func (g *Gathering) Add(form string, o org.Code, d civil.Date, occupied, open float64) {
	k := source{o, form}
	r := g.runs[k]
	if r == nil {
		r = &record{from: d, rank: g.rank(form)}
		g.runs[k] = r
		g.order = append(g.order, k)
	}
	at := d.Sub(r.from)
	for len(r.occupied) < at {
		r.occupied, r.open = append(r.occupied, math.NaN()), append(r.open, math.NaN())
	}
	if at == len(r.occupied) {
		r.occupied, r.open = append(r.occupied, occupied), append(r.open, open)
	}
}

// rank is the place of a collection in the order in which they were begun.
func (g *Gathering) rank(form string) int {
	for _, k := range g.order {
		if k.form == form {
			return g.runs[k].rank
		}
	}
	return len(g.order)
}

// Joined is an organisation whose past is that of several which have merged into it.
type Joined struct {
	Org   org.Code
	Parts []org.Code // those besides itself
}

// Gathered is a panel with what was done to make it.
type Gathered struct {
	Panel  Panel
	Joined []Joined
	Left   map[org.Code]string // organisations that stand in nobody's past, with the reason
}

// Panel makes the panel up to the day to, for the organisations of a picture: a closed one's figures go to the one that
// surely took its place. Organisations that never had a bed occupied are left out, in silence: most have none.
func (g *Gathering) Panel(pic *org.Picture, to civil.Date) Gathered { return g.panel(pic.Gather, to) }

// AsReported is the panel up to the day to with every organisation by itself, whatever became of it.
func (g *Gathering) AsReported(to civil.Date) Panel {
	alone := func(held []org.Code) (map[org.Code][]org.Code, map[org.Code]string) {
		stand := map[org.Code][]org.Code{}
		for _, c := range held {
			stand[c] = []org.Code{c}
		}
		return stand, nil
	}
	return g.panel(alone, to).Panel
}

func (g *Gathering) panel(gather func([]org.Code) (map[org.Code][]org.Code, map[org.Code]string), to civil.Date) Gathered {
	out := Gathered{Left: map[org.Code]string{}}
	var held []org.Code
	first := to
	for _, k := range g.order {
		if r := g.runs[k]; r.beds() {
			if !slices.Contains(held, k.org) {
				held = append(held, k.org)
			}
			first = earlierOf(first, r.from)
		}
	}
	out.Panel = Panel{From: first, Days: to.Sub(first) + 1}
	stand, left := gather(held)
	for c, why := range left {
		out.Left[c] = why
	}
	heirs := make([]org.Code, 0, len(stand))
	for c := range stand {
		heirs = append(heirs, c)
	}
	slices.Sort(heirs)
	for _, c := range heirs {
		members := slices.Sorted(slices.Values(stand[c]))
		if parts := slices.DeleteFunc(slices.Clone(members), func(x org.Code) bool { return x == c }); len(parts) > 0 {
			out.Joined = append(out.Joined, Joined{c, parts})
		}
		out.Panel.Series = append(out.Panel.Series, g.series(c, members, first, out.Panel.Days))
	}
	return out
}

func earlierOf(a, b civil.Date) civil.Date {
	if b.Before(a) {
		return b
	}
	return a
}

// beds reports whether any morning had a bed occupied.
func (r *record) beds() bool {
	return slices.ContainsFunc(r.occupied, func(x float64) bool { return x > 0 })
}

// series adds up the members of one organisation. Within a member's own first and last day of a season a missing figure
// makes the sum unknown; before and after, the member was not there.
func (g *Gathering) series(c org.Code, members []org.Code, from civil.Date, days int) Series {
	s := Series{Org: c, Occupied: blank(days), Open: blank(days), Filled: make([]bool, days)}
	for begin := 0; begin < days; {
		end := min(seasonEnd(from.Add(begin)).Sub(from), days)
		for _, m := range members {
			occupied, open := g.chosen(m, from.Add(begin), end-begin)
			addInto(s.Occupied[begin:end], occupied)
			addInto(s.Open[begin:end], open)
		}
		begin = end
	}
	for i := range days { // an unknown member made the sum infinite
		if math.IsInf(s.Occupied[i], 0) || math.IsInf(s.Open[i], 0) {
			s.Occupied[i], s.Open[i] = math.NaN(), math.NaN()
		}
	}
	return s
}

// seasonEnd is the first day of the season after that of d: seasons begin on 1 July, furthest from Christmas.
func seasonEnd(d civil.Date) civil.Date {
	y := d.Year()
	if d.Month() >= 7 {
		y++
	}
	return civil.On(y, 7, 1)
}

func blank(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = math.NaN()
	}
	return out
}

// chosen is what a member gave on the days from on, from its fullest collection.
func (g *Gathering) chosen(m org.Code, from civil.Date, days int) (occupied, open []float64) {
	type part struct {
		occupied, open []float64
		known, rank    int
	}
	var all []part
	for _, k := range g.order {
		if k.org != m {
			continue
		}
		r := g.runs[k]
		p := part{occupied: blank(days), open: blank(days), rank: r.rank}
		for i := range days {
			if at := from.Add(i).Sub(r.from); at >= 0 && at < len(r.occupied) {
				p.occupied[i], p.open[i] = r.occupied[at], r.open[at]
				if Known(p.occupied[i]) {
					p.known++
				}
			}
		}
		all = append(all, p)
	}
	best := slices.MaxFunc(all, func(a, b part) int { return cmp.Or(cmp.Compare(a.known, b.known), cmp.Compare(b.rank, a.rank)) })
	return best.occupied, best.open
}

// addInto adds a member's days to the sum; a gap between its first and last known day makes the sum infinite, which stands
// for unknown until all members are in.
func addInto(sum, member []float64) {
	first, last := -1, -1
	for i, x := range member {
		if Known(x) {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first < 0 {
		return
	}
	for i := first; i <= last; i++ {
		x := member[i]
		if !Known(x) {
			x = math.Inf(1)
		}
		if Known(sum[i]) {
			x += sum[i]
		}
		sum[i] = x
	}
}
