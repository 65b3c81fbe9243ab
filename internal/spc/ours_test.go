package spc_test

import (
	"math"
	"strings"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/spc"
)

var gap = math.NaN()

func TestMissingIsNeverNought(t *testing.T) {
	c := made(t, days(1, 3, gap, 10, 12, 10), spc.Method{NoScreen: true})
	within(t, "mean", c.Points[0].Mean, 7.2, 1e-12)
	within(t, "moving range, of neighbours alone", c.Groups[0].MovingRange, 2, 1e-12)
	if p := c.Points[2]; p.State != spc.Missing || !math.IsNaN(p.Value) || p.Cause != spc.NoCause || p.Type.String() != "" {
		t.Errorf("the missing point is %+v", p)
	}
	// a missing value ends every run
	for _, x := range []struct {
		values []float64
		rule   spc.Rules
	}{
		{[]float64{1, 2, 3, 4, gap, 5, 6, 7, 8}, spc.InTrend},
		{[]float64{1, 1, 1, 1, gap, 1, 1, 1, -7}, spc.InShift},
	} {
		if got := broken(made(t, days(x.values...), spc.Method{}), x.rule); strings.Contains(got, "1") {
			t.Errorf("%v: %s", x.values, got)
		}
	}
	// nor does the last point of a trend take its direction from beyond the gap
	wide := []float64{50, -50, 50, -50, 50, -50, 50, -50, 50, -50, 50, -50}
	if got := causes(made(t, days(append(wide, 1, 2, 3, 4, 5, 6, 7, gap, 3, 4, 5, 6, 7, 8, 9)...), spc.Method{FixAfter: 12}))[12:]; got != "+++++++_+++++++" {
		t.Errorf("two trends about a gap: %s", got)
	}
	series, m := near(4, gap, 4)
	if got := causes(made(t, series, m))[12:]; got != "._." {
		t.Errorf("2 of 3 about a gap: %s", got)
	}
	// the icon is of the last value, and the reader is told
	c = made(t, days(1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 9, gap), spc.Method{FixAfter: 12})
	if c.Variation != spc.VariationImprovementHigh || c.Warnings[0].Problem != spc.LastNotJudged || c.Warnings[0].Date != civil.On(2020, 1, 14) {
		t.Errorf("%s, %v", c.Variation, c.Warnings)
	}
}

func TestRebase(t *testing.T) {
	v := append(worked(), 101, 102, 101, 102, 101, 102)
	at := spc.Rebase{Date: civil.On(2020, 1, 20), Reason: "virtual wards opened", By: "A. Sample"}
	target := 50.0
	c := made(t, days(v...), spc.Method{Rebases: []spc.Rebase{at}, Target: &target})
	if len(c.Groups) != 2 || c.Groups[1].First != 18 || c.Points[17].Group != 0 || c.Points[18].Group != 1 {
		t.Fatalf("groups %+v", c.Groups)
	}
	within(t, "the second mean", c.Points[18].Mean, 101.5, 1e-12)
	within(t, "no moving range crosses the boundary", c.Groups[1].MovingRange, 1, 1e-12)
	within(t, "the first limit is as without the rest", c.Points[0].UPL, 35.0/18+2.66, 1e-12)
	if c.Assurance != spc.ConsistentPass {
		t.Errorf("the target is held against the last group: %s", c.Assurance)
	}
	if w := c.Warnings[0]; w.Problem != spc.TrialLimits || w.Group != 1 || w.N != 6 || !strings.Contains(w.Words(), "from 20 January 2020 are on trial: they are made of 6 points") {
		t.Errorf("%v", c.Warnings)
	}
	// runs do not cross it either
	c = made(t, days(1, 2, 3, 4, 5, 6, 7, 8), spc.Method{Rebases: []spc.Rebase{{Date: civil.On(2020, 1, 6), Reason: "a", By: "b"}}})
	if got := broken(c, spc.InTrend); got != "00000000" {
		t.Errorf("a trend across the boundary: %s", got)
	}
	// at the first date there is nothing to divide
	c = made(t, days(1, 2, 3), spc.Method{Rebases: []spc.Rebase{{Date: civil.On(2020, 1, 2), Reason: "a", By: "b"}}})
	if len(c.Groups) != 1 {
		t.Errorf("%d groups", len(c.Groups))
	}
}

func TestTrial(t *testing.T) {
	for n, want := range map[int]bool{5: true, 12: true, 13: false, 40: false} {
		v := make([]float64, n)
		for i := range v {
			v[i] = float64(i % 2)
		}
		c := made(t, days(v...), spc.Method{})
		if got := c.Groups[0].Trial; got != want {
			t.Errorf("%d points: trial %v", n, got)
		}
	}
}

func TestNoLimits(t *testing.T) {
	c := made(t, days(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), spc.Method{Target: new(float64)})
	if c.Groups[0].HasLimits() || causes(c) != ".............." || c.Assurance != spc.Inconsistent {
		t.Errorf("a constant series: %+v %s %s", c.Groups[0], causes(c), c.Assurance)
	}
	if c.Warnings[0].Problem != spc.NoLimits {
		t.Errorf("nobody is told: %v", c.Warnings)
	}
	c = made(t, days(5, 5, 5, 5), spc.Method{NoScreen: true})
	if p := c.Points[0]; p.UPL != 5 || p.LPL != 5 {
		t.Errorf("unscreened limits %v to %v", p.LPL, p.UPL)
	}
	if c := made(t, days(7), spc.Method{}); c.Groups[0].HasLimits() || c.Variation != spc.VariationCommon {
		t.Errorf("one point: %+v", c.Groups[0])
	}
}

func TestExclusion(t *testing.T) {
	v := append(worked(), 60, 60, 1, 2, 1, 2)
	strike := spc.Exclusion{Days: civil.Range{From: civil.On(2020, 1, 20), To: civil.On(2020, 1, 22)}, Name: "Resident doctors"}
	c := made(t, days(v...), spc.Method{Exclusions: []spc.Exclusion{strike}})
	for _, i := range []int{18, 19} {
		if p := c.Points[i]; p.State != spc.Excluded || p.Value != 60 || p.Cause != spc.NoCause || c.Method().Exclusions[p.Exclusion].Name != "Resident doctors" {
			t.Errorf("%+v", p)
		}
	}
	within(t, "mean", c.Points[0].Mean, 41.0/22, 1e-12)
	if g := c.Groups[0]; g.MovingRange != 1 || g.Ranges != 20 || g.Counted != 22 || len(c.Groups) != 1 {
		t.Errorf("%+v", g)
	}
	// it is passed over by the runs
	m := spc.Method{FixAfter: 12, Exclusions: []spc.Exclusion{{Days: civil.Range{From: civil.On(2020, 1, 17), To: civil.On(2020, 1, 18)}, Name: "Christmas"}}}
	series, _ := near(1, 2, 3, -9, 3.1, 3.2, 3.3, 3.4)
	if got := causes(made(t, series, m))[10:]; got != ".++++_++++" {
		t.Errorf("a trend about an excluded point: %s", got)
	}
	// a value that was never given is not left out: it is missing
	m.Exclusions[0].Days = civil.Range{From: civil.On(2020, 1, 1), To: civil.On(2020, 2, 1)}
	if _, err := spc.Make(days(1, gap, 2), m); err != nil {
		t.Fatal(err)
	}
	if c := made(t, days(1, gap, 2), m); c.Points[1].State != spc.Missing || c.Points[0].State != spc.Excluded {
		t.Errorf("%s and %s", c.Points[0].State, c.Points[1].State)
	}
	// a weekly point is touched by a strike later in its week
	for d, want := range map[int]spc.State{13: spc.Counted, 14: spc.Excluded, 20: spc.Excluded, 21: spc.Excluded, 22: spc.Counted} {
		series := []spc.Reading{{Date: civil.On(2020, 1, d), Value: 1}, {Date: civil.On(2020, 3, 1), Value: 1}}
		if got := made(t, series, spc.Method{Exclusions: []spc.Exclusion{strike.ForWeeks()}}).Points[0].State; got != want {
			t.Errorf("the week from 2020-01-%d is %s", d, got)
		}
	}
}

// cycle is a daily series about a level, with a weekly pattern and a small wave of its own.
func cycle(n int) []spc.Reading {
	week := []float64{-30, 10, 8, 6, 9, 12, -15} // Sunday first
	out := make([]spc.Reading, n)
	for i := range out {
		d := civil.On(2023, 10, 2+i)
		out[i] = spc.Reading{Date: d, Value: 200 + week[d.Weekday()] + float64(i*i%5) - 2}
	}
	return out
}

func TestWeekday(t *testing.T) {
	raw := made(t, cycle(70), spc.Method{})
	if raw.Warnings[0].Problem != spc.DailyUnadjusted {
		t.Errorf("a daily series is charted without a word: %v", raw.Warnings)
	}
	c := made(t, cycle(70), spc.Method{Weekday: true})
	if len(c.Warnings) != 0 {
		t.Errorf("%v", c.Warnings)
	}
	within(t, "Sundays", c.WeekdayEffect(civil.On(2023, 10, 8)), -30, 2)
	within(t, "Fridays", c.WeekdayEffect(civil.On(2023, 10, 6)), 12, 2)
	all := 0.0
	for d := range 7 {
		all += c.WeekdayEffect(civil.On(2023, 10, 2+d))
	}
	within(t, "the effects together", all, 0, 1e-9)
	if a, b := raw.Groups[0].MovingRange, c.Groups[0].MovingRange; b > a/4 {
		t.Errorf("the moving range was %v and is %v", a, b)
	}
	for i, p := range c.Points {
		if p.Given != raw.Points[i].Value {
			t.Fatalf("what was given is not kept: %+v", p)
		}
		if p.Type != spc.Common {
			t.Errorf("%s is %s", p.Date, p.Cause)
		}
	}
	// a strike is not taken for the week, and stays visible
	struck := cycle(70)
	for i := 30; i < 33; i++ {
		struck[i].Value -= 120
	}
	s := made(t, struck, spc.Method{Weekday: true})
	for i := 30; i < 33; i++ {
		if s.Points[i].Cause != spc.BelowLower {
			t.Errorf("day %d is %s", i, s.Points[i].Cause)
		}
	}
	within(t, "Sundays with a strike", s.WeekdayEffect(civil.On(2023, 10, 8)), -30, 3)
	// a day that is missing, and days that are left out, take no part in the pattern
	struck[40] = spc.Reading{Date: struck[40].Date, Missing: true}
	out := spc.Exclusion{Days: civil.Range{From: struck[30].Date, To: struck[33].Date}, Name: "a strike"}
	s = made(t, struck, spc.Method{Weekday: true, Exclusions: []spc.Exclusion{out}})
	clean := made(t, cycle(70), spc.Method{Weekday: true})
	for d := range 7 {
		on := civil.On(2023, 10, 2+d)
		within(t, "the effect of "+on.Weekday().String(), s.WeekdayEffect(on), clean.WeekdayEffect(on), 2)
	}
	if p := s.Points[31]; p.State != spc.Excluded || math.Abs(p.Value-(p.Given-s.WeekdayEffect(p.Date))) > 1e-12 {
		t.Errorf("%+v", p)
	}
	// three weeks are too few, and monthly figures have no week
	short := made(t, cycle(21), spc.Method{Weekday: true})
	if short.Warnings[0].Problem != spc.WeekdayRefused || short.Points[0].Value != short.Points[0].Given {
		t.Errorf("%v", short.Warnings)
	}
}

func TestWeeks(t *testing.T) {
	d := cycle(20)[2:] // from a Wednesday
	d[14].Missing = true
	w := spc.Weeks(d)
	if len(w) != 3 || w[0].Date != civil.On(2023, 10, 2) || !w[0].Missing || w[1].Missing || !w[2].Missing {
		t.Fatalf("%+v", w)
	}
	mean := 0.0
	for _, x := range d[5:12] {
		mean += x.Value / 7
	}
	within(t, "the week from 9 October", w[1].Value, mean, 1e-9)
	full := cycle(7)
	full[3].Missing = true
	if w := spc.Weeks(full); !w[0].Missing {
		t.Errorf("six days make a week: %+v", w)
	}
	far := spc.Weeks([]spc.Reading{d[0], {Date: d[0].Date.Add(21), Value: 1}})
	if len(far) != 4 || !far[1].Missing || !far[2].Missing {
		t.Errorf("weeks without a day are not missing: %+v", far)
	}
}

func TestRefusals(t *testing.T) {
	r := func(d civil.Date, reason, by string) []spc.Rebase { return []spc.Rebase{{d, reason, by}} }
	on := civil.On(2020, 1, 3)
	twice := days(1, 2, 3)
	twice[2].Date = twice[0].Date
	some := days(1, 2, 3)
	some[1].Date = civil.Date{}
	for _, x := range []struct {
		name   string
		series []spc.Reading
		m      spc.Method
		want   string
	}{
		{"nothing", nil, spc.Method{}, "no reading"},
		{"all missing", days(gap, gap), spc.Method{}, "every reading is missing"},
		{"infinite", []spc.Reading{{Value: math.Inf(1)}}, spc.Method{}, "reading 1 is too large"},
		{"too large", days(1, -1e300), spc.Method{}, "reading 2 is too large"},
		{"not a number", []spc.Reading{{Value: gap}}, spc.Method{}, "reading 1 is no number"},
		{"twice", twice, spc.Method{}, "2020-01-02 is there twice"},
		{"half dated", some, spc.Method{}, "1 of 3 readings have no date"},
		{"rebased without dates", []spc.Reading{{Value: 1}, {Value: 2}}, spc.Method{Rebases: r(on, "a", "b")}, "without dates cannot be rebased"},
		{"no reason", days(1, 2, 3), spc.Method{Rebases: r(on, "", "b")}, "the rebase at 2020-01-03 needs a reason and the name"},
		{"no name", days(1, 2, 3), spc.Method{Rebases: r(on, "a", "")}, "needs a reason and the name"},
		{"no such date", days(1, 2, 3), spc.Method{Rebases: r(civil.On(2021, 1, 1), "a", "b")}, "2021-01-01 is no date of the series, which runs from 2020-01-02 to 2020-01-04"},
		{"fixed early", days(1, 2, 3), spc.Method{FixAfter: 5}, "12 or more"},
		{"short runs", days(1, 2, 3), spc.Method{Trend: 2, Shift: 99}, "a trend of 2 points"},
		{"nameless", days(1, 2, 3), spc.Method{Exclusions: []spc.Exclusion{{}}}, "needs a name"},
		{"no target", days(1, 2, 3), spc.Method{Target: &gap}, "the target is no number"},
		{"no direction", days(1, 2, 3), spc.Method{Improve: 9}, "no such direction"},
	} {
		c, err := spc.Make(x.series, x.m)
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v", x.name, err)
		}
		if len(c.Points) != 0 {
			t.Errorf("%s: a chart with %d points came all the same", x.name, len(c.Points))
		}
	}
}

func TestOtherRuns(t *testing.T) {
	c := made(t, days(1, 2, 3, 4, 5, 6), spc.Method{Trend: 6})
	if p := c.Points[0]; p.Cause != spc.Rising || c.Words(p.Cause) != "6 Point Trend (Increasing)" {
		t.Errorf("%s, %s", p.Cause, c.Words(p.Cause))
	}
	c = made(t, days(1, 1, 1, 1, 1, 1, 1, 1, -8), spc.Method{Shift: 8})
	if got := broken(c, spc.InShift); got != "111111110" {
		t.Errorf("a shift of eight: %s", got)
	}
	c = made(t, days(1, 1, 1, 1, 1, 1, 1, -8), spc.Method{Shift: 8})
	if got := broken(c, spc.InShift); got != "00000000" {
		t.Errorf("seven of eight: %s", got)
	}
}
