package recovery

import (
	"context"
	"fmt"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/sheet"
)

// ReadSessions reads a file of sessions, one in a row. Mapping and faults are as in ReadPatients. A session without a team
// is read: nothing can be booked into it, and SessionNotes says so.
func ReadSessions(ctx context.Context, book *sheet.Book, m Mapping) ([]Session, error) {
	var out []Session
	seen := map[SessionID]int{}
	err := readRows(ctx, book, m, SessionFile, sessionColumns(), func(t *table, r sheet.Row, s *Session) error {
		if s.Trust == "" {
			s.Trust = m.Trust
		}
		if s.Half == "" {
			s.Half = AllDay
		}
		s.Row = t.where(r)
		if s.ID != "" {
			if first, twice := seen[s.ID]; twice {
				t.problem(r, "session", "session %s stands in row %d already; leave one of the two", s.ID, first)
			} else {
				seen[s.ID] = r.Index
			}
		}
		out = append(out, *s)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// SessionNotes says of each session what keeps everybody out of it, as warnings with their rows: no team, closed.
func SessionNotes(sessions []Session) []fault.Field {
	var out []fault.Field
	note := func(s *Session, name, words string) {
		out = append(out, fault.Field{Name: name, Message: words, File: s.Row.File, Sheet: s.Row.Sheet, Cell: fmt.Sprintf("row %d", s.Row.Line), Warning: true})
	}
	for i := range sessions {
		s := &sessions[i]
		if s.Closed != "" {
			note(s, "closed", fmt.Sprintf("session %s is closed (%s): nothing is booked into it", s.ID, s.Closed))
		} else if s.Team == "" {
			note(s, "team", fmt.Sprintf("session %s has no team: nothing is booked into it until one is entered", s.ID))
		}
	}
	return out
}

func sessionColumns() []column[Session] {
	return []column[Session]{
		{"session", true, "the session's number", "session id|id|list id|theatre session|list|session number|clinic id", func(c *cell, s *Session) { s.ID = SessionID(c.code(80)) }},
		{"trust", false, "the trust's code, as RA4", "provider|provider code|org code|organisation code|trust code", func(c *cell, s *Session) { s.Trust = c.org() }},
		{"site", false, "the site's own code", "site code|hospital|hospital site", func(c *cell, s *Session) { s.Site = c.code(40) }},
		{"date", true, "the day", "session date|list date|day", func(c *cell, s *Session) { s.Date = c.day() }},
		{"half", false, "am, pm, eve or all-day", "am pm|session half|part of day|session type", func(c *cell, s *Session) { s.Half = c.half() }},
		{"start", false, "when it begins, as 08:30", "start time|session start|list start", func(c *cell, s *Session) { s.Start = c.clock() }},
		{"specialty", false, "treatment function code, as 110", "treatment function|treatment function code|tfc|specialty code", func(c *cell, s *Session) { s.Specialty = c.specialty() }},
		{"minutes", true, "length in minutes, 1 to 1440", "session minutes|list minutes|length|length minutes|duration|planned minutes", func(c *cell, s *Session) { s.Minutes, _ = c.number(1, 1440, "the length in minutes") }},
		{"team", false, "the surgeon or team by local code", "surgeon|surgeon code|consultant code|team code", func(c *cell, s *Session) { s.Team = c.code(40) }},
		{"skills", false, "the team's skills, with semicolons between", "skill|team skills", func(c *cell, s *Session) { s.Skills = c.list() }},
		{"anaesthetist", false, "yes when an anaesthetist can be had for it", "anaesthetist available|anaesthetic", func(c *cell, s *Session) { s.Anaesthetist = c.known() == Yes }},
		{"high_care", false, "yes when its site can take people into high-dependency or critical care", "high care|hdu|hdu available|critical care", func(c *cell, s *Session) { s.HighCare = c.known() == Yes }},
		{"equipment", false, "named equipment that is there, with semicolons between", "", func(c *cell, s *Session) { s.Equipment = c.list() }},
		{"closed", false, "why nothing may be booked; empty when open", "closed reason|closure|reason closed", func(c *cell, s *Session) { s.Closed = c.reason() }},
	}
}

// reason is why something is so, in words that say it of nobody.
func (c *cell) reason() string {
	if words := Telling(c.text); words != "" {
		c.bad("%s", words)
		return ""
	}
	return c.code(200)
}

// half is a part of the day.
func (c *cell) half() Half {
	switch letters(c.text) {
	case "am", "morning":
		return Morning
	case "pm", "afternoon":
		return Afternoon
	case "eve", "evening", "ev":
		return Evening
	case "allday", "day", "fullday", "full", "wholeday":
		return AllDay
	}
	c.bad("%q is no part of a day; write am, pm, eve or all-day", c.clip())
	return ""
}

// limitRow is a limit with the last day that it holds on.
type limitRow struct {
	Limit
	until civil.Date
}

// ReadLimits reads a file of limits: a kind, site and day, or stretch of days, in a row. Mapping and faults are as in
// ReadPatients. Two rows about the same kind, site, day and name have no answer to which counts and are refused.
func ReadLimits(ctx context.Context, book *sheet.Book, m Mapping) ([]Limit, error) {
	var out []Limit
	type about struct {
		kind LimitKind
		site string
		date civil.Date
		name string
	}
	seen := map[about]int{}
	err := readRows(ctx, book, m, LimitFile, limitColumns(), func(t *table, r sheet.Row, v *limitRow) error {
		v.Row = t.where(r)
		switch {
		case v.Kind == Equipment && v.Name == "":
			t.problem(r, "name", "the equipment's name is missing; enter it as patients and sessions have it")
		case v.Kind != Equipment && v.Kind != "" && v.Name != "":
			t.problem(r, "name", "only equipment has a name; empty the cell")
		}
		last := v.Date
		if !v.until.IsZero() {
			last = v.until
		}
		if last.Before(v.Date) || last.Sub(v.Date) > 730 {
			t.problem(r, "until", "the last day, %s, must be from the first, %s, to two years after it; correct it", last, v.Date)
			return nil
		}
		for d := v.Date; !d.After(last); d = d.Add(1) {
			l := v.Limit
			l.Date = d
			key := about{l.Kind, l.Site, d, l.Name}
			if first, twice := seen[key]; twice {
				t.problem(r, "date", "row %d says the same thing of %s already; leave one of the two", first, d)
				return nil
			}
			seen[key] = r.Index
			out = append(out, l)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func limitColumns() []column[limitRow] {
	return []column[limitRow]{
		{"kind", true, "beds, high-beds, anaesthetist or equipment", "limit|what|limit kind|type", func(c *cell, l *limitRow) {
			switch letters(c.text) {
			case "hdu", "hdubeds", "highdependency", "criticalcare", "highbed":
				l.Kind = HighBeds
			case "bed", "wardbeds":
				l.Kind = Beds
			case "anaesthetists":
				l.Kind = Anaesthetists
			default:
				l.Kind = LimitKind(c.oneOf(string(Beds), string(HighBeds), string(Anaesthetists), string(Equipment)))
			}
		}},
		{"site", true, "the site's own code", "site code|hospital", func(c *cell, l *limitRow) { l.Site = c.code(40) }},
		{"date", true, "the day, or the first of several", "day|from|first day|night", func(c *cell, l *limitRow) { l.Date = c.day() }},
		{"until", false, "the last of several days", "to|last day", func(c *cell, l *limitRow) { l.until = c.day() }},
		{"name", false, "the equipment's name", "equipment|equipment name", func(c *cell, l *limitRow) { l.Name = c.code(80) }},
		{"most", true, "the most there is, 0 or more", "max|maximum|capacity|number|available", func(c *cell, l *limitRow) { l.Most, _ = c.number(0, 100000, "the most there is") }},
	}
}

// Booking is a session that a pathway holds.
type Booking struct {
	Pathway Pathway
	Session SessionID
	Firm    bool // not to be moved
	Row     Where
}

// ReadBooked reads a file of bookings, a pathway in a row. Mapping and faults are as in ReadPatients.
func ReadBooked(ctx context.Context, book *sheet.Book, m Mapping) ([]Booking, error) {
	var out []Booking
	seen := map[Pathway]int{}
	err := readRows(ctx, book, m, BookedFile, bookedColumns(), func(t *table, r sheet.Row, b *Booking) error {
		b.Row = t.where(r)
		if first, twice := seen[b.Pathway]; twice && b.Pathway != "" {
			t.problem(r, "pathway", "the same pathway holds the session of row %d already; leave one of the two", first)
		} else {
			seen[b.Pathway] = r.Index
		}
		out = append(out, *b)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func bookedColumns() []column[Booking] {
	return []column[Booking]{
		{"pathway", true, "the pathway's number", "pathway id|pathway identifier|patient pathway identifier|ppi|pathway number", func(c *cell, b *Booking) { b.Pathway = Pathway(c.pathway()) }},
		{"session", true, "the session held", "session id|booked|booked session|list id|tci session", func(c *cell, b *Booking) { b.Session = SessionID(c.code(80)) }},
		{"firm", false, "yes when it is not to be moved", "booking firm|firm booking|do not move", func(c *cell, b *Booking) { b.Firm = c.known() == Yes }},
	}
}

// Book gives the patients with what the bookings say of them. A booking of a pathway or session that is not there is a
// problem with its row and remedy, all at once.
func Book(patients []Patient, sessions []Session, bookings []Booking) ([]Patient, error) {
	at := make(map[Pathway]int, len(patients))
	for i := range patients {
		at[patients[i].Pathway] = i
	}
	lists := make(map[SessionID]bool, len(sessions))
	for i := range sessions {
		lists[sessions[i].ID] = true
	}
	out := slices.Clone(patients)
	var bad fault.List
	more := 0
	problem := func(b Booking, name, words string) {
		if len(bad) == maxProblems {
			more++
			return
		}
		bad = append(bad, fault.Field{Name: name, Message: words, File: b.Row.File, Sheet: b.Row.Sheet, Cell: fmt.Sprintf("row %d", b.Row.Line)})
	}
	for _, b := range bookings {
		i, known := at[b.Pathway]
		switch {
		case !known:
			problem(b, "pathway", fmt.Sprintf("pathway %s is not among the patients; add it there or take the booking out", b.Pathway))
		case !lists[b.Session]:
			problem(b, "session", fmt.Sprintf("session %s is not among the sessions; add it there or take the booking out", b.Session))
		default:
			out[i].Booked, out[i].Firm = b.Session, b.Firm
		}
	}
	if len(bad) == 0 {
		return out, nil
	}
	return nil, bad.Err("The bookings do not fit the patients and sessions: %d problems, %d of them listed", len(bad)+more, len(bad))
}
