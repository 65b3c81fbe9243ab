package simulate

import (
	"fmt"
	"math"

	"headroom/internal/fault"
)

// The most that a model may hold. Counts beyond lie outside the tables of integers; nothing real comes near.
const (
	mostDays  = 200_000
	mostUnits = 1_000_000 // at one site, all who can come included
	mostHeld  = 1_000_000
	near      = 1e-6 // how far a sum of shares may be from one
)

// Check says what is wrong with a model, every field at once, as an Invalid fault whose fields are named as in the JSON:
// sites[2].stages[0].hazard.
func (m *Model) Check() error {
	c := checker{days: m.Days}
	if m.Days < 1 || m.Days > mostDays {
		c.add("days", "there are %d days; give 1 to %d", m.Days, mostDays)
		return c.list.Err("the model is wrong")
	}
	if len(m.Sites) == 0 {
		c.add("sites", "there is no site to play")
	}
	c.common(m.Common)
	keys := map[uint64]int{}
	for i := range m.Suppliers {
		at := fmt.Sprintf("suppliers[%d]", i)
		if j, ok := keys[m.Suppliers[i].Key]; ok {
			c.add(at+".key", "suppliers[%d] has the same key, %d; each needs its own", j, m.Suppliers[i].Key)
		}
		keys[m.Suppliers[i].Key] = i
		c.supplier(at, &m.Suppliers[i])
	}
	keys = map[uint64]int{}
	for i := range m.Sites {
		at := fmt.Sprintf("sites[%d]", i)
		if j, ok := keys[m.Sites[i].Key]; ok {
			c.add(at+".key", "sites[%d] has the same key, %d; each needs its own", j, m.Sites[i].Key)
		}
		keys[m.Sites[i].Key] = i
		c.site(at, &m.Sites[i], len(m.Suppliers))
	}
	return c.list.Err("the model is wrong")
}

// checker gathers what is wrong.
type checker struct {
	days int
	list fault.List
}

// enough is how many problems are told; a wrong unit makes every day wrong.
const enough = 50

func (c *checker) add(name, format string, args ...any) {
	if len(c.list) < enough {
		c.list.Add(name, "", "%s: "+format, append([]any{name}, args...)...)
	}
}

// amount wants a number from 0 up.
func (c *checker) amount(name string, x float64) {
	if !(x >= 0) || x > mostUnits {
		c.add(name, "%v is not a number from 0 to %d", x, mostUnits)
	}
}

// number wants any finite number of a sensible size.
func (c *checker) number(name string, x float64) {
	if !(math.Abs(x) <= 1e6) {
		c.add(name, "%v is not a number from -1,000,000 to 1,000,000", x)
	}
}

// chance wants a number from 0 to 1.
func (c *checker) chance(name string, x float64) {
	if !(x >= 0 && x <= 1) {
		c.add(name, "%v is not from 0 to 1", x)
	}
}

// count wants a whole number from 0 up.
func (c *checker) count(name string, n int) {
	if n < 0 || n > mostUnits {
		c.add(name, "%d is not from 0 to %d", n, mostUnits)
	}
}

// daily wants an entry for each day, or none.
func daily[T any](c *checker, name string, days []T, each func(name string, x T)) {
	if len(days) != 0 && len(days) != c.days {
		c.add(name, "there are %d entries for %d days; give one for each day, or none", len(days), c.days)
		return
	}
	for d, x := range days {
		each(fmt.Sprintf("%s[%d]", name, d), x)
	}
}

// whole wants shares that sum to one.
func (c *checker) whole(name string, shares []float64) {
	sum := 0.0
	for _, x := range shares {
		sum += x
	}
	if !(math.Abs(sum-1) <= near) {
		c.add(name, "the shares sum to %v; they must sum to 1", sum)
	}
}

func (c *checker) common(m Common) {
	sd := func(name string, x float64) {
		if !(x >= 0 && x <= 2) {
			c.add(name, "%v is not a standard deviation of a logarithm from 0 to 2", x)
		}
	}
	sd("common.national_sd", m.NationalSD)
	sd("common.regional_sd", m.RegionalSD)
	c.chance("common.national_persistence", m.NationalPersistence)
	c.chance("common.regional_persistence", m.RegionalPersistence)
	w := m.Wave
	if !(w.Height >= 0 && w.Height <= 20) {
		c.add("common.wave.height", "%v is not a share from 0 to 20", w.Height)
	}
	sd("common.wave.log_sd", w.LogSD)
	c.number("common.wave.peak_day", w.PeakDay)
	if !(w.PeakSD >= 0 && w.PeakSD <= 1000) {
		c.add("common.wave.peak_sd", "%v is not from 0 to 1,000 days", w.PeakSD)
	}
	if w.Height > 0 && !(w.WidthDay >= 0.1 && w.WidthDay <= 10000) {
		c.add("common.wave.width_days", "%v is not from 0.1 to 10,000 days, which a wave of any height needs", w.WidthDay)
	}
}

func (c *checker) supplier(at string, u *Supplier) {
	daily(c, at+".starts", u.Starts, func(name string, x [Streams]float64) {
		for p := range Streams {
			c.amount(fmt.Sprintf("%s[%d]", name, p), x[p])
		}
	})
	for p := range Streams {
		c.count(fmt.Sprintf("%s.places[%d]", at, p), u.Places[p])
		c.count(fmt.Sprintf("%s.held[%d]", at, p), u.Held[p])
		c.chance(fmt.Sprintf("%s.free_hazard[%d]", at, p), u.FreeHazard[p])
		if u.Places[p] == 0 && u.Held[p] > 0 {
			c.add(fmt.Sprintf("%s.held[%d]", at, p), "%d places are held of none: a stream that goes by starts holds nothing", u.Held[p])
		}
		if u.Places[p] > 0 {
			for d := range u.Starts {
				if u.Starts[d][p] != 0 {
					c.add(fmt.Sprintf("%s.starts[%d][%d]", at, d, p), "the stream goes by places, of which there are %d, so it cannot have starts too", u.Places[p])
				}
			}
		}
	}
}

func (c *checker) site(at string, t *Site, suppliers int) {
	daily(c, at+".arrivals", t.Arrivals, c.amount)
	daily(c, at+".planned", t.Planned, c.count)
	daily(c, at+".show", t.Show, c.chance)
	factor := func(name string, x float64) {
		if !(x >= 0 && x <= 100) {
			c.add(name, "%v is not a working factor from 0 to 100", x)
		}
	}
	daily(c, at+".work", t.Work, factor)
	daily(c, at+".hub", t.Hub, factor)
	if !(t.OwnSD >= 0 && t.OwnSD <= 2) {
		c.add(at+".own_sd", "%v is not a standard deviation of a logarithm from 0 to 2", t.OwnSD)
	}
	c.chance(at+".own_persistence", t.OwnPersistence)
	for p := range Streams {
		c.chance(fmt.Sprintf("%s.hub_hazard[%d]", at, p), t.HubHazard[p])
	}
	c.chance(at+".ready_hazard", t.ReadyHazard)
	c.chance(at+".other_leave", t.OtherLeave)
	c.count(at+".ready", t.Ready)
	c.stages(at, t)
	c.links(at, t, suppliers)
	c.room(at, &t.Room)
	c.effort(at, t)
	c.size(at, t)
}

func (c *checker) stages(at string, t *Site) {
	if len(t.Stages) == 0 {
		c.add(at+".stages", "there is no stage to arrive in")
		return
	}
	var mix, planned []float64
	needs := false
	for i, g := range t.Stages {
		at := fmt.Sprintf("%s.stages[%d]", at, i)
		c.chance(at+".hazard", g.Hazard)
		c.chance(at+".mix", g.Mix)
		c.chance(at+".planned", g.Planned)
		c.chance(at+".complex", g.Complex)
		c.count(at+".now", g.Now)
		for p := range Streams {
			c.chance(fmt.Sprintf("%s.split[%d]", at, p), g.Split[p])
		}
		if g.Complex > 0 {
			c.whole(at+".split", g.Split[:])
			needs = true
		}
		mix, planned = append(mix, g.Mix), append(planned, g.Planned)
	}
	if len(t.Arrivals) > 0 {
		c.whole(at+".stages (mix)", mix)
	}
	if len(t.Planned) > 0 {
		c.whole(at+".stages (planned)", planned)
	}
	if needs && len(t.Links) == 0 {
		c.add(at+".links", "some who leave a stage need an onward place, but no supplier is linked")
	}
}

func (c *checker) links(at string, t *Site, suppliers int) {
	seen := map[int]int{}
	var shares [Streams]float64
	for i := range t.Links {
		l := &t.Links[i]
		at := fmt.Sprintf("%s.links[%d]", at, i)
		if l.Supplier < 0 || l.Supplier >= suppliers {
			c.add(at+".supplier", "there is no suppliers[%d]", l.Supplier)
		}
		if j, ok := seen[l.Supplier]; ok {
			c.add(at+".supplier", "links[%d] joins the same supplier; put both into one", j)
		}
		seen[l.Supplier] = i
		for p := range Streams {
			c.chance(fmt.Sprintf("%s.share[%d]", at, p), l.Share[p])
			c.count(fmt.Sprintf("%s.process[%d]", at, p), l.Process[p])
			c.count(fmt.Sprintf("%s.waiting[%d]", at, p), l.Waiting[p])
			shares[p] += l.Share[p]
		}
	}
	if len(t.Links) == 0 {
		return
	}
	for p := range Streams {
		needed := false
		for _, g := range t.Stages {
			needed = needed || g.Complex > 0 && g.Split[p] > 0
		}
		if needed && !(math.Abs(shares[p]-1) <= near) {
			c.add(fmt.Sprintf("%s.links (share[%d])", at, p), "the shares of the stream sum to %v; they must sum to 1", shares[p])
		}
	}
}

func (c *checker) room(at string, r *Room) {
	daily(c, at+".room.core", r.Core, c.amount)
	daily(c, at+".room.escalation", r.Escalation, c.amount)
	closes := func(name string, x float64) {
		if !(x >= 0 && x <= 10_000) {
			c.add(name, "%v is not from 0 to 10,000", x)
		}
	}
	daily(c, at+".room.close_start", r.CloseStart, closes)
	daily(c, at+".room.unstaffed", r.Unstaffed, closes)
	c.chance(at+".room.reopen", r.Reopen)
	c.count(at+".room.closed", r.Closed)
	sum := float64(r.Closed)
	for _, x := range r.CloseStart {
		sum += x
	}
	if sum > mostUnits/4 {
		c.add(at+".room.close_start", "%v places would be closed over the days; give at most %d", sum, mostUnits/4)
	}
}

func (c *checker) effort(at string, t *Site) {
	e := &t.Effort
	if len(e.Starts) != 0 && len(e.Starts) != len(t.Links) {
		c.add(at+".effort.starts", "there are %d entries for %d links; give one for each link, or none", len(e.Starts), len(t.Links))
	}
	for l, days := range e.Starts {
		daily(c, fmt.Sprintf("%s.effort.starts[%d]", at, l), days, func(name string, x [Streams]float64) {
			for p := range Streams {
				c.amount(fmt.Sprintf("%s[%d]", name, p), x[p])
			}
		})
	}
	daily(c, at+".effort.ready", e.Ready, c.amount)
	daily(c, at+".effort.avoided", e.Avoided, c.amount)
	daily(c, at+".effort.escalation", e.Escalation, c.amount)
	daily(c, at+".effort.hub", e.Hub, c.number)
}

// size keeps a site within what the tables hold.
func (c *checker) size(at string, t *Site) {
	sum := float64(t.Ready)
	for _, g := range t.Stages {
		sum += float64(g.Now)
	}
	for i := range t.Links {
		for p := range Streams {
			sum += float64(t.Links[i].Process[p] + t.Links[i].Waiting[p])
		}
	}
	for d := range t.Arrivals {
		sum += float64(clipOf(min(max(t.Arrivals[d], 0), mostUnits)))
	}
	for _, n := range t.Planned {
		sum += float64(n)
	}
	if sum > mostUnits {
		c.add(at, "the site is too large to play in whole units: with eight times those expected to arrive, up to %.0f could come; the most is %d. Cut it into parts, or play fewer days", sum, mostUnits)
	}
}

// check says what is wrong with the options for a model.
func (o Options) check(m *Model) error {
	c := checker{days: m.Days}
	if o.Replicates < 1 || o.Replicates > 10_000_000 {
		c.add("replicates", "%d is not from 1 to 10,000,000", o.Replicates)
	}
	if o.Workers < 0 {
		c.add("workers", "%d is below 0", o.Workers)
	}
	if o.Days < 1 || o.Days > m.Days {
		c.add("days", "%d is not from 1 to the model's %d", o.Days, m.Days)
	}
	for i, s := range o.Shares {
		if !(s > 0 && s <= 10) {
			c.add(fmt.Sprintf("shares[%d]", i), "%v is not a share of the room from 0 to 10", s)
		}
	}
	for i, t := range o.Targets {
		if t.Site < 0 || t.Site >= len(m.Sites) {
			c.add(fmt.Sprintf("targets[%d].site", i), "there is no sites[%d]", t.Site)
		}
		if t.Day < 0 || t.Day >= o.Days {
			c.add(fmt.Sprintf("targets[%d].day", i), "day %d is not played; the last is %d", t.Day, o.Days-1)
		}
	}
	return c.list.Err("the run's options are wrong")
}
