package sitrepdb

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// letter is one submission on its way through the desk.
type letter struct {
	sub     sitrep.Submission
	form    *sitrep.Form
	at      time.Time // when it came
	receipt sitrep.Receipt
	err     error
	done    chan struct{} // closed when receipt and err stand
}

// desk takes submissions in. Many trusts send in the same minute, and a commit costs the same for one version as for
// fifty: those that come while a transaction is under way wait and go together into the next. One goroutine delivers
// while there is something to deliver; a submission that finds the desk idle does not wait.
type desk struct {
	mu      sync.Mutex
	waiting []*letter
	busy    bool
}

// Limits of one delivery: how many go together, and how long the database may take, a long import before them included,
// until they are told that it cannot be reached.
const (
	mostTogether = 64
	longest      = time.Minute
)

// join puts l in line and sees to it that somebody delivers.
func (k *desk) join(l *letter, deliver func([]*letter)) {
	k.mu.Lock()
	k.waiting = append(k.waiting, l)
	start := !k.busy
	k.busy = true
	k.mu.Unlock()
	if start {
		go k.run(deliver)
	}
}

// leave takes l out of the line; false when its turn has begun.
func (k *desk) leave(l *letter) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	i := slices.Index(k.waiting, l)
	if i < 0 {
		return false
	}
	k.waiting = slices.Delete(k.waiting, i, i+1)
	return true
}

func (k *desk) run(deliver func([]*letter)) {
	for {
		k.mu.Lock()
		n := min(len(k.waiting), mostTogether)
		batch := slices.Clone(k.waiting[:n])
		k.waiting = slices.Delete(k.waiting, 0, n)
		k.busy = n > 0
		k.mu.Unlock()
		if n == 0 {
			return
		}
		deliver(batch)
	}
}

// deliver stores a batch in one transaction. When the database refuses it, nothing of it was kept, and each is tried once
// by itself, so that one submission's trouble is nobody else's. It belongs to no request: the end of one request's
// context does not take the others with it.
func (s *Store) deliver(batch []*letter) {
	ctx, stop := context.WithTimeout(context.Background(), longest)
	defer stop()
	err := s.together(ctx, batch)
	for _, l := range batch {
		if err != nil && len(batch) > 1 && ctx.Err() == nil {
			l.fail(s.together(ctx, []*letter{l}))
		} else {
			l.fail(err)
		}
		close(l.done)
	}
}

// fail notes that the database did not take the letter; nil changes nothing.
func (l *letter) fail(err error) {
	if err == nil {
		return
	}
	l.receipt, l.err = sitrep.Receipt{}, err
	if fault.As(err) == nil {
		l.err = fault.Wrap(err, fault.Unavailable, "the return could not be stored just now; send it again")
	}
}

// together judges and stores the letters in one transaction: the versions first, then each day's sums once, then the
// audit lines, whose lock is held shortest that way. Days are locked in a fixed order, before anything is read of them:
// on PostgreSQL other processes do the same at once, and sums must not miss a version.
func (s *Store) together(ctx context.Context, batch []*letter) error {
	return s.write(ctx, func(tx *db.Tx) error {
		if err := lockFor(ctx, tx, batch); err != nil {
			return err
		}
		s := &Store{d: s.d, landed: s.landed, orgs: &placesOnce{Organisations: s.orgs, held: map[civil.Date]*org.Picture{}}}
		changed := map[slot][]org.Code{}
		var lines []audit.Entry
		for _, l := range batch {
			line, accepted, err := s.admit(ctx, tx, l)
			if err != nil {
				return err
			}
			if accepted {
				lines = append(lines, line)
				k := slot{l.form.Code, l.sub.Draft.Day}
				changed[k] = append(changed[k], l.sub.Draft.Org)
			}
		}
		days := inOrder(maps.Keys(changed))
		for _, k := range days {
			form, _ := sitrep.FindForm(k.form, k.day)
			if err := s.reroll(ctx, tx, form, k.day, changed[k]...); err != nil {
				return err
			}
		}
		if err := s.tellLanded(ctx, tx, days); err != nil {
			return err
		}
		for _, e := range lines {
			if err := audit.Append(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// placesOnce looks the organisations up once for each day of one transaction, which all see the same.
type placesOnce struct {
	Organisations
	held map[civil.Date]*org.Picture
}

// PictureIn is the picture of the day as known in the transaction; asOf is farOff in all that a delivery asks for.
func (p *placesOnce) PictureIn(ctx context.Context, tx *db.Tx, at civil.Date, asOf time.Time) (*org.Picture, error) {
	if !asOf.Equal(farOff) {
		return p.Organisations.PictureIn(ctx, tx, at, asOf)
	}
	pic, ok := p.held[at]
	if ok {
		return pic, nil
	}
	pic, err := p.Organisations.PictureIn(ctx, tx, at, asOf)
	p.held[at] = pic
	return pic, err
}

// lockFor takes every lock that the letters need.
func lockFor(ctx context.Context, tx *db.Tx, batch []*letter) error {
	slots := map[slot]struct{}{}
	for _, l := range batch {
		slots[slot{l.form.Code, l.sub.Draft.Day}] = struct{}{}
	}
	if slices.ContainsFunc(batch, func(l *letter) bool { return l.sub.File != "" }) {
		if err := tx.Lock(ctx, lockSources); err != nil {
			return err
		}
	}
	for _, k := range inOrder(maps.Keys(slots)) {
		if err := k.lock(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// lockSources is the lock of whoever numbers sources.
const lockSources = "sitrep-import"

// lock makes the changes of one form and day one after another.
func (k slot) lock(ctx context.Context, tx *db.Tx) error {
	return tx.Lock(ctx, "sitrep "+string(k.form)+" "+k.day.String())
}

// inOrder sorts slots by form and day.
func inOrder(seq func(yield func(slot) bool)) []slot {
	return slices.SortedFunc(seq, func(a, b slot) int {
		return cmp.Or(cmp.Compare(a.form, b.form), a.day.Compare(b.day))
	})
}
