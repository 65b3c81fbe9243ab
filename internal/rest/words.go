package rest

import (
	"regexp"

	"headroom/internal/fault"
)

// telling finds words that tell of a strike or of a union, those of the unions among them.
var telling = regexp.MustCompile(`(?i)\b(strik(e|es|er|ers|ing)|picket(s|ed|ing)?|industrial action|walk(ed)?[ -]?outs?|(trade )?unions?|unioni[sz]ed|ballot(s|ed)?|bma|rcn|unison|gmb|hcsa|rcm|unite the union)\b`)

// What names a person in free text: a name with its title, an address.
var (
	titled  = regexp.MustCompile(`\b(Dr|Mr|Mrs|Ms|Miss|Mx|Prof|Professor|Sister|Nurse)\.? +[A-Z][a-z]+`)
	address = regexp.MustCompile(`[^\s@]+@[^\s@]+\.[A-Za-z]{2,}`)
)

// CheckWords refuses free text that tells of a strike or of a union, or names a person with a title or an address: no record
// has a place for either. A bare name is not asked about, since it may be a word.
func CheckWords(bad *fault.List, name, text string) {
	if words := Telling(text, "Write what the rest is for, or leave it empty"); words != "" {
		bad.Add(name, "", "%s", words)
	}
}

// Telling says what in a free text must be taken out, with what to write instead of a word about a strike or a union; empty
// where nothing must.
func Telling(text, instead string) string {
	if found := telling.FindString(text); found != "" {
		return "Take out " + `"` + found + `"` + ": nothing here may tell of a strike or of membership of a union. " + instead
	}
	for _, x := range []*regexp.Regexp{titled, address} {
		if found := x.FindString(text); found != "" {
			return "Take out " + `"` + found + `"` + ": nobody is named here. Write the post, as the anaesthetist or the registrar on call"
		}
	}
	return ""
}
