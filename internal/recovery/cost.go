package recovery

import (
	"math"
	"slices"

	"headroom/internal/civil"
)

// The tiers, in the order of the letters.
const (
	tierDates = iota
	tierPostponed
	tierLongest
	tierWaiting
	tierChanges
	tiers
)

// tierNames are the tiers in words.
var tierNames = [tiers]string{"Clinical and cancer dates", "Postponed before", "Longest waits", "Waiting", "Changes and travel"}

// thresholds are the long waits, in weeks: more than so many weeks is past one, exactly so many is not (T20).
var thresholds = [...]int{52, 65, 78, 104}

// never is a day number that no plan reaches.
const never = 1 << 20

// byTier is a cost split by tier, or in changes and travel.
type byTier [tiers]float64

// sum is the whole cost.
func (t byTier) sum() float64 {
	total := 0.0
	for _, c := range t {
		total += c
	}
	return total
}

// stake is one date of the first tier with what it costs to be later.
type stake struct {
	kind     dueKind
	due      int // day number; negative when it is past already
	fix, day float64
}

// stakes is all that the cost of a patient's day depends on, worked out once.
type stakes struct {
	dates     []stake
	count     float64 // postponements by the provider, at most the policy's
	renewed   int     // day number by which a new date is due after the last postponement; never when none is
	guarantee float64 // how many times a later one weighs
	waited    int     // days on the RTT clock on day 0
	clock     bool    // whether there is one
	routine   float64 // of a day in the tier of waiting
	held      int     // day number of the date held; never when none is, negative when it is past
	move      float64
	drop      byTier
	again     float64 // a date later than the one held
}

// weigher turns a patient's day into costs under one policy.
type weigher struct {
	from                                    civil.Date
	out                                     int // the day number that stands for no date
	scale                                   [tiers]float64
	p1, fast, cancer, p2, p3                stake
	worseAfter, worse                       float64
	most, postponedDay, late, more, lateDay float64
	days                                    int
	guarantee, again, dropped               float64
	waits                                   [len(thresholds)]float64
	pastDay                                 float64
	routineDay, routineWeek                 float64
	routineP1, routineP2, routineP3, uplift float64
	move, moveAgain, drop                   float64
	site, trust                             float64
	spread                                  float64
}

// newWeigher reads a policy for a plan of so many days from a day.
func newWeigher(p Policy, from civil.Date, days int) *weigher {
	w := p.Weights
	z := &weigher{
		from: from, out: days - 1 + int(w["out.days"]),
		scale: [tiers]float64{w["tier.1"], w["tier.2"], w["tier.3"], w["tier.4"], 1},
		p1:    stake{fix: w["p1.late"], day: w["p1.day"]}, fast: stake{fix: w["fast.late"], day: w["fast.day"]},
		cancer: stake{fix: w["cancer.late"], day: w["cancer.day"]}, p2: stake{fix: w["p2.late"], day: w["p2.day"]},
		p3: stake{fix: w["p3.late"], day: w["p3.day"]}, worseAfter: w["late.worse_after"], worse: w["late.worse"],
		most: w["postponed.most"], postponedDay: w["postponed.day"], late: w["postponed.late"], more: w["postponed.more"], lateDay: w["postponed.late_day"],
		days: int(w["postponed.days"]), guarantee: w["postponed.guarantee"], again: w["postponed.again"], dropped: w["postponed.dropped"],
		waits:   [len(thresholds)]float64{w["wait.52"], w["wait.65"], w["wait.78"], w["wait.104"]},
		pastDay: w["wait.past_day"], routineDay: w["routine.day"], routineWeek: w["routine.week"],
		routineP1: w["routine.p1"], routineP2: w["routine.p2"], routineP3: w["routine.p3"],
		move: w["move"], moveAgain: w["move.again"], drop: w["drop"], site: w["travel.site"], trust: w["travel.trust"],
		spread: w["duration.spread"],
	}
	if p.Equality {
		z.uplift = w["equality.uplift"]
	}
	return z
}

// stakesOf works out what is at stake for a patient who holds a date on the day number held (never when none).
func (z *weigher) stakesOf(p *Patient, held int) stakes {
	s := stakes{held: held, renewed: never, guarantee: 1}
	for _, d := range duesOf(p, z.from) {
		k := z.stakeOf(d.kind)
		k.kind, k.due = d.kind, d.on.Sub(z.from)
		s.dates = append(s.dates, k)
	}
	s.count = min(float64(p.TimesPostponed()), z.most)
	if q, on := lastMoved(p); !on.IsZero() && held == never {
		s.renewed = on.Add(z.days).Sub(z.from)
		if q.Guaranteed() {
			s.guarantee = z.guarantee
		}
	}
	if !p.Clock.IsZero() {
		s.waited, s.clock = z.from.Sub(p.Clock), true
	}
	s.routine = float64(z.routineDay*(1+float64(z.routineWeek*float64(max(s.waited, 0))/7))) * z.urgency(p)
	if disadvantaged(p) {
		s.routine = float64(s.routine * (1 + z.uplift))
	}
	s.move = z.move + float64(z.moveAgain*s.count)
	s.again = z.again + float64(z.more*s.count)
	s.drop[tierPostponed] = z.dropped + float64(z.more*s.count)
	s.drop[tierChanges] = z.drop
	return s
}

// stakeOf is what being later than a date of a kind costs.
func (z *weigher) stakeOf(k dueKind) stake {
	switch k {
	case dueP1:
		return z.p1
	case dueFast:
		return z.fast
	case dueCancer:
		return z.cancer
	case dueP2:
		return z.p2
	}
	return z.p3
}

// urgency is how many times a day of waiting weighs. Unprioritised is no priority: its wait alone counts (T21).
func (z *weigher) urgency(p *Patient) float64 {
	u := 1.0
	switch p.Priority {
	case P1a, P1b:
		u = z.routineP1
	case P2:
		u = z.routineP2
	case P3:
		u = z.routineP3
	}
	if p.Cancer != nil {
		u = max(u, z.routineP2)
		if p.Cancer.Fast == Yes {
			u = max(u, z.routineP1)
		}
	}
	return u
}

// spreadOf is the standard deviation of a patient's minutes: the policy's share of them where none is recorded.
func (z *weigher) spreadOf(p *Patient) float64 {
	if p.Spread > 0 {
		return p.Spread
	}
	return float64(z.spread * p.Minutes)
}

// disadvantaged is whom the opt-in guard of the equality check favours within the tier of waiting.
func disadvantaged(p *Patient) bool {
	return p.LearningDisability == Yes || p.Deprivation == 1 || p.Deprivation == 2
}

// lastMoved is the provider's latest postponement and the date that it moved, or the day on which that was done where no
// more is recorded; the zero date when no postponement has a day.
func lastMoved(p *Patient) (Postponement, civil.Date) {
	for _, q := range slices.Backward(p.Postponed) {
		switch {
		case q.By != ByProvider:
		case !q.For.IsZero():
			return q, q.For
		case !q.On.IsZero():
			return q, q.On
		}
	}
	return Postponement{}, civil.Date{}
}

// at is the cost of treatment on day number d by tier, without travel and without a change of a booking.
func (z *weigher) at(s *stakes, d int) byTier {
	var t byTier
	for _, k := range s.dates {
		late := float64(d - k.due)
		if late <= 0 {
			continue
		}
		c := k.fix + float64(k.day*late)
		if late > z.worseAfter {
			c += float64(float64(k.day*z.worse) * (late - z.worseAfter))
		}
		t[tierDates] = max(t[tierDates], c)
	}
	if s.count > 0 {
		c := float64(float64(z.postponedDay*s.count) * float64(d))
		if d > s.renewed {
			c += float64(s.guarantee * (z.late + float64(z.more*(s.count-1)) + float64(z.lateDay*float64(d-s.renewed))))
		}
		t[tierPostponed] = c
	}
	if s.clock {
		for i, weeks := range thresholds {
			switch {
			case s.waited > weeks*7:
				t[tierLongest] += float64(z.pastDay * float64(d))
			case s.waited+d > weeks*7:
				t[tierLongest] += z.waits[i]
			}
		}
	}
	t[tierWaiting] = float64(s.routine * float64(d))
	for i := range t {
		t[i] = float64(t[i] * z.scale[i])
	}
	return t
}

// on is the cost of being given day number d in another session than the one held: at, and what a later date than the
// one held adds. The same day in another session is not later.
func (z *weigher) on(s *stakes, d int) byTier {
	t := z.at(s, d)
	if s.held != never && d > s.held {
		t[tierPostponed] += float64(s.again * z.scale[tierPostponed])
	}
	return t
}

// without is the cost of being given no date in the plan, and what losing a date that was held adds to it.
func (z *weigher) without(s *stakes) (out, drop byTier) {
	out = z.at(s, z.out)
	if s.held != never {
		drop[tierPostponed] = float64(s.drop[tierPostponed] * z.scale[tierPostponed])
		drop[tierChanges] = s.drop[tierChanges]
	}
	return out, drop
}

// travel is the cost of being treated in a session.
func (z *weigher) travel(p *Patient, s *Session) float64 {
	switch {
	case p.Site == s.Site && p.Trust == s.Trust, p.Site == "" && p.Trust == s.Trust:
		return 0
	case p.Trust == s.Trust:
		return z.site
	}
	return z.trust
}

// isInf tells a day that cannot be.
func isInf(cost float32) bool { return math.IsInf(float64(cost), 1) }
