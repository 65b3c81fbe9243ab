// Package discharge is the reprofile plan: how many more people must leave hospital than otherwise would, on which day, by
// which pathway, with whose care, so that beds stay under a target with the odds that were asked for; and the agreement
// about it between the trusts, the board and the councils.
//
// # Words
//
//   - Target: occupied at most this share of the usable core beds, on these mornings, with this confidence.
//   - Lever: something that can be done on a day: a start of care brought about, a hub that works on a holiday, a ready
//     person seen off, an admission avoided, an escalation bed opened (which frees no core bed, and is always said so).
//   - Line: one commitment of a plan: date, pathway, council, service, number, owner.
//   - Version of a plan: its lines as proposed together; never changed, only followed by another. What happens to a line
//     is an Event with its author and time.
//   - Pull-forward, backlog clearance and avoided admission are three kinds of effect, kept apart: the first takes from a
//     later day what it gives to an earlier one (R16).
//
// # States
//
// Of a line: proposed, agreed, refused (with a reason), withdrawn, delivered (in full or in part), failed. Of a version:
// proposed, signed (trust, board and each council have agreed), superseded. All are derived from events, see State.
//
// # How a plan is found
//
// Solve plays the flow model with what is done so far, sees how many beds are missing on every morning for the asked
// confidence and what one more of each lever would free, and solves the least effort that closes the gaps under all limits
// (package solve); again, from there, until nothing changes. Whole people are rounded, put right on a second seed, and
// certified on a third that the search never saw. What cannot be reached is said, with the nearest plan and with what would
// have to open. Replan makes good what was refused and leaves everybody else's lines as they are.
//
// Asks D5 to D8, N2; requirements R14 to R20, R37 and R39; definitions c.4, c.6 and c.11.
package discharge
