package sitrepweb

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// counted is the sample with a count of the reads that pages have in common.
type counted struct {
	*todaySample
	slips, events, across atomic.Int64
}

func (c *counted) Slips(ctx context.Context, q sitrep.SlipsAsked) ([]sitrep.Slip, error) {
	c.slips.Add(1)
	return c.todaySample.Slips(ctx, q)
}

func (c *counted) Events(ctx context.Context, q sitrep.EventsAsked) ([]sitrep.Event, error) {
	c.events.Add(1)
	return c.todaySample.Events(ctx, q)
}

func (c *counted) Across(ctx context.Context, q sitrep.Across) (map[org.Code]sitrep.Point, error) {
	c.across.Add(1)
	return c.todaySample.Across(ctx, q)
}

// Whoever looked before, a page shows what it shows when it is made alone: nobody sees more for having come second.
func TestTodayShowsTheSameWhenReadsAreShared(t *testing.T) {
	sample := newTodaySample()
	room := func(s Store) todayRoom {
		return todayRoom{room{Deps{Store: s, Strikes: sample, Holidays: civil.England()}}, newTodayCache(1), todayChoices(), newTodayCommon()}
	}
	store := &counted{todaySample: sample}
	together := room(store)
	at := map[todayKind]org.Code{todayEngland: org.England}
	for _, c := range sample.pic.Under(org.NHS, org.England) {
		if k := todayKindOf(sample.pic, c); at[k] == "" && k != todayOther {
			at[k] = c
		}
	}
	if len(at) != 4 {
		t.Fatalf("the sample has %v", at)
	}
	pages := 0
	for range 2 {
		for _, on := range at {
			for _, only := range [][]org.Code{nil, {on}, {at[todayOne]}, {"Z-NOBODY"}} {
				a := sampleReader(sample, on, only...)
				a.now = a.now.Add(time.Duration(pages) * time.Nanosecond)
				alone, err := room(sample).make(t.Context(), a)
				if err != nil {
					t.Fatal(err)
				}
				shared, err := together.sharing(a, todayKey{at: 1, stamp: 2}).make(t.Context(), a)
				if err != nil {
					t.Fatal(err)
				}
				pages++
				if shared.body != alone.body {
					t.Errorf("%s for a reader of %v is another page when reads are shared: %s", on, only, firstDifference(alone.body, shared.body))
				}
			}
		}
	}
	if n := store.slips.Load(); n != 2 {
		t.Errorf("the returns of two forms were read %d times for %d pages", n, pages)
	}
	if e, x := store.events.Load(), store.across.Load(); e != 1 || x == 0 || x > 2 {
		t.Errorf("arrivals were read %d times and the comparison %d times", e, x)
	}
	if _, err := together.sharing(sampleReader(sample, org.England), todayKey{at: 1, stamp: 3}).Store.Slips(t.Context(),
		sitrep.SlipsAsked{Form: sitrep.UECDaily, From: todaySampleDay(), To: todaySampleDay(), AsOf: sample.now}); err != nil || store.slips.Load() != 3 {
		t.Errorf("after a change the returns were read %d times, %v", store.slips.Load(), err)
	}
}

// firstDifference is where two texts part.
func firstDifference(a, b string) string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return a[max(0, i-80):min(len(a), i+120)] + " ≠ " + b[max(0, i-80):min(len(b), i+120)]
		}
	}
	return "one ends first"
}
