package simulate

import (
	"fmt"
	"math"
	"slices"

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

// The rules say what is wrong with a number, "" for nothing.

// amount wants a number from 0 up.
func amount(x float64) string { return within(x, 0, mostUnits) }

// chance wants a number from 0 to 1.
func chance(x float64) string { return within(x, 0, 1) }

// factor wants a working factor.
func factor(x float64) string { return within(x, 0, 100) }

// spread wants a standard deviation of a logarithm.
func spread(x float64) string { return within(x, 0, 2) }

// count wants a whole number from 0 up.
func count(n int) string { return within(float64(n), 0, mostUnits) }

// within wants a number of a range, ends included.
func within(x, low, high float64) string {
	if x >= low && x <= high { // which no NaN is
		return ""
	}
	return fmt.Sprintf("%v is not a number from %v to %.0f", x, low, high)
}

// rule notes what a rule says.
func (c *checker) rule(at, field, problem string) {
	if problem != "" {
		c.add(at+field, "%s", problem)
	}
}

// daily wants an entry for each day, or none.
func daily[T any](c *checker, at, field string, days []T, rule func(T) string) {
	if len(days) != 0 && len(days) != c.days {
		c.add(at+field, "there are %d entries for %d days; give one for each day, or none", len(days), c.days)
		return
	}
	for d, x := range days {
		if problem := rule(x); problem != "" {
			c.add(fmt.Sprintf("%s%s[%d]", at, field, d), "%s", problem)
		}
	}
}

// problem is what is wrong with a field; no words for nothing.
type problem struct{ field, words string }

// each is what a rule says of the first stream that breaks it.
func each[T any](x [Streams]T, rule func(T) string) string {
	for p := range x {
		if words := rule(x[p]); words != "" {
			return fmt.Sprintf("stream %d: %s", p, words)
		}
	}
	return ""
}

// dailyStreams is daily for what has a number for each stream.
func dailyStreams(c *checker, at, field string, days [][Streams]float64, rule func(float64) string) {
	daily(c, at, field, days, func(x [Streams]float64) string { return each(x, rule) })
}

// whole wants the sum of shares to be one.
func whole(sum float64) string {
	if math.Abs(sum-1) <= near {
		return ""
	}
	return fmt.Sprintf("the shares sum to %v; they must sum to 1", sum)
}

// split wants a stage's split to be whole where anybody needs it.
func split(g *Stage) string {
	if g.Complex <= 0 {
		return ""
	}
	sum := 0.0
	for _, x := range g.Split {
		sum += x
	}
	return whole(sum)
}

func (c *checker) common(m Common) {
	c.rule("common", ".national_sd", spread(m.NationalSD))
	c.rule("common", ".regional_sd", spread(m.RegionalSD))
	c.rule("common", ".national_persistence", chance(m.NationalPersistence))
	c.rule("common", ".regional_persistence", chance(m.RegionalPersistence))
	w := m.Wave
	c.rule("common.wave", ".height", within(w.Height, 0, 20))
	c.rule("common.wave", ".log_sd", spread(w.LogSD))
	c.rule("common.wave", ".peak_day", within(w.PeakDay, -10_000, mostDays))
	c.rule("common.wave", ".peak_sd", within(w.PeakSD, 0, 1000))
	if w.Height > 0 {
		c.rule("common.wave", ".width_days", within(w.WidthDay, 0.1, 10_000))
	}
}

func (c *checker) supplier(at string, u *Supplier) {
	dailyStreams(c, at, ".starts", u.Starts, amount)
	c.rule(at, ".places", each(u.Places, count))
	c.rule(at, ".held", each(u.Held, count))
	c.rule(at, ".free_hazard", each(u.FreeHazard, chance))
	for p := range Streams {
		if u.Places[p] == 0 && u.Held[p] > 0 {
			c.add(fmt.Sprintf("%s.held[%d]", at, p), "%d places are held of none: a stream that goes by starts holds nothing", u.Held[p])
		}
		if u.Places[p] > 0 && slices.ContainsFunc(u.Starts, func(x [Streams]float64) bool { return x[p] != 0 }) {
			c.add(at+".starts", "stream %d goes by places, of which there are %d, so it cannot have starts too", p, u.Places[p])
		}
	}
}

func (c *checker) site(at string, t *Site, suppliers int) {
	daily(c, at, ".arrivals", t.Arrivals, amount)
	daily(c, at, ".planned", t.Planned, count)
	daily(c, at, ".show", t.Show, chance)
	daily(c, at, ".work", t.Work, factor)
	daily(c, at, ".hub", t.Hub, factor)
	c.rule(at, ".own_sd", spread(t.OwnSD))
	c.rule(at, ".own_persistence", chance(t.OwnPersistence))
	c.rule(at, ".hub_hazard", each(t.HubHazard, chance))
	c.rule(at, ".ready_hazard", chance(t.ReadyHazard))
	c.rule(at, ".other_leave", chance(t.OtherLeave))
	c.rule(at, ".ready", count(t.Ready))
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
	mix, planned, needs := 0.0, 0.0, false
	for i := range t.Stages {
		g := &t.Stages[i]
		for _, p := range []problem{{"hazard", chance(g.Hazard)}, {"mix", chance(g.Mix)}, {"planned", chance(g.Planned)}, {"complex", chance(g.Complex)},
			{"now", count(g.Now)}, {"split", each(g.Split, chance)}, {"split", split(g)}} {
			if p.words != "" {
				c.add(fmt.Sprintf("%s.stages[%d].%s", at, i, p.field), "%s", p.words)
			}
		}
		needs = needs || g.Complex > 0
		mix, planned = mix+g.Mix, planned+g.Planned
	}
	if len(t.Arrivals) > 0 {
		c.rule(at, ".stages (mix)", whole(mix))
	}
	if len(t.Planned) > 0 {
		c.rule(at, ".stages (planned)", whole(planned))
	}
	if needs && len(t.Links) == 0 {
		c.add(at+".links", "some who leave a stage need an onward place, but no supplier is linked")
	}
}

func (c *checker) links(at string, t *Site, suppliers int) {
	var shares [Streams]float64
	for i := range t.Links {
		l, supplier := &t.Links[i], ""
		if l.Supplier < 0 || l.Supplier >= suppliers {
			supplier = fmt.Sprintf("there is no suppliers[%d]", l.Supplier)
		}
		for j := range i {
			if t.Links[j].Supplier == l.Supplier {
				supplier = fmt.Sprintf("links[%d] joins the same supplier; put both into one", j)
			}
		}
		for _, p := range []problem{{"supplier", supplier}, {"share", each(l.Share, chance)}, {"process", each(l.Process, count)}, {"waiting", each(l.Waiting, count)}} {
			if p.words != "" {
				c.add(fmt.Sprintf("%s.links[%d].%s", at, i, p.field), "%s", p.words)
			}
		}
		for p := range Streams {
			shares[p] += l.Share[p]
		}
	}
	if len(t.Links) == 0 {
		return
	}
	for p := range Streams {
		needed := slices.ContainsFunc(t.Stages, func(g Stage) bool { return g.Complex > 0 && g.Split[p] > 0 })
		if words := whole(shares[p]); needed && words != "" {
			c.add(fmt.Sprintf("%s.links (share[%d])", at, p), "%s", words)
		}
	}
}

func (c *checker) room(at string, r *Room) {
	daily(c, at, ".room.core", r.Core, amount)
	daily(c, at, ".room.escalation", r.Escalation, amount)
	few := func(x float64) string { return within(x, 0, 10_000) }
	daily(c, at, ".room.close_start", r.CloseStart, few)
	daily(c, at, ".room.unstaffed", r.Unstaffed, few)
	c.rule(at, ".room.reopen", chance(r.Reopen))
	c.rule(at, ".room.closed", count(r.Closed))
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
		dailyStreams(c, at, fmt.Sprintf(".effort.starts[%d]", l), days, amount)
	}
	daily(c, at, ".effort.ready", e.Ready, amount)
	daily(c, at, ".effort.avoided", e.Avoided, amount)
	daily(c, at, ".effort.escalation", e.Escalation, amount)
	daily(c, at, ".effort.hub", e.Hub, func(x float64) string { return within(x, -100, 100) })
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
