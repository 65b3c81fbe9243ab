// Package spc draws up XmR charts: the mean, the process limits and the signals of special cause of a series, by the rules of
// NHS England's Making Data Count, exactly as the R package NHSRplotthedots 0.2.2 applies them.
//
// The words: a Reading is one value of a series at a date, or a date whose value is missing. A rebase begins a new group, with
// a mean and limits of its own, at a date that somebody named with a reason. The moving range is the distance between a value
// and the one before it. A Point is a reading as charted; its Cause is the first rule that it breaks; its Type says whether that is
// improvement or concern. The variation icon is the type of the last point, the assurance icon holds a target against the limits.
//
// The method, by number of section (e) of the domain file on flow and targets, which was read from the package's source:
//
//	e.1  order by date; a row at a rebase date begins a group
//	e.2  the group's mean, and the mean moving range within it, of all rows or of the first ones (FixAfter)
//	e.3  moving ranges of 3.267 times their mean and over are screened out once, unless NoScreen
//	e.4  limits at 2.66 mean moving ranges about the mean, never clamped; near limits at two thirds of that
//	e.5  outside and near are strict; a value on the mean is on no side
//	e.6  astronomical point, trend of 7, 2 of 3 near a limit, shift of 7: the first that holds is the cause
//	e.7  improvement or concern by direction; a trend counts by its direction, not by where it lies
//	e.8  the two icons
//	e.9  under 13 points the limits are on trial
//
// The constants are those of individuals charts: 2.66 is 3/d2 and 3.267 is D4, both for ranges of two (Wheeler, Understanding
// Variation; Montgomery, Introduction to Statistical Quality Control, table of factors).
//
// What is ours, and documented in docs/spc.md: a missing value is in no run and no moving range, and never the last point; weeks
// of strikes and holidays can be named and left out of the limits (Exclusion); a daily series can be freed of its weekly
// pattern first (Weekday). A rebase carries who asked for it and why.
//
// Nothing here knows health care or reads a clock. An ask is answered with values; a Chart can be made again in its own memory.
// It serves N8, N9 and N11 to N13, whose measures are watched with it, and is requirement R30.
package spc
