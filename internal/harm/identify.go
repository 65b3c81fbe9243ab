package harm

import "headroom/internal/mitigation"

// Identifies says what in a text has no place in a record of harm, by the rule that requests are held to: what looks as if it
// named a person, and whether somebody is in a union or was on strike. Every text that people write passes here. It is empty
// when nothing does; a bare name cannot be found so.
func Identifies(text string) string { return mitigation.Personal(text) }
