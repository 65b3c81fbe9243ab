package demoweb

import (
	"context"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/web"
)

// Clock is the demonstration's clock.
type Clock interface {
	// Now is what it shows, End the instant past which it is not moved.
	Now() time.Time
	End() time.Time
	// Moving tells of a move under way, from where it began to where it leads; to is zero when the clock stands or runs.
	// err is why the last move stopped.
	Moving() (from, to time.Time, err error)
	// Move takes it forward and comes back when that is done, or after some seconds with the move under way. Invalid
	// faults: an instant that has gone by, or one past End; conflict: a move is under way.
	Move(ctx context.Context, who string, to time.Time) error
	// BeginAgain makes the whole demonstration anew, in the background; nil when it cannot.
	BeginAgain() func() error
}

// Path is the page of the demonstration's clock.
const Path = "/demo/clock"

// MakingPath is the page that tells how far the making of the demonstration is; when it is made, the way to the front page.
const MakingPath = "/demo/making"

// Routes are the page and what it posts to.
func Routes(c Clock) []web.Route {
	m := room{c}
	own := func(pattern string, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: access.SessionOwn, Anywhere: true, Handle: h}
	}
	return []web.Route{own("GET "+Path, m.show), own("POST "+Path, m.move), own("POST /demo/again", m.again),
		{Pattern: "GET " + MakingPath, Public: true, Handle: func(w http.ResponseWriter, r *web.Request) error { return r.Redirect(w, "/", "") }}}
}

// Controls fill the slot in the banner.
func Controls(c Clock) func(*web.Request) templ.Component {
	return func(r *web.Request) templ.Component {
		return bar(barView{Words: clockWords(c.Now()), Signed: !r.Who.Nobody() && !r.Past, Next: here(r), Steps: steps(c.Now())})
	}
}

type room struct{ clock Clock }

// step is one way to move the clock.
type step struct {
	Name, Text string
	To         time.Time
}

// steps are the ways to move the clock that stand in the banner, from the instant now.
func steps(now time.Time) []step {
	return []step{
		{"15m", "+15 min", now.Add(15 * time.Minute)},
		{"1h", "+1 hour", now.Add(time.Hour)},
		{"late", "To 11:05", next(now, 11*60+5)},
		{"morning", "Next 08:30", next(now, 8*60+30)},
	}
}

// next is the first instant after now at which London's clocks show c.
func next(now time.Time, c civil.Clock) time.Time {
	for d := civil.Today(now); ; d = d.Add(1) {
		if t := d.At(c); t.After(now) {
			return t
		}
	}
}

func clockWords(t time.Time) string { return t.In(civil.London).Format("Mon 2 January 2006, 15:04") }

// here is the page that the person is on, to come back to.
func here(r *web.Request) string {
	if r.Method != http.MethodGet {
		return "/"
	}
	return r.URL.RequestURI()
}

func (m room) show(w http.ResponseWriter, r *web.Request) error {
	return m.page(w, r, http.StatusOK, nil)
}

func (m room) page(w http.ResponseWriter, r *web.Request, status int, problems []fault.Field) error {
	from, to, failed := m.clock.Moving()
	v := clockView{Now: m.clock.Now(), From: from, To: to, End: m.clock.End(), Typed: r.PostFormValue("at"), Problems: problems,
		Again: m.clock.BeginAgain() != nil, Next: r.Next()}
	if failed != nil {
		v.Failed = failed.Error()
	}
	p := clockPage(v)
	return r.Render(w, status, p, clockBody(v))
}

func (m room) move(w http.ResponseWriter, r *web.Request) error {
	now := m.clock.Now()
	var to time.Time
	for _, s := range steps(now) {
		if s.Name == r.PostFormValue("by") {
			to = s.To
		}
	}
	if to.IsZero() {
		var err error
		if to, err = civil.ParseInstant(r.PostFormValue("at")); err != nil {
			return m.page(w, r, http.StatusUnprocessableEntity, at("Enter a date and a time, as 2025-12-24T08:30"))
		}
	}
	err := m.clock.Move(r.Context(), r.Who.Actor(), to)
	switch fault.KindOf(err) {
	case "":
	case fault.Invalid:
		return m.page(w, r, http.StatusUnprocessableEntity, at(fault.As(err).Message))
	default:
		return err
	}
	if _, target, _ := m.clock.Moving(); !target.IsZero() {
		return r.Redirect(w, Path, "")
	}
	return r.Redirect(w, r.Next(), "The clock now shows "+clockWords(m.clock.Now())+".")
}

func at(words string) []fault.Field { return []fault.Field{{Name: "at", Message: words}} }

func (m room) again(w http.ResponseWriter, r *web.Request) error {
	begin := m.clock.BeginAgain()
	if begin == nil {
		return fault.New(fault.Conflict, "This demonstration cannot be begun again from a page; make an empty database and start on that")
	}
	if err := begin(); err != nil {
		return err
	}
	return r.Redirect(w, "/", "")
}
