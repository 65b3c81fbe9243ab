package harmdb

import (
	"context"
	"fmt"
	"strings"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/harm"
	"headroom/internal/org"
)

// The cohorts.
const (
	postponed = "postponed" // whose date was taken away: watched and reviewed
	others    = "other"     // who were not postponed, in the same weeks or the season before: counted alone
)

// sealedPathway is the kind of sealed text; its name is the watch.
const sealedPathway = "pathway"

// Watch adds postponed pathways. One that is watched already, by its key and the day on which its date was taken away, keeps
// how it stood then and takes a new date, a treatment or an end. It gives how many were new.
func (s *Store) Watch(ctx context.Context, by harm.By, trust org.Code, list []harm.Watched) (added int, err error) {
	return s.watch(ctx, by, trust, postponed, list)
}

// Others adds pathways that were not postponed, with the day on which they were seen or were due in place of a postponement.
func (s *Store) Others(ctx context.Context, by harm.By, trust org.Code, list []harm.Watched) (added int, err error) {
	return s.watch(ctx, by, trust, others, list)
}

func (s *Store) watch(ctx context.Context, by harm.By, trust org.Code, cohort string, list []harm.Watched) (added int, err error) {
	err = s.change(ctx, by, trust, func(tx *db.Tx) error {
		added = 0
		kept, err := s.watchIn(ctx, tx, by, trust, cohort, list)
		if err != nil {
			return err
		}
		changed := 0
		for _, k := range kept {
			if k.isNew {
				added++
			} else if k.changed {
				changed++
			}
		}
		if added+changed == 0 {
			return nil
		}
		return note(ctx, tx, by.Account, "harm.watch", "harm-watch", cohort, trust, "", fmt.Sprintf("%d new, %d changed", added, changed))
	})
	return added, err
}

// keptWatch is what became of one line of a list.
type keptWatch struct {
	harm.Watched   // as it is kept, with its number and without its pathway
	isNew, changed bool
}

// knownPathways are a cohort's watches by keyed digest and day.
func knownPathways(ctx context.Context, tx *db.Tx, trust org.Code, cohort string) (map[[2]string]harm.WatchID, error) {
	out := map[[2]string]harm.WatchID{}
	err := tx.Each(ctx, queries.For(tx.Engine, "known-pathways"), func(r db.Row) error {
		var id harm.WatchID
		var day, index string
		if err := r.Scan(&id, &day, &index); err != nil {
			return err
		}
		out[[2]string{index, day}] = id
		return nil
	}, string(trust), cohort)
	return out, err
}

// heldWatch is the newest row of a watch.
type heldWatch struct {
	harm.Watched
	number int
	body   string
}

func scanWatch(r db.Row) (h heldWatch, err error) {
	var id, digest string
	if err := r.Scan(&id, &h.number, &h.body, &digest); err != nil {
		return h, err
	}
	return h, unpack(h.body, digest, &h.Watched)
}

func watchesIn(ctx context.Context, tx *db.Tx, trust org.Code, cohort string, asOf time.Time) ([]heldWatch, error) {
	return db.Collect(ctx, tx, queries.For(tx.Engine, "watches"), scanWatch, string(trust), cohort, at(asOf))
}

// watchIn keeps a list, in its own order.
func (s *Store) watchIn(ctx context.Context, tx *db.Tx, by harm.By, trust org.Code, cohort string, list []harm.Watched) ([]keptWatch, error) {
	known, err := knownPathways(ctx, tx, trust, cohort)
	if err != nil {
		return nil, err
	}
	rows, err := watchesIn(ctx, tx, trust, cohort, time.Time{})
	if err != nil {
		return nil, err
	}
	held := make(map[harm.WatchID]heldWatch, len(rows))
	for _, h := range rows {
		held[h.ID] = h
	}
	n, err := count(ctx, tx, "count-watches", string(trust))
	if err != nil {
		return nil, err
	}
	var pathways, watches [][]any
	out := make([]keptWatch, 0, len(list))
	for i, w := range list {
		if err := checkWatched(w, i, civil.Today(tx.Now)); err != nil {
			return nil, err
		}
		index, err := s.keys.Digest(trust, "harm-pathway", bare(w.Pathway))
		if err != nil {
			return nil, err
		}
		key := [2]string{index, w.Postponed.String()}
		k := keptWatch{Watched: w}
		k.Pathway, k.Trust = "", trust
		id, ok := known[key]
		h := held[id]
		if ok {
			k.Watched = stood(h.Watched, w)
		} else {
			n++
			id = harm.WatchID(fmt.Sprintf("W%06d", n))
			known[key], k.ID, k.isNew = id, id, true
			sealed, err := s.keys.Seal("harm", trust, sealedPathway, string(id), []byte(w.Pathway))
			if err != nil {
				return nil, err
			}
			pathways = append(pathways, []any{string(trust), string(id), cohort, w.Postponed.String(), sealed, index, db.At(tx.Now), by.Account})
		}
		body, digest, err := pack(k.Watched)
		if err != nil {
			return nil, err
		}
		if k.changed = body != h.body; k.changed {
			watches = append(watches, []any{string(trust), string(id), h.number + 1, body, digest, db.At(tx.Now), by.Account})
			held[id] = heldWatch{k.Watched, h.number + 1, body}
		}
		out = append(out, k)
	}
	if err := tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-pathway"), pathways); err != nil {
		return nil, err
	}
	return out, tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-watch"), watches)
}

// stood is a watch as it was kept first, with what a newer list says of what came after: comparisons are by how people
// stood when their date was taken away.
func stood(held, now harm.Watched) harm.Watched {
	held.NewDate, held.Treated, held.Ended = now.NewDate, now.Treated, now.Ended
	if held.Period == "" {
		held.Period = now.Period
	}
	return held
}

// bare is a key without the spaces that people write into it.
func bare(s string) string { return strings.ToUpper(strings.Join(strings.Fields(s), "")) }

// checkWatched names what a line lacks, by its place in the list.
func checkWatched(w harm.Watched, i int, today civil.Date) error {
	var bad fault.List
	if bare(w.Pathway) == "" {
		bad.Add("pathway", "C8", "Line %d has no pathway", i+1)
	}
	if w.Postponed.IsZero() || w.Postponed.After(today) {
		bad.Add("postponed", "C8", "Line %d: say on which day the date was taken away, today or earlier", i+1)
	}
	if w.Waiting < 0 || w.Times < 0 {
		bad.Add("waiting", "C8", "Line %d: days waited and times postponed cannot be below none", i+1)
	}
	for _, t := range []string{w.Period, w.Specialty, w.Priority, w.Ended, w.Group} {
		if what := harm.Identifies(t); what != "" {
			bad.Add("line", "H25", "Line %d holds what looks like %s beside the pathway; take it out", i+1, what)
		}
	}
	return bad.Err("the list was not kept")
}

// Pathway tells the trust's own key of a watched pathway to somebody who says what for, and writes down that it was asked.
func (s *Store) Pathway(ctx context.Context, by harm.By, trust org.Code, id harm.WatchID, why string) (key string, err error) {
	if strings.TrimSpace(why) == "" {
		return "", fault.New(fault.Invalid, "Say what the pathway is needed for; it is written down")
	}
	if err := anonymous(text{"why", why}); err != nil {
		return "", err
	}
	err = s.change(ctx, by, trust, func(tx *db.Tx) error {
		_, sealed, err := pathwayRow(ctx, tx, trust, id)
		if err != nil {
			return err
		}
		b, err := s.keys.Unseal("harm", trust, sealedPathway, string(id), sealed)
		if err != nil {
			return err
		}
		key = string(b)
		return audit.Append(ctx, tx, audit.Entry{Actor: by.Account, Verb: "harm.identify", Noun: "harm-watch", Key: string(trust) + "/" + string(id), Org: string(trust),
			Reason: strings.TrimSpace(why), Detail: "the pathway was read"})
	})
	if err != nil {
		return "", err
	}
	return key, nil
}

// pathwayRow finds a watch. NotFound when the trust watches none of that number.
func pathwayRow(ctx context.Context, tx *db.Tx, trust org.Code, id harm.WatchID) (cohort, sealed string, err error) {
	err = tx.Get(ctx, queries.For(tx.Engine, "pathway"), []any{string(trust), string(id)}, &cohort, &sealed)
	if err == db.ErrNoRows {
		err = fault.New(fault.NotFound, "This trust watches no such pathway")
	}
	return cohort, sealed, err
}
