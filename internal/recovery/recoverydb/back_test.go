package recoverydb_test

import (
	"testing"
	"time"

	"headroom/internal/fault"
	"headroom/internal/recovery"
)

// TestAListIsTakenBack: a file that emptied the list is taken back, and everybody is on it again with the session held; what somebody changed
// after it stays; the same bytes can be kept again; and what was known in between stays known as it was.
func TestAListIsTakenBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.furnish(t)
		w.set("2024-01-11", 9*60)
		third := people()[1]
		third.Pathway = "P-3"
		wrong := recovery.Listed{File: recovery.File{Name: "wrong.csv", SHA256: "wrong"}, Read: 1, Patients: []recovery.Patient{third}, Whole: true}
		got, err := w.s.KeepList(ctx, booker, wrong)
		if ok(t, err); got.Gone != 2 || got.Changed != 1 {
			t.Fatalf("%+v", got)
		}
		between := w.read()
		_, err = w.s.TakeBack(ctx, other, got.ID, "another trust's")
		kindIs(t, err, fault.NotFound)
		w.set("2024-01-11", 9*60+5)
		back, err := w.s.TakeBack(ctx, booker, got.ID, "it was another list")
		if ok(t, err); back.Changed != 2 || back.Gone != 1 {
			t.Errorf("%+v", back)
		}
		for at, want := range map[time.Time]int{between: 1, {}: 2} {
			if g, err := w.s.Ground(ctx, "T1", at); err != nil || len(g.Patients) != want {
				t.Errorf("%d patients at %s, want %d: %v", len(g.Patients), at, want, err)
			}
		}
		if again, err := w.s.KeepList(ctx, booker, wrong); err != nil || again.Held || again.Gone != 2 {
			t.Errorf("kept again: %+v %v", again, err)
		} else if twice, err := w.s.KeepList(ctx, booker, wrong); err != nil || !twice.Held {
			t.Errorf("kept twice: %+v %v", twice, err)
		}
		w.set("2024-01-11", 9*60+9)
		p := people()[0]
		p.Minutes = 90
		_, err = w.s.KeepList(ctx, booker, recovery.Listed{File: recovery.File{Name: "one.csv", SHA256: "one"}, Patients: []recovery.Patient{p}})
		ok(t, err)
		if back, err = w.s.TakeBack(ctx, booker, back.ID+1, "it was another list"); err != nil || back.Changed != 1 || len(back.Notes) != 2 {
			t.Errorf("%+v %v", back, err)
		}
		g, err := w.s.Ground(ctx, "T1", time.Time{})
		if ok(t, err); len(g.Patients) != 2 || find(t, g, "P-1").Minutes != 90 {
			t.Errorf("%+v", g.Patients)
		}
	})
}

// TestBookingsAreKept: a file of bookings gives pathways their sessions; as the whole list it takes those away that it lacks; one of a pathway
// that is not there is refused with its row.
func TestBookingsAreKept(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.furnish(t)
		file := func(s string) recovery.File { return recovery.File{Name: s + ".csv", SHA256: s} }
		_, err := w.s.KeepBookings(ctx, booker, file("x"), []recovery.Booking{{Pathway: "P-9", Session: "L-1"}}, false)
		kindIs(t, err, fault.Invalid)
		got, err := w.s.KeepBookings(ctx, booker, file("b"), []recovery.Booking{{Pathway: "P-1", Session: "L-1", Firm: true}}, false)
		if ok(t, err); got.Changed != 1 {
			t.Errorf("%+v", got)
		}
		got, err = w.s.KeepBookings(ctx, booker, file("c"), []recovery.Booking{{Pathway: "P-2", Session: "L-2"}}, true)
		if ok(t, err); got.Changed != 2 || got.Gone != 1 {
			t.Errorf("%+v", got)
		}
		g, err := w.s.Ground(ctx, "T1", time.Time{})
		if ok(t, err); find(t, g, "P-1").Booked != "" || find(t, g, "P-2").Booked != "L-2" {
			t.Errorf("%+v", g.Patients)
		}
	})
}

// TestLimitsAreTakenBack: limits of a file and of an entry by hand are taken back, the last one first; and so is taking back.
func TestLimitsAreTakenBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.furnish(t)
		limit := func(most float64) recovery.Limit {
			return recovery.Limit{Kind: recovery.Beds, Site: "A", Date: on("2024-02-01"), Most: most}
		}
		most := func() float64 {
			t.Helper()
			g, err := w.s.Ground(ctx, "T1", time.Time{})
			ok(t, err)
			for _, l := range g.Limits {
				if l.Kind == recovery.Beds && l.Site == "A" && l.Date == on("2024-02-01") {
					return l.Most
				}
			}
			return -1
		}
		w.set("2024-01-11", 9*60)
		file := recovery.File{Name: "limits.csv", SHA256: "limits-back"}
		first, err := w.s.KeepLimits(ctx, booker, file, []recovery.Limit{limit(8)}, nil)
		ok(t, err)
		w.set("2024-01-11", 9*60+5)
		_, _, err = w.s.Enter(ctx, booker, recovery.Entered{Kind: recovery.LimitFile, Limits: []recovery.Limit{limit(5)}, Reason: "norovirus", Base: recovery.AnyVersion})
		ok(t, err)
		w.set("2024-01-11", 9*60+10)
		_, err = w.s.TakeBack(ctx, booker, first.ID, "out of order")
		kindIs(t, err, fault.Conflict)
		back, err := w.s.TakeBack(ctx, booker, first.ID+1, "the ward opened")
		if ok(t, err); back.Changed != 1 || most() != 8 {
			t.Errorf("%+v, %g beds", back, most())
		}
		w.set("2024-01-11", 9*60+15)
		if _, err = w.s.TakeBack(ctx, booker, back.ID, "it did not"); err != nil || most() != 5 {
			t.Errorf("%v, %g beds", err, most())
		}
	})
}
