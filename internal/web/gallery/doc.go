// Package gallery shows the shell's own components and charts with sample data, and holds the test that reads every
// page of the gallery in a browser at two widths.
//
// Every organisation, person and figure in it is invented. A room adds its own pages in its own gallery.go; the
// application hands all of them to the shell, which serves them at /gallery in demonstration and test mode only.
package gallery
