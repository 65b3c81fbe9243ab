package app

import (
	"context"
	"io"
	"log/slog"
	"testing"
	"time"

	"headroom/internal/action"
	"headroom/internal/demo"
	"headroom/internal/mitigation"
)

// waitingRequest is a request with the union body whose deadline is so far off, on a clock that runs at real speed and shows
// a minute that comes then.
func waitingRequest(t *testing.T, a *App, off time.Duration) (mitigation.Ref, time.Time) {
	t.Helper()
	ctx := t.Context()
	by := action.MustMoment("2024-01-04T15:00").At()
	began, shown := time.Now(), by.Add(-off)
	a.DB.Clock = func() time.Time { return shown.Add(time.Since(began)) }
	f := demo.MitigationForm(mitigation.Form{Period: "JD-09", Scheme: "JD-2024-01", Trust: "SYN-101", Site: "SYN-101-S1", Service: "Maternity"},
		by.Add(-time.Hour), by, action.MustMoment("2024-01-04T20:30"))
	ref, err := a.Mitigations.Begin(ctx, mitigation.By{Account: "account:1", Org: "SYN-101", Actor: mitigation.Drafter}, f)
	if err != nil {
		t.Fatal(err)
	}
	for n, x := range []struct {
		who  mitigation.Actor
		step mitigation.Step
	}{{mitigation.Drafter, mitigation.Send}, {mitigation.Director, mitigation.Sign}, {mitigation.System, mitigation.Forward},
		{mitigation.Region, mitigation.Forward}, {mitigation.National, mitigation.Forward}} {
		_, err := a.Mitigations.Record(ctx, mitigation.By{Account: "account:" + string(rune('1'+n)), Org: "SYN-101", Actor: x.who}, ref,
			mitigation.Event{Step: x.step, At: a.DB.Now(), Words: "as stated"})
		if err != nil {
			t.Fatal(err)
		}
	}
	return ref, by
}

// deadlineOf is the deadline's event, once it was written.
func deadlineOf(t *testing.T, a *App, ref mitigation.Ref) (e mitigation.Event, there bool) {
	t.Helper()
	k, err := a.Mitigations.Request(t.Context(), ref, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range k.Events {
		if x.Step == mitigation.Deadline {
			e, there = x, true
		}
	}
	return e, there
}

var silent = slog.New(slog.NewTextHandler(io.Discard, nil))

// A deadline that passes while the queue is worked is written by itself, within a minute and with its own time.
func TestADeadlineIsWrittenByItself(t *testing.T) {
	if testing.Short() {
		t.Skip("half a minute is waited for; run without -short")
	}
	onEngines(t, func(t *testing.T, a *App) {
		ref, by := waitingRequest(t, a, 3*time.Second)
		err := a.WithWorkers(t.Context(), 1, silent, func(context.Context) error {
			if _, there := deadlineOf(t, a, ref); there {
				t.Error("the deadline came early")
			}
			soon(t, "the deadline is written", func() bool { _, there := deadlineOf(t, a, ref); return there })
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		if e, _ := deadlineOf(t, a, ref); !e.At.Equal(by) || e.Recorded.Sub(by) > time.Minute {
			t.Errorf("it happened at %s and was written down at %s", e.At, e.Recorded)
		}
	})
}

// A server that was off across a deadline writes it when it starts, before anybody is served.
func TestAStartWritesWhatPassedBeforeIt(t *testing.T) {
	onEngines(t, func(t *testing.T, a *App) {
		ref, by := waitingRequest(t, a, time.Hour)
		later := by.Add(3 * time.Hour)
		a.DB.Clock = func() time.Time { return later }
		err := a.WithWorkers(t.Context(), 1, silent, func(context.Context) error {
			if e, there := deadlineOf(t, a, ref); !there || !e.At.Equal(by) || !e.Recorded.Equal(later) {
				t.Errorf("written: %v, %+v", there, e)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// The pages are told when action by a scheme's group begins, and for which periods a request may be.
func TestWhatThePagesAreToldOfActions(t *testing.T) {
	onEngines(t, func(t *testing.T, a *App) {
		d := a.mitigationPages()
		began, err := d.Actions.Begins(t.Context(), "RD-14", "resident doctors", time.Time{})
		if want := action.MustMoment("2025-12-17T07:00").At(); err != nil || !began.Equal(want) {
			t.Errorf("RD-14 begins at %s, %v", began, err)
		}
		for period, group := range map[string]string{"RD-14": "consultants", "NONE": "resident doctors"} {
			if began, err := d.Actions.Begins(t.Context(), period, group, time.Time{}); err != nil || !began.IsZero() {
				t.Errorf("%s for %s begins at %s, %v", period, group, began, err)
			}
		}
		list, err := d.Actions.Periods(t.Context(), time.Time{})
		if err != nil || len(list) == 0 {
			t.Fatalf("%d periods, %v", len(list), err)
		}
		for _, p := range list {
			if p[0] == "RCN-2022-12" || p[1] == "" {
				t.Errorf("%v", p)
			}
		}
	})
}
