package recovery

import (
	"fmt"
	"math"
	"slices"

	"headroom/internal/civil"
)

// cost is what a patient costs in a session, or without one (nil), written out from the policy's words a second time.
func (c *planCheck) cost(p *Patient, s, booked *Session) float64 {
	w := c.ask.Policy.Weights
	from, end := c.ask.From, c.ask.From.Add(c.ask.Days)
	day := float64(c.ask.Days - 1 + int(w["out.days"]))
	if s != nil {
		day = float64(s.Date.Sub(from))
	}
	earlier := math.Min(float64(p.TimesPostponed()), w["postponed.most"])
	sum := w["tier.1"]*c.datesCost(p, day) + w["tier.2"]*c.postponedCost(p, day, booked) + w["tier.3"]*c.longCost(p, day) + w["tier.4"]*c.waitCost(p, day)
	if s == nil && booked != nil {
		return sum + w["tier.2"]*(w["postponed.dropped"]+w["postponed.more"]*earlier) + w["drop"]
	}
	if s == nil {
		return sum
	}
	if booked != nil && s.ID == booked.ID && !booked.Date.Before(end) {
		return sum // a date after the plan's days, left as it is
	}
	if booked != nil && s.Date.After(booked.Date) {
		sum += w["tier.2"] * (w["postponed.again"] + w["postponed.more"]*earlier)
	}
	if booked != nil && s.ID != booked.ID {
		sum += w["move"] + w["move.again"]*earlier
	}
	switch {
	case s.Trust != p.Trust:
		sum += w["travel.trust"]
	case p.Site != "" && s.Site != p.Site:
		sum += w["travel.site"]
	}
	return sum
}

// checkedDate is a clinical or cancer date by the name of its weights.
type checkedDate struct {
	name string
	last civil.Date
}

// datesOf are the clinical and cancer dates that are still to be met, or have been missed.
func (c *planCheck) datesOf(p *Patient) []checkedDate {
	var out []checkedDate
	for _, k := range ClocksOf(*p, c.ask.From) {
		name := ""
		switch k.Rule {
		case "P1a", "P1b":
			name = "p1"
		case "P2", "D2":
			name = "p2"
		case "P3", "D3":
			name = "p3"
		case "C31", "C62":
			name = "cancer"
			if p.Cancer.Fast == Yes {
				name = "fast"
			}
		}
		last := k.Last
		switch {
		case name == "" || !k.Pending() && k.State != ClockUnknown:
			continue
		case k.State == ClockUnknown && k.Group == CancerClock:
			continue
		case k.State == ClockUnknown:
			rule, _ := StandardClocks().At(k.Rule, c.ask.From)
			last = rule.Within.After(c.ask.From)
			if !p.Clock.IsZero() {
				last = rule.Within.After(p.Clock)
			}
		}
		out = append(out, checkedDate{name, last})
	}
	return out
}

// datesCost is the dearest of the clinical and cancer dates that are missed.
func (c *planCheck) datesCost(p *Patient, day float64) float64 {
	w := c.ask.Policy.Weights
	worst := 0.0
	for _, d := range c.datesOf(p) {
		if late := day - float64(d.last.Sub(c.ask.From)); late > 0 {
			worst = math.Max(worst, w[d.name+".late"]+w[d.name+".day"]*(late+w["late.worse"]*math.Max(0, late-w["late.worse_after"])))
		}
	}
	return worst
}

// postponedCost is that of waiting on after the provider moved a date.
func (c *planCheck) postponedCost(p *Patient, day float64, booked *Session) float64 {
	w := c.ask.Policy.Weights
	n := math.Min(float64(p.TimesPostponed()), w["postponed.most"])
	if n == 0 {
		return 0
	}
	cost := w["postponed.day"] * n * day
	if booked != nil {
		return cost
	}
	for _, q := range slices.Backward(p.Postponed) {
		moved := q.For
		if moved.IsZero() {
			moved = q.On
		}
		if q.By != ByProvider || moved.IsZero() {
			continue
		}
		if late := day - float64(moved.Add(int(w["postponed.days"])).Sub(c.ask.From)); late > 0 {
			more := w["postponed.late"] + w["postponed.more"]*(n-1) + w["postponed.late_day"]*late
			if q.Guaranteed() {
				more *= w["postponed.guarantee"]
			}
			cost += more
		}
		break
	}
	return cost
}

// longCost is that of the four long waits.
func (c *planCheck) longCost(p *Patient, day float64) float64 {
	if p.Clock.IsZero() {
		return 0
	}
	w := c.ask.Policy.Weights
	waited := float64(c.ask.From.Sub(p.Clock))
	cost := 0.0
	for _, weeks := range []float64{52, 65, 78, 104} {
		if waited > 7*weeks {
			cost += w["wait.past_day"] * day
		} else if waited+day > 7*weeks {
			cost += w[fmt.Sprintf("wait.%g", weeks)]
		}
	}
	return cost
}

// waitCost is that of the days themselves.
func (c *planCheck) waitCost(p *Patient, day float64) float64 {
	w := c.ask.Policy.Weights
	urgent := 1.0
	switch p.Priority {
	case P1a, P1b:
		urgent = w["routine.p1"]
	case P2:
		urgent = w["routine.p2"]
	case P3:
		urgent = w["routine.p3"]
	}
	if p.Cancer != nil {
		urgent = math.Max(urgent, w["routine.p2"])
		if p.Cancer.Fast == Yes {
			urgent = math.Max(urgent, w["routine.p1"])
		}
	}
	weeks := 0.0
	if !p.Clock.IsZero() {
		weeks = float64(c.ask.From.Sub(p.Clock)) / 7
	}
	cost := w["routine.day"] * (1 + w["routine.week"]*weeks) * urgent * day
	if c.ask.Policy.Equality && (p.LearningDisability == Yes || p.Deprivation == 1 || p.Deprivation == 2) {
		cost *= 1 + w["equality.uplift"]
	}
	return cost
}
