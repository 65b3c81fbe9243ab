package recovery

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"headroom/internal/solve/assign"
)

// AskOf is everything that a plan is made from: what was known of the trust, with what is different laid over it.
func (a PlanAsk) AskOf(g Ground) Ask {
	out := Ask{From: a.From, Days: a.Days, Seconds: a.Seconds, Seed: a.Seed, Policy: DefaultPolicy(), Sessions: a.With(g.Sessions),
		Patients: slices.Clone(g.Patients), Limits: slices.Clone(g.Limits), Blocks: slices.Clone(g.Blocks)}
	out.Policy.Equality = a.Equality
	out.Policy.Weights = maps.Clone(out.Policy.Weights)
	for _, n := range slices.Sorted(maps.Keys(a.Weights)) {
		switch v := a.Weights[n]; n {
		case "overrun.grace":
			out.Policy.Overrun.Grace = v
		case "overrun.risk":
			out.Policy.Overrun.Risk = v
		default:
			out.Policy.Weights[n] = v
		}
	}
	if len(a.Weights) > 0 {
		out.Policy.Name += ", changed by hand"
	}
	for _, d := range a.Differs {
		d.lay(&out)
	}
	return out
}

// With are the sessions with those that are different: added, or closed.
func (a PlanAsk) With(sessions []Session) []Session {
	out := slices.Clone(sessions)
	added := map[SessionID]int{}
	for _, d := range a.Differs {
		i := slices.IndexFunc(out, func(s Session) bool { return s.ID == d.Session })
		switch {
		case i < 0:
		case d.Kind == OneMoreList:
			s := out[i]
			added[s.ID]++
			s.ID, s.Date, s.Closed = SessionID(fmt.Sprintf("%s+%d", s.ID, added[s.ID])), d.Date, ""
			out = append(out, s)
		case d.Kind == ListClosed:
			out[i].Closed = "cancelled"
		}
	}
	return out
}

// lay lays a difference over everything but the sessions.
func (d Difference) lay(a *Ask) {
	more := func(kind LimitKind) {
		for i, l := range a.Limits {
			if l.Kind == kind && l.Site == d.Site && !l.Date.Before(d.Date) && !l.Date.After(d.To) {
				a.Limits[i].Most = max(0, l.Most+d.Number)
			}
		}
	}
	switch d.Kind {
	case BedsMore:
		more(Beds)
	case HighBedsMore:
		more(HighBeds)
	case DoctorsMore:
		more(Anaesthetists)
	case TeamAway:
		a.Blocks = append(a.Blocks, Block{Team: d.Team, From: d.Date, To: d.To, Rule: "away", Window: "from " + longDay(d.Date) + " to " + longDay(d.To)})
	case OneDecided:
		for i, p := range a.Patients {
			if p.Pathway == d.Decision.Pathway {
				a.Patients[i] = p.decided(d.Decision)
			}
		}
	case OneMoreList, ListClosed:
	}
}

// Words says a difference in a sentence's part.
func (d Difference) Words() string {
	span := "from " + longDay(d.Date) + " to " + longDay(d.To)
	sign := fmt.Sprintf("%g more", d.Number)
	if d.Number < 0 {
		sign = fmt.Sprintf("%g fewer", -d.Number)
	}
	switch d.Kind {
	case OneMoreList:
		return fmt.Sprintf("one more list like %s on %s", d.Session, longDay(d.Date))
	case ListClosed:
		return fmt.Sprintf("list %s is cancelled", d.Session)
	case TeamAway:
		return fmt.Sprintf("team %s is away %s", d.Team, span)
	case BedsMore:
		return fmt.Sprintf("%s ward beds at site %s %s", sign, d.Site, span)
	case HighBedsMore:
		return fmt.Sprintf("%s high-care beds at site %s %s", sign, d.Site, span)
	case DoctorsMore:
		return fmt.Sprintf("%s lists with an anaesthetist at site %s %s", sign, d.Site, span)
	case OneDecided:
		what := d.Decision.Kind.Words()
		if d.Decision.Value != "" {
			what += " " + d.Decision.Value
		}
		return fmt.Sprintf("pathway %s is %s", d.Decision.Pathway, strings.TrimSpace(what))
	}
	return string(d.Kind)
}

// Mend is a plan made good: what has happened since is in the ask's differences and in the list as it is known now. The
// plan's dates are held unless somebody has been booked otherwise since, or lost theirs; who has come onto the list is given a
// date too. What it costs and changes is told against the dates that people hold, as the plan's own was, so that the two can be
// held side by side.
func (a PlanAsk) Mend(ctx context.Context, g Ground, base *Plan) (Plan, error) {
	ask := a.AskOf(g)
	whole := ask
	at := make(map[Pathway]*Placement, len(base.Placements))
	for i := range base.Placements {
		at[base.Placements[i].Pathway] = &base.Placements[i]
	}
	var held, added []Patient
	var placements []Placement
	for _, p := range ask.Patients {
		x, ok := at[p.Pathway]
		if !ok || x.lostSince(&p) {
			added = append(added, p)
			continue
		}
		y := *x
		if p.Booked != "" && (p.Booked != x.Was || p.Firm) {
			y.Session = p.Booked
		}
		held, placements = append(held, p), append(placements, y)
	}
	ask.Patients = held
	r, err := Repair(ctx, ask, placements, Event{Added: added})
	if err != nil {
		return Plan{}, err
	}
	p, err := r.retold(whole)
	if err != nil {
		return Plan{}, err
	}
	without := map[Pathway]bool{}
	for i := range p.Placements {
		x := &p.Placements[i]
		without[x.Pathway] = x.Session == ""
		if b := at[x.Pathway]; x.Why == nil && b != nil && b.Session == x.Session {
			x.Why = b.Why // of the plan that was mended: nothing has changed for them
		}
	}
	p.Notes = append(p.Notes, r.words(without)...)
	return p, nil
}

// lostSince is whether a patient no longer holds what a plan gave them: it was moved away, or what they held and were to keep is
// held no more.
func (x *Placement) lostSince(p *Patient) bool {
	if p.Booked != "" || x.Session == "" {
		return false
	}
	return x.Session == x.Was || slices.ContainsFunc(p.Postponed, func(q Postponement) bool { return q.For == x.Date })
}

// words says what a repair did, in counts.
func (r *Repaired) words(without map[Pathway]bool) []string {
	if len(r.Displaced) == 0 {
		return []string{"Nobody's date was taken by what has happened: no date changes."}
	}
	none := 0
	for _, w := range r.Displaced {
		if without[w] {
			none++
		}
	}
	words := fmt.Sprintf("%s lost a date to what has happened, or came onto the list: %d now have a date and %d have none. %s moved for them, and nobody else lost a date that they held or were offered.",
		many(len(r.Displaced), "person", "people"), len(r.Displaced)-none, none, many(len(r.Moved)-len(r.Waiting), "other was", "others were"))
	if n := len(r.Waiting); n > 0 {
		words += fmt.Sprintf(" %s for somebody of a graver tier: the plan alone had given that date, and nobody had been told of it.", many(n, "other waits again", "others wait again"))
	}
	return []string{words}
}

// many is a count with its noun.
func many(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// retold is a mended plan told against the dates that the ask's patients hold, not against those of the plan before.
func (r *Repaired) retold(a Ask) (Plan, error) {
	a, bad := Sound(a)
	if bad.Stops() {
		return Plan{}, bad.Err("The plan was not mended")
	}
	m := compile(&a)
	at := make(map[Pathway]*Placement, len(r.Plan.Placements))
	for i := range r.Plan.Placements {
		at[r.Plan.Placements[i].Pathway] = &r.Plan.Placements[i]
	}
	slots, l := make([]int32, len(m.problem.Jobs)), newLoad(m)
	for j, i := range m.who {
		slots[j] = assign.None
		if x := at[a.Patients[i].Pathway]; x != nil && x.Session != "" {
			slots[j] = m.slot[m.byID[x.Session]]
		}
		if slots[j] != assign.None {
			l.put(int32(j), slots[j])
		}
	}
	p := m.tell(slots, l, nil)
	p.Cut, p.Clashes, p.Notes = r.Plan.Cut, r.Plan.Clashes, r.Plan.Notes
	p.Bound = min(m.loose(slots), p.Objective)
	if p.Bound > 0 {
		p.Gap = (p.Objective - p.Bound) / p.Bound
	}
	for i := range p.Placements {
		p.Placements[i].Why = at[p.Placements[i].Pathway].Why
	}
	return p, nil
}

// loose is what everybody would cost in the best place there is for them, whatever others do: no plan costs less.
func (m *model) loose(slots []int32) float64 {
	total := 0.0
	for j := range m.problem.Jobs {
		b := &m.problem.Jobs[j]
		best := min(m.problem.Cost(j, assign.None), m.problem.Cost(j, slots[j]))
		for k, s := range m.problem.Classes[b.Class].Slots {
			if c := b.Cost[m.dayOf(s)] + m.problem.Classes[b.Class].Extra[k]; !m.problem.Slots[s].Closed && !isInf(c) {
				best = min(best, m.problem.Cost(j, s))
			}
		}
		total += best
	}
	return total
}
