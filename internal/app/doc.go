// Package app puts the rooms together: it opens the database, brings every room's tables up to date, seeds the
// reference data, and offers what the commands do. It is the one place that knows every room.
package app
