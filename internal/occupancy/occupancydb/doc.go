// Package occupancydb keeps the forecasts: each run with what went into it, the packed odds of every organisation it
// forecasts, what came of them, effects set by hand and saved scenarios.
//
// Nothing is overwritten. A run is recorded whole, in one transaction, when it is finished; the forecast of an
// organisation that a refresh leaves as it was is not stored again. A read as of an instant gives what was recorded by
// then. The packing is package occupancy's (see also docs/adr/0002).
package occupancydb
