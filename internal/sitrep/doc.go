// Package sitrep is the rules of returns: what a daily or monthly return holds, when it is due, what is wrong with it,
// which version counts in which view, and how the returns of trusts become the picture of an ICB, a region and England.
//
// Words. A form is a dated definition of a return: its items, its clock times, its amendment window. A return is one
// form from one organisation for one reporting date; it exists as immutable, numbered versions. A draft is what
// somebody is still typing. Checked is a draft that passed the checks, the only thing that can be stored as a version.
// A batch is what an importer read from a published file.
//
// Two reference times live in one daily return: flows are counted over the day before the reporting date, beds are a
// snapshot at 08:00 on it. Three views of the same return exist: as first submitted, as collated at the cut-off, and
// latest. Missing, nil, not applicable and zero are four things here and everywhere above.
//
// The package holds no SQL, no HTTP and no clock. It answers asks N2, N6 and N19 and carries the figures for D3 to D7.
package sitrep
