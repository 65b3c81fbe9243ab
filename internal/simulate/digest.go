package simulate

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"slices"
)

// Digest names what came out, as 64 hexadecimal digits: the counts of taken and lost room by day, and the sums of those
// who wait, are ready, came and left. It is the same for the same model, seed and replicates, on every processor, for any
// number of workers and whatever the order in which sites, links and suppliers stand.
func (r *Result) Digest() string {
	h := sha256.New()
	put := func(n int64) {
		var b [8]byte
		binary.LittleEndian.PutUint64(b[:], uint64(n))
		_, _ = h.Write(b[:])
	}
	put(int64(r.replicates))
	put(int64(r.days))
	order := make([]int, len(r.sites))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(r.model.Sites[a].Key, r.model.Sites[b].Key) })
	for _, i := range order {
		put(int64(r.model.Sites[i].Key))
		links := r.linkOrder(i)
		for d := range r.days {
			t := &r.sites[i]
			t.occupied.digest(h, d)
			t.lost.digest(h, d)
			f := &t.days[d]
			for _, n := range append([]int64{f.arrived, f.left, f.ready}, f.over...) {
				put(n)
			}
			for _, l := range links {
				for p := range Streams {
					put(f.links[l].waiting[p])
					put(f.links[l].process[p])
					put(f.links[l].started[p])
				}
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// linkOrder is a site's links in the order of their suppliers' keys.
func (r *Result) linkOrder(site int) []int {
	links := r.model.Sites[site].Links
	out := make([]int, len(links))
	for i := range out {
		out[i] = i
	}
	key := func(l int) uint64 { return r.model.Suppliers[links[l].Supplier].Key }
	slices.SortFunc(out, func(a, b int) int { return cmp.Compare(key(a), key(b)) })
	return out
}

// digest puts a day's counts into a hash, each with its number; how wide the window is does not matter.
func (t *tally) digest(h hash.Hash, d int) {
	low, counts := t.window(d)
	var b [12]byte
	for i, n := range counts {
		if n > 0 {
			binary.LittleEndian.PutUint64(b[:], uint64(int64(low+i)))
			binary.LittleEndian.PutUint32(b[8:], n)
			_, _ = h.Write(b[:])
		}
	}
}
