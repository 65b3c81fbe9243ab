package occupancy

import (
	"fmt"
	"math"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// change is what a cause does to one number of one organisation on one morning: beds more (fewer below zero) on the mean,
// and that number's standard deviation.
type change struct{ beds, sd float64 }

// share is a change of the logarithm and its standard deviation as a change of so many beds.
func share(log, sd, beds float64) change {
	return change{beds * math.Expm1(log), beds * math.Exp(log) * sd}
}

// cause is something that a forecast is to take account of beside its history. It acts on the organisations named, or on
// everybody; what acts on a sum acts on its parts in proportion to their beds.
type cause struct {
	orgs []org.Code
	// apart says that the organisations named vary one by one; else the cause is stronger or weaker for all together.
	apart bool
	// on says what it does to one whole organisation of so many beds expected.
	on func(k Kind, d civil.Date, beds float64) change
}

// moved is one organisation's changes by number and day.
type moved struct {
	beds [2][]float64
	vary [2][]float64 // variance
	once [2][]float64 // the standard deviation, or variance, of the cause in hand
}

// forest is forecasts with the sums they are part of.
type forest struct {
	f        []Forecast
	parent   []int
	children [][]int
	at       map[org.Code]int
	days     int
}

// forestOf joins each forecast to the nearest organisation above it that has a forecast too.
func forestOf(f []Forecast, tree Tree) (*forest, error) {
	t := &forest{f: f, at: map[org.Code]int{}, parent: make([]int, len(f)), children: make([][]int, len(f))}
	for i := range f {
		if _, twice := t.at[f[i].Org]; twice {
			return nil, fault.New(fault.Invalid, "There are two forecasts of %s.", f[i].Org)
		}
		if len(f[i].Days) == 0 {
			continue // refused; it has its notes
		}
		t.at[f[i].Org] = i
		if t.days == 0 {
			t.days = len(f[i].Days)
		}
		if len(f[i].Days) != t.days || f[i].Origin != f[0].Origin {
			return nil, fault.New(fault.Invalid, "The forecasts of %s and %s are not of the same days.", f[0].Org, f[i].Org)
		}
	}
	above := map[org.Code]org.Code{}
	for _, u := range tree.Units {
		above[u.Org] = u.Parent
	}
	for i := range f {
		t.parent[i] = -1
		if len(f[i].Days) == 0 {
			continue
		}
		o := f[i].Org
		for range tree.Units { // at most so many steps, even in a tree that bites its tail
			o = above[o]
			if j, ok := t.at[o]; ok || o == "" {
				if ok && j != i {
					t.parent[i] = j
					t.children[j] = append(t.children[j], i)
				}
				break
			}
		}
	}
	return t, nil
}

// named are the nodes that a cause acts on, and the organisations it names that have no forecast here.
func (t *forest) named(c *cause) (nodes []int, unknown []org.Code) {
	if len(c.orgs) == 0 {
		for i := range t.f {
			if t.parent[i] < 0 && len(t.f[i].Days) > 0 {
				nodes = append(nodes, i)
			}
		}
		return nodes, nil
	}
	for _, o := range c.orgs {
		if i, ok := t.at[o]; ok {
			nodes = append(nodes, i)
		} else {
			unknown = append(unknown, o)
		}
	}
	return nodes, unknown
}

// meanOf is what is expected of a number on a day.
func (t *forest) meanOf(i int, k Kind, d int) float64 { return t.f[i].Days[d].odds(k).Mean }

func (d *Day) odds(k Kind) *Odds {
	if k == Open {
		return &d.Open
	}
	return &d.Occupied
}

// withChanges applies causes to forecasts, so that what added up before adds up afterwards: each cause's beds are handed
// down to the parts in proportion to theirs and up to every sum. The forecasts given are left as they are.
func withChanges(f []Forecast, tree Tree, causes []cause) ([]Forecast, []org.Code, error) {
	t, err := forestOf(f, tree)
	if err != nil {
		return nil, nil, err
	}
	moves := make([]moved, len(f))
	for i := range moves {
		for k := range moves[i].beds {
			moves[i].beds[k], moves[i].vary[k], moves[i].once[k] = make([]float64, t.days), make([]float64, t.days), make([]float64, t.days)
		}
	}
	var unknown []org.Code
	for c := range causes {
		unknown = append(unknown, t.act(&causes[c], moves)...)
	}
	out := slices.Clone(f)
	for i := range out {
		out[i].Days = slices.Clone(f[i].Days)
		out[i].Notes = slices.Clone(f[i].Notes)
		for d := range out[i].Days {
			m := &moves[i]
			out[i].Days[d].move(change{m.beds[0][d], math.Sqrt(m.vary[0][d])}, change{m.beds[1][d], math.Sqrt(m.vary[1][d])})
		}
	}
	slices.Sort(unknown)
	return out, slices.Compact(unknown), nil
}

// act adds one cause's changes to the moves.
func (t *forest) act(c *cause, moves []moved) (unknown []org.Code) {
	nodes, unknown := t.named(c)
	for _, k := range []Kind{Occupied, Open} {
		for d := range t.days {
			for _, i := range nodes {
				beds := t.meanOf(i, k, d)
				x := c.on(k, t.f[i].Days[d].Date, beds)
				if x == (change{}) {
					continue
				}
				t.down(moves, i, k, d, x, c.apart)
				for j := t.parent[i]; j >= 0; j = t.parent[j] {
					moves[j].add(k, d, x, c.apart)
				}
			}
			for i := range moves {
				sd := moves[i].once[k][d]
				if !c.apart {
					sd *= sd
				}
				moves[i].vary[k][d] += sd
				moves[i].once[k][d] = 0
			}
		}
	}
	return unknown
}

// down gives a change to an organisation and, in proportion to their beds, to its parts.
func (t *forest) down(moves []moved, i int, k Kind, d int, x change, apart bool) {
	moves[i].add(k, d, x, apart)
	whole := t.meanOf(i, k, d)
	if !(whole > 0) {
		return
	}
	for _, j := range t.children[i] {
		part := t.meanOf(j, k, d) / whole
		t.down(moves, j, k, d, change{x.beds * part, x.sd * part}, apart)
	}
}

func (m *moved) add(k Kind, d int, x change, apart bool) {
	m.beds[k][d] += x.beds
	if apart {
		x.sd *= x.sd
	}
	m.once[k][d] += x.sd
}

// move changes a morning: every quantile in proportion to the mean, then wider about the median by the change's own spread
// (as two independent errors add), and the chances of being over a share by both.
func (d *Day) move(occupied, open change) {
	if occupied == (change{}) && open == (change{}) {
		return
	}
	spread := d.shareSpread()
	before := *d
	d.Occupied.move(occupied)
	d.Open.move(open)
	shift := math.Log(d.Occupied.Mean/before.Occupied.Mean) - math.Log(d.Open.Mean/before.Open.Mean)
	a, b := occupied.sd/math.Max(d.Occupied.Mean, 1), open.sd/math.Max(d.Open.Mean, 1)
	wider := math.Sqrt(spread*spread + a*a + b*b)
	over := func(p float64) float64 {
		z := normalQuantile(1 - min(max(p, 1e-7), 1-1e-7))
		return .5 * math.Erfc((z*spread-shift)/wider/math.Sqrt2)
	}
	d.Over92, d.Over95, d.Over100 = over(d.Over92), over(d.Over95), over(d.Over100)
}

// leastLeft is the least share of its mean that a change can leave of a number.
const leastLeft = .02

func (o *Odds) move(x change) {
	if x == (change{}) {
		return
	}
	mean := math.Max(o.Mean+x.beds, leastLeft*o.Mean)
	by := mean / o.Mean
	o.Mean = mean
	o.Q = o.Q.times(by)
	if x.sd == 0 {
		return
	}
	middle := o.Q[LevelCount/2]
	for i := range o.Q {
		off, add := o.Q[i]-middle, x.sd*normalQuantile(levels[i])
		o.Q[i] = math.Max(0, middle+math.Copysign(math.Hypot(off, add), levels[i]-.5))
	}
}

// shareSpread is the standard deviation of the logarithm of occupied by open that the morning's chances imply; where they
// do not tell, the two numbers' own spreads joined with half a correlation.
func (d *Day) shareSpread() float64 {
	told := func(p, q float64) bool { return p > .01 && p < .99 && q > .01 && q < .99 && p-q > .01 }
	gap := func(p, q float64) float64 { return normalQuantile(1-q) - normalQuantile(1-p) }
	var s float64
	switch {
	case told(d.Over92, d.Over95):
		s = math.Log(.95/.92) / gap(d.Over92, d.Over95)
	case told(d.Over95, d.Over100):
		s = math.Log(1/.95) / gap(d.Over95, d.Over100)
	default:
		a, b := d.Occupied.spread(), d.Open.spread()
		s = math.Sqrt(a*a + b*b - a*b)
	}
	return min(max(s, .002), .5)
}

// spread is the standard deviation of the logarithm between the quantiles at 0.15 and 0.85.
func (o *Odds) spread() float64 {
	const lo, hi = 4, LevelCount - 5
	if !(o.Q[lo] > 0) {
		return .1
	}
	return math.Log(o.Q[hi]/o.Q[lo]) / (normalQuantile(levels[hi]) - normalQuantile(levels[lo]))
}

// skipped is the note that a scenario or setting names organisations without a forecast here.
func skipped(unknown []org.Code) Note {
	return Note{"skipped", fmt.Sprintf("What is assumed names %v, of which there is no forecast here; that part is left out.", unknown)}
}
