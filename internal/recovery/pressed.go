package recovery

import "time"

// Pressed is a pathway whose date a clinician asks to be brought forward after a review of what the postponement did. It says
// that it was asked, when and by whom; what was found stays with the review.
type Pressed struct {
	Pathway Pathway
	At      time.Time
	By      string // the account
}
