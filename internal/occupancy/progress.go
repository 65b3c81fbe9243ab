package occupancy

import (
	"context"
	"sync"
	"sync/atomic"
)

// counter gives a function that counts one more thing done and says so. It may be called by several goroutines; the listener
// is called by one at a time.
func counter(done *int, total int, progress func(done, total int)) func() {
	var mu sync.Mutex
	return func() {
		mu.Lock()
		defer mu.Unlock()
		*done++
		if progress != nil {
			progress(*done, total)
		}
	}
}

// together does jobs on several goroutines and gives the first job's error, in their order.
func together(ctx context.Context, workers int, jobs []func() error) error {
	errs := make([]error, len(jobs))
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(max(1, workers), len(jobs)) {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for {
				i := int(next.Add(1)) - 1
				if i >= len(jobs) || ctx.Err() != nil {
					return
				}
				errs[i] = jobs[i]()
			}
		}()
	}
	wait.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
