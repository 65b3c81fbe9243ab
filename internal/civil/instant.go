package civil

import (
	"errors"
	"fmt"
	"time"
)

// ErrSkipped says that London's clocks never showed a time: they went forward over it.
var ErrSkipped = errors.New("the clocks went forward over that time")

// ParseInstant reads an instant as people write one: RFC 3339; the same without seconds; YYYY-MM-DDTHH:MM, with or without seconds, a London clock time; or YYYY-MM-DD,
// which means the last instant of that London day, whatever its length. A clock time
// that the change to summer time skips is ErrSkipped.
func ParseInstant(s string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	if t, err := time.Parse("2006-01-02T15:04Z07:00", s); err == nil {
		return t, nil
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05"} {
		t, err := time.ParseInLocation(layout, s, London)
		if err == nil && t.Format(layout) != s {
			return time.Time{}, fmt.Errorf("%q: %w", s, ErrSkipped)
		}
		if err == nil {
			return t, nil
		}
	}
	d, err := ParseDate(s)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is neither an instant nor a date", s)
	}
	return d.Add(1).At(0).Add(-time.Nanosecond), nil
}
