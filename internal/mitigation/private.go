package mitigation

import (
	"regexp"
	"strconv"
	"strings"

	"headroom/internal/fault"
)

// What identifies people in free text most often.
var (
	tenDigits = regexp.MustCompile(`\b\d{3}[ -]?\d{3}[ -]?\d{4}\b`)
	// A postcode's last two letters are none of C, I, K, M, O and V, which keeps "ward C3 7PM" apart from one.
	postcode = regexp.MustCompile(`(?i)\b[a-z]{1,2}\d[a-z\d]?\s?\d[abd-hjlnp-uw-z]{2}\b`)
	ordinal  = regexp.MustCompile(`(?i)\d(st|nd|rd|th)$`)
	email    = regexp.MustCompile(`[^\s@]+@[^\s@]+\.[a-z]{2,}`)
	birth    = regexp.MustCompile(`(?i)\b(d\.?o\.?b\.?|born( on)?|date of birth)\b`)
	titled   = regexp.MustCompile(`\b(Dr|Mr|Mrs|Ms|Miss|Mx|Prof|Professor)\.? +[A-Z][a-z]`)
	// Membership is said of somebody: "a member of the BMA", "BMA members", "belongs to the union". That doctors strike, or that
	// a union decides, says it of nobody.
	member = regexp.MustCompile(`(?i)\b(members?(ship)? (of|in|with) (the |a |their |his |her )?(bma|hcsa|bda|rcn|union)\b|(bma|hcsa|bda|rcn|union) (members?|membership)\b|belongs? to (the |a |their |his |her )?(bma|hcsa|bda|rcn|union)\b|unionised\b)`)
)

// Identifies says what in a text looks as if it named a person: an NHS number, a postcode, an e-mail address, a date of
// birth. It is empty when nothing does; a name alone cannot be found so.
func Identifies(text string) string {
	for _, m := range tenDigits.FindAllString(text, -1) {
		if nhsNumber(m) {
			return "an NHS number"
		}
	}
	for _, m := range postcode.FindAllString(text, -1) {
		if !ordinal.MatchString(m) { // "an FY2 3rd on call" is none
			return "a postcode"
		}
	}
	switch {
	case email.MatchString(strings.ToLower(text)):
		return "an e-mail address"
	case birth.MatchString(text):
		return "a date of birth"
	}
	return ""
}

// Personal says what in a text has no place in a request: what identifies a patient, a name with its title, or who is in a
// union. It is empty when nothing does. A bare name cannot be found so.
func Personal(text string) string {
	switch what := Identifies(text); {
	case what != "":
		return what
	case titled.MatchString(text):
		return "a person's name"
	case member.MatchString(text):
		return "somebody's union membership"
	}
	return ""
}

// nhsNumber reports whether ten digits have the check digit of an NHS number (modulus 11).
func nhsNumber(s string) bool {
	sum, k, check := 0, 0, -1
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

// impersonal refuses a text that holds what has no place in a request. What was typed is never said again.
func impersonal(bad *fault.List, name, text string) {
	if what := Personal(text); what != "" {
		bad.Add(name, "H10", "This holds what looks like %s; take it out: posts and counts are written down, and nobody is named", what)
	}
}

// CheckName refuses the name of a file that names a person; nil when it does not.
func CheckName(name string) error {
	var bad fault.List
	impersonal(&bad, "file", strings.NewReplacer("_", " ", ".", " ").Replace(name))
	return bad.Err("the file cannot be kept under this name")
}

// checkPrivate refuses what an event says of persons, each beside its box.
func (e Event) checkPrivate(bad *fault.List) {
	impersonal(bad, "words", e.Words)
	if e.Form != nil {
		e.Form.checkPrivate(bad)
	}
	if d := e.Decision; d != nil {
		for _, x := range [][2]string{{"body", d.Body}, {"verbatim", d.Verbatim}, {"conditions", d.Conditions}, {"channel", d.Channel}} {
			impersonal(bad, x[0], x[1])
		}
	}
	if c := e.Change; c != nil {
		for _, x := range [][2]string{{"change", c.What}, {"before", c.Before}, {"after", c.After}} {
			impersonal(bad, x[0], x[1])
		}
	}
}

func (f Form) checkPrivate(bad *fault.List) {
	for _, x := range [][2]string{{"site", f.Site}, {"service", f.Service}, {"ward", f.Ward}, {"risk", f.Risk}, {"predicted-words", f.Predicted.Words}, {"needed-why", f.NeededWhy},
		{"local-role", f.Local.Role}, {"local-response", f.Local.Response}, {"event", f.Event}} {
		impersonal(bad, x[0], x[1])
	}
	if what := Personal(f.Questions); what != "" && what != "an e-mail address" { // a post may have one
		impersonal(bad, "questions", f.Questions)
	}
	for _, c := range f.Circumstances {
		impersonal(bad, "circumstance-"+string(c.Kind)+"-words", c.Words)
	}
	for i, s := range f.Shifts {
		impersonal(bad, "shift-"+itoa(i+1)+"-grade", s.Grade)
	}
	for _, r := range f.Ladder {
		impersonal(bad, "ladder-"+string(r.Kind)+"-result", r.Result)
		impersonal(bad, "ladder-"+string(r.Kind)+"-why", r.Why)
	}
}

// CheckPrivate refuses what an impact return says of persons, each beside its box; nil when it says nothing of them. A draft
// is held to it as a signed return is.
func (i Impact) CheckPrivate() error {
	var bad fault.List
	for _, x := range [][2]string{{"instead", i.Instead}, {"other", i.Other}, {"actual", i.Actual}} {
		impersonal(&bad, x[0], x[1])
	}
	for n, l := range i.Links {
		impersonal(&bad, "link-"+strconv.Itoa(n+1), l.Incident)
		impersonal(&bad, "link-"+strconv.Itoa(n+1), l.Why)
	}
	return bad.Err("the impact return cannot be kept so")
}

// CheckWords refuses a comment that speaks of persons; nil when it does not.
func CheckWords(words string) error {
	var bad fault.List
	impersonal(&bad, "words", words)
	return bad.Err("the comment cannot be kept so")
}
