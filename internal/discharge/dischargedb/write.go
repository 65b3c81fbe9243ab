package dischargedb

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// lockPlan keeps others from the same plan until the transaction ends. It comes before lockCare.
func lockPlan(ctx context.Context, tx *db.Tx, plan string) error {
	return tx.Lock(ctx, "discharge:plan/"+plan)
}

// lockCare keeps others from agreeing to the same care. Each transaction takes these locks in rising order.
func lockCare(ctx context.Context, tx *db.Tx, care []string) error {
	slices.Sort(care)
	for _, c := range slices.Compact(care) {
		if err := tx.Lock(ctx, "discharge:care/"+c); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) propose(ctx context.Context, v discharge.Version, reason string) (discharge.Proposal, error) {
	reason = strings.Join(strings.Fields(reason), " ")
	var out discharge.Proposal
	err := s.d.Write(ctx, func(tx *db.Tx) error {
		next, err := s.ready(ctx, tx, v, reason)
		if err != nil {
			return err
		}
		out, err = s.proposeIn(ctx, tx, next, reason)
		return err
	})
	return out, err
}

// ready is the version cleaned, with its board, when its proposer may propose it and every organisation in it is known.
func (s *Store) ready(ctx context.Context, tx *db.Tx, v discharge.Version, reason string) (discharge.Version, error) {
	on := v.From
	if on.IsZero() {
		on = civil.Today(tx.Now)
	}
	pic, err := s.orgs.PictureIn(ctx, tx, on, farOff)
	if err != nil {
		return v, err
	}
	if unit, ok := pic.Unit(v.Area); ok && unit.Kind != org.KindICB && v.Board == "" {
		v.Board, _ = pic.Above(org.NHS, v.Area, org.KindICB)
	}
	v, err = discharge.CheckVersion(v)
	if err != nil {
		return v, err
	}
	if err := discharge.MayPropose(v, v.By); err != nil {
		return v, err
	}
	var bad fault.List
	if reason == "" {
		bad.Add("reason", "", "Say in a sentence why this version is made")
	}
	for _, p := range v.Parties() {
		if unit, ok := pic.Unit(p.Org); !ok || unit.Kind != p.Kind {
			bad.Add("lines", "", "%q is no %s on %s; correct its code", p.Org, p.Kind.Words(), v.From.Format("2 January 2006"))
		}
	}
	return v, bad.Err("The plan cannot be proposed as it stands")
}

func (s *Store) proposeIn(ctx context.Context, tx *db.Tx, v discharge.Version, reason string) (discharge.Proposal, error) {
	if err := lockPlan(ctx, tx, v.Plan); err != nil {
		return discharge.Proposal{}, err
	}
	newest, err := newestOf(ctx, tx, v.Plan, farOff)
	if err != nil {
		return discharge.Proposal{}, err
	}
	switch {
	case newest != v.Number && v.Number == 0:
		return discharge.Proposal{}, fault.New(fault.Conflict, "There is a plan %s already; open it to propose a new version", v.Plan)
	case newest != v.Number:
		return discharge.Proposal{}, fault.New(fault.Conflict, "Plan %s stands at version %d since you opened it; look at that first", v.Plan, newest)
	}
	var before story
	if newest > 0 {
		if before, err = storyOf(ctx, tx, v.Plan, newest, farOff); err != nil {
			return discharge.Proposal{}, err
		}
	}
	if err := stillRefused(ctx, tx, v, before); err != nil {
		return discharge.Proposal{}, err
	}
	next := held{Version: v, reason: reason}
	next.Number, next.Proposed = newest+1, after(tx.Now, before)
	next.roots = discharge.RootsOf(next.Version, before.Version, before.roots)
	if same(next, before.held) {
		return discharge.Proposal{Plan: v.Plan, Number: newest, Same: true}, nil
	}
	return s.insertVersion(ctx, tx, next, before)
}

// stillRefused refuses a version that makes refused lines good when one of them has been agreed to since that was worked out.
func stillRefused(ctx context.Context, tx *db.Tx, v discharge.Version, before story) error {
	if v.Sketch == 0 || before.Number == 0 {
		return nil
	}
	at := db.At(farOff)
	list, err := db.Collect(ctx, tx, queries.For(tx.Engine, "sketch"), scanSketch, at, v.Sketch, at)
	if err != nil || len(list) == 0 {
		return err
	}
	revived := list[0].Revived(discharge.PlanView{Version: before.Version, Standings: before.standings})
	if len(revived) == 0 {
		return nil
	}
	names := make([]string, len(revived))
	for i, l := range revived {
		names[i] = l.ID
	}
	return fault.New(fault.Conflict, "Since this was worked out, what it replaces has been agreed: %s. The plan stands as it is; work out again what is still refused", strings.Join(names, ", "))
}

// after is now, or the newest instant of the plan where another process's clock is ahead: a later event is never dated
// before an earlier one.
func after(now time.Time, s story) time.Time {
	if s.Proposed.After(now) {
		now = s.Proposed
	}
	if n := len(s.events); n > 0 && s.events[n-1].At.After(now) {
		now = s.events[n-1].At
	}
	return now
}

// same reports whether nothing in a version differs from the one before it.
func same(v, before held) bool {
	if before.Number == 0 || len(v.Lines) != len(before.Lines) || v.Target != before.Target || v.Confidence != before.Confidence ||
		v.From != before.From || v.To != before.To || v.Area != before.Area || v.Board != before.Board {
		return false
	}
	changed, gone := differ(v, before)
	return len(changed)+len(gone) == 0
}

// insertVersion writes a version, what it takes of capacity, and what the parties are told.
func (s *Store) insertVersion(ctx context.Context, tx *db.Tx, v held, before story) (discharge.Proposal, error) {
	body, digest, err := pack(v)
	if err != nil {
		return discharge.Proposal{}, err
	}
	first, last := v.Lines[0].Date, v.Lines[len(v.Lines)-1].Date
	_, err = tx.Exec(ctx, queries.For(tx.Engine, "insert-version"), v.Plan, v.Number, string(v.Area), string(v.Board), first, last, body, digest,
		db.At(v.Proposed), v.By.Actor)
	if err != nil {
		return discharge.Proposal{}, err
	}
	out := discharge.Proposal{Plan: v.Plan, Number: v.Number}
	for _, p := range v.Parties() {
		if _, err := tx.Repeat(ctx, queries.For(tx.Engine, "insert-party"), v.Plan, v.Number, string(p.Org)); err != nil {
			return out, err
		}
	}
	out.Notified = affected(v.Version, before.Version)
	standings := discharge.Standings(v.Version, v.roots, before.events)
	out.Kept = discharge.Carried(v.Version, standings)
	if err := claimAll(ctx, tx, v.Version, standings); err != nil {
		return out, err
	}
	changed, gone := differ(v, before.held)
	words := fmt.Sprintf("Plan %s has a version %d: %d of %d lines are new or changed, %d are gone; the answers to %d unchanged lines were carried over.",
		v.Plan, v.Number, len(changed), len(v.Lines), len(gone), out.Kept)
	if err := tell(ctx, tx, out.Notified, fmt.Sprintf("plan/%s/%d", v.Plan, v.Number), string(discharge.Proposed), v.By.Actor, words); err != nil {
		return out, err
	}
	if out.Conflicts, err = s.clash(ctx, tx, v.Version); err != nil {
		return out, err
	}
	return out, audit.Append(ctx, tx, audit.Entry{Actor: v.By.Actor, Verb: "plan.propose", Noun: "plan", Key: fmt.Sprintf("%s/%d", v.Plan, v.Number),
		Org: string(v.Board), Reason: v.reason, Digest: digest, Detail: fmt.Sprintf("%d lines, %d new or changed, %d gone", len(v.Lines), len(changed), len(gone))})
}

// affected lists whom a new version concerns: the parties of it and of the one before, without the proposer.
func affected(v, before discharge.Version) []org.Code {
	var out []org.Code
	for _, p := range append(v.Parties(), before.Parties()...) {
		if p.Org != "" && p.Org != v.By.Org && !slices.Contains(out, p.Org) {
			out = append(out, p.Org)
		}
	}
	return out
}

// clash finds the conflicts that a version takes part in, and tells the councils and the board of them in one notice each.
func (s *Store) clash(ctx context.Context, tx *db.Tx, v discharge.Version) ([]discharge.Conflict, error) {
	var councils []org.Code
	for _, p := range v.Parties() {
		if p.Kind == org.KindCouncil {
			councils = append(councils, p.Org)
		}
	}
	if len(councils) == 0 {
		return nil, nil
	}
	claims, err := claimsNow(ctx, tx, v.Lines[0].Date.Add(-discharge.StaleBeyond), v.Lines[len(v.Lines)-1].Date.Add(discharge.StaleBeyond), councils)
	if err != nil {
		return nil, err
	}
	rows, err := capacitiesIn(ctx, tx, discharge.CapacityAsked{Councils: councils}, tx.Now)
	if err != nil {
		return nil, err
	}
	found := slices.DeleteFunc(discharge.ConflictsOf(claims, discharge.NewSupply(rows, tx.Now, s.holidays)), func(c discharge.Conflict) bool {
		return !slices.ContainsFunc(c.Plans, func(t discharge.Taker) bool { return t.Plan == v.Plan })
	})
	about := fmt.Sprintf("plan/%s/%d", v.Plan, v.Number)
	for _, to := range append(councils, v.Board) {
		var words []string
		for _, c := range found {
			if c.Council == to || to == v.Board {
				words = append(words, c.Words)
			}
		}
		if len(words) == 0 {
			continue
		}
		more := ""
		if n := len(words) - 3; n > 0 {
			words, more = words[:3], fmt.Sprintf("; and %d more", n)
		}
		if err := tell(ctx, tx, []org.Code{to}, about, "conflict", v.By.Actor, "More is asked than there is: "+strings.Join(words, "; ")+more+"."); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// claimAll writes anew what a plan takes of councils' capacity.
func claimAll(ctx context.Context, tx *db.Tx, v discharge.Version, standings map[string]discharge.Standing) error {
	if _, err := tx.Exec(ctx, queries.For(tx.Engine, "drop-claims"), v.Plan); err != nil {
		return err
	}
	var rows [][]any
	for _, l := range v.Lines {
		if c, ok := discharge.ClaimOf(v, l, standings[l.ID]); ok {
			rows = append(rows, claimRow(c))
		}
	}
	return tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-claim"), rows)
}

func claimRow(c discharge.Claim) []any {
	return []any{c.Plan, c.Line, c.Version, string(c.Trust), string(c.Council), string(c.Service), c.Date, c.Agreed, c.Proposed}
}

func scanClaim(r db.Row) (c discharge.Claim, err error) {
	return c, r.Scan(&c.Plan, &c.Line, &c.Version, &c.Trust, &c.Council, &c.Service, &c.Date, &c.Agreed, &c.Proposed)
}

// tell notes what organisations are told; who was told the same step of the same thing before is left out.
func tell(ctx context.Context, tx *db.Tx, orgs []org.Code, about, step, by, words string) error {
	for _, o := range orgs {
		sent := 0
		if err := tx.Get(ctx, queries.For(tx.Engine, "notice-sent"), []any{string(o), about, step}, &sent); err != nil {
			return err
		}
		if sent > 0 {
			continue
		}
		if _, err := tx.Repeat(ctx, queries.For(tx.Engine, "insert-notice"), string(o), about, step, by, db.At(tx.Now), words); err != nil {
			return err
		}
	}
	return nil
}
