package dischargedb_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/jobs"
)

func TestSketches(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ok(t, jobs.Migrate(t.Context(), w.d))
		ask := discharge.SketchAsk{Area: "QX", Share: .92, Basis: discharge.OfCore, Mornings: []civil.Date{on("2023-12-24"), on("2023-12-27")}, Confidence: .9,
			Services: discharge.Services(), Most: map[discharge.Service]int{discharge.HomeCare: 4}, Weekend: .6, Holiday: .3}
		bad := ask
		bad.Share, bad.Services = 92, nil
		_, err := w.s.AskSketch(t.Context(), lead, bad)
		kindIs(t, err, fault.Invalid)
		if n := len(fault.As(err).Fields); n != 2 {
			t.Errorf("%d problems were named", n)
		}
		id, err := w.s.AskSketch(t.Context(), lead, ask)
		ok(t, err)
		s, err := w.s.Sketch(t.Context(), id, time.Time{})
		ok(t, err)
		if s.Made != nil || s.By != lead || !reflect.DeepEqual(s.Ask, ask) {
			t.Errorf("kept %+v", s)
		}
		if j, err := jobs.Get(t.Context(), w.d, s.Job); err != nil || j.Kind != "discharge.solve" || strings.ReplaceAll(j.Args, " ", "") != `{"Sketch":1}` {
			t.Errorf("the work is %+v, %v", j, err)
		}
		before := w.read()
		w.set("2023-12-18", 9, 5)
		cost := 2.5
		made := discharge.Worked{Basis: "forecast", From: on("2023-12-18"), Feasible: true, Lines: []discharge.Line{starts("a", "2023-12-20", "T1", "C1", 3)},
			PointCost: &cost, Seed: 1<<63 + 9, Replicates: 32768}
		for range 2 {
			ok(t, w.d.Write(t.Context(), func(tx *db.Tx) error { return w.s.KeepWorked(t.Context(), tx, id, "QX", made) }))
			made.Basis = "another" // the second is not kept
		}
		s, err = w.s.Sketch(t.Context(), id, time.Time{})
		ok(t, err)
		if s.Made == nil || s.Made.Basis != "forecast" || s.Made.Seed != 1<<63+9 || *s.Made.PointCost != 2.5 || !s.Made.At.Equal(w.read()) {
			t.Errorf("worked out: %+v", s.Made)
		}
		if s, err = w.s.Sketch(t.Context(), id, before); err != nil || s.Made != nil {
			t.Errorf("it was known before it was worked out: %v", err)
		}
		_, err = w.s.Sketch(t.Context(), id, before.Add(-time.Minute))
		kindIs(t, err, fault.NotFound)

		v := mustSketch(t, w, id).Draft("QX-1", 0)
		v.By = lead
		w.propose(t, v)
		p, err := w.s.Plan(t.Context(), "QX-1", 0, time.Time{})
		ok(t, err)
		if p.Sketch != id || p.Seed != 1<<63+9 || p.Forecast != "forecast" {
			t.Errorf("the version came from %+v", p.Version)
		}
		ask.Again = &discharge.Again{Plan: "QX-1", Version: 1, Changes: []discharge.Change{{Line: "a", Reason: "no staff"}}}
		again, err := w.s.AskSketch(t.Context(), lead, ask)
		ok(t, err)
		list, err := w.s.Sketches(t.Context(), "QX-1", time.Time{}, 5)
		if err != nil || len(list) != 1 || list[0].ID != again {
			t.Errorf("of the plan: %v, %v", list, err)
		}
		w.set("2023-12-18", 9, 7)
		made.Added, made.Binding.Least = made.Lines, .905
		ok(t, w.d.Write(t.Context(), func(tx *db.Tx) error { return w.s.KeepWorked(t.Context(), tx, again, "QX", made) }))
		h, err := w.s.History(t.Context(), "QX-1", time.Time{})
		var told []string
		for _, x := range h {
			told = append(told, x.What)
		}
		if want := []string{discharge.HappenedProposed, discharge.HappenedAsked, discharge.HappenedMade}; err != nil || !slices.Equal(told, want) {
			t.Fatalf("the history tells %q, %v", told, err)
		}
		if a, m := h[1], h[2]; a.By != lead || a.Sketch != again || a.Number != 1 || a.Reason != "no staff" || m.By.Actor != "" || m.Number != 1 || !m.At.Equal(w.read()) || !strings.Contains(m.Reason, "90.5%") {
			t.Errorf("asked %+v, worked out %+v", a, m)
		}
		if h, err := w.s.History(t.Context(), "QX-1", before.Add(6*time.Minute)); err != nil || len(h) != 2 {
			t.Errorf("before it was worked out: %d events, %v", len(h), err)
		}
		if list, err = w.s.Sketches(t.Context(), "", time.Time{}, 1); err != nil || len(list) != 1 || list[0].ID != again {
			t.Errorf("the newest: %v, %v", list, err)
		}
	})
}

// TestASketchThatWouldTakeBackWhatWasAgreedIsNotProposed: its line was refused, replaced, and then agreed to after all.
func TestASketchThatWouldTakeBackWhatWasAgreedIsNotProposed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ok(t, jobs.Migrate(t.Context(), w.d))
		a, b := starts("a", "2023-12-23", "T1", "C1", 4), starts("b", "2023-12-23", "T2", "C2", 2)
		w.propose(t, plan("QX-1", lead, 0, a, b))
		ok(t, w.act(t, "QX-1", 1, dass, discharge.Move{Line: "a", To: discharge.Refused, Reason: "no staff"}))
		v := w.view(t, "QX-1", 0, time.Time{})
		ask := discharge.SketchAsk{Area: "QX", Share: .92, Basis: discharge.OfCore, Mornings: []civil.Date{on("2023-12-24")}, Confidence: .9,
			Services: discharge.Services(), Weekend: .6, Holiday: .3, Again: &discharge.Again{Plan: "QX-1", Version: 1, Changes: v.Withdrawn()}}
		id, err := w.s.AskSketch(t.Context(), lead, ask)
		ok(t, err)
		made := discharge.Worked{Basis: "forecast", From: on("2023-12-19"), Lines: []discharge.Line{b, starts("d", "2023-12-23", "T1", "C2", 1)}, Lost: []discharge.Line{a}}
		ok(t, w.d.Write(t.Context(), func(tx *db.Tx) error { return w.s.KeepWorked(t.Context(), tx, id, "QX", made) }))
		w.set("2023-12-18", 11, 0)
		ok(t, w.act(t, "QX-1", 1, dass, discharge.Move{Line: "a", To: discharge.Agreed}))
		next := mustSketch(t, w, id).Draft("QX-1", 1)
		next.By = lead
		_, err = w.s.Propose(t.Context(), next, "makes it good")
		if f := fault.As(err); f == nil || f.Kind != fault.Conflict || !strings.Contains(f.Message, "has been agreed: a.") {
			t.Errorf("proposed over an agreement: %v", err)
		}
		if now := w.view(t, "QX-1", 0, time.Time{}); now.Number != 1 || now.Standings["a"].State != discharge.Agreed {
			t.Errorf("version %d, %+v", now.Number, now.Standings["a"])
		}
		w.set("2023-12-18", 12, 0)
		ok(t, w.act(t, "QX-1", 1, dass, discharge.Move{Line: "a", To: discharge.Withdrawn, Reason: "no staff after all"}))
		if _, err = w.s.Propose(t.Context(), next, "makes it good"); err != nil {
			t.Errorf("refused again, and still not replaced: %v", err)
		}
	})
}

func mustSketch(t *testing.T, w *world, id int64) discharge.Sketch {
	t.Helper()
	s, err := w.s.Sketch(t.Context(), id, time.Time{})
	ok(t, err)
	return s
}
