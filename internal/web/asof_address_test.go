package web

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

// As an address brings it: with a plus, which arrives as a space, and with the plus written as %2B.
func TestAsOfFromAnAddress(t *testing.T) {
	now := time.Date(2025, 12, 21, 8, 30, 0, 0, time.UTC)
	want := time.Date(2025, 6, 1, 7, 30, 0, 0, time.UTC)
	for _, raw := range []string{"2025-06-01T08:30+01:00", "2025-06-01T08:30%2B01:00", "2025-06-01T08:30:00+01:00", "2025-06-01T08:30:00%2B01:00", "2025-06-01T07:30:00Z"} {
		q, err := url.ParseQuery("as-of=" + raw)
		if err != nil {
			t.Fatal(err)
		}
		if at, past, err := parseAsOf(q.Get(asOfParam), now); err != nil || !past || !at.Equal(want) {
			t.Errorf("%s: %v %v %v", raw, at, past, err)
		}
	}
	_, _, err := parseAsOf("2025-03-30T01:30", now)
	if list := ProblemsOf(err); len(list) != 1 || !strings.Contains(list[0].Message, "went forward over it") {
		t.Errorf("a time that the clocks skip: %v", err)
	}
}
