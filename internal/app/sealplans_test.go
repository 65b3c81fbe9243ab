package app_test

import (
	"fmt"
	"strings"
	"testing"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/discharge"
	"headroom/internal/world"
)

// furnishPlans puts a row in every table of the plans: a proposal that a council has agreed to and the board has signed,
// a capacity, an answer before a day of rest, a sketch that is worked out, and a row each of reasons, pathways, stays and delays.
func furnishPlans(t *testing.T, w *world.World) {
	t.Helper()
	ctx, day := t.Context(), civil.Today(world.Start()).Add(3)
	lead := discharge.Signer{Actor: "account:1", Role: string(access.ICBLead), Org: "QMJ"}
	council := discharge.Signer{Actor: "account:2", Role: string(access.CouncilDirector), Org: "Z-C1"}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	kept, err := w.Plans.EnterCapacity(ctx, council, []discharge.Capacity{{Holder: "Z-C1", Service: discharge.HomeCare, Date: day, Total: 9, Accepting: 4,
		Weekend: true, Holiday: true, Source: "by hand", AsAt: world.Start()}})
	must(err)
	v := discharge.Version{Plan: "QMJ-1", Area: "QMJ", Board: "QMJ", Target: .92, Confidence: .9, From: day, To: day.Add(1), By: lead,
		Lines: []discharge.Line{{ID: "l1", Date: day, Trust: "Z-1", Council: "Z-C1", Pathway: discharge.P1, Service: discharge.HomeCare,
			Effect: discharge.Backlog, Number: 2, Owner: "director of adult social services"}}}
	_, err = w.Plans.Propose(ctx, v, "the first")
	must(err)
	_, err = w.Plans.Act(ctx, discharge.Act{Plan: "QMJ-1", Version: 1, Moves: []discharge.Move{{Line: "l1", To: discharge.Agreed}}, By: council})
	must(err)
	_, err = w.Plans.Sign(ctx, "QMJ-1", 1, lead, false)
	must(err)
	_, err = w.Plans.Answer(ctx, []discharge.Answered{{Org: "Z-C1", Day: civil.MustDate("2023-12-23"), Item: discharge.ItemsOf("council")[0], Answer: discharge.Yes, By: council}})
	must(err)
	sketch, err := w.Plans.AskSketch(ctx, lead, discharge.SketchAsk{Area: "QMJ", Share: .92, Source: "the board's own", Basis: discharge.OfCore, Mornings: []civil.Date{day.Add(1)}, Confidence: .9,
		Services: []discharge.Service{discharge.HomeCare}, Weekend: .5, Holiday: .3})
	must(err)
	must(w.DB.Write(ctx, func(tx *db.Tx) error {
		return w.Plans.KeepWorked(ctx, tx, sketch, "QMJ", discharge.Worked{Basis: "the forecast", From: day})
	}))
	at := "2023-12-20T08:00:00.000000Z"
	must(w.DB.Write(ctx, func(tx *db.Tx) error {
		for table, row := range map[string][]any{
			"discharge_reason": {kept.ID, 1, "Z-1", "", "2023-12-18", "all", "primary", "A01", "raw", 3, at},
			"discharge_left":   {kept.ID, 1, "Z-1", "Z-C1", "2023-11-01", "P1", "P1", 7, at},
			"discharge_stay":   {kept.ID, 1, "Z-1", "2023-12-01", "2023-12-04", "2023-12-05", "", "P1", "Z-C1"},
			"discharge_delay":  {kept.ID, 1, "Z-1", "Z-C1", "P1", "2023-12-01", "0 1 0 0 0 0 0", "0 1 0 0 0 0 0", 0, at},
		} {
			columns := columnsOf(t, w, table)
			marks := make([]string, len(columns))
			for i := range marks {
				marks[i] = fmt.Sprintf("$%d", i+1)
			}
			if _, err := tx.Exec(ctx, "INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES ("+strings.Join(marks, ", ")+")", row...); err != nil {
				return fmt.Errorf("%s: %w", table, err)
			}
		}
		return nil
	}))
}
