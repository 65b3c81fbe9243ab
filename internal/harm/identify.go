package harm

import (
	"regexp"
	"strings"
)

// tenDigits and postcode are what identifies people in free text most often.
var (
	tenDigits = regexp.MustCompile(`\b\d{3}[ -]?\d{3}[ -]?\d{4}\b`)
	postcode  = regexp.MustCompile(`(?i)\b[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}\b`)
	email     = regexp.MustCompile(`[^\s@]+@[^\s@]+\.[a-z]{2,}`)
	birth     = regexp.MustCompile(`(?i)\b(d\.?o\.?b\.?|born( on)?|date of birth)\b`)
)

// Identifies says what in a text looks as if it named a person: an NHS number, a postcode, an e-mail address, a date of
// birth. It is empty when nothing does; a name alone cannot be found so.
func Identifies(text string) string {
	for _, m := range tenDigits.FindAllString(text, -1) {
		if nhsNumber(m) {
			return "an NHS number"
		}
	}
	switch {
	case postcode.MatchString(text):
		return "a postcode"
	case email.MatchString(strings.ToLower(text)):
		return "an e-mail address"
	case birth.MatchString(text):
		return "a date of birth"
	}
	return ""
}

// nhsNumber reports whether ten digits have the check digit of an NHS number (modulus 11).
func nhsNumber(s string) bool {
	sum, k := 0, 0
	check := -1
	for _, r := range s {
		if r < '0' || r > '9' {
			continue
		}
		if k < 9 {
			sum += int(r-'0') * (10 - k)
		} else {
			check = int(r - '0')
		}
		k++
	}
	want := 11 - sum%11
	if want == 11 {
		want = 0
	}
	return k == 10 && want != 10 && want == check
}
