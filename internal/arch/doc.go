// Package arch keeps the house as it was meant to be. It holds no code, only tests that read the source files
// themselves (with go/parser, never by running the go command, whose answers are cached and would pass falsely) and name
// every place that breaks a rule: the storeys and who may import whom, who may name which tables, what SQL may say,
// rules without storage, HTTP or clock, sizes, documentation, mutable variables, and the pages under docs that are made
// from, or must agree with, the source.
//
// Each check is a function from the tree of sources to a list of violations, and is itself tested on small made-up
// sources that break its rule. The table of storeys in storeys_test.go is the one list of packages: a package that is
// not in it fails. docs/packages.md is written anew by
//
//	go test ./internal/arch -run TestPackagesPage -update
package arch
