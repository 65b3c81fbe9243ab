package simulate

import (
	"math"
	"sync"
)

// Result is what came of a run.
type Result struct {
	replicates int
	days       int
	model      *Model
	shares     []float64
	sites      []siteResult
	targets    []targetResult
}

// siteResult is what is kept of one site. Everything but kept is sums of whole numbers over the replicates.
type siteResult struct {
	mu       sync.Mutex
	occupied tally
	lost     tally // room
	days     []dayResult
	kept     [][]uint16
}

type dayResult struct {
	arrived, left, ready int64
	over                 []int64
	links                []linkResult
}

type linkResult struct{ waiting, process, started [Streams]int64 }

func newResult(s *system, o Options) *Result {
	r := &Result{replicates: o.Replicates, days: s.days, model: s.model, shares: o.Shares, sites: make([]siteResult, len(s.sites))}
	for i := range r.sites {
		t := &r.sites[i]
		t.occupied, t.lost = newTally(s.days), newTally(s.days)
		t.days = make([]dayResult, s.days)
		links := len(s.model.Sites[i].Links)
		over, all := make([]int64, s.days*len(o.Shares)), make([]linkResult, s.days*links)
		for d := range t.days {
			t.days[d].over = over[d*len(o.Shares) : (d+1)*len(o.Shares)]
			t.days[d].links = all[d*links : (d+1)*links]
		}
		if o.Keep {
			kept := make([]uint16, s.days*o.Replicates)
			for d := range s.days {
				t.kept = append(t.kept, kept[d*o.Replicates:(d+1)*o.Replicates])
			}
		}
	}
	r.targets = newTargets(s, o)
	return r
}

// Replicates is how many times the model was played.
func (r *Result) Replicates() int { return r.replicates }

// Days is how many days were played.
func (r *Result) Days() int { return r.days }

// AtMost is the number of replicates in which beds or fewer are taken at the end of the day.
func (r *Result) AtMost(site, day, beds int) int {
	low, counts := r.sites[site].occupied.window(day)
	sum := 0
	for i, n := range counts {
		if low+i > beds {
			break
		}
		sum += int(n)
	}
	return sum
}

// Quantile is the number that is not exceeded with the chance p, in units, by a law that spreads each whole number n
// evenly from n-½ to n+½. So Quantile(p) ≤ n+½ when and only when n or fewer are taken in at least p of the replicates,
// and a law symmetric about n has the median n.
func (r *Result) Quantile(site, day int, p float64) float64 {
	low, counts := r.sites[site].occupied.window(day)
	want, sum, last := float64(p*float64(r.replicates)), 0.0, 0.0
	for i, n := range counts {
		if n == 0 {
			continue
		}
		last = float64(low+i) + 0.5
		if sum+float64(n) >= want {
			return last - 1 + max(want-sum, 0)/float64(n)
		}
		sum += float64(n)
	}
	return last
}

// Mean is the mean number taken at the end of the day, in units.
func (r *Result) Mean(site, day int) float64 {
	return r.sites[site].occupied.mean(day, r.replicates)
}

// SD is the standard deviation of the number taken at the end of the day, in units.
func (r *Result) SD(site, day int) float64 {
	low, counts := r.sites[site].occupied.window(day)
	m, v := r.Mean(site, day), 0.0
	for i, n := range counts {
		x := float64(low+i) - m
		v += float64(x * x * float64(n))
	}
	return math.Sqrt(v / float64(r.replicates))
}

// mean is the mean of a day's numbers.
func (t *tally) mean(d, replicates int) float64 {
	low, counts := t.window(d)
	sum := int64(0)
	for i, n := range counts {
		sum += int64(low+i) * int64(n)
	}
	return float64(sum) / float64(replicates)
}

// Occupied is the number taken by replicate, at most 65,535 each; nil when the run did not keep it. It is not to be
// written to.
func (r *Result) Occupied(site, day int) []uint16 {
	if r.sites[site].kept == nil {
		return nil
	}
	return r.sites[site].kept[day]
}

// Room is the mean usable room at the end of the day: core and escalation, less what is closed and what has no staff, and
// with what effort opened, in units.
func (r *Result) Room(site, day int) float64 {
	return r.model.Sites[site].Room.base(day) - r.sites[site].lost.mean(day, r.replicates)
}

// Over is the share of replicates in which more than a share of the replicate's own usable room is taken. For the shares
// that Options named it is counted; for another it is worked out from the counts of taken and of lost room, which do not
// depend on each other in the model.
func (r *Result) Over(site, day int, share float64) float64 {
	t := &r.sites[site]
	for i, s := range r.shares {
		if s == share {
			return float64(t.days[day].over[i]) / float64(r.replicates)
		}
	}
	low, counts := t.lost.window(day)
	room, sum := r.model.Sites[site].Room.base(day), 0.0
	for i, n := range counts {
		if n > 0 {
			more := r.replicates - r.AtMost(site, day, beyond(share, room-float64(low+i)))
			sum += float64(float64(n) * float64(more))
		}
	}
	return sum / float64(r.replicates) / float64(r.replicates)
}

// Waiting is the mean queue of a link and stream at the end of the day, in units.
func (r *Result) Waiting(site, link, stream, day int) float64 {
	return r.share(r.sites[site].days[day].links[link].waiting[stream])
}

// Process is the mean number in the process of a link and stream at the end of the day, in units.
func (r *Result) Process(site, link, stream, day int) float64 {
	return r.share(r.sites[site].days[day].links[link].process[stream])
}

// Started is the mean number who began in a place of a link's supplier on the day, ring-fenced or not.
func (r *Result) Started(site, link, stream, day int) float64 {
	return r.share(r.sites[site].days[day].links[link].started[stream])
}

// Ready is the mean ready pool at the end of the day, in units.
func (r *Result) Ready(site, day int) float64 { return r.share(r.sites[site].days[day].ready) }

// Arrived is the mean number who came on the day.
func (r *Result) Arrived(site, day int) float64 { return r.share(r.sites[site].days[day].arrived) }

// Left is the mean number who left on the day, by any way.
func (r *Result) Left(site, day int) float64 { return r.share(r.sites[site].days[day].left) }

// share is a sum over the replicates as a mean.
func (r *Result) share(sum int64) float64 { return float64(sum) / float64(r.replicates) }
