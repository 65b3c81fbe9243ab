package discharge

import (
	"cmp"
	"context"
	"math"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/flow"
	"headroom/internal/org"
	"headroom/internal/simulate"
)

// Basis is of what a target is a share.
type Basis string

// The bases.
const (
	OfCore Basis = "core" // usable core beds: without those closed, unstaffed, or opened on top
	OfOpen Basis = "open" // all usable beds, escalation beds too
)

// Ask is what a plan is to reach and what may be done for it.
type Ask struct {
	Area       org.Code             // the board, or the trust for a plan of one
	Share      float64              // occupied at most this share of the beds
	Shares     map[org.Code]float64 // of trusts that ask another
	Basis      Basis                // empty: OfCore
	Mornings   []civil.Date         // on each of these
	Confidence float64              // with this chance on each morning
	Levers     []Lever
	Limits     []Limit
	Given      []Line   // what stands already: part of every plan, never less
	Assumed    []string // what the levers and limits stand on
	Spread     float64  // how much dearer the last unit of a lever's most is than its first, as a share; zero: a tenth
}

// Options say how hard to look. The zero value is for a published plan.
type Options struct {
	Seed        uint64 // of the search; repair and certificate use others that follow from it
	Search      int    // replicates of one pass of the search; zero: 4096, for more than two trusts 2048
	Repair      int    // replicates on which whole people are trimmed; zero: 49152, for more than two trusts 16384
	Certificate int    // replicates of the certificate; zero: 32768, for more than two trusts as Repair
	Passes      int    // at most so many passes of the search; zero: 4
	Workers     int    // zero: as many as the machine runs at once
	Progress    func(done, total int, what string)
}

// asked is an ask that was checked, in the model's terms and in an order of its own.
type asked struct {
	Ask
	sys     *flow.System
	model   simulate.Model // with what is given in its effort, and no escalation beds where the target is of core
	site    map[org.Code]int
	order   []int // sites by trust code
	handles []handle
	rows    []target
	last    int      // the day of the last morning
	kept    []handle // what is given, as levers
	keptX   []float64
}

// target is one trust's beds on one morning.
type target struct {
	site    int
	day     int
	share   float64
	morning civil.Date
}

// check turns an ask into the model's terms; an Invalid fault names every part that cannot be asked.
func check(s *flow.System, a Ask) (*asked, error) {
	q := &asked{Ask: a, sys: s, site: map[org.Code]int{}}
	for i, t := range s.Trusts {
		q.site[t] = i
		q.order = append(q.order, i)
	}
	slices.SortFunc(q.order, func(i, j int) int { return compareCodes(s.Trusts[i], s.Trusts[j]) })
	if q.Basis == "" {
		q.Basis = OfCore
	}
	if q.Spread == 0 {
		q.Spread = .1
	}
	var bad fault.List
	q.checkTarget(&bad)
	q.checkLevers(&bad)
	q.checkGiven(&bad)
	if err := bad.Err("this plan cannot be worked out as it was asked"); err != nil {
		return nil, err
	}
	return q, nil
}

func compareCodes(a, b org.Code) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (q *asked) checkTarget(bad *fault.List) {
	if q.Confidence < .5 || q.Confidence > .99 {
		bad.Add("confidence", "", "Give a confidence from 0.5 to 0.99; %v cannot be certified by playing", q.Confidence)
	}
	if q.Basis != OfCore && q.Basis != OfOpen {
		bad.Add("basis", "", "A target is of core or of open beds, not of %q", q.Basis)
	}
	if len(q.Mornings) == 0 {
		bad.Add("dates", "", "Give at least one morning for the target")
	}
	for _, t := range codesIn(q.Shares) {
		if _, ok := q.site[t]; !ok {
			bad.Add("target", "", "Trust %s is not in this system", t)
		}
	}
	mornings := slices.Clone(q.Mornings)
	slices.SortFunc(mornings, civil.Date.Compare)
	mornings = slices.Compact(mornings)
	q.Mornings = mornings
	for _, i := range q.order {
		t := q.sys.Trusts[i]
		share, own := q.Shares[t]
		if !own {
			share = q.Share
		}
		if share <= 0 || share > 1.5 || math.IsNaN(share) {
			bad.Add("target", "", "Give %s a target above 0 and up to 1.5 of its beds, as 0.92; it is %v", t, share)
		}
		for _, m := range mornings {
			d, ok := q.sys.DayOf(m)
			if !ok {
				bad.Add("dates", "", "%s is outside the %d mornings after %s that the forecast covers", m, q.sys.Model.Days, q.sys.From)
				continue
			}
			q.rows = append(q.rows, target{site: i, day: d, share: share, morning: m})
			q.last = max(q.last, d)
		}
	}
}

func (q *asked) checkLevers(bad *fault.List) {
	limit := map[string]int{}
	for k, l := range q.Limits {
		name := id(l.Date, "", l.Council, l.Service)
		if _, twice := limit[name]; twice {
			bad.Add("capacity", "", "%s has two limits for %s on %s; give one", l.Council, l.Service.Words(), l.Date)
		}
		if l.Most < 0 {
			bad.Add("capacity", "", "The limit of %s for %s on %s is below nothing", l.Council, l.Service.Words(), l.Date)
		}
		limit[name] = k
	}
	levers := slices.Clone(q.Levers)
	slices.SortFunc(levers, Lever.compare)
	for k, l := range levers {
		for _, g := range q.Given {
			if id(g.Date, g.Trust, g.Council, g.Service) == l.ID() {
				l.Most = max(0, l.Most-g.Number)
			}
		}
		h, why := q.handled(l)
		if k > 0 && levers[k-1].compare(l) == 0 {
			why = "it is there twice"
		}
		if why != "" {
			bad.Add("lever "+l.ID(), "", "The lever cannot be used: %s", why)
			continue
		}
		for _, day := range []civil.Date{l.Date, {}} {
			if k, ok := limit[id(day, "", l.Council, l.Service)]; ok && l.Council != "" && h.limit < 0 {
				h.limit = k
			}
		}
		if h.day <= q.last && (l.Service != EscalationBed || q.Basis == OfOpen) {
			q.handles = append(q.handles, h)
		}
	}
}

// checkGiven puts what stands already into the model and takes it from the limits.
func (q *asked) checkGiven(bad *fault.List) {
	m := q.sys.Model
	m.Sites = slices.Clone(m.Sites)
	q.Limits = slices.Clone(q.Limits)
	if q.Basis == OfCore {
		for i := range m.Sites {
			m.Sites[i].Room.Escalation, m.Sites[i].Effort.Escalation = nil, nil
		}
	}
	for _, l := range q.Given {
		h, why := q.handled(Lever{Date: l.Date, Trust: l.Trust, Council: l.Council, Service: l.Service, Most: l.Number, Cost: 1})
		if why != "" {
			bad.Add("line "+l.ID, "", "The line cannot be kept: %s", why)
			continue
		}
		for k, lim := range q.Limits {
			if lim.Council == l.Council && lim.Service == l.Service && (lim.Date.IsZero() || lim.Date == l.Date) {
				q.Limits[k].Most = max(0, lim.Most-l.Number)
				break
			}
		}
		if l.Service != EscalationBed || q.Basis == OfOpen {
			q.kept, q.keptX = append(q.kept, h), append(q.keptX, h.most)
		}
	}
	for i := range m.Sites {
		m.Sites[i].Effort = effortOf(&m.Sites[i], i, m.Days, q.kept, q.keptX)
	}
	q.model = m
}

// with is the model when each handle does x.
func (q *asked) with(x []float64) *simulate.Model {
	m := q.model
	m.Sites = slices.Clone(m.Sites)
	for i := range m.Sites {
		m.Sites[i].Effort = effortOf(&m.Sites[i], i, m.Days, q.handles, x)
	}
	return &m
}

// part is the model in which, of what is given and of the levers at x, only the effects that may are done.
func (q *asked) part(x []float64, may map[Effect]bool) *simulate.Model {
	m := q.sys.Model
	m.Sites = slices.Clone(m.Sites)
	hs := append(slices.Clone(q.kept), q.handles...)
	amounts := append(slices.Clone(q.keptX), x...)
	for j, h := range hs {
		if !may[h.Service.Effect()] {
			amounts[j] = 0
		}
	}
	for i := range m.Sites {
		m.Sites[i].Effort = effortOf(&m.Sites[i], i, m.Days, hs, amounts)
	}
	return &m
}

// codesIn is a map's keys in order.
func codesIn[V any](m map[org.Code]V) []org.Code {
	var out []org.Code
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// filled has a value for everything that was left open.
func (o Options) filled(trusts int) Options {
	set := func(v *int, to int) {
		if *v == 0 {
			*v = to
		}
	}
	if trusts <= 2 {
		set(&o.Search, 4096)
		set(&o.Certificate, cmp.Or(o.Repair, 32768))
		set(&o.Repair, 49152)
	}
	set(&o.Search, 2048)
	set(&o.Repair, 16384)
	set(&o.Certificate, o.Repair)
	set(&o.Passes, 4)
	if o.Progress == nil {
		o.Progress = func(int, int, string) {}
	}
	return o
}

// stopped is the context's end as a fault that a person can read; nil while it goes on.
func stopped(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fault.Wrap(err, fault.Unavailable, "the plan was stopped before it was done")
	}
	return nil
}
