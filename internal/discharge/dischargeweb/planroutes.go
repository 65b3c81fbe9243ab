package dischargeweb

import (
	"headroom/internal/access"
	"headroom/internal/web"
)

// planRoutes are the pages of plans: the list, working one out, the plan and its agreement, and the morning after. Which
// plans a person sees, and which lines they answer, is narrowed by each handler: a plan concerns its parties.
func (m room) planRoutes() []web.Route {
	read := func(pattern string, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: access.PlanRead, Anywhere: true, Handle: h}
	}
	do := func(pattern string, v access.Verb, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: v, Anywhere: true, Handle: h}
	}
	api := func(pattern string, v access.Verb, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: v, Anywhere: true, API: true, Handle: h}
	}
	return []web.Route{
		read("GET /plans", m.planList),
		{Pattern: "GET /plans/new", Verb: access.PlanPropose, Anywhere: true, Timeless: true, Handle: m.planNew},
		do("POST /plans/new", access.PlanPropose, m.planAskNew),
		read("GET /plans/conflicts", m.planConflicts),
		read("GET /plans/variance", m.planMorning),
		do("POST /plans/variance", access.PlanAnswer, m.planEnter),
		read("GET /sketches/{id}", m.planSketch),
		do("POST /sketches/{id}/propose", access.PlanPropose, m.planPropose),
		do("POST /sketches/{id}/cancel", access.PlanRead, m.planCancel),
		do("POST /sketches/{id}/retry", access.PlanRead, m.planRetry),
		read("GET /plans/{plan}", m.planCalendar),
		read("GET /plans/{plan}/lines", m.planLines),
		read("GET /plans/{plan}/lines.csv", m.planCSV),
		read("GET /plans/{plan}/plan.xlsx", m.planXLSX),
		read("GET /plans/{plan}/lines/{line}", m.planLine),
		do("POST /plans/{plan}/lines/{line}", access.PlanAnswer, m.planMove),
		read("GET /plans/{plan}/odds", m.planOdds),
		read("GET /plans/{plan}/agreement", m.planAgreement),
		do("POST /plans/{plan}/agree", access.PlanAnswer, m.planAgreeAll),
		do("POST /plans/{plan}/answer", access.PlanAnswer, m.planAnswerSeveral),
		do("POST /plans/{plan}/sign", access.PlanSign, m.planSign),
		do("POST /plans/{plan}/again", access.PlanAnswer, m.planAgain),
		read("GET /plans/{plan}/history", m.planHistory),
		read("GET /plans/{plan}/versions", m.planVersions),
		api("GET /api/plans", access.PlanRead, m.apiPlans),
		api("GET /api/plans/openapi.json", access.PlanRead, m.apiPlansDocument),
		api("GET /api/plans/{plan}", access.PlanRead, m.apiPlan),
		{Pattern: "POST /api/plans/{plan}", Verb: access.PlanPropose, Anywhere: true, API: true, MaxBody: apiMost, Handle: m.apiPropose},
	}
}
