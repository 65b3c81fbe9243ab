package occupancy

import (
	"time"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// Run is one making of forecasts: for whom, from which morning, from what was known. It is never changed; a later run
// from the same morning stands beside it.
type Run struct {
	ID       int64
	Origin   civil.Date // the morning it looks ahead from
	Known    time.Time  // nothing that became known later went into it
	Recorded time.Time  // when it was kept; from then on it is shown
	Kind     RunKind
	Model    string // name and version of the ensemble
	Inputs   string // digest of all that went into it: the same inputs make the same forecast
	Learnt   int64  // the run whose parameters it used: its own number for a fit
	Series   int    // how many organisations it forecasts
	Reported int    // of how many of those the origin's own figure was known
	Seconds  float64
	Notes    []Note // about the run as a whole: who was left out, and why
	By       string // who asked: a job, an account, a command
}

// RunKind says how a run was made.
type RunKind string

// The kinds: a fit learns everything anew, a refresh looks ahead with the parameters of the last fit because a return
// has come since.
const (
	Fit     RunKind = "fit"
	Refresh RunKind = "refresh"
)

// Words names the kind for people.
func (k RunKind) Words() string {
	switch k {
	case Fit:
		return "fitted anew"
	case Refresh:
		return "refreshed with a return that came since"
	}
	return string(k)
}

// Held is a kept forecast with the run that made it.
type Held struct {
	Run      Run
	Forecast Forecast
}

// Saved is a scenario that somebody gave a name. Saving it again under its name adds a version.
type Saved struct {
	Org      org.Code
	Name     string
	N        int    // version, from 1
	Body     string // the scenario as JSON
	Gone     bool   // taken away again; its versions stay readable
	By       string
	Recorded time.Time
}

// KeptBacktest is a test of the model on past winters as it was kept: Body is its table as JSON.
type KeptBacktest struct {
	ID       int64
	Level    string // "trust" or "england"
	Model    string
	Winters  string // as "2018-19, 2019-20"
	Sample   string // what part of them was looked at, in words; empty for all
	Seconds  float64
	Body     string
	By       string
	Recorded time.Time
}
