// Package demo makes a synthetic England: organisations, people and three winters of daily returns that look like the
// real ones in size and shape and belong to nobody. It is for the demonstration and for tests.
//
// It is pure: no SQL, no HTTP, no clock. The same seed always gives the same world, to the byte, whichever stretch of it
// is asked for and in whatever order; so a demonstration can be stopped, started and moved forward at will.
//
// Real organisations never appear with invented figures. The regions and boards keep the codes of the years 2022 to 2026,
// so that maps of England work, but every name begins with "Synthetic"; trusts, councils and all others are invented,
// with places that exist nowhere and with codes such as SYN-117 and SYN-C042. Those cannot be anybody's: the
// Organisation Data Service and the Office for National Statistics use letters and digits alone, never a hyphen. Phone
// numbers are from the range that the regulator reserves for drama (01632 960000 to 960999), addresses under
// example.org.
//
// The shapes of the winters (weekday index of discharges, the trough of Christmas and the rebound, flu early or late,
// handover delay that follows occupancy) are proportions published for winters 2022 to 2025; the strikes are the real
// days of package action, which are public facts.
//
// It answers no ask by itself: it is the ground that every page is shown on (asks N1, N2, D3 and D6 first of all).
package demo
