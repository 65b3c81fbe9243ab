package world

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/access/accessdb"
	"headroom/internal/app"
	"headroom/internal/civil"
	"headroom/internal/org"
)

// World is Headroom with the small country in it.
type World struct {
	*app.App
	Where string // the database's address

	t    testing.TB
	mu   sync.Mutex
	now  time.Time
	keys map[access.Role]string
}

// Start is the instant at which a world begins: a Wednesday before Christmas, at the hour of the returns.
func Start() time.Time { return civil.MustDate("2023-12-20").At(8*60 + 30) }

// New is a world on a fresh SQLite file, closed when the test ends.
func New(t testing.TB) *World {
	t.Helper()
	return On(t, filepath.Join(t.TempDir(), "headroom.db"))
}

// On is a world on the empty database at where.
func On(t testing.TB, where string) *World {
	t.Helper()
	w := &World{t: t, Where: where, now: Start(), keys: map[access.Role]string{}}
	a, err := app.Open(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	w.App = a
	a.DB.Clock = w.Now
	w.found()
	return w
}

// Now is the world's clock.
func (w *World) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// SetClock moves the world's clock.
func (w *World) SetClock(at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = at
}

// unit is one organisation of the small country.
type unit struct {
	code   org.Code
	kind   org.Kind
	tree   org.Tree
	parent org.Code
	marks  []string
}

func units() []unit {
	acute := []string{org.MarkAcuteBeds, org.MarkType1, org.MarkCriteria}
	return []unit{
		{"Z-1", org.KindTrust, org.NHS, "QMJ", acute}, {"Z-2", org.KindTrust, org.NHS, "QMJ", acute},
		{"Z-3", org.KindTrust, org.NHS, "QMF", acute}, {"Z-4", org.KindTrust, org.NHS, "QT6", acute},
		{"Z-AMB", org.KindAmbulance, org.NHS, "QT6", nil}, {"Z-IND", org.KindIndependent, org.NHS, "QMJ", nil},
		{"Z-IND2", org.KindIndependent, org.NHS, "QMJ", nil}, {"Z-VOL", org.KindVoluntary, org.NHS, "QMJ", nil},
		{"Z-C1", org.KindCouncil, org.ADASS, "E12000007", nil}, {"Z-C2", org.KindCouncil, org.ADASS, "E12000007", nil},
		{"Z-C3", org.KindCouncil, org.ADASS, "E12000009", nil},
	}
}

// found puts the organisations in place, as one accepted change set.
func (w *World) found() {
	w.t.Helper()
	since := civil.Range{From: civil.MustDate("2013-04-01")}
	set := org.ChangeSet{Title: "the small country of a test"}
	for _, u := range units() {
		facts := []org.Fact{{What: org.FactUnit, Org: u.code, Kind: u.kind, Valid: since},
			{What: org.FactName, Org: u.code, Text: "Invented " + string(u.code), Valid: since},
			{What: org.FactLink, Org: u.code, Tree: u.tree, Other: u.parent, Valid: since}}
		for _, m := range u.marks {
			facts = append(facts, org.Fact{What: org.FactMark, Org: u.code, Text: m, Valid: since})
		}
		set.Lines = append(set.Lines, org.Change{Line: len(set.Lines) + 1, Org: u.code, Verb: "new", Words: "founded", Before: org.NewBook(nil).Held(facts), Facts: facts})
	}
	id, err := w.Orgs.Propose(w.t.Context(), "test", set)
	if err == nil {
		err = w.Orgs.Accept(w.t.Context(), id, "test", "a test begins")
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// Seat is where the world's person with a role holds it.
func Seat(r access.Role) org.Code {
	switch r {
	case access.TrustSubmitter, access.TrustDirector, access.TrustViewer, access.StaffMember, access.TeamManager, access.RotaCoordinator, access.Guardian,
		access.BookingManager, access.ClinicalReviewer, access.MedicalDirector, access.PatientSafetyLead:
		return "Z-1"
	case access.ProviderLead, access.ProviderDirector:
		return "Z-IND"
	case access.ICBLead, access.ICBDirector, access.ICBViewer:
		return "QMJ"
	case access.RegionLead, access.RegionViewer:
		return "Y56"
	case access.CouncilLead, access.CouncilDirector, access.CouncilViewer:
		return "Z-C1"
	case access.ADASSChair:
		return "E12000007"
	}
	return org.England
}

// Key signs the person with the role in and gives the session's key; the person is made at first use.
func (w *World) Key(r access.Role) string {
	w.t.Helper()
	if k, ok := w.keys[r]; ok {
		return k
	}
	k := w.KeyAt(r, Seat(r))
	w.keys[r] = k
	return k
}

// KeyAt is Key for a role held at another organisation.
func (w *World) KeyAt(r access.Role, at org.Code) string {
	w.t.Helper()
	email := fmt.Sprintf("%s.%s@example.org", r, at)
	p := accessdb.DemoPerson{Email: email, Name: "Holder of " + string(r), Grants: []access.Grant{{Role: r, At: at, From: civil.MustDate("2023-01-01")}}}
	if err := w.Accounts.Demo(w.t.Context(), []accessdb.DemoPerson{p}); err != nil {
		w.t.Fatal(err)
	}
	a, err := w.Accounts.AccountByEmail(w.t.Context(), email)
	if err != nil {
		w.t.Fatal(err)
	}
	key, err := w.Accounts.SignInDemo(w.t.Context(), a.ID, "")
	if err != nil {
		w.t.Fatal(err)
	}
	return key
}

// Account is the number of the person with the role.
func (w *World) Account(r access.Role) int64 {
	w.t.Helper()
	w.Key(r)
	a, err := w.Accounts.AccountByEmail(w.t.Context(), fmt.Sprintf("%s.%s@example.org", r, Seat(r)))
	if err != nil {
		w.t.Fatal(err)
	}
	return a.ID
}
