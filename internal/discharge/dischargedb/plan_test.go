package dischargedb_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/org"
)

func TestAPlanFromProposalToSignature(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := plan("QX-1", lead, 0, starts("a", "2023-12-23", "T1", "C1", 4), starts("b", "2023-12-23", "T2", "C2", 2), ward("w", "2023-12-22", "T1", 5))
		p := w.propose(t, v)
		if p.Number != 1 || p.Same || fmt.Sprint(p.Notified) != "[T1 T2 C1 C2]" {
			t.Errorf("%+v", p)
		}
		got := w.view(t, "QX-1", 0, time.Time{})
		want := v
		want.Number, want.Board, want.Proposed = 1, "QX", w.read().UTC()
		want.Lines = []discharge.Line{v.Lines[2], v.Lines[0], v.Lines[1]}
		if diff := cmp.Diff(want, got.Version, cmp.Comparer(func(a, b civil.Date) bool { return a == b }), cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" {
			t.Error(diff)
		}
		if got.Reason != "first proposal" || got.Newest != 1 || len(got.Changed) != 3 || got.Agreement.State != discharge.VersionProposed {
			t.Errorf("%+v", got)
		}
		// Somebody else's line, and a signature before the lines are answered.
		kindIs(t, w.act(t, "QX-1", 1, dass2, discharge.Move{Line: "a", To: discharge.Agreed}), fault.Forbidden)
		_, err := w.s.Sign(t.Context(), "QX-1", 1, dass, false)
		kindIs(t, err, fault.Conflict)
		w.set("2023-12-18", 10, 0)
		ok(t, w.act(t, "QX-1", 1, dass, discharge.Move{Line: "a", To: discharge.Agreed, Number: 3, Reason: "one provider is closed"}))
		w.set("2023-12-18", 11, 0)
		for _, s := range []discharge.Signer{lead, coo, coo2, dass} {
			a, err := w.s.Sign(t.Context(), "QX-1", 1, s, true)
			ok(t, err)
			if a.State != discharge.VersionProposed {
				t.Error("signed without the second council")
			}
		}
		w.set("2023-12-18", 12, 0)
		a, err := w.s.Sign(t.Context(), "QX-1", 1, dass2, true)
		if err != nil || a.State != discharge.VersionSigned {
			t.Fatalf("%+v %v", a, err)
		}
		lines := w.auditLines(t)
		if _, err := w.s.Sign(t.Context(), "QX-1", 1, dass2, true); err != nil || w.auditLines(t) != lines {
			t.Errorf("signing twice: %v", err)
		}
		// What was known at eleven, and what is known now.
		before := w.view(t, "QX-1", 0, on("2023-12-18").At(10*60+30))
		if before.Standings["a"].Agreed != 3 || before.Standings["b"].State != discharge.Proposed || before.Agreement.State != discharge.VersionProposed {
			t.Errorf("%+v", before.Standings)
		}
		if now := w.view(t, "QX-1", 1, time.Time{}); now.Standings["w"].State != discharge.Agreed || now.Standings["b"].AgreedBy.By != dass2 {
			t.Errorf("%+v", now.Standings)
		}
		_, err = w.s.Plan(t.Context(), "QX-1", 0, on("2023-12-17").At(0))
		kindIs(t, err, fault.NotFound)
		_, err = w.s.Plan(t.Context(), "QX-1", 2, time.Time{})
		kindIs(t, err, fault.NotFound)
		h, err := w.s.History(t.Context(), "QX-1", time.Time{})
		if err != nil || len(h) != 9 || h[0].What != "proposed" || h[1].Line != "a" || h[1].Reason != "one provider is closed" || h[8].What != "signed" || h[8].By.Org != "C2" {
			t.Errorf("%+v %v", h, err)
		}
		n, err := w.s.Notices(t.Context(), []org.Code{"T1", "C2"}, time.Time{}, 0)
		ok(t, err)
		var steps []string
		for _, x := range n {
			steps = append(steps, fmt.Sprint(x.Org, " ", x.Step))
		}
		if strings.Join(steps, ", ") != "T1 signed, C2 signed, T1 agreed, T1 proposed, C2 proposed" {
			t.Errorf("%q", steps)
		}
	})
}

func TestANewVersionCarriesOver(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, b, c := starts("a", "2023-12-23", "T1", "C1", 4), starts("b", "2023-12-23", "T2", "C2", 2), ward("w", "2023-12-22", "T1", 5)
		w.propose(t, plan("QX-1", lead, 0, a, b, c))
		for _, s := range []discharge.Signer{lead, coo, coo2, dass, dass2} {
			_, err := w.s.Sign(t.Context(), "QX-1", 1, s, true)
			ok(t, err)
		}
		if p := w.propose(t, plan("QX-1", lead, 1, a, b, c)); !p.Same || p.Number != 1 {
			t.Errorf("the same again: %+v", p)
		}
		_, err := w.s.Propose(t.Context(), plan("QX-1", lead, 0, a, b, c), "r")
		kindIs(t, err, fault.Conflict)
		w.set("2023-12-19", 9, 0)
		b.Number = 3
		p := w.propose(t, plan("QX-1", lead, 1, a, b, starts("d", "2023-12-24", "T2", "C2", 1)))
		if p.Number != 2 || p.Kept != 1 {
			t.Errorf("%+v", p)
		}
		_, err = w.s.Propose(t.Context(), plan("QX-1", lead, 1, a, b), "r")
		kindIs(t, err, fault.Conflict)
		v := w.view(t, "QX-1", 0, time.Time{})
		if fmt.Sprint(v.Changed, v.Gone) != "[b d] [w]" || v.Standings["a"].State != discharge.Agreed || v.Standings["b"].State != discharge.Proposed {
			t.Errorf("%v %v %+v", v.Changed, v.Gone, v.Standings)
		}
		signed := map[org.Code]bool{}
		for _, x := range v.Agreement.Parties {
			signed[x.Org] = x.Signed
		}
		if fmt.Sprint(signed) != "map[C1:true C2:false QX:false T1:false T2:false]" || !strings.Contains(v.Agreement.Words, "carried over") {
			t.Errorf("%v %s", signed, v.Agreement.Words)
		}
		old := w.view(t, "QX-1", 1, time.Time{})
		if old.Agreement.State != discharge.VersionSuperseded || old.Newest != 2 || old.Standings["b"].State != discharge.Agreed {
			t.Errorf("%+v", old)
		}
		if then := w.view(t, "QX-1", 0, on("2023-12-18").At(23*60)); then.Number != 1 || then.Agreement.State != discharge.VersionSigned {
			t.Errorf("%+v", then)
		}
		w.set("2023-12-19", 10, 0)
		if p := w.propose(t, plan("QX-1", lead, 2, a)); fmt.Sprint(p.Notified) != "[T1 C1 T2 C2]" {
			t.Errorf("those who are out of it are not told: %v", p.Notified)
		}
		w.set("2023-12-19", 11, 0)
		w.propose(t, plan("QX-1", lead, 3, a, b, starts("d", "2023-12-24", "T2", "C2", 1)))
		// One who looked at version 1 may still answer a line that did not change, and not one that did.
		kindIs(t, w.act(t, "QX-1", 1, dass2, discharge.Move{Line: "b", To: discharge.Agreed}), fault.Conflict)
		kindIs(t, w.act(t, "QX-1", 1, dass, discharge.Move{Line: "w", To: discharge.Agreed}), fault.Conflict)
		ok(t, w.act(t, "QX-1", 1, dass, discharge.Move{Line: "a", To: discharge.Withdrawn, Reason: "the home closed"}))
		_, err = w.s.Sign(t.Context(), "QX-1", 1, dass2, true)
		kindIs(t, err, fault.Conflict)
	})
}

func TestRefusalsOfProposals(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		good := plan("QX-1", lead, 0, starts("a", "2023-12-23", "T1", "C1", 4))
		_, err := w.s.Propose(ctx, good, "  ")
		kindIs(t, err, fault.Invalid)
		other := good
		other.By = signer("account:9", access.ICBViewer, "QX")
		_, err = w.s.Propose(ctx, other, "r")
		kindIs(t, err, fault.Forbidden)
		unknown := good
		unknown.Lines = []discharge.Line{starts("a", "2023-12-23", "T9", "T1", 4)}
		_, err = w.s.Propose(ctx, unknown, "r")
		if f := fault.As(err); f == nil || len(f.Fields) != 2 || f.Kind != fault.Invalid {
			t.Errorf("%v", err)
		}
		own := plan("T1-1", coo, 0, ward("w", "2023-12-22", "T1", 5))
		p := w.propose(t, own)
		if v := w.view(t, "T1-1", 0, time.Time{}); v.Board != "QX" || fmt.Sprint(p.Notified) != "[QX]" {
			t.Errorf("%+v %+v", v.Board, p)
		}
		kindIs(t, w.act(t, "none", 1, coo, discharge.Move{Line: "a", To: discharge.Agreed}), fault.NotFound)
		kindIs(t, w.act(t, "T1-1", 1, coo), fault.Invalid)
		if n := w.auditLines(t); n != 1 {
			t.Errorf("%d lines in the log; refusals write none", n)
		}
	})
}

func TestAnActIsAllOrNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.propose(t, plan("QX-1", lead, 0, starts("a", "2023-12-23", "T1", "C1", 4), starts("b", "2023-12-23", "T2", "C1", 2), starts("c", "2023-12-23", "T2", "C2", 2)))
		err := w.act(t, "QX-1", 1, dass, discharge.Move{Line: "a", To: discharge.Agreed}, discharge.Move{Line: "b", To: discharge.Refused},
			discharge.Move{Line: "c", To: discharge.Agreed}, discharge.Move{Line: "z", To: discharge.Agreed}, discharge.Move{Line: "a", To: discharge.Agreed})
		f := fault.As(err)
		if f == nil || f.Kind != fault.Forbidden || len(f.Fields) != 4 {
			t.Fatalf("%v", err)
		}
		for id, st := range w.view(t, "QX-1", 0, time.Time{}).Standings {
			if st.State != discharge.Proposed {
				t.Errorf("%s is %s", id, st.State)
			}
		}
		ok(t, w.act(t, "QX-1", 1, dass, discharge.Move{Line: "a", To: discharge.Agreed}, discharge.Move{Line: "b", To: discharge.Refused, Reason: "no provider"}))
		st := w.view(t, "QX-1", 0, time.Time{}).Standings
		if st["a"].State != discharge.Agreed || st["b"].State != discharge.Refused || st["b"].Last.Reason != "no provider" {
			t.Errorf("%+v", st)
		}
	})
}

func TestListsAreNarrowed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.propose(t, plan("QX-1", lead, 0, starts("a", "2023-12-23", "T1", "C1", 4)))
		w.set("2023-12-18", 10, 0)
		w.propose(t, plan("QX-2", lead, 0, starts("a", "2023-12-29", "T2", "C2", 4)))
		w.set("2023-12-18", 11, 0)
		w.propose(t, plan("QY-1", leadY, 0, starts("a", "2023-12-23", "T3", "C1", 4)))
		some := func(orgs ...org.Code) access.Scope { return access.Scope{Orgs: orgs} }
		for _, c := range []struct {
			q    discharge.PlansAsked
			want string
			all  int
		}{
			{discharge.PlansAsked{Within: access.Scope{Everything: true}}, "QY-1 QX-2 QX-1", 3},
			{discharge.PlansAsked{Within: some("C1")}, "QY-1 QX-1", 2},
			{discharge.PlansAsked{Within: some("T2")}, "QX-2", 1},
			{discharge.PlansAsked{Within: some("QX")}, "QX-2 QX-1", 2},
			{discharge.PlansAsked{}, "", 0},
			{discharge.PlansAsked{Within: access.Scope{Everything: true}, Skip: 1, Limit: 1}, "QX-2", 3},
			{discharge.PlansAsked{Within: access.Scope{Everything: true}, From: on("2023-12-24")}, "QX-2", 1},
			{discharge.PlansAsked{Within: access.Scope{Everything: true}, To: on("2023-12-24")}, "QY-1 QX-1", 2},
			{discharge.PlansAsked{Within: access.Scope{Everything: true}, AsOf: on("2023-12-18").At(10*60 + 30)}, "QX-2 QX-1", 2},
		} {
			list, all, err := w.s.Plans(t.Context(), c.q)
			ok(t, err)
			var names []string
			for _, r := range list {
				names = append(names, r.Plan)
			}
			if strings.Join(names, " ") != c.want || all != c.all {
				t.Errorf("%+v: %v, %d", c.q, names, all)
			}
		}
		list, _, err := w.s.Plans(t.Context(), discharge.PlansAsked{Within: some("T2")})
		if err != nil || list[0].Lines[discharge.Proposed] != 1 || list[0].State != discharge.VersionProposed || !strings.HasPrefix(list[0].Words, "0 of 3") {
			t.Errorf("%+v %v", list, err)
		}
	})
}

func TestTheNextMorning(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.propose(t, plan("QX-1", lead, 0, starts("a", "2023-12-22", "T1", "C1", 4), starts("b", "2023-12-22", "T2", "C2", 2), ward("w", "2023-12-22", "T1", 5)))
		for _, s := range []discharge.Signer{coo, coo2, dass, dass2} {
			_, err := w.s.Sign(t.Context(), "QX-1", 1, s, true)
			ok(t, err)
		}
		kindIs(t, w.act(t, "QX-1", 1, clerk, discharge.Move{Line: "a", To: discharge.Delivered, Number: 4}), fault.Conflict)
		w.set("2023-12-23", 8, 20)
		n, err := w.s.RemindDue(t.Context(), w.read())
		if err != nil || n != 4 {
			t.Errorf("%d reminded, %v", n, err)
		}
		if n, err := w.s.RemindDue(t.Context(), w.read()); err != nil || n != 0 {
			t.Errorf("reminded twice: %d, %v", n, err)
		}
		ok(t, w.act(t, "QX-1", 1, onDuty, discharge.Move{Line: "a", To: discharge.Delivered, Number: 3, Reason: "one was not ready"}, discharge.Move{Line: "w", To: discharge.Failed, Reason: "no transport"}))
		v, err := w.s.Variance(t.Context(), discharge.VarianceAsked{Day: on("2023-12-22")})
		ok(t, err)
		if v.All != (discharge.GapSum{What: discharge.Leaving, Lines: 3, Reported: 2, Agreed: 11, Held: 9, Delivered: 3}) || fmt.Sprint(v.Missing()) != "[C2 T2]" {
			t.Errorf("%+v", v.All)
		}
		v, err = w.s.Variance(t.Context(), discharge.VarianceAsked{Day: on("2023-12-22"), Orgs: []org.Code{"C1"}})
		if err != nil || v.All.Lines != 1 || v.All.Delivered != 3 {
			t.Errorf("%+v %v", v.All, err)
		}
		v, err = w.s.Variance(t.Context(), discharge.VarianceAsked{Day: on("2023-12-22"), AsOf: on("2023-12-23").At(8 * 60)})
		if err != nil || v.All.Reported != 0 || v.All.Agreed != 11 {
			t.Errorf("before it was said: %+v %v", v.All, err)
		}
		w.set("2023-12-23", 9, 10)
		if n, err := w.s.RemindDue(t.Context(), w.read()); err != nil || n != 2 {
			t.Errorf("late: %d, %v", n, err)
		}
		// A correction of what was said is a further event.
		ok(t, w.act(t, "QX-1", 1, clerk, discharge.Move{Line: "a", To: discharge.Delivered, Number: 4}))
		h, err := w.s.History(t.Context(), "QX-1", time.Time{})
		if err != nil || h[len(h)-1].Number != 4 || h[len(h)-2].What != "failed" {
			t.Errorf("%+v %v", h, err)
		}
	})
}

// TestPlansBesideEachOtherAreNamedTheNextMorning: to those whom it concerns, though but one of the two has a line on the day.
func TestPlansBesideEachOtherAreNamedTheNextMorning(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.propose(t, plan("QX-1", lead, 0, starts("a", "2023-12-22", "T1", "C1", 4), starts("b", "2023-12-22", "T2", "C2", 2)))
		w.propose(t, plan("QX-2", lead, 0, ward("x", "2023-12-23", "T1", 1)))
		for _, c := range []struct {
			day  string
			orgs []org.Code
			want string
		}{{"2023-12-22", nil, ""}, {"2023-12-23", nil, "[T1]"}, {"2023-12-23", []org.Code{"T1"}, "[T1]"}, {"2023-12-23", []org.Code{"QX"}, "[T1]"}, {"2023-12-23", []org.Code{"T2", "C2"}, ""}} {
			v, err := w.s.Variance(t.Context(), discharge.VarianceAsked{Day: on(c.day), Orgs: c.orgs})
			got := ""
			for _, o := range v.Beside {
				got += fmt.Sprint(o.Trusts)
			}
			if err != nil || got != c.want {
				t.Errorf("on %s to %v: %q, %v", c.day, c.orgs, got, err)
			}
		}
	})
}
