// Package sitrepdb stores returns: immutable versions, the files they were read from, the files' own totals, and the
// roll-ups that are worked out again from the versions in the same transaction as every change.
//
// One row holds one version of one return in the canonical text of package sitrep, with its digest. A roll-up row says
// when its newest part became known; a read as of an earlier instant works that day out again from the versions.
//
// Submissions go through a desk: those that come while a transaction is under way share the next one, each judged by
// itself. The drafts, the leave to change a return after its window, the reminders and the answers to idempotency keys
// have tables of their own beside the versions.
package sitrepdb
