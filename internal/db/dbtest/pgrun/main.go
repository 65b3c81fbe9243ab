package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
)

// addressVar is the environment variable that package dbtest reads.
const addressVar = "HEADROOM_TEST_PG"

func main() {
	// The server is told to stop when the thread that started it goes, so that thread must live as long as we do.
	runtime.LockOSThread()
	durable := flag.Bool("durable", false, "keep PostgreSQL's own settings for safety on disk")
	install := flag.Bool("install", true, "install PostgreSQL with apt when it is missing and this is root")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: pgrun [-durable] [-install=false] -- COMMAND [ARGUMENT...]")
		os.Exit(2)
	}
	os.Exit(run(*durable, *install, flag.Args()))
}

// run starts the cluster, runs the command and gives its exit code.
func run(durable, install bool, command []string) int {
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)

	env := os.Environ()
	if os.Getenv(addressVar) == "" {
		c, err := startCluster(durable, install)
		if c != nil {
			defer c.stop()
			env = append(env, addressVar+"="+c.address())
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "pgrun: the PostgreSQL halves of the tests are skipped:", err)
		}
	}
	return runCommand(command, env, signals)
}

// startCluster finds PostgreSQL, installing it when allowed, and starts a cluster. The cluster is nil with any error.
func startCluster(durable, install bool) (*cluster, error) {
	bin, err := findPostgres()
	if err != nil && install {
		if installPostgres() {
			bin, err = findPostgres()
		}
	}
	if err != nil {
		return nil, err
	}
	return newCluster(bin, durable)
}

// runCommand runs the command with our own input and output, passes signals on to it, and gives its exit code.
func runCommand(command, env []string, signals <-chan os.Signal) int {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = env, os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Start(); err != nil {
		fmt.Fprintln(os.Stderr, "pgrun:", err)
		return 127
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	for {
		select {
		case s := <-signals:
			_ = cmd.Process.Signal(s)
		case err := <-done:
			return exitCode(err)
		}
	}
}

// exitCode is the shell's number for how the command ended: its own, or 128 and the signal that ended it.
func exitCode(err error) int {
	if err == nil {
		return 0
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return 1
	}
	if ws, ok := exit.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		return 128 + int(ws.Signal())
	}
	return exit.ExitCode()
}
