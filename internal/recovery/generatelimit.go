package recovery

import (
	"math"
	"time"

	"headroom/internal/solve/assign"
)

// madeSqueeze is how many of the beds that are needed there are: few at first, enough after five weeks.
func madeSqueeze(d int) float64 { return .62 + .55*math.Min(1, float64(d)/35) }

// makeLimits gives each site beds, high-care beds, anaesthetists and sets. Beds are what the lists would fill if they were
// used to 86%, squeezed, and fewer at weekends.
func (k *maker) makeLimits() {
	beds, high := k.demand()
	gas := map[string]int{}
	for i := range k.ask.Sessions {
		if s := &k.ask.Sessions[i]; s.Anaesthetist {
			gas[s.Site+s.Date.String()]++
		}
	}
	week := map[time.Weekday]float64{time.Monday: 1.05, time.Tuesday: 1.15, time.Wednesday: 1.2, time.Thursday: 1.15, time.Friday: 1, time.Saturday: .75, time.Sunday: .75}
	add := func(kind LimitKind, site, name string, d int, most float64) {
		k.ask.Limits = append(k.ask.Limits, Limit{Kind: kind, Site: site, Date: k.From.Add(d), Name: name, Most: most})
	}
	for i := range k.sites {
		site := k.sites[i].code
		for d := range madeDays + len(madeStays[len(madeStays)-1]) {
			w := week[k.From.Add(d).Weekday()]
			add(Beds, site, "", d, math.Max(1, math.Round(beds[i]*madeSqueeze(d)*w*(.95+.1*k.r.Float64())*.75)))
			add(HighBeds, site, "", d, math.Max(1, math.Round(high[i]*(madeSqueeze(d)-.02)*w+.3)))
			if n := gas[site+k.From.Add(d).String()]; n > 0 && d < madeDays {
				share := .80 + .18*math.Min(1, float64(d)/21)
				add(Anaesthetists, site, "", d, math.Max(0, math.Ceil(float64(n)*share-.3+.3*k.r.Float64())))
			}
			if k.sites[i].high && d < madeDays {
				add(Equipment, site, madeRobot, d, 2)
			}
		}
	}
}

// demand is how many ward and high-care beds each site's lists would fill each day.
func (k *maker) demand() (beds, high []float64) {
	type use struct{ nights, high, minutes float64 }
	by := map[string]*use{}
	for i := range k.ask.Patients {
		p := &k.ask.Patients[i]
		u := by[p.Specialty]
		if u == nil {
			u = &use{}
			by[p.Specialty] = u
		}
		u.minutes += p.Minutes
		for _, n := range p.Nights {
			u.nights += n
		}
		for _, n := range p.HighNights {
			u.high += n
		}
	}
	beds, high = make([]float64, len(k.sites)), make([]float64, len(k.sites))
	at, takes := map[string]int{}, map[string][]int{}
	for i, s := range k.sites {
		at[s.code] = i
		if s.high {
			takes[string(s.trust)] = append(takes[string(s.trust)], i)
		}
	}
	for i := range k.ask.Sessions {
		s := &k.ask.Sessions[i]
		u := by[s.Specialty]
		if u == nil {
			continue
		}
		share := s.Minutes * .86 / madeDays / u.minutes
		beds[at[s.Site]] += u.nights * share
		for _, j := range takes[string(s.Trust)] {
			high[j] += u.high * share / float64(len(takes[string(s.Trust)]))
		}
	}
	return beds, high
}

// book gives dates as they were given before the strike: first come, first served, lists filled to 85%.
func (k *maker) book() {
	k.ask.Policy.Overrun.Risk = DefaultPolicy().Overrun.Risk
	m := compile(&k.ask)
	l := newLoad(m)
	var order []int32
	for i := range k.ask.Patients {
		p := &k.ask.Patients[i]
		chance := .22
		if p.Priority != P4 && p.Priority != P6 && p.Priority != Unprioritised || p.Cancer != nil {
			chance = .45
		}
		if n := len(p.Postponed); n > 0 && p.Postponed[n-1].Reason == "industrial action" {
			continue // these lost the date that they held
		}
		if m.job[i] != assign.None && k.r.Float64() < chance {
			order = append(order, int32(i))
		}
	}
	k.r.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
	for _, i := range order {
		k.bookOne(m, l, i)
	}
}

// bookOne gives one patient the first list with room, leaving some to chance.
func (k *maker) bookOne(m *model, l *load, i int32) {
	p, j := &k.ask.Patients[i], m.job[i]
	from := 0
	if p.Cancer == nil && p.Priority != P1b && p.Priority != P2 {
		from = k.r.IntN(45)
	}
	for _, s := range m.problem.Classes[m.problem.Jobs[j].Class].Slots {
		x := m.sessionOf(s)
		d := m.dayOf(s)
		if d < from || d > 56 || awayOn(p, x.Date) || x.Date.Before(p.Ready) || k.r.Float64() < .3 {
			continue
		}
		if l.mean[s]+p.Minutes <= x.Minutes*.85 && l.blocked(j, s) == 0 {
			l.put(j, s)
			p.Booked, p.Firm = x.ID, d <= 2
			return
		}
	}
}

// close takes a few lists of the first fortnight away again: teams that are owed rest after the strike.
func (k *maker) close() {
	for i := range k.ask.Sessions {
		if s := &k.ask.Sessions[i]; s.Date.Sub(k.From) < 14 && k.r.Float64() < .03 {
			s.Closed = "WTR-10@1998"
		}
	}
}
