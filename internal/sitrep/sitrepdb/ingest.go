package sitrepdb

import (
	"context"
	"fmt"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/sitrep"
)

// Progress hears how far a long piece of work is.
type Progress func(done, total int, words string)

// Import stores what is new in b, in one transaction: all of it or nothing. A file that is held already is a no-op. A
// return that equals the one in force at the file's own instant is unchanged and not stored again. Everything is worked
// out before the transaction, so that others wait only while the rows are written.
func (s *Store) Import(ctx context.Context, b *sitrep.Batch, by string, progress Progress) (sitrep.ImportResult, error) {
	return s.importAs(ctx, b, by, 0, s.d.Write, progress)
}

// writer runs a function in one writing transaction.
type writer func(ctx context.Context, f func(*db.Tx) error) error

// importAs is Import for the import of that number, which ends in the same transaction; 0 is none.
func (s *Store) importAs(ctx context.Context, b *sitrep.Batch, by string, id int64, write writer, progress Progress) (sitrep.ImportResult, error) {
	var p *plan
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		p, err = s.plan(ctx, tx, b, by, progress)
		return err
	})
	if err != nil {
		return sitrep.ImportResult{File: b.Source.File}, err
	}
	defer p.wait()
	var res sitrep.ImportResult
	err = write(ctx, func(tx *db.Tx) error {
		now := p
		if err := p.lock(ctx, tx); err != nil {
			return err
		}
		if fresh, err := s.fresh(ctx, tx, p); err != nil {
			return err
		} else if !fresh { // somebody was quicker: work it out again, now that nobody can be
			if now, err = s.plan(ctx, tx, b, by, nil); err != nil {
				return err
			}
			defer now.wait()
		}
		now.res.Import = id
		if err := s.carryOut(ctx, tx, now); err != nil {
			return err
		}
		res = now.res
		if err := s.end(ctx, tx, id, now.source, &res); err != nil {
			return err
		}
		return touch(ctx, tx)
	})
	return res, err
}

// lock keeps others from numbering sources and, where organisations send a form themselves, from changing its days.
func (p *plan) lock(ctx context.Context, tx *db.Tx) error {
	if err := tx.Lock(ctx, lockSources); err != nil {
		return err
	}
	for _, k := range p.days {
		if f, ok := sitrep.FindForm(k.form, k.day); ok && !f.Publication {
			if err := k.lock(ctx, tx); err != nil {
				return err
			}
		}
	}
	return nil
}

// fresh reports whether the plan still rests on what is held.
func (s *Store) fresh(ctx context.Context, tx *db.Tx, p *plan) (bool, error) {
	if p.res.Held {
		return true, nil // what is held stays held
	}
	mark, err := markOf(ctx, tx, p)
	if err != nil || mark != p.mark {
		return false, err
	}
	book, err := s.orgs.BookIn(ctx, tx, farOff) // the same book as long as nothing was recorded
	return book == p.book, err
}

// carryOut writes the plan's rows.
func (s *Store) carryOut(ctx context.Context, tx *db.Tx, p *plan) error {
	if p.res.Held {
		return nil
	}
	src := p.batch.Source
	_, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-source"), p.source, src.SHA256, src.File, src.Format, src.Edition,
		db.At(p.known), db.At(tx.Now), p.by)
	if err != nil {
		return err
	}
	if p.res.NewOrgs, err = s.orgs.Ensure(ctx, tx, p.known, p.batch.Sightings); err != nil {
		return err
	}
	rows := make([][]any, len(p.versions))
	for i, v := range p.versions {
		v.Stored = tx.Now
		rows[i] = versionRow(v.Version, v.body)
	}
	if err := tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-version"), rows); err != nil {
		return err
	}
	rows = rows[:0]
	if p.covers {
		for _, k := range p.days {
			rows = append(rows, []any{p.source, string(k.form), k.day})
		}
	}
	if err := tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-cover"), rows); err != nil {
		return err
	}
	if err := p.saveDuties(ctx, tx); err != nil {
		return err
	}
	rows = rows[:0]
	for _, t := range p.published {
		rows = append(rows, []any{p.source, string(t.Form), string(t.Org), t.Day, t.body, t.digest})
	}
	if err := tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-published"), rows); err != nil {
		return err
	}
	if err := p.settle(); err != nil {
		return err
	}
	if err := saveSums(ctx, tx, p.rollups); err != nil {
		return err
	}
	if err := p.vouch(ctx, tx); err != nil {
		return err
	}
	if err := s.tellLanded(ctx, tx, p.days); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: p.by, Verb: "import.run", Noun: "source", Key: fmt.Sprint(p.source), Digest: src.SHA256,
		Detail: fmt.Sprintf("%s: %d stored, %d unchanged, %d refused", src.Format, p.res.Stored, p.res.Unchanged, p.res.Refused)})
}

// saveSums writes what changes of the roll-ups. They were worked out on the tree that the sightings left, so that their
// days wait for nothing any more. Days without any sum get theirs together.
func saveSums(ctx context.Context, tx *db.Tx, days []dayLines) error {
	if err := dropSums(ctx, tx, days); err != nil {
		return err
	}
	held, err := daysWithSums(ctx, tx, days)
	if err != nil {
		return err
	}
	var fresh, again [][]any
	for _, day := range days {
		for _, l := range day.lines {
			row := sumRow(day.form, day.day, l.cell, l.line)
			if held[day.slot] {
				again = append(again, row)
			} else {
				fresh = append(fresh, row)
			}
		}
	}
	if err := tx.RepeatAll(ctx, queries.For(tx.Engine, "add-rollup"), fresh); err != nil {
		return err
	}
	return tx.RepeatAll(ctx, queries.For(tx.Engine, "save-rollup"), again)
}

// dropSums removes the sums that are no more, and the notes that their days wait.
func dropSums(ctx context.Context, tx *db.Tx, days []dayLines) error {
	list, err := db.Collect(ctx, tx, queries.For(tx.Engine, "all-stale"), scanSlot)
	if err != nil {
		return err
	}
	waiting := map[slot]bool{}
	for _, k := range list {
		waiting[k] = true
	}
	for _, day := range days {
		if err := ctx.Err(); err != nil {
			return err
		}
		var queue []string
		if waiting[day.slot] {
			queue = append(queue, "drop-stale")
		}
		if day.whole {
			queue = append(queue, "drop-rollups")
		}
		for _, q := range queue {
			if _, err := tx.Repeat(ctx, queries.For(tx.Engine, q), string(day.form), day.day); err != nil {
				return err
			}
		}
		for _, c := range day.drop {
			if _, err := tx.Repeat(ctx, queries.For(tx.Engine, "delete-rollup"), string(day.form), string(c.org), day.day, string(c.view)); err != nil {
				return err
			}
		}
	}
	return nil
}

// daysWithSums are those between the first and the last of each form for which sums are stored.
func daysWithSums(ctx context.Context, tx *db.Tx, days []dayLines) (map[slot]bool, error) {
	spans := map[owed]*duty{}
	for _, day := range days {
		widen(spans, owed{form: day.form}, day.day)
	}
	held := map[slot]bool{}
	for _, s := range sortedSpans(spans) {
		err := tx.Each(ctx, queries.For(tx.Engine, "sums-between"), func(r db.Row) error {
			var d civil.Date
			err := r.Scan(&d)
			held[slot{s.form, d}] = true
			return err
		}, string(s.form), s.first, s.last)
		if err != nil {
			return nil, err
		}
	}
	return held, nil
}
