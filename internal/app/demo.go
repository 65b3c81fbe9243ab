package app

import (
	"context"
	"errors"
	"os"
	"slices"
	"sync"
	"time"

	"headroom/internal/access"
	"headroom/internal/access/accessdb"
	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/demo"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/sitrep/sitrepdb"
)

// Demo is Headroom opened on a synthetic England, with a clock of its own.
type Demo struct {
	*App
	world *demo.World
	clock *demoClock

	step  sync.Mutex // held by whoever stores a stretch of returns
	until time.Time  // every return that came up to here is stored; guarded by step

	mu     sync.Mutex
	target time.Time // where a move under way leads; zero when there is none
	from   time.Time
	failed error

	again func() error // makes it anew; nil where that cannot be done
	stop  func()       // ends Run and the queue's worker, and waits for them
}

// errUnfinished is the cause of the refusal of a synthetic England that was stopped while it was made.
var errUnfinished = errors.New("the synthetic England was never finished")

// What the audit log calls the demonstration's own doings.
const (
	demoActor = "demo"
	demoMade  = "made"
)

// OpenDemo opens the synthetic England at where, a file or a postgres:// address, and makes it when nothing is there yet.
// A database that was not made by the demonstration is refused. made says that it is new.
func OpenDemo(ctx context.Context, where string, world *demo.World, progress sitrepdb.Progress) (*Demo, bool, error) {
	d, err := bareDemo(ctx, where, world)
	if err != nil {
		return nil, false, err
	}
	made, err := d.begin(ctx, progress)
	if err != nil {
		_ = d.Close()
		return nil, false, err
	}
	return d, made, nil
}

// begin makes the world or finds it there.
func (d *Demo) begin(ctx context.Context, progress sitrepdb.Progress) (made bool, err error) {
	held, err := d.Orgs.Synthetic(ctx)
	if err != nil {
		return false, err
	}
	if held == "" {
		return true, d.make(ctx, progress)
	}
	if held != d.world.Digest() {
		return false, fault.New(fault.Conflict, "the synthetic England in this database was made by another version of Headroom; start with --reset to make it anew")
	}
	finished, err := d.Log.Find(ctx, audit.Filter{Noun: "demo", Key: demoMade, Limit: 1})
	if err != nil {
		return false, err
	}
	if len(finished) == 0 {
		return false, fault.Wrap(errUnfinished, fault.Conflict, "the synthetic England in this database was never finished; start with --reset to make it anew")
	}
	return false, d.resume(ctx)
}

// bareDemo opens and migrates the database without putting anything in it. The clock stands.
func bareDemo(ctx context.Context, where string, world *demo.World) (*Demo, error) {
	a, err := connect(ctx, where)
	if err != nil {
		return nil, err
	}
	d := &Demo{App: a, world: world, clock: newDemoClock(demo.Prepared())}
	a.DB.Clock = d.clock.Now
	a.demo = d
	err = d.foreign(ctx)
	if err == nil {
		err = a.migrate(ctx)
	}
	if err != nil {
		_ = a.Close()
		return nil, err
	}
	return d, nil
}

// foreign refuses a database that holds organisations which the demonstration did not make, before anything in it is
// touched. One that cannot be asked has no tables yet.
func (d *Demo) foreign(ctx context.Context) error {
	b, err := d.Orgs.Book(ctx, time.Time{})
	if err != nil || len(b.Codes()) == 0 {
		return nil
	}
	held, err := d.Orgs.Synthetic(ctx)
	if err == nil && held == "" {
		return fault.New(fault.Conflict, "this database was not made by the demonstration, which never runs on real data; name another folder, or an empty database")
	}
	return err
}

// make puts the world into an empty database.
func (d *Demo) make(ctx context.Context, progress sitrepdb.Progress) error {
	if err := d.Orgs.SeedSynthetic(ctx, d.world.Digest(), d.world.Facts()); err != nil {
		return err
	}
	if _, err := d.Actions.Seed(ctx); err != nil {
		return err
	}
	if err := d.Orgs.SetSyntheticHolders(ctx, demoActor, d.world.Holders()); err != nil {
		return err
	}
	var people []accessdb.DemoPerson
	for _, p := range d.world.People() {
		people = append(people, accessdb.DemoPerson{Email: p.Email, Name: p.Name,
			Grants: []access.Grant{{Role: p.Role, At: p.At, From: demo.Since()}}})
	}
	if err := d.Accounts.Demo(ctx, people); err != nil {
		return err
	}
	if err := d.history(ctx, progress); err != nil {
		return err
	}
	if err := d.care(ctx, demo.ReprofileTime(), demo.Start()); err != nil {
		return err
	}
	d.clock.pin(demo.Start())
	d.until = demo.Start()
	drafts, err := d.world.Drafts(demo.Start())
	if err != nil {
		return err
	}
	for _, x := range drafts {
		if _, err := d.Returns.SaveDraft(ctx, x); err != nil {
			return err
		}
	}
	if err := d.rota(ctx); err != nil {
		return err
	}
	if err := d.recovery(ctx); err != nil { // its lists are closed by the rota's rest
		return err
	}
	if _, err := d.harm(ctx, d.world.HarmFrom(demo.ReprofileTime()), demo.Start().Add(time.Second)); err != nil {
		return err
	}
	if err := d.note(ctx, demoMade, d.world.Digest()); err != nil {
		return err
	}
	d.clock.run(demo.Start())
	return nil
}

// month is the returns of a month's reporting dates, made.
type month struct {
	days     civil.Range
	versions []*sitrep.Version
	err      error
}

// plan puts in the councils' statements, the discharge plan and the requests for a mitigation, once: they come before the month in which the clock begins,
// so that the log's times never go back.
func (d *Demo) plan(ctx context.Context) error {
	d.clock.pin(demo.ReprofileTime())
	if err := d.care(ctx, demo.Start().AddDate(0, 0, -demoCareDays), demo.ReprofileTime()); err != nil {
		return err
	}
	if err := d.reprofile(ctx); err != nil {
		return err
	}
	return d.mitigations(ctx)
}

// history stores the winters up to where the clock begins, month by month; the next month is made while one is stored.
func (d *Demo) history(ctx context.Context, progress sitrepdb.Progress) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	start := demo.Start()
	var months []civil.Range
	for _, w := range d.world.Winters() {
		for first := w.From; first.Before(w.To) && !first.At(0).After(start); {
			next := civil.On(first.Year(), first.Month()+1, 1)
			months = append(months, civil.Range{From: first, To: next})
			first = next
		}
	}
	made := make(chan month)
	go func() {
		defer close(made)
		for _, days := range months {
			m := month{days: days}
			m.versions, m.err = d.world.Versions(days, time.Time{}, start)
			select {
			case made <- m:
			case <-ctx.Done():
				return
			}
		}
	}()
	done, harms := 0, d.world.Harm()
	for m := range made {
		if m.err != nil {
			return m.err
		}
		// The month is stored when its last correction can have come, so that nothing is stored before it is known.
		at := m.days.To.Add(demo.LateDays).At(0)
		var err error
		if harms, err = d.harm(ctx, harms, slices.MinFunc([]time.Time{at, demo.ReprofileTime()}, time.Time.Compare)); err != nil {
			return err
		}
		if at.Before(start) {
			d.clock.pin(at)
		} else {
			if err := d.plan(ctx); err != nil {
				return err
			}
			d.clock.pin(start.Add(-time.Second))
		}
		if _, _, err := d.Returns.LoadSynthetic(ctx, demoActor, m.versions); err != nil {
			return err
		}
		if done++; progress != nil {
			progress(done, len(months), "months of returns")
		}
	}
	return ctx.Err()
}

// note writes in the audit log what the demonstration did.
func (d *Demo) note(ctx context.Context, key, detail string) error {
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, audit.Entry{Actor: demoActor, Verb: "demo." + key, Noun: "demo", Key: key, Org: string(org.England), Detail: detail})
	})
}

// resume lets the clock go on from the newest line of the audit log: nothing was stored later than that.
func (d *Demo) resume(ctx context.Context) error {
	last, err := d.Log.Find(ctx, audit.Filter{Limit: 1})
	if err != nil {
		return err
	}
	if len(last) == 0 {
		return fault.New(fault.Internal, "the demonstration's audit log is empty")
	}
	if d.until, err = d.Returns.SyntheticUntil(ctx); err != nil {
		return err
	}
	d.clock.run(last[0].At)
	return d.catchUp(ctx, last[0].At)
}

// BeginAgain makes the demonstration anew; nil where that cannot be done from a page.
func (d *Demo) BeginAgain() func() error { return d.again }

// Close notes what the clock shows, so that the next start goes on from there, and lets go of the database.
func (d *Demo) Close() error {
	ctx, stop := context.WithTimeout(context.Background(), stopWithin)
	defer stop()
	var err error
	d.step.Lock() // waits for a stretch that is being stored
	began := !d.until.IsZero()
	d.step.Unlock()
	if began {
		err = d.note(ctx, "stop", d.clock.Now().UTC().Format(time.RFC3339))
	}
	if e := d.App.Close(); err == nil {
		err = e
	}
	return err
}

// RemoveDemo deletes the file of a synthetic England. A file that the demonstration did not make is refused; one that is
// not there is no error.
func RemoveDemo(ctx context.Context, file string) error {
	if _, err := os.Stat(file); os.IsNotExist(err) {
		return nil
	}
	a, err := connect(ctx, file)
	if err != nil {
		return err
	}
	held, err := a.Orgs.Synthetic(ctx)
	_ = a.Close()
	if err != nil || held == "" {
		return fault.Wrap(err, fault.Conflict, "%s is not a database of the demonstration, so it was not removed; name another folder", file)
	}
	for _, tail := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(file + tail); err != nil && !os.IsNotExist(err) {
			return fault.Wrap(err, fault.Unavailable, "%s cannot be removed", file+tail)
		}
	}
	return nil
}
