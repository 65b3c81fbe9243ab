package rest

import (
	"regexp"

	"headroom/internal/fault"
)

// telling finds words that tell of a strike or of a union, those of the unions among them.
var telling = regexp.MustCompile(`(?i)\b(strik(e|es|er|ers|ing)|picket(s|ed|ing)?|industrial action|walk(ed)?[ -]?outs?|(trade )?unions?|unioni[sz]ed|ballot(s|ed)?|bma|rcn|unison|gmb|hcsa|rcm|unite the union)\b`)

// checkWords refuses free text that tells of a strike or of a union: no record of rest has a place for either. Names are
// not asked, since both are surnames too.
func checkWords(bad *fault.List, name, text string) {
	if found := telling.FindString(text); found != "" {
		bad.Add(name, "", "%s", tellingWords(found))
	}
}

func tellingWords(found string) string {
	return "Take out " + `"` + found + `"` + ": nothing here may tell of a strike or of membership of a union. Write what the rest is for, or leave it empty"
}
