package recoverydb_test

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/org"
	"headroom/internal/recovery"
)

func TestDecisionsStandAboveTheList(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.furnish(t)
		first := w.read()
		w.set("2024-01-11", 9*60)
		pin := recovery.Decision{Pathway: "P-1", Kind: recovery.DecidePin, Value: "L-2", Reason: "the surgeon asked for it"}
		ok(t, w.s.Decide(ctx, booker, []recovery.Decision{pin, {Pathway: "P-2", Kind: recovery.DecideFast, Value: "yes", Reason: "as judged today"}}))
		for _, bad := range []recovery.Decision{{Pathway: "P-1", Kind: recovery.DecidePin, Value: "L-9", Reason: "r"}, {Pathway: "P-1", Kind: recovery.DecideHold},
			{Pathway: "P-2", Kind: recovery.DecidePin, Value: "L-3", Reason: "closed"}, {Pathway: "P-1", Kind: recovery.DecideFast, Value: "yes", Reason: "no cancer"},
			{Pathway: "P-1", Kind: recovery.DecideHold, Reason: "asked by 943 476 5919"}} {
			kindIs(t, w.s.Decide(ctx, booker, []recovery.Decision{pin, bad}), fault.Invalid)
		}
		g, err := w.s.Ground(ctx, "T1", time.Time{})
		ok(t, err)
		if find(t, g, "P-1").Pinned != "L-2" || find(t, g, "P-2").Cancer.Fast != recovery.Yes {
			t.Errorf("%+v", g.Patients)
		}
		ok(t, w.s.Decide(ctx, booker, []recovery.Decision{{Pathway: "P-1", Kind: recovery.DecideForbid, Value: "L-2", Reason: "equipment"}}))
		g, err = w.s.Ground(ctx, "T1", time.Time{})
		ok(t, err)
		if p := find(t, g, "P-1"); p.Pinned != "" || len(p.Forbidden) != 1 {
			t.Errorf("%+v", p)
		}
		if g, err = w.s.Ground(ctx, "T1", first); err != nil || find(t, g, "P-1").Pinned != "" {
			t.Errorf("known before it was decided: %v", err)
		}
	})
}

func TestFindingsEndAWait(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.furnish(t)
		kindIs(t, w.s.Find(ctx, booker, recovery.Finding{Pathway: "P-1", Found: recovery.FoundDeclined}), fault.Forbidden)
		kindIs(t, w.s.Find(ctx, booker, recovery.Finding{Pathway: "P-8", Found: recovery.FoundDied}), fault.NotFound)
		before, err := w.s.Counts(ctx, time.Time{})
		ok(t, err)
		if c := before["T1"]; c.Waiting != 2 || c.Postponed != 1 || c.Sum(recovery.LineLongest, 0) != 1 || c.Sum(recovery.LineCancer62, 0) != 1 {
			t.Errorf("%+v", c)
		}
		asked := w.read()
		w.set("2024-01-12", 9*60)
		ok(t, w.s.Find(ctx, booker, recovery.Finding{Pathway: "P-1", Found: recovery.FoundElsewhere, On: on("2024-01-05"), Note: "letter of another hospital"}))
		story, err := w.s.Patient(ctx, "T1", "P-1", time.Time{})
		ok(t, err)
		if over, _ := story.Patient.Over(on("2024-01-12")); !over || len(story.Said.Findings) != 1 {
			t.Errorf("%+v", story)
		}
		for at, want := range map[time.Time]int{asked: 2, {}: 1} {
			c, err := w.s.Counts(ctx, at)
			if ok(t, err); c["T1"].Waiting != want {
				t.Errorf("at %s %d wait, want %d", at, c["T1"].Waiting, want)
			}
		}
		w.set("2024-02-01", 9*60)
		ok(t, w.s.CountAgain(ctx))
		c, err := w.s.Counts(ctx, time.Time{})
		if ok(t, err); c["T1"].Days[0] != on("2024-02-01") {
			t.Errorf("counted again: %v", c["T1"].Days)
		}
	})
}

func TestAnOfferFromProposalToPostponement(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.furnish(t)
		offer := recovery.Offer{Pathway: "P-1", Session: "L-1", Date: on("2024-02-12")}
		for _, want := range []int{1, 0} {
			n, err := w.s.Propose(ctx, booker, 1, []recovery.Offer{offer})
			if ok(t, err); n != want {
				t.Fatalf("%d were proposed, want %d", n, want)
			}
		}
		do := func(by recovery.By, e recovery.OfferEvent) error {
			e.Offer, e.Clinical = "000001", by == clinician
			return w.s.Happen(ctx, by, []recovery.OfferEvent{e})
		}
		kindIs(t, do(booker, recovery.OfferEvent{To: recovery.OfferMade}), fault.Conflict)
		kindIs(t, do(booker, recovery.OfferEvent{To: recovery.OfferReviewed}), fault.Forbidden)
		ok(t, do(clinician, recovery.OfferEvent{To: recovery.OfferReviewed}))
		dates := []recovery.OfferedDate{{Session: "L-1"}, {Session: "L-2"}}
		kindIs(t, do(booker, recovery.OfferEvent{To: recovery.OfferMade, AnswerBy: on("2024-01-24"), Dates: []recovery.OfferedDate{{Session: "L-3"}}}), fault.Invalid)
		ok(t, do(booker, recovery.OfferEvent{To: recovery.OfferMade, AnswerBy: on("2024-01-24"), Dates: dates}))
		ok(t, do(booker, recovery.OfferEvent{To: recovery.OfferAccepted, Chosen: "L-2"}))
		g, err := w.s.Ground(ctx, "T1", time.Time{})
		ok(t, err)
		if p := find(t, g, "P-1"); p.Booked != "L-2" {
			t.Errorf("accepted: %+v", p)
		}
		booked := w.read()
		w.set("2024-02-19", 9*60)
		ok(t, do(booker, recovery.OfferEvent{To: recovery.OfferPostponed, Mover: recovery.ByProvider, Reason: "no bed"}))
		g, err = w.s.Ground(ctx, "T1", time.Time{})
		ok(t, err)
		p := find(t, g, "P-1")
		if p.Booked != "" || p.TimesPostponed() != 2 || !p.Postponed[1].OnDay || p.Clock != on("2022-12-20") {
			t.Errorf("postponed again: %+v", p)
		}
		if g, err = w.s.Ground(ctx, "T1", booked); err != nil || find(t, g, "P-1").Booked != "L-2" {
			t.Errorf("as known while it was booked: %v", err)
		}
		// The next list tells of the same postponement: it counts once.
		next := people()
		next[0].Postponed = append(next[0].Postponed, recovery.Postponement{On: on("2024-02-19"), For: on("2024-02-19"), By: recovery.ByProvider, OnDay: true})
		w.set("2024-02-20", 9*60)
		_, err = w.s.KeepList(ctx, booker, recovery.Listed{File: recovery.File{Name: "n.csv", SHA256: "n"}, Patients: next})
		ok(t, err)
		g, err = w.s.Ground(ctx, "T1", time.Time{})
		if ok(t, err); find(t, g, "P-1").TimesPostponed() != 2 {
			t.Errorf("%+v", find(t, g, "P-1").Postponed)
		}
	})
}

// TestRestIsNotBookedOver: a session that owed rest closes is not offered, accepted or booked, though the rest became known after the
// offer; what handed-over blocks close is not either. What was booked and took place is said to be treatment or not.
func TestRestIsNotBookedOver(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.furnish(t)
		resting := map[recovery.SessionID]bool{}
		w.s.KeepsRest(func(_ context.Context, _ *db.Tx, o org.Code, s recovery.Session) (recovery.Block, bool, error) {
			return recovery.Block{Team: s.Team, From: s.Date, To: s.Date, Rule: "WTR-10@1998", Window: "since the night"}, o == "T1" && resting[s.ID], nil
		})
		n, err := w.s.Propose(ctx, booker, 1, []recovery.Offer{{Pathway: "P-1", Session: "L-1", Date: on("2024-02-12")}})
		if ok(t, err); n != 1 {
			t.Fatal(n)
		}
		do := func(by recovery.By, e recovery.OfferEvent) error {
			e.Offer, e.Clinical = "000001", by == clinician
			return w.s.Happen(ctx, by, []recovery.OfferEvent{e})
		}
		refused := func(err error, field string) {
			t.Helper()
			f := fault.As(err)
			if kindIs(t, err, fault.Invalid); len(f.Fields) != 1 || f.Fields[0].Name != field || !strings.Contains(f.Fields[0].Message, "WTR-10@1998") {
				t.Errorf("%+v", f.Fields)
			}
		}
		offer := recovery.OfferEvent{To: recovery.OfferMade, AnswerBy: on("2024-01-24"), Dates: []recovery.OfferedDate{{Session: "L-1"}, {Session: "L-2"}}}
		ok(t, do(clinician, recovery.OfferEvent{To: recovery.OfferReviewed}))
		resting["L-2"] = true
		refused(do(booker, offer), "date 2")
		resting["L-2"] = false
		ok(t, do(booker, offer))
		resting["L-1"] = true
		refused(do(booker, recovery.OfferEvent{To: recovery.OfferAccepted, Chosen: "L-1"}), "chosen")
		ok(t, do(booker, recovery.OfferEvent{To: recovery.OfferAccepted, Chosen: "L-2"}))
		resting["L-2"] = true
		refused(do(booker, recovery.OfferEvent{To: recovery.OfferBooked}), "booked")
		resting["L-2"] = false
		ok(t, w.s.KeepBlocks(ctx, booker, []recovery.Block{{Team: "ortho", From: on("2024-02-19"), To: on("2024-02-19"), Rule: "WTR-10@1998"}}))
		refused(do(booker, recovery.OfferEvent{To: recovery.OfferBooked}), "booked")
		ok(t, w.s.KeepBlocks(ctx, booker, nil))
		ok(t, do(booker, recovery.OfferEvent{To: recovery.OfferBooked}))
		w.set("2024-02-19", 18*60)
		kindIs(t, do(booker, recovery.OfferEvent{To: recovery.OfferDone}), fault.Invalid)
		ok(t, do(booker, recovery.OfferEvent{To: recovery.OfferDone, Treated: recovery.No}))
		g, err := w.s.Ground(ctx, "T1", time.Time{})
		if p := find(t, g, "P-1"); err != nil || p.Seen != on("2024-02-19") || !p.Treated.IsZero() || !p.OnHold {
			t.Errorf("seen and not treated: %+v %v", p, err)
		}
	})
}

// TestPathwaysAreNotPeople: two pathways of one person are one, and who is not kept counts as unknown; nobody's number is read.
func TestPathwaysAreNotPeople(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		before := w.read()
		w.set("2024-01-10", 9*60+1)
		list := people()
		list = append(list, list[0], list[0])
		list[2].Pathway, list[3].Pathway = "P-3", "P-4"
		ids := append(identities(), identities()[0])
		ids[2].Pathway = "P-3"
		_, err := w.s.KeepList(ctx, booker, recovery.Listed{File: recovery.File{Name: "list.csv", SHA256: "a"}, Patients: list, Identities: ids})
		ok(t, err)
		all := []recovery.Pathway{"P-1", "P-2", "P-3", "P-4"}
		if n, unknown, err := w.s.People(ctx, "T1", all, time.Time{}); err != nil || n != 2 || unknown != 1 {
			t.Errorf("%d people, %d unknown, %v", n, unknown, err)
		}
		if n, unknown, err := w.s.People(ctx, "T1", all, before); err != nil || n != 0 || unknown != 4 {
			t.Errorf("before the list came: %d people, %d unknown, %v", n, unknown, err)
		}
	})
}

func TestPlansAreKeptOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.furnish(t)
		ask := recovery.PlanAsk{Purpose: recovery.PurposePlan, From: on("2024-01-11"), Days: 60, Seconds: 2, Seed: 7}
		_, err := w.s.AskPlan(ctx, booker, recovery.PlanAsk{Purpose: recovery.PurposeWhatIf})
		kindIs(t, err, fault.Invalid)
		id, err := w.s.AskPlan(ctx, booker, ask)
		ok(t, err)
		k, err := w.s.Plan(ctx, id, time.Time{})
		ok(t, err)
		j, err := jobs.Get(ctx, w.d, k.Job)
		ok(t, err)
		if k.Plan != nil || k.Org != "T1" || k.Ask.Seed != 7 || strings.ReplaceAll(j.Args, " ", "") != `{"Ask":1}` {
			t.Errorf("%+v %+v", k, j)
		}
		kindIs(t, w.s.UsePlan(ctx, booker, id, "too early"), fault.Invalid)
		for range 2 {
			ok(t, w.s.StopPlan(ctx, booker, id))
		}
		if stop, err := w.s.Stopped(ctx, id); err != nil || !stop {
			t.Errorf("%v %v", stop, err)
		}
		asked := w.read()
		w.set("2024-01-10", 9*60+1)
		plan := &recovery.Plan{Objective: 10, Bound: 9, Gap: 1.0 / 9, Placements: []recovery.Placement{{Pathway: "P-1", Session: "L-1", Date: on("2024-02-12")}}}
		for range 2 {
			ok(t, w.d.Write(ctx, func(tx *db.Tx) error { return w.s.KeepPlan(ctx, tx, "T1", id, plan, "") }))
			plan = &recovery.Plan{Objective: 99} // the second is not kept
		}
		if k, err = w.s.Plan(ctx, id, time.Time{}); err != nil || k.Plan == nil || k.Plan.Objective != 10 || !k.Stop {
			t.Errorf("%+v %v", k, err)
		}
		if k, err = w.s.Plan(ctx, id, asked); err != nil || k.Plan != nil {
			t.Errorf("known before it was made: %v", err)
		}
		kindIs(t, w.s.UsePlan(ctx, other, id, "another trust"), fault.NotFound)
		ok(t, w.s.UsePlan(ctx, booker, id, "agreed at the morning meeting"))
		uses, err := w.s.Uses(ctx, "T1", time.Time{}, 5)
		if err != nil || len(uses) != 1 || uses[0].Plan != id {
			t.Errorf("%v %v", uses, err)
		}
		list, err := w.s.Plans(ctx, "T1", time.Time{}, 5)
		if err != nil || len(list) != 1 || list[0].Made.IsZero() || list[0].Plan != nil {
			t.Errorf("%+v %v", list, err)
		}
	})
}

// TestAListWithoutRoomIsNotOffered: others hold the list; offering, accepting and booking it is refused until somebody says that it is to run
// over and why.
func TestAListWithoutRoomIsNotOffered(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.furnish(t)
		list := people()
		for i := range 4 {
			p := people()[0]
			p.Pathway, p.Booked = recovery.Pathway("Q-"+string(rune('1'+i))), "L-2"
			list = append(list, p)
		}
		_, err := w.s.KeepList(ctx, booker, recovery.Listed{File: recovery.File{Name: "more.csv", SHA256: "more"}, Patients: list})
		ok(t, err)
		_, err = w.s.Propose(ctx, booker, 1, []recovery.Offer{{Pathway: "P-1", Session: "L-1", Date: on("2024-02-12")}})
		ok(t, err)
		do := func(by recovery.By, e recovery.OfferEvent) error {
			e.Offer, e.Clinical = "000001", by == clinician
			return w.s.Happen(ctx, by, []recovery.OfferEvent{e})
		}
		ok(t, do(clinician, recovery.OfferEvent{To: recovery.OfferReviewed}))
		offer := recovery.OfferEvent{To: recovery.OfferMade, AnswerBy: on("2024-01-24"), Dates: []recovery.OfferedDate{{Session: "L-1"}, {Session: "L-2"}}}
		err = do(booker, offer)
		kindIs(t, err, fault.Invalid)
		if f := fault.As(err).Fields; len(f) != 1 || f[0].Name != "date 2" || !strings.Contains(f[0].Message, "no room") {
			t.Errorf("%+v", f)
		}
		offer.Beyond = true
		kindIs(t, do(booker, offer), fault.Invalid) // without saying who agreed
		offer.Reason = "theatre agreed to run over"
		ok(t, do(booker, offer))
		kindIs(t, do(booker, recovery.OfferEvent{To: recovery.OfferAccepted, Chosen: "L-2"}), fault.Invalid)
		ok(t, do(booker, recovery.OfferEvent{To: recovery.OfferAccepted, Chosen: "L-1"}))
		for i := range 4 { // the list fills up before it is booked
			list[2+i].Booked = "L-1"
		}
		_, err = w.s.KeepList(ctx, booker, recovery.Listed{File: recovery.File{Name: "again.csv", SHA256: "again"}, Patients: list[2:]})
		ok(t, err)
		kindIs(t, do(booker, recovery.OfferEvent{To: recovery.OfferBooked}), fault.Invalid)
		ok(t, do(booker, recovery.OfferEvent{To: recovery.OfferBooked, Beyond: true, Reason: "theatre agreed"}))
	})
}

// TestADateTakenAwayIsReviewedAndTold: a plan that takes a date away begins a proposal too; nothing is offered of it, the patient is told that
// the date is postponed, and it counts. A clinician's refusal makes the date firm.
func TestADateTakenAwayIsReviewedAndTold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.furnish(t)
		list := people()
		list[0].Booked, list[1].Booked = "L-1", "L-1"
		_, err := w.s.KeepList(ctx, booker, recovery.Listed{File: recovery.File{Name: "held.csv", SHA256: "held"}, Patients: list})
		ok(t, err)
		g, err := w.s.Ground(ctx, "T1", time.Time{})
		ok(t, err)
		plan := recovery.Plan{Placements: []recovery.Placement{{Pathway: "P-1", Was: "L-1", Change: recovery.Dropped}, {Pathway: "P-2", Was: "L-1", Change: recovery.Dropped}}}
		if n, err := w.s.Propose(ctx, booker, 4, plan.Proposals(g, on("2024-01-10"))); err != nil || n != 2 {
			t.Fatalf("%d were proposed: %v", n, err)
		}
		do := func(by recovery.By, id recovery.OfferID, e recovery.OfferEvent) error {
			e.Offer, e.Clinical = id, by == clinician
			return w.s.Happen(ctx, by, []recovery.OfferEvent{e})
		}
		ok(t, do(clinician, "000001", recovery.OfferEvent{To: recovery.OfferReviewed}))
		kindIs(t, do(booker, "000001", recovery.OfferEvent{To: recovery.OfferMade}), fault.Conflict)
		ok(t, do(booker, "000001", recovery.OfferEvent{To: recovery.OfferPostponed, Mover: recovery.ByProvider, Reason: "two who wait longer"}))
		ok(t, do(clinician, "000002", recovery.OfferEvent{To: recovery.OfferWithdrawn, Reason: "must not wait"}))
		g, err = w.s.Ground(ctx, "T1", time.Time{})
		ok(t, err)
		if p := find(t, g, "P-1"); p.Booked != "" || p.TimesPostponed() != 2 || p.Postponed[1].For != on("2024-02-12") {
			t.Errorf("%+v", p)
		}
		if p := find(t, g, "P-2"); p.Booked != "L-1" || !p.Firm || len(plan.Proposals(g, on("2024-01-10"))) != 0 {
			t.Errorf("%+v", p)
		}
		said, err := w.s.Said(ctx, "T1", time.Time{})
		if ok(t, err); said.Offers[0].Plan != 4 || said.Offers[0].At.IsZero() {
			t.Errorf("%+v", said.Offers[0])
		}
	})
}

// TestANoStands: what a patient declined or a clinician refused is not proposed again, until the pathway is released; a proposal whose day came
// is lapsed.
func TestANoStands(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.furnish(t)
		plan := recovery.Plan{Placements: []recovery.Placement{{Pathway: "P-1", Session: "L-1", Date: on("2024-02-12"), Change: recovery.New}}}
		propose := func() int {
			t.Helper()
			g, err := w.s.Ground(ctx, "T1", time.Time{})
			ok(t, err)
			n, err := w.s.Propose(ctx, booker, 1, plan.Proposals(g, on("2024-01-10")))
			ok(t, err)
			return n
		}
		if n := propose(); n != 1 {
			t.Fatal(n)
		}
		ok(t, w.s.Happen(ctx, clinician, []recovery.OfferEvent{{Offer: "000001", To: recovery.OfferWithdrawn, Clinical: true, Reason: "not there"}}))
		if n := propose(); n != 0 {
			t.Errorf("%d refused dates were proposed again", n)
		}
		w.set("2024-01-11", 9*60)
		ok(t, w.s.Decide(ctx, booker, []recovery.Decision{{Pathway: "P-1", Kind: recovery.DecideRelease, Reason: "the reason is gone"}}))
		if n := propose(); n != 1 {
			t.Errorf("%d released dates were proposed", n)
		}
		said, err := w.s.Said(ctx, "T1", time.Time{})
		ok(t, err)
		for day, want := range map[string]recovery.OfferState{"2024-02-11": recovery.OfferProposed, "2024-02-12": recovery.OfferLapsed} {
			if s := recovery.StandOffer(said.Offers[1], said.Events, false, on(day)); s.State != want {
				t.Errorf("on %s it is %s", day, s.State)
			}
		}
	})
}

// TestADateOfTheTrustsOwnListIsToldOf: a session that was never offered here is cancelled on its day, and the 28-day guarantee begins; of one
// that was offered here it is told there.
func TestADateOfTheTrustsOwnListIsToldOf(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.furnish(t)
		cancelled := recovery.OfferEvent{To: recovery.OfferPostponed, Mover: recovery.ByProvider, Reason: "no bed"}
		kindIs(t, w.s.HappenHeld(ctx, booker, "P-1", cancelled), fault.Conflict)
		list := people()
		list[0].Booked, list[1].Booked = "L-1", "L-2"
		_, err := w.s.KeepList(ctx, booker, recovery.Listed{File: recovery.File{Name: "held.csv", SHA256: "held"}, Patients: list})
		ok(t, err)
		w.set("2024-02-12", 18*60)
		ok(t, w.s.HappenHeld(ctx, booker, "P-1", cancelled))
		kindIs(t, w.s.HappenHeld(ctx, booker, "P-2", recovery.OfferEvent{To: recovery.OfferDone, Treated: recovery.Yes}), fault.Invalid) // still to come
		g, err := w.s.Ground(ctx, "T1", time.Time{})
		ok(t, err)
		p := find(t, g, "P-1")
		if q := p.Postponed[len(p.Postponed)-1]; p.Booked != "" || !q.OnDay || q.For != on("2024-02-12") {
			t.Errorf("%+v", p)
		}
		if said, err := w.s.Said(ctx, "T1", time.Time{}); err != nil || len(said.Offers) != 1 {
			t.Errorf("%+v %v", said.Offers, err)
		}
		w.set("2024-02-19", 18*60)
		ok(t, w.s.HappenHeld(ctx, booker, "P-2", recovery.OfferEvent{To: recovery.OfferDone, Treated: recovery.Yes}))
		g, err = w.s.Ground(ctx, "T1", time.Time{})
		if ok(t, err); find(t, g, "P-2").Treated != on("2024-02-19") {
			t.Errorf("%+v", find(t, g, "P-2"))
		}
		counts, err := w.s.Counts(ctx, time.Time{})
		ok(t, err)
		want := recovery.CountOf(g.Patients, g.Sessions, on("2024-02-19"))
		want.At = counts["T1"].At
		if !reflect.DeepEqual(counts["T1"], want) { // of what was read once, with what was said laid over it
			t.Errorf("counted %+v, want %+v", counts["T1"], want)
		}
	})
}
