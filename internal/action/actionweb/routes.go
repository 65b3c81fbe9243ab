package actionweb

import (
	"context"
	"net/http"
	"time"

	"headroom/internal/access"
	"headroom/internal/action"
	"headroom/internal/civil"
	"headroom/internal/web"
)

// Store is what the pages need of the periods. Every read is as known at asOf.
type Store interface {
	// List gives every period in order of its first hour.
	List(ctx context.Context, asOf time.Time) ([]action.Period, error)
	// History gives every revision of one period known by then, oldest first; a not-found fault when there is none.
	History(ctx context.Context, code action.Code, asOf time.Time) ([]action.Period, error)
	// Save records the revision after p.Revision by who, for p.Reason; invalid and conflict faults are for the form.
	Save(ctx context.Context, who string, p action.Period) (action.Period, error)
}

// Rules are the dated tables that the pages reckon with.
type Rules struct {
	Holidays civil.Holidays
	Policy   action.PhasePolicy
}

// DefaultRules are the built-in holidays and phase lengths.
func DefaultRules() Rules { return Rules{Holidays: civil.England(), Policy: action.DefaultPolicy()} }

// room is the handlers' common ground.
type room struct {
	store Store
	rules Rules
}

const listPath = "/periods"

// Path is the page of one period.
func Path(c action.Code) string { return listPath + "/" + string(c) }

// Routes are the periods' pages.
func Routes(s Store, rules Rules) []web.Route {
	m := room{store: s, rules: rules}
	read := func(pattern string, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: access.PeriodRead, Anywhere: true, Handle: h}
	}
	api := func(pattern string, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: access.PeriodRead, Anywhere: true, API: true, Handle: h}
	}
	edit := func(pattern string, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: access.PeriodEdit, Handle: h}
	}
	return []web.Route{
		read("GET "+listPath, m.list),
		read("GET "+listPath+"/{code}", m.show),
		read("GET "+listPath+"/{code}/calendar.csv", m.calendarCSV),
		read("GET "+listPath+".csv", m.figuresCSV),
		edit("GET "+listPath+"/new", m.enter),
		edit("POST "+listPath, m.save),
		edit("GET "+listPath+"/{code}/change", m.change),
		edit("POST "+listPath+"/{code}", m.save),
		api("GET /api/periods", m.apiList),
		api("GET /api/periods/{code}", m.apiShow),
	}
}

func (m room) list(w http.ResponseWriter, r *web.Request) error {
	all, err := m.store.List(r.Context(), r.AsOf)
	if err != nil {
		return err
	}
	v := newList(all, r.AsOf, m.rules.Policy, r.Link)
	v.mayEdit = r.May(access.PeriodEdit, "ENG") && !r.Past
	return r.Render(w, http.StatusOK, listPage, listView(v))
}

func (m room) show(w http.ResponseWriter, r *web.Request) error {
	history, err := m.store.History(r.Context(), code(r), r.AsOf)
	if err != nil {
		return err
	}
	all, err := m.store.List(r.Context(), r.AsOf)
	if err != nil {
		return err
	}
	v := newShow(history, all, r.AsOf, m.rules, r.Link)
	v.mayEdit = r.May(access.PeriodEdit, "ENG") && !r.Past
	return r.Render(w, http.StatusOK, showPage(history[len(history)-1]), showView(v))
}

func code(r *web.Request) action.Code { return action.Code(r.Param("code")) }
