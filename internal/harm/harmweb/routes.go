package harmweb

import (
	"sync"

	"headroom/internal/access"
	"headroom/internal/harm"
	"headroom/internal/web"
)

// fileMost is the largest file that is taken, in bytes.
const fileMost = 16 << 20

// room is the handlers' common ground.
type room struct {
	Deps
	// trials is how often the nowcast's interval held on simulated histories: always the same, so worked out when first asked for.
	trials func() ([]harm.Trial, error)
}

// Routes are the room's pages.
func Routes(d Deps) []web.Route {
	m := room{Deps: d, trials: sync.OnceValues(func() ([]harm.Trial, error) { return harm.TryNowcast(methodHistories, methodSeed) })}
	on := func(pattern string, v access.Verb, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: v, On: web.OrgIn("org"), Handle: h}
	}
	api := func(pattern string, v access.Verb, h web.Handler) web.Route {
		r := on(pattern, v, h)
		r.API = true
		return r
	}
	file := on("POST /harm/{org}/watch", access.HarmWatch, m.receive)
	file.MaxBody = fileMost
	return []web.Route{
		{Pattern: "GET /harm", Verb: access.HarmOpen, Anywhere: true, Handle: m.choose},
		{Pattern: "GET /harm/method", Verb: access.HarmCounts, Anywhere: true, Handle: m.method},
		on("GET /harm/{org}", access.HarmCounts, m.home),
		on("GET /harm/{org}/counts.csv", access.HarmCounts, m.countsCSV),
		on("GET /harm/{org}/events", access.HarmOwn, m.events),
		on("GET /harm/{org}/events.csv", access.HarmRead, m.eventsCSV),
		on("GET /harm/{org}/due", access.HarmRead, m.due),
		on("GET /harm/{org}/record", access.HarmRecord, m.recordForm),
		on("POST /harm/{org}/record", access.HarmRecord, m.record),
		on("GET /harm/{org}/events/{id}", access.HarmOwn, m.event),
		on("GET /harm/{org}/events/{id}/revise", access.HarmRecord, m.reviseForm),
		on("POST /harm/{org}/events/{id}/revise", access.HarmRecord, m.revise),
		on("GET /harm/{org}/events/{id}/link", access.HarmLink, m.linkForm),
		on("POST /harm/{org}/events/{id}/link", access.HarmLink, m.link),
		on("GET /harm/{org}/events/{id}/candour", access.HarmCandour, m.candourForm),
		on("POST /harm/{org}/events/{id}/candour", access.HarmCandour, m.candour),
		on("GET /harm/{org}/events/{id}/attempt", access.HarmCandour, m.attemptForm),
		on("POST /harm/{org}/events/{id}/attempt", access.HarmCandour, m.attempt),
		on("GET /harm/{org}/reviews", access.HarmCohort, m.reviews),
		on("GET /harm/{org}/reviews.csv", access.HarmCohort, m.reviewsCSV),
		on("GET /harm/{org}/overdue.csv", access.HarmCounts, m.overdueCSV),
		on("GET /harm/{org}/reviews/{watch}", access.HarmCohort, m.review),
		on("POST /harm/{org}/reviews/{watch}", access.HarmWatch, m.step),
		on("GET /harm/{org}/reviews/{watch}/trigger", access.HarmWatch, m.triggerForm),
		on("POST /harm/{org}/reviews/{watch}/trigger", access.HarmWatch, m.trigger),
		on("POST /harm/{org}/reviews/{watch}/who", access.HarmIdentify, m.who),
		on("GET /harm/{org}/cohort", access.HarmCounts, m.cohort),
		on("GET /harm/{org}/cohort.csv", access.HarmCounts, m.cohortCSV),
		on("GET /harm/{org}/nowcast", access.HarmCounts, m.nowcast),
		on("GET /harm/{org}/nowcast.csv", access.HarmCounts, m.nowcastCSV),
		on("GET /harm/{org}/compare", access.HarmCounts, m.compare),
		on("GET /harm/{org}/compare.csv", access.HarmCounts, m.compareCSV),
		on("GET /harm/{org}/watch", access.HarmWatch, m.watch),
		file,
		on("GET /harm/{org}/watch/{kind}", access.HarmWatch, m.template),
		api("GET /api/harm/{org}/events", access.HarmRead, m.apiEvents),
		api("GET /api/harm/{org}/events/{id}", access.HarmRead, m.apiEvent),
		api("GET /api/harm/{org}/cohort", access.HarmCounts, m.apiCohort),
		api("GET /api/harm/{org}/nowcast", access.HarmCounts, m.apiNowcast),
		api("GET /api/harm/{org}/compare", access.HarmCounts, m.apiCompare),
	}
}
