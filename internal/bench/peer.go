package main

import _ "embed"

// The scripts of other simulators, for the same systems as ours.
var (
	//go:embed peer/simpy_trust.py
	simpyTrust string
	//go:embed peer/ciw_slots.py
	ciwSlots string
)
