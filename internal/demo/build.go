package demo

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// builder makes the organisations. Places are given out in the order of asking.
type builder struct {
	rnd      *rand.Rand
	facts    []org.Fact
	trusts   []*trust
	places   int
	codes    int
	kinds    map[org.Code]org.Kind
	short    map[org.Code]string
	councils map[org.Code][]org.Code // by board
}

func newBuilder(seed uint64) *builder {
	return &builder{rnd: dice(seed, 1), codes: 100, kinds: map[org.Code]org.Kind{}, short: map[org.Code]string{},
		councils: map[org.Code][]org.Code{}}
}

func (b *builder) build() ([]org.Fact, []*trust) {
	b.facts = geography()
	for _, f := range b.facts {
		if f.What == org.FactUnit {
			b.kinds[f.Org] = f.Kind
		}
	}
	b.authorities()
	b.acutes()
	b.changes()
	b.others()
	slices.SortStableFunc(b.facts, func(x, y org.Fact) int { return x.Recorded.Compare(y.Recorded) })
	slices.SortFunc(b.trusts, func(x, y *trust) int { return cmp.Compare(x.code, y.code) })
	return b.facts, b.trusts
}

// always is the span of an organisation that was there before the world and outlives it.
var always = civil.Range{From: civil.MustDate("2019-04-01")}

// unit states an organisation with its name and its place in a tree.
func (b *builder) unit(c org.Code, k org.Kind, open civil.Range, t org.Tree, parent org.Code, name string) {
	u, n, l := fact(org.FactUnit, c, open), fact(org.FactName, c, open), fact(org.FactLink, c, open)
	u.Kind, n.Text, l.Tree, l.Other = k, mark+name, t, parent
	b.kinds[c] = k
	b.facts = append(b.facts, u, n, l)
}

func (b *builder) marks(c org.Code, open civil.Range, marks ...string) {
	for _, m := range marks {
		f := fact(org.FactMark, c, open)
		f.Text = m
		b.facts = append(b.facts, f)
	}
}

func (b *builder) shares(c org.Code, basis org.Basis, open civil.Range, shares ...org.Share) {
	f := fact(org.FactShare, c, open)
	f.Basis, f.Shares = basis, shares
	b.facts = append(b.facts, f)
}

func (b *builder) nextPlace() string {
	b.places++
	return place(b.places - 1)
}

func (b *builder) nextCode() org.Code {
	b.codes++
	return org.Code(fmt.Sprintf("SYN-%d", b.codes))
}

// authorities makes the 153 councils, each with its share of boards.
func (b *builder) authorities() {
	n := 0
	for _, ch := range chairs {
		for i := range ch.councils {
			n++
			c := org.Code(fmt.Sprintf("SYN-C%03d", n))
			at := ch.boards[i%len(ch.boards)]
			if foreign := ch.code == "E12000002" || ch.code == "E12000008"; foreign && at == ch.boards[len(ch.boards)-1] && i >= len(ch.boards) {
				at = ch.boards[0] // only one council lies across
			}
			name := b.nextPlace() + []string{" Council", " County Council", " Borough Council"}[i%3]
			b.unit(c, org.KindCouncil, always, org.ADASS, ch.code, name)
			b.councils[at] = append(b.councils[at], c)
			if next := ch.boards[(i+1)%len(ch.boards)]; i%4 == 1 && next != at {
				b.shares(c, org.AreasByICB, always, org.Share{Other: at, Of: 0.85}, org.Share{Other: next, Of: 0.15})
				continue
			}
			b.shares(c, org.AreasByICB, always, org.Share{Other: at, Of: 1})
		}
	}
}

// acutes makes the acute trusts: sizes are spread as those of the real ones (flow.md a.2: tenth, middle and ninth tenth
// of adult beds 311, 651 and 1,378), the smallest go to the trusts without A&E.
func (b *builder) acutes() {
	total := 0
	for _, x := range boards {
		total += x.acute
	}
	sizes := make([]int, total)
	for i := range sizes {
		q := (float64(i) + 0.5) / float64(total)
		sizes[i] = int(math.Round(602 * math.Exp(0.56*math.Sqrt2*math.Erfinv(2*q-1))))
	}
	small := len(specialist)
	rest := sizes[small:]
	b.rnd.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
	for _, x := range boards {
		plain := x.acute
		for _, s := range specialist {
			if s == x.code {
				plain--
			}
		}
		for i := range x.acute {
			if i < plain {
				b.acute(x, rest[0], true)
				rest = rest[1:]
				continue
			}
			small--
			b.acute(x, sizes[small], false)
		}
	}
	b.proportion()
}

var trustNames = []string{" Hospitals NHS Trust", " University Hospitals NHS Foundation Trust", " Hospitals NHS Foundation Trust",
	" Teaching Hospitals NHS Foundation Trust", " Health NHS Trust"}

var specialistNames = []string{" Orthopaedic Hospital NHS Foundation Trust", " Heart and Chest Hospital NHS Foundation Trust",
	" Cancer Centre NHS Foundation Trust"}

// acute makes one trust of about so many adult beds, with its sites.
func (b *builder) acute(x board, beds int, type1 bool) {
	t := b.temper(x.code, beds, type1)
	b.trusts = append(b.trusts, t)
	where := b.nextPlace()
	name := where + trustNames[int(t.n)%len(trustNames)]
	if !type1 {
		name = where + specialistNames[int(t.n)%len(specialistNames)]
		t.orthop = int(t.n)%len(specialistNames) == 0
	}
	b.unit(t.code, org.KindTrust, t.open, org.NHS, x.code, name)
	b.marked(t)
	b.catchment(t)
	if type1 && beds > 900 {
		b.sites(t, b.nextPlace(), where)
	}
}

// marked gives a trust the marks of the returns that it owes.
func (b *builder) marked(t *trust) {
	m := []string{org.MarkAcuteBeds}
	if t.type1 {
		m = append(m, org.MarkType1, org.MarkCriteria)
	}
	b.marks(t.code, t.open, m...)
}

func (b *builder) sites(t *trust, names ...string) {
	for i, n := range names {
		c := org.Code(fmt.Sprintf("%s-%c", t.code, 'A'+i))
		b.unit(c, org.KindSite, t.open, org.NHS, t.code, n+" Hospital")
	}
}

// catchment says where the trust's patients come from: nine in ten from its own board.
func (b *builder) catchment(t *trust) {
	next := t.board
	for i, x := range boards {
		if x.code == t.board {
			if j := i + 1; j < len(boards) && boards[j].region == x.region {
				next = boards[j].code
			} else if i > 0 && boards[i-1].region == x.region {
				next = boards[i-1].code
			}
		}
	}
	own := []org.Share{{Other: t.board, Of: 1}}
	if next != t.board {
		own = []org.Share{{Other: t.board, Of: 0.9}, {Other: next, Of: 0.1}}
	}
	b.shares(t.code, org.PatientsByICB, t.open, own...)
	near := b.councils[t.board]
	if len(near) == 0 {
		near = b.councils[next]
	}
	if len(near) > 4 {
		near = near[:4]
	}
	var by []org.Share
	left := 1.0
	for i, c := range near {
		of := math.Round(left*60) / 100
		if i == len(near)-1 {
			of = left
		}
		by = append(by, org.Share{Other: c, Of: math.Round(of*100) / 100})
		left -= of
	}
	if len(by) > 0 {
		b.shares(t.code, org.PatientsByCouncil, t.open, by...)
	}
}

// temper draws what a trust is like.
func (b *builder) temper(at org.Code, beds int, type1 bool) *trust {
	r := b.rnd
	between := func(lo, hi float64) float64 { return lo + (hi-lo)*r.Float64() }
	t := &trust{n: uint64(b.codes - 99), code: b.nextCode(), board: at, open: always, type1: type1, core: beds,
		base: 0.983 + 0.016*r.NormFloat64(), swing: between(0.010, 0.02), escalates: between(0.6, 1.1), trough: between(0.75, 1.25),
		stuck: min(max(0.142*math.Exp(0.36*r.NormFloat64()), 0.045), 0.27), leaves: min(max(0.112*math.Exp(0.22*r.NormFloat64()), 0.065), 0.17),
		weekend: between(0.85, 1.12), slow: 0.07 * r.NormFloat64(), stay: between(0.44, 0.54),
		shift: r.IntN(11) - 5, staff: float64(beds) * between(8.6, 10.4), nilDiverts: r.IntN(9) == 0}
	if t.early = between(25, 150); r.Float64() < 0.38 {
		t.early = between(4, 18) // its figures come out of a system
	}
	if r.Float64() < 0.2 {
		t.base -= between(0.03, 0.075)
	}
	switch {
	case !type1:
		t.core = max(beds*6/10, 40)
		t.base, t.trough, t.escalates = between(0.74, 0.88), 1.8, 0
	default:
		t.paed = int(float64(beds) * between(0.045, 0.085))
		t.ambulances = float64(beds) * between(0.13, 0.17)
		t.nic = int(float64(beds) * between(0.008, 0.024))
	}
	t.cc = max(int(float64(beds)*between(0.03, 0.052)), 4)
	if beds > 1300 && type1 {
		t.picu = 6 + r.IntN(16)
	}
	return t
}

// proportion notes each trust's share of England's beds.
func (b *builder) proportion() {
	all := 0.0
	for _, t := range b.trusts {
		all += float64(t.core)
	}
	for _, t := range b.trusts {
		t.share = float64(t.core) / all
	}
}
