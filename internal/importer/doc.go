// Package importer turns the files that NHS England publishes, and the tidy copies made of them, into batches of
// returns: one file of this package per published format.
//
// The words: a Format is one layout that is recognised by its headings, never by where they stand or by the file's
// name; a batch is what one file gave: a draft per organisation and day (or month), the file's own totals (Published),
// the codes it mentioned (Sightings), what could not be read (Refusals) and what a reader should know (Notes).
//
// What holds for every format:
//
//   - the unit of refusal is the return: a cell that cannot be read (text where a count belongs, a negative count, half
//     a bed, a date that is none) refuses its organisation's day and no other, and says file, sheet, cell and remedy;
//   - nothing is summed or overwritten silently: a row or column that comes twice with the same figures is noted, with
//     different figures both are refused and both cells are named;
//   - totals inside the data (England, regions, TOTAL, C_999) never become returns: they are kept beside them, to be
//     compared with our own sums (traps T8 and T18);
//   - a blank and "-" are missing, "N/A" and "[z]" are not applicable, an error such as #DIV/0! is missing with a note;
//     where a format writes "-" for nought its file here says so;
//   - an organisation and day without a single figure is left out: not returned is not the same as returned empty;
//   - rates that a file computes are not stored: they stand with its totals only, to be compared with ours.
//
// The package reads; it stores nothing, knows no clock and looks nothing up over a network. It serves asks N1, N2, N7 to
// N13, D3 and D6.
package importer
