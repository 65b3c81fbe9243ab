package discharge

import (
	"math"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/flow"
	"headroom/internal/org"
	"headroom/internal/simulate"
)

// Slide is where the sliders of one trust stand: each lever as so much a day over a span of days, before anybody has
// planned anything. It is for looking; a plan is worked out by Solve and agreed line by line.
type Slide struct {
	Trust      org.Code
	From, To   civil.Date // the days on which it is done, both inclusive
	Weekends   bool       // starts of care on Saturdays, Sundays and bank holidays too; never on Christmas Day
	HomeCare   float64    // extra starts at home a day, among the trust's councils by their shares
	Community  float64    // extra community beds a day
	CareHome   float64    // extra care-home places a day
	Ready      float64    // ready people seen off a day, over and above, on the push days
	Push       []civil.Date
	Avoided    float64 // admissions avoided a day
	Hub        float64 // how much of a working day the hub works in addition on weekends and bank holidays, 0 to 1
	Escalation float64 // beds opened on top, on every day of the span
}

// most is how far each slider goes: enough for the largest trust, and little enough that a slip of the finger shows.
const most = 200

// Check tells every slider that cannot stand where it is.
func (s Slide) Check() error {
	var bad fault.List
	for _, f := range []struct {
		name  string
		value float64
		most  float64
	}{{"home_care", s.HomeCare, most}, {"community", s.Community, most}, {"care_home", s.CareHome, most}, {"ready", s.Ready, most},
		{"avoided", s.Avoided, most}, {"hub", s.Hub, 1}, {"escalation", s.Escalation, most}} {
		if math.IsNaN(f.value) || f.value < 0 || f.value > f.most {
			bad.Add(f.name, "", "Give a number from 0 to %v", f.most)
		}
	}
	if s.To.Before(s.From) {
		bad.Add("to", "", "The last day comes before the first")
	}
	return bad.Err("the levers cannot stand so")
}

// Shown is one morning of the answer.
type Shown struct {
	Morning          civil.Date
	Q10, Q25, Q50    float64
	Q75, Q90, Mean   float64
	Usable           float64 // beds that the target is a share of, in the mean
	Keeps            float64 // chance that at most the target's share is occupied
	Waiting, Process [simulate.Streams]float64
	ReadyHere        float64
	Headroom, Safe   float64 // beds under the target (c.6): in the mean, and nine mornings in ten; below nought is too many
}

// Tried is what the sliders do: the mornings without them and with them.
type Tried struct {
	Trust      org.Code
	Share      float64
	Basis      Basis
	Base, With []Shown
	Notes      []string
}

// Still is the mornings of one trust without any slider: what Try holds a slide against. It does not change as sliders move.
type Still struct {
	sys   *flow.System
	trust org.Code
	share float64
	basis Basis
	shown []Shown
}

// StillOf works out the mornings without sliders. share is the target; a target of core (as the empty basis is) does not
// count the escalation beds that are open.
func StillOf(s *flow.System, trust org.Code, share float64, basis Basis) (*Still, error) {
	if basis == "" {
		basis = OfCore
	}
	out := &Still{sys: s, trust: trust, share: share, basis: basis}
	m, site, err := out.model()
	if err != nil {
		return nil, err
	}
	law, err := flow.Close(m, site, m.Days)
	if err != nil {
		return nil, err
	}
	out.shown = shown(s, site, law, share)
	return out, nil
}

// model is the system's with the trust's room as the target counts it, to be changed at will, and which site the trust is.
func (s *Still) model() (*simulate.Model, int, error) {
	site := slices.Index(s.sys.Trusts, s.trust)
	if site < 0 {
		return nil, 0, fault.New(fault.NotFound, "trust %s is not in this system", s.trust)
	}
	m := s.sys.Model
	m.Sites = slices.Clone(m.Sites)
	if s.basis == OfCore {
		m.Sites[site].Room.Escalation, m.Sites[site].Effort.Escalation = nil, nil
	}
	return &m, site, nil
}

// Try works out the law of one trust's beds with the sliders where they stand. share is the target; a target of core
// counts neither the escalation beds that are open nor those that a slider opens, which is said.
func Try(s *flow.System, slide Slide, share float64, basis Basis, holidays civil.Holidays) (*Tried, error) {
	if err := slide.Check(); err != nil {
		return nil, err
	}
	still, err := StillOf(s, slide.Trust, share, basis)
	if err != nil {
		return nil, err
	}
	return still.Try(slide, holidays)
}

// Try is the function Try where the mornings without sliders are known already; the slide must be of the same trust.
func (s *Still) Try(slide Slide, holidays civil.Holidays) (*Tried, error) {
	if err := slide.Check(); err != nil {
		return nil, err
	}
	if slide.Trust != s.trust {
		return nil, fault.New(fault.Invalid, "the levers are of trust %s, and the mornings without them of %s", slide.Trust, s.trust)
	}
	m, site, err := s.model()
	if err != nil {
		return nil, err
	}
	out := &Tried{Trust: s.trust, Share: s.share, Basis: s.basis, Base: slices.Clone(s.shown)}
	if s.basis == OfCore {
		slide.Escalation = 0
		out.Notes = append(out.Notes, "The target is a share of the core beds. An escalation bed lowers the percentage of open beds and frees no core bed, so it is left out here.")
	}
	m.Sites[site].Effort = slide.effort(s.sys, site, holidays)
	with, err := flow.Close(m, site, m.Days)
	if err != nil {
		return nil, err
	}
	out.With = shown(s.sys, site, with, s.share)
	return out, nil
}

// effort is the sliders as the model has them, over what is done already.
func (s Slide) effort(sys *flow.System, site int, holidays civil.Holidays) simulate.Effort {
	at := &sys.Model.Sites[site]
	e := effortOf(at, site, sys.Model.Days, nil, nil)
	a := asked{sys: sys}
	for day := s.From; !day.After(s.To); day = day.Add(1) {
		d := day.Sub(a.sys.From)
		if d < 0 || d >= sys.Model.Days {
			continue
		}
		rest := KindOf(day, holidays) != Weekday
		e.Avoided[d] += s.Avoided
		e.Escalation[d] += s.Escalation
		if rest {
			e.Hub[d] += s.Hub
		}
		if rest && !s.Weekends || KindOf(day, holidays) == ChristmasDay {
			continue
		}
		for l, link := range at.Links {
			for stream, n := range [simulate.Streams]float64{s.HomeCare, s.Community, s.CareHome} {
				e.Starts[l][d][stream] += n * link.Share[stream]
			}
		}
	}
	for _, day := range s.Push {
		if d := day.Sub(sys.From); d >= 0 && d < sys.Model.Days {
			e.Ready[d] += s.Ready
		}
	}
	return e
}

// shown reads the law morning by morning.
func shown(s *flow.System, site int, l *flow.Law, share float64) []Shown {
	out := make([]Shown, l.Days())
	links := len(s.Model.Sites[site].Links)
	for d := range out {
		x := Shown{Morning: s.Morning(d), Mean: l.Mean(d), Usable: l.Room(d), Keeps: 1 - l.Over(d, share), ReadyHere: l.Ready(d)}
		q := l.Quantiles(d, .1, .25, .5, .75, .9)
		x.Q10, x.Q25, x.Q50, x.Q75, x.Q90 = q[0], q[1], q[2], q[3], q[4]
		for link := range links {
			for p := range simulate.Streams {
				x.Waiting[p] += l.Waiting(link, p, d)
				x.Process[p] += l.Process(link, p, d)
			}
		}
		limit := math.Floor(share * x.Usable)
		x.Headroom, x.Safe = limit-x.Mean, limit-x.Q90
		out[d] = x
	}
	return out
}
