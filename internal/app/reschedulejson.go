package app

import (
	"os"
	"runtime"
	"strconv"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/recovery"
)

// RescheduleJSON is a plan in figures, as headroom reschedule prints it; who goes where is in the plan's file.
type RescheduleJSON struct {
	Objective   float64       `json:"objective"`
	Bound       float64       `json:"bound"`
	Gap         float64       `json:"gap"`
	Tiers       []TierJSON    `json:"tiers"`
	Scheduled   int           `json:"scheduled"`
	Unscheduled int           `json:"unscheduled"`
	Overruns    float64       `json:"overruns_expected"`
	Seconds     float64       `json:"seconds"`
	PeakMB      float64       `json:"peak_mb"`
	Cut         bool          `json:"cut"`
	From        civil.Date    `json:"from"`
	Days        int           `json:"days"`
	Policy      string        `json:"policy"`
	Weights     []WeightJSON  `json:"weights"`
	Clashes     []ClashJSON   `json:"clashes"`
	Over        []OverJSON    `json:"over_limit"`
	Equality    []EqualJSON   `json:"equality"`
	Notes       []string      `json:"notes"`
	Lists       RescheduleUse `json:"lists"`
}

// WeightJSON is one weight that the plan was made with.
type WeightJSON struct {
	Name    string  `json:"name"`
	Value   float64 `json:"value"`
	Unit    string  `json:"unit"`
	Tier    int     `json:"tier"`
	Certain bool    `json:"confirmed"`
	Source  string  `json:"source"`
	Words   string  `json:"meaning"`
}

// TierJSON is one tier of it.
type TierJSON struct {
	Number int            `json:"number"`
	Name   string         `json:"name"`
	Cost   float64        `json:"cost"`
	People int            `json:"people"`
	Before int            `json:"before"`
	Parts  []TierPartJSON `json:"parts"`
}

// TierPartJSON is one count within a tier.
type TierPartJSON struct {
	Name   string `json:"name"`
	People int    `json:"people"`
	Before int    `json:"before"`
}

// ClashJSON is why something cannot be done.
type ClashJSON struct {
	Pathway string   `json:"pathway"`
	Limits  []string `json:"limits"`
	Remedy  string   `json:"remedy"`
}

// OverJSON is a limit that decided dates pass by themselves.
type OverJSON struct {
	Limit  string  `json:"limit"`
	Most   float64 `json:"most"`
	Used   float64 `json:"used"`
	People int     `json:"people"`
}

// EqualJSON is a line of the equality check. The median is null where most of the group have no date.
type EqualJSON struct {
	By          string   `json:"by"`
	Group       string   `json:"group"`
	People      int      `json:"people"`
	MedianWait  *float64 `json:"median_days"`
	Unscheduled int      `json:"unscheduled"`
	Changed     int      `json:"dropped_or_moved"`
}

// RescheduleUse is how the lists are used.
type RescheduleUse struct {
	Open    int     `json:"open"`    // lists with somebody in them
	Empty   int     `json:"empty"`   // lists that could be used and are not
	Closed  int     `json:"closed"`  // lists in which nothing may be booked
	Use     float64 `json:"use"`     // expected minutes over length, of the open ones together
	MostUse float64 `json:"highest"` // of the fullest
}

// PlanCheckJSON is what an independent reading of a plan found.
type PlanCheckJSON struct {
	OK          bool            `json:"ok"`
	Violations  []ViolationJSON `json:"violations"`
	Objective   float64         `json:"objective"`
	Scheduled   int             `json:"scheduled"`
	Unscheduled int             `json:"unscheduled"`
	Overruns    float64         `json:"overruns_expected"`
}

// ViolationJSON is one limit that a plan breaks.
type ViolationJSON struct {
	Rule    string `json:"rule"`
	Pathway string `json:"pathway,omitempty"`
	Session string `json:"session,omitempty"`
	Words   string `json:"words"`
}

// ExplainJSON is one pathway's line of a plan.
type ExplainJSON struct {
	Pathway string   `json:"pathway"`
	Session string   `json:"session"`
	Date    string   `json:"date"`
	Was     string   `json:"was"`
	Change  string   `json:"change"`
	Cost    float64  `json:"cost"`
	Why     []string `json:"why"`
}

// rescheduleJSON turns a plan into figures.
func rescheduleJSON(a *recovery.Ask, p *recovery.Plan) RescheduleJSON {
	out := RescheduleJSON{Objective: p.Objective, Bound: p.Bound, Gap: p.Gap, Scheduled: p.Scheduled, Unscheduled: p.Unscheduled,
		Overruns: p.Overruns, Seconds: p.Seconds, PeakMB: peakMB(), Cut: p.Cut, From: p.Ask.From, Days: p.Ask.Days, Policy: p.Ask.Policy.Name,
		Tiers: []TierJSON{}, Clashes: []ClashJSON{}, Over: []OverJSON{}, Equality: []EqualJSON{}, Notes: []string{}}
	for _, t := range p.Tiers {
		j := TierJSON{Number: t.Number, Name: t.Name, Cost: t.Cost, People: t.People, Before: t.Before, Parts: []TierPartJSON{}}
		for _, x := range t.Parts {
			j.Parts = append(j.Parts, TierPartJSON(x))
		}
		out.Tiers = append(out.Tiers, j)
	}
	for _, c := range p.Clashes {
		out.Clashes = append(out.Clashes, ClashJSON{Pathway: string(c.Pathway), Limits: c.Limits, Remedy: c.Remedy})
	}
	for _, o := range p.Over {
		out.Over = append(out.Over, OverJSON{Limit: o.Limit, Most: o.Most, Used: o.Used, People: len(o.Pathways)})
	}
	for _, e := range p.Equality {
		j := EqualJSON{By: e.By, Group: e.Group, People: e.People, Unscheduled: e.Unscheduled, Changed: e.DroppedOrMoved}
		if e.MedianWait >= 0 {
			j.MedianWait = &e.MedianWait
		}
		out.Equality = append(out.Equality, j)
	}
	for _, w := range p.Ask.Policy.InForce() {
		out.Weights = append(out.Weights, WeightJSON{Name: w.Name, Value: w.Value, Unit: w.Unit, Tier: w.Tier, Certain: w.Certain, Source: w.Source, Words: w.Words})
	}
	out.Notes = append(out.Notes, p.Notes...)
	for _, n := range recovery.SessionNotes(a.Sessions) {
		out.Notes = append(out.Notes, n.Place()+": "+n.Message)
	}
	out.Lists = useOf(a, p)
	return out
}

// useOf counts the lists.
func useOf(a *recovery.Ask, p *recovery.Plan) RescheduleUse {
	length := make(map[recovery.SessionID]float64, len(a.Sessions))
	for i := range a.Sessions {
		length[a.Sessions[i].ID] = a.Sessions[i].Minutes
	}
	var u RescheduleUse
	used, whole := 0.0, 0.0
	for _, l := range p.Lists {
		switch {
		case l.Closed != "":
			u.Closed++
		case len(l.Pathways) == 0:
			u.Empty++
		default:
			u.Open++
			used, whole = used+l.Minutes, whole+length[l.Session]
			u.MostUse = max(u.MostUse, l.Use)
		}
	}
	if whole > 0 {
		u.Use = used / whole
	}
	return u
}

// explainJSON turns a plan's line into words.
func explainJSON(l recovery.PlanLine) ExplainJSON {
	out := ExplainJSON{Pathway: string(l.Pathway), Session: string(l.Session), Was: string(l.Was), Change: string(l.Change), Cost: l.Cost, Why: l.Sentences()}
	if !l.Date.IsZero() {
		out.Date = l.Date.String()
	}
	return out
}

// peakMB is the most memory that this process has held, in MB: what the kernel says, or where that cannot be read what the
// runtime has asked for.
func peakMB() float64 {
	if b, err := os.ReadFile("/proc/self/status"); err == nil {
		for line := range strings.Lines(string(b)) {
			if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
				if kb, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 64); err == nil {
					return kb / 1024
				}
			}
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.Sys) / (1 << 20)
}
