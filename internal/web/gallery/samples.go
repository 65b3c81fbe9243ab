package gallery

import (
	"math"

	"headroom/internal/civil"
	"headroom/internal/web/chart"
	"headroom/internal/web/ui"
)

// wave is an invented daily figure around a level, lower at weekends, the same on every run.
func wave(d civil.Date, level, swing float64) float64 {
	n := float64(d.Sub(civil.On(2020, 1, 1)))
	v := level + swing*math.Sin(n/58) + swing*0.45*math.Sin(n*2.399) - swing*0.3*math.Cos(n*2*math.Pi/7)
	return math.Round(v*10) / 10
}

// run is a sample series of so many days up to and including last, with every day linked.
func run(name string, last civil.Date, days int, level, swing float64) chart.Series {
	s := chart.Series{Name: name}
	for i := days - 1; i >= 0; i-- {
		d := last.Add(-i)
		p := chart.Known(d, wave(d, level, swing))
		p.Link = "/returns/" + d.String()
		s.Points = append(s.Points, p)
	}
	return s
}

// marred gives a series its faults: two missing days, an incomplete one, a corrected one.
func marred(s chart.Series) chart.Series {
	n := len(s.Points)
	s.Points[n-9].Value, s.Points[n-9].Absent = nil, ui.Missing
	s.Points[n-8].Value, s.Points[n-8].Absent = nil, ui.Missing
	s.Points[n-1].Partial, s.Points[n-1].Note = true, "131 of 137 returns"
	s.Points[n-5].Revised, s.Points[n-5].Note = true, "version 3 of 3"
	return s
}

func lastDay() civil.Date { return civil.MustDate("2025-12-20") }

func values(s chart.Series, n int) []*float64 {
	var out []*float64
	for _, p := range s.Points[max(0, len(s.Points)-n):] {
		out = append(out, p.Value)
	}
	return out
}

func ptr(v float64) *float64 { return &v }

// occupancy is the chart that shows every sign at once.
func occupancy() chart.Days {
	england := marred(run("Adult general and acute beds occupied", lastDay(), 56, 93.2, 1.8))
	ahead := chart.Band{Name: "Eight in ten forecasts", Of: 0}
	for i := 0; i < 10; i++ {
		d := lastDay().Add(i)
		mid := wave(d, 93.2, 1.8)
		ahead.Days = append(ahead.Days, chart.BandDay{Day: d, Low: mid - 0.25*float64(i+1), High: mid + 0.2*float64(i+1)})
	}
	return chart.Days{
		ID: "occupancy", Title: "Adult general and acute bed occupancy", Hint: "England, 131 of 137 trusts on the last day", Unit: "%", Decimals: 1,
		Series: []chart.Series{england}, Bands: []chart.Band{ahead}, Lines: []chart.Line{{At: 92, Name: "92% standard"}},
		Windows:  []chart.Window{{Name: "Resident doctors", From: civil.MustDate("2025-11-14"), To: civil.MustDate("2025-11-19")}, {Name: "Resident doctors", From: civil.MustDate("2025-12-17"), To: civil.MustDate("2025-12-22")}},
		Holidays: []chart.Holiday{{Day: civil.MustDate("2025-12-25"), Name: "Christmas Day"}, {Day: civil.MustDate("2025-12-26"), Name: "Boxing Day"}},
		Breaks:   []chart.Break{{On: civil.MustDate("2025-12-01"), Words: "virtual ward beds are no longer counted"}},
		CSVHref:  "/measures/occupancy.csv",
	}
}

// regions are three series that touch each other.
func regions() chart.Days {
	return chart.Days{
		ID: "regions", Title: "Patients who no longer meet the criteria to reside", Unit: "patients", Level: 3,
		Series: []chart.Series{
			run("London", lastDay(), 28, 1890, 120), run("North West", lastDay(), 28, 2105, 140), run("Midlands", lastDay(), 28, 2160, 90),
			{Name: "Same days last year", Quiet: true, Points: run("", lastDay(), 28, 1700, 60).Points},
		},
	}
}

// span is one series over so many days.
func span(id, title string, days int) chart.Days {
	return chart.Days{ID: id, Title: title, Unit: "%", Decimals: 1, Series: []chart.Series{run("England", lastDay(), days, 74, 4)},
		Lines: []chart.Line{{At: 78, Name: "78% by March 2026"}}, TableHref: "#"}
}

// monthly is a measure that is published by month.
func monthly() chart.Days {
	s := chart.Series{Name: "Within 18 weeks"}
	for m := 0; m < 30; m++ {
		s.Points = append(s.Points, chart.Known(civil.On(2023, 4+timeMonth(m), 1), 57+float64(m)*0.15+math.Sin(float64(m))*0.6))
	}
	s.Points[14].Value = nil
	s.Points[29].Partial = true
	return chart.Days{ID: "monthly", Title: "Waiting under 18 weeks, by month", Unit: "%", Decimals: 1, Series: []chart.Series{s},
		Lines: []chart.Line{{At: 65, Name: "65% by March 2026"}}}
}

// tileMap is an invented value for every board.
func tileMap() chart.TileMap {
	m := chart.TileMap{ID: "tiles", Title: "Bed occupancy by integrated care board", What: "Integrated care board", Unit: "%", Decimals: 1,
		Hint: "Saturday 20 December 2025, as at 08:00. Invented figures.", Thresholds: []float64{88, 92, 95, 97}, HighIsDark: true}
	for i, code := range codes() {
		p := chart.ICBPlaces()[code]
		t := chart.Tile{Code: code, Name: p.Short, Place: p, Value: ptr(wave(lastDay().Add(i*11), 93.4, 4.2)), Link: "/organisations/" + code}
		switch i {
		case 7, 19:
			t.Incomplete, t.Note = true, "3 of 5 returns"
		case 28:
			t.Value, t.Absent = nil, ui.Missing
		}
		m.Tiles = append(m.Tiles, t)
	}
	return m
}
