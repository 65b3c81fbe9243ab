// Package recovery gives new dates to people whose care was postponed and to those who wait longest, within the rest that
// staff are owed, and shows how good the plan is and why each person has the date they have.
//
// # Words
//
//   - Patient: one pathway that needs one session, known here by its pathway's identifier alone. Who that is is kept
//     encrypted, inside the trust.
//   - Clock: a rule with a start, a stop and a last day on time: 62 days, 31 days, 28 days, P1 to P4, 18 to 104 weeks.
//     A provider's postponement never pauses one (T20).
//   - Session: a theatre list, clinic or scope list: date, site, specialty, minutes, team, anaesthetist, equipment.
//   - Limit: a capacity that sessions share: beds and critical-care nights by site, anaesthetists by site and day.
//   - Tier: an order of importance, in the order of the letters: dates of time-critical care and fast cancer; repeat
//     postponements; longest waits; everything else. Reported one by one.
//   - Bound: what no plan can be better than, proven in the same run. It proves distance to the best of the model, not
//     to the truth.
//   - Pin, forbid, hold: what a person has decided; never undone by the search.
//   - Offer: proposal, reviewed by a clinician, offered, accepted or declined or not answered, booked, done or postponed
//     again. All derived from events.
//
// Asks N4, N5, N6, N7 and N13; requirements R24 to R28; definitions d.3 to d.5; traps T20 to T23.
package recovery
