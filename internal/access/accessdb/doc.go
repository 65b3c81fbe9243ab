// Package accessdb keeps accounts, the roles they hold, their sessions and their tokens, and answers who is signed in.
//
// What is secret is kept so that a stolen database opens nothing: passwords as argon2id hashes that name their own
// parameters, session and token keys as SHA-256 hashes of 256 random bits. Passwords are hashed outside transactions,
// because a hash takes longer than any write may hold the one SQLite writer.
//
// A sign-in that fails is told one sentence whatever the cause, after the same work: an unknown name is checked against
// a hash as costly as a real one. Each try is counted before the password is looked at, so that many tries at once
// cannot outrun the limit (access.Throttle). The count is kept in the database: it survives a restart and holds for all
// processes together.
//
// States of an account: active, locked, closed (see access.State); appended as standings. Roles and their ends are
// appended too. Every change writes an audit entry with account numbers and no names.
package accessdb
