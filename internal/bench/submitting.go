package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/sitrep/sitrepweb"
)

// bodyOf is a return as a trust's program sends it.
func bodyOf(trust int, day civil.Date, k int) []byte {
	form, _ := sitrep.FindForm(sitrep.UECDaily, day)
	values := map[string]float64{}
	for _, it := range figuresOf(form, trust, day, k) {
		values[string(it.Measure)] = it.Value.N
	}
	text, _ := json.Marshal(map[string]any{ // numbers and texts: cannot fail
		"values": values, "comments": map[string]string{"": "confirmed with the site team"}})
	return text
}

// sending is one return on its way.
func sending(base string, trust int, c org.Code, day civil.Date, token string) *http.Request {
	req, err := http.NewRequest(http.MethodPut, base+"/api"+sitrepweb.ReturnPath(sitrep.UECDaily, c, day), bytes.NewReader(bodyOf(trust, day, 0)))
	if err != nil {
		panic(err) // an address of ours
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", fmt.Sprintf("bench-%s-%s", c, day))
	return req
}

// tokens makes one for each trust.
func (w *world) tokens(ctx context.Context) ([]string, error) {
	out := make([]string, len(w.codes))
	for i, c := range w.codes {
		var err error
		if out[i], err = w.token(ctx, c); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// crowds are how many send at a time, each with the mornings that it sends.
func crowds() []struct{ senders, mornings int } {
	return []struct{ senders, mornings int }{{1, 1}, {16, 5}, {64, 6}}
}

// submitting measures validated returns through the JSON API: every trust sends, morning by morning.
func submitting(ctx context.Context, w *world, r *report) error {
	w.at(monday.At(8*60 + 15))
	keys, err := w.tokens(ctx)
	if err != nil {
		return err
	}
	s, err := w.start(ctx, monday.At(8*60+30), "api")
	if err != nil {
		return err
	}
	day := monday.Add(-gapDays)
	for _, c := range crowds() {
		var took times
		used, began := s.cpu(), time.Now()
		for range c.mornings {
			t, err := w.morning(ctx, s, c.senders, day, keys)
			if err != nil {
				return joinStop(s, err)
			}
			took, day = append(took, t...), day.Add(1)
		}
		n := len(took)
		rate, cpu := float64(n)/time.Since(began).Seconds(), perOp(s.cpu()-used, n)
		bare, err := w.bareCommits(ctx, c.senders, n)
		if err != nil {
			return joinStop(s, err)
		}
		r.rate(result{Measurement: "returns by API, " + plural(c.senders, "sender"), Engine: string(w.engine.name), Unit: "a second",
			Ours: rate, Floor: bare, CPU: cpu, FloorIs: "the floor is one INSERT and COMMIT of the same bytes for each return, with as many senders",
			Detail: fmt.Sprintf("%s: %d returns, each answered within %s ms at the median, %s ms for 95%%", w.engine.name, n, figure(took.within(0.5)), figure(took.within(0.95)))}, 0)
	}
	return s.stop()
}

func joinStop(s *site, err error) error {
	_ = s.stop()
	return err
}

// morning lets every trust send its return for the day.
func (w *world) morning(ctx context.Context, s *site, senders int, day civil.Date, keys []string) (times, error) {
	took := make(times, len(w.codes))
	err := crowd(senders, len(w.codes), func(i int) (err error) {
		took[i], _, err = s.ask(ctx, sending(s.base, i, w.codes[i], day, keys[i]), http.StatusCreated)
		return err
	})
	return took, err
}

// crowd does n things, so many at a time, and gives the first error.
func crowd(senders, n int, f func(i int) error) error {
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var all sync.WaitGroup
	for range senders {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && failed.Load() == nil; i = int(next.Add(1)) - 1 {
				if err := f(i); err != nil {
					failed.CompareAndSwap(nil, &err)
				}
			}
		})
	}
	all.Wait()
	if err := failed.Load(); err != nil {
		return *err
	}
	return nil
}

// bareCommits is how many rows of a return's bytes the bare database takes in a second, each with a commit of its own.
func (w *world) bareCommits(ctx context.Context, senders, n int) (float64, error) {
	p, body, err := w.bareTable(ctx, fmt.Sprintf("commits%d", senders), senders)
	if err != nil {
		return 0, err
	}
	defer func() { _ = p.Close() }()
	began := time.Now()
	if err := crowd(senders, n, func(i int) error { return commitOne(ctx, p, i, body) }); err != nil {
		return 0, err
	}
	return float64(n) / time.Since(began).Seconds(), nil
}

func (w *world) bareTable(ctx context.Context, name string, senders int) (*sql.DB, string, error) {
	p, err := w.engine.bare(ctx, name, senders)
	if err != nil {
		return nil, "", err
	}
	_, err = p.ExecContext(ctx, "CREATE TABLE bare (n INTEGER PRIMARY KEY, body TEXT NOT NULL)")
	return p, string(bodyOf(0, monday, 0)), err
}

func commitOne(ctx context.Context, p *sql.DB, n int, body string) error {
	tx, err := p.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO bare (n, body) VALUES ($1, $2)", n, body); err != nil {
		_ = tx.Rollback()
		return err
	}
	return tx.Commit()
}
