// Package occupancyweb is the pages of the bed forecast: what may come for England, a region, a board or a trust, with
// what it was made of and how good such forecasts have been; what if; effects of days; and scores. Every picture has a
// table that says the same, everything can be asked as known at an earlier instant, and nothing needs a script.
//
// Words: origin (the morning a forecast looks ahead from), target (the share of open beds not to be passed, with its
// source), confidence (how sure one wants to be of it), headroom (beds that may still be filled).
package occupancyweb
