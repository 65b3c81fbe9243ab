package orgdb

import (
	"testing"
	"time"

	"headroom/internal/org"
)

func TestWhatWasKnownIsCountedByTime(t *testing.T) {
	at := func(h int) time.Time { return time.Date(2024, 1, 1, h, 0, 0, 0, time.UTC) }
	r := recorded{facts: []org.Fact{{Change: 1, Recorded: at(3)}, {Change: 2, Recorded: at(1)}, {Change: 3, Recorded: at(3)}, {Change: 4, Recorded: at(2)}}}
	r.count()
	for _, c := range []struct {
		asOf          time.Time
		known, newest int64
	}{{at(0), 0, 0}, {at(1), 1, 2}, {at(1).Add(time.Minute), 1, 2}, {at(2), 2, 4}, {at(3).Add(-time.Nanosecond), 2, 4}, {at(3), 4, 4}, {at(9), 4, 4}} {
		if known, newest := r.at(c.asOf); known != c.known || newest != c.newest {
			t.Errorf("at %s: %d known, newest %d; want %d and %d", c.asOf, known, newest, c.known, c.newest)
		}
	}
	if known, newest := (recorded{}).at(at(1)); known != 0 || newest != 0 {
		t.Error("nothing recorded is known")
	}
}
