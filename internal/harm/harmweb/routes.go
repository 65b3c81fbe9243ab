package harmweb

import (
	"headroom/internal/access"
	"headroom/internal/web"
)

// The verbs of the room, by the names under which the policy has them.
const (
	verbCounts   access.Verb = "harm.counts"   // counts, small ones kept back above the trust
	verbRead     access.Verb = "harm.read"     // a trust's events
	verbRecord   access.Verb = "harm.record"   // record and grade events
	verbCandour  access.Verb = "harm.candour"  // attempts to tell the patient
	verbLink     access.Verb = "harm.link"     // judge how strongly an event is tied to something
	verbCaused   access.Verb = "harm.caused"   // judge that it was caused: of consultant level
	verbCohort   access.Verb = "harm.cohort"   // a trust's watched pathways and their reviews
	verbWatch    access.Verb = "harm.watch"    // bring in lists, note triggers, screen
	verbReview   access.Verb = "harm.review"   // take reviews further, as a clinician
	verbIdentify access.Verb = "harm.identify" // see a pathway's key
)

// fileMost is the largest file that is taken, in bytes.
const fileMost = 16 << 20

// room is the handlers' common ground.
type room struct{ Deps }

// Routes are the room's pages.
func Routes(d Deps) []web.Route {
	m := room{d}
	on := func(pattern string, v access.Verb, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: v, On: web.OrgIn("org"), Handle: h}
	}
	api := func(pattern string, v access.Verb, h web.Handler) web.Route {
		r := on(pattern, v, h)
		r.API = true
		return r
	}
	file := on("POST /harm/{org}/watch", verbWatch, m.receive)
	file.MaxBody = fileMost
	return []web.Route{
		{Pattern: "GET /harm", Verb: verbCounts, Anywhere: true, Handle: m.choose},
		{Pattern: "GET /harm/method", Verb: verbCounts, Anywhere: true, Handle: m.method},
		on("GET /harm/{org}", verbCounts, m.home),
		on("GET /harm/{org}/counts.csv", verbCounts, m.countsCSV),
		on("GET /harm/{org}/events", verbRead, m.events),
		on("GET /harm/{org}/events.csv", verbRead, m.eventsCSV),
		on("GET /harm/{org}/due", verbRead, m.due),
		on("GET /harm/{org}/record", verbRecord, m.recordForm),
		on("POST /harm/{org}/record", verbRecord, m.record),
		on("GET /harm/{org}/events/{id}", verbRead, m.event),
		on("GET /harm/{org}/events/{id}/revise", verbRecord, m.reviseForm),
		on("POST /harm/{org}/events/{id}/revise", verbRecord, m.revise),
		on("GET /harm/{org}/events/{id}/link", verbLink, m.linkForm),
		on("POST /harm/{org}/events/{id}/link", verbLink, m.link),
		on("GET /harm/{org}/events/{id}/candour", verbCandour, m.candourForm),
		on("POST /harm/{org}/events/{id}/candour", verbCandour, m.candour),
		on("GET /harm/{org}/events/{id}/attempt", verbCandour, m.attemptForm),
		on("POST /harm/{org}/events/{id}/attempt", verbCandour, m.attempt),
		on("GET /harm/{org}/reviews", verbCohort, m.reviews),
		on("GET /harm/{org}/reviews.csv", verbCohort, m.reviewsCSV),
		on("GET /harm/{org}/overdue.csv", verbCounts, m.overdueCSV),
		on("GET /harm/{org}/reviews/{watch}", verbCohort, m.review),
		on("POST /harm/{org}/reviews/{watch}", verbWatch, m.step),
		on("GET /harm/{org}/reviews/{watch}/trigger", verbWatch, m.triggerForm),
		on("POST /harm/{org}/reviews/{watch}/trigger", verbWatch, m.trigger),
		on("POST /harm/{org}/reviews/{watch}/who", verbIdentify, m.who),
		on("GET /harm/{org}/cohort", verbCounts, m.cohort),
		on("GET /harm/{org}/cohort.csv", verbCounts, m.cohortCSV),
		on("GET /harm/{org}/nowcast", verbCounts, m.nowcast),
		on("GET /harm/{org}/nowcast.csv", verbCounts, m.nowcastCSV),
		on("GET /harm/{org}/compare", verbCounts, m.compare),
		on("GET /harm/{org}/compare.csv", verbCounts, m.compareCSV),
		on("GET /harm/{org}/watch", verbWatch, m.watch),
		file,
		on("GET /harm/{org}/watch/{kind}", verbWatch, m.template),
		api("GET /api/harm/{org}/events", verbRead, m.apiEvents),
		api("GET /api/harm/{org}/events/{id}", verbRead, m.apiEvent),
		api("GET /api/harm/{org}/cohort", verbCounts, m.apiCohort),
		api("GET /api/harm/{org}/nowcast", verbCounts, m.apiNowcast),
		api("GET /api/harm/{org}/compare", verbCounts, m.apiCompare),
	}
}
