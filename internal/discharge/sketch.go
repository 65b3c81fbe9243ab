package discharge

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// SketchAsk is what a plan is to be worked out from: an Ask before the levers and limits are known, which are looked up
// when the work begins.
type SketchAsk struct {
	Area       org.Code
	Share      float64
	Source     string // where the target comes from, in words
	Basis      Basis
	Mornings   []civil.Date
	Confidence float64
	Services   []Service       // the levers that may be used
	Most       map[Service]int // at most so many of a lever for one trust on one day; a service without has its pattern's most
	Weekend    float64         // which part of an ordinary day's most can be done on Saturdays and Sundays
	Holiday    float64         // and on bank holidays; nothing is planned on Christmas Day
	Fixed      int             // so many starts of care in all, on whichever days they do most; 0 looks for the least effort
	Again      *Again          // set when lines of a plan were refused or agreed in part
}

// Again is a plan whose lines were refused or agreed in part, to be made good.
type Again struct {
	Plan    string
	Version int
	Changes []Change
}

// Check says everything that is wrong with what was asked.
func (a SketchAsk) Check() error {
	var bad fault.List
	if a.Area == "" {
		bad.Add("area", "", "Choose the board or trust that the plan is for")
	}
	if !(a.Share >= .5 && a.Share <= 1) {
		bad.Add("target", "", "Enter the target as a percentage of the beds between 50 and 100")
	}
	if a.Basis != OfCore && a.Basis != OfOpen {
		bad.Add("basis", "", "Choose whether the target is a share of core or of all open beds")
	}
	if len(a.Mornings) == 0 {
		bad.Add("dates", "", "Enter at least one morning, as 2023-12-24 or 2023-12-27..2024-01-09")
	}
	if !(a.Confidence >= .5 && a.Confidence <= .99) {
		bad.Add("confidence", "", "Enter the chance as a percentage between 50 and 99")
	}
	if len(a.Services) == 0 {
		bad.Add("services", "", "Choose at least one thing that may be done")
	}
	for _, s := range Services() {
		if n, set := a.Most[s]; set && (n < 0 || n > 1000) {
			bad.Add("most-"+string(s), "", "Enter a whole number from 0 to 1,000, or leave it empty")
		}
	}
	if !(a.Weekend >= 0 && a.Weekend <= 1) {
		bad.Add("weekend", "", "Enter a percentage from 0 to 100")
	}
	if !(a.Holiday >= 0 && a.Holiday <= 1) {
		bad.Add("holiday", "", "Enter a percentage from 0 to 100")
	}
	if a.Fixed < 0 || a.Fixed > 100000 {
		bad.Add("fixed", "", "Enter a whole number of starts, or leave it empty")
	}
	return bad.Err("The plan cannot be worked out as it was asked")
}

// LastDay is the last day on which anything can still help: the day before the last morning.
func (a SketchAsk) LastDay() civil.Date {
	return slices.MaxFunc(a.Mornings, civil.Date.Compare).Add(-1)
}

// Pattern is the usual pattern with the asked parts of weekends and holidays.
func (a SketchAsk) Pattern() Pattern {
	p := Usual()
	p.Part[Weekend], p.Part[BankHoliday] = a.Weekend, a.Holiday
	return p
}

// Ask is the ask with what can be done narrowed to the levers and amounts that were chosen.
func (a SketchAsk) Ask(m Means) Ask {
	out := Ask{Area: a.Area, Share: a.Share, Basis: a.Basis, Mornings: a.Mornings, Confidence: a.Confidence, Limits: m.Limits, Assumed: m.Assumed}
	for _, l := range m.Levers {
		if !slices.Contains(a.Services, l.Service) {
			continue
		}
		if most, set := a.Most[l.Service]; set {
			per, _ := l.Service.unit()
			l.Most = min(l.Most, int(float64(most)*per))
		}
		if l.Most > 0 {
			out.Levers = append(out.Levers, l)
		}
	}
	return out
}

// Services lists what a plan can do, in the order in which pages offer it.
func Services() []Service {
	return []Service{HomeCare, Reablement, CommunityBed, CareHomeBed, WardDischarge, TransferHub, UrgentCare, EscalationBed}
}

// Sketch is a plan that was asked to be worked out. It binds nobody; a version of a plan may be proposed from it.
type Sketch struct {
	ID   int64
	Ask  SketchAsk
	By   Signer
	At   time.Time
	Job  int64   // the work in the queue
	Made *Worked // nil while it is not worked out
}

// Worked is a plan that was worked out, as it is kept. A reason in Refused says why there is none.
type Worked struct {
	Refused  string        `json:",omitempty"`
	Problems []fault.Field `json:",omitempty"`
	Basis    string        // the forecast it stands on, with its age
	From     civil.Date    // the morning from which it looks ahead
	Feasible bool
	Unpriced bool `json:",omitempty"`
	Lines    []Line
	Reached  []Reached
	Odds     []Odds
	Prices   []Price
	Points   []Point
	Net      []Net
	Fans     []Fan
	Effort   float64
	Bound    float64
	// PointCost is the effort of one more point of confidence; nil where the target cannot be reached.
	PointCost   *float64
	Binding     Reached
	Assumed     []string
	Notes       []string
	Seed        uint64
	Replicates  int
	Drawn       int
	Lost, Added []Line    // of a plan that was made good: what went and what takes its place
	Burdens     []Burden  // whom that costs how much
	Before      []Reached `json:",omitempty"` // the odds of the plan as it was, with the luck of this one's certificate
	Unmoved     []Reached // the odds if nothing takes its place, likewise
	More        float64   // effort of all that was added
	Was         float64   `json:",omitempty"` // effort of the whole plan as it was; Effort is that of the whole plan now
	Stood       []Stood   `json:",omitempty"` // what other live plans had agreed, and was taken as given
	At          time.Time // when it was kept
}

// Keep is the plan as it is kept; basis and from say what it stands on.
func (p *Plan) Keep(basis string, from civil.Date) Worked {
	w := Worked{Basis: basis, From: from, Feasible: p.Feasible, Unpriced: p.Unpriced, Lines: p.Lines(), Reached: p.Reached, Odds: p.Odds, Prices: p.Prices,
		Points: p.Points, Net: p.Net, Effort: p.Effort, Bound: p.Bound, Assumed: p.Assumed, Notes: p.Notes, Seed: p.Seed, Replicates: p.Replicates,
		Drawn: p.Certificates}
	if !math.IsNaN(p.PointCost) && !math.IsInf(p.PointCost, 0) {
		w.PointCost = &p.PointCost
	}
	trust, morning := p.Binding()
	for _, r := range p.Reached {
		if r.Trust == trust && r.Binding == morning {
			w.Binding = r
		}
	}
	if !finite(w.Bound) {
		w.Bound = 0
	}
	return w
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// Keep is a plan that was made good, as it is kept.
func (r *Replanned) Keep(basis string, from civil.Date) Worked {
	w := r.Plan.Keep(basis, from)
	w.Lost, w.Added, w.Burdens, w.Before, w.Unmoved, w.More, w.Was = r.Lost, r.Added, r.Burdens, r.Before, r.Unmoved, r.Effort, r.Was
	return w
}

// Withdrawn lists what of a version's lines has been refused or agreed in part and how many were agreed: what a plan is to
// be made good for.
func (p PlanView) Withdrawn() []Change {
	var out []Change
	for _, l := range p.Lines {
		switch st := p.Standings[l.ID]; {
		case st.State == Refused || st.State == Withdrawn:
			out = append(out, Change{Line: l.ID, Reason: st.Last.Reason})
		case st.State == Agreed && st.Agreed < l.Number:
			out = append(out, Change{Line: l.ID, Number: st.Agreed, Reason: st.Last.Reason})
		}
	}
	return out
}

// Revived lists the lines that the sketch of a plan that is made good replaces, though their holders have since agreed to them,
// or to more of them: what was worked out rests on a refusal that stands no more, and would take back what was agreed.
func (s Sketch) Revived(now PlanView) []Line {
	if s.Ask.Again == nil || s.Ask.Again.Plan != now.Plan {
		return nil
	}
	var out []Line
	for _, c := range s.Ask.Again.Changes {
		l, ok := now.Line(c.Line)
		st := now.Standings[c.Line]
		if ok && (st.State == Agreed || st.State == Delivered || st.State == Failed) && st.Agreed > c.Number {
			l.Number = st.Agreed
			out = append(out, l)
		}
	}
	return out
}

// Happenings are what the sketch of a plan that is made good adds to that plan's history: that it was asked for, and what it
// was worked out to.
func (s Sketch) Happenings() []Happening {
	if s.Ask.Again == nil {
		return nil
	}
	var why []string
	for _, c := range s.Ask.Again.Changes {
		if c.Reason != "" && !slices.Contains(why, c.Reason) {
			why = append(why, c.Reason)
		}
	}
	out := []Happening{{At: s.At, Version: s.Ask.Again.Version, By: s.By, What: HappenedAsked, Number: len(s.Ask.Again.Changes), Reason: strings.Join(why, "; "), Sketch: s.ID}}
	w := s.Made
	if w == nil {
		return out
	}
	h := Happening{At: w.At, Version: s.Ask.Again.Version, What: HappenedMade, Number: len(w.Added), Sketch: s.ID}
	if h.Reason = "No plan could be worked out: " + w.Refused; w.Refused == "" {
		h.Reason = w.comparison(s.Ask.Confidence)
	}
	return append(out, h)
}

// comparison says what a refusal did to the least chance, with what takes the place of the lines.
func (w Worked) comparison(asked float64) string {
	now := "With what takes their place"
	if len(w.Added) == 0 {
		now = "Nothing was found that makes up for them: so"
	}
	now += fmt.Sprintf(" the least chance is %.1f%%", 100*w.Binding.Least)
	if len(w.Before) == 0 {
		return now
	}
	before := slices.MinFunc(w.Before, func(a, b Reached) int { return cmp.Compare(a.Least, b.Least) }).Least
	now += fmt.Sprintf("; with them it was %.1f%%", 100*before)
	if w.Binding.Least < asked && before >= asked {
		now += ". The target cannot be reached without them"
	}
	return now
}

// MadeGood reports whether a plan that was made good has, for each trust, the least chance that it had, or the one asked, to
// within half a point of luck.
func (w Worked) MadeGood(asked float64) bool {
	for _, b := range w.Before {
		i := slices.IndexFunc(w.Reached, func(r Reached) bool { return r.Trust == b.Trust })
		if i < 0 || w.Reached[i].Least < math.Min(b.Least, asked)-point/2 {
			return false
		}
	}
	return len(w.Before) > 0
}

// Draft is the version of a plan that a sketch proposes: number is the version it follows, 0 for a new plan.
func (s Sketch) Draft(plan string, number int) Version {
	v := Version{Plan: plan, Number: number, Area: s.Ask.Area, Target: s.Ask.Share, Confidence: s.Ask.Confidence, Sketch: s.ID}
	if n := len(s.Ask.Mornings); n > 0 {
		v.From, v.To = s.Ask.Mornings[0], s.Ask.Mornings[n-1]
	}
	if w := s.Made; w != nil {
		v.Lines, v.Forecast, v.Seed, v.Replicates, v.Reached = w.Lines, w.Basis, w.Seed, w.Replicates, w.Reached
	}
	return v
}
