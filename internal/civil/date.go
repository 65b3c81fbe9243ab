package civil

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Date is a calendar day without a zone, written YYYY-MM-DD. The zero Date means "no date".
// Its text form sorts as the days do, which is why both database engines store it as text.
type Date struct {
	y    int16
	m, d uint8
}

// On makes the date y-m-d, carrying overflowing months and days as time.Date does.
func On(y int, m time.Month, d int) Date {
	return DateOf(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
}

// DateOf is the calendar day that t shows in t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{int16(y), uint8(m), uint8(d)}
}

// ParseDate reads YYYY-MM-DD, years 1900 to 2199; anything else is an error that says so.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		return Date{}, fmt.Errorf("%q is not a date written YYYY-MM-DD", s)
	}
	if t.Year() < 1900 || t.Year() > 2199 {
		return Date{}, fmt.Errorf("the year of %q is outside 1900 to 2199", s)
	}
	return DateOf(t), nil
}

// MustDate is ParseDate for literals in tables and tests; it panics on a bad one.
func MustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Year is the calendar year.
func (d Date) Year() int { return int(d.y) }

// Month is the calendar month.
func (d Date) Month() time.Month { return time.Month(d.m) }

// Day is the day of the month, from 1.
func (d Date) Day() int { return int(d.d) }

// IsZero reports whether d is "no date".
func (d Date) IsZero() bool { return d == Date{} }

// String is YYYY-MM-DD, or the empty string for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	if d.y < 0 || d.y > 9999 {
		return fmt.Sprintf("%04d-%02d-%02d", d.y, d.m, d.d)
	}
	digit := func(n int) byte { return byte('0' + n%10) }
	y, m, day := int(d.y), int(d.m), int(d.d)
	return string([]byte{digit(y / 1000), digit(y / 100), digit(y / 10), digit(y), '-', digit(m / 10), digit(m), '-', digit(day / 10), digit(day)})
}

// Format lays the date out as time.Format would (use layouts without a clock).
func (d Date) Format(layout string) string { return d.utc().Format(layout) }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// ISOWeek is the ISO 8601 year and week number.
func (d Date) ISOWeek() (year, week int) { return d.utc().ISOWeek() }

// Add is n days later (earlier when negative).
func (d Date) Add(n int) Date { return DateOf(d.utc().AddDate(0, 0, n)) }

// Sub is the number of days from e to d.
func (d Date) Sub(e Date) int { return int((d.utc().Unix() - e.utc().Unix()) / 86400) }

// Before reports whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After reports whether d is a later day than e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// Compare is -1, 0 or +1 as d is before, the same as or after e.
func (d Date) Compare(e Date) int {
	a, b := int(d.y)<<16|int(d.m)<<8|int(d.d), int(e.y)<<16|int(e.m)<<8|int(e.d)
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (d Date) utc() time.Time {
	return time.Date(int(d.y), time.Month(d.m), int(d.d), 0, 0, 0, 0, time.UTC)
}

// MarshalText writes YYYY-MM-DD.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD; the empty text is no date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	v, err := ParseDate(string(b))
	*d = v
	return err
}

// Value stores the date as its text; no date is stored as the empty text.
func (d Date) Value() (driver.Value, error) { return d.String(), nil }

// Scan reads the stored text; NULL is no date.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Date{}
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	case time.Time:
		*d = DateOf(v)
		return nil
	}
	return fmt.Errorf("a date cannot be read from %T", src)
}

// Range is the half-open span of days [From, To). A zero To means "still running".
type Range struct{ From, To Date }

// Contains reports whether day d lies in the range.
func (r Range) Contains(d Date) bool {
	return !d.Before(r.From) && (r.To.IsZero() || d.Before(r.To))
}

// Days is the number of days; -1 when the range has no end.
func (r Range) Days() int {
	if r.To.IsZero() {
		return -1
	}
	return r.To.Sub(r.From)
}

// Each calls f for every day of a closed range, first to last.
func (r Range) Each(f func(Date)) {
	for d := r.From; d.Before(r.To); d = d.Add(1) {
		f(d)
	}
}
