package sheet

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

// Clean is text without the spaces at its ends (non-breaking, zero-width and byte-order marks included) and with the
// non-breaking spaces inside it made plain ones.
func Clean(text string) string {
	text = strings.TrimFunc(text, invisible)
	if strings.ContainsAny(text, "\u00a0\u202f\u2007") {
		text = strings.Map(func(r rune) rune {
			if r == '\u00a0' || r == '\u202f' || r == '\u2007' {
				return ' '
			}
			return r
		}, text)
	}
	return text
}

// Label is text made fit for comparison with a known heading: clean, lower case, runs of spaces and line breaks as
// one space, every dash a hyphen, curly apostrophes straight.
func Label(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\u2019' || r == '\u2018':
			return '\''
		case unicode.Is(unicode.Pd, r) || r == '\u2212':
			return '-'
		case invisible(r):
			return ' '
		}
		return unicode.ToLower(r)
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// invisible reports whether a character leaves no mark on paper.
func invisible(r rune) bool {
	return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' || r == '\u2060'
}

// ParseNumber reads a number as people type it into a return: "9,257", "1 234", "0.60%" (0.006), "-3.5", "1.2E+05".
// Groups must be of three digits. Anything else is not a number: "", "-", ".", "N/A", "1,23", "12-", "(5)", "1e999".
func ParseNumber(text string) (float64, bool) {
	s := Clean(text)
	if s == "" || len(s) > 64 {
		return 0, false
	}
	b := make([]byte, 0, 72)
	if rest, ok := strings.CutPrefix(s, "\u2212"); ok {
		b, s = append(b, '-'), rest
	} else if s[0] == '-' || s[0] == '+' {
		b, s = append(b, s[0]), s[1:]
	}
	s, percent := strings.CutSuffix(s, "%")
	if percent {
		s = strings.TrimRight(s, " ")
	}
	whole := len(s)
	if i := strings.IndexAny(s, ".eE"); i >= 0 {
		whole = i
	}
	b, ok := appendWhole(b, s[:whole])
	if !ok || (whole == 0 && len(s) < 2) {
		return 0, false
	}
	b = append(b, s[whole:]...)
	if percent {
		if strings.ContainsAny(s, "eE") {
			return 0, false
		}
		b = append(b, "e-2"...) // exact, where dividing by 100 would round twice
	}
	return parseFloat(b)
}

// appendWhole appends the digits before the decimal point without their grouping, which must be of threes and of one
// sort, comma or space.
func appendWhole(b []byte, s string) ([]byte, bool) {
	i := strings.IndexAny(s, ", ")
	if i < 0 {
		return append(b, s...), true
	}
	sep, group := s[i], 0
	if i < 1 || i > 3 || !digits(s[:i]) {
		return b, false
	}
	b = append(b, s[:i]...)
	for s = s[i:]; s != ""; s = s[4:] {
		if len(s) < 4 || s[0] != sep || !digits(s[1:4]) {
			return b, false
		}
		b = append(b, s[1:4]...)
		group++
	}
	return b, group > 0
}

// digits reports whether s is ASCII digits and at least one: other scripts' digits are for people, not for figures.
func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// parseFloat reads a stored number. It takes decimal notation only (no hexadecimal, infinity or NaN) and refuses what
// a float64 cannot hold.
func parseFloat(b []byte) (float64, bool) {
	if f, ok := shortFloat(b); ok {
		return f, true
	}
	seen := false
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9':
			seen = true
		case c != '.' && c != '-' && c != '+' && (c|0x20 != 'e' || !seen):
			return 0, false
		}
	}
	if !seen || len(b) > 400 {
		return 0, false
	}
	f, err := strconv.ParseFloat(string(b), 64)
	return f, err == nil && !math.IsInf(f, 0)
}

// powers of ten that a float64 holds exactly.
var powers = [...]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
}

// shortFloat reads up to 15 digits with at most one point: both the digits and the power of ten are exact, so one
// division rounds correctly.
func shortFloat(b []byte) (float64, bool) {
	neg := len(b) > 0 && b[0] == '-'
	if neg {
		b = b[1:]
	}
	if len(b) == 0 || len(b) > 16 {
		return 0, false
	}
	n, count, point := uint64(0), 0, -1
	for i, c := range b {
		if c == '.' && point < 0 {
			point = i
			continue
		}
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
		count++
	}
	if count == 0 || count > 15 {
		return 0, false
	}
	f := float64(n)
	if point >= 0 {
		f /= powers[len(b)-point-1]
	}
	if neg {
		f = -f
	}
	return f, true
}
