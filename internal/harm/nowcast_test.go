package harm

import "testing"

// The 90% interval covers 85 to 95% of 500 histories whose truth is known: none, few, many, and delays that change.
func TestNowcastCoverage(t *testing.T) {
	trials, err := TryNowcast(500, 20)
	if err != nil {
		t.Fatal(err)
	}
	total, of := 0, 0
	for _, x := range trials {
		t.Logf("%-7s covered %d of %d, mean width %.1f", x.Kind, x.Held, x.Of, x.Width)
		total, of = total+x.Held, of+x.Of
	}
	if share := float64(total) / float64(of); of != 500 || share < .85 || share > .95 {
		t.Errorf("the 90%% interval covers %.1f%% of %d histories", share*100, of)
	}
}
