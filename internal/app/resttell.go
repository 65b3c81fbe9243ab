package app

import (
	"context"
	"errors"
	"sync"
	"time"

	"headroom/internal/civil"
	"headroom/internal/jobs"
	"headroom/internal/org"
)

// restJob tells who has to see to rest that is owed.
const restJob jobs.Kind[nothing] = "rest.tell"

// How often a trust's rest is looked at: every people's rest is judged for it, which takes seconds in a large trust. It is
// looked at when a deadline comes, at most every ten minutes where something changed, and each hour.
const (
	restAfterChange = 10 * time.Minute
	restAtLeast     = time.Hour
)

// restWatch is when each employer's rest was looked at last, in this process: a start looks at all of them.
type restWatch struct {
	mu   sync.Mutex
	seen map[org.Code]restSeen
}

type restSeen struct {
	stamp string
	at    time.Time
	next  time.Time // when time alone brings a step; zero: never
}

// due reports whether an employer has to be looked at.
func (s restSeen) due(stamp string, now time.Time) bool {
	since := now.Sub(s.at)
	return s.at.IsZero() || since < 0 || since >= restAtLeast || !s.next.IsZero() && !now.Before(s.next) || stamp != s.stamp && since >= restAfterChange
}

// tellRest notes whom owed rest has reached, employer by employer. What went wrong with one does not keep the others.
func (a *App) tellRest(ctx context.Context, w *restWatch) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := a.DB.Now()
	employers, err := a.Rest.Employers(ctx, time.Time{})
	if err != nil || len(employers) == 0 {
		return err
	}
	recovery, err := a.recoveryFrom(ctx, now, time.Time{})
	if err != nil {
		return err
	}
	var all []error
	for _, o := range employers {
		stamp, err := a.Rest.Stamp(ctx, o)
		if err == nil && w.seen[o].due(stamp, now) {
			var next time.Time
			if _, next, err = a.Rest.Tell(ctx, o, recovery, civil.England(), now); err == nil {
				w.seen[o] = restSeen{stamp, now, next}
			}
		}
		all = append(all, err)
	}
	return errors.Join(all...)
}
