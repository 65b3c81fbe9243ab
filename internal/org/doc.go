// Package org holds the organisations: who exists, under which name and code, whose parent is whose, and when.
//
// Words. A unit is one organisation under one lasting code. A fact is one statement about a unit that holds for a span
// of days and became known at an instant; facts are appended, never changed. A book is every fact known at one instant,
// and a picture is the organisations as they stood on one day according to one book: immutable, and cheap to ask.
//
// Two trees stand over the same places. In the tree "nhs" a site hangs from a trust, a trust from an integrated care
// board (ICB), an ICB from one of seven regions, a region from England. In the tree "adass" a council hangs from one of
// nine regions of the directors of adult social services, and those from England. Nine is not seven: Milton Keynes is in
// the South East for social care and in the East of England for the NHS. What joins the trees is shares: how much of a
// council lies in which ICB, and how many of a trust's patients come from which ICB or council. Shares are many to many
// and are never a parent.
//
// Nothing is inferred from how a code looks: kind, parent and country come from facts (old trust codes have three
// characters, those since 2020 five random ones, and both live on). The number of ICBs belongs to a date: 42 until
// 31 March 2026, 36 from the day after.
//
// States of a unit at a date: absent, provisional (seen in a data file, confirmed by nobody), stated, closed. States of
// a line of a change set: pending, accepted, rejected; a pending line whose subject changed since it was read must be
// looked at again before it can be accepted.
//
// Sources of an organisation file become a ChangeSet that a person accepts or rejects, all or line by line; a code that
// a data file mentions becomes a provisional unit at once (see Sighting), because a figure must not wait for a register.
//
// Asks: D1 and D9 (two trees, councils and providers), N18 (letters reach named roles). Requirements R32 and R33.
package org
