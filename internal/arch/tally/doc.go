// Command tally runs go test, says per package how it went, and ends with one plain line that people and machines read:
//
//	tally [-fuzz 5s] [-- go test -json ./...]
//
//	214 passed, 0 failed, 3 skipped
//
// A test with subtests is not counted beside them. A package that does not build, or breaks off, is one failure. What a
// failed test printed is shown whole; each reason for skipping is shown once with the number of tests that gave it; the
// slowest packages are named. With -fuzz every Fuzz target found in the sources is run for that long after the tests
// and counted too. The exit code is 1 when anything failed.
package main
