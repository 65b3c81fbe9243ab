package app

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/access/accessdb"
	"headroom/internal/access/accessweb"
	"headroom/internal/action/actionweb"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/jobs/jobsweb"
	"headroom/internal/measure/measureweb"
	"headroom/internal/org"
	"headroom/internal/org/orgweb"
	"headroom/internal/sitrep/sitrepweb"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// stopWithin is how long requests may take to finish when the server is told to stop.
const stopWithin = 15 * time.Second

// Routes is the one list of every page and call.
func (a *App) Routes(https bool) []web.Route {
	routes := []web.Route{{Pattern: "GET /{$}", Verb: access.RegisterRead, Anywhere: true, Handle: toMeasures}}
	routes = append(routes, accessweb.Routes(a.Accounts, a.Log, accessweb.Config{HTTPS: https})...)
	routes = append(routes, measureweb.Routes()...)
	routes = append(routes, actionweb.Routes(a.Actions, actionweb.DefaultRules())...)
	routes = append(routes, sitrepweb.ImportRoutes(a.Returns, a.Queue(), nil, importFormats())...)
	routes = append(routes, jobsweb.Routes(a.Queue(), aboutJob)...)
	return append(routes, orgweb.Routes(a.Orgs, orgLinks)...)
}

// orgLinks are the pages of the returns about one organisation.
func orgLinks(c org.Code) []ui.Action {
	return []ui.Action{{Text: "Today", Href: sitrepweb.TodayPath(c)}, {Text: "Returns", Href: sitrepweb.ListPath + "?org=" + string(c)},
		{Text: "Measures", Href: sitrepweb.SeriesPath(c, "ga_occ_rate")}}
}

// toMeasures sends people who are signed in from the front door to the measures.
func toMeasures(w http.ResponseWriter, r *web.Request) error {
	http.Redirect(w, r.Request, "/measures", http.StatusSeeOther)
	return nil
}

// Handler is the whole site.
func (a *App) Handler(https bool, log *slog.Logger) http.Handler {
	return web.New(web.Config{Clock: a.DB.Now, Log: log, Policy: web.GrantsPolicy{}, Pictures: a.Orgs, HTTPS: https, Phase: "Alpha",
		Sessions: accessweb.Sessions{Store: a.Accounts, HTTPS: https}}).Mux(a.Routes(https))
}

// Serve answers on address until ctx ends, then lets requests finish.
func (a *App) Serve(ctx context.Context, address string, https bool, log *slog.Logger) error {
	s := &http.Server{Addr: address, Handler: a.Handler(https, log), ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout: time.Minute, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute}
	done := make(chan error, 1)
	go func() { done <- s.ListenAndServe() }()
	select {
	case err := <-done:
		return fault.Wrap(err, fault.Unavailable, "%s cannot be listened on: %v", address, err)
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	if err := s.Shutdown(last); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// AddAccount makes an account with one role at an organisation and gives its one-time password.
func (a *App) AddAccount(ctx context.Context, email, name, role, at, reason string) (password string, err error) {
	code, _, err := org.ParseCode(at)
	if err != nil {
		return "", err
	}
	today := civil.Today(a.DB.Now())
	grant := access.Grant{Role: access.Role(strings.TrimSpace(role)), At: code, From: today}
	picture, err := a.Orgs.Picture(ctx, today, time.Time{})
	if err != nil {
		return "", err
	}
	if err := access.CheckGrant(grant, picture); err != nil {
		return "", err
	}
	account, password, err := a.Accounts.AddAccount(ctx, "command", email, name)
	if err != nil {
		return "", err
	}
	_, err = a.Accounts.Give(ctx, "command", account.ID, grant, reason)
	return password, err
}

var _ accessweb.Store = (*accessdb.Store)(nil)
