package gallery

import (
	"math"

	"headroom/internal/civil"
	"headroom/internal/spc"
	"headroom/internal/web/chart"
)

// charted draws up a sample; samples are sound.
func charted(series []spc.Reading, m spc.Method) *spc.Chart {
	c, err := spc.Make(series, m)
	if err != nil {
		panic(err)
	}
	return &c
}

// months makes a monthly series from values; a value that is not a number is missing.
func months(from civil.Date, values ...float64) []spc.Reading {
	out := make([]spc.Reading, len(values))
	for i, v := range values {
		out[i] = spc.Reading{Date: civil.On(from.Year(), from.Month()+timeMonth(i), 1), Value: v, Missing: math.IsNaN(v)}
	}
	return out
}

// spcPerformance is a share that fell, was rebased when the counting changed, and rises again; one month was not given.
func spcPerformance() chart.SPC {
	series := months(civil.MustDate("2023-04-01"), 75.1, 74.0, 73.8, 74.6, 73.2, 71.9, 70.8, 70.2, 69.4, 68.7, 66.9, 70.9,
		74.2, 72.6, 74.8, 73.4, math.NaN(), 74.1, 72.9, 73.8, 70.2, 74.6, 73.1, 74.0, 74.9, 75.3, 75.6, 76.2, 76.9, 77.4, 78.3, 77.1)
	return chart.SPC{ID: "spc-share", Title: "Seen within four hours, by month", Unit: "%", Decimals: 1, Target: "78% by March 2026", CSVHref: "#",
		Chart: charted(series, spc.Method{Improve: spc.Up, Target: ptr(78), Rebases: []spc.Rebase{{Date: civil.MustDate("2024-04-01"), Reason: "booked attendances counted", By: "A. Sample"}}})}
}

// spcWeekly is a weekly number with weeks of industrial action and of bank holidays left out of the limits.
func spcWeekly() chart.SPC {
	var series []spc.Reading
	for i := range 52 {
		v := 412 + 14*math.Sin(float64(i*i%13)) + 9*math.Cos(float64(i*7%11))
		switch {
		case i == 19 || i == 45:
			v -= 95
		case i == 38:
			v -= 60
		case i > 46:
			v += 38
		}
		series = append(series, spc.Reading{Date: civil.MustDate("2024-12-16").Add(7 * i), Value: math.Round(v)})
	}
	out := func(from, to, name string) spc.Exclusion {
		return spc.Exclusion{Days: civil.Range{From: civil.MustDate(from), To: civil.MustDate(to)}, Name: name}.ForWeeks()
	}
	return chart.SPC{ID: "spc-weekly", Title: "Operations postponed, by week", Unit: "operations", Hint: "Weeks of industrial action are drawn and named, and not in the limits.",
		Chart: charted(series, spc.Method{Improve: spc.Down, Target: ptr(380), Exclusions: []spc.Exclusion{
			out("2025-04-29", "2025-05-04", "Resident doctors"), out("2025-09-08", "2025-09-13", "Consultants"), out("2025-10-28", "2025-10-31", "Resident doctors")}})}
}

// spcFew has too few points for firm limits, and no better direction.
func spcFew() chart.SPC {
	return chart.SPC{ID: "spc-few", Title: "Attendances at emergency departments, by month",
		Chart: charted(months(civil.MustDate("2025-03-01"), 8123, 8044, 8310, 8192, 8077, 8260, 8148, 9350), spc.Method{Improve: spc.Neutral})}
}

// spcDaily is a daily number whose weekly pattern was taken out.
func spcDaily() chart.SPC {
	var series []spc.Reading
	for i := range 91 {
		d := lastDay().Add(i - 90)
		v := 240 + 25*math.Sin(float64(d.Weekday()))*1.6 + 7*math.Sin(float64(i*i%17))
		if i > 80 {
			v += 22
		}
		series = append(series, spc.Reading{Date: d, Value: math.Round(v), Missing: i == 40})
	}
	return chart.SPC{ID: "spc-daily", Title: "Discharges by day, with the weekly pattern taken out", Unit: "discharges", Chart: charted(series, spc.Method{Improve: spc.Up, Weekday: true})}
}
