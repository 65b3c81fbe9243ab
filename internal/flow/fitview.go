package flow

import (
	"math"

	"headroom/internal/civil"
	"headroom/internal/simulate"
)

// view is a trust's evidence looked through: what it says of the last weeks, in the model's own terms.
type view struct {
	t    *TrustEvidence
	tier Tier
	now  float64    // occupied on the start's morning
	open float64    // beds open then
	mean [7]float64 // occupied by the morning's weekday, from Sunday

	come, go_ [7]float64 // admissions and discharges by weekday; of the tiers with discharges
	nights    float64    // beds occupied over admissions a day

	bands     [3]float64 // shares of occupied that have stayed 7, 14, 21 nights and more
	remaining float64    // no criteria to reside, of the model's beds
	wide      float64    // by how much the odds are widened
	shares    [4]float64 // of discharges by pathway
	capacity  float64    // share of those delayed who wait for capacity alone
}

// look reads a trust's evidence and says what is thin or odd in it.
func (f *fitting) look(t *TrustEvidence) *view {
	v := &view{t: t, tier: SitrepOnly, wide: 1}
	from, cut := windowOf(t, f.e.From)
	if cut {
		f.note(t.Org, "series-break", "Figures of %s before %s are not comparable with later ones; only the later ones were used.", t.Name, from)
	}
	f.lookMornings(v, from)
	f.lookBands(v, from)
	f.lookFlows(v, from)
	f.lookRemaining(v, from)
	f.lookPathways(v)
	return v
}

// ordinary reports whether a day is like others of its weekday: no holiday, not around Christmas, no strike.
func (f *fitting) ordinary(day civil.Date) bool {
	md := monthDay(day)
	return !f.e.Calendar.Holidays.IsHoliday(day) && md > 107 && md < 1220 && !onStrike(f.e.Calendar, day)
}

// lookMornings reads occupied and open beds.
func (f *fitting) lookMornings(v *view, from civil.Date) {
	t, name := v.t, v.t.Name
	occupied, open := t.of(t.Occupied), t.of(t.Open)
	n, over, gap, longest := 0, 0, 0, 0
	for day := from; !day.After(f.e.From); day = day.Add(1) {
		x := occupied.on(day)
		if gap++; known(x) {
			n, gap = n+1, 0
			if y := open.on(day); known(y) && x > y {
				over++
			}
		}
		if !day.Before(t.First) {
			longest = max(longest, gap)
		}
	}
	if n < few {
		f.note(t.Org, "few-days", "Only %d mornings of %s are known since %s: the odds are wider, and what they cannot tell is taken from England's figures.", n, name, from)
		v.wide *= math.Sqrt(few / float64(n))
	}
	if longest >= gapLength {
		f.note(t.Org, "gap", "%d mornings on end of %s are not known: the odds are wider.", longest, name)
		v.wide *= 1.25
	}
	if over > 0 {
		f.note(t.Org, "over-open", "On %d of %d mornings more beds were occupied than open at %s. That can be true (people in corridors or added beds); it was taken as returned.", over, n, name)
	}
	var age int
	v.now, age = occupied.latest(f.e.From, from)
	if age > 0 {
		f.note(t.Org, "old-figure", "Occupied beds of %s are not known for %s; those of %d days before were taken, and the odds are wider.", name, f.e.From, age)
		v.wide *= 1 + .03*float64(age)
	}
	v.open, _ = open.latest(f.e.From, from)
	v.mean = f.weekly(occupied, f.e.From.Add(-27), f.e.From.Add(1), from, v.now)
}

// weekly is a series' mean by weekday over ordinary days of the last weeks, over more days or all where some weekday has
// none, and the fallback where there is nothing.
func (f *fitting) weekly(s series, from, to, floor civil.Date, fallback float64) [7]float64 {
	var sum, n, loose, m [7]float64
	for day := floor; day.Before(to); day = day.Add(1) {
		x := s.on(day)
		if !known(x) {
			continue
		}
		i := day.Weekday()
		if f.ordinary(day) && !day.Before(from) {
			sum[i] += x
			n[i]++
		}
		loose[i] += x
		m[i]++
	}
	overall, k := 0.0, 0.0
	for i := range 7 {
		switch {
		case n[i] > 0:
			sum[i] /= n[i]
		case m[i] > 0:
			sum[i] = loose[i] / m[i]
		default:
			sum[i] = math.NaN()
			continue
		}
		overall += sum[i]
		k++
	}
	for i := range sum {
		if !known(sum[i]) {
			sum[i] = fallback
			if k > 0 {
				sum[i] = overall / k
			}
		}
	}
	return sum
}

// lookBands reads the shares of long stays.
func (f *fitting) lookBands(v *view, from civil.Date) {
	t := v.t
	occupied, _ := t.of(t.Occupied).mean(f.e.From.Add(-13), f.e.From.Add(1))
	for i, x := range [][]float64{t.Long7, t.Long14, t.Long21} {
		m, n := t.of(x).mean(f.e.From.Add(-13), f.e.From.Add(1))
		what := [...]string{"stay.long7", "stay.long14", "stay.long21"}[i]
		v.bands[i] = f.d.Value(what)
		if n >= 3 && occupied > 0 && m < occupied {
			v.bands[i] = m / occupied
		} else if i == 0 {
			f.note(t.Org, "no-long-stays", "Long stays of %s are not known for the last fortnight; England's shares were taken.", t.Name)
		}
	}
	for i := 1; i < 3; i++ { // bands lie in each other
		v.bands[i] = min(v.bands[i], v.bands[i-1])
	}
}

// lookFlows works out admissions from beds and discharges: admissions(day) = occupied(next morning) - occupied(morning) +
// discharges(day). A discharge figure of zero is a missing one. Discharges are of people of 18 and over, and beds of all
// ages: where adults' beds are known, discharges are scaled up by them.
func (f *fitting) lookFlows(v *view, from civil.Date) {
	t := v.t
	occupied, out := t.of(t.Occupied), t.of(t.Discharges)
	come, gone := series{from, nil}, series{from, nil}
	adults, n := t.of(t.Adults).mean(from, f.e.From.Add(1))
	all, _ := occupied.mean(from, f.e.From.Add(1))
	scale := 1.0
	if n > 0 && adults > 0 && adults <= all {
		scale = all / adults
	}
	count, zeros := 0, 0
	for day := from; day.Before(f.e.From); day = day.Add(1) {
		x, y, z := occupied.on(day), occupied.on(day.Add(1)), out.on(day)
		if z == 0 {
			zeros++
			z = math.NaN()
		}
		gone.x = append(gone.x, z*scale)
		come.x = append(come.x, y-x+z*scale)
		if known(z) && known(x) && known(y) {
			count++
		}
	}
	v.nights = f.d.Value("stay.nights")
	if zeros > 0 {
		f.note(t.Org, "zero-discharges", "%d days of %s show no discharge at all; they were taken as not returned.", zeros, t.Name)
	}
	if count < needed {
		if len(t.Discharges) > 0 {
			f.note(t.Org, "few-discharges", "Discharges of %s are known for %d days; %d are needed before they say how people flow.", t.Name, count, needed)
		}
		v.wide *= 1.1
		return
	}
	v.tier = WithDischarges
	if n == 0 {
		f.note(t.Org, "scope", "Discharges of %s are of people of 18 and over, its beds of all ages, and adults' beds are not known: children's admissions are missing from its flows.", t.Name)
	}
	v.come = f.weekly(come, f.e.From.Add(-window), f.e.From, from, 0)
	v.go_ = f.weekly(gone, f.e.From.Add(-window), f.e.From, from, 0)
	total := 0.0
	for i := range 7 {
		total += v.come[i]
	}
	if total > 0 {
		v.nights = 7 * meanOf(v.mean) / total
	}
}

func meanOf(w [7]float64) float64 {
	s := 0.0
	for _, x := range w {
		s += x / 7
	}
	return s
}

// lookRemaining reads those who no longer meet the criteria to reside and remain. The count is of people of 18 and over,
// critical care included, in trusts with a major emergency department; the model's beds are general and acute ones (T13).
func (f *fitting) lookRemaining(v *view, from civil.Date) {
	t := v.t
	x, _ := t.of(t.Remaining).latest(f.e.From.Add(-1), later(from, f.e.From.Add(-7)))
	if !known(x) || x == 0 {
		f.note(t.Org, "no-remaining", "Nobody's discharge-ready count is known at %s for the last week: England's share of beds was taken.", t.Name)
		v.remaining = f.d.Value("nctr.remaining") * v.now
		v.wide *= 1.05
		return
	}
	scope := f.d.Value("nctr.scope")
	adults, n := t.of(t.Adults).mean(f.e.From.Add(-13), f.e.From.Add(1))
	critical, k := t.of(t.Critical).mean(f.e.From.Add(-13), f.e.From.Add(1))
	if n > 0 && k > 0 && adults > 0 {
		scope = adults / (adults + critical)
	}
	v.remaining = x * scope
	f.note(t.Org, "scope-remaining", "Those with no criteria to reside at %s are counted among people of 18 and over, critical care included; %.0f of %.0f were taken to be in general and acute beds.", t.Name, v.remaining, x)
	if most := .5 * v.now; v.remaining > most {
		f.note(t.Org, "remaining-too-many", "%.0f people with no criteria to reside are more than half of the %.0f in beds at %s: half was taken.", v.remaining, v.now, t.Name)
		v.remaining = most
	}
}

func later(a, b civil.Date) civil.Date {
	if a.After(b) {
		return a
	}
	return b
}

// lookPathways reads pathways and reasons for delay.
func (f *fitting) lookPathways(v *view) {
	t := v.t
	sum := 0.0
	for _, x := range t.Pathways {
		sum += x
	}
	for p := range v.shares {
		v.shares[p] = f.d.Value([...]string{"share.p0", "share.p1", "share.p2", "share.p3"}[p])
		if sum > 0 {
			v.shares[p] = t.Pathways[p] / sum
		}
	}
	v.capacity = f.d.Value("delay.capacity")
	if r := t.Reasons.sum(); r > 0 {
		v.capacity = t.Reasons.Capacity / r
	}
	returned := false
	for _, c := range t.Catchment {
		if e := f.council(c.Council); e != nil && e.Returned != [simulate.Streams]bool{} {
			returned = true
		}
	}
	if v.tier == WithDischarges && sum > 0 && t.Reasons.sum() > 0 && returned {
		v.tier = WithPathways
	}
	if sum == 0 {
		f.note(t.Org, "no-pathways", "Pathways of %s are not known; England's shares were taken.", t.Name)
	}
	if t.Reasons.sum() == 0 {
		f.note(t.Org, "no-reasons", "Reasons for delay at %s are not known; England's shares of process and capacity were taken.", t.Name)
	}
	if p := v.shares[1] + v.shares[2] + v.shares[3]; p < .01 {
		f.note(t.Org, "no-support", "Hardly anybody at %s is discharged with support by its pathways; England's shares were taken.", t.Name)
		for p := range v.shares {
			v.shares[p] = f.d.Value([...]string{"share.p0", "share.p1", "share.p2", "share.p3"}[p])
		}
	}
}
