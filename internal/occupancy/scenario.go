package occupancy

import (
	"fmt"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// Scenario is what is to be assumed of the days ahead beside history: a flu wave, wards closed by norovirus, cold, planned
// work put off, strikes added or called off. Every part is optional. Dates are inclusive; parts without organisations are
// about everybody.
type Scenario struct {
	Name      string             `json:"name"`
	Flu       *FluWave           `json:"flu,omitempty"`
	Norovirus []Closure          `json:"norovirus,omitempty"`
	Cold      []ColdSpell        `json:"cold,omitempty"`
	WindDown  []WindDown         `json:"wind_down,omitempty"`
	Strikes   []StrikeChange     `json:"strikes,omitempty"`
	Assume    map[string]float64 `json:"assume,omitempty"` // by Assumption.Code: figures set in the place of the defaults
}

// FluWave is one of the waves of Assumptions by its shape, or with a peak, height or width of its own.
type FluWave struct {
	Shape     string      `json:"shape"`                // early, late, low, none, or own
	Peak      *civil.Date `json:"peak,omitempty"`       // the day most beds hold flu
	Height    *float64    `json:"height,omitempty"`     // beds with flu on that day, as a share of beds occupied
	WidthDays *float64    `json:"width_days,omitempty"` // standard deviation of the bell, in days
	Orgs      []org.Code  `json:"orgs,omitempty"`
}

// Closure is beds closed for norovirus and the like. Either Beds, in each organisation named, or Share of the beds open.
type Closure struct {
	From  civil.Date `json:"from"`
	To    civil.Date `json:"to"`
	Beds  float64    `json:"beds,omitempty"`
	Share float64    `json:"share,omitempty"`
	Orgs  []org.Code `json:"orgs,omitempty"`
}

// ColdSpell is days under a cold-weather alert.
type ColdSpell struct {
	From    civil.Date `json:"from"`
	To      civil.Date `json:"to"`
	Level   string     `json:"level"` // yellow, amber or red
	LagDays *int       `json:"lag_days,omitempty"`
	Orgs    []org.Code `json:"orgs,omitempty"`
}

// WindDown is planned work put off beyond what is usual for the season: so many beds freed in each organisation named.
type WindDown struct {
	From   civil.Date `json:"from"`
	To     civil.Date `json:"to"`
	Beds   float64    `json:"beds"`             // no longer occupied
	Closed float64    `json:"closed,omitempty"` // of those, not kept open
	Orgs   []org.Code `json:"orgs"`
}

// StrikeChange is action added to the calendar the forecast was made with, or taken out of it.
type StrikeChange struct {
	Change string     `json:"change"` // add or remove
	Group  string     `json:"group"`
	From   civil.Date `json:"from"`
	To     civil.Date `json:"to"`
	Orgs   []org.Code `json:"orgs,omitempty"`
}

// ruleMissing is the rule of a problem that something which is needed was not said.
const ruleMissing = "missing"

// Check reports everything about the scenario that cannot be.
func (s *Scenario) Check() error {
	var p fault.List
	if strings.TrimSpace(s.Name) == "" || strings.Contains(s.Name, "+") {
		p.Add("name", ruleMissing, "A scenario needs a name, without a plus sign: it stands behind the model's.")
	}
	s.checkFlu(&p)
	for i, c := range s.Norovirus {
		name := fmt.Sprintf("norovirus[%d]", i)
		checkSpan(&p, name, c.From, c.To)
		rule := ""
		if c.Beds == 0 && c.Share == 0 {
			rule = ruleMissing
		}
		if (c.Beds > 0) == (c.Share > 0) || c.Beds < 0 || c.Share < 0 || c.Share > .5 {
			p.Add(name+".beds", rule, "Give either beds or a share of the beds open (up to 0.5), above zero.")
		}
		if c.Beds > 0 && len(c.Orgs) == 0 {
			p.Add(name+".orgs", ruleMissing, "Say in which organisations so many beds are closed, or give a share.")
		}
	}
	for i, c := range s.Cold {
		name := fmt.Sprintf("cold[%d]", i)
		checkSpan(&p, name, c.From, c.To)
		if c.Level != "yellow" && c.Level != "amber" && c.Level != "red" {
			p.Add(name+".level", "", "A cold spell's level is yellow, amber or red, not %q.", c.Level)
		}
		if c.LagDays != nil && (*c.LagDays < 0 || *c.LagDays > 30) {
			p.Add(name+".lag_days", "", "The lag lies between 0 and 30 days.")
		}
	}
	for i, w := range s.WindDown {
		name := fmt.Sprintf("wind_down[%d]", i)
		checkSpan(&p, name, w.From, w.To)
		if !(w.Beds > 0) {
			p.Add(name+".beds", ruleMissing, "Say how many beds are freed.")
		}
		if w.Closed < 0 || w.Closed > w.Beds && w.Beds > 0 {
			p.Add(name+".closed", "", "Of the beds freed, between none and all can be closed.")
		}
		if len(w.Orgs) == 0 {
			p.Add(name+".orgs", ruleMissing, "Say in which organisations so many beds are freed.")
		}
	}
	for i, c := range s.Strikes {
		name := fmt.Sprintf("strikes[%d]", i)
		checkSpan(&p, name, c.From, c.To)
		if c.Change != "add" && c.Change != "remove" {
			p.Add(name+".change", "", "A strike is to add or to remove, not to %q.", c.Change)
		}
		if strings.TrimSpace(c.Group) == "" {
			p.Add(name+".group", ruleMissing, "Say which staff group strikes.")
		}
	}
	checkAssumed(s.Assume, &p)
	return p.Err("The scenario cannot be used as it stands.")
}

func (s *Scenario) checkFlu(p *fault.List) {
	f := s.Flu
	if f == nil {
		return
	}
	switch f.Shape {
	case "early", "late", "low", "none":
	case "own":
		if f.Peak == nil || f.Height == nil || f.WidthDays == nil {
			p.Add("flu.shape", ruleMissing, "A wave of its own shape needs peak, height and width_days.")
		}
	default:
		p.Add("flu.shape", "", "The wave's shape is early, late, low, none or own, not %q.", f.Shape)
	}
	if f.Height != nil && !(*f.Height >= 0 && *f.Height <= .3) {
		p.Add("flu.height", "", "The height is beds with flu as a share of beds occupied, between 0 and 0.3.")
	}
	if f.WidthDays != nil && !(*f.WidthDays >= 2 && *f.WidthDays <= 60) {
		p.Add("flu.width_days", "", "The width lies between 2 and 60 days.")
	}
}

// longestSpan is the most days a part of a scenario may last.
const longestSpan = 200

func checkSpan(p *fault.List, name string, from, to civil.Date) {
	switch {
	case from.IsZero() || to.IsZero():
		p.Add(name+".from", ruleMissing, "Give the first and the last day, as YYYY-MM-DD.")
	case to.Before(from):
		p.Add(name+".to", "", "The last day, %s, is before the first, %s.", to, from)
	case to.Sub(from) >= longestSpan:
		p.Add(name+".to", "", "From %s to %s is more than %d days.", from, to, longestSpan)
	}
}

// Preset is a scenario by its name: early, late or low, for a flu wave of that shape and nothing else.
func Preset(name string) (Scenario, error) {
	switch name {
	case "early", "late", "low":
		return Scenario{Name: name, Flu: &FluWave{Shape: name}}, nil
	}
	return Scenario{}, fault.New(fault.NotFound, "There is no ready-made scenario %q; there are early, late and low.", name)
}
