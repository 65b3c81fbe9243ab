package occupancy

import (
	"math"
	"sort"
	"time"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// seasonStart is the month in which one season ends and the next begins: the middle of summer, furthest from Christmas.
const seasonStart = time.July

// leastNow is how many days of the running season a forecast likes to see. An origin less far into a season is shown the
// season before as well.
const leastNow = 60

// Season names the season that a day belongs to by its two years, as in "2018-19".
func Season(d civil.Date) string {
	y := d.Year()
	if d.Month() < seasonStart {
		y--
	}
	return civil.On(y, time.July, 1).Format("2006") + "-" + civil.On(y+1, time.July, 1).Format("06")
}

// Seasons cuts long series into the earlier seasons, from which a method learns, and the panel with the origin in it,
// which ends on the origin: nothing later is in either. An origin before the first day or after the last one is put on it.
func Seasons(p Panel, origin civil.Date) (past []Panel, now Panel) {
	o := min(max(origin.Sub(p.From), 0), p.Days-1)
	if o < 0 {
		return nil, p
	}
	cut := seasonBegin(p.From.Add(o - leastNow))
	return AllSeasons(slice(p, 0, cut.Sub(p.From))), trimStart(slice(p, cut.Sub(p.From), o+1))
}

// AllSeasons cuts long series into their seasons, oldest first, for Backtest.
func AllSeasons(p Panel) []Panel {
	var out []Panel
	for from := seasonBegin(p.From); from.Before(p.From.Add(p.Days)); {
		next := civil.On(from.Year()+1, seasonStart, 1)
		if piece := trim(slice(p, from.Sub(p.From), next.Sub(p.From))); piece.Days > 0 {
			out = append(out, piece)
		}
		from = next
	}
	return out
}

// seasonBegin is the first day of the season that d is in.
func seasonBegin(d civil.Date) civil.Date {
	y := d.Year()
	if d.Month() < seasonStart {
		y--
	}
	return civil.On(y, seasonStart, 1)
}

// slice is the panel's days [a, b), as far as it has them.
func slice(p Panel, a, b int) Panel {
	a, b = max(a, 0), min(b, p.Days)
	if b <= a {
		return Panel{From: p.From}
	}
	out := Panel{From: p.From.Add(a), Days: b - a, Series: make([]Series, len(p.Series))}
	for i, s := range p.Series {
		out.Series[i] = Series{Org: s.Org, Occupied: s.Occupied[a:b], Open: s.Open[a:b]}
		if s.Filled != nil {
			out.Series[i].Filled = s.Filled[a:b]
		}
	}
	return out
}

// trim leaves out the days at both ends on which nothing is known of anybody.
func trim(p Panel) Panel {
	p = trimStart(p)
	n := p.Days
	for n > 0 && !anyKnown(&p, n-1) {
		n--
	}
	return slice(p, 0, n)
}

func trimStart(p Panel) Panel {
	a := 0
	for a < p.Days && !anyKnown(&p, a) {
		a++
	}
	return slice(p, a, p.Days)
}

func anyKnown(p *Panel, day int) bool {
	for i := range p.Series {
		if Known(p.Series[i].Occupied[day]) {
			return true
		}
	}
	return false
}

// find is the index of an organisation's series, or -1.
func (p *Panel) find(c org.Code) int {
	for i := range p.Series {
		if p.Series[i].Org == c {
			return i
		}
	}
	return -1
}

// middle is the median of the known figures, NaN when there are none.
func middle(y []float64) float64 {
	known := make([]float64, 0, len(y))
	for _, v := range y {
		if Known(v) {
			known = append(known, v)
		}
	}
	if len(known) == 0 {
		return math.NaN()
	}
	sort.Float64s(known)
	return known[len(known)/2]
}
