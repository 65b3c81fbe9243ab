package discharge

import (
	"slices"
	"strings"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/flow"
	"headroom/internal/org"
)

// sample is a made-up system from 13 December 2023 on, through Christmas, with what can usually be done in it.
func sample(t testing.TB, seed uint64, trusts, councils int) (*flow.System, Means) {
	t.Helper()
	s := flow.Sample(seed, trusts, councils, 42)
	return s, WhatCanBeDone(s, Usual(), civil.England(), nil, civil.On(2023, 12, 13), civil.On(2024, 1, 8), nil)
}

func TestNothingIsPlannedOnChristmasDayAndDaysOfRestAreDearer(t *testing.T) {
	_, m := sample(t, 1, 3, 2)
	cost := map[Service]map[DayKind]float64{}
	for _, l := range m.Levers {
		kind := KindOf(l.Date, civil.England())
		if kind == ChristmasDay {
			t.Errorf("%s is on Christmas Day", l.ID())
		}
		if l.Most < 1 {
			t.Errorf("%s can do %d", l.ID(), l.Most)
		}
		if cost[l.Service] == nil {
			cost[l.Service] = map[DayKind]float64{}
		}
		cost[l.Service][kind] = l.Cost
	}
	for s, c := range cost {
		if s != TransferHub && !(c[Weekday] < c[Weekend] && c[Weekend] < c[BankHoliday]) {
			t.Errorf("%s costs %v", s, c)
		}
		if s == TransferHub && c[Weekday] != 0 {
			t.Error("the hub is a lever on a working day, when it works anyway")
		}
	}
	if len(cost) != 6 {
		t.Errorf("there are levers of %d services, want 6: reablement needs a return, an opened bed a cost", len(cost))
	}
}

func TestAnAssumedLimitIsSaidAndSumsToItsShare(t *testing.T) {
	s, m := sample(t, 2, 2, 1)
	sum, want := 0.0, 0.0
	for _, l := range m.Limits {
		if !l.Assumed || l.Basis == "" {
			t.Errorf("the limit of %s on %s does not say that it is assumed", l.Service, l.Date)
		}
		if l.Service == HomeCare {
			sum += float64(l.Most)
			for d, p := 0, Usual(); d < 14; d++ {
				want += s.Model.Suppliers[0].Starts[d][0] / 14 * p.Assumed * p.Part[KindOf(l.Date, civil.England())]
			}
		}
	}
	if sum < want-1 || sum > want {
		t.Errorf("the limits sum to %v, the share to %v: fractions are to be carried, not dropped", sum, want)
	}
	if !strings.Contains(strings.Join(m.Assumed, " "), "no usable capacity return for home care, community beds, care home places on any day: its limits") {
		t.Errorf("nothing says that there is no return: %q", m.Assumed)
	}
}

// TestAnAssumedLimitNamesItsDays: neighbours among the days that can be planned are one run, Christmas Day or not.
func TestAnAssumedLimitNamesItsDays(t *testing.T) {
	s, first := flow.Sample(3, 1, 1, 42), civil.On(2023, 12, 22)
	s.From, s.Councils[0] = first, "C1"
	var rows []Capacity
	for _, d := range []int{0, 5} {
		rows = append(rows, Capacity{Holder: "C1", Service: HomeCare, Date: first.Add(d), Total: 9, Accepting: 4, AsAt: first.At(0)})
	}
	m := WhatCanBeDone(s, Usual(), civil.England(), NewSupply(rows, first.At(60), civil.England()), first, first.Add(7), nil)
	want := "C1 has no usable capacity return for home care from 23 December 2023 to 26 December 2023 and from 28 December 2023 to 29 December 2023, and for community beds, care home places on any day: its limits there are assumed."
	if !slices.Contains(m.Assumed, want) {
		t.Errorf("%q", m.Assumed)
	}
}

func TestReturnsSetTheLimitsByAgeAndAcceptance(t *testing.T) {
	s := flow.Sample(3, 2, 1, 42)
	at := civil.On(2023, 12, 13).At(11 * 60)
	council := s.Councils[0]
	row := func(day string, n int, age int) Capacity {
		return Capacity{Holder: council, Service: HomeCare, Date: civil.MustDate(day), Total: n, Accepting: n, Source: "council",
			AsAt: at.AddDate(0, 0, -age), Recorded: at}
	}
	rows := []Capacity{
		row("2023-12-14", 9, 1), row("2023-12-15", 8, 10), row("2023-12-18", 7, 40),
		row("2023-12-16", 6, 1), // a Saturday on which nobody is taken
		{Holder: council, Service: CommunityBed, Total: 20, Accepting: 5, Weekend: true, Source: "tracker", AsAt: at.AddDate(0, 0, -2), Recorded: at},
	}
	taken := func(_ org.Code, sv Service, day civil.Date) int {
		if sv == HomeCare && day == civil.On(2023, 12, 14) || sv == CommunityBed && day.IsZero() {
			return 2
		}
		return 0
	}
	m := WhatCanBeDone(s, Usual(), civil.England(), NewSupply(rows, at, civil.England()), civil.On(2023, 12, 13), civil.On(2024, 1, 2), taken)
	find := func(sv Service, day civil.Date) *Limit {
		for i, l := range m.Limits {
			if l.Service == sv && l.Date == day {
				return &m.Limits[i]
			}
		}
		return nil
	}
	for _, c := range []struct {
		day          string
		most         int
		old, assumed bool
	}{{"2023-12-14", 7, false, false}, {"2023-12-15", 8, true, false}, {"2023-12-16", 0, false, false}} {
		l := find(HomeCare, civil.MustDate(c.day))
		if l == nil || l.Most != c.most || l.Old != c.old || l.Assumed != c.assumed {
			t.Errorf("%s: %+v, want %+v", c.day, l, c)
		}
	}
	if l := find(HomeCare, civil.On(2023, 12, 18)); l == nil || !l.Assumed {
		t.Errorf("a return of forty days ago is used: %+v", l)
	}
	if l := find(CommunityBed, civil.Date{}); l == nil || l.Most != 3 {
		t.Errorf("vacant beds to be filled once: %+v", l)
	}
	if l := find(CommunityBed, civil.On(2023, 12, 26)); l == nil || l.Most != 0 {
		t.Errorf("beds that take nobody on a holiday: %+v", l)
	}
	for _, l := range m.Levers {
		if l.Service == CommunityBed && KindOf(l.Date, civil.England()) == BankHoliday {
			t.Errorf("%s is planned where nobody is taken", l.ID())
		}
	}
}

func TestMorningsAreReadAsPeopleWriteThem(t *testing.T) {
	got, err := ParseMornings("2023-12-27..2023-12-29, 2023-12-24,2023-12-28")
	if err != nil || len(got) != 4 || got[0] != civil.On(2023, 12, 24) || got[3] != civil.On(2023, 12, 29) {
		t.Errorf("%v %v", got, err)
	}
	for text, words := range map[string]string{"24/12/2023": "no date", "2023-12-29..2023-12-27": "first date first",
		"2023-12-01..2024-12-01": "more than", "": "no date"} {
		if _, err := ParseMornings(text); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), words) {
			t.Errorf("%q: %v, want %q", text, err, words)
		}
	}
}

func TestAnAskIsRefusedWithEveryFault(t *testing.T) {
	s, m := sample(t, 4, 2, 1)
	a := Ask{Share: 0, Confidence: .999, Mornings: []civil.Date{civil.On(2025, 1, 1)}, Levers: m.Levers, Limits: m.Limits}
	a.Levers = append(a.Levers, Lever{Date: civil.On(2023, 12, 20), Trust: "RXX", Service: WardDischarge, Most: 1, Cost: 1}, m.Levers[0],
		Lever{Date: civil.On(2023, 12, 20), Trust: s.Trusts[0], Council: "E10000099", Service: HomeCare, Most: 1, Cost: 1})
	_, err := check(s, a)
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid {
		t.Fatal(err)
	}
	for _, words := range []string{"confidence from 0.5", "outside the 42 mornings", "above 0 and up to", "RXX is not in this system", "there twice", "nobody of council E10000099"} {
		if !strings.Contains(f.Error(), words) {
			t.Errorf("the fault does not say %q:\n%v", words, f)
		}
	}
}

func TestTheDayAfterAStartIsTheMorningItShows(t *testing.T) {
	s, m := sample(t, 5, 1, 1)
	a := Ask{Share: .92, Confidence: .9, Mornings: []civil.Date{civil.On(2023, 12, 24)}, Levers: m.Levers, Limits: m.Limits}
	q, err := check(s, a)
	if err != nil {
		t.Fatal(err)
	}
	last := civil.Date{}
	for _, h := range q.handles {
		if s.Morning(h.day) != h.Date.Add(1) {
			t.Fatalf("%s shows on the morning of %s", h.ID(), s.Morning(h.day))
		}
		if h.Date.After(last) {
			last = h.Date
		}
	}
	if last != civil.On(2023, 12, 23) {
		t.Errorf("for the morning of 24 December the last day that helps is the 23rd, not %s", last)
	}
}
