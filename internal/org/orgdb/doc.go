// Package orgdb keeps the organisations: the only writer of the tables that begin with org_.
//
// Facts are rows that are only ever added, each with the digest of its text, who recorded it and the instant from which
// it counts as known: the publication of the file that a sighting came in, the moment somebody accepted a line. Each
// batch of facts makes a change with a random stamp. A Book is built from the facts known by an instant, a Picture from
// a book and a day; both are kept in memory under the newest stamp, so that several processes on one database see each
// other's changes at their next question, and a transaction that was rolled back leaves nothing behind.
//
// What was known at an instant before a unit was entered: its figures may have been published years before anybody
// entered it here, so such a unit is shown by the first that Headroom came to know of it. Later facts obey the instant
// strictly.
package orgdb
