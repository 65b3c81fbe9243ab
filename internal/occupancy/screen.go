package occupancy

import (
	"fmt"
	"math"

	"headroom/internal/org"
)

// The rules by which a series may be learnt from and tested on (docs/forecast.md): a hospital of some size, reported
// nearly every day, without a jump that only a merger or another definition makes.
const (
	leastBeds    = 80
	mostMissing  = .08
	mostJump     = .30 // of the logarithm, from one day to the next
	oddLow       = .4  // a figure under this share of the series' median is taken for an error
	oddHigh      = 2.0 // and so is one over this many times it
	collectShare = .5  // a day on which fewer series than this have a figure was not collected
)

// Dropped is a series that was not learnt from, and why.
type Dropped struct {
	Org org.Code `json:"org"`
	Why string   `json:"why"`
}

// Screen makes a panel fit to learn from: figures that cannot be right become unknown, unknown days are filled with the
// last figure and flagged, and series that break the rules above are left out and named (one
// without any figure is simply not there). Days on which almost nobody
// reported (weekends in 2015-16) count against no one.
func Screen(p Panel) (Panel, []Dropped) {
	collected := collectedDays(&p)
	out := Panel{From: p.From, Days: p.Days}
	var dropped []Dropped
	for i := range p.Series {
		s := clean(p.Series[i])
		if !Known(middle(s.Occupied)) {
			continue // not there in this season
		}
		if why := unfit(&s, collected); why != "" {
			dropped = append(dropped, Dropped{s.Org, why})
			continue
		}
		out.Series = append(out.Series, fill(s))
	}
	return out, dropped
}

// collectedDays says on which days enough series have a figure.
func collectedDays(p *Panel) []bool {
	days := make([]bool, p.Days)
	most := 0
	count := make([]int, p.Days)
	for d := range days {
		for i := range p.Series {
			if known := p.Series[i].Occupied[d]; Known(known) && known > 0 {
				count[d]++
			}
		}
		most = max(most, count[d])
	}
	for d := range days {
		days[d] = count[d] > 0 && float64(count[d]) >= collectShare*float64(most)
	}
	return days
}

// clean copies a series with its impossible figures made unknown.
func clean(s Series) Series {
	s.Occupied, s.Open = plausible(s.Occupied), plausible(s.Open)
	s.Filled = append(make([]bool, 0, len(s.Occupied)), s.Filled...)
	if len(s.Filled) == 0 {
		s.Filled = make([]bool, len(s.Occupied))
	}
	return s
}

func plausible(y []float64) []float64 {
	out := append([]float64(nil), y...)
	for i, v := range out {
		if !(v > 0) {
			out[i] = math.NaN()
		}
	}
	m := middle(out)
	for i, v := range out {
		if v < oddLow*m || v > oddHigh*m {
			out[i] = math.NaN()
		}
	}
	return out
}

// unfit is the reason not to learn from a series, or nothing.
func unfit(s *Series, collected []bool) string {
	m := middle(s.Occupied)
	if m < leastBeds {
		return fmt.Sprintf("%.0f beds occupied; at least %d are needed", m, leastBeds)
	}
	days, missing, open := 0, 0, 0
	for d, is := range collected {
		if !is {
			continue
		}
		days++
		if !Known(s.Occupied[d]) || s.Filled[d] {
			missing++
		}
		if Known(s.Open[d]) {
			open++
		}
	}
	if float64(missing) >= mostMissing*float64(days) {
		return fmt.Sprintf("%d of %d days missing", missing, days)
	}
	if 2*open < days {
		return fmt.Sprintf("open beds known on %d of %d days", open, days)
	}
	if d := lastJump(s.Occupied); d >= 0 {
		return "occupied beds change by a third or more overnight"
	}
	return ""
}

// lastJump is the last day whose figure differs from the last one known by more than a hospital's own doing, or -1.
func lastJump(y []float64) int {
	last, at := math.NaN(), -1
	for d, v := range y {
		if !Known(v) {
			continue
		}
		if Known(last) && math.Abs(math.Log(v/last)) > mostJump {
			at = d
		}
		last = v
	}
	return at
}

// fill puts the last known figure on unknown days, the first known one on those before it, and flags them. A number of
// which nothing is known stays unknown.
func fill(s Series) Series {
	filledOcc := carry(s.Occupied)
	filledOpen := carry(s.Open)
	opens := Known(middle(s.Open))
	for d := range s.Filled {
		s.Filled[d] = s.Filled[d] || filledOcc[d] || opens && filledOpen[d]
	}
	return s
}

// carry fills y in place and says which days it filled.
func carry(y []float64) []bool {
	filled := make([]bool, len(y))
	first := -1
	for d := range y {
		switch {
		case Known(y[d]):
			if first < 0 {
				first = d
			}
		case first >= 0:
			y[d], filled[d] = y[d-1], true
		}
	}
	for d := range max(first, 0) {
		y[d], filled[d] = y[first], true
	}
	return filled
}
