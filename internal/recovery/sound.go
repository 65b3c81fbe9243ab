package recovery

import (
	"fmt"
	"math"
	"slices"

	"headroom/internal/fault"
	"headroom/internal/org"
)

// MostPatients and MostSessions are how many one plan takes: a board has fewer, and England as many plans as boards.
const (
	MostPatients = 250_000
	MostSessions = 60_000
)

const (
	mostDays    = 400 // of a horizon
	mostMinutes = 24 * 60
	mostNotes   = 200 // problems that are told one by one
)

// Sound gives an ask made whole (horizon, policy) without the rows that cannot be used, and every problem with its row and
// remedy. A problem that stops means that the rows left out matter: a caller plans without them only where a person says so.
func Sound(a Ask) (Ask, fault.List) {
	c := &sounding{ask: a, sessions: map[SessionID]bool{}, sites: map[string]org.Code{}}
	if a.From.IsZero() {
		c.list.Add("from", "", "the plan has no first day; give one")
		return a, c.list
	}
	if len(a.Patients) > MostPatients || len(a.Sessions) > MostSessions {
		c.list.Add("patients", "", "there are %d patients and %d sessions; a plan takes at most %d and %d. Plan each board or trust by itself",
			len(a.Patients), len(a.Sessions), MostPatients, MostSessions)
		return a, c.list
	}
	if len(a.Policy.Weights) == 0 {
		d := DefaultPolicy()
		d.Equality = a.Policy.Equality
		if a.Policy.Overrun != (Overrun{}) {
			d.Overrun = a.Policy.Overrun
		}
		c.ask.Policy = d
	}
	c.list = append(c.list, c.ask.Policy.Check()...)
	c.ask.Sessions = c.sessionsOf(a.Sessions)
	c.horizon()
	c.ask.Limits = c.limitsOf(a.Limits)
	c.ask.Patients = c.patientsOf(a.Patients)
	if c.more > 0 {
		c.list.Add("rows", "", "%d more problems are not listed; mend these first", c.more)
	}
	return c.ask, c.list
}

// sounding gathers the problems of an ask.
type sounding struct {
	ask      Ask
	list     fault.List
	more     int
	sessions map[SessionID]bool
	sites    map[string]org.Code
}

// bad notes a problem at a row.
func (c *sounding) bad(at Where, name, format string, args ...any) {
	if len(c.list) >= mostNotes {
		c.more++
		return
	}
	f := fault.Field{Name: name, Message: fmt.Sprintf(format, args...), File: at.File, Sheet: at.Sheet}
	if at.Line > 0 {
		f.Cell = fmt.Sprintf("row %d", at.Line)
	}
	c.list = append(c.list, f)
}

// sessionsOf keeps the sessions that can be read.
func (c *sounding) sessionsOf(in []Session) []Session {
	out := make([]Session, 0, len(in))
	for i := range in {
		s := &in[i]
		site, twice := c.sites[s.Site]
		switch {
		case s.ID == "":
			c.bad(s.Row, "session", "the session has no number; enter one")
		case c.sessions[s.ID]:
			c.bad(s.Row, "session", "session %s is there twice; leave one of the two", s.ID)
		case s.Date.IsZero():
			c.bad(s.Row, "date", "session %s has no date; enter it", s.ID)
		case !(s.Minutes > 0 && s.Minutes <= mostMinutes):
			c.bad(s.Row, "minutes", "session %s is %g minutes long; enter a length from 1 to %d", s.ID, s.Minutes, mostMinutes)
		case twice && site != s.Trust:
			c.bad(s.Row, "site", "the site %s is of the trust %s elsewhere and of %s here; put the trust's code before its own codes of sites", s.Site, site, s.Trust)
		default:
			c.sessions[s.ID], c.sites[s.Site] = true, s.Trust
			out = append(out, *s)
		}
	}
	return out
}

// horizon gives a plan that names none all the days on which there is a session.
func (c *sounding) horizon() {
	if c.ask.Days == 0 {
		c.ask.Days = 1
		for i := range c.ask.Sessions {
			c.ask.Days = max(c.ask.Days, min(c.ask.Sessions[i].Date.Sub(c.ask.From)+1, mostDays))
		}
	}
	if c.ask.Days < 1 || c.ask.Days > mostDays {
		c.list.Add("days", "", "the plan is to reach over %d days; give a number from 1 to %d", c.ask.Days, mostDays)
		c.ask.Days = 1
	}
}

// limitsOf keeps the limits that can be read.
func (c *sounding) limitsOf(in []Limit) []Limit {
	out := make([]Limit, 0, len(in))
	type about struct {
		kind       LimitKind
		site, name string
		day        int
	}
	seen := map[about]bool{}
	for _, l := range in {
		k := about{l.Kind, l.Site, l.Name, l.Date.Sub(c.ask.From)}
		switch {
		case !slices.Contains([]LimitKind{Beds, HighBeds, Anaesthetists, Equipment}, l.Kind):
			c.bad(l.Row, "kind", "%q is no kind of limit; it is beds, high-beds, anaesthetist or equipment", l.Kind)
		case l.Date.IsZero():
			c.bad(l.Row, "date", "the limit has no date; enter it")
		case !(l.Most >= 0 && l.Most < roomy):
			c.bad(l.Row, "most", "the limit is %g; enter 0 or more", l.Most)
		case seen[k]:
			c.bad(l.Row, "date", "the %s of %s on %s are limited twice; leave one of the two", kindWords(l.Kind), l.Site, longDay(l.Date))
		default:
			seen[k] = true
			out = append(out, l)
		}
	}
	return out
}

// patientsOf keeps the patients that can be planned: the same slice where that is all of them.
func (c *sounding) patientsOf(in []Patient) []Patient {
	seen := make(map[Pathway]bool, len(in))
	bad := map[int]bool{}
	for i := range in {
		p := &in[i]
		switch {
		case p.Pathway == "":
			c.bad(p.Row, "pathway", "the pathway has no number; enter it")
		case seen[p.Pathway]:
			c.bad(p.Row, "pathway", "pathway %s is there twice; leave one of the two", p.Pathway)
		case c.patient(p):
			seen[p.Pathway] = true
			continue
		}
		bad[i] = true
	}
	if len(bad) == 0 {
		return in
	}
	out := make([]Patient, 0, len(in)-len(bad))
	for i := range in {
		if !bad[i] {
			out = append(out, in[i])
		}
	}
	return out
}

// patient tells whether a patient can be planned, and what is wrong where not.
func (c *sounding) patient(p *Patient) bool {
	before := len(c.list) + c.more
	bad := func(name, format string, args ...any) {
		c.bad(p.Row, name, "pathway %s: "+format, append([]any{p.Pathway}, args...)...)
	}
	// Minutes of 0 are minutes that nobody has entered: such a pathway is kept, and the plan says that it cannot be booked.
	if !(p.Minutes == 0 || p.Minutes >= 1 && p.Minutes <= mostMinutes) {
		bad("minutes", "%g minutes cannot be; enter the expected minutes with turnover, from 1 to %d", p.Minutes, mostMinutes)
	}
	if !(p.Spread >= 0 && p.Spread <= mostMinutes) {
		bad("spread", "a standard deviation of %g minutes cannot be; enter one from 0 to %d, or leave it empty", p.Spread, mostMinutes)
	}
	if p.Clock.After(c.ask.From) {
		bad("clock_start", "the clock starts on %s, after the plan's first day, %s; correct the one that is wrong", longDay(p.Clock), longDay(c.ask.From))
	}
	for _, w := range append(misfits(p), futures(p, c.ask.From)...) {
		if w.field == "clock_start" {
			continue
		}
		bad(string(w.field), "%s", w.words)
	}
	for _, use := range append(slices.Clone(p.Nights), p.HighNights...) {
		if !(use >= 0 && use <= 1) || math.IsNaN(use) {
			bad("nights", "a night's use of a bed is %g; it is a chance from 0 to 1", use)
			break
		}
	}
	for _, k := range []struct {
		name string
		id   SessionID
	}{{"booked", p.Booked}, {"pinned", p.Pinned}} {
		if k.id != "" && !c.sessions[k.id] {
			bad(k.name, "session %s is not among the sessions; add it there, or take it out here", k.id)
		}
	}
	return len(c.list)+c.more == before
}
