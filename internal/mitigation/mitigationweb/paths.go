package mitigationweb

import (
	"headroom/internal/mitigation"
)

// Where the pages are. Other rooms link here by these alone.
const (
	BoardPath     = "/mitigations"
	NewPath       = BoardPath + "/new"
	ImpactsPath   = BoardPath + "/impacts"
	CountsPath    = BoardPath + "/counts"
	PublishedPath = BoardPath + "/published"
	SchemesPath   = BoardPath + "/schemes"
	// DecisionPath is followed by the secret of a decision link.
	DecisionPath = "/decision/"
	// APIPath is where programs read the same.
	APIPath = "/api/mitigations"
)

// Path is one request.
func Path(ref mitigation.Ref) string { return BoardPath + "/" + string(ref) }

// WritePath is one section of a draft's form.
func WritePath(ref mitigation.Ref, section string) string { return Path(ref) + "/write/" + section }

// ActPath is where a step is taken.
func ActPath(ref mitigation.Ref, act string) string { return Path(ref) + "/act/" + act }

// ImpactPath is the return of a stage.
func ImpactPath(ref mitigation.Ref, s mitigation.Stage) string {
	return Path(ref) + "/impact/" + string(s)
}
