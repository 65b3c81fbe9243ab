package main

import (
	"context"
	"database/sql"
	"os"
	"os/exec"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver, to ask the cluster a question
)

func TestExitCodeIsTheShells(t *testing.T) {
	for _, c := range []struct {
		script string
		want   int
	}{{"exit 0", 0}, {"exit 3", 3}, {"kill -TERM $$", 143}} {
		if got := exitCode(exec.Command("sh", "-c", c.script).Run()); got != c.want {
			t.Errorf("%q: exit code %d, want %d", c.script, got, c.want)
		}
	}
	if got := runCommand([]string{"./no-such-command"}, nil, nil); got != 127 {
		t.Errorf("a command that is not there: exit code %d, want 127", got)
	}
}

func TestCommandIsGivenTheEnvironment(t *testing.T) {
	env := append(os.Environ(), addressVar+"=postgres://somewhere")
	if got := runCommand([]string{"sh", "-c", `test "$HEADROOM_TEST_PG" = postgres://somewhere`}, env, nil); got != 0 {
		t.Errorf("the command did not see %s", addressVar)
	}
}

func TestClusterStartsAnswersAndLeavesNothing(t *testing.T) {
	c, err := startCluster(false, false)
	if err != nil {
		t.Skip(err)
	}
	p, err := sql.Open("pgx", c.address())
	if err != nil {
		t.Fatal(err)
	}
	var fsync string
	if err := p.QueryRowContext(context.Background(), "SHOW fsync").Scan(&fsync); err != nil || fsync != "off" {
		t.Errorf("fsync is %q, error %v", fsync, err)
	}
	_ = p.Close()
	c.stop()
	if c.answers() {
		t.Error("the server still answers after stop")
	}
	if _, err := os.Stat(c.folder); !os.IsNotExist(err) {
		t.Errorf("the folder is still there: %v", err)
	}
}
