package sitrep

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
)

func items(pairs ...any) []Item {
	var out []Item
	for i := 0; i < len(pairs); i += 2 {
		it := Item{Measure: measure.Code(pairs[i].(string))}
		switch v := pairs[i+1].(type) {
		case int:
			it.Value = measure.Of(float64(v))
		case measure.Value:
			it.Value = v
		}
		out = append(out, it)
	}
	return out
}

func TestBodyReadsBackWhatWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		codes := []string{"ga_occ", "ga_open", "los7", "los21", "flu_ga"}
		var in []Item
		for _, c := range codes {
			v := rapid.SampledFrom([]measure.Value{measure.Of(float64(rapid.IntRange(0, 1e9).Draw(t, "n"))), measure.Of(0.5),
				measure.None(), measure.NA(), measure.Gap()}).Draw(t, "v")
			at := Cell{Sheet: rapid.SampledFrom([]string{"", "G&A beds", "Flu "}).Draw(t, "sheet"), Ref: "BC37"}
			in = append(in, Item{Measure: measure.Code(c), Value: v, At: at})
		}
		body := Encode(in)
		out, err := Decode(body)
		if err != nil || Encode(out) != body {
			t.Fatalf("%v\n%s", err, body)
		}
		for _, it := range in {
			one, ok, err := DecodeOne(body, it.Measure)
			if err != nil || !ok || one != it {
				t.Fatalf("%+v is read back as %+v (%v)", it, one, err)
			}
		}
	})
}

func TestDamagedBodyIsAnError(t *testing.T) {
	for _, s := range []string{"ga_occ", "ga_occ\tx\n", "ga_occ\tNaN\n", "ga_occ\t1\t4!B2\n", "#0\n"} {
		if _, err := Decode(s); err == nil {
			t.Errorf("%q was read", s)
		}
	}
}

func version(n int, at time.Time, timing Timing) *Version {
	return &Version{Form: UECDaily, Org: "Z-001", Day: civil.MustDate("2023-12-20"), N: n, State: Returned, Timing: timing, Recorded: at}
}

func TestPickByView(t *testing.T) {
	day := civil.MustDate("2023-12-20")
	f, _ := FindForm(UECDaily, day)
	at := func(h, m int) time.Time { return day.At(civil.Clock(h*60 + m)) }
	later := day.Add(3).At(600)
	onTime := []*Version{version(1, at(10, 0), OnTime), version(2, at(11, 30), Amended), version(3, later, Amended)}
	late := []*Version{version(1, at(11, 1), Late), version(2, later, Amended)}
	cases := []struct {
		name string
		view View
		asOf time.Time
		of   []*Version
		want int
	}{
		{"first", First, later, onTime, 1}, {"collated keeps what was in at the cut-off", Collated, later, onTime, 2},
		{"latest", Latest, later, onTime, 3}, {"latest as of noon", Latest, at(12, 0), onTime, 2},
		{"nothing known yet", Latest, at(9, 0), onTime, 0}, {"late is never collated", Collated, later, late, 0},
		{"late is visible", Latest, at(12, 0), late, 1},
	}
	for _, c := range cases {
		got := 0
		if v := Pick(f, day, c.view, c.asOf, c.of); v != nil {
			got = v.N
		}
		if got != c.want {
			t.Errorf("%s: version %d, want %d", c.name, got, c.want)
		}
	}
}

func TestDeadlineToTheSecond(t *testing.T) {
	f, _ := FindForm(UECDaily, civil.MustDate("2023-12-20"))
	for _, day := range []civil.Date{civil.MustDate("2023-12-20"), civil.MustDate("2024-07-01")} {
		due := day.At(11 * 60)
		if f.Late(day, due) || !f.Late(day, due.Add(time.Second)) {
			t.Errorf("%s: 11:00:00 must be on time and 11:00:01 late", day)
		}
	}
}

func TestRatioOfSumsNotMeanOfRatios(t *testing.T) {
	f, _ := FindForm(UECDaily, civil.MustDate("2023-12-20"))
	p := f.Plan()
	big := p.Row(&Version{State: Returned, Items: items("ga_occ", 950, "ga_open", 1000)})
	small := p.Row(&Version{State: Returned, Items: items("ga_occ", 5, "ga_open", 10)})
	half := p.Row(&Version{State: Returned, Items: items("ga_occ", 70)})
	total := p.Total([]Row{big, small, half}, 4, nil)
	rate, err := DecodeLine(total.Encode(), "ga_occ_rate")
	if err != nil || rate.N != 2 || rate.Num != 955 || rate.Den != 1010 {
		t.Fatalf("%+v %v", rate, err)
	}
	occ, _ := DecodeLine(total.Encode(), "ga_occ")
	if occ.Num != 1025 || occ.N != 3 {
		t.Fatalf("%+v", occ)
	}
}

func TestRules(t *testing.T) {
	day := civil.MustDate("2023-12-20")
	f, _ := FindForm(UECDaily, day)
	good := []any{"ga_core_open", 400, "ga_esc_open", 20, "ga_occ", 400}
	cases := []struct {
		name  string
		add   []any
		rule  string
		stops bool
	}{
		{"nothing wrong", nil, "", false},
		{"a negative count", []any{"los7", -1}, "V01", true},
		{"half a bed", []any{"los7", measure.Of(1.5)}, "V01", true},
		{"parts that do not add up", []any{"ga_open", 500}, "V04", true},
		{"over 21 days more than over 7", []any{"los7", 10, "los21", 12}, "V07", true},
		{"flu above occupied", []any{"flu_ga", 401}, "V08", true},
		{"handover bands", []any{"amb_over60", 9, "amb_over30", 8}, "V09", true},
	}
	for _, c := range cases {
		d := Draft{Form: UECDaily, Org: "Z-001", Day: day, Items: items(append(append([]any{}, good...), c.add...)...)}
		_, list := Check(d, Circumstances{Definition: f, Now: day.At(9 * 60), OrgOpen: true})
		if (c.rule == "") != (len(list) == 0) || !has(list, c.rule) || list.Stops() != c.stops {
			t.Errorf("%s: %v", c.name, list)
		}
	}
}

func TestQueriedValueNeedsAComment(t *testing.T) {
	day := civil.MustDate("2023-12-20")
	f, _ := FindForm(UECDaily, day)
	d := Draft{Form: UECDaily, Org: "Z-001", Day: day, Items: items("ga_core_open", 400, "ga_esc_open", 1, "ga_occ", 410)}
	c := Circumstances{Definition: f, Now: day.At(9 * 60), OrgOpen: true}
	if _, list := Check(d, c); !has(list, "V05") || list.Stops() {
		t.Fatalf("%v", list)
	}
	d.Comments = map[measure.Code]string{"ga_occ": "nine patients in corridors"}
	if _, list := Check(d, c); len(list) != 0 {
		t.Fatalf("%v", list)
	}
	c.OrgOpen, c.Automated = false, true
	if _, list := Check(d, c); !has(list, "V02") || !has(list, "H02") {
		t.Fatalf("%v", list)
	}
}

func has(list fault.List, rule string) bool {
	if rule == "" {
		return true
	}
	for _, f := range list {
		if f.Rule == rule {
			return true
		}
	}
	return false
}
