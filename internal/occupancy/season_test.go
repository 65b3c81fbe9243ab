package occupancy

import (
	"math"
	"testing"

	"headroom/internal/civil"
)

func TestSeasonNames(t *testing.T) {
	for day, want := range map[string]string{"2018-12-03": "2018-19", "2019-06-30": "2018-19", "2019-07-01": "2019-20", "1999-12-25": "1999-00"} {
		if got := Season(civil.MustDate(day)); got != want {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
}

func TestSeasonsKeepTheFutureOut(t *testing.T) {
	p := made{trusts: 2, from: civil.MustDate("2019-05-10"), to: civil.MustDate("2023-03-01"), seed: 3}.panel()
	for _, c := range []struct {
		origin, nowFrom string
		past            []string
	}{
		{"2022-12-14", "2022-07-01", []string{"2018-19", "2019-20", "2020-21", "2021-22"}},
		{"2022-08-30", "2022-07-01", []string{"2018-19", "2019-20", "2020-21", "2021-22"}},
		{"2022-08-29", "2021-07-01", []string{"2018-19", "2019-20", "2020-21"}}, // too few days of the new season
		{"2022-06-15", "2021-07-01", []string{"2018-19", "2019-20", "2020-21"}},
		{"2019-06-15", "2019-05-10", nil},
	} {
		origin := civil.MustDate(c.origin)
		past, now := Seasons(p, origin)
		if now.From.String() != c.nowFrom || now.Date(now.Days-1) != origin {
			t.Errorf("%s: the panel runs %s to %s", c.origin, now.From, now.Date(now.Days-1))
		}
		if len(past) != len(c.past) {
			t.Fatalf("%s: %d earlier seasons, want %v", c.origin, len(past), c.past)
		}
		for i := range past {
			if Season(past[i].From) != c.past[i] || !past[i].Date(past[i].Days-1).Before(now.From) {
				t.Errorf("%s: season %s to %s", c.origin, past[i].From, past[i].Date(past[i].Days-1))
			}
		}
	}
}

func TestSeasonsAreTrimmedToWhatIsKnown(t *testing.T) {
	p := made{trusts: 1, from: civil.MustDate("2017-07-01"), to: civil.MustDate("2019-03-01"), seed: 3}.panel()
	for d := range p.Days {
		if m := p.Date(d).Month(); m > 3 && m < 11 {
			p.Series[0].Occupied[d] = math.NaN()
		}
	}
	all := AllSeasons(p)
	if len(all) != 2 || all[0].From.String() != "2017-11-01" || all[0].Date(all[0].Days-1).String() != "2018-03-31" || all[1].From.String() != "2018-11-01" {
		t.Errorf("seasons %+v", all)
	}
}
