package app_test

import (
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/rest"
	"headroom/internal/world"
)

// furnishRest puts a row in every table of duties and rest.
func furnishRest(t *testing.T, w *world.World) {
	t.Helper()
	ctx, day := t.Context(), civil.Today(world.Start())
	rota := rest.Signer{Actor: "account:1", Role: access.RotaCoordinator, Org: "Z-1"}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.Rest.KeepDuties(ctx, rota, rest.File{Name: "rota.csv", SHA256: "a"}, rest.DutyFile{Read: 1, Duties: []rest.Duty{{Person: "P-1", Start: day.Add(-1).At(480), End: day.Add(-1).At(1080), State: rest.Worked, Kind: rest.Shift, Breaks: time.Hour, Extra: rest.ExtraInLieu}}}, rest.Entering{New: true}, civil.England())
	must(err)
	_, err = w.Rest.KeepContracts(ctx, rota, rest.File{SHA256: "b", Source: "a letter"}, rest.ContractFile{Read: 1, Contracts: []rest.Contract{{Person: "P-1", Terms: rest.Consultant, Hours: 40, Day: 8, Other: rest.OtherNone, From: day.Add(-400)}},
		People: []rest.Known{{Person: "P-1", Name: "Invented", Team: "Medicine", Email: "a@example.org"}}}, map[string]int64{"a@example.org": 1})
	must(err)
	must(w.Rest.SetManager(ctx, rota, "Medicine", 1, true))
	_, err = w.Rest.Record(ctx, rota, rest.Entry{Person: "P-1", Ledger: rest.Recovery, Kind: rest.Booked, Hours: 4, At: day.Add(7).At(480), Until: day.Add(7).At(720)})
	must(err)
	p := rest.DefaultPolicy()
	p.Words = "as proposed"
	must(w.Rest.SetPolicy(ctx, rota, p, day))
	if n, _, err := w.Rest.Tell(ctx, "Z-1", civil.Date{}, civil.England(), w.DB.Now().AddDate(0, 0, 1)); err != nil || n == 0 {
		t.Fatal("nobody is told of the time off that is owed", err)
	}
}
