package mitigation

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"headroom/internal/fault"
)

// What identifies people in free text most often.
var (
	// A postcode's last two letters are none of C, I, K, M, O and V, which keeps "ward C3 7PM" apart from one.
	postcode = regexp.MustCompile(`(?i)\b[a-z]{1,2}\d[a-z\d]?\s?\d[abd-hjlnp-uw-z]{2}\b`)
	ordinal  = regexp.MustCompile(`(?i)\d(st|nd|rd|th)$`)
	email    = regexp.MustCompile(`[^\s@]+@[^\s@]+\.[a-z]{2,}`)
	birth    = regexp.MustCompile(`(?i)\b(d\.?o\.?b\.?|born( on)?|date of birth)\b`)
	titled   = regexp.MustCompile(`\b(Dr|Mr|Mrs|Ms|Miss|Mx|Prof|Professor)\.? +[A-Z][a-z]`)
	// Membership is said of somebody: "a member of the BMA", "BMA members", "belongs to the union". That doctors strike, or that
	// a union decides, says it of nobody.
	member = regexp.MustCompile(`(?i)\b(members?(ship)? (of|in|with) (the |a |their |his |her )?(bma|hcsa|bda|rcn|union)\b|(bma|hcsa|bda|rcn|union) (members?|membership)\b|belongs? to (the |a |their |his |her )?(bma|hcsa|bda|rcn|union)\b|unionised\b)`)
	// Striking is said of somebody: "she was on strike", "the registrar joined the strike". That there was a strike, or that
	// doctors struck, says it of nobody.
	striking = regexp.MustCompile(`(?i)\b(he|she|i|who|(the|a|an|our|my|this|that|one|another|his|her|their) ([a-z-]+ ){0,3}?(doctor|registrar|consultant|nurse|midwife|sho|physician|surgeon|anaesthetist|colleague|trainee|fellow|paramedic|radiographer|physiotherapist|therapist|practitioner|member of staff|person)( [a-z-]+){0,2})` +
		`,? (who )?(is|was|has been|had been|went|goes|has gone|had gone|took part in|takes part in|joined|joins|supported|supports|chose to|decided to|wanted to|voted to|voted for)` +
		`( (also|not|still|out|away|absent|taking|part|in|go|to|join|support|because|of|being))* (on strike|striking|strike|picketing|(the |a |their |this )?(strike|industrial action|walkout|picket( line)?))\b|\b(a|the|one|this|another) (known )?striker\b|\bon strike (himself|herself)\b|\b(his|her) (own )?(strike|striking)\b`)
	strikes        = regexp.MustCompile(`(?i)strik|picket|walkout|industrial`)
	hospitalNumber = regexp.MustCompile(`(?i)\b(mrn|pas (no|number)|hospital (no|number)|unit (no|number)|patient (id|no|number)|nhs (no|number))\b[^a-z0-9]{0,3}(is |was |of )?[a-z]{0,3}\d{3,}`)
	digits         = regexp.MustCompile(`\d+`)
)

// plain writes digits of every script as 0 to 9 and leaves out what is not seen, so that no way of typing a number hides it.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r):
			return -1
		case r < unicode.MaxASCII || !unicode.IsDigit(r):
			return r
		}
		for _, x := range unicode.Nd.R16 { // each range begins with a zero
			if r >= rune(x.Lo) && r <= rune(x.Hi) {
				return '0' + (r-rune(x.Lo))%10
			}
		}
		for _, x := range unicode.Nd.R32 {
			if r >= rune(x.Lo) && r <= rune(x.Hi) {
				return '0' + (r-rune(x.Lo))%10
			}
		}
		return r
	}, text)
}

// numbers goes through what may be one number: groups of digits with no more than signs and spaces between them.
func numbers(text string, found func(before string, groups, between []string) bool) bool {
	at := digits.FindAllStringIndex(text, -1)
	for i := range at {
		groups, between := []string{}, []string{}
		total := 0
		for j := i; j < len(at); j++ {
			if j > i {
				gap := text[at[j-1][1]:at[j][0]]
				if utf8.RuneCountInString(gap) > 3 || strings.ContainsFunc(gap, func(r rune) bool { return unicode.IsLetter(r) || r == '\n' }) {
					break
				}
				between = append(between, strings.Join(strings.FieldsFunc(gap, unicode.IsSpace), ""))
			}
			groups = append(groups, text[at[j][0]:at[j][1]])
			if total += at[j][1] - at[j][0]; total > 13 {
				break
			}
			if found(text[:at[i][0]], groups, between) {
				return true
			}
		}
	}
	return false
}

// nhsNumbered reports whether groups of digits are written as an NHS number: in three, three and four, or with the same sign
// between all of them, so that a day with its time is none.
func nhsNumbered(_ string, groups, between []string) bool {
	same := true
	for _, b := range between {
		same = same && b == between[0]
	}
	three := len(groups) == 3 && len(groups[0]) == 3 && len(groups[1]) == 3
	return (same || three) && nhsNumber(strings.Join(groups, ""))
}

// phoned reports whether groups of digits are written as a telephone number of this country.
func phoned(before string, groups, _ []string) bool {
	first, all := groups[0], strings.Join(groups, "")
	switch {
	case strings.HasSuffix(before, "+") && strings.HasPrefix(first, "44"):
		all = "0" + strings.TrimPrefix(all[2:], "0")
	case strings.HasPrefix(first, "0044"):
		all = "0" + strings.TrimPrefix(all[4:], "0")
	case len(first) < 3 || first[0] != '0':
		return false
	}
	return (len(all) == 10 || len(all) == 11) && strings.ContainsRune("12378", rune(all[1]))
}

// Identifies says what in a text looks as if it named a person: an NHS number in any digits and with any signs between them,
// a hospital's number, a telephone number, a postcode, an e-mail address, a date of birth. It is empty when nothing does; a
// name alone cannot be found so.
func Identifies(text string) string {
	text = plain(text)
	switch {
	case numbers(text, nhsNumbered):
		return "an NHS number"
	case hospitalNumber.MatchString(text):
		return "a hospital number"
	case numbers(text, phoned):
		return "a telephone number"
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

// Personal says what in a text has no place in a request: what identifies a patient, a name with its title, who is in a
// union, or who was on strike. It is empty when nothing does. A bare name cannot be found so.
func Personal(text string) string {
	switch what := Identifies(text); {
	case what != "":
		return what
	case titled.MatchString(text):
		return "a person's name"
	case member.MatchString(text):
		return "somebody's union membership"
	case strikes.MatchString(text) && striking.MatchString(strings.Join(strings.Fields(text), " ")):
		return "who was on strike (what the organisation lived through can be written, as “during the strike”)"
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
	if what := Personal(f.Questions); what != "" && what != "an e-mail address" && what != "a telephone number" { // a post may have both
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
