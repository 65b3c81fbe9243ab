package occupancy

import (
	"math"
	"strings"
	"testing"

	"headroom/internal/civil"
)

func TestScreen(t *testing.T) {
	whole := made{trusts: 4, from: civil.MustDate("2017-11-20"), to: civil.MustDate("2018-03-05"), seed: 4}.panel()
	for _, c := range []struct {
		name   string
		change func(s *Series)
		why    string // nothing: it is kept
		filled int
	}{
		{"as it is", func(*Series) {}, "", 0},
		{"zeros are not beds", func(s *Series) { s.Occupied[10], s.Occupied[11] = 0, 0 }, "", 2},
		{"a slip of the decimal", func(s *Series) { s.Occupied[30] *= 10 }, "", 1},
		{"first days missing", func(s *Series) { s.Open[0], s.Open[1] = math.NaN(), math.NaN() }, "", 2},
		{"a month missing", func(s *Series) {
			for d := 20; d < 50; d++ {
				s.Occupied[d] = math.NaN()
			}
		}, "30 of 105 days missing", 0},
		{"a merger", func(s *Series) {
			for d := 60; d < 105; d++ {
				s.Occupied[d] *= 1.6
			}
		}, "overnight", 0},
		{"a cottage hospital", func(s *Series) {
			for d := range s.Occupied {
				s.Occupied[d] = math.Round(s.Occupied[d] / 20)
			}
		}, "at least 80", 0},
		{"open beds never given", func(s *Series) {
			for d := range s.Open {
				s.Open[d] = math.NaN()
			}
		}, "open beds known on 0", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := slice(whole, 0, whole.Days)
			s := clean(p.Series[2])
			c.change(&s)
			p.Series[2] = s
			before := append([]float64(nil), s.Occupied...)
			got, dropped := Screen(p)
			if c.why != "" {
				if len(dropped) != 1 || !strings.Contains(dropped[0].Why, c.why) || len(got.Series) != 3 {
					t.Fatalf("dropped %v, want one because of %q", dropped, c.why)
				}
				return
			}
			if len(dropped) != 0 {
				t.Fatalf("dropped %v", dropped)
			}
			n := 0
			for d, f := range got.Series[2].Filled {
				if f {
					n++
				}
				if !Known(got.Series[2].Occupied[d]) || !Known(got.Series[2].Open[d]) {
					t.Fatalf("day %d is not filled", d)
				}
			}
			if n != c.filled {
				t.Errorf("%d days are flagged as filled, want %d", n, c.filled)
			}
			for d := range before {
				if before[d] != s.Occupied[d] && Known(before[d]) {
					t.Fatal("Screen changed its argument")
				}
			}
		})
	}
}

func TestScreenCountsOnlyDaysThatWereCollected(t *testing.T) {
	p := made{trusts: 6, from: civil.MustDate("2015-11-30"), to: civil.MustDate("2016-02-27"), seed: 5}.panel()
	for i := range p.Series {
		for d := range p.Days {
			if w := p.Date(d).Weekday(); w == 0 || w == 6 {
				p.Series[i].Occupied[d] = math.NaN()
			}
		}
	}
	got, dropped := Screen(p)
	if len(dropped) != 0 || len(got.Series) != 6 {
		t.Fatalf("a winter without weekends was dropped: %v", dropped)
	}
	if !got.Series[0].Filled[5] || got.Series[0].Filled[4] {
		t.Error("Saturday is filled, Friday is not")
	}
}
