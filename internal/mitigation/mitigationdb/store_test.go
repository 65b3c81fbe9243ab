package mitigationdb_test

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/mitigation"
	"headroom/internal/mitigation/mitigationdb"
	"headroom/internal/org"
)

func TestNumbersHaveNoGapAndNoDouble(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const requests, people = 12, 3
		var mu sync.Mutex
		var refs []mitigation.Ref
		var all sync.WaitGroup
		for range people {
			all.Add(1)
			go func() {
				defer all.Done()
				for range requests {
					ref, err := w.s.Begin(t.Context(), drafter, signable())
					if err != nil {
						t.Error(err)
						return
					}
					if _, err := w.s.Begin(t.Context(), system, signable()); fault.KindOf(err) != fault.Forbidden {
						t.Errorf("a board begins a request: %v", err)
					}
					mu.Lock()
					refs = append(refs, ref)
					mu.Unlock()
				}
			}()
		}
		all.Wait()
		slices.Sort(refs)
		for i, ref := range refs {
			if want := mitigation.Ref(fmt.Sprintf("PSM-JD-09-SYN-101-%04d", i+1)); ref != want {
				t.Errorf("request %d is %s, want %s", i, ref, want)
			}
		}
		other := signable()
		other.Trust = "SYN-102"
		if ref, err := w.s.Begin(t.Context(), drafter, other); err != nil || ref != "PSM-JD-09-SYN-102-0001" {
			t.Errorf("another trust's first is %s, %v", ref, err)
		}
	})
}

// What was known at an instant is read as it was, and a late approval erases nothing.
func TestALateApprovalAsKnownBeforeAndAfter(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ref := w.sent(t, signable())
		w.set("2024-01-04T17:05")
		got := w.step(t, a, ref, mitigation.Approve, decided(mitigation.Decision{}))
		if got.Outcome != mitigation.OutApproved || got.Timeliness != mitigation.Late || got.LateBy != 2*time.Hour+5*time.Minute {
			t.Errorf("%s, %s, late by %s", got.Outcome, got.Timeliness, got.LateBy)
		}
		n, e := w.count(t, ref, mitigation.Deadline)
		if n != 1 || !e.At.Equal(at("2024-01-04T15:00")) || !e.Recorded.Equal(at("2024-01-04T17:05")) {
			t.Errorf("%d deadlines, the last %+v: a decision after the deadline writes it first", n, e)
		}
		k, err := w.s.Request(t.Context(), ref, at("2024-01-04T14:00"))
		if ok(t, err); len(k.Events) != 6 || k.Stand(at("2024-01-04T14:00")).State != mitigation.WithUnion {
			t.Errorf("as known at 14:00 it has %d events and is %s", len(k.Events), k.Stand(at("2024-01-04T14:00")).State)
		}
		if _, err := w.s.Request(t.Context(), ref, at("2024-01-04T09:00")); fault.KindOf(err) != fault.NotFound {
			t.Errorf("before it was begun: %v", err)
		}
	})
}

func TestWhatIsSignedIsWhatWasWritten(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ref, err := w.s.Begin(t.Context(), drafter, signable())
		ok(t, err)
		w.step(t, drafter, ref, mitigation.Send)
		changed := signable()
		changed.Shifts[0].Asked = 1
		form := func(f mitigation.Form) func(*mitigation.Event) {
			return func(e *mitigation.Event) { e.Form = &f }
		}
		if _, err := w.try(director, ref, mitigation.Sign, form(changed)); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a form that was never written is signed: %v", err)
		}
		own := drafter
		own.Actor = mitigation.Director
		if _, err := w.try(own, ref, mitigation.Sign); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("who wrote it signs it: %v", err)
		}
		clock := director
		clock.Actor = mitigation.Clock
		if _, err := w.try(clock, ref, mitigation.WindowEnds); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a person speaks for the clock: %v", err)
		}
		s := w.step(t, director, ref, mitigation.Sign)
		if s.Signed.Doctors() != 2 || s.Signer != director.Account {
			t.Errorf("%d doctors are signed for by %s", s.Signed.Doctors(), s.Signer)
		}
		w.step(t, system, ref, mitigation.Return)
		changed.Trust = "SYN-102"
		if _, err := w.try(drafter, ref, mitigation.Begin, form(changed)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a request moves to another trust: %v", err)
		}
		changed.Trust = "SYN-101"
		if s := w.step(t, drafter, ref, mitigation.Begin, form(changed)); s.Version != 2 || s.Form.Shifts[0].Asked != 1 || s.Signed.Shifts[0].Asked != 2 {
			t.Errorf("version %d asks for %d, signed were %d", s.Version, s.Form.Shifts[0].Asked, s.Signed.Shifts[0].Asked)
		}
	})
}

// A scheme that waits for the action takes the start from the period, in the transaction that signs.
// A request is begun under a scheme that is in force, and bound to it; one that is not takes no number.
func TestASchemeThatIsNotInForce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.set("2024-01-04T09:10")
		f := signable()
		for _, id := range []mitigation.SchemeID{"JD-2023", "RD-2025-07", ""} {
			f.Scheme = id
			if _, err := w.s.Begin(t.Context(), drafter, f); fault.KindOf(err) != fault.Invalid {
				t.Errorf("begun under %q: %v", id, err)
			}
		}
		f.Scheme = "JD-2024-01"
		ref, err := w.s.Begin(t.Context(), drafter, f)
		if ok(t, err); ref != "PSM-JD-09-SYN-101-0001" {
			t.Errorf("the first that was begun is %s", ref)
		}
		f.Scheme = "JD-2023"
		if _, err := w.try(drafter, ref, mitigation.Write, func(e *mitigation.Event) { e.Form = &f }); fault.KindOf(err) != fault.Invalid {
			t.Errorf("changed to one that is over: %v", err)
		}
	})
}

func TestASchemeThatWaitsForTheAction(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		f := signable()
		f.Scheme, f.Period = "LOCAL-1", "JD-09"
		ok(t, w.s.KeepScheme(t.Context(), a, mitigation.Scheme{ID: "LOCAL-1", Name: "A trial", From: f.Day().Add(-30), Group: "junior doctors", Deadline: true,
			Mark: mitigation.Unconfirmed, Source: "a test"}))
		ref, err := w.s.Begin(t.Context(), drafter, f)
		ok(t, err)
		w.step(t, drafter, ref, mitigation.Send)
		w.begins = at("2024-01-04T10:00")
		w.set("2024-01-04T09:59")
		if _, err := w.try(director, ref, mitigation.Sign); err == nil || !strings.Contains(err.Error(), "once the action has begun") {
			t.Errorf("a minute before: %v", err)
		}
		w.set("2024-01-04T10:00")
		w.step(t, director, ref, mitigation.Sign)
		all, err := w.s.Schemes(t.Context(), at("2024-01-04T09:00"))
		if _, there := mitigation.SchemeOf(all, "LOCAL-1"); err != nil || there {
			t.Errorf("the scheme was known before it was kept: %v", err)
		}
		if err := w.s.KeepScheme(t.Context(), drafter, mitigation.Scheme{}); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a drafter keeps a scheme: %v", err)
		}
	})
}

func TestImpactReturnsAreVersions(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ref := w.sent(t, signable())
		w.set("2024-01-04T14:00")
		w.step(t, a, ref, mitigation.Reject, decided(mitigation.Decision{Body: "BMA", Verbatim: "verbatim", Reasons: []mitigation.Reason{mitigation.NotUrgent}}))
		i := mitigation.Impact{Request: ref, Stage: mitigation.After24Hours, None: true, Instead: "consultants stayed", Other: "none", Actual: "nobody was harmed"}
		if _, err := w.s.KeepImpact(t.Context(), drafter, i, true); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a drafter signs: %v", err)
		}
		if err := w.s.Comment(t.Context(), system, ref, i.Stage, "seen"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a comment on nothing: %v", err)
		}
		w.set("2024-01-05T09:00")
		_, err := w.s.KeepImpact(t.Context(), drafter, i, false)
		ok(t, err)
		if err := w.s.Comment(t.Context(), system, ref, i.Stage, "seen"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a comment on a draft: %v", err)
		}
		w.set("2024-01-05T10:00")
		_, err = w.s.KeepImpact(t.Context(), director, i, true)
		ok(t, err)
		ok(t, w.s.Comment(t.Context(), system, ref, i.Stage, "mutual aid was given"))
		w.set("2024-01-05T11:00")
		k, err := w.s.KeepImpact(t.Context(), director, i, true)
		if ok(t, err); k.Version != 3 || k.Signed != director.Account || k.Comments[mitigation.System] != "mutual aid was given" {
			t.Errorf("%+v", k)
		}
		i.None = false
		if _, err := w.s.KeepImpact(t.Context(), director, i, true); fault.KindOf(err) != fault.Invalid {
			t.Errorf("nothing counted and not said to be nothing: %v", err)
		}
		for what, x := range map[string]mitigation.Impact{"below nothing": {Affected: map[mitigation.Category]*int{mitigation.CategoryP2: some(-1)}}, "more than can be": {Effects: map[mitigation.Effect]*int{mitigation.Clinics: some(999_999_999)}},
			"the strongest word":    {Links: []mitigation.ImpactLink{{Incident: "INC-1", Strength: mitigation.Caused, Why: "x"}}},
			"nothing and something": {None: true, Links: []mitigation.ImpactLink{{Incident: "INC-1", Strength: mitigation.DontKnow}}}} {
			x.Request, x.Stage = ref, i.Stage
			if _, err := w.s.KeepImpact(t.Context(), drafter, x, false); fault.KindOf(err) != fault.Invalid {
				t.Errorf("a draft with %s: %v", what, err)
			}
		}
		before, err := w.s.Request(t.Context(), ref, at("2024-01-05T09:30"))
		if ok(t, err); len(before.Impacts) != 1 || before.Impacts[0].Version != 1 || before.SignedStages()[i.Stage] {
			t.Errorf("as known before: %+v", before.Impacts)
		}
	})
}

func TestEvidenceIsKeptWithItsDigest(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ref, err := w.s.Begin(t.Context(), drafter, signable())
		ok(t, err)
		e, err := w.s.KeepFile(t.Context(), drafter, ref, `C:\rota\night.pdf`, "application/pdf", []byte("rota"))
		if ok(t, err); e.ID != "E1" || e.Name != "night.pdf" || e.Size != 4 {
			t.Errorf("%+v", e)
		}
		got, r, err := w.s.File(t.Context(), ref, "E1")
		ok(t, err)
		if body, err := io.ReadAll(r); err != nil || string(body) != "rota" || got.SHA256 != e.SHA256 {
			t.Errorf("%q, %v", body, err)
		}
		if _, err := w.s.KeepFile(t.Context(), drafter, ref, "big", "x", bytes.Repeat([]byte{1}, mitigationdb.MaxFile+1)); fault.KindOf(err) != fault.TooLarge {
			t.Errorf("a file that is too large: %v", err)
		}
		if _, _, err := w.s.File(t.Context(), ref, "E2"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a file that is not there: %v", err)
		}
		if _, _, err := w.s.File(t.Context(), "PSM-JD-09-SYN-102-0001", "E1"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("another request's file: %v", err)
		}
	})
}

func TestALinkOpensOneRequestUntilItEnds(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ref := w.sent(t, signable())
		w.set("2024-01-04T12:10")
		if _, err := w.s.MakeLink(t.Context(), director, ref, at("2024-01-05T12:00")); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a trust makes a link: %v", err)
		}
		if _, err := w.s.MakeLink(t.Context(), a, ref, at("2024-02-05T12:00")); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a link of a month: %v", err)
		}
		secret, err := w.s.MakeLink(t.Context(), a, ref, at("2024-01-04T20:00"))
		ok(t, err)
		if again, err := w.s.MakeLink(t.Context(), b, w.sent(t, signable()), at("2024-01-04T20:00")); err != nil || again == secret {
			t.Errorf("two links have one secret, or %v", err)
		}
		held, err := w.d.Pool().QueryContext(t.Context(), "SELECT hash FROM mitigation_link")
		ok(t, err)
		for held.Next() {
			var h string
			if ok(t, held.Scan(&h)); strings.Contains(h, secret) {
				t.Error("the secret is kept")
			}
		}
		ok(t, held.Close())
		w.set("2024-01-04T12:30")
		for range 2 {
			k, l, err := w.s.OpenLink(t.Context(), secret)
			if ok(t, err); k.Ref != ref || !l.Used.Equal(at("2024-01-04T12:30")) {
				t.Errorf("it opens %s, first at %s", k.Ref, l.Used)
			}
		}
		if _, err := w.s.Answer(t.Context(), secret, mitigation.Event{Step: mitigation.Withdraw, Words: "x"}); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a link withdraws: %v", err)
		}
		s, err := w.s.Answer(t.Context(), secret, mitigation.Event{Step: mitigation.Reject, At: at("2024-01-04T12:01"),
			Decision: &mitigation.Decision{Body: "BMA", Verbatim: "verbatim", Reasons: []mitigation.Reason{mitigation.NotUrgent}}})
		if ok(t, err); s.Outcome != mitigation.OutRejected || s.Confirmed || !s.Clocks.Decided.Equal(at("2024-01-04T12:30")) {
			t.Errorf("%s, confirmed %v, decided %s: a link cannot say that it answered earlier", s.Outcome, s.Confirmed, s.Clocks.Decided)
		}
		if _, err := w.try(a, ref, mitigation.Confirm); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("who made the link confirms its answer: %v", err)
		}
		if s := w.step(t, b, ref, mitigation.Confirm); !s.Confirmed {
			t.Error("a national lead cannot confirm it")
		}
		links, err := w.s.Links(t.Context(), ref)
		ok(t, err)
		ok(t, w.s.EndLink(t.Context(), b, ref, links[0].Made))
		for name, x := range map[string]string{"ended": secret, "never made": "AAAA"} {
			if _, _, err := w.s.OpenLink(t.Context(), x); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
		other := w.sent(t, signable())
		late, err := w.s.MakeLink(t.Context(), a, other, at("2024-01-04T13:00"))
		ok(t, err)
		w.set("2024-01-04T13:00")
		if _, _, err := w.s.OpenLink(t.Context(), late); fault.KindOf(err) != fault.NotFound {
			t.Errorf("run out: %v", err)
		}
	})
}

// A link ends with the next one that is made, and with the end of the wait for a decision, whoever or whatever ends it.
func TestALinkEndsWithItsUse(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ref := w.sent(t, signable())
		w.set("2024-01-04T12:10")
		until := at("2024-01-10T12:00")
		shut := func(what, secret string) {
			t.Helper()
			if _, _, err := w.s.OpenLink(t.Context(), secret); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v", what, err)
			}
		}
		first, err := w.s.MakeLink(t.Context(), a, ref, until)
		ok(t, err)
		w.set("2024-01-04T12:11")
		second, err := w.s.MakeLink(t.Context(), a, ref, until)
		ok(t, err)
		shut("another was made", first)
		if _, _, err := w.s.OpenLink(t.Context(), second); err != nil {
			t.Errorf("the newer one: %v", err)
		}
		w.set("2024-01-04T12:30")
		w.step(t, b, ref, mitigation.Reject, decided(mitigation.Decision{Reasons: []mitigation.Reason{mitigation.NotUrgent}}))
		shut("it was decided", second)
		if _, err := w.s.MakeLink(t.Context(), a, ref, until); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a link to what is decided: %v", err)
		}
		never := w.sent(t, signable())
		third, err := w.s.MakeLink(t.Context(), a, never, until)
		ok(t, err)
		w.set("2024-01-05T09:00")
		if _, err := w.s.RunClock(t.Context()); err != nil {
			t.Fatal(err)
		}
		shut("it has lapsed", third)
		if links, err := w.s.Links(t.Context(), never); err != nil || len(links) != 1 || !links[0].Ended.Equal(at("2024-01-05T09:00")) {
			t.Errorf("%+v %v", links, err)
		}
	})
}

func TestPublishedCountsStandBesideTheBuiltIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		built := len(mitigation.PublishedCounts())
		ok(t, w.s.KeepPublished(t.Context(), a, mitigation.PublishedCount{Periods: "JD-09", CountedBy: "A newspaper", AsAt: at("2024-01-03T12:00"), Requests: some(3), Source: "a test"}))
		all, err := w.s.Published(t.Context(), time.Time{})
		if ok(t, err); len(all) != built+1 || *all[built].Requests != 3 || all[built].Approved != nil {
			t.Errorf("%d counts, the last %+v", len(all), all[len(all)-1])
		}
		if before, err := w.s.Published(t.Context(), at("2024-01-04T09:00")); err != nil || len(before) != built {
			t.Errorf("%d were known before, %v", len(before), err)
		}
		if err := w.s.KeepPublished(t.Context(), a, mitigation.PublishedCount{Requests: some(-1)}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a count of nobody: %v", err)
		}
	})
}

func TestListsAreNarrowed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		mine := w.sent(t, signable())
		other := signable()
		other.Trust, other.Period = "SYN-102", "JD-10"
		w.set("2024-01-04T09:20")
		theirs, err := w.s.Begin(t.Context(), drafter, other)
		ok(t, err)
		for name, x := range map[string]struct {
			f    mitigation.Filter
			want []mitigation.Ref
		}{
			"all":    {mitigation.Filter{}, []mitigation.Ref{theirs, mine}},
			"period": {mitigation.Filter{Period: "JD-10"}, []mitigation.Ref{theirs}},
			"trust":  {mitigation.Filter{Trusts: []org.Code{"SYN-101"}}, []mitigation.Ref{mine}},
			"none":   {mitigation.Filter{Trusts: []org.Code{}}, nil},
			"limit":  {mitigation.Filter{Limit: 1}, []mitigation.Ref{theirs}},
		} {
			list, err := w.s.Requests(t.Context(), x.f, time.Time{})
			ok(t, err)
			var got []mitigation.Ref
			for _, k := range list {
				if got = append(got, k.Ref); len(k.Events) == 0 {
					t.Errorf("%s: %s has no events", name, k.Ref)
				}
			}
			if !slices.Equal(got, x.want) {
				t.Errorf("%s: %v, want %v", name, got, x.want)
			}
		}
	})
}

// A changed row is named, whichever it is: the seals cover every table.
func TestAChangedEventIsNamed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.sent(t, signable())
		_, err := w.d.Pool().ExecContext(t.Context(), "UPDATE mitigation_event SET happened_at = '2024-01-04T11:59:00.000000Z' WHERE step = 'forward' AND actor = 'national'")
		ok(t, err)
		ok(t, w.d.Read(t.Context(), func(tx *db.Tx) error {
			if rep := w.d.VerifySeals(t.Context(), tx, nil); len(rep.Problems) != 1 || !strings.Contains(rep.Problems[0], "mitigation_event") {
				t.Errorf("%v", rep.Problems)
			}
			return nil
		}))
		_, err = w.d.Pool().ExecContext(t.Context(), "UPDATE mitigation_event SET happened_at = '2024-01-04T12:00:00.000000Z' WHERE step = 'forward' AND actor = 'national'")
		ok(t, err)
	})
}
