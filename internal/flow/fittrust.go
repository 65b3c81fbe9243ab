package flow

import (
	"math"

	"headroom/internal/org"
	"headroom/internal/simulate"
)

// addTrust fits one trust and puts it into the system.
func (f *fitting) addTrust(t *TrustEvidence) {
	v := f.look(t)
	b := f.newBody(v)
	n, here := finished(t, f.e.From), present(t, f.e.From)
	switch {
	case n >= stayed && here >= leastHeld*v.now:
		v.tier = WithStays
		f.fromStays(v, b, v.now/here)
	case n >= stayed:
		f.note(t.Org, "stays-of-leavers", "The stays of %s hold %.0f of the %.0f people who were counted in its beds on %s; who has left alone does not tell how long people stay. The stays were not used: who is in which stage was taken from the counted beds and long stays.",
			t.Name, here, v.now, f.e.From.Format("2 January 2006"))
		f.fromBands(v, b)
	default:
		if len(t.Stays) > 0 {
			f.note(t.Org, "few-stays", "%d stays of %s are over in the weeks looked at; %d are needed before stays one by one are used.", n, t.Name, stayed)
		}
		f.fromBands(v, b)
	}
	if v.tier == SitrepOnly {
		f.note(t.Org, "stay-assumed", "How many are admitted at %s cannot be told from beds alone: %.0f a day were assumed, from England's mean stay of %.1f nights and the trust's own long stays.",
			t.Name, b.admit, f.d.Value("stay.nights"))
	}
	week := f.d.Week()
	c := &cycle{b: b, work: week.Work, hub: week.Hub, care: week.Care, come: v.come}
	weekly := v.tier != SitrepOnly && meanOf(v.come) > 0
	if !weekly {
		for w := range 7 {
			c.come[w] = week.Arrivals[w] * b.admit
		}
	}
	seen := *v
	if !weekly {
		seen.tier = SitrepOnly
	}
	c.settle(&seen, int(f.e.From.Weekday()))
	if weekly {
		week.Work = c.work
	}
	mean := meanOf(c.come)
	for w := range 7 {
		week.Arrivals[w] = c.come[w] / mean
	}
	site := f.site(v, b, c)
	f.calendarDays(&site, v, week, mean)
	f.start(&site, v, c)
	f.s.Trusts = append(f.s.Trusts, t.Org)
	f.s.Tiers = append(f.s.Tiers, v.tier)
	f.s.Model.Sites = append(f.s.Model.Sites, site)
}

// site is the fitted trust without its days and its start.
func (f *fitting) site(v *view, b *body, c *cycle) simulate.Site {
	s := simulate.Site{Key: keyOf(v.t.Org), Name: v.t.Name, Region: v.t.Region, Stages: b.stages, HubHazard: b.hub, ReadyHazard: b.ready,
		OtherLeave: b.other, OwnSD: min(.3, f.d.Value("factor.own-sd")*v.wide), OwnPersistence: f.d.Value("factor.own-persistence")}
	shut, n := v.t.of(v.t.Shut).mean(f.e.From.Add(-27), f.e.From.Add(1))
	reopen := f.d.Value("closed.reopen")
	core := v.open
	if x, _ := v.t.of(v.t.Core).latest(f.e.From, f.e.From.Add(-28)); known(x) && x <= v.open {
		core = x
	}
	s.Room.Reopen = reopen
	if x, _ := v.t.of(v.t.Shut).latest(f.e.From, f.e.From.Add(-7)); known(x) {
		s.Room.Closed = int(math.Round(x))
	}
	for range f.e.Days {
		s.Room.Core = append(s.Room.Core, core)
		s.Room.Escalation = append(s.Room.Escalation, v.open-core)
		if n > 0 {
			s.Room.CloseStart = append(s.Room.CloseStart, shut*reopen/(1-reopen))
		}
	}
	for k := range s.Stages {
		s.Stages[k].Planned = s.Stages[k].Mix
	}
	return s
}

// calendarDays writes the working factors and the arrivals of the model's days.
func (f *fitting) calendarDays(s *simulate.Site, v *view, week Week, mean float64) {
	planned := v.t.Planned
	share, ordinary, n := f.d.Value("share.planned"), 0.0, 0
	for d, x := range planned {
		if f.ordinary(f.e.From.Add(d)) {
			ordinary += float64(x)
			n++
		}
	}
	if n > 0 {
		mean = max(.3*mean, mean-ordinary/float64(n))
		s.Planned = append([]int(nil), planned[:min(len(planned), f.e.Days)]...)
		for len(s.Planned) < f.e.Days {
			s.Planned = append(s.Planned, int(ordinary/float64(n)+.5))
		}
		share = 0
	}
	common := f.s.Model.Common
	spread := sq(common.NationalSD) + sq(common.RegionalSD) + sq(s.OwnSD)
	mean /= math.Exp(spread/2) * waveMean(common.Wave, -14)
	for d := range f.e.Days {
		w := f.d.Working(f.e.Calendar, week, f.e.From.Add(d))
		s.Work, s.Hub = append(s.Work, w.Work), append(s.Hub, w.Hub)
		s.Arrivals = append(s.Arrivals, mean*w.Arrivals*(1-share*(1-w.Show)))
		if n > 0 {
			s.Show = append(s.Show, w.Show)
		}
	}
}

// waveMean is by how much the wave is expected to multiply a day's arrivals.
func waveMean(w simulate.Wave, d int) float64 {
	m := 0.0
	for _, s := range shapesOf(w) {
		m += s.weight * s.at(d)
	}
	return m
}

// start puts everybody where he is on the start's morning: who is in process and queues, by council; the rest over the
// stages and the ready pool as in the mean week of that weekday. Their sum is what was returned.
func (f *fitting) start(s *simulate.Site, v *view, c *cycle) {
	links := f.links(v)
	total := int(math.Round(v.now))
	held := 0
	for p := range simulate.Streams {
		var share []float64
		for _, l := range links {
			share = append(share, l.Share)
		}
		process := whole(share, int(math.Round(c.b.process[p])))
		waiting := whole(share, int(math.Round(c.b.waiting[p])))
		if len(s.Links) == 0 {
			for _, l := range links {
				s.Links = append(s.Links, simulate.Link{Supplier: f.councils[l.Council]})
			}
		}
		joins := c.b.flow[p]
		for i, l := range links {
			s.Links[i].Share[p] = l.Share
			s.Links[i].Process[p], s.Links[i].Waiting[p] = process[i], waiting[i]
			held += process[i] + waiting[i]
			at := f.councils[l.Council]
			f.wants[at].steady[p] += steadyStarts(joins*l.Share, c.b.waiting[p]*l.Share, c.b.other, f.d.Week().Care)
			f.wants[at].joins[p] += joins * l.Share
			f.wants[at].waits[p] += float64(waiting[i])
		}
	}
	for _, l := range links {
		w := f.wants[f.councils[l.Council]]
		w.trusts++
		w.assumed = w.assumed && v.tier != WithPathways && v.tier != WithStays
	}
	parts := append(append([]float64(nil), c.stage...), c.ready)
	if c.b.now != nil {
		parts = c.b.now
	}
	rest := whole(parts, max(0, total-held))
	for k := range s.Stages {
		s.Stages[k].Now = rest[k]
	}
	s.Ready = rest[len(rest)-1]
	begun := held
	for _, n := range rest {
		begun += n
	}
	if begun > total+fewBeds || begun < total-fewBeds {
		f.note(v.t.Org, unsound, "The flow model of %s would start from %d people on %s, and %d were counted in its beds: nothing can be planned with it.",
			v.t.Name, begun, f.e.From.Format("2 January 2006"), total)
	}
}

// fewBeds is how many beds the model's start may be off the counted ones.
const fewBeds = 5

// links are the councils of a trust's people with shares that sum to one. Where none is known one supplier stands for all.
func (f *fitting) links(v *view) []Catchment {
	sum := 0.0
	var out []Catchment
	for _, c := range v.t.Catchment {
		if c.Share > 0 {
			out = append(out, c)
			sum += c.Share
		}
	}
	for i := range out {
		out[i].Share /= sum
	}
	if len(out) > 0 {
		return out
	}
	code := org.Code("care-of-" + string(v.t.Org))
	f.note(v.t.Org, "no-catchment", "Which councils %s's people belong to is not known: all care is taken as given by one.", v.t.Name)
	if _, ok := f.councils[code]; !ok {
		i := len(f.s.Councils)
		f.councils[code] = i
		f.wants[i] = &want{assumed: true}
		f.s.Councils = append(f.s.Councils, code)
		f.s.Model.Suppliers = append(f.s.Model.Suppliers, simulate.Supplier{Key: keyOf(code), Name: "all councils of " + v.t.Name})
	}
	return []Catchment{{Council: code, Share: 1}}
}
