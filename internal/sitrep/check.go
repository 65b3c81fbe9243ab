package sitrep

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
)

// Circumstances is what the checks of a draft may look at beside the draft itself.
type Circumstances struct {
	Definition *Form
	Now        time.Time
	// Own holds the stored versions of the same return, oldest first.
	Own []*Version
	// Past holds the latest version of each earlier day, oldest first, 28 days back at most.
	Past []*Version
	// OrgOpen is false when the organisation did not exist on the reporting date (V02).
	OrgOpen bool
	// Kind is the organisation's kind on the reporting date; empty leaves H05 out.
	Kind org.Kind
	// Reopened is true when the region allowed a change after the amendment window (V19).
	Reopened bool
	// Reason is why the return is sent again (H04).
	Reason string
	// Automated is true for a feed that names no accountable person (T26).
	Automated bool
}

// Checked is a draft that passed: the only thing a store accepts as a version. Make one with Check.
type Checked struct {
	draft    Draft
	form     *Form
	timing   Timing
	warnings fault.List
	at       time.Time
}

// Draft is a copy of what passed, completed with the values that were worked out (V04).
func (c Checked) Draft() Draft { return c.draft }

// Form is the definition that it was checked against.
func (c Checked) Form() *Form { return c.form }

// Timing is how it stands to the clock.
func (c Checked) Timing() Timing { return c.timing }

// Warnings are the queries that its comments answered.
func (c Checked) Warnings() fault.List { return c.warnings }

// At is the instant that it was checked at.
func (c Checked) At() time.Time { return c.at }

// Check runs every rule in force over d and says everything that is wrong at once. The Checked is usable only when the
// list holds nothing that stops and every query (a Warning) has a comment, on its line or on the whole return.
func Check(d Draft, c Circumstances) (Checked, fault.List) {
	var list fault.List
	list = append(list, d.Problems...)
	d = normalise(d, c.Definition)
	s := &subject{Draft: &d, Circumstances: c}
	if n := len(c.Past); n > 0 && c.Past[n-1].Day == d.Day.Add(-1) {
		s.yesterday = c.Past[n-1]
	}
	for _, r := range Rules() {
		if r.inForce(d.Day) && (d.State == Returned || r.Always) {
			r.check(s, r.ID, &list)
		}
	}
	ok := Checked{draft: d, form: c.Definition, at: c.Now, timing: s.timing()}
	for _, f := range list {
		if f.Warning {
			ok.warnings = append(ok.warnings, f)
		}
	}
	return ok, unanswered(list, d.Comments)
}

// unanswered drops the queries that have a comment: on the line, or on the whole return under the empty code. A query
// whose comment is too short says so.
func unanswered(list fault.List, comments map[measure.Code]string) fault.List {
	var out fault.List
	for _, f := range list {
		line, whole := comments[measure.Code(f.Name)], comments[""]
		if f.Warning && (said(line) || said(whole)) {
			continue
		}
		if f.Warning {
			if tail := tooShort(line); tail != "" {
				f.Message += tail
			} else {
				f.Message += tooShort(whole)
			}
		}
		out = append(out, f)
	}
	return out
}

// CommentMin is the shortest comment or reason that answers anything, in characters.
const CommentMin = 3

func said(s string) bool { return utf8.RuneCountInString(strings.TrimSpace(s)) >= CommentMin }

// tooShort is the end of a message about words that are there and say too little; empty when there are none.
func tooShort(s string) string {
	if s = strings.TrimSpace(s); s == "" || said(s) {
		return ""
	}
	return fmt.Sprintf(". “%s” is too short: write at least %d characters", s, CommentMin)
}

// normalise fills in what follows from the rest: the state, the covered span, and totals that were left out.
func normalise(d Draft, f *Form) Draft {
	if d.State == "" {
		d.State = Returned
	}
	if d.Covers == (civil.Range{}) {
		d.Covers = f.Flows(d.Day)
	}
	d.Items = append([]Item(nil), d.Items...)
	if d.State != Returned {
		d.Items = nil
		return d
	}
	for _, s := range sums {
		if _, on := f.Item(s.whole); !on || d.Value(s.whole).State != measure.Missing {
			continue
		}
		total, ok := 0.0, true
		for _, p := range s.parts {
			v := d.Value(p)
			ok = ok && v.Given()
			total += v.Amount()
		}
		if ok {
			d.set(s.whole, measure.Of(total))
		}
	}
	return d
}

func (d *Draft) set(c measure.Code, v measure.Value) {
	for i := range d.Items {
		if d.Items[i].Measure == c {
			d.Items[i].Value = v
			return
		}
	}
	d.Items = append(d.Items, Item{Measure: c, Value: v})
}

// subject is a draft with its circumstances, as the rules see it.
type subject struct {
	*Draft
	Circumstances
	yesterday *Version
}

func (s *subject) timing() Timing {
	switch {
	case s.Definition.Publication:
		return Published
	case len(s.Own) > 0 && s.Now.After(s.Definition.AmendableUntil(s.Day)):
		return Reopened
	case len(s.Own) > 0:
		return Amended
	case s.Definition.Late(s.Day, s.Now):
		return Late
	}
	return OnTime
}

// both gives two values when both were given.
func (s *subject) both(a, b measure.Code) (x, y float64, ok bool) {
	va, vb := s.Value(a), s.Value(b)
	return va.Amount(), vb.Amount(), va.Given() && vb.Given()
}
