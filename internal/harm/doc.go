// Package harm records patient-safety events, watches for harm that shows weeks after care was postponed, and says how much
// of it has not been reported yet.
//
// # Words
//
//   - Event: an incident, good care, a risk or an outcome, by the national service for learning from patient safety events.
//     Each change is a revision; none is ever deleted.
//   - Physical and psychological harm: two national scales on which the lowest code is the worst. Their codes do not match:
//     physical 3 is moderate and psychological 3 is low, so the two types cannot be compared.
//   - Basis: whether a grade is what happened, what is likely, or cannot be determined yet, and then when it is looked at next.
//   - Duty of candour: a question of its own, by regulation 20, never worked out from the national harm grades.
//   - Link: how strongly an event is tied to a period of action or to a mitigation's decision. Not known until a named
//     reviewer says otherwise.
//   - Watch: a postponed pathway, looked at for triggers until 180 days have passed.
//   - Trigger: something that may mean harm, as an admission. It opens a review, never an event; only a clinician closes it.
//   - Nowcast: how many events of past weeks are still to be reported. It says nothing about causes.
//
// The package names no patient: a pathway is the trust's own key, which a store keeps encrypted within the trust.
//
// Asks N16 and N17; definitions C1 to C9; requirements H20 to H28.
package harm
