package app_test

import (
	"testing"
	"time"

	"headroom/internal/action"
	"headroom/internal/civil"
	"headroom/internal/demo"
	"headroom/internal/mitigation"
	"headroom/internal/world"
)

// furnishMitigations puts a row in every table of requests for a mitigation.
func furnishMitigations(t *testing.T, w *world.World) {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	drafter := mitigation.By{Account: "account:1", Org: "Z-1", Actor: mitigation.Drafter}
	director := mitigation.By{Account: "account:2", Org: "Z-1", Actor: mitigation.Director}
	nation := mitigation.By{Account: "account:3", Org: "ENG", Actor: mitigation.National}
	now := w.DB.Now()
	must(w.Mitigations.KeepScheme(ctx, nation, mitigation.Scheme{ID: "LOCAL", Name: "A trial", From: civil.Today(now).Add(-1), Group: "resident doctors",
		PreEmptive: true, Mark: mitigation.Unconfirmed, Source: "a test"}))
	must(w.Mitigations.KeepPublished(ctx, nation, mitigation.PublishedCount{Periods: "JD-08", CountedBy: "A newspaper", AsAt: now, Source: "a test"}))
	f := demo.MitigationForm(mitigation.Form{Period: "JD-08", Scheme: "LOCAL", Trust: "Z-1", Site: "Z-1-S", Service: "Emergency medicine"}, now,
		now.Add(time.Minute), action.MomentOf(now.Add(6*time.Hour)))
	ref, err := w.Mitigations.Begin(ctx, drafter, f)
	must(err)
	_, err = w.Mitigations.KeepFile(ctx, drafter, ref, "rota.pdf", "application/pdf", []byte("rota"))
	must(err)
	for _, x := range []struct {
		by   mitigation.By
		step mitigation.Step
	}{{drafter, mitigation.Send}, {director, mitigation.Sign}, {mitigation.By{Account: "account:4", Org: "QMJ", Actor: mitigation.System}, mitigation.Forward},
		{mitigation.By{Account: "account:5", Org: "Y56", Actor: mitigation.Region}, mitigation.Forward}, {nation, mitigation.Forward}} {
		_, err := w.Mitigations.Record(ctx, x.by, ref, mitigation.Event{Step: x.step, At: now, Words: "as stated"})
		must(err)
	}
	secret, err := w.Mitigations.MakeLink(ctx, nation, ref, now.Add(time.Hour))
	must(err)
	_, _, err = w.Mitigations.OpenLink(ctx, secret)
	must(err)
	_, err = w.Mitigations.KeepImpact(ctx, director, mitigation.Impact{Request: ref, Stage: mitigation.After24Hours}, false)
	must(err)
	clock := w.DB.Clock
	w.DB.Clock = func() time.Time { return now.Add(2 * time.Minute) }
	_, err = w.Mitigations.RunClock(ctx)
	w.DB.Clock = clock
	must(err)
}
