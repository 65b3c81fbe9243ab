package occupancy

import (
	"math"
	"sort"
)

// buckets are the stretches of horizons that scores and laws are kept by.
var buckets = [...]struct {
	to   int
	name string
}{{3, "1-3"}, {7, "4-7"}, {14, "8-14"}, {28, "15-28"}, {Horizon, "29-42"}}

const bucketCount = len(buckets)

// along is what a law has for horizon h when it is learnt by bucket: straight from one bucket's centre to the next one's, so
// that nothing jumps between two neighbouring days because of where one bucket ends.
func along(x [bucketCount]float64, h int) float64 {
	before, last := 0., 0.
	for b, y := range x {
		from := 1
		if b > 0 {
			from = buckets[b-1].to + 1
		}
		centre := float64(from+buckets[b].to) / 2
		if float64(h) <= centre {
			if b == 0 {
				return y
			}
			return last + (y-last)*(float64(h)-before)/(centre-before)
		}
		before, last = centre, y
	}
	return last
}

// rise makes a row of numbers never fall, each moved as little as can be: neighbours that fall become their mean, which keeps
// the sum. Nothing is better known for lying further ahead.
func rise(x []float64) {
	for end := 1; end < len(x); end++ {
		for from := end; from > 0 && x[from-1] > x[from]; {
			level := x[from-1] // the run of equal ones before
			for from--; from > 0 && x[from-1] == level; from-- {
			}
			sum := 0.
			for _, y := range x[from : end+1] {
				sum += y
			}
			for i := from; i <= end; i++ {
				x[i] = sum / float64(end+1-from)
			}
		}
	}
}

func bucketOf(h int) int {
	for b, x := range buckets {
		if h <= x.to {
			return b
		}
	}
	return bucketCount - 1
}

// windows of days ahead whose winters differ from one another by more than trusts do within a winter.
const (
	plain     = iota
	christmas // 21 to 26 December
	between   // 27 to 31 December
	newYear   // 1 to 8 January
	windows
)

func windowOf(tau int) int {
	switch {
	case tau >= -4 && tau <= 1:
		return christmas
	case tau >= 2 && tau <= 6:
		return between
	case tau >= 7 && tau <= 14:
		return newYear
	}
	return plain
}

// centres are the days from Christmas at which a window's law holds as it was learnt; between them it passes over.
var centres = [...]struct {
	tau float64
	of  int
}{{-8, plain}, {-4, christmas}, {1, christmas}, {4, between}, {10.5, newYear}, {16, plain}}

// passing tells between which windows' centres a day lies, and how far on the way from the first to the second.
func passing(tau int) (from, to int, on float64) {
	for i, c := range centres {
		if float64(tau) <= c.tau {
			if i == 0 {
				break
			}
			before := centres[i-1]
			return before.of, c.of, (float64(tau) - before.tau) / (c.tau - before.tau)
		}
	}
	return plain, plain, 0
}

// ordinary is how far a day is one of those away from Christmas: 1 is wholly.
func ordinary(tau int) float64 {
	from, to, on := passing(tau)
	share := 0.
	if from == plain {
		share += 1 - on
	}
	if to == plain {
		share += on
	}
	return share
}

// law is how far from a model's point the truth falls, learnt from its own errors in seasons that it had not seen.
type law struct {
	cells [classes][kinds][Horizon][windows]lawCell
	scale *scale
}

// lawCell is one cell's quantiles of the errors in units of the series' own volatility, and the spread between winters.
type lawCell struct {
	q       Quantiles
	between float64
	df      float64
}

// combine is the model's point of a trial.
type combine func(t *trial, k Kind, h int) float64

// priors: the between-winter spread that is expected before any winter has been seen, by window and by bucket, worth one
// winter of evidence.
var (
	betweenWindow = [windows]float64{.008, .04, .03, .02}
	betweenBucket = [bucketCount]float64{.35, .6, 1, 1, 1.2}
)

// seasonMean is the sum and number of errors of one season.
type seasonMean struct{ sum, n float64 }

func (m seasonMean) mean() float64 { return m.sum / max(m.n, 1) }

// calibrate learns the law of a model's errors from trials.
func calibrate(trials []trial, seasons int, model combine) *law {
	l := &law{scale: fitScale(trials, seasons, model)}
	for c := range classes {
		of := make([]*trial, 0, len(trials))
		for i := range trials {
			if trials[i].class == c {
				of = append(of, &trials[i])
			}
		}
		for k := range Kind(kinds) {
			l.learn(c, k, of, seasons, model)
		}
	}
	l.lend()
	return l
}

// err is one error in units of volatility, with the season's mean taken out later.
type lawErr struct {
	r, v   float64
	season int
	window int
}

func (l *law) learn(c int, k Kind, trials []*trial, seasons int, model combine) {
	var errs [Horizon][2][]lawErr
	means := make([][bucketCount][windows]seasonMean, seasons)
	for _, t := range trials {
		size := l.scale.of(t, k)
		for h := 1; h <= Horizon; h++ {
			w := windowOf(t.tau + h)
			r := t.came(k, h) - model(t, k, h)
			if !Known(r) {
				continue
			}
			m := &means[t.season][bucketOf(h)][w]
			m.sum += r
			m.n++
			phase := min(w, 1)
			errs[h-1][phase] = append(errs[h-1][phase], lawErr{r, size[h-1], t.season, w})
		}
	}
	for phase := range 2 {
		cells := l.cells[c][k][:]
		for h := 1; h <= Horizon; h++ {
			q, known := shapeAt(&errs, means, h, phase, c == whole)
			for w := phase; w < 1+phase*(windows-1); w++ {
				cells[h-1][w].q = q
				if cells[h-1][w].between, cells[h-1][w].df = betweenAt(means, h, w); !known {
					cells[h-1][w].df = 0
				}
			}
		}
		for w := phase; w < 1+phase*(windows-1); w++ {
			widen(cells, w)
		}
	}
}

// shapeAt is the quantiles of the errors about horizon h, and whether there were enough of them.
func shapeAt(errs *[Horizon][2][]lawErr, means [][bucketCount][windows]seasonMean, h, phase int, both bool) (q Quantiles, known bool) {
	var sorted []float64
	for g := max(1, h-2); g <= min(Horizon, h+2); g++ {
		for _, e := range errs[g-1][phase] {
			sorted = append(sorted, (e.r-means[e.season][bucketOf(g)][e.window].mean())/e.v)
		}
	}
	if both { // few errors: what happened upwards might have happened downwards
		for _, x := range sorted[:len(sorted):len(sorted)] {
			sorted = append(sorted, -x)
		}
	}
	sort.Float64s(sorted)
	for i := range q {
		q[i] = sortedQuantile(sorted, levels[i])
	}
	return q, len(sorted) >= 2*LevelCount
}

// widen sees to it that a window's quantiles never draw nearer to the middle with the horizon, over the cells that have
// learnt.
func widen(cells [][windows]lawCell, w int) {
	const mid = LevelCount / 2
	var learnt []*lawCell
	for h := range cells {
		if cells[h][w].df > 0 {
			learnt = append(learnt, &cells[h][w])
		}
	}
	away := make([]float64, len(learnt))
	for i := range LevelCount {
		sign := 1.
		if i < mid {
			sign = -1
		}
		for j, c := range learnt {
			away[j] = sign * (c.q[i] - c.q[mid])
		}
		rise(away)
		for j, c := range learnt {
			c.q[i] = c.q[mid] + sign*away[j]
		}
	}
}

// betweenAt is betweenWinters passing from bucket to bucket, never less further ahead.
func betweenAt(means [][bucketCount][windows]seasonMean, h, w int) (sd, df float64) {
	var sds, dfs [bucketCount]float64
	for b := range bucketCount {
		sds[b], dfs[b] = betweenWinters(means, b, w)
	}
	rise(sds[:])
	return along(sds, h), along(dfs, h)
}

// betweenWinters is the spread of the seasons' mean errors about nothing, with its degrees of freedom: with few winters a
// t distribution says honestly how little is known of it.
func betweenWinters(means [][bucketCount][windows]seasonMean, b, w int) (sd, df float64) {
	s, n := 0.0, 0.0
	for i := range means {
		if m := means[i][b][w]; m.n > 0 {
			s += m.mean() * m.mean()
			n++
		}
	}
	prior := betweenWindow[w] * betweenBucket[b]
	return math.Sqrt((s + prior*prior) / (n + 1) * (1 + 1/(n+1))), n + 1
}

// sortedQuantile interpolates between order statistics.
func sortedQuantile(a []float64, p float64) float64 {
	if len(a) == 0 {
		return 0
	}
	x := min(max(p*float64(len(a)+1)-1, 0), float64(len(a)-1))
	i := min(int(x), len(a)-1)
	if i+1 >= len(a) {
		return a[i]
	}
	return a[i] + (x-float64(i))*(a[i+1]-a[i])
}

// lend gives a cell that had too little to learn from the law of the nearest one that had: the same window of single
// hospitals, then the ordinary days, then a broad guess.
func (l *law) lend() {
	for c := range classes {
		for k := range kinds {
			for h := range Horizon {
				for w := range windows {
					cell := &l.cells[c][k][h][w]
					for _, from := range [...]*lawCell{&l.cells[single][k][h][w], &l.cells[c][k][h][plain], &l.cells[single][k][h][plain]} {
						if cell.df == 0 {
							*cell = *from
						}
					}
					if cell.df == 0 {
						*cell = guess(h+1, w)
					}
				}
			}
		}
	}
}

// guess is the law when no season has ever been seen: a normal one, in units of the expected size of an error, which is the
// geometric mean of a normal variable's size; winters are taken to differ by more than they do where any is known.
func guess(h, w int) lawCell {
	cell := lawCell{between: 1.5 * betweenWindow[w] * along(betweenBucket, h), df: 2}
	const sd = 1 / .53
	for i := range cell.q {
		cell.q[i] = sd * normalQuantile(levels[i])
	}
	return cell
}

// quantiles puts the law round a point: two spreads, within a winter and between winters, are added in quadrature on each
// side of the middle, which is exact for normal ones. They are of the logarithm. The law passes over from one window of days
// to the next.
func (l *law) quantiles(class int, k Kind, h, tau int, vol, point, wide float64) Quantiles {
	from, to, on := passing(tau)
	q := l.cells[class][k][h-1][from].around(vol, point, wide)
	if on > 0 {
		r := l.cells[class][k][h-1][to].around(vol, point, wide)
		for i := range q {
			q[i] += on * (r[i] - q[i])
		}
	}
	return q
}

// around is the cell's own quantiles of a number.
func (c *lawCell) around(vol, point, wide float64) (q Quantiles) {
	const mid = LevelCount / 2
	for i := range q {
		in := vol * (c.q[i] - c.q[mid])
		out := tQuantile(levels[i], c.df) * c.between
		off := wide * math.Sqrt(in*in+out*out)
		if i < mid {
			off = -off
		}
		q[i] = point + vol*c.q[mid] + off
	}
	return q
}

func normalQuantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }

// tQuantile is Student's quantile by the expansion in 1/df, held back where the expansion runs away.
func tQuantile(p, df float64) float64 {
	z := normalQuantile(p)
	df = max(df, 2)
	z3, z5 := z*z*z, z*z*z*z*z
	return z + (z3+z)/(4*df) + (5*z5+16*z3+3*z)/(96*df*df)
}
