// Command pgrun runs another command beside a private PostgreSQL cluster, so that tests on that engine need no setting up:
//
//	go run ./internal/db/dbtest/pgrun -- go test ./...
//
// The cluster lives in a temporary folder, listens on a free port of 127.0.0.1 only, and is stopped and deleted when the
// command ends or a signal arrives. Its address is handed to the command in HEADROOM_TEST_PG. PostgreSQL refuses to run
// as root, so root drops to the user postgres (or nobody) for the server alone; the command keeps its own user.
//
// By default the cluster trades safety for speed (no fsync), which is right for tests that never pull the plug; -durable
// keeps PostgreSQL's own settings. When no PostgreSQL is installed, root on a machine with apt installs it; otherwise the
// command runs without it, and pgrun says that the PostgreSQL halves of the tests are skipped and what to install.
package main
