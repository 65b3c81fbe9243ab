package occupancyweb

import (
	"context"
	"time"

	"headroom/internal/civil"
	"headroom/internal/occupancy"
	"headroom/internal/org"
)

// Store is what the pages need of the kept forecasts. Every read is of what was recorded by asOf.
type Store interface {
	// Forecast is the organisation's newest forecast from the origin, from the newest one when it is zero; a not-found
	// fault when there is none.
	Forecast(ctx context.Context, o org.Code, origin civil.Date, asOf time.Time) (occupancy.Held, error)
	// From is every organisation's newest forecast from the origin.
	From(ctx context.Context, origin civil.Date, asOf time.Time) (map[org.Code]occupancy.Forecast, error)
	// Origins lists the newest mornings from which forecasts are held, newest first.
	Origins(ctx context.Context, asOf time.Time, n int) ([]civil.Date, error)
	// Runs lists the newest runs, newest first.
	Runs(ctx context.Context, asOf time.Time, n int) ([]occupancy.Run, error)
	// Outcomes are the mornings in [from, to] that have come, scored.
	Outcomes(ctx context.Context, o org.Code, from, to civil.Date, asOf time.Time) ([]occupancy.Outcome, error)
	// Backtest is the newest test on past winters at a level; a not-found fault when there is none.
	Backtest(ctx context.Context, level string, asOf time.Time) (occupancy.KeptBacktest, error)
	// Overrides lists the effects set by hand, every version, in order.
	Overrides(ctx context.Context, o org.Code, asOf time.Time) ([]occupancy.Override, error)
	// SetOverride records the next version of one; invalid and conflict faults are for the form.
	SetOverride(ctx context.Context, who string, o occupancy.Override) (occupancy.Override, error)
	// Scenarios lists the saved scenarios, the newest version of each.
	Scenarios(ctx context.Context, o org.Code, asOf time.Time) ([]occupancy.Saved, error)
	// SaveScenario records the next version of one under its name, or that it is taken away.
	SaveScenario(ctx context.Context, who string, x occupancy.Saved) (occupancy.Saved, error)
}

// Ground is what has come and what is known in advance, as known at asOf.
type Ground interface {
	// Calendar is the holidays and the strikes.
	Calendar(ctx context.Context, asOf time.Time) (occupancy.Calendar, error)
	// Mornings are the organisation's bed figures in [from, to], a day without any left out, in order.
	Mornings(ctx context.Context, o org.Code, from, to civil.Date, asOf time.Time) ([]Morning, error)
	// Compared is the same mornings for a picture: in a sum, organisations whose return is missing stand with the figure of
	// a near morning, and a sum that would be of other mornings by more than a tenth has no figure.
	Compared(ctx context.Context, o org.Code, from, to civil.Date, asOf time.Time) ([]Morning, error)
}

// Morning is what came at 08:00 of a day. A nil figure was not given; a sum says of how many returns it is one.
type Morning struct {
	Day            civil.Date
	Occupied, Open *float64
	In, Of         int // Of 0: an organisation's own figure
}

// Work is the making of forecasts in the background.
type Work interface {
	// Making is the work that waits or is under way; ok is false when there is none.
	Making(ctx context.Context) (m Making, ok bool, err error)
	// AskForecast puts the making of new ones in the queue.
	AskForecast(ctx context.Context) error
}

// Making is how far the making of forecasts is.
type Making struct {
	Job         int64
	Running     bool
	Failed      bool // the newest try failed; Words says how
	Done, Total int
	Words       string
}

// People names who did something, for those it knows.
type People interface {
	Named(ctx context.Context, actors []string) (map[string]string, error)
}

// Deps is what the pages stand on.
type Deps struct {
	Store  Store
	Ground Ground
	Work   Work
	People People
}
