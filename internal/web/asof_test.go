package web

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

func TestParseAsOf(t *testing.T) {
	winter, summer := testNow(), civil.MustDate("2025-07-15").At(12*60)
	for _, c := range []struct {
		name, in string
		now      time.Time
		want     string // RFC 3339, UTC
		past     bool
	}{
		{"nothing", "", winter, "2025-12-21T07:30:00Z", false},
		{"spaces", "  ", winter, "2025-12-21T07:30:00Z", false},
		{"local minute in winter", "2025-12-20T08:30", winter, "2025-12-20T08:30:00Z", true},
		{"local minute in summer", "2025-07-14T08:30", summer, "2025-07-14T07:30:00Z", true},
		{"local second", "2025-12-20T08:30:15", winter, "2025-12-20T08:30:15Z", true},
		{"RFC 3339 in UTC", "2025-07-14T08:30:00Z", summer, "2025-07-14T08:30:00Z", true},
		{"RFC 3339 with offset", "2025-07-14T08:30:00+01:00", summer, "2025-07-14T07:30:00Z", true},
		{"a plus that the address turned into a space", "2025-07-14T08:30:00 01:00", summer, "2025-07-14T07:30:00Z", true},
		{"a day in winter", "2025-12-19", winter, "2025-12-19T23:59:59.999999999Z", true},
		{"a day in summer", "2025-07-14", summer, "2025-07-14T22:59:59.999999999Z", true},
		{"the day of 23 hours", "2025-03-30", winter, "2025-03-30T22:59:59.999999999Z", true},
		{"the day of 25 hours", "2025-10-26", winter, "2025-10-26T23:59:59.999999999Z", true},
		{"today means now", "2025-12-21", winter, "2025-12-21T07:30:00Z", false},
		{"this very minute", "2025-12-21T07:30", winter, "2025-12-21T07:30:00Z", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			at, past, err := parseAsOf(c.in, c.now)
			if err != nil {
				t.Fatal(err)
			}
			if got := at.UTC().Format(time.RFC3339Nano); got != c.want || past != c.past {
				t.Errorf("got %s past %v, want %s past %v", got, past, c.want, c.past)
			}
		})
	}
}

func TestParseAsOfRefuses(t *testing.T) {
	for _, in := range []string{"tomorrow", "2025-12-22", "2025-12-21T07:31", "2025-13-01", "21/12/2025", "1", "0001-01-01", "'; drop table"} {
		_, past, err := parseAsOf(in, testNow())
		if fault.KindOf(err) != fault.Invalid || past {
			t.Errorf("%q: %v", in, err)
		}
	}
}

// The value that the shell writes into links is read back as the same instant, on every night of the year.
func TestAsOfValueReturns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(1_600_000_000, 1_760_000_000).Draw(t, "seconds"), 0)
		if rapid.Bool().Draw(t, "whole minute") {
			at = at.Truncate(time.Minute)
		}
		got, past, err := parseAsOf(asOfValue(at), testNow())
		if err != nil || !past || !got.Equal(at) {
			t.Fatalf("%s was written as %q and read as %s, %v, %v", at, asOfValue(at), got, past, err)
		}
	})
}

// The hour that happens twice: the short form can mean only one of the two, so the other is written with its zone.
func TestAsOfValueOfTheRepeatedHour(t *testing.T) {
	second := time.Date(2025, 10, 26, 1, 30, 0, 0, time.UTC) // 01:30 GMT
	first := second.Add(-time.Hour)                          // 01:30 BST
	a, b := asOfValue(first), asOfValue(second)
	if a == b || !strings.HasSuffix(a+b, "Z") && !strings.HasPrefix(a+b, "2025-10-26T00:30:00Z") {
		t.Errorf("%s and %s", a, b)
	}
	if got := asOfValue(second.Add(-3 * time.Hour)); got != "2025-10-25T23:30" {
		t.Errorf("got %s", got)
	}
}

func TestWithAsOf(t *testing.T) {
	for _, c := range [][2]string{
		{"/returns", "/returns?as-of=2025-12-20T08%3A30"},
		{"/returns?q=a#b", "/returns?as-of=2025-12-20T08%3A30&q=a#b"},
		{"/returns?as-of=2024-01-01", "/returns?as-of=2024-01-01"},
		{"https://elsewhere.example/", "https://elsewhere.example/"},
		{"#here", "#here"},
	} {
		if got := withAsOf(c[0], "2025-12-20T08:30"); got != c[1] {
			t.Errorf("%s became %s, want %s", c[0], got, c[1])
		}
	}
	if got := withAsOf("/returns", ""); got != "/returns" {
		t.Error(got)
	}
}
