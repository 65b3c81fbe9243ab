package occupancyweb

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"slices"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/occupancy"
	"headroom/internal/org"
)

// sample is a small made-up country with forecasts, in memory: for the gallery and the tests.
type sample struct {
	now       time.Time
	origin    civil.Date
	making    *Making
	none      bool // nothing was forecast yet
	overrides []occupancy.Override
	saved     []occupancy.Saved
	asked     int
}

// sampleNow is a Sunday morning before Christmas.
func sampleNow() time.Time { return civil.MustDate("2025-12-21").At(9 * 60) }

func newSample() *sample { return &sample{now: sampleNow(), origin: civil.MustDate("2025-12-20")} }

// The sample's trusts, with the beds that they have open.
const (
	sampleTrust  org.Code = "Z-NOR"
	sampleSecond org.Code = "Z-WEN"
	sampleMerged org.Code = "Z-EAS" // until 2024, when it merged into the first
	sampleBoard  org.Code = "QMJ"
	sampleRegion org.Code = "Y56"
)

func samplePicture() *org.Picture {
	since := civil.Range{From: civil.MustDate("2013-04-01")}
	facts := org.Builtin()
	for c, name := range map[org.Code]string{sampleTrust: "Northvale Hospitals NHS Trust", sampleSecond: "Wendle Valley NHS Trust"} {
		facts = append(facts, org.Fact{What: org.FactUnit, Org: c, Kind: org.KindTrust, Valid: since}, org.Fact{What: org.FactName, Org: c, Text: name, Valid: since},
			org.Fact{What: org.FactLink, Org: c, Tree: org.NHS, Other: sampleBoard, Valid: since})
	}
	merged := civil.MustDate("2024-04-01")
	facts = append(facts, org.Fact{What: org.FactUnit, Org: sampleMerged, Kind: org.KindTrust, Valid: civil.Range{From: since.From, To: merged}},
		org.Fact{What: org.FactName, Org: sampleMerged, Text: "Eastmere Hospitals NHS Trust", Valid: since},
		org.Fact{What: org.FactSuccession, Org: sampleMerged, Other: sampleTrust, Manner: org.Merged, Valid: civil.Range{From: merged}})
	return org.NewBook(facts).At(civil.MustDate("2025-12-21"))
}

// sampleCountry is the sample with a made-up trust under each of the country's boards.
func sampleCountry() *org.Picture {
	since := civil.Range{From: civil.MustDate("2013-04-01")}
	facts := org.Builtin()
	for i, u := range samplePicture().Units(org.KindICB) {
		c := org.Code("Z-" + string(u.Code))
		facts = append(facts, org.Fact{What: org.FactUnit, Org: c, Kind: org.KindTrust, Valid: since}, org.Fact{What: org.FactName, Org: c, Text: fmt.Sprintf("Trust %d of the sample NHS Trust", i+1), Valid: since},
			org.Fact{What: org.FactLink, Org: c, Tree: org.NHS, Other: u.Code, Valid: since})
	}
	return org.NewBook(facts).At(civil.MustDate("2025-12-21"))
}

func sampleOpen(c org.Code) float64 {
	switch c {
	case sampleTrust:
		return 640
	case sampleSecond:
		return 410
	}
	return 1050
}

// shape is how full the beds usually are on a day, of the open ones.
func shape(d civil.Date) float64 {
	x := .94 + .012*math.Sin(float64(int(d.Weekday()))*2*math.Pi/7)
	switch n := d.Sub(civil.MustDate("2025-12-25")); {
	case n >= -4 && n <= 1:
		x -= .05
	case n > 1 && n < 12:
		x -= .05 - .006*float64(n)
	}
	return x
}

// odds are normal ones, cut to whole tenths.
func odds(mean, sd float64) occupancy.Odds {
	o := occupancy.Odds{Mean: mean}
	for i := range o.Q {
		o.Q[i] = mean + sd*math.Sqrt2*math.Erfinv(2*occupancy.Level(i)-1)
	}
	return o
}

func (s *sample) forecast(c org.Code, origin civil.Date) occupancy.Forecast {
	f := occupancy.Forecast{Org: c, Origin: origin, Model: occupancy.Model, Notes: []occupancy.Note{{Code: occupancy.NoteFilled, Words: "2 of the last 50 mornings are missing and stand as filled in."}}}
	for h := 1; h <= occupancy.Horizon; h++ {
		d := occupancy.Day{Date: origin.Add(h)}
		open := sampleOpen(c)
		mean, sd := open*shape(d.Date), open*(.008+.0006*float64(h))
		d.Occupied, d.Open = odds(mean, sd), odds(open, open*.006)
		over := func(limit float64) float64 { return .5 * math.Erfc((limit*open-mean)/sd/math.Sqrt2) }
		d.Over92, d.Over95, d.Over100 = over(.92), over(.95), over(1)
		f.Days = append(f.Days, d)
	}
	return f
}

func (s *sample) held(asOf time.Time) bool {
	return !s.none && !asOf.Before(s.origin.At(11*60+30))
}

// Forecast is the organisation's forecast from the one origin there is.
func (s *sample) Forecast(_ context.Context, o org.Code, origin civil.Date, asOf time.Time) (occupancy.Held, error) {
	known := slices.Contains([]org.Code{sampleTrust, sampleSecond, sampleBoard, sampleRegion, org.England}, o)
	if !s.held(asOf) || !known || !origin.IsZero() && origin != s.origin {
		return occupancy.Held{}, fault.New(fault.NotFound, "no forecast of %s has been made", o)
	}
	runs, _ := s.Runs(context.Background(), asOf, 1)
	return occupancy.Held{Run: runs[0], Forecast: s.forecast(o, s.origin)}, nil
}

// From is everybody's forecast.
func (s *sample) From(_ context.Context, origin civil.Date, asOf time.Time) (map[org.Code]occupancy.Forecast, error) {
	out := map[org.Code]occupancy.Forecast{}
	if s.held(asOf) && origin == s.origin {
		for _, c := range []org.Code{sampleTrust, sampleSecond, sampleBoard, sampleRegion, org.England} {
			out[c] = s.forecast(c, origin)
		}
	}
	return out, nil
}

// Origins is the one origin there is.
func (s *sample) Origins(_ context.Context, asOf time.Time, _ int) ([]civil.Date, error) {
	if !s.held(asOf) {
		return nil, nil
	}
	return []civil.Date{s.origin}, nil
}

// Runs is the one run there is.
func (s *sample) Runs(_ context.Context, asOf time.Time, _ int) ([]occupancy.Run, error) {
	if !s.held(asOf) {
		return nil, nil
	}
	return []occupancy.Run{{ID: 7, Origin: s.origin, Known: s.origin.At(11*60 + 20), Recorded: s.origin.At(11*60 + 30), Kind: occupancy.Fit, Model: occupancy.Model, Inputs: "6f1c0d7a52b94c33", Learnt: 7,
		Series: 5, Reported: 2, Seconds: 4.7, By: "job:forecast", Notes: []occupancy.Note{{Code: occupancy.NoteLeftOut, Words: "Z-OLD is in no forecast: it was followed by several organisations."}}}}, nil
}

// Outcomes are four weeks of mornings that came a little fuller than forecast.
func (s *sample) Outcomes(_ context.Context, o org.Code, from, to civil.Date, asOf time.Time) ([]occupancy.Outcome, error) {
	var out []occupancy.Outcome
	for d := from; !d.After(to) && s.held(asOf); d = d.Add(1) {
		open := sampleOpen(o)
		x := occupancy.Outcome{Org: o, Day: d, N: 1, Occupied: math.Round(open * (shape(d) + .01*math.Sin(float64(d.Day())))), Open: open, Replayed: d.Before(to.Add(-9)), Recorded: s.now}
		for _, h := range []int{1, 7, 14, 28} {
			f := s.forecast(o, d.Add(-h))
			if day, _, ok := f.On(d); ok {
				x.Ahead = append(x.Ahead, occupancy.Judge(day, h, occupancy.Counted{Occupied: x.Occupied, Open: x.Open}))
			}
		}
		out = append(out, x)
	}
	return out, nil
}

// Backtest is one line of each sort.
func (s *sample) Backtest(_ context.Context, level string, asOf time.Time) (occupancy.KeptBacktest, error) {
	if !s.held(asOf) {
		return occupancy.KeptBacktest{}, fault.New(fault.NotFound, "none")
	}
	score := occupancy.Score{N: 5120, WIS: 1.61, MAE: 2.5, Pinball9: .62, Cover50: .51, Cover80: .8, Cover90: .9, Limits: 5000, Brier92: .14, Brier95: .15, Brier100: .08}
	res := occupancy.BacktestResult{Level: level, Model: occupancy.Model, Scores: []occupancy.ScoreLine{{Model: occupancy.Model, Horizon: "mean", Phase: "all", Score: score}, {Model: occupancy.Model, Horizon: "1-3", Phase: "ordinary", Score: score},
		{Model: occupancy.Model, Horizon: "4-7", Phase: "christmas", Score: score}, {Model: "snaive", Horizon: "1-3", Phase: "all", Score: score}},
		Skill: []occupancy.Skill{{Against: "snaive", Horizon: "1-3", Skill: .31, ByOrigin: [2]float64{.25, .36}}, {Against: "ets", Horizon: "1-3", Skill: .18, ByOrigin: [2]float64{.12, .24}}}}
	body, err := json.Marshal(res)
	return occupancy.KeptBacktest{Level: level, Model: occupancy.Model, Winters: "2024-25", Sample: "one trust in 4, from each 7th morning", Body: string(body), By: "job:forecast", Recorded: s.origin.At(4 * 60)}, err
}

// Overrides is what was set by hand.
func (s *sample) Overrides(_ context.Context, o org.Code, asOf time.Time) ([]occupancy.Override, error) {
	var out []occupancy.Override
	for _, x := range s.overrides {
		if x.Org == o && !x.Recorded.After(asOf) {
			out = append(out, x)
		}
	}
	return out, nil
}

// SetOverride adds a version.
func (s *sample) SetOverride(_ context.Context, who string, o occupancy.Override) (occupancy.Override, error) {
	o, err := occupancy.CheckOverride(o)
	if err != nil {
		return o, err
	}
	o.N, o.By, o.Recorded = o.N+1, who, s.now
	s.overrides = append(s.overrides, o)
	return o, nil
}

// Scenarios is what was saved.
func (s *sample) Scenarios(_ context.Context, o org.Code, asOf time.Time) ([]occupancy.Saved, error) {
	var out []occupancy.Saved
	for _, x := range s.saved {
		out = slices.DeleteFunc(out, func(y occupancy.Saved) bool { return y.Name == x.Name })
		if x.Org == o && !x.Gone && !x.Recorded.After(asOf) {
			out = append(out, x)
		}
	}
	return out, nil
}

// SaveScenario adds a version.
func (s *sample) SaveScenario(_ context.Context, who string, x occupancy.Saved) (occupancy.Saved, error) {
	if x.Name == "" {
		return x, &fault.Error{Kind: fault.Invalid, Message: "The scenario cannot be saved as it stands", Fields: []fault.Field{{Name: "name", Message: "Give the scenario a name"}}}
	}
	x.N, x.By, x.Recorded = 1, who, s.now
	s.saved = append(s.saved, x)
	return x, nil
}

// Calendar has the strike of the sample's week.
func (s *sample) Calendar(context.Context, time.Time) (occupancy.Calendar, error) {
	c := occupancy.Calendar{Holidays: civil.England()}
	for i := range 5 {
		c.Strikes = append(c.Strikes, occupancy.Strike{Date: civil.MustDate("2025-12-17").Add(i), Group: "Resident doctors", Day: i + 1, Of: 5})
	}
	return c, nil
}

// Mornings came as shaped, with one missing; today's sum is of few returns.
func (s *sample) Mornings(_ context.Context, o org.Code, from, to civil.Date, asOf time.Time) ([]Morning, error) {
	var out []Morning
	begin := civil.MustDate("2023-11-01")
	for d := begin; !d.After(civil.Today(asOf)); d = d.Add(1) {
		if m := d.Month(); d.Before(from) || d.After(to) || m > time.March && m < time.November || d == civil.MustDate("2025-12-12") {
			continue
		}
		open := sampleOpen(o)
		occupied := math.Round(open * (shape(d) + .006*math.Sin(float64(d.Sub(begin)))))
		x := Morning{Day: d, Occupied: &occupied, Open: &open}
		if o != sampleTrust && o != sampleSecond {
			x.In, x.Of = 2, 2
			if d == civil.MustDate("2025-12-21") {
				x.In = 1
			}
		}
		out = append(out, x)
	}
	return out, nil
}

// Compared is the mornings, without the sum that lacks a half.
func (s *sample) Compared(ctx context.Context, o org.Code, from, to civil.Date, asOf time.Time) ([]Morning, error) {
	out, err := s.Mornings(ctx, o, from, to, asOf)
	for i := range out {
		if out[i].In < out[i].Of {
			out[i].Occupied, out[i].Open = nil, nil
		}
	}
	return out, err
}

// Making is what is being made.
func (s *sample) Making(context.Context) (Making, bool, error) {
	if s.making == nil {
		return Making{}, false, nil
	}
	return *s.making, true, nil
}

// AskForecast counts who asked.
func (s *sample) AskForecast(context.Context) error {
	s.asked++
	return nil
}

// Named names everybody alike.
func (s *sample) Named(_ context.Context, actors []string) (map[string]string, error) {
	out := map[string]string{}
	for _, a := range actors {
		out[a] = "Ada Lead"
	}
	return out, nil
}

func (s *sample) deps() Deps { return Deps{Store: s, Ground: s, Work: s, People: s} }

// reader is somebody who may see and do everything.
func (s *sample) reader(on org.Code) *asked {
	return &asked{on: on, target: targets()[0], confidence: .9, pic: samplePicture(), now: s.now, link: func(x string) string { return x }, scope: access.Scope{Everything: true},
		may: func(access.Verb) bool { return true }, params: url.Values{}}
}
