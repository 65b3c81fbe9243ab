// Package simulate is the cohort Monte-Carlo engine: it plays a system of sites that fill and empty day by day, and of
// suppliers of onward places for which those who could leave wait, many thousand times, and keeps what the callers asked
// for. It knows no hospitals; package flow gives its numbers their meaning.
//
// # Words
//
//   - Site: something with room. Units arrive (unplanned or planned), pass one stage, and leave in one of two ways: they
//     are ready and leave by themselves (the ready pool), or they need onward places of one of three streams.
//   - Process: what a unit that needs an onward place passes before it may wait for one. It moves at the site's hub's
//     pace and needs no place.
//   - Queue: those at one site who wait for one supplier's place of one stream, their process over.
//   - Supplier: gives so many places of each stream a day; sites that share it get parts in proportion to their queues.
//   - Effort: what is done on top of the ordinary: places ring-fenced for one site, ready units seen off, arrivals
//     avoided, a hub that works on a day of rest, room opened.
//
// # A day
//
// Day d ends at the snapshot that counts who is there. All counts are whole numbers. In this order:
//
//  1. Those who were in a stage leave it, with its hazard under the day's working factor. Some need an onward place and
//     enter the process of a link and stream; the others join the ready pool.
//  2. The ready leave, today's among them; then those whom effort sees off.
//  3. Those in the process, today's among them, pass it under the hub's working factor and join the queue.
//  4. Units arrive, less those that effort avoided, and enter a stage, where they stay at least until tomorrow.
//  5. Those who wait leave otherwise; then by the places ring-fenced for their site; then the supplier's own places go
//     round among all sites that share it. Places that are held are freed at the end of the day.
//  6. Room closes and opens again, and is without staff: an expected number is a Poisson one in each replicate.
//
// The common factors and each site's own begin at their middle and have moved by one day on day 0; their standard
// deviations are those that they reach in the long run.
//
// # Luck
//
// A replicate's draws depend on the seed, the site's key, what is drawn, the day and the replicate's number alone: not on
// the number of workers, nor on how many replicates are run, nor on the order of the sites, nor on the effort. So two runs
// that differ in effort alone use the same luck (common random numbers), and their difference is the effort's. Nothing
// depends on the processor: in replicates all arithmetic is of integers, what is made ready for them in floating point
// gives the same bits everywhere (exact.go), and results are sums of integers.
package simulate
