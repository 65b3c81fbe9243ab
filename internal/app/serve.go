package app

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/access/accessdb"
	"headroom/internal/access/accessweb"
	"headroom/internal/action/actionweb"
	"headroom/internal/civil"
	"headroom/internal/demo/demoweb"
	"headroom/internal/discharge/dischargeweb"
	"headroom/internal/fault"
	"headroom/internal/harm/harmweb"
	"headroom/internal/jobs/jobsweb"
	"headroom/internal/measure/measureweb"
	"headroom/internal/mitigation/mitigationweb"
	"headroom/internal/occupancy/occupancyweb"
	"headroom/internal/org"
	"headroom/internal/org/orgweb"
	"headroom/internal/recovery/recoveryweb"
	"headroom/internal/rest/restweb"
	"headroom/internal/sitrep/sitrepweb"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// stopWithin is how long requests may take to finish when the server is told to stop.
const stopWithin = 15 * time.Second

// Routes is the one list of every page and call.
func (a *App) Routes(https bool) []web.Route {
	pages := a.returnPages()
	routes := sitrepweb.Routes(pages)
	routes = append(routes, accessweb.Routes(a.Accounts, a.Log, accessweb.Config{HTTPS: https, Demo: a.demo != nil})...)
	if a.demo != nil {
		routes = append(routes, demoweb.Routes(a.demo)...)
	}
	routes = append(routes, measureweb.Routes()...)
	routes = append(routes, actionweb.Routes(a.Actions, actionweb.DefaultRules())...)
	routes = append(routes, occupancyweb.Routes(a.forecastPages())...)
	routes = append(routes, dischargeweb.Routes(a.carePages())...)
	routes = append(routes, restweb.Routes(a.restPages())...)
	routes = append(routes, recoveryweb.Routes(a.recoveryPages())...)
	routes = append(routes, mitigationweb.Routes(a.mitigationPages())...)
	routes = append(routes, harmweb.Routes(a.harmPages())...)
	routes = append(routes, sitrepweb.ImportRoutes(a.Returns, a.Queue(), pages.People, importFormats())...)
	routes = append(routes, jobsweb.Routes(a.Queue(), aboutJob)...)
	return append(routes, orgweb.Routes(a.Orgs, orgLinks)...)
}

// orgLinks are the pages of other rooms that have something to show about an organisation of the kind. One that is closed
// has its past figures.
func orgLinks(c org.Code, k org.Kind) []ui.Action {
	out := []ui.Action{{Text: "Today", Href: sitrepweb.TodayPath(c)}}
	has := func(text, href string, kinds ...org.Kind) {
		if slices.Contains(kinds, k) {
			out = append(out, ui.Action{Text: text, Href: href})
		}
	}
	has("Returns", sitrepweb.ListPath+"?org="+string(c), "", org.KindEngland, org.KindRegion, org.KindICB, org.KindTrust, org.KindAmbulance, org.KindIndependent, org.KindSite)
	has("Measures", sitrepweb.SeriesPath(c, "ga_occ_rate"), "", org.KindEngland, org.KindRegion, org.KindICB, org.KindTrust, org.KindAmbulance, org.KindIndependent, org.KindSite)
	has("Bed forecast", occupancyweb.Path(c), org.KindEngland, org.KindRegion, org.KindICB, org.KindTrust)
	has("Recovery", recoveryweb.BoardOf(c), org.KindEngland, org.KindRegion, org.KindICB, org.KindTrust)
	has("Care capacity", dischargeweb.CapacityOf(c), org.KindICB, org.KindTrust, org.KindCouncil)
	has("Readiness", dischargeweb.ReadinessOf(c), org.KindICB, org.KindTrust, org.KindCouncil)
	has("Harm", harmweb.Path(c), org.KindEngland, org.KindRegion, org.KindICB, org.KindTrust, org.KindAmbulance, org.KindIndependent)
	has("Rest", restweb.Path(c), org.KindEngland, org.KindRegion, org.KindICB, org.KindTrust, org.KindAmbulance)
	return out
}

// Handler is the whole site.
func (a *App) Handler(https bool, log *slog.Logger) http.Handler {
	cfg := web.Config{Clock: a.DB.Now, Log: log, Policy: web.GrantsPolicy{}, Pictures: a.Orgs, HTTPS: https, Phase: "Alpha",
		Sessions: accessweb.Sessions{Store: a.Accounts, HTTPS: https}}
	if a.demo != nil {
		cfg.Demo, cfg.DemoControls, cfg.Gallery = true, demoweb.Controls(a.demo), specimens()
	}
	return web.New(cfg).Mux(a.Routes(https))
}

// Serve answers on address until ctx ends, then lets requests finish. The demonstration's database is refused: its
// pages must say that the figures are invented, and its clock stands elsewhere.
func (a *App) Serve(ctx context.Context, address string, https bool, log *slog.Logger) error {
	if a.synthetic {
		return fault.New(fault.Conflict, "this database holds the demonstration's synthetic England; open it with headroom demo")
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "%s cannot be listened on: %v", address, err)
	}
	return serveOn(ctx, l, a.Handler(https, log))
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
