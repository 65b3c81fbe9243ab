package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	_ "embed"
)

// The scripts of other solvers, for the same programme.
var (
	//go:embed peer/cpsat_plan.py
	cpsatPlan string
	//go:embed peer/highs_plan.py
	highsPlan string
)

// solverSaid is what another solver answers.
type solverSaid struct {
	Ones    []int32 `json:"ones"` // the variables that are 1
	Found   bool    `json:"found"`
	Bound   float64 `json:"bound"` // without the programme's base
	Seconds float64 `json:"seconds"`
	Status  string  `json:"status"`
	Version string  `json:"version"`

	cpu, peak float64 // seconds and MB of its process, reading and building included
}

// everyPeer are the names of the other solvers.
const everyPeer = "OR-Tools CP-SAT,HiGHS,CBC"

// errNoPeer is that a solver is not to be had here.
var errNoPeer = errors.New("it is not there")

// scripted asks a solver that Python has. The scripts take settings too, as name=value: docs/benchmarks.md says which were
// tried.
func scripted(ctx context.Context, s settings, script, dir string, seconds float64, workers int) (solverSaid, error) {
	out, said, err := watched(ctx, s.python, seconds, "-c", script, dir, strconv.FormatFloat(seconds, 'f', -1, 64), strconv.Itoa(workers))
	out = bytes.TrimSpace(out)
	out = out[bytes.LastIndexByte(out, '\n')+1:] // a library may have greeted before
	switch {
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, os.ErrNotExist), err != nil && strings.Contains(err.Error(), "ModuleNotFoundError"):
		return said, errors.Join(errNoPeer, err)
	case err != nil:
		return said, err
	}
	if err := json.Unmarshal(out, &said); err != nil {
		return said, fmt.Errorf("its answer cannot be read: %w", err)
	}
	return said, nil
}

// errOverran is that a solver did not end by itself and was ended.
var errOverran = errors.New("it did not end by itself and was ended")

// grace is how much processor time reading, building and ending may take beyond the search, in seconds.
const grace = 90

// watched runs a command whose search may take so many seconds of processor time, and notes its processor time and memory. What
// goes on for more than that and the grace is ended, and so is what waits four times as long by the clock.
func watched(ctx context.Context, command string, seconds float64, args ...string) ([]byte, solverSaid, error) {
	return ended(ctx, time.Duration((seconds+grace)*float64(time.Second)), command, args...)
}

// ended runs a command, which is ended after so much processor time or four times as much by the clock.
func ended(ctx context.Context, most time.Duration, command string, args ...string) ([]byte, solverSaid, error) {
	limited, stop := context.WithTimeout(ctx, 4*most)
	defer stop()
	var said solverSaid
	var out, trouble bytes.Buffer
	c := exec.CommandContext(limited, command, args...)
	c.Stdout, c.Stderr, c.WaitDelay = &out, &trouble, 5*time.Second
	if err := c.Start(); err != nil {
		return nil, said, err
	}
	done, err := make(chan error, 1), error(nil)
	go func() { done <- c.Wait() }()
	for tick := time.NewTicker(100 * time.Millisecond); ; {
		select {
		case <-tick.C:
			said.peak = max(said.peak, peakOf(c.Process.Pid))
			if cpuOf(c.Process.Pid) > most {
				stop()
			}
			continue
		case err = <-done:
			tick.Stop()
		}
		break
	}
	said.cpu = (c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Seconds()
	switch {
	case ctx.Err() != nil:
		return nil, said, ctx.Err()
	case err != nil && limited.Err() != nil:
		return nil, said, errOverran
	}
	if err != nil {
		lines := strings.Split(strings.TrimSpace(trouble.String()), "\n")
		return nil, said, fmt.Errorf("%w: %s", err, lines[len(lines)-1])
	}
	return out.Bytes(), said, nil
}

// cbcBound and cbcVersion find CBC's own lines.
var (
	cbcBound   = regexp.MustCompile(`(?m)^(?:Lower bound|Continuous objective value is|.*best possible):?\s+(-?[0-9.e+]+)`)
	cbcVersion = regexp.MustCompile(`Version: (\S+)`)
	cbcSearch  = regexp.MustCompile(`Total time \(CPU seconds\):\s+([0-9.]+)`)
)

// cbc asks CBC's own command. With its preprocessing and a plan to begin with, version 2.10.8 aborts on problems like these.
func cbc(ctx context.Context, dir string, seconds float64, workers int) (solverSaid, error) {
	if _, err := exec.LookPath("cbc"); err != nil {
		return solverSaid{}, errNoPeer
	}
	answer := filepath.Join(dir, "answer")
	_ = os.Remove(answer)
	out, said, err := watched(ctx, "cbc", seconds, filepath.Join(dir, "plan.mps"), "-timeMode", "cpu", "-seconds", strconv.FormatFloat(seconds, 'f', -1, 64),
		"-threads", strconv.Itoa(workers), "-ratioGap", "0", "-preprocess", "off", "-mipstart", filepath.Join(dir, "start.sol"), "-solve", "-solution", answer)
	if err != nil {
		return said, err
	}
	said.Bound, said.Status, said.Version = math.Inf(-1), "no plan", "unknown"
	for _, m := range cbcBound.FindAllSubmatch(out, -1) {
		if b, err := strconv.ParseFloat(string(m[1]), 64); err == nil {
			said.Bound = max(said.Bound, b)
		}
	}
	if m := cbcVersion.FindSubmatch(out); m != nil {
		said.Version = string(m[1])
	}
	if m := cbcSearch.FindSubmatch(out); m != nil {
		said.Seconds, _ = strconv.ParseFloat(string(m[1]), 64)
	}
	f, err := os.Open(answer)
	if err != nil {
		return said, nil // it found nothing
	}
	defer func() { _ = f.Close() }()
	return said, said.readCBC(f)
}

// readCBC reads the plan that CBC wrote: a line of what came of it, then the variables that are not 0.
func (said *solverSaid) readCBC(r io.Reader) error {
	lines := bufio.NewScanner(r)
	for first := true; lines.Scan(); first = false {
		if first {
			said.Status = strings.TrimSpace(strings.Split(lines.Text(), " - ")[0])
			said.Found = !strings.Contains(strings.ToLower(lines.Text()), "infeasible") && !strings.Contains(lines.Text(), "no integer solution")
			continue
		}
		fields := strings.Fields(strings.TrimPrefix(strings.TrimSpace(lines.Text()), "**"))
		if len(fields) < 3 || fields[1][0] != 'x' {
			continue
		}
		v, err := strconv.Atoi(fields[1][1:])
		if err != nil {
			return err
		}
		if x, err := strconv.ParseFloat(fields[2], 64); err == nil && x > .5 {
			said.Ones = append(said.Ones, int32(v))
		}
	}
	return lines.Err()
}
