// Package chart draws charts as SVG on the server, each with a table that says the same.
//
// A chart is a struct of typed values and is itself a templ.Component; drawing is a pure function of it, the same bytes
// every time. Scales are computed from the data and never clip. A missing value is a gap, never a zero and never
// bridged by a line; a point made of incomplete returns is a hollow ring, a late or corrected one a hollow diamond.
// Strike days are shaded, bank holidays ticked, series breaks marked with a letter that the notes explain. Colours are
// told apart by the colour-blind, each series also has its own dash, and every chart is drawn twice, for a wide and for
// a narrow screen, so that its words stay readable on a phone. Nothing here needs a script or an inline style.
package chart
