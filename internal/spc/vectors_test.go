package spc_test

import (
	"math"
	"strings"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/spc"
)

// days are readings on days that follow each other, from 2 January 2020 as in the package's own tests.
func days(values ...float64) []spc.Reading {
	out := make([]spc.Reading, len(values))
	for i, v := range values {
		out[i] = spc.Reading{Date: civil.On(2020, 1, 2+i), Value: v, Missing: math.IsNaN(v)}
	}
	return out
}

func made(t *testing.T, series []spc.Reading, m spc.Method) spc.Chart {
	t.Helper()
	c, err := spc.Make(series, m)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// causes are the points' causes, one letter each: . common, U and L beyond a limit, + and - in a trend, N and n near a limit,
// S and s in a shift, _ not judged.
func causes(c spc.Chart) string {
	letters := map[spc.Cause]string{spc.NoCause: "_", spc.CommonCause: ".", spc.AboveUpper: "U", spc.BelowLower: "L", spc.Rising: "+", spc.Falling: "-",
		spc.NearUpper: "N", spc.NearLower: "n", spc.ShiftedAbove: "S", spc.ShiftedBelow: "s"}
	var b strings.Builder
	for _, p := range c.Points {
		b.WriteString(letters[p.Cause])
	}
	return b.String()
}

// broken are the points that break a rule, whatever their cause: one digit each.
func broken(c spc.Chart, rule spc.Rules) string {
	var b strings.Builder
	for _, p := range c.Points {
		if p.Broken&rule != 0 {
			b.WriteString("1")
		} else {
			b.WriteString("0")
		}
	}
	return b.String()
}

func within(t *testing.T, what string, got, want, eps float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > eps {
		t.Errorf("%s is %.12g, not %.12g", what, got, want)
	}
}

// worked is the worked check of flow.md (e), which is the package's own vignette.
func worked() []float64 { return []float64{1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1} }

func TestWorkedCheck(t *testing.T) {
	c := made(t, days(worked()...), spc.Method{})
	within(t, "mean", c.Points[0].Mean, 35.0/18, 1e-12)
	within(t, "screened moving range", c.Groups[0].MovingRange, 1, 1e-12)
	within(t, "screened LPL", c.Points[0].LPL, 35.0/18-2.66, 1e-12)
	within(t, "screened UPL", c.Points[17].UPL, 35.0/18+2.66, 1e-12)
	if g := c.Groups[0]; g.Screened != 2 || g.Ranges != 17 || g.Trial {
		t.Errorf("the screen took out %d of %d ranges, trial %v", g.Screened, g.Ranges, g.Trial)
	}
	if got := causes(c); got != "....U............." {
		t.Errorf("screened: %s", got)
	}
	c = made(t, days(worked()...), spc.Method{NoScreen: true})
	within(t, "unscreened moving range", c.Groups[0].MovingRange, 32.0/17, 1e-12)
	within(t, "unscreened LPL", c.Points[0].LPL, -3.0626, 5e-5)
	within(t, "unscreened UPL", c.Points[0].UPL, 6.9515, 5e-5)
	if got := causes(c); got != "....U............." {
		t.Errorf("unscreened: %s", got)
	}
}

// TestRuns has the package's own tests of its rules, by the points that they mark.
func TestRuns(t *testing.T) {
	for _, x := range []struct {
		name   string
		values []float64
		rule   spc.Rules
		want   string
	}{
		{"six that rise", []float64{1, 2, 3, 4, 5, 6}, spc.InTrend, "000000"},
		{"seven that rise", []float64{1, 2, 3, 4, 5, 6, 7}, spc.InTrend, "1111111"},
		{"a tie among seven", []float64{1, 2, 3, 3, 4, 5, 6}, spc.InTrend, "0000000"},
		{"seven between others", []float64{2, 1, 2, 3, 4, 5, 6, 7, 3}, spc.InTrend, "011111110"},
		{"seven that fall", []float64{7, 6, 5, 4, 3, 2, 1}, spc.InTrend, "1111111"},
		{"seven that fall between others", []float64{2, 7, 6, 5, 4, 3, 2, 1, 3}, spc.InTrend, "011111110"},
		{"six above", []float64{1, 1, 1, 1, 1, 1, -6}, spc.InShift, "0000000"},
		{"eight above", []float64{1, 1, 1, 1, 1, 1, 1, 1, -8}, spc.InShift, "111111110"},
		{"eight below", []float64{-1, -1, -1, -1, -1, -1, -1, -1, 8}, spc.InShift, "111111110"},
		{"eight above between others", []float64{-4, 1, 1, 1, 1, 1, 1, 1, 1, -4}, spc.InShift, "0111111110"},
		{"one on the mean", []float64{1, 1, 1, 0, 1, 1, 1, -3, -3}, spc.InShift, "000000000"},
		{"all the same", []float64{0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, spc.InShift, "0000000000"},
	} {
		c := made(t, days(x.values...), spc.Method{})
		if got := broken(c, x.rule); got != x.want {
			t.Errorf("%s: %s, not %s", x.name, got, x.want)
		}
	}
}

// near makes a series whose first twelve rows fix a mean of 0 and a moving range of 2, so that the limits lie at 5.32 and the near
// ones at 3.5467, and then goes on.
func near(more ...float64) ([]spc.Reading, spc.Method) {
	v := []float64{1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1}
	return days(append(v, more...)...), spc.Method{FixAfter: 12}
}

func TestTwoOfThree(t *testing.T) {
	const close, far, over = 4.0, 1.0, 6.0
	for _, x := range []struct {
		name string
		more []float64
		want string // of the rows after the first twelve
	}{
		{"first and third", []float64{close, far, close}, "N.N"},
		{"second and third", []float64{far, close, close}, ".NN"},
		{"first and second", []float64{close, close, far}, "NN."},
		{"the one between on the other side", []float64{close, -far, close}, "..."},
		{"opposite sides", []float64{close, -close}, ".."},
		{"three apart", []float64{close, far, far, close}, "...."},
		{"three apart and then two", []float64{close, far, far, close, close}, "...NN"},
		{"below", []float64{-close, -far, -close}, "n.n"},
		{"one outside is not near", []float64{close, over, far}, ".U."},
		{"outside between two", []float64{close, over, close}, "NUN"},
		{"two at the end have no third", []float64{-far, close, close}, "..."},
	} {
		series, m := near(x.more...)
		c := made(t, series, m)
		if got := causes(c)[12:]; got != x.want {
			t.Errorf("%s: %s, not %s", x.name, got, x.want)
		}
	}
	// the package's own: two near points on opposite sides at the end of sixteen
	v := make([]float64, 16)
	for i := range v {
		v[i] = float64(1 - 2*(i%2))
	}
	v[14], v[15] = 5.5, -5.5
	c := made(t, days(v...), spc.Method{})
	if got := causes(c)[14:]; got != ".." {
		t.Errorf("two near points on opposite sides: %s", got)
	}
}

// TestEquality: a value on a limit is not outside, one on the mean is on no side (T24).
func TestEquality(t *testing.T) {
	series, m := near(5.32, -5.32, math.Nextafter(5.32, 6), 0)
	c := made(t, series, m)
	if c.Points[12].UPL != 5.32 {
		t.Fatalf("the limit is %v", c.Points[12].UPL)
	}
	if got := causes(c)[12:]; got != "..U." {
		t.Errorf("on the limits: %s", got)
	}
	g := c.Groups[0]
	series, m = near(g.NearUPL, g.NearUPL, g.NearUPL)
	if got := causes(made(t, series, m))[12:]; got != "..." {
		t.Errorf("on the near limit: %s", got)
	}
	over := math.Nextafter(g.NearUPL, 6)
	series, m = near(over, over, g.NearUPL)
	if got := causes(made(t, series, m))[12:]; got != "NN." {
		t.Errorf("just over the near limit: %s", got)
	}
	if c.Points[15].Side != 0 {
		t.Errorf("a value on the mean is on side %d", c.Points[15].Side)
	}
}

func TestFirstRuleThatHolds(t *testing.T) {
	// points of a trend that are also outside the limits are outside
	c := made(t, days(0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 2, 3, 4, 5, 6, 7), spc.Method{FixAfter: 12})
	if got, want := causes(c), "............++++UUUU"; got != want {
		t.Errorf("%s, not %s", got, want)
	}
	if last := c.Points[19]; last.Broken != spc.Outside|spc.InTrend|spc.InShift {
		t.Errorf("the last point breaks %b", last.Broken)
	}
	// in a shift and near a limit: near comes first
	series, m := near(4, 4, 1, 1, 1, 1, 1)
	if got := causes(made(t, series, m))[12:]; got != "NNSSSSS" {
		t.Errorf("near in a shift: %s", got)
	}
}

// TestTurns: a point of two trends takes the direction to its right. What the package does where one trend ends just before
// another begins is kept as it is: the last point of the first is told by the step to the second, and a tie falls.
func TestTurns(t *testing.T) {
	wide := []float64{50, -50, 50, -50, 50, -50, 50, -50, 50, -50, 50, -50}
	for _, x := range []struct {
		name string
		more []float64
		want string
	}{
		{"up and down", []float64{1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1}, "++++++-------"},
		{"down and up", []float64{7, 6, 5, 4, 3, 2, 1, 2, 3, 4, 5, 6, 7}, "------+++++++"},
		{"up, a step back, up", []float64{1, 2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6, 7, 8}, "++++++-+++++++"},
		{"up, a tie, up", []float64{1, 2, 3, 4, 5, 6, 7, 7, 8, 9, 10, 11, 12, 13}, "++++++-+++++++"},
	} {
		c := made(t, days(append(wide[:12:12], x.more...)...), spc.Method{FixAfter: 12})
		if got := causes(c)[12:]; got != x.want {
			t.Errorf("%s: %s, not %s", x.name, got, x.want)
		}
	}
}

func TestTrendAcrossTheMean(t *testing.T) {
	// rising below the mean is an improvement where up is better, though it lies low
	series := days(50, 150, 50, 150, 50, 150, 50, 150, 50, 150, 50, 150, 80, 85, 90, 95, 101, 105, 110)
	for better, want := range map[spc.Improve]spc.Type{spc.Up: spc.Improvement, spc.Down: spc.Concern, spc.Neutral: spc.NeutralHigh} {
		c := made(t, series, spc.Method{Improve: better, FixAfter: 12})
		for _, p := range c.Points[12:] {
			if p.Cause != spc.Rising || p.Type != want {
				t.Errorf("%s: %v is %s, %s", better, p.Value, p.Cause, p.Type)
			}
		}
	}
}

func TestIcons(t *testing.T) {
	flat := []float64{1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1}
	for _, x := range []struct {
		better spc.Improve
		last   float64
		want   string
	}{
		{spc.Up, 1, "common_cause"}, {spc.Up, 9, "improvement_high"}, {spc.Up, -9, "concern_low"},
		{spc.Down, 9, "concern_high"}, {spc.Down, -9, "improvement_low"}, {spc.Neutral, 9, "neutral_high"}, {spc.Neutral, -9, "neutral_low"},
	} {
		c := made(t, days(append(flat[:12:12], x.last)...), spc.Method{Improve: x.better, FixAfter: 12})
		if got := c.Variation.String(); got != x.want {
			t.Errorf("%s, last %v: %s, not %s", x.better, x.last, got, x.want)
		}
	}
	for _, x := range []struct {
		better spc.Improve
		target float64
		want   string
	}{
		{spc.Up, 6, "consistent_fail"}, {spc.Up, -6, "consistent_pass"}, {spc.Up, 0, "inconsistent"}, {spc.Up, 5.32, "inconsistent"}, {spc.Up, -5.32, "inconsistent"},
		{spc.Down, 6, "consistent_pass"}, {spc.Down, -6, "consistent_fail"}, {spc.Down, 5.32, "inconsistent"}, {spc.Neutral, 6, ""},
	} {
		c := made(t, days(append(flat[:12:12], 0)...), spc.Method{Improve: x.better, Target: &x.target, FixAfter: 12})
		if got := c.Assurance.String(); got != x.want {
			t.Errorf("%s, target %v: %q, not %q", x.better, x.target, got, x.want)
		}
	}
	if c := made(t, days(flat...), spc.Method{}); c.Assurance != spc.NoAssurance {
		t.Errorf("without a target: %q", c.Assurance)
	}
}
