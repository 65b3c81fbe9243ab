// Package action holds periods of industrial action: which unions act, in which form, from which local minute to which,
// what was published about the effect, and the winter calendar around them.
//
// # Words
//
//   - Period: one named action or joint action, as JD-09; it has windows.
//   - Window: one union's hours for one staff group in one form. Two unions of one period may end at different times.
//   - Strike day: 24 hours counted from a window's own start. 07:00 on 27 June to 07:00 on 2 July is five strike days and
//     touches six calendar dates. A shift belongs to the strike day in which it starts, and counts until its own end.
//   - Standing: what was decided (announced, confirmed, contingent, called off, doubtful). Status adds the clock to it
//     (under way, ended). Phase is what the service does: prepare, respond, recover, learn.
//   - Figure: a published count with its source and the day it was published. Sums of periods and published cumulative
//     totals are kept side by side with the gap between them; neither is ever mended.
//
// A called-off period keeps its phases: appointments had been moved already, so there is something to recover.
//
// A period is never overwritten: each change is a Revision with the instant it became known and the instant it was
// recorded. The package holds counts only. It has no place for the name of a person who takes action, nor for anybody's
// membership of a union.
//
// It answers N1, N14, D2 and, through the published figures, N19. Sources are named beside each fact in seed_*.go;
// Unconfirmed marks what was not checked against a published text.
package action
