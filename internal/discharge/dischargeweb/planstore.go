package dischargeweb

import (
	"context"
	"time"

	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/jobs"
	"headroom/internal/org"
)

// Plans is what the pages need of the kept plans. Every read is as known at asOf, the zero time being now.
type Plans interface {
	// Plans lists plans by their newest version as known, the newest first, and says how many there are.
	Plans(ctx context.Context, q discharge.PlansAsked) (list []discharge.PlanRow, all int, err error)
	// Plan is one version of a plan (0: the newest); a not-found fault when there is none.
	Plan(ctx context.Context, plan string, number int, asOf time.Time) (discharge.PlanView, error)
	// History is everything that happened to a plan, oldest first.
	History(ctx context.Context, plan string, asOf time.Time) ([]discharge.Happening, error)
	// Conflicts finds where live plans take more of a council's service than there is, and where nobody said what there is.
	Conflicts(ctx context.Context, from, to civil.Date, councils []org.Code, asOf time.Time) ([]discharge.Conflict, []discharge.Usable, error)
	// Variance is what was agreed for a day against what was done.
	Variance(ctx context.Context, q discharge.VarianceAsked) (discharge.Variance, error)
	// Supply is what councils said they can take.
	Supply(ctx context.Context, q discharge.CapacityAsked) (*discharge.Supply, error)
	// Propose records the next version of a plan; Act moves lines; Sign puts a signature under the newest version.
	Propose(ctx context.Context, v discharge.Version, reason string) (discharge.Proposal, error)
	Act(ctx context.Context, a discharge.Act) ([]discharge.Event, error)
	Sign(ctx context.Context, plan string, version int, by discharge.Signer, agree bool) (discharge.Agreement, error)
	// AskSketch keeps what a plan is to be worked out from and puts the work in the queue; Sketch is one with its answer once
	// there is one; Sketches lists the newest of those that make a plan good.
	AskSketch(ctx context.Context, by discharge.Signer, a discharge.SketchAsk) (int64, error)
	Sketch(ctx context.Context, id int64, asOf time.Time) (discharge.Sketch, error)
	Sketches(ctx context.Context, plan string, asOf time.Time, limit int) ([]discharge.Sketch, error)
}

// Work is the queue in which plans are worked out. Cancel and Retry write their own audit lines.
type Work interface {
	Job(ctx context.Context, id int64) (jobs.Info, error)
	Cancel(ctx context.Context, id int64, by string) error
	Retry(ctx context.Context, id int64, by string) error
}

// workCall is one thing done to a job in the name of somebody.
type workCall = func(ctx context.Context, id int64, by string) error
