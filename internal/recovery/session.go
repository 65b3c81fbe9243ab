package recovery

import (
	"fmt"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// SessionID identifies a session within the file or trust it comes from.
type SessionID string

// Session is a theatre list, clinic or scope list on one date.
type Session struct {
	ID           SessionID
	Trust        org.Code
	Site         string
	Row          Where
	Date         civil.Date
	Half         Half
	Start        civil.Clock // when the list begins; 0 when not known: only exports need it
	Specialty    string
	Minutes      float64 // length of the list
	Team         string  // the surgeon or team by local code; "" when nobody is assigned, and then nothing can be booked
	Skills       []string
	Anaesthetist bool     // an anaesthetist can be had for it (counts towards the site's anaesthetists that day when open)
	HighCare     bool     // its site can take people into high-dependency or critical care afterwards
	Equipment    []string // named equipment that is there
	Closed       string   // why nothing may be booked: the id of a rest block, "sick", "action", a person's word; "" when open
}

// Half is when in the day a session lies: two sessions of one team in the same half overlap.
type Half string

// The halves.
const (
	AllDay    Half = "all-day"
	Morning   Half = "am"
	Afternoon Half = "pm"
	Evening   Half = "eve"
)

// Limit is a capacity of one site on one day that sessions share.
type Limit struct {
	Kind LimitKind
	Site string
	Date civil.Date
	Name string  // of equipment; "" otherwise
	Most float64 // beds, high-care beds, anaesthetists, sets
	Row  Where
	From LimitSource `json:",omitempty"`
}

// LimitKind is what is limited. Stored as its word.
type LimitKind string

// The kinds of limit.
const (
	Beds          LimitKind = "beds"         // from the forecast's odds, or entered
	HighBeds      LimitKind = "high-beds"    // high-dependency and critical-care beds
	Anaesthetists LimitKind = "anaesthetist" // lists that can have one
	Equipment     LimitKind = "equipment"
)

// ClosedBy is why nothing may be booked in a session, in words; "" when it is open.
func ClosedBy(s Session, blocks []Block) string {
	if s.Closed != "" {
		return s.Closed
	}
	for _, b := range blocks {
		if b.closes(&s) {
			return fmt.Sprintf("%s: %s", b.Rule, b.Window)
		}
	}
	if s.Team == "" {
		return "nobody is assigned"
	}
	return ""
}
