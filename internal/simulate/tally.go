package simulate

import "math"

// tally counts how often each whole number came, by day: one stretch of memory for all days of a site. Counts are added,
// and sums do not show in which order.
type tally struct {
	width  int   // of the window that each day has
	low    []int // the least number of each day's window
	counts []uint32
	empty  []bool
}

func newTally(days int) tally {
	return tally{low: make([]int, days), empty: filled(days, true)}
}

func filled(n int, v bool) []bool {
	out := make([]bool, n)
	for i := range out {
		out[i] = v
	}
	return out
}

// add counts the numbers of a day.
func (t *tally) add(d int, numbers []int32) {
	low, high := numbers[0], numbers[0]
	for _, n := range numbers {
		low, high = min(low, n), max(high, n)
	}
	t.hold(d, int(low), int(high))
	window, from := t.counts[d*t.width:(d+1)*t.width], int32(t.low[d])
	for _, n := range numbers {
		window[n-from]++
	}
}

// hold makes the day's window hold low to high.
func (t *tally) hold(d, low, high int) {
	if t.empty[d] {
		t.empty[d] = false
		// The middle of the first block's numbers is near the middle of all; later days spread more than the first, to
		// some six times the root of the number on either side.
		t.widen(max((high-low)*5/4, int(12*math.Sqrt(float64(max(high, 0))))) + 16)
		t.low[d] = (low+high)/2 - t.width/2
	}
	if low >= t.low[d] && high < t.low[d]+t.width {
		return
	}
	first, last := t.low[d], t.low[d]+t.width-1
	window := t.counts[d*t.width : (d+1)*t.width]
	for first < last && window[first-t.low[d]] == 0 {
		first++
	}
	for last > first && window[last-t.low[d]] == 0 {
		last--
	}
	low, high = min(low, first), max(high, last)
	t.widen((high-low)*5/4 + 16)
	t.shift(d, low-(t.width-(high-low))/2)
}

// widen gives every day a window of at least so many numbers.
func (t *tally) widen(width int) {
	if width <= t.width {
		return
	}
	width = max(width, t.width*5/4)
	counts := make([]uint32, width*len(t.low))
	for d := range t.low {
		copy(counts[d*width:], t.counts[d*t.width:(d+1)*t.width])
	}
	t.counts, t.width = counts, width
}

// shift moves a day's window, whose counts stay within it, so that it begins at low.
func (t *tally) shift(d, low int) {
	window := t.counts[d*t.width : (d+1)*t.width]
	by := low - t.low[d]
	t.low[d] = low
	switch {
	case by > 0:
		copy(window, window[by:])
		clear(window[len(window)-by:])
	case by < 0:
		copy(window[-by:], window)
		clear(window[:-by])
	}
}

// window is a day's counts and the number that the first of them counts.
func (t *tally) window(d int) (low int, counts []uint32) {
	return t.low[d], t.counts[d*t.width : (d+1)*t.width]
}
