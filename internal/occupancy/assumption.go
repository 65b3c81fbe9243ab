package occupancy

import (
	"math"

	"headroom/internal/fault"
)

// Assumption is one number that scenarios stand on, dated, with where it comes from. Whoever writes a scenario may set
// another in its place.
type Assumption struct {
	Code      string
	Words     string
	Value     float64
	Source    string
	Since     string // the month since when the figure stands here, YYYY-MM
	Confirmed bool   // false for our own readings and for what is merely assumed
}

// Where several assumptions come from.
const (
	fromFluWeeks   = "our reading of NHS England's weekly averages of beds with flu"
	fromThreeWaves = "our reading: the mean of the waves of 2022-23 and 2024-25 (5.5% and 5.3% in early January) and 2023-24 (2.6% in early February)"
	notStudied     = "assumed; no study of beds is known to us: set your own where you know better"
)

// Assumptions lists the numbers that scenarios use unless they set their own.
func Assumptions() []Assumption {
	out := []Assumption{
		{Code: "flu-early-peak", Words: "peak of an early wave, days from Christmas Day", Value: 9, Source: fromFluWeeks + ", 2022-23 (peak in the week to 8 January)"},
		{Code: "flu-early-height", Words: "beds with flu at the peak of an early wave, of beds occupied", Value: .055, Source: fromFluWeeks + ", 2022-23 (5,262 of about 96,000)"},
		{Code: "flu-early-width", Words: "width of an early wave in days (standard deviation of the bell)", Value: 9, Source: fromFluWeeks + ", 2022-23 (5,262, then 3,447 and 2,034 one and two weeks later)"},
		{Code: "flu-late-peak", Words: "peak of a late wave, days from Christmas Day", Value: 43, Source: fromFluWeeks + ", 2023-24 (early February)"},
		{Code: "flu-late-height", Words: "beds with flu at the peak of a late wave, of beds occupied", Value: .026, Source: fromFluWeeks + ", 2023-24 (2,478 of about 97,000)"},
		{Code: "flu-late-width", Words: "width of a late wave in days", Value: 18, Source: notStudied},
		{Code: "flu-low-peak", Words: "peak of a low wave, days from Christmas Day", Value: 20, Source: notStudied},
		{Code: "flu-low-height", Words: "beds with flu at the peak of a low wave, of beds occupied", Value: .012, Source: notStudied},
		{Code: "flu-low-width", Words: "width of a low wave in days", Value: 18, Source: notStudied},
		{Code: "flu-usual-peak", Words: "peak of the wave that the forecast is taken to hold already, days from Christmas Day", Value: 12, Source: fromThreeWaves},
		{Code: "flu-usual-height", Words: "its height, of beds occupied", Value: .037, Source: fromThreeWaves},
		{Code: "flu-usual-width", Words: "its width in days", Value: 14, Source: fromThreeWaves},
		{Code: "flu-net", Words: "beds more occupied for each bed with flu (others are then not admitted, or leave sooner)", Value: .5, Source: notStudied},
		{Code: "flu-spread", Words: "relative standard deviation of a wave's effect", Value: .35, Source: notStudied},
		{Code: "norovirus-empty", Words: "share of beds closed for diarrhoea and vomiting that stand empty", Value: .2, Source: "winter daily situation reports of England 2016-17 to 2018-19: 0.19 to 0.22"},
		{Code: "norovirus-spread", Words: "relative standard deviation of beds lost to closures", Value: .3, Source: notStudied},
		{Code: "cold-yellow", Words: "beds occupied more at the height of a spell under a yellow alert, of beds occupied", Value: .004, Source: notStudied},
		{Code: "cold-amber", Words: "the same under an amber alert", Value: .01, Source: notStudied},
		{Code: "cold-red", Words: "the same under a red alert", Value: .02, Source: notStudied},
		{Code: "cold-lag", Words: "days from the cold to the beds", Value: 4, Source: "assumed; illness of the airways follows cold by about two to ten days"},
		{Code: "cold-spread", Words: "relative standard deviation of a cold spell's effect", Value: .6, Source: notStudied},
		{Code: "wind-down-spread", Words: "relative standard deviation of beds freed by postponing planned operations", Value: .15, Source: notStudied},
		{Code: "wind-down-refill", Words: "days in which freed beds fill again after the last", Value: 7, Source: "assumed; the beds freed for Christmas 2023 were filled again in about nine days"},
		{Code: "strike-within", Words: "beds occupied fewer on the mornings within a strike after its first day, as a share", Value: .006, Source: fromStrikes},
		{Code: "strike-after", Words: "the same on the first morning after it, fading over five", Value: .009, Source: fromStrikes},
		{Code: "strike-open-within", Words: "beds open fewer on the mornings within a strike, as a share", Value: .002, Source: fromNothing},
		{Code: "strike-open-after", Words: "the same on the first morning after it, fading over five", Value: .003, Source: fromNothing},
		{Code: "strike-spread", Words: "standard deviation of a strike's effect, of beds occupied", Value: .008, Source: fromStrikes},
		{Code: "strike-unlike-spread", Words: "the same for a strike of another kind than those the effects were learned from", Value: unlikeSD, Source: notStudied},
	}
	for i := range out {
		out[i].Since = sinceDefaults
	}
	return out
}

// assumed are the assumptions by code, with what a scenario sets in their place.
type assumed map[string]float64

// assumedWith lays a scenario's own figures over the defaults.
func assumedWith(set map[string]float64) assumed {
	out := assumed{}
	for _, a := range Assumptions() {
		out[a.Code] = a.Value
	}
	for code, v := range set {
		out[code] = v
	}
	return out
}

// checkAssumed reports figures set for no assumption, and those that cannot be.
func checkAssumed(set map[string]float64, problems *fault.List) {
	known := assumedWith(nil)
	for code, v := range set {
		name := "assume." + code
		_, ok := known[code]
		switch {
		case !ok:
			problems.Add(name, "", "There is no assumption %q.", code)
		case math.IsNaN(v) || math.IsInf(v, 0) || math.Abs(v) > 400:
			problems.Add(name, "", "%g cannot be.", v)
		case v < 0 && code[len(code)-5:] != "-peak":
			problems.Add(name, "", "%s cannot be below zero.", code)
		}
	}
}
