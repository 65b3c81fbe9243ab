package discharge

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/flow"
	"headroom/internal/org"
	"headroom/internal/simulate"
)

// Pattern is who works when, and what effort costs then. None of it is an NHS rule: it is what a plan assumes until people
// say otherwise, and the plan says so.
type Pattern struct {
	Cost map[Service]float64 // effort of one unit on an ordinary weekday; a service without a cost is no lever
	Dear map[DayKind]float64 // how much dearer a unit is on such a day
	Part map[DayKind]float64 // which part of an ordinary day's most can be done; zero is nothing

	Starts  float64 // of one trust at one council: the most extra starts as a share of its ordinary ones
	Assumed float64 // of a council without a usable return: extra starts of all trusts as a share of its ordinary ones
	Ready   float64 // extra simple discharges as a share of the arrivals
	Avoid   float64 // admissions avoided as a share of the arrivals
	Beds    float64 // escalation beds as a share of core
}

// DayKind is what kind of day it is for those who work.
type DayKind string

// The kinds of day.
const (
	Weekday      DayKind = "weekday"
	Weekend      DayKind = "weekend"
	BankHoliday  DayKind = "bank-holiday"
	ChristmasDay DayKind = "christmas-day"
)

// KindOf is the kind of a date under a table of bank holidays.
func KindOf(on civil.Date, holidays civil.Holidays) DayKind {
	w := on.Weekday()
	switch {
	case on.Month() == time.December && on.Day() == 25:
		return ChristmasDay
	case holidays.IsHoliday(on):
		return BankHoliday
	case w == time.Saturday || w == time.Sunday:
		return Weekend
	}
	return Weekday
}

// Usual is the pattern that plans assume where nothing else is said: weekends and holidays dearer and with less to be had,
// nothing on Christmas Day.
func Usual() Pattern {
	return Pattern{
		Cost: map[Service]float64{HomeCare: 1, Reablement: 1.1, CommunityBed: 1.3, CareHomeBed: 1.6, WardDischarge: .5,
			UrgentCare: 1.2, TransferHub: 8},
		Dear:   map[DayKind]float64{Weekday: 1, Weekend: 1.4, BankHoliday: 2, ChristmasDay: 2},
		Part:   map[DayKind]float64{Weekday: 1, Weekend: .6, BankHoliday: .3},
		Starts: .6, Assumed: .25, Ready: .06, Avoid: .05, Beds: .02,
	}
}

// Said is what the pattern assumes, as sentences for the plan's page.
func (p Pattern) Said() []string {
	return []string{
		fmt.Sprintf("On weekends effort costs %.2g times a weekday's and %.0f%% of it can be had; on bank holidays %.2g times and %.0f%%; nothing is planned on Christmas Day.",
			p.Dear[Weekend], 100*p.Part[Weekend], p.Dear[BankHoliday], 100*p.Part[BankHoliday]),
		fmt.Sprintf("A trust's extra starts at a council are at most %.0f%% of its ordinary ones; extra simple discharges at most %.0f%% and avoided admissions at most %.0f%% of a day's admissions.",
			100*p.Starts, 100*p.Ready, 100*p.Avoid),
		fmt.Sprintf("A council without a usable capacity return is assumed to open at most %.0f%% of its ordinary starts for all trusts together.", 100*p.Assumed),
	}
}

// Means is what can be done between two days, and under which limits.
type Means struct {
	Levers  []Lever
	Limits  []Limit
	Assumed []string
}

// WhatCanBeDone is every lever of a system on the days from first to last that the pattern and the supply allow, as known
// at the supply's instant. taken says how much of a council's service other plans have agreed for a day (for places that
// can be filled once: for all days together, asked with a zero date); nil is nothing. Councils that nothing usable is known
// of get an assumed limit, which is said.
func WhatCanBeDone(s *flow.System, p Pattern, holidays civil.Holidays, supply *Supply, first, last civil.Date, taken func(org.Code, Service, civil.Date) int) Means {
	b := &meansOf{sys: s, pattern: p, holidays: holidays, supply: supply, first: first, last: last, taken: taken, said: map[string]bool{},
		assumed: map[org.Code][]gap{}}
	b.m.Assumed = append(b.m.Assumed, p.Said()...)
	for j, council := range s.Councils {
		for _, service := range []Service{HomeCare, Reablement, CommunityBed, CareHomeBed} {
			b.council(j, council, service)
		}
		if gaps := b.assumed[council]; len(gaps) > 0 {
			b.say(fmt.Sprintf("%s has no usable capacity return for %s: its limits there are assumed.", council, b.gapWords(gaps)))
		}
	}
	for i, trust := range s.Trusts {
		site := &s.Model.Sites[i]
		b.series(WardDischarge, trust, func(d int) float64 { return p.Ready * byDay(site.Arrivals, d) })
		b.series(UrgentCare, trust, func(d int) float64 { return p.Avoid * byDay(site.Arrivals, d) })
		b.hub(trust, site)
		b.series(EscalationBed, trust, func(d int) float64 { return p.Beds * byDay(site.Room.Core, d) })
	}
	slices.SortFunc(b.m.Levers, Lever.compare)
	return b.m
}

// meansOf gathers means.
type meansOf struct {
	sys         *flow.System
	pattern     Pattern
	holidays    civil.Holidays
	supply      *Supply
	first, last civil.Date
	taken       func(org.Code, Service, civil.Date) int
	m           Means
	said        map[string]bool
	assumed     map[org.Code][]gap // what of a council is assumed
}

// byDay is a value by day, nothing outside.
func byDay(v []float64, d int) float64 {
	if d < 0 || d >= len(v) {
		return 0
	}
	return v[d]
}

// days calls f for each day on which something can be done, with the part of an ordinary day's most and the dearness.
func (b *meansOf) days(f func(day civil.Date, d int, part, dear float64)) {
	for day := b.first; !day.After(b.last); day = day.Add(1) {
		d := day.Sub(b.sys.From)
		kind := KindOf(day, b.holidays)
		if part := b.pattern.Part[kind]; part > 0 && d >= 0 && d < b.sys.Model.Days {
			f(day, d, part, b.pattern.Dear[kind])
		}
	}
}

// series adds a trust's levers of a service that needs no council. Fractions are carried to the next day, so that a small
// trust can do one every few days.
func (b *meansOf) series(service Service, trust org.Code, most func(d int) float64) {
	cost, carry := b.pattern.Cost[service], 0.0
	if cost <= 0 {
		return
	}
	b.days(func(day civil.Date, d int, part, dear float64) {
		carry += most(d) * part
		n := int(carry)
		carry -= float64(n)
		if n > 0 {
			b.m.Levers = append(b.m.Levers, Lever{Date: day, Trust: trust, Service: service, Most: n, Cost: cost * dear})
		}
	})
}

// hub adds the hub working on days of rest: weekends and holidays on which it works less than on a working day.
func (b *meansOf) hub(trust org.Code, site *simulate.Site) {
	cost := b.pattern.Cost[TransferHub]
	if cost <= 0 {
		return
	}
	b.days(func(day civil.Date, d int, _, dear float64) {
		works := 1.0
		if d < len(site.Hub) {
			works = site.Hub[d]
		}
		if quarters := int((1 - works) * 4); quarters > 0 && KindOf(day, b.holidays) != Weekday {
			b.m.Levers = append(b.m.Levers, Lever{Date: day, Trust: trust, Service: TransferHub, Most: 25 * quarters, Cost: cost * dear})
		}
	})
}

// council adds the extra starts of one service at one council, for every trust with people there, under the limits of what
// is known to be there, or of what is assumed.
func (b *meansOf) council(j int, council org.Code, service Service) {
	stream, _ := service.stream()
	cost, usual := b.pattern.Cost[service], b.usual(j, stream)
	if cost <= 0 {
		return
	}
	need, most, carry := b.need(j, stream), make([]float64, len(b.sys.Trusts)), 0.0
	stock := -1
	b.days(func(day civil.Date, _ int, part, dear float64) {
		limit := b.known(council, service, day)
		switch {
		case limit == nil && service == Reablement:
			return // what the council gives without a return is all taken to be home care
		case limit == nil:
			carry += b.pattern.Assumed * usual * part
			limit = &Limit{Council: council, Service: service, Date: day, Most: int(carry), Assumed: true,
				Basis: fmt.Sprintf("assumed: %.0f%% of the ordinary starts", 100*b.pattern.Assumed)}
			carry -= float64(limit.Most)
			b.gapped(council, service, day)
		case limit.Date.IsZero() && stock >= 0:
			b.m.Limits[stock].Most = max(b.m.Limits[stock].Most, limit.Most)
		case limit.Date.IsZero():
			stock = len(b.m.Limits)
		}
		if !limit.Date.IsZero() || stock == len(b.m.Limits) {
			b.m.Limits = append(b.m.Limits, *limit)
		}
		for i, trust := range b.sys.Trusts {
			most[i] += b.pattern.Starts * usual * need[i] * part
			n := min(int(most[i]), limit.Most)
			most[i] = math.Min(most[i]-float64(n), 1)
			if n > 0 && need[i] > 0 {
				b.m.Levers = append(b.m.Levers, Lever{Date: day, Trust: trust, Council: council, Service: service, Most: n, Cost: cost * dear})
			}
		}
	})
}

// gap is a service of a council whose limits are assumed, and the days.
type gap struct {
	service Service
	days    []civil.Date
}

// gapped notes that a limit is assumed.
func (b *meansOf) gapped(council org.Code, service Service, day civil.Date) {
	list := b.assumed[council]
	if k := len(list); k == 0 || list[k-1].service != service {
		list = append(list, gap{service: service})
	}
	list[len(list)-1].days = append(list[len(list)-1].days, day)
	b.assumed[council] = list
}

// gapWords says which services lack a return on which days; those of the same days together.
func (b *meansOf) gapWords(gaps []gap) string {
	var planned []civil.Date
	b.days(func(day civil.Date, _ int, _, _ float64) { planned = append(planned, day) })
	var parts, days []string
	for _, g := range gaps {
		on := runsOf(g.days, planned)
		if k := len(days); k > 0 && days[k-1] == on {
			parts[k-1] += ", " + g.service.Words()
			continue
		}
		parts, days = append(parts, g.service.Words()), append(days, on)
	}
	for i := range parts {
		parts[i] += " " + days[i]
	}
	return strings.Join(parts, ", and for ")
}

// runsOf says days that are among others in words: runs of neighbours among these as "from … to …".
func runsOf(days, among []civil.Date) string {
	if len(days) == len(among) {
		return "on any day"
	}
	var parts []string
	for i := 0; i < len(days); {
		j, at := i, slices.Index(among, days[i])
		for j+1 < len(days) && at+j+1-i < len(among) && days[j+1] == among[at+j+1-i] {
			j++
		}
		words := "on " + days[i].Format("2 January 2006")
		if j > i {
			words = "from " + days[i].Format("2 January 2006") + " to " + days[j].Format("2 January 2006")
		}
		parts, i = append(parts, words), j+1
	}
	return strings.Join(parts, " and ")
}

// known is the limit that a usable return sets for a day, less what other plans have taken; nil where there is none.
func (b *meansOf) known(council org.Code, service Service, day civil.Date) *Limit {
	if b.supply == nil {
		return nil
	}
	u := b.supply.On(council, service, day)
	if !u.Known {
		if u.Stale > 0 {
			b.say(u.Words() + ".")
		}
		return nil
	}
	l := &Limit{Council: council, Service: service, Date: day, Most: u.N, Basis: u.Words(), Old: u.Age == Old}
	if u.Stock {
		if u.N == 0 {
			return &Limit{Council: council, Service: service, Date: day, Basis: u.Words(), Old: l.Old} // nobody takes people that day
		}
		l.Date = civil.Date{}
	}
	if b.taken != nil {
		l.Most = max(0, l.Most-b.taken(council, service, l.Date))
	}
	if l.Old {
		b.say(fmt.Sprintf("What %s stated of %s is %d days old.", council, service.Words(), u.Days))
	}
	return l
}

// usual is a council's ordinary starts of a stream a day, over a fortnight where there is one.
func (b *meansOf) usual(j, stream int) float64 {
	starts := b.sys.Model.Suppliers[j].Starts
	n := min(14, len(starts))
	sum := 0.0
	for _, s := range starts[:n] {
		sum += s[stream]
	}
	if p := b.sys.Model.Suppliers[j].Places[stream]; p > 0 {
		return float64(p) * (1 - math.Exp(-b.sys.Model.Suppliers[j].FreeHazard[stream]))
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// need is the trusts' parts of those who wait for a stream of a council, or are on their way to it.
func (b *meansOf) need(j, stream int) []float64 {
	out, total := make([]float64, len(b.sys.Trusts)), 0.0
	for i := range b.sys.Model.Sites {
		for _, l := range b.sys.Model.Sites[i].Links {
			if l.Supplier == j && l.Share[stream] > 0 {
				out[i] += float64(l.Waiting[stream]+l.Process[stream]) + 1
				total += float64(l.Waiting[stream]+l.Process[stream]) + 1
			}
		}
	}
	for i := range out {
		out[i] /= math.Max(total, 1)
	}
	return out
}

func (b *meansOf) say(words string) {
	if !b.said[words] {
		b.said[words] = true
		b.m.Assumed = append(b.m.Assumed, words)
	}
}
