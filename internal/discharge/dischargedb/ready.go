package dischargedb

import (
	"context"
	"fmt"
	"maps"
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

func (s *Store) answer(ctx context.Context, answers []discharge.Answered) (int, error) {
	kept := 0
	err := s.d.Write(ctx, func(tx *db.Tx) error {
		kept = 0
		if len(answers) == 0 {
			return fault.New(fault.Invalid, "Answer at least one question")
		}
		var bad fault.List
		clean := make([]discharge.Answered, 0, len(answers))
		for _, a := range answers {
			pic, err := s.orgs.PictureIn(ctx, tx, a.Day, farOff)
			if err != nil {
				return err
			}
			unit, _ := pic.Unit(a.Org)
			a, err = discharge.CheckAnswer(a, unit.Kind, s.holidays)
			if f := fault.As(err); f != nil && f.Kind != fault.Invalid {
				return err
			} else if f != nil {
				for _, x := range f.Fields {
					bad.Add(fmt.Sprintf("%s %s %s", a.Day, a.Item, x.Name), "", "%s", x.Message)
				}
			}
			clean = append(clean, a)
		}
		if err := bad.Err("The answers were not kept"); err != nil {
			return err
		}
		if err := tx.Lock(ctx, "discharge:answers/"+string(clean[0].Org)); err != nil {
			return err
		}
		for _, a := range clean {
			fresh, err := insertAnswer(ctx, tx, a)
			if err != nil {
				return err
			}
			if fresh {
				kept++
			}
		}
		if kept == 0 {
			return nil
		}
		a := clean[0]
		return audit.Append(ctx, tx, audit.Entry{Actor: a.By.Actor, Verb: "readiness.answer", Noun: "readiness", Key: fmt.Sprintf("%s/%s", a.Org, a.Day),
			Org: string(a.Org), Detail: fmt.Sprintf("%d answers", kept)})
	})
	return kept, err
}

// insertAnswer writes an answer unless the newest says the same.
func insertAnswer(ctx context.Context, tx *db.Tx, a discharge.Answered) (bool, error) {
	var had discharge.Answer
	var note string
	place := 0
	err := tx.Get(ctx, queries.For(tx.Engine, "newest-answer"), []any{string(a.Org), a.Day, string(a.Item)}, &had, &note, &place)
	switch {
	case absent(err):
	case err != nil:
		return false, err
	case had == a.Answer && note == a.Note:
		return false, nil
	}
	_, err = tx.Repeat(ctx, queries.For(tx.Engine, "insert-answer"), string(a.Org), a.Day, string(a.Item), place+1, string(a.Answer), a.Note,
		a.By.Actor, a.By.Role, word(a.By.Deputy), db.At(tx.Now))
	return true, err
}

func scanAnswer(r db.Row) (discharge.Answered, error) {
	var a discharge.Answered
	var deputy string
	var at db.Instant
	err := r.Scan(&a.Org, &a.Day, &a.Item, &a.Answer, &a.Note, &a.By.Actor, &a.By.Role, &deputy, &at)
	a.By.Org, a.By.Deputy, a.At = a.Org, deputy == yes, at.Time
	return a, err
}

func (s *Store) readiness(ctx context.Context, week civil.Date, asked []discharge.Respondent, asOf time.Time) (discharge.Readiness, error) {
	var out discharge.Readiness
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		at := asOf
		if at.IsZero() {
			at = tx.Now
		}
		out, err = s.readinessIn(ctx, tx, discharge.CheckFor(week, s.holidays), asked, at)
		return err
	})
	return out, err
}

func (s *Store) readinessIn(ctx context.Context, tx *db.Tx, c discharge.ReadyCheck, asked []discharge.Respondent, at time.Time) (discharge.Readiness, error) {
	answers, err := db.Collect(ctx, tx, queries.For(tx.Engine, "answers-on"), scanAnswer, c.Days[0], c.Days[len(c.Days)-1], db.At(at))
	return discharge.ReadinessOf(c, asked, answers, at), err
}

func (s *Store) respondents(ctx context.Context, days []civil.Date, asOf time.Time) ([]discharge.Respondent, error) {
	var out []discharge.Respondent
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = respondentsIn(ctx, tx, days, orNow(asOf))
		return err
	})
	return out, err
}

// respondentsIn lists who has a line on one of the days that is not refused or withdrawn, and since when.
func respondentsIn(ctx context.Context, tx *db.Tx, days []civil.Date, at time.Time) ([]discharge.Respondent, error) {
	if len(days) == 0 {
		return nil, nil
	}
	list, err := liveIn(ctx, tx, slices.MinFunc(days, civil.Date.Compare), slices.MaxFunc(days, civil.Date.Compare), at)
	if err != nil {
		return nil, err
	}
	asked := map[org.Code]discharge.Respondent{}
	for _, p := range list {
		live := func(l discharge.Line) bool {
			st := p.standings[l.ID].State
			return st != discharge.Refused && st != discharge.Withdrawn
		}
		now := holdersOn(p.Version, days, live)
		if len(now) == 0 {
			continue
		}
		first, err := firstAsked(ctx, tx, p, days, at)
		if err != nil {
			return nil, err
		}
		for c, k := range now {
			if had, ok := asked[c]; !ok || first[c].Before(had.Since) {
				asked[c] = discharge.Respondent{Org: c, Kind: k, Since: first[c]}
			}
		}
	}
	out := slices.Collect(maps.Values(asked))
	slices.SortFunc(out, func(a, b discharge.Respondent) int { return strings.Compare(string(a.Org), string(b.Org)) })
	return out, nil
}

// holdersOn lists the trusts and councils of a version's lines on the days.
func holdersOn(v discharge.Version, days []civil.Date, live func(discharge.Line) bool) map[org.Code]org.Kind {
	out := map[org.Code]org.Kind{}
	for _, l := range v.Lines {
		if !slices.Contains(days, l.Date) || !live(l) {
			continue
		}
		out[l.Trust] = org.KindTrust
		if l.Council != "" {
			out[l.Council] = org.KindCouncil
		}
	}
	return out
}

// firstAsked is when the first version of a plan with a line of each organisation on the days was proposed.
func firstAsked(ctx context.Context, tx *db.Tx, p story, days []civil.Date, at time.Time) (map[org.Code]time.Time, error) {
	versions := []held{p.held}
	if p.Number > 1 {
		var err error
		if versions, err = db.Collect(ctx, tx, queries.For(tx.Engine, "versions-of"), scanHeld, p.Plan, db.At(at)); err != nil {
			return nil, err
		}
	}
	out := map[org.Code]time.Time{}
	for _, v := range versions {
		for c := range holdersOn(v.Version, days, func(discharge.Line) bool { return true }) {
			if _, had := out[c]; !had {
				out[c] = v.Proposed
			}
		}
	}
	return out, nil
}

func (s *Store) remindDue(ctx context.Context, now time.Time) (int, error) {
	sent := 0
	for _, r := range discharge.RemindersAt(now, s.holidays) {
		n, err := s.remindStep(ctx, r, now)
		if sent += n; err != nil {
			return sent, err
		}
	}
	return sent, nil
}

// remindStep sends one step. It looks first without writing: most minutes have nothing to send, and must not make a
// writer wait.
func (s *Store) remindStep(ctx context.Context, r discharge.Reminder, now time.Time) (int, error) {
	about := fmt.Sprintf("%s/%s", r.What, r.Day)
	var to []org.Code
	look := func(tx *db.Tx) error {
		missing, err := s.missing(ctx, tx, r, now)
		if err != nil {
			return err
		}
		to = nil
		for _, o := range missing {
			n := 0
			if err := tx.Get(ctx, queries.For(tx.Engine, "notice-sent"), []any{string(o), about, r.Step}, &n); err != nil {
				return err
			}
			if n == 0 {
				to = append(to, o)
			}
		}
		return nil
	}
	if err := s.d.Read(ctx, look); err != nil || len(to) == 0 {
		return 0, err
	}
	err := s.d.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "discharge:remind"); err != nil {
			return err
		}
		if err := look(tx); err != nil || len(to) == 0 {
			return err
		}
		if err := tell(ctx, tx, to, about, r.Step, "job:reminders", r.Text); err != nil {
			return err
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: "job:reminders", Verb: "plan.remind", Noun: "plan-reminder", Key: about,
			Detail: fmt.Sprintf("%s, to %d organisations", r.Step, len(to))})
	})
	if err != nil {
		return 0, err
	}
	return len(to), nil
}

// missing lists the organisations that a reminder is for: those that have not answered, or whose number is not in.
func (s *Store) missing(ctx context.Context, tx *db.Tx, r discharge.Reminder, now time.Time) ([]org.Code, error) {
	if r.What == discharge.RemindDelivered {
		lines, err := countedOn(ctx, tx, r.Day, nil, now)
		return discharge.VarianceOf(r.Day, lines, now).Missing(), err
	}
	c := discharge.CheckFor(r.Day, s.holidays)
	asked, err := respondentsIn(ctx, tx, c.Days, now)
	if err != nil {
		return nil, err
	}
	ready, err := s.readinessIn(ctx, tx, c, asked, now)
	out, _ := ready.Wanted()
	slices.Sort(out)
	return out, err
}
