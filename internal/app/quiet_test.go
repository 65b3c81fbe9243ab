package app_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/jobs"
	"headroom/internal/world"
)

// sink takes a log from several goroutines.
type sink struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write keeps the line.
func (s *sink) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *sink) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// TestTheLogNamesNobody goes through a busy morning with everything that goes wrong, at the finest level of the log, and
// finds no name, address, password, key, figure or comment in it.
func TestTheLogNamesNobody(t *testing.T) {
	w := world.New(t)
	var log sink
	quiet := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	site := w.Handler(false, quiet)
	password, err := w.AddAccount(t.Context(), "pat.quill@example.org", "Pat Quillington", string(access.NationalLead), "ENG", "a secret reason")
	if err != nil {
		t.Fatal(err)
	}
	busy(t, w, site, password)
	err = w.WithWorkers(t.Context(), 1, quiet, func(ctx context.Context) error { return idle(ctx, w) })
	if err != nil {
		t.Fatal(err)
	}
	text := log.String()
	if strings.Count(text, "msg=request") < 15 {
		t.Fatalf("the log has few lines: %s", text)
	}
	secrets := append([]string{"pat.quill", "Quillington", "Holder of", "@example.org", "48713", "48714", "ward seven", "wrong-password-1", "secret reason",
		"somebody.else", "Nightjar", "headroom_", "x-idempotent", "192.0.2"}, password, w.Key(access.TrustDirector), w.Key(access.NationalLead))
	for _, secret := range secrets {
		for line := range strings.Lines(text) {
			if strings.Contains(strings.ToLower(line), strings.ToLower(secret)) {
				t.Errorf("the log holds %q: %s", secret, line)
			}
		}
	}
}

// busy does much that is right and more that is wrong.
func busy(t *testing.T, w *world.World, site http.Handler, password string) {
	t.Helper()
	nobody, director, lead := visitor{site: site}, visitor{site: site, key: w.Key(access.TrustDirector)}, visitor{site: site, key: w.Key(access.NationalLead)}
	path := returnPath("uec-daily", "Z-1", day())
	form := func(pairs ...string) string {
		q := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			q.Set(pairs[i], pairs[i+1])
		}
		return q.Encode()
	}
	for _, p := range []string{"wrong-password-1", password} {
		nobody.ask(http.MethodPost, "/sign-in", form("email", "pat.quill@example.org", "password", p), "X-Forwarded-For", "192.0.2.7")
	}
	nobody.ask(http.MethodPost, "/sign-in", form("email", "somebody.else@example.org", "password", "wrong-password-1"))
	sends(t, director, "Z-1", day(), "x-idempotent-1", strings.Replace(beds(870, `,"reason":"ward seven"`), "counted by hand", "ward seven", 1))
	for _, body := range []string{beds(48713, ""), `{"values":{"ga_occ":"48714"}}`, `{"comments":{"ward seven":"ward seven"}}`, `{"state":"ward seven"}`, `{"ward seven`,
		strings.Replace(beds(-48713, ""), "counted by hand", "ward seven", 1), `{"values":{"ga_occ":4.8713e4}`} {
		for _, part := range []string{"", "/check"} {
			director.ask(http.MethodPost, "/api"+path+part, body, "Idempotency-Key", "x-idempotent-2")
		}
	}
	director.ask(http.MethodPost, path+"/enter", form("ga_occ", "48713", "ga_open", "-48714", "comment", "ward seven", "do", "check"))
	director.ask(http.MethodGet, path+"?as-of=ward+seven", "")
	director.ask(http.MethodGet, "/returns/uec-daily/Nightjar/"+day().String(), "")
	director.ask(http.MethodGet, "/returns/uec-daily/Z-1/Nightjar", "")
	lead.ask(http.MethodGet, "/organisations?q=Nightjar", "")
	lead.ask(http.MethodGet, "/series/ENG/Nightjar", "")
	lead.ask(http.MethodGet, "/series/ENG/ga_occ?from=Nightjar&view=Nightjar", "")
	lead.ask(http.MethodPost, "/organisations/Z-1/post", form("role", "sitrep-contact", "name", "Pat Quillington", "email", "pat.quill@example.org", "phone", "nonsense"))
	lead.ask(http.MethodPost, "/periods", form("code", "Nightjar", "name", "Nightjar", "reason", "a secret reason"))
	visitor{site: site, key: w.Key(access.Administrator)}.ask(http.MethodPost, "/accounts", form("email", "pat.quill@example.org", "name", "Pat Quillington"))
	visitor{site: site, token: "headroom_nobody"}.ask(http.MethodGet, "/api/slips", "")
}

// idle waits until the queue has nothing to do.
func idle(ctx context.Context, w *world.World) error {
	for began := time.Now(); time.Since(began) < 10*time.Second; time.Sleep(50 * time.Millisecond) {
		counts, err := w.Queue().Counts(ctx)
		if err != nil || counts[jobs.Waiting]+counts[jobs.Running] == 0 {
			return err
		}
	}
	return nil
}
