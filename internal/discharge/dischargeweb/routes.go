package dischargeweb

import (
	"context"
	"time"

	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/chart"
)

// Deps is what the pages stand on.
type Deps struct {
	Plans   Plans
	Care    Care
	Stayed  Stayed
	Work    Work
	Grounds Grounds
	Briefs  Briefs
	People  People
	// Forecast tells which organisations' beds are forecast, as known at asOf (zero: now); a nil answer is that nobody's are
	// kept. Where it is nil itself, the pages on which an organisation is chosen list all.
	Forecast func(ctx context.Context, asOf time.Time) (map[org.Code]bool, error)
	// Strikes tells the days of industrial action, as the forecast's charts shade them, as known at asOf (zero: now). Where it
	// is nil no action is shaded.
	Strikes func(ctx context.Context, asOf time.Time) ([]chart.Window, error)
	// Ahead is where an organisation's bed forecast is shown; nil where nothing leads there.
	Ahead    func(org.Code) string
	Holidays civil.Holidays
}

// People names who did something, for those it knows.
type People interface {
	Named(ctx context.Context, actors []string) (map[string]string, error)
}

// room is the handlers' common ground.
type room struct{ Deps }

// strikeDays are the days of action that a page's charts shade.
func (m room) strikeDays(ctx context.Context, asOf time.Time) ([]chart.Window, error) {
	if m.Strikes == nil {
		return nil, nil
	}
	return m.Strikes(ctx, asOf)
}

// Routes are the room's pages.
func Routes(d Deps) []web.Route {
	m := room{Deps: d}
	var out []web.Route
	for _, part := range [][]web.Route{
		m.planRoutes(), m.leverRoutes(),
	} {
		out = append(out, part...)
	}
	return out
}

// Gallery is every page of the room with sample data.
func Gallery() []web.Specimen {
	var out []web.Specimen
	for _, part := range [][]web.Specimen{
		planGallery(), leverGallery(),
	} {
		out = append(out, part...)
	}
	return out
}
