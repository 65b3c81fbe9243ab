package recovery

import (
	"fmt"
	"math"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// Violation is one limit that a plan breaks, or one line that is not what it says.
type Violation struct {
	Rule    string // a word: missing, twice, unknown, session, date, closed, suits, notice, ready, away, forbidden, pinned, decided, kept, out, change, cost, overrun, beds, high-beds, anaesthetist, equipment, team
	Pathway Pathway
	Session SessionID
	Words   string

	site string // of a limit of a site
	date civil.Date
}

// Report is what an independent reading of a plan found.
type Report struct {
	Violations  []Violation
	Objective   float64
	Scheduled   int
	Unscheduled int
	Overruns    float64
}

// CheckPlan judges a plan's lines against the ask that they are for, from the ask alone: it shares no code with what
// compiles a problem, searches it, or writes its costs. What is decided (firm, inside the notice, pinned) may pass a limit
// by itself; then nobody else may be added there.
func CheckPlan(a *Ask, lines []PlanLine) Report {
	c := &planCheck{ask: a, sessions: make(map[SessionID]*Session, len(a.Sessions)), lists: map[SessionID]*checkedList{}}
	for i := range a.Sessions {
		c.sessions[a.Sessions[i].ID] = &a.Sessions[i]
	}
	by := make(map[Pathway]*PlanLine, len(lines))
	for i := range lines {
		l := &lines[i]
		if by[l.Pathway] != nil {
			c.say("twice", l, "the pathway has two lines")
		}
		by[l.Pathway] = l
	}
	known := make(map[Pathway]bool, len(a.Patients))
	for i := range a.Patients {
		p := &a.Patients[i]
		known[p.Pathway] = true
		if l := by[p.Pathway]; l == nil {
			c.say("missing", &PlanLine{Pathway: p.Pathway}, "the plan has no line for the pathway")
		} else {
			c.line(p, l)
		}
	}
	for i := range lines {
		if l := &lines[i]; !known[l.Pathway] {
			c.say("unknown", l, "the pathway is not among the patients")
		}
	}
	c.judgeLists()
	c.judgeLimits()
	c.judgeKept(by)
	return c.report
}

// planCheck is one reading under way.
type planCheck struct {
	ask      *Ask
	sessions map[SessionID]*Session
	lists    map[SessionID]*checkedList
	order    []SessionID
	report   Report
	strict   bool // whether what is decided is judged with the rest
}

// checkedList is one session with who the plan puts there.
type checkedList struct {
	session        *Session
	who            []*Patient
	mean, variance float64
	open           bool // somebody is there whom the plan was free to put elsewhere
	free           map[Pathway]bool
}

func (c *planCheck) say(rule string, l *PlanLine, format string, args ...any) {
	c.report.Violations = append(c.report.Violations, Violation{Rule: rule, Pathway: l.Pathway, Session: l.Session, Words: fmt.Sprintf(format, args...)})
}

// line judges one patient's line.
func (c *planCheck) line(p *Patient, l *PlanLine) {
	a := c.ask
	end := a.From.Add(a.Days)
	booked := c.bookedOf(p)
	want := c.changeOf(p, l, booked)
	if l.Change != want {
		c.say("change", l, "the line says %q and is %q", l.Change, want)
	}
	over, why := p.Over(a.From)
	if over || p.OnHold || p.Minutes == 0 || c.dateOver(p) {
		if l.Session != "" {
			c.say("out", l, "a session is given to a pathway that takes no part: %s", why)
		}
		return
	}
	c.decidedStays(p, l, booked)
	s := c.sessions[l.Session]
	cost := c.cost(p, s, booked)
	c.report.Objective += cost
	if math.Abs(cost-l.Cost) > 1e-6*math.Abs(cost)+1e-3 {
		c.say("cost", l, "the line says %g and it costs %g", l.Cost, cost)
	}
	switch {
	case l.Session == "":
		c.report.Unscheduled++
		return
	case s == nil:
		c.say("session", l, "there is no session %s", l.Session)
		return
	case s.Date != l.Date:
		c.say("date", l, "the session is on %s, the line says %s", s.Date, l.Date)
	case want == Later:
		return
	case s.Date.Before(a.From) || !s.Date.Before(end):
		c.say("date", l, "%s lies outside the plan's days", s.Date)
	}
	c.report.Scheduled++
	c.fits(p, l, s)
	c.put(p, s)
}

// bookedOf is the session that a patient holds; nil when none, when it is over, or when it lies after the plan's days and is
// closed.
func (c *planCheck) bookedOf(p *Patient) *Session {
	s := c.sessions[p.Booked]
	if s == nil || s.Date.Before(c.ask.From) || !s.Date.Before(c.ask.From.Add(c.ask.Days)) && c.why(s) != "" {
		return nil
	}
	return s
}

// dateOver is whether a patient holds a date before the plan's days, of which nobody has said what became.
func (c *planCheck) dateOver(p *Patient) bool {
	s := c.sessions[p.Booked]
	return s != nil && s.Date.Before(c.ask.From)
}

// changeOf is what a line does to a patient's date.
func (c *planCheck) changeOf(p *Patient, l *PlanLine, booked *Session) Change {
	over, _ := p.Over(c.ask.From)
	end := c.ask.From.Add(c.ask.Days)
	switch {
	case over:
		return OffList
	case p.OnHold:
		return HeldBack
	case c.dateOver(p):
		return DateOver
	case p.Minutes == 0:
		return Unmeasured
	case l.Session == "" && booked != nil:
		return Dropped
	case l.Session == "":
		return NoDate
	case c.isDecided(p, booked) && (p.Pinned == "" || l.Session == p.Pinned):
		return Decided
	case booked != nil && l.Session == booked.ID && !booked.Date.Before(end):
		return Later
	case booked != nil && l.Session == booked.ID:
		return Kept
	case booked != nil:
		return Moved
	}
	return New
}

// isDecided tells whether a patient's session is not the plan's to choose.
func (c *planCheck) isDecided(p *Patient, booked *Session) bool {
	end := c.ask.From.Add(c.ask.Days)
	if p.Pinned != "" {
		s := c.sessions[p.Pinned]
		return s != nil && c.why(s) == "" && !s.Date.Before(c.ask.From) && s.Date.Before(end)
	}
	if booked == nil || !booked.Date.Before(end) || c.why(booked) != "" || c.isAway(p, booked.Date) || booked.Date.Before(p.Ready) || slices.Contains(p.Forbidden, booked.ID) {
		return false
	}
	return p.Firm || booked.Date.Before(c.ask.From.Add(p.Notice)) || booked.Specialty != p.Specialty
}

// decidedStays judges that what is decided was left alone.
func (c *planCheck) decidedStays(p *Patient, l *PlanLine, booked *Session) {
	if !c.isDecided(p, booked) {
		return
	}
	if p.Pinned != "" && l.Session != p.Pinned {
		c.say("pinned", l, "a person decided on session %s", p.Pinned)
	}
	if p.Pinned == "" && l.Session != booked.ID {
		c.say("decided", l, "session %s is firm or inside the notice and was not to be moved", booked.ID)
	}
}

// why is why a session is closed; "" when it is open.
func (c *planCheck) why(s *Session) string {
	if s.Closed != "" {
		return s.Closed
	}
	if s.Team == "" {
		return "no team"
	}
	for _, b := range c.ask.Blocks {
		if b.Team != s.Team || s.Date.Before(b.From) || s.Date.After(b.To) {
			continue
		}
		if b.Session == "" || b.Session == s.ID {
			return b.Rule
		}
	}
	return ""
}

func (c *planCheck) isAway(p *Patient, d civil.Date) bool {
	for _, r := range p.Away {
		if !d.Before(r.From) && d.Before(r.To) {
			return true
		}
	}
	return false
}

// fits judges a patient in a session, alone.
func (c *planCheck) fits(p *Patient, l *PlanLine, s *Session) {
	if why := c.why(s); why != "" {
		c.say("closed", l, "the session is closed: %s", why)
	}
	if slices.Contains(p.Forbidden, s.ID) && p.Pinned != s.ID {
		c.say("forbidden", l, "a person ruled the session out")
	}
	if p.Pinned != "" && p.Pinned != s.ID && p.Booked != s.ID { // a pin that cannot be kept leaves what is held
		c.say("pinned", l, "a person decided on session %s", p.Pinned)
	}
	if p.Pinned == s.ID {
		return
	}
	if c.isAway(p, s.Date) {
		c.say("away", l, "the patient cannot come on %s", s.Date)
	}
	if s.Date.Before(p.Ready) {
		c.say("ready", l, "the patient is not ready on %s", s.Date)
	}
	if p.Booked == s.ID {
		return // a date that is kept was somebody's word before
	}
	if s.Date.Before(c.ask.From.Add(p.Notice)) {
		c.say("notice", l, "%s is inside the %d days of notice", s.Date, p.Notice)
	}
	switch {
	case s.Specialty != p.Specialty:
		c.say("suits", l, "the session is of specialty %s", s.Specialty)
	case p.Scope == OwnTrust && s.Trust != p.Trust, p.Scope != OwnTrust && p.Scope != AnyTrust && (s.Site != p.Site || s.Trust != p.Trust):
		c.say("suits", l, "the session is at %s, beyond the patient's reach", s.Site)
	case p.Skill != "" && !slices.Contains(s.Skills, p.Skill):
		c.say("suits", l, "the team lacks the skill %s", p.Skill)
	case p.Surgeon != "" && p.Surgeon != s.Team:
		c.say("suits", l, "the team is %s", s.Team)
	case p.Anaesthetic && !s.Anaesthetist:
		c.say("suits", l, "no anaesthetist can be had")
	case len(p.HighNights) > 0 && !s.HighCare:
		c.say("suits", l, "the site has no high care")
	}
	for _, e := range p.Equipment {
		if !slices.Contains(s.Equipment, e) {
			c.say("suits", l, "there is no %s", e)
		}
	}
}

// put adds a patient to a list.
func (c *planCheck) put(p *Patient, s *Session) {
	k := c.lists[s.ID]
	if k == nil {
		k = &checkedList{session: s, free: map[Pathway]bool{}}
		c.lists[s.ID] = k
		c.order = append(c.order, s.ID)
	}
	sd := p.Spread
	if sd <= 0 {
		sd = c.ask.Policy.Weights["duration.spread"] * p.Minutes
	}
	k.who = append(k.who, p)
	k.mean += p.Minutes
	k.variance += sd * sd
	if !c.isDecided(p, c.bookedOf(p)) {
		k.open, k.free[p.Pathway] = true, true
	}
}

// judgeLists judges each list's chance of running late: the sum of durations taken as lognormal with their mean and
// variance. Of a very uncertain sum the quantile falls again as the variance rises; the rule takes the largest quantile
// that this variance or a smaller one gives.
func (c *planCheck) judgeLists() {
	o := c.ask.Policy.Overrun
	z := math.Sqrt2 * math.Erfinv(1-2*o.Risk)
	for _, id := range c.order {
		k := c.lists[id]
		room := k.session.Minutes + o.Grace
		s2 := math.Log(1 + k.variance/(k.mean*k.mean))
		s := math.Sqrt(s2)
		if s > 0 {
			c.report.Overruns += 1 - normal((math.Log(room/k.mean)+s2/2)/s)
		} else if k.mean > room {
			c.report.Overruns++
		}
		s = math.Min(s, z)
		if latest := k.mean * math.Exp(z*s-s*s/2); k.open && latest > room*(1+1e-6) {
			c.say("overrun", &PlanLine{Session: id}, "the list may take %.1f minutes with the accepted risk and has %.1f with its grace", latest, room)
		}
	}
}

// normal is the standard normal law's distribution.
func normal(x float64) float64 { return (1 + math.Erf(x/math.Sqrt2)) / 2 }

// useKey is a shared thing on a day.
type useKey struct {
	kind LimitKind
	site string
	name string
	date civil.Date
}

// use is how much of it is used, and whether by anybody whom the plan was free to put elsewhere.
type use struct {
	used float64
	open bool
}

// judgeLimits judges beds, equipment, anaesthetists and teams.
func (c *planCheck) judgeLimits() {
	uses := map[useKey]*use{}
	add := func(k useKey, n float64, open bool) {
		u := uses[k]
		if u == nil {
			u = &use{}
			uses[k] = u
		}
		u.used += n
		u.open = u.open || open && n > 0
	}
	type teamKey struct {
		trust org.Code
		team  string
		date  civil.Date
		half  Half
	}
	teams := map[teamKey]*use{}
	for _, id := range c.order {
		k := c.lists[id]
		s := k.session
		fixed := !c.strict && len(k.free) < len(k.who) // opened by somebody decided
		for _, p := range k.who {
			for n, x := range p.Nights {
				add(useKey{Beds, s.Site, "", s.Date.Add(n)}, x, k.free[p.Pathway])
			}
			for n, x := range p.HighNights {
				add(useKey{HighBeds, s.Site, "", s.Date.Add(n)}, x, k.free[p.Pathway])
			}
			for _, e := range p.Equipment {
				add(useKey{Equipment, s.Site, e, s.Date}, 1, k.free[p.Pathway])
			}
		}
		if s.Anaesthetist {
			add(useKey{Anaesthetists, s.Site, "", s.Date}, 1, !fixed)
		}
		halves := []Half{s.Half}
		if s.Half == AllDay || s.Half == "" {
			halves = []Half{Morning, Afternoon}
		}
		for _, h := range halves {
			t := teamKey{s.Trust, s.Team, s.Date, h}
			if teams[t] == nil {
				teams[t] = &use{}
			}
			teams[t].used++
			teams[t].open = teams[t].open || !fixed
			if teams[t].used > 1 && teams[t].open {
				c.say("team", &PlanLine{Session: id}, "the team %s has more than one list on %s (%s)", s.Team, s.Date, h)
			}
		}
	}
	for _, l := range c.ask.Limits {
		u := uses[useKey{l.Kind, l.Site, l.Name, l.Date}]
		most := l.Most
		if l.Kind == Anaesthetists {
			most = math.Floor(most)
		}
		if u != nil && u.open && u.used > most+2e-3 {
			c.say(string(l.Kind), &PlanLine{}, "%.2f of %g are used at %s on %s", u.used, l.Most, l.Site, l.Date)
			v := &c.report.Violations[len(c.report.Violations)-1]
			v.site, v.date = l.Site, l.Date
		}
	}
}
