package occupancydb

import (
	"context"
	"fmt"
	"testing"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/db/dbtest"
	"headroom/internal/fault"
	"headroom/internal/occupancy"
	"headroom/internal/org"
)

var morning = civil.MustDate("2023-12-20")

// each runs f on every engine, with the clock at noon of the morning.
func each(t *testing.T, f func(t *testing.T, d *db.DB, s *Store)) {
	dbtest.Each(t, []db.Migrations{audit.Migrations(), Migrations()}, func(t *testing.T, d *db.DB) {
		d.Clock = func() time.Time { return morning.At(12 * 60) }
		f(t, d, New(d))
	})
}

// forecast is a made-up forecast around level beds.
func forecast(o org.Code, origin civil.Date, level float64) occupancy.Forecast {
	f := occupancy.Forecast{Org: o, Origin: origin, Model: "test-1"}
	for h := 1; h <= 7; h++ {
		d := occupancy.Day{Date: origin.Add(h), Over92: .5}
		for i := range d.Occupied.Q {
			d.Occupied.Q[i], d.Open.Q[i] = level+float64(i), 1.1*level+float64(i)
		}
		d.Occupied.Mean, d.Open.Mean = level+11, 1.1*level+11
		f.Days = append(f.Days, d)
	}
	return f
}

func run(origin civil.Date, inputs string) occupancy.Run {
	return occupancy.Run{Origin: origin, Known: origin.At(8 * 60), Kind: occupancy.Fit, Model: "test-1", Inputs: inputs, Reported: 2, Seconds: 1.5, By: "job:forecast",
		Notes: []occupancy.Note{{Code: "few-days", Words: "Z-9 was left out."}}}
}

func keep(t *testing.T, d *db.DB, s *Store, r occupancy.Run, list ...occupancy.Forecast) (kept occupancy.Run, fresh bool) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) (err error) {
		kept, fresh, err = s.Keep(t.Context(), tx, r, list)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return kept, fresh
}

func TestQueriesPrepare(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, _ *Store) { dbtest.Prepares(t, d, queries) })
}

func TestRunsStandBesideEachOther(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *Store) {
		ctx := t.Context()
		if _, err := s.Forecast(ctx, "Z-1", civil.Date{}, time.Time{}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("before any run: %v", err)
		}
		first, fresh := keep(t, d, s, run(morning, "a"), forecast("Z-1", morning, 600), forecast("Z-2", morning, 300))
		if !fresh || first.ID != 1 || first.Learnt != 1 || first.Series != 2 {
			t.Errorf("%+v", first)
		}
		if again, fresh := keep(t, d, s, run(morning, "a"), forecast("Z-1", morning, 700)); fresh || again.ID != 1 {
			t.Errorf("the same inputs made run %d", again.ID)
		}
		d.Clock = func() time.Time { return morning.At(13 * 60) }
		second := run(morning, "b")
		second.Kind, second.Learnt = occupancy.Refresh, 1
		if got, _ := keep(t, d, s, second, forecast("Z-1", morning, 610), forecast("Z-2", morning, 300)); got.ID != 2 || got.Learnt != 1 {
			t.Errorf("%+v", got)
		}
		for _, c := range []struct {
			org  org.Code
			asOf time.Time
			run  int64
			low  float64
		}{{"Z-1", time.Time{}, 2, 610}, {"Z-1", morning.At(12*60 + 30), 1, 600}, {"Z-2", time.Time{}, 1, 300}} {
			h, err := s.Forecast(ctx, c.org, morning, c.asOf)
			if err != nil || h.Run.ID != c.run || h.Forecast.Days[0].Occupied.Q[0] != c.low || h.Forecast.Days[6].Over92 != .5 {
				t.Errorf("%+v: run %d, %v, %v", c, h.Run.ID, h.Forecast.Days, err)
			}
		}
		if _, err := s.Forecast(ctx, "Z-1", morning, morning.At(0)); fault.KindOf(err) != fault.NotFound {
			t.Errorf("as of midnight: %v", err)
		}
		d.Clock = func() time.Time { return morning.Add(1).At(6 * 60) }
		keep(t, d, s, run(morning.Add(1), "c"), forecast("Z-1", morning.Add(1), 640))
		h, err := s.Forecast(ctx, "Z-1", civil.Date{}, time.Time{})
		if err != nil || h.Run.Origin != morning.Add(1) || h.Run.Notes[0].Code != "few-days" || !h.Run.Known.Equal(morning.Add(1).At(8*60)) {
			t.Errorf("%+v %v", h.Run, err)
		}
		all, err := s.From(ctx, morning, morning.At(12*60+30))
		if err != nil || len(all) != 2 || all["Z-1"].Days[0].Occupied.Q[0] != 600 {
			t.Errorf("%v %v", all, err)
		}
		origins, err := s.Origins(ctx, time.Time{}, 10)
		if err != nil || fmt.Sprint(origins) != "[2023-12-21 2023-12-20]" {
			t.Errorf("%v %v", origins, err)
		}
		if r, err := s.Run(ctx, civil.Date{}, morning.At(23*60)); err != nil || r.ID != 2 {
			t.Errorf("%+v %v", r, err)
		}
		if l, err := s.Runs(ctx, time.Time{}, 2); err != nil || len(l) != 2 || l[0].ID != 3 {
			t.Errorf("%+v %v", l, err)
		}
	})
}

func TestOutcomesAreVersions(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *Store) {
		score := func(list ...occupancy.Outcome) (n int) {
			t.Helper()
			err := d.Write(t.Context(), func(tx *db.Tx) (err error) {
				n, err = s.Score(t.Context(), tx, "job:forecast", list)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		o := occupancy.Outcome{Org: "Z-1", Day: morning, Occupied: 600, Open: 640, Replayed: true, Ahead: []occupancy.Ahead{{H: 1, Median: 605, WIS: 3, In90: true}}}
		p := o
		p.Day = morning.Add(-1)
		if n := score(o, p); n != 2 {
			t.Errorf("%d stored", n)
		}
		if n := score(o); n != 0 {
			t.Errorf("the same outcome was stored again")
		}
		d.Clock = func() time.Time { return morning.At(14 * 60) }
		held := o
		held.Replayed, held.Ahead = false, []occupancy.Ahead{{H: 1, Median: 604, WIS: 2}}
		if n := score(held); n != 1 {
			t.Errorf("a score of what was held did not follow a replayed one")
		}
		if n := score(o); n != 0 {
			t.Errorf("a replayed score followed one of what was held")
		}
		now, err := s.Outcomes(t.Context(), "Z-1", morning.Add(-5), morning, time.Time{})
		if err != nil || len(now) != 2 || now[1].N != 2 || now[1].Ahead[0].WIS != 2 {
			t.Errorf("%+v %v", now, err)
		}
		then, err := s.Outcomes(t.Context(), "Z-1", morning, morning, morning.At(13*60))
		if err != nil || len(then) != 1 || then[0].Ahead[0].WIS != 3 || !then[0].Replayed {
			t.Errorf("%+v %v", then, err)
		}
	})
}

func TestOverridesAndScenarios(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *Store) {
		ctx := t.Context()
		code := occupancy.NationalEffects(occupancy.Occupied)[0].Code
		told := 0
		s.WhenSet(func(context.Context, *db.Tx) error { told++; return nil })
		o := occupancy.Override{Org: "Z-1", Setting: occupancy.Setting{Code: code, Of: occupancy.Open, Value: -.03, SE: .01, Reason: "The letter asks for it"}}
		one, err := s.SetOverride(ctx, "account:1", o)
		if err != nil || one.N != 1 {
			t.Fatal(one, err)
		}
		if _, err := s.SetOverride(ctx, "account:2", o); fault.KindOf(err) != fault.Conflict {
			t.Errorf("on an old version: %v", err)
		}
		one.Reason = ""
		if _, err := s.SetOverride(ctx, "account:2", one); fault.KindOf(err) != fault.Invalid {
			t.Errorf("without a reason: %v", err)
		}
		d.Clock = func() time.Time { return morning.At(15 * 60) }
		one.Reason, one.Gone = "Not so", true
		if _, err := s.SetOverride(ctx, "account:2", one); err != nil {
			t.Fatal(err)
		}
		list, err := s.Overrides(ctx, "Z-1", time.Time{})
		if err != nil || len(list) != 2 || !list[1].Gone || list[0].By != "account:1" || list[0].Of != occupancy.Open || list[0].Value != -.03 || told != 2 {
			t.Errorf("%+v %v", list, err)
		}
		if list, err = s.Overrides(ctx, "Z-1", morning.At(14*60)); err != nil || len(list) != 1 {
			t.Errorf("%+v %v", list, err)
		}
		all, err := s.AllOverrides(ctx, time.Time{})
		if err != nil || len(all["Z-1"]) != 2 || len(occupancy.InForce(all["Z-1"])) != 0 || len(occupancy.InForce(list)) != 1 {
			t.Errorf("%+v %v", all, err)
		}
		x, err := s.SaveScenario(ctx, "account:1", occupancy.Saved{Org: "Z-1", Name: " Early  flu ", Body: `{"flu":"early"}`})
		if err != nil || x.Name != "Early flu" {
			t.Fatal(x, err)
		}
		if _, err := s.SaveScenario(ctx, "account:1", occupancy.Saved{Org: "Z-1", Name: "Early flu", Body: `{"flu":"late"}`}); err != nil {
			t.Fatal(err)
		}
		saved, err := s.Scenarios(ctx, "Z-1", time.Time{})
		if err != nil || len(saved) != 1 || saved[0].N != 2 {
			t.Errorf("%+v %v", saved, err)
		}
		if _, err := s.SaveScenario(ctx, "account:1", occupancy.Saved{Org: "Z-1", Name: "Early flu", Gone: true}); err != nil {
			t.Fatal(err)
		}
		if saved, err = s.Scenarios(ctx, "Z-1", time.Time{}); err != nil || len(saved) != 0 {
			t.Errorf("%+v %v", saved, err)
		}
		if _, err := s.SaveScenario(ctx, "account:1", occupancy.Saved{Org: "Z-1"}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("without a name: %v", err)
		}
	})
}

func TestBacktestsAreKept(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *Store) {
		if _, err := s.Backtest(t.Context(), "trust", time.Time{}); fault.KindOf(err) != fault.NotFound {
			t.Error(err)
		}
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			return s.KeepBacktest(t.Context(), tx, occupancy.KeptBacktest{Level: "trust", Model: "test-1", Winters: "2018-19", Body: "{}", By: "command"})
		})
		if err != nil {
			t.Fatal(err)
		}
		b, err := s.Backtest(t.Context(), "trust", time.Time{})
		if err != nil || b.Winters != "2018-19" || b.ID != 1 || !b.Recorded.Equal(morning.At(12*60)) {
			t.Errorf("%+v %v", b, err)
		}
	})
}

// TestDamageIsSeen changes a kept forecast behind the store's back.
func TestDamageIsSeen(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *Store) {
		keep(t, d, s, run(morning, "a"), forecast("Z-1", morning, 600))
		report := func() (problems []string) {
			t.Helper()
			err := d.Read(context.Background(), func(tx *db.Tx) error {
				problems = d.VerifySeals(t.Context(), tx, nil).Problems
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return problems
		}
		if p := report(); len(p) > 0 {
			t.Errorf("sound rows are called damaged: %v", p)
		}
		if _, err := d.Pool().ExecContext(t.Context(), "UPDATE occupancy_forecast SET body = $1", []byte{1, 2}); err != nil {
			t.Fatal(err)
		}
		if p := report(); len(p) != 1 {
			t.Errorf("%v", p)
		}
		if _, err := s.Forecast(t.Context(), "Z-1", morning, time.Time{}); fault.KindOf(err) != fault.Internal {
			t.Errorf("a damaged forecast was read: %v", err)
		}
	})
}
