// Package browser looks at pages in a real browser, for tests: Debian's Chromium driven through node and
// playwright-core by audit.mjs, with axe-core's WCAG 2.0 to 2.2 rules at levels A and AA.
//
// For each page and width it reports the violations, what the first load moved over the line, whether the page is wider
// than its window, and what the console said; it can save a picture of each. Play types and presses as a person would
// (play.mjs), for what only a script or a whole way through several pages shows. Where Chromium or node_modules is
// absent, Ready says in a sentence what to install, and tests skip with it.
package browser
