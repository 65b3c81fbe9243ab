package web

import (
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// Shell turns routes into one handler. It is safe for concurrent use.
type Shell struct {
	cfg    Config
	assets assets
	verbs  map[string]Route // by pattern: what the navigation needs
}

// New makes a shell. It logs one line when no assets are bundled; pages then work without style.
func New(cfg Config) *Shell {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	if cfg.Nav == nil {
		cfg.Nav = Navigation()
	}
	if cfg.MaxBody == 0 {
		cfg.MaxBody = 1 << 20
	}
	s := &Shell{cfg: cfg, assets: loadAssets(), verbs: map[string]Route{}}
	if s.assets.empty() {
		cfg.Log.Warn("no style sheets or scripts are bundled: pages are shown without style; run npm ci, then go run ./internal/web/bundle, and build again")
	}
	return s
}

// Mux is the handler for the routes, the assets and, in demo and test mode, the gallery. It panics on a route that
// could be left open by mistake or that clashes with another: a programmer's error, met at the first start.
func (s *Shell) Mux(routes []Route) http.Handler {
	mux := http.NewServeMux()
	for _, rt := range s.withGallery(routes) {
		if rt.Handle == nil || rt.Public == (rt.Verb != "") {
			panic("web: route " + rt.Pattern + " needs a handler and either a verb or Public")
		}
		s.verbs[strings.TrimSuffix(rt.Pattern, "{$}")] = rt
		mux.Handle(rt.Pattern, s.serve(rt))
	}
	var h http.Handler = s.unmatched(mux)
	if s.cfg.Around != nil {
		h = s.cfg.Around(h)
	}
	h = s.sameOrigin(h)
	h = compress(h)
	h = s.headers(h)
	h = s.assets.serve(h)
	return s.observe(h)
}

// serve is the one way of every request: clock, as-of, person, organisations, policy, handler, error.
func (s *Shell) serve(rt Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		limit := rt.MaxBody
		if limit == 0 {
			limit = s.cfg.MaxBody
		}
		hr.Body = http.MaxBytesReader(w, hr.Body, limit)
		now := s.cfg.Clock()
		r := &Request{Request: hr, Now: now, Today: civil.Today(now), AsOf: now, On: org.England, Ref: refOf(hr), route: rt, shell: s}
		note(hr, rt.Pattern)
		defer forget(hr)
		err := s.prepare(w, r)
		if err == nil && r.Who.MustChange && !rt.Public && rt.Verb != access.SessionOwn {
			err = r.Redirect(w, ChangePasswordPath, "Choose your own password before you go on.")
			if err == nil {
				return
			}
		}
		if err == nil {
			err = rt.Handle(w, r)
		}
		if err != nil {
			s.fail(w, r, err)
		}
	})
}

// prepare fills the request and asks the policy. Its error stops the request. The body is read last, so that nobody
// can fill our disk who may not use the page.
func (s *Shell) prepare(w http.ResponseWriter, r *Request) error {
	var err error
	if !r.route.Timeless {
		if r.AsOf, r.Past, err = parseAsOf(r.URL.Query().Get(asOfParam), r.Now); err != nil {
			return err
		}
	}
	if s.cfg.Sessions != nil {
		if r.Who, err = s.cfg.Sessions.Principal(r.Request); err != nil {
			return fault.Wrap(err, fault.Unavailable, "Sign-in cannot be checked at the moment")
		}
	}
	r.notice = readNotice(r.Request)
	if err := s.organisations(r); err != nil {
		return err
	}
	if r.route.Public {
		return s.read(w, r)
	}
	if r.Who.Nobody() {
		return fault.New(fault.SignedOut, "Sign in to see this page")
	}
	if err := s.guard(r); err != nil {
		return err
	}
	if r.Past && r.Method != http.MethodGet && r.Method != http.MethodHead {
		return fault.New(fault.Conflict, "You are looking at what was known at %s, which cannot be changed. Return to now, then try again", instantWords(r.AsOf))
	}
	return s.read(w, r)
}

// read reads a posted form, with patience where a route takes large ones.
func (s *Shell) read(w http.ResponseWriter, r *Request) error {
	if r.route.MaxBody > s.cfg.MaxBody {
		patience(w, r.route.MaxBody)
	}
	return readForm(r)
}

// slowest is the slowest line, in bytes a second, on which a body of a route's full size still arrives.
const slowest = 128 << 10

// patience gives a large upload the time that it needs on a slow line, which is longer than the server's own limits. It
// comes after the policy was asked: nobody else can hold a connection so long.
func patience(w http.ResponseWriter, size int64) {
	c, until := http.NewResponseController(w), time.Now().Add(time.Minute+time.Duration(size/slowest)*time.Second)
	_ = c.SetReadDeadline(until) // a server without deadlines needs none
	_ = c.SetWriteDeadline(until)
}

// forget deletes the temporary files of an upload. The server itself would look for them in the request as it arrived,
// and the form was read into a copy of that.
func forget(r *http.Request) {
	if r.MultipartForm != nil {
		_ = r.MultipartForm.RemoveAll()
	}
}

// organisations gets the picture that is shown and, when that is of the past, also today's, which the policy needs.
func (s *Shell) organisations(r *Request) (err error) {
	if s.cfg.Pictures == nil {
		return nil
	}
	if r.Present, err = s.cfg.Pictures.Picture(r.Context(), r.Today, r.Now); err == nil {
		r.Picture = r.Present
		if r.Past {
			r.Picture, err = s.cfg.Pictures.Picture(r.Context(), civil.Today(r.AsOf), r.AsOf)
		}
	}
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "The list of organisations cannot be read at the moment")
	}
	return nil
}

// readForm reads a posted form once, so that a body over the limit is told as such and not as empty fields.
func readForm(r *Request) error {
	ct := r.Header.Get("Content-Type")
	var err error
	switch {
	case strings.HasPrefix(ct, "multipart/form-data"):
		err = r.ParseMultipartForm(8 << 20)
	case strings.HasPrefix(ct, "application/x-www-form-urlencoded"):
		err = r.ParseForm()
	}
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return tooLarge(big.Limit, err)
	}
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "The form could not be read. Go back, reload the page and try again")
	}
	return nil
}

// unmatched turns the mux's own plain-text answers (no such page, wrong method) into ours.
func (s *Shell) unmatched(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		h, pattern := mux.Handler(hr)
		if pattern != "" {
			mux.ServeHTTP(w, hr)
			return
		}
		probe := &probe{header: http.Header{}}
		h.ServeHTTP(probe, hr)
		rt := Route{Public: true, API: strings.HasPrefix(hr.URL.Path, "/api/"), Pattern: "none", Handle: func(w http.ResponseWriter, r *Request) error {
			if allow := probe.header.Get("Allow"); allow != "" {
				w.Header().Set("Allow", allow)
				return &statusFault{http.StatusMethodNotAllowed, fault.New(fault.Invalid, "This address cannot be used in that way")}
			}
			return fault.New(fault.NotFound, "There is no page at this address. If you typed it, check it; if you followed a link, the page may have moved")
		}}
		s.serve(rt).ServeHTTP(w, hr)
	})
}

// probe takes the mux's answer and drops its words.
type probe struct{ header http.Header }

// Header is what the mux says, as Allow.
func (p *probe) Header() http.Header { return p.header }

// Write drops the words.
func (p *probe) Write(b []byte) (int, error) { return len(b), nil }

// WriteHeader drops the status; Allow says enough.
func (p *probe) WriteHeader(int) {}

// newRef makes the reference that a person can quote: 8 characters, no meaning.
func newRef() string { return strings.ToLower(rand.Text()[:8]) }
