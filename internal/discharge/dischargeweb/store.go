package dischargeweb

import (
	"context"
	"sync"
	"time"

	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/flow"
	"headroom/internal/org"
)

// Ground is the flow model of an area and what it stands on.
type Ground struct {
	System *flow.System
	Basis  string // the forecast it is anchored to, in words, with its age
	AsAt   time.Time

	stills stills
}

// stills keeps the mornings without levers of a ground, which are asked for again whenever a slider moves. They live as long
// as the ground does.
type stills struct {
	mu   sync.Mutex
	held map[stillKey]func() (*discharge.Still, error)
}

// stillKey is what the mornings without levers depend on besides the model.
type stillKey struct {
	trust org.Code
	share float64
	basis discharge.Basis
}

// stillsKept is how many are kept of one ground: a board's trusts with a few targets each.
const stillsKept = 64

// still gives the mornings without levers of one trust. Many may ask at the same time; each is worked out once.
func (g *Ground) still(k stillKey) (*discharge.Still, error) {
	g.stills.mu.Lock()
	work, ok := g.stills.held[k]
	if !ok {
		if g.stills.held == nil || len(g.stills.held) >= stillsKept {
			g.stills.held = map[stillKey]func() (*discharge.Still, error){}
		}
		work = sync.OnceValues(func() (*discharge.Still, error) { return discharge.StillOf(g.System, k.trust, k.share, k.basis) })
		g.stills.held[k] = work
	}
	g.stills.mu.Unlock()
	return work()
}

// Grounds gives the flow model of a trust, or of a board with its trusts and the councils they share, fitted to what was
// known at asOf (zero: now) and anchored to the forecast of the morning (zero: the last that anything is known of). A fault
// says in words why there is none: too few days, no forecast yet. It is quick the second time.
type Grounds interface {
	Ground(ctx context.Context, area org.Code, morning civil.Date, asOf time.Time) (*Ground, error)
}

// Briefs gathers what the one-page brief of a board, a region or England is made of, from every room that knows a part. It is
// a not-found fault for any other organisation.
type Briefs interface {
	Brief(ctx context.Context, area org.Code, on civil.Date, asOf time.Time) (discharge.BriefInputs, error)
}
