package harm

import (
	"math"
	"slices"
)

// Stratum is a group of pathways that are alike, as to specialty, priority, month waited and, where recorded, ethnicity and
// deprivation.
type Stratum struct {
	Name     string
	Exposed  int // postponed pathways
	Hits     int // of these, with the trigger in the window
	Others   int // matched pathways that were not postponed, or those of the season before
	OtherHit int
}

// Compared is a rate among the postponed beside that of others with the same mix of cases.
type Compared struct {
	Strata           int // that have both
	Left             int // postponed pathways without anybody alike: in no figure
	Exposed, Hits    int
	Others, OtherHit int
	Rate, OtherRate  float64 // the second with the mix of cases of the first
	Difference       float64 // in shares; below zero the postponed had it less often
	Low, High        float64 // its 95% interval
	Small            bool    // too few to say anything; the figures are kept back
}

// smallest is the least number of hits or pathways that a comparison is shown for.
const smallest = 5

// Compare holds the postponed against others of the same stratum, weighing each stratum by its postponed pathways. Rates
// are sums over sums. A difference says nothing of causes: on days of action elective beds are free and those who come are
// others, so that the postponed or the days may look better.
func Compare(strata []Stratum) Compared {
	var c Compared
	variance, expected := 0.0, 0.0
	for _, s := range strata {
		if s.Exposed == 0 {
			continue
		}
		if s.Others == 0 {
			c.Left += s.Exposed
			continue
		}
		c.Strata++
		c.Exposed += s.Exposed
		c.Hits += s.Hits
		c.Others += s.Others
		c.OtherHit += s.OtherHit
		q := float64(s.OtherHit) / float64(s.Others)
		n := float64(s.Exposed)
		expected += n * q
		// half a hit is added, so that none of few is not certain to be none
		pv := (float64(s.Hits) + .5) / (n + 1)
		qv := (float64(s.OtherHit) + .5) / (float64(s.Others) + 1)
		variance += n*pv*(1-pv) + n*n*qv*(1-qv)/float64(s.Others)
	}
	if c.Exposed < smallest || c.Others < smallest || c.Hits < smallest && c.OtherHit < smallest {
		c.Small = true
		return c
	}
	n := float64(c.Exposed)
	c.Rate, c.OtherRate = float64(c.Hits)/n, expected/n
	c.Difference = c.Rate - c.OtherRate
	half := 1.96 * math.Sqrt(variance) / n
	c.Low, c.High = c.Difference-half, c.Difference+half
	return c
}

// Splits lists the values of a field in the order in which tables show them: by size, what is not recorded last.
func Splits(counts map[string]int) []string {
	out := make([]string, 0, len(counts))
	for k := range counts {
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b string) int {
		if (a == "") != (b == "") {
			if a == "" {
				return 1
			}
			return -1
		}
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		if a < b {
			return -1
		}
		return 1
	})
	return out
}
