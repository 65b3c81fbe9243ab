package simulate

// move draws from each of from, takes what was drawn away and adds it to to. It gives the sum of what moved.
func (t *table) move(from, to []int32, source, base uint64) int64 {
	v := t.shelf.v[:len(from)]
	draws(v, source, base)
	t.all(from, v)
	to = to[:len(v)]
	from = from[:len(v)]
	moved := int64(0)
	for j, x := range v {
		from[j] -= int32(x)
		to[j] += int32(x)
		moved += int64(x)
	}
	return moved
}

// drop draws from each of from and takes what was drawn away. It gives the sum of it.
func (t *table) drop(from []int32, source, base uint64) int64 {
	v := t.shelf.v[:len(from)]
	draws(v, source, base)
	t.all(from, v)
	from = from[:len(v)]
	gone := int64(0)
	for j, x := range v {
		from[j] -= int32(x)
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

// parcel is a number by day that may have a fraction: whole units, and one more when a draw is below the fraction.
type parcel struct {
	whole    int32
	fraction uint64 // of 2^32
}

func parcelOf(x float64) parcel {
	if !(x > 0) {
		return parcel{}
	}
	whole := int64(x)
	return parcel{int32(whole), uint64(fixed(x-float64(whole), 32))}
}

// none reports whether it is nothing in every replicate.
func (a parcel) none() bool { return a.whole == 0 && a.fraction == 0 }

// each fills out with the parcel in each replicate.
func (a parcel) each(w *worker, out []int32, source uint64) {
	if a.fraction == 0 {
		fill(out, a.whole)
		return
	}
	v := w.shelf.v[:len(out)]
	draws(v, source, w.base)
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
