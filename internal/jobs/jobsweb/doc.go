// Package jobsweb is the pages of background work, for whoever keeps the system running: how many jobs are in each
// state, the newest of them, and one job with its progress, its last error, and the buttons to cancel it or to run it
// again. The pages hold identifiers and counts and no figures; what a job is about is the word of the room that owns it.
package jobsweb
