// Command bundle makes the style sheet and the script that the binary carries: the NHS design system from node_modules,
// cut to what our templates name, with our own files after it, into internal/web/dist under names that hold a hash.
//
// Run it at the repository's root after npm ci: go run ./internal/web/bundle. It needs no node. It leaves out the
// Frutiger font, whose licence does not cover us, so that no address outside our own remains; a remaining one is an
// error.
package main
