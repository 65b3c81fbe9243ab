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
			errs[h-1][phase] = append(errs[h-1][phase], lawErr{r, size[bucketOf(h)], t.season, w})
		}
	}
	var sorted []float64
	for h := 1; h <= Horizon; h++ {
		for phase := range 2 {
			sorted = sorted[:0]
			for g := max(1, h-2); g <= min(Horizon, h+2); g++ {
				for _, e := range errs[g-1][phase] {
					sorted = append(sorted, (e.r-means[e.season][bucketOf(g)][e.window].mean())/e.v)
				}
			}
			if c == whole { // few errors: what happened upwards might have happened downwards
				for _, x := range sorted[:len(sorted):len(sorted)] {
					sorted = append(sorted, -x)
				}
			}
			sort.Float64s(sorted)
			var cell lawCell
			for i := range cell.q {
				cell.q[i] = sortedQuantile(sorted, levels[i])
			}
			for w := phase; w < 1+phase*(windows-1); w++ {
				cell.between, cell.df = betweenWinters(means, bucketOf(h), w)
				if len(sorted) < 2*LevelCount {
					cell.df = 0
				}
				l.cells[c][k][h-1][w] = cell
			}
		}
	}
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
	cell := lawCell{between: 1.5 * betweenWindow[w] * betweenBucket[bucketOf(h)], df: 2}
	const sd = 1 / .53
	for i := range cell.q {
		cell.q[i] = sd * normalQuantile(levels[i])
	}
	return cell
}

// quantiles puts the law round a point: two spreads, within a winter and between winters, are added in quadrature on each
// side of the middle, which is exact for normal ones. They are of the logarithm.
func (l *law) quantiles(class int, k Kind, h, tau int, vol, point, wide float64) Quantiles {
	cell := &l.cells[class][k][h-1][windowOf(tau)]
	const mid = LevelCount / 2
	var q Quantiles
	for i := range q {
		in := vol * (cell.q[i] - cell.q[mid])
		out := tQuantile(levels[i], cell.df) * cell.between
		off := wide * math.Sqrt(in*in+out*out)
		if i < mid {
			off = -off
		}
		q[i] = point + vol*cell.q[mid] + off
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
