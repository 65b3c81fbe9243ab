package recoverydb_test

import (
	"testing"
	"time"

	"headroom/internal/fault"
	"headroom/internal/recovery"
)

// TestWhatIsEnteredIsTheNextVersion: a patient, a session and a limit are entered and corrected with a reason; nothing is overwritten, what
// was known before stays so, and whoever saw an older version is told.
func TestWhatIsEnteredIsTheNextVersion(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.furnish(t)
		listed := w.read()
		w.set("2024-01-11", 9*60)
		p := people()[0]
		p.Minutes, p.Clock, p.Postponed, p.Priority, p.Prioritised = 90, on("2022-12-27"), nil, recovery.P2, on("2024-01-10")
		entered := recovery.Entered{Kind: recovery.PatientFile, Patient: p, Base: 1, Reason: "the clock was typed wrongly"}
		silent := entered
		silent.Reason = ""
		_, _, err := w.s.Enter(ctx, booker, silent)
		kindIs(t, err, fault.Invalid)
		n, fresh, err := w.s.Enter(ctx, booker, entered)
		if ok(t, err); n != 2 || !fresh {
			t.Fatalf("version %d, new: %v", n, fresh)
		}
		_, fresh, err = w.s.Enter(ctx, booker, entered)
		if ok(t, err); fresh {
			t.Error("the same again made a version")
		}
		other2 := entered
		other2.Patient.Minutes = 95
		_, _, err = w.s.Enter(ctx, booker, other2)
		kindIs(t, err, fault.Conflict)
		g, err := w.s.Ground(ctx, "T1", time.Time{})
		ok(t, err)
		if q := find(t, g, "P-1"); q.Minutes != 90 || q.Clock != on("2022-12-27") || q.TimesPostponed() != 1 || q.Priority != recovery.P2 || len(q.Priorities) != 1 {
			t.Errorf("%+v", q)
		}
		if g, err = w.s.Ground(ctx, "T1", listed); err != nil || find(t, g, "P-1").Minutes != 110 {
			t.Errorf("as known before: %v", err)
		}
		kept, version, err := w.s.Version(ctx, "T1", recovery.PatientFile, "P-1", time.Time{})
		if ok(t, err); version != 2 || kept.Patient.Minutes != 90 {
			t.Errorf("%d %+v", version, kept.Patient)
		}
		_, _, err = w.s.Version(ctx, "T2", recovery.PatientFile, "P-1", time.Time{})
		kindIs(t, err, fault.NotFound)
		who := identities()[0]
		who.Pathway = "P-9"
		added := recovery.Entered{Kind: recovery.PatientFile, Patient: people()[0], Identity: &who, Base: 0}
		added.Patient.Pathway = "P-9"
		if n, fresh, err = w.s.Enter(ctx, booker, added); err != nil || n != 1 || !fresh {
			t.Fatalf("a new patient needs no reason: %d %v %v", n, fresh, err)
		}
		if found, err := w.s.FindPerson(ctx, booker, who.NHSNumber); err != nil || len(found) != 2 {
			t.Errorf("%v %v", found, err)
		}
		c, err := w.s.Counts(ctx, time.Time{})
		if ok(t, err); c["T1"].Waiting != 3 {
			t.Errorf("%d wait", c["T1"].Waiting)
		}
		x := lists()[0]
		x.Closed = "sick"
		if n, fresh, err = w.s.Enter(ctx, booker, recovery.Entered{Kind: recovery.SessionFile, Session: x, Base: recovery.AnyVersion, Reason: "the surgeon is ill"}); err != nil || n != 2 || !fresh {
			t.Errorf("%d %v %v", n, fresh, err)
		}
		kept, version, err = w.s.Version(ctx, "T1", recovery.SessionFile, "L-1", time.Time{})
		if ok(t, err); version != 2 || kept.Session.Closed != "sick" {
			t.Errorf("%d %+v", version, kept.Session)
		}
		limit := recovery.Limit{Kind: recovery.Beds, Site: "A", Date: on("2024-02-12"), Most: 4, From: recovery.FromHand}
		for i, most := range []float64{4, 3, 3} {
			limit.Most = most
			n, fresh, err = w.s.Enter(ctx, booker, recovery.Entered{Kind: recovery.LimitFile, Limits: []recovery.Limit{limit}, Base: recovery.AnyVersion, Reason: "a ward is closed"})
			if ok(t, err); n != int64(min(i+1, 2)) || fresh != (i < 2) {
				t.Errorf("limit %d: version %d, new: %v", i, n, fresh)
			}
		}
		g, err = w.s.Ground(ctx, "T1", time.Time{})
		if ok(t, err); len(g.Limits) != 1 || g.Limits[0].Most != 3 || g.Limits[0].From != recovery.FromHand {
			t.Errorf("%+v", g.Limits)
		}
		list, err := w.s.Imports(ctx, "T1", time.Time{}, 20)
		if ok(t, err); len(list) != 7 || list[0].File.Name != "entered by hand: limits" || list[0].Notes[0] != "a ward is closed" {
			t.Errorf("%+v", list)
		}
	})
}
