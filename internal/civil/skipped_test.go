package civil

import (
	"errors"
	"testing"
	"time"
)

func TestSkippedAndOffset(t *testing.T) {
	for _, s := range []string{"2025-03-30T01:30", "2025-03-30T01:00:00", "2025-03-30T01:59"} {
		if at, err := ParseInstant(s); !errors.Is(err, ErrSkipped) {
			t.Errorf("%s is read as %v, %v", s, at, err)
		}
	}
	want := time.Date(2025, 6, 1, 7, 30, 0, 0, time.UTC)
	for _, s := range []string{"2025-06-01T08:30+01:00", "2025-06-01T08:30:00+01:00", "2025-06-01T07:30Z", "2025-06-01T08:30", "2025-06-01T08:30:00"} {
		if at, err := ParseInstant(s); err != nil || !at.Equal(want) {
			t.Errorf("%s is read as %v, %v", s, at, err)
		}
	}
}
