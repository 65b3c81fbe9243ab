// Package solve finds the least effort that meets what is asked, and proves how little could have done: it knows no
// patients and no hospitals.
//
// # The programme
//
// A Program is a separable convex quadratic programme: each variable has a cost per unit, a curve (what doing much of it
// on one occasion costs on top), a lowest and a highest amount, and perhaps a cap that it shares with others. Rows ask
// that a weighted sum of the variables be at least something.
//
//	minimise  sum cost·x + curve·x²/2   such that   every row's sum coef·x >= at least,  every cap's sum x <= cap,  low <= x <= high
//
// Minimise works on the dual: a price for each row and each cap. Rows' prices climb one at a time, each to where its own
// row is met exactly (coordinate ascent; a safeguarded Newton step finds the root of a piecewise linear function), and
// then all together by a projected Newton step, which the caps' prices follow exactly.
//
// # What is proven
//
// Whatever prices are given, the dual's value lies below the cost of everything that meets the rows: Answer.Bound needs
// no trust in the search. Where the rows cannot all be met, the prices stop at a limit, the answer is what comes nearest
// (least total shortfall), and Answer.Proof is by how much the prices show that nothing could meet them.
package solve
