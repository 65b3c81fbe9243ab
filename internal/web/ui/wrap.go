package ui

import (
	"strings"

	"github.com/a-h/templ"
)

// Wrap lets a component take children in a template, which the template language allows for calls only:
//
//	@ui.Wrap(ui.Details{Summary: "Why"}) { <p>Because.</p> }
func Wrap(c templ.Component) templ.Component { return c }

// Address makes an address fit for a link or a form. What begins with "/", "?" or "#" stays on this site and passes;
// anything else passes only with a harmless scheme, so that data can never make a link run a script.
func Address(s string) templ.SafeURL {
	if s != "" && strings.ContainsRune("/?#", rune(s[0])) {
		return templ.SafeURL(s)
	}
	return templ.URL(s)
}
