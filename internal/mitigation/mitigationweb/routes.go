package mitigationweb

import (
	"net/http"
	"time"

	"headroom/internal/access"
	"headroom/internal/mitigation"
	"headroom/internal/org"
	"headroom/internal/web"
)

// largestFile is the largest piece of evidence in bytes, with the form around it.
const largestFile = 10 << 20

// room is the handlers' common ground.
type room struct{ Deps }

// about finds the trust whose request an address names, for the policy to be asked about.
func (m room) about(r *http.Request) (org.Code, error) {
	k, err := m.Requests.Request(r.Context(), mitigation.Ref(r.PathValue("ref")), time.Time{})
	return k.Trust, err
}

// Routes are the room's pages and its part of the API.
func Routes(d Deps) []web.Route {
	m := room{d}
	on := func(pattern string, v access.Verb, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: v, On: m.about, Hide: true, Handle: h}
	}
	any := func(pattern string, v access.Verb, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: v, Anywhere: true, Handle: h}
	}
	evidence := on("POST /mitigations/{ref}/evidence", access.MitigationDraft, m.addEvidence)
	evidence.MaxBody = largestFile
	out := []web.Route{
		any("GET /mitigations", access.MitigationCounts, m.board),
		any("GET /mitigations/new", access.MitigationDraft, m.newForm),
		any("POST /mitigations/new", access.MitigationDraft, m.newBegin),
		any("GET /mitigations/impacts", access.MitigationRead, m.impacts),
		any("GET /mitigations/counts", access.MitigationCounts, m.counts),
		any("GET /mitigations/counts.csv", access.MitigationCounts, m.countsCSV),
		any("GET /mitigations/minutes.csv", access.MitigationCounts, m.minutesCSV),
		any("GET /mitigations/schemes", access.MitigationCounts, m.schemes),
		any("GET /mitigations/published", access.MitigationReference, m.publishedForm),
		any("POST /mitigations/published", access.MitigationReference, m.publishedKeep),
		on("GET /mitigations/{ref}", access.MitigationRead, m.show),
		on("GET /mitigations/{ref}/versions", access.MitigationRead, m.versions),
		on("GET /mitigations/{ref}/timeline.csv", access.MitigationRead, m.timelineCSV),
		on("GET /mitigations/{ref}/timeline.json", access.MitigationRead, m.timelineJSON),
		on("GET /mitigations/{ref}/write/{section}", access.MitigationDraft, m.write),
		on("POST /mitigations/{ref}/write/{section}", access.MitigationDraft, m.keep),
		evidence,
		on("GET /mitigations/{ref}/evidence/{id}", access.MitigationRead, m.evidence),
		on("GET /mitigations/{ref}/act/{act}", access.MitigationRead, m.act),
		on("POST /mitigations/{ref}/act/{act}", access.MitigationRead, m.acted),
		on("POST /mitigations/{ref}/link", access.MitigationDecide, m.makeLink),
		on("POST /mitigations/{ref}/link/end", access.MitigationDecide, m.endLink),
		on("GET /mitigations/{ref}/impact/{stage}", access.MitigationRead, m.impact),
		on("POST /mitigations/{ref}/impact/{stage}", access.MitigationImpact, m.impactKeep),
		on("POST /mitigations/{ref}/impact/{stage}/comment", access.MitigationComment, m.impactComment),
		{Pattern: "GET /decision/{secret}", Public: true, Timeless: true, Handle: m.linkShow},
		{Pattern: "POST /decision/{secret}", Public: true, Timeless: true, Handle: m.linkAnswer},
	}
	return append(out, m.apiRoutes()...)
}
