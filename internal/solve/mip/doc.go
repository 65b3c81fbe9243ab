// Package mip solves linear programmes with whole-number variables to proven optimality, by HiGHS: the independent
// reference by which package assign is judged on small problems, and the proof for a trust with few patients. It knows
// no patients.
//
// HiGHS is the published WebAssembly build (npm package highs, MIT licence), run inside the process without C, a child
// process or a thread of its own. The build copies it beside this package; Digest says which one it must be, since the
// names of its functions change from one release to the next. Without it New says so.
//
// # Exactness
//
// Exact makes an assignment problem a programme: a variable for each job and slot it may go to, one for each slot that rows
// count. The overrun rule is not linear; lines that every permitted slot lies under stand in for it, and whenever an answer
// breaks the rule itself, the smallest set of jobs that does is forbidden together (a cover, valid because more work never
// makes a slot safer) and the programme is solved again. What ends is optimal for the rule itself.
//
// The solver has once called a plan the best that was not (a shared limit filled exactly). So no claim of it is passed on that
// a known plan shows wrong, nor a plan that the independent judge refuses: see Exact.
package mip
