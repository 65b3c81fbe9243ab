package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"headroom/internal/civil"
)

// TestMain lets the scripts run the real program under its own name.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"headroom": main})
}

// TestScripts runs every script of testdata: one for each subcommand, failures included.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               place,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"until": until, "get": get, "damage": damage, "beds": beds, "requests": requests,
		},
	})
}

// place gives each script a free port and keeps the caller's own settings out.
func place(e *testscript.Env) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	e.Setenv("ADDR", l.Addr().String())
	e.Setenv("HEADROOM_DB", "")
	return l.Close()
}

// patience is how long a script waits for what runs beside it.
const patience = 30 * time.Second

// until runs a command again and again until what it prints holds a text: until TEXT COMMAND ARG…
func until(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: until TEXT COMMAND ARG…")
	}
	var out []byte
	for began := time.Now(); time.Since(began) < patience; time.Sleep(100 * time.Millisecond) {
		c := exec.Command(args[1], args[2:]...)
		c.Dir = ts.MkAbs(".")
		c.Env = []string{"PATH=" + ts.Getenv("PATH"), "HOME=" + ts.Getenv("HOME"), "TMPDIR=" + ts.Getenv("TMPDIR"), "HEADROOM_DB=" + ts.Getenv("HEADROOM_DB")}
		if out, _ = c.CombinedOutput(); strings.Contains(string(out), args[0]) {
			return
		}
	}
	ts.Fatalf("%q did not come; the last answer was\n%s", args[0], out)
}

// get asks a server until it answers and wants a status and a text: get PATH STATUS TEXT
func get(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: get PATH STATUS TEXT")
	}
	var err error
	for began := time.Now(); time.Since(began) < patience; time.Sleep(50 * time.Millisecond) {
		var res *http.Response
		if res, err = http.Get("http://" + ts.Getenv("ADDR") + args[0]); err != nil {
			continue
		}
		body, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if fmt.Sprint(res.StatusCode) != args[1] || !strings.Contains(string(body), args[2]) {
			ts.Fatalf("%s: %d\n%s", args[0], res.StatusCode, body)
		}
		return
	}
	ts.Fatalf("nobody answers: %v", err)
}

// damage changes a text of a file into another of the same length, wherever it stands: damage FILE OLD NEW
func damage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 || len(args[1]) != len(args[2]) {
		ts.Fatalf("usage: damage FILE OLD NEW, both of one length")
	}
	file := ts.MkAbs(args[0])
	b, err := os.ReadFile(file)
	ts.Check(err)
	if !strings.Contains(string(b), args[1]) {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(file, []byte(strings.ReplaceAll(string(b), args[1], args[2])), 0o600))
}

// beds writes made-up mornings as a published file: beds FILE FIRST DAYS CODE[:from-to|:over]…, where a trust is left out on
// the days of the winter from-to, counted from 0, or has more occupied than open throughout.
func beds(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 4 {
		ts.Fatalf("usage: beds FILE FIRST DAYS CODE[:from-to|:over]…")
	}
	first, err := civil.ParseDate(args[1])
	ts.Check(err)
	days, err := strconv.Atoi(args[2])
	ts.Check(err)
	var b strings.Builder
	b.WriteString("Code,Name,Date,Diverts,Closures,G&A Beds Open,G&A beds occ'd,Occupancy rate\n")
	for i, arg := range args[3:] {
		code, how, _ := strings.Cut(arg, ":")
		from, to := -1, -1
		if how != "" && how != "over" {
			_, err := fmt.Sscanf(how, "%d-%d", &from, &to)
			ts.Check(err)
		}
		for d := range days {
			if d >= from && d <= to {
				continue
			}
			day := first.Add(d)
			open := 600 + 40*i
			occupied := open*9/10 + (d*7+i*5)%11 - 5
			if w := day.Weekday(); w == time.Saturday || w == time.Sunday {
				occupied -= 12
			}
			if how == "over" {
				occupied = open + 3 + d%5
			}
			fmt.Fprintf(&b, "%s,Trust %s,%s,0,0,%d,%d,0\n", code, code, day, open, occupied)
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()), 0o600))
}
