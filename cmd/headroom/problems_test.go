package main

import (
	"strings"
	"testing"

	"headroom/internal/fault"
)

// TestEachProblemHasALine of its own, so that two hundred can be read.
func TestEachProblemHasALine(t *testing.T) {
	var bad fault.List
	bad.Add("minutes", "", "pathway A: 0 minutes cannot be")
	bad.Add("minutes", "", "pathway B: 10,000 minutes cannot be")
	var b strings.Builder
	printError(&b, bad.Err("Nothing was planned."))
	if lines := strings.Split(strings.TrimSpace(b.String()), "\n"); len(lines) != 3 || lines[0] != "headroom: Nothing was planned:" || !strings.Contains(lines[2], "pathway B") {
		t.Errorf("%q", lines)
	}
}
