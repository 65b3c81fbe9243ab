package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"headroom/internal/demo"
	"headroom/internal/demo/demoweb"
	"headroom/internal/fault"
	"headroom/internal/web"
)

// demoWorkers is how many background jobs the demonstration works at the same time.
const demoWorkers = 2

// DemoConfig says where the demonstration lives.
type DemoConfig struct {
	Dir    string // its folder, which holds a SQLite file; used unless Where is given
	Where  string // a postgres:// address instead
	Listen string
	Reset  bool // make it anew
	Out    io.Writer
	Log    *slog.Logger
}

// DemoHost serves one demonstration, and a page that says to wait while it is made. It is an http.Handler.
type DemoHost struct {
	cfg   DemoConfig
	where string
	file  bool // where is a file, which can be removed and made again
	world *demo.World

	mu      sync.RWMutex // read-held by every request, held while the demonstration is exchanged
	current *Demo
	handler http.Handler

	progress sync.Mutex
	done     int
	total    int
	words    string
	making   bool
}

// RunDemo makes the demonstration when it is not there yet, and serves it until ctx ends.
func RunDemo(ctx context.Context, cfg DemoConfig) error {
	began := time.Now()
	h := &DemoHost{cfg: cfg, where: cfg.Where, world: demo.New(demo.Seed), words: "The organisations are being made."}
	if h.where == "" {
		h.where, h.file = filepath.Join(cfg.Dir, "england.db"), true
	} else if !strings.HasPrefix(h.where, "postgres://") && !strings.HasPrefix(h.where, "postgresql://") {
		return fault.New(fault.Invalid, "--db takes a postgres:// address; for a file give --dir FOLDER")
	}
	if cfg.Reset && !h.file {
		return fault.New(fault.Invalid, "--reset removes files alone; name an empty PostgreSQL database instead")
	}
	listener, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "%s cannot be listened on: %v", cfg.Listen, err)
	}
	h.handler = h.waiting()
	served := make(chan error, 1)
	go func() { served <- serveOn(ctx, listener, h) }()
	if cfg.Reset {
		if err := RemoveDemo(ctx, h.where); err != nil {
			return err
		}
	}
	if err := h.open(ctx, true); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(cfg.Out, "\rready after %.1f s: http://%s   (synthetic data; choose a person on the sign-in page)\n", time.Since(began).Seconds(), listener.Addr())
	err = <-served
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.current != nil {
		h.current.stop()
		if e := h.current.Close(); err == nil {
			err = e
		}
	}
	return err
}

// open opens or makes the demonstration and puts it in place. aloud prints the progress.
func (h *DemoHost) open(ctx context.Context, aloud bool) error {
	if h.file {
		if err := os.MkdirAll(filepath.Dir(h.where), 0o750); err != nil {
			return fault.Wrap(err, fault.Unavailable, "the folder %s cannot be made", filepath.Dir(h.where))
		}
	}
	tell := func(done, total int, words string) {
		h.progress.Lock()
		h.done, h.total, h.words = done, total, fmt.Sprintf("%d of %d %s", done, total, words)
		h.progress.Unlock()
		if aloud {
			_, _ = fmt.Fprintf(h.cfg.Out, "\rmaking a synthetic England: %d of %d %s ", done, total, words)
		}
	}
	d, _, err := OpenDemo(ctx, h.where, h.world, tell)
	if errors.Is(err, errUnfinished) && h.file {
		// It was stopped while it was made: nobody has worked in it.
		if err := RemoveDemo(ctx, h.where); err != nil {
			return err
		}
		d, _, err = OpenDemo(ctx, h.where, h.world, tell)
	}
	if err != nil {
		return err
	}
	d.again = h.again(ctx)
	h.mu.Lock()
	h.current, h.handler = d, d.Handler(false, h.cfg.Log)
	h.mu.Unlock()
	live, stop := context.WithCancel(ctx)
	r := d.runner(demoWorkers, h.cfg.Log)
	if err := r.Start(live); err != nil {
		stop()
		return err
	}
	d.stop = func() {
		stop()
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
		defer cancel()
		if err := r.Stop(last); err != nil {
			h.cfg.Log.Warn("a background job of the demonstration did not end in time", "error", err)
		}
	}
	go d.Run(live, func(err error) { h.cfg.Log.Error("the synthetic returns could not be stored", "error", err) })
	return nil
}

// again makes the demonstration anew, in the background; nil where there is no file that could be removed.
func (h *DemoHost) again(ctx context.Context) func() error {
	if !h.file {
		return nil
	}
	return func() error {
		h.progress.Lock()
		defer h.progress.Unlock()
		if h.making {
			return fault.New(fault.Conflict, "the demonstration is being made anew already")
		}
		h.making, h.done, h.total, h.words = true, 0, 0, "The organisations are being made."
		go func() {
			err := h.anew(ctx)
			h.progress.Lock()
			defer h.progress.Unlock()
			h.making = false
			if err != nil && ctx.Err() == nil {
				h.words = "It could not be made: " + err.Error()
				h.cfg.Log.Error("the demonstration could not be made anew", "error", err)
			}
		}()
		return nil
	}
}

func (h *DemoHost) anew(ctx context.Context) error {
	h.mu.Lock() // waits for the requests under way
	old := h.current
	h.current, h.handler = nil, h.waiting()
	h.mu.Unlock()
	if old != nil {
		old.stop()
		if err := old.Close(); err != nil {
			return err
		}
	}
	if err := RemoveDemo(ctx, h.where); err != nil {
		return err
	}
	return h.open(ctx, false)
}

// ServeHTTP answers from the demonstration in place.
func (h *DemoHost) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	h.handler.ServeHTTP(w, r)
}

// waiting is the site while there is none: one page that looks again by itself. Any other address than the page's own
// answers that the service is not there yet.
func (h *DemoHost) waiting() http.Handler {
	show := func(status int) web.Handler {
		return func(w http.ResponseWriter, r *web.Request) error {
			h.progress.Lock()
			page, body := demoweb.Waiting(h.done, h.total, h.words)
			h.progress.Unlock()
			w.Header().Set("Retry-After", "5")
			return r.Render(w, status, page, body)
		}
	}
	return web.New(web.Config{Demo: true, Phase: "Alpha", Log: h.cfg.Log, Clock: demo.Start}).Mux([]web.Route{
		{Pattern: "GET /", Public: true, Handle: show(http.StatusServiceUnavailable)},
		{Pattern: "GET " + demoweb.MakingPath, Public: true, Handle: show(http.StatusOK)},
	})
}

// serveOn answers on an open listener until ctx ends, then lets requests finish.
func serveOn(ctx context.Context, l net.Listener, h http.Handler) error {
	s := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute,
		IdleTimeout: 2 * time.Minute}
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	select {
	case err := <-done:
		return fault.Wrap(err, fault.Unavailable, "the server stopped: %v", err)
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	if err := s.Shutdown(last); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
