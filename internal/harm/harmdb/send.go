package harmdb

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"headroom/internal/audit"
	"headroom/internal/fault"
	"headroom/internal/harm"
)

// Service says how the national service is reached. Without an address nothing is sent.
type Service struct {
	Address string // where an AdverseEvent is posted
	Profile int    // version of the interface; 0 is the newest that is known
	Header  string // one more header, as "Name: value"; it is kept out of every log
	Timeout time.Duration
}

// usualTimeout is how long an answer is waited for.
const usualTimeout = 30 * time.Second

// the waits between tries: the first, doubled each time up to the longest.
const (
	firstWait   = time.Minute
	longestWait = 6 * time.Hour
)

// Check says what is wrong with how the service is described; nil when nothing is, and for no address at all.
func (v Service) Check() error {
	var bad fault.List
	if v.Address != "" {
		if u, err := url.Parse(v.Address); err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || u.Hostname() != "127.0.0.1") || u.User != nil {
			bad.Add("address", "H25", "Give the service's address as https://…, without a name or password in it")
		}
	}
	if _, err := v.profile(); err != nil {
		bad.Add("profile", "C3", "Choose version 5 or 6 of the interface")
	}
	if name, _, ok := strings.Cut(v.Header, ":"); v.Header != "" && (!ok || !headerName.MatchString(name) || strings.ContainsAny(v.Header, "\r\n")) {
		bad.Add("header", "C3", "Give the header as Name: value")
	}
	return bad.Err("the national service cannot be reached like this")
}

var headerName = regexp.MustCompile(`^[A-Za-z0-9-]+$`)

// profile is the version that is sent.
func (v Service) profile() (harm.Profile, error) {
	known := harm.Profiles()
	return harm.ProfileOf(cmp.Or(v.Profile, known[len(known)-1].Version))
}

// Send tries every revision whose time has come, in order: a revision waits for those of its event before it. What became
// of each is kept before the next one is sent. A try that ended without being noted is made again, under the same key.
func (s *Store) Send(ctx context.Context, actor string, v Service) (tried int, err error) {
	if v.Address == "" {
		return 0, nil
	}
	if err := v.Check(); err != nil {
		return 0, err
	}
	p, err := v.profile()
	if err != nil {
		return 0, err
	}
	list, err := s.Waits(ctx)
	if err != nil {
		return 0, err
	}
	client := &http.Client{Timeout: cmp.Or(v.Timeout, usualTimeout), CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	held := map[eventOf]bool{}
	for _, w := range list {
		now, e := s.d.Now(), eventOf{w.Trust, w.ID}
		if held[e] || w.Next.After(now) {
			held[e] = true
			continue
		}
		if ctx.Err() != nil {
			return tried, ctx.Err()
		}
		got := v.post(ctx, client, w, p)
		if ctx.Err() != nil {
			return tried, ctx.Err()
		}
		tried++
		if got.State == harm.Failing {
			got.Next = now.Add(wait(w.tries, got.Next.Sub(time.Time{})))
			held[e] = true
		}
		if err := s.Became(ctx, actor, w, got); err != nil {
			return tried, err
		}
	}
	return tried, nil
}

// wait is how long to wait after so many tries, and no less than was asked for.
func wait(tries int, asked time.Duration) time.Duration {
	d := firstWait
	for range tries - 1 {
		if d *= 2; d >= longestWait {
			d = longestWait
			break
		}
	}
	return max(d, min(asked, longestWait))
}

// post makes one try. In what it gives, Next is how long the service asks to be left alone, counted from the zero time.
func (v Service) post(ctx context.Context, client *http.Client, w Waiting, p harm.Profile) harm.Sent {
	out := harm.Sent{Profile: p.Version, State: harm.Failing}
	body, err := w.Payload(p)
	if err != nil {
		out.State, out.Reply = harm.Refused, unsendable
		return out
	}
	out.Digest = audit.Digest(string(body))
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, v.Address, bytes.NewReader(body))
	if err != nil {
		out.Reply = "the address cannot be used"
		return out
	}
	r.Header.Set("Content-Type", "application/fhir+json")
	r.Header.Set("Accept", "application/fhir+json")
	r.Header.Set("Idempotency-Key", w.Key())
	if name, value, ok := strings.Cut(v.Header, ":"); ok {
		r.Header.Set(name, strings.TrimSpace(value))
	}
	answer, err := client.Do(r)
	if err != nil {
		var u *url.Error
		if out.Reply = "it could not be reached"; errors.As(err, &u) && u.Timeout() {
			out.Reply = "no answer came in time"
		}
		return out
	}
	defer func() { _ = answer.Body.Close() }()
	const enough = 64 << 10
	text, _ := io.ReadAll(io.LimitReader(answer.Body, enough))
	out.State, out.Reply = judged(answer.StatusCode, text, answer.Header.Get("Location"))
	if n, err := strconv.Atoi(answer.Header.Get("Retry-After")); err == nil && n > 0 {
		out.Next = time.Time{}.Add(time.Duration(min(n, int(longestWait/time.Second))) * time.Second)
	}
	return out
}

// judged is what an answer means. Of its text only codes and places are kept: it may repeat what was sent.
func judged(status int, body []byte, location string) (harm.SendState, string) {
	switch {
	case status >= 200 && status < 300:
		return harm.Taken, reference(body, location)
	case status == http.StatusConflict:
		return harm.Taken, "it was there already"
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return harm.Failing, fmt.Sprintf("the service does not let us in (%d): look at the header", status)
	case status == http.StatusNotFound, status == http.StatusMethodNotAllowed, status >= 300 && status < 400:
		return harm.Failing, fmt.Sprintf("nothing takes events at the address (%d)", status)
	case status == http.StatusRequestTimeout, status == http.StatusTooManyRequests, status >= http.StatusInternalServerError:
		return harm.Failing, fmt.Sprintf("the service cannot take it now (%d)", status)
	}
	return harm.Refused, strings.TrimSpace(fmt.Sprintf("refused (%d) %s", status, complaint(body)))
}

// plainWord is a code, number or place that tells nothing of a patient.
var plainWord = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9.\[\]-]{0,79}$`)

// complaint is what an OperationOutcome finds fault with: codes and places alone.
func complaint(body []byte) string {
	var o struct {
		Issue []struct {
			Code       string
			Expression []string
		}
	}
	if json.Unmarshal(body, &o) != nil {
		return ""
	}
	var out []string
	for i, x := range o.Issue {
		const most = 5
		if i == most {
			break
		}
		for _, word := range append([]string{x.Code}, x.Expression...) {
			if plainWord.MatchString(word) {
				out = append(out, word)
			}
		}
	}
	return strings.Join(out, " ")
}

var referenceWord = regexp.MustCompile(`^[A-Za-z0-9.-]{1,64}$`)

// reference is the service's own number of what it took.
func reference(body []byte, location string) string {
	var o struct{ ID string }
	_ = json.Unmarshal(body, &o)
	for _, word := range []string{o.ID, location[strings.LastIndexByte(location, '/')+1:]} {
		if referenceWord.MatchString(word) && harm.Identifies(word) == "" {
			return word
		}
	}
	return ""
}
