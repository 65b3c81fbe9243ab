package recovery

import (
	"fmt"
	"math/bits"
	"strings"

	"headroom/internal/solve/assign"
)

// Codes of reasons.
const (
	reasonDue     = "due"
	reasonEarlier = "earlier"
	reasonPrice   = "price"
	reasonChange  = "change"
	reasonHeld    = "held"
	reasonOut     = "out"
)

// explain gives every placement its reasons: which date governs, why not earlier and what stands in the way at what price,
// what would change it. only chooses whom; nil is everybody.
func (m *model) explain(p *Plan, l *load, slots []int32, prices *assign.Prices, only func(i int) bool) {
	clash := make(map[Pathway]*Clash, len(p.Clashes))
	for i := range p.Clashes {
		clash[p.Clashes[i].Pathway] = &p.Clashes[i]
	}
	each(m.ask.Workers, len(p.Placements), func(i int) {
		x := &p.Placements[i]
		if only != nil && !only(i) {
			return
		}
		switch m.part[i] {
		case offList:
			_, why := m.ask.Patients[i].Over(m.ask.From)
			x.Why = []Reason{{Code: reasonOut, Words: "Nobody waits on this pathway any more: " + why}}
			return
		case onHold:
			x.Why = []Reason{{Code: reasonOut, Words: "On hold: a person has said that nothing is to be booked for now"}}
			return
		case dateOver:
			x.Why = []Reason{{Code: reasonOut, Words: "The date held is over and nobody has said what became of it: no new one is looked for before somebody does"}}
			return
		case unmeasured:
			x.Why = []Reason{{Code: reasonOut, Words: "The minutes of the procedure are not recorded: nothing can be booked without them"}}
			return
		}
		if c := clash[x.Pathway]; c != nil && x.Session == "" {
			x.Why = []Reason{{Code: reasonDue, Words: m.dueWords(int32(i), slots[m.job[i]])},
				{Code: reasonOut, Words: "No session of the plan can take this patient, whoever gives up a place: " + strings.Join(c.Limits, "; ")}, {Code: reasonChange, Words: c.Remedy}}
			return
		}
		x.Why = m.reasons(int32(i), slots[m.job[i]], l, prices)
	})
}

// reasons are those of one patient in a slot, or without one.
func (m *model) reasons(i, slot int32, l *load, prices *assign.Prices) []Reason {
	x := &m.ask.Patients[i]
	why := []Reason{{Code: reasonDue, Words: m.dueWords(i, slot)}}
	if m.part[i] == held {
		return append(why, Reason{Code: reasonHeld, Words: m.heldWords(x, slot)})
	}
	e := m.earlier(i, slot, l, prices)
	why = append(why, Reason{Code: reasonEarlier, Words: e.words(m, x)})
	if e.near != assign.None && e.price >= leastPrice {
		s := m.sessionOf(e.near)
		words := fmt.Sprintf("The list %s on %s comes nearest: a place there is worth about %.0f to others (%s), and would save this patient %.0f",
			s.ID, longDay(s.Date), e.price, e.binds, e.gain)
		if e.gain > e.price {
			words += ". At these prices it would pay, but people's minutes do not divide, and the search has found no exchange that costs less; What if tries one"
		}
		why = append(why, Reason{Code: reasonPrice, Price: e.price, Words: words})
	}
	return append(why, Reason{Code: reasonChange, Words: m.changeWords(i, slot, l)})
}

// dueWords says which date a patient is measured by and how the plan keeps it.
func (m *model) dueWords(i, slot int32) string {
	x, s := &m.ask.Patients[i], &m.stakes[i]
	d := m.dayIn(i, slot)
	day := func(n int) string { return longDay(m.ask.From.Add(n)) }
	var out []string
	dues := duesOf(x, m.ask.From)
	if len(dues) > 0 {
		first := dues[0]
		for _, k := range dues[1:] {
			if k.on.Before(first.on) {
				first = k
			}
		}
		n := first.on.Sub(m.ask.From)
		out = append(out, fmt.Sprintf("%s: the last day on time is %s%s", first.words, longDay(first.on), lateWords(d-n, d == m.weigher.out && slot == assign.None)))
	}
	if s.renewed != never {
		out = append(out, fmt.Sprintf("postponed by the provider %s: a new date is due by %s%s", timesWords(x.TimesPostponed()), day(s.renewed), lateWords(d-s.renewed, slot == assign.None)))
	} else if x.TimesPostponed() > 0 {
		out = append(out, "postponed by the provider "+timesWords(x.TimesPostponed())+" before")
	}
	if s.clock {
		passed := 0
		for _, w := range thresholds {
			if s.waited+d > w*7 {
				passed = w
			}
		}
		wait := "has waited " + weeksWords(s.waited)
		if passed > 0 {
			wait += fmt.Sprintf(", and will have waited over %d weeks", passed)
		}
		out = append(out, wait)
	}
	if x.Priority == Unprioritised && x.Cancer == nil {
		out = append(out, "no clinical priority is recorded: planned by the wait alone, and listed for clinical review")
	}
	if len(out) == 0 {
		return "No date and no clock are recorded"
	}
	w := strings.Join(out, "; ")
	return strings.ToUpper(w[:1]) + w[1:]
}

// lateWords says how a date is kept.
func lateWords(late int, none bool) string {
	switch {
	case none:
		return ", and there is no date in this plan"
	case late > 1:
		return fmt.Sprintf(", passed by %d days", late)
	case late == 1:
		return ", passed by one day"
	}
	return ", kept"
}

// weeksWords is a number of days as weeks and days.
func weeksWords(days int) string {
	w, d := days/7, days%7
	switch {
	case w == 0:
		return many(d, "day", "days")
	case d == 0:
		return many(w, "week", "weeks")
	}
	return many(w, "week", "weeks") + " and " + many(d, "day", "days")
}

// timesWords is a count of times.
func timesWords(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

// heldWords says why a patient's date was not looked for.
func (m *model) heldWords(x *Patient, slot int32) string {
	s := m.sessionOf(slot)
	switch {
	case x.Pinned != "":
		return "A person has decided on this session"
	case x.Firm:
		return "The booking is firm"
	case s.Specialty != x.Specialty:
		return "Booked on a list of another specialty: left as it is, for a person to look at"
	}
	return fmt.Sprintf("The date lies within the %d days of notice that the patient is owed: it is not moved without a person's word", x.Notice)
}

// before is what stands between a patient and an earlier list.
type before struct {
	lists                  int
	full, beds, rows, room int // why not, the first that applies; room where it is not for want of room
	near                   int32
	price, gain            float64
	binds                  string
}

// earlier looks at the earlier lists that a patient could be on.
func (m *model) earlier(i, slot int32, l *load, prices *assign.Prices) before {
	e := before{near: assign.None}
	j := m.job[i]
	b := &m.problem.Jobs[j]
	now := m.costIn(i, slot).sum()
	last := m.ask.Days
	if slot != assign.None {
		last = m.dayOf(slot)
	}
	best := 0.0
	for _, k := range m.problem.Classes[b.Class].Slots {
		d := m.dayOf(k)
		if d >= last {
			break
		}
		if k == slot || isInf(b.Cost[d]) {
			continue
		}
		e.lists++
		why := l.blockedBut(j, k, slot)
		switch {
		case why&barLength != 0:
			e.full++
		case why&(barBeds|barHighBeds|barSets) != 0:
			e.beds++
		case why != 0:
			e.rows++
		default:
			e.room++
		}
		if why == 0 {
			continue
		}
		gain := now - m.costIn(i, k).sum()
		if price, _ := m.worth(j, k, prices, false); gain > 0 && (e.near == assign.None || gain-price > best) {
			best, e.near, e.price, e.gain = gain-price, k, price, gain
		}
	}
	if e.near != assign.None {
		_, e.binds = m.worth(j, e.near, prices, true)
	}
	return e
}

// worth is about what a job's place in a slot is worth to others at the prices, and, where asked, what it is made of.
func (m *model) worth(j, slot int32, prices *assign.Prices, tell bool) (float64, string) {
	b, s := &m.problem.Jobs[j], &m.problem.Slots[slot]
	if prices == nil {
		return 0, ""
	}
	var parts []string
	total := 0.0
	add := func(v float64, what string) {
		if tell && v > 0.5 {
			parts = append(parts, fmt.Sprintf("%s %.0f", what, v))
		}
		total += v
	}
	if int(slot) < len(prices.Minute) {
		add(m.problem.Effective(int(j), slot)*prices.Minute[slot], "minutes")
	}
	base := int(s.Place) * m.problem.Nights
	for f, uses := range m.problem.Stays[b.Stay].Uses {
		v := 0.0
		for n, u := range uses {
			if d := int(s.Day) + n; f < len(prices.Pool) && d < m.problem.Nights {
				v += float64(u) * prices.Pool[f][base+d]
			}
		}
		add(v, kindWords(m.kinds[f].kind))
	}
	if len(parts) == 0 {
		return total, "its minutes"
	}
	return total, strings.Join(parts, ", ")
}

// words says why a patient has no earlier date.
func (e before) words(m *model, x *Patient) string {
	if e.lists == 0 {
		first := x.Notice
		if !x.Ready.IsZero() {
			first = max(first, x.Ready.Sub(m.ask.From))
		}
		if first > 0 {
			return "No earlier list could take this patient from " + longDay(m.ask.From.Add(first)) + " on, the first day that notice and readiness allow"
		}
		return "No earlier list could take this patient"
	}
	var parts []string
	part := func(n int, one, more string) {
		if n == 1 {
			parts = append(parts, one)
		} else if n > 1 {
			parts = append(parts, fmt.Sprintf(more, n))
		}
	}
	part(e.full, "one is full", "%d are full")
	part(e.beds, "one would leave no bed or set of equipment", "%d would leave no bed or set of equipment")
	part(e.rows, "one has no anaesthetist or team left", "%d have no anaesthetist or team left")
	part(e.room, "one has room but costs more than the days it saves", "%d have room but cost more than the days they save")
	lists := fmt.Sprintf("Of %d earlier lists that could take this patient, ", e.lists)
	if e.lists == 1 {
		lists = "Of the one earlier list that could take this patient: "
	}
	return lists + strings.Join(parts, ", ")
}

// changeWords says what would give an earlier date: each of the patient's own limits that alone keeps them from an earlier
// list with room. It looks at the lists of the patient's own trust, or of all where the patient may go anywhere.
func (m *model) changeWords(i, slot int32, l *load) string {
	x := &m.ask.Patients[i]
	last := m.ask.Days
	if slot != assign.None {
		last = m.dayOf(slot)
	}
	type opening struct {
		lists int
		first int32
	}
	open := map[bar]*opening{}
	var order []bar
	var shuts []string
	j := m.job[i]
	b := &m.problem.Jobs[j]
	lists := m.byTrust[trustKey{x.Trust, x.Specialty}]
	if x.Scope == AnyTrust {
		lists = m.bySpec[x.Specialty]
	}
	for _, k := range lists {
		d := m.dayOf(k)
		if d >= last {
			break
		}
		s := m.sessionOf(k)
		if l.long(b, &m.problem.Slots[k], k) || bits.OnesCount32(uint32(unsuited(x, s))) > 1 {
			continue
		}
		why := m.barred(i, int(m.session[k]), nil, &shuts)
		if bits.OnesCount32(uint32(why)) != 1 || l.blockedBut(j, k, slot) != 0 {
			continue
		}
		o := open[why]
		if o == nil {
			o = &opening{first: k}
			open[why] = o
			order = append(order, why)
		}
		o.lists++
	}
	var parts []string
	for _, k := range order {
		o := open[k]
		room := fmt.Sprintf("%d earlier lists with room", o.lists)
		if o.lists == 1 {
			room = "an earlier list with room"
		}
		parts = append(parts, fmt.Sprintf("%s, the first on %s, if this were otherwise: %s", room, longDay(m.sessionOf(o.first).Date), m.barWords(x, k, shuts)))
	}
	if len(parts) == 0 {
		return "One more list of the specialty, or a place that somebody gives up"
	}
	w := strings.Join(parts, "; ")
	return strings.ToUpper(w[:1]) + w[1:]
}
