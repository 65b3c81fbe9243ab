package mitigationdb

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/mitigation"
)

// content is what an event holds besides its columns.
type content struct {
	Form     *mitigation.Form     `json:"form,omitempty"`
	Decision *mitigation.Decision `json:"decision,omitempty"`
	Use      *mitigation.Use      `json:"use,omitempty"`
	Change   *mitigation.Change   `json:"change,omitempty"`
	Makers   []string             `json:"makers,omitempty"`
}

func contentOf(e mitigation.Event) content {
	return content{e.Form, e.Decision, e.Use, e.Change, e.Makers}
}

// word is what a part of a request's number may be made of: it stands in addresses.
var word = regexp.MustCompile(`^[A-Z0-9-]{1,24}$`)

// Begin makes a draft and numbers it: the trust's next number in the period, without a gap, whoever else begins one. Invalid
// when the form names no period or trust, or a scheme that is not in force: no number is taken then.
func (s *Store) Begin(ctx context.Context, by mitigation.By, f mitigation.Form) (mitigation.Ref, error) {
	var bad fault.List
	if !word.MatchString(string(f.Period)) {
		bad.Add("period", "B8", "Say for which period of action it is")
	}
	if !word.MatchString(string(f.Trust)) {
		bad.Add("trust", "B8", "Say which trust asks")
	}
	if err := bad.Err("the request cannot be begun yet"); err != nil {
		return "", err
	}
	if err := person(by); err != nil {
		return "", err
	}
	var ref mitigation.Ref
	err := s.d.Write(ctx, func(tx *db.Tx) error {
		if err := inForce(ctx, tx, f.Scheme, tx.Now); err != nil {
			return err
		}
		if err := tx.Lock(ctx, fmt.Sprintf("mitigation:number:%s/%s", f.Period, f.Trust)); err != nil {
			return err
		}
		n := 0
		if err := tx.Get(ctx, queries.For(tx.Engine, "last-number"), []any{string(f.Period), string(f.Trust)}, &n); err != nil {
			return err
		}
		n++
		ref = mitigation.Ref(fmt.Sprintf("PSM-%s-%s-%04d", f.Period, f.Trust, n))
		if _, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-request"), string(ref), string(f.Period), string(f.Trust), n, db.At(tx.Now), by.Account); err != nil {
			return err
		}
		_, err := s.record(ctx, tx, by, ref, mitigation.Event{Step: mitigation.Begin, At: tx.Now, Form: &f})
		return err
	})
	return ref, err
}

// Record appends an event, which mitigation's Check lets happen or refuses in the transaction, and gives how the request then
// stands. Who and when it was written down are set here. What the clock had to write by then is written before it.
func (s *Store) Record(ctx context.Context, by mitigation.By, ref mitigation.Ref, e mitigation.Event) (mitigation.Standing, error) {
	var out mitigation.Standing
	if err := person(by); err != nil {
		return out, err
	}
	e.Makers = nil // of what is said through a link alone
	err := s.d.Write(ctx, func(tx *db.Tx) (err error) {
		out, err = s.record(ctx, tx, by, ref, e)
		return err
	})
	return out, err
}

func (s *Store) record(ctx context.Context, tx *db.Tx, by mitigation.By, ref mitigation.Ref, e mitigation.Event) (mitigation.Standing, error) {
	k, err := lock(ctx, tx, ref)
	if err != nil {
		return mitigation.Standing{}, err
	}
	due, err := tick(ctx, tx, &k)
	if err != nil {
		return mitigation.Standing{}, err
	}
	now, at := standing(tx, k)
	e.By, e.Actor, e.Org, e.Recorded, e.At = by.Account, by.Actor, by.Org, at, e.At.UTC().Truncate(time.Microsecond)
	if err := ownForm(&e, now, k); err != nil {
		return now, err
	}
	if e.Step == mitigation.Write && e.Form != nil && e.Form.Scheme != now.Form.Scheme {
		if err := inForce(ctx, tx, e.Form.Scheme, at); err != nil {
			return now, err
		}
	}
	ownParts(&e)
	terms, err := s.terms(ctx, tx, now, e)
	if err != nil {
		return now, err
	}
	if err := now.Check(e, terms); err != nil {
		return now, err
	}
	if err := add(ctx, tx, &k, e, by.For); err != nil {
		return now, err
	}
	if _, err := tx.Exec(ctx, queries.For(tx.Engine, "set-wake"), string(ref), db.At(tx.Now)); err != nil {
		return now, err
	}
	if err := noteAll(ctx, tx, by, k, due+1); err != nil {
		return now, err
	}
	if err := endSpent(ctx, tx, by, k); err != nil {
		return now, err
	}
	now, _ = standing(tx, k)
	return now, nil
}

// inForce refuses a scheme under which nothing can be signed on the day of an instant: a request is bound to its scheme.
func inForce(ctx context.Context, tx *db.Tx, id mitigation.SchemeID, now time.Time) error {
	all, err := schemesIn(ctx, tx, time.Time{})
	if err != nil {
		return err
	}
	var bad fault.List
	if _, ok := mitigation.SchemeOf(mitigation.InForceOn(all, civil.Today(now)), id); !ok {
		bad.Add("scheme", "B5", "Choose a scheme that is in force on %s", civil.Today(now))
	}
	return bad.Err("the request cannot be bound to that scheme")
}

// ownForm sees to it that a form belongs to its request and that what is signed is what was written: steps that write no
// form carry none, and a signature carries the form as it was last written.
func ownForm(e *mitigation.Event, now mitigation.Standing, k mitigation.Kept) error {
	switch e.Step {
	case mitigation.Begin, mitigation.Write, mitigation.Bypass:
		if e.Form != nil && len(k.Events) > 0 && (e.Form.Trust != k.Trust || e.Form.Period != now.Form.Period) {
			return fault.New(fault.Invalid, "The request is %s's for %s; begin another for another trust or period", k.Trust, now.Form.Period)
		}
	case mitigation.Sign:
		f := now.Form
		if e.Form != nil {
			if !e.Form.Same(now.Form) {
				return fault.New(fault.Conflict, "The form was changed since you read it; read it again before you sign")
			}
			f.Declared = e.Form.Declared // the signer declares it, not the drafter
		}
		e.Form = &f
	default:
		e.Form = nil
	}
	return nil
}

// ownParts leaves an event what belongs to its step.
func ownParts(e *mitigation.Event) {
	switch e.Step {
	case mitigation.Approve, mitigation.ApproveIn, mitigation.Reject:
	default:
		e.Decision = nil
	}
	if e.Step != mitigation.Used {
		e.Use = nil
	}
	if e.Step != mitigation.Correct {
		e.Change = nil
	}
}

// terms are what a form is checked against, as known when it is signed.
func (s *Store) terms(ctx context.Context, tx *db.Tx, now mitigation.Standing, e mitigation.Event) (mitigation.Terms, error) {
	t := mitigation.Terms{CallIn: mitigation.DefaultCallIn}
	if e.Step != mitigation.Sign && e.Step != mitigation.Bypass || e.Form == nil {
		return t, nil
	}
	all, err := schemesIn(ctx, tx, time.Time{})
	if err != nil {
		return t, err
	}
	t.Scheme, _ = mitigation.SchemeOf(all, e.Form.Scheme)
	t.Begins, err = s.starts.BeginsIn(ctx, tx, e.Form.Period, t.Scheme.Staff(), e.Recorded)
	return t, err
}

// tick writes what the clock has to say of a locked request by now, each event once, and gives how many there were.
func tick(ctx context.Context, tx *db.Tx, k *mitigation.Kept) (int, error) {
	if len(k.Events) == 0 {
		return 0, nil
	}
	now, at := standing(tx, *k)
	due := now.Due(at)
	for _, e := range due {
		if err := add(ctx, tx, k, e, ""); err != nil {
			return 0, err
		}
	}
	return len(due), nil
}

// add writes one event down, and puts it into k.
func add(ctx context.Context, tx *db.Tx, k *mitigation.Kept, e mitigation.Event, onBehalf string) error {
	body, err := json.Marshal(contentOf(e))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, queries.For(tx.Engine, "insert-event"), string(k.Ref), len(k.Events)+1, string(e.Step), db.At(e.At), db.At(e.Recorded), e.By,
		string(e.Actor), string(e.Org), onBehalf, e.Words, string(body))
	k.Events = append(k.Events, e)
	return err
}

// noteAll writes the audit lines of the last n events of a request.
func noteAll(ctx context.Context, tx *db.Tx, by mitigation.By, k mitigation.Kept, n int) error {
	for i := len(k.Events) - n; i < len(k.Events); i++ {
		e := k.Events[i]
		who := mitigation.By{Account: e.By, Org: e.Org, Actor: e.Actor}
		if e.Actor != mitigation.Clock {
			who.For = by.For
		}
		body, err := json.Marshal(contentOf(e))
		if err != nil {
			return err
		}
		what := string(e.Step)
		if e.Org != "" {
			what += "; as " + string(e.Org)
		}
		if err := note(ctx, tx, who, k, "mitigation."+string(e.Step), fmt.Sprintf("%s/%d", k.Ref, i+1), what, audit.Digest(e.Words, string(body))); err != nil {
			return err
		}
	}
	return nil
}
