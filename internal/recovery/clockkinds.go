package recovery

import (
	"fmt"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// cancer adds the 28, 31, 62 and 104 days (definition d.3, R24).
func (r *clockReading) cancer() {
	c := r.p.Cancer
	if c == nil {
		return
	}
	if !c.Referred.IsZero() {
		r.add(FasterDiagnosis, c.Referred, c.Informed, 0, "")
	}
	stop := r.p.Treated
	if c.RuledOut == Yes {
		stop = c.Informed
	}
	switch {
	case c.DecisionToTreat.IsZero():
	case c.DecisionToTreat.After(stop): // of a treatment after the first
		r.add(Cancer31, c.DecisionToTreat, civil.Date{}, 0, "")
	default:
		r.add(Cancer31, c.DecisionToTreat, stop, 0, "")
	}
	start, why := c.Referred, ""
	switch {
	case !c.Upgraded.IsZero() && !c.Upgraded.After(r.on):
		start, why = c.Upgraded, "counted from the consultant upgrade"
	case start.IsZero():
		why = "neither a referral nor an upgrade is recorded; enter the day of receipt"
	}
	shift := 0
	if c.Adjustment != 0 {
		if Pause(c.Adjusted).Permitted() {
			shift, why = c.Adjustment, fmt.Sprintf("%s taken out: %s", countDays(c.Adjustment), Pause(c.Adjusted).Words())
		} else {
			why = fmt.Sprintf("%d days of adjustment are not counted: %q is none of the two permitted pauses", c.Adjustment, c.Adjusted)
		}
	}
	r.add(Cancer62, start, stop, shift, why)
	r.add(Cancer104, start, stop, shift, why)
}

// Pause is a reason for which days are taken out of the 62 (definition d.3, by memory). Stored as its word.
type Pause string

// The two permitted pauses. A provider's postponement, for a strike or anything else, is none (T20).
const (
	FirstMissed       Pause = "first-appointment-missed" // the clock restarts on the day that the patient rebooks
	DeclinedAdmission Pause = "declined-reasonable-offer"
)

// Permitted reports whether the word is one of the permitted pauses.
func (p Pause) Permitted() bool { return p == FirstMissed || p == DeclinedAdmission }

// Words says the pause in a sentence.
func (p Pause) Words() string {
	switch p {
	case FirstMissed:
		return "the first appointment was missed, and the days up to the rebooking do not count"
	case DeclinedAdmission:
		return "a reasonable offer of admission was declined, and the days up to the date accepted do not count"
	}
	return string(p)
}

// PauseDays is how many days a permitted pause takes out: from the referral to the rebooking after a missed first
// appointment, or from the date offered to the date accepted. Anything else is refused, a provider's postponement above all.
func PauseDays(p Pause, from, to civil.Date) (int, error) {
	if !p.Permitted() {
		return 0, fault.New(fault.Invalid, "%q pauses no clock: only a missed first appointment and a declined reasonable offer of admission do. A date that the provider moved counts in full", p)
	}
	if from.IsZero() || to.IsZero() || to.Before(from) {
		return 0, fault.New(fault.Invalid, "Enter both days of the pause, the first one first")
	}
	return to.Sub(from), nil
}

// PriorityAt is the priority in force on a day and when it was given. A later one resets the target date; earlier ones
// stay in the history (T21). The date is the zero date when it is not recorded.
func (p Patient) PriorityAt(on civil.Date) Prioritisation {
	if !p.Prioritised.After(on) {
		return Prioritisation{p.Priority, p.Prioritised}
	}
	for _, h := range slices.Backward(p.Priorities) {
		if !h.On.After(on) {
			return h
		}
	}
	return Prioritisation{}
}

// Reprioritised is the patient with a new priority from a day on; the one before goes to the history.
func (p Patient) Reprioritised(to Priority, on civil.Date) Patient {
	if p.Priority != Unprioritised {
		p.Priorities = append(slices.Clone(p.Priorities), Prioritisation{p.Priority, p.Prioritised})
	}
	p.Priority, p.Prioritised = to, on
	return p
}

// priority adds the target date of the priority in force (definition d.5).
func (r *clockReading) priority() {
	now := r.p.PriorityAt(r.on)
	why := ""
	switch {
	case now.Priority == Unprioritised:
		return
	case now.On.IsZero():
		why = "the day on which the priority was given is not recorded; enter it"
	case now.Priority == P5 || now.Priority == P6:
		why = "the patient keeps their place on the list, and the RTT clock goes on"
	case now.Priority == P4:
		why = "the RTT clocks set the dates"
	case len(r.p.Priorities) > 0:
		why = "counted from the latest prioritisation"
	}
	r.add(ClockID(now.Priority), now.On, r.p.Treated, 0, why)
}

// diagnostic adds the target date of a diagnostic code as it is configured.
func (r *clockReading) diagnostic() {
	if r.p.Diagnostic == "" {
		return
	}
	why := ""
	if r.p.DiagnosticOn.IsZero() {
		why = "the day on which the code was given is not recorded; enter it"
	}
	r.add(ClockID(r.p.Diagnostic), r.p.DiagnosticOn, r.p.Treated, 0, why)
}

// guarantee adds the 28 days after each cancellation on the day by the provider (definition d.4). A cancellation before the
// day begins none.
func (r *clockReading) guarantee() {
	for _, c := range r.p.Postponed {
		if c.Guaranteed() && !c.On.After(r.on) {
			r.add(Guarantee28, c.On, r.p.Treated, 0, "cancelled on the day, "+longDay(c.On))
		}
	}
}

// Guaranteed reports whether the postponement begins the 28-day guarantee: by the provider, on or after the day of
// admission, for a reason that is not clinical, on a day that is recorded.
func (p Postponement) Guaranteed() bool { return p.OnDay && p.By == ByProvider && !p.On.IsZero() }

// Who moved a date.
const (
	ByProvider = "provider"
	ByPatient  = "patient"
)

// PostponedAgain is the patient after a date was moved: the same pathway, the same clocks and priority, one more
// postponement, and no session held.
func (p Patient) PostponedAgain(by Postponement) Patient {
	p.Postponed = append(slices.Clone(p.Postponed), by)
	p.Booked, p.Firm = "", false
	return p
}

// TimesPostponed counts the postponements by the provider.
func (p Patient) TimesPostponed() int {
	n := 0
	for _, q := range p.Postponed {
		if q.By == ByProvider {
			n++
		}
	}
	return n
}

// rtt adds the week thresholds of a pathway with a clock (definition d.4). No postponement, by whomever, stops or pauses
// it; a status code does.
func (r *clockReading) rtt() {
	p := r.p
	if p.Clock.IsZero() {
		return
	}
	stop := p.Stopped
	if stop.IsZero() {
		stop = p.Treated
	}
	from := len(r.out)
	for _, id := range []ClockID{RTT18, RTT52, RTT65, RTT78, RTT104} {
		r.add(id, p.Clock, stop, 0, "")
	}
	if !p.Status.NoClock() || !stop.IsZero() {
		return
	}
	for i := range r.out[from:] {
		c := &r.out[from+i]
		c.State, c.Why = ClockEnded, fmt.Sprintf("RTT status %s: %s", p.Status, p.Status.Words())
	}
}
