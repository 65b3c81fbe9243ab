package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

func main() {
	fuzz := flag.Duration("fuzz", 0, "how long to run each Fuzz target after the tests; 0 leaves them out")
	flag.Parse()
	command := flag.Args()
	if len(command) == 0 {
		command = []string{"go", "test", "-json", "./..."}
	}
	t := newTally(os.Stdout)
	broken := runTests(t, command)
	if *fuzz > 0 {
		targets, err := fuzzTargets(os.DirFS("."))
		if err != nil {
			fmt.Fprintln(os.Stderr, "tally:", err)
			broken = true
		}
		for _, f := range targets {
			t.fuzzed(f, runFuzz(f, *fuzz))
		}
	}
	t.report()
	if broken || t.failed > 0 {
		os.Exit(1)
	}
}

// runTests runs the command and hands its events to the tally. It is true when the command failed without a failure
// that the tally saw, as when it could not be started.
func runTests(t *tally, command []string) (broken bool) {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "tally:", err)
		return true
	}
	readEvents(t, out)
	if err := cmd.Wait(); err != nil && t.failed == 0 {
		fmt.Fprintln(os.Stderr, "tally:", err)
		return true
	}
	return false
}

// readEvents reads go test's JSON lines; a line that is none is passed on as it is.
func readEvents(t *tally, r io.Reader) {
	in := bufio.NewReader(r)
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 0 {
			var e event
			if json.Unmarshal(line, &e) == nil && e.Action != "" {
				t.add(e)
			} else {
				_, _ = t.out.Write(line)
			}
		}
		if err != nil {
			return
		}
	}
}

// runFuzz runs one target and gives what it printed when it failed.
func runFuzz(f target, d time.Duration) (failure string) {
	cmd := exec.Command("go", "test", "-run", "^$", "-fuzz", "^"+f.name+"$", "-fuzztime", d.String(), "./"+f.dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		return string(out) + err.Error()
	}
	return ""
}
