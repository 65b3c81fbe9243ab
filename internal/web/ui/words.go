package ui

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"headroom/internal/civil"
)

// Number writes v with a comma between thousands and so many decimals, as "12,345.6". A minus sign is a real one.
func Number(v float64, decimals int) string {
	s := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	whole, frac, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if frac != "" {
		whole += "." + frac
	}
	if v < 0 && strings.Trim(whole, "0.,") != "" {
		return "−" + whole
	}
	return whole
}

// Count writes a whole number with a comma between thousands.
func Count(n int) string { return Number(float64(n), 0) }

// Plural is "1 return" or "12 returns".
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(n) + " " + many
}

// Clock is the UK local time of day, as "08:00".
func Clock(t time.Time) string { return t.In(civil.London).Format("15:04") }

// DayWords is "21 December 2025".
func DayWords(d civil.Date) string { return d.Format("2 January 2006") }

// DayShort is "Sun 21 Dec".
func DayShort(d civil.Date) string { return d.Format("Mon 2 Jan") }

// When is an instant as a person at now says it: "08:00 today", "08:00 yesterday", "08:00 on 19 December" or, in
// another year, "08:00 on 19 December 2024".
func When(now, t time.Time) string {
	today, d := civil.Today(now), civil.Today(t)
	switch {
	case d == today:
		return Clock(t) + " today"
	case d == today.Add(-1):
		return Clock(t) + " yesterday"
	case d.Year() == today.Year():
		return Clock(t) + " on " + d.Format("2 January")
	}
	return Clock(t) + " on " + DayWords(d)
}

// Age is how old something known at t is at now: "under a minute old", "40 min old", "2 h old", "3 days old".
func Age(now, t time.Time) string {
	d := now.Sub(t)
	switch {
	case d < time.Minute:
		return "under a minute old"
	case d < time.Hour:
		return fmt.Sprintf("%d min old", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h old", int(d.Hours()))
	}
	return fmt.Sprintf("%d days old", int(d.Hours()/24))
}
