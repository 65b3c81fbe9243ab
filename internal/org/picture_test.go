package org

import (
	"fmt"
	"slices"
	"testing"
	"testing/quick"

	"headroom/internal/civil"
)

func from(s string) civil.Range { return civil.Range{From: date(s)} }

func fromTo(a, b string) civil.Range { return civil.Range{From: date(a), To: date(b)} }

// trust is a stated trust under a parent.
func trust(c Code, parent Code, open civil.Range) []Fact {
	return []Fact{
		{What: FactUnit, Org: c, Kind: KindTrust, Valid: open},
		{What: FactName, Org: c, Text: "Trust " + string(c), Valid: open},
		{What: FactLink, Org: c, Tree: NHS, Other: parent, Valid: open},
	}
}

func TestBuiltinPictures(t *testing.T) {
	b := NewBook(Builtin())
	for _, c := range []struct {
		day           string
		regions, icbs int
	}{{"2017-12-20", 4, 0}, {"2018-05-01", 5, 0}, {"2020-01-01", 7, 0}, {"2022-07-01", 7, 42}, {"2023-12-20", 7, 42}, {"2026-03-31", 7, 42}, {"2026-04-01", 7, 36}} {
		p := b.At(date(c.day))
		if r, i := len(p.Units(KindRegion)), len(p.Units(KindICB)); r != c.regions || i != c.icbs {
			t.Errorf("%s: %d regions and %d ICBs; want %d and %d", c.day, r, i, c.regions, c.icbs)
		}
		if n := len(p.Children(ADASS, England)); n != 9 {
			t.Errorf("%s: %d ADASS regions under England", c.day, n)
		}
		if n := len(p.Children(NHS, England)); n != c.regions {
			t.Errorf("%s: %d units under England in the NHS tree, want the %d regions", c.day, n, c.regions)
		}
		for _, u := range p.Units(KindICB) {
			if r, ok := p.Above(NHS, u.Code, KindRegion); !ok || !p.Within(u.Code, r) || !p.Within(u.Code, England) {
				t.Errorf("%s: %s hangs from no region", c.day, u.Code)
			}
		}
	}
	counts := map[Code]int{"Y56": 5, "Y58": 7, "Y59": 6, "Y60": 11, "Y61": 6, "Y62": 3, "Y63": 4}
	p := b.At(date("2023-12-20"))
	for r, n := range counts {
		if got := len(p.Under(NHS, r, KindICB)); got != n {
			t.Errorf("%s has %d ICBs; want %d", r, got, n)
		}
	}
	if u, _ := p.Unit("QHG"); u.Short != "Bedfordshire, Luton and Milton Keynes" || u.Unconfirmed {
		t.Errorf("QHG is %+v", u)
	}
	if u, _ := b.At(date("2017-12-20")).Unit("Y56"); u.Name != "London Commissioning Region" {
		t.Errorf("Y56 was called %q in 2017", u.Name)
	}
	if u, ok := b.At(date("2026-05-01")).Unit("D7T5G"); !ok || !u.Unconfirmed {
		t.Errorf("the new ICB is not marked unconfirmed: %+v", u)
	}
}

func TestLookupByDate(t *testing.T) {
	b := NewBook(Builtin())
	for _, c := range []struct {
		id, day string
		want    Code
	}{{"E54000052", "2022-10-01", "QXU"}, {"E54000063", "2023-10-01", "QXU"}, {"e40000008", "2020-01-01", "Y60"}, {"E54000052", "2024-01-01", "QXU"}, {"Y60", "2024-01-01", "Y60"}} {
		if got, ok := b.Lookup(c.id, date(c.day)); !ok || got != c.want {
			t.Errorf("%s on %s is %s, %v; want %s", c.id, c.day, got, ok, c.want)
		}
	}
	if _, ok := b.Lookup("E99999999", date("2024-01-01")); ok {
		t.Error("an unknown code means something")
	}
}

func TestParentsInTime(t *testing.T) {
	facts := append(Builtin(), trust("RZZ", "QMJ", from("2022-07-01"))...)
	facts[len(facts)-3].Valid = from("2010-01-01") // open long before its ICB began
	b := NewBook(facts)
	for _, c := range []struct {
		day     string
		parent  Code
		assumed bool
	}{{"2017-12-20", "Y56", true}, {"2021-01-01", "Y56", true}, {"2023-12-20", "QMJ", false}, {"2026-05-01", "Y56", true}} {
		l, ok := b.At(date(c.day)).Place(NHS, "RZZ")
		if !ok || l.Parent != c.parent || l.Assumed != c.assumed {
			t.Errorf("%s: RZZ hangs from %+v; want %s, assumed %v", c.day, l, c.parent, c.assumed)
		}
	}
	facts = append(facts, Fact{What: FactLink, Org: "RZZ", Tree: NHS, Other: "QMF", Valid: from("2024-01-01")})
	b = NewBook(facts)
	for day, want := range map[string]Code{"2023-12-31": "QMJ", "2024-01-01": "QMF"} {
		if got, _ := b.At(date(day)).Parent(NHS, "RZZ"); got != want {
			t.Errorf("%s: %s; want %s", day, got, want)
		}
	}
}

func TestStatedBeatsSeenAndWithdrawnGoes(t *testing.T) {
	facts := append(Builtin(), trust("RZZ", "QMJ", from("2022-07-01"))...)
	facts = append(facts, Fact{What: FactLink, Org: "RZZ", Tree: NHS, Other: "Y60", Valid: fromTo("2023-01-01", "2023-02-01"), Standing: Seen})
	if got, _ := NewBook(facts).At(date("2023-01-10")).Parent(NHS, "RZZ"); got != "QMJ" {
		t.Errorf("a seen place beats the stated one: %s", got)
	}
	renamed := Fact{What: FactName, Org: "RZZ", Text: "Other name", Valid: from("2023-06-01")}
	gone := renamed
	gone.Standing = Withdrawn
	if got := NewBook(append(facts, renamed)).Name("RZZ", date("2023-07-01")); got != "Other name" {
		t.Errorf("the name is %q", got)
	}
	if got := NewBook(append(facts, renamed, gone)).Name("RZZ", date("2023-07-01")); got != "Trust RZZ" {
		t.Errorf("after the withdrawal the name is %q", got)
	}
}

func TestSuccession(t *testing.T) {
	facts := slices.Concat(Builtin(), trust("RAA", "QMJ", fromTo("2010-01-01", "2020-01-01")), trust("RBB", "QMJ", fromTo("2010-01-01", "2022-01-01")),
		trust("RCC", "QMJ", from("2022-01-01")), trust("RDD", "QMJ", fromTo("2010-01-01", "2021-01-01")), trust("REE", "QMJ", from("2021-01-01")))
	add := func(a, z Code, m Manner, on string) {
		facts = append(facts, Fact{What: FactSuccession, Org: a, Other: z, Manner: m, Valid: from(on)})
	}
	add("RAA", "RBB", Merged, "2020-01-01")
	add("RBB", "RCC", Replaced, "2022-01-01")
	add("RDD", "REE", Demerged, "2021-01-01")
	add("RDD", "RCC", Demerged, "2021-01-01")
	b := NewBook(facts)
	if h := b.Heir("RAA", date("2023-01-01")); !h.Sure() || h.Code != "RCC" || len(h.Path) != 2 {
		t.Errorf("the chain gives %+v", h)
	}
	if h := b.Heir("RAA", date("2021-06-01")); h.Code != "RBB" {
		t.Errorf("half-way the chain gives %+v", h)
	}
	if h := b.Heir("RDD", date("2023-01-01")); h.Code != "" || len(h.Choices) != 2 {
		t.Errorf("a split names an heir: %+v", h)
	}
	if h := b.Heir("QMJ", date("2026-05-01")); h.Sure() || !h.Unconfirmed {
		t.Errorf("an unconfirmed succession is sure: %+v", h)
	}
	if h := b.Heir("QMJ", date("2026-03-31")); h.Code != "QMJ" {
		t.Errorf("an open unit is not its own heir: %+v", h)
	}
	stand, left := b.At(date("2023-01-01")).Gather([]Code{"RAA", "RBB", "RCC", "RDD"})
	if !slices.Equal(stand["RCC"], []Code{"RAA", "RBB", "RCC"}) || len(left) != 1 || left["RDD"] == "" {
		t.Errorf("gathered %v, left %v", stand, left)
	}
	if n := len(b.At(date("2023-01-01")).Predecessors("RCC")); n != 2 {
		t.Errorf("RCC follows %d units", n)
	}
}

func TestRingsEnd(t *testing.T) {
	facts := slices.Concat(Builtin(), trust("RAA", "RBB", from("2010-01-01")), trust("RBB", "RAA", from("2010-01-01")),
		[]Fact{{What: FactSuccession, Org: "RXX", Other: "RYY", Valid: from("2012-01-01")}, {What: FactSuccession, Org: "RYY", Other: "RXX", Valid: from("2013-01-01")}})
	p := NewBook(facts).At(date("2023-01-01"))
	if got := p.Under(NHS, England, KindTrust); len(got) != 2 {
		t.Errorf("the trusts of a ring under England are %v", got)
	}
	if !p.Within("RAA", England) || !p.Within("RBB", England) {
		t.Error("a ring of parents is lost to England")
	}
	if h := p.Heir("RXX"); h.Code != "" {
		t.Errorf("a ring of successions names an heir: %+v", h)
	}
}

// TestEveryTrustIsEnglands: whatever the links and dates, each open trust is under England exactly once.
func TestEveryTrustIsEnglands(t *testing.T) {
	parents := []Code{"QMJ", "QH8", "Y54", "Y57", "Y60", "ENG", "RT0", "RT1", "RT2", "NOWHERE", ""}
	days := []string{"2014-01-01", "2018-03-31", "2018-04-01", "2019-04-01", "2022-07-01", "2026-04-01"}
	holds := func(picks []uint8, on uint8) bool {
		facts := Builtin()
		for i, n := range picks {
			c := Code(fmt.Sprintf("RT%d", i%4))
			if i < 4 {
				facts = append(facts, Fact{What: FactUnit, Org: c, Kind: KindTrust, Standing: Seen, Valid: from("2013-06-01")})
			}
			to := parents[int(n)%len(parents)]
			if to == "" {
				continue
			}
			f := Fact{What: FactLink, Org: c, Tree: NHS, Other: to, Valid: from(days[int(n/11)%len(days)])}
			if n%2 == 0 {
				f.Standing = Seen
			}
			facts = append(facts, f)
		}
		p := NewBook(facts).At(date(days[int(on)%len(days)]))
		under := p.Under(NHS, England, KindTrust)
		slices.Sort(under)
		return len(under) == len(p.Units(KindTrust)) && len(slices.Compact(under)) == len(p.Units(KindTrust))
	}
	if err := quick.Check(holds, nil); err != nil {
		t.Error(err)
	}
}

func BenchmarkPicture(b *testing.B) {
	facts := Builtin()
	for i := range 400 {
		facts = append(facts, trust(Code(fmt.Sprintf("R%03d", i)), "QMJ", from("2010-01-01"))...)
	}
	book := NewBook(facts)
	b.ResetTimer()
	for b.Loop() {
		book.At(date("2023-12-20"))
	}
}
