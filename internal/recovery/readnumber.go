package recovery

import (
	"regexp"
	"slices"
	"strings"

	"headroom/internal/sheet"
)

// NHSNumber gives the ten digits of an NHS number, spaces and hyphens between them left out; false when the text is none or
// its check digit is wrong (definition g 9: weights 10 to 2 on the first nine digits, 11 less the sum modulo 11).
func NHSNumber(text string) (string, bool) {
	s := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' {
			return -1
		}
		return r
	}, text)
	if !tenLong(s) || strings.Count(s, s[:1]) == 10 {
		return "", false
	}
	sum := 0
	for i := range 9 {
		sum += int(s[i]-'0') * (10 - i)
	}
	check := 11 - sum%11
	return s, check != 10 && check%11 == int(s[9]-'0')
}

// tenLong reports whether s is ten digits.
func tenLong(s string) bool {
	return len(s) == 10 && !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

// laidOut finds ten digits as NHS numbers are printed: 3, 3 and 4.
var laidOut = regexp.MustCompile(`(?:^|\D)(\d{3}[ -]\d{3}[ -]\d{4})(?:\D|$)`)

// tenDigits are what a column holds of ten digits. One in eleven such numbers of another kind passes an NHS number's check
// by chance: a column whose numbers pass no more often than that holds numbers of its own.
type tenDigits struct {
	all, pass int
	rows      []sheet.Row // of those that pass, at most maxProblems; without their cells
}

const (
	enoughTens = 30   // so many ten-digit numbers tell chance from NHS numbers
	chanceTens = 0.25 // above this share of them it is not chance
)

// guard looks at a text that is to be kept: identifiers have columns of their own, and nothing else may hold one.
func (c *cell) guard(text string) {
	if !tenAmong(text) {
		return
	}
	if !tenLong(text) {
		if _, seen := c.t.texts[text]; seen {
			return // it was looked at when it was first kept
		}
		if m := laidOut.FindStringSubmatch(text); m != nil {
			if _, ok := NHSNumber(m[1]); ok {
				c.bad(personal)
			}
		}
		return
	}
	n := c.t.tens[c.field]
	if n == nil {
		n = &tenDigits{}
		c.t.tens[c.field] = n
	}
	n.all++
	if _, ok := NHSNumber(text); ok {
		n.pass++
		if len(n.rows) <= maxProblems {
			n.rows = append(n.rows, sheet.Row{Index: c.row.Index})
		}
	}
}

// tenAmong reports whether a text has ten digits at all: most have not, and need no closer look.
func tenAmong(text string) bool {
	n := 0
	for i := range len(text) {
		if text[i] >= '0' && text[i] <= '9' {
			n++
		}
	}
	return n >= 10
}

const personal = "it looks like an NHS number. Take it out, or let the mapping of identities read this column: identifiers are kept apart and encrypted, and a pathway has a number of its own"

// judgeNumbers refuses the columns whose ten-digit numbers are NHS numbers.
func (t *table) judgeNumbers() {
	fields := make([]FileField, 0, len(t.tens))
	for f := range t.tens {
		fields = append(fields, f)
	}
	slices.Sort(fields)
	for _, f := range fields {
		n := t.tens[f]
		if n.pass == 0 || n.all >= enoughTens && float64(n.pass) <= chanceTens*float64(n.all) {
			continue
		}
		for _, r := range n.rows {
			t.problem(r, f, personal)
		}
		t.more += n.pass - len(n.rows)
	}
}
