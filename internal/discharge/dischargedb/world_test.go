package dischargedb_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/db/dbtest"
	"headroom/internal/discharge"
	"headroom/internal/discharge/dischargedb"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// register is the organisations of the tests: boards QX and QY, trusts T1 and T2 under QX and T3 under QY, councils C1, C2.
type register struct{ book *org.Book }

func newRegister() register {
	since := civil.Range{From: civil.MustDate("2015-04-01")}
	var facts []org.Fact
	unit := func(c org.Code, k org.Kind, tree org.Tree, parent org.Code) {
		facts = append(facts, org.Fact{What: org.FactUnit, Org: c, Kind: k, Valid: since}, org.Fact{What: org.FactName, Org: c, Text: "Invented " + string(c), Valid: since},
			org.Fact{What: org.FactLink, Org: c, Tree: tree, Other: parent, Valid: since})
	}
	facts = append(facts, org.Fact{What: org.FactUnit, Org: org.England, Kind: org.KindEngland, Valid: since})
	unit("Y1", org.KindRegion, org.NHS, org.England)
	unit("QX", org.KindICB, org.NHS, "Y1")
	unit("QY", org.KindICB, org.NHS, "Y1")
	unit("T1", org.KindTrust, org.NHS, "QX")
	unit("T2", org.KindTrust, org.NHS, "QX")
	unit("T3", org.KindTrust, org.NHS, "QY")
	unit("E1", org.KindADASSRegion, org.ADASS, org.England)
	unit("C1", org.KindCouncil, org.ADASS, "E1")
	unit("C2", org.KindCouncil, org.ADASS, "E1")
	facts = append(facts, org.Fact{What: org.FactShare, Org: "C1", Basis: org.AreasByICB, Valid: since, Shares: []org.Share{{Other: "QX", Of: 1}}})
	return register{org.NewBook(facts)}
}

func (r register) PictureIn(_ context.Context, _ *db.Tx, at civil.Date, _ time.Time) (*org.Picture, error) {
	return r.book.At(at), nil
}

type world struct {
	d *db.DB
	s *dischargedb.Store

	mu  sync.Mutex
	now time.Time
}

func (w *world) set(day string, h, m int) {
	w.mu.Lock()
	w.now = civil.MustDate(day).At(civil.Clock(h*60 + m))
	w.mu.Unlock()
}

func (w *world) read() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	dbtest.Each(t, []db.Migrations{audit.Migrations(), dischargedb.Migrations()}, func(t *testing.T, d *db.DB) {
		w := &world{d: d, s: dischargedb.New(d, newRegister(), civil.England())}
		w.set("2023-12-18", 9, 0)
		d.Clock = w.read
		f(t, w)
		w.sound(t)
	})
}

// sound looks for a row that was changed by anything but the store, and for a break in the log.
func (w *world) sound(t *testing.T) {
	t.Helper()
	ok(t, w.d.Read(t.Context(), func(tx *db.Tx) error {
		if rep := w.d.VerifySeals(t.Context(), tx, nil); len(rep.Problems) > 0 {
			t.Errorf("%v", rep.Problems)
		}
		rep, err := audit.Verify(t.Context(), tx)
		if len(rep.Problems) > 0 {
			t.Errorf("%v", rep.Problems)
		}
		if err != nil {
			return err
		}
		problems, err := w.s.Verify(t.Context(), tx)
		if len(problems) > 0 {
			t.Errorf("%v", problems)
		}
		return err
	}))
}

func (w *world) auditLines(t *testing.T) int64 {
	t.Helper()
	var n int64
	ok(t, w.d.Read(t.Context(), func(tx *db.Tx) error {
		rep, err := audit.Verify(t.Context(), tx)
		n = rep.Entries
		return err
	}))
	return n
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func kindIs(t *testing.T, err error, want fault.Kind) {
	t.Helper()
	if fault.KindOf(err) != want {
		t.Errorf("got %q (%v), want %q", fault.KindOf(err), err, want)
	}
}

func signer(actor string, r access.Role, o org.Code) discharge.Signer {
	return discharge.Signer{Actor: actor, Role: string(r), Org: o}
}

var (
	lead   = signer("account:1", access.ICBLead, "QX")
	leadY  = signer("account:2", access.ICBLead, "QY")
	coo    = signer("account:3", access.TrustDirector, "T1")
	coo2   = signer("account:4", access.TrustDirector, "T2")
	dass   = signer("account:5", access.CouncilDirector, "C1")
	dass2  = signer("account:6", access.CouncilDirector, "C2")
	clerk  = signer("account:7", access.CouncilLead, "C1")
	onDuty = signer("account:8", access.TrustSubmitter, "T1")
)

func on(s string) civil.Date { return civil.MustDate(s) }

func starts(id, day string, trust, council org.Code, n int) discharge.Line {
	return discharge.Line{ID: id, Date: on(day), Trust: trust, Council: council, Pathway: discharge.P1, Service: discharge.HomeCare,
		Effect: discharge.Backlog, Number: n, Owner: "integrated discharge lead"}
}

func ward(id, day string, trust org.Code, n int) discharge.Line {
	return discharge.Line{ID: id, Date: on(day), Trust: trust, Pathway: discharge.P0, Service: discharge.WardDischarge,
		Effect: discharge.PullForward, Number: n, Owner: "chief operating officer"}
}

func plan(name string, by discharge.Signer, number int, lines ...discharge.Line) discharge.Version {
	return discharge.Version{Plan: name, Number: number, Area: by.Org, Target: .92, Confidence: .9, From: on("2023-12-24"), To: on("2024-01-07"),
		Lines: lines, By: by, Forecast: "ensemble-1", Seed: 1<<63 + 7, Replicates: 10000,
		Reached: []discharge.Reached{{Trust: "T1", Least: .905, Low: .9, High: .91, Binding: on("2023-12-27")}}}
}

func (w *world) propose(t *testing.T, v discharge.Version) discharge.Proposal {
	t.Helper()
	p, err := w.s.Propose(t.Context(), v, "first proposal")
	ok(t, err)
	return p
}

func (w *world) act(t *testing.T, name string, version int, by discharge.Signer, moves ...discharge.Move) error {
	t.Helper()
	_, err := w.s.Act(t.Context(), discharge.Act{Plan: name, Version: version, By: by, Moves: moves})
	return err
}

func (w *world) view(t *testing.T, name string, number int, asOf time.Time) discharge.PlanView {
	t.Helper()
	v, err := w.s.Plan(t.Context(), name, number, asOf)
	ok(t, err)
	return v
}

// room enters that C1 can start so many packages on a day.
func (w *world) room(t *testing.T, day string, n int) {
	t.Helper()
	_, err := w.s.EnterCapacity(t.Context(), clerk, []discharge.Capacity{{Holder: "C1", Service: discharge.HomeCare, Date: on(day), Total: n, Accepting: n,
		Weekend: true, Holiday: true}})
	ok(t, err)
}
