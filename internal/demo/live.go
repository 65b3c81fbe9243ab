package demo

import (
	"math"
	"math/rand/v2"

	"headroom/internal/civil"
)

// before is how many days before a winter a trust's life begins, so that its waves are under way on the first.
const before = 30

// past is what happened at a trust in a winter, one entry for each reporting date of it.
func (w *World) past(t *trust, winter int) []figures {
	key := pastKey{t, winter}
	w.mu.Lock()
	got, ok := w.pasts[key]
	w.mu.Unlock()
	if ok {
		return got
	}
	got = w.live(t, winter)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pasts[key] = got
	return got
}

// wave is a value that wanders around nought and comes back: what keeps one day like the day before.
type wave struct{ x, keep, size float64 }

func (v *wave) next(r *rand.Rand) float64 {
	v.x = v.keep*v.x + math.Sqrt(1-v.keep*v.keep)*v.size*r.NormFloat64()
	return v.x
}

// life is a trust from day to day.
type life struct {
	*trust
	days *almanac
	rnd  *rand.Rand

	beds, kids, long, ill, sick, stay, fast, cc, nic, picuWave wave
	esc                                                        float64 // escalation beds open
	smooth                                                     float64 // occupancy of the core over the last days
	drift                                                      int32   // core beds more or fewer than planned
	outbreaks                                                  []outbreak
	yesterday                                                  figures
	rate                                                       float64 // yesterday's occupancy of adult beds open
}

// outbreak closes a bay or a ward for some days.
type outbreak struct{ beds, empty, left int }

func (w *World) live(t *trust, winter int) []figures {
	l := &life{trust: t, days: w.days, rnd: dice(w.seed, 2, t.n, uint64(winter)), smooth: t.base, rate: 0.95,
		beds: wave{keep: 0.86, size: t.swing}, kids: wave{keep: 0.8, size: 0.09}, long: wave{keep: 0.97, size: 0.035},
		ill: wave{keep: 0.9, size: 0.16}, sick: wave{keep: 0.93, size: 0.05}, stay: wave{keep: 0.96, size: 0.06},
		fast: wave{keep: 0.8, size: 0.03}, cc: wave{keep: 0.85, size: 0.06}, nic: wave{keep: 0.9, size: 0.07}, picuWave: wave{keep: 0.85, size: 0.08}}
	span := w.winters[winter]
	out := make([]figures, 0, span.Days())
	for d := span.From.Add(-before); d.Before(span.To); d = d.Add(1) {
		f := l.day(d)
		if !d.Before(span.From) {
			out = append(out, f)
		}
	}
	return out
}

// day lives one more day: the beds on the morning of d, the flows of the day before it.
func (l *life) day(d civil.Date) figures {
	var f figures
	size := l.size(d)
	l.adults(&f, d, size)
	l.children(&f, d, size)
	f.total()
	l.critical(&f, size)
	l.infections(&f, d, size)
	l.longStay(&f, d)
	if l.type1 {
		l.emergency(&f, d, size)
		l.leaving(&f, d.Add(-1))
	}
	l.staffing(&f, d, size)
	l.yesterday, l.rate = f, float64(f.uec[adultOcc])/float64(max(f.uec[adultOpen], 1))
	return f
}

// adults fills the adult beds: those in demand, and the escalation beds that are opened, a day late, when the core is
// full and shut when it is not.
func (l *life) adults(f *figures, d civil.Date, size float64) {
	core := float64(l.core) * size
	if l.rnd.IntN(9) == 0 {
		l.drift = min(max(l.drift+int32(l.rnd.IntN(5)-2), -int32(core/90)), int32(core/90))
	}
	share := l.base + l.days.beds(d, l.trough) + 0.012*(level[winterOf(d)]-0.97) + l.beds.next(l.rnd)
	l.smooth += (share - l.smooth) / 3
	want := max(0, l.smooth-0.963)*core*l.escalates + 0.008*core*l.escalates
	if step := want - l.esc; math.Abs(step) > 0.004*core+2 {
		l.esc += step / 2
	}
	u := &f.uec
	u[adultCore] = whole(core) + l.drift
	u[adultEsc] = whole(l.esc)
	u[adultOcc] = whole(share * core)
	if most := float64(u[adultCore]+u[adultEsc]) * 1.012; float64(u[adultOcc]) > most {
		u[adultOcc] = whole(most)
	}
	u[adultVoid] = whole(0.0008 * core * max(0, 1+4*l.ill.x))
}

func winterOf(d civil.Date) int {
	if d.Month() < 7 {
		return d.Year() - 1
	}
	return d.Year()
}

func (l *life) children(f *figures, d civil.Date, size float64) {
	if l.paed == 0 {
		return
	}
	core := float64(l.paed) * size
	share := 0.70 + l.kids.next(l.rnd) + 0.8*along(rsv, seasonDay(d)-l.shift) + 0.6*weekdayBeds[d.Weekday()]
	if n := seasonDay(d); n >= 52 && n <= 57 {
		share -= 0.12
	}
	u := &f.uec
	u[paedCore] = whole(core)
	u[paedOcc] = min(whole(share*core), whole(core))
	if share > 0.93 {
		u[paedEsc] = whole(core * 0.06)
	}
}

func (l *life) critical(f *figures, size float64) {
	u := &f.uec
	part := func(beds int, share float64, w *wave, open, occ int) {
		if beds == 0 {
			return
		}
		u[open] = whole(float64(beds) * size)
		u[occ] = min(whole(float64(u[open])*(share+w.next(l.rnd))), u[open])
	}
	part(l.trust.cc, 0.81, &l.cc, ccOpen, ccOcc)
	part(l.picu, 0.78, &l.picuWave, picuOpen, picuOcc)
	part(l.trust.nic, 0.71, &l.nic, nicuOpen, nicuOcc)
}

// infections are the trust's share of England's epidemics, and outbreaks of its own.
func (l *life) infections(f *figures, d civil.Date, size float64) {
	u := &f.uec
	of := l.share * size
	ill := math.Exp(l.ill.next(l.rnd) * 1.2)
	if !l.type1 {
		of *= 0.2
	}
	u[fluGA] = min(whole(curve(flu, d, l.shift)*of*ill), u[adultOcc]/3)
	u[fluCC] = min(whole(float64(u[fluGA])*0.055), u[ccOcc])
	u[covidOcc] = whole(curve(covid, d, l.shift) * of * math.Exp(l.ill.x))
	u[covidMV] = whole(float64(u[covidOcc]) * 0.025)
	l.norovirus(u, d, of)
	if l.paed > 0 {
		u[rsvClosed] = whole(float64(u[paedCore]) * along(rsv, seasonDay(d)-l.shift) * 0.25)
		u[rsvEmpty] = u[rsvClosed] / 4
	}
}

func (l *life) norovirus(u *[uecLines]int32, d civil.Date, of float64) {
	// An outbreak closes about nine beds for six days.
	if l.rnd.Float64() < along(noro, seasonDay(d)-l.shift)*of/54 {
		beds := 4 + l.rnd.IntN(11)
		l.outbreaks = append(l.outbreaks, outbreak{beds: beds, empty: l.rnd.IntN(beds/3 + 1), left: 3 + l.rnd.IntN(7)})
	}
	kept := l.outbreaks[:0]
	for _, o := range l.outbreaks {
		u[dvAdult] += int32(o.beds)
		u[dvAdultEmpty] += int32(o.empty)
		if o.left--; o.left > 0 {
			kept = append(kept, o)
		}
	}
	l.outbreaks = kept
	if l.paed > 0 && l.rnd.IntN(60) == 0 {
		u[dvPaed] = 2 + int32(l.rnd.IntN(3))
		u[dvPaedEmpty] = int32(l.rnd.IntN(2))
	}
}

func (l *life) longStay(f *figures, d civil.Date) {
	u := &f.uec
	share := l.trust.stay * (1 + l.stay.next(l.rnd)*0.4)
	if n := seasonDay(d); n >= 48 && n <= 60 {
		share *= 0.975
	}
	u[los7] = whole(float64(u[gaOcc]) * share)
	u[los14] = whole(float64(u[los7]) * 0.6)
	u[los21] = whole(float64(u[los14]) * 0.66)
}

// emergency is the day before: ambulances, and how long they waited, which follows how full the beds were.
func (l *life) emergency(f *figures, d civil.Date, size float64) {
	u := &f.uec
	eve := d.Add(-1)
	came := l.ambulances * size * (1 + 0.05*l.rnd.NormFloat64() + 0.03*float64(boolean(eve.Weekday() == 1)))
	u[arrivals] = whole(came)
	u[handovers] = whole(came * (0.968 + 0.025*l.rnd.Float64()))
	known := float64(u[handovers])
	s30 := min(max(0.27+l.slow+2.4*(l.rate-0.955)+0.5*l.beds.x+0.02*l.rnd.NormFloat64(), 0.03), 0.72)
	u[over30] = whole(known * s30)
	u[over15] = whole(known * min(0.30+0.95*s30, 0.96))
	u[over60] = whole(known * s30 * min(s30*1.15, 0.8))
	u[hoursLost] = whole((float64(u[over15]-u[over30])*7 + float64(u[over30]-u[over60])*26 + float64(u[over60])*72) / 60)
	if l.rnd.IntN(11) == 0 && l.rate > 0.97 && l.rnd.IntN(4) == 0 {
		u[diverts] = 1
	}
	if l.rnd.IntN(4000) == 0 {
		u[closures] = 1
	}
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// leaving is day e of the discharge return: how many left and how many stay who no longer met the criteria.
func (l *life) leaving(f *figures, e civil.Date) {
	occ := float64(f.uec[adultOcc])
	if l.yesterday.uec[adultOcc] > 0 {
		occ = float64(l.yesterday.uec[adultOcc])
	}
	plain := float64(l.core) * l.size(e) * l.base
	f.discharged = whole(plain * l.leaves * l.days.leave(e, l.weekend) * (1 + l.fast.next(l.rnd)))
	f.staying = min(whole(plain*l.stuck*along(remaining, seasonDay(e))*level[winterOf(e)]*math.Exp(l.long.next(l.rnd))*(1+0.012*l.rnd.NormFloat64())), whole(0.3*occ))
}

func (l *life) staffing(f *figures, d civil.Date, size float64) {
	u := &f.uec
	share := along(absence, seasonDay(d)) * math.Exp(l.sick.next(l.rnd))
	if wd := d.Weekday(); wd == 0 || wd == 6 {
		share *= 0.96
	}
	u[absenceTotal] = whole(l.staff * size * share)
	u[absenceCovid] = whole(float64(u[absenceTotal]) * curve(covid, d, 0) / 42000)
	rate := float64(u[adultOcc]) / float64(max(u[adultOpen], 1))
	slow := 0.0
	if u[handovers] > 0 {
		slow = float64(u[over30]) / float64(u[handovers])
	}
	score := 1
	for _, over := range []bool{rate > 0.93, rate > 0.965 || slow > 0.32, rate > 0.99 && slow > 0.4 || slow > 0.5} {
		score += boolean(over)
	}
	u[opel] = int32(score)
}
