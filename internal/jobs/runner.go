package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"headroom/internal/db"
)

// Config says how a Runner works. The zero value is right for production.
type Config struct {
	Workers     int                             // jobs at the same time; 0 is 4
	RescueAfter time.Duration                   // a try without a beat for this long is dead; 0 is a minute
	Poll        time.Duration                   // how often the queue is looked at where nothing wakes us; 0 is half a second
	Timeout     time.Duration                   // how long one try may take; 0 is ten minutes
	Backoff     func(attempt int) time.Duration // the wait after the attempt-th failed try; nil is 2 s doubling up to 10 min
	Log         *slog.Logger                    // nil is the default logger
}

func (c Config) withDefaults() Config {
	if c.Workers <= 0 {
		c.Workers = 4
	}
	if c.RescueAfter <= 0 {
		c.RescueAfter = time.Minute
	}
	if c.Poll <= 0 {
		c.Poll = 500 * time.Millisecond
	}
	if c.Timeout <= 0 {
		c.Timeout = 10 * time.Minute
	}
	if c.Backoff == nil {
		c.Backoff = backoff
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return c
}

// backoff doubles from two seconds to ten minutes, with up to a tenth more so that jobs that failed together part.
func backoff(attempt int) time.Duration {
	wait := 2 * time.Second << min(max(attempt-1, 0), 9)
	wait = min(wait, 10*time.Minute)
	return wait + rand.N(wait/10)
}

// Runner works jobs. Make one with NewRunner, Register the kinds of work, then Start it. A process that only enqueues
// needs none.
type Runner struct {
	d        *db.DB
	cfg      Config
	name     string
	workers  *river.Workers
	periodic []periodic
	kinds    map[string]bool

	client   workClient
	closing  func()
	cancel   context.CancelFunc
	loops    sync.WaitGroup
	stopping atomic.Bool

	mu      sync.Mutex
	running map[int64]*Run
}

// NewRunner makes a Runner on d, whose tables Migrate has brought up to date.
func NewRunner(d *db.DB, cfg Config) *Runner {
	host, _ := os.Hostname()
	return &Runner{
		d: d, cfg: cfg.withDefaults(), workers: river.NewWorkers(), kinds: map[string]bool{}, running: map[int64]*Run{},
		name: fmt.Sprintf("%.40s/%d/%06x", host, os.Getpid(), rand.N(1<<24)),
	}
}

// Name is this worker's name, as the jobs page shows it: host, process and a random part.
func (r *Runner) Name() string { return r.name }

// Register says how jobs of kind k are done. It must come before Start; registering a kind twice, or one with a name
// that is not made of word characters, dots and hyphens, is an error of the program and is told by Start.
func Register[A any](r *Runner, k Kind[A], f func(context.Context, *Job[A]) error) {
	r.kinds[string(k)] = true
	river.AddWorkerArgs(r.workers, envelope{kind: string(k)}, &worker{r: r, f: func(ctx context.Context, j *Run, raw []byte) error {
		job := &Job[A]{Run: j}
		if err := json.Unmarshal(raw, &job.Args); err != nil {
			return Permanent(fmt.Errorf("the job's arguments cannot be read: %w", err))
		}
		return f(ctx, job)
	}})
}

// Start begins to work. It returns at once; Stop ends it. The work goes on when ctx ends.
func (r *Runner) Start(ctx context.Context) error {
	ctx, r.cancel = context.WithCancel(context.WithoutCancel(ctx))
	client, closing, err := newWorkClient(ctx, r.d, &river.Config{
		ID:                   r.name,
		Logger:               slog.New(warnings{r.cfg.Log.Handler()}),
		Workers:              r.workers,
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: r.cfg.Workers}},
		FetchPollInterval:    r.cfg.Poll,
		FetchCooldown:        min(r.cfg.Poll, river.FetchCooldownDefault),
		JobTimeout:           r.cfg.Timeout,
		RetryPolicy:          retryPolicy{r.cfg.Backoff},
		RescueStuckJobsAfter: max(24*time.Hour, 2*r.cfg.Timeout), // ours comes long before, by the beat
		// What is finished stays long enough to be looked at and asked about.
		CompletedJobRetentionPeriod: 7 * 24 * time.Hour,
		CancelledJobRetentionPeriod: 30 * 24 * time.Hour,
		DiscardedJobRetentionPeriod: 90 * 24 * time.Hour,
	})
	if err != nil {
		r.cancel()
		return fmt.Errorf("the jobs cannot be started: %w", err)
	}
	r.client, r.closing = client, closing
	if err := r.client.Start(ctx); err != nil {
		r.cancel()
		r.closing()
		return fmt.Errorf("the jobs cannot be started: %w", err)
	}
	r.loop(ctx, min(r.cfg.RescueAfter/4, 15*time.Second), r.beatAll)
	r.loop(ctx, min(r.cfg.RescueAfter/4, time.Second), r.watchCancels)
	r.loop(ctx, min(r.cfg.RescueAfter/4, 4*time.Second), r.rescue)
	r.loop(ctx, min(r.cfg.RescueAfter/4, time.Second), r.enqueueDue)
	r.loop(ctx, time.Hour, r.forget)
	return nil
}

// Stop lets running jobs come to their next step or their end, then ends the work. When ctx ends first, their contexts
// are cancelled; those jobs go on elsewhere, or at the next start, from their checkpoints.
func (r *Runner) Stop(ctx context.Context) error {
	if r.client == nil {
		return nil
	}
	r.stopping.Store(true)
	err := r.client.Stop(ctx)
	if err != nil {
		hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		err = r.client.StopAndCancel(hard)
	}
	r.cancel()
	r.loops.Wait()
	r.closing()
	return err
}

// Run starts, works until ctx ends and stops, giving running jobs up to grace to come to a step's end.
func (r *Runner) Run(ctx context.Context, grace time.Duration) error {
	if err := r.Start(ctx); err != nil {
		return err
	}
	<-ctx.Done()
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	return r.Stop(stop)
}

// loop calls f every so often until the runner stops, and logs what fails: the next round tries again.
func (r *Runner) loop(ctx context.Context, every time.Duration, f func(context.Context) error) {
	r.loops.Go(func() {
		t := time.NewTicker(every)
		defer t.Stop()
		for {
			if err := f(ctx); err != nil && ctx.Err() == nil && !errors.Is(err, ErrLost) && !errors.Is(err, ErrCancelled) {
				r.cfg.Log.Warn("jobs: housekeeping failed and will be tried again", "error", err)
			}
			select {
			case <-ctx.Done():
				return
			case <-t.C:
			}
		}
	})
}

// retryPolicy hands River our back-off.
type retryPolicy struct{ wait func(int) time.Duration }

// NextRetry is when the job is tried next.
func (p retryPolicy) NextRetry(job *rivertype.JobRow) time.Time {
	return time.Now().UTC().Add(p.wait(job.Attempt))
}
