// Package recoveryweb is the pages on which people who lost their date get a new one: the board of who is past which date,
// the list and the file it comes in, sessions, the plan as a calendar of lists with its proof and its odds, one patient's
// clocks and reasons, what-ifs, offers from the clinician's review to the treatment, the validation worklist, and counts
// alone for boards, regions and England.
//
// Pages name pathways. Who a patient is stands on a page only after somebody asked for it there, and that is written down.
package recoveryweb
