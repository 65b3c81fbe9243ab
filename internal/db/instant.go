package db

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// instantLayout has a fixed width, so the text sorts as time does on both engines.
const instantLayout = "2006-01-02T15:04:05.000000Z"

// Instant is a time.Time as both engines store it: UTC text with microseconds. The zero Instant is stored as the empty
// text and means "not yet" or "never".
type Instant struct{ time.Time }

// At makes an Instant for a query's argument.
func At(t time.Time) Instant { return Instant{t} }

// Value is the stored text.
func (i Instant) Value() (driver.Value, error) {
	if i.IsZero() {
		return "", nil
	}
	return i.UTC().Format(instantLayout), nil
}

// Scan reads the stored text.
func (i *Instant) Scan(src any) error {
	var s string
	switch v := src.(type) {
	case nil:
		i.Time = time.Time{}
		return nil
	case string:
		s = v
	case []byte:
		s = string(v)
	case time.Time:
		i.Time = v.UTC()
		return nil
	default:
		return fmt.Errorf("an instant cannot be read from %T", src)
	}
	if s == "" {
		i.Time = time.Time{}
		return nil
	}
	t, err := time.Parse(instantLayout, s)
	if err != nil {
		return fmt.Errorf("stored instant %q is damaged", s)
	}
	i.Time = t
	return nil
}
