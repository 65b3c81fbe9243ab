package app

import (
	"context"
	"time"

	"headroom/internal/demo"
	"headroom/internal/fault"
)

// How the demonstration's clock is moved: at most so far in one step, so that a long jump shows its progress, and
// looked at so often while it runs.
const (
	demoStep  = 24 * time.Hour
	demoEvery = time.Minute
	demoWait  = 4 * time.Second
)

// Now is what the demonstration's clock shows.
func (d *Demo) Now() time.Time { return d.clock.Now() }

// End is the instant past which the clock is not moved.
func (d *Demo) End() time.Time { return demo.End() }

// Moving tells of a move under way: from where it began to where it leads. err is why the last one stopped.
func (d *Demo) Moving() (from, to time.Time, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.from, d.target, d.failed
}

// Move takes the clock forward to the instant to, at most to the end of the last winter, and stores the returns that come
// on the way. It comes back when that is done or after some seconds; Moving tells how far it is. who is the actor for the
// log. An instant that has gone by is refused: looking back is what as-of is for.
func (d *Demo) Move(ctx context.Context, who string, to time.Time) error {
	to = to.UTC().Truncate(time.Microsecond)
	switch now := d.clock.Now(); {
	case !to.After(now):
		return fault.New(fault.Invalid, "the clock only moves forward; to see what was known earlier, look back with “as known at”")
	case to.After(demo.End()):
		return fault.New(fault.Invalid, "the last winter ends on 31 March 2026; choose an earlier time, or begin again")
	}
	d.mu.Lock()
	if !d.target.IsZero() {
		d.mu.Unlock()
		return fault.New(fault.Conflict, "the clock is being moved already; wait until it stands")
	}
	d.from, d.target, d.failed = d.clock.Now(), to, nil
	d.mu.Unlock()
	done := make(chan struct{})
	go func() {
		defer close(done)
		// It goes on when the person's request has ended.
		d.arrive(d.jump(context.WithoutCancel(ctx), who, to))
	}()
	select {
	case <-done:
	case <-time.After(demoWait):
	}
	_, _, err := d.Moving()
	return err
}

// arrive ends a move.
func (d *Demo) arrive(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.target, d.failed = time.Time{}, err
}

// jump moves the clock in steps and stores the returns of each.
func (d *Demo) jump(ctx context.Context, who string, to time.Time) error {
	for {
		next := d.clock.Now().Add(demoStep)
		if !next.Before(to) {
			next = to
		}
		if err := d.Accounts.RenewDemo(ctx, next); err != nil {
			return err
		}
		d.clock.forward(next)
		if err := d.catchUp(ctx, next); err != nil {
			return err
		}
		if next.Equal(to) {
			return d.note(ctx, "clock", "moved to "+to.Format(time.RFC3339)+" by "+who)
		}
	}
}

// catchUp stores the returns that came after the last stretch and up to the instant to.
func (d *Demo) catchUp(ctx context.Context, to time.Time) error {
	d.step.Lock()
	defer d.step.Unlock()
	if !to.After(d.until) {
		return nil
	}
	versions, err := d.world.Arriving(d.until, to)
	if err != nil {
		return err
	}
	if len(versions) > 0 {
		if _, _, err := d.Returns.LoadSynthetic(ctx, demoActor, versions); err != nil {
			return err
		}
	}
	if err := d.care(ctx, d.until, to); err != nil {
		return err
	}
	d.until = to
	return nil
}

// Run stores the synthetic trusts' returns as the clock runs, until ctx ends. What cannot be stored is tried again a
// minute later; told hears of it.
func (d *Demo) Run(ctx context.Context, told func(error)) {
	t := time.NewTicker(demoEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if err := d.catchUp(ctx, d.clock.Now()); err != nil && ctx.Err() == nil {
				told(err)
			}
		}
	}
}
