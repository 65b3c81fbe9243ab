package web

import (
	"errors"
	"net/url"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// asOfParam is the query value that asks for what was known at an instant.
const asOfParam = "as-of"

// parseAsOf reads the as-of value at the instant now. It knows three forms: RFC 3339; YYYY-MM-DDTHH:MM in UK local
// time, which is what a browser's date and time field sends; and YYYY-MM-DD, which means the end of that day. Today's
// date means now. An instant in the future is a fault: nobody knows yet what will be known.
func parseAsOf(s string, now time.Time) (at time.Time, past bool, err error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return now, false, nil
	}
	at, err = readAsOf(s)
	if errors.Is(err, civil.ErrSkipped) {
		return now, false, asOfFault("There was no %s: the clocks in the United Kingdom went forward over it. Choose an hour earlier or later.", clip(strings.Replace(s, "T", " ", 1), 40))
	}
	if err != nil {
		return now, false, asOfFault("Enter the date and time as 2025-12-21T08:30, or a date as 2025-12-21. %q is neither.", clip(s, 40))
	}
	if civil.Today(at) == civil.Today(now) && len(s) == len("2006-01-02") {
		return now, false, nil
	}
	if at.After(now) {
		return now, false, asOfFault("%s is in the future. Choose a time up to now, %s.", instantWords(at), instantWords(now))
	}
	return at, true, nil
}

// readAsOf undoes what an address does to the plus of an offset: it arrives as a space.
func readAsOf(s string) (time.Time, error) {
	return civil.ParseInstant(strings.ReplaceAll(s, " ", "+"))
}

func asOfFault(format string, args ...any) error {
	var l fault.List
	l.Add(asOfParam, "", format, args...)
	return l.Err("The date and time to look back to cannot be used")
}

// asOfValue is the text that asks for the instant again. Whole minutes use the short local form.
func asOfValue(t time.Time) string {
	l := t.In(civil.London)
	if l.Second() == 0 && l.Nanosecond() == 0 && !ambiguous(l) {
		return l.Format("2006-01-02T15:04")
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// ambiguous reports whether l's clock time happens twice that night: then only the zoned form is exact.
func ambiguous(l time.Time) bool {
	again, err := time.ParseInLocation("2006-01-02T15:04", l.Format("2006-01-02T15:04"), civil.London)
	return err != nil || !again.Equal(l)
}

// instantWords is "08:30 on 21 December 2025" in UK local time.
func instantWords(t time.Time) string { return t.In(civil.London).Format("15:04 on 2 January 2006") }

// withAsOf adds the as-of value to a local address, before its fragment, unless the address says its own.
func withAsOf(href, value string) string {
	if value == "" || !strings.HasPrefix(href, "/") {
		return href
	}
	u, err := url.Parse(href)
	if err != nil {
		return href
	}
	q := u.Query()
	if q.Has(asOfParam) {
		return href
	}
	q.Set(asOfParam, value)
	u.RawQuery = q.Encode()
	return u.String()
}

// clip shortens s to n characters for showing it back to a person.
func clip(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n]) + "…"
}
