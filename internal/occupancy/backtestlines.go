package occupancy

import (
	"math/rand/v2"
	"sort"
)

// lines tabulates the scores: of all winters, then of each when there are several.
func (b *board) lines(winters []TestedWinter) []ScoreLine {
	out := b.table(-1, "")
	if len(winters) > 1 {
		for n, w := range winters {
			out = append(out, b.table(n, w.Season)...)
		}
	}
	return out
}

// table is every model's scores in one winter, -1 for all.
func (b *board) table(winter int, name string) []ScoreLine {
	var out []ScoreLine
	for m, model := range b.models {
		for _, phase := range [...]int{-1, phaseOrdinary, phaseChristmas, phaseStrike, phasePlanning} {
			label := "all"
			if phase >= 0 {
				label = phaseName(phase)
			}
			var all, mean tally
			var rows []ScoreLine
			filled := 0
			for k, bucket := range buckets {
				t := b.gather(winter, m, k, phase)
				if t.n == 0 {
					continue
				}
				filled++
				all.plus(&t)
				share := t
				share.scale(1 / t.n)
				mean.plus(&share)
				rows = append(rows, ScoreLine{model.name, name, bucket.name, label, t.score()})
			}
			if filled == 0 {
				continue
			}
			line := ScoreLine{model.name, name, "mean", label, mean.score()}
			line.N, line.Limits = int(all.n), int(all.limits)
			out = append(out, line)
			out = append(out, rows...)
			out = append(out, ScoreLine{model.name, name, "all", label, all.score()})
		}
	}
	return out
}

// scale multiplies every sum but keeps the chances' own count in step.
func (t *tally) scale(by float64) {
	for _, x := range []*float64{&t.n, &t.wis, &t.mae, &t.pin, &t.c50, &t.c80, &t.c90} {
		*x *= by
	}
	if t.limits > 0 {
		for i := range t.brier {
			t.brier[i] /= t.limits
		}
		t.limits = 1
	}
}

// gather sums up cells; phase -1 is every day, whatever its phase.
func (b *board) gather(winter, model, bucket, phase int) tally {
	var s tally
	winters := 0
	for _, c := range b.clusters {
		winters = max(winters, c.winter+1)
	}
	for w := range winters {
		for p := range phaseCount {
			if winter >= 0 && w != winter || phase >= 0 && p != phase || phase < 0 && p == phasePlanning {
				continue
			}
			if t := b.cells[cellKey{w, model, bucket, p}]; t != nil {
				s.plus(t)
			}
		}
	}
	return s
}

// skills compares the first model, the ensemble, with each of the others.
func (b *board) skills() []Skill {
	var out []Skill
	byOrigin := make([][]int, len(b.clusters))
	winters := map[int][]int{}
	for i, c := range b.clusters {
		byOrigin[i] = []int{i}
		winters[c.winter] = append(winters[c.winter], i)
	}
	var byWinter [][]int
	for w := range len(winters) {
		byWinter = append(byWinter, winters[w])
	}
	for m := 1; m < len(b.models); m++ {
		for k := -1; k < bucketCount; k++ {
			name := "mean"
			if k >= 0 {
				name = buckets[k].name
			}
			all := make([]int, len(b.clusters))
			for i := range all {
				all[i] = i
			}
			s := Skill{Against: b.models[m].name, Horizon: name, Skill: b.skill(all, m, k), ByOrigin: b.bootstrap(byOrigin, m, k)}
			if len(byWinter) > 1 {
				x := b.bootstrap(byWinter, m, k)
				s.ByWinter = &x
			}
			out = append(out, s)
		}
	}
	return out
}

// skill is one less the ratio of the ensemble's WIS to that of model m over some clusters; bucket -1 is the mean of all five.
func (b *board) skill(clusters []int, m, bucket int) float64 {
	var ours, theirs float64
	for k := range bucketCount {
		if bucket >= 0 && k != bucket {
			continue
		}
		var a, c, n float64
		for _, i := range clusters {
			a += b.clusters[i].wis[0][k]
			c += b.clusters[i].wis[m][k]
			n += b.clusters[i].n[k]
		}
		if n > 0 {
			ours += a / n
			theirs += c / n
		}
	}
	if theirs == 0 {
		return 0
	}
	return 1 - ours/theirs
}

// bootstrap draws whole groups of clusters with replacement and gives the middle 95% of the skill. The draws are the same
// every time and for every model.
func (b *board) bootstrap(groups [][]int, m, bucket int) [2]float64 {
	r := rand.New(rand.NewPCG(20181219, 42))
	got := make([]float64, b.opts.Resamples)
	var draw []int
	for i := range got {
		draw = draw[:0]
		for range groups {
			draw = append(draw, groups[r.IntN(len(groups))]...)
		}
		got[i] = b.skill(draw, m, bucket)
	}
	sort.Float64s(got)
	return [2]float64{sortedQuantile(got, .025), sortedQuantile(got, .975)}
}
