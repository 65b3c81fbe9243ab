package action

import (
	"fmt"
	"strings"
	"time"

	"headroom/internal/civil"
)

// Moment is a minute on London's clocks, as "2023-12-20T07:00". On the night when an hour repeats, Second means the second
// of the two, written with "#2" at the end. The zero Moment is "not stated".
type Moment struct {
	Day    civil.Date
	Clock  civil.Clock
	Second bool
}

// ParseMoment reads the form that String writes; a space may stand for the T. A minute that London skips is an error.
func ParseMoment(s string) (Moment, error) {
	text, second := strings.CutSuffix(strings.TrimSpace(s), "#2")
	day, clock, ok := strings.Cut(strings.Replace(text, " ", "T", 1), "T")
	if !ok {
		return Moment{}, fmt.Errorf("%q is not a local time written YYYY-MM-DDTHH:MM", s)
	}
	d, err := civil.ParseDate(day)
	if err != nil {
		return Moment{}, err
	}
	c, err := civil.ParseClock(clock)
	if err != nil {
		return Moment{}, err
	}
	m := Moment{Day: d, Clock: c, Second: second}
	if got := m.At(); civil.Today(got) != d || clockOf(got) != c {
		return Moment{}, fmt.Errorf("on %s the clocks go forward and %s is skipped; name a minute before or after", d, c)
	}
	if second && !m.Ambiguous() {
		return Moment{}, fmt.Errorf("%s %s comes only once; leave out #2", d, c)
	}
	return m, nil
}

// MustMoment is ParseMoment for literals in tables and tests; it panics on a bad one.
func MustMoment(s string) Moment {
	m, err := ParseMoment(s)
	if err != nil {
		panic(err)
	}
	return m
}

// MomentOf is the London minute of an instant.
func MomentOf(t time.Time) Moment {
	m := Moment{Day: civil.Today(t), Clock: clockOf(t)}
	m.Second = m.Ambiguous() && !m.At().Equal(t.Truncate(time.Minute))
	return m
}

func clockOf(t time.Time) civil.Clock {
	l := t.In(civil.London)
	return civil.Clock(l.Hour()*60 + l.Minute())
}

// At is the instant.
func (m Moment) At() time.Time {
	first, second, twice := m.both()
	if m.Second && twice {
		return second
	}
	return first
}

// Ambiguous reports whether London's clocks show this minute twice, so that a person must be asked which is meant.
func (m Moment) Ambiguous() bool {
	_, _, twice := m.both()
	return twice
}

// both is the first and the second instant at which the clocks show the minute. Which of the two the time package gives is
// not promised, so both neighbours are tried.
func (m Moment) both() (first, second time.Time, twice bool) {
	t := m.Day.At(m.Clock)
	shows := func(x time.Time) bool { return clockOf(x) == m.Clock && civil.Today(x) == m.Day }
	if e := t.Add(-time.Hour); shows(e) {
		return e, t, true
	}
	if l := t.Add(time.Hour); shows(l) {
		return t, l, true
	}
	return t, t, false
}

// IsZero reports "not stated".
func (m Moment) IsZero() bool { return m.Day.IsZero() }

// String is YYYY-MM-DDTHH:MM, with #2 for the second of two, or "" when not stated.
func (m Moment) String() string {
	if m.IsZero() {
		return ""
	}
	s := m.Day.String() + "T" + m.Clock.String()
	if m.Second {
		s += "#2"
	}
	return s
}

// Words is the moment for people: Wed 20 Dec 2023, 07:00.
func (m Moment) Words() string {
	if m.IsZero() {
		return "not stated"
	}
	s := m.Day.Format("Mon 2 Jan 2006") + ", " + m.Clock.String()
	if m.Second {
		s += " (the second, after the clocks go back)"
	}
	return s
}

// MarshalText writes String.
func (m Moment) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (m *Moment) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*m = Moment{}
		return nil
	}
	v, err := ParseMoment(string(b))
	*m = v
	return err
}
