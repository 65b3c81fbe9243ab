package occupancy

import "sync"

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
