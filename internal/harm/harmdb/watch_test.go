package harmdb_test

import (
	"slices"
	"testing"
	"time"

	"headroom/internal/fault"
	"headroom/internal/harm"
	"headroom/internal/harm/harmdb"
)

func TestAPathwayIsWatchedOnceAndItsKeyIsSealed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		added, err := w.s.Watch(ctx, lead, "T1", []harm.Watched{hip("PATHWAY-77"), hip("P2")})
		if ok(t, err); added != 2 {
			t.Errorf("%d added", added)
		}
		before := w.read()
		w.set("2024-01-30", 9*60)
		again := hip("pathway-77 ")
		again.NewDate, again.Priority, again.Waiting = on("2024-03-01"), "P2", 9
		if added, err = w.s.Watch(ctx, lead, "T1", []harm.Watched{again}); err != nil || added != 0 {
			t.Errorf("%d added again, %v", added, err)
		}
		c, err := w.s.Cohort(ctx, "T1", "JD-09", time.Time{})
		ok(t, err)
		x := c.Watched[0]
		if len(c.Watched) != 2 || x.NewDate != on("2024-03-01") || x.Priority != "P4" || x.Waiting != 100 || x.Pathway != "" {
			t.Errorf("%+v", c.Watched)
		}
		if c, err = w.s.Cohort(ctx, "T1", "", before); err != nil || !c.Watched[0].NewDate.IsZero() {
			t.Errorf("as known before: %+v %v", c.Watched, err)
		}
		if c, err = w.s.Cohort(ctx, "T1", "RD-12", time.Time{}); err != nil || len(c.Watched) != 0 {
			t.Errorf("another period: %+v %v", c.Watched, err)
		}
		key, err := w.s.Pathway(ctx, consultant, "T1", "W000001", "to review the notes")
		if err != nil || key != "PATHWAY-77" {
			t.Errorf("%q %v", key, err)
		}
		var n int
		ok(t, w.d.Pool().QueryRowContext(ctx, "SELECT COUNT(*) FROM audit_entry WHERE verb = 'harm.identify' AND actor = 'account:3' AND key = 'T1/W000001' AND reason = 'to review the notes'").Scan(&n))
		if n != 1 {
			t.Errorf("the reading is written down %d times", n)
		}
		_, err = w.s.Pathway(ctx, consultant, "T1", "W000001", " ")
		kindIs(t, err, fault.Invalid)
		_, err = w.s.Pathway(ctx, elsewhere, "T1", "W000001", "why")
		kindIs(t, err, fault.Forbidden)
		_, err = w.s.Pathway(ctx, elsewhere, "T2", "W000001", "why")
		kindIs(t, err, fault.NotFound)
	})
}

func TestATriggerOpensAReviewAndNeverAnEvent(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		_, err := w.s.Watch(ctx, lead, "T1", []harm.Watched{hip("P1")})
		ok(t, err)
		_, err = w.s.Others(ctx, lead, "T1", []harm.Watched{hip("P9")})
		ok(t, err)
		w.set("2024-02-20", 9*60)
		admitted := harm.Trigger{Watch: "W000001", Kind: "emergency-admission", Occurred: on("2024-02-18"), Source: "the emergency department"}
		ok(t, w.s.Trigger(ctx, lead, "T1", admitted)) // 60 days after the postponement
		kindIs(t, w.s.Trigger(ctx, lead, "T1", admitted), fault.Conflict)
		for _, bad := range []harm.Trigger{
			{Watch: "W000001", Kind: harm.NoNewDate, Occurred: on("2024-02-18")},
			{Watch: "W000001", Kind: "unheard-of", Occurred: on("2024-02-18")},
			{Watch: "W000001", Kind: "death", Occurred: on("2024-02-21")},
			{Watch: "W000001", Kind: "death", Occurred: on("2023-12-01")},
		} {
			kindIs(t, w.s.Trigger(ctx, lead, "T1", bad), fault.Invalid)
		}
		admitted.Watch = "W000002"
		ok(t, w.s.Trigger(ctx, lead, "T1", admitted)) // of somebody who was not postponed: counted, not reviewed
		c, err := w.s.Cohort(ctx, "T1", "JD-09", time.Time{})
		ok(t, err)
		stage, last := c.Stage("W000001", w.read())
		if len(c.Triggers) != 1 || len(c.Reviews) != 1 || stage != harm.Opened || last.Words != "red: a trigger: emergency admission or attendance" {
			t.Errorf("%+v", c)
		}
		before, err := w.s.Counts(ctx, nil, "JD-09", on("2024-02-01").At(0))
		ok(t, err)
		now, err := w.s.Counts(ctx, nil, "JD-09", time.Time{})
		ok(t, err)
		if b, n := before["T1"], now["T1"]; b.Count[3] != 0 || n.Count[3] != 1 || n.Days[3] != 60 {
			t.Errorf("in the original period: %+v, then %+v", b, n)
		}
		if list, err := w.s.Events(ctx, nil, time.Time{}, 0); err != nil || len(list) != 0 {
			t.Errorf("%d events %v", len(list), err)
		}
	})
}

func TestAReviewGoesItsWay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		_, err := w.s.Watch(ctx, lead, "T1", []harm.Watched{hip("P1")})
		ok(t, err)
		_, err = w.s.Others(ctx, lead, "T1", []harm.Watched{hip("P9")})
		ok(t, err)
		ok(t, w.s.Trigger(ctx, lead, "T1", harm.Trigger{Watch: "W000001", Kind: "intensive-care", Occurred: on("2024-01-08")}))
		step := func(by harm.By, e harm.ReviewEvent) error {
			e.Watch, e.Clinician = "W000001", true // who is a clinician is not the form's to say
			return w.s.Step(ctx, by, "T1", e)
		}
		ok(t, step(lead, harm.ReviewEvent{To: harm.Screened, Finding: harm.NeedsReview, Words: "an admission"}))
		found := harm.ReviewEvent{To: harm.Reviewed, Finding: harm.HarmFound, Grade: harm.Grade{Physical: harm.SeverePhysical}, Delay: "from 4 January", Words: "it was worse"}
		kindIs(t, step(lead, found), fault.Invalid)
		named := found
		named.Event = "000001"
		kindIs(t, step(consultant, named), fault.NotFound)
		early := late("T1")
		early.Occurred = on("2023-12-01")
		before, err := w.s.Record(ctx, lead, early)
		ok(t, err)
		named.Event = before
		kindIs(t, step(consultant, named), fault.Invalid) // it happened before the postponement
		id, err := w.s.Record(ctx, lead, late("T1"))
		ok(t, err)
		ok(t, step(consultant, found))
		kindIs(t, step(consultant, harm.ReviewEvent{To: harm.Shut, Words: "done"}), fault.Conflict) // the panel first
		panel := found
		panel.To, panel.Panel = harm.Panel, []harm.PanelPlace{"medical-director", "lead-clinician", "patient-safety"}
		kindIs(t, step(consultant, panel), fault.Invalid) // who reviewed it is not the panel
		alone := panel
		alone.Panel = panel.Panel[:1]
		kindIs(t, step(nurse, alone), fault.Invalid)
		ok(t, step(nurse, panel))
		kindIs(t, step(consultant, harm.ReviewEvent{To: harm.Shut, Words: "done"}), fault.Invalid) // severe, with neither an event nor why
		ok(t, step(consultant, harm.ReviewEvent{To: harm.Shut, Words: "done", Event: id}))
		if of, err := w.s.Tied(ctx, "T1", id, time.Time{}); err != nil || len(of) != 1 || of[0] != "W000001" {
			t.Errorf("%v %v", of, err)
		}
		ok(t, w.s.Trigger(ctx, lead, "T1", harm.Trigger{Watch: "W000001", Kind: "death", Occurred: on("2024-01-09")}))
		c, err := w.s.Cohort(ctx, "T1", "", time.Time{})
		ok(t, err)
		if stage, _ := c.Stage("W000001", w.read()); stage != harm.Opened || len(c.Reviews) != 6 || c.Reviews[2].By != "account:3" {
			t.Errorf("%s %+v", stage, c.Reviews)
		}
		kindIs(t, w.s.Step(ctx, consultant, "T1", harm.ReviewEvent{Watch: "W000002", To: harm.Opened}), fault.Conflict)
		kindIs(t, w.s.Step(ctx, consultant, "T1", harm.ReviewEvent{Watch: "W000003", To: harm.Opened}), fault.NotFound)
	})
}

// What a clinician says must be done now reaches whoever books, by the pathway's key, and stays after the review was closed.
func TestWhatMustBeDoneNowIsToldByKey(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		_, err := w.s.Watch(ctx, lead, "T1", []harm.Watched{hip("P1"), hip("P2")})
		ok(t, err)
		told := func(want int) {
			t.Helper()
			list, err := w.s.Pressing(ctx, "T1", []string{"P2", " p1", "P3"}, time.Time{})
			ok(t, err)
			if len(list) != want || want == 1 && (list[0].Pathway != " p1" || list[0].By != "account:3" || !list[0].At.Equal(w.read())) {
				t.Errorf("%+v", list)
			}
			if list, err = w.s.Pressing(ctx, "T2", []string{"P1"}, time.Time{}); err != nil || len(list) != 0 {
				t.Errorf("another trust is told: %+v %v", list, err)
			}
		}
		step := func(by harm.By, e harm.ReviewEvent) error {
			e.Watch, e.Words = "W000001", "as the notes say"
			return w.s.Step(ctx, by, "T1", e)
		}
		ok(t, step(lead, harm.ReviewEvent{To: harm.Opened}))
		kindIs(t, step(lead, harm.ReviewEvent{To: harm.Screened, Finding: harm.NeedsReview, Expedite: true}), fault.Invalid) // a clinician's to say
		ok(t, step(lead, harm.ReviewEvent{To: harm.Screened, Finding: harm.NeedsReview}))
		told(0)
		ok(t, step(consultant, harm.ReviewEvent{To: harm.Reviewed, Finding: harm.NoHarm, Expedite: true}))
		told(1)
		ok(t, step(consultant, harm.ReviewEvent{To: harm.Shut}))
		told(1)
		treated := hip("P1")
		treated.Treated = on("2024-01-09")
		_, err = w.s.Watch(ctx, lead, "T1", []harm.Watched{treated})
		ok(t, err)
		told(0)
	})
}

func TestTheDailyWatch(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		watch := harm.By{Account: "job:harm", Org: "T1"}
		plain, urgent := harmdb.Listed{Watched: hip("P1")}, harmdb.Listed{Watched: hip("P2")}
		urgent.Cancer, plain.NewDate = true, on("2024-02-01")
		list := []harmdb.Listed{plain, urgent}
		day, err := w.s.Daily(ctx, watch, "T1", list) // 21 days after the postponement
		ok(t, err)
		if day != (harmdb.Day{Added: 2, Triggers: 1, Opened: day.Opened}) || day.Opened < 1 {
			t.Errorf("%+v", day)
		}
		if day, err = w.s.Daily(ctx, watch, "T1", list); err != nil || day != (harmdb.Day{}) {
			t.Errorf("again on the same day: %+v %v", day, err)
		}
		w.set("2024-02-10", 5*60)
		twice := plain
		twice.Postponed, twice.For, twice.Times = on("2024-01-30"), on("2024-02-01"), 2
		plain.NewDate, plain.Raised = on("2024-02-20"), on("2024-02-05")
		day, err = w.s.Daily(ctx, watch, "T1", []harmdb.Listed{plain, urgent, twice})
		ok(t, err)
		if day.Added != 1 || day.Changed != 1 || day.Triggers != 2 {
			t.Errorf("%+v", day)
		}
		c, err := w.s.Cohort(ctx, "T1", "", time.Time{})
		ok(t, err)
		var got []string
		for _, x := range c.Triggers {
			got = append(got, string(x.Watch)+" "+string(x.Kind)+" "+x.Occurred.String())
		}
		slices.Sort(got)
		want := []string{"W000001 postponed-again 2024-01-30", "W000001 priority-raised 2024-02-05", "W000002 no-new-date 2024-01-03"}
		if !slices.Equal(got, want) {
			t.Errorf("%q", got)
		}
		w.set("2024-09-01", 5*60) // every watch is over
		if day, err = w.s.Daily(ctx, watch, "T1", nil); err != nil || day != (harmdb.Day{}) {
			t.Errorf("after 180 days: %+v %v", day, err)
		}
		if events, err := w.s.Events(ctx, nil, time.Time{}, 0); err != nil || len(events) != 0 {
			t.Errorf("%d events %v", len(events), err)
		}
	})
}

func TestStrataCountThoseWhoseWindowIsOver(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		recent := hip("P3")
		recent.Postponed = on("2024-01-09")
		_, err := w.s.Watch(ctx, lead, "T1", []harm.Watched{hip("P1"), hip("P2"), recent})
		ok(t, err)
		season := hip("P8")
		season.Postponed = on("2022-12-21")
		other := hip("P9")
		season.Period, other.Period = "", "" // a file need not name one of those who are compared
		other.Group = harm.Group{Age: "60-69", Ethnicity: "B"}.String()
		_, err = w.s.Others(ctx, lead, "T1", []harm.Watched{season, other})
		ok(t, err)
		added, err := w.s.Told(ctx, lead, "T1", []harm.ToldTrigger{
			{Pathway: "P1", Postponed: on("2023-12-20"), Line: 2, Trigger: harm.Trigger{Kind: "emergency-admission", Occurred: on("2023-12-25")}},
			{Pathway: "p8", Postponed: on("2022-12-21"), Line: 3, Trigger: harm.Trigger{Kind: "emergency-admission", Occurred: on("2023-03-01")}}})
		if ok(t, err); added != 2 {
			t.Errorf("%d triggers", added)
		}
		_, err = w.s.Told(ctx, lead, "T1", []harm.ToldTrigger{{Pathway: "PATHWAY-77", Postponed: on("2023-12-20"), Line: 4}})
		kindIs(t, err, fault.Invalid)
		got, err := w.s.Strata(ctx, nil, "JD-09", "emergency-admission", 14, "", time.Time{})
		ok(t, err)
		beside, before := got[harm.Beside], got[harm.Before]
		if len(beside) != 1 || beside[0].Exposed != 2 || beside[0].Hits != 1 || beside[0].Others != 1 || beside[0].OtherHit != 0 {
			t.Errorf("%+v", beside)
		}
		if len(before) != 1 || before[0].Others != 1 || before[0].OtherHit != 0 { // it came after the window
			t.Errorf("%+v", before)
		}
		split, err := w.s.Strata(ctx, nil, "JD-09", "emergency-admission", 14, harm.ByEthnicity, time.Time{})
		ok(t, err)
		if a, b := split[harm.ComparedWith(harm.Beside, "A")], split[harm.ComparedWith(harm.Beside, "B")]; len(a) != 1 || a[0].Others != 0 || len(b) != 1 || b[0].Exposed != 0 {
			t.Errorf("%+v", split)
		}
	})
}
