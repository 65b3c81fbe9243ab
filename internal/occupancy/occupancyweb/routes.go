package occupancyweb

import (
	"headroom/internal/access"
	"headroom/internal/org"
	"headroom/internal/web"
)

// ChoosePath is where an organisation is chosen.
const ChoosePath = "/forecast"

// Path is the forecast of an organisation.
func Path(c org.Code) string { return ChoosePath + "/" + string(c) }

// EffectsPath, ScoresPath and WhatIfPath are the pages beside it.
func EffectsPath(c org.Code) string { return Path(c) + "/effects" }

// ScoresPath is how good the forecasts were.
func ScoresPath(c org.Code) string { return Path(c) + "/scores" }

// WhatIfPath is the scenarios.
func WhatIfPath(c org.Code) string { return Path(c) + "/what-if" }

// room is the handlers' common ground.
type room struct{ Deps }

// Routes are the room's pages.
func Routes(d Deps) []web.Route {
	m := room{d}
	on := func(pattern string, v access.Verb, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: v, On: web.OrgIn("org"), Handle: h}
	}
	api := func(pattern string, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: access.ForecastRead, On: web.OrgIn("org"), API: true, Handle: h}
	}
	return []web.Route{
		{Pattern: "GET " + ChoosePath, Verb: access.ForecastRead, Anywhere: true, Handle: m.choose},
		{Pattern: "POST " + ChoosePath, Verb: access.ForecastMake, Handle: m.ask},
		on("GET /forecast/{org}", access.ForecastRead, m.show),
		on("GET /forecast/{org}/export.csv", access.ForecastRead, m.csv),
		on("GET /forecast/{org}/export.xlsx", access.ForecastRead, m.xlsx),
		on("GET /forecast/{org}/effects", access.ForecastRead, m.effects),
		on("POST /forecast/{org}/effects", access.ForecastOverride, m.override),
		on("GET /forecast/{org}/what-if", access.ForecastRead, m.whatIf),
		on("POST /forecast/{org}/what-if", access.ForecastScenario, m.saveScenario),
		on("GET /forecast/{org}/scores", access.ForecastRead, m.scores),
		on("GET /forecast/{org}/scores.csv", access.ForecastRead, m.scoresCSV),
		api("GET /api/forecast/{org}", m.api),
	}
}
