package recovery

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
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
// plan's dates are held unless somebody has been booked otherwise since; who has come onto the list is given a date too.
func (a PlanAsk) Mend(ctx context.Context, g Ground, base *Plan) (Plan, error) {
	ask := a.AskOf(g)
	at := make(map[Pathway]Placement, len(base.Placements))
	for _, x := range base.Placements {
		at[x.Pathway] = x
	}
	var held, added []Patient
	var placements []Placement
	for _, p := range ask.Patients {
		x, ok := at[p.Pathway]
		if !ok {
			added = append(added, p)
			continue
		}
		if p.Booked != "" && p.Booked != x.Was {
			x.Session = p.Booked
		}
		held, placements = append(held, p), append(placements, x)
	}
	ask.Patients = held
	r, err := Repair(ctx, ask, placements, Event{Added: added})
	if err != nil {
		return Plan{}, err
	}
	// In the order of the list, as every plan's placements are.
	slices.SortStableFunc(r.Plan.Placements, func(x, y Placement) int { return strings.Compare(string(x.Pathway), string(y.Pathway)) })
	if n := len(r.Displaced); n > 0 {
		r.Plan.Notes = append(r.Plan.Notes, fmt.Sprintf("%d people lost their date or came onto the list; %d others were moved for them.", n, len(r.Moved)))
	}
	return r.Plan, nil
}
