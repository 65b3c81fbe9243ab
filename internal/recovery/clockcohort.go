package recovery

import (
	"headroom/internal/civil"
)

// Cohort is who will be past a clock's last day on a census day if nothing happens to them before: the real work list
// towards that day, not today's breaches (definition d.4, R26).
type Cohort struct {
	Rule     ClockRule
	Census   civil.Date
	StartBy  civil.Date // who started on this day or before is in it, where no pauses count; the zero date when the rule sets no last day
	Pathways []Pathway  // in the patients' order
	Unknown  int        // pathways under the rule whose start is not recorded: they may belong to it
	Of       int        // pathways with the clock running or past on the census day, those of unknown start left out
}

// CohortAt is the cohort of a clock at a census day, from the patients as they are known now. Pathways are not people: see
// PeopleOf. A rule that is not in force on the day gives an empty cohort.
func (c ClockRules) CohortAt(patients []Patient, rule ClockID, census civil.Date) Cohort {
	out := Cohort{Census: census}
	r, ok := c.At(rule, census)
	if !ok {
		return out
	}
	out.Rule, out.StartBy = r, r.Within.startBefore(census)
	for i := range patients {
		unknown, pending, past := false, false, false
		for _, k := range c.Of(patients[i], census) {
			if k.Rule != rule {
				continue
			}
			unknown = unknown || k.State == ClockUnknown
			pending = pending || k.Pending()
			past = past || k.State == ClockPast
		}
		switch {
		case past:
			out.Pathways = append(out.Pathways, patients[i].Pathway)
			out.Of++
		case pending:
			out.Of++
		case unknown:
			out.Unknown++
		}
	}
	return out
}

// startBefore is the latest day on which a clock can start whose last day on time lies before a day.
func (i Interval) startBefore(census civil.Date) civil.Date {
	if i.IsZero() {
		return civil.Date{}
	}
	d := census.Add(-i.Days - 31*i.Months - 1)
	for i.After(d.Add(1)).Before(census) {
		d = d.Add(1)
	}
	for !i.After(d).Before(census) {
		d = d.Add(-1)
	}
	return d
}

// WillBreach is CohortAt by the built-in rules.
func WillBreach(patients []Patient, rule ClockID, census civil.Date) Cohort {
	return StandardClocks().CohortAt(patients, rule, census)
}
