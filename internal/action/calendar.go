package action

import (
	"fmt"
	"slices"
	"time"

	"headroom/internal/civil"
)

// Mark is a dated note of the winter calendar: a letter's day, a religious or school holiday, a deadline.
type Mark struct {
	On          civil.Date `json:"on"`
	To          civil.Date `json:"to,omitzero"` // exclusive end of a stretch; zero for one day
	Kind        string     `json:"kind"`        // "letter", "christmas", "school", "deadline"
	Words       string     `json:"words"`
	Source      string     `json:"source"`
	Unconfirmed bool       `json:"unconfirmed,omitempty"`
}

// span is the days of the mark.
func (m Mark) span() civil.Range {
	if m.To.IsZero() {
		return civil.Range{From: m.On, To: m.On.Add(1)}
	}
	return civil.Range{From: m.On, To: m.To}
}

// LetterMarks lists the key dates of the letters of winter 2023-24.
func LetterMarks() []Mark {
	at := civil.MustDate
	return []Mark{
		{On: at("2023-11-08"), Kind: "letter", Words: "NHS England letter on the winter and planning round", Source: "england.nhs.uk letter, 8 November 2023"},
		{On: at("2023-12-12"), Kind: "letter", Words: "NHS England letter on occupancy before Christmas and the action of December and January", Source: "summaries of letters of 8 and 12 December 2023", Unconfirmed: true},
		{On: at("2023-12-14"), Kind: "letter", Words: "Department of Health and Social Care letter to directors of adult social services", Source: "DHSC letter of 14 December 2023"},
		{On: at("2024-01-09"), To: at("2024-02-01"), Kind: "letter", Words: "NHS England PRN01079, washup and next steps (January 2024; day not confirmed)", Source: "PRN01079", Unconfirmed: true},
		{On: at("2024-03-31"), Kind: "deadline", Words: "76% within four hours, 75% on faster diagnosis, cancer backlog and 65-week targets fall due", Source: "PRN01079"},
	}
}

// SeasonMarks lists what each winter brings about the turn of a year: Christmas Eve, the days between, and the usual school
// holidays, which councils set and which are therefore unconfirmed.
func SeasonMarks(year int) []Mark {
	on := func(m time.Month, d int) civil.Date { return civil.On(year, m, d) }
	const usual = "usual dates; councils and academies set their own"
	mondayBefore := on(12, 25)
	for mondayBefore.Weekday() != time.Monday {
		mondayBefore = mondayBefore.Add(-1)
	}
	back := civil.On(year+1, 1, 2)
	for back.Weekday() != time.Monday {
		back = back.Add(1)
	}
	return []Mark{
		{On: mondayBefore, To: back, Kind: "school", Words: "School Christmas holiday", Source: usual, Unconfirmed: true},
		{On: on(12, 24), Kind: "christmas", Words: "Christmas Eve", Source: "calendar"},
		{On: on(12, 25), Kind: "christmas", Words: "Christmas Day", Source: "calendar"},
		{On: on(12, 26), Kind: "christmas", Words: "Boxing Day", Source: "calendar"},
		{On: on(12, 27), To: civil.On(year, 12, 32), Kind: "christmas", Words: "Between Christmas and New Year: the days to win back occupancy", Source: "DHSC letter of 14 December 2023"},
		{On: civil.On(year, 12, 31), Kind: "christmas", Words: "New Year's Eve", Source: "calendar"},
		{On: civil.On(year+1, 1, 1), Kind: "christmas", Words: "New Year's Day", Source: "calendar"},
	}
}

// CalendarDay is one day of the winter calendar.
type CalendarDay struct {
	Day     civil.Date
	Holiday string // the bank holiday's name, or ""
	Weekend bool
	Working bool
	// StrikeDay is true on days that a strike day begins; Hours is how many of the day's hours lie in action by anyone.
	StrikeDay bool
	Hours     float64
	Phase     Phase // at noon
	Marks     []Mark
	// Words join what a reader must know of the day.
	Words []string
}

// calendarMargin is how many days before and after the action the calendar shows.
const calendarMargin = 14

// Calendar lays out the days from two weeks before a period to two weeks after it. Other periods that fall into the span shade
// it too, so give all of them.
func Calendar(p Period, all []Period, hol civil.Holidays, marks []Mark, policy PhasePolicy) []CalendarDay {
	from, to := p.Bounds()
	if len(p.Windows) == 0 {
		return nil
	}
	first, last := civil.Today(from).Add(-calendarMargin), civil.Today(to).Add(calendarMargin)
	shade := NewShade(all)
	var begins []civil.Date
	for _, x := range all {
		if x.Standing != Doubtful {
			begins = append(begins, x.StrikeDays()...)
		}
	}
	var out []CalendarDay
	for d := first; !d.After(last); d = d.Add(1) {
		c := CalendarDay{Day: d, Weekend: d.Weekday() == time.Saturday || d.Weekday() == time.Sunday, Working: hol.IsWorkingDay(d),
			Hours: shade.HoursOn(d), StrikeDay: slices.Contains(begins, d), Phase: p.Phase(d.At(12*60), policy)}
		if h, ok := hol.On(d); ok {
			c.Holiday = h.Name
		}
		for _, m := range marks {
			if m.span().Contains(d) {
				c.Marks = append(c.Marks, m)
			}
		}
		c.Words = dayWords(c)
		out = append(out, c)
	}
	return out
}

func dayWords(c CalendarDay) []string {
	var w []string
	if c.Hours > 0 {
		w = append(w, fmt.Sprintf("Industrial action for %s of %s hours", hours(c.Hours), hours(c.Day.Hours())))
	}
	if c.Holiday != "" {
		w = append(w, "Bank holiday: "+c.Holiday)
	}
	for _, m := range c.Marks {
		if m.Words == c.Holiday {
			continue
		}
		s := m.Words
		if m.Unconfirmed {
			s += " (unconfirmed)"
		}
		w = append(w, s)
	}
	return w
}

// hours writes 17 or 16.98 without needless noughts.
func hours(h float64) string {
	if h == float64(int(h)) {
		return fmt.Sprintf("%d", int(h))
	}
	return fmt.Sprintf("%.1f", h)
}

// MarksFor is the season's marks of the winters a period touches, with the letters'.
func MarksFor(p Period) []Mark {
	from, to := p.Bounds()
	first, last := civil.Today(from).Add(-calendarMargin), civil.Today(to).Add(calendarMargin)
	marks := LetterMarks()
	for y := first.Year() - 1; y <= last.Year(); y++ {
		marks = append(marks, SeasonMarks(y)...)
	}
	return marks
}
