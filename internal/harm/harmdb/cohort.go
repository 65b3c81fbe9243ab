package harmdb

import (
	"context"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/harm"
	"headroom/internal/org"
)

// Cohort is a trust's postponed pathways of a period, or of all when period is empty, with their triggers and reviews, as
// known at asOf (zero: now). The pathways' keys are not in it.
func (s *Store) Cohort(ctx context.Context, trust org.Code, period string, asOf time.Time) (c harm.Cohort, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) (err error) {
		c, err = cohortIn(ctx, tx, trust, postponed, period, asOf)
		return err
	})
	return c, err
}

func cohortIn(ctx context.Context, tx *db.Tx, trust org.Code, cohort, period string, asOf time.Time) (harm.Cohort, error) {
	c := harm.Cohort{Trust: trust, Period: period}
	rows, err := watchesIn(ctx, tx, trust, cohort, asOf)
	if err != nil {
		return c, err
	}
	in := make(map[harm.WatchID]bool, len(rows))
	for _, h := range rows {
		if period == "" || h.Period == period {
			in[h.ID] = true
			c.Watched = append(c.Watched, h.Watched)
		}
	}
	triggers, err := db.Collect(ctx, tx, queries.For(tx.Engine, "triggers"), packed[harm.Trigger], string(trust), cohort, at(asOf))
	if err != nil {
		return c, err
	}
	for _, t := range triggers {
		if in[t.Watch] {
			c.Triggers = append(c.Triggers, t)
		}
	}
	steps, err := db.Collect(ctx, tx, queries.For(tx.Engine, "reviews"), packed[harm.ReviewEvent], string(trust), "", at(asOf))
	if err != nil {
		return c, err
	}
	for _, e := range steps {
		if in[e.Watch] {
			c.Reviews = append(c.Reviews, e)
		}
	}
	return c, nil
}

// each runs f on every trust's cohort, of trusts or, when nil, of all that watch any.
func each(ctx context.Context, tx *db.Tx, trusts []org.Code, asOf time.Time, f func(org.Code) error) error {
	if trusts == nil {
		var err error
		trusts, err = db.Collect(ctx, tx, queries.For(tx.Engine, "watching"), func(r db.Row) (o org.Code, err error) { return o, r.Scan(&o) }, at(asOf))
		if err != nil {
			return err
		}
	}
	for _, t := range trusts {
		if err := f(t); err != nil {
			return err
		}
	}
	return nil
}

// Counts are the lag pictures of trusts that watch any pathway of the period, as known at asOf (zero: now): counts without
// any pathway. Nil trusts is all.
func (s *Store) Counts(ctx context.Context, trusts []org.Code, period string, asOf time.Time) (out map[org.Code]harm.Lags, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		out = map[org.Code]harm.Lags{}
		return each(ctx, tx, trusts, asOf, func(o org.Code) error {
			c, err := cohortIn(ctx, tx, o, postponed, period, asOf)
			if err == nil && len(c.Watched) > 0 {
				out[o] = harm.LagsOf(c, s.instant(asOf))
			}
			return err
		})
	})
	return out, err
}

// instant is asOf, the zero time being now.
func (s *Store) instant(asOf time.Time) time.Time {
	if asOf.IsZero() {
		return s.d.Now()
	}
	return asOf
}

// Strata are the postponed pathways of a period beside those who were not postponed (harm.Beside) and beside the season
// before (harm.Before), for one trigger within a window of days. The keys are harm.ComparedWith of which of the two, and of
// the group where split is harm.ByEthnicity or harm.ByDeprivation. Only pathways whose window is over at asOf (zero: now)
// count, on either side.
func (s *Store) Strata(ctx context.Context, trusts []org.Code, period string, kind harm.TriggerKind, window int, split string, asOf time.Time) (out map[string][]harm.Stratum, err error) {
	now := s.instant(asOf)
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		var exposed, rest []harm.Followed
		err := each(ctx, tx, trusts, asOf, func(o org.Code) error {
			c, err := cohortIn(ctx, tx, o, postponed, period, asOf)
			if err != nil {
				return err
			}
			r, err := cohortIn(ctx, tx, o, others, "", asOf) // no action took a date from them: their weeks say with whom they are compared
			exposed = append(exposed, harm.Follow(c, kind, window, civil.Today(now))...)
			rest = append(rest, harm.Follow(r, kind, window, civil.Today(now))...)
			return err
		})
		out = harm.Stratify(exposed, rest, split)
		return err
	})
	return out, err
}
