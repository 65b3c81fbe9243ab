package occupancy

import (
	"context"
	"fmt"
	"math"
	"slices"

	"headroom/internal/fault"
)

// The words that programs may act on in a forecast's notes.
const (
	NoteFewDays   = "few-days"    // little of this season is known; the odds are wider
	NoteFilled    = "filled"      // days were not sent and stand as filled in
	NoteErrors    = "errors"      // figures were sent and are taken for errors; they stand as filled in
	NoteMerged    = "merged"      // the figures jumped: only days after it are used
	NoteNoHistory = "no-history"  // no earlier season of this organisation, or of anybody
	NoteOld       = "old"         // the last figure is not this morning's
	NoteOver      = "over-open"   // more occupied than open
	NoteNoOpen    = "no-open"     // open beds are not known: no chances are given
	NoteLeftOut   = "left-out"    // a sum without all of its parts
	NoteRefused   = "no-forecast" // nothing can be said, and why
)

// How much wider the odds are made for each thing that is known to make forecasts worse.
const (
	fewDays       = 21   // known days of this season under which a forecast is less sure
	widerFewDays  = 1.25 // and more, the fewer they are: see few
	widerFilled   = 1.15
	widerAlone    = 1.2 // a series that no earlier season has
	widerNoSeason = 1.5 // no earlier season of anybody
	overDays      = 3   // mornings of the last week with more occupied than open, from which it is said
)

// ready is one series made ready to be forecast, with what its reader must know.
type ready struct {
	s       Series
	wide    float64
	refused bool
	notes   []Note
}

// prepare makes the series of a panel ready, as known on the last day of the panel.
func (e *Ensemble) prepare(s Series, p *Panel) ready {
	r := ready{s: clean(s), wide: 1}
	if at := lastJump(r.s.Occupied); at > 0 {
		for d := range at {
			r.s.Occupied[d], r.s.Open[d] = math.NaN(), math.NaN()
		}
		r.note(NoteMerged, "Occupied beds changed by a third or more on %s, as in a merger: days before it are not used.", p.Date(at))
	}
	errors := r.takenForErrors(s, p)
	days, last, first := 0, -1, p.Days
	for d, y := range r.s.Occupied {
		if Known(y) && !r.s.Filled[d] {
			days, last, first = days+1, d, min(first, d)
		}
	}
	if days < leastKnown || p.Days-1-last > oldestLast {
		r.refuse(days, last, p)
		for d := range p.Days { // nothing of it may count in a sum either
			r.s.Occupied[d], r.s.Open[d] = math.NaN(), math.NaN()
		}
		return r
	}
	r.warn(e, days, last, first, errors, p)
	if !Known(middle(r.s.Open)) {
		r.note(NoteNoOpen, "Open beds are not known: no chances of passing a limit are given.")
	}
	if !e.seen[s.Org] && e.seasons > 0 {
		r.wide *= widerAlone
		r.note(NoteNoHistory, "No earlier season of this organisation is known: it is taken to be as others are, with wider odds.")
	}
	r.s = fill(r.s)
	return r
}

func (r *ready) note(code, words string, args ...any) {
	r.notes = append(r.notes, Note{code, fmt.Sprintf(words, args...)})
}

// takenForErrors says which of the figures that were sent are taken for errors, after the last jump, and gives on which days those of
// beds occupied are.
func (r *ready) takenForErrors(sent Series, p *Panel) (occupied []int) {
	jump := max(0, lastJump(clean(sent).Occupied))
	of := func(sent, kept []float64) (days []int) {
		for d := jump; d < len(sent); d++ {
			if Known(sent[d]) && !Known(kept[d]) {
				days = append(days, d)
			}
		}
		return days
	}
	for _, k := range []Kind{Occupied, Open} {
		days := of(sent.Of(k), r.s.Of(k))
		if n := len(days); n > 0 {
			r.note(NoteErrors, "The %s that were sent for %s, the last of them for %s, are taken for errors (nought, or under %.1f or over %.0f times the middle of its figures): they were sent and are not used, and stand as filled in.",
				k, mornings(n), p.Date(days[n-1]), oddLow, oddHigh)
		}
		if k == Occupied {
			occupied = days
		}
	}
	return occupied
}

// mornings is a number of mornings in words.
func mornings(n int) string {
	if n == 1 {
		return "1 morning"
	}
	return fmt.Sprintf("%d mornings", n)
}

// inDays is a number of days in words.
func inDays(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

// said reports whether a note with a code was made.
func (r *ready) said(code string) bool {
	return slices.ContainsFunc(r.notes, func(n Note) bool { return n.Code == code })
}

// refuse says why nothing can be said.
func (r *ready) refuse(days, last int, p *Panel) {
	r.refused = true
	if days < leastKnown {
		r.note(NoteRefused, "%d mornings are known up to %s; a forecast needs at least %d.", days, p.Date(p.Days-1), leastKnown)
		return
	}
	r.note(NoteRefused, "The last known figure is of %s, more than %d days before: too old to forecast from.", p.Date(last), oldestLast)
}

// few is how much wider the odds are made when so many days of the season are known. A few quiet mornings do not show that a
// hospital is quiet, and the size of its errors is told from them; where no earlier season is known, from them alone.
func few(days, seasons int) float64 {
	part := float64(fewDays) / float64(days)
	if seasons == 0 {
		return widerFewDays * math.Sqrt(part)
	}
	return widerFewDays * math.Sqrt(math.Sqrt(part))
}

// warn says what makes the forecast less sure; errors are the days whose figures were sent and are not used.
func (r *ready) warn(e *Ensemble, days, last, first int, errors []int, p *Panel) {
	if days < fewDays {
		r.wide *= few(days, e.seasons)
		r.note(NoteFewDays, "Only %d mornings of this season are known: the odds are wider, of beds occupied and of beds open.", days)
	}
	if gaps := last - first + 1 - days; gaps > 0 {
		for _, d := range errors {
			if d > first && d < last {
				gaps-- // said before
			}
		}
		end := "."
		if float64(last-first+1-days) >= mostMissing*float64(last-first+1) {
			r.wide *= widerFilled
			end = ": the odds are wider."
		}
		switch {
		case gaps > 0:
			r.note(NoteFilled, "%d of the last %d mornings are missing and stand as filled in%s", gaps, last-first+1, end)
		case end != ".":
			r.note(NoteErrors, "With so many figures taken for errors the odds are wider.")
		}
	}
	if old := p.Days - 1 - last; old > 0 {
		r.wide *= math.Sqrt(1 + float64(old)/7)
		r.note(NoteOld, "The last known figure is %s old (%s): the odds are wider.", inDays(old), p.Date(last))
	}
	over := 0
	for d := max(0, p.Days-7); d < p.Days; d++ {
		if r.s.Occupied[d] > r.s.Open[d] {
			over++
		}
	}
	if over >= overDays {
		r.note(NoteOver, "On %d of the last 7 mornings more beds were occupied than open; the figures are used as they stand.", over)
	}
}

// Forecast looks days ahead from day origin of the panel, for every series and every sum of the tree, in that order. Only
// days up to the origin are looked at. Parts add up: means of trusts to those of boards, regions and England. One of whom
// nothing can be said has no days and a note that says why.
func (e *Ensemble) Forecast(p *Panel, origin int, tree Tree, days int) ([]Forecast, error) {
	switch {
	case e.law == nil:
		return nil, fault.New(fault.Internal, "The forecast was asked for before the ensemble had learnt.")
	case origin < 0 || origin >= p.Days || days < 1 || days > Horizon:
		return nil, fault.New(fault.Invalid, "A forecast looks 1 to %d days ahead, from a morning of which it has figures.", Horizon)
	}
	if err := tree.Check(); err != nil {
		return nil, err
	}
	upTo := slice(*p, 0, origin+1)
	parts := make([]ready, len(p.Series))
	for i := range parts {
		parts[i] = e.prepare(upTo.Series[i], &upTo)
		upTo.Series[i] = parts[i].s
	}
	g := tree.grow(upTo)
	parts = append(parts, e.sums(&g, parts)...)
	asks := make([]ask, 0, len(parts))
	for i := range parts {
		if !parts[i].refused {
			asks = append(asks, ask{series: i, class: g.class[i], origins: []int{origin}})
		}
	}
	trials, err := look(context.Background(), &g.Panel, e.seasons, e.team.methods, asks, days, e.opts.Workers, func() {})
	if err != nil {
		return nil, err
	}
	pace, err := e.paceOf(&g, parts, origin)
	if err != nil {
		return nil, err
	}
	return e.assemble(&g, parts, trials, origin, days, pace), nil
}

// sums makes the tree's sums ready: one is as unsure as its parts are on the whole.
func (e *Ensemble) sums(g *grown, parts []ready) []ready {
	var out []ready
	for j := g.leaves; j < len(g.Series); j++ {
		r := ready{s: g.Series[j], wide: 1}
		beds, wide, n, few := 0.0, 0.0, 0, 0
		for i := range parts {
			for k := g.parent[i]; k >= 0 && usable(&parts[i].s); k = g.parent[k] {
				if k == j {
					b := parts[i].s.Occupied[g.Days-1]
					beds, wide, n = beds+b, wide+b*parts[i].wide, n+1
					if parts[i].said(NoteFewDays) {
						few++
					}
				}
			}
		}
		if n == 0 {
			r.refused = true
			r.note(NoteRefused, "Too little is known of any organisation in this sum.")
		} else {
			r.wide = wide / beds
		}
		if few > 0 {
			r.note(NoteFewDays, "Of %d of the %d organisations in this sum few mornings of this season are known: the odds are wider.", few, n)
		}
		if words := g.leftOut(j); words != "" && n > 0 {
			r.note(NoteLeftOut, "%s", words)
		}
		out = append(out, r)
	}
	return out
}

// assemble turns the methods' points into odds and makes the parts add up.
func (e *Ensemble) assemble(g *grown, parts []ready, trials []trial, origin, days int, pace float64) []Forecast {
	out := make([]Forecast, len(parts))
	for i := range out {
		out[i] = Forecast{Org: g.Series[i].Org, Origin: g.Date(origin), Model: Model, Notes: parts[i].notes}
		if e.seasons == 0 && !parts[i].refused {
			out[i].Notes = append(out[i].Notes, Note{NoteNoHistory,
				"No earlier season is known: the forecast knows no Christmas and no strike, and the odds are wider."})
		}
	}
	for h := 1; h <= days; h++ {
		for i, d := range e.mornings(g, parts, trials, origin, h, pace) {
			if Known(d.Occupied.Mean) {
				d.Date = g.Date(origin + h)
				out[i].Days = append(out[i].Days, d)
			}
		}
	}
	return out
}

// mornings are all organisations' odds of the morning h days ahead.
func (e *Ensemble) mornings(g *grown, parts []ready, trials []trial, origin, h int, pace float64) []Day {
	odds := e.law.mornings(len(parts), trials, h, e.team.point, func(i int) float64 {
		wide := parts[i].wide * paced(pace, i < g.leaves, g.Date(origin+h))
		if e.seasons == 0 {
			wide *= widerNoSeason
		}
		return wide
	})
	joinSums(odds, g.parent, g.leaves)
	days := make([]Day, len(odds))
	for i := range odds {
		o := &odds[i]
		days[i] = Day{Occupied: Odds{o.q[Occupied], o.mean[Occupied]}, Open: Odds{o.q[Open], o.mean[Open]},
			Over92: o.over(limits[0]), Over95: o.over(limits[1]), Over100: o.over(limits[2])}
	}
	return days
}

// morning is one organisation's odds of one morning: occupied, open, and their ratio, which carries how they hang together.
type morning struct {
	q    [kinds]Quantiles
	mean [2]float64
}

// mornings puts the law round each trial's points at horizon h; the n organisations without a trial are not known.
func (l *law) mornings(n int, trials []trial, h int, model combine, wide func(series int) float64) []morning {
	odds := make([]morning, n)
	for i := range odds {
		odds[i].mean = [2]float64{math.NaN(), math.NaN()}
	}
	for i := range trials {
		t := &trials[i]
		o := &odds[t.series]
		for k := range Kind(kinds) {
			o.q[k] = l.quantiles(t.class, k, h, t.tau+h, l.scale.of(t, k)[h-1], model(t, k, h), wide(t.series)).exp()
			if k < ratio {
				o.mean[k] = o.q[k].Mean()
			}
		}
	}
	return odds
}

// joinSums moves each organisation's odds so that the means of parts add up to those of their sums.
func joinSums(odds []morning, parent []int, leaves int) {
	if leaves == len(odds) {
		return
	}
	nodes := make([]node, len(odds))
	for k := range Kind(2) {
		for i := range odds {
			nodes[i].mean = odds[i].mean[k]
			sd := (odds[i].q[k][18] - odds[i].q[k][4]) / 2
			nodes[i].variance = sd * sd
		}
		for i, mean := range agree(nodes, parent, leaves) {
			by := mean / odds[i].mean[k]
			odds[i].q[k] = odds[i].q[k].times(by)
			odds[i].mean[k] = mean
			if k == Open {
				by = 1 / by
			}
			odds[i].q[ratio] = odds[i].q[ratio].times(by)
		}
	}
}

// over is the chance that occupied is more than x of open.
func (m *morning) over(x float64) float64 {
	if !Known(m.mean[Open]) {
		return math.NaN()
	}
	return m.q[ratio].Above(x)
}
