package demo

import (
	"math"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/org"
)

// What a council gives of a service: which share of those who leave hospital need it (pathway shares of 2025–26: P1 9.9%,
// P2 3.2%, P3 1.7%, the first split between home care and reablement), and how it works over the week.
var careLines = []struct {
	service  discharge.Service
	need     float64
	saturday float64
	sunday   float64
}{
	{discharge.HomeCare, 0.059, 0.45, 0.25},
	{discharge.Reablement, 0.040, 0.35, 0.15},
	{discharge.CommunityBed, 0.032, 0.3, 0.15},
	{discharge.CareHomeBed, 0.017, 0.15, 0.05},
}

// carePlanned is how many days a council's statement looks ahead; it is written every Monday at 15:00.
const carePlanned = 21

// Care is the statements of capacity that councils write after the instant from and up to to: for each service and day
// how many can begin, the ordinary ones that are promised among them, and how many nobody has been promised. Like life, some are old and one council never writes.
func (w *World) Care(from, to time.Time) []discharge.Capacity {
	var out []discharge.Capacity
	needs := w.careNeeds()
	councils := make([]org.Code, 0, len(needs))
	for c := range needs {
		councils = append(councils, c)
	}
	slices.Sort(councils)
	for d := civil.Today(from); !d.At(0).After(to); d = d.Add(1) {
		at := d.At(15 * 60)
		if d.Weekday() != time.Monday || !at.After(from) || at.After(to) {
			continue
		}
		for i, c := range councils {
			if w.careSilent(i, d) {
				continue
			}
			out = append(out, w.careOf(i, c, needs[c], d)...)
		}
	}
	return out
}

// careSilent reports whether the i-th council writes nothing that Monday: one never does, a few are weeks behind.
func (w *World) careSilent(i int, monday civil.Date) bool {
	if i%151 == 71 {
		return true
	}
	return i%19 == 7 && dice(w.seed, 41, uint64(i), uint64(seasonDay(monday))).IntN(4) > 0
}

// careOf is one council's statement of a Monday.
func (w *World) careOf(i int, c org.Code, need float64, monday civil.Date) []discharge.Capacity {
	r := dice(w.seed, 42, uint64(i), uint64(monday.Sub(civil.On(2020, time.January, 6))))
	out := make([]discharge.Capacity, 0, carePlanned*len(careLines))
	for n, line := range careLines {
		weekends, holidays := (i+n)%3 > 0, (i+2*n)%4 == 0
		spare := 0.10 + 0.25*r.Float64()
		for k := 1; k <= carePlanned; k++ {
			day := monday.Add(k)
			promised := need * line.need * w.careDay(day, line.saturday, line.sunday)
			free := int(math.Floor(promised*spare + r.Float64()))
			if promised == 0 {
				free = 0
			}
			out = append(out, discharge.Capacity{Holder: c, Service: line.service, Date: day,
				Total: int(math.Floor(promised+r.Float64())) + free, Accepting: free, Weekend: weekends, Holiday: holidays,
				Source: "synthetic statement of the council", AsAt: monday.At(15 * 60)})
		}
	}
	return out
}

// careDay is how much of an ordinary day's care begins on a day: little at weekends, next to none on Christmas Day, and
// slowly again until New Year.
func (w *World) careDay(d civil.Date, saturday, sunday float64) float64 {
	f := 1.25
	switch d.Weekday() {
	case time.Saturday:
		f *= saturday
	case time.Sunday:
		f *= sunday
	}
	switch n := seasonDay(d); {
	case n == 54:
		return 0
	case n == 55 || n == 61:
		return f * 0.15
	case n >= 56 && n <= 60:
		return f * 0.65
	}
	if w.days.holidays.IsHoliday(d) {
		f *= 0.2
	}
	return f
}

// careNeeds is, by council, how many people of its area leave hospital on a mean day.
func (w *World) careNeeds() map[org.Code]float64 {
	leaving := map[org.Code]float64{}
	for _, t := range w.trusts {
		if t.type1 {
			leaving[t.code] = float64(t.core) * t.base * t.leaves
		}
	}
	out := map[org.Code]float64{}
	for _, f := range w.facts {
		if f.What != org.FactShare || f.Basis != org.PatientsByCouncil {
			continue
		}
		for _, s := range f.Shares {
			out[s.Other] += s.Of * leaving[f.Org]
		}
	}
	return out
}
