package occupancyweb

import (
	"math"

	"headroom/internal/civil"
	"headroom/internal/occupancy"
	"headroom/internal/web/ui"
)

// dayFigures is one morning ahead as the pages reckon with it.
type dayFigures struct {
	occupancy.Day
	ahead    int
	occupied float64 // at the median, whole beds
	open     float64 // NaN where not known
	over     float64 // chance of more than the target; NaN where not known
	headroom int     // beds that may still be filled before the target, at the medians; negative: too many are
	free     int     // beds to free to be sure enough of the target
	opened   int     // beds to open for the same, which free nobody
	known    bool    // open beds and chances are known
}

// figures reckons a morning for a target and a confidence.
func figures(d occupancy.Day, origin civil.Date, t target, confidence float64) dayFigures {
	x := dayFigures{Day: d, ahead: d.Date.Sub(origin), occupied: math.Round(d.Occupied.Q.At(.5)), open: math.NaN(), over: math.NaN()}
	if !d.Open.Known() || !occupancy.Known(d.Over92) {
		return x
	}
	x.known = true
	x.open, x.over = math.Round(d.Open.Q.At(.5)), d.Over(t.At)
	x.headroom = occupancy.HeadroomBeds(t.At, int(x.open), int(x.occupied))
	x.free, x.opened = d.DischargesToBeSafe(t.At, confidence), d.BedsToBeSafe(t.At, confidence)
	return x
}

// rate is occupied over open, at the medians.
func (x dayFigures) rate() string {
	if !occupancy.Known(x.open) || x.open == 0 {
		return "–"
	}
	return ui.Number(100*x.occupied/x.open, 1) + "%"
}

// chance writes a chance as people read it: never as a certainty.
func chance(p float64) string {
	switch {
	case !occupancy.Known(p):
		return "not known"
	case p < .01:
		return "under 1%"
	case p > .99:
		return "over 99%"
	}
	return ui.Number(100*p, 0) + "%"
}

// spread writes a range of quantiles in whole beds.
func spread(o occupancy.Odds, low, high float64) string {
	if !o.Known() {
		return "not known"
	}
	return ui.Number(math.Round(o.Q.At(low)), 0) + " to " + ui.Number(math.Round(o.Q.At(high)), 0)
}

// beds writes a number of beds with a sign where it lacks.
func beds(n int) string {
	if n < 0 {
		return "−" + ui.Count(-n)
	}
	return ui.Count(n)
}

// headroomWords says a headroom for people.
func headroomWords(n int) string {
	if n < 0 {
		return ui.Plural(-n, "bed", "beds") + " over"
	}
	return ui.Plural(n, "bed", "beds") + " left"
}
