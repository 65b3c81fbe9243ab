// Package orgweb is the pages of the organisations: the index by tree and kind on any day, one organisation with its
// names, places, successions, shares and posts over time, the forms on which a change is proposed by hand, the change sets that wait for a decision and their review, the
// upload of an organisation file, and the form for who fills a post.
//
// Every page works without scripts. The day an organisation is shown at (?at=) and what was known (?as-of=) are two
// things. A change set is read by everybody who may read organisations; a line is decided by those who may accept for
// the place it concerns, so a region decides on its own trusts and the centre on all.
//
// Asks: D1, D9 and N18; requirements R32 and R33.
package orgweb
