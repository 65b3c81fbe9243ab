// Package orgdb stores what is known of organisations: dated facts, appended and never changed, with the instant at
// which each became known. A picture of any day as of any instant is made from them.
package orgdb
