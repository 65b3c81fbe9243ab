package assign

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// A made world in the shape of what trusts have: sites in trusts, twelve specialties, lists of three lengths over twelve
// weeks, jobs with priorities, waits, postponements and stays; beds squeezed for five weeks; a third booked before.

type kind struct {
	share, median, sigma, lowCV, highCV float64
	stays, high, sleeps, urgent         float64
}

func kinds() []kind {
	return []kind{
		{.20, 80, .40, .22, .40, .45, .02, .92, .01}, {.13, 70, .40, .25, .45, .35, .03, .97, .04},
		{.15, 28, .30, .18, .35, .01, 0, .12, .01}, {.11, 50, .45, .25, .50, .30, .02, .80, .18},
		{.10, 55, .40, .25, .45, .30, .01, .95, .08}, {.08, 55, .40, .25, .45, .20, .01, .95, .05},
		{.05, 110, .40, .25, .45, .70, .15, 1, .30}, {.05, 70, .50, .30, .50, .20, .01, .65, .22},
		{.04, 80, .30, .22, .40, .30, 0, 1, .55}, {.03, 110, .40, .30, .45, .70, .15, .9, 0},
		{.03, 55, .45, .28, .50, .15, .02, .9, .08}, {.03, 45, .40, .25, .45, .15, .02, 1, 0},
	}
}

const (
	madeDays   = 84
	madeNights = madeDays + 12
)

// person is a made job before it is compiled.
type person struct {
	kind, site, skill, scope, stay int
	sleeps                         bool
	high                           bool
	mean, sd                       float64
	priority                       int // 1 to 4 as usual, 5 cancer, 6 fast cancer
	wait, due, ready, lost         int
	away                           [madeDays]bool
	postponed                      bool
}

type maker struct {
	r      *rand.Rand
	kinds  []kind
	sites  int
	trust  []int
	intens []bool
	skills []int
	sleeps []bool
	p      *Problem
	people []person
}

// made is a problem of n jobs, and the order in which trusts rebook.
func made(n int, seed uint64) (*Problem, []int32) {
	m := &maker{r: rand.New(rand.NewPCG(seed, 1077)), kinds: kinds(), sites: max(1, n/8333)}
	switch {
	case n <= 1500:
		m.kinds = m.kinds[:4]
	case n <= 4500:
		m.kinds = m.kinds[:8]
	}
	m.p = &Problem{Days: madeDays, Nights: madeNights, Places: m.sites, Lengths: []float64{240, 480, 180}, Overrun: Overrun{Grace: 30, Risk: .1}}
	m.p.Stays = []Stay{{}, {Uses: [][]float32{{1, .25}}}, {Uses: [][]float32{{1, .8, .4, .15}}}, {Uses: [][]float32{{1, 1, .9, .75, .5, .3, .15}}},
		{Uses: [][]float32{{1, 1, 1, .95, .9, .8, .65, .5, .4, .3}}},
		{Uses: [][]float32{{1, 1, .9, .75, .5, .3, .15}, {1, .35}}}, {Uses: [][]float32{{1, 1, 1, .95, .9, .8, .65, .5, .4, .3}, {1, .35}}}}
	for s, t := 0, 0; s < m.sites; t++ {
		for k := 1 + m.r.IntN(3); k > 0 && s < m.sites; k-- {
			m.trust = append(m.trust, t)
			m.intens = append(m.intens, s == 0 || m.trust[s-1] != t || m.r.Float64() < .3)
			s++
		}
	}
	m.lists(n)
	m.draw(n)
	m.limits()
	m.compile()
	m.book()
	return m.p, m.usual()
}

// lists makes the slots, with minutes by specialty in the proportions of its work.
func (m *maker) lists(n int) {
	work, all := make([]float64, len(m.kinds)), 0.0
	for k, s := range m.kinds {
		work[k] = s.share * (s.median*math.Exp(s.sigma*s.sigma/2) + 15)
		all += work[k]
	}
	for site := range m.sites {
		for k := range m.kinds {
			count := max(3, int(float64(n)*.12/float64(m.sites)*work[k]/all*(.75+.5*m.r.Float64())+.5))
			teams := make([]int, count/20+1)
			for j := range teams {
				teams[j] = 1
				if j == 0 || m.r.Float64() < .5 {
					teams[j] |= 2
				}
				if j == 0 || m.r.Float64() < .25 {
					teams[j] |= 4
				}
			}
			for range count {
				d := int32(m.r.IntN(madeDays/7)*7 + m.r.IntN(5))
				if m.r.Float64() < .04 {
					d += 5 - d%7
				}
				length := int32(0)
				if x := m.r.Float64(); x < .42 {
					length = 1
				} else if x < .47 {
					length = 2
				}
				m.p.Slots = append(m.p.Slots, Slot{Day: d, Place: int32(site), Length: length, Group: int32(k)})
				m.skills = append(m.skills, teams[m.r.IntN(len(teams))])
				m.sleeps = append(m.sleeps, m.r.Float64() < m.kinds[k].sleeps+.25)
			}
		}
	}
}

func (m *maker) draw(n int) {
	all := 0.0
	for _, k := range m.kinds {
		all += k.share
	}
	for range n {
		x, k := m.r.Float64()*all, 0
		for ; k < len(m.kinds)-1 && x > m.kinds[k].share; k++ {
			x -= m.kinds[k].share
		}
		m.people = append(m.people, m.person(k))
	}
}

func (m *maker) person(k int) person {
	r, s := m.r, m.kinds[k]
	b := person{kind: k, site: r.IntN(m.sites), sleeps: r.Float64() < s.sleeps, skill: 1}
	minutes := math.Min(330, math.Max(12, s.median*math.Exp(s.sigma*r.NormFloat64())))
	b.mean = math.Round(minutes/5)*5 + 15
	b.sd = (s.lowCV + (s.highCV-s.lowCV)*r.Float64()) * (b.mean - 15)
	if b.mean > 250 {
		b.sd = math.Min(b.sd, 60)
	}
	if y := r.Float64(); y > .90 {
		b.skill = 4
	} else if y > .66 {
		b.skill = 2
	}
	if z := r.Float64(); z < .06 {
		b.scope = 2
	} else if z < .72 {
		b.scope = 1
	}
	if r.Float64() < s.stays {
		b.stay = []int{1, 1, 1, 1, 2, 2, 2, 3, 3, 4}[r.IntN(10)]
	}
	if b.high = r.Float64() < s.high; b.high {
		b.stay = 5 + r.IntN(2)
		b.scope = max(b.scope, 1)
	}
	m.urgency(&b, s)
	for c := r.Float64(); c < .35; c += .25 {
		from := r.IntN(madeDays)
		for d := from; d < min(madeDays, from+4+r.IntN(12)); d++ {
			b.away[d] = true
		}
	}
	if r.Float64() < .06 && b.priority != 1 {
		b.postponed = true
		b.lost++
	}
	return b
}

func (m *maker) urgency(b *person, s kind) {
	r := m.r
	wait := math.Min(110*7, r.ExpFloat64()*17*7)
	if r.Float64() < .02 {
		wait = 52*7 + r.ExpFloat64()*70
	}
	switch q := r.Float64(); {
	case r.Float64() < s.urgent && r.Float64() < .25:
		b.priority, wait = 6, r.Float64()*40
		b.due = int(31 - wait)
	case r.Float64() < s.urgent:
		b.priority, wait = 5, math.Min(wait, 30+r.ExpFloat64()*20)
		b.due = int(62 - wait)
	case q < .003:
		b.priority, wait, b.due = 1, r.Float64()*10, 3-r.IntN(5)
	case q < .075:
		b.priority, wait, b.due = 2, math.Min(wait, 120), int(28-r.ExpFloat64()*25)
	case q < .30:
		b.priority, b.due = 3, int(90-r.ExpFloat64()*60)
	default:
		b.priority, b.due = 4, 1<<20
	}
	b.wait = int(wait)
	if c := r.Float64(); c < .03 {
		b.lost = 2
	} else if c < .15 {
		b.lost = 1
	}
	switch {
	case b.priority != 3 && b.priority != 4:
		b.ready = 1 + r.IntN(3)
	case r.Float64() < .5:
		b.ready = 3 + r.IntN(5)
	default:
		b.ready = 14 + r.IntN(8)
	}
}

// dayCost is the cost of day d for a person: harm and breach in tiers, with days of waiting at the end.
func (b *person) dayCost(d int) float64 {
	sum := 0.0
	if late := float64(d - b.due); late > 0 {
		fix := [...]float64{0, 150, 60, 10, 0, 80, 120}[b.priority]
		day := [...]float64{0, 40, 12, 2, 0, 15, 30}[b.priority]
		sum += fix + day*late + day*.5*math.Max(0, late-14)
	}
	if b.lost > 0 {
		sum += .4 * float64(b.lost*d)
		if b.postponed && d > 28 {
			sum += 30*float64(b.lost) + float64(d-28)
		}
	}
	for k, week := range [...]int{52, 65, 78, 104} {
		switch {
		case b.wait > week*7:
			sum += .6 * float64(d)
		case b.wait+d > week*7:
			sum += [...]float64{20, 60, 120, 250}[k]
		}
	}
	return sum + float64(d)*(1+.02*float64(b.wait)/7)*[...]float64{0, 4, 2.5, 1.4, 1, 2.5, 4}[b.priority]
}

// limits makes beds from the work, squeezed at first, and anaesthetists from the lists.
func (m *maker) limits() {
	p := m.p
	nights, high, minutes := make([]float64, len(m.kinds)), make([]float64, len(m.kinds)), make([]float64, len(m.kinds))
	for _, b := range m.people {
		minutes[b.kind] += b.mean
		for f, uses := range p.Stays[b.stay].Uses {
			for _, u := range uses {
				if f == 0 {
					nights[b.kind] += float64(u)
				} else {
					high[b.kind] += float64(u)
				}
			}
		}
	}
	beds, highs, lists := make([]float64, m.sites), make([]float64, m.sites), make([]int, m.sites*madeDays)
	for s, t := range p.Slots {
		use := p.Lengths[t.Length] * .86 / madeDays / minutes[t.Group]
		beds[t.Place] += nights[t.Group] * use
		highs[t.Place] += high[t.Group] * use
		if m.sleeps[s] {
			lists[int(t.Place)*madeDays+int(t.Day)]++
		}
	}
	p.Pools = []Pool{{Name: "beds"}, {Name: "high-care beds"}}
	for q := range m.sites {
		for d := range madeNights {
			week := []float64{1.05, 1.15, 1.2, 1.15, 1, .75, .75}[d%7]
			ease := math.Min(1, float64(d)/35)
			p.Pools[0].Cap = append(p.Pools[0].Cap, float32(math.Max(1, math.Round(beds[q]*(.62+.55*ease)*week*(.95+.1*m.r.Float64())*.75))))
			p.Pools[1].Cap = append(p.Pools[1].Cap, float32(math.Max(1, math.Round(highs[q]*(.6+.5*ease)*week+.3))))
		}
	}
	p.Rows = make([]int32, m.sites*madeDays)
	for s := range p.Slots {
		t := &p.Slots[s]
		if r := t.Place*madeDays + t.Day; m.sleeps[s] {
			t.Rows = []int32{r}
			p.Rows[r] = int32(math.Ceil(float64(lists[r])*(.80+.18*math.Min(1, float64(t.Day)/21)) - .3))
		}
	}
}

// compile makes classes and jobs.
func (m *maker) compile() {
	type key struct {
		kind, site, skill, scope int
		sleeps, high             bool
	}
	p := m.p
	byKind := make([][]int32, len(m.kinds))
	for s := range p.Slots {
		byKind[p.Slots[s].Group] = append(byKind[p.Slots[s].Group], int32(s))
	}
	for k := range byKind {
		slices.SortFunc(byKind[k], p.order)
	}
	numbers := map[key]int32{}
	rows := make([]float32, len(m.people)*madeDays)
	for j := range m.people {
		b := &m.people[j]
		k := key{b.kind, b.site, b.skill, b.scope, b.sleeps, b.high}
		if _, ok := numbers[k]; !ok {
			numbers[k] = int32(len(p.Classes))
			p.Classes = append(p.Classes, m.class(byKind[b.kind], b))
		}
		row := rows[j*madeDays : (j+1)*madeDays]
		for d := range row {
			if row[d] = float32(b.dayCost(d)); d < b.ready || b.away[d] {
				row[d] = float32(math.Inf(1))
			}
		}
		p.Jobs = append(p.Jobs, Job{Class: numbers[k], Stay: int32(b.stay), Mean: b.mean, Variance: b.sd * b.sd, Cost: row, Out: b.dayCost(madeDays + 21), Held: None})
	}
}

func (m *maker) class(slots []int32, b *person) Class {
	var c Class
	for _, s := range slots {
		q := int(m.p.Slots[s].Place)
		if m.skills[s]&b.skill == 0 || b.sleeps && !m.sleeps[s] || b.high && !m.intens[q] {
			continue
		}
		switch {
		case q == b.site:
			c.Slots, c.Extra = append(c.Slots, s), append(c.Extra, 0)
		case b.scope >= 1 && m.trust[q] == m.trust[b.site]:
			c.Slots, c.Extra = append(c.Slots, s), append(c.Extra, 4)
		case b.scope == 2:
			c.Slots, c.Extra = append(c.Slots, s), append(c.Extra, 15)
		}
	}
	return c
}

// book holds slots for a third of the jobs, first come first served, those of the first days fixed.
func (m *maker) book() {
	p := m.p
	st := newState(compile(p))
	c := st.c
	for _, x := range m.r.Perm(c.n) {
		i, b := int32(x), &m.people[c.orig[x]]
		rate := .22
		if b.priority != 4 {
			rate = .45
		}
		if b.postponed || m.r.Float64() > rate {
			continue
		}
		from := 0
		if b.priority == 3 || b.priority == 4 {
			from = m.r.IntN(45)
		}
		for y := c.first[c.class[i]]; y < c.first[c.class[i]+1]; y++ {
			s := c.slot[y]
			d := int(c.day[s])
			if d < from || d > 56 || c.cost[i][d] > math.MaxFloat32 || m.r.Float64() < .3 || st.mean[s]+b.mean > p.Lengths[c.length[s]]*.85 || !st.can(i, s) {
				continue
			}
			st.add(i, s, 0)
			h := &p.Jobs[c.orig[i]]
			h.Held, h.Fixed = s, d <= 2
			h.Move, h.Drop = 10+5*float64(b.lost), 40+20*float64(b.lost)
			break
		}
	}
}

// usual is the order in which trusts rebook: time-critical by date, then postponed, then longest waits.
func (m *maker) usual() []int32 {
	order := make([]int32, len(m.people))
	for j := range order {
		order[j] = int32(j)
	}
	rank := [...]int{0, 0, 2, 3, 4, 2, 1}
	late := func(b *person) int {
		if rank[b.priority] <= 2 {
			return b.due
		}
		if b.postponed {
			return 0
		}
		return 1
	}
	slices.SortFunc(order, func(x, y int32) int {
		a, b := &m.people[x], &m.people[y]
		return cmp.Or(cmp.Compare(rank[a.priority], rank[b.priority]), cmp.Compare(late(a), late(b)), cmp.Compare(b.wait, a.wait), cmp.Compare(x, y))
	})
	return order
}
