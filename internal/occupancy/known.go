package occupancy

import (
	"math"

	"headroom/internal/fault"
)

// The least that a single series must have known before a Method speaks of it, and how old its last figure may be.
const (
	leastKnown = 7
	oldestLast = 28
)

// KeepsFits is a Method that can let what it fitted to a series at one origin serve the next origins of the same series,
// and can be doubled for another goroutine. Fitted parameters of a smoothing move little in a week, and looking for them is
// most of a fit's cost.
type KeepsFits interface {
	Method
	// KeepFor says for how many days after an origin its fitted parameters serve; zero, the start, means for no day. They
	// never serve an origin before the one they were fitted at.
	KeepFor(days int)
	// Twin is the method with what it has learned, for another goroutine; what it has fitted to single series is left out.
	Twin() Method
}

// stretch is what is known of one number of a series up to an origin, as natural logarithms; NaN where it is not known.
// A day that was filled in is no evidence and stands as not known.
type stretch struct {
	from  int // the panel's day of z[0]; z[0] is known
	z     []float64
	known int
}

// stretchOf reads the days up to the origin, at most the last days of them, and refuses a series of which too little is
// known to speak.
func stretchOf(p *Panel, of Kind, series, origin, days int) (stretch, error) {
	if series < 0 || series >= len(p.Series) || origin < 0 || origin >= p.Days {
		return stretch{}, fault.New(fault.Internal, "series %d, day %d is not in the panel.", series, origin)
	}
	s := &p.Series[series]
	y := s.Of(of)
	from := max(0, origin+1-days)
	out := stretch{from: from, z: make([]float64, origin+1-from)}
	last := -1
	for i := range out.z {
		t := from + i
		out.z[i] = math.NaN()
		if t >= len(y) || !(y[t] > 0) || (t < len(s.Filled) && s.Filled[t]) {
			continue
		}
		out.z[i] = math.Log(y[t])
		out.known++
		last = i
	}
	switch {
	case out.known < leastKnown:
		return out, fault.New(fault.Invalid, "%s has %d known mornings of %s up to %s; a forecast needs at least %d.",
			s.Org, out.known, of, p.Date(origin), leastKnown)
	case len(out.z)-1-last > oldestLast:
		return out, fault.New(fault.Invalid, "The last known figure of %s (%s) is of %s, more than %d days before %s: too old to forecast from.",
			s.Org, of, p.Date(from+last), oldestLast, p.Date(origin))
	}
	for math.IsNaN(out.z[0]) {
		out.z = out.z[1:]
		out.from++
	}
	return out, nil
}

// fitKey names one number of one series.
type fitKey struct {
	of     Kind
	series int
}

// fits remembers parameters by series with the origin they were fitted at, for one panel at a time: another panel's come in
// their place, so that nothing grows with the nights a method has served.
type fits[T any] struct {
	days int
	p    *Panel
	at   map[fitKey]fitAt[T]
}

type fitAt[T any] struct {
	origin int
	value  T
}

// recall is what was fitted to the series and whether it may serve as it stands; earlier says whether there is anything from
// an earlier origin to start from.
func (f *fits[T]) recall(p *Panel, k fitKey, origin int) (value T, serves, earlier bool) {
	if f.p != p {
		f.p, f.at = p, map[fitKey]fitAt[T]{}
	}
	v, ok := f.at[k]
	if !ok || v.origin > origin {
		return value, false, false
	}
	return v.value, origin-v.origin < max(f.days, 1) && (f.days > 0 || v.origin == origin), true
}

// keep remembers what was fitted at the origin to a series of the panel last recalled for.
func (f *fits[T]) keep(k fitKey, origin int, value T) { f.at[k] = fitAt[T]{origin, value} }
