package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"headroom/internal/access"
	"headroom/internal/org"
	"headroom/internal/sitrep/sitrepweb"
)

// memoryMost is the target for resident memory, in megabytes.
const memoryMost = 500

// sendWithin is how long all trusts together take to send: the last has its answer within the minute.
const sendWithin = 58 * time.Second

// trivialSeconds is how long the floor is loaded at most: it settles at once.
const trivialSeconds = 20

// reader is one person who looks at their Today page.
type reader struct {
	path, session string
}

// readers are the people of a morning: one in ten in the national team, two in ten in the regions, three in the boards,
// four in the trusts, each with a session of their own and at their own picture.
func (w *world) readers(ctx context.Context) ([]reader, error) {
	var out []reader
	regions := w.regions()
	for i := range w.settings.people {
		role, at := access.TrustSubmitter, w.codes[i%len(w.codes)]
		switch i % 10 {
		case 0:
			role, at = access.NationalViewer, org.England
		case 1, 2:
			role, at = access.RegionViewer, regions[i/5%len(regions)]
		case 3, 4, 5:
			role, at = access.ICBViewer, w.boards[i*7%min(len(w.boards), len(w.codes))]
		}
		key, err := w.session(ctx, role, at)
		if err != nil {
			return nil, err
		}
		out = append(out, reader{sitrepweb.TodayPath(at), key})
	}
	return out, nil
}

func (w *world) regions() []org.Code {
	var out []org.Code
	seen := map[org.Code]bool{}
	for _, b := range w.boards[:min(len(w.boards), len(w.codes))] {
		if c := w.above[b]; !seen[c] {
			seen[c], out = true, append(out, c)
		}
	}
	return out
}

// load is what a crowd of readers met.
type load struct {
	pages, sends times
	bytes        int64
	took         time.Duration
	cpu          time.Duration
}

// today measures the page under load while every trust sends, and the memory at its peak.
func today(ctx context.Context, w *world, r *report) error {
	w.at(monday.At(9*60 - 1))
	people, err := w.readers(ctx)
	if err != nil {
		return err
	}
	keys, err := w.tokens(ctx)
	if err != nil {
		return err
	}
	s, err := w.start(ctx, monday.At(9*60), "today")
	if err != nil {
		return err
	}
	span := time.Duration(w.seconds) * time.Second
	got, err := w.crowded(ctx, s, people, keys, span)
	if err != nil {
		return joinStop(s, err)
	}
	peak := peakOf(s.cmd.Process.Pid)
	if err := s.stop(); err != nil {
		return err
	}
	size := int(got.bytes) / max(len(got.pages), 1)
	f, err := startSite(ctx, "-trivial", fmt.Sprint(size))
	if err != nil {
		return err
	}
	f.created = http.StatusOK
	bare, err := w.crowded(ctx, f, people, keys, min(span, trivialSeconds*time.Second))
	if err != nil {
		return joinStop(f, err)
	}
	if err := f.stop(); err != nil {
		return err
	}
	detail := fmt.Sprintf("%s: %d people with sessions, each loads their page, waits %s to %s and loads again, for %.0f s; %.0f pages a second of %d bytes (gzip); "+
		"meanwhile %d trusts sent by API, answered within %s ms at the median, %s ms for 95%%", w.engine.name, len(people), w.think, 2*w.think, got.took.Seconds(),
		float64(len(got.pages))/got.took.Seconds(), size, len(got.sends), figure(got.sends.within(0.5)), figure(got.sends.within(0.95)))
	for _, q := range []struct{ share, most float64 }{{0.5, 0}, {0.99, 150}} {
		r.most(result{Measurement: fmt.Sprintf("Today, %d people, p%.0f", len(people), q.share*100), Engine: string(w.engine.name), Unit: "ms",
			Ours: got.pages.within(q.share), Floor: bare.pages.within(q.share), CPU: perOp(got.cpu, len(got.pages)), Detail: detail,
			FloorIs: "the floor is the same load on a handler that answers as many bytes at once"}, q.most)
	}
	if peak > 0 {
		r.most(result{Measurement: "resident memory at its peak", Engine: string(w.engine.name), Unit: "MB", Ours: peak,
			Detail: "the site's own process during the Today load; PostgreSQL's server is not counted"}, memoryMost)
	}
	return nil
}

// crowded lets everybody read for the span, and the trusts send at the pace of all of them in a minute.
func (w *world) crowded(ctx context.Context, s *site, people []reader, keys []string, span time.Duration) (load, error) {
	var got load
	var mu sync.Mutex
	var first error
	fail := func(err error) {
		mu.Lock()
		defer mu.Unlock()
		if first == nil {
			first = err
		}
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	began, used := time.Now(), s.cpu()
	end := began.Add(span)
	var all sync.WaitGroup
	for i, p := range people {
		all.Go(func() {
			rnd := rand.New(rand.NewPCG(1, uint64(i)))
			pause := func(least time.Duration) time.Duration { return least + time.Duration(rnd.Int64N(int64(w.think)+1)) }
			for wait := pause(0); time.Now().Add(wait).Before(end) && ctx.Err() == nil; wait = pause(w.think) {
				time.Sleep(wait)
				took, n, err := s.ask(ctx, p.request(s.base), http.StatusOK)
				if err != nil {
					fail(err)
					stop()
					return
				}
				mu.Lock()
				got.pages, got.bytes = append(got.pages, took), got.bytes+n
				mu.Unlock()
			}
		})
	}
	all.Go(func() {
		if err := w.sendAll(ctx, s, keys, end, &got.sends); err != nil {
			fail(err)
			stop()
		}
	})
	all.Wait()
	got.took, got.cpu = time.Since(began), s.cpu()-used
	return got, first
}

func (p reader) request(base string) *http.Request {
	req, err := http.NewRequest(http.MethodGet, base+p.path, nil)
	if err != nil {
		panic(err) // an address of ours
	}
	req.Header.Set("Accept-Encoding", "gzip")
	req.AddCookie(&http.Cookie{Name: "headroom_session", Value: p.session})
	return req
}

// sendAll lets the trusts send the day's return one by one over a minute, or as many as fit before the end.
func (w *world) sendAll(ctx context.Context, s *site, keys []string, end time.Time, took *times) error {
	began, every := time.Now(), sendWithin/time.Duration(len(w.codes))
	var mu sync.Mutex
	var first error
	var all sync.WaitGroup
	for i, c := range w.codes {
		at := began.Add(time.Duration(i+1) * every)
		if at.After(end) || ctx.Err() != nil {
			break
		}
		time.Sleep(time.Until(at))
		all.Go(func() {
			req := sending(s.base, i, c, monday, keys[i])
			t, _, err := s.ask(ctx, req, s.created)
			mu.Lock()
			defer mu.Unlock()
			*took = append(*took, t)
			if err != nil && first == nil {
				first = err
			}
		})
	}
	all.Wait()
	return first
}
