// Package audit appends who did what, when and why to one hash-chained log, inside the caller's transaction.
//
// Every entry holds the hash of the entry before it, so an entry changed, removed or put in between breaks the chain at
// a place that Verify names. Where a change writes a document (a version of a return, a change set) the entry also
// holds that document's digest, which binds the stored bytes to the log. The log holds account numbers, never names,
// and no figures about patients.
package audit
