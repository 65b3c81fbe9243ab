package dischargedb

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"headroom/internal/audit"
	"headroom/internal/db"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/org"
)

func (s *Store) act(ctx context.Context, a discharge.Act) ([]discharge.Event, error) {
	if len(a.Moves) == 0 {
		return nil, fault.New(fault.Invalid, "Choose at least one line")
	}
	var out []discharge.Event
	err := s.d.Write(ctx, func(tx *db.Tx) error {
		st, err := s.open(ctx, tx, a.Plan)
		if err != nil {
			return err
		}
		if out, err = s.actIn(ctx, tx, &st, a); err != nil {
			return err
		}
		if err := tellSigned(ctx, tx, st, a.By); err != nil {
			return err
		}
		return audit.Append(ctx, tx, actLine(st, a.By, out))
	})
	return out, err
}

// open locks a plan and reads its newest version; NotFound when there is none.
func (s *Store) open(ctx context.Context, tx *db.Tx, plan string) (story, error) {
	if err := lockPlan(ctx, tx, plan); err != nil {
		return story{}, err
	}
	newest, err := newestOf(ctx, tx, plan, farOff)
	if err == nil && newest == 0 {
		err = fault.New(fault.NotFound, "There is no plan %s", plan)
	}
	if err != nil {
		return story{}, err
	}
	return storyOf(ctx, tx, plan, newest, farOff)
}

// actIn judges and writes moves, and brings the story up to date.
func (s *Store) actIn(ctx context.Context, tx *db.Tx, st *story, a discharge.Act) ([]discharge.Event, error) {
	events, err := judge(*st, a, tx)
	if err != nil {
		return nil, err
	}
	if err := s.spend(ctx, tx, *st, events); err != nil {
		return nil, err
	}
	place := 0
	if err := tx.Get(ctx, queries.For(tx.Engine, "count-events"), []any{st.Plan}, &place); err != nil {
		return nil, err
	}
	var rows [][]any
	for i, e := range events {
		rows = append(rows, []any{st.Plan, place + i + 1, e.Version, e.Line, string(e.State), e.Number, e.Reason, e.By.Actor, e.By.Role,
			string(e.By.Org), word(e.By.Deputy), db.At(e.At)})
	}
	if err := tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-event"), rows); err != nil {
		return nil, err
	}
	st.events = append(st.events, events...)
	st.standings = discharge.Standings(st.Version, st.roots, st.events)
	if err := claimSome(ctx, tx, *st, events); err != nil {
		return nil, err
	}
	return events, tellRefused(ctx, tx, *st, events)
}

// judge checks every move against the line as it stands and gives the events. All problems come at once.
func judge(st story, a discharge.Act, tx *db.Tx) ([]discharge.Event, error) {
	at := after(tx.Now, st)
	var events []discharge.Event
	var bad fault.List
	var kind fault.Kind
	var only error
	seen := map[string]bool{}
	note := func(line string, err error) {
		only = err
		f := fault.As(err)
		if kind == "" || f.Kind == fault.Forbidden {
			kind = f.Kind
		}
		if len(f.Fields) == 0 {
			bad.Add("line "+line, "", "%s", f.Message)
		}
		for _, x := range f.Fields {
			bad.Add("line "+line, "", "%s", x.Message)
		}
	}
	for _, m := range a.Moves {
		l, ok := st.Line(m.Line)
		switch {
		case !ok:
			note(m.Line, fault.New(fault.Conflict, "Version %d of plan %s has no line %s; look at that version first", st.Number, st.Plan, m.Line))
			continue
		case st.roots.Lines[m.Line] > a.Version:
			note(m.Line, fault.New(fault.Conflict, "Version %d of plan %s changed this line since you opened it: it is now %s", st.Number, st.Plan, l.Words()))
			continue
		case seen[m.Line]:
			note(m.Line, fault.New(fault.Invalid, "The line stands twice in one act; choose one state for it"))
			continue
		}
		seen[m.Line] = true
		e, err := discharge.CheckEvent(l, st.standings[m.Line], st.Board, discharge.Event{Line: m.Line, Version: st.Number, State: m.To,
			Number: m.Number, Reason: m.Reason, By: a.By, At: at})
		if err != nil {
			note(m.Line, err)
			continue
		}
		events = append(events, e)
	}
	switch {
	case len(bad) == 0:
		return events, nil
	case len(a.Moves) == 1:
		return nil, only
	}
	return nil, &fault.Error{Kind: kind, Message: "None of the lines was changed", Fields: bad}
}

// spend holds what is being agreed against all that is agreed, under the locks of the care that is spent.
func (s *Store) spend(ctx context.Context, tx *db.Tx, st story, events []discharge.Event) error {
	var mine []discharge.Claim
	var care []string
	for _, e := range events {
		l, _ := st.Line(e.Line)
		if e.State != discharge.Agreed {
			continue
		}
		next := st.standings[e.Line]
		next.State, next.Agreed = discharge.Agreed, e.Number
		if c, ok := discharge.ClaimOf(st.Version, l, next); ok {
			mine = append(mine, c)
			care = append(care, careOf(c))
		}
	}
	if len(mine) == 0 {
		return nil
	}
	if err := lockCare(ctx, tx, care); err != nil {
		return err
	}
	others, supplies := map[string][]discharge.Claim{}, map[org.Code]*discharge.Supply{}
	var bad fault.List
	for _, c := range mine {
		if err := s.learn(ctx, tx, c, others, supplies); err != nil {
			return err
		}
		k := careOf(c)
		if err := discharge.Spend(c, others[k], supplies[c.Council]); err != nil {
			bad.Add("line "+c.Line, "", "%s", fault.As(err).Message)
			continue
		}
		// What this act takes counts for its next lines.
		others[k] = append(slices.DeleteFunc(others[k], func(o discharge.Claim) bool { return o.Plan == c.Plan && o.Line == c.Line }), c)
	}
	switch len(bad) {
	case 0:
		return nil
	case 1:
		return &fault.Error{Kind: fault.Conflict, Message: bad[0].Message, Fields: bad}
	}
	return &fault.Error{Kind: fault.Conflict, Message: "There is too little capacity for some of the lines; none was agreed", Fields: bad}
}

func careOf(c discharge.Claim) string { return string(c.Council) + "/" + string(c.Service) }

// learn reads what others take of the care that c spends, and what there is, once each.
func (s *Store) learn(ctx context.Context, tx *db.Tx, c discharge.Claim, others map[string][]discharge.Claim, supplies map[org.Code]*discharge.Supply) error {
	k := careOf(c)
	var err error
	if _, known := others[k]; !known {
		if others[k], err = db.Collect(ctx, tx, queries.For(tx.Engine, "claims-on"), scanClaim, string(c.Council), string(c.Service)); err != nil {
			return err
		}
	}
	if supplies[c.Council] == nil {
		rows, err := capacitiesIn(ctx, tx, discharge.CapacityAsked{Councils: []org.Code{c.Council}}, tx.Now)
		if err != nil {
			return err
		}
		supplies[c.Council] = discharge.NewSupply(rows, tx.Now, s.holidays)
	}
	return nil
}

// claimSome writes anew what the lines of events take.
func claimSome(ctx context.Context, tx *db.Tx, st story, events []discharge.Event) error {
	for _, e := range events {
		l, _ := st.Line(e.Line)
		if _, err := tx.Repeat(ctx, queries.For(tx.Engine, "drop-claim"), st.Plan, e.Line); err != nil {
			return err
		}
		if c, ok := discharge.ClaimOf(st.Version, l, st.standings[e.Line]); ok {
			if _, err := tx.Repeat(ctx, queries.For(tx.Engine, "insert-claim"), claimRow(c)...); err != nil {
				return err
			}
		}
	}
	return nil
}

// tellRefused tells a line's trust and the board that it was refused, withdrawn or agreed with fewer.
func tellRefused(ctx context.Context, tx *db.Tx, st story, events []discharge.Event) error {
	for _, e := range events {
		l, _ := st.Line(e.Line)
		fewer := e.State == discharge.Agreed && e.Number < l.Number
		if e.State != discharge.Refused && e.State != discharge.Withdrawn && !fewer {
			continue
		}
		words := fmt.Sprintf("Plan %s, line %s (%s): %s by %s of %s: %s.", st.Plan, l.ID, l.Words(), e.State, strings.ToLower(e.By.RoleWords()), e.By.Org, e.Reason)
		if fewer {
			words = fmt.Sprintf("Plan %s, line %s (%s): agreed with %s: %s.", st.Plan, l.ID, l.Words(), l.AmountWords(e.Number), e.Reason)
		}
		var to []org.Code
		for _, o := range []org.Code{l.Trust, l.Council, st.Board} {
			if o != "" && o != e.By.Org {
				to = append(to, o)
			}
		}
		// The same line may be refused again after a change of mind: the instant tells the two apart.
		about := fmt.Sprintf("plan/%s/%d/%s/%s", st.Plan, st.Number, l.ID, e.At.UTC().Format("20060102T150405.000000"))
		if err := tell(ctx, tx, to, about, string(e.State), e.By.Actor, words); err != nil {
			return err
		}
	}
	return nil
}

// tellSigned tells every party once that all have agreed.
func tellSigned(ctx context.Context, tx *db.Tx, st story, by discharge.Signer) error {
	if st.agreement().State != discharge.VersionSigned {
		return nil
	}
	var to []org.Code
	for _, p := range st.Parties() {
		to = append(to, p.Org)
	}
	return tell(ctx, tx, to, fmt.Sprintf("plan/%s/%d", st.Plan, st.Number), string(discharge.VersionSigned), by.Actor,
		fmt.Sprintf("Version %d of plan %s is signed: every party has agreed.", st.Number, st.Plan))
}

// actLine is the audit line of an act.
func actLine(st story, by discharge.Signer, events []discharge.Event) audit.Entry {
	count := map[discharge.State]int{}
	var parts []string
	reason := ""
	for _, e := range events {
		count[e.State]++
		parts = append(parts, fmt.Sprintf("%s %s %d %s", e.Line, e.State, e.Number, e.Reason))
		if reason == "" {
			reason = e.Reason
		}
	}
	var detail []string
	for _, s := range []discharge.State{discharge.Agreed, discharge.Refused, discharge.Withdrawn, discharge.Delivered, discharge.Failed} {
		if count[s] > 0 {
			detail = append(detail, fmt.Sprintf("%d %s", count[s], s))
		}
	}
	return audit.Entry{Actor: by.Actor, Verb: "plan.act", Noun: "plan-line", Key: fmt.Sprintf("%s/%d/%s", st.Plan, st.Number, events[len(events)-1].Line),
		Org: string(by.Org), Reason: reason, Digest: audit.Digest(parts...), Detail: strings.Join(detail, ", ")}
}

func (s *Store) sign(ctx context.Context, plan string, version int, by discharge.Signer, agree bool) (discharge.Agreement, error) {
	var out discharge.Agreement
	err := s.d.Write(ctx, func(tx *db.Tx) error {
		st, err := s.open(ctx, tx, plan)
		if err != nil {
			return err
		}
		if version != st.Number {
			return fault.New(fault.Conflict, "Plan %s stands at version %d since you opened it; look at that first", plan, st.Number)
		}
		if err := discharge.MaySign(st.Version, by); err != nil {
			return err
		}
		var events []discharge.Event
		if moves := openLines(st, by.Org); agree && len(moves) > 0 {
			if events, err = s.actIn(ctx, tx, &st, discharge.Act{Plan: plan, Version: version, By: by, Moves: moves}); err != nil {
				return err
			}
		}
		fresh, err := signIn(ctx, tx, &st, by)
		if err != nil {
			return err
		}
		out = st.agreement()
		if !fresh && len(events) == 0 {
			return nil
		}
		if err := tellSigned(ctx, tx, st, by); err != nil {
			return err
		}
		if len(events) > 0 {
			if err := audit.Append(ctx, tx, actLine(st, by, events)); err != nil {
				return err
			}
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: by.Actor, Verb: "plan.sign", Noun: "plan", Key: fmt.Sprintf("%s/%d", plan, version),
			Org: string(by.Org), Detail: by.RoleWords()})
	})
	return out, err
}

// openLines lists the lines that an organisation answers for and has not answered, to be agreed as asked.
func openLines(st story, o org.Code) []discharge.Move {
	var out []discharge.Move
	for _, l := range st.Lines {
		if l.Holder() == o && st.standings[l.ID].State == discharge.Proposed {
			out = append(out, discharge.Move{Line: l.ID, To: discharge.Agreed})
		}
	}
	return out
}

// signIn writes the signature, unless one under an unchanged version counts already; fresh is true when it wrote.
func signIn(ctx context.Context, tx *db.Tx, st *story, by discharge.Signer) (fresh bool, err error) {
	have := st.agreement()
	i := slices.IndexFunc(have.Parties, func(p discharge.Signature) bool { return p.Org == by.Org })
	mine := have.Parties[i]
	if mine.Signed || mine.By.Org != "" && mine.By.Version == st.Number {
		return false, nil
	}
	c := discharge.Commitment{Version: st.Number, Org: by.Org, By: by, At: after(tx.Now, *st)}
	st.signatures = append(st.signatures, c)
	if now := st.agreement().Parties[i]; !now.Signed {
		return false, fault.New(fault.Conflict, "%s cannot sign yet: %s", by.Org, now.Wanting)
	}
	_, err = tx.Exec(ctx, queries.For(tx.Engine, "insert-signature"), st.Plan, st.Number, string(by.Org), by.Actor, by.Role, word(by.Deputy), db.At(c.At))
	return true, err
}
