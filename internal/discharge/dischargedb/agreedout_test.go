package dischargedb_test

import (
	"strings"
	"testing"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// TestACouncilStatesItsCapacityAnew: what two plans may take stays right through a new statement that leaves the agreed
// starts out, one agreed after it, and one given up.
func TestACouncilStatesItsCapacityAnew(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.room(t, "2023-12-23", 6)
		w.propose(t, plan("QX-1", lead, 0, starts("a", "2023-12-23", "T1", "C1", 4)))
		w.propose(t, plan("QY-1", leadY, 0, starts("b", "2023-12-23", "T3", "C1", 3)))
		w.set("2023-12-19", 9, 0)
		ok(t, w.act(t, "QX-1", 1, dass, discharge.Move{Line: "a", To: discharge.Agreed}))
		state := func(free int, out bool) discharge.Imported {
			t.Helper()
			i, err := w.s.EnterCapacity(t.Context(), clerk, []discharge.Capacity{{Holder: "C1", Service: discharge.HomeCare, Date: on("2023-12-23"), Total: 9, Accepting: free, Weekend: true, Holiday: true, AgreedOut: out}})
			ok(t, err)
			return i
		}
		hard := func() bool {
			t.Helper()
			list, _, err := w.s.Conflicts(t.Context(), on("2023-12-23"), on("2023-12-23"), []org.Code{"C1"}, time.Time{})
			ok(t, err)
			return len(list) > 0 && list[0].Hard
		}
		w.set("2023-12-20", 15, 0)
		i := state(2, true)
		if hard() || len(i.Notes) != 1 || !strings.HasPrefix(i.Notes[0], "4 starts or places") {
			t.Errorf("overspent by a new statement: %+v", i)
		}
		s, err := w.s.Supply(t.Context(), discharge.CapacityAsked{Councils: []org.Code{"C1"}})
		ok(t, err)
		if u := s.On("C1", discharge.HomeCare, on("2023-12-23")); u.N != 6 || u.Free() != 2 {
			t.Errorf("%+v", u)
		}
		w.set("2023-12-20", 16, 0)
		kindIs(t, w.act(t, "QY-1", 1, dass, discharge.Move{Line: "b", To: discharge.Agreed}), fault.Conflict)
		ok(t, w.act(t, "QY-1", 1, dass, discharge.Move{Line: "b", To: discharge.Agreed, Number: 2, Reason: "no more is free"}))
		w.set("2023-12-20", 17, 0)
		state(0, true)
		if hard() {
			t.Error("overspent by a statement of nothing more")
		}
		ok(t, w.act(t, "QX-1", 1, dass, discharge.Move{Line: "a", To: discharge.Agreed, Number: 3, Reason: "a carer is ill"}))
		ok(t, w.act(t, "QY-1", 1, dass, discharge.Move{Line: "b", To: discharge.Agreed}))
		if hard() {
			t.Error("what was given up is not free again")
		}
		w.set("2023-12-20", 18, 0)
		state(2, false)
		if !hard() {
			t.Error("a statement that does not leave out what is agreed is not held against it")
		}
		// A statement of an earlier instant has in it what was agreed by then, and no more.
		f := discharge.CapacityFile{Form: discharge.DayForm, Read: 1, Rows: []discharge.Capacity{{Holder: "C1", Service: discharge.HomeCare, Date: on("2023-12-23"), Total: 9, Accepting: 2, AgreedOut: true,
			Source: string(discharge.DayForm), AsAt: on("2023-12-20").At(15*60 + 30)}}}
		_, err = w.s.KeepCapacity(t.Context(), clerk, discharge.File{Name: "x.csv", SHA256: audit.Digest("x")}, f)
		ok(t, err)
		if f.Rows[0].Agreed != 4 {
			t.Errorf("%d were agreed by half past three", f.Rows[0].Agreed)
		}
		claims, err := w.s.Claims(t.Context(), on("2023-12-23"), on("2023-12-23"), []org.Code{"C1"}, on("2023-12-20").At(16*60+30))
		if err != nil || len(claims) != 2 || claims[0].Agreed+claims[1].Agreed != 6 {
			t.Errorf("%+v %v", claims, err)
		}
	})
}

// TestAnImportTellsWhatItReplaces: and one provider's own numbers are read alone.
func TestAnImportTellsWhatItReplaces(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.room(t, "2023-12-23", 6)
		w.set("2023-12-19", 9, 0)
		f := discharge.CapacityFile{Form: discharge.DayForm, Read: 1, Rows: []discharge.Capacity{{Holder: "C1", Service: discharge.HomeCare, Date: on("2023-12-23"), Total: 4, Accepting: 4, Source: string(discharge.DayForm),
			AsAt: on("2023-12-19").At(8 * 60)}}}
		i, err := w.s.KeepCapacity(t.Context(), clerk, discharge.File{Name: "x.csv", SHA256: audit.Digest("x")}, f)
		if err != nil || strings.Join(i.Notes, ";") != "1 of 1 rows take the place of what was entered by hand" {
			t.Errorf("%+v %v", i, err)
		}
		f = discharge.CapacityFile{Form: discharge.WideForm, Read: 1, Rows: []discharge.Capacity{{Holder: "C1", Service: discharge.HomeCare, Total: 9, Accepting: 7, Source: string(discharge.WideForm),
			AsAt: on("2023-12-19").At(8*60 + 30)}}}
		i, err = w.s.KeepCapacity(t.Context(), clerk, discharge.File{Name: "y.csv", SHA256: audit.Digest("y")}, f)
		if err != nil || !strings.HasPrefix(strings.Join(i.Notes, ";"), "1 of 1 rows are set aside on some day, though they are later") {
			t.Errorf("%+v %v", i, err)
		}
		_, err = w.s.EnterCapacity(t.Context(), clerk, []discharge.Capacity{{Holder: "1-9", Council: "C1", Service: discharge.CareHomeBed, Date: on("2023-12-23"), Total: 3, Accepting: 1}})
		ok(t, err)
		s, err := w.s.Supply(t.Context(), discharge.CapacityAsked{Holder: "1-9", From: on("2023-12-23"), To: on("2023-12-23")})
		ok(t, err)
		if p := s.Places(); len(p) != 1 || p[0].Council != "C1" || p[0].Service != discharge.CareHomeBed || len(s.Replaced()) != 0 {
			t.Errorf("%+v", p)
		}
		s, err = w.s.Supply(t.Context(), discharge.CapacityAsked{From: civil.MustDate("2023-12-23"), To: civil.MustDate("2023-12-23")})
		ok(t, err)
		if r := s.Replaced(); len(r) != 1 || r[0].Was.Accepting != 6 || r[0].Now.Accepting != 4 {
			t.Errorf("%+v", r)
		}
	})
}
