package flow

import "testing"

func TestOnePersonWaits(t *testing.T) {
	for n, want := range map[float64]string{1.2: "1 person waits", .6: "1 person waits", 2: "2 people wait", 0: "0 people wait"} {
		if got := waiting(n); got != want {
			t.Errorf("%v: %q", n, got)
		}
	}
}
