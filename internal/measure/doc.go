// Package measure is the register: every figure that Headroom can hold, under one code, with its name, unit, kind,
// better direction, bounds, the rule by which it rolls up, its source, its definition in our own words and the dates at
// which the series broke.
//
// # Words
//
//   - stock: how many there are at a moment (beds at 08:00) or on average over a month;
//   - flow: how many happened in a period (attendances yesterday);
//   - ratio: one measure over another, held as a fraction (0.73 is shown as 73.0%);
//   - mean: a total (seconds) over a count (incidents);
//   - centile: a place in a distribution, which nothing but the distribution itself can give;
//   - level: a rung on a scale (OPEL 1 to 4), which is never added or averaged.
//
// A Value is in one of four states, and they are four things: a number (zero included), nil (the organisation returned
// and says it has none to report), not applicable (the organisation does not have such a thing) and missing.
//
// # Rolling up
//
// Over organisations stocks and flows are added; over days flows are added and stocks averaged over the days present,
// the number of days said; ratios and means are the sum of numerators over the sum of denominators, of those who gave
// both; centiles and levels are refused in words unless somebody published the figure. No rate is ever averaged.
//
// Facts that the project could not check against a published text carry Unconfirmed. Adding a measure is one entry in
// one of the reg_*.go files and one test case. Label texts of workbooks live with the importers, not here.
//
// The package serves every ask; each Measure names those it serves (the ids of docs/asks.md).
package measure
