package app

import (
	"context"
	"slices"
	"time"

	"headroom/internal/access"
	"headroom/internal/discharge"
	"headroom/internal/org"
)

// demoCareDays is for how many days before its start the demonstration has councils' statements of capacity: three Mondays.
const demoCareDays = 21

// care stores what the synthetic councils stated of their capacity after the instant from and up to to, each for itself
// and, but for the clock that stands at the last, when it was stated.
func (d *Demo) care(ctx context.Context, from, to time.Time) error {
	rows := d.world.Care(from, to)
	for len(rows) > 0 {
		n := slices.IndexFunc(rows, func(c discharge.Capacity) bool {
			return c.Holder != rows[0].Holder || !c.AsAt.Equal(rows[0].AsAt)
		})
		if n < 0 {
			n = len(rows)
		}
		by := discharge.Signer{Actor: demoActor, Role: string(access.CouncilLead), Org: org.Code(rows[0].Holder)}
		if _, err := d.Plans.EnterCapacity(ctx, by, rows[:n]); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}
