package restweb

import (
	"slices"
	"sync"
	"time"

	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/rest"
	"headroom/internal/web"
)

// kept holds what a trust's people were judged to, for the lists and counts that are asked for again and again: judging a
// trust takes seconds. It is judged anew when anything of the trust changes, and each quarter of an hour.
type kept struct {
	mu   sync.Mutex
	held map[keptKey]*keptTrust
}

type keptKey struct {
	org      org.Code
	recovery civil.Date
}

// keptTrust is one trust as it was judged; its lock is held while it is, so that those who ask at once wait for one judging.
type keptTrust struct {
	mu     sync.Mutex
	stamp  string
	at     time.Time
	judged map[rest.Person]rest.Judgement
}

const (
	keptFor  = 15 * time.Minute
	keptMost = 200 // trusts: a board or region has fewer
)

func newKept() *kept { return &kept{held: map[keptKey]*keptTrust{}} }

func (k *kept) of(key keptKey) *keptTrust {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.held[key] == nil {
		if len(k.held) >= keptMost {
			clear(k.held)
		}
		k.held[key] = &keptTrust{}
	}
	return k.held[key]
}

// judged gives what an employer's people are judged to, without what only a person's own page shows, and when it was worked
// out. Of the past nothing is kept.
func (m room) judged(r *web.Request, c org.Code, recovery civil.Date) (map[rest.Person]rest.Judgement, time.Time, error) {
	a := readAt(r)
	if a.past {
		out, err := m.Store.Judged(r.Context(), c, "", a.now, recovery, m.Holidays, a.asOf)
		return out, a.now, err
	}
	t := m.kept.of(keptKey{c, recovery})
	t.mu.Lock()
	defer t.mu.Unlock()
	stamp, err := m.Store.Stamp(r.Context(), c)
	if err != nil {
		return nil, a.now, err
	}
	if age := a.now.Sub(t.at); t.judged != nil && t.stamp == stamp && age >= 0 && age < keptFor {
		return t.judged, t.at, nil
	}
	out, err := m.Store.Judged(r.Context(), c, "", a.now, recovery, m.Holidays, a.asOf)
	if err != nil {
		return nil, a.now, err
	}
	for p, j := range out {
		out[p] = slim(j)
	}
	t.stamp, t.at, t.judged = stamp, a.now, out
	return out, a.now, nil
}

// slim is a judgement without its entries, gaps and blocks, and with the lines alone that something is left of.
func slim(j rest.Judgement) rest.Judgement {
	j.Entries, j.Gaps, j.Blocks, j.Unknown, j.Notes, j.Estimate = nil, nil, nil, nil, nil, nil
	j.Breaches = slices.Clone(j.Breaches)
	j.Balances = slices.Clone(j.Balances)
	for i := range j.Balances {
		var open []rest.Line
		for _, l := range j.Balances[i].Lines {
			if l.Left > 0 {
				open = append(open, l)
			}
		}
		j.Balances[i].Lines = open
	}
	return j
}
