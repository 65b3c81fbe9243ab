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
	for s, want := range map[discharge.Service][2]string{discharge.TransferHub: {"0.5", "working days of hub staff"}, discharge.HomeCare: {"50", "people"}} {
		l := discharge.Line{Service: s, Number: 50}
		if got := lineAmount(l, l.Number).String(); got != want[0] || lineUnit(l) != want[1] {
			t.Errorf("%s: %s %s", s, got, lineUnit(l))
		}
	}
}
