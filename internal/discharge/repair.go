package discharge

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// tidy is whole steps under change, with how far each row would be over its target.
type tidy struct {
	*search
	v     *view
	x     []float64
	slack []float64   // by row: beds to spare, below zero short
	left  []float64   // by limit
	free  [][]float64 // by lever, by row: what one step frees. By lever first, since every question here is about few levers
	floor []float64   // by row: the slack below which nothing may bring it, never above nought
	by    []float64   // rows' prices, for weighing one row against another
	up    []float64   // by lever: what one step more costs as things are
	down  []float64   // and one less, below zero
	none  []float64   // by row: nothing, what no step frees
	tight int         // the row that last stood in the way: it is asked first
}

// tidied changes whole steps until every row is closed at the chance, with as little effort as single steps and exchanges
// of two can find, if values stay as they were seen.
func (s *search) tidied(v *view, chance float64) []float64 {
	t := &tidy{search: s, v: v, x: append([]float64(nil), v.x...), slack: make([]float64, len(s.rows)), left: make([]float64, len(s.Limits)), free: make([][]float64, len(s.handles)), by: s.prices,
		up: make([]float64, len(s.handles)), down: make([]float64, len(s.handles)), none: make([]float64, len(s.rows))}
	for j, h := range s.handles {
		t.free[j] = make([]float64, len(s.rows))
		for i := range s.rows {
			t.free[j][i] = h.step * v.value[i][j]
		}
		t.reckon(j)
	}
	for k, l := range s.Limits {
		t.left[k] = float64(l.Most)
	}
	for j, h := range s.handles {
		if h.limit >= 0 {
			t.left[h.limit] -= t.x[j]
		}
	}
	for i := range s.rows {
		t.slack[i] = -v.odds[i].short(s.want(i, chance))
	}
	t.add()
	t.floor = make([]float64, len(t.slack))
	for i, s := range t.slack {
		t.floor[i] = math.Min(0, s)
	}
	for range 12 {
		if !t.trim() && !t.exchange() {
			break
		}
	}
	return t.x
}

// reckon works out what one step more and one less of a lever cost.
func (t *tidy) reckon(j int) {
	h, d, curve := &t.handles[j], t.handles[j].step, t.curve(j)
	t.up[j] = h.cost*d + curve*(t.x[j]*d+d*d/2)
	t.down[j] = -h.cost*d + curve*(-t.x[j]*d+d*d/2)
}

// may reports whether one step more of a lever stays within its most, its people and its limit.
func (t *tidy) may(j int) bool {
	h := &t.handles[j]
	return t.x[j]+h.step <= math.Min(h.most, t.v.most[j]+h.step/2)+1e-9 && (h.limit < 0 || t.left[h.limit] >= h.step-1e-9)
}

// move makes steps.
func (t *tidy) move(j int, sign float64) {
	h := &t.handles[j]
	t.x[j] += sign * h.step
	t.reckon(j)
	if h.limit >= 0 {
		t.left[h.limit] -= sign * h.step
	}
	for i, f := range t.free[j] {
		t.slack[i] += sign * f
	}
}

// add makes the steps that do most for what they cost until nothing is short or nothing helps.
func (t *tidy) add() {
	for range 5000 {
		best, at := 0.0, -1
		for j := range t.handles {
			if !t.may(j) {
				continue
			}
			gain := 0.0
			for i, f := range t.free[j] {
				if s := t.slack[i]; s < 0 {
					gain += math.Min(f, -s) * (1 + t.price(i))
				}
			}
			if g := gain / t.up[j]; g > best+1e-12 {
				best, at = g, j
			}
		}
		if at < 0 {
			return
		}
		t.move(at, 1)
	}
}

func (t *tidy) price(i int) float64 {
	if i < len(t.by) {
		return t.by[i]
	}
	return 0
}

// holds reports whether no row becomes short, or shorter than it was, when a step of j goes and one of k (if any) comes.
func (t *tidy) holds(j, k int) bool {
	less, more := t.free[j], t.none
	if k >= 0 {
		more = t.free[k]
	}
	if i := t.tight; t.slack[i]-less[i]+more[i] < t.floor[i] {
		return false
	}
	for i, s := range t.slack {
		if s-less[i]+more[i] < t.floor[i] {
			t.tight = i
			return false
		}
	}
	return true
}

// trim takes away steps that no row needs, the dearest first.
func (t *tidy) trim() bool {
	js := t.used()
	slices.SortStableFunc(js, func(a, b int) int { return cmp.Compare(t.down[a], t.down[b]) })
	did := false
	for _, j := range js {
		for t.x[j] > t.handles[j].step/2 && t.holds(j, -1) {
			t.move(j, -1)
			did = true
		}
	}
	return did
}

// exchange gives one step for a cheaper one wherever no row minds, then two for a cheaper one, and one for two that are
// cheaper together.
func (t *tidy) exchange() bool {
	did := false
	able := t.able()
	for _, j := range t.used() {
		if t.x[j] > t.handles[j].step/2 && t.exchangeOne(j, able) {
			did = true
		}
	}
	used := t.used()
	for n, j := range used {
		for _, i := range used[n:] {
			if t.x[j] < t.handles[j].step/2 || i == j && t.x[j] < 1.5*t.handles[j].step || t.x[i] < t.handles[i].step/2 {
				continue
			}
			saved := t.down[j]
			t.move(j, -1)
			if t.exchangeOneFor(i, able, saved) {
				did = true
			} else {
				t.move(j, 1)
			}
		}
	}
	return did
}

// exchangeOne gives one step of j for the cheapest other that no row minds, or for two.
func (t *tidy) exchangeOne(j int, able []int) bool {
	if t.exchangeOneFor(j, able, 0) {
		return true
	}
	for _, k := range able {
		if k == j || !t.may(k) {
			continue
		}
		spent := t.up[k]
		if spent+t.down[j] > -1e-9 {
			continue
		}
		t.move(k, 1)
		if t.exchangeOneFor(j, able, spent) {
			return true
		}
		t.move(k, -1)
	}
	return false
}

// exchangeOneFor gives one step of j for the cheapest other when that and what was done already save effort together, and
// no row is left short that was not.
func (t *tidy) exchangeOneFor(j int, able []int, before float64) bool {
	best, at := -1e-9, -1
	for _, k := range able {
		d := before + t.up[k] + t.down[j]
		if d < best && k != j && (t.may(k) || t.sameLimit(j, k)) && t.holds(j, k) {
			best, at = d, k
		}
	}
	if at < 0 {
		return false
	}
	t.move(j, -1)
	t.move(at, 1)
	return true
}

// able are the levers worth looking at for an exchange: those that free most, at the rows' prices, for what they cost.
func (t *tidy) able() []int {
	const most = 60
	worth := make([]float64, len(t.handles))
	var js []int
	for j, h := range t.handles {
		for i := range t.rows {
			worth[j] += t.price(i) * t.v.value[i][j]
		}
		if worth[j] /= h.cost; worth[j] > 0 {
			js = append(js, j)
		}
	}
	slices.SortStableFunc(js, func(a, b int) int { return cmp.Compare(worth[b], worth[a]) })
	return js[:min(len(js), most*len(t.order))]
}

// sameLimit reports whether a step of k may take the place of one of j under the limit that they share.
func (t *tidy) sameLimit(j, k int) bool {
	a, b := &t.handles[j], &t.handles[k]
	return a.limit >= 0 && a.limit == b.limit && t.x[k]+b.step <= math.Min(b.most, t.v.most[k]+b.step/2)+1e-9
}

func (t *tidy) used() []int {
	var js []int
	for j, x := range t.x {
		if x > t.handles[j].step/2 {
			js = append(js, j)
		}
	}
	return js
}

// repaired plays whole steps on a seed that the search never saw and changes them until they close every row there and no
// more: roughly first, over a part of the replicates, then over all of them. What the last change does is left to the
// certificate to show. It gives the view of the last play and the amounts changed after it.
func (s *search) repaired(ctx context.Context, v *view, x []float64, chance float64) (*view, []float64, error) {
	for _, n := range []int{s.o.Repair / 4, s.o.Repair} {
		now, err := s.look(ctx, x, n, repairSeed(s.o.Seed), false)
		if err != nil {
			return nil, nil, err
		}
		now.value, now.most = v.value, v.most
		s.step("putting whole people right")
		v, x = now, s.tidied(now, chance)
	}
	return v, x, nil
}

// closed reports whether no row is short at the chance.
func (s *search) closed(v *view, chance float64) bool {
	for i := range v.odds {
		if v.odds[i].short(s.want(i, chance)) > 0 {
			return false
		}
	}
	return true
}
