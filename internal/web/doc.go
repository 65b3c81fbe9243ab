// Package web is the shell around every page: the one place where a request gets its session, its principal, the
// policy's answer, the organisations as they were, and where an error becomes a page, a JSON problem and a log line.
//
// A room gives the shell a list of Routes. A handler has the form func(http.ResponseWriter, *Request) error and ends
// by calling Render, JSON, CSV or Redirect; it writes no error page, reads no cookie and asks no clock. Pages are
// structs: Page says the title, the crumbs and the place in the navigation, and the shell adds what every page carries
// (who is signed in, the as-of banner, the synthetic-data banner, the version).
//
// Words: Route, Request, Page, Crumb, Specimen (a page of the gallery with sample data), as-of (the instant whose
// knowledge is shown; ?as-of= on every page), past (an as-of was asked for). Access is denied unless a Policy says
// otherwise. A page works without scripts; scripts and styles come from one bundle (see internal/web/bundle) under a
// content security policy that allows no inline script or style.
package web
