// Command bench measures Headroom on each database engine that is present, each figure beside a bare floor taken in the
// same run: what the same database does with the same bytes and nothing around it.
//
//	make bench
//	go run ./internal/bench -seconds 20 -json out.json
//
// It imports files, sends returns through the JSON API, corrects one, reads England as of an instant, and loads the Today
// page as two hundred people would while two hundred trusts send. The site under test is the real one, in a process of its
// own on the loopback; this process is the people. The organisations and figures are invented. docs/benchmarks.md says
// what each line means.
//
// Nothing here fails because a machine is slow: a line says whether its target was met, and the exit code is about errors
// alone.
package main
