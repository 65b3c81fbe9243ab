package harm

import "math"

// halfLife is after how many weeks a week's delays weigh half.
const halfLife = 16.0

// lateWeeks are the newest weeks, whose delays are held against those of the weeks before them.
const lateWeeks = 7

// late is the first of the newest weeks, at most half of all.
func (t *triangle) late() int { return max(t.weeks-lateWeeks, t.weeks/2) }

// A lag is the share of events that are reported by an age, by whole weeks of it: none at 0, all at the last.
type lag []float64

// hazards gives, for each delay, the chance of just that delay among those of it or less over the weeks before one, with
// the weighted counts behind it.
func (t *triangle) hazards(before int) (h, weight []float64) {
	h, weight = make([]float64, t.delay), make([]float64, t.delay)
	for d := 1; d < t.delay; d++ {
		of, just := 0.0, 0.0
		for w := range before {
			if t.age(w) <= d {
				continue
			}
			k := math.Exp2(-float64(before-1-w) / halfLife)
			just += k * t.n[w][d]
			for j := 0; j <= d; j++ {
				of += k * t.n[w][j]
			}
		}
		prior := .5 * math.Pow(.6, float64(d)) // delays of more weeks are rarer, until the data say so
		h[d], weight[d] = (just+prior*2)/(of+2), of+2
	}
	return h, weight
}

// lagOf is the lag of the weeks before one, and how uncertain its length is, as the standard deviation of its logarithm.
func (t *triangle) lagOf(before int) (lag, float64) {
	h, weight := t.hazards(before)
	l, info := make(lag, t.delay+1), 1.0
	l[t.delay] = 1
	for a := t.delay - 1; a > 0; a-- {
		l[a] = l[a+1] * (1 - h[a])
		info += weight[a] * h[a] * (1 - h[a])
	}
	return l, 1 / math.Sqrt(info)
}

// stretched is the lag when everything takes so many times as long. Events of a week are half a week old at the end of it.
func (l lag) stretched(times float64) lag {
	out := make(lag, len(l))
	out[len(l)-1] = 1
	for a := 1; a < len(l)-1; a++ {
		out[a] = l.at((float64(a) - .5) / times)
	}
	return out
}

// at is the share reported by a time since the middle of the week, in weeks, the unreported falling by a steady
// share between whole ages.
func (l lag) at(age float64) float64 {
	if age <= .5 {
		return 1 - math.Pow(1-l[1], age*2)
	}
	a := int(age + .5)
	if a >= len(l)-1 {
		return 1
	}
	part := age + .5 - float64(a)
	if a == len(l)-2 {
		return l[a] + part*(1-l[a])
	}
	return 1 - (1-l[a])*math.Pow((1-l[a+1])/(1-l[a]), part)
}

// fits is the logarithm of the chance of the lags seen of the weeks from one on, of those that can have been seen.
func (t *triangle) fits(l lag, from int) float64 {
	sum := 0.0
	for w := from; w < t.weeks; w++ {
		a := t.age(w)
		for d := range a {
			if n := t.n[w][d]; n > 0 {
				sum += n * math.Log(math.Max(l[d+1]-l[d], leastShare)/math.Max(l[a], leastShare))
			}
		}
	}
	return sum
}

// leastShare is the least share of events that any one delay is taken to have.
const leastShare = 1e-4

// A past is one way in which delays may have been: the share of each week that has been reported by now, and how likely it is.
type past struct {
	within []float64
	chance float64
}

// How far delays are taken to move, as a standard deviation of the logarithm of their length, and the steps tried of it.
const (
	changeSize = .5
	changeStep = .2
	changeMost = 5 // steps, up or down
)

// nodes are points and weights of a normal law (Gauss-Hermite, three points).
var nodes = [3][2]float64{{-1.732051, 1. / 6}, {0, 2. / 3}, {1.732051, 1. / 6}}

// pasts are the ways in which delays may have been: in the late weeks everything took so many times as long as before, once
// being one of them. A way is the likelier the better it explains the lags seen of those weeks; how many events there were
// is no evidence, or a change in what happens would be read as one of delays.
func (t *triangle) pasts() []past {
	var out []past
	from, most := t.late(), math.Inf(-1)
	usual, unsure := t.lagOf(from)
	for k := -changeMost; k <= changeMost; k++ {
		move := float64(k) * changeStep
		for _, node := range nodes {
			before, after := usual.stretched(math.Exp(node[0]*unsure)), usual.stretched(math.Exp(node[0]*unsure+move))
			chance := math.Log(node[1]) - move*move/(2*changeSize*changeSize) + t.fits(after, from)
			most = math.Max(most, chance)
			out = append(out, past{t.within(before, after, from), chance})
		}
	}
	return likely(out, most)
}

// within is the share of each week's events that has been reported, by one lag before a week and another from it on.
func (t *triangle) within(before, after lag, from int) []float64 {
	out := make([]float64, t.weeks)
	for w := range out {
		out[w] = before[t.age(w)]
		if w >= from {
			out[w] = after[t.age(w)]
		}
	}
	return out
}

// likely turns logarithms of chances into chances that sum to one, without those too small to matter.
func likely(list []past, most float64) []past {
	kept, sum := list[:0], 0.0
	for _, p := range list {
		if p.chance = math.Exp(p.chance - most); p.chance > .002 {
			kept, sum = append(kept, p), sum+p.chance
		}
	}
	for i := range kept {
		kept[i].chance /= sum
	}
	return kept
}

// shift compares the delays of the newest weeks with what the older ones lead to expect: the mean of their standardised
// differences.
func (t *triangle) shift() float64 {
	from := t.late()
	h, _ := t.hazards(from)
	diff, variance := 0.0, 0.0
	for w := from; w < t.weeks; w++ {
		seen := t.n[w][0]
		for d := 1; d < t.age(w); d++ {
			seen += t.n[w][d]
			diff += t.n[w][d] - seen*h[d]
			variance += seen * h[d] * (1 - h[d])
		}
	}
	if variance < 1 {
		return 0
	}
	return diff / math.Sqrt(variance)
}
