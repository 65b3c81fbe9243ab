package dischargeweb

import (
	"sync"
	"testing"

	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// TestStillIsKept: many who ask at the same time get the same mornings, worked out once; another target has its own; no more
// than so many are held; and a trust that is not in the model is refused each time.
func TestStillIsKept(t *testing.T) {
	g := newCareSample().ground
	k := stillKey{g.System.Trusts[0], .92, discharge.OfCore}
	got := make([]*discharge.Still, 8)
	var wait sync.WaitGroup
	for i := range got {
		wait.Go(func() {
			var err error
			if got[i], err = g.still(k); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for _, s := range got {
		if s == nil || s != got[0] {
			t.Fatal("the same question has two answers")
		}
	}
	k.share = .95
	if s, err := g.still(k); err != nil || s == got[0] {
		t.Errorf("another target has the same mornings: %v", err)
	}
	for i := range 2 * stillsKept {
		if _, err := g.still(stillKey{org.Code("NONE"), float64(i), discharge.OfCore}); fault.KindOf(err) != fault.NotFound {
			t.Fatalf("a trust from elsewhere: %v", err)
		}
		if n := len(g.stills.held); n > stillsKept {
			t.Fatalf("%d are held", n)
		}
	}
}
