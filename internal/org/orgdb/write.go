package orgdb

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"headroom/internal/audit"
	"headroom/internal/db"
	"headroom/internal/org"
)

// lock makes changes of the register one after another, so that what one was checked against still stands when it is
// written.
func lock(ctx context.Context, tx *db.Tx) error { return tx.Lock(ctx, "org") }

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// record appends facts under one new change, known from the instant at.
func record(ctx context.Context, tx *db.Tx, actor string, at time.Time, set int64, words string, facts []org.Fact) error {
	var last int64
	if err := tx.Get(ctx, queries.For(tx.Engine, "last-id"), nil, &last); err != nil {
		return err
	}
	rows := make([][]any, 0, len(facts))
	for _, f := range facts {
		last++
		text, err := json.Marshal(f)
		if err != nil {
			return err
		}
		rows = append(rows, []any{last, string(f.Org), string(f.What), db.At(at), actor, string(text), audit.Digest(string(text))})
	}
	if err := tx.RepeatAll(ctx, queries.For(tx.Engine, "insert"), rows); err != nil {
		return fmt.Errorf("%d facts about organisations cannot be recorded: %w", len(facts), err)
	}
	var b [12]byte
	if _, err := rand.Read(b[:]); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, queries.For(tx.Engine, "add-change"), db.At(tx.Now), hex.EncodeToString(b[:]), actor, set, last, words); err != nil {
		return fmt.Errorf("the change cannot be recorded: %w", err)
	}
	return nil
}

// digest is the SHA-256 of what facts say, for the audit entry.
func digest(lines []org.Change) string {
	parts := make([]string, 0, len(lines))
	for _, l := range lines {
		parts = append(parts, l.Words, l.After)
	}
	return audit.Digest(parts...)
}

// seedDay is when the built-in facts count as known: before anything that Headroom can hold.
var seedDay = time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC)

// seeded reports whether there is nothing for Seed to do. It only reads, so that a start never waits behind a long write.
func (s *Store) seeded(ctx context.Context, sha string) (done bool, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		var copies, same int64
		if err := tx.Get(ctx, queries.For(tx.Engine, "reference-copies"), []any{sha}, &copies, &same); err != nil {
			return err
		}
		held, err := dictionary(ctx, tx)
		if err != nil {
			return err
		}
		roles, aliases := lacking(held)
		done = same > 0 && len(roles)+len(aliases) == 0
		return nil
	})
	return done, err
}

// Seed puts the built-in reference and the role dictionary in place: once, as a change set that is accepted already and
// audited. When a newer program brings other tables, what differs becomes a pending change set; nothing that people
// have decided since is overwritten. A database that was begun with a synthetic England is left as it is.
func (s *Store) Seed(ctx context.Context) error {
	if digest, err := s.Synthetic(ctx); err != nil || digest != "" {
		return err
	}
	sha := org.BuiltinDigest()
	if done, err := s.seeded(ctx, sha); err != nil || done {
		return err
	}
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := lock(ctx, tx); err != nil {
			return err
		}
		if err := seedRoles(ctx, tx); err != nil {
			return err
		}
		var copies, same int64
		if err := tx.Get(ctx, queries.For(tx.Engine, "reference-copies"), []any{sha}, &copies, &same); err != nil {
			return err
		}
		if same > 0 {
			return nil
		}
		b, _, err := s.book(ctx, tx, always)
		if err != nil {
			return err
		}
		set := b.CompareBuiltin(org.Builtin())
		set.SHA256 = sha
		id, err := propose(ctx, tx, "reference", "seed", set)
		if err != nil {
			return err
		}
		verb, detail := "org.propose", fmt.Sprintf("%d changes of the built-in reference to be decided", len(set.Lines))
		if copies == 0 {
			verb, detail = "org.accept", fmt.Sprintf("built-in reference, %d organisations", len(set.Lines))
			if err := s.settle(ctx, tx, id, "seed", org.Accepted, "built-in reference", seedDay, set.Lines); err != nil {
				return err
			}
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: "seed", Verb: verb, Noun: "org", Key: fmt.Sprint("changeset/", id),
			Org: string(org.England), Reason: "built-in reference", Digest: digest(set.Lines), Detail: detail})
	})
}

// Ensure makes sure that every code seen in a source is held, inside the caller's transaction, and gives the codes that
// are new. Unknown codes become provisional units, known from the instant at on; what is held is left alone, and what
// contradicts it becomes a pending change set, once for each contradiction.
func (s *Store) Ensure(ctx context.Context, tx *db.Tx, at time.Time, seen []org.Sighting) ([]org.Code, error) {
	if err := lock(ctx, tx); err != nil {
		return nil, err
	}
	b, _, err := s.book(ctx, tx, always)
	if err != nil {
		return nil, err
	}
	got, err := b.Sight(seen)
	if err != nil {
		return nil, err
	}
	lines, err := unheard(ctx, tx, got.Lines)
	if err != nil {
		return nil, err
	}
	if len(got.Facts) == 0 && len(lines) == 0 {
		return got.Fresh, nil
	}
	file := fileOf(seen)
	var id int64
	if len(lines) > 0 {
		set := org.ChangeSet{Title: "Names and places in " + file + " that differ from the record", File: file, Lines: lines}
		if id, err = propose(ctx, tx, "sightings", "source", set); err != nil {
			return nil, err
		}
	}
	if len(got.Facts) > 0 {
		if err := s.recordIn(ctx, tx, "source", at, id, "seen in "+file, got.Facts); err != nil {
			return nil, err
		}
	}
	return got.Fresh, audit.Append(ctx, tx, audit.Entry{Actor: "source", Verb: "org.sighted", Noun: "org", Key: file,
		Org: string(org.England), Digest: digest(lines), Detail: fmt.Sprintf("%d facts as seen, %d differences to decide", len(got.Facts), len(lines))})
}

// unheard leaves out differences that an earlier import already proposed, whatever was decided about them.
func unheard(ctx context.Context, tx *db.Tx, lines []org.Change) ([]org.Change, error) {
	if len(lines) == 0 {
		return nil, nil
	}
	type matter struct {
		org     org.Code
		subject string
	}
	about := map[org.Code]bool{}
	for _, l := range lines {
		about[l.Org] = true
	}
	codes, err := json.Marshal(slices.Sorted(maps.Keys(about)))
	if err != nil {
		return nil, err
	}
	heard := map[matter]bool{}
	err = tx.Each(ctx, queries.For(tx.Engine, "proposed-before"), func(r db.Row) error {
		var m matter
		err := r.Scan(&m.org, &m.subject)
		heard[m] = true
		return err
	}, string(codes))
	var out []org.Change
	for _, l := range lines {
		if !heard[matter{l.Org, l.Subject()}] {
			l.Line = len(out) + 1
			out = append(out, l)
		}
	}
	return out, err
}

// fileOf is the file that sightings come from: the part of a source before its sheet and cell.
func fileOf(seen []org.Sighting) string {
	for _, s := range seen {
		if f, _, _ := strings.Cut(s.Source, ","); f != "" {
			return f
		}
	}
	return "a data file"
}
