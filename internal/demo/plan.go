package demo

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"time"

	"headroom/internal/civil"
	"headroom/internal/sitrep"
)

// arrival is one version of a return on its way: when it comes and what is wrong with it.
type arrival struct {
	at     time.Time
	state  sitrep.State
	covers civil.Range // zero: the usual span
	error  slip        // what this version has wrong; none when it is right
	reason string      // why it is sent again
}

// slip is a mistake of the first version that a later one corrects.
type slip int

const (
	none slip = iota
	countedTwice
	escalationLeftOut
	fluStillCounted
	handoversLate
	dischargesLate
	slips
)

// reasons are what people write when they send a return again.
var reasons = [slips]string{
	countedTwice:      "One ward was counted twice; the bed count was done again with the site team",
	escalationLeftOut: "The escalation ward had been left out",
	fluStillCounted:   "Flu results of the evening before came in after the return was sent",
	handoversLate:     "The handover record was completed after the return was sent",
	dischargesLate:    "Late discharges were recorded after midnight",
}

func formNumber(f sitrep.FormCode) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(f))
	return h.Sum64()
}

// plan is when the versions of a return for day come, in order; none when it never comes.
func (w *World) plan(t *trust, form sitrep.FormCode, day civil.Date) []arrival {
	r := dice(w.seed, 3, t.n, formNumber(form), uint64(day.Sub(baseDay)))
	if t.orthop && day.Month() == time.December && (day.Day() == 25 || day.Day() == 26) {
		return []arrival{{at: day.At(9 * 60).Add(time.Duration(r.IntN(3600)) * time.Second), state: sitrep.Nil}}
	}
	first := arrival{state: sitrep.Returned}
	if skipped, covers := combined(t, day); skipped {
		return nil
	} else if covers != (civil.Range{}) {
		first.covers = covers
	}
	lost := 0.022
	if wd := day.Weekday(); wd == time.Saturday || wd == time.Sunday {
		lost = 0.034
	}
	if first.covers == (civil.Range{}) && r.Float64() < lost {
		return nil
	}
	first.at = t.sends(r, day)
	if r.Float64() >= 0.042 {
		return []arrival{first}
	}
	again := arrival{at: corrected(r, first.at), state: sitrep.Returned, covers: first.covers}
	if until := day.Add(15).At(0); !again.at.Before(until) {
		again.at = until.Add(-time.Duration(60+r.IntN(600)) * time.Minute)
	}
	if !again.at.After(first.at) {
		return []arrival{first}
	}
	first.error = slip(1 + r.IntN(int(handoversLate)))
	if form == sitrep.DischargeDaily {
		first.error = dischargesLate
	}
	if !t.type1 && first.error != countedTwice && first.error != fluStillCounted {
		first.error = countedTwice
	}
	again.reason = reasons[first.error]
	return []arrival{first, again}
}

// sends is when the first version comes: beds are counted at 08:00, so after that; most by 10:50, some after 11:00, a
// few the next morning.
func (t *trust) sends(r *rand.Rand, day civil.Date) time.Time {
	eight := day.At(8 * 60)
	switch x := r.Float64(); {
	case x < 0.010:
		return day.Add(1).At(9 * 60).Add(time.Duration(r.IntN(2*3600)) * time.Second)
	case x < 0.042:
		return day.At(11 * 60).Add(time.Duration(40+3600*math.Abs(r.NormFloat64())) * time.Second)
	}
	after := min(max(t.early*math.Exp(0.35*r.NormFloat64()), 2), 170)
	return eight.Add(time.Duration(after*60+60*r.Float64()) * time.Second).Truncate(time.Second)
}

// corrected is when a correction comes: half of them the same day, the others in office hours of the next 13 days.
func corrected(r *rand.Rand, first time.Time) time.Time {
	if r.IntN(2) == 0 {
		return first.Add(time.Duration(40+r.IntN(320)) * time.Minute).Truncate(time.Second)
	}
	day := civil.Today(first).Add(1 + int(math.Abs(r.NormFloat64())*4))
	return day.At(9 * 60).Add(time.Duration(r.IntN(8*3600)) * time.Second)
}

// combined tells the returns of the trusts without an A&E department that do not count every day over Christmas and at
// one weekend in February: the days skipped, and the day whose return covers them.
func combined(t *trust, day civil.Date) (skipped bool, covers civil.Range) {
	if t.type1 || t.orthop || t.n%2 == 0 {
		return false, civil.Range{}
	}
	for _, last := range []civil.Date{civil.On(day.Year(), time.December, 27), secondMonday(day.Year(), time.February)} {
		if back := last.Sub(day); back >= 0 && back <= 2 {
			if back > 0 {
				return true, civil.Range{}
			}
			return false, civil.Range{From: last.Add(-3), To: last}
		}
	}
	return false, civil.Range{}
}

func secondMonday(y int, m time.Month) civil.Date {
	d := civil.On(y, m, 8)
	for d.Weekday() != time.Monday {
		d = d.Add(1)
	}
	return d
}

// wrong is the day as its first version has it.
func (s slip) wrong(f figures, r *rand.Rand) figures {
	u := &f.uec
	much := 0.02 + 0.04*r.Float64()
	switch s {
	case countedTwice:
		u[adultOcc] += 1 + int32(much*float64(u[adultOcc]))
	case escalationLeftOut:
		u[adultEsc] -= min(u[adultEsc], 1+int32(0.6*float64(u[adultEsc])))
	case fluStillCounted:
		u[fluGA] = min(u[fluGA]+2+int32(0.3*float64(u[fluGA])), u[adultOcc])
	case handoversLate:
		u[over60] -= u[over60] / 3
		u[over30] -= (u[over30] - u[over60]) / 6
		u[hoursLost] -= u[hoursLost] / 5
	case dischargesLate:
		moved := int32(much * 1.5 * float64(f.staying))
		f.discharged, f.staying = max(f.discharged-moved, 0), f.staying+moved
	case none:
	}
	f.total()
	return f
}
