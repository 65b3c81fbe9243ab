package mitigationdb

import (
	"context"
	"errors"
	"fmt"

	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/mitigation"
	"headroom/internal/org"
)

// waiting is a request that the clock has to look at.
type waiting struct {
	ref   mitigation.Ref
	trust org.Code
}

// RunClock writes what the clock has to say of every request by now, and sends the reminders that are due; it gives how many
// of either there were. An event's time is the deadline's, however late it is found. Each request is done in a transaction of
// its own, under its lock, from what stands in it: run at once by any number of processes, ended at any instant, or run after
// days of standstill, it writes each event and reminder once. A request that fails holds no other up. Call it every half minute.
func (s *Store) RunClock(ctx context.Context) (int, error) {
	var list []waiting
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.Collect(ctx, tx, queries.For(tx.Engine, "due"), func(r db.Row) (w waiting, err error) {
			err = r.Scan(&w.ref, &w.trust)
			return w, err
		}, db.At(s.d.Now()))
		return err
	})
	done := 0
	for _, w := range list {
		if ctx.Err() != nil {
			return done, errors.Join(err, ctx.Err())
		}
		n, errOne := s.wake(ctx, w)
		done += n
		if errOne != nil {
			err = errors.Join(err, fmt.Errorf("request %s: %w", w.ref, errOne))
		}
	}
	return done, err
}

// wake looks at one request: writes its events, then its reminders, then when to look again.
func (s *Store) wake(ctx context.Context, w waiting) (done int, err error) {
	system, region, err := s.places.Above(ctx, w.trust)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return 0, err
	}
	seat := map[mitigation.Actor]org.Code{mitigation.Director: w.trust, mitigation.System: system, mitigation.Region: region, mitigation.National: org.England}
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		k, err := lock(ctx, tx, w.ref)
		if err != nil {
			return err
		}
		events, err := tick(ctx, tx, &k)
		if err != nil {
			return err
		}
		now, at := standing(tx, k)
		notices, next := now.Notices(k.SignedStages(), at)
		sent, err := send(ctx, tx, k, notices, seat)
		if err != nil {
			return err
		}
		if wake := now.Wake(at); !wake.IsZero() && (next.IsZero() || wake.Before(next)) {
			next = wake
		}
		if next.IsZero() {
			_, err = tx.Exec(ctx, queries.For(tx.Engine, "end-wake"), string(w.ref))
		} else {
			_, err = tx.Exec(ctx, queries.For(tx.Engine, "set-wake"), string(w.ref), db.At(next))
		}
		if err != nil {
			return err
		}
		done = events + sent
		if err := s.noteClock(ctx, tx, k, events, sent); err != nil || events == 0 {
			return err
		}
		return endSpent(ctx, tx, mitigation.By{Actor: mitigation.Clock}, k)
	})
	return done, err
}

// noteClock writes the audit lines of one look. One that found nothing to do writes none.
func (s *Store) noteClock(ctx context.Context, tx *db.Tx, k mitigation.Kept, events, sent int) error {
	clock := mitigation.By{Actor: mitigation.Clock}
	if err := noteAll(ctx, tx, clock, k, events); err != nil || sent == 0 {
		return err
	}
	return note(ctx, tx, clock, k, "mitigation.remind", string(k.Ref), fmt.Sprintf("reminders sent: %d", sent), "")
}

// send writes the reminders down that were not sent before. One to an organisation that there is not is left out.
func send(ctx context.Context, tx *db.Tx, k mitigation.Kept, notices []mitigation.Notice, seat map[mitigation.Actor]org.Code) (int, error) {
	type key struct {
		step string
		org  org.Code
	}
	told := map[key]bool{}
	err := tx.Each(ctx, queries.For(tx.Engine, "notices-of"), func(r db.Row) error {
		var x key
		err := r.Scan(&x.step, &x.org)
		told[x] = true
		return err
	}, string(k.Ref))
	if err != nil {
		return 0, err
	}
	sent := 0
	for _, n := range notices {
		x := key{n.Step, seat[n.To]}
		if x.org == "" || told[x] {
			continue
		}
		if _, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-notice"), string(k.Ref), n.Step, string(x.org), db.At(n.At), n.Words, db.At(tx.Now)); err != nil {
			return 0, err
		}
		told[x] = true
		sent++
	}
	return sent, nil
}
