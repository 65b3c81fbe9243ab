package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// Seed is the demonstration's own: with it everybody sees the same England.
const Seed = 20231101

// baseDay is the first day of every role and post; baseKnown is when the organisations as they stood before the first
// winter became known, so that every read as of an instant in the winters finds them.
var (
	baseDay   = civil.MustDate("2023-04-01")
	baseKnown = baseDay.At(0)
)

// The winters of the demonstration: reporting dates from 1 November to 31 March.
func winters() []civil.Range {
	var out []civil.Range
	for _, y := range []int{2023, 2024, 2025} {
		out = append(out, civil.Range{From: civil.On(y, time.November, 1), To: civil.On(y+1, time.April, 1)})
	}
	return out
}

// Start is where the demonstration's clock begins: the last Sunday before Christmas of the last winter, 08:30.
func Start() time.Time { return civil.MustDate("2025-12-21").At(8*60 + 30) }

// Since is the first day of every role and post.
func Since() civil.Date { return baseDay }

// Prepared is when the demonstration's people, posts and periods were put in place: before the first winter.
func Prepared() time.Time { return civil.MustDate("2023-10-02").At(9 * 60) }

// End is the first instant after the last winter: the clock is not moved past it.
func End() time.Time { return civil.MustDate("2026-04-01").At(0) }

// World is one synthetic England. It is safe for concurrent use.
type World struct {
	seed    uint64
	winters []civil.Range
	days    *almanac
	trusts  []*trust // those that send returns, in the order of their codes
	facts   []org.Fact
	people  []org.Holder

	mu     sync.Mutex
	pasts  map[pastKey][]figures
	digest string
}

type pastKey struct {
	trust  *trust
	winter int
}

// New makes the world of a seed. The same seed gives the same world. Spans of reporting dates, in order, stand in for the
// demonstration's three winters, as in a test that wants less.
func New(seed uint64, spans ...civil.Range) *World {
	if len(spans) == 0 {
		spans = winters()
	}
	w := &World{seed: seed, winters: spans, days: newAlmanac(), pasts: map[pastKey][]figures{}}
	b := newBuilder(seed)
	w.facts, w.trusts = b.build()
	w.people = holders(b)
	for _, t := range w.desks() {
		t.early = 150 // their people find the return of the day still to be written
	}
	w.digest = w.sum()
	return w
}

// Facts is everything known of the organisations, in the order in which it became known: Recorded says when.
func (w *World) Facts() []org.Fact { return slices.Clone(w.facts) }

// Holders is who holds which post; every one is invented and says so.
func (w *World) Holders() []org.Holder { return slices.Clone(w.people) }

// Winters are the spans of reporting dates for which there are returns.
func (w *World) Winters() []civil.Range { return slices.Clone(w.winters) }

// Digest identifies the world: a database made from another world has another one, and is not continued with this one.
func (w *World) Digest() string { return w.digest }

// sum covers the organisations, the people and a sample of the returns, so that a changed generator shows.
func (w *World) sum() string {
	h := sha256.New()
	for _, f := range w.facts {
		text, err := json.Marshal(f)
		if err != nil {
			panic(err) // plain values
		}
		h.Write(text)
	}
	for _, p := range w.people {
		h.Write([]byte(string(p.Org) + string(p.Role) + p.Name + p.Phone + p.Email))
	}
	for i, t := range w.trusts {
		if i%12 > 0 {
			continue
		}
		for n := range w.winters {
			for _, f := range w.past(t, n)[:10] {
				h.Write([]byte(sitrep.Encode(t.uecItems(&f))))
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// dice are a stream of chance of its own for each subject, so that asking for one never changes another.
func dice(seed uint64, about ...uint64) *rand.Rand {
	mix := uint64(0x9e3779b97f4a7c15)
	for _, a := range about {
		mix ^= a + 0x9e3779b97f4a7c15 + mix<<6 + mix>>2
		mix *= 0xbf58476d1ce4e5b9
		mix ^= mix >> 29
	}
	return rand.New(rand.NewPCG(seed, mix))
}
