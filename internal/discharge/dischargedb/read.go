package dischargedb

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// story is one version of a plan with what happened up to an instant.
type story struct {
	held
	events     []discharge.Event
	signatures []discharge.Commitment
	standings  map[string]discharge.Standing
}

// agreement is who has agreed.
func (s story) agreement() discharge.Agreement {
	return discharge.SignedBy(s.Version, s.roots, s.standings, s.signatures)
}

// live is the story as conflicts are found from it.
func (s story) live() discharge.LivePlan {
	return discharge.LivePlan{Version: s.Version, Standings: s.standings}
}

// newestOf is the number of a plan's newest version known at an instant; 0 when there is none.
func newestOf(ctx context.Context, tx *db.Tx, plan string, at time.Time) (n int, err error) {
	return n, tx.Get(ctx, queries.For(tx.Engine, "newest"), []any{plan, db.At(at)}, &n)
}

// versionOf reads one version; NotFound when it was not known at the instant.
func versionOf(ctx context.Context, tx *db.Tx, plan string, number int, at time.Time) (held, error) {
	list, err := db.Collect(ctx, tx, queries.For(tx.Engine, "version"), scanHeld, plan, number, db.At(at))
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "There is no plan %s with a version %d", plan, number)
	}
	if err != nil {
		return held{}, err
	}
	return list[0], nil
}

// storyOf reads a version with what happened up to at.
func storyOf(ctx context.Context, tx *db.Tx, plan string, number int, at time.Time) (story, error) {
	var s story
	var err error
	if s.held, err = versionOf(ctx, tx, plan, number, at); err != nil {
		return s, err
	}
	if s.events, err = db.Collect(ctx, tx, queries.For(tx.Engine, "events-of"), scanEvent, plan, db.At(at)); err != nil {
		return s, err
	}
	s.signatures, err = db.Collect(ctx, tx, queries.For(tx.Engine, "signatures-of"), scanSignature, plan, db.At(at))
	s.standings = discharge.Standings(s.Version, s.roots, s.events)
	return s, err
}

func scanEvent(r db.Row) (discharge.Event, error) {
	var e discharge.Event
	var deputy string
	var at db.Instant
	err := r.Scan(&e.Line, &e.Version, &e.State, &e.Number, &e.Reason, &e.By.Actor, &e.By.Role, &e.By.Org, &deputy, &at)
	e.By.Deputy, e.At = deputy == yes, at.Time
	return e, err
}

func scanSignature(r db.Row) (discharge.Commitment, error) {
	var c discharge.Commitment
	var deputy string
	var at db.Instant
	err := r.Scan(&c.Version, &c.Org, &c.By.Actor, &c.By.Role, &deputy, &at)
	c.By.Org, c.By.Deputy, c.At = c.Org, deputy == yes, at.Time
	return c, err
}

// newestVersions lists the plans with a line on a day of [from, to] by the number of their newest version, the one that
// was proposed last first. Zero days do not narrow.
func newestVersions(ctx context.Context, tx *db.Tx, from, to civil.Date, at time.Time) (plans []string, numbers []int, err error) {
	last := to.String()
	if to.IsZero() {
		last = "9999-12-31"
	}
	err = tx.Each(ctx, queries.For(tx.Engine, "newest-versions"), func(r db.Row) error {
		var p string
		var n int
		var recorded db.Instant
		err := r.Scan(&p, &n, &recorded)
		plans, numbers = append(plans, p), append(numbers, n)
		return err
	}, db.At(at), from, last)
	return plans, numbers, err
}

// liveIn reads the newest version of every plan with a line on a day of [from, to].
func liveIn(ctx context.Context, tx *db.Tx, from, to civil.Date, at time.Time) ([]story, error) {
	plans, numbers, err := newestVersions(ctx, tx, from, to, at)
	if err != nil {
		return nil, err
	}
	out := make([]story, 0, len(plans))
	for i, p := range plans {
		s, err := storyOf(ctx, tx, p, numbers[i], at)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func (s *Store) live(ctx context.Context, from, to civil.Date, asOf time.Time) ([]discharge.LivePlan, error) {
	var out []discharge.LivePlan
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		list, err := liveIn(ctx, tx, from, to, orNow(asOf))
		for _, l := range list {
			out = append(out, l.live())
		}
		return err
	})
	return out, err
}

func (s *Store) plans(ctx context.Context, q discharge.PlansAsked) (list []discharge.PlanRow, all int, err error) {
	at, limit := orNow(q.AsOf), q.Limit
	if limit <= 0 {
		limit = 50
	}
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		list, all = nil, 0
		parties := map[string][]org.Code{}
		err := tx.Each(ctx, queries.For(tx.Engine, "newest-parties"), func(r db.Row) error {
			var p string
			var o org.Code
			err := r.Scan(&p, &o)
			parties[p] = append(parties[p], o)
			return err
		}, db.At(at))
		if err != nil {
			return err
		}
		plans, numbers, err := newestVersions(ctx, tx, q.From, q.To, at)
		if err != nil {
			return err
		}
		for i, p := range plans {
			if !slices.ContainsFunc(parties[p], q.Within.Holds) {
				continue
			}
			if all++; all <= q.Skip || len(list) >= limit {
				continue
			}
			st, err := storyOf(ctx, tx, p, numbers[i], at)
			if err != nil {
				return err
			}
			list = append(list, rowOf(st))
		}
		return nil
	})
	return list, all, err
}

// rowOf is a plan's line in a list.
func rowOf(s story) discharge.PlanRow {
	a := s.agreement()
	r := discharge.PlanRow{Plan: s.Plan, Number: s.Number, Area: s.Area, Board: s.Board, Target: s.Target, Confidence: s.Confidence,
		From: s.From, To: s.To, Proposed: s.Proposed, By: s.By, State: a.State, Words: a.Words, Lines: map[discharge.State]int{}}
	for _, st := range s.standings {
		r.Lines[st.State]++
	}
	return r
}

func (s *Store) plan(ctx context.Context, plan string, number int, asOf time.Time) (discharge.PlanView, error) {
	var out discharge.PlanView
	at := orNow(asOf)
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		newest, err := newestOf(ctx, tx, plan, at)
		if err != nil {
			return err
		}
		if newest == 0 {
			return fault.New(fault.NotFound, "There is no plan %s", plan)
		}
		if number == 0 {
			number = newest
		}
		st, err := storyOf(ctx, tx, plan, number, at)
		if err != nil {
			return err
		}
		out = discharge.PlanView{Version: st.Version, Reason: st.reason, Newest: newest, Standings: st.standings, Agreement: st.agreement()}
		if number < newest {
			out.Agreement.State = discharge.VersionSuperseded
		}
		before, err := versionOf(ctx, tx, plan, number-1, at)
		if fault.KindOf(err) == fault.NotFound {
			err = nil
		}
		out.Changed, out.Gone = differ(st.held, before)
		return err
	})
	return out, err
}

// differ lists the lines of v that are new or changed since before, and those of before that are gone.
func differ(v, before held) (changed, gone []string) {
	for _, l := range v.Lines {
		if v.roots.Lines[l.ID] == v.Number {
			changed = append(changed, l.ID)
		}
	}
	for _, l := range before.Lines {
		if _, ok := v.roots.Lines[l.ID]; !ok {
			gone = append(gone, l.ID)
		}
	}
	return changed, gone
}

// historySketches is how many working-outs of what takes the place of lines a history has at most: the newest.
const historySketches = 1000

func (s *Store) history(ctx context.Context, plan string, asOf time.Time) ([]discharge.Happening, error) {
	var out []discharge.Happening
	at := orNow(asOf)
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		out = nil
		versions, err := db.Collect(ctx, tx, queries.For(tx.Engine, "versions-of"), scanHeld, plan, db.At(at))
		if err != nil {
			return err
		}
		if len(versions) == 0 {
			return fault.New(fault.NotFound, "There is no plan %s", plan)
		}
		lines := map[int]map[string]discharge.Line{}
		for _, v := range versions {
			out = append(out, discharge.Happening{At: v.Proposed, Version: v.Number, By: v.By, What: discharge.HappenedProposed, Number: len(v.Lines), Reason: v.reason})
			lines[v.Number] = map[string]discharge.Line{}
			for _, l := range v.Lines {
				lines[v.Number][l.ID] = l
			}
		}
		events, err := db.Collect(ctx, tx, queries.For(tx.Engine, "events-of"), scanEvent, plan, db.At(at))
		if err != nil {
			return err
		}
		for _, e := range events {
			out = append(out, discharge.Happening{At: e.At, Version: e.Version, By: e.By, Line: e.Line, Of: lines[e.Version][e.Line], What: string(e.State), Number: e.Number, Reason: e.Reason})
		}
		// At one instant the lines come before the signature that agreed them.
		signatures, err := db.Collect(ctx, tx, queries.For(tx.Engine, "signatures-of"), scanSignature, plan, db.At(at))
		if err != nil {
			return err
		}
		for _, c := range signatures {
			out = append(out, discharge.Happening{At: c.At, Version: c.Version, By: c.By, What: discharge.HappenedSigned})
		}
		sketches, err := db.Collect(ctx, tx, queries.For(tx.Engine, "sketches"), scanSketch, db.At(at), db.At(at), plan, plan, historySketches)
		for _, s := range slices.Backward(sketches) {
			out = append(out, s.Happenings()...)
		}
		return err
	})
	slices.SortStableFunc(out, func(a, b discharge.Happening) int {
		if n := a.At.Compare(b.At); n != 0 {
			return n
		}
		return a.Version - b.Version
	})
	return out, err
}

func (s *Store) conflicts(ctx context.Context, from, to civil.Date, councils []org.Code, asOf time.Time) (found []discharge.Conflict, unknown []discharge.Usable, err error) {
	// What is taken of places that can be filled once matters on every day for which they were vacant.
	first, last := from, to
	if !from.IsZero() {
		first = from.Add(-discharge.StaleBeyond)
	}
	if !to.IsZero() {
		last = to.Add(discharge.StaleBeyond)
	}
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		at := asOf
		if asOf.IsZero() {
			at = tx.Now
		}
		claims, err := claimsAt(ctx, tx, first, last, councils, asOf)
		if err != nil {
			return err
		}
		rows, err := capacitiesIn(ctx, tx, discharge.CapacityAsked{Councils: councilsOf(claims)}, at)
		if err != nil {
			return err
		}
		supply := discharge.NewSupply(rows, at, s.holidays)
		found, unknown = within(discharge.ConflictsOf(claims, supply), from, to), nil
		for _, u := range discharge.Unknown(claims, supply) {
			if inDays(u.Date, u.Date, from, to) {
				unknown = append(unknown, u)
			}
		}
		return nil
	})
	return found, unknown, err
}

func (s *Store) claims(ctx context.Context, from, to civil.Date, councils []org.Code, asOf time.Time) ([]discharge.Claim, error) {
	var out []discharge.Claim
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = claimsAt(ctx, tx, from, to, councils, asOf)
		return err
	})
	return out, err
}

// claimsAt is what is taken as known at asOf; zero is now.
func claimsAt(ctx context.Context, tx *db.Tx, from, to civil.Date, councils []org.Code, asOf time.Time) ([]discharge.Claim, error) {
	if asOf.IsZero() {
		return claimsNow(ctx, tx, from, to, councils)
	}
	return claimsThen(ctx, tx, from, to, councils, asOf)
}

// claimsNow reads what the newest versions take, from the table that is kept for it.
func claimsNow(ctx context.Context, tx *db.Tx, from, to civil.Date, councils []org.Code) ([]discharge.Claim, error) {
	if len(councils) == 0 {
		return db.Collect(ctx, tx, queries.For(tx.Engine, "claims"), scanClaim, from, until(to))
	}
	var out []discharge.Claim
	for _, c := range councils {
		list, err := db.Collect(ctx, tx, queries.For(tx.Engine, "claims-of"), scanClaim, string(c), from, until(to))
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// claimsThen works out what the versions of an earlier instant took then.
func claimsThen(ctx context.Context, tx *db.Tx, from, to civil.Date, councils []org.Code, at time.Time) ([]discharge.Claim, error) {
	list, err := liveIn(ctx, tx, from, to, at)
	var out []discharge.Claim
	for _, l := range list {
		for _, c := range l.live().Claims() {
			if (len(councils) == 0 || slices.Contains(councils, c.Council)) && inDays(c.Date, c.Date, from, to) {
				out = append(out, c)
			}
		}
	}
	return out, err
}

// councilsOf lists the councils whose care is claimed. Where nothing is, it is one that nobody has, so that nothing is read.
func councilsOf(claims []discharge.Claim) []org.Code {
	var out []org.Code
	for _, c := range claims {
		out = append(out, c.Council)
	}
	slices.Sort(out)
	if out = slices.Compact(out); len(out) == 0 {
		return []org.Code{""}
	}
	return out
}

// within leaves the conflicts that touch a day of [from, to]; a plan with a line there has others elsewhere.
func within(list []discharge.Conflict, from, to civil.Date) []discharge.Conflict {
	return slices.DeleteFunc(list, func(c discharge.Conflict) bool { return !inDays(c.Date, c.Last, from, to) })
}

func inDays(first, last, from, to civil.Date) bool {
	return !last.Before(from) && (to.IsZero() || !first.After(to))
}

func (s *Store) variance(ctx context.Context, q discharge.VarianceAsked) (discharge.Variance, error) {
	var out discharge.Variance
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		at := q.AsOf
		if at.IsZero() {
			at = tx.Now
		}
		// A plan without a line on the day may still act on it: its lines lie at most as far away as a forecast reaches.
		list, err := liveIn(ctx, tx, q.Day.Add(-besideDays), q.Day.Add(besideDays), at)
		lines := countedOf(list, q.Day, q.Orgs)
		out = discharge.VarianceOf(q.Day, lines, at)
		out.Beside = besideOn(list, lines, q)
		return err
	})
	return out, err
}

// besideDays is how far from a day lines may lie of a plan that acts on it.
const besideDays = 42

// besideOn finds which live plans act for the same trusts on the day, as far as that concerns those who are asked for.
func besideOn(list []story, lines []discharge.Counted, q discharge.VarianceAsked) []discharge.Overlap {
	live, concern := make([]discharge.LivePlan, len(list)), map[org.Code]bool{}
	for i, p := range list {
		live[i] = p.live()
		for _, l := range p.Lines {
			concern[l.Trust] = concern[l.Trust] || len(q.Orgs) == 0 || slices.Contains(q.Orgs, p.Board) || slices.Contains(q.Orgs, l.Trust)
		}
	}
	for _, l := range lines {
		concern[l.Line.Trust] = true
	}
	found := discharge.NarrowedOverlaps(discharge.Overlaps(live), func(c org.Code) bool { return concern[c] })
	return slices.DeleteFunc(found, func(o discharge.Overlap) bool { return !o.On(q.Day) })
}

// countedOn lists the lines of the live plans on a day that concern one of the organisations.
func countedOn(ctx context.Context, tx *db.Tx, day civil.Date, orgs []org.Code, at time.Time) ([]discharge.Counted, error) {
	list, err := liveIn(ctx, tx, day, day, at)
	return countedOf(list, day, orgs), err
}

func countedOf(list []story, day civil.Date, orgs []org.Code) []discharge.Counted {
	var out []discharge.Counted
	for _, p := range list {
		for _, l := range p.Lines {
			concerns := len(orgs) == 0 || slices.Contains(orgs, p.Board) || slices.Contains(orgs, l.Trust) || l.Council != "" && slices.Contains(orgs, l.Council)
			if l.Date == day && concerns {
				out = append(out, discharge.Counted{Plan: p.Plan, Version: p.Number, Line: l, Standing: p.standings[l.ID]})
			}
		}
	}
	return out
}

func (s *Store) notices(ctx context.Context, orgs []org.Code, asOf time.Time, limit int) ([]discharge.Notice, error) {
	if limit <= 0 {
		limit = 50
	}
	var out []discharge.Notice
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		out = nil
		for _, o := range orgs {
			list, err := db.Collect(ctx, tx, queries.For(tx.Engine, "notices"), scanNotice, string(o), db.At(orNow(asOf)), limit)
			if err != nil {
				return err
			}
			out = append(out, list...)
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b discharge.Notice) int {
		if n := b.At.Compare(a.At); n != 0 {
			return n
		}
		return strings.Compare(a.About+a.Step, b.About+b.Step)
	})
	return out[:min(limit, len(out))], err
}

func scanNotice(r db.Row) (discharge.Notice, error) {
	var n discharge.Notice
	var at db.Instant
	err := r.Scan(&n.Org, &n.About, &n.Step, &n.By, &at, &n.Words)
	n.At = at.Time
	return n, err
}

// absent reports whether an error says that there is no such row.
func absent(err error) bool { return errors.Is(err, db.ErrNoRows) }
