package occupancy

import "headroom/internal/civil"

// NationalEffect is one default: what a weekday, a date, a holiday or a strike does to the 08:00 count, as a difference of
// the natural logarithm (-0.01 is one in a hundred fewer), dated, with where it comes from. The defaults stand where an
// organisation has no earlier season of its own, and beside its own effects wherever those are shown.
type NationalEffect struct {
	Code   string // names the effect, as Effect.Code
	Words  string
	Value  float64
	SE     float64 // how far a winter and an organisation usually lie from it
	Source string
	Since  string // the month since when the figure stands here, YYYY-MM
	// Confirmed is false for a figure that is an estimate of ours or of one study and not confirmed by the NHS.
	Confirmed bool
}

// Where the defaults come from.
const (
	sinceDefaults = "2026-11"
	fromSitreps   = "our estimate from NHS England's winter daily situation reports of 2016-17 and 2017-18"
	fromSundays   = "assumed: a bank holiday works as a Sunday does; its discharges are 0.69 of the weekday's (23 bank holidays 2022 to 2025)"
	fromStrikes   = "our estimate: beds occupied were 0.6% to 1.3% fewer for one to five days after the strikes of 2016 and 2023"
	fromNothing   = "assumed: a third of what the same strikes do to beds occupied"
)

// The defaults by column of the regressors: weekdays from Monday; the dates from 17 December to 8 January; a bank holiday's
// morning and the two after; mornings within a strike after its first day, and those after its end.
var (
	nationalOccupied = [regressions]float64{
		.011, .011, .008, .003, -.015, -.017, -.001,
		.004, .008, .007, .001, -.010, -.033, -.076, -.110, -.092, -.050, -.010, .005, .007, .006, .002, .010, .023, .020, .019, .015, .012, .009, .006,
		.000, .010, .005,
		-.006, -.009,
	}
	nationalOpen = [regressions]float64{
		.004, .003, .002, .000, -.003, -.005, -.001,
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

// NationalEffects lists the defaults of beds occupied or open.
func NationalEffects(of Kind) []NationalEffect {
	value := nationalCoefficients(of)
	out := make([]NationalEffect, regressions)
	for i := range out {
		e := NationalEffect{Value: value[i], Source: fromSitreps, Since: sinceDefaults}
		e.Code, e.Words = columnName(i)
		switch {
		case i < colDate:
			e.SE = .008
		case i < colHoliday:
			e.SE = .02 + .25*abs(value[i])
		case i < colStrike:
			e.SE, e.Source = .012, fromSundays
		default:
			e.SE, e.Source = .008, fromStrikes
			if of == Open {
				e.SE, e.Source = .005, fromNothing
			}
		}
		out[i] = e
	}
	return out
}

func abs(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}

// columnName is a regressor's code and name.
func columnName(i int) (code, words string) {
	switch {
	case i < colDate:
		day := civil.MustDate("2024-01-01").Add(i) // a Monday
		return "weekday-" + day.Format("Mon"), day.Format("Monday")
	case i < colHoliday:
		d := civil.MustDate("2023-12-25").Add(i - colDate + firstDate)
		return "date-" + d.Format("01-02"), d.Format("2 January")
	}
	switch i {
	case colHoliday:
		return "holiday", "another bank holiday, its own morning"
	case colHoliday + 1:
		return "holiday-after", "the morning after another bank holiday"
	case colHoliday + 2:
		return "holiday-second", "the second morning after another bank holiday"
	case colStrike:
		return "strike", "a morning within a strike, after its first day"
	}
	return "strike-after", "the first morning after a strike; 15 in a hundred of it less each of the four next"
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
