package dischargedb

import (
	"context"
	"fmt"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/discharge"
)

// Verify reads every version of every plan again and works out anew what the newest take of councils' capacity. It gives a
// sentence for each version that is not what its digest says and each plan whose claims are not what its events say.
func (s *Store) Verify(ctx context.Context, tx *db.Tx) ([]string, error) {
	var problems []string
	var ever civil.Date // narrows nothing
	plans, numbers, err := newestVersions(ctx, tx, ever, ever, farOff)
	if err != nil {
		return nil, err
	}
	kept, err := claimsNow(ctx, tx, ever, ever, nil)
	if err != nil {
		return nil, err
	}
	by := map[string][]discharge.Claim{}
	for _, c := range kept {
		by[c.Plan] = append(by[c.Plan], c)
	}
	for i, p := range plans {
		var st story
		for n := 1; n <= numbers[i]; n++ {
			if st, err = storyOf(ctx, tx, p, n, farOff); err != nil {
				problems = append(problems, fmt.Sprintf("version %d of plan %s cannot be read: %v", n, p, err))
			}
		}
		if err == nil && !sameClaims(by[p], st.live().Claims()) {
			problems = append(problems, fmt.Sprintf("what plan %s takes of councils' capacity is not what became of its lines: conflicts and agreements may be wrong; propose a new version of it", p))
		}
		delete(by, p)
	}
	for p := range by {
		problems = append(problems, fmt.Sprintf("capacity is taken by a plan %s that is not there", p))
	}
	slices.Sort(problems)
	return problems, nil
}

// sameClaims reports whether two lists hold the same claims, in whatever order.
func sameClaims(a, b []discharge.Claim) bool {
	n := map[discharge.Claim]int{}
	for _, c := range a {
		n[c]++
	}
	for _, c := range b {
		n[c]--
	}
	for _, k := range n {
		if k != 0 {
			return false
		}
	}
	return true
}
