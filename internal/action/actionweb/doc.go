// Package actionweb shows periods of industrial action: the list with its timeline and sums, one period with its windows,
// phases, published figures, winter calendar and revisions, and the form by which the national lead enters or changes one.
//
// The pages state facts, times and counts. Published totals and sums stand side by side with the gap between them.
package actionweb
