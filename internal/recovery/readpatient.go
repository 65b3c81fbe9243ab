package recovery

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/sheet"
)

// ReadPatients reads a file of pathways, one in a row: Headroom's own, an extract of a record system through a mapping, a
// waiting list in the manner of the national minimum data set, a cancer tracking list. The zero Mapping guesses from the
// headings. Nothing that identifies a person is read (see ReadIdentities). When anything is wrong the fault names file,
// sheet and cell with the remedy, for every problem up to a cap with their count, and nothing is given.
func ReadPatients(ctx context.Context, book *sheet.Book, m Mapping) ([]Patient, error) {
	var out []Patient
	err := EachPatient(ctx, book, m, func(p Patient) error {
		out = append(out, p)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// EachPatient reads as ReadPatients does and hands the pathways on one by one, so that a file of any length takes little
// memory. When it gives an error, everything that f was given must be thrown away. An error of f ends the reading.
func EachPatient(ctx context.Context, book *sheet.Book, m Mapping, f func(Patient) error) error {
	seen := map[Pathway]int{}
	return readRows(ctx, book, m, PatientFile, patientColumns(), func(t *table, r sheet.Row, p *Patient) error {
		before := t.problems()
		if p.Trust == "" {
			p.Trust = m.Trust
		}
		p.Row = t.where(r)
		if p.Pathway != "" {
			if first, twice := seen[p.Pathway]; twice {
				t.problem(r, "pathway", "the same pathway stands in row %d already; leave one of the two, or put the trust's code before the number where two trusts use it", first)
			} else {
				seen[p.Pathway] = r.Index
			}
		}
		settle(p)
		for _, w := range misfits(p) {
			t.problem(r, w.field, "%s", w.words)
		}
		if t.problems() > before || len(t.bad) > 0 {
			return nil
		}
		return f(*p)
	})
}

// settle fills in what follows from the rest of the row.
func settle(p *Patient) {
	if p.Scope == "" {
		p.Scope = OwnTrust
		if p.Site != "" {
			p.Scope = OwnSite
		}
	}
}

// misfit is a value that cannot be beside another.
type misfit struct {
	field FileField
	words string
}

// misfits are what cannot be so in a row: a day before the one that it must follow, or numbers without their reason.
func misfits(p *Patient) []misfit {
	var out []misfit
	after := func(f FileField, d civil.Date, what string, start civil.Date, begin string) {
		if !d.IsZero() && !start.IsZero() && d.Before(start) {
			out = append(out, misfit{f, fmt.Sprintf("%s, %s, lies before %s, %s; correct the one that is wrong", what, d, begin, start)})
		}
	}
	const clock = "the start of the RTT clock"
	after("priority_date", p.Prioritised, "the day of the priority", p.Clock, clock)
	after("clock_stopped", p.Stopped, "the stop of the RTT clock", p.Clock, clock)
	after("treated", p.Treated, "the day of treatment", p.Clock, clock)
	for _, q := range p.Postponed {
		after("postponements", q.For, "a date that was moved", p.Clock, clock)
		after("postponements", q.On, "the day on which a date was moved", p.Clock, clock)
	}
	for i, h := range p.Priorities {
		next := p.Prioritised
		if i+1 < len(p.Priorities) {
			next = p.Priorities[i+1].On
		}
		after("priority_history", next, "a later priority", h.On, "an earlier one")
	}
	if c := p.Cancer; c != nil {
		const referral = "the receipt of the referral"
		after("cancer_upgraded", c.Upgraded, "the upgrade", c.Referred, referral)
		after("cancer_informed", c.Informed, "the day on which the patient was told", c.Referred, referral)
		after("cancer_decision_to_treat", c.DecisionToTreat, "the decision to treat", c.Referred, referral)
		after("treated", p.Treated, "the day of treatment", c.Referred, referral)
		if c.Adjustment > 0 && !Pause(c.Adjusted).Permitted() {
			out = append(out, misfit{"cancer_adjustment", fmt.Sprintf("%d days are taken out without a permitted reason; write %s or %s in cancer_adjustment_reason, or 0: a date that the provider moved pauses nothing", c.Adjustment, FirstMissed, DeclinedAdmission)})
		}
	}
	if p.Pinned != "" && slices.Contains(p.Forbidden, p.Pinned) {
		out = append(out, misfit{"forbidden", fmt.Sprintf("session %s is pinned and forbidden; take it out of one of the two", p.Pinned)})
	}
	return out
}

// futures are the days of a row that lie after the day on which they are told, of what can only have happened already. A date that was
// moved and a decision to treat may be to come.
func futures(p *Patient, on civil.Date) []misfit {
	var out []misfit
	past := func(f FileField, d civil.Date, what string) {
		if d.After(on) {
			out = append(out, misfit{f, fmt.Sprintf("%s, %s, lies after %s; nothing of that kind can be told before it happens", what, longDay(d), longDay(on))})
		}
	}
	past("clock_start", p.Clock, "the start of the RTT clock")
	past("priority_date", p.Prioritised, "the day of the priority")
	past("diagnostic_date", p.DiagnosticOn, "the day of the diagnostic code")
	past("clock_stopped", p.Stopped, "the stop of the RTT clock")
	past("treated", p.Treated, "the day of treatment")
	for _, q := range p.Postponed {
		past("postponements", q.On, "the day on which a date was moved")
	}
	for _, h := range p.Priorities {
		past("priority_history", h.On, "an earlier priority")
	}
	if c := p.Cancer; c != nil {
		past("cancer_referred", c.Referred, "the receipt of the referral")
		past("cancer_upgraded", c.Upgraded, "the upgrade")
		past("cancer_informed", c.Informed, "the day on which the patient was told")
	}
	return out
}

// patientColumns are the fields of a file of patients. Headings of the national data sets are by memory.
func patientColumns() []column[Patient] {
	return slices.Concat(pathwayColumns(), dateColumns(), cancerColumns(), needColumns(), wishColumns())
}

// pathwayColumns say which pathway it is and what for.
func pathwayColumns() []column[Patient] {
	return []column[Patient]{
		{"pathway", true, "the pathway's number, which is not the person's", "pathway id|pathway identifier|patient pathway identifier|ppi|pathway number|ubrn",
			func(c *cell, p *Patient) { p.Pathway = Pathway(c.pathway()) }},
		{"trust", false, "the trust's code, as RA4", "provider|provider code|org code|organisation code|provider org code|trust code|organisation code of provider",
			func(c *cell, p *Patient) { p.Trust = c.org() }},
		{"site", false, "the site's own code", "site code|site of treatment|hospital|hospital site|site code of treatment",
			func(c *cell, p *Patient) { p.Site = c.code(40) }},
		{"specialty", false, "treatment function code, as 110", "treatment function|treatment function code|tfc|specialty code|activity treatment function code",
			func(c *cell, p *Patient) { p.Specialty = c.specialty() }},
		{"procedure", false, "OPCS-4 code or the trust's own words", "opcs|opcs code|opcs 4|procedure code|intended procedure|proposed procedure|primary procedure",
			func(c *cell, p *Patient) { p.Procedure = c.code(200) }},
		{"priority", false, "P1a, P1b, P2, P3, P4, P5 or P6", "p code|pcode|clinical priority|priority type|priority type code|procedure priority code|surgical priority|priority code",
			func(c *cell, p *Patient) { p.Priority = c.priority(c.text) }},
		{"priority_date", false, "the day on which that priority was given", "priority given|date prioritised|prioritisation date|p code date|priority assigned date|date of prioritisation",
			func(c *cell, p *Patient) { p.Prioritised = c.day() }},
		{"priority_history", false, "earlier priorities, oldest first, as P4 2023-05-01; P3 2023-08-01", "", readHistory},
		{"diagnostic", false, "diagnostic code, as D2", "d code|diagnostic priority|diagnostic priority code",
			func(c *cell, p *Patient) { p.Diagnostic = strings.ToUpper(c.code(8)) }},
		{"diagnostic_date", false, "the day on which that code was given", "d code date|diagnostic priority date",
			func(c *cell, p *Patient) { p.DiagnosticOn = c.day() }},
	}
}

// dateColumns hold the RTT clock and what was moved.
func dateColumns() []column[Patient] {
	return []column[Patient]{
		{"clock_start", false, "original start of the RTT clock", "rtt clock start|rtt start date|clock start date|referral to treatment period start date|rtt clock start date|original clock start|rtt start",
			func(c *cell, p *Patient) { p.Clock = c.day() }},
		{"status", false, "RTT period status, as 20", "rtt status|rtt period status|referral to treatment period status|rtt status code|rtt period status code",
			readStatus},
		{"clock_stopped", false, "the day on which the RTT clock stopped", "rtt clock stop|clock stop date|referral to treatment period end date|rtt end date|rtt clock stop date",
			func(c *cell, p *Patient) { p.Stopped = c.day() }},
		{"treated", false, "the day of first definitive treatment", "treatment date|first treatment date|first definitive treatment date|treatment start date|date first treatment",
			func(c *cell, p *Patient) { p.Treated = c.day() }},
		{"validated", false, "what validation found: treated-elsewhere, died, declined, duplicate, or empty", "validation|validation outcome",
			func(c *cell, p *Patient) {
				if letters(c.text) != "stillwaiting" {
					p.Validated = Validation(c.oneOf(string(TreatedElsewhere), string(Died), string(Declined), string(Duplicate)))
				}
			}},
		{"postponements", false, "dates that were moved, as 2023-12-20 for 2024-01-04 by provider on-day strike; …", "",
			func(c *cell, p *Patient) { p.Postponed = append(c.postponements(), p.Postponed...) }},
		{"times_postponed", false, "how often the provider moved a date, where the dates are not known", "provider cancellations|number of provider cancellations|times cancelled by provider|hospital cancellations",
			func(c *cell, p *Patient) {
				for n := c.whole(0, 50, "how often a date was moved"); len(p.Postponed) < n; {
					p.Postponed = append([]Postponement{{By: ByProvider}}, p.Postponed...)
				}
			}},
	}
}

// cancerColumns hold a cancer pathway's days.
func cancerColumns() []column[Patient] {
	return []column[Patient]{
		{"cancer_referred", false, "the day on which the urgent referral was received", "cancer referral received|cancer referral to treatment period start date|date referral received|referral received date|urgent referral received|cancer referral date|referral received",
			func(c *cell, p *Patient) { p.cancer().Referred = c.day() }},
		{"cancer_upgraded", false, "the day of a consultant upgrade", "consultant upgrade date|upgrade date|consultant upgrade",
			func(c *cell, p *Patient) { p.cancer().Upgraded = c.day() }},
		{"cancer_informed", false, "the day on which the patient was told: cancer diagnosed or ruled out", "date informed|fds end date|patient informed date|cancer faster diagnosis pathway end date|faster diagnosis end date|date patient informed",
			func(c *cell, p *Patient) { p.cancer().Informed = c.day() }},
		{"cancer_ruled_out", false, "yes when cancer was ruled out", "ruled out|cancer ruled out",
			func(c *cell, p *Patient) { p.cancer().RuledOut = c.known() }},
		{"cancer_decision_to_treat", false, "the day of the decision to treat, or the earliest clinically appropriate date", "dtt|decision to treat|decision to treat date|dtt date|ecad|earliest clinically appropriate date|cancer treatment period start date",
			func(c *cell, p *Patient) { p.cancer().DecisionToTreat = c.day() }},
		{"cancer_adjustment", false, "days taken out of the 62", "adjustment|adjustment days|waiting time adjustment|adjustments|waiting time adjustment treatment",
			func(c *cell, p *Patient) { p.cancer().Adjustment = c.whole(0, 730, "the days taken out") }},
		{"cancer_adjustment_reason", false, "first-appointment-missed or declined-reasonable-offer", "adjustment reason|waiting time adjustment reason",
			readPause},
		{"cancer_fast", false, "a clinician's flag for fast-progressing cancer: yes, no, or empty when nobody has said", "fast cancer|fast progressing|fast progressing cancer|time critical cancer",
			func(c *cell, p *Patient) { p.cancer().Fast = c.known() }},
	}
}

// needColumns say what the session must have.
func needColumns() []column[Patient] {
	return []column[Patient]{
		{"minutes", false, "expected minutes of the procedure with turnover, 1 to 1440", "expected minutes|theatre minutes|procedure minutes|expected duration|estimated duration|duration minutes|estimated theatre time|duration",
			func(c *cell, p *Patient) { p.Minutes, _ = c.number(1, 1440, "the minutes") }},
		{"spread", false, "standard deviation of the minutes", "sd minutes|minutes sd|standard deviation",
			func(c *cell, p *Patient) { p.Spread, _ = c.number(0, 1440, "the standard deviation in minutes") }},
		{"skill", false, "a skill that the team must have", "skill needed|required skill", func(c *cell, p *Patient) { p.Skill = c.code(80) }},
		{"surgeon", false, "a named surgeon or team by local code", "consultant code|surgeon code|team",
			func(c *cell, p *Patient) { p.Surgeon = c.code(40) }},
		{"anaesthetic", false, "yes when an anaesthetist is needed", "general anaesthetic|anaesthetist needed|ga|anaesthetist|needs anaesthetist",
			func(c *cell, p *Patient) { p.Anaesthetic = c.known() == Yes }},
		{"equipment", false, "named equipment, with semicolons between", "equipment needed|special equipment", func(c *cell, p *Patient) { p.Equipment = c.list() }},
		{"nights", false, "nights in a ward bed, or for each night the chance as 1; 0.8", "expected nights|expected length of stay|expected los|length of stay|los",
			func(c *cell, p *Patient) { p.Nights = c.nights() }},
		{"high_nights", false, "nights in a high-dependency or critical-care bed, likewise", "hdu nights|critical care nights|high dependency nights|icu nights",
			func(c *cell, p *Patient) { p.HighNights = c.nights() }},
	}
}

// wishColumns hold what the patient and other people have decided, and what the equality check needs.
func wishColumns() []column[Patient] {
	return []column[Patient]{
		{"scope", false, "how far the patient may be sent: site, trust or board", "travel scope|mutual aid",
			func(c *cell, p *Patient) {
				p.Scope = Scope(c.oneOf(string(OwnSite), string(OwnTrust), string(AnyTrust)))
			}},
		{"ready", false, "not before this day", "earliest date|available from|ready from|fit from|earliest date offer|not before", func(c *cell, p *Patient) { p.Ready = c.day() }},
		{"away", false, "when the patient is away, as 2024-01-02..2024-01-09; …", "unavailable|patient unavailable|unavailable dates", func(c *cell, p *Patient) { p.Away = c.ranges() }},
		{"notice", false, "days of notice that the patient is owed", "notice days|notice period", func(c *cell, p *Patient) { p.Notice = c.whole(0, 365, "the days of notice") }},
		{"booked", false, "the session held now", "booked session|session booked|session id|tci session|session", func(c *cell, p *Patient) { p.Booked = SessionID(c.code(80)) }},
		{"firm", false, "yes when that booking is not to be moved", "booking firm|firm booking|do not move", func(c *cell, p *Patient) { p.Firm = c.known() == Yes }},
		{"pinned", false, "the session that a person decided on", "pinned session|pin", func(c *cell, p *Patient) { p.Pinned = SessionID(c.code(80)) }},
		{"forbidden", false, "sessions that a person ruled out, with semicolons between", "forbidden sessions",
			func(c *cell, p *Patient) {
				for _, s := range c.list() {
					p.Forbidden = append(p.Forbidden, SessionID(s))
				}
			}},
		{"hold", false, "yes when nothing is to be booked for now", "on hold", func(c *cell, p *Patient) { p.OnHold = c.known() == Yes }},
		{"deprivation", false, "fifth of deprivation, 1 (most deprived) to 5", "imd|imd quintile|deprivation quintile", func(c *cell, p *Patient) { p.Deprivation = c.whole(1, 5, "the fifth of deprivation") }},
		{"ethnicity", false, "ethnic group as recorded", "ethnic group|ethnic category|ethnic category code", func(c *cell, p *Patient) { p.Ethnicity = c.code(80) }},
		{"learning_disability", false, "yes, no, or empty when not recorded", "ld|ld flag|learning disability flag", func(c *cell, p *Patient) { p.LearningDisability = c.known() }},
	}
}

// cancer is the patient's cancer pathway, made when it is first needed.
func (p *Patient) cancer() *Cancer {
	if p.Cancer == nil {
		p.Cancer = &Cancer{}
	}
	return p.Cancer
}

// pathway is a pathway's number, a string of its own: no two are equal, so that sharing would only cost.
func (c *cell) pathway() string {
	if len(c.text) > 64 {
		c.bad("%q is longer than 64 characters; enter the pathway's number", c.clip())
		return ""
	}
	c.guard(c.text)
	return strings.Clone(c.text)
}

// org is an organisation's code.
func (c *cell) org() org.Code {
	o, _, err := org.ParseCode(c.text)
	if err != nil || o == org.England {
		c.bad("%q is no trust's code; enter it as RA4", c.clip())
		return ""
	}
	return org.Code(c.t.shared(string(o)))
}

// specialty is a treatment function, with or without the C_ of published files.
func (c *cell) specialty() string {
	s := strings.TrimPrefix(strings.TrimPrefix(c.text, "C_"), "c_")
	if s != "" {
		c.text = s
	}
	return c.code(60)
}

// priority reads a clinical priority as files write it: P2, p2, 2, "Priority 2", "P1A".
func (c *cell) priority(text string) Priority {
	key := strings.TrimPrefix(strings.TrimPrefix(letters(text), "priority"), "p")
	switch key {
	case "1a":
		return P1a
	case "1b":
		return P1b
	case "2", "3", "4", "5", "6":
		return Priority("P" + key)
	case "1":
		c.bad("%q does not say whether it is P1a (24 hours) or P1b (72 hours); write one of the two", c.clip())
	default:
		c.bad("%q is no clinical priority; write P1a, P1b, P2, P3, P4, P5 or P6, leave it empty where none was given, or give its meaning in the mapping", c.clip())
	}
	return Unprioritised
}

// readHistory reads earlier priorities with their days.
func readHistory(c *cell, p *Patient) {
	for _, s := range c.list() {
		word, day, _ := strings.Cut(s, " ")
		on, ok := parseDay(sheet.Clean(day))
		if !ok {
			c.bad("%q is no earlier priority; write it as P4 2023-05-01", s)
			continue
		}
		p.Priorities = append(p.Priorities, Prioritisation{c.priority(word), on})
	}
}

// readPause reads why days were taken out; misfits judges a reason that is not permitted, and only where days were.
func readPause(c *cell, p *Patient) {
	p.cancer().Adjusted = c.code(200)
	for _, known := range []Pause{FirstMissed, DeclinedAdmission} {
		if letters(c.text) == letters(string(known)) {
			p.cancer().Adjusted = string(known)
		}
	}
}

// readStatus reads an RTT period status.
func readStatus(c *cell, p *Patient) {
	s := RTTStatus(strings.TrimSuffix(c.text, ".0"))
	if _, ok := s.Code(); !ok {
		c.bad("%q is no RTT period status; write one of the national codes, as 20, or leave it empty where it is not known", c.clip())
		return
	}
	p.Status = RTTStatus(c.t.shared(string(s)))
}

// postponements reads dates that were moved: the day of moving (or -), "for" the date moved, "by" whom, on-day, a reason.
func (c *cell) postponements() []Postponement {
	var out []Postponement
	for _, s := range c.list() {
		q, ok := ParsePostponement(s)
		if !ok {
			c.bad("%q is no postponement; write it as 2023-12-20 for 2024-01-04 by provider on-day strike, with - for a day that is not known", s)
			continue
		}
		if words := Telling(q.Reason); words != "" {
			c.bad("the reason of the postponement: %s", words)
			continue
		}
		q.Reason = c.t.shared(q.Reason)
		out = append(out, q)
	}
	return out
}

// ParsePostponement reads a postponement as String writes it; false when it is none.
func ParsePostponement(s string) (q Postponement, ok bool) {
	w := strings.Fields(s)
	if len(w) < 5 || w[1] != "for" || w[3] != "by" || w[4] != ByProvider && w[4] != ByPatient {
		return q, false
	}
	day := func(s string) civil.Date {
		d, good := parseDay(s)
		ok = ok && (good || s == "-")
		return d
	}
	ok = true
	q = Postponement{On: day(w[0]), For: day(w[2]), By: w[4]}
	if w = w[5:]; len(w) > 0 && w[0] == "on-day" {
		q.OnDay, w = true, w[1:]
	}
	q.Reason = strings.Join(w, " ")
	if q.By == ByProvider {
		q.By = ByProvider // the constant, so that the row's text is let go
	} else {
		q.By = ByPatient
	}
	return q, ok
}

// String writes the postponement as a file of patients holds it.
func (p Postponement) String() string {
	day := func(d civil.Date) string {
		if d.IsZero() {
			return "-"
		}
		return d.String()
	}
	s := fmt.Sprintf("%s for %s by %s", day(p.On), day(p.For), p.By)
	if p.OnDay {
		s += " on-day"
	}
	if p.Reason != "" {
		s += " " + p.Reason
	}
	return s
}
