// Package db opens the one database Headroom stands on, SQLite in a file or PostgreSQL, and hands out transactions.
//
// Both engines run the same SQL text, kept in .sql files beside the room that owns the tables (see Queries), with $1…$n
// parameters that first appear in rising order. What keeps one text possible: dates and instants are stored as text
// that sorts as time does (see Instant), flags as words, and no statement asks the server what time it is: a Tx carries
// the time of its transaction. SQLite has one writing connection and many readers; PostgreSQL has a pool.
//
// Errors of the drivers are translated in errors.go and nowhere else.
package db
