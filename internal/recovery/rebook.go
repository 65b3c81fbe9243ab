package recovery

import (
	"cmp"
	"slices"

	"headroom/internal/solve/assign"
)

// Compile gives an ask as the problem that Reschedule solves, and the order in which a trust rebooks by hand: the gravest kind
// of clinical or cancer date first, by that date; then who was postponed most often, then who has waited longest. An ask that
// cannot be planned is an Invalid fault.
func Compile(a Ask) (*assign.Problem, []int32, error) {
	a, bad := Sound(a)
	if bad.Stops() {
		return nil, nil, bad.Err("Nothing was compiled")
	}
	m := compile(&a)
	order := make([]int32, len(m.who))
	first := make([]stake, len(m.who))
	for j, i := range m.who {
		order[j], first[j] = int32(j), stake{kind: dueP3 + 1, due: never}
		for _, k := range m.stakes[i].dates {
			if k.kind < first[j].kind || k.kind == first[j].kind && k.due < first[j].due {
				first[j] = k
			}
		}
	}
	slices.SortFunc(order, func(x, y int32) int {
		a, b := &m.stakes[m.who[x]], &m.stakes[m.who[y]]
		return cmp.Or(cmp.Compare(first[x].kind, first[y].kind), cmp.Compare(first[x].due, first[y].due),
			cmp.Compare(b.count, a.count), cmp.Compare(b.waited, a.waited), cmp.Compare(x, y))
	})
	return &m.problem, order, nil
}
