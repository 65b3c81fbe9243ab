package harmdb_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"headroom/internal/fault"
	"headroom/internal/harm"
	"headroom/internal/harm/harmdb"
	"headroom/internal/org"
)

// receiver is the national service in small: it judges what comes, and does as it is told.
type receiver struct {
	*httptest.Server
	profile harm.Profile

	mu     sync.Mutex
	status int           // of every answer, instead of a judgement; 0 judges
	hang   time.Duration // before it answers
	keys   map[string]string
	came   []string
	wrong  []string
	header http.Header
}

func receive(t *testing.T, version int) *receiver {
	t.Helper()
	p, err := harm.ProfileOf(version)
	ok(t, err)
	r := &receiver{profile: p, keys: map[string]string{}}
	r.Server = httptest.NewServer(http.HandlerFunc(r.serve))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) serve(w http.ResponseWriter, q *http.Request) {
	body, _ := io.ReadAll(q.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	time.Sleep(r.hang)
	key := q.Header.Get("Idempotency-Key")
	r.came, r.header = append(r.came, key), q.Header.Clone()
	if r.status != 0 {
		w.Header().Set("Retry-After", "1800")
		w.WriteHeader(r.status)
		_, _ = fmt.Fprintf(w, `{"issue":[{"code":"required","expression":["AdverseEvent.subject"],"diagnostics":%q}]}`, body)
		return
	}
	if err := harm.CheckPayload(body, r.profile); err != nil {
		r.wrong = append(r.wrong, err.Error())
		w.WriteHeader(http.StatusUnprocessableEntity)
		return
	}
	if held, there := r.keys[key]; there {
		if held != string(body) {
			r.wrong = append(r.wrong, key+" came with other content")
		}
		w.WriteHeader(http.StatusConflict)
		return
	}
	r.keys[key] = string(body)
	w.WriteHeader(http.StatusCreated)
	_, _ = fmt.Fprintf(w, `{"resourceType":"AdverseEvent","id":"n-%d"}`, len(r.keys))
}

func (r *receiver) answer(status int, hang time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status, r.hang, r.came = status, hang, nil
}

func (r *receiver) service() harmdb.Service {
	return harmdb.Service{Address: r.URL, Profile: r.profile.Version, Header: "X-Key: open sesame", Timeout: 20 * time.Second}
}

// states are the states of an event's revisions, in order.
func states(t *testing.T, w *world, id harm.EventID) string {
	t.Helper()
	k, err := w.s.Event(t.Context(), "T1", id, time.Time{})
	ok(t, err)
	var out []string
	for _, s := range k.Sent {
		out = append(out, fmt.Sprintf("%d:%s", s.Revision, s.State))
	}
	return strings.Join(out, " ")
}

func TestRevisionsReachTheServiceOnceAndInOrder(t *testing.T) {
	for _, version := range []int{5, 6} {
		each(t, func(t *testing.T, w *world) {
			ctx, r := t.Context(), receive(t, version)
			id, err := w.s.Record(ctx, lead, late("T1"))
			ok(t, err)
			e := late("T1")
			e.ID, e.Why, e.Grade.Physical = id, "the scan is back", harm.Moderate
			_, err = w.s.Revise(ctx, lead, e)
			ok(t, err)
			if n, err := w.s.Send(ctx, "job:harm", harmdb.Service{}); n != 0 || err != nil {
				t.Errorf("without an address: %d %v", n, err)
			}
			r.answer(http.StatusServiceUnavailable, 0)
			n, err := w.s.Send(ctx, "job:harm", r.service())
			if ok(t, err); n != 1 || states(t, w, id) != "1:queued 1:failing 2:queued" {
				t.Errorf("%d: %s", n, states(t, w, id)) // the second revision waits for the first
			}
			r.answer(0, 0)
			w.set("2024-01-10", 9*60+29) // it asked for half an hour
			if n, err = w.s.Send(ctx, "job:harm", r.service()); n != 0 || err != nil {
				t.Errorf("before its time: %d %v", n, err)
			}
			w.set("2024-01-10", 9*60+30)
			n, err = w.s.Send(ctx, "job:harm", r.service())
			if ok(t, err); n != 2 || !slices.Equal(r.came, []string{"T1-000001-r1", "T1-000001-r2"}) {
				t.Errorf("%d came as %v", n, r.came)
			}
			k, err := w.s.Event(ctx, "T1", id, time.Time{})
			ok(t, err)
			if s := k.Sent[len(k.Sent)-1]; s.State != harm.Taken || s.Reply != "n-2" || s.Profile != version || s.Digest == "" {
				t.Errorf("%+v", s)
			}
			if n, err = w.s.Send(ctx, "job:harm", r.service()); n != 0 || err != nil {
				t.Errorf("sent again: %d %v", n, err)
			}
			if len(r.wrong) > 0 || r.header.Get("X-Key") != "open sesame" {
				t.Errorf("%v %v", r.wrong, r.header)
			}
		})
	}
}

func TestWhatTheServiceAnswers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, r := t.Context(), receive(t, 6)
		for i, x := range []struct {
			status int
			hang   time.Duration
			state  harm.SendState
			reply  string
		}{
			{http.StatusBadRequest, 0, harm.Refused, "refused (400) required AdverseEvent.subject"},
			{http.StatusUnauthorized, 0, harm.Failing, "the service does not let us in (401): look at the header"},
			{http.StatusNotFound, 0, harm.Failing, "nothing takes events at the address (404)"},
			{http.StatusTooManyRequests, 0, harm.Failing, "the service cannot take it now (429)"},
			{http.StatusTemporaryRedirect, 0, harm.Failing, "nothing takes events at the address (307)"},
			{http.StatusCreated, 300 * time.Millisecond, harm.Failing, "no answer came in time"},
		} {
			r.answer(x.status, x.hang)
			id, err := w.s.Record(ctx, lead, late("T1"))
			ok(t, err)
			service := r.service()
			if x.hang > 0 {
				service.Timeout = x.hang / 4
			}
			_, err = w.s.Send(ctx, "job:harm", service)
			ok(t, err)
			k, err := w.s.Event(ctx, "T1", id, time.Time{})
			ok(t, err)
			if s := k.Sent[len(k.Sent)-1]; s.State != x.state || s.Reply != x.reply || (s.State == harm.Failing) == s.Next.IsZero() {
				t.Errorf("%d: %+v", i, s)
			}
		}
		gone := r.service()
		r.Close()
		id, err := w.s.Record(ctx, lead, late("T1"))
		ok(t, err)
		var waits []time.Duration
		for range 12 {
			_, err := w.s.Send(ctx, "job:harm", gone)
			ok(t, err)
			k, err := w.s.Event(ctx, "T1", id, time.Time{})
			ok(t, err)
			s := k.Sent[len(k.Sent)-1]
			waits = append(waits, s.Next.Sub(w.read()))
			w.mu.Lock()
			w.now = s.Next
			w.mu.Unlock()
		}
		if waits[0] != time.Minute || waits[1] != 2*time.Minute || waits[11] != 6*time.Hour || !slices.IsSorted(waits) {
			t.Errorf("the waits grow as %v", waits)
		}
	})
}

func TestATryThatWasNotNotedIsMadeAgainUnderItsKey(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, r := t.Context(), receive(t, 6)
		id, err := w.s.Record(ctx, lead, late("T1"))
		ok(t, err)
		list, err := w.s.Waits(ctx)
		ok(t, err)
		stopped, stop := context.WithCancel(ctx)
		stop()
		if _, err := w.s.Send(stopped, "job:harm", r.service()); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
		body, err := list[0].Payload(r.profile)
		ok(t, err)
		q, err := http.NewRequestWithContext(ctx, http.MethodPost, r.URL, strings.NewReader(string(body)))
		ok(t, err)
		q.Header.Set("Idempotency-Key", list[0].Key()) // the process ended between this and its note
		answer, err := http.DefaultClient.Do(q)
		ok(t, err)
		ok(t, answer.Body.Close())
		_, err = w.s.Send(ctx, "job:harm", r.service())
		ok(t, err)
		if states(t, w, id) != "1:queued 1:taken" || len(r.keys) != 1 || len(r.wrong) > 0 {
			t.Errorf("%s %v %v", states(t, w, id), r.keys, r.wrong)
		}
		ok(t, w.s.Became(ctx, "job:harm", list[0], harm.Sent{State: harm.Failing})) // another worker, too late
		if states(t, w, id) != "1:queued 1:taken" {
			t.Error(states(t, w, id))
		}
	})
}

func TestTheQueueIsFiled(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		p, err := harm.ProfileOf(5)
		ok(t, err)
		id, err := w.s.Record(ctx, lead, late("T1"))
		ok(t, err)
		full := errors.New("the disk is full")
		if _, err := w.s.File(ctx, "command", p, nil, false, func(string, []byte) error { return full }); !errors.Is(err, full) || states(t, w, id) != "1:queued" {
			t.Errorf("%v %s", err, states(t, w, id))
		}
		n, err := w.s.File(ctx, "command", p, nil, false, func(key string, body []byte) error {
			if key != "T1-000001-r1" {
				t.Error(key)
			}
			return harm.CheckPayload(body, p)
		})
		if ok(t, err); n != 1 || states(t, w, id) != "1:queued 1:filed" {
			t.Errorf("%d %s", n, states(t, w, id))
		}
		if n, err = w.s.File(ctx, "command", p, nil, false, func(string, []byte) error { return full }); n != 0 || err != nil {
			t.Errorf("filed again: %d %v", n, err)
		}
		newer, err := harm.ProfileOf(6)
		ok(t, err)
		for _, x := range []struct {
			trusts []org.Code
			want   int
		}{{[]org.Code{"T2"}, 0}, {[]org.Code{"T1"}, 1}, {nil, 1}} { // files that were lost, or of the wrong profile
			n, err := w.s.File(ctx, "command", newer, x.trusts, true, func(key string, body []byte) error { return harm.CheckPayload(body, newer) })
			if ok(t, err); n != x.want {
				t.Errorf("once more, of %v: %d", x.trusts, n)
			}
		}
		if states(t, w, id) != "1:queued 1:filed 1:filed 1:filed" {
			t.Error(states(t, w, id))
		}
	})
}

func TestHowTheServiceIsReachedIsChecked(t *testing.T) {
	for _, v := range []harmdb.Service{{Address: "http://example.org/x"}, {Address: "https://a:b@example.org"}, {Address: "ftp://example.org"}, {Address: "https://example.org", Profile: 4},
		{Header: "nothing"}, {Header: "A: b\r\nC: d"}} {
		kindIs(t, v.Check(), fault.Invalid)
	}
	for _, v := range []harmdb.Service{{}, {Address: "https://example.org/adverse-event/fhir/AdverseEvent", Profile: 5, Header: "Subscription-Key: abc"}} {
		ok(t, v.Check())
	}
}
