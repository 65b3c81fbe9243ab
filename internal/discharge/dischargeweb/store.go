package dischargeweb

import (
	"context"
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
}

// Grounds gives the flow model of a trust, or of a board with its trusts and the councils they share, fitted to what was
// known at asOf (zero: now) and anchored to the forecast of the morning (zero: the last that anything is known of). A fault
// says in words why there is none: too few days, no forecast yet. It is quick the second time.
type Grounds interface {
	Ground(ctx context.Context, area org.Code, morning civil.Date, asOf time.Time) (*Ground, error)
}

// Briefs gathers what a board's one-page brief is made of, from every room that knows a part.
type Briefs interface {
	Brief(ctx context.Context, board org.Code, on civil.Date, asOf time.Time) (discharge.BriefInputs, error)
}
