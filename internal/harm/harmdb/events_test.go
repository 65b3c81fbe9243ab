package harmdb_test

import (
	"strings"
	"testing"
	"time"

	"headroom/internal/fault"
	"headroom/internal/harm"
	"headroom/internal/mitigation"
	"headroom/internal/org"
)

func TestEveryRevisionStays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id, err := w.s.Record(ctx, lead, late("T1"))
		ok(t, err)
		other, err := w.s.Record(ctx, elsewhere, late("T2"))
		ok(t, err)
		if id != "000001" || other != "000001" {
			t.Errorf("numbered %s and %s", id, other)
		}
		first := w.read()
		w.set("2024-02-20", 9*60)
		graver := late("T1")
		graver.ID, graver.Revision, graver.Grade.Physical = id, 1, harm.SeverePhysical
		_, err = w.s.Revise(ctx, lead, graver)
		kindIs(t, err, fault.Invalid) // it does not say why
		graver.Why = "the scan is back"
		n, err := w.s.Revise(ctx, lead, graver)
		ok(t, err)
		if n != 2 {
			t.Errorf("revision %d", n)
		}
		_, err = w.s.Revise(ctx, lead, graver)
		kindIs(t, err, fault.Conflict) // the second has come since
		graver.ID = "000009"
		_, err = w.s.Revise(ctx, lead, graver)
		kindIs(t, err, fault.NotFound)
		k, err := w.s.Event(ctx, "T1", id, time.Time{})
		ok(t, err)
		if len(k.Revisions) != 2 || k.Now().Grade.Physical != harm.SeverePhysical || k.Revisions[0].Grade.Physical != harm.LowPhysical || len(k.Sent) != 2 || k.Sent[1].Key != "T1-000001-r2" {
			t.Errorf("%+v", k)
		}
		if k, err = w.s.Event(ctx, "T1", id, first); err != nil || len(k.Revisions) != 1 || len(k.Sent) != 1 {
			t.Errorf("as known before: %+v %v", k, err)
		}
		_, err = w.s.Event(ctx, "T1", id, first.Add(-time.Hour))
		kindIs(t, err, fault.NotFound)
		_, err = w.s.Event(ctx, "T3", id, time.Time{})
		kindIs(t, err, fault.NotFound)
		_, err = w.s.Record(ctx, elsewhere, late("T1"))
		kindIs(t, err, fault.Forbidden)
	})
}

func TestEventsAreListedByTrust(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		for range 3 {
			_, err := w.s.Record(ctx, lead, late("T1"))
			ok(t, err)
		}
		w.set("2024-03-01", 9*60)
		e := late("T2") // 56 days after: in its own week, and late
		_, err := w.s.Record(ctx, elsewhere, e)
		ok(t, err)
		for _, x := range []struct {
			trusts []org.Code
			asOf   time.Time
			limit  int
			want   string
		}{
			{nil, time.Time{}, 0, "T2/000001 T1/000003 T1/000002 T1/000001"},
			{nil, time.Time{}, 2, "T2/000001 T1/000003"},
			{[]org.Code{"T1"}, time.Time{}, 0, "T1/000003 T1/000002 T1/000001"},
			{[]org.Code{}, time.Time{}, 0, ""},
			{[]org.Code{"T"}, time.Time{}, 0, ""},
			{nil, on("2024-02-01").At(0), 0, "T1/000003 T1/000002 T1/000001"},
		} {
			list, err := w.s.Events(ctx, x.trusts, x.asOf, x.limit)
			ok(t, err)
			var got []string
			for _, k := range list {
				got = append(got, string(k.Trust)+"/"+string(k.ID))
			}
			if s := strings.Join(got, " "); s != x.want {
				t.Errorf("%v of %v: %q, want %q", x.limit, x.trusts, s, x.want)
			}
		}
		reported, err := w.s.Reported(ctx, nil, time.Time{})
		ok(t, err)
		if len(reported) != 4 || reported[3] != (harm.Reported{Occurred: on("2024-01-05"), Recorded: on("2024-03-01")}) {
			t.Errorf("%v", reported)
		}
		if reported, err = w.s.Reported(ctx, nil, on("2024-02-01").At(0)); err != nil || len(reported) != 3 {
			t.Errorf("as known before: %v %v", reported, err)
		}
	})
}

func TestNothingThatNamesAPatientIsKept(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id, err := w.s.Record(ctx, lead, late("T1"))
		ok(t, err)
		named := "seen as 943 476 5919"
		attempt := func(words string) harm.Candour {
			return harm.Candour{Event: id, Contacts: []harm.Contact{{At: w.read(), By: "account:1", Words: words}}}
		}
		for _, said := range []string{named, "943.476.5919", "ring 07700 900123", "the registrar is a BMA member", "she was on strike", "told Mrs Zwyxbottom"} {
			e := late("T1")
			e.What = said
			_, err = w.s.Record(ctx, lead, e)
			kindIs(t, err, fault.Invalid)
			kindIs(t, w.s.Link(ctx, consultant, "T1", harm.Link{Event: id, Period: "JD-09", Strength: mitigation.Possibly, Why: said}), fault.Invalid)
			kindIs(t, w.s.Candour(ctx, nurse, "T1", attempt(said)), fault.Invalid)
		}
		e := late("T1")
		e.What = "no doctor came to the ward during the strike"
		_, err = w.s.Record(ctx, lead, e)
		ok(t, err)
		kindIs(t, w.s.Link(ctx, consultant, "T1", harm.Link{Event: id, Period: "JD-09", Strength: mitigation.Possibly, Why: named}), fault.Invalid)
		kindIs(t, w.s.Candour(ctx, nurse, "T1", harm.Candour{Event: id, Notifiable: "no", Why: named}), fault.Invalid)
		_, err = w.s.Watch(ctx, lead, "T1", []harm.Watched{hip("PATHWAY-77")})
		ok(t, err)
		kindIs(t, w.s.Trigger(ctx, lead, "T1", harm.Trigger{Watch: "W000001", Kind: "emergency-admission", Occurred: on("2024-01-08"), Words: named}), fault.Invalid)
		kindIs(t, w.s.Step(ctx, consultant, "T1", harm.ReviewEvent{Watch: "W000001", To: harm.Opened, Words: named}), fault.Invalid)
		_, err = w.s.Pathway(ctx, consultant, "T1", "W000001", named)
		kindIs(t, err, fault.Invalid)
		k, err := w.s.Event(ctx, "T1", id, time.Time{})
		if ok(t, err); len(k.Revisions) != 1 || len(k.Links)+len(k.Candour) != 0 {
			t.Errorf("%+v", k)
		}
	})
}

func TestWhoLinksAndWhoSaysCaused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id, err := w.s.Record(ctx, lead, late("T1"))
		ok(t, err)
		l := harm.Link{Event: id, Period: "JD-09", Strength: mitigation.Caused, Why: "nobody else was there", Consultant: true, Reviewer: "account:9"}
		kindIs(t, w.s.Link(ctx, nurse, "T1", l), fault.Invalid) // the level is taken from the reviewer, not from the form
		involved := l
		involved.Involved = true
		kindIs(t, w.s.Link(ctx, consultant, "T1", involved), fault.Invalid)
		possible := l
		possible.Strength = mitigation.Possibly
		ok(t, w.s.Link(ctx, nurse, "T1", possible))
		before := w.read()
		w.set("2024-01-20", 9*60)
		ok(t, w.s.Link(ctx, consultant, "T1", l))
		l.Event = "000009"
		kindIs(t, w.s.Link(ctx, consultant, "T1", l), fault.NotFound)
		k, err := w.s.Event(ctx, "T1", id, time.Time{})
		ok(t, err)
		if len(k.Links) != 2 || k.Links[0].Reviewer != "account:2" || k.Links[1].Reviewer != "account:3" || k.Links[1].On != on("2024-01-20") {
			t.Errorf("%+v", k.Links)
		}
		if k, err = w.s.Event(ctx, "T1", id, before); err != nil || len(k.Links) != 1 {
			t.Errorf("as known before: %+v %v", k.Links, err)
		}
	})
}

func TestCandourIsAClinicians(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id, err := w.s.Record(ctx, lead, late("T1"))
		ok(t, err)
		yes := harm.Candour{Event: id, Notifiable: "yes", Level: "moderate", Aware: on("2024-01-09").At(8 * 60)}
		kindIs(t, w.s.Candour(ctx, lead, "T1", yes), fault.Forbidden)
		ok(t, w.s.Candour(ctx, nurse, "T1", yes))
		missed := yes
		missed.Contacts = []harm.Contact{{At: on("2024-01-09").At(15 * 60), By: "account:1", Words: "rang twice"}}
		ok(t, w.s.Candour(ctx, lead, "T1", missed)) // an attempt is anybody's
		kindIs(t, w.s.Candour(ctx, nurse, "T1", yes), fault.Conflict)
		rewritten := missed
		rewritten.Contacts = []harm.Contact{{At: missed.Contacts[0].At, Reached: true}}
		kindIs(t, w.s.Candour(ctx, nurse, "T1", rewritten), fault.Conflict)
		k, err := w.s.Event(ctx, "T1", id, time.Time{})
		if ok(t, err); len(k.Candour) != 2 || len(k.Candour[1].Contacts) != 1 {
			t.Errorf("%+v", k.Candour)
		}
	})
}

// The service takes a revision once: what is answered or judged apart goes to it as another one, and only when it says more.
func TestWhatIsAnsweredApartIsQueuedAgain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id, err := w.s.Record(ctx, lead, late("T1"))
		ok(t, err)
		newest := func(revision int, duty, tied string) harm.Event {
			t.Helper()
			k, err := w.s.Event(ctx, "T1", id, time.Time{})
			ok(t, err)
			e := k.Now()
			if e.Revision != revision || e.Duty != duty || strings.Join(e.Tied, " ") != tied || len(k.Sent) != revision {
				t.Errorf("%+v, %d queued; want revision %d, %q, %q", e, len(k.Sent), revision, duty, tied)
			}
			return e
		}
		yes := harm.Candour{Event: id, Notifiable: "yes", Level: "moderate", Aware: on("2024-01-09").At(8 * 60)}
		ok(t, w.s.Candour(ctx, nurse, "T1", yes))
		newest(2, "yes", "")
		yes.Contacts = []harm.Contact{{At: on("2024-01-09").At(15 * 60), By: "account:1", Words: "rang twice"}}
		ok(t, w.s.Candour(ctx, lead, "T1", yes))
		newest(2, "yes", "")
		ok(t, w.s.Link(ctx, nurse, "T1", harm.Link{Event: id, Period: "JD-09", Strength: mitigation.DontKnow}))
		newest(2, "yes", "")
		ok(t, w.s.Link(ctx, nurse, "T1", harm.Link{Event: id, Request: "PSM-9", Strength: mitigation.DontKnow}))
		e := newest(3, "yes", "PSM:PSM-9")
		e.Why, e.Duty, e.Tied = "the scan is back", "", nil
		_, err = w.s.Revise(ctx, lead, e)
		ok(t, err)
		newest(4, "yes", "PSM:PSM-9")
	})
}

// Whoever recorded the event or took a step of its review does not say that it was caused, whatever they answer (H22).
func TestCausedIsNotSaidByWhoTookPart(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		own, err := w.s.Record(ctx, consultant, late("T1"))
		ok(t, err)
		l := harm.Link{Event: own, Period: "JD-09", Strength: mitigation.Caused, Why: "nobody else was there"}
		kindIs(t, w.s.Link(ctx, consultant, "T1", l), fault.Invalid)
		l.Strength = mitigation.Probably
		ok(t, w.s.Link(ctx, consultant, "T1", l))

		id, err := w.s.Record(ctx, lead, late("T1"))
		ok(t, err)
		_, err = w.s.Watch(ctx, lead, "T1", []harm.Watched{hip("PATHWAY-77")})
		ok(t, err)
		ok(t, w.s.Trigger(ctx, lead, "T1", harm.Trigger{Watch: "W000001", Kind: "emergency-admission", Occurred: on("2024-01-08"), Source: "list"}))
		l.Event, l.Strength = id, mitigation.Caused
		ok(t, w.s.Step(ctx, consultant, "T1", harm.ReviewEvent{Watch: "W000001", To: harm.Screened, Finding: harm.NeedsReview, Words: "looked at"}))
		ok(t, w.s.Link(ctx, consultant, "T1", l)) // a review that the event did not come from
		ok(t, w.s.Step(ctx, nurse, "T1", harm.ReviewEvent{Watch: "W000001", To: harm.Reviewed, Finding: harm.HarmFound, Delay: "the wait", Words: "found", Event: id, Grade: harm.Grade{Physical: harm.LowPhysical}}))
		kindIs(t, w.s.Link(ctx, consultant, "T1", l), fault.Invalid)
	})
}
