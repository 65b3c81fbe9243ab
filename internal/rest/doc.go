// Package rest judges duties by the rules in force when they were worked, and keeps what rest is owed, booked and taken.
//
// # Words
//
//   - Duty: a stretch of time that a person works, planned or worked: at the workplace, on call, bank, elsewhere.
//   - Rule set: the rules of a contract or law between dates, with source and a mark of certainty.
//   - Breach: an event: rule, version, window, observed, limit. A fact about hours, not about a person's conduct.
//   - Ledger: what is owed of one kind. L1 statutory compensatory rest, L2 contractual time off in lieu, L3 recovery rest.
//     The three are never netted: nothing of L3, and no payment, clears L1.
//   - Block: a stretch in which a person may not be booked, with the rule that says so.
//   - Unknown hours: a second employer or bank that is not known. The state is then "not shown to be compliant", never
//     compliant.
//
// Time is elapsed time between instants, never the difference of clocks on a wall. There is no field for a union or for
// having been on strike, and nothing here can be put to that use: a duty that was not worked has no reason.
//
// Asks N13 and N4; definitions A4 and D1 to D6; requirements H29 to H33.
package rest
