// Package ui holds the components that pages are made of, on the NHS design system's markup.
//
// Every component is a struct with its words ready to show and is itself a templ.Component: in a template write
// @ui.Table{…}, in Go pass ui.Table{…} where a component is wanted. A component holds no rule and fetches nothing. It
// works without scripts, prints, and says in text whatever it also says in colour. Missing, nil, not applicable and
// zero are shown as four different things (see Mark).
package ui
