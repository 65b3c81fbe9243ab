package recoverydb_test

import (
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/db/dbtest"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/recovery"
	"headroom/internal/recovery/recoverydb"
)

var (
	booker    = recovery.By{Actor: "account:1", Role: "booking-manager", Org: "T1"}
	clinician = recovery.By{Actor: "account:2", Role: "clinical-reviewer", Org: "T1"}
	other     = recovery.By{Actor: "account:3", Role: "booking-manager", Org: "T2"}
)

type world struct {
	d *db.DB
	s *recoverydb.Store

	mu  sync.Mutex
	now time.Time
}

func (w *world) set(day string, clock civil.Clock) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = civil.MustDate(day).At(clock)
	return w.now
}

func (w *world) read() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// each runs f on a store on each engine, and then looks for a row that something else changed.
func each(t *testing.T, f func(t *testing.T, w *world)) {
	dbtest.Each(t, []db.Migrations{audit.Migrations(), recoverydb.Migrations()}, func(t *testing.T, d *db.DB) {
		ok(t, jobs.Migrate(t.Context(), d))
		w := &world{d: d, s: recoverydb.New(d, recoverydb.KeysAt(filepath.Join(t.TempDir(), "keys.json")))}
		w.set("2024-01-10", 9*60)
		d.Clock = w.read
		f(t, w)
		ok(t, d.Read(t.Context(), func(tx *db.Tx) error {
			if rep := d.VerifySeals(t.Context(), tx, nil); len(rep.Problems) > 0 {
				t.Errorf("%v", rep.Problems)
			}
			rep, err := audit.Verify(t.Context(), tx)
			if len(rep.Problems) > 0 {
				t.Errorf("%v", rep.Problems)
			}
			return err
		}))
	})
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func kindIs(t *testing.T, err error, k fault.Kind) {
	t.Helper()
	if fault.KindOf(err) != k || err == nil {
		t.Fatalf("%v, want %s", err, k)
	}
}

func on(s string) civil.Date { return civil.MustDate(s) }

// people are two who wait: a hip that was postponed, and a bowel cancer.
func people() []recovery.Patient {
	return []recovery.Patient{
		{Pathway: "P-1", Site: "A", Specialty: "110", Procedure: "hip", Priority: recovery.P3, Prioritised: on("2023-09-01"), Clock: on("2022-12-20"),
			Minutes: 110, Spread: 25, Scope: recovery.OwnTrust, Notice: 21,
			Postponed: []recovery.Postponement{{On: on("2023-12-20"), For: on("2024-01-04"), By: recovery.ByProvider, Reason: "action"}}},
		{Pathway: "P-2", Site: "A", Specialty: "100", Procedure: "bowel", Priority: recovery.P2, Prioritised: on("2023-12-18"), Clock: on("2023-11-02"),
			Cancer: &recovery.Cancer{Referred: on("2023-11-02"), DecisionToTreat: on("2023-12-18")}, Minutes: 180, Spread: 40, Scope: recovery.OwnSite, Notice: 7},
	}
}

func identities() []recovery.Identity {
	return []recovery.Identity{{Pathway: "P-1", NHSNumber: "9434765919", Local: "H 1234", Family: "Sampleton", Given: "Una"},
		{Pathway: "P-2", NHSNumber: "9434765870", Local: "H 99", Family: "Examplewick", Born: on("1950-02-03")}}
}

func lists() []recovery.Session {
	return []recovery.Session{
		{ID: "L-1", Site: "A", Date: on("2024-02-12"), Half: recovery.AllDay, Specialty: "110", Minutes: 480, Team: "ortho", Anaesthetist: true},
		{ID: "L-2", Site: "A", Date: on("2024-02-19"), Half: recovery.AllDay, Specialty: "110", Minutes: 480, Team: "ortho", Anaesthetist: true},
		{ID: "L-3", Site: "A", Date: on("2024-01-22"), Half: recovery.AllDay, Specialty: "100", Minutes: 480, Team: "bowel", Anaesthetist: true, Closed: "sick"}}
}

// furnish keeps the two and the lists.
func (w *world) furnish(t *testing.T) {
	t.Helper()
	_, err := w.s.KeepList(t.Context(), booker, recovery.Listed{File: recovery.File{Name: "list.csv", SHA256: "a"}, Read: 2, Patients: people(), Identities: identities(), Whole: true})
	ok(t, err)
	_, err = w.s.KeepSessions(t.Context(), booker, recovery.File{Name: "lists.csv", SHA256: "b"}, lists(), nil, true)
	ok(t, err)
}

func find(t *testing.T, g recovery.Ground, p recovery.Pathway) recovery.Patient {
	t.Helper()
	i := slices.IndexFunc(g.Patients, func(x recovery.Patient) bool { return x.Pathway == p })
	if i < 0 {
		t.Fatalf("%s is not on the list", p)
	}
	return g.Patients[i]
}
