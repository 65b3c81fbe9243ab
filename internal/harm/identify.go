package harm

import "headroom/internal/mitigation"

// Identifies says what in a text looks as if it named a person, by the rule that requests are held to. It is empty when
// nothing does; a name alone cannot be found so.
func Identifies(text string) string { return mitigation.Identifies(text) }
