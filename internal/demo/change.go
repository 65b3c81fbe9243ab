package demo

import (
	"fmt"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// changes lets the organisations change while the winters run, as real ones do: one trust is merged into its
// neighbour, one is split, one takes another name. Each is known some months before it happens.
func (b *builder) changes() {
	var in []*trust // trusts with an A&E department in a board that has several
	seen := map[org.Code]int{}
	for _, t := range b.trusts {
		if t.type1 {
			seen[t.board]++
			if seen[t.board] == 2 {
				in = append(in, t)
			}
		}
	}
	b.merge(in[3], neighbour(b.trusts, in[3]), civil.MustDate("2025-02-01"))
	b.split(in[7], civil.MustDate("2024-12-01"))
	b.rename(in[11], civil.MustDate("2024-10-01"))
}

func neighbour(all []*trust, of *trust) *trust {
	for _, t := range all {
		if t.type1 && t.board == of.board && t != of {
			return t
		}
	}
	panic("demo: the trust to be merged has no neighbour")
}

// news makes a fact known three months before its day.
func news(f org.Fact, on civil.Date) org.Fact {
	f.Recorded = on.Add(-91).At(12 * 60)
	return f
}

// closing states that the trust ends on the day.
func (b *builder) closing(t *trust, on civil.Date) {
	t.open.To = on
	u := news(fact(org.FactUnit, t.code, t.open), on)
	u.Kind = org.KindTrust
	b.facts = append(b.facts, u)
}

func (b *builder) followed(from, to org.Code, manner org.Manner, on civil.Date) {
	s := news(fact(org.FactSuccession, from, civil.Range{From: on}), on)
	s.Other, s.Manner = to, manner
	b.facts = append(b.facts, s)
}

func (b *builder) merge(gone, into *trust, on civil.Date) {
	b.closing(gone, on)
	b.followed(gone.code, into.code, org.Merged, on)
	into.grows = append(into.grows, growth{on, 1 + float64(gone.core)/float64(into.core)})
}

func (b *builder) split(gone *trust, on civil.Date) {
	b.closing(gone, on)
	first := len(b.facts)
	for i, part := range []float64{0.6, 0.4} {
		t := b.temper(gone.board, int(part*float64(gone.core)), true)
		t.open, t.share = civil.Range{From: on}, part*gone.share
		b.trusts = append(b.trusts, t)
		b.unit(t.code, org.KindTrust, t.open, org.NHS, t.board, b.nextPlace()+trustNames[2*i])
		b.marked(t)
		b.catchment(t)
		b.followed(gone.code, t.code, org.Demerged, on)
	}
	for i := first; i < len(b.facts); i++ {
		b.facts[i] = news(b.facts[i], on)
	}
}

func (b *builder) rename(t *trust, on civil.Date) {
	n := news(fact(org.FactName, t.code, civil.Range{From: on}), on)
	n.Text = mark + b.nextPlace() + " and District Hospitals NHS Foundation Trust"
	b.facts = append(b.facts, n)
}

// others makes those who send no daily return: ambulance, mental health and community trusts, care providers and
// voluntary bodies.
func (b *builder) others() {
	for _, at := range ambulances {
		b.unit(b.nextCode(), org.KindAmbulance, always, org.NHS, at, b.nextPlace()+" Ambulance Service NHS Trust")
	}
	for i, x := range boards {
		b.unit(b.nextCode(), org.KindTrust, always, org.NHS, x.code, b.nextPlace()+" Mental Health NHS Foundation Trust")
		if i%3 == 0 {
			b.unit(b.nextCode(), org.KindTrust, always, org.NHS, x.code, b.nextPlace()+" Community Health NHS Trust")
		}
	}
	for i := range 40 {
		b.unit(org.Code(fmt.Sprintf("SYN-P%02d", i+1)), org.KindCareProvider, always, org.ADASS, org.Code(fmt.Sprintf("SYN-C%03d", 1+i*37%153)),
			b.nextPlace()+[]string{" Lodge care home", " Home Care", " Court nursing home", " Reablement"}[i%4])
	}
	for i := range 20 {
		b.unit(org.Code(fmt.Sprintf("SYN-V%02d", i+1)), org.KindVoluntary, always, org.ADASS, org.Code(fmt.Sprintf("SYN-C%03d", 5+i*29%149)),
			b.nextPlace()+[]string{" Neighbours", " Volunteers", " Carers"}[i%3])
	}
}
