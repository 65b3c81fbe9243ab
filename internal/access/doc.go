// Package access decides who may see or change what. It answers D1: councils, trusts, boards and regions look at one
// system, and each sees what is theirs.
//
// Its words. A Role (trust-director, icb-lead …) is held at an organisation for dates: that is a Grant. A Verb is
// "noun.what" (return.sign). A Rule says, for one verb, how far each role reaches from the organisation it is held at:
// not at all, that organisation, those below it in the NHS or the ADASS tree, the aggregate pictures of its parents, or
// everything. Rules are kept one policy per noun, one file per noun (return.go, series.go …), and Table lays all of them
// out for a reader. What no rule allows is denied; a grant that has ended, has not begun or is held at the wrong
// kind of organisation gives nothing.
//
// A person who must stand in for another is named deputy for a stretch of days (see Deputise), so that nobody needs to
// lend a password. A program acts through a token (see Limit) that can do no more than its owner and less than that.
//
// The package holds rules only: the day and the organisations' picture are arguments, passwords and sessions are kept
// by accessdb.
package access
