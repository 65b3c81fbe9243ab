package accessweb

import (
	"headroom/internal/access"
	"headroom/internal/web"
)

// Routes are the room's pages.
func Routes(s Store, log Log, cfg Config) []web.Route {
	m := room{store: s, log: log, cfg: cfg}
	route := func(v access.Verb) func(string, web.Handler) web.Route {
		return func(pattern string, h web.Handler) web.Route {
			return web.Route{Pattern: pattern, Verb: v, Anywhere: true, Timeless: v != access.AuditRead, Handle: h}
		}
	}
	own, token, deputy := route(access.SessionOwn), route(access.TokenOwn), route(access.DeputyName)
	people, reader := route(access.AccountManage), route(access.AuditRead)
	routes := []web.Route{
		{Pattern: "GET " + web.SignInPath, Public: true, Timeless: true, Handle: m.askSignIn},
		{Pattern: "POST " + web.SignInPath, Public: true, Timeless: true, Handle: m.signIn},
		own("POST "+web.SignOutPath, m.signOut),

		own("GET "+web.AccountPath, m.account),
		own("GET "+web.ChangePasswordPath, m.askPassword),
		own("POST "+web.ChangePasswordPath, m.changePassword),
		own("POST /account/sessions/end", m.endSessions),
		own("GET /access", m.table),

		deputy("GET /account/deputies/new", m.askDeputy),
		deputy("POST /account/deputies", m.nameDeputy),
		deputy("POST /account/deputies/{grant}/end", m.endDeputy),

		token("GET /account/tokens/new", m.askToken),
		token("POST /account/tokens", m.makeToken),
		token("POST /account/tokens/{id}/revoke", m.revokeToken),

		people("GET /accounts", m.people),
		people("GET /accounts/new", m.askPerson),
		people("POST /accounts", m.addPerson),
		people("GET /accounts/{id}", m.person),
		people("GET /accounts/{id}/roles/new", m.askRole),
		people("POST /accounts/{id}/roles", m.giveRole),
		people("GET /accounts/{id}/roles/{grant}/end", m.askEndRole),
		people("POST /accounts/{id}/roles/{grant}/end", m.endRole),
		people("GET /accounts/{id}/{act}", m.askAct),
		people("POST /accounts/{id}/{act}", m.doAct),

		reader("GET /audit", m.auditLog),
		reader("GET /audit.csv", m.auditCSV),
		reader("GET /audit/chain", m.chain),
		reader("GET /audit/{seq}", m.entry),
	}
	if cfg.Demo {
		routes = append(routes, web.Route{Pattern: "POST /sign-in/demo", Public: true, Timeless: true, Handle: m.signInDemo})
	}
	return routes
}
