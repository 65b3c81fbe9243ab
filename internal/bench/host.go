package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime/pprof"
	"strconv"
	"time"

	"headroom/internal/app"
)

// hostWorkers is how many background jobs the site works while it is measured, as headroom serve does by default.
const hostWorkers = 2

// hosting is this command in the part of the site.
type hosting struct {
	where   string
	at      string
	profile string
	trivial int
}

// run serves until its input ends, which it does when the one who measures goes.
func (h hosting) run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	address := l.Addr().String()
	if h.trivial > 0 {
		fmt.Println(address)
		return h.floor(ctx, l)
	}
	if err := l.Close(); err != nil { // the app listens by itself
		return err
	}
	if h.profile != "" {
		f, err := os.Create(h.profile)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	a, err := app.Open(ctx, h.where)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	begin, err := time.Parse(time.RFC3339, h.at)
	if err != nil {
		return err
	}
	started := time.Now()
	a.DB.Clock = func() time.Time { return begin.Add(time.Since(started)) }
	fmt.Println(address)
	log := slog.New(slog.NewTextHandler(io.Discard, nil)) // written as in service, and kept by nobody
	return a.WithWorkers(ctx, hostWorkers, log, func(ctx context.Context) error { return a.Serve(ctx, address, false, log) })
}

// floor answers everything with the same bytes.
func (h hosting) floor(ctx context.Context, l net.Listener) error {
	page := bytes.Repeat([]byte("x"), h.trivial)
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(page)
	})}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// site is a running process of the site, seen from outside.
type site struct {
	base    string
	cmd     *exec.Cmd
	in      io.Closer
	web     *http.Client
	created int // the status of a return that was stored
}

// start runs the site in a process of its own, its clock beginning at the instant at.
func (w *world) start(ctx context.Context, at time.Time, profile string) (*site, error) {
	args := []string{"-host", w.where, "-at", at.UTC().Format(time.RFC3339)}
	if w.profile {
		args = append(args, "-host-profile", w.file(profile+".pprof"))
	}
	return startSite(ctx, args...)
}

func startSite(ctx context.Context, args ...string) (*site, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	s := &site{created: http.StatusCreated, cmd: exec.CommandContext(ctx, self, args...), web: &http.Client{Timeout: time.Minute,
		Transport: &http.Transport{MaxIdleConnsPerHost: 1000, MaxConnsPerHost: 1000, DisableCompression: true}}}
	s.cmd.Stderr, s.cmd.WaitDelay = os.Stderr, 20*time.Second
	in, err := s.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	s.in = in
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, errors.Join(errors.New("the site's process did not start"), s.stop())
	}
	s.base = "http://" + line[:len(line)-1]
	for range 200 { // it says its address just before it listens
		res, err := s.web.Get(s.base + "/sign-in")
		if err == nil {
			_ = res.Body.Close()
			return s, nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return nil, errors.Join(errors.New("the site does not answer"), s.stop())
}

// stop ends the process and waits for it.
func (s *site) stop() error {
	_ = s.in.Close()
	return s.cmd.Wait()
}

func (s *site) cpu() time.Duration { return cpuOf(s.cmd.Process.Pid) }

// ask sends a request and reads the whole answer. It is an error when the status is another than want.
func (s *site) ask(ctx context.Context, req *http.Request, want int) (took time.Duration, size int64, err error) {
	began := time.Now()
	res, err := s.web.Do(req.WithContext(ctx))
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != want {
		said, _ := io.ReadAll(io.LimitReader(res.Body, 600))
		return 0, 0, fmt.Errorf("%s %s answered %d: %s", req.Method, req.URL.Path, res.StatusCode, said)
	}
	size, err = io.Copy(io.Discard, res.Body)
	return time.Since(began), size, err
}

// perOp is the site's CPU time for each of n operations, in milliseconds.
func perOp(used time.Duration, n int) float64 {
	return float64(used) / float64(time.Millisecond) / float64(max(n, 1))
}

func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + one + "s"
}
