package app

import (
	"path/filepath"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/rest"
)

// TestRestLookedAt: an employer is looked at at the start, when a deadline comes, ten minutes after the last look where
// something changed, and each hour; and looking again, also after a restart, tells nobody twice.
func TestRestLookedAt(t *testing.T) {
	now := civil.MustDate("2024-01-10").At(540)
	for _, c := range []struct {
		what  string
		seen  restSeen
		stamp string
		want  bool
	}{
		{"at the start", restSeen{}, "1", true},
		{"just seen", restSeen{"1", now.Add(-time.Minute), time.Time{}}, "1", false},
		{"changed a minute ago", restSeen{"1", now.Add(-time.Minute), time.Time{}}, "2", false},
		{"changed", restSeen{"1", now.Add(-restAfterChange), time.Time{}}, "2", true},
		{"an hour ago", restSeen{"1", now.Add(-restAtLeast), time.Time{}}, "1", true},
		{"a deadline", restSeen{"1", now.Add(-time.Minute), now}, "1", true},
		{"a deadline to come", restSeen{"1", now.Add(-time.Minute), now.Add(time.Second)}, "1", false},
		{"the clock was put back", restSeen{"1", now.Add(time.Hour), time.Time{}}, "1", true},
	} {
		if got := c.seen.due(c.stamp, now); got != c.want {
			t.Errorf("%s: %v", c.what, got)
		}
	}
	a, err := Open(t.Context(), filepath.Join(t.TempDir(), "headroom.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	a.DB.Clock = func() time.Time { return now }
	d := rest.Duty{Person: "P-1", Start: now.AddDate(0, 0, -2), End: now.AddDate(0, 0, -2).Add(8 * time.Hour), State: rest.Worked, Kind: rest.Shift, Extra: rest.ExtraInLieu, Breaks: -1}
	by := rest.Signer{Actor: "account:1", Role: access.RotaCoordinator, Org: "T1"}
	if _, err := a.Rest.KeepDuties(t.Context(), by, rest.File{SHA256: "a"}, rest.DutyFile{Duties: []rest.Duty{d}, Read: 1}, rest.Entering{New: true}, civil.England()); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second is another process, or this one started again
		if err := a.tellRest(t.Context(), &restWatch{seen: map[org.Code]restSeen{}}); err != nil {
			t.Fatal(err)
		}
	}
	list, err := a.Rest.Notices(t.Context(), "T1", time.Time{})
	if err != nil || len(list) != 2 || list[0].Ledger != rest.Contractual || list[1].Ledger != rest.Recovery || list[0].Place != 1 || list[1].Place != 1 || list[0].To != access.TeamManager {
		t.Errorf("%+v, %v", list, err)
	}
}
