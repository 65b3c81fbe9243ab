// Package dist is the law of a whole number: how likely each count is. It makes the laws that counts of people follow
// (Poisson, binomial, the sum of unlike chances, negative binomial), adds, subtracts and thins them, and names a quantile
// by what the reader does with it. It knows nothing of health care.
//
// # Words
//
//   - Law: the chance of each whole number between a lowest and a highest one. What is less likely than one in 10^18 at
//     either end is left out.
//   - Thin: keep each counted unit with a chance, by itself.
//
// # The same on every machine
//
// Chances are found by going up and down from the most likely number with products and quotients alone, then dividing by
// their sum: no exponentials or logarithms, whose last digits differ from one processor to another, and no product that a
// compiler may fold into a sum. So a table of integers made from a law is the same everywhere, which package simulate needs.
package dist
