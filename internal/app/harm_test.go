package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/app"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/harm"
	"headroom/internal/jobs"
	"headroom/internal/recovery"
	"headroom/internal/world"
)

// hidden are identifiers that may leave the two places that hold them, recovery's own list and harm's sealed column, by no way.
var hidden = []string{"9434765919", "943 476 5919", "KEY-OF-UNA", "KEY-OF-BEN", "Sampleton"}

// listed puts two postponed pathways on recovery's list: one that is urgent and has no new date, and one that has one.
func listed(t *testing.T, w *world.World) {
	t.Helper()
	w.UseKeys(filepath.Join(t.TempDir(), "keys.json"))
	day := civil.Today(world.Start())
	by := recovery.By{Actor: "account:1", Role: string(access.BookingManager), Org: "Z-1"}
	postponed := []recovery.Postponement{{On: day.Add(-20), For: day, By: recovery.ByProvider, Reason: "action"}}
	una := recovery.Patient{Pathway: "KEY-OF-UNA", Site: "A", Specialty: "110", Priority: recovery.P2, Prioritised: day.Add(-5), Clock: day.Add(-90), Minutes: 90, Spread: 20, Scope: recovery.OwnTrust,
		Priorities: []recovery.Prioritisation{{Priority: recovery.P4, On: day.Add(-80)}}, Postponed: postponed, Ethnicity: "A", Deprivation: 1}
	ben := una
	ben.Pathway, ben.Priority, ben.Prioritised, ben.Priorities, ben.Booked = "KEY-OF-BEN", recovery.P4, day.Add(-80), nil, "L-1"
	wish := ben
	wish.Pathway, wish.Postponed = "KEY-OF-UNA-2", []recovery.Postponement{{On: day.Add(-20), For: day, By: "patient"}}
	_, err := w.Recovery.KeepSessions(t.Context(), by, recovery.File{Name: "s.csv", SHA256: "s"}, []recovery.Session{{ID: "L-1", Site: "A", Date: day.Add(9), Half: recovery.AllDay, Specialty: "110", Minutes: 480, Team: "hip"}}, nil, true)
	if err == nil {
		_, err = w.Recovery.KeepList(t.Context(), by, recovery.Listed{File: recovery.File{Name: "l.csv", SHA256: "l"}, Read: 3, Patients: []recovery.Patient{una, ben, wish}, Whole: true,
			Identities: []recovery.Identity{{Pathway: "KEY-OF-UNA", Trust: "Z-1", NHSNumber: "9434765919", Family: "Sampleton"}}})
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheWatchReadsRecoverysLists(t *testing.T) {
	w := world.New(t)
	listed(t, w)
	for range 2 { // a day's watch done twice finds nothing more
		if err := w.WatchHarm(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	c, err := w.Harm.Cohort(t.Context(), "Z-1", "", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Watched) != 2 { // who asked for another date was not postponed by the provider
		t.Fatalf("%+v", c.Watched)
	}
	var got []string
	for _, x := range c.Triggers {
		got = append(got, string(x.Kind)+" "+fmt.Sprint(x.Occurred.Sub(civil.Today(world.Start()))))
	}
	slices.Sort(got)
	if !slices.Equal(got, []string{"no-new-date -6", "priority-raised -5"}) {
		t.Errorf("%v", got)
	}
	for _, x := range c.Watched {
		if x.Priority != "P4" || x.Waiting != 70 || x.Period != "JD-08" || harm.ParseGroup(x.Group) != (harm.Group{Ethnicity: "A", Deprivation: "1"}) {
			t.Errorf("%+v", x)
		}
	}
	if len(c.Reviews) == 0 || c.Reviews[0].To != harm.Opened {
		t.Errorf("%+v", c.Reviews)
	}
	if list, err := w.Harm.Events(t.Context(), nil, time.Time{}, 0); err != nil || len(list) != 0 {
		t.Errorf("the watch made %d events, %v", len(list), err)
	}
}

// worked puts a job in the queue and waits until it is done.
func worked(ctx context.Context, w *world.World, kind jobs.Kind[struct{}]) error {
	var job jobs.Enqueued
	err := w.DB.Write(ctx, func(tx *db.Tx) (err error) {
		job, err = jobs.Enqueue(ctx, tx, kind, struct{}{}, jobs.Options{UniqueKey: "test"})
		return err
	})
	for began := time.Now(); err == nil && time.Since(began) < time.Minute; time.Sleep(20 * time.Millisecond) {
		i, err := jobs.Get(ctx, w.DB, job.ID)
		if err != nil || i.State == jobs.Done {
			return err
		}
		if i.LastError != "" {
			return errors.New(i.LastError)
		}
	}
	return errors.Join(err, fmt.Errorf("%s is not done", kind))
}

// sharedWriter is a writer that several may write to.
type sharedWriter struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *sharedWriter) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *sharedWriter) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// everyCell writes down all that a table holds.
func everyCell(ctx context.Context, w *world.World, to io.Writer, table string) error {
	rows, err := w.DB.Pool().QueryContext(ctx, "SELECT * FROM "+table)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		values, dest := make([]any, len(columns)), make([]any, len(columns))
		for i := range dest {
			dest[i] = &values[i]
		}
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		for _, v := range values {
			if b, is := v.([]byte); is {
				v = string(b)
			}
			_, _ = fmt.Fprintln(to, table, v)
		}
	}
	return rows.Err()
}

// TestNoIdentifierLeavesByAnyWay plants an NHS number, a name and keys of pathways, and looks for them in everything that a
// run says: the log, the audit log, the jobs, what was posted and where to, the files that were written, what the commands
// print, and every error.
func TestNoIdentifierLeavesByAnyWay(t *testing.T) {
	w := world.New(t)
	listed(t, w)
	var said sharedWriter
	service := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = fmt.Fprintln(&said, r.URL, r.Header, string(body))
		rw.WriteHeader(http.StatusUnprocessableEntity)
		_, _ = fmt.Fprintf(rw, `{"issue":[{"code":"943 476 5919","expression":["KEY-OF-UNA 9434765919"]}]}`) // it says back what it should not
	}))
	defer service.Close()
	if err := w.UseService(app.ServiceQuery{Address: service.URL, Header: "Subscription: quiet"}); err != nil {
		t.Fatal(err)
	}
	wrong := func(err error) {
		t.Helper()
		if err == nil {
			t.Fatal("it was taken")
		}
		_, _ = fmt.Fprintln(&said, err)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, today := t.Context(), civil.Today(world.Start())
	by := harm.By{Account: "account:1", Org: "Z-1", Clinician: true, Consultant: true}
	event := harm.Event{Trust: "Z-1", Kind: harm.Incident, Occurred: today.Add(-2), Detected: today, What: "It was late", Patients: 1,
		Grade: harm.Grade{Physical: harm.LowPhysical, Psychological: harm.NoPsychological, Basis: harm.Likely}}
	named := event
	named.What = "Patient 943 476 5919 waited"
	_, err := w.Harm.Record(ctx, by, named)
	wrong(err)
	_, err = w.Harm.Record(ctx, by, event)
	must(err)

	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		must(os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	good := write("good.csv", "pathway,postponed\nKEY-OF-BEN,2023-12-01\n9434765919,2023-12-01\n")
	_, err = w.HarmWatch(ctx, app.HarmWatchQuery{Org: "Z-1", Pathways: write("bad.csv", "pathway,postponed,sex\nKEY-OF-UNA,9434765919,943 476 5919\n")})
	wrong(err)
	_, err = w.HarmWatch(ctx, app.HarmWatchQuery{Org: "Z-1", Triggers: write("none.csv", "pathway,postponed,trigger,occurred\nKEY-OF-UNA,2023-11-11,death,2023-12-12\n")})
	wrong(err)
	watched, err := w.HarmWatch(ctx, app.HarmWatchQuery{Org: "Z-1", Pathways: good, Triggers: write("t.csv", "pathway,postponed,trigger,occurred\n943 476 5919,2023-12-01,death,2023-12-12\n")})
	must(err)
	_, err = w.Harm.Pathway(ctx, by, "Z-1", "W000009", "why")
	wrong(err)
	if key, err := w.Harm.Pathway(ctx, by, "Z-1", "W000002", "to look at the notes"); err != nil || key != "9434765919" {
		t.Errorf("%q %v", key, err)
	}
	log := slog.New(slog.NewTextHandler(&said, &slog.HandlerOptions{Level: slog.LevelDebug}))
	must(w.WithWorkers(ctx, 1, log, func(ctx context.Context) error {
		return errors.Join(worked(ctx, w, "harm.watch"), worked(ctx, w, "harm.send"))
	}))
	list, err := w.HarmList(ctx, app.HarmQuery{})
	must(err)
	cohort, err := w.HarmCohort(ctx, app.HarmQuery{})
	must(err)
	if len(list.Events) != 1 || list.Events[0].Sent != string(harm.Refused) || len(cohort.Trusts) != 1 || cohort.Trusts[0].Watched < 3 {
		t.Errorf("%+v %+v", list, cohort)
	}
	_, err = w.Harm.Record(ctx, by, event)
	must(err)
	out := filepath.Join(t.TempDir(), "out")
	files, err := w.ExportEvents(ctx, out, 5, "", false)
	must(err)
	if files.Written != 1 {
		t.Errorf("%+v", files)
	}
	must(filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		_, _ = fmt.Fprintln(&said, path, string(b))
		return err
	}))
	_, _ = fmt.Fprintf(&said, "%+v %+v %+v %+v\n", watched, list, cohort, files)
	for _, table := range []string{"audit_entry", "river_job", "jobs_progress", "harm_event", "harm_sent", "harm_pathway", "harm_watch", "harm_trigger", "harm_review", "harm_link", "harm_candour"} {
		must(everyCell(ctx, w, &said, table))
	}
	text := said.String()
	for _, want := range []string{"harm.identify", "It was late", "Idempotency-Key", "looks like an NHS number"} {
		if !strings.Contains(text, want) {
			t.Errorf("what was gathered lacks %q: the test looks at nothing", want)
		}
	}
	for _, s := range hidden {
		if i := strings.Index(text, s); i >= 0 {
			t.Errorf("%s stands in: …%s…", s, text[max(0, i-80):min(len(text), i+60)])
		}
	}
}

func TestAReadingSaysOfWhichInstantItIs(t *testing.T) {
	w := world.New(t)
	list, err := w.HarmList(t.Context(), app.HarmQuery{})
	cohort, err2 := w.HarmCohort(t.Context(), app.HarmQuery{})
	if now := world.Start().UTC().Format("2006-01-02"); err != nil || err2 != nil || !strings.HasPrefix(list.AsOf, now) || !strings.HasPrefix(cohort.AsOf, now) {
		t.Errorf("%q %q %v %v", list.AsOf, cohort.AsOf, err, err2)
	}
}

func TestAPeriodThatDoesNotExistIsRefused(t *testing.T) {
	w := world.New(t)
	if _, err := w.HarmList(t.Context(), app.HarmQuery{Period: "NOPE"}); fault.As(err) == nil || fault.As(err).Kind != fault.NotFound {
		t.Errorf("harm list --period NOPE: %v", err)
	}
	if _, err := w.HarmCohort(t.Context(), app.HarmQuery{Period: "NOPE"}); fault.As(err) == nil {
		t.Error("harm cohort --period NOPE prints an empty cohort")
	}
	if _, err := w.HarmList(t.Context(), app.HarmQuery{Period: "JD-08"}); err != nil {
		t.Error(err)
	}
}
