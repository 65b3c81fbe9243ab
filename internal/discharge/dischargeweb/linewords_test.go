package dischargeweb

import (
	"testing"

	"headroom/internal/discharge"
)

// TestAPathwayKeepsItsCapital in the middle of a sentence, and an amount is in its own unit.
func TestAPathwayKeepsItsCapital(t *testing.T) {
	if got := lineService(discharge.Line{Service: discharge.Reablement, Pathway: discharge.P1}); got != "reablement (P1)" {
		t.Error(got)
	}
}
