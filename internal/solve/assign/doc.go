// Package assign gives jobs to slots under capacities, and proves how far the plan it gives can be from the best there is.
// It knows no patients.
//
// # Words
//
//   - Job: what needs one slot: an expected time with its variance, a class, a cost for each day, uses of pools.
//   - Slot: a stretch of time on a day at a place, of one of a few lengths. A slot with no job in it is not open.
//   - Class: jobs that may go to the same slots at the same extra costs.
//   - Pool: a shared capacity at a place, by day (beds, critical-care beds, a set of equipment); a job in a slot uses some
//     of it on the slot's day and the days after.
//   - Row: a shared capacity of opened slots (anaesthetists of a place and day; one list of a surgeon in a half-day).
//   - Overrun: the chance that the jobs of a slot take longer than its length and the grace; never above the risk.
//   - Bound: a cost that no plan can be under, by Lagrangian relaxation of slots, pools and rows.
//
// # How a plan is found
//
// Prices of minutes, pools and rows by ascent on the dual; from them a plan; annealing, exchanges among several slots by
// minimum-cost assignment, single slots packed anew, dozens of slots given anew by whole lists. Work is counted, not timed:
// the same problem, seed and work give the same plan for any number of workers. A clock only ever cuts off between two
// rounds, and the answer says so.
//
// A small problem, and one that falls apart into small clusters that no limit ties together, is solved by itself: whole
// lists for every slot in a programme of fractions, made as they are asked for, and branch and bound over it. Up to some
// sixty jobs the plan is then nearly always proven to be the best there is.
package assign
