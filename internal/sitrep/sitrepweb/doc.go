// Package sitrepweb is the pages of returns: Today, a measure over time, the list of what is due and late, a return's
// form, history and versions side by side, the imports, and the same as JSON, CSV and XLSX.
//
// Every figure on a page says its age, of how many returns it is made and what is missing; a point on a chart opens the
// return it came from, and a return names file, sheet and cell. Every page can be asked as of an instant. Entry works
// without scripts; scripts only save what is typed.
//
// Asks: N2, N3, N6, N19, D2, D3 and D5 to D7, as far as they are answered by figures that organisations send.
package sitrepweb
