// Package dbtest gives a test a fresh, migrated database on each engine that is present.
//
// SQLite is always there. PostgreSQL is used when the environment variable HEADROOM_TEST_PG holds the address of a
// server on which databases may be created, as the pgrun command sets it up; otherwise that half of the test skips and
// says so.
package dbtest
