package recovery

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"headroom/internal/fault"
	"headroom/internal/solve/assign"
)

// Change is what a plan does to a patient's date. Stored as its word.
type Change string

// The changes.
const (
	Kept       Change = "kept"              // keeps the date held
	Decided    Change = "decided"           // firm, inside the notice or pinned: nothing was looked for
	New        Change = "new"               // had no date and is given one
	Moved      Change = "moved"             // held a date and is given another
	Dropped    Change = "dropped"           // held a date and is given none
	NoDate     Change = "no-date"           // had none and is given none
	Later      Change = "later"             // keeps a date after the plan's last day
	OffList    Change = "off-list"          // waits no longer
	Unmeasured Change = "minutes-not-known" // nothing can be booked without them
	HeldBack   Change = "on-hold"           // a person has said none for now
	DateOver   Change = "date-over"         // holds a date that is over, and nobody has said what became of it
)

// Progress is how far a plan has come.
type Progress struct {
	Objective, Bound float64
	Share            float64 // of the work, 0 to 1
	Phase            string
}

// TierPart is one count within a tier.
type TierPart struct {
	Name   string
	People int // under the plan
	Before int // if everything stayed as booked
}

// Reschedule gives everybody the best date that can be found for the work asked for, with the proof of how good the plan
// is. The same ask gives the same plan for any number of workers, unless the context ends it: then the best plan so far
// comes back with Cut set. An ask that cannot be planned is an Invalid fault with the row and the remedy of every problem.
func Reschedule(ctx context.Context, a Ask, tell func(Progress)) (Plan, error) {
	a, bad := Sound(a)
	if bad.Stops() {
		return Plan{}, bad.Err("Nothing was planned")
	}
	m := compile(&a)
	r, err := m.search(ctx, tell)
	if err != nil {
		return Plan{}, err
	}
	if !r.Cut {
		if r.Plan.Slot, err = m.exchanged(ctx, r.Plan.Slot); err != nil {
			return Plan{}, err
		}
		r.Cut = ctx.Err() != nil
	}
	r.Plan.Slot, err = m.retaken(r.Plan.Slot, func(p *assign.Problem) ([]int32, error) {
		again, err := assign.Solve(ctx, p, m.options(m.seconds(), tell))
		r.Cut = r.Cut || again.Cut
		return again.Plan.Slot, err
	})
	if err != nil {
		return Plan{}, err
	}
	return m.plan(r), nil
}

// exchanges is the share of a search's work that goes into exchanges for those who are left past a clinical date.
const exchanges = 0.1

// exchanged is a plan after those who are left without a date, or past a clinical one, have taken the places of others wherever
// that costs less, those who lose most first: nobody can then ask why a cheaper exchange of one or two was left.
func (m *model) exchanged(ctx context.Context, slots []int32) ([]int32, error) {
	var who []int32
	gain := make([]float64, len(slots))
	for j, i := range m.who {
		if _, late := m.stakes[i].latest(m.dayIn(i, slots[j])); slots[j] != assign.None && !late || m.problem.Jobs[j].Fixed {
			continue
		}
		best := m.problem.Cost(j, slots[j])
		b := &m.problem.Jobs[j]
		for _, s := range m.problem.Classes[b.Class].Slots {
			if c := b.Cost[m.dayOf(s)]; !isInf(c) {
				gain[j] = max(gain[j], best-float64(c))
			}
		}
		if gain[j] > 0 {
			who = append(who, int32(j))
		}
	}
	slices.SortStableFunc(who, func(x, y int32) int { return cmp.Compare(gain[y], gain[x]) })
	p, err := assign.Improve(ctx, &m.problem, slots, who, m.options(exchanges*m.seconds(), nil))
	switch {
	case fault.KindOf(err) == fault.Invalid: // what is decided passes a limit
		return slots, nil
	case err != nil:
		return nil, err
	}
	return p.Slot, nil
}

// plan turns what the search found into new dates.
func (m *model) plan(r assign.Result) Plan {
	l := m.polish(r.Plan.Slot)
	p := m.tell(r.Plan.Slot, l, &r.Bound.Prices)
	p.Bound, p.Cut, p.Prices = min(r.Bound.Value, p.Objective), r.Cut, m.prices(&r.Bound.Prices)
	if p.Bound > 0 {
		p.Gap = (p.Objective - p.Bound) / p.Bound
	}
	p.Clashes = m.clashes(r.Plan.Slot)
	m.explain(&p, l, r.Plan.Slot, &r.Bound.Prices, nil)
	p.Notes = append(p.Notes, m.remarks()...)
	return p
}

// tell tells places as placements, tiers and lists, without bound and reasons.
func (m *model) tell(slots []int32, l *load, prices *assign.Prices) Plan {
	p := Plan{Ask: *m.ask, Notes: m.notes, Over: m.decided()}
	p.Ask.Patients, p.Ask.Sessions, p.Ask.Limits, p.Ask.Blocks = nil, nil, nil, nil
	p.Placements = make([]Placement, len(m.ask.Patients))
	for i := range m.ask.Patients {
		x := m.placement(int32(i), slots)
		p.Placements[i] = x
		p.Objective += x.Cost
		switch x.Change {
		case Kept, Decided, New, Moved:
			p.Scheduled++
		case NoDate, Dropped:
			p.Unscheduled++
		}
	}
	p.Tiers = m.tiers(slots)
	p.Lists = m.lists(l, prices)
	for _, k := range p.Lists {
		p.Overruns += k.Late
	}
	p.Equality = equalityOf(m.ask, p.Placements)
	return p
}

// placement is one patient's line of the plan.
func (m *model) placement(i int32, slots []int32) Placement {
	x := &m.ask.Patients[i]
	out := Placement{Pathway: x.Pathway, Was: x.Booked}
	j := m.job[i]
	switch m.part[i] {
	case offList:
		out.Change = OffList
		return out
	case onHold:
		out.Change = HeldBack
		return out
	case dateOver:
		out.Change = DateOver
		return out
	case unmeasured:
		out.Change = Unmeasured
		return out
	}
	s := slots[j]
	b := &m.problem.Jobs[j]
	cost := m.costIn(i, s)
	out.Cost = cost.sum()
	now, day := m.holds(x)
	switch {
	case s == assign.None && now == assign.None && day != never:
		out.Change, out.Session, out.Date = Later, x.Booked, m.ask.From.Add(day)
		return out
	case s == assign.None && day != never:
		out.Change = Dropped
		return out
	case s == assign.None:
		out.Change = NoDate
		return out
	case b.Fixed && s == b.Held:
		out.Change = Decided
	case s == now:
		out.Change = Kept
	case day != never:
		out.Change = Moved
	default:
		out.Change = New
	}
	out.Session, out.Date = m.sessionOf(s).ID, m.sessionOf(s).Date
	return out
}

// costIn is what a patient costs in a slot, or without one, by tier.
func (m *model) costIn(i, slot int32) byTier {
	x, s := &m.ask.Patients[i], &m.stakes[i]
	now, day := m.holds(x)
	if slot == assign.None {
		if now == assign.None && day != never {
			return m.weigher.at(s, day)
		}
		out, drop := m.weigher.without(s)
		for t := range out {
			out[t] += drop[t]
		}
		return out
	}
	t := m.weigher.on(s, m.dayOf(slot))
	t[tierChanges] += m.weigher.travel(x, m.sessionOf(slot))
	if day != never && slot != now {
		t[tierChanges] += s.move
	}
	return t
}

// dayIn is the day number on which a plan treats a patient: the day that stands for none when it gives no date.
func (m *model) dayIn(i int32, slot int32) int {
	if slot != assign.None {
		return m.dayOf(slot)
	}
	if now, day := m.holds(&m.ask.Patients[i]); now == assign.None && day != never {
		return day
	}
	return m.weigher.out
}

// lists are the sessions of the plan's days with who is in them.
func (m *model) lists(l *load, prices *assign.Prices) []List {
	p := &m.problem
	out := make([]List, 0, len(p.Slots))
	for s := range p.Slots {
		length := p.Lengths[p.Slots[s].Length]
		k := List{Session: m.sessionOf(int32(s)).ID, Pathways: m.pathways(l.jobs[s]), Minutes: l.mean[s], Use: l.mean[s] / length,
			Late: p.Overrun.Late(length, l.mean[s], l.variance[s]), Closed: m.shut[m.session[s]]}
		if prices != nil && s < len(prices.Minute) {
			k.Price = prices.Minute[s]
		}
		out = append(out, k)
	}
	return out
}

// remarks are what a reader should know of the ask.
func (m *model) remarks() []string {
	var unprioritised, unclocked, away, past, closed int
	for i := range m.ask.Patients {
		x := &m.ask.Patients[i]
		if m.part[i] == dateOver {
			past++
		}
		if m.job[i] == assign.None {
			continue
		}
		if x.Priority == Unprioritised && x.Cancer == nil {
			unprioritised++
		}
		if x.Clock.IsZero() && x.Cancer == nil {
			unclocked++
		}
		k, ok := m.byID[x.Booked]
		if x.Booked == "" || !ok {
			continue
		}
		switch d := m.ask.Sessions[k].Date; {
		case m.shut[k] != "" && d.Sub(m.ask.From) >= m.ask.Days:
			closed++
		case awayOn(x, d):
			away++
		}
	}
	var out []string
	say := func(n int, one, more string) {
		if n == 1 {
			out = append(out, one)
		} else if n > 1 {
			out = append(out, fmt.Sprintf(more, n))
		}
	}
	say(unprioritised, "One person has no clinical priority recorded: planned by the wait alone, and listed for clinical review",
		"%d people have no clinical priority recorded: they are planned by their wait alone, and listed for clinical review")
	say(unclocked, "One person has no clock start recorded, so no long wait is seen for them", "%d people have no clock start recorded, so no long wait is seen for them")
	say(away, "One person holds a date on which they cannot come: it counts as one to be moved", "%d people hold a date on which they cannot come: these count as dates to be moved")
	say(past, "One person holds a date that is over, and nobody has said what became of it: they get no new date before somebody does",
		"%d people hold a date that is over, and nobody has said what became of it: they get no new date before somebody does")
	say(closed, "One person holds a date after the plan's last day on a list that is closed: it counts as none",
		"%d people hold a date after the plan's last day on a list that is closed: these count as none")
	for _, w := range m.ask.Policy.Changed() {
		out = append(out, fmt.Sprintf("The operator has set %s to %g %s", w.Name, w.Value, w.Unit))
	}
	return out
}

// each calls f for 0 to n-1 in blocks, on as many workers as asked for. The order does not matter to any caller.
func each(workers, n int, f func(i int)) {
	if workers <= 0 {
		workers = defaultWorkers()
	}
	const block = 256
	next := make(chan int)
	done := make(chan struct{})
	for range workers {
		go func() {
			for from := range next {
				for i := from; i < min(from+block, n); i++ {
					f(i)
				}
			}
			done <- struct{}{}
		}()
	}
	for from := 0; from < n; from += block {
		next <- from
	}
	close(next)
	for range workers {
		<-done
	}
}
