package dischargeweb

import (
	"headroom/internal/access"
	"headroom/internal/web"
)

// planRoutes are the pages of plans: the list, working one out, the plan and its agreement, and the morning after. Which
// plans a person sees, and which lines they answer, is narrowed by each handler: a plan concerns its parties.
func (m room) planRoutes() []web.Route {
	read := func(pattern string, h web.Handler) web.Route {
		return web.Route{Pattern: "GET " + pattern, Verb: access.PlanRead, Anywhere: true, Handle: h}
	}
	do := func(pattern string, v access.Verb, h web.Handler) web.Route {
		return web.Route{Pattern: "POST " + pattern, Verb: v, Anywhere: true, Handle: h}
	}
	api := func(pattern string, v access.Verb, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: v, Anywhere: true, API: true, Handle: h}
	}
	const plan, sketch = PlansPath + "/{plan}", "/sketches/{id}"
	return []web.Route{
		read(PlansPath, m.planList),
		{Pattern: "GET " + NewPath, Verb: access.PlanPropose, Anywhere: true, Timeless: true, Handle: m.planNew},
		do(NewPath, access.PlanPropose, m.planAskNew),
		read(ConflictsPath, m.planConflicts),
		read(VariancePath, m.planMorning),
		do(VariancePath, access.PlanAnswer, m.planEnter),
		read(sketch, m.planSketch),
		do(sketch+"/propose", access.PlanPropose, m.planPropose),
		do(sketch+"/cancel", access.PlanRead, m.planCancel),
		do(sketch+"/retry", access.PlanRead, m.planRetry),
		read(plan, m.planCalendar),
		read(plan+"/lines", m.planLines),
		read(plan+"/lines.csv", m.planCSV),
		read(plan+"/plan.xlsx", m.planXLSX),
		read(plan+"/lines/{line}", m.planLine),
		do(plan+"/lines/{line}", access.PlanAnswer, m.planMove),
		read(plan+"/odds", m.planOdds),
		read(plan+"/agreement", m.planAgreement),
		do(plan+"/agree", access.PlanAnswer, m.planAgreeAll),
		do(plan+"/sign", access.PlanSign, m.planSign),
		do(plan+"/again", access.PlanAnswer, m.planAgain),
		read(plan+"/history", m.planHistory),
		read(plan+"/versions", m.planVersions),
		api("GET /api/plans", access.PlanRead, m.apiPlans),
		api("GET /api/plans/openapi.json", access.PlanRead, m.apiPlansDocument),
		api("GET /api/plans/{plan}", access.PlanRead, m.apiPlan),
		{Pattern: "POST /api/plans/{plan}", Verb: access.PlanPropose, Anywhere: true, API: true, MaxBody: apiMost, Handle: m.apiPropose},
	}
}
