package civil

import (
	"fmt"
	"time"
	_ "time/tzdata" // the binary must know Europe/London on a machine without zone files
)

// London is Europe/London: every clock time a user reads or types is in it.
var London = func() *time.Location {
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err) // cannot happen: the zone table is linked in
	}
	return l
}()

// Clock is a local time of day in minutes after midnight, written HH:MM.
type Clock int16

// ParseClock reads HH:MM.
func ParseClock(s string) (Clock, error) {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a time of day written HH:MM", s)
	}
	return Clock(t.Hour()*60 + t.Minute()), nil
}

// String is HH:MM.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// At is the instant when London's clocks show c on day d. On the night when an hour repeats it is the second of the
// two, in winter time; in the hour that is skipped it is the instant that time.Date gives.
func (d Date) At(c Clock) time.Time {
	return time.Date(int(d.y), time.Month(d.m), int(d.d), int(c)/60, int(c)%60, 0, 0, London)
}

// Today is the London day on which instant t falls.
func Today(t time.Time) Date { return DateOf(t.In(London)) }

// Hours is how long day d is in London: 24, or 23 and 25 when the clocks change.
func (d Date) Hours() float64 { return d.Add(1).At(0).Sub(d.At(0)).Hours() }
