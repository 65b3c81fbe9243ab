package web

import (
	"github.com/a-h/templ"

	"headroom/internal/fault"
)

// Crumb is one step of the way back; the last step is the page above this one, not the page itself.
type Crumb struct{ Text, Href string }

// Page is what a handler says of its page. The shell adds the rest.
type Page struct {
	Title   string // the only h1, and the window's title
	Caption string // a small line above the h1, as the organisation's name
	Lead    string // a sentence under the h1
	Current string // the NavItem's Key
	Crumbs  []Crumb
	// Problems are a form's faults: the shell shows the error summary above the h1 and marks the window's title.
	Problems []fault.Field
	// Refresh reloads the page after so many seconds without scripts; for a long job under way. 0 does not.
	Refresh int
	// Computed is a sentence for the footer on how the figures were made, as "Sums of 131 accepted returns.".
	Computed string
	// Plain leaves out the h1, for a body that brings its own.
	Plain bool
	// Narrow keeps the text column; for forms and prose. Without it the page uses the whole width.
	Narrow bool

	chrome chrome
}

// Specimen is one page of the gallery: a name, a page and a body with sample data and no database behind it.
type Specimen struct {
	Name string // a slug made of a-z, 0-9, "-" and "/"; the room's name comes first, as "sitrep/submit"
	Page Page
	Body templ.Component
}

// navLink is a NavItem that this person may use.
type navLink struct {
	Text, Href string
	Current    bool
}

// chrome is what the shell puts around a page; every field is words ready to show.
type chrome struct {
	Styles, Scripts []string // addresses of the bundle; empty when nothing is bundled
	Icon            string
	Nav             []navLink
	Who             string // the person's name; empty when nobody is signed in
	Phase           string
	Demo            bool
	DemoControls    templ.Component
	Past            bool
	AsOfWords       string            // "08:30 on 21 December 2025"
	AsOfField       string            // the as-of form's value
	AsOfKeep        map[string]string // the page's other query values
	AsOfParam       string            // "as-of=…" for links, or empty
	Here            string            // this page's path without a query
	NowHref         string            // this page without as-of
	Version         string
	MadeWords       string // "07:31 on 21 December 2025"
	Footer          []Link
	Notice          string
	SearchHref      string // the organisation search; empty when the person may not use it
	Public          bool
	Timeless        bool // the page cannot look back
}
