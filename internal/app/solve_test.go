package app_test

import (
	"context"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/discharge"
)

// TestAPlanIsWorkedOutAndMadeGood goes the whole way in the synthetic England: a plan is asked for, worked out by the queue
// and proposed; a line of it is refused, and what takes its place is worked out.
func TestAPlanIsWorkedOutAndMadeGood(t *testing.T) {
	if testing.Short() {
		t.Skip("works plans out; run without -short")
	}
	d := openDemo(t, filepath.Join(t.TempDir(), "england.db"), fortnight())
	defer func() { _ = d.Close() }()
	coo := discharge.Signer{Actor: "account:1", Role: string(access.TrustDirector), Org: written}
	ask := discharge.SketchAsk{Area: written, Share: .92, Source: "a target of the test", Basis: discharge.OfCore, Mornings: []civil.Date{civil.MustDate("2025-12-24"), civil.MustDate("2025-12-28")}, Confidence: .9,
		Services: []discharge.Service{discharge.HomeCare, discharge.CommunityBed, discharge.CareHomeBed, discharge.WardDischarge, discharge.UrgentCare}, Weekend: .6, Holiday: .3}
	worked := func(a discharge.SketchAsk) discharge.Sketch {
		t.Helper()
		id, err := d.Plans.AskSketch(t.Context(), coo, a)
		if err != nil {
			t.Fatal(err)
		}
		var s discharge.Sketch
		err = d.WithWorkers(t.Context(), 1, nil, func(ctx context.Context) error {
			for end := time.Now().Add(4 * time.Minute); s.Made == nil && time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
				var err error
				if s, err = d.Plans.Sketch(ctx, id, time.Time{}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || s.Made == nil || s.Made.Refused != "" {
			t.Fatalf("worked out to %+v, %v", s.Made, err)
		}
		return s
	}
	s := worked(ask)
	m := s.Made
	if len(m.Lines) == 0 || len(m.Odds) != 2 || len(m.Net) == 0 || m.Basis == "" || m.Replicates == 0 || len(m.Assumed) == 0 {
		t.Fatalf("%d lines, %d odds, %d net, basis %q", len(m.Lines), len(m.Odds), len(m.Net), m.Basis)
	}
	for _, o := range m.Odds {
		if o.With < o.Without || o.Low > o.With || o.High < o.With {
			t.Errorf("odds %+v", o)
		}
	}
	for _, f := range m.Fans {
		if f.With.Q50 > f.Without.Q50 || f.With.Q10 > f.With.Q90 || f.Usable <= 0 {
			t.Errorf("fan %+v", f)
		}
	}
	v := s.Draft("made-good", 0)
	v.By = coo
	if _, err := d.Plans.Propose(t.Context(), v, "First"); err != nil {
		t.Fatal(err)
	}
	board := visitor{site: d.Handler(false, nil), key: theirs(t, d, access.ICBLead)}
	told := map[string]bool{}
	for _, r := range briefRows(t, board, seat(t, d, access.ICBLead)) {
		if r[0] == "chance" && r[1] == string(written) && r[3] == "2025-12-24" && r[4] != "" {
			told[r[2]] = true
			if p := m.Odds[0].With; r[2] == "keeps_to_target_plan_done" && r[4] != strconv.FormatFloat(p, 'f', -1, 64) {
				t.Errorf("the brief has %s of the plan, which was certified with %v", r[4], p)
			}
		}
	}
	if !told["keeps_to_target_plan_done"] {
		t.Errorf("the brief has the chances %v", told)
	}
	i := slices.IndexFunc(v.Lines, func(l discharge.Line) bool { return l.Holder() == written && !l.Date.Before(civil.MustDate(demoDay)) })
	if i < 0 {
		t.Fatal("the trust itself has no line")
	}
	_, err := d.Plans.Act(t.Context(), discharge.Act{Plan: "made-good", Version: 1, By: coo, Moves: []discharge.Move{{Line: v.Lines[i].ID, To: discharge.Refused, Reason: "No transport"}}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := d.Plans.Plan(t.Context(), "made-good", 0, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	ask.Again = &discharge.Again{Plan: "made-good", Version: 1, Changes: p.Withdrawn()}
	again := worked(ask).Made
	if again.Was == 0 || len(again.Before) != 1 || again.Unmoved[0].Least > again.Before[0].Least {
		t.Errorf("before %+v, nothing in its place %+v, effort was %v", again.Before, again.Unmoved, again.Was)
	}
	if len(again.Lost) != 1 || again.Lost[0].ID != v.Lines[i].ID || len(again.Unmoved) != 1 || slices.ContainsFunc(again.Lines, func(l discharge.Line) bool { return l.ID == v.Lines[i].ID }) {
		t.Errorf("lost %+v, odds without it %+v", again.Lost, again.Unmoved)
	}
	for _, l := range v.Lines {
		if j := slices.IndexFunc(again.Lines, func(x discharge.Line) bool { return x.ID == l.ID }); l.ID != v.Lines[i].ID && (j < 0 || again.Lines[j].Number < l.Number) {
			t.Errorf("who did not refuse is asked for less: %+v", l)
		}
	}
}
