// Package harmdb keeps patient-safety events with every revision, what they are tied to, the answers on the duty of candour,
// what became of each revision on its way to the national service, and the watch over postponed pathways with its triggers
// and reviews. Everything is added and nothing overwritten; every reading takes an instant and sees what was known then;
// each change writes its audit line in the same transaction, without any of the words that people wrote.
//
// A pathway's key is the trust's own. It stands in one table, encrypted with the operator's keys and bound to trust and
// watch; beside it stands a keyed digest, by which the same pathway is known again. Whoever reads it is written down. A text
// in which something looks like an identifier of a patient is refused.
//
// The national service gets revisions from a queue that is part of the same transaction as the revision. Whoever sends is
// not trusted to send once: the key of a revision is the same for every try.
package harmdb
