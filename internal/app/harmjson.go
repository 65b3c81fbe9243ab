package app

import (
	"time"

	"headroom/internal/civil"
)

// HarmQuery is a request about harm, as typed.
type HarmQuery struct {
	Org    string // a trust, or whatever stands above trusts; empty is England
	Period string // of industrial action; empty is all
	AsOf   string
	Limit  int
	Weeks  int // of a nowcast
}

// HarmEventJSON is an event without any of the words that people wrote.
type HarmEventJSON struct {
	ID            string     `json:"id"`
	Trust         string     `json:"trust"`
	Revision      int        `json:"revision"`
	Kind          string     `json:"kind"`
	Occurred      string     `json:"occurred"` // empty: not known
	Detected      string     `json:"detected"`
	First         time.Time  `json:"first_recorded"`
	Recorded      time.Time  `json:"recorded"`
	Basis         string     `json:"basis"`
	Physical      int        `json:"physical"`      // national code, the worst is 1; 0 is not graded
	Psychological int        `json:"psychological"` // on a scale of its own
	Review        string     `json:"review"`        // when a grade that cannot be determined is looked at next
	Candour       string     `json:"candour"`       // yes, no, or empty: not decided
	Period        string     `json:"period"`
	PeriodBy      string     `json:"period_by"` // how it came to its period: its day, picked, picked but of another day; empty with none
	Links         []LinkJSON `json:"links"`
	Sent          string     `json:"sent"` // how far the newest revision has come
}

// LinkJSON is what an event is tied to, and how strongly: 2 is not known, 6 is caused.
type LinkJSON struct {
	Period   string `json:"period,omitempty"`
	Request  string `json:"request,omitempty"`
	Strength int    `json:"strength"`
	Words    string `json:"words"`
	On       string `json:"on"`
	Reviewer string `json:"reviewer"`
}

// HarmListJSON lists events, the newest first.
type HarmListJSON struct {
	AsOf   string          `json:"as_of"` // the instant that was used, given or not
	Events []HarmEventJSON `json:"events"`
}

// HarmCohortJSON is the lag picture of each trust that watches any pathway. A trigger is no event, and says nothing of causes.
type HarmCohortJSON struct {
	Period string           `json:"period"`
	AsOf   string           `json:"as_of"`
	Trusts []HarmCohortLine `json:"trusts"`
}

// HarmCohortLine is one trust.
type HarmCohortLine struct {
	Trust    string          `json:"trust"`
	Unknown  int             `json:"under_review"` // reviews that are open: what came of these pathways is not known
	Watched  int             `json:"watched"`
	Overdue  int             `json:"overdue"`
	Closed   int             `json:"closed"`
	Harm     int             `json:"closed_with_harm"`
	Triggers map[string]int  `json:"triggers"`
	Windows  []HarmLagWindow `json:"windows"`
}

// HarmLagWindow is what had happened within so many days of the postponement.
type HarmLagWindow struct {
	Days     int `json:"days"`
	Pathways int `json:"pathways"` // watched for at least so long
	Triggers int `json:"triggers"`
	Late     int `json:"found_later"` // of these, found after the window had ended
	Closed   int `json:"closed"`
}

// HarmNowcastJSON is how many events of past weeks are expected to be reported still. It says nothing of causes.
type HarmNowcastJSON struct {
	Org      string           `json:"org"`
	AsOf     civil.Date       `json:"as_of"`
	Interval float64          `json:"interval"`
	Reported int              `json:"reported_so_far"`
	Expected float64          `json:"expected_to_be_reported"`
	Low      int              `json:"low"`
	High     int              `json:"high"`
	Shift    float64          `json:"shift_of_delay"`
	Week     civil.Date       `json:"running_week"`        // its Monday: the estimate ends before it
	SoFar    int              `json:"running_week_so_far"` // events of it up to now; nothing is estimated of it
	Windows  []HarmWindowJSON `json:"windows"`
}

// HarmWindowJSON is one week of occurrences.
type HarmWindowJSON struct {
	From     civil.Date `json:"from"`
	Reported int        `json:"reported_so_far"`
	Expected float64    `json:"expected_to_be_reported"`
	Low      int        `json:"low"`
	High     int        `json:"high"`
	Complete float64    `json:"usually_reported_by_now"`
}
