package recovery

import (
	"fmt"
	"math"

	"headroom/internal/civil"
)

// makePatient makes one pathway.
func (k *maker) makePatient(i int) {
	s, at := k.pick(), &k.sites[k.r.IntN(len(k.sites))]
	p := &k.ask.Patients[i]
	*p = Patient{Pathway: Pathway(fmt.Sprintf("SYN%07d", i+1)), Trust: at.trust, Site: at.code, Specialty: s.code, Scope: OwnSite}
	k.need(p, s)
	k.reach(p, s, at)
	k.wait(p, s)
	k.history(p)
	k.wishes(p)
	k.background(p)
}

// pick draws a specialty by its share.
func (k *maker) pick() *madeSpecialty {
	total := 0.0
	for i := range k.kinds {
		total += k.kinds[i].share
	}
	x := k.r.Float64() * total
	for i := range k.kinds {
		if x -= k.kinds[i].share; x < 0 {
			return &k.kinds[i]
		}
	}
	return &k.kinds[len(k.kinds)-1]
}

// need draws minutes on a grid of five with turnover, their spread, and what is needed around the procedure.
func (k *maker) need(p *Patient, s *madeSpecialty) {
	m := math.Min(math.Max(s.median*math.Exp(s.sigma*k.r.NormFloat64()), 12), 330)
	p.Minutes = math.Round(m/5)*5 + madeTurnover
	p.Spread = (s.leastCV + (s.mostCV-s.leastCV)*k.r.Float64()) * (p.Minutes - madeTurnover)
	if p.Minutes > 250 {
		p.Spread = math.Min(p.Spread, 60)
	}
	p.Spread = math.Round(p.Spread*10) / 10
	p.Anaesthetic = k.r.Float64() < s.gas
	p.Skill = "general"
	switch q := k.r.Float64(); {
	case q >= .90:
		p.Skill = "rare"
	case q >= .66:
		p.Skill = "complex"
	}
	stay := 0
	if k.r.Float64() < s.inpatient {
		stay = 1
		switch q := k.r.Float64(); {
		case q >= .94:
			stay = 4
		case q >= .78:
			stay = 3
		case q >= .45:
			stay = 2
		}
	}
	if k.r.Float64() < s.high {
		p.HighNights, stay = madeHigh, max(stay, 3)
	}
	p.Nights = madeStays[stay]
	p.Procedure = fmt.Sprintf("synthetic procedure of %s, %s", s.code, p.Skill)
	if k.r.Float64() < s.robot {
		p.Equipment, p.Scope = []string{madeRobot}, OwnTrust
	}
}

// reach draws how far the patient may be sent, and a named team for one in ten, who then stays at its site.
func (k *maker) reach(p *Patient, s *madeSpecialty, at *madeSite) {
	switch q := k.r.Float64(); {
	case q < .06:
		p.Scope = AnyTrust
	case q < .72:
		p.Scope = OwnTrust
	}
	if len(p.HighNights) > 0 && !at.high && p.Scope == OwnSite {
		p.Scope = OwnTrust
	}
	if k.r.Float64() >= .10 || len(p.HighNights)+len(p.Equipment) > 0 {
		return
	}
	teams := k.teams[at.code+s.code]
	for range 4 {
		t := teams[k.r.IntN(len(teams))]
		for _, skill := range t.skills {
			if skill == p.Skill {
				p.Surgeon, p.Scope = t.code, OwnSite
				return
			}
		}
	}
}

// wait draws priority, clocks and dates.
func (k *maker) wait(p *Patient, s *madeSpecialty) {
	day := func(ago float64) civil.Date { return k.From.Add(-int(ago)) }
	waited := k.r.ExpFloat64() * 17 * 7
	if k.r.Float64() < .02 {
		waited = 52*7 + k.r.ExpFloat64()*70
	}
	waited = math.Min(waited, 110*7)
	cancer, q := k.r.Float64() < s.tumor, k.r.Float64()
	switch {
	case cancer && k.r.Float64() < .25: // flagged as fast-progressing
		decided := k.r.Float64() * 40
		waited = decided + 10 + k.r.Float64()*14
		p.Cancer = &Cancer{Referred: day(waited), Informed: day(decided + 2), DecisionToTreat: day(decided), Fast: Yes}
	case cancer:
		waited = math.Min(waited, 30+k.r.ExpFloat64()*20)
		p.Cancer = &Cancer{Referred: day(waited), Fast: No}
		if k.r.Float64() < .1 {
			p.Cancer.Fast = NotRecorded
		}
	case q < .003:
		ago := float64(k.r.IntN(5))
		waited = math.Max(k.r.Float64()*10, ago)
		p.Priority, p.Prioritised = P1b, day(ago)
	case q < .075:
		ago := math.Min(k.r.ExpFloat64()*25, 110)
		waited = math.Max(math.Min(waited, 120), ago)
		p.Priority, p.Prioritised = P2, day(ago)
	case q < .30:
		ago := k.r.ExpFloat64() * 60
		waited = math.Max(waited, ago)
		p.Priority, p.Prioritised = P3, day(ago)
	case q < .315: // nobody has recorded a priority
	case q < .33:
		p.Priority, p.Prioritised = P6, day(waited*k.r.Float64())
	default:
		p.Priority, p.Prioritised = P4, day(waited*k.r.Float64())
	}
	p.Clock, p.Status = day(waited), "20"
}

// history draws the dates that the provider moved: some long ago, some because of the strike that has just ended.
func (k *maker) history(p *Patient) {
	waited := k.From.Sub(p.Clock)
	moved := func(ago, before int, reason string, onDay bool) {
		if ago+before >= waited {
			return
		}
		q := Postponement{For: k.From.Add(-ago), On: k.From.Add(-ago - before), By: ByProvider, Reason: reason}
		if onDay {
			q.On, q.OnDay = q.For, true
		}
		p.Postponed = append(p.Postponed, q)
	}
	n := 0
	if q := k.r.Float64(); q < .03 {
		n = 2
	} else if q < .15 {
		n = 1
	}
	for j := n; j > 0; j-- {
		moved(12+30*j+k.r.IntN(20), 1+k.r.IntN(9), "no bed", false)
	}
	if k.r.Float64() < .06 && p.Priority != P1b {
		moved(1+k.r.IntN(9), 1+k.r.IntN(4), "industrial action", k.r.Float64() < .1)
	}
}

// wishes draws notice, and when the patient cannot come.
func (k *maker) wishes(p *Patient) {
	switch {
	case p.Cancer != nil || p.Priority == P1b || p.Priority == P2:
		p.Notice = 1 + k.r.IntN(3)
	case k.r.Float64() < .5:
		p.Notice = 3 + k.r.IntN(5)
	default:
		p.Notice = 14 + k.r.IntN(8)
	}
	if p.Priority == P6 {
		p.Ready = k.From.Add(14 + k.r.IntN(42))
	}
	for c := k.r.Float64(); c < .35; c += .25 {
		from := k.From.Add(k.r.IntN(madeDays))
		p.Away = append(p.Away, civil.Range{From: from, To: from.Add(4 + k.r.IntN(12))})
	}
}

// background draws what the equality check needs, with gaps as records have them.
func (k *maker) background(p *Patient) {
	if k.r.Float64() < .95 {
		p.Deprivation = 1 + k.r.IntN(5)
	}
	switch q := k.r.Float64(); {
	case q < .72:
		p.Ethnicity = "White"
	case q < .81:
		p.Ethnicity = "Asian or Asian British"
	case q < .85:
		p.Ethnicity = "Black, Black British, Caribbean or African"
	case q < .87:
		p.Ethnicity = "Mixed or multiple"
	case q < .89:
		p.Ethnicity = "Other"
	}
	switch q := k.r.Float64(); {
	case q < .015:
		p.LearningDisability = Yes
	case q < .85:
		p.LearningDisability = No
	}
}
