package sitrepdb

import (
	"context"
	"errors"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// Editions. Each edition of a publication says everything about the days that it covers, and only what differs from the
// edition before is stored. Editions come in any order: one that arrives late is slipped in between, and what it changes
// must not reach past the next edition that is held, which has its own say. So a version that is slipped in is followed,
// at the next edition's instant, by what that edition says, unless a version stands there already.

// later is the next edition held of the same publication that covers a day.
type later struct {
	source sitrep.SourceRef
	known  time.Time
}

// covered begins the list of days with those that an edition speaks about, whether or not it has a figure for them.
func (in *ingest) covered() map[slot][]*sitrep.Draft {
	out := map[slot][]*sitrep.Draft{}
	if in.batch.Source.Edition == "" {
		return out
	}
	for form, days := range in.batch.Covers {
		for _, d := range days {
			out[slot{form, d}] = nil
		}
	}
	return out
}

// edition notes that this edition covers a day, and finds the next one held that does; nil when there is none.
func (in *ingest) edition(ctx context.Context, k slot) (*later, error) {
	if in.batch.Source.Edition == "" {
		return nil, nil
	}
	if _, err := in.tx.Repeat(ctx, queries.For(in.tx.Engine, "insert-cover"), in.source, string(k.form), k.day); err != nil {
		return nil, err
	}
	var l later
	var known db.Instant
	err := in.tx.Get(ctx, queries.For(in.tx.Engine, "next-edition"), []any{string(k.form), k.day, in.batch.Source.Edition, db.At(in.known)},
		&l.source.ID, &l.source.File, &known)
	if errors.Is(err, db.ErrNoRows) {
		return nil, nil
	}
	l.known = known.Time
	return &l, err
}

// put stores v, and after it what the next edition held says where v would otherwise be taken for that edition's word.
func (in *ingest) put(ctx context.Context, v *sitrep.Version, held []*sitrep.Version, after *later) error {
	k := slot{v.Form, v.Day}
	in.res.days[k] = struct{}{}
	if err := insert(ctx, in.tx, v); err != nil || after == nil {
		return err
	}
	for _, x := range held {
		if x.Recorded.After(v.Recorded) && !x.Recorded.After(after.known) {
			return nil
		}
	}
	before := inForce(held, v.Recorded)
	if before == nil || before.State.Gone() {
		gone, err := in.gone(ctx, k, v.Org, after.known)
		if err != nil {
			return err
		}
		in.count(gone)
		gone.N, gone.Source = v.N+1, after.source
		return insert(ctx, in.tx, gone)
	}
	again := *before
	again.N, again.Recorded, again.By, again.Source = v.N+1, after.known, in.by, after.source
	return insert(ctx, in.tx, &again)
}

// dropped marks what an earlier edition listed for the day and this one does not.
func (in *ingest) dropped(ctx context.Context, k slot, held map[org.Code][]*sitrep.Version, listed map[org.Code]bool, after *later) error {
	if in.batch.Source.Edition == "" {
		return nil
	}
	for c, versions := range held {
		before := inForce(versions, in.known)
		if listed[c] || before == nil || before.State.Gone() {
			continue
		}
		v, err := in.gone(ctx, k, c, in.known)
		if err != nil {
			return err
		}
		in.count(v)
		v.N, v.Source = len(versions)+1, sitrep.SourceRef{ID: in.source}
		if err := in.put(ctx, v, versions, after); err != nil {
			return err
		}
	}
	return nil
}

// count counts a return that an edition no longer lists.
func (in *ingest) count(v *sitrep.Version) {
	if v.State == sitrep.Succeeded {
		in.res.Succeeded++
	} else {
		in.res.Withdrawn++
	}
}

// gone is the version that says that an edition does not list c: withdrawn, or, for an organisation that is known to have
// merged, succeeded: its figures were not taken back, they are published under another code or no more.
func (in *ingest) gone(ctx context.Context, k slot, c org.Code, known time.Time) (*sitrep.Version, error) {
	v := &sitrep.Version{Form: k.form, Org: c, Day: k.day, State: sitrep.Withdrawn, Timing: sitrep.Published, Channel: "publication",
		Recorded: known, By: in.by, Reason: "no longer listed"}
	merged, asked := in.merged[c]
	if !asked {
		pic, err := in.orgs.PictureIn(ctx, in.tx, civil.Today(in.tx.Now), farOff)
		if err != nil {
			return nil, err
		}
		merged = pic.Merged(c)
		in.merged[c] = merged
	}
	if merged {
		v.State, v.Reason = sitrep.Succeeded, "no longer listed: the organisation has merged"
	}
	return v, nil
}
