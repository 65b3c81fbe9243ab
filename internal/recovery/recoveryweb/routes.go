package recoveryweb

import (
	"headroom/internal/access"
	"headroom/internal/recovery"
	"headroom/internal/web"
)

// room is the handlers' common ground.
type room struct{ Deps }

// fileMost is the largest file that is taken, in bytes: 100,000 patients have some tens of megabytes.
const fileMost = 64 << 20

// Routes are the room's pages.
func Routes(d Deps) []web.Route {
	m := room{d}
	on := func(pattern string, v access.Verb, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: v, On: web.OrgIn("org"), Handle: h}
	}
	still := func(r web.Route) web.Route {
		r.Timeless = true
		return r
	}
	api := func(pattern string, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: access.RecoveryKeep, On: web.OrgIn("org"), API: true, MaxBody: entryMost, Handle: h}
	}
	large := func(r web.Route) web.Route {
		r.MaxBody = fileMost
		return r
	}
	return []web.Route{
		{Pattern: "GET /recovery", Verb: access.RecoveryCounts, Anywhere: true, Handle: m.choose},
		on("GET /recovery/{org}", access.RecoveryCounts, m.board),
		on("GET /recovery/{org}/board.csv", access.RecoveryCounts, m.boardCSV),
		on("GET /recovery/{org}/patients", access.RecoveryPatients, m.patients),
		on("GET /recovery/{org}/patients.csv", access.RecoveryPatients, m.patientsCSV),
		on("POST /recovery/{org}/find", access.RecoveryIdentify, m.findPerson),
		on("GET /recovery/{org}/patients/{pathway}", access.RecoveryPatients, m.patient),
		on("POST /recovery/{org}/patients/{pathway}/who", access.RecoveryIdentify, m.who),
		on("POST /recovery/{org}/patients/{pathway}/decide", access.RecoveryDecide, m.decide),
		on("POST /recovery/{org}/patients/{pathway}/held", access.RecoveryOffer, m.held),
		on("POST /recovery/{org}/patients/{pathway}/find", access.RecoveryValidate, m.find),
		on("GET /recovery/{org}/import", access.RecoveryPatients, m.files),
		large(on("POST /recovery/{org}/import", access.RecoveryKeep, m.receive)),
		on("POST /recovery/{org}/import/back", access.RecoveryKeep, m.takeBack),
		on("GET /recovery/{org}/template/{kind}", access.RecoveryPatients, m.template),
		still(on("GET /recovery/{org}/import/{n}", access.RecoveryKeep, m.mapping)),
		on("POST /recovery/{org}/import/{n}", access.RecoveryKeep, m.mapped),
		still(on("GET /recovery/{org}/enter/{kind}", access.RecoveryKeep, m.enter)),
		on("POST /recovery/{org}/enter/{kind}", access.RecoveryKeep, m.keepEntered),
		api("PUT /api/recovery/{org}/{kind}", m.apiEnter),
		api("POST /api/recovery/{org}/{kind}", m.apiEnter),
		api("GET /api/recovery/{org}/patients/{pathway}", m.apiKept(recovery.PatientFile, "pathway")),
		api("GET /api/recovery/{org}/sessions/{session}", m.apiKept(recovery.SessionFile, "session")),
		still(on("GET /recovery/{org}/import/{n}/keeping", access.RecoveryKeep, m.keeping)),
		on("POST /recovery/{org}/import/{n}/keeping", access.RecoveryKeep, m.keepAgain),
		on("GET /recovery/{org}/sessions", access.RecoverySessions, m.sessions),
		on("GET /recovery/{org}/sessions/beds", access.RecoverySessions, m.beds),
		on("POST /recovery/{org}/sessions/beds", access.RecoveryKeep, m.keepBeds),
		on("POST /recovery/{org}/sessions/beds/close", access.RecoveryClose, m.closeBeds),
		on("GET /recovery/{org}/lists/{session}", access.RecoverySessions, m.session),
		on("POST /recovery/{org}/lists/{session}", access.RecoveryClose, m.closeSession),
		on("GET /recovery/{org}/plans", access.RecoverySessions, m.plans),
		on("POST /recovery/{org}/plans", access.RecoveryPlan, m.askPlan),
		on("GET /recovery/{org}/plans/{n}", access.RecoverySessions, m.plan),
		on("GET /recovery/{org}/plans/{n}/calendar", access.RecoverySessions, m.calendar),
		on("GET /recovery/{org}/plans/{n}/people", access.RecoveryPatients, m.people),
		on("GET /recovery/{org}/plans/{n}/weights", access.RecoverySessions, m.weights),
		on("GET /recovery/{org}/plans/{n}/lists/{session}", access.RecoveryPatients, m.list),
		on("GET /recovery/{org}/plans/{n}/plan.csv", access.RecoveryPatients, m.planCSV),
		on("GET /recovery/{org}/plans/{n}/plan.xlsx", access.RecoveryPatients, m.planXLSX),
		on("GET /recovery/{org}/plans/{n}/appointments.json", access.RecoveryPatients, m.planFHIR),
		on("POST /recovery/{org}/plans/{n}/stop", access.RecoveryPlan, m.stopPlan),
		on("POST /recovery/{org}/plans/{n}/retry", access.RecoveryPlan, m.retryPlan),
		on("POST /recovery/{org}/plans/{n}/use", access.RecoveryPlan, m.usePlan),
		on("GET /recovery/{org}/plans/{n}/what-if", access.RecoverySessions, m.whatIf),
		on("POST /recovery/{org}/plans/{n}/what-if", access.RecoveryPlan, m.askWhatIf),
		on("GET /recovery/{org}/offers", access.RecoveryPatients, m.offers),
		on("POST /recovery/{org}/offers/propose", access.RecoveryPlan, m.propose),
		on("POST /recovery/{org}/offers/letters", access.RecoveryIdentify, m.letters),
		on("POST /recovery/{org}/offers/review", access.RecoveryReview, m.review),
		on("POST /recovery/{org}/offers/{offer}", access.RecoveryOffer, m.happen),
		on("GET /recovery/{org}/offers/{offer}", access.RecoveryPatients, m.offer),
		on("GET /recovery/{org}/worklist", access.RecoveryPatients, m.worklist),
	}
}
