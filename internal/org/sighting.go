package org

import "headroom/internal/civil"

// Sighting is a code as a data file mentions it, with what the file says around it.
type Sighting struct {
	Code        Code        // as written; "RA4*" and "-" are understood
	Name        string      // as written; "" when the file has no name
	Kind        Kind        // "" means a trust
	RegionLabel string      // what the file's region column says; "" when it has none
	Parent      Code        // the ICB or trust that the file puts it under; "" when it does not say
	Source      string      // file, sheet, cell
	Seen        civil.Range // the days the file gives figures for: half-open
}
