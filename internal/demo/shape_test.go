package demo

import (
	"math"
	"slices"
	"testing"
	"time"

	"headroom/internal/civil"
)

// england is a picture of all trusts together, read once.
type england struct {
	world *World
	days  map[civil.Date]figures
}

func newEngland(w *World) *england {
	e := &england{world: w, days: map[civil.Date]figures{}}
	for n, span := range w.winters {
		for _, t := range w.trusts {
			for i, f := range w.past(t, n) {
				d := span.From.Add(i)
				if !t.open.Contains(d) {
					continue
				}
				sum := e.days[d]
				for j := range f.uec {
					sum.uec[j] += f.uec[j]
				}
				sum.discharged += f.discharged
				sum.staying += f.staying
				e.days[d] = sum
			}
		}
	}
	return e
}

// rate is the sum of numerators over the sum of denominators.
func (e *england) rate(d civil.Date, num, den int) float64 {
	f := e.days[d]
	return float64(f.uec[num]) / float64(f.uec[den])
}

func mean(list []float64) float64 {
	sum := 0.0
	for _, x := range list {
		sum += x
	}
	return sum / float64(len(list))
}

func within(t *testing.T, what string, x, lo, hi float64) {
	t.Helper()
	if math.IsNaN(x) || x < lo || x > hi {
		t.Errorf("%s is %.4g, outside %.4g to %.4g", what, x, lo, hi)
	}
}

// TestEnglandIsTheRightSize holds the sums against the published orders of magnitude (flow.md a.2, c.5).
func TestEnglandIsTheRightSize(t *testing.T) {
	e := newEngland(New(Seed))
	for _, w := range e.world.winters {
		var open, rate, stay, leave, away []float64
		for d := w.From; d.Before(w.From.Add(40)); d = d.Add(1) {
			f := e.days[d]
			open = append(open, float64(f.uec[gaOpen]))
			rate = append(rate, e.rate(d, gaOcc, gaOpen))
			stay = append(stay, float64(f.staying))
			leave = append(leave, float64(f.discharged))
			away = append(away, float64(f.uec[absenceTotal]))
		}
		name := w.From.Format("2006")
		within(t, name+": beds open", mean(open), 99_000, 103_500)
		within(t, name+": occupancy", mean(rate), 0.925, 0.96)
		within(t, name+": patients remaining", mean(stay), 11_500, 14_000)
		within(t, name+": discharges a day", mean(leave), 9_000, 11_500)
		within(t, name+": staff absent", mean(away), 42_000, 62_000)
		d := civil.On(w.From.Year(), time.December, 12)
		within(t, name+": adult occupancy", e.rate(d, adultOcc, adultOpen), 0.94, 0.97)
		within(t, name+": critical care", e.rate(d, ccOcc, ccOpen), 0.76, 0.86)
		within(t, name+": handovers over 30 minutes", e.rate(d, over30, handovers), 0.18, 0.40)
		within(t, name+": handovers over 60 minutes", e.rate(d, over60, handovers), 0.04, 0.18)
		within(t, name+": stays of seven nights", e.rate(d, los7, gaOcc), 0.45, 0.55)
	}
}

// TestChristmas finds the trough of occupancy on the mornings of 24 to 26 December and the rebound above the level before
// it by 10 January, and the trough and the rise by a third of those who could leave.
func TestChristmas(t *testing.T) {
	e := newEngland(New(Seed))
	for _, w := range e.world.winters {
		y := w.From.Year()
		lowest, highest := civil.Date{}, civil.Date{}
		for d := civil.On(y, time.December, 15); d.Before(civil.On(y+1, time.January, 11)); d = d.Add(1) {
			if lowest.IsZero() || e.rate(d, gaOcc, gaOpen) < e.rate(lowest, gaOcc, gaOpen) {
				lowest = d
			}
			if d.After(civil.On(y+1, time.January, 2)) && (highest.IsZero() || e.days[d].uec[gaOcc] > e.days[highest].uec[gaOcc]) {
				highest = d
			}
		}
		if lowest.Before(civil.On(y, time.December, 24)) || lowest.After(civil.On(y, time.December, 26)) {
			t.Errorf("%d: the trough is on %s", y, lowest)
		}
		within(t, "the trough", e.rate(lowest, gaOcc, gaOpen), 0.865, 0.905)
		top := int32(0) // the fullest morning of the first half of December
		for d := civil.On(y, time.December, 1); d.Before(civil.On(y, time.December, 16)); d = d.Add(1) {
			top = max(top, e.days[d].uec[gaOcc])
		}
		if e.days[highest].uec[gaOcc] <= top {
			t.Errorf("%d: %d beds are occupied on %s, not more than the %d before Christmas", y, e.days[highest].uec[gaOcc], highest, top)
		}
		// A return tells of the evening before: the morning of the 26th holds Christmas Day.
		low, high := e.days[civil.On(y, time.December, 26)].staying, e.days[civil.On(y+1, time.January, 11)].staying
		within(t, "the rise of those who could leave", float64(high)/float64(low), 1.22, 1.45)
	}
}

// TestWeekdays holds the index of discharges by weekday, outside the holidays, against the published one.
func TestWeekdays(t *testing.T) {
	e := newEngland(New(Seed))
	want := map[time.Weekday]float64{time.Monday: 0.884, time.Tuesday: 1.103, time.Wednesday: 1.149, time.Thursday: 1.151,
		time.Friday: 1.225, time.Saturday: 0.877, time.Sunday: 0.611}
	for _, w := range e.world.winters {
		by := map[time.Weekday][]float64{}
		var all []float64
		for d := w.From.Add(2); d.Before(w.From.Add(37)); d = d.Add(1) {
			x := float64(e.days[d].discharged)
			by[d.Add(-1).Weekday()] = append(by[d.Add(-1).Weekday()], x) // flows are the day before
			all = append(all, x)
		}
		for day, index := range want {
			within(t, day.String(), mean(by[day])/mean(all), index-0.04, index+0.04)
		}
		boxing := civil.On(w.From.Year(), time.December, 27)
		within(t, "Boxing Day against the same weekday", float64(e.days[boxing].discharged)/mean(by[boxing.Add(-1).Weekday()]), 0.36, 0.48)
	}
}

// TestEpidemics finds flu late in the first winter and early in the others, and more beds closed by norovirus in February
// than in November.
func TestEpidemics(t *testing.T) {
	e := newEngland(New(Seed))
	peak := func(w civil.Range, i int) civil.Date {
		var top civil.Date
		for d := w.From; d.Before(w.To); d = d.Add(1) {
			if top.IsZero() || e.days[d].uec[i] > e.days[top].uec[i] {
				top = d
			}
		}
		return top
	}
	w := e.world.winters
	if d := peak(w[0], fluGA); d.Month() != time.January && d.Month() != time.February || d.Before(civil.MustDate("2024-01-20")) {
		t.Errorf("flu of 2023-24 peaks on %s", d)
	}
	if d := peak(w[1], fluGA); d.Before(civil.MustDate("2024-12-26")) || d.After(civil.MustDate("2025-01-14")) {
		t.Errorf("flu of 2024-25 peaks on %s", d)
	}
	if d := peak(w[2], fluGA); d.Month() != time.December {
		t.Errorf("flu of 2025-26 peaks on %s", d)
	}
	for _, s := range w {
		if a, b := e.days[s.From.Add(10)].uec[dvAdult], e.days[s.From.Add(100)].uec[dvAdult]; b <= a {
			t.Errorf("norovirus: %d beds closed in November, %d in February", a, b)
		}
	}
}

// TestTrustsDiffer holds the spread of trusts against the published one (flow.md a.2).
func TestTrustsDiffer(t *testing.T) {
	w := New(Seed)
	day := civil.MustDate("2024-01-17")
	var beds, rate []float64
	for _, x := range w.trusts {
		if f := w.past(x, 0)[day.Sub(w.winters[0].From)]; x.open.Contains(day) && f.uec[adultOpen] > 100 {
			beds = append(beds, float64(f.uec[adultOpen]))
			rate = append(rate, float64(f.uec[adultOcc])/float64(f.uec[adultOpen]))
		}
	}
	slices.Sort(beds)
	slices.Sort(rate)
	within(t, "median of adult beds", beds[len(beds)/2], 560, 740)
	within(t, "ninth tenth of adult beds", beds[len(beds)*9/10], 1100, 1600)
	within(t, "median occupancy", rate[len(rate)/2], 0.95, 0.985)
	within(t, "first tenth of occupancy", rate[len(rate)/10], 0.83, 0.94)
}
