package civil

import (
	"testing"
	"time"
)

func TestParseInstant(t *testing.T) {
	for in, want := range map[string]string{
		"2023-12-20T11:00:00Z":      "2023-12-20T11:00:00Z",
		"2023-07-20T11:00:00+01:00": "2023-07-20T10:00:00Z",
		"2023-07-20T11:00":          "2023-07-20T10:00:00Z",
		"2023-12-20":                "2023-12-20T23:59:59.999999999Z",
		"2024-03-31":                "2024-03-31T22:59:59.999999999Z", // the day of 23 hours
	} {
		got, err := ParseInstant(in)
		if err != nil || got.UTC().Format(time.RFC3339Nano) != want {
			t.Errorf("%s: %s (%v), want %s", in, got.UTC().Format(time.RFC3339Nano), err, want)
		}
	}
	for _, in := range []string{"", "yesterday", "2023-12-20 11:00", "1899-01-01", "20/12/2023"} {
		if got, err := ParseInstant(in); err == nil {
			t.Errorf("%q was read as %s", in, got)
		}
	}
}
