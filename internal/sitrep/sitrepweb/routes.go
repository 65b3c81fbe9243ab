package sitrepweb

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/web"
)

// Deps is what the pages stand on.
type Deps struct {
	Store    Store
	People   People
	Contacts Contacts
	Strikes  Strikes
	Holidays civil.Holidays
	// Ahead is the address of what is forecast of an organisation, for Today to lead to; nil where nobody forecasts.
	Ahead func(org.Code) string
	// Brief is the address of a board's one page for the morning, which is for those who may read its plans; nil where there
	// is none.
	Brief func(org.Code) string
	// Told is what other rooms reminded an organisation of in the day before an instant, newest first, for a reader who may
	// there what may says; nil where nobody reminds.
	Told func(ctx context.Context, on org.Code, may func(access.Verb) bool, at time.Time) ([]Told, error)
	// Waiting is what waits for the reader at an organisation in another room, for the head of Today; nil
	// where nothing does.
	Waiting func(r *web.Request, on org.Code) (templ.Component, error)
	// Elsewhere is where somebody begins who may see no Today: empty for their own account.
	Elsewhere func(r *web.Request) string
}

// Told is one reminder of another room.
type Told struct {
	At    time.Time
	Words string
	Href  string // what it is about
}

// room is the handlers' common ground.
type room struct{ Deps }

// Routes are the room's pages.
func Routes(d Deps) []web.Route {
	m := room{Deps: d}
	var out []web.Route
	for _, part := range [][]web.Route{m.todayRoutes(), m.seriesRoutes(), m.entryRoutes(), m.listRoutes(), m.apiRoutes()} {
		out = append(out, part...)
	}
	return out
}

// Gallery is every page of the room with sample data.
func Gallery() []web.Specimen {
	var out []web.Specimen
	for _, part := range [][]web.Specimen{todayGallery(), seriesGallery(), entryGallery(), listGallery()} {
		out = append(out, part...)
	}
	return out
}
