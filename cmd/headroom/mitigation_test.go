package main

import (
	"context"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"headroom/internal/action"
	"headroom/internal/app"
	"headroom/internal/demo"
	"headroom/internal/mitigation"
)

// requests puts two requests of 4 January 2024 into a database, which a command made: requests FILE. One was needed by 15:00,
// missed and approved at 17:05; one is being written.
func requests(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: requests FILE")
	}
	ctx := context.Background()
	a, err := app.Open(ctx, ts.MkAbs(args[0]))
	ts.Check(err)
	defer func() { _ = a.Close() }()
	now := time.Time{}
	a.DB.Clock = func() time.Time { return now }
	at := func(clock string) time.Time { return action.MustMoment("2024-01-04T" + clock).At() }
	by := map[mitigation.Actor]mitigation.By{}
	for n, who := range []mitigation.Actor{mitigation.Drafter, mitigation.Director, mitigation.System, mitigation.Region, mitigation.National} {
		by[who] = mitigation.By{Account: "account:" + string(rune('1'+n)), Org: "SYN-101", Actor: who}
	}
	form := demo.MitigationForm(mitigation.Form{Period: "JD-09", Scheme: "JD-2024-01", Trust: "SYN-101", Site: "SYN-101-S1", Service: "Maternity"},
		at("09:00"), at("15:00"), action.MustMoment("2024-01-04T20:30"))
	now = at("09:10")
	ref, err := a.Mitigations.Begin(ctx, by[mitigation.Drafter], form)
	ts.Check(err)
	for _, x := range []struct {
		clock string
		who   mitigation.Actor
		step  mitigation.Step
	}{{"09:40", mitigation.Drafter, mitigation.Send}, {"10:00", mitigation.Director, mitigation.Sign}, {"10:30", mitigation.System, mitigation.Forward},
		{"11:00", mitigation.Region, mitigation.Forward}, {"12:00", mitigation.National, mitigation.Forward}, {"17:05", mitigation.National, mitigation.Approve}} {
		now = at(x.clock)
		_, err := a.Mitigations.Record(ctx, by[x.who], ref, mitigation.Event{Step: x.step, At: now, Words: "as stated",
			Decision: &mitigation.Decision{Body: "BMA", Verbatim: "Both may return."}})
		ts.Check(err)
	}
	_, err = a.Mitigations.Begin(ctx, by[mitigation.Drafter], form)
	ts.Check(err)
}
