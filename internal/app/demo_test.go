package app_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/app"
	"headroom/internal/civil"
	"headroom/internal/demo"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/sitrep"
)

// fortnight is a world of few days around the demonstration's beginning.
func fortnight() *demo.World {
	return demo.New(demo.Seed, civil.Range{From: civil.MustDate("2025-12-14"), To: civil.MustDate("2025-12-29")})
}

func openDemo(t *testing.T, where string, w *demo.World) *app.Demo {
	t.Helper()
	d, _, err := app.OpenDemo(t.Context(), where, w, nil)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// held lists the versions that arrived after from and up to to, as "form/org/day/n".
func held(t *testing.T, d *app.Demo, from, to time.Time) map[string]bool {
	t.Helper()
	const layout = "2006-01-02T15:04:05.000000Z"
	rows, err := d.DB.Pool().Query("SELECT form || '/' || org || '/' || day || '/' || n FROM sitrep_version WHERE recorded_at > '" +
		from.UTC().Format(layout) + "' AND recorded_at <= '" + to.UTC().Format(layout) + "' AND channel = 'synthetic'")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	out := map[string]bool{}
	for rows.Next() {
		var key string
		if err := rows.Scan(&key); err != nil {
			t.Fatal(err)
		}
		out[key] = true
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func key(v *sitrep.Version) string {
	return strings.Join([]string{string(v.Form), string(v.Org), v.Day.String(), string(rune('0' + v.N))}, "/")
}

// TestDemoClock moves the clock and finds exactly the returns of the stretch, but for one that a person had sent; the
// person stays signed in, the log stays in order, and a restart goes on from there.
func TestDemoClock(t *testing.T) {
	ctx, w := t.Context(), fortnight()
	file := filepath.Join(t.TempDir(), "england.db")
	d := openDemo(t, file, w)
	people, err := d.Accounts.DemoAccounts(ctx)
	if err != nil || len(people) < len(access.Roles()) {
		t.Fatalf("%d people, %v", len(people), err)
	}
	session, err := d.Accounts.SignInDemo(ctx, people[0].ID, "")
	if err != nil {
		t.Fatal(err)
	}
	stretch, err := w.Arriving(demo.Start(), demo.Start().Add(3*time.Hour))
	if err != nil || len(stretch) < 50 {
		t.Fatalf("%d returns in three hours, %v", len(stretch), err)
	}
	own := firstVersion(t, stretch)
	if _, err := d.Returns.Submit(ctx, sitrep.Submission{Draft: sitrep.Draft{Form: own.Form, Org: own.Org, Day: own.Day, State: sitrep.Nil,
		Comments: map[measure.Code]string{"": "The wards are closed for the weekend"}},
		By: "account:1", SignedBy: "account:1", Role: string(access.TrustDirector), Channel: "form"}); err != nil {
		t.Fatal(err)
	}
	to := demo.Start().Add(3 * time.Hour)
	if err := d.Move(ctx, "account:1", to); err != nil {
		t.Fatal(err)
	}
	got := held(t, d, demo.Start(), to)
	for _, v := range stretch {
		if want := !(v.Org == own.Org && v.Form == own.Form && v.Day == own.Day); got[key(v)] != want {
			t.Errorf("%s stored: %v, want %v", key(v), got[key(v)], want)
		}
		delete(got, key(v))
	}
	if len(got) > 0 {
		t.Errorf("stored beside the stretch: %v", got)
	}
	if a, err := d.Accounts.Session(ctx, session); err != nil || a.ID != people[0].ID {
		t.Errorf("signed out by the move: %v %v", a, err)
	}
	if err := d.Move(ctx, "account:1", demo.Start()); fault.KindOf(err) != fault.Invalid {
		t.Errorf("moved back: %v", err)
	}
	sound(t, d)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	again := openDemo(t, file, w)
	defer func() { _ = again.Close() }()
	if now := again.Now(); now.Before(to) || now.After(to.Add(time.Hour)) {
		t.Errorf("after the restart the clock shows %s, not about %s", now, to)
	}
	if n := len(held(t, again, demo.Start(), to)); n != len(stretch)-withdrawnBy(stretch, own) {
		t.Errorf("%d versions after the restart", n)
	}
	sound(t, again)
}

// firstVersion is a first version of the stretch.
func firstVersion(t *testing.T, list []*sitrep.Version) *sitrep.Version {
	t.Helper()
	for _, v := range list {
		if v.N == 1 && v.Form == sitrep.UECDaily && v.State == sitrep.Returned {
			return v
		}
	}
	t.Fatal("no first version in the stretch")
	return nil
}

// withdrawnBy counts the versions of the return that the person sent instead.
func withdrawnBy(list []*sitrep.Version, own *sitrep.Version) (n int) {
	for _, v := range list {
		if v.Org == own.Org && v.Form == own.Form && v.Day == own.Day {
			n++
		}
	}
	return n
}

// sound reads everything again, and sees that the log's times never go back.
func sound(t *testing.T, d *app.Demo) {
	t.Helper()
	r, err := d.Check(context.Background(), nil)
	if err != nil || !r.OK || r.Returns.Versions == 0 {
		t.Fatalf("%+v %v", r, err)
	}
	var back int
	if err := d.DB.Pool().QueryRow("SELECT COUNT(*) FROM audit_entry a JOIN audit_entry b ON b.seq = a.seq + 1 WHERE b.at < a.at").Scan(&back); err != nil || back > 0 {
		t.Errorf("%d lines of the audit log are older than the line before them, %v", back, err)
	}
	var early int
	if err := d.DB.Pool().QueryRow("SELECT COUNT(*) FROM sitrep_version WHERE stored_at < recorded_at").Scan(&early); err != nil || early > 0 {
		t.Errorf("%d versions were stored before they were known, %v", early, err)
	}
}

func TestDemoRefusesOtherDatabases(t *testing.T) {
	ctx, w := t.Context(), fortnight()
	real := filepath.Join(t.TempDir(), "real.db")
	a, err := app.Open(ctx, real)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := app.OpenDemo(ctx, real, w, nil); fault.KindOf(err) != fault.Conflict {
		t.Errorf("the demonstration on a real database: %v", err)
	}
	if err := app.RemoveDemo(ctx, real); fault.KindOf(err) != fault.Conflict {
		t.Errorf("removing a real database: %v", err)
	}
	file := filepath.Join(t.TempDir(), "england.db")
	if err := openDemo(t, file, w).Close(); err != nil {
		t.Fatal(err)
	}
	b, err := app.Open(ctx, file)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Serve(ctx, "127.0.0.1:0", false, nil); fault.KindOf(err) != fault.Conflict {
		t.Errorf("serving the demonstration's database as a real one: %v", err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	other := demo.New(demo.Seed+1, w.Winters()...)
	if _, _, err := app.OpenDemo(ctx, file, other, nil); fault.KindOf(err) != fault.Conflict {
		t.Errorf("going on with another world: %v", err)
	}
	if err := app.RemoveDemo(ctx, file); err != nil {
		t.Error(err)
	}
}

// TestDemoHasAPlanInTheMiddle: it is held with what became of it, the next Monday's statements leave out what it agreed, and
// nothing is overspent by them.
func TestDemoHasAPlanInTheMiddle(t *testing.T) {
	ctx, w := t.Context(), fortnight()
	d := openDemo(t, filepath.Join(t.TempDir(), "england.db"), w)
	defer func() { _ = d.Close() }()
	p := w.Reprofile()
	v, err := d.Plans.Plan(ctx, p.Version.Plan, 0, time.Time{})
	if err != nil || len(v.Lines) != len(p.Version.Lines) || v.Agreement.State != discharge.VersionProposed {
		t.Fatalf("%+v %v", v.Agreement, err)
	}
	signed := 0
	for _, s := range v.Agreement.Parties {
		if s.Signed {
			signed++
			if !strings.HasPrefix(s.By.By.Actor, "account:") {
				t.Errorf("%s was signed by %s", s.Org, s.By.By.Actor)
			}
		}
	}
	if signed < 3 || signed > len(v.Agreement.Parties)-3 {
		t.Errorf("%d of %d have signed", signed, len(v.Agreement.Parties))
	}
	count := func() (agreed, left int) {
		t.Helper()
		rows, err := d.Plans.Capacities(ctx, discharge.CapacityAsked{From: civil.MustDate("2025-12-23"), To: civil.MustDate("2025-12-30")})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range rows {
			if c.AgreedOut {
				left++
			}
			agreed += c.Agreed
		}
		return agreed, left
	}
	if agreed, left := count(); agreed != 0 || left == 0 {
		t.Errorf("%d agreed before anything was, of %d", agreed, left)
	}
	if err := d.Move(ctx, "account:1", civil.MustDate("2025-12-22").At(16*60)); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if _, to, err := d.Moving(); err != nil {
			t.Fatal(err)
		} else if to.IsZero() {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if agreed, _ := count(); agreed == 0 {
		t.Error("the new statements do not say what was agreed")
	}
	found, _, err := d.Plans.Conflicts(ctx, civil.MustDate("2025-12-22"), civil.MustDate("2025-12-31"), nil, time.Time{})
	for _, c := range found {
		if c.Hard {
			t.Errorf("overspent by a new statement: %s", c.Words)
		}
	}
	if err != nil {
		t.Error(err)
	}
	sound(t, d)
}
