package main

import _ "embed"

// The scripts of other simulators, for the same systems as ours, and of the R package for the same charts.
var (
	//go:embed peer/simpy_trust.py
	simpyTrust string
	//go:embed peer/ciw_slots.py
	ciwSlots string
	//go:embed peer/plotthedots.R
	plotthedots string
)
