package mitigation

import (
	"slices"
	"time"

	"headroom/internal/org"
)

// By is who does something, for which organisation and as what.
type By struct {
	Account string
	Org     org.Code
	Actor   Actor
	// For is whose deputy the account acts as; empty when nobody's.
	For string
}

// Kept is a request with everything that was written down about it, in the order in which it was.
type Kept struct {
	Ref     Ref
	Trust   org.Code
	Events  []Event
	Impacts []ImpactKept
	Files   []Evidence
}

// Stand is how the request stands as known at an instant and looked at then.
func (k Kept) Stand(asOf time.Time) Standing { return Stand(k.Ref, k.Events, asOf, asOf) }

// Shown is the request as those above the trust may read it: of what was written, what was signed alone (B6). False when
// nothing of it was signed, nor doctors recalled, by an instant: then there is nothing for them to read.
func (k Kept) Shown(asOf time.Time) (Kept, bool) {
	out, ever := k, false
	out.Events = slices.Clone(k.Events)
	var last time.Time
	var written *Form
	for i := range out.Events {
		e := &out.Events[i]
		if e.Form != nil {
			written = e.Form
		}
		switch e.Step {
		case Begin, Write, Send, SendBack:
			e.Form, e.Words = nil, ""
		case Sign, Bypass:
			e.Form = written
			if !e.Recorded.After(asOf) {
				ever, last = true, e.Recorded
			}
		}
	}
	out.Files = slices.DeleteFunc(slices.Clone(k.Files), func(f Evidence) bool { return f.Recorded.After(last) && k.drafted(f) })
	return out, ever
}

// drafted reports whether a file was added while the form was being written.
func (k Kept) drafted(f Evidence) bool {
	state := State("")
	for _, e := range k.Events {
		if e.Recorded.After(f.Recorded) {
			break
		}
		if to, ok := Next(state, e.Step); ok {
			state = to
		}
	}
	return state == Draft || state == TrustReview
}

// ImpactKept is a version of an impact return as it was kept, or a comment on it by the system or region.
type ImpactKept struct {
	Impact
	By       string
	Actor    Actor
	Signed   string // the director's account; empty while it is a draft
	Recorded time.Time
}

// Evidence is a file that belongs to a request.
type Evidence struct {
	ID       string
	Request  Ref
	Name     string
	Type     string // media type
	Size     int
	SHA256   string
	By       string
	Recorded time.Time
}

// Filter narrows a list of requests. The zero value lists all that the reader may see.
type Filter struct {
	Trusts []org.Code // nil is all
	Period string
	Limit  int // zero is no limit
}

// DecisionLink opens one request, for its decision alone, to somebody without an account at the union body.
type DecisionLink struct {
	Request Ref
	Made    time.Time
	By      string
	Expires time.Time
	Used    time.Time // when it was first opened; zero when never
	Ended   time.Time // when it was taken back; zero when not
}
