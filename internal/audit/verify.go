package audit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"headroom/internal/db"
)

// Report is what Verify found.
type Report struct {
	Entries  int64    `json:"entries"`  // how many entries were read
	Head     string   `json:"head"`     // the newest hash: write it down outside the system to notice a cut-off tail
	Problems []string `json:"problems"` // a sentence for each break, at most 100
}

// batch is how many entries are held in memory while the chain is walked.
const batch = 2000

// Verify walks the whole chain and recomputes every hash.
func Verify(ctx context.Context, tx *db.Tx) (Report, error) {
	var r Report
	prev, last := "", int64(0)
	for {
		list, err := collect(ctx, tx, "from", last, batch)
		if err != nil {
			return r, err
		}
		bound, err := boundBy(ctx, tx, list, last)
		if err != nil {
			return r, err
		}
		for _, e := range list {
			if bound[e.Seq] != e.Sealed {
				r.note("entry %d (%s of %s %s) does not tell of the rows that are kept as its own: some of them, or their digests, were changed or removed", e.Seq, e.Verb, e.Noun, e.Key)
			}
			if e.Seq != last+1 {
				r.note("entry %d follows entry %d: entries between them are missing", e.Seq, last)
			}
			if e.Prev != prev {
				r.note("entry %d does not hold the hash of the entry before it", e.Seq)
			}
			if e.sum() != e.Hash {
				r.note("entry %d (%s of %s %s) was changed after it was written", e.Seq, e.Verb, e.Noun, e.Key)
			}
			prev, last = e.Hash, e.Seq
			r.Entries++
		}
		if len(list) < batch {
			break
		}
	}
	r.Head = prev
	astray, err := db.Bound(ctx, tx, last+1, math.MaxInt64)
	if err != nil {
		return r, err
	}
	if len(astray) > 0 {
		r.note("rows are kept as those of %d audit entries that are not there", len(astray))
	}
	var seq int64
	var hash string
	if err := tx.Get(ctx, queries.For(tx.Engine, "head"), nil, &seq, &hash); err != nil {
		if !errors.Is(err, db.ErrNoRows) {
			return r, err
		}
		r.note("the head of the log is gone")
	} else if seq != last || hash != prev {
		r.note("the head names entry %d but the last entry is %d: entries were removed from the end", seq, last)
	}
	return r, nil
}

// boundBy gives the digests over the rows that the entries after last bind, up to the last of list.
func boundBy(ctx context.Context, tx *db.Tx, list []Entry, last int64) (map[int64]string, error) {
	if len(list) == 0 {
		return nil, nil
	}
	return db.Bound(ctx, tx, last+1, list[len(list)-1].Seq)
}

func (r *Report) note(format string, args ...any) {
	if len(r.Problems) < 100 {
		r.Problems = append(r.Problems, fmt.Sprintf(format, args...))
	}
}

// Filter narrows Find; an empty field does not narrow. A noun holds those that are told apart beneath it, as harm does
// harm-event.
type Filter struct {
	Noun, Key, Org, Actor string
	From, To              time.Time // [From, To)
	Before                int64     // entries with a smaller Seq, for paging
	Limit                 int       // at most 500; 0 means 50
}

// Find lists entries, newest first.
func Find(ctx context.Context, tx *db.Tx, f Filter) ([]Entry, error) {
	if f.Limit <= 0 || f.Limit > 500 {
		f.Limit = 50
	}
	if f.Before <= 0 {
		f.Before = 1 << 62
	}
	if f.To.IsZero() {
		f.To = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return collect(ctx, tx, "find", f.Noun, f.Key, f.Org, f.Actor, db.At(f.From), db.At(f.To), f.Before, f.Limit)
}

// Digests maps each key of a noun to the digest that its newest entry holds. For a noun with as many entries as there are
// returns, ask DigestsOf.
func Digests(ctx context.Context, tx *db.Tx, noun string) (map[string]string, error) {
	return digests(ctx, tx, "digests", noun)
}

// DigestsOf is Digests for some keys.
func DigestsOf(ctx context.Context, tx *db.Tx, noun string, keys []string) (map[string]string, error) {
	list, err := json.Marshal(keys)
	if err != nil {
		return nil, err
	}
	return digests(ctx, tx, "digests-of", string(list), noun)
}

// CountKeys is how many keys of a noun have a digest in the log.
func CountKeys(ctx context.Context, tx *db.Tx, noun string) (n int, err error) {
	err = tx.Get(ctx, queries.For(tx.Engine, "count-keys"), []any{noun}, &n)
	return n, err
}

// KeysAfter lists the keys of a noun that have a digest in the log and come after one, in order, at most a thousand.
func KeysAfter(ctx context.Context, tx *db.Tx, noun, after string) ([]string, error) {
	return db.Collect(ctx, tx, queries.For(tx.Engine, "keys-after"), func(r db.Row) (key string, err error) {
		return key, r.Scan(&key)
	}, noun, after)
}

func digests(ctx context.Context, tx *db.Tx, query string, args ...any) (map[string]string, error) {
	out := map[string]string{}
	err := tx.Each(ctx, queries.For(tx.Engine, query), func(r db.Row) error {
		var k, d string
		if err := r.Scan(&k, &d); err != nil {
			return err
		}
		out[k] = d
		return nil
	}, args...)
	return out, err
}

func collect(ctx context.Context, tx *db.Tx, query string, args ...any) ([]Entry, error) {
	return db.Collect(ctx, tx, queries.For(tx.Engine, query), func(r db.Row) (Entry, error) {
		var e Entry
		var at db.Instant
		err := r.Scan(&e.Seq, &at, &e.Actor, &e.Verb, &e.Noun, &e.Key, &e.Org, &e.Reason, &e.Digest, &e.Detail, &e.Sealed,
			&e.Prev, &e.Hash)
		e.At = at.Time
		return e, err
	}, args...)
}
