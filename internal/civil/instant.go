package civil

import (
	"fmt"
	"time"
)

// ParseInstant reads an instant as people write one: RFC 3339; YYYY-MM-DDTHH:MM, a London clock time; or YYYY-MM-DD,
// which means the last instant of that London day, whatever its length.
func ParseInstant(s string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05"} {
		if t, err := time.ParseInLocation(layout, s, London); err == nil {
			return t, nil
		}
	}
	d, err := ParseDate(s)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is neither an instant nor a date", s)
	}
	return d.Add(1).At(0).Add(-time.Nanosecond), nil
}
