package mitigationdb

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"headroom/internal/audit"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/mitigation"
)

// KeepImpact keeps the next version of an impact return. Signed, which the medical director alone does, it is checked whole;
// Invalid, with every problem, when it cannot be. What the system and the region said of it stays with it.
func (s *Store) KeepImpact(ctx context.Context, by mitigation.By, i mitigation.Impact, sign bool) (mitigation.ImpactKept, error) {
	var out mitigation.ImpactKept
	if err := person(by); err != nil {
		return out, err
	}
	if by.Actor != mitigation.Director && (sign || by.Actor != mitigation.Drafter) {
		return out, fault.New(fault.Forbidden, "An impact return is written in the trust and signed by its medical director")
	}
	if !slices.Contains(mitigation.Stages(), i.Stage) {
		return out, fault.New(fault.Invalid, "Say for which stage the impact return is")
	}
	if err := i.CheckPrivate(); err != nil {
		return out, err
	}
	if err := i.CheckDraft(); err != nil {
		return out, err
	}
	if sign {
		if err := i.Check(); err != nil {
			return out, err
		}
	}
	err := s.d.Write(ctx, func(tx *db.Tx) error {
		k, err := lock(ctx, tx, i.Request)
		if err != nil {
			return err
		}
		now, at := standing(tx, k)
		if now.Clocks.Signed.IsZero() && now.Clocks.Bypassed.IsZero() {
			return fault.New(fault.Conflict, "The request was never signed, so that nothing can have followed it")
		}
		last, held := newest(k, i.Stage)
		i.Version, i.Comments = 1, nil
		if held {
			i.Version, i.Comments = last.Version+1, last.Comments
		}
		out = mitigation.ImpactKept{Impact: i, By: by.Account, Actor: by.Actor, Recorded: at}
		if sign {
			out.Signed = by.Account
		}
		return keepImpact(ctx, tx, by, k, out, "mitigation.impact", fmt.Sprintf("impact %s, version %d, signed: %v", i.Stage, i.Version, sign))
	})
	return out, err
}

// Comment adds the words of the system or the region to the newest version of an impact return; NotFound when none was signed:
// what the trust still writes is not theirs to read.
func (s *Store) Comment(ctx context.Context, by mitigation.By, ref mitigation.Ref, stage mitigation.Stage, words string) error {
	if err := person(by); err != nil {
		return err
	}
	if by.Actor != mitigation.System && by.Actor != mitigation.Region {
		return fault.New(fault.Forbidden, "The integrated care board and the region comment on an impact return")
	}
	if words = strings.TrimSpace(words); words == "" {
		return fault.New(fault.Invalid, "Write the comment")
	}
	if err := mitigation.CheckWords(words); err != nil {
		return err
	}
	return s.d.Write(ctx, func(tx *db.Tx) error {
		k, err := lock(ctx, tx, ref)
		if err != nil {
			return err
		}
		last, held := newest(k, stage)
		if !held || !slices.ContainsFunc(k.Impacts, func(i mitigation.ImpactKept) bool { return i.Stage == stage && i.Signed != "" }) {
			return fault.New(fault.NotFound, "There is no signed impact return for that stage to comment on yet")
		}
		said := maps.Clone(last.Comments)
		if said == nil {
			said = map[mitigation.Actor]string{}
		}
		said[by.Actor] = words
		last.Comments, last.By, last.Actor = said, by.Account, by.Actor
		_, last.Recorded = standing(tx, k)
		return keepImpact(ctx, tx, by, k, last, "mitigation.comment", fmt.Sprintf("impact %s, version %d, comment of the %s", stage, last.Version, by.Actor))
	})
}

// newest is the last row about a stage; the rows come in the order in which they were written.
func newest(k mitigation.Kept, stage mitigation.Stage) (mitigation.ImpactKept, bool) {
	for _, i := range slices.Backward(k.Impacts) {
		if i.Stage == stage {
			return i, true
		}
	}
	return mitigation.ImpactKept{}, false
}

func keepImpact(ctx context.Context, tx *db.Tx, by mitigation.By, k mitigation.Kept, i mitigation.ImpactKept, verb, what string) error {
	body, err := json.Marshal(i.Impact)
	if err != nil {
		return err
	}
	place := 0
	if err := tx.Get(ctx, queries.For(tx.Engine, "last-impact"), []any{string(k.Ref), string(i.Stage)}, &place); err != nil {
		return err
	}
	place++
	if _, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-impact"), string(k.Ref), string(i.Stage), place, i.Version, string(body), i.By, string(i.Actor),
		i.Signed, db.At(i.Recorded)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, queries.For(tx.Engine, "set-wake"), string(k.Ref), db.At(tx.Now)); err != nil {
		return err
	}
	return note(ctx, tx, by, k, verb, fmt.Sprintf("%s/impact/%s/%d", k.Ref, i.Stage, place), what, audit.Digest(string(body)))
}

func scanImpact(r db.Row) (i mitigation.ImpactKept, body string, err error) {
	var at db.Instant
	err = r.Scan(&i.Request, &i.Stage, &i.Version, &body, &i.By, &i.Actor, &i.Signed, &at)
	i.Recorded = at.Time
	return i, body, err
}

func withBody(i mitigation.ImpactKept, body string) (mitigation.ImpactKept, error) {
	err := json.Unmarshal([]byte(body), &i.Impact)
	return i, err
}
