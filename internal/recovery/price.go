package recovery

import (
	"cmp"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/solve/assign"
)

// Price is what one more of a shared limit would save, in cost, near the plan: one more bed for one night, one more
// anaesthetist for one day, one more set of equipment, one more list of a team.
type Price struct {
	Kind  LimitKind // "" is a team's half-day
	Site  string
	Name  string // of the equipment, or of the team
	Date  civil.Date
	Value float64
}

// leastPrice is the least that is told.
const leastPrice = 0.5

// prices are those of the limits that bind, the dearest first.
func (m *model) prices(p *assign.Prices) []Price {
	var out []Price
	for f := range p.Pool {
		for k, v := range p.Pool[f] {
			if v >= leastPrice {
				out = append(out, Price{Kind: m.kinds[f].kind, Name: m.kinds[f].name, Site: m.sites[k/m.problem.Nights], Date: m.ask.From.Add(k % m.problem.Nights), Value: v})
			}
		}
	}
	for r, v := range p.Row {
		if v < leastPrice {
			continue
		}
		k := m.rows[r]
		if k.site != "" {
			out = append(out, Price{Kind: Anaesthetists, Site: k.site, Date: k.date, Value: v})
		} else {
			out = append(out, Price{Name: k.team, Date: k.date, Value: v})
		}
	}
	slices.SortStableFunc(out, func(a, b Price) int { return cmp.Compare(b.Value, a.Value) })
	return out
}
