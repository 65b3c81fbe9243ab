package harm

import (
	_ "embed" // the trigger library
	"encoding/csv"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// TriggerKind names something that may mean harm, as emergency-admission.
type TriggerKind string

// The trigger that the watch finds by itself, and those that it reads from the lists.
const (
	NoNewDate      TriggerKind = "no-new-date"
	PostponedAgain TriggerKind = "postponed-again"
	PriorityRaised TriggerKind = "priority-raised"
)

// TriggerInfo is a row of the library (C8), a proposal that no published text confirms.
type TriggerInfo struct {
	Kind   TriggerKind
	Name   string
	Occurs bool // it happens on a day; else the watch works it out
	Words  string
}

//go:embed triggers.csv
var triggersCSV string

// triggerTable is read once and never changed.
var triggerTable = mustTriggers(triggersCSV)

// Triggers lists the library.
func Triggers() []TriggerInfo { return slices.Clone(triggerTable) }

func mustTriggers(text string) []TriggerInfo {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		panic(err)
	}
	var out []TriggerInfo
	for _, r := range rows[1:] {
		out = append(out, TriggerInfo{TriggerKind(r[0]), r[1], r[2] == "yes", r[3]})
	}
	return out
}

// WatchDays is how long a postponed pathway is watched.
const WatchDays = 180

// Windows are the days after a postponement at which a cohort is looked at.
func Windows() []int { return []int{7, 14, 28, 60, 90, WatchDays} }

// WatchID names one postponement of one pathway.
type WatchID string

// Watched is one postponed pathway. Pathway is the trust's own key; a store keeps it encrypted and within the trust.
type Watched struct {
	ID        WatchID
	Trust     org.Code
	Pathway   string
	Period    string     // of industrial action, in which the date fell; empty when in none
	Postponed civil.Date // when the date was taken away
	For       civil.Date // the date that was taken away
	Specialty string
	Priority  string // as P2
	Cancer    bool
	Waiting   int        // days waited at the postponement
	Times     int        // postponed so often, this one included
	NewDate   civil.Date // zero while there is none
	Treated   civil.Date
	Ended     string // why the watch ended early: treated elsewhere, declined, died
	Group     string // for matching: age band, sex, ethnicity and deprivation, as recorded
}

// Until is the last day of the watch.
func (w Watched) Until() civil.Date { return w.Postponed.Add(WatchDays) }

// On reports whether the pathway is watched on a day.
func (w Watched) On(d civil.Date) bool { return !d.Before(w.Postponed) && !d.After(w.Until()) }

// Trigger is one that was found.
type Trigger struct {
	Watch    WatchID
	Kind     TriggerKind
	Occurred civil.Date
	Detected time.Time
	Source   string
	Words    string
}

// Lag is how many days after the postponement it happened.
func (t Trigger) Lag(w Watched) int { return t.Occurred.Sub(w.Postponed) }

// noDateAfter is after how many days without a new date the watch triggers.
const noDateAfter = 14

// Found are the triggers that the watch works out by itself on a day, without those it has found already.
func Found(w Watched, on civil.Date, had []Trigger, now time.Time) []Trigger {
	var out []Trigger
	due := w.Postponed.Add(noDateAfter)
	late := w.NewDate.IsZero() && w.Treated.IsZero() && w.Ended == "" && !on.Before(due)
	if late && w.On(due) && !slices.ContainsFunc(had, func(t Trigger) bool { return t.Kind == NoNewDate }) {
		out = append(out, Trigger{Watch: w.ID, Kind: NoNewDate, Occurred: due, Detected: now, Source: "the watch"})
	}
	return out
}
