package mitigationdb_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"headroom/internal/action"
	"headroom/internal/audit"
	"headroom/internal/db"
	"headroom/internal/db/dbtest"
	"headroom/internal/mitigation"
	"headroom/internal/mitigation/mitigationdb"
	"headroom/internal/org"
)

// world is a store with a clock that the test sets, action that began at an instant, and one system and region over all.
type world struct {
	d *db.DB
	s *mitigationdb.Store

	mu     sync.Mutex
	now    time.Time
	begins time.Time
}

func at(s string) time.Time { return action.MustMoment(s).At() }

func (w *world) set(s string) { w.setAt(at(s)) }

func (w *world) setAt(t time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = t
}

func (w *world) read() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// BeginsIn is the instant that the test set.
func (w *world) BeginsIn(context.Context, *db.Tx, action.Code, action.Staff, time.Time) (time.Time, error) {
	return w.begins, nil
}

// Above is the same for every trust.
func (w *world) Above(context.Context, org.Code) (system, region org.Code, err error) {
	return "QXX", "Y99", nil
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// each runs f on both engines, and looks afterwards for a row that was changed by anything but the store, and for words of a
// form in the audit log.
func each(t *testing.T, f func(t *testing.T, w *world)) {
	dbtest.Each(t, []db.Migrations{audit.Migrations(), mitigationdb.Migrations()}, func(t *testing.T, d *db.DB) {
		w := &world{d: d, begins: at("2024-01-03T07:00")}
		w.s = mitigationdb.New(d, w, w)
		w.set("2024-01-04T09:10")
		d.Clock = w.read
		f(t, w)
		ok(t, d.Read(t.Context(), func(tx *db.Tx) error {
			if rep := d.VerifySeals(t.Context(), tx, nil); len(rep.Problems) > 0 {
				t.Errorf("%v", rep.Problems)
			}
			lines, err := audit.Find(t.Context(), tx, audit.Filter{Limit: 500})
			for _, e := range lines {
				if text := e.Detail + e.Reason + e.Key; strings.Contains(text, secretRisk) || strings.Contains(text, "verbatim") || strings.Contains(text, "said") {
					t.Errorf("the audit log holds words of a request: %+v", e)
				}
			}
			if err != nil {
				return err
			}
			rep, err := audit.Verify(t.Context(), tx)
			if len(rep.Problems) > 0 || rep.Entries == 0 {
				t.Errorf("%d entries, %v", rep.Entries, rep.Problems)
			}
			return err
		}))
	})
}

const secretRisk = "Too few to see who comes at night"

func some(n int) *int { return &n }

// signable is a request that may be signed under JD-2024-01 on 4 January 2024: two doctors on one night.
func signable() mitigation.Form {
	f := mitigation.Form{Period: "JD-09", Scheme: "JD-2024-01", Trust: "SYN-101", Site: "SYN-101-S1", Service: "Emergency medicine",
		KnownSince: action.MustMoment("2024-01-04T09:00"), Risk: secretRisk, Exposed: some(60),
		Predicted: mitigation.Prediction{Physical: 2, Psychological: 4, Patients: some(3), By: action.MustMoment("2024-01-05T08:00"), Words: "Late antibiotics"},
		Shifts: []mitigation.Shift{{From: action.MustMoment("2024-01-04T20:30"), To: action.MustMoment("2024-01-05T08:30"), Grade: "registrar",
			Needed: 4, Minimum: 3, Have: 1, Asked: 2}},
		NeededBy: action.MustMoment("2024-01-04T15:00"), NeededWhy: "Urgent lists are cancelled after it",
		Local:      mitigation.Contact{Said: mitigation.Yes, Role: "negotiating committee's chair", At: action.MustMoment("2024-01-04T09:30"), Response: "Told, no view given"},
		Clinicians: mitigation.Mixed, Questions: "Director on call, 01632 960000", Attend: mitigation.Yes, Declared: true}
	for _, k := range mitigation.Circumstances() {
		f.Circumstances = append(f.Circumstances, mitigation.Circumstance{Kind: k, Said: mitigation.No, Words: "as stated"})
	}
	for _, r := range mitigation.Rungs() {
		f.Ladder = append(f.Ladder, mitigation.Rung{Kind: r.Kind, Tried: mitigation.Yes, At: action.MustMoment("2024-01-03T12:00"), Result: "some", Why: "not enough", Evidence: []string{"E1"}})
	}
	return f
}

// The people. a and b are two of the national team.
var (
	drafter  = mitigation.By{Account: "account:1", Org: "SYN-101", Actor: mitigation.Drafter}
	director = mitigation.By{Account: "account:2", Org: "SYN-101", Actor: mitigation.Director}
	system   = mitigation.By{Account: "account:3", Org: "QXX", Actor: mitigation.System}
	region   = mitigation.By{Account: "account:4", Org: "Y99", Actor: mitigation.Region}
	a        = mitigation.By{Account: "account:5", Org: "ENG", Actor: mitigation.National}
	b        = mitigation.By{Account: "account:6", Org: "ENG", Actor: mitigation.National}
)

// step records an event now, and fails the test when it cannot happen.
func (w *world) step(t testing.TB, by mitigation.By, ref mitigation.Ref, step mitigation.Step, with ...func(*mitigation.Event)) mitigation.Standing {
	t.Helper()
	s, err := w.try(by, ref, step, with...)
	if err != nil {
		t.Fatalf("%s: %v", step, err)
	}
	return s
}

func (w *world) try(by mitigation.By, ref mitigation.Ref, step mitigation.Step, with ...func(*mitigation.Event)) (mitigation.Standing, error) {
	e := mitigation.Event{Step: step, At: w.read(), Words: "said"}
	for _, f := range with {
		f(&e)
	}
	return w.s.Record(context.Background(), by, ref, e)
}

func decided(d mitigation.Decision) func(*mitigation.Event) {
	return func(e *mitigation.Event) {
		if d.Body == "" {
			d.Body, d.Verbatim = "BMA", "verbatim"
		}
		e.Decision = &d
	}
}

// sent begins a request and brings it to the union body at noon.
func (w *world) sent(t testing.TB, f mitigation.Form) mitigation.Ref {
	t.Helper()
	w.set("2024-01-04T09:10")
	ref, err := w.s.Begin(context.Background(), drafter, f)
	ok(t, err)
	for _, x := range []struct {
		when string
		by   mitigation.By
		step mitigation.Step
	}{{"2024-01-04T09:40", drafter, mitigation.Send}, {"2024-01-04T10:00", director, mitigation.Sign}, {"2024-01-04T10:30", system, mitigation.Forward},
		{"2024-01-04T11:00", region, mitigation.Forward}, {"2024-01-04T12:00", a, mitigation.Forward}} {
		w.set(x.when)
		w.step(t, x.by, ref, x.step)
	}
	return ref
}

// standing is how a request stands now, as kept.
func (w *world) standing(t testing.TB, ref mitigation.Ref) mitigation.Standing {
	t.Helper()
	k, err := w.s.Request(context.Background(), ref, time.Time{})
	ok(t, err)
	return k.Stand(w.read())
}

// count is how many events of a step a request has.
func (w *world) count(t testing.TB, ref mitigation.Ref, step mitigation.Step) (n int, last mitigation.Event) {
	t.Helper()
	k, err := w.s.Request(context.Background(), ref, time.Time{})
	ok(t, err)
	for _, e := range k.Events {
		if e.Step == step {
			n, last = n+1, e
		}
	}
	return n, last
}
