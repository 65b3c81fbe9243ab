package app

import (
	"sync"
	"time"
)

// demoClock is the demonstration's clock: it stands while it is pinned, and otherwise runs at real speed from where it
// was set. It is safe for concurrent use.
type demoClock struct {
	mu      sync.Mutex
	at      time.Time
	since   time.Time // the real instant at which it showed at; zero while pinned
	realNow func() time.Time
}

func newDemoClock(at time.Time) *demoClock { return &demoClock{at: at, realNow: time.Now} }

// Now is what it shows.
func (c *demoClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.since.IsZero() {
		return c.at
	}
	return c.at.Add(c.realNow().Sub(c.since))
}

// pin stops it at t.
func (c *demoClock) pin(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.since = t, time.Time{}
}

// run lets it go on from t.
func (c *demoClock) run(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.since = t, c.realNow()
}

// forward moves it on to t; an earlier t changes nothing, because the clock never goes back.
func (c *demoClock) forward(t time.Time) {
	if t.After(c.Now()) {
		c.run(t)
	}
}
