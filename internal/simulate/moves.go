package simulate

// A block is replicates that are played side by side: the same step for each, then the next step. block is its size, a
// whole number of pairs. Nothing that comes out depends on it.
const block = 1024

// move draws from each of from, takes what was drawn away and adds it to to. It gives the sum of what moved.
func (t *table) move(from, to []int32, source, base uint64) int64 {
	var v [block]uint32
	draws(v[:len(from)], source, base)
	to = to[:len(from)]
	moved := int64(0)
	for j, n := range from {
		x := t.draw(n, v[j])
		from[j] = n - x
		to[j] += x
		moved += int64(x)
	}
	return moved
}

// drop draws from each of from and takes what was drawn away. It gives the sum of it.
func (t *table) drop(from []int32, source, base uint64) int64 {
	var v [block]uint32
	draws(v[:len(from)], source, base)
	gone := int64(0)
	for j, n := range from {
		x := t.draw(n, v[j])
		from[j] = n - x
		gone += int64(x)
	}
	return gone
}

// pour moves everything.
func pour(from, to []int32) int64 {
	moved := int64(0)
	to = to[:len(from)]
	for j, n := range from {
		to[j] += n
		from[j] = 0
		moved += int64(n)
	}
	return moved
}

// drain takes everything away.
func drain(from []int32) int64 {
	gone := int64(0)
	for j, n := range from {
		gone += int64(n)
		from[j] = 0
	}
	return gone
}

// amount is a number by day that may have a fraction: whole units, and one more when a draw is below the fraction.
type amount struct {
	whole    int32
	fraction uint64 // of 2^32
}

func amountOf(x float64) amount {
	if !(x > 0) {
		return amount{}
	}
	whole := int64(x)
	return amount{int32(whole), uint64(fixed(x-float64(whole), 32))}
}

// none reports whether it is nothing in every replicate.
func (a amount) none() bool { return a.whole == 0 && a.fraction == 0 }

// each fills out with the amount in each replicate.
func (a amount) each(out []int32, source, base uint64) {
	if a.fraction == 0 {
		fill(out, a.whole)
		return
	}
	var v [block]uint32
	draws(v[:len(out)], source, base)
	for j := range out {
		out[j] = a.whole
		if uint64(v[j]) < a.fraction {
			out[j]++
		}
	}
}

// less takes by[j] from each, but never below nothing. It gives the sum of what it took.
func less(from, by []int32) int64 {
	took := int64(0)
	by = by[:len(from)]
	for j, n := range from {
		x := min(by[j], n)
		from[j] = n - x
		took += int64(x)
	}
	return took
}

// fill sets every one to n.
func fill(a []int32, n int32) {
	for j := range a {
		a[j] = n
	}
}
