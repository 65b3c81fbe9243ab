package flow

import (
	"math"
	"testing"

	"headroom/internal/simulate"
)

// TestTogetherAgreesWithTheEngine: the spread of the sum of trusts that share a nation, regions, a wave and (in one system)
// councils, against the engine's replicates added up.
func TestTogetherAgreesWithTheEngine(t *testing.T) {
	for _, c := range [][2]int{{6, 12}, {5, 3}} {
		s := Sample(7, c[0], c[1], 35)
		s.Model.Common.NationalSD, s.Model.Common.RegionalSD = .04, .02
		for i := range s.Model.Sites {
			s.Model.Sites[i].Region = i % 2
		}
		const reps = 4000
		r := engine(t, s, simulate.Options{Replicates: reps, Seed: 4, Keep: true})
		laws, err := CloseAll(&s.Model, 35)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range []int{2, 6, 13, 34} {
			m, m2, apart := 0.0, 0.0, 0.0
			for k := range reps {
				sum := 0.0
				for i := range s.Trusts {
					sum += float64(r.Occupied(i, d)[k])
				}
				m += sum / reps
				m2 += sum * sum / reps
			}
			for _, l := range laws {
				apart += sq(l.SD(d))
			}
			mean, sd := Together(&s.Model, laws, d)
			want := math.Sqrt(m2 - m*m)
			if math.Abs(mean-m) > 1+4*sd/math.Sqrt(reps) || math.Abs(sd/want-1) > .06 {
				t.Errorf("%v day %d: %.1f ± %.2f together, the engine has %.1f ± %.2f; apart ± %.2f", c, d, mean, sd, m, want, math.Sqrt(apart))
			}
		}
	}
}

// TestAnchorCommonComesBack: the nation's intensity is found from the spread of the sum.
func TestAnchorCommonComesBack(t *testing.T) {
	s := Sample(7, 8, 16, 30)
	s.Model.Common.NationalSD = .035
	laws, err := CloseAll(&s.Model, 30)
	if err != nil {
		t.Fatal(err)
	}
	var want []Spread
	for d := range 30 {
		m, sd := Together(&s.Model, laws, d)
		want = append(want, Spread{m, m - 1.6449*sd, m + 1.6449*sd})
	}
	s.Model.Common.NationalSD = .01
	ratio, err := AnchorCommon(s, want)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Model.Common.NationalSD; math.Abs(got-.035) > .001 || math.Abs(ratio-1) > .01 {
		t.Errorf("the nation's sd is %.4f, was .0350; the spreads' ratio is %.3f", got, ratio)
	}
	for d := range want {
		want[d].Q05, want[d].Q95 = want[d].Median-1, want[d].Median+1
	}
	if ratio, err := AnchorCommon(s, want); err != nil || ratio < 2 || s.Model.Common.NationalSD != 0 {
		t.Errorf("a forecast surer than chance: sd %.4f, ratio %.2f, %v", s.Model.Common.NationalSD, ratio, err)
	}
	if _, err := AnchorCommon(s, want[:3]); err == nil {
		t.Error("three days were enough")
	}
}
