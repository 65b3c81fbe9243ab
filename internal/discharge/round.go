package discharge

import (
	"cmp"
	"math"
	"slices"
)

// whole turns amounts into whole steps: within each trust's series of one service the running sum is rounded, so that a
// third of a person a day becomes one on every third day. Nothing goes over its own most or over a limit.
func (s *search) whole(x, most []float64) []float64 {
	out, left := make([]float64, len(x)), make([]float64, len(s.Limits))
	for k, l := range s.Limits {
		left[k] = float64(l.Most)
	}
	by := make([]int, len(x))
	for j := range by {
		by[j] = j
	}
	slices.SortStableFunc(by, func(a, b int) int { return cmp.Compare(s.handles[a].day, s.handles[b].day) })
	type series struct{ site, link, service int }
	names := map[Service]int{}
	sum, done := map[series]float64{}, map[series]float64{}
	for _, j := range by {
		h := s.handles[j]
		if _, ok := names[h.Service]; !ok {
			names[h.Service] = len(names)
		}
		of := series{h.site, h.link, names[h.Service]}
		sum[of] += x[j]
		room := floorTo(math.Min(h.most, most[j]+h.step/2), h.step)
		if h.limit >= 0 {
			room = math.Min(room, left[h.limit])
		}
		n := floorTo(sum[of]-done[of]+h.step/2, h.step)
		n = math.Max(0, math.Min(n, room))
		out[j] = n
		done[of] += n
		if h.limit >= 0 {
			left[h.limit] -= n
		}
	}
	return out
}

// floorTo is the greatest multiple of step not above v, forgiving what rounding left below one.
func floorTo(v, step float64) float64 { return math.Floor(v/step+1e-9) * step }
