package ui

import "github.com/a-h/templ"

// Wrap lets a component take children in a template, which the template language allows for calls only:
//
//	@ui.Wrap(ui.Details{Summary: "Why"}) { <p>Because.</p> }
func Wrap(c templ.Component) templ.Component { return c }
