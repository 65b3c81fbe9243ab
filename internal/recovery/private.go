package recovery

import (
	"regexp"
	"slices"
	"strings"

	"headroom/internal/fault"
	"headroom/internal/rest"
)

// unionOfBone is a word of surgery that is not about trade unions.
var unionOfBone = regexp.MustCompile(`(?i)\b(non|mal|delayed|bony|fracture|tendon)[ -]?unions?\b`)

// Telling says what in a text that a person wrote must be taken out, with the remedy: an NHS number, a name with its title or
// an address, or words that tie anybody to a strike or a union. Industrial action alone is the cause of a date that was moved,
// as a code, and says it of nobody. Every free text of the room passes here; empty where it may stand.
func Telling(text string) string {
	if looksPersonal(text) {
		return "This holds what looks like an NHS number; take it out"
	}
	if slices.Contains([]string{"strike", "industrial action"}, strings.ToLower(strings.Trim(tidy(text), " ."))) {
		return ""
	}
	return rest.Telling(unionOfBone.ReplaceAllString(text, ""), `Where that was the cause, write "industrial action" and nothing else`)
}

// checkWords refuses what Telling names, under a field's name.
func checkWords(bad *fault.List, name, text string) {
	if words := Telling(text); words != "" {
		bad.Add(name, "", "%s", words)
	}
}

// CheckReason refuses a reason that holds what Telling names; nil where it may stand.
func CheckReason(reason string) error {
	var bad fault.List
	checkWords(&bad, "reason", reason)
	return bad.Err("Nothing was kept")
}
