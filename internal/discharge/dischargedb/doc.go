// Package dischargedb keeps plans and what becomes of them: versions, what happened to their lines, signatures, the
// answers before days of rest, and what was read of capacity, reasons for delay, pathways and stays.
//
// A version is one row with its lines in it and a digest; it is never changed. What happens to a line is a row of its own
// with author and time, from which its state is worked out (see discharge.StandingOf). One table is rewritten: what each
// line of the newest version of a plan takes of a council's capacity, so that an agreement can be held against all the
// others in the transaction that writes it. Every reading takes an instant and sees what was known then.
package dischargedb
