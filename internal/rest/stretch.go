package rest

import (
	"cmp"
	"slices"
	"time"

	"headroom/internal/civil"
)

// span is a stretch of time.
type span struct{ from, to time.Time }

func (s span) length() time.Duration { return max(0, s.to.Sub(s.from)) }

// within is how much of s lies in [from, to).
func (s span) within(from, to time.Time) time.Duration {
	return span{later(s.from, from), earlier(s.to, to)}.length()
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// hoursOf is a duration in hours, exact for whole minutes of quarters.
func hoursOf(d time.Duration) float64 { return d.Minutes() / 60 }

func durationOf(hours float64) time.Duration {
	return time.Duration(hours * 60 * float64(time.Minute)).Round(time.Second)
}

// workday is the longest that duties may spread and still leave 11 hours of rest in the 24 from their beginning.
const workday = 13 * time.Hour

// stretch is work without a daily rest in it: duties that touch, overlap or lie at most the policy's Join apart, and those
// that all begin and end within a workday, as a clinic in the morning and a list in the afternoon.
type stretch struct {
	span
	duties []Duty
	work   []span // what was worked, without the breaks between duties and without counting an overlap twice
}

func (s *stretch) takes(d Duty, join time.Duration) bool {
	return d.Start.Sub(s.to) <= join || d.End.Sub(s.from) <= workday
}

func (s *stretch) add(d Duty) {
	s.duties = append(s.duties, d)
	last := &s.work[len(s.work)-1]
	if d.Start.After(last.to) {
		s.work = append(s.work, span{d.Start, d.End})
	} else {
		last.to = later(last.to, d.End)
	}
	s.to = later(s.to, d.End)
}

// between is the time worked in [from, to).
func (s *stretch) between(from, to time.Time) (d time.Duration) {
	for _, w := range s.work {
		d += w.within(from, to)
	}
	return d
}

// gap is the rest between two stretches, with what lies in it.
type gap struct {
	span
	after, before int // the stretches beside it; before is -1 for the open gap after the last
	absent        []span
	called        time.Duration // work of an on-call away from the workplace within it
	calls         int
	unsaid        bool // it holds an on-call whose calls are not known
}

// timeline is a person's duties in order.
type timeline struct {
	stretches []stretch
	away      []Duty // on call away from the workplace
	absent    []Duty
	gaps      []gap
	planned   int // duties that were planned, are past and are not known to have been worked
	elsewhere bool
}

// timelineOf puts duties in order. What was worked takes the place of what was planned for the same time; what was not
// worked is left out. Leave does not: a duty that stays planned within it counts.
func timelineOf(duties []Duty, join time.Duration, at time.Time) timeline {
	var t timeline
	var work []Duty
	var done []span
	for _, d := range duties {
		if d.State != Planned && d.Kind != Leave && d.Kind != Sick {
			done = append(done, span{d.Start, d.End})
		}
	}
	for _, d := range duties {
		switch {
		case d.State == NotWorked || !d.End.After(d.Start):
		case d.State == Planned && slices.ContainsFunc(done, func(s span) bool { return s.within(d.Start, d.End) > 0 }):
		case d.Kind == Leave || d.Kind == Sick:
			t.absent = append(t.absent, d)
		default:
			if d.State == Planned && !at.IsZero() && !d.End.After(at) {
				t.planned++
			}
			t.elsewhere = t.elsewhere || d.Kind == Elsewhere
			if d.Kind == OnCallAway {
				t.away = append(t.away, d)
			} else {
				work = append(work, d)
			}
		}
	}
	for _, list := range [][]Duty{work, t.away, t.absent} {
		slices.SortStableFunc(list, func(a, b Duty) int { return cmp.Or(a.Start.Compare(b.Start), a.End.Compare(b.End)) })
	}
	for _, d := range work {
		if n := len(t.stretches); n > 0 && t.stretches[n-1].takes(d, join) {
			t.stretches[n-1].add(d)
			continue
		}
		t.stretches = append(t.stretches, stretch{span: span{d.Start, d.End}, duties: []Duty{d}, work: []span{{d.Start, d.End}}})
	}
	t.findGaps()
	return t
}

func (t *timeline) findGaps() {
	for i := 1; i < len(t.stretches); i++ {
		g := gap{span: span{t.stretches[i-1].to, t.stretches[i].from}, after: i - 1, before: i}
		for _, d := range t.absent {
			if g.within(d.Start, d.End) > 0 {
				g.absent = append(g.absent, span{later(d.Start, g.from), earlier(d.End, g.to)})
			}
		}
		for _, d := range t.away {
			if part := g.within(d.Start, d.End); part > 0 {
				g.called += time.Duration(float64(max(0, d.Worked)) * float64(part) / float64(d.End.Sub(d.Start)))
				g.calls += d.Episodes
				g.unsaid = g.unsaid || d.Worked < 0
			}
		}
		t.gaps = append(t.gaps, g)
	}
}

// longest is the longest rest that the gap is sure to hold, and the longest that it may hold: the times of calls are not
// known, only their number and length.
func (g gap) longest() (sure, most time.Duration) {
	n := g.length()
	if g.unsaid {
		return 0, n
	}
	if g.called == 0 {
		return n, n
	}
	left := max(0, n-g.called)
	return left / time.Duration(max(1, g.calls)+1), left
}

// rests is the parts of the gap that are rest given and not leave or sickness, after the first skip of them: what may count
// as compensatory rest.
func (g gap) rests(skip time.Duration) []span {
	var out []span
	from := g.from
	for _, a := range append(slices.Clone(g.absent), span{g.to, g.to}) {
		part := span{from, earlier(a.from, g.to)}
		from = later(from, a.to)
		n := part.length()
		if n <= skip {
			skip -= n
			continue
		}
		part.from, skip = part.from.Add(skip), 0
		out = append(out, part)
	}
	return out
}

// known is the days over which duties are known: from the first to the last of them.
func (t *timeline) known() (from, to time.Time) {
	for _, d := range slices.Concat(t.away, t.absent) {
		if from.IsZero() || d.Start.Before(from) {
			from = d.Start
		}
		to = later(to, d.End)
	}
	for _, s := range t.stretches {
		if from.IsZero() || s.from.Before(from) {
			from = s.from
		}
		to = later(to, s.to)
	}
	return from, to
}

// worked is the working time in [from, to): the whole of stretches, and of an on-call away from the workplace what was
// called, spread evenly over it.
func (t *timeline) worked(from, to time.Time) (d time.Duration) {
	for i := range t.stretches {
		if s := &t.stretches[i]; s.from.Before(to) && s.to.After(from) {
			d += s.between(from, to)
		}
	}
	for _, a := range t.away {
		if part := (span{a.Start, a.End}).within(from, to); part > 0 && a.Worked > 0 {
			d += time.Duration(float64(a.Worked) * float64(part) / float64(a.End.Sub(a.Start)))
		}
	}
	return d
}

// nightOf is how much of a span lies between 23:00 and 06:00 on London's clocks.
func nightOf(s span) (d time.Duration) {
	for day := civil.Today(s.from).Add(-1); !day.At(0).After(s.to); day = day.Add(1) {
		d += s.within(day.At(23*60), day.Add(1).At(6*60))
	}
	return d
}

// isNight reports whether a stretch has at least so many hours of night in it.
func isNight(s span, hours float64) bool { return nightOf(s) >= durationOf(hours) }

// MostIn is the most working time in any stretch of length d, and when that begins: the earliest where several are alike.
func MostIn(duties []Duty, d time.Duration) (hours float64, from time.Time) {
	t := timelineOf(duties, DefaultPolicy().Join, time.Time{})
	w := t.windows(d)
	for _, x := range w {
		if h := hoursOf(x.worked); h > hours {
			hours, from = h, x.from
		}
	}
	return hours, from
}

// window is a stretch of fixed length with what was worked in it.
type window struct {
	span
	worked time.Duration
}

// windows are the windows in which the most may be worked: those that begin with a stretch, then those that end with one.
func (t *timeline) windows(d time.Duration) []window {
	begin, end := make([]window, 0, len(t.stretches)), make([]window, 0, len(t.stretches))
	for _, s := range t.stretches {
		begin = append(begin, window{span{s.from, s.from.Add(d)}, t.worked(s.from, s.from.Add(d))})
		end = append(end, window{span{s.to.Add(-d), s.to}, t.worked(s.to.Add(-d), s.to)})
	}
	return slices.Concat(begin, end)
}
