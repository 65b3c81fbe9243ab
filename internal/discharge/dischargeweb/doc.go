// Package dischargeweb is the pages of the discharge plan: levers that answer at once, the queues, working a plan out,
// the plan as a calendar by council and pathway, its lines from proposed to delivered, who has signed, conflicts over one
// capacity, the next morning's variance, councils' capacity, the check before days of rest, and the one-page brief.
package dischargeweb
