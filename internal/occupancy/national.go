package occupancy

import "headroom/internal/civil"

// National defaults: what a weekday, a date, a holiday and a strike do to the 08:00 count, as differences of the natural
// logarithm (-0.01 is one in a hundred fewer). They stand where an organisation and its neighbours have no earlier season
// of their own, and beside the organisation's own effects wherever those are shown.

// NationalEffect is one default, dated, with where it comes from.
type NationalEffect struct {
	Code     string  // names the effect, as in Effect.Code
	Occupied float64 // on beds occupied
	Open     float64 // on beds open
	SE       float64 // how far a winter or an organisation usually lies from it
	Source   string
	From     string // since when the figure stands here, YYYY-MM
	// Confirmed is false for a figure that is an estimate of ours or of one study, not yet confirmed by the NHS.
	Confirmed bool
}

const (
	fromSitreps = "our estimate from NHS England's winter daily situation reports of 2016-17 and 2017-18"
	fromStrikes = "our estimate from beds occupied after the strikes of 2016 and 2023 (0.6% to 1.3% fewer for one to five days)"
)

// The defaults by column of the regressors: weekdays from Monday; the dates from 17 December to 8 January; a bank holiday's
// morning and the two after; mornings within a strike after its first day, and those after its end.
var (
	nationalOccupied = [regressions]float64{
		.008, .008, .005, .000, -.018, -.020, -.004,
		.004, .008, .007, .001, -.010, -.033, -.076, -.110, -.092, -.050, -.010, .005, .007, .006, .002, .010, .023, .020, .019, .015, .012, .009, .006,
		.000, .010, .005,
		-.006, -.009,
	}
	nationalOpen = [regressions]float64{
		.004, .003, .002, .000, -.003, -.004, .000,
		.001, .002, .003, .002, .001, -.001, -.008, -.011, -.013, -.012, -.003, .001, .002, -.001, -.003, -.001, .007, .006, .005, .004, .002, .001, .002,
		.000, .000, .000,
		-.002, -.003,
	}
)

// nationalCoefficients are the defaults of the number.
func nationalCoefficients(of Kind) []float64 {
	if of == Open {
		return append([]float64(nil), nationalOpen[:]...)
	}
	return append([]float64(nil), nationalOccupied[:]...)
}

// NationalDischargeRatio is a day's discharges against the same weekday in the weeks around, where nothing special is done:
// the ratios of Christmas 2023 in England (NHS England's daily discharge returns) for 25 to 27 December and 1 and 2 January,
// and 1 for every other day. Other bank holidays differ too much (0.63 to 0.90) for one number here.
func NationalDischargeRatio(d civil.Date) float64 {
	switch fromChristmas(d) {
	case 0:
		return .54
	case 1:
		return .41
	case 2:
		return .64
	case 7:
		return .62
	case 8:
		return .73
	}
	return 1
}
