package recovery

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/sheet"
)

// cell is one mapped cell that is not blank.
type cell struct {
	t     *table
	row   sheet.Row
	field FileField
	raw   sheet.Cell
	text  string
}

// bad notes a problem with the cell.
func (c *cell) bad(format string, args ...any) { c.t.problem(c.row, c.field, format, args...) }

// clip is the cell's text short enough for a message.
func (c *cell) clip() string {
	r := []rune(c.text)
	if len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return c.text
}

// keep is the text as a string of its own, shared with equal ones: a row's text must not be held for one word of it.
func (c *cell) keep() string {
	c.guard(c.text)
	return c.t.shared(c.text)
}

// shared is a lasting copy of s, the same for equal texts as long as there are not too many.
func (t *table) shared(s string) string {
	if kept, ok := t.texts[s]; ok {
		return kept
	}
	s = strings.Clone(s)
	if len(t.texts) < maxKept {
		t.texts[s] = s
	}
	return s
}

// code is the text as a short code.
func (c *cell) code(longest int) string {
	if len(c.text) > longest {
		c.bad("%q is longer than %d characters; enter the code", c.clip(), longest)
		return ""
	}
	return c.keep()
}

// number is a number between two bounds, both allowed.
func (c *cell) number(low, high float64, what string) (float64, bool) {
	n, ok := c.raw.Float()
	switch {
	case !ok || math.IsNaN(n) || math.IsInf(n, 0):
		c.bad("%q is no number; enter %s from %g to %g", c.clip(), what, low, high)
		return 0, false
	case n < low || n > high:
		c.bad("%g cannot be; enter %s from %g to %g, or leave it empty where it is not known", n, what, low, high)
		return 0, false
	}
	return n, true
}

// whole is a whole number between two bounds.
func (c *cell) whole(low, high int, what string) int {
	n, ok := c.number(float64(low), float64(high), what)
	if ok && n != math.Trunc(n) {
		c.bad("%g is not whole; enter %s as a whole number", n, what)
	}
	return int(n)
}

// the ways in which files write a day beside 2024-01-31 and 31/01/2024. Day before month always.
var dayLayouts = []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04:05Z07:00", "2006-01-02 15:04", "2 January 2006",
	"2 Jan 2006", "2-Jan-2006", "2-Jan-06", "2 Jan 06", "2-1-2006", "2.1.2006", "2006/1/2", "2/1/2006 15:04", "2/1/2006 15:04:05",
	"2/1/2006", "2/1/06", "20060102", "2006-01-02"}

// parseDay reads a day as files write it, years 1900 to 2199.
func parseDay(s string) (civil.Date, bool) {
	if d, err := civil.ParseDate(s); err == nil {
		return d, true
	}
	if len(s) > 30 || s == "" || s[0] < '0' || s[0] > '9' {
		return civil.Date{}, false
	}
	for _, l := range dayLayouts {
		if t, err := time.Parse(l, s); err == nil && t.Year() >= 1900 && t.Year() < 2200 {
			return civil.DateOf(t), true
		}
	}
	return civil.Date{}, false
}

// day is the cell as a day; the zero date and a problem when it is none.
func (c *cell) day() civil.Date {
	if c.raw.Kind == sheet.Date && c.raw.Date.Year() >= 1900 && c.raw.Date.Year() < 2200 {
		return c.raw.Date
	}
	d, ok := c.t.days[c.text]
	if !ok {
		if d, ok = parseDay(c.text); ok && len(c.t.days) < maxKept {
			c.t.days[strings.Clone(c.text)] = d
		}
	}
	if !ok {
		c.bad("%q is no date; write it as 2024-01-31 or 31/01/2024, day first", c.clip())
	}
	return d
}

// known is a yes or a no.
func (c *cell) known() Known {
	switch strings.ToLower(c.text) {
	case "yes", "y", "true", "1", "x":
		return Yes
	case "no", "n", "false", "0":
		return No
	}
	c.bad("%q is neither yes nor no; write yes or no, or leave it empty where it is not recorded", c.clip())
	return NotRecorded
}

// list is the cell's parts between semicolons.
func (c *cell) list() []string {
	var out []string
	for p := range strings.SplitSeq(c.text, ";") {
		if p = sheet.Clean(p); p != "" {
			c.guard(p)
			out = append(out, c.t.shared(p))
		}
	}
	return out
}

// oneOf is the cell as one of some words, by letters and digits alone; a problem when it is none of them.
func (c *cell) oneOf(words ...string) string {
	key := letters(c.text)
	if i := slices.IndexFunc(words, func(w string) bool { return letters(w) == key }); i >= 0 {
		return words[i]
	}
	c.bad("%q is not known; write one of %s, or give its meaning in the mapping", c.clip(), strings.Join(words, ", "))
	return ""
}

// letters are a text's letters and digits, in small letters.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(s))
}

// nights are the expected uses of a bed by night: "1; 0.8; 0.3", or one number of nights as "2" or "2.5".
func (c *cell) nights() []float64 {
	parts := strings.Split(c.text, ";")
	var out []float64
	for i, p := range parts {
		n, ok := sheet.ParseNumber(sheet.Clean(p))
		switch {
		case len(parts) == 1 && ok && n >= 0 && n <= 200:
			for ; n > 0; n-- {
				out = append(out, min(1, n))
			}
		case ok && n >= 0 && n <= 1 && len(parts) <= 200:
			out = append(out, n)
		default:
			c.bad("night %d, %q: write a number of nights from 0 to 200, or for each night the chance of needing the bed from 0 to 1 with semicolons between", i+1, sheet.Clean(p))
			return nil
		}
	}
	return out
}

var between = regexp.MustCompile(`\s*(?:\.\.|–)\s*|\s+(?:to|-)\s+`)

// ranges are stretches of days, both ends inclusive: "2024-01-02..2024-01-09; 2024-02-01".
func (c *cell) ranges() []civil.Range {
	var out []civil.Range
	for _, p := range c.list() {
		ends := between.Split(p, 2)
		from, ok := parseDay(ends[0])
		to, both := parseDay(ends[len(ends)-1])
		if !ok || !both || to.Before(from) {
			c.bad("%q is no stretch of days; write it as 2024-01-02..2024-01-09, first day first", p)
			return nil
		}
		out = append(out, civil.Range{From: from, To: to.Add(1)})
	}
	return out
}

// clock is a time of day.
func (c *cell) clock() civil.Clock {
	s := c.text
	if c.raw.Kind == sheet.Date || c.raw.Kind == sheet.Number && c.raw.Number > 0 && c.raw.Number < 1 {
		_, part := math.Modf(c.raw.Number)
		return civil.Clock(min(math.Round(math.Abs(part)*24*60), 24*60-1))
	}
	if len(s) == 4 && strings.IndexByte(s, ':') < 0 {
		if _, err := strconv.Atoi(s); err == nil {
			s = s[:2] + ":" + s[2:]
		}
	}
	if len(s) == 8 && strings.Count(s, ":") == 2 {
		s = s[:5]
	}
	t, err := civil.ParseClock(s)
	if err != nil {
		c.bad("%q is no time of day; write it as 08:30", c.clip())
	}
	return t
}
