package recovery

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/solve/assign"
)

// roomy is a capacity that nothing fills: where no limit was given.
const roomy = 1e9

// part is how a patient takes part in a plan. Stored nowhere: it is worked out from facts.
type part string

// The parts.
const (
	planned    part = ""                  // a job of the problem
	held       part = "held"              // keeps what they hold, which is decided: a firm booking, one inside notice, a pin
	offList    part = "off-list"          // treated, died, declined or counted twice: nobody waits
	onHold     part = "on-hold"           // a person has said none for now
	dateOver   part = "date-over"         // held a date before the first day, and nobody has said what became of it
	unmeasured part = "minutes-not-known" // without minutes nothing can be booked
)

// model is an ask as a problem, with the way back.
type model struct {
	ask     *Ask
	weigher *weigher
	problem assign.Problem

	part   []part   // of each patient
	job    []int32  // of each patient, -1 when they are no job
	who    []int32  // patient of each job
	stakes []stakes // of each patient who is a job
	kept   []bool   // of each job, whether its date keeps a time-critical patient on time and is not given up

	slot    []int32  // of each session, -1 when it lies outside the horizon
	session []int32  // session of each slot
	shut    []string // of each session why nothing may be booked in it; "" when open
	byID    map[SessionID]int32

	places map[string]int32 // by site
	sites  []string
	kinds  []poolKind
	rows   []rowKey
	rowAt  map[rowKey]int32

	classes map[classKey]int32
	stays   map[string]int32
	bySpec  map[string][]int32   // open and closed slots of a specialty, in order
	byTrust map[trustKey][]int32 // those of one trust
	groups  map[string]int32
	lengths map[float64]int32

	notes []string
}

// poolKind is what a family of pools is: beds, high-care beds, or sets of one equipment.
type poolKind struct {
	kind LimitKind
	name string
}

// trustKey is a specialty within a trust.
type trustKey struct {
	trust     org.Code
	specialty string
}

// rowKey is one shared capacity of whole lists: the anaesthetists of a site and day, or a team's half-day.
type rowKey struct {
	site string
	trst org.Code
	team string
	date civil.Date
	half Half
}

// classKey is what decides which sessions a patient may go to. own is 1 + the patient's number where that is theirs alone.
type classKey struct {
	scope     Scope
	site      string
	trust     org.Code
	specialty string
	skill     string
	surgeon   string
	gas, high bool
	equipment string
	own       int32
}

// compile turns an ask, which has been checked, into a problem.
func compile(a *Ask) *model {
	m := &model{
		ask: a, weigher: newWeigher(a.Policy, a.From, a.Days),
		part: make([]part, len(a.Patients)), job: make([]int32, len(a.Patients)), stakes: make([]stakes, len(a.Patients)),
		slot: make([]int32, len(a.Sessions)), shut: make([]string, len(a.Sessions)), byID: make(map[SessionID]int32, len(a.Sessions)),
		places: map[string]int32{}, rowAt: map[rowKey]int32{}, classes: map[classKey]int32{}, stays: map[string]int32{"": 0},
		bySpec: map[string][]int32{}, byTrust: map[trustKey][]int32{}, groups: map[string]int32{}, lengths: map[float64]int32{},
	}
	m.problem.Days = a.Days
	m.problem.Overrun = assign.Overrun{Grace: a.Policy.Overrun.Grace, Risk: a.Policy.Overrun.Risk}
	m.problem.Nights = a.Days + longestStay(a.Patients)
	m.slots()
	if len(m.problem.Lengths) == 0 {
		m.length(mostMinutes) // a problem has a length even where no session lies within its days
	}
	m.pools()
	m.anaesthetists()
	m.teams()
	m.jobs()
	m.keep()
	return m
}

// longestStay is how many nights after its session a patient may use something.
func longestStay(patients []Patient) int {
	n := 1
	for i := range patients {
		n = max(n, len(patients[i].Nights), len(patients[i].HighNights))
	}
	return n
}

// slots makes the sessions within the horizon slots, by day, site and id.
func (m *model) slots() {
	blocks := blocksOf(m.ask.Blocks)
	for i := range m.ask.Sessions {
		s := &m.ask.Sessions[i]
		m.byID[s.ID], m.slot[i] = int32(i), assign.None
		m.shut[i] = blocks.shut(s)
		if d := s.Date.Sub(m.ask.From); d >= 0 && d < m.ask.Days {
			m.session = append(m.session, int32(i))
		}
		m.places[s.Site] = 0
	}
	for site := range m.places {
		m.sites = append(m.sites, site)
	}
	slices.Sort(m.sites)
	for k, site := range m.sites {
		m.places[site] = int32(k)
	}
	slices.SortFunc(m.session, func(x, y int32) int {
		a, b := &m.ask.Sessions[x], &m.ask.Sessions[y]
		return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(m.places[a.Site], m.places[b.Site]), cmp.Compare(a.ID, b.ID))
	})
	m.problem.Places = len(m.sites)
	for k, i := range m.session {
		s := &m.ask.Sessions[i]
		m.slot[i] = int32(k)
		g, ok := m.groups[s.Specialty]
		if !ok {
			g = int32(len(m.groups))
			m.groups[s.Specialty] = g
		}
		m.bySpec[s.Specialty] = append(m.bySpec[s.Specialty], int32(k))
		own := trustKey{s.Trust, s.Specialty}
		m.byTrust[own] = append(m.byTrust[own], int32(k))
		m.problem.Slots = append(m.problem.Slots, assign.Slot{Day: int32(s.Date.Sub(m.ask.From)), Place: m.places[s.Site],
			Length: m.length(s.Minutes), Closed: m.shut[i] != "", Group: g})
	}
}

// length is the index of a length.
func (m *model) length(minutes float64) int32 {
	k, ok := m.lengths[minutes]
	if !ok {
		k = int32(len(m.problem.Lengths))
		m.lengths[minutes] = k
		m.problem.Lengths = append(m.problem.Lengths, minutes)
	}
	return k
}

// closures are the blocks of each team.
type closures map[string][]Block

func blocksOf(blocks []Block) closures {
	c := closures{}
	for _, b := range blocks {
		c[b.Team] = append(c[b.Team], b)
	}
	return c
}

// shut is why nothing may be booked in a session; "" when something may.
func (c closures) shut(s *Session) string {
	switch {
	case s.Closed != "":
		return s.Closed
	case s.Team == "":
		return "no team is assigned"
	}
	for _, b := range c[s.Team] {
		if b.closes(s) {
			return b.Rule
		}
	}
	return ""
}

// pools makes a family of capacities of each kind that a limit was given for.
func (m *model) pools() {
	at := map[poolKind]int{}
	for _, l := range m.ask.Limits {
		k := poolKind{l.Kind, l.Name}
		if l.Kind == Anaesthetists {
			continue
		}
		if _, ok := at[k]; !ok {
			at[k] = 0
			m.kinds = append(m.kinds, k)
		}
	}
	slices.SortFunc(m.kinds, func(a, b poolKind) int { return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.name, b.name)) })
	m.problem.Pools = make([]assign.Pool, len(m.kinds))
	for i, k := range m.kinds {
		at[k] = i
		caps := make([]float32, m.problem.Places*m.problem.Nights)
		for j := range caps {
			caps[j] = roomy
		}
		m.problem.Pools[i] = assign.Pool{Name: string(k.kind), Cap: caps}
	}
	given := map[LimitKind]int{}
	for _, l := range m.ask.Limits {
		place, known := m.places[l.Site]
		d := l.Date.Sub(m.ask.From)
		if l.Kind == Anaesthetists || !known || d < 0 || d >= m.problem.Nights {
			continue
		}
		m.problem.Pools[at[poolKind{l.Kind, l.Name}]].Cap[int(place)*m.problem.Nights+d] = float32(l.Most)
		if d < m.ask.Days {
			given[l.Kind]++
		}
	}
	m.problem.Stays = []assign.Stay{{Uses: make([][]float32, len(m.kinds))}}
	for _, kind := range []LimitKind{Beds, HighBeds} {
		if all := m.problem.Places * m.ask.Days; given[kind] < all {
			m.notes = append(m.notes, fmt.Sprintf("%d of %d site-nights have no limit of %s: they are taken as unlimited", all-given[kind], all, kindWords(kind)))
		}
	}
}

// kindWords is a kind of limit in words.
func kindWords(k LimitKind) string {
	switch k {
	case Beds:
		return "ward beds"
	case HighBeds:
		return "high-dependency and critical-care beds"
	case Anaesthetists:
		return "anaesthetists"
	}
	return "equipment"
}

// anaesthetists makes a row of each site and day whose anaesthetists are limited.
func (m *model) anaesthetists() {
	lists := 0
	limit := map[rowKey]float64{}
	for _, l := range m.ask.Limits {
		if l.Kind == Anaesthetists {
			limit[rowKey{site: l.Site, date: l.Date}] = l.Most
		}
	}
	for k, i := range m.session {
		s := &m.ask.Sessions[i]
		if !s.Anaesthetist || m.shut[i] != "" {
			continue
		}
		key := rowKey{site: s.Site, date: s.Date}
		most, ok := limit[key]
		if !ok {
			lists++
			continue
		}
		m.countIn(int32(k), key, int32(min(math.Floor(most), roomy)))
	}
	if lists > 0 {
		m.notes = append(m.notes, fmt.Sprintf("%d lists lie at a site and day without a limit of anaesthetists: there they are taken as unlimited", lists))
	}
}

// teams makes a row of each half-day in which a team has more than one session: it can do one.
func (m *model) teams() {
	in := map[rowKey][]int32{}
	var keys []rowKey
	for k, i := range m.session {
		s := &m.ask.Sessions[i]
		if m.shut[i] != "" {
			continue
		}
		for _, h := range halvesOf(s.Half) {
			key := rowKey{trst: s.Trust, team: s.Team, date: s.Date, half: h}
			if len(in[key]) == 0 {
				keys = append(keys, key)
			}
			in[key] = append(in[key], int32(k))
		}
	}
	for _, key := range keys {
		if len(in[key]) < 2 {
			continue
		}
		for _, k := range in[key] {
			m.countIn(k, key, 1)
		}
	}
}

// halvesOf are the parts of a day that a session takes of its team. All day is morning and afternoon, not the evening.
func halvesOf(h Half) []Half {
	if h == AllDay || h == "" {
		return []Half{Morning, Afternoon}
	}
	return []Half{h}
}

// countIn counts a slot in a row. Rows are made in order, so a slot's rows ascend.
func (m *model) countIn(slot int32, key rowKey, most int32) {
	r, ok := m.rowAt[key]
	if !ok {
		r = int32(len(m.rows))
		m.rowAt[key] = r
		m.rows = append(m.rows, key)
		m.problem.Rows = append(m.problem.Rows, most)
	}
	m.problem.Slots[slot].Rows = append(m.problem.Slots[slot].Rows, r)
}
