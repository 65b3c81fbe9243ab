package sitrepdb

import (
	"context"
	"fmt"
	"slices"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// pastDays is how far back the checks look.
const pastDays = 28

// Submit checks sub and stores it as the return's next version, with its audit line and the sums above it, and drops the
// draft. It judges lateness by the instant of the call, so that nobody is late for having waited in line. When it
// returns without an error the version is on disk.
//
// Submissions that arrive while a transaction is under way go together into the next one (see desk). A submission whose
// context ends before its turn is not stored; one whose turn has begun gets its answer. Do not call it inside a
// transaction: it takes one of its own.
func (s *Store) Submit(ctx context.Context, sub sitrep.Submission) (sitrep.Receipt, error) {
	form, err := ownForm(sub.Draft.Form, sub.Draft.Day)
	if err != nil {
		return sitrep.Receipt{}, err
	}
	l := &letter{sub: sub.Tidy(form), form: form, at: s.d.Now(), done: make(chan struct{})}
	s.desk.join(l, s.deliver)
	select {
	case <-l.done:
	case <-ctx.Done():
		if s.desk.leave(l) {
			return sitrep.Receipt{}, fault.Wrap(ctx.Err(), fault.Unavailable, "the return was not stored: the connection ended before its turn; send it again")
		}
		<-l.done
	}
	return l.receipt, l.err
}

// ownForm is the definition of a form that organisations send themselves.
func ownForm(code sitrep.FormCode, day civil.Date) (*sitrep.Form, error) {
	f, ok := sitrep.FindForm(code, day)
	if !ok {
		return nil, fault.New(fault.NotFound, "there is no form %q for %s; check the form's code and the date", code, day)
	}
	if f.Publication {
		return nil, fault.New(fault.Invalid, "%s is filled from published files alone; send the organisation's own return instead", f.Name)
	}
	return f, nil
}

// Try runs the checks over a draft without storing anything and gives every problem, answered queries left out. Nobody
// needs to have signed yet.
func (s *Store) Try(ctx context.Context, sub sitrep.Submission) (list fault.List, err error) {
	form, err := ownForm(sub.Draft.Form, sub.Draft.Day)
	if err != nil {
		return nil, err
	}
	sub = sub.Tidy(form)
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		c, err := s.circumstances(ctx, tx, form, sub.Draft.Org, sub.Draft.Day, tx.Now)
		if err != nil {
			return err
		}
		c.Reason, c.Automated = sub.Reason, sub.Automated
		_, list = sitrep.Check(sub.Draft, c)
		return nil
	})
	return list, err
}

// circumstances gathers what the checks may look at, at the instant given.
func (s *Store) circumstances(ctx context.Context, tx *db.Tx, form *sitrep.Form, o org.Code, day civil.Date, at time.Time) (sitrep.Circumstances, error) {
	c := sitrep.Circumstances{Definition: form, Now: at}
	pic, err := s.orgs.PictureIn(ctx, tx, day, farOff)
	if err != nil {
		return c, err
	}
	var unit org.Unit
	unit, c.OrgOpen = pic.Unit(o)
	c.Kind = unit.Kind
	type kept struct {
		v    *sitrep.Version
		body string
	}
	var all []kept // the newest version of each earlier day, and every version of the day itself
	err = tx.Each(ctx, queries.For(tx.Engine, "versions-of"), func(r db.Row) error {
		v, body, err := scanVersion(r)
		if n := len(all); err == nil && n > 0 && all[n-1].v.Day == v.Day && v.Day != day {
			all = all[:n-1]
		}
		all = append(all, kept{v, body})
		return err
	}, string(form.Code), string(o), day.Add(-pastDays), day)
	if err != nil {
		return c, err
	}
	for _, k := range all {
		if k.v.Items, err = sitrep.Decode(k.body); err != nil {
			return c, fault.Wrap(err, fault.Internal, "version %d of the return of %s for %s is damaged; run headroom check", k.v.N, o, k.v.Day)
		}
		if k.v.Day == day {
			c.Own = append(c.Own, k.v)
			continue
		}
		c.Past = append(c.Past, k.v)
	}
	opened, err := reopenings(ctx, tx, form.Code, o, day)
	c.Reopened = slices.ContainsFunc(opened, func(r sitrep.Reopening) bool { return r.Used == 0 && !r.Until.Before(at) })
	return c, err
}

// admit judges one letter and stores it when it passes. Its own refusal is noted on the letter; the error is the
// database's. accepted is true when there is a version to add up, whose audit line is given.
func (s *Store) admit(ctx context.Context, tx *db.Tx, l *letter) (line audit.Entry, accepted bool, err error) {
	l.receipt, l.err = sitrep.Receipt{}, nil
	if l.sub.Key != "" {
		if done, err := l.again(ctx, tx); err != nil || done {
			return line, false, err
		}
	}
	d := l.sub.Draft
	c, err := s.circumstances(ctx, tx, l.form, d.Org, d.Day, l.at)
	if err != nil {
		return line, false, err
	}
	ok, same, refused := judge(l.sub, c)
	if l.err = refused; refused != nil {
		return line, false, nil
	}
	v := same
	if same == nil {
		if v, err = successor(ok, l.sub, c.Own, tx.Now); err != nil {
			return line, false, err
		}
		if err := l.store(ctx, tx, v); err != nil {
			return line, false, err
		}
	}
	l.receipt = sitrep.Receipt{Form: v.Form, Org: v.Org, Day: v.Day, Version: v.N, State: v.State, Timing: v.Timing,
		Recorded: v.Recorded, Digest: v.Digest, Same: same != nil}
	if err := l.remember(ctx, tx); err != nil {
		return line, false, err
	}
	if _, err := tx.Repeat(ctx, queries.For(tx.Engine, "drop-draft"), string(v.Form), string(v.Org), v.Day); err != nil {
		return line, false, err
	}
	return l.line(v), same == nil, nil
}

// judge is sitrep.Judge; a mistake of ours in a check refuses the one submission that met it and no other.
func judge(sub sitrep.Submission, c sitrep.Circumstances) (ok sitrep.Checked, same *sitrep.Version, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.Wrap(fmt.Errorf("%v", p), fault.Internal, "the return could not be checked, by a mistake of ours; it was not stored")
		}
	}()
	return sitrep.Judge(sub, c)
}

// successor is the version that a checked submission becomes. It is never recorded before the one it follows, though
// another process's clock may be ahead.
func successor(ok sitrep.Checked, sub sitrep.Submission, own []*sitrep.Version, now time.Time) (*sitrep.Version, error) {
	d := ok.Draft()
	v := &sitrep.Version{Form: d.Form, Org: d.Org, Day: d.Day, N: 1, Covers: d.Covers, State: d.State, Timing: ok.Timing(),
		Channel: sub.Channel, Recorded: now, By: sub.By, SignedBy: sub.SignedBy, Role: sub.Role, Reason: sub.Reason,
		Comments: d.Comments, Items: d.Items}
	for _, o := range own {
		v.N = max(v.N, o.N+1)
		if o.Recorded.After(v.Recorded) {
			v.Recorded = o.Recorded
		}
	}
	if _, err := sitrep.Decode(sitrep.Encode(v.Items)); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "the return cannot be kept as it was read; it was not stored")
	}
	return v, nil
}

// store writes the version, the file it was dropped as, and that it used the region's leave.
func (l *letter) store(ctx context.Context, tx *db.Tx, v *sitrep.Version) error {
	if l.sub.File != "" {
		id, err := dropped(ctx, tx, l.sub, v.Recorded)
		if err != nil {
			return err
		}
		v.Source = sitrep.SourceRef{ID: id, File: l.sub.File}
	}
	if err := insert(ctx, tx, v); err != nil {
		return err
	}
	_, err := tx.Repeat(ctx, queries.For(tx.Engine, "use-reopenings"), v.N, string(v.Form), string(v.Org), v.Day, db.At(l.at))
	return err
}

// dropped notes the file that a submission was read from, once for all returns in it that come at the same instant.
func dropped(ctx context.Context, tx *db.Tx, sub sitrep.Submission, at time.Time) (id int64, err error) {
	err = tx.Get(ctx, queries.For(tx.Engine, "source-held"), []any{sub.FileHash, db.At(at)}, &id)
	if err != db.ErrNoRows {
		return id, err
	}
	if err := tx.Get(ctx, queries.For(tx.Engine, "last-source"), nil, &id); err != nil {
		return 0, err
	}
	id++
	_, err = tx.Exec(ctx, queries.For(tx.Engine, "insert-source"), id, sub.FileHash, sub.File, "return", "", db.At(at), db.At(tx.Now), sub.By)
	return id, err
}

// line is the audit line of a version that was stored.
func (l *letter) line(v *sitrep.Version) audit.Entry {
	detail := fmt.Sprintf("%s, %s, by %s, signed by %s", v.State, v.Timing, v.Channel, v.SignedBy)
	if l.sub.FileHash != "" {
		detail += ", file " + l.sub.FileHash
	}
	return audit.Entry{Actor: l.sub.By, Verb: "return.submit", Noun: "return", Key: versionKey(v), Org: string(v.Org), Reason: v.Reason,
		Digest: v.Digest, Detail: detail}
}

// returnKey names a return in the audit log.
func returnKey(form sitrep.FormCode, o org.Code, day civil.Date) string {
	return string(form) + "/" + string(o) + "/" + day.String()
}

// versionKey names a version in the audit log.
func versionKey(v *sitrep.Version) string {
	return fmt.Sprintf("%s/%d", returnKey(v.Form, v.Org, v.Day), v.N)
}

// again answers a key that was used before; done is true when it did.
func (l *letter) again(ctx context.Context, tx *db.Tx) (done bool, err error) {
	var r sitrep.Receipt
	var digest, same string
	var at db.Instant
	err = tx.Get(ctx, queries.For(tx.Engine, "receipt"), []any{l.sub.By, l.sub.Key}, &digest, &r.Form, &r.Org, &r.Day, &r.Version,
		&same, &r.State, &r.Timing, &at, &r.Digest)
	if err == db.ErrNoRows {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if digest != l.sub.Digest {
		l.err = fault.New(fault.Conflict, "the idempotency key was used before for another request, on the return of %s for %s; use a new key", r.Org, r.Day)
		return true, nil
	}
	r.Recorded, r.Same, r.Again = at.Time, same == yes, true
	l.receipt = r
	return true, nil
}

// remember keeps the answer for the key that the request carried.
func (l *letter) remember(ctx context.Context, tx *db.Tx) error {
	if l.sub.Key == "" {
		return nil
	}
	r := l.receipt
	_, err := tx.Repeat(ctx, queries.For(tx.Engine, "insert-receipt"), l.sub.By, l.sub.Key, l.sub.Digest, string(r.Form), string(r.Org),
		r.Day, r.Version, yesNo(r.Same), db.At(r.Recorded))
	return err
}

const (
	yes = "yes"
	no  = "no"
)

func yesNo(b bool) string {
	if b {
		return yes
	}
	return no
}
