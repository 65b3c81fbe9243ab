package sitrepweb

import (
	"context"
	"sync"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/web"
)

// todayKey is everything that a made Today page depends on. Two requests with the same key get the same bytes; what is
// not in the key must not show on the page.
type todayKey struct {
	on    org.Code
	kind  todayKind
	asOf  int64 // the exact instant looked back to, in nanoseconds; 0 for now
	at    int64 // the minute of now: countdowns and ages are told in minutes
	stamp int64 // the store's: a change of anything stored makes another key
	code  measure.Code
	day   civil.Date
	scope string // what the reader may see and do, from their roles alone
	told  string // the reminders of other rooms, which raise no stamp

	shown, present *org.Picture // a changed register makes new pictures
}

// todayMade is a page ready to send.
type todayMade struct {
	page web.Page
	body string
}

// todayPages is how many made pages are kept; at about 80 KB each they stay under 10 MB.
const todayPages = 128

// todayCache keeps made pages.
type todayCache = todayKeeper[todayKey, todayMade]

// todayKeeper keeps what was made and lets simultaneous readers of one thing wait for a single making. It never answers
// with what was made under another key.
type todayKeeper[K comparable, V any] struct {
	mu    sync.Mutex
	pages map[K]*todayEntry[V]
	order []K // oldest first
	most  int
}

// todayEntry is a thing made or in the making; done is closed when made and err are set.
type todayEntry[V any] struct {
	done chan struct{}
	made V
	err  error
}

func newTodayCache(most int) *todayCache { return newTodayKeeper[todayKey, todayMade](most) }

func newTodayKeeper[K comparable, V any](most int) *todayKeeper[K, V] {
	return &todayKeeper[K, V]{pages: map[K]*todayEntry[V]{}, most: most}
}

// get gives what is kept for k, making it when nobody has. The making does not stop when the first reader goes away, since
// others may wait for it. An error is told to all who waited and is not kept.
func (c *todayKeeper[K, V]) get(ctx context.Context, k K, mk func(context.Context) (V, error)) (none V, err error) {
	c.mu.Lock()
	e, found := c.pages[k]
	if !found {
		e = &todayEntry[V]{done: make(chan struct{}), err: fault.New(fault.Internal, "The page could not be made")}
		c.put(k, e)
	}
	c.mu.Unlock()
	if found {
		select {
		case <-e.done:
			return e.made, e.err
		case <-ctx.Done():
			return none, fault.Wrap(ctx.Err(), fault.Unavailable, "The page took too long to make. Try again")
		}
	}
	defer func() { // also when making panics: those who wait get the error set above
		if e.err != nil {
			c.drop(k, e)
		}
		close(e.done)
	}()
	long, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	e.made, e.err = mk(long)
	return e.made, e.err
}

// put adds an entry and drops the oldest over the bound. The caller holds the lock.
func (c *todayKeeper[K, V]) put(k K, e *todayEntry[V]) {
	c.pages[k] = e
	c.order = append(c.order, k)
	for len(c.order) > c.most {
		delete(c.pages, c.order[0])
		c.order = c.order[1:]
	}
}

// drop forgets an entry that failed, unless another has taken its place.
func (c *todayKeeper[K, V]) drop(k K, e *todayEntry[V]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pages[k] != e {
		return
	}
	delete(c.pages, k)
	for i := range c.order {
		if c.order[i] == k {
			c.order = append(c.order[:i:i], c.order[i+1:]...)
			break
		}
	}
}
