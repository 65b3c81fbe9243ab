package orgdb

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// Import reads an organisation file, compares it with what is held now and proposes what differs. asAt is the day the
// file's statements hold for; zero takes it from the file. A file that says nothing new is an Invalid fault that says so,
// and the same file while its first copy is still undecided gives that copy's number.
func (s *Store) Import(ctx context.Context, who, file string, data []byte, asAt civil.Date) (int64, error) {
	b, err := s.Book(ctx, always)
	if err != nil {
		return 0, err
	}
	set, err := b.Import(file, data, asAt)
	if err != nil {
		return 0, err
	}
	return s.Propose(ctx, who, set)
}

// Propose stores a change set for somebody to decide, and gives its number.
func (s *Store) Propose(ctx context.Context, who string, set org.ChangeSet) (id int64, err error) {
	if len(set.Lines) == 0 {
		return 0, fault.New(fault.Invalid, "%s says nothing that is not held already%s", orFile(set.File), noted(set.Notes))
	}
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		if err := lock(ctx, tx); err != nil {
			return err
		}
		if set.SHA256 != "" {
			err := tx.Get(ctx, queries.For(tx.Engine, "undecided-copy"), []any{set.SHA256, set.AsAt}, &id)
			if err == nil || !errors.Is(err, db.ErrNoRows) {
				return err
			}
		}
		if id, err = propose(ctx, tx, "file", who, set); err != nil {
			return err
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: who, Verb: "org.propose", Noun: "org", Key: fmt.Sprint("changeset/", id),
			Org: string(org.England), Digest: digest(set.Lines), Detail: fmt.Sprintf("%s: %d lines", set.File, len(set.Lines))})
	})
	return id, err
}

func orFile(name string) string {
	if name == "" {
		return "the proposal"
	}
	return name
}

func noted(notes []string) string {
	if len(notes) == 0 {
		return ""
	}
	return " (" + strings.Join(notes, "; ") + ")"
}

func propose(ctx context.Context, tx *db.Tx, origin, who string, set org.ChangeSet) (int64, error) {
	notes, err := json.Marshal(set.Notes)
	if err != nil {
		return 0, err
	}
	var id int64
	if err := tx.Get(ctx, queries.For(tx.Engine, "add-changeset"), []any{origin, set.Title, set.File, set.SHA256, set.AsAt,
		string(notes), who, db.At(tx.Now)}, &id); err != nil {
		return 0, fmt.Errorf("the change set cannot be stored: %w", err)
	}
	rows := make([][]any, 0, len(set.Lines))
	for i, l := range set.Lines {
		facts, err := json.Marshal(l.Facts)
		if err != nil {
			return 0, err
		}
		evidence, err := json.Marshal(l.Evidence)
		if err != nil {
			return 0, err
		}
		rows = append(rows, []any{id, i + 1, string(l.Org), l.Verb, l.Subject(), l.Words, l.Before, l.After, string(facts), string(evidence)})
	}
	if err := tx.RepeatAll(ctx, queries.For(tx.Engine, "add-line"), rows); err != nil {
		return 0, fmt.Errorf("the lines of the change set cannot be stored: %w", err)
	}
	return id, nil
}

// Pending lists the change sets with a line that nobody has decided, newest first, with their lines.
func (s *Store) Pending(ctx context.Context) ([]org.ChangeSet, error) {
	return s.sets(ctx, "pending")
}

// ChangeSets lists the newest change sets, decided or not, at most n.
func (s *Store) ChangeSets(ctx context.Context, n int) ([]org.ChangeSet, error) {
	return s.sets(ctx, "all-changesets", n)
}

func (s *Store) sets(ctx context.Context, query string, args ...any) (out []org.ChangeSet, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		if out, err = db.Collect(ctx, tx, queries.For(tx.Engine, query), scanSet, args...); err != nil {
			return err
		}
		b, _, err := s.book(ctx, tx, always)
		if err != nil {
			return err
		}
		for i := range out {
			if err := lines(ctx, tx, b, &out[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// ChangeSet is one change set with its lines, their decisions, and for pending lines what has moved since.
func (s *Store) ChangeSet(ctx context.Context, id int64) (set org.ChangeSet, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		set, _, err = s.open(ctx, tx, id)
		return err
	})
	return set, err
}

func (s *Store) open(ctx context.Context, tx *db.Tx, id int64) (org.ChangeSet, *org.Book, error) {
	found, err := db.Collect(ctx, tx, queries.For(tx.Engine, "changeset"), scanSet, id)
	if err != nil {
		return org.ChangeSet{}, nil, err
	}
	if len(found) == 0 {
		return org.ChangeSet{}, nil, fault.New(fault.NotFound, "there is no change set %d", id)
	}
	b, _, err := s.book(ctx, tx, always)
	if err != nil {
		return org.ChangeSet{}, nil, err
	}
	return found[0], b, lines(ctx, tx, b, &found[0])
}

func scanSet(r db.Row) (org.ChangeSet, error) {
	var c org.ChangeSet
	var notes string
	var at db.Instant
	if err := r.Scan(&c.ID, &c.Title, &c.File, &c.SHA256, &c.AsAt, &notes, &c.ProposedBy, &at); err != nil {
		return c, err
	}
	c.ProposedAt = at.Time
	return c, json.Unmarshal([]byte(notes), &c.Notes)
}

// lines fills in a change set's lines, their decisions and their conflicts with the book.
func lines(ctx context.Context, tx *db.Tx, b *org.Book, set *org.ChangeSet) error {
	var err error
	set.Lines, err = db.Collect(ctx, tx, queries.For(tx.Engine, "lines"), func(r db.Row) (org.Change, error) {
		var c org.Change
		var facts, evidence string
		if err := r.Scan(&c.Line, &c.Org, &c.Verb, &c.Words, &c.Before, &c.After, &facts, &evidence); err != nil {
			return c, err
		}
		if err := json.Unmarshal([]byte(facts), &c.Facts); err != nil {
			return c, fmt.Errorf("the stored facts of line %d are damaged: %w", c.Line, err)
		}
		return c, json.Unmarshal([]byte(evidence), &c.Evidence)
	}, set.ID)
	if err != nil {
		return err
	}
	err = tx.Each(ctx, queries.For(tx.Engine, "decisions"), func(r db.Row) error {
		var line int
		var decision, before, reason, by string
		var at db.Instant
		if err := r.Scan(&line, &decision, &before, &reason, &by, &at); err != nil {
			return err
		}
		l := &set.Lines[line-1]
		l.Reason, l.By, l.At = reason, by, at.Time
		if decision == lookedAgain {
			l.Before = before
			return nil
		}
		l.Decision = org.Decision(decision)
		return nil
	}, set.ID)
	if err != nil {
		return err
	}
	for i := range set.Lines {
		if set.Lines[i].Decision == "" {
			set.Lines[i].Conflict = b.Moved(set.Lines[i])
		}
	}
	return nil
}

const lookedAgain = "looked-again"

// Accept applies lines of a change set, or all that are pending when none are named. It applies all of them or none: a
// line whose subject changed since it was read is a Conflict that names it, until LookAgain.
func (s *Store) Accept(ctx context.Context, id int64, who, reason string, chosen ...int) error {
	return s.decide(ctx, id, who, reason, org.Accepted, chosen)
}

// Reject closes lines of a change set, or all that are pending when none are named, without applying them.
func (s *Store) Reject(ctx context.Context, id int64, who, reason string, chosen ...int) error {
	return s.decide(ctx, id, who, reason, org.Rejected, chosen)
}

func (s *Store) decide(ctx context.Context, id int64, who, reason string, d org.Decision, chosen []int) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		var l fault.List
		l.Add("reason", "ORG5", "Enter the reason for the decision")
		return l.Err("The decision was not saved")
	}
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := lock(ctx, tx); err != nil {
			return err
		}
		set, _, err := s.open(ctx, tx, id)
		if err != nil {
			return err
		}
		picked, err := pick(set, chosen)
		if err != nil {
			return err
		}
		if d == org.Accepted {
			if err := moved(picked); err != nil {
				return err
			}
		}
		if err := s.settle(ctx, tx, id, who, d, reason, tx.Now, picked); err != nil {
			return err
		}
		verb := map[org.Decision]string{org.Accepted: "org.accept", org.Rejected: "org.reject"}[d]
		return audit.Append(ctx, tx, audit.Entry{Actor: who, Verb: verb, Noun: "org", Key: fmt.Sprint("changeset/", id),
			Org: string(about(picked)), Reason: reason, Digest: digest(picked), Detail: fmt.Sprintf("%d of %d lines", len(picked), len(set.Lines))})
	})
}

// about is the one organisation that lines are about, or England.
func about(l []org.Change) org.Code {
	for _, c := range l[1:] {
		if c.Org != l[0].Org {
			return org.England
		}
	}
	return l[0].Org
}

// pick is the chosen lines, each of which must be there and pending; none chosen means every pending one.
func pick(set org.ChangeSet, chosen []int) ([]org.Change, error) {
	var out []org.Change
	var bad fault.List
	for _, l := range set.Lines {
		switch {
		case len(chosen) > 0 && !slices.Contains(chosen, l.Line):
		case l.Decision == "":
			out = append(out, l)
		case len(chosen) > 0:
			bad.Add(fmt.Sprint("line-", l.Line), "ORG6", "Line %d was %s by %s already", l.Line, l.Decision, l.By)
		}
	}
	for _, n := range chosen {
		if n < 1 || n > len(set.Lines) {
			bad.Add(fmt.Sprint("line-", n), "ORG6", "There is no line %d", n)
		}
	}
	if len(bad) > 0 {
		return nil, &fault.Error{Kind: fault.Conflict, Message: "Nothing was decided", Fields: bad}
	}
	if len(out) == 0 {
		return nil, fault.New(fault.Conflict, "every line of change set %d has been decided already", set.ID)
	}
	return out, nil
}

func moved(picked []org.Change) error {
	var bad fault.List
	for _, l := range picked {
		if l.Conflict != "" {
			bad.Add(fmt.Sprint("line-", l.Line), "ORG7", "Line %d, %s: %s. Look at it again, then accept or reject it", l.Line, l.Words, l.Conflict)
		}
	}
	if len(bad) == 0 {
		return nil
	}
	return &fault.Error{Kind: fault.Conflict, Message: "Nothing was applied, because the world has moved since the file was read", Fields: bad}
}

// settle writes decisions and, for accepted lines, their facts, known from the instant given.
func (s *Store) settle(ctx context.Context, tx *db.Tx, id int64, who string, d org.Decision, reason string, known time.Time, picked []org.Change) error {
	var facts []org.Fact
	for _, l := range picked {
		if _, err := tx.Repeat(ctx, queries.For(tx.Engine, "add-decision"), id, l.Line, d, "", reason, who, db.At(tx.Now)); err != nil {
			return fmt.Errorf("the decision cannot be stored: %w", err)
		}
		facts = append(facts, l.Facts...)
	}
	if d != org.Accepted {
		return nil
	}
	return s.recordIn(ctx, tx, who, known, id, reason, facts)
}

// LookAgain notes that who has seen what is held now in place of the chosen lines, so that they can be accepted against
// it; none chosen means every pending line that has moved.
func (s *Store) LookAgain(ctx context.Context, id int64, who string, chosen ...int) error {
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := lock(ctx, tx); err != nil {
			return err
		}
		set, b, err := s.open(ctx, tx, id)
		if err != nil {
			return err
		}
		picked, err := pick(set, chosen)
		if err != nil {
			return err
		}
		n := 0
		for _, l := range picked {
			if l.Conflict == "" {
				continue
			}
			n++
			if _, err := tx.Repeat(ctx, queries.For(tx.Engine, "add-decision"), id, l.Line, lookedAgain, b.Held(l.Facts), "", who, db.At(tx.Now)); err != nil {
				return err
			}
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: who, Verb: "org.look-again", Noun: "org", Key: fmt.Sprint("changeset/", id),
			Org: string(about(picked)), Detail: fmt.Sprintf("%d lines looked at again", n)})
	})
}
