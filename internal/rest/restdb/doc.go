// Package restdb keeps duties, contracts, who is who, and what was recorded of rest, each employer's for itself.
//
// Rows are added and never changed: a later row about the same duty, contract or person takes the place of an earlier one,
// and every reading takes an instant and sees what was known then. Names stand in a table of their own, which only the
// employer's own pages read. What is owed is not stored: it is worked out from duties and rules whenever it is asked.
package restdb
