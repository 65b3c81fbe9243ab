package occupancy

import (
	"math"
	"time"

	"headroom/internal/civil"
)

// Effect is how many beds are occupied on a kind of day beside an ordinary one, as a ratio: 0.97 is 3% fewer. Low and High
// hold the truth in nineteen of twenty cases where there is more than one occasion; with one occasion they are not known.
type Effect struct {
	Key       EffectKey
	Ratio     float64
	Low, High float64
	Days      int // days seen
	Occasions int // weeks for a day of the week, winters or actions for the others
}

// Known reports whether any such day was seen.
func (e Effect) Known() bool { return e.Days > 0 }

// Sure reports whether Low and High are known.
func (e Effect) Sure() bool { return e.Occasions > 1 }

// KindOf is the kind of a day that is not a day of the week, or empty for an ordinary one. Christmas goes before a strike,
// because its effect is the larger.
func KindOf(c Calendar, d civil.Date) EffectKey {
	switch md := d.Format("01-02"); {
	case md == "12-24":
		return ChristmasEve
	case md == "12-25":
		return ChristmasDay
	case md == "12-26":
		return BoxingDay
	case md >= "12-27" && md <= "12-30":
		return Between
	case md == "12-31":
		return NewYearsEve
	case md == "01-01":
		return NewYearsDay
	}
	after := false
	for _, s := range c.Strikes {
		n := d.Sub(s.Date)
		if n == 0 {
			return StrikeDay
		}
		after = after || n > 0 && n <= afterStrike
	}
	switch {
	case after:
		return AfterStrike
	case c.Holidays.IsHoliday(d):
		return BankHoliday
	}
	return ""
}

// weekdayKey is the kind of a day of the week.
func weekdayKey(d time.Weekday) EffectKey {
	return EffectKeys()[(int(d)+6)%weekdayCount]
}

// besides is how many days to either side of a special day its ordinary days are looked for, on the same day of the week.
const besides = 28

// leastBeside is how many ordinary days a comparison needs.
const (
	leastBeside     = 3
	leastWeekBeside = 5
)

// EffectsOf measures the effects in one series that begins on a day; NaN is a morning that is not known. A special day is
// held against the same day of the week in the four weeks either side, other special days left out; an ordinary day against
// the mean of the week around it.
func EffectsOf(from civil.Date, occupied []float64, cal Calendar) []Effect {
	kinds := make([]EffectKey, len(occupied))
	for i := range kinds {
		kinds[i] = KindOf(cal, from.Add(i))
	}
	seen := map[EffectKey]map[int][]float64{} // logarithms of ratios, by occasion
	note := func(k EffectKey, occasion int, x float64) {
		if seen[k] == nil {
			seen[k] = map[int][]float64{}
		}
		seen[k][occasion] = append(seen[k][occasion], x)
	}
	occasion, last := 0, -besides
	for i, x := range occupied {
		if kinds[i] != "" {
			if i-last > 10 {
				occasion = i
			}
			last = i
		}
		if !(x > 0) {
			continue
		}
		if kinds[i] != "" {
			if base, ok := ordinaryMean(occupied, kinds, i, besides, 7, leastBeside); ok {
				note(kinds[i], occasion, math.Log(x/base))
			}
			continue
		}
		if base, ok := ordinaryMean(occupied, kinds, i, 3, 1, leastWeekBeside); ok {
			note(weekdayKey(from.Add(i).Weekday()), i/weekdayCount, math.Log(x/base))
		}
	}
	var out []Effect
	for _, k := range EffectKeys() {
		out = append(out, effectOf(k, seen[k]))
	}
	return out
}

// ordinaryMean is the mean of the ordinary known days at multiples of step from day i, up to reach away; a step of one day takes
// in day i itself. ok is false when there are fewer than least.
func ordinaryMean(y []float64, kinds []EffectKey, i, reach, step, least int) (mean float64, ok bool) {
	sum, n := 0.0, 0
	for j := i - reach; j <= i+reach; j += step {
		if j < 0 || j >= len(y) || j == i && step > 1 || kinds[j] != "" || !(y[j] > 0) {
			continue
		}
		sum += y[j]
		n++
	}
	return sum / float64(max(n, 1)), n >= least
}

// effectOf puts the occasions of one kind together: their mean, and Student's interval around it, as days of one occasion
// hang together and are no evidence of their own.
func effectOf(k EffectKey, occasions map[int][]float64) Effect {
	e := Effect{Key: k, Ratio: math.NaN(), Low: math.NaN(), High: math.NaN(), Occasions: len(occasions)}
	var means []float64
	sum := 0.0
	for _, days := range occasions {
		s := 0.0
		for _, x := range days {
			s += x
		}
		e.Days += len(days)
		means = append(means, s/float64(len(days)))
		sum += s / float64(len(days))
	}
	if len(means) == 0 {
		return e
	}
	n := float64(len(means))
	mean, ss := sum/n, 0.0
	for _, m := range means {
		ss += (m - mean) * (m - mean)
	}
	e.Ratio = math.Exp(mean)
	if len(means) > 1 {
		half := tQuantile(.975, n-1) * math.Sqrt(ss/(n-1)/n)
		e.Low, e.High = math.Exp(mean-half), math.Exp(mean+half)
	}
	return e
}

// InForce is the newest version of each effect set by hand that is not given up. list is in the order of versions.
func InForce(list []Override) map[EffectKey]Override {
	out := map[EffectKey]Override{}
	for _, o := range list {
		out[o.Key] = o
	}
	for k, o := range out {
		if o.Gone {
			delete(out, k)
		}
	}
	return out
}

// NoteByHand is the word of the note that an effect was set by hand.
const NoteByHand = "by-hand"

// WithOverrides moves the odds of occupied beds on the days whose effect was set by hand: by as much as the hand-set ratio
// differs from the learnt one, from one that was never seen as from none. The chances move with them.
func WithOverrides(f Forecast, set map[EffectKey]Override, learnt []Effect, cal Calendar) Forecast {
	if len(set) == 0 {
		return f
	}
	was := map[EffectKey]float64{}
	for _, e := range learnt {
		if e.Known() {
			was[e.Key] = e.Ratio
		}
	}
	out := f
	out.Days = append([]Day(nil), f.Days...)
	moved := map[EffectKey]bool{}
	for i := range out.Days {
		d := &out.Days[i]
		by := 1.0
		for _, k := range [...]EffectKey{KindOf(cal, d.Date), weekdayKey(d.Date.Weekday())} {
			if k.Weekday() && KindOf(cal, d.Date) != "" {
				continue // a special day has no weekday's effect
			}
			if o, ok := set[k]; ok {
				base := 1.0
				if r, ok := was[k]; ok {
					base = r
				}
				by *= o.Ratio / base
				moved[k] = true
			}
		}
		if by != 1 {
			*d = scaled(*d, by)
		}
	}
	out.Notes = append([]Note(nil), f.Notes...)
	for _, k := range EffectKeys() {
		if moved[k] {
			out.Notes = append(out.Notes, Note{NoteByHand, k.Words() + " is set by hand at " + percent(set[k].Ratio) + " of an ordinary day: " + set[k].Reason})
		}
	}
	return out
}

// scaled is a day with so many times the occupied beds.
func scaled(d Day, by float64) Day {
	for i := range d.Occupied.Q {
		d.Occupied.Q[i] *= by
	}
	d.Occupied.Mean *= by
	d.Over92, d.Over95, d.Over100 = d.Over(.92/by), d.Over(.95/by), d.Over(1/by)
	return d
}

// surest is how near to 0 or 1 a chance may lie to say anything of the law behind it.
const surest = 5e-4

// Over is the chance that occupied is more than limit times open, from the three chances that the forecast gives: on the
// scale of the normal law they lie nearly on a line over the logarithm of the limit, and the line is followed between and
// beyond them. It is not known where they are not.
func (d Day) Over(limit float64) float64 {
	chances := [...]float64{d.Over92, d.Over95, d.Over100}
	var x, z [len(chances)]float64
	for i, p := range chances {
		if !Known(p) {
			return math.NaN()
		}
		if limit == limits[i] {
			return p
		}
		x[i], z[i] = math.Log(limits[i]), -normalQuantile(min(max(p, surest), 1-surest))
	}
	at := math.Log(limit)
	i := 0
	if at > x[1] {
		i = 1
	}
	slope := (z[i+1] - z[i]) / (x[i+1] - x[i])
	if slope < leastSlope { // both chances are certain: the spread of the beds says how fast that changes
		slope = d.slope()
	}
	return .5 * math.Erfc((z[i]+slope*(at-x[i]))/math.Sqrt2)
}

// leastSlope is the slope under which two chances say nothing of what lies beyond them.
const leastSlope = 1

// slope is one over the spread of the logarithm of occupied over open, as if the two were apart.
func (d Day) slope() float64 {
	s := 0.0
	for _, o := range [...]Odds{d.Occupied, d.Open} {
		if o.Known() && o.Q[2] > 0 {
			sd := math.Log(o.Q[20]/o.Q[2]) / (normalQuantile(levels[20]) - normalQuantile(levels[2]))
			s += sd * sd
		}
	}
	return 1 / math.Sqrt(max(s, 1e-6))
}
