// Package mitigation holds requests for a patient-safety mitigation during industrial action: named numbers of doctors who
// act return to work for a stated time, because a danger cannot be met in any other way. The other word for it is
// derogation; both are shown.
//
// # Words
//
//   - Scheme: the dated rules that a request is bound to: who may ask, when, whether a deadline must be given.
//   - Form: what a request says. Versions are kept; what harm was predicted is frozen when the form is signed.
//   - Ladder: what else was tried first, rung by rung, with what came of it.
//   - State: where a request is. Timeliness: how the decision lies to the time by which it was needed. The two are never
//     one: a late approval is approved and late, and that nothing was decided in time stays on the record.
//   - Outcome: what was decided or became of the request. Rejected, not decided in time, lapsed, withdrawn and not
//     supported are five outcomes. Ending: what became of a grant: used, stood down, revoked.
//   - Decision: the union body's words verbatim with codes, written down by one person and confirmed by another.
//   - Use: how many came, by shift. A grant is not use.
//   - Impact return: what a rejection, a late or missing decision or a revocation did to services, after a day, a week,
//     28 and 90 days. That no impact was found is an answer.
//
// What happened is an Event with two instants: when it happened and when it was written down. Events are appended, never
// changed; a correction is another event. A timer's event happened at its own time whenever it was written, and decides
// nothing. The package holds counts of doctors only: it has no place for a doctor's name or anybody's membership of a union.
//
// Asks N15 and N7; definitions B1 to B8; requirements H11 to H19.
package mitigation
