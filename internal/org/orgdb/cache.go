package orgdb

// cache keeps the last few values asked for; the one put in longest ago goes first. It has no lock of its own.
type cache[K comparable, V any] struct {
	most  int
	held  map[K]V
	order []K
}

func newCache[K comparable, V any](most int) cache[K, V] {
	return cache[K, V]{most: most, held: map[K]V{}}
}

func (c *cache[K, V]) get(k K) (V, bool) {
	v, ok := c.held[k]
	return v, ok
}

// put keeps v and gives back what is kept under k: another's value when somebody was quicker.
func (c *cache[K, V]) put(k K, v V) V {
	if old, ok := c.held[k]; ok {
		return old
	}
	if len(c.order) >= c.most {
		delete(c.held, c.order[0])
		c.order = append(c.order[:0], c.order[1:]...)
	}
	c.held[k] = v
	c.order = append(c.order, k)
	return v
}
