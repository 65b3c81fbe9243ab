// Package recoverydb keeps a trust's list of those who wait, its sessions and limits, what people decided and found, plans
// and which of them is in use, and what became of offers. Everything is added and nothing overwritten; every reading takes
// an instant and sees what was known then; each change writes its audit line in the same transaction.
//
// A pathway has a row for each time that a list told something new of it; the newest row known at an instant counts, and
// decisions and findings are laid over it when it is read. A plan is worked out from what was known when it was asked for,
// so that the work done again, on another machine or after a crash, gives the same plan.
//
// Who a patient is stands in one table, encrypted, bound to trust and pathway; beside it stands a keyed digest of each
// number, by which it can be found and from which it cannot be read. A file that waits to be mapped is kept in the same
// table, encrypted too, for as long as somebody works on it. No name or number stands in a log, an audit line or a job.
package recoverydb
