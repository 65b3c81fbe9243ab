// Package mitigationdb keeps requests for a patient-safety mitigation: their events, impact returns, evidence and links, the
// published counts and schemes that were added, and the reminders that were sent.
//
// Events are added and never changed, each with when it happened and when it was written down; every reading takes an instant
// and sees what was written down by then. Whether an event can happen is decided by mitigation's rules inside the transaction
// that would write it, after whatever the clock had to write before it.
//
// The clock's own events are written by RunClock, which looks at each request when it is next due; see docs/mitigation.md.
// Audit lines name a request, a step and an organisation, and hold nothing of what a form says.
package mitigationdb
